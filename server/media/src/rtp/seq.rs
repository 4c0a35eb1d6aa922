//! Which of two wrapping numbers is newer, and where does one lie on a line that never wraps?

/// A 16-bit sequence number. It has no `Ord`: on a circle only [`Seq::newer_than`] is true or false.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Seq(pub(crate) u16);

impl Seq {
    /// Whether this number comes after `other`; two numbers half a circle apart are no newer than each other.
    #[cfg(test)]
    pub(crate) fn newer_than(self, other: Seq) -> bool {
        self.distance(other) > 0
    }

    /// Steps from `from` to this number, negative when this one is older (`i16::MIN` at half a circle).
    pub(crate) fn distance(self, from: Seq) -> i16 {
        self.0.wrapping_sub(from.0) as i16
    }

    /// The number `steps` later (earlier, when negative).
    pub(crate) fn step(self, steps: i16) -> Seq {
        Seq(self.0.wrapping_add_signed(steps))
    }

    /// The number that follows.
    pub(crate) fn next(self) -> Seq {
        self.step(1)
    }
}

/// Ticks from `older` to `newer` on the 32-bit circle of RTP timestamps, negative when they are the other way round.
pub(crate) fn timestamp_delta(newer: u32, older: u32) -> i32 {
    newer.wrapping_sub(older) as i32
}

/// Numbers below this are never given out, so that packets older than the first one still have a place.
const FIRST_CYCLE: u64 = 1 << 16;

/// Extends 16-bit numbers to 64 bits by assuming that each lies within half a circle of the highest seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unwrapper {
    highest: Option<u64>,
}

impl Unwrapper {
    /// The extended number of `value`, which is remembered when it is the highest so far.
    pub(crate) fn extend(&mut self, value: u16) -> u64 {
        let extended = self.locate(value);
        self.highest = Some(self.highest.map_or(extended, |highest| highest.max(extended)));
        extended
    }

    /// The extended number that [`Unwrapper::extend`] would give, without remembering anything.
    pub(crate) fn locate(&self, value: u16) -> u64 {
        match self.highest {
            None => FIRST_CYCLE + u64::from(value),
            Some(highest) => {
                let step = Seq(value).distance(Seq(highest as u16));
                // The highest is at least FIRST_CYCLE, and a step back is at most half of that.
                highest.saturating_add_signed(i64::from(step))
            }
        }
    }

    /// The highest extended number so far.
    pub(crate) fn highest(&self) -> Option<u64> {
        self.highest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn newer_than_goes_round_the_circle() {
        let cases = [
            (1, 0, true),
            (0, 1, false),
            (0, 0, false),
            (0, 65_535, true),
            (65_535, 0, false),
            (32_767, 0, true),
            (32_768, 0, false),
            (0, 32_768, false),
            (10, 65_000, true),
        ];
        for (a, b, expected) in cases {
            assert_eq!(Seq(a).newer_than(Seq(b)), expected, "{a} newer than {b}");
        }
    }

    #[test]
    fn steps_wrap() {
        assert_eq!(Seq(65_535).next(), Seq(0));
        assert_eq!(Seq(0).step(-1), Seq(65_535));
        assert_eq!(Seq(2).distance(Seq(65_534)), 4);
        assert_eq!(Seq(65_534).distance(Seq(2)), -4);
    }

    #[test]
    fn timestamps_wrap() {
        assert_eq!(timestamp_delta(5, u32::MAX - 4), 10);
        assert_eq!(timestamp_delta(u32::MAX - 4, 5), -10);
    }

    #[test]
    fn extended_numbers_grow_over_wraps_and_keep_older_packets_in_place() {
        let mut unwrapper = Unwrapper::default();
        let extended: Vec<u64> =
            [65_534, 65_535, 1, 0, 65_533, 40_000, 20_000].map(|value| unwrapper.extend(value)).into();
        let base = 65_536;
        let expected = [65_534, 65_535, 65_537, 65_536, 65_533, 40_000, 65_536 + 20_000];
        assert_eq!(extended, expected.map(|place| base + place));
        assert_eq!(unwrapper.highest(), Some(base + 65_536 + 20_000));
        assert_eq!(unwrapper.locate(20_001), base + 65_536 + 20_001);
    }

    proptest! {
        #[test]
        fn a_stream_with_gaps_and_reordering_keeps_its_true_places(
            first: u16,
            steps in prop::collection::vec(-300i64..2_000, 1..400),
        ) {
            let mut unwrapper = Unwrapper::default();
            let mut place = 65_536 + i64::from(first);
            prop_assert_eq!(unwrapper.extend(first) as i64, place);
            for step in steps {
                let sent = place + step;
                prop_assert_eq!(unwrapper.extend(sent as u16) as i64, sent);
                place = place.max(sent);
            }
        }
    }
}
