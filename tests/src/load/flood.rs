//! What if somebody throws datagrams at the server? A thread that sends them at a rate, next to a live run.

use super::client::stun::Checker;
use anyhow::Result;
use clap::{Args, ValueEnum};
use quinn_udp::{Transmit, UdpSocketState};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What is thrown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Missile {
    /// Connectivity checks for a real user name with a wrong password.
    Stun,
    /// Random bytes that look like SRTP.
    Srtp,
    /// Random bytes.
    Noise,
}

/// A flood beside a run.
#[derive(Clone, Debug, Default, Args)]
pub struct FloodOptions {
    /// Throws datagrams of this kind at the server during the measurement.
    #[arg(long)]
    pub flood: Option<Missile>,
    /// Datagrams a second.
    #[arg(long, default_value_t = 100_000)]
    pub flood_rate: u64,
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
    /// Begins. `ufrag` is one that the server knows.
    pub(super) fn begin(missile: Missile, rate: u64, server: SocketAddr, ufrag: &str) -> Flood {
        let (is_over, thrown) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (over, count) = (is_over.clone(), thrown.clone());
        let checker = Checker::new("flood", ufrag, "not the password of anybody");
        let thread = std::thread::spawn(move || throw(missile, rate, server, checker, &over, &count));
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
    missile: Missile,
    rate: u64,
    server: SocketAddr,
    mut checker: Checker,
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
        let mut length = LENGTH;
        for _ in 0..BURST {
            if missile == Missile::Stun {
                let check = checker.check();
                length = check.len();
                bytes.extend_from_slice(&check);
            } else {
                let start = bytes.len();
                bytes.extend((0..LENGTH).map(|_| rand::random::<u8>()));
                if missile == Missile::Srtp {
                    bytes[start..start + 2].copy_from_slice(&[0x90, 96]);
                }
            }
        }
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
