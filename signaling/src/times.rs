//! How are moments and spans written for people in Vietnam? 24 h, dd/mm/yyyy, UTC+7, whatever the server's zone.

use crate::briefing::Millis;
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ZonedDateTime};

fn civil(at: Millis) -> ZonedDateTime {
    Timestamp::from_millisecond(at).unwrap_or_default().to_zoned_datetime(TimeZone::fixed(offset(7)))
}

/// `08:05`
pub(crate) fn clock(at: Millis) -> String {
    civil(at).strftime("%H:%M").to_string()
}

/// `08:05:30`
pub(crate) fn clock_s(at: Millis) -> String {
    civil(at).strftime("%H:%M:%S").to_string()
}

/// `23/11/2025`
pub(crate) fn date(at: Millis) -> String {
    civil(at).strftime("%d/%m/%Y").to_string()
}

/// `23/11/2025 08:05:30`
pub(crate) fn moment(at: Millis) -> String {
    civil(at).strftime("%d/%m/%Y %H:%M:%S").to_string()
}

/// `08:05 23/11/2025`
pub(crate) fn clock_and_date(at: Millis) -> String {
    civil(at).strftime("%H:%M %d/%m/%Y").to_string()
}

/// `08 giờ 05 phút, ngày 23 tháng 11 năm 2025`
pub(crate) fn in_words(at: Millis) -> String {
    civil(at).strftime("%H giờ %M phút, ngày %d tháng %m năm %Y").to_string()
}

/// Year, month, day, hour, minute, second on a Vietnamese clock.
pub(crate) fn parts(at: Millis) -> (u16, [u8; 5]) {
    let civil = civil(at);
    let [month, day, hour, minute, second] =
        [civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()].map(i8::unsigned_abs);
    (civil.year().unsigned_abs(), [month, day, hour, minute, second])
}

/// `yyyy-mm-dd` of the wire as `dd/mm/yyyy`; anything else as it is.
pub(crate) fn day(iso: &str) -> String {
    match iso.parse::<jiff::civil::Date>() {
        Ok(date) => date.strftime("%d/%m/%Y").to_string(),
        Err(_) => iso.to_owned(),
    }
}

/// `1 giờ 02 phút`, `4 phút 12 giây`, `20 giây`: two figures are enough for people.
pub(crate) fn span(ms: Millis) -> String {
    let seconds = seconds(ms);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} giây"),
        (0, _) => format!("{minutes} phút {seconds:02} giây"),
        _ => format!("{hours} giờ {minutes:02} phút"),
    }
}

/// Whole seconds, nearest.
pub(crate) fn seconds(ms: Millis) -> Millis {
    (ms.max(0) + 500) / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 23 November 2025, 08:05:30 in UTC+7.
    const MORNING: Millis = 1_763_859_930_000;

    #[test]
    fn moments_are_written_on_a_vietnamese_clock() {
        assert_eq!(clock(MORNING), "08:05");
        assert_eq!(clock_s(MORNING), "08:05:30");
        assert_eq!(date(MORNING), "23/11/2025");
        assert_eq!(moment(MORNING), "23/11/2025 08:05:30");
        assert_eq!(clock_and_date(MORNING), "08:05 23/11/2025");
        assert_eq!(in_words(MORNING), "08 giờ 05 phút, ngày 23 tháng 11 năm 2025");
        assert_eq!(parts(MORNING), (2025, [11, 23, 8, 5, 30]));
        // Late in the evening of UTC it is the next day in Hà Nội.
        assert_eq!(date(1_763_935_200_000), "24/11/2025");
        assert_eq!(moment(i64::MAX), "01/01/1970 07:00:00", "nonsense does not panic");
    }

    #[test]
    fn spans_are_written_as_people_say_them() {
        let written = [20_400, 59_600, 252_000, 3_720_000, -5].map(span);
        assert_eq!(written, ["20 giây", "1 phút 00 giây", "4 phút 12 giây", "1 giờ 02 phút", "0 giây"]);
    }

    #[test]
    fn days_of_tasks_are_turned_round() {
        assert_eq!((day("2026-12-15"), day("sớm")), ("15/12/2026".to_owned(), "sớm".to_owned()));
    }
}
