//! How do a hundred clients share a socket? Each has an address of 127.0.0.0/8 for its own, so that one call of the
//! kernel brings datagrams for all of them.

use super::client::weapon::Weapon;
use super::client::{Bench, Client, Outbox, mark_of};
use super::clock::{self, Micros};
use super::stamps::Stamps;
use super::tally::Tally;
use anyhow::Result;
use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSocketState};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::Range;
use std::sync::Arc;
use tokio::io::Interest;
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot};

/// Clients of one socket: a key frame to all of them fits its receive buffer.
pub(super) const CLIENTS: usize = 100;
/// GRO joins datagrams up to the size of one IP packet.
const BUFFER: usize = 64 << 10;
/// Receive calls in a row before clients are woken.
const MOST_ROUNDS: usize = 8;
/// Wished buffer of each direction.
const SOCKET_BUFFER: usize = 8 << 20;

/// What a hive is told.
#[derive(Debug)]
pub(super) enum Order {
    /// A client begins.
    Begin { place: usize, client: Box<Client> },
    /// A client is gone without a word.
    Vanish { place: usize },
    /// A client sends these layers, and sound if the microphone is open.
    Publish { place: usize, layers: Range<usize>, microphone: bool },
    /// A client's packets are noted.
    Trace { place: usize },
    /// A client turns hostile.
    Arm { place: usize, weapon: Weapon, rate: u64 },
    /// The last check of a client, as anybody on its way could have recorded it.
    Record { place: usize, reply: oneshot::Sender<Vec<u8>> },
    /// All clients but the speaker wait for the speaker's key frame.
    Watch { speaker: Option<usize>, number: usize, granted: Micros },
    /// Measuring starts anew.
    Mark,
    /// What was seen since.
    Report(oneshot::Sender<Tally>),
}

/// A socket with its clients.
pub(super) struct Hive {
    socket: UdpSocket,
    state: UdpSocketState,
    clients: Vec<Option<Client>>,
    /// When each client is to be woken; a later entry than its deadline wakes it for nothing.
    wakes: BinaryHeap<Reverse<(Micros, usize)>>,
    scheduled: Vec<Micros>,
    stamps: Arc<Stamps>,
    tally: Tally,
    outbox: Outbox,
    buffers: Vec<u8>,
}

impl Hive {
    /// Must be called inside a runtime.
    pub(super) fn new(socket: std::net::UdpSocket, stamps: Arc<Stamps>) -> Result<Hive> {
        let state = UdpSocketState::new((&socket).into())?;
        let _ = state.set_recv_buffer_size((&socket).into(), SOCKET_BUFFER);
        let _ = state.set_send_buffer_size((&socket).into(), SOCKET_BUFFER);
        Ok(Hive {
            socket: UdpSocket::from_std(socket)?,
            state,
            clients: (0..CLIENTS).map(|_| None).collect(),
            wakes: BinaryHeap::new(),
            scheduled: vec![Micros::MAX; CLIENTS],
            stamps,
            tally: Tally::default(),
            outbox: Outbox::default(),
            buffers: vec![0; BUFFER * BATCH_SIZE],
        })
    }

