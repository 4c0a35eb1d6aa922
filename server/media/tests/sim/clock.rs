//! What time does a client believe it is?

use giaoban_media::Time;
use std::time::Duration;

/// Wall clock of the world at its beginning: 1 January 2026, in microseconds since 1970.
pub(crate) const UNIX_MICROS: u64 = 1_767_225_600_000_000;
/// Seconds from 1900 to 1970 (RFC 3550 section 4).
const NTP_EPOCH: u64 = 2_208_988_800;

/// A clock that is wrong by a constant and runs too fast or too slow.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    /// Microseconds ahead of the world.
    pub(crate) ahead: u64,
    /// Microseconds gained each second.
    pub(crate) ppm: i64,
}

impl Clock {
    /// Microseconds this clock shows since the world's beginning.
    pub(crate) fn at(&self, now: Time) -> u64 {
        let gained = now.0 as i128 * i128::from(self.ppm) / 1_000_000;
        (i128::from(now.0 + self.ahead) + gained) as u64
    }

    /// When this much will have passed on the clock, counted from `start`.
    pub(crate) fn after(&self, start: Time, span: Duration) -> Time {
        let micros = span.as_micros() as i128 * 1_000_000 / (1_000_000 + i128::from(self.ppm));
        Time(start.0 + micros as u64)
    }

    /// As NTP, 32.32 fixed point.
    pub(crate) fn ntp(&self, now: Time) -> u64 {
        let micros = u128::from(UNIX_MICROS + self.at(now));
        let seconds = micros / 1_000_000 + u128::from(NTP_EPOCH);
        (seconds << 32) as u64 | (((micros % 1_000_000) << 32) / 1_000_000) as u64
    }

    /// RTP ticks, `rate` a second.
    pub(crate) fn ticks(&self, now: Time, rate: u32) -> u32 {
        (u128::from(self.at(now)) * u128::from(rate) / 1_000_000) as u32
    }
}

/// Microsecond of the world at which a right clock shows this.
pub(crate) fn world_micros(ntp: u64) -> i64 {
    let micros = (u128::from(ntp) * 1_000_000) >> 32;
    micros as i64 - (NTP_EPOCH * 1_000_000 + UNIX_MICROS) as i64
}
