//! When was a frame captured, in our own time? Each publisher's sender reports tie its RTP clocks to its wall
//! clock; the quickest of its reports ties its wall clock to ours.

mod difference;

use crate::rtp::timestamp_delta;
use crate::time::Time;
use difference::{DRIFT_PPM, Difference};

/// A report this far, in µs, from those before it tells of a clock that was set or stood still, not of chance.
const STEP: u64 = 30_000;

/// Ties one peer's wall clock to node time: the difference (arrival − NTP time) of its reports.
/// All tracks of a peer share it, so its lips stay in sync whatever the network does to single streams.
#[derive(Debug, Default)]
pub(crate) struct WallClock {
    to_node: Difference,
}

impl WallClock {
    /// A sender report with NTP time `ntp` arrived.
    pub(crate) fn observe(&mut self, now: Time, ntp: u64) {
        self.to_node.observe(now, now.0 as i64 - ntp_micros(ntp));
    }

    /// Node time, in µs, at which the peer's wall clock showed `micros` (earlier than the origin when negative).
    fn node_micros(&self, micros: i64) -> Option<i64> {
        Some(micros + self.to_node.micros()?)
    }
}

/// NTP time (32.32 fixed point) in µs; the era does not matter because only differences are used.
fn ntp_micros(ntp: u64) -> i64 {
    ((u128::from(ntp) * 1_000_000) >> 32) as i64
}

/// Ties one stream's RTP timestamps to its peer's wall clock, or to arrival before the first report.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MediaClock {
    /// The last sender report: its RTP timestamp, and the ticks to it from the first.
    reported: Option<(u32, i64)>,
    /// Wall clock − RTP clock as reported. A sender reckons from the packet sent last, which may have been late: by up
    /// to 10 ms in libwebrtc's reports of sound.
    to_wall: Difference,
    /// (wall clock in µs, RTP timestamp): what the reports come to.
    anchor: Option<(i64, u32)>,
    /// (arrival in node µs, RTP timestamp) of the packet that arrived soonest after its timestamp.
    arrival: Option<(i64, u32)>,
}

impl MediaClock {
    /// A sender report of this stream, whose clock has `rate` ticks a second, arrived.
    pub(crate) fn report(&mut self, now: Time, ntp: u64, timestamp: u32, rate: u32) {
        let wall = ntp_micros(ntp);
        let run = |ticks: i64| (i128::from(ticks) * 1_000_000 / i128::from(rate)) as i64;
        let mut ticks =
            self.reported.map_or(0, |(last, ticks)| ticks + i64::from(timestamp_delta(timestamp, last)));
        if self.to_wall.micros().is_some_and(|known| (wall - run(ticks)).abs_diff(known) > STEP) {
            (self.to_wall, ticks) = (Difference::default(), 0);
        }
        self.to_wall.observe(now, wall - run(ticks));
        self.reported = Some((timestamp, ticks));
        self.anchor = self.to_wall.micros().map(|micros| (micros + run(ticks), timestamp));
    }

    /// A packet arrived: the fallback mapping until the first report, after which it is not looked at.
    pub(crate) fn packet(&mut self, now: Time, timestamp: u32, rate: u32) {
        if self.anchor.is_some() {
            return;
        }
        let micros = now.0 as i64;
        let is_quickest = self.arrival.is_none_or(|anchor| {
            let risen = (micros - anchor.0).max(0) * DRIFT_PPM / 1_000_000;
            micros <= project(anchor, timestamp, rate) + risen
        });
        if is_quickest {
            self.arrival = Some((micros, timestamp));
        }
    }

    /// When the sample with this timestamp was captured, in node µs.
    pub(crate) fn capture(&self, wall: &WallClock, timestamp: u32, rate: u32) -> Option<i64> {
        let reported = self.anchor.and_then(|(micros, anchor)| Some((wall.node_micros(micros)?, anchor)));
        reported.or(self.arrival).map(|anchor| project(anchor, timestamp, rate))
    }
}

