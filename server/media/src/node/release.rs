//! How does a frame reach everyone who watches? Receiver by receiver, all its packets at once, so that the state of a
//! receiver is looked at once a frame, and in pieces that the caller sends before the next is written.

use super::{Node, PeerKey};
use crate::counters::Drop;
use crate::downlink::Forwarded;
use crate::io::Out;
use crate::peer::Peer;
use crate::stream::{Gathered, Stream, StreamKey};
use crate::time::Time;
use slotmap::SlotMap;
use std::collections::VecDeque;

/// Bytes written before the caller sends them: more would leave the processor's nearest caches and let the first
/// receiver wait for the last.
const MOST_WRITTEN: usize = 128 << 10;

/// Packets of one stream on their way to its watchers.
#[derive(Debug)]
struct Release {
    stream: StreamKey,
    packets: Vec<Gathered>,
    /// Watchers before this one have them.
    next: usize,
}

/// All releases on their way, sound first.
#[derive(Debug)]
pub(super) struct Releases {
    queue: VecDeque<Release>,
    /// Streams with packets that wait for the rest of their frame.
    gathering: Vec<StreamKey>,
    /// When the first of those is due.
    due: Time,
    /// Emptied lists, used again.
    spare: Vec<Vec<Gathered>>,
}

impl Default for Releases {
    fn default() -> Releases {
        Releases { queue: VecDeque::new(), gathering: Vec::new(), due: Time::NEVER, spare: Vec::new() }
    }
}

impl Releases {
    /// When something has to leave.
    pub(super) fn deadline(&self) -> Time {
        if self.queue.is_empty() { self.due } else { Time(0) }
    }

    /// A packet of a picture waits for the rest of its frame, or completes it.
    pub(super) fn gather(
        &mut self,
        now: Time,
        key: StreamKey,
        stream: &mut Stream,
        packet: Gathered,
        (timestamp, is_last): (u32, bool),
    ) {
        if stream.gathering.is_of_another(timestamp) {
            self.release(key, stream);
        }
        if stream.gathering.add(now, timestamp, packet, is_last) {
            return self.release(key, stream);
        }
        self.due = self.due.min(stream.gathering.deadline());
        // Once each, however often its frames begin and do not end.
        if !std::mem::replace(&mut stream.gathering.is_listed, true) {
            self.gathering.push(key);
        }
    }

    /// A packet that waits for nothing: sound goes first, a repair last.
    pub(super) fn at_once(&mut self, stream: StreamKey, packet: Gathered, is_sound: bool) {
        let mut packets = self.spare.pop().unwrap_or_default();
        packets.push(packet);
        let release = Release { stream, packets, next: 0 };
        if is_sound { self.queue.push_front(release) } else { self.queue.push_back(release) }
    }

    /// What waits for the rest of a frame waits no more.
    pub(super) fn release(&mut self, key: StreamKey, stream: &mut Stream) {
        let mut packets = self.spare.pop().unwrap_or_default();
        stream.gathering.take(&mut packets);
        if packets.is_empty() {
            return self.spare.push(packets);
        }
        self.queue.push_back(Release { stream: key, packets, next: 0 });
    }

    /// Releases frames whose end did not come in time.
    fn release_due(&mut self, now: Time, streams: &mut SlotMap<StreamKey, Stream>) {
        if self.due > now {
            return;
        }
        self.due = Time::NEVER;
        let mut waiting = std::mem::take(&mut self.gathering);
        waiting.retain(|key| {
            let Some(stream) = streams.get_mut(*key) else { return false };
            if stream.gathering.deadline() <= now {
                self.release(*key, stream);
            }
            self.due = self.due.min(stream.gathering.deadline());
            stream.gathering.is_listed = stream.gathering.deadline() != Time::NEVER;
            stream.gathering.is_listed
        });
        self.gathering = waiting;
    }
}

impl Node {
    /// Sends what is to leave, as much as the caller takes at once.
    pub(super) fn release(&mut self, now: Time, out: &mut Out) {
        self.releases.release_due(now, &mut self.streams);
        while out.bytes.len() < MOST_WRITTEN && !self.releases.queue.is_empty() {
            self.release_some(now, out);
        }
    }

    /// Sends everything that is to leave, before the lists of watchers change.
    pub(super) fn release_all(&mut self, now: Time, out: &mut Out) {
        while !self.releases.queue.is_empty() {
            self.release_some(now, out);
        }
    }

