//! How long? `2.s()`, `300.ms()`.

use std::time::Duration;

/// Spans of virtual time, written as they are spoken.
pub(crate) trait Span {
    /// Seconds.
    fn s(self) -> Duration;
    /// Milliseconds.
    fn ms(self) -> Duration;
    /// Minutes.
    fn minutes(self) -> Duration;
}

impl Span for u64 {
    fn s(self) -> Duration {
        Duration::from_secs(self)
    }

    fn ms(self) -> Duration {
        Duration::from_millis(self)
    }

    fn minutes(self) -> Duration {
        Duration::from_secs(self * 60)
    }
}
