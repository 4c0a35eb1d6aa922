//! What if somebody throws datagrams at the server? A thread that sends them at a rate, next to a live run.

use super::client::stun::Checker;
use super::client::weapon::Weapon;
use anyhow::Result;
use clap::{Args, ValueEnum};
use quinn_udp::{Transmit, UdpSocketState};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What is thrown: by a stranger, or by the last client, which has joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Missile {
    /// A stranger's connectivity checks for a real user name with a wrong password.
    Stun,
    /// A stranger's random bytes that look like SRTP.
    Srtp,
    /// A stranger's random bytes.
    Noise,
    /// One valid check of the client, recorded and sent again from elsewhere.
    Replay,
    /// The client misses every packet of its picture.
    Nack,
    /// The client has lost its picture.
    Pli,
    /// The client tells the fate of tens of thousands of packets in each datagram.
    TransportCc,
    /// The client's line carries anything.
    Remb,
}

impl Missile {
    /// What the client is armed with, if it is the client that throws.
    pub(super) fn weapon(self) -> Option<Weapon> {
        match self {
            Missile::Stun | Missile::Srtp | Missile::Noise | Missile::Replay => None,
            Missile::Nack => Some(Weapon::Nack),
            Missile::Pli => Some(Weapon::PictureLoss),
            Missile::TransportCc => Some(Weapon::TransportCc),
            Missile::Remb => Some(Weapon::Estimate),
        }
    }

    /// Datagrams a second unless another number is given: as many as a stranger's thread throws with ease, and as a
    /// client could send on a line of 10 Mbit/s.
    fn usual_rate(self) -> u64 {
        if self.weapon().is_some() { 1_000 } else { 100_000 }
    }
}

/// A flood beside a run.
#[derive(Clone, Debug, Default, Args)]
pub struct FloodOptions {
    /// Throws datagrams of this kind at the server during the measurement.
    #[arg(long)]
    pub flood: Option<Missile>,
    /// Datagrams a second; 100,000 of a stranger and 1,000 of a client that has joined unless given.
    #[arg(long)]
    pub flood_rate: Option<u64>,
}

impl FloodOptions {
    /// What is thrown, and how often.
    pub(super) fn chosen(&self) -> Option<(Missile, u64)> {
        self.flood.map(|missile| (missile, self.flood_rate.unwrap_or(missile.usual_rate())))
    }
}

/// Datagrams of one send; the kernel cuts it.
const BURST: usize = 40;
/// Length of a missile that is not a check.
const LENGTH: usize = 120;

/// A flood until it is stopped.
pub(super) struct Flood {
    is_over: Arc<AtomicBool>,
    thrown: Arc<AtomicU64>,
    thread: JoinHandle<Result<()>>,
    started: Instant,
}

impl Flood {
    /// Begins. `ufrag` is one that the server knows, `recorded` a valid check.
    pub(super) fn begin(
        missile: Missile,
        rate: u64,
        server: SocketAddr,
        ufrag: &str,
        recorded: Vec<u8>,
    ) -> Flood {
        let (is_over, thrown) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (over, count) = (is_over.clone(), thrown.clone());
        let mut checker = Checker::new("flood", ufrag, "not the password of anybody");
        let next = move |bytes: &mut Vec<u8>| match missile {
            Missile::Stun => bytes.extend_from_slice(&checker.check()),
            Missile::Replay => bytes.extend_from_slice(&recorded),
            _ => {
                let start = bytes.len();
                bytes.extend((0..LENGTH).map(|_| rand::random::<u8>()));
                if missile == Missile::Srtp {
                    bytes[start..start + 2].copy_from_slice(&[0x90, 96]);
                }
            }
        };
        let thread = std::thread::spawn(move || throw(next, rate, server, &over, &count));
        Flood { is_over, thrown, thread, started: Instant::now() }
    }

    /// Ends. Returns datagrams thrown a second.
    pub(super) fn end(self) -> Result<f64> {
        self.is_over.store(true, Ordering::Relaxed);
        let seconds = self.started.elapsed().as_secs_f64();
        self.thread.join().map_err(|_| anyhow::anyhow!("the flood panicked"))??;
        Ok(self.thrown.load(Ordering::Relaxed) as f64 / seconds)
    }
}

fn throw(
    mut next: impl FnMut(&mut Vec<u8>),
    rate: u64,
    server: SocketAddr,
    is_over: &AtomicBool,
    thrown: &AtomicU64,
) -> Result<()> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    socket.set_nonblocking(true)?;
    let state = UdpSocketState::new((&socket).into())?;
    let pause = Duration::from_secs_f64(BURST as f64 / rate.max(1) as f64);
    let mut due = Instant::now();
    let mut bytes = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        bytes.clear();
        (0..BURST).for_each(|_| next(&mut bytes));
        let length = bytes.len() / BURST;
        let transmit = Transmit {
            destination: server,
            ecn: None,
            contents: &bytes,
            segment_size: Some(length),
            src_ip: None,
        };
        if state.try_send((&socket).into(), &transmit).is_ok() {
            thrown.fetch_add(BURST as u64, Ordering::Relaxed);
        }
        due += pause;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    Ok(())
}
