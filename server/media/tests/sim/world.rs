//! A briefing in virtual time: a node, its clients, their lines, and what they were told.

use super::client::Client;
use super::clock::UNIX_MICROS;
use super::laws::Laws;
use super::post::{Event, Post};
use giaoban_link::{FromNode, NodeId, PeerId, RoomId, RoomWish, SiteId, VideoCodec};
use giaoban_media::{Input, Node, NodeConfig, Out, Random, Security, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Where the node listens.
pub(crate) const SERVER: &str = "198.51.100.1:10000";
/// Calls of the node within one moment of time; more means that it asks to be called for nothing.
const MOST_CALLS: usize = 10_000;

/// One run.
pub(crate) struct World {
    pub(crate) now: Time,
    pub(crate) seed: u64,
    pub(crate) node: Node,
    pub(crate) out: Out,
    pub(crate) room: RoomWish,
    pub(crate) clients: Vec<Client>,
    /// Sites by their numbers in stamps.
    pub(crate) sites: Vec<(String, SiteId)>,
    pub(crate) laws: Laws,
    /// What the node reported, samples apart.
    pub(crate) reports: Vec<(Time, FromNode)>,
    /// The last samples.
    pub(crate) samples: Option<FromNode>,
    /// Revision given last; one counter for all documents is as good as one for each.
    pub(crate) rev: u64,
    /// Called before and after the node handles an input, for tests that measure it.
    pub(crate) probe: fn(Moment),
    /// Datagrams that left for each client.
    pub(crate) sent: Vec<Vec<Departure>>,
    pub(crate) is_recording: bool,
    /// Whether somebody may claim to be where another is.
    pub(crate) is_hostile: bool,
    /// Bytes that came from addresses at which no client ever was, and that left for such.
    pub(crate) strangers: (u64, u64),
    addresses: BTreeMap<SocketAddr, usize>,
    /// Where any client ever was.
    places: BTreeSet<SocketAddr>,
    post: Post,
    node_deadline: Time,
    /// Until then the node's process does not run, and what is sent to it is lost.
    asleep_until: Time,
    digest: DefaultHasher,
}

/// A datagram that left the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Departure {
    pub(crate) at: Time,
    pub(crate) bytes: Vec<u8>,
}

/// Where in a call of the node the probe stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Before a datagram with media.
    Media,
    /// Before anything else.
    Other,
    /// After either.
    Done,
}

impl World {
    /// An empty room with a slate on air.
    pub(crate) fn new(seed: u64) -> World {
        let id = NodeId(Uuid::from_u128(0x6e6f_6465));
        let config = config(id);
        let mut world = World {
            now: Time(0),
            seed,
            node: Node::new(config, Random::seeded(seed)).expect("no certificate is read"),
            out: Out::default(),
            room: empty_room(),
            clients: Vec::new(),
            sites: Vec::new(),
            laws: Laws::default(),
            reports: Vec::new(),
            samples: None,
            rev: 0,
            probe: |_| {},
            sent: Vec::new(),
            is_recording: false,
            is_hostile: false,
            strangers: (0, 0),
            addresses: BTreeMap::new(),
            places: BTreeSet::new(),
            post: Post::default(),
            node_deadline: Time::NEVER,
            asleep_until: Time(0),
            digest: DefaultHasher::new(),
        };
        world.put_room();
        world
    }

    /// Lets time pass, and holds everything that happened against the laws.
    #[track_caller]
    pub(crate) fn run(&mut self, span: Duration) {
        let end = self.now + span;
        loop {
            let next = self.post.next().min(self.node_deadline.max(self.asleep_until));
            if next > end {
                break;
            }
            self.now = self.now.max(next);
            self.step();
        }
        self.now = end;
        self.judge();
    }

    /// One datagram of anyone reaches the node at once.
    pub(crate) fn inject(&mut self, source: SocketAddr, bytes: Vec<u8>) {
        self.post.at(self.now, Event::ToNode { source, bytes });
    }

