//! How many of the packets sent to a peer were lost on the way? Its transport-wide feedback tells the fate of each,
//! within a tenth of a second and before any repair; reports (RFC 3550) come later and one stream at a time.

use crate::receive::Interval;
use crate::rtcp::TransportCc;
use crate::rtp::Seq;
use giaoban_link::MediaKind;

/// Packets remembered until feedback comes: a second of 40 Mbit/s. Feedback on older ones is not counted.
const REMEMBERED: usize = 4_096;
/// The first number given out, one cycle up, so that numbers before it can be expressed.
const FIRST: u64 = 1 << 16;

/// What was sent to a peer, by transport-wide number, and what came of it.
#[derive(Debug)]
pub(crate) struct SentLog {
    /// What the packet with a number carried, at that number modulo the length.
    kinds: Vec<MediaKind>,
    /// The next number to give out, extended.
    next: u64,
    /// Packets before this number are counted.
    counted: u64,
    /// Packets since the last reading, by kind.
    intervals: [Interval; KINDS],
}

const KINDS: usize = 3;

impl Default for SentLog {
    fn default() -> SentLog {
        SentLog {
            kinds: vec![MediaKind::Audio; REMEMBERED],
            next: FIRST,
            counted: FIRST,
            intervals: [Interval::default(); KINDS],
        }
    }
}

impl SentLog {
    /// Gives the next packet its transport-wide number.
    pub(crate) fn number(&mut self, kind: MediaKind) -> u16 {
        let number = self.next;
        self.kinds[index(number)] = kind;
        self.next += 1;
        number as u16
    }

    /// Counts the packets that feedback speaks of, each once: those it speaks of again were counted before.
    pub(crate) fn hear(&mut self, feedback: &TransportCc<'_>) {
        let Some(base) = self.sent_as(feedback.base) else { return };
        let oldest = self.counted.max(self.next.saturating_sub(REMEMBERED as u64));
        for (number, arrival) in (base..self.next).zip(feedback.arrivals()) {
            if number >= oldest {
                let interval = &mut self.intervals[self.kinds[index(number)] as usize];
                interval.expected += 1;
                interval.lost += u64::from(arrival.is_none());
                self.counted = number + 1;
            }
        }
    }

    /// Packets of one kind of which was heard since the last call.
    pub(crate) fn take(&mut self, kind: MediaKind) -> Interval {
        std::mem::take(&mut self.intervals[kind as usize])
    }

    /// The extended number of a packet that was sent; `None` when there was none.
    fn sent_as(&self, seq: Seq) -> Option<u64> {
        let back = Seq(self.next as u16).distance(seq);
        self.next.checked_sub(u64::try_from(back).ok().filter(|back| *back > 0)?)
    }
}

fn index(number: u64) -> usize {
    (number % REMEMBERED as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receive::Arrival;
    use crate::rtcp::{Compound, Packet, packets};
    use crate::time::Time;

    /// Feedback from number `base` on that names these as arrived.
    fn hear(log: &mut SentLog, base: u64, arrived: &[u64]) {
        let arrivals: Vec<Arrival> = arrived.iter().map(|seq| Arrival { seq: *seq, at: Time(0) }).collect();
        let mut bytes = Vec::new();
        Compound::new(&mut bytes, 1).transport_cc(2, base, 0, &arrivals);
        let Some(Ok(Packet::TransportCc(feedback))) = packets(&bytes).next() else { panic!("feedback") };
        log.hear(&feedback);
    }

    fn taken(log: &mut SentLog) -> [(u64, u64); KINDS] {
        [MediaKind::Audio, MediaKind::Video, MediaKind::Content].map(|kind| {
            let interval = log.take(kind);
            (interval.expected, interval.lost)
        })
    }

    #[test]
    fn each_kind_is_counted_apart_and_each_packet_once() {
        let mut log = SentLog::default();
        let kinds =
            [MediaKind::Audio, MediaKind::Video, MediaKind::Video, MediaKind::Content, MediaKind::Audio];
        let numbers: Vec<u16> = kinds.into_iter().map(|kind| log.number(kind)).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4]);
        hear(&mut log, FIRST, &[FIRST, FIRST + 2]);
        assert_eq!(taken(&mut log), [(1, 0), (2, 1), (0, 0)]);
        hear(&mut log, FIRST + 1, &[FIRST + 1, FIRST + 4]);
        assert_eq!(taken(&mut log), [(1, 0), (0, 0), (1, 1)], "1 and 2 were counted");
    }

    #[test]
    fn numbers_wrap() {
        let mut log = SentLog::default();
        for _ in 0..65_534 {
            log.number(MediaKind::Audio);
        }
        for expected in [65_534, 65_535, 0, 1] {
            assert_eq!(log.number(MediaKind::Video), expected);
        }
        hear(&mut log, FIRST + 65_534, &[FIRST + 65_535, FIRST + 65_537]);
        assert_eq!(taken(&mut log), [(0, 0), (4, 2), (0, 0)]);
    }

    #[test]
    fn feedback_on_what_was_never_sent_or_is_forgotten_counts_nothing() {
        let mut log = SentLog::default();
        hear(&mut log, FIRST, &[FIRST + 5]);
        hear(&mut log, FIRST - 5, &[FIRST - 5]);
        assert_eq!(taken(&mut log), [(0, 0); KINDS]);
        for _ in 0..REMEMBERED + 10 {
            log.number(MediaKind::Video);
        }
        hear(&mut log, FIRST, &[FIRST + 9]);
        assert_eq!(taken(&mut log), [(0, 0); KINDS], "forgotten");
        let last = FIRST + REMEMBERED as u64 + 9;
        hear(&mut log, last, &[last + 3]);
        assert_eq!(taken(&mut log), [(0, 0), (1, 1), (0, 0)], "one was sent, three were not");
    }
}
