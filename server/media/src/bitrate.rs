//! How many bits a second? A unit of its own, so that bytes, bits and seconds are not mixed up.

use std::time::Duration;

/// Bits per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bitrate(pub(crate) u64);

impl Bitrate {
    /// No limit.
    pub(crate) const UNLIMITED: Bitrate = Bitrate(u64::MAX);

    pub(crate) const fn kbps(kilobits: u64) -> Bitrate {
        Bitrate(kilobits * 1_000)
    }

    /// The rate of `bytes` in a span; none when no time passed.
    pub(crate) fn of(bytes: u64, span: Duration) -> Option<Bitrate> {
        bytes.saturating_mul(8_000_000).checked_div(span.as_micros() as u64).map(Bitrate)
    }

    /// Bytes that pass in a span.
    pub(crate) fn bytes_in(self, span: Duration) -> u64 {
        let bits = u128::from(self.0) * span.as_micros() / 1_000_000;
        u64::try_from(bits / 8).unwrap_or(u64::MAX)
    }

    /// How long `bytes` take.
    pub(crate) fn time_for(self, bytes: u64) -> Duration {
        Duration::from_micros(bytes.saturating_mul(8_000_000).checked_div(self.0).unwrap_or(u64::MAX))
    }

    /// The rate times `factor`.
    pub(crate) fn scaled(self, factor: f64) -> Bitrate {
        Bitrate((self.0 as f64 * factor) as u64)
    }

    /// The sum, at most [`Bitrate::UNLIMITED`].
    pub(crate) fn plus(self, other: Bitrate) -> Bitrate {
        Bitrate(self.0.saturating_add(other.0))
    }

    /// What is left after `other`, at least nothing.
    pub(crate) fn minus(self, other: Bitrate) -> Bitrate {
        Bitrate(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_spans() {
        let second = Duration::from_secs(1);
        assert_eq!(Bitrate::of(1_000, second), Some(Bitrate::kbps(8)));
        assert_eq!(Bitrate::of(1_000, Duration::ZERO), None);
        assert_eq!(Bitrate::kbps(512).bytes_in(Duration::from_millis(5)), 320);
        assert_eq!(Bitrate::UNLIMITED.bytes_in(second), u64::MAX / 8);
        assert_eq!(Bitrate::kbps(8).time_for(1_000), second);
        assert_eq!(Bitrate(0).time_for(1), Duration::from_micros(u64::MAX));
        assert_eq!(Bitrate(1).time_for(u64::MAX), Duration::from_micros(u64::MAX));
        assert_eq!(Bitrate::of(u64::MAX, Duration::from_micros(1)), Some(Bitrate::UNLIMITED));
        assert_eq!(Bitrate::UNLIMITED.plus(Bitrate(1)), Bitrate::UNLIMITED);
        assert_eq!(Bitrate(1).minus(Bitrate(2)), Bitrate(0));
    }
}
