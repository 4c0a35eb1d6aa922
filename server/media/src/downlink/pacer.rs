//! When do queued packets leave? Sound at once; pictures no faster than the link takes them. A link that is ample takes
//! whatever comes: what waits for the rest of its frame waits at its stream.

use crate::bitrate::Bitrate;
use crate::slot::{Placed, Shape};
use crate::stream::StreamKey;
use crate::time::Time;
use std::collections::VecDeque;
use std::time::Duration;

/// Pacing interval: what leaves within it leaves together.
const INTERVAL: Duration = Duration::from_millis(5);
/// Packets one peer may have queued: two seconds of 720p; beyond it, we drop.
const MOST_PENDING: usize = 1_024;
/// A queue that would wait longer leaves faster than the pace, for it would be late for every decoder; but no faster than
/// this, or it would wait in the line instead.
const LONGEST_WAIT: Duration = Duration::from_millis(400);
const HURRY: f64 = 1.5;

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
    /// As planned; by the time it leaves less of it may be allowed.
    pub(crate) shape: Shape,
}

/// The queue of one peer.
#[derive(Debug)]
pub(crate) struct Pacer {
    sound: Vec<Pending>,
    pictures: VecDeque<Pending>,
    /// Bytes in `pictures`.
    queued: u64,
    due: Time,
    /// Bytes that may leave, as of `refilled`; less than nothing after a packet larger than the rest.
    allowance: i64,
    refilled: Time,
}

impl Default for Pacer {
    fn default() -> Pacer {
        Pacer {
            sound: Vec::new(),
            pictures: VecDeque::new(),
            queued: 0,
            due: Time::NEVER,
            allowance: 0,
            refilled: Time(0),
        }
    }
}

impl Pacer {
    /// Queues a packet. False when the queue is full and the packet was dropped.
    pub(crate) fn push(&mut self, now: Time, packet: Pending, is_sound: bool) -> bool {
        if self.sound.len() + self.pictures.len() >= MOST_PENDING {
            return false;
        }
        self.due = self.due.min(now);
        if is_sound {
            self.sound.push(packet);
        } else {
            self.queued += packet.padded as u64;
            self.pictures.push_back(packet);
        }
        true
    }

    /// When something has to leave.
    pub(crate) fn deadline(&self) -> Time {
        self.due
    }

    /// Moves what may leave now into `leaving`: all sound, and pictures as far as `pace` allows.
    pub(crate) fn take(&mut self, now: Time, pace: Bitrate, leaving: &mut Vec<Pending>) {
        leaving.append(&mut self.sound);
        if pace == Bitrate::UNLIMITED {
            leaving.extend(self.pictures.drain(..));
            (self.queued, self.due, self.refilled) = (0, Time::NEVER, now);
            return;
        }
        let hurried = Bitrate::of(self.queued, LONGEST_WAIT).unwrap_or_default();
        let pace = pace.max(hurried.min(pace.scaled(HURRY)));
        self.refill(now, pace);
        while self.allowance > 0
            && let Some(packet) = self.pictures.pop_front()
        {
            self.spend(packet.padded as u64);
            self.queued -= packet.padded as u64;
            leaving.push(packet);
        }
        self.due = if self.pictures.is_empty() { Time::NEVER } else { now + self.wait(pace) };
    }

    /// Bytes leave that were not queued here.
    pub(crate) fn spend(&mut self, bytes: u64) {
        self.allowance -= bytes as i64;
    }

    /// What was not used within an interval is gone: a pause is no reason for a burst.
    fn refill(&mut self, now: Time, pace: Bitrate) {
        let gained = pace.bytes_in(now.since(self.refilled));
        let most = pace.bytes_in(INTERVAL).max(1) as i64;
        self.allowance = self.allowance.saturating_add_unsigned(gained).min(most);
        self.refilled = now;
    }

    fn wait(&self, pace: Bitrate) -> Duration {
        let debt = u64::try_from(-self.allowance).unwrap_or(0) + 1;
        pace.time_for(debt).max(INTERVAL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(seq: u64) -> Pending {
        let placed = Placed { out: seq, timestamp: 0, picture_id: None, tl0: None };
        Pending {
            slot: 0,
            stream: StreamKey::default(),
            seq,
            placed,
            padded: 1_000,
            again: false,
            shape: Shape::Whole,
        }
    }

    fn take(pacer: &mut Pacer, now: Time, pace: Bitrate) -> usize {
        let mut leaving = Vec::new();
        pacer.take(now, pace, &mut leaving);
        leaving.len()
    }

    #[test]
    fn an_ample_link_takes_what_comes() {
        let mut pacer = Pacer::default();
        assert_eq!(pacer.deadline(), Time::NEVER);
        for seq in 0..30 {
            pacer.push(Time::from_millis(10), packet(seq), false);
        }
        assert_eq!(pacer.deadline(), Time::from_millis(10));
        assert_eq!(take(&mut pacer, Time::from_millis(10), Bitrate::UNLIMITED), 30);
        assert_eq!(pacer.deadline(), Time::NEVER);
    }

    #[test]
    fn pictures_leave_at_the_pace_and_sound_before_them() {
        let mut pacer = Pacer::default();
        let pace = Bitrate::kbps(800);
        let start = Time::from_millis(1_000);
        for seq in 0..20 {
            pacer.push(start, packet(seq), false);
        }
        assert_eq!(take(&mut pacer, start, pace), 1);
        assert_eq!(pacer.deadline(), start + Duration::from_micros(5_010));
        pacer.push(start + Duration::from_millis(1), packet(99), true);
        assert_eq!(pacer.deadline(), start + Duration::from_millis(1));
        assert_eq!(take(&mut pacer, start + Duration::from_millis(1), pace), 1, "the sound alone");
        let mut left = 19;
        while pacer.deadline() != Time::NEVER {
            let due = pacer.deadline();
            left -= take(&mut pacer, due, pace);
        }
        assert_eq!(left, 0);
        let took = pacer.refilled.since(start);
        assert!((Duration::from_millis(185)..Duration::from_millis(200)).contains(&took), "{took:?}");
    }

    #[test]
    fn a_long_queue_hurries_but_not_into_the_line() {
        let mut pacer = Pacer::default();
        let start = Time::from_millis(1_000);
        for seq in 0..100 {
            pacer.push(start, packet(seq), false);
        }
        while pacer.deadline() != Time::NEVER {
            let due = pacer.deadline();
            take(&mut pacer, due, Bitrate::kbps(100));
        }
        let took = pacer.refilled.since(start);
        assert!((Duration::from_millis(5_200)..Duration::from_millis(5_600)).contains(&took), "{took:?}");
    }

    #[test]
    fn a_full_queue_drops() {
        let mut pacer = Pacer::default();
        for seq in 0..MOST_PENDING as u64 {
            assert!(pacer.push(Time(0), packet(seq), false));
        }
        assert!(!pacer.push(Time(0), packet(0), false));
    }
}
