//! When do queued packets leave? At once: what waits for the rest of its frame waits at its stream.

use crate::rtp::Seq;
use crate::slot::Placed;
use crate::stream::StreamKey;
use crate::time::Time;
use std::time::Duration;

/// Packets one peer may have queued: two seconds of 720p; beyond it, we drop.
const MOST_PENDING: usize = 1_024;
/// Retransmissions remembered, so that a repeated NACK is answered once a round trip.
const REMEMBERED: usize = 64;

/// A packet to send, by its place in the stream's ring.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    pub(crate) slot: usize,
    pub(crate) stream: StreamKey,
    /// Extended number at the source.
    pub(crate) seq: u64,
    pub(crate) placed: Placed,
    /// Bytes to which its payload is padded.
    pub(crate) padded: usize,
    /// A retransmission.
    pub(crate) again: bool,
}

/// The queue of one peer.
#[derive(Debug)]
pub(crate) struct Pacer {
    pending: Vec<Pending>,
    due: Time,
    repeated: [(u32, Seq, Time); REMEMBERED],
    next: usize,
}

impl Default for Pacer {
    fn default() -> Pacer {
        Pacer { pending: Vec::new(), due: Time::NEVER, repeated: [(0, Seq(0), Time(0)); REMEMBERED], next: 0 }
    }
}

impl Pacer {
    /// Queues a packet. False when the queue is full and the packet was dropped.
    pub(crate) fn push(&mut self, now: Time, packet: Pending) -> bool {
        if self.pending.len() >= MOST_PENDING {
            return false;
        }
        self.pending.push(packet);
        self.due = self.due.min(now);
        true
    }

    /// When the queue has to leave.
    pub(crate) fn deadline(&self) -> Time {
        self.due
    }

    /// The queue, to be handed back with [`Pacer::give_back`] so that its memory is used again.
    pub(crate) fn take(&mut self) -> Vec<Pending> {
        self.due = Time::NEVER;
        std::mem::take(&mut self.pending)
    }

    /// Takes back the memory of an emptied queue.
    pub(crate) fn give_back(&mut self, emptied: Vec<Pending>) {
        self.pending = emptied;
    }

    /// Whether a packet may be sent again, once a round trip; remembers that it is.
    pub(crate) fn may_repeat(&mut self, now: Time, ssrc: u32, seq: Seq, round_trip: Duration) -> bool {
        let just_sent = |(other, number, at): &(u32, Seq, Time)| {
            *other == ssrc && *number == seq && now.since(*at) < round_trip
        };
        if self.repeated.iter().any(just_sent) {
            return false;
        }
        self.repeated[self.next] = (ssrc, seq, now);
        self.next = (self.next + 1) % REMEMBERED;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(seq: u64) -> Pending {
        let placed = Placed { out: seq, timestamp: 0, picture_id: None, tl0: None };
        Pending { slot: 0, stream: StreamKey::default(), seq, placed, padded: 0, again: false }
    }

    #[test]
    fn what_is_queued_leaves_at_once() {
        let mut pacer = Pacer::default();
        assert_eq!(pacer.deadline(), Time::NEVER);
        pacer.push(Time::from_millis(10), packet(1));
        pacer.push(Time::from_millis(12), packet(2));
        assert_eq!(pacer.deadline(), Time::from_millis(10));
        assert_eq!(pacer.take().len(), 2);
        assert_eq!(pacer.deadline(), Time::NEVER);
    }

    #[test]
    fn a_full_queue_drops() {
        let mut pacer = Pacer::default();
        for seq in 0..MOST_PENDING as u64 {
            assert!(pacer.push(Time(0), packet(seq)));
        }
        assert!(!pacer.push(Time(0), packet(0)));
    }

    #[test]
    fn a_packet_is_repeated_once_a_round_trip() {
        let mut pacer = Pacer::default();
        let round_trip = Duration::from_millis(50);
        let start = Time::from_millis(1_000);
        assert!(pacer.may_repeat(start, 7, Seq(1), round_trip));
        assert!(!pacer.may_repeat(start + Duration::from_millis(49), 7, Seq(1), round_trip));
        assert!(pacer.may_repeat(start, 8, Seq(1), round_trip));
        assert!(pacer.may_repeat(start + Duration::from_millis(50), 7, Seq(1), round_trip));
    }
}