    /// Runs until the orders end.
    pub(super) async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>) -> io::Result<()> {
        loop {
            let next = self.wakes.peek().map_or(Micros::MAX, |Reverse((at, _))| *at);
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.obey(order),
                    None => return Ok(()),
                },
                ready = self.socket.readable() => {
                    ready?;
                    self.receive()?;
                }
                () = tokio::time::sleep_until(clock::instant(next)), if next != Micros::MAX => {}
            }
            self.wake();
        }
    }

    fn obey(&mut self, order: Order) {
        let now = clock::now();
        match order {
            Order::Begin { place, client } => {
                self.clients[place] = Some(*client);
                self.schedule(place);
            }
            Order::Vanish { place } => self.clients[place] = None,
            Order::Publish { place, layers, microphone } => {
                if let Some(client) = &mut self.clients[place] {
                    client.publish(now, layers, microphone);
                    self.schedule(place);
                }
            }
            Order::Trace { place } => {
                if let Some(client) = &mut self.clients[place] {
                    client.is_traced = true;
                }
            }
            Order::Arm { place, weapon, rate } => {
                if let Some(client) = &mut self.clients[place] {
                    client.arm(now, weapon, rate);
                    self.schedule(place);
                }
            }
            Order::Record { place, reply } => {
                if let Some(client) = &self.clients[place] {
                    // Whoever asked may have gone.
                    let _ = reply.send(client.recorded_check());
                }
            }
            Order::Watch { speaker, number, granted } => {
                for (place, client) in self.clients.iter_mut().enumerate() {
                    if let Some(client) = client.as_mut().filter(|_| Some(place) != speaker) {
                        client.watch(mark_of(number), granted);
                    }
                }
            }
            Order::Mark => {
                self.tally = Tally::default();
                self.clients.iter_mut().flatten().for_each(Client::mark);
            }
            Order::Report(reply) => {
                let mut tally = self.tally.clone();
                self.clients.iter().flatten().for_each(|client| client.report(&mut tally));
                // Whoever asked may have gone.
                let _ = reply.send(tally);
            }
        }
    }

    fn receive(&mut self) -> io::Result<()> {
        let mut metas = [RecvMeta::default(); BATCH_SIZE];
        for _ in 0..MOST_ROUNDS {
            let mut chunks = self.buffers.chunks_exact_mut(BUFFER);
            let mut slices: [IoSliceMut<'_>; BATCH_SIZE] = std::array::from_fn(|_| {
                IoSliceMut::new(chunks.next().expect("as many buffers as the batch has slices"))
            });
            let receive = || self.state.recv((&self.socket).into(), &mut slices, &mut metas);
            let received = match self.socket.try_io(Interest::READABLE, receive) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                received => received?,
            };
            for (index, meta) in metas[..received].iter().enumerate() {
                self.deliver(index, meta);
            }
        }
        Ok(())
    }

    fn deliver(&mut self, buffer: usize, meta: &RecvMeta) {
        let datagrams = self.buffers[buffer * BUFFER..][..meta.len].chunks_mut(meta.stride.max(1));
        let place = meta.dst_ip.and_then(place_of).filter(|place| *place < CLIENTS);
        let client = place.and_then(|place| Some((place, self.clients[place].as_mut()?)));
        let Some((place, client)) = client.filter(|(_, client)| client.server() == meta.addr) else {
            self.tally.strays += datagrams.count() as u64;
            return;
        };
        let at = meta.timestamp.map_or_else(clock::now, clock::micros);
        let mut bench = Bench { stamps: &self.stamps, tally: &mut self.tally, outbox: &mut self.outbox };
        for datagram in datagrams {
            client.receive(at, datagram, &mut bench);
        }
        self.send(place, meta.addr);
        self.schedule(place);
    }

    fn wake(&mut self) {
        loop {
            let now = clock::now();
            let Some(Reverse((at, place))) = self.wakes.peek().copied().filter(|due| due.0.0 <= now) else {
                return;
            };
            self.wakes.pop();
            if self.scheduled[place] != at {
                continue;
            }
            self.scheduled[place] = Micros::MAX;
            let Some(client) = &mut self.clients[place] else { continue };
            let mut bench = Bench { stamps: &self.stamps, tally: &mut self.tally, outbox: &mut self.outbox };
            client.wake(now, &mut bench);
            let server = client.server();
            self.send(place, server);
            self.schedule(place);
        }
    }

    fn schedule(&mut self, place: usize) {
        let Some(client) = &self.clients[place] else { return };
        let deadline = client.deadline();
        if deadline < self.scheduled[place] {
            self.scheduled[place] = deadline;
            self.wakes.push(Reverse((deadline, place)));
        }
    }

    /// What a client said leaves from its own address.
    fn send(&mut self, place: usize, server: SocketAddr) {
        let mut start = 0;
        for end in self.outbox.ends.drain(..) {
            let transmit = Transmit {
                destination: server,
                ecn: None,
                contents: &self.outbox.bytes[start..end],
                segment_size: None,
                src_ip: Some(address_of(place).into()),
            };
            // A full buffer loses the datagram, as a network would.
            let send = || self.state.try_send((&self.socket).into(), &transmit);
            let _ = self.socket.try_io(Interest::WRITABLE, send);
            start = end;
        }
        self.outbox.bytes.clear();
    }
}

/// The address of a client by its place in the hive.
pub(super) fn address_of(place: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 1, 0, place as u8 + 1)
}

fn place_of(address: IpAddr) -> Option<usize> {
    let IpAddr::V4(address) = address.to_canonical() else { return None };
    let [127, 1, 0, last] = address.octets() else { return None };
    usize::from(last).checked_sub(1)
}
