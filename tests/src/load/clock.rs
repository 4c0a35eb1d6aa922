//! What time is it for the whole tool? Microseconds of the wall clock, which the kernel stamps datagrams with too.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Microseconds since 1970.
pub(super) type Micros = u64;

/// Now.
pub(super) fn now() -> Micros {
    micros(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

/// A span or a time since 1970.
pub(super) fn micros(span: Duration) -> Micros {
    span.as_micros() as Micros
}

/// The runtime's instant of a time.
pub(super) fn instant(at: Micros) -> tokio::time::Instant {
    tokio::time::Instant::now() + Duration::from_micros(at.saturating_sub(now()))
}
