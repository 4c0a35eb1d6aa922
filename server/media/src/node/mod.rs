//! The node: all rooms and peers of one shard, and the one door through which everything enters.

mod control;
mod datagram;
mod media;
mod release;
mod wishes;

use crate::config::{NodeConfig, Security};
use crate::demux::Demux;
use crate::dtls::{CertificateError, Server};
use crate::io::{Input, Out};
use crate::peer::{Peer, Scratch};
use crate::random::Random;
use crate::room::{Room, RoomKey, state_demand, wire};
use crate::stream::{Stream, StreamKey};
use crate::time::Time;
use crate::transport::Path;
use giaoban_link::{FromNode, Key, LostReason};
use release::{Flushes, Releases};
use slotmap::SlotMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

slotmap::new_key_type! {
    /// Names a [`Peer`] in the node; never reused.
    pub(crate) struct PeerKey;
}

/// Everything that may wait is looked at in this rhythm: NACKs, feedback, reports, handshakes, consent. One
/// tick for all costs less than a timer each, and 20 ms is below what any of them notices.
const TICK: Duration = Duration::from_millis(20);
/// A tick that comes later than this after the one before found the process asleep, its datagrams unread or lost.
const ASLEEP: Duration = Duration::from_millis(500);
/// Figures for technicians.
const SAMPLE_EVERY: Duration = Duration::from_secs(1);
/// Layers that begin or end are noticed in this rhythm.
const WIRE_EVERY: Duration = Duration::from_millis(200);

/// An SFU shard as a state machine.
#[derive(Debug)]
pub struct Node {
    config: NodeConfig,
    /// `None` in simulations without encryption.
    dtls: Option<Arc<Server>>,
    random: Random,
    demux: Demux,
    peers: SlotMap<PeerKey, Peer>,
    streams: SlotMap<StreamKey, Stream>,
    rooms: SlotMap<RoomKey, Room>,
    /// Revision of every document held or removed.
    revisions: BTreeMap<Key, Held>,
    releases: Releases,
    flushes: Flushes,
    next_tick: Time,
    /// The last tick.
    ticked: Time,
    sampled: Time,
    wired: Time,
    scratch: Scratch,
}

/// A document as this node knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    rev: u64,
    removed: bool,
}

impl Node {
    /// A node without rooms. `random` is the operating system's, or a seed's where one run is wanted again.
    ///
    /// # Errors
    ///
    /// The certificate or its key cannot be read.
    pub fn new(config: NodeConfig, random: Random) -> Result<Node, CertificateError> {
        let dtls = match &config.security {
            Security::Dtls(certificate) => Some(Server::new(certificate, config.origin)?),
            Security::NoneForSimulation => None,
        };
        Ok(Node {
            config,
            dtls,
            random,
            demux: Demux::default(),
            peers: SlotMap::with_key(),
            streams: SlotMap::with_key(),
            rooms: SlotMap::with_key(),
            revisions: BTreeMap::new(),
            releases: Releases::default(),
            flushes: Flushes::default(),
            next_tick: Time::NEVER,
            ticked: Time(0),
            sampled: Time(0),
            wired: Time(0),
            scratch: Scratch::default(),
        })
    }

    /// What this node says of itself whenever signaling is (re)connected.
    pub fn hello(&self) -> FromNode {
        let held = self.revisions.iter().filter(|(_, held)| !held.removed);
        FromNode::Hello { node: self.config.id, holds: held.map(|(key, held)| (*key, held.rev)).collect() }
    }

    /// Takes one input, pushes outputs, and returns when it wants to be called again at the latest.
    pub fn handle(&mut self, now: Time, input: Input<'_>, out: &mut Out) -> Time {
        match input {
            Input::Datagram { source, local, bytes } => {
                self.datagram(now, Path { remote: source, local }, bytes, out);
            }
            Input::Wish(wish) => self.wish(now, wish, out),
            Input::BatchEnd => self.flush(now, out),
            Input::Timeout => self.timeout(now, out),
        }
        self.next_tick.min(self.releases.deadline()).min(self.flushes.deadline())
    }

    fn timeout(&mut self, now: Time, out: &mut Out) {
        if self.next_tick <= now {
            self.tick(now, out);
            self.next_tick = if self.peers.is_empty() { Time::NEVER } else { now + TICK };
        }
        self.flush(now, out);
    }

