//! May a packet be sent again? Once a round trip, and all repetitions together take no more than a part of the link: a
//! receiver that lost a second asks for all of it at once, when its line has the least room.

use crate::bitrate::Bitrate;
use crate::rtp::Seq;
use crate::time::Time;
use std::time::Duration;

/// Retransmissions remembered, so that a repeated NACK is answered once a round trip.
const REMEMBERED: usize = 64;
/// Part of the pace that repetitions may take.
const PART: f64 = 0.3;
/// What was not used stays available for so long.
const SAVED: Duration = Duration::from_millis(200);
/// Bytes that are always granted: a few packets lost on a thin line.
const LEAST: u64 = 6_000;

/// The repetitions of one peer.
#[derive(Debug)]
pub(super) struct Repeats {
    recent: [(u32, Seq, Time); REMEMBERED],
    next: usize,
    /// Bytes that may be repeated, as of `refilled`.
    allowance: u64,
    refilled: Time,
}

impl Default for Repeats {
    fn default() -> Repeats {
        let recent = [(0, Seq(0), Time(0)); REMEMBERED];
        Repeats { recent, next: 0, allowance: LEAST, refilled: Time(0) }
    }
}

impl Repeats {
    /// Whether packet `seq` of `ssrc` may be sent again now over a link of this pace; if so, it counts as sent.
    pub(super) fn grant(
        &mut self,
        now: Time,
        (ssrc, seq): (u32, Seq),
        bytes: u64,
        round_trip: Duration,
        pace: Bitrate,
    ) -> bool {
        let just_sent = |(other, number, at): &(u32, Seq, Time)| {
            *other == ssrc && *number == seq && now.since(*at) < round_trip
        };
        if self.recent.iter().any(just_sent) || !self.affords(now, bytes, pace) {
            return false;
        }
        self.recent[self.next] = (ssrc, seq, now);
        self.next = (self.next + 1) % REMEMBERED;
        true
    }

    fn affords(&mut self, now: Time, bytes: u64, pace: Bitrate) -> bool {
        if pace == Bitrate::UNLIMITED {
            return true;
        }
        let part = pace.scaled(PART);
        let most = part.bytes_in(SAVED).max(LEAST);
        self.allowance = (self.allowance + part.bytes_in(now.since(self.refilled))).min(most);
        self.refilled = now;
        let rest = self.allowance.checked_sub(bytes);
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
        let granted = [0, 20, 49, 50].map(|at| grant(&mut repeats, 1_000 + at, 7, Bitrate::UNLIMITED));
        assert_eq!(granted, [true, false, false, true]);
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