    /// Some watchers of the first release, or all, get its packets.
    fn release_some(&mut self, now: Time, out: &mut Out) {
        let Node { releases, peers, streams, rooms, flushes, .. } = self;
        let Some(release) = releases.queue.front_mut() else { return };
        let watchers = streams.get(release.stream).map_or(&[][..], |stream| &stream.watchers);
        for watcher in &watchers[release.next.min(watchers.len())..] {
            release.next += 1;
            let Some(peer) = peers.get_mut(watcher.peer) else { continue };
            if forward(now, peer, watcher.slot, release, streams, out)
                && let Some(room) = rooms.get_mut(peer.room)
            {
                room.unwired = true;
            }
            peer.flush(now, streams, out);
            flushes.list(watcher.peer, peer);
            if out.bytes.len() >= MOST_WRITTEN {
                break;
            }
        }
        if release.next >= watchers.len()
            && let Some(mut done) = releases.queue.pop_front()
        {
            done.packets.clear();
            releases.spare.push(done.packets);
        }
    }
}

/// Queues packets for one receiver. Returns whether its slot shows another source with them.
fn forward(
    now: Time,
    peer: &mut Peer,
    slot: usize,
    release: &Release,
    streams: &SlotMap<StreamKey, Stream>,
    out: &mut Out,
) -> bool {
    let Some(stream) = streams.get(release.stream) else { return false };
    let mut switched = false;
    for packet in &release.packets {
        // Not there: so late that nobody waits for it.
        let Some(held) = stream.ring.get(packet.seq) else { continue };
        match peer.downlink.forward(now, slot, release.stream, held, packet) {
            Forwarded::No => continue,
            Forwarded::Full => out.counters.drop(Drop::QueueFull),
            Forwarded::Queued => out.counters.rtp_forwarded += 1,
            Forwarded::Switched => {
                out.counters.rtp_forwarded += 1;
                switched = true;
            }
        }
    }
    switched
}

/// Peers whose queue did not leave with its release: retransmissions, and whatever the link must wait for.
#[derive(Debug)]
pub(super) struct Flushes {
    peers: Vec<PeerKey>,
    due: Time,
}

impl Default for Flushes {
    fn default() -> Flushes {
        Flushes { peers: Vec::new(), due: Time::NEVER }
    }
}

impl Flushes {
    /// When the first queue has to leave.
    pub(super) fn deadline(&self) -> Time {
        self.due
    }

    /// Lists a peer if something of it waits.
    pub(super) fn list(&mut self, key: PeerKey, peer: &mut Peer) {
        let deadline = peer.deadline();
        if deadline != Time::NEVER && !std::mem::replace(&mut peer.downlink.is_listed, true) {
            self.peers.push(key);
        }
        self.due = self.due.min(deadline);
    }

    /// Sends what is due of every queue.
    pub(super) fn flush(
        &mut self,
        now: Time,
        peers: &mut SlotMap<PeerKey, Peer>,
        streams: &SlotMap<StreamKey, Stream>,
        out: &mut Out,
    ) {
        if self.due > now {
            return;
        }
        self.due = Time::NEVER;
        let due = &mut self.due;
        self.peers.retain(|key| {
            let Some(peer) = peers.get_mut(*key) else { return false };
            peer.flush(now, streams, out);
            *due = peer.deadline().min(*due);
            peer.downlink.is_listed = peer.deadline() != Time::NEVER;
            peer.downlink.is_listed
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Codec;
    use giaoban_link::MediaKind;

    #[test]
    fn a_stream_whose_frames_do_not_end_waits_once() {
        let mut streams = SlotMap::with_key();
        let key: StreamKey =
            streams.insert(Stream::new(PeerKey::default(), MediaKind::Video, Codec::Vp8, "", 1));
        let mut releases = Releases::default();
        for seq in 0..1_000 {
            let packet = Gathered { seq, capture: 0, padded: 900 };
            releases.gather(Time(seq), key, &mut streams[key], packet, (seq as u32, false));
        }
        assert_eq!(releases.gathering.len(), 1);
        assert_eq!(releases.queue.len(), 999, "each left when the next began");
        releases.release_due(Time::from_millis(60), &mut streams);
        assert_eq!((releases.gathering.len(), releases.deadline()), (0, Time(0)));
    }
}