    fn tick(&mut self, now: Time, out: &mut Out) {
        self.transports(now, out);
        self.listen(now, out);
        self.expire_lingering(now);
        self.rewire(now, out);
        self.measure(now);
        self.send_control(now, out);
        if now.since(self.sampled) >= SAMPLE_EVERY {
            self.sample(now, out);
        }
    }

    /// Sends what is due.
    fn flush(&mut self, now: Time, out: &mut Out) {
        self.release(now, out);
        self.flushes.flush(now, &mut self.peers, &self.streams, out);
    }

    /// Lets every link be measured, where more of it is wanted.
    fn measure(&mut self, now: Time) {
        for (key, peer) in self.peers.iter_mut().filter(|(_, peer)| peer.is_connected()) {
            peer.downlink.bandwidth.tick(now, peer.downlink.wanted);
            self.flushes.list(key, peer);
        }
    }

    /// Handshakes, consent, and what became of them.
    fn transports(&mut self, now: Time, out: &mut Out) {
        let mut lost: Vec<(PeerKey, LostReason)> = Vec::new();
        for (key, peer) in &mut self.peers {
            if let Some(reason) = peer.transport.tick(now, out) {
                lost.push((key, reason));
            }
        }
        for (key, reason) in lost {
            self.lose(key, reason, out);
        }
    }

    /// Who fell silent, who is heard again? Nobody is blamed for the time in which nobody listened.
    fn listen(&mut self, now: Time, out: &mut Out) {
        let asleep = now.since(self.ticked);
        self.ticked = now;
        if asleep > ASLEEP {
            self.peers.values_mut().for_each(|peer| peer.silence.excuse(now, asleep));
        }
        out.reports.extend(self.peers.values_mut().filter_map(|peer| peer.look_for_silence(now)));
    }

    fn expire_lingering(&mut self, now: Time) {
        for peer in self.peers.values_mut() {
            let mut changed = false;
            for slot in &mut peer.downlink.slots {
                changed |= slot.expire(now);
            }
            if let Some(room) = self.rooms.get_mut(peer.room).filter(|_| changed) {
                room.unwired = true;
            }
        }
    }

    /// Wires rooms in which something changed; all of them now and then, for layers that began or ended.
    fn rewire(&mut self, now: Time, out: &mut Out) {
        let all = now.since(self.wired) >= WIRE_EVERY;
        if !all && self.rooms.values().all(|room| !room.unwired) {
            return;
        }
        // Packets on their way know watchers by their place in the list.
        self.release_all(now, out);
        if all {
            self.wired = now;
        }
        for room in self.rooms.values_mut().filter(|room| all || room.unwired) {
            wire(now, room, &mut self.peers, &mut self.streams);
            state_demand(now, room, &mut self.peers, &mut self.streams, &mut out.reports);
        }
    }

    fn sample(&mut self, now: Time, out: &mut Out) {
        let elapsed = now.since(self.sampled);
        self.sampled = now;
        let peers = self.peers.values_mut().filter(|peer| peer.is_connected());
        let samples: Vec<_> = peers.filter_map(|peer| peer.sample(now, elapsed, &mut self.streams)).collect();
        if !samples.is_empty() {
            out.reports.push(FromNode::Samples { samples });
        }
    }

    /// A connection ended by itself: signaling is told and will remove its document.
    fn lose(&mut self, key: PeerKey, reason: LostReason, out: &mut Out) {
        if let Some(peer) = self.remove_peer(key) {
            out.reports.push(FromNode::Lost { peer: peer.wish.id, reason });
        }
    }

    /// Signaling wants a connection no more: the peer is told.
    fn close(&mut self, now: Time, key: PeerKey, out: &mut Out) {
        if let Some(mut peer) = self.remove_peer(key) {
            peer.transport.close(now, out);
        }
    }

    /// Takes a peer out of its room, with its streams.
    fn remove_peer(&mut self, key: PeerKey) -> Option<Peer> {
        let peer = self.peers.remove(key)?;
        self.demux.remove_peer(key);
        for stream in peer.uplink.streams() {
            self.streams.remove(stream);
        }
        if let Some(room) = self.rooms.get_mut(peer.room) {
            room.members.retain(|member| *member != key);
            room.unwired = true;
        }
        Some(peer)
    }
}
