//! What came of one SSRC, for reports and requests: numbers, losses, sender reports, missing packets.

use super::clock::world_micros;
use super::rtp::Unwrapped;
use super::span::Span;
use giaoban_media::Time;
use rtc_rtcp::reception_report::ReceptionReport;
use std::collections::BTreeMap;
use std::time::Duration;

/// Requests for one packet, as libwebrtc.
const MOST_REQUESTS: u32 = 10;
/// Packets missed at once; who misses more asks for none of them, as libwebrtc.
const MOST_MISSING: usize = 1_000;
/// Reordered packets come within this time.
const REORDERING: Duration = Duration::from_millis(10);

/// The receiving end of one stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub(crate) numbers: Unwrapped,
    pub(crate) packets: u64,
    /// Packets that came as retransmissions.
    pub(crate) repaired: u64,
    /// Packets never seen and not asked for any more.
    pub(crate) given_up: u64,
    /// The last sender report: (NTP, RTP, arrival).
    pub(crate) report: Option<(u64, u32, Time)>,
    /// Asks even for what precedes a key frame, as webrtc-rs does; browsers do not.
    pub(crate) asks_for_all: bool,
    first: Option<u64>,
    told: (u64, u64),
    missing: BTreeMap<u64, (Time, u32)>,
}

impl Received {
    /// A packet came over the stream itself.
    pub(crate) fn arrived(&mut self, now: Time, seq: u16) -> u64 {
        let before = self.numbers.highest;
        let seq = self.numbers.extend(seq);
        self.first.get_or_insert(seq);
        self.packets += 1;
        self.missing.remove(&seq);
        let skipped = before.map_or(seq..seq, |highest| highest + 1..seq);
        if self.missing.len() + skipped.clone().count() > MOST_MISSING {
            self.missing.clear();
        } else {
            self.missing.extend(skipped.map(|seq| (seq, (now + REORDERING, 0))));
        }
        seq
    }

    /// A packet came again, a probe's perhaps before itself: what is missing shows when it comes in its turn.
    pub(crate) fn repaired(&mut self, seq: u16) -> u64 {
        self.repaired += 1;
        let seq = self.numbers.near(seq);
        self.missing.remove(&seq);
        seq
    }

    /// A key frame began at `seq`: what is older is not needed.
    pub(crate) fn needless_before(&mut self, seq: u64) {
        if !self.asks_for_all {
            self.missing = self.missing.split_off(&seq);
        }
    }

    /// Numbers to ask for now.
    pub(crate) fn requests(&mut self, now: Time, round_trip: Duration) -> Vec<u16> {
        let mut asked = Vec::new();
        let given_up = &mut self.given_up;
        self.missing.retain(|seq, (due, requests)| {
            if *due <= now {
                if *requests == MOST_REQUESTS {
                    *given_up += 1;
                    return false;
                }
                asked.push(*seq as u16);
                *requests += 1;
                *due = now + round_trip.max(20.ms());
            }
            true
        });
        asked
    }

    /// The microsecond of the world at which the sample with this timestamp is to be presented.
    pub(crate) fn presented(&self, timestamp: u32, rate: u32) -> Option<i64> {
        let (ntp, anchor, _) = self.report?;
        let ticks = i64::from(timestamp.wrapping_sub(anchor) as i32);
        Some(world_micros(ntp) + ticks * 1_000_000 / i64::from(rate))
    }

    /// The block for the next receiver report.
    pub(crate) fn block(&mut self, now: Time, ssrc: u32) -> Option<ReceptionReport> {
        let (first, highest) = (self.first?, self.numbers.highest?);
        let expected = highest + 1 - first;
        let (expected_before, received_before) = std::mem::replace(&mut self.told, (expected, self.packets));
        let interval = expected - expected_before;
        let lost = interval.saturating_sub(self.packets - received_before);
        let (last_sender_report, delay) = self.report.map_or((0, 0), |(ntp, _, at)| {
            ((ntp >> 16) as u32, (now.since(at).as_micros() * 65_536 / 1_000_000) as u32)
        });
        Some(ReceptionReport {
            ssrc,
            fraction_lost: (lost * 256).checked_div(interval).unwrap_or(0).min(255) as u8,
            total_lost: expected.saturating_sub(self.packets) as u32,
            last_sequence_number: highest as u32,
            jitter: 0,
            last_sender_report,
            delay,
        })
    }
}
