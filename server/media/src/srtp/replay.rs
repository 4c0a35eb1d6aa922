//! Was a packet with this index seen before, and which index does a sequence number mean? (RFC 3711 section 3.3)

/// How far behind the newest packet a late one may come. RFC 3711 section 3.3.2 asks for at least 64; 128 packets are
/// half a second of 720p, later than any jitter buffer waits, and fit one word.
pub(super) const WINDOW: u64 = u128::BITS as u64;

/// Indexes are 48 bits long: after that many packets a stream needs new keys.
const INDEX_END: u64 = 1 << 48;
const HALF_CIRCLE: u16 = 1 << 15;

/// The newest index of a stream and which of the [`WINDOW`] up to it were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReplayWindow {
    newest: u64,
    /// Bit n stands for `newest - n`.
    seen: u128,
}

impl ReplayWindow {
    /// A window in which only this index was seen.
    pub(super) fn starting_at(index: u64) -> ReplayWindow {
        ReplayWindow { newest: index, seen: 1 }
    }

    /// The index that `seq` most probably means (RFC 3711 section 3.3.1); `None` outside the life of the stream.
    pub(super) fn guess_index(&self, seq: u16) -> Option<u64> {
        let (rollover, newest) = (self.newest >> 16, self.newest as u16);
        let rollover = if newest < HALF_CIRCLE {
            if seq > newest + HALF_CIRCLE { rollover.checked_sub(1)? } else { rollover }
        } else if seq < newest - HALF_CIRCLE {
            rollover + 1
        } else {
            rollover
        };
        Some(rollover << 16 | u64::from(seq)).filter(|index| *index < INDEX_END)
    }

    /// Whether a packet with this index may be taken: it is new, and not too old to know.
    pub(super) fn is_fresh(&self, index: u64) -> bool {
        match self.newest.checked_sub(index) {
            None => true,
            Some(age) => age < WINDOW && self.seen & (1 << age) == 0,
        }
    }

    /// Remembers an index.
    pub(super) fn mark(&mut self, index: u64) {
        match index.checked_sub(self.newest) {
            Some(step) => {
                self.seen = if step < WINDOW { self.seen << step | 1 } else { 1 };
                self.newest = index;
            }
            None => {
                let age = self.newest - index;
                if age < WINDOW {
                    self.seen |= 1 << age;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn sequence_numbers_are_placed_around_the_newest() {
        let cases = [
            (0, 1, Some(1)),
            (0, 0x8000, Some(0x8000)),
            (0, 0x8001, None),
            (0xffff, 0, Some(0x1_0000)),
            (0x8000, 0, Some(0)),
            (0x8001, 0, Some(0x1_0000)),
            (0x5_0010, 0xfff0, Some(0x4_fff0)),
            (0x5_fff0, 0x0010, Some(0x6_0010)),
            (0x5_fff0, 0xff00, Some(0x5_ff00)),
            (INDEX_END - 1, 0, None),
        ];
        for (newest, seq, expected) in cases {
            let window = ReplayWindow::starting_at(newest);
            assert_eq!(window.guess_index(seq), expected, "{seq:#x} after {newest:#x}");
        }
    }

    #[test]
    fn each_index_is_taken_once_and_none_before_the_window() {
        let mut window = ReplayWindow::starting_at(1_000);
        assert!(!window.is_fresh(1_000));
        assert!(window.is_fresh(1_000 - WINDOW + 1));
        assert!(!window.is_fresh(1_000 - WINDOW));
        window.mark(1_000 - WINDOW + 1);
        assert!(!window.is_fresh(1_000 - WINDOW + 1));
        window.mark(1_001);
        assert!(!window.is_fresh(1_000));
        window.mark(1_001 + WINDOW);
        assert!(!window.is_fresh(1_001));
        assert!(window.is_fresh(1_002));
    }

    proptest! {
        #[test]
        fn a_window_agrees_with_a_set(indexes in prop::collection::vec(500u64..900, 1..300)) {
            let mut window = ReplayWindow::starting_at(indexes[0]);
            let mut seen = BTreeSet::from([indexes[0]]);
            for index in indexes {
                let newest = *seen.last().unwrap();
                let fresh = !seen.contains(&index) && index + WINDOW > newest;
                prop_assert_eq!(window.is_fresh(index), fresh);
                if fresh {
                    window.mark(index);
                    seen.insert(index);
                }
            }
        }
    }
}
