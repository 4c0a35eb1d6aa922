//! When does a day begin and end? In Vietnam it is UTC+7 all year, wherever the server stands.

use std::ops::Range;

/// A day, in ms.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// UTC+7, in ms.
const OFFSET_MS: i64 = 7 * 60 * 60 * 1_000;

/// The day in UTC+7 that contains `at`, in ms since 1970.
pub fn day_of(at: i64) -> Range<i64> {
    let start = (at + OFFSET_MS).div_euclid(DAY_MS) * DAY_MS - OFFSET_MS;
    start..start + DAY_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn a_day_begins_at_midnight_in_vietnam() {
        let day = ms("2025-11-23T00:00:00+07:00")..ms("2025-11-24T00:00:00+07:00");
        for inside in ["2025-11-23T00:00:00+07:00", "2025-11-22T17:00:00Z", "2025-11-23T23:59:59+07:00"] {
            assert_eq!(day_of(ms(inside)), day, "{inside}");
        }
        for outside in ["2025-11-22T16:59:59Z", "2025-11-23T17:00:00Z"] {
            assert_ne!(day_of(ms(outside)), day, "{outside}");
        }
        assert!(day_of(-1).contains(&-1), "before 1970 too");
    }
}