/// Node time of `timestamp` on the line through `anchor` with `rate` ticks a second.
fn project((micros, anchor): (i64, u32), timestamp: u32, rate: u32) -> i64 {
    micros + i64::from(timestamp_delta(timestamp, anchor)) * 1_000_000 / i64::from(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ntp(seconds: f64) -> u64 {
        ((3_900_000_000.0 + seconds) * 4_294_967_296.0) as u64
    }

    #[test]
    fn before_the_first_report_the_quickest_arrival_counts() {
        let mut clock = MediaClock::default();
        assert_eq!(clock.capture(&WallClock::default(), 0, 90_000), None);
        clock.packet(Time::from_millis(140), 9_000, 90_000);
        clock.packet(Time::from_millis(200), 18_000, 90_000);
        clock.packet(Time::from_millis(390), 27_000, 90_000);
        assert_eq!(clock.capture(&WallClock::default(), 27_000, 90_000), Some(300_000));
    }

    #[test]
    fn streams_of_one_peer_map_alike_though_one_is_slow() {
        let mut wall = WallClock::default();
        let (mut audio, mut video) = (MediaClock::default(), MediaClock::default());
        // Captured together at 1.0 s of the peer's clock; the video's packets and reports take 300 ms more.
        wall.observe(Time::from_millis(1_020), ntp(1.0));
        audio.report(Time::from_millis(1_020), ntp(1.0), 48_000, 48_000);
        wall.observe(Time::from_millis(1_320), ntp(1.0));
        video.report(Time::from_millis(1_320), ntp(1.0), 90_000, 90_000);
        video.packet(Time::from_millis(1_320), 90_000, 90_000);
        let heard = audio.capture(&wall, 48_000 * 2, 48_000).unwrap();
        let seen = video.capture(&wall, 90_000 * 2, 90_000).unwrap();
        assert!((heard - seen).abs() < 10, "{heard} {seen}");
        assert!((heard - 2_020_000).abs() < 50);
    }

    /// Node time, in µs, at which the sender's wall clock showed `seconds`.
    fn mapped(wall: &WallClock, seconds: f64) -> i64 {
        wall.node_micros(ntp_micros(ntp(seconds))).unwrap()
    }

    #[test]
    fn a_wall_clock_that_runs_slow_or_fast_is_followed() {
        for ppm in [-100i64, 0, 100] {
            let mut wall = WallClock::default();
            for second in 0..600u64 {
                // On a line whose queue wavers.
                let late = second % 7 * 5_000;
                let truth = second as i64 * (1_000_000 + ppm);
                wall.observe(Time(truth as u64 + late), ntp(second as f64));
                let off = mapped(&wall, second as f64) - truth;
                let bound = if second < 45 { 5_000 } else { 1_000 };
                assert!(off.abs() <= bound, "{ppm} ppm, second {second}: {off} µs");
            }
        }
    }

    #[test]
    fn a_wall_clock_that_was_set_back_is_followed_after_90_s() {
        let mut wall = WallClock::default();
        for second in 0..200u64 {
            let back = if second < 100 { 0.0 } else { 5.0 };
            wall.observe(Time::from_millis(second * 1_000), ntp(second as f64 - back));
        }
        assert!((mapped(&wall, 194.0) - 199_000_000).abs() < 1_000);
    }

    #[test]
    fn reports_that_are_late_by_chance_do_not_move_the_sound() {
        let (mut wall, mut sound) = (WallClock::default(), MediaClock::default());
        // Every five seconds, up to 10 ms of the RTP clock behind; the sound card is 100 ppm fast.
        for (index, late) in (0u32..).zip([0u32, 9, 4, 7, 10, 2, 8, 8, 3, 10, 6, 9].repeat(20)) {
            let now = Time(u64::from(index) * 5_000_000);
            wall.observe(now, ntp(f64::from(index) * 5.0));
            sound.report(
                now,
                ntp(f64::from(index) * 5.0),
                index * 240_024 - index.min(1) * late * 48,
                48_000,
            );
            let off = sound.capture(&wall, index * 240_024, 48_000).unwrap() - now.0 as i64;
            assert!(off.abs() <= 5_000, "report {index}: {off} µs");
        }
    }

    #[test]
    fn a_clock_that_stood_still_is_followed_from_its_next_report_on() {
        let (mut wall, mut sound) = (WallClock::default(), MediaClock::default());
        // Fifty milliseconds of samples were lost, and later the microphone was closed for ten minutes.
        for (seconds, timestamp) in [(1.0, 48_000), (6.0, 285_600), (606.0, 285_600)] {
            let now = Time((seconds * 1e6) as u64);
            wall.observe(now, ntp(seconds));
            sound.report(now, ntp(seconds), timestamp, 48_000);
            let off = sound.capture(&wall, timestamp + 48_000, 48_000).unwrap() - now.0 as i64 - 1_000_000;
            assert!(off.abs() < 1_000, "after {seconds} s: {off} µs");
        }
    }

    #[test]
    fn reports_of_any_numbers_are_borne() {
        let (mut wall, mut clock) = (WallClock::default(), MediaClock::default());
        for (index, ntp) in [0, u64::MAX, 1, u64::MAX / 2, u64::MAX].repeat(10_000).into_iter().enumerate() {
            let timestamp = (index as u32).wrapping_mul(0x7fff_ffff);
            let now = Time::from_millis(index as u64 * 5_000);
            wall.observe(now, ntp);
            clock.report(now, ntp, timestamp, 48_000);
            assert!(clock.capture(&wall, timestamp.wrapping_add(0x7fff_ffff), 48_000).is_some());
        }
    }

    #[test]
    fn without_reports_a_slow_sender_is_followed() {
        let mut clock = MediaClock::default();
        // 50 ppm slow for an hour: 180 ms.
        for packet in 0..180_000u64 {
            let now = Time(packet * 20_001);
            clock.packet(now, packet as u32 * 960, 48_000);
            let off =
                clock.capture(&WallClock::default(), packet as u32 * 960, 48_000).unwrap() - now.0 as i64;
            assert!(off.abs() <= 1_000, "packet {packet}: {off} µs");
        }
    }
}