    /// A line carries a client's datagram to the node.
    pub(crate) fn carry(&mut self, client: usize, bytes: &[u8]) {
        let Client { up, address, .. } = &mut self.clients[client];
        let source = *address;
        for at in up.carry(self.now, bytes.len()).into_iter().flatten() {
            self.post.at(at, Event::ToNode { source, bytes: bytes.to_vec() });
        }
    }

    /// The client is at this address from now on.
    pub(crate) fn locate(&mut self, client: usize, address: SocketAddr) {
        self.clients[client].address = address;
        self.addresses.retain(|_, owner| *owner != client);
        self.addresses.insert(address, client);
        self.places.insert(address);
        self.clients[client].agent.begin(self.now);
        self.schedule(client);
    }

    /// Sees to it that the client is woken in time.
    pub(crate) fn schedule(&mut self, client: usize) {
        let deadline = self.clients[client].deadline().max(self.now);
        if deadline < self.clients[client].wakes {
            self.clients[client].wakes = deadline;
            self.post.at(deadline, Event::Wake { client });
        }
    }

    /// The node's process is started again: it knows nothing, and clients make new connections.
    pub(crate) fn restart_node(&mut self) {
        let id = NodeId(Uuid::from_u128(0x6e6f_6465_0002));
        self.node = Node::new(config(id), Random::seeded(self.seed + 1)).expect("no certificate is read");
        self.node_deadline = Time::NEVER;
        for client in 0..self.clients.len() {
            self.clients[client].start_again();
            let mut address = self.clients[client].address;
            address.set_port(address.port() + 1);
            self.locate(client, address);
        }
    }

    /// The node's process does not run for a while: a machine that is moved, or has no time for it.
    pub(crate) fn node_sleeps(&mut self, span: Duration) {
        self.asleep_until = self.now + span;
    }

    /// A digest of every datagram and report that left the node so far.
    pub(crate) fn digest(&self) -> u64 {
        self.digest.finish()
    }

    fn step(&mut self) {
        let mut arrived = false;
        while let Some(event) = self.post.take(self.now) {
            match event {
                Event::ToNode { .. } if self.now < self.asleep_until => {}
                Event::ToNode { source, mut bytes } => {
                    self.deliver(source, &mut bytes);
                    arrived = true;
                }
                Event::ToClient { client, address, bytes } => {
                    if self.clients[client].address == address {
                        self.clients[client].receive(self.now, &bytes);
                        self.schedule(client);
                    }
                }
                Event::Wake { client } => self.wake(client),
            }
        }
        if arrived {
            self.handle(Input::BatchEnd, Moment::Media);
        }
        let mut calls = 0;
        while self.node_deadline.max(self.asleep_until) <= self.now {
            self.handle(Input::Timeout, Moment::Other);
            calls += 1;
            assert!(calls < MOST_CALLS, "the node asks to be called at {:?} again and again", self.now);
        }
    }

    fn wake(&mut self, client: usize) {
        if self.clients[client].wakes <= self.now {
            self.clients[client].wakes = Time::NEVER;
            for datagram in self.clients[client].wake(self.now) {
                self.carry(client, &datagram);
            }
            self.schedule(client);
        }
    }

    fn deliver(&mut self, source: SocketAddr, bytes: &mut [u8]) {
        if !self.places.contains(&source) {
            self.strangers.0 += bytes.len() as u64;
        }
        let is_media = matches!(bytes, [128..=191, second, ..] if !(192..=223).contains(second));
        let local: SocketAddr = SERVER.parse().expect("a constant address");
        let moment = if is_media { Moment::Media } else { Moment::Other };
        self.handle(Input::Datagram { source, local: local.ip(), bytes }, moment);
    }

    /// Gives the node one input and carries off what comes out.
    pub(crate) fn handle(&mut self, input: Input<'_>, moment: Moment) {
        (self.probe)(moment);
        self.node_deadline = self.node.handle(self.now, input, &mut self.out);
        (self.probe)(Moment::Done);
        self.carry_off();
        self.hear_reports();
    }

