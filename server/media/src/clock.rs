//! When was a frame captured, in our own time? Each publisher's sender reports tie its RTP clocks to its wall
//! clock; the quickest report of the last minute ties its wall clock to ours.

use crate::rtp::timestamp_delta;
use crate::time::Time;
use std::time::Duration;

/// Length of one bucket of the minimum filter.
const BUCKET: Duration = Duration::from_secs(10);
/// Buckets kept: a minute is long enough to meet one quick report and short enough to follow 50 ppm of drift.
const BUCKETS: usize = 6;

/// Ties one peer's wall clock to node time: the smallest difference (arrival − NTP time) of its reports.
/// All tracks of a peer share it, so its lips stay in sync whatever the network does to single streams.
#[derive(Debug, Default)]
pub(crate) struct WallClock {
    /// (start of bucket, smallest difference in µs), newest last.
    buckets: [Option<(Time, i64)>; BUCKETS],
}

impl WallClock {
    /// A sender report with NTP time `ntp` arrived.
    pub(crate) fn observe(&mut self, now: Time, ntp: u64) {
        let difference = now.0 as i64 - ntp_micros(ntp);
        match self.buckets[BUCKETS - 1].as_mut() {
            Some((start, smallest)) if now.since(*start) < BUCKET => *smallest = (*smallest).min(difference),
            _ => {
                self.buckets.rotate_left(1);
                self.buckets[BUCKETS - 1] = Some((now, difference));
            }
        }
    }

    /// Node time, in µs, at which the peer's wall clock showed `ntp` (earlier than the origin when negative).
    fn node_micros(&self, ntp: u64) -> Option<i64> {
        let smallest = self.buckets.iter().flatten().map(|(_, difference)| *difference).min()?;
        Some(ntp_micros(ntp) + smallest)
    }
}

/// NTP time (32.32 fixed point) in µs; the era does not matter because only differences are used.
fn ntp_micros(ntp: u64) -> i64 {
    ((u128::from(ntp) * 1_000_000) >> 32) as i64
}

/// Ties one stream's RTP timestamps to its peer's wall clock, or to arrival before the first report.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MediaClock {
    /// (NTP time, RTP timestamp) of the last sender report.
    report: Option<(u64, u32)>,
    /// (arrival in node µs, RTP timestamp) of the packet that arrived soonest after its timestamp.
    arrival: Option<(i64, u32)>,
}

impl MediaClock {
    /// A sender report of this stream arrived.
    pub(crate) fn report(&mut self, ntp: u64, timestamp: u32) {
        self.report = Some((ntp, timestamp));
    }

    /// A packet arrived: the fallback mapping until the first report.
    pub(crate) fn packet(&mut self, now: Time, timestamp: u32, rate: u32) {
        let earlier = self.arrival.is_none_or(|anchor| (now.0 as i64) < project(anchor, timestamp, rate));
        if earlier {
            self.arrival = Some((now.0 as i64, timestamp));
        }
    }

    /// When the sample with this timestamp was captured, in node µs.
    pub(crate) fn capture(&self, wall: &WallClock, timestamp: u32, rate: u32) -> Option<i64> {
        let reported = self.report.and_then(|(ntp, anchor)| Some((wall.node_micros(ntp)?, anchor)));
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
        audio.report(ntp(1.0), 48_000);
        wall.observe(Time::from_millis(1_320), ntp(1.0));
        video.report(ntp(1.0), 90_000);
        video.packet(Time::from_millis(1_320), 90_000, 90_000);
        let heard = audio.capture(&wall, 48_000 * 2, 48_000).unwrap();
        let seen = video.capture(&wall, 90_000 * 2, 90_000).unwrap();
        assert!((heard - seen).abs() < 10, "{heard} {seen}");
        assert!((heard - 2_020_000).abs() < 10);
    }

    #[test]
    fn drift_is_followed_because_old_minima_are_forgotten() {
        let mut wall = WallClock::default();
        // The peer's clock is slow by 50 ppm, so the difference grows by 50 µs a second.
        for second in 0..600u64 {
            wall.observe(Time(second * 1_000_050), ntp(second as f64));
        }
        let mapped = wall.node_micros(ntp(599.0)).unwrap();
        let truth = 599 * 1_000_050;
        assert!((mapped - truth).abs() < 4_000, "{}", mapped - truth);
    }
}
