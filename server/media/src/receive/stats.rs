//! How many packets were expected, lost, and how unevenly did they come? (RFC 3550 appendix A)

use crate::rtp::{Seq, Unwrapper, timestamp_delta};
use crate::time::Time;

/// Packets since the last reading. Lost may be less than nothing when duplicates came; it is cut at zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) expected: u64,
    pub(crate) lost: u64,
}

/// What a receiver report says of one stream (RFC 3550 section 6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReportBlock {
    pub(crate) ssrc: u32,
    /// Lost since the last report, in 1/256.
    pub(crate) fraction_lost: u8,
    /// Lost since the beginning, 24 bits signed.
    pub(crate) total_lost: i32,
    pub(crate) highest_seq: u32,
    /// In RTP ticks.
    pub(crate) jitter: u32,
    /// Middle 32 bits of the NTP time of the last sender report, 0 before the first.
    pub(crate) last_sr: u32,
    /// Time since that report in 1/65536 s.
    pub(crate) delay_since_last_sr: u32,
}

/// Statistics of one received stream.
#[derive(Clone, Debug)]
pub(crate) struct ReceptionStats {
    rate: u32,
    unwrapper: Unwrapper,
    first: Option<u64>,
    received: u64,
    reported: Reading,
    sampled: Reading,
    /// Relative transit time of the last packet, in ticks.
    transit: Option<u32>,
    /// Smoothed jitter in 1/16 ticks, as in appendix A.8.
    jitter: u64,
    last_sr: Option<(u32, Time)>,
}

/// Expected and received packets at some moment.
#[derive(Clone, Copy, Debug, Default)]
struct Reading {
    expected: u64,
    received: u64,
}

impl ReceptionStats {
    /// Statistics of a stream with `rate` ticks a second.
    pub(crate) fn new(rate: u32) -> ReceptionStats {
        ReceptionStats {
            rate,
            unwrapper: Unwrapper::default(),
            first: None,
            received: 0,
            reported: Reading::default(),
            sampled: Reading::default(),
            transit: None,
            jitter: 0,
            last_sr: None,
        }
    }

    /// A packet came over the link.
    pub(crate) fn received(&mut self, now: Time, seq: Seq, timestamp: u32) {
        let seq = self.unwrapper.extend(seq.0);
        self.first.get_or_insert(seq);
        self.received += 1;
        let arrival = (u128::from(now.0) * u128::from(self.rate) / 1_000_000) as u32;
        let transit = arrival.wrapping_sub(timestamp);
        if let Some(before) = self.transit.replace(transit) {
            let difference = u64::from(timestamp_delta(transit, before).unsigned_abs());
            // A jump of a second is a new clock (a camera opened again), not jitter.
            if difference < u64::from(self.rate) {
                self.jitter = self.jitter + difference - ((self.jitter + 8) >> 4);
            }
        }
    }

    /// A sender report with this NTP time came.
    pub(crate) fn sender_report(&mut self, now: Time, ntp: u64) {
        self.last_sr = Some(((ntp >> 16) as u32, now));
    }

    /// Packets since the last call.
    pub(crate) fn sample_interval(&mut self) -> Interval {
        let reading = self.reading();
        let before = std::mem::replace(&mut self.sampled, reading);
        Interval::between(before, reading)
    }

    /// Smoothed interarrival jitter.
    pub(crate) fn jitter_ms(&self) -> f64 {
        (self.jitter >> 4) as f64 * 1e3 / f64::from(self.rate)
    }

    /// The block for the next report; `None` before the first packet.
    pub(crate) fn report(&mut self, now: Time, ssrc: u32) -> Option<ReportBlock> {
        let highest = self.unwrapper.highest()?;
        let reading = self.reading();
        let interval = Interval::between(std::mem::replace(&mut self.reported, reading), reading);
        let lost = reading.expected as i64 - reading.received as i64;
        let (last_sr, since) = self.last_sr.map_or((0, 0), |(ntp, at)| {
            let micros = now.since(at).as_micros();
            (ntp, (micros * 65_536 / 1_000_000).min(u128::from(u32::MAX)) as u32)
        });
        Some(ReportBlock {
            ssrc,
            fraction_lost: (interval.lost * 256).checked_div(interval.expected).unwrap_or(0).min(255) as u8,
            total_lost: lost.clamp(-0x80_0000, 0x7f_ffff) as i32,
            // The unwrapper starts one cycle up; the report counts cycles from zero.
            highest_seq: (highest - (1 << 16)) as u32,
            jitter: (self.jitter >> 4) as u32,
            last_sr,
            delay_since_last_sr: since,
        })
    }

    fn reading(&self) -> Reading {
        let expected = match (self.first, self.unwrapper.highest()) {
            (Some(first), Some(highest)) => highest + 1 - first.min(highest),
            _ => 0,
        };
        Reading { expected, received: self.received }
    }
}

impl Interval {
    fn between(before: Reading, after: Reading) -> Interval {
        let expected = after.expected.saturating_sub(before.expected);
        let received = after.received - before.received;
        Interval { expected, lost: expected.saturating_sub(received) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loss_is_counted_by_interval_and_in_total() {
        let mut stats = ReceptionStats::new(90_000);
        for seq in (0..100u16).filter(|seq| seq % 4 != 3) {
            stats.received(Time::from_millis(u64::from(seq)), Seq(65_500u16.wrapping_add(seq)), 0);
        }
        // The last packet (99) is lost too, so the highest seen is 98.
        let interval = stats.sample_interval();
        assert_eq!(interval, Interval { expected: 99, lost: 24 });
        let block = stats.report(Time::from_millis(100), 7).unwrap();
        assert_eq!((block.fraction_lost, block.total_lost), ((24 * 256 / 99) as u8, 24));
        assert_eq!(block.highest_seq, 65_500 + 98);
        assert_eq!(stats.sample_interval(), Interval::default());
        assert_eq!(stats.report(Time::from_millis(100), 7).unwrap().fraction_lost, 0);
    }

    #[test]
    fn an_even_stream_has_no_jitter_and_an_uneven_one_converges_to_its_mean_difference() {
        let mut even = ReceptionStats::new(48_000);
        let mut uneven = ReceptionStats::new(48_000);
        for packet in 0..500u32 {
            let sent = u64::from(packet) * 20;
            even.received(Time::from_millis(sent), Seq(packet as u16), packet * 960);
            let late = if packet % 2 == 0 { 0 } else { 10 };
            uneven.received(Time::from_millis(sent + late), Seq(packet as u16), packet * 960);
        }
        assert!(even.jitter_ms() < 0.1);
        assert!((uneven.jitter_ms() - 10.0).abs() < 0.5, "{}", uneven.jitter_ms());
    }

    #[test]
    fn the_delay_since_the_last_sender_report() {
        let mut stats = ReceptionStats::new(90_000);
        assert!(stats.report(Time(0), 1).is_none());
        stats.received(Time(0), Seq(1), 0);
        stats.sender_report(Time::from_millis(500), 0x1234_5678_9abc_def0);
        let block = stats.report(Time::from_millis(1_000), 1).unwrap();
        assert_eq!((block.last_sr, block.delay_since_last_sr), (0x5678_9abc, 32_768));
    }
}
