//! What does a bad network do? A UDP relay in front of the server's media port that loses, delays, reorders
//! and repeats datagrams by a seeded plan, each direction apart, and can move to another address.

mod fate;

pub use fate::{Impairment, Kind, Pick};

use fate::Plan;
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// The largest datagram a relay carries.
const DATAGRAM: usize = 2_048;

/// Which way a datagram goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Site to server.
    Up,
    /// Server to site.
    Down,
}

/// What one direction has carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Datagrams that came in.
    pub arrived: u64,
    /// Datagrams that were lost on purpose.
    pub lost: u64,
}

/// A relay; it stops when it is dropped.
pub struct Relay {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

struct Shared {
    outside: Arc<UdpSocket>,
    server: SocketAddr,
    up: Mutex<Plan>,
    down: Mutex<Plan>,
    clients: Mutex<HashMap<SocketAddr, Client>>,
}

struct Client {
    socket: Arc<UdpSocket>,
    returning: JoinHandle<()>,
}

impl Drop for Client {
    fn drop(&mut self) {
        self.returning.abort();
    }
}

impl Relay {
    /// Relays to `server` from a free port on 127.0.0.1. The same seed makes the same choices.
    pub async fn start(server: SocketAddr, seed: u64) -> std::io::Result<Relay> {
        Relay::listen((Ipv4Addr::LOCALHOST, 0).into(), server, seed).await
    }

    /// Relays to `server` from `listen`.
    pub async fn listen(listen: SocketAddr, server: SocketAddr, seed: u64) -> std::io::Result<Relay> {
        let outside = Arc::new(UdpSocket::bind(listen).await?);
        let address = outside.local_addr()?;
        let (up, down) = (Mutex::new(Plan::new(seed)), Mutex::new(Plan::new(!seed)));
        let shared = Arc::new(Shared { outside, server, up, down, clients: Mutex::default() });
        let listening = tokio::spawn(listen_outside(shared.clone()));
        Ok(Relay { address, shared, listening })
    }

    /// Where clients send.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Treats datagrams of one direction like this from now on.
    pub fn impair(&self, direction: Direction, impairment: Impairment) {
        self.shared.plan(direction).impairment = impairment;
    }

    /// The same for both directions.
    pub fn impair_both(&self, impairment: Impairment) {
        for direction in [Direction::Up, Direction::Down] {
            self.impair(direction, impairment.clone());
        }
    }

    /// What one direction has carried so far.
    pub fn carried(&self, direction: Direction) -> Carried {
        self.shared.plan(direction).carried
    }

    /// Continues from other local ports, as when a site changes its network.
    pub async fn move_away(&self) -> std::io::Result<()> {
        let clients: Vec<SocketAddr> = self.shared.clients().keys().copied().collect();
        for client in clients {
            self.shared.open(client).await?;
        }
        Ok(())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.listening.abort();
        self.shared.clients().clear();
    }
}

impl Shared {
    fn plan(&self, direction: Direction) -> MutexGuard<'_, Plan> {
        let plan = match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        };
        plan.lock().expect("nobody panics while holding a plan")
    }

    fn clients(&self) -> MutexGuard<'_, HashMap<SocketAddr, Client>> {
        self.clients.lock().expect("nobody panics while holding the clients")
    }

    /// A socket towards the server for one client; replaces the one it had.
    async fn open(self: &Arc<Self>, client: SocketAddr) -> std::io::Result<Arc<UdpSocket>> {
        let socket = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?);
        socket.connect(self.server).await?;
        let returning = tokio::spawn(return_to(self.clone(), socket.clone(), client));
        self.clients().insert(client, Client { socket: socket.clone(), returning });
        Ok(socket)
    }

    fn socket_of(&self, client: SocketAddr) -> Option<Arc<UdpSocket>> {
        self.clients().get(&client).map(|client| client.socket.clone())
    }

    /// Decides what becomes of a datagram: when each copy leaves.
    fn departures(&self, direction: Direction, datagram: &[u8]) -> Vec<Duration> {
        self.plan(direction).decide(datagram)
    }
}

async fn listen_outside(shared: Arc<Shared>) {
    let mut buffer = [0; DATAGRAM];
    loop {
        let Ok((length, client)) = shared.outside.recv_from(&mut buffer).await else { continue };
        let datagram = &buffer[..length];
        for delay in shared.departures(Direction::Up, datagram) {
            let socket = match shared.socket_of(client) {
                Some(socket) => Some(socket),
                None => shared.open(client).await.ok(),
            };
            let Some(socket) = socket else { continue };
            leave(delay, datagram, move |bytes| async move { socket.send(&bytes).await }).await;
        }
    }
}

async fn return_to(shared: Arc<Shared>, socket: Arc<UdpSocket>, client: SocketAddr) {
    let mut buffer = [0; DATAGRAM];
    loop {
        // An error is an ICMP "port unreachable" while the server is down; it will be back.
        let Ok(length) = socket.recv(&mut buffer).await else { continue };
        let datagram = &buffer[..length];
        for delay in shared.departures(Direction::Down, datagram) {
            let outside = shared.outside.clone();
            leave(delay, datagram, move |bytes| async move { outside.send_to(&bytes, client).await }).await;
        }
    }
}

/// Sends now, or later without holding up what comes behind.
async fn leave<S, F>(delay: Duration, datagram: &[u8], send: S)
where
    S: FnOnce(Vec<u8>) -> F + Send + 'static,
    F: Future<Output = std::io::Result<usize>> + Send + 'static,
{
    let bytes = datagram.to_vec();
    if delay.is_zero() {
        let _ = send(bytes).await;
        return;
    }
    tokio::spawn(async move {
        tokio::time::sleep(delay).await;
        let _ = send(bytes).await;
    });
}