    fn carry_off(&mut self) {
        let transmits = std::mem::take(&mut self.out.transmits);
        for transmit in &transmits {
            let bytes = &self.out.bytes[transmit.range.clone()];
            let size = transmit.segment_size.unwrap_or(bytes.len()).max(1);
            self.digest.write_u64(self.now.0);
            self.digest.write(transmit.destination.to_string().as_bytes());
            self.digest.write(bytes);
            let Some(client) = self.addresses.get(&transmit.destination).copied() else {
                if !self.places.contains(&transmit.destination) {
                    self.strangers.1 += bytes.len() as u64;
                }
                continue;
            };
            let server: Option<IpAddr> = SERVER.parse::<SocketAddr>().ok().map(|address| address.ip());
            assert_eq!(transmit.source, server, "a datagram leaves from another address than was reached");
            for datagram in bytes.chunks(size) {
                let receiver = &mut self.clients[client];
                let sites = |number: u32| self.sites[number as usize].1;
                self.laws.leaves(self.now, receiver, sites, datagram);
                if self.is_recording {
                    self.sent[client].push(Departure { at: self.now, bytes: datagram.to_vec() });
                }
                for at in receiver.down.carry(self.now, datagram.len()).into_iter().flatten() {
                    let (address, bytes) = (transmit.destination, datagram.to_vec());
                    self.post.at(at, Event::ToClient { client, address, bytes });
                }
            }
        }
        // The node finds the memory of its list again.
        self.out.transmits = transmits;
        self.out.clear_transmits();
    }

    fn hear_reports(&mut self) {
        let mut reports = std::mem::take(&mut self.out.reports);
        for report in reports.drain(..) {
            self.digest.write(format!("{report:?}").as_bytes());
            if let FromNode::Answered { peer, sdp, .. } = &report
                && let Some(client) = self.clients.iter().position(|client| client.peer == *peer)
            {
                self.clients[client].answered(self.now, sdp);
                self.schedule(client);
            }
            if let FromNode::Paused { peer, layers } = &report
                && let Some(client) = self.clients.iter().position(|client| client.peer == *peer)
            {
                self.clients[client].tell_paused(self.now, layers.clone());
                self.schedule(client);
            }
            match report {
                FromNode::Samples { .. } => self.samples = Some(report),
                _ => self.reports.push((self.now, report)),
            }
        }
        self.out.reports = reports;
    }

    /// A client with this name comes into being; its peer's id follows from its number.
    pub(crate) fn add(&mut self, client: Client) -> usize {
        self.addresses.insert(client.address, self.clients.len());
        self.places.insert(client.address);
        self.clients.push(client);
        self.sent.push(Vec::new());
        self.clients.len() - 1
    }
}

/// The id of a room's, site's or peer's document.
pub(crate) fn peer_id(number: usize) -> PeerId {
    PeerId(Uuid::from_u128(0x7065_6572_0000 + number as u128))
}

/// The id of a site by its number.
pub(crate) fn site_id(number: usize) -> SiteId {
    SiteId(Uuid::from_u128(0x7369_7465_0000 + number as u128))
}

#[expect(
    clippy::disallowed_methods,
    reason = "rtc-dtls wants an Instant, and none is ever compared with it here"
)]
fn config(id: NodeId) -> NodeConfig {
    NodeConfig {
        id,
        candidates: vec![SERVER.parse().expect("a constant address")],
        security: Security::NoneForSimulation,
        origin: Instant::now(),
        origin_unix_micros: UNIX_MICROS,
    }
}

fn empty_room() -> RoomWish {
    RoomWish {
        id: RoomId(Uuid::from_u128(0x726f_6f6d)),
        codec: VideoCodec::Vp8,
        programme: giaoban_link::Picture::Slate,
        chair: None,
        audible: Vec::new(),
        content: None,
        next: None,
        viewed: None,
        main: None,
    }
}
