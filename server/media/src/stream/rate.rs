//! How many bits a second does a layer take? More is believed sooner than less: encoders send little while nothing
//! moves, and a link must carry the moment when something does. A single key frame is neither.

use crate::bitrate::Bitrate;
use crate::time::Time;
use std::time::Duration;

/// One reading.
const SPAN: Duration = Duration::from_secs(1);
/// Weight of a second in the rate, when it is larger and when it is smaller.
const RISES: f64 = 0.25;
const FALLS: f64 = 0.1;

/// The rate of one stream.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StreamRate {
    since: Option<Time>,
    bytes: u64,
    has_begun: bool,
    rate: Option<Bitrate>,
}

impl StreamRate {
    /// A packet of `bytes` came.
    pub(crate) fn packet(&mut self, now: Time, bytes: usize) {
        let since = *self.since.get_or_insert(now);
        let span = now.since(since);
        if span >= SPAN {
            let measured = Bitrate::of(self.bytes, span).unwrap_or_default();
            // A stream that paused says nothing by its pause, one that began more by its key frames than it will take.
            if span < 2 * SPAN && std::mem::replace(&mut self.has_begun, true) {
                self.rate = Some(self.rate.map_or(measured, |before| approach(before, measured)));
            }
            (self.since, self.bytes) = (Some(now), 0);
        }
        self.bytes += bytes as u64;
    }

    /// None before its second second is over.
    pub(crate) fn get(&self) -> Option<Bitrate> {
        self.rate
    }
}

fn approach(before: Bitrate, measured: Bitrate) -> Bitrate {
    let weight = if measured > before { RISES } else { FALLS };
    before.scaled(1.0 - weight).plus(measured.scaled(weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_sooner_than_it_falls_and_survives_a_pause() {
        let mut rate = StreamRate::default();
        let mut send = |from: u64, to: u64, bytes| {
            (from..to).step_by(20).for_each(|ms| rate.packet(Time::from_millis(ms), bytes));
            rate.get().map(|Bitrate(bits)| bits / 1_000)
        };
        assert_eq!(send(0, 1_000, 5_000), None);
        assert_eq!(send(1_000, 2_000, 250), None);
        assert_eq!(send(2_000, 3_000, 2_500), Some(100));
        assert_eq!(send(3_000, 4_000, 2_500), Some(325));
        assert_eq!(send(4_000, 5_000, 250), Some(493));
        assert_eq!(send(60_000, 60_020, 250), Some(493));
    }
}
