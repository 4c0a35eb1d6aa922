//! Which RTP timestamp does a slot write? A slot's timestamps are linear in node time across all switches, so
//! the receiver's picture of (RTP, NTP) never bends and lips stay in sync.

use crate::time::Time;

/// The line of one slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeline {
    base: u32,
    rate: u32,
}

impl Timeline {
    /// A line with a random start (RFC 3550 section 5.1) and `rate` ticks a second.
    pub(crate) fn new(base: u32, rate: u32) -> Timeline {
        Timeline { base, rate }
    }

    /// Ticks a second.
    pub(crate) fn rate(&self) -> u32 {
        self.rate
    }

    /// The timestamp of something captured at `micros` of node time.
    pub(crate) fn at_micros(&self, micros: i64) -> u32 {
        let ticks = i128::from(micros) * i128::from(self.rate) / 1_000_000;
        self.base.wrapping_add(ticks as u32)
    }

    /// The timestamp of `now`, for sender reports.
    pub(crate) fn at(&self, now: Time) -> u32 {
        self.at_micros(now.0 as i64)
    }

    /// Microseconds in ticks.
    pub(crate) fn ticks(&self, micros: u32) -> u32 {
        (u64::from(self.rate) * u64::from(micros) / 1_000_000) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_linear_in_node_time_and_wrap() {
        let line = Timeline::new(u32::MAX - 10, 90_000);
        assert_eq!(line.at(Time(0)), u32::MAX - 10);
        assert_eq!(line.at(Time::from_millis(1_000)), 90_000 - 11);
        assert_eq!(line.at_micros(-1_000_000), u32::MAX - 10 - 90_000);
        let week = Time::from_millis(7 * 24 * 3_600_000);
        assert_eq!(line.at(week), (u32::MAX - 10).wrapping_add((7u64 * 24 * 3_600 * 90_000) as u32));
    }
}
