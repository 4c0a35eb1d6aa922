//! How fast did packets pass a point lately? Seen at the receiver it is the rate that the link has proved to carry,
//! seen here it is what was offered to it.

use crate::bitrate::Bitrate;
use std::collections::VecDeque;
use std::time::Duration;

/// Packets looked at: long enough to hold several frames, short enough to follow a step within a second.
const WINDOW: Duration = Duration::from_millis(500);
/// Less of it, for what a link carries while its queue grows: before that it may have been idle.
const LATEST: Duration = Duration::from_millis(200);
/// Less says nothing of the rate.
const LEAST_SPAN: Duration = Duration::from_millis(150);
/// Bounds memory and work; half a second of 12 Mbit/s.
const MOST_PACKETS: usize = 640;

/// Packets of the last half second at one point.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    /// (µs of the point's clock, bytes), in order.
    packets: VecDeque<(i64, u16)>,
    bytes: u64,
}

impl Flow {
    /// A packet passed. One from another time starts anew: a clock that jumped says nothing of the link.
    pub(crate) fn passed(&mut self, at: i64, bytes: u16) {
        let newest = self.packets.back().map_or(at, |(newest, _)| *newest);
        if (at - newest).abs() > 10 * WINDOW.as_micros() as i64 {
            *self = Flow::default();
        }
        self.packets.push_back((at.max(newest), bytes));
        self.bytes += u64::from(bytes);
        while let Some((oldest, bytes)) = self.packets.front().copied() {
            if at - oldest <= WINDOW.as_micros() as i64 && self.packets.len() <= MOST_PACKETS {
                break;
            }
            self.packets.pop_front();
            self.bytes -= u64::from(bytes);
        }
    }

    /// The rate; none while too little passed.
    pub(crate) fn rate(&self) -> Option<Bitrate> {
        rate_since(*self.packets.front()?, self.packets.back()?.0, self.bytes)
    }

    /// The rate of the newest packets alone.
    pub(crate) fn latest_rate(&self) -> Option<Bitrate> {
        let (last, _) = *self.packets.back()?;
        let start = self.packets.partition_point(|(at, _)| last - at > LATEST.as_micros() as i64);
        let bytes = self.packets.range(start..).map(|(_, bytes)| u64::from(*bytes)).sum();
        rate_since(*self.packets.get(start)?, last, bytes)
    }
}

/// The rate of packets of so many bytes; the first packet's belong to the time before it.
fn rate_since((first, its_bytes): (i64, u16), last: i64, bytes: u64) -> Option<Bitrate> {
    let span = Duration::from_micros(u64::try_from(last - first).ok()?);
    (span >= LEAST_SPAN).then(|| Bitrate::of(bytes - u64::from(its_bytes), span))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_the_last_half_second() {
        let mut flow = Flow::default();
        let mut at = 0;
        for _ in 0..100 {
            flow.passed(at, 1_000);
            at += 10_000;
        }
        assert_eq!(flow.rate(), Some(Bitrate::kbps(800)));
        for _ in 0..25 {
            flow.passed(at, 500);
            at += 10_000;
        }
        assert_eq!(flow.rate(), Some(Bitrate::kbps(600)));
        assert_eq!(flow.latest_rate(), Some(Bitrate::kbps(400)));
        flow.passed(at + 3_600_000_000, 500);
        assert_eq!(flow.rate(), None, "a clock that jumped");
    }
}
