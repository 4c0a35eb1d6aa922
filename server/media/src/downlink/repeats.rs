//! May a packet be sent again? About once a round trip, and all repetitions together take no more than a part of the link: a
//! receiver that lost a second asks for all of it at once, when its line has the least room. What was repeated before
//! yields to what was not: some receivers go on asking for what they have.

use crate::bitrate::Bitrate;
use crate::rtp::Seq;
use crate::time::Time;
use std::time::Duration;

/// Retransmissions remembered, so that a repeated NACK is answered about once a round trip.
const REMEMBERED: usize = 64;
/// A receiver asks again after the round trip as it measures it, which is a little shorter than ours now and then.
const EARLY: f64 = 0.75;
/// Part of the pace that repetitions may take.
const PART: f64 = 0.3;
/// What was not used stays available for so long.
const SAVED: Duration = Duration::from_millis(200);
/// Bytes that are always granted: a few packets lost on a thin line.
const LEAST: u64 = 6_000;
/// Each repetition of a packet leaves this part more of the allowance to others. A packet is repeated so many times at
/// most; no decoder waits longer.
const YIELDS: u64 = 8;
/// A number asked for after so long belongs to another packet.
const FORGOTTEN: Duration = Duration::from_secs(5);

/// A packet that was sent again.
#[derive(Clone, Copy, Debug)]
struct Repeat {
    packet: (u32, Seq),
    at: Time,
    times: u64,
}

/// The repetitions of one peer.
#[derive(Debug)]
pub(super) struct Repeats {
    recent: [Repeat; REMEMBERED],
    next: usize,
    /// Bytes that may be repeated, as of `refilled`.
    allowance: u64,
    refilled: Time,
}

impl Default for Repeats {
    fn default() -> Repeats {
        let none = Repeat { packet: (0, Seq(0)), at: Time(0), times: 0 };
        Repeats { recent: [none; REMEMBERED], next: 0, allowance: LEAST, refilled: Time(0) }
    }
}

impl Repeats {
    /// Whether the packet, its slot's SSRC and its number there, may be sent again now over a link of this pace; if so, it counts as sent.
    pub(super) fn grant(
        &mut self,
        now: Time,
        packet: (u32, Seq),
        bytes: u64,
        round_trip: Duration,
        pace: Bitrate,
    ) -> bool {
        let is_known =
            |repeat: &Repeat| repeat.packet == packet && repeat.times > 0 && now.since(repeat.at) < FORGOTTEN;
        let known = self.recent.iter().position(is_known);
        let times = known.map_or(0, |index| self.recent[index].times);
        let was_just_sent =
            known.is_some_and(|index| now.since(self.recent[index].at) < round_trip.mul_f64(EARLY));
        if was_just_sent || !self.affords(now, bytes, times, pace) {
            return false;
        }
        let index = known.unwrap_or_else(|| {
            self.next = (self.next + 1) % REMEMBERED;
            self.next
        });
        self.recent[index] = Repeat { packet, at: now, times: times + 1 };
        true
    }

    fn affords(&mut self, now: Time, bytes: u64, times: u64, pace: Bitrate) -> bool {
        let part = pace.scaled(PART);
        let most = part.bytes_in(SAVED).max(LEAST);
        self.allowance = self.allowance.saturating_add(part.bytes_in(now.since(self.refilled))).min(most);
        self.refilled = now;
        let left = most.saturating_mul(times) / YIELDS;
        let rest = self.allowance.checked_sub(bytes).filter(|rest| *rest >= left);
        self.allowance = rest.unwrap_or(self.allowance);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUND_TRIP: Duration = Duration::from_millis(50);

    fn grant(repeats: &mut Repeats, at: u64, seq: u16, pace: Bitrate) -> bool {
        repeats.grant(Time::from_millis(at), (1, Seq(seq)), 1_000, ROUND_TRIP, pace)
    }

    #[test]
    fn a_repetition_is_granted_once_a_round_trip() {
        let mut repeats = Repeats::default();
        let granted = [0, 20, 37, 38].map(|at| grant(&mut repeats, 1_000 + at, 7, Bitrate::UNLIMITED));
        assert_eq!(granted, [true, false, false, true]);
    }

    #[test]
    fn what_was_repeated_yields_to_what_was_not() {
        let mut repeats = Repeats::default();
        let pace = Bitrate::kbps(300);
        let (mut first, mut again) = (0, 0);
        for turn in 1..=30 {
            // Asks for the same eight packets again and again, and for a new one after them.
            again += (0..8).filter(|seq| grant(&mut repeats, turn * 100, *seq, pace)).count();
            first += usize::from(grant(&mut repeats, turn * 100, 100 + turn as u16, pace));
        }
        assert!(
            first >= 20 && again >= 8,
            "{first} of 30 packets asked for once, {again} repetitions of eight"
        );
    }

    #[test]
    fn any_pace_and_any_uptime_are_borne() {
        for pace in [Bitrate(1 << 62), Bitrate::UNLIMITED, Bitrate(0)] {
            let mut repeats = Repeats::default();
            assert!(grant(&mut repeats, 43_000, 1, pace));
            assert!(grant(&mut repeats, 1 << 50, 1, pace));
        }
    }

    #[test]
    fn repetitions_take_a_part_of_the_link() {
        let mut repeats = Repeats::default();
        let pace = Bitrate::kbps(1_000);
        let count = |repeats: &mut Repeats, at, first| {
            (first..first + 100).filter(|seq| grant(repeats, at, *seq, pace)).count()
        };
        assert_eq!(count(&mut repeats, 1_000, 0), 7, "what was saved");
        assert_eq!(
            count(&mut repeats, 1_100, 200),
            4,
            "a tenth of a second of 300 kbit/s, and what was left"
        );
    }
}
