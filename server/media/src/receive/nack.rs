//! Which packets are missing, and when is each asked for again? (RFC 4585 section 6.2.1)

use crate::time::Time;
use std::time::Duration;

/// Missing packets kept at most; a longer gap is repaired by a key frame.
const MOST_MISSING: usize = 256;
/// A repair later than this helps no decoder: by then a key frame was asked for.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Requests for one packet.
const MOST_REQUESTS: u8 = 8;
/// Reordered packets come within this time; asking earlier would ask for what is on its way.
const REORDERING: Duration = Duration::from_millis(10);
/// Least time between two requests for one packet, for round trips too small to know.
const LEAST_INTERVAL: Duration = Duration::from_millis(25);

/// A packet that did not come.
#[derive(Clone, Copy, Debug)]
struct Missing {
    seq: u64,
    noticed: Time,
    due: Time,
    requests: u8,
}

/// Gaps in one stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct NackList {
    highest: Option<u64>,
    /// Sorted by number.
    missing: Vec<Missing>,
}

impl NackList {
    /// A packet came over the link: numbers skipped before it are missing.
    pub(crate) fn arrived(&mut self, now: Time, seq: u64) {
        let highest = *self.highest.get_or_insert(seq);
        if seq <= highest {
            self.fill(seq);
            return;
        }
        self.highest = Some(seq);
        if seq - highest > MOST_MISSING as u64 {
            self.missing.clear();
            return;
        }
        let due = now + REORDERING;
        self.missing.extend((highest + 1..seq).map(|seq| Missing { seq, noticed: now, due, requests: 0 }));
        let excess = self.missing.len().saturating_sub(MOST_MISSING);
        self.missing.drain(..excess);
    }

    /// A retransmission came. Whether it brings what was missing, or what is newer than everything before it; else it is
    /// of no use to anybody: senders probe their line with packets that they sent before.
    pub(crate) fn repaired(&mut self, now: Time, seq: u64) -> bool {
        if self.highest.is_some_and(|highest| seq <= highest) {
            return self.fill(seq);
        }
        self.arrived(now, seq);
        true
    }

    /// True when `seq` was missing.
    fn fill(&mut self, seq: u64) -> bool {
        let found = self.missing.binary_search_by_key(&seq, |missing| missing.seq);
        found.map(|index| self.missing.remove(index)).is_ok()
    }

    /// Numbers to ask for now, oldest first. Each is asked for again after a round trip and after another one, then
    /// less and less often: requests lost in one burst are followed by requests outside it.
    ///
    /// What precedes a key frame is asked for like the rest. No decoder needs it, but every receiver counts the gap
    /// and would ask for it in vain until its own patience ends.
    pub(crate) fn due(&mut self, now: Time, round_trip: Option<Duration>, mut ask: impl FnMut(u16)) {
        self.missing
            .retain(|missing| missing.requests < MOST_REQUESTS && now.since(missing.noticed) < PATIENCE);
        let interval = round_trip.unwrap_or_default().mul_f32(1.2).max(LEAST_INTERVAL);
        for missing in self.missing.iter_mut().filter(|missing| missing.due <= now) {
            ask(missing.seq as u16);
            missing.due = now + interval * (1 << missing.requests.saturating_sub(1).min(2));
            missing.requests += 1;
        }
    }

    /// Forgets all gaps, while nobody watches the stream.
    pub(crate) fn clear(&mut self) {
        self.missing.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(list: &mut NackList, ms: u64) -> Vec<u16> {
        let mut asked = Vec::new();
        list.due(Time::from_millis(ms), Some(Duration::from_millis(100)), |seq| asked.push(seq));
        asked
    }

    #[test]
    fn a_gap_is_asked_for_after_reordering_and_again_after_a_round_trip() {
        let mut list = NackList::default();
        list.arrived(Time(0), 70_000);
        list.arrived(Time(0), 70_004);
        assert!(due(&mut list, 9).is_empty());
        list.arrived(Time::from_millis(9), 70_002);
        assert_eq!(due(&mut list, 10), [70_001u64 as u16, 70_003u64 as u16]);
        assert!(due(&mut list, 129).is_empty());
        assert!(list.repaired(Time::from_millis(129), 70_001));
        assert_eq!(due(&mut list, 130), [70_003u64 as u16]);
    }

    #[test]
    fn a_retransmission_is_of_use_once_and_only_for_what_is_missing() {
        let mut list = NackList::default();
        assert!(list.repaired(Time(0), 10), "nothing came before it");
        list.arrived(Time(0), 13);
        let of_use = [10, 11, 11, 13, 12, 9].map(|seq| list.repaired(Time(0), seq));
        assert_eq!(of_use, [false, true, false, false, true, false]);
        // The last of a frame was lost, and is here before anything told that it is missing.
        assert!(list.repaired(Time(0), 15) && list.repaired(Time(0), 14) && !list.repaired(Time(0), 15));
    }

    #[test]
    fn a_packet_that_never_comes_is_given_up() {
        for (round_trip, requests) in [(1, 8), (100, 6), (600, 3)] {
            let mut list = NackList::default();
            list.arrived(Time(0), 1);
            list.arrived(Time(0), 3);
            let mut asked = Vec::new();
            for ms in (10..10_000).step_by(5) {
                list.due(Time::from_millis(ms), Some(Duration::from_millis(round_trip)), |_| asked.push(ms));
            }
            assert_eq!(asked.len(), requests, "round trip of {round_trip} ms: {asked:?}");
            assert!(asked.iter().all(|ms| *ms < 1_500), "{asked:?}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut list = NackList::default();
        for seq in (0..2_000).step_by(2) {
            list.arrived(Time(0), seq);
        }
        assert_eq!(due(&mut list, 20).len(), MOST_MISSING);
        list.arrived(Time::from_millis(500), 1_000_000);
        assert!(due(&mut list, 1_000).is_empty(), "a jump is not a gap");
    }
}
