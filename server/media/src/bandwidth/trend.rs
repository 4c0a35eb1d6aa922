//! Does the queue in front of the link grow? The slope of one-way delay over groups of packets, held against a
//! threshold that adapts to what is usual on this link (draft-ietf-rmcat-gcc-02 sections 5.3 to 5.5; the slope by
//! linear regression as later practice has it).

use crate::time::Time;
use std::collections::VecDeque;

/// Groups in one regression.
const WINDOW: usize = 20;
/// Weight of the past in the smoothed delay.
const SMOOTHING: f64 = 0.9;
/// Makes the slope comparable with a threshold in ms.
const GAIN: f64 = 4.0;
/// Groups beyond which more of them do not make the slope surer.
const SURE: u32 = 60;
/// Threshold at the start, and its bounds, in ms.
const THRESHOLD: (f64, f64, f64) = (12.5, 6.0, 600.0);
/// How fast the threshold rises to what exceeds it, and falls to what does not, per ms.
const ADAPT: (f64, f64) = (0.008_7, 0.039);
/// What exceeds the threshold by more is an event and no habit.
const OUTLIER_MS: f64 = 15.0;
/// The slope must exceed the threshold for as long.
const OVERUSE_MS: f64 = 10.0;

/// What the queue does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Usage {
    /// It stays as it is.
    #[default]
    Normal,
    /// It grows: more is sent than the link carries.
    Over,
    /// It drains.
    Under,
}

/// The detector of one link.
#[derive(Debug)]
pub(crate) struct Trend {
    /// (ms since the first group, smoothed ms of delay gathered).
    points: VecDeque<(f64, f64)>,
    groups: u32,
    first: Option<f64>,
    gathered: f64,
    smoothed: f64,
    slope: f64,
    threshold: f64,
    adapted: Option<Time>,
    over_ms: f64,
    over_groups: u32,
    usage: Usage,
}

impl Default for Trend {
    fn default() -> Trend {
        Trend {
            points: VecDeque::with_capacity(WINDOW),
            groups: 0,
            first: None,
            gathered: 0.0,
            smoothed: 0.0,
            slope: 0.0,
            threshold: THRESHOLD.0,
            adapted: None,
            over_ms: 0.0,
            over_groups: 0,
            usage: Usage::Normal,
        }
    }
}

impl Trend {
    /// A group arrived at `arrived_ms` of the receiver's clock, `sent_delta` after the one before in our time and
    /// `arrived_delta` in its own.
    pub(crate) fn group(&mut self, now: Time, sent_delta: f64, arrived_delta: f64, arrived_ms: f64) {
        self.groups = self.groups.saturating_add(1);
        self.gathered += arrived_delta - sent_delta;
        self.smoothed = SMOOTHING * self.smoothed + (1.0 - SMOOTHING) * self.gathered;
        let first = *self.first.get_or_insert(arrived_ms);
        if self.points.len() == WINDOW {
            self.points.pop_front();
        }
        self.points.push_back((arrived_ms - first, self.smoothed));
        let slope = if self.points.len() == WINDOW { slope(&self.points) } else { self.slope };
        self.judge(now, slope, sent_delta);
    }

    pub(crate) fn usage(&self) -> Usage {
        self.usage
    }

    fn judge(&mut self, now: Time, slope: f64, sent_delta: f64) {
        if self.groups < 2 {
            return;
        }
        let signal = f64::from(self.groups.min(SURE)) * slope * GAIN;
        let grows = slope >= self.slope;
        self.slope = slope;
        if signal > self.threshold {
            self.over_ms += if self.over_groups == 0 { sent_delta / 2.0 } else { sent_delta };
            self.over_groups += 1;
            if self.over_ms > OVERUSE_MS && self.over_groups > 1 && grows {
                (self.over_ms, self.over_groups, self.usage) = (0.0, 0, Usage::Over);
            }
        } else {
            (self.over_ms, self.over_groups) = (0.0, 0);
            self.usage = if signal < -self.threshold { Usage::Under } else { Usage::Normal };
        }
        self.adapt(now, signal.abs());
    }

    /// The threshold follows what is usual, or a flow that probes for loss would starve this one.
    fn adapt(&mut self, now: Time, signal: f64) {
        let since = self.adapted.replace(now).map_or(0.0, |before| now.since(before).as_secs_f64() * 1e3);
        if signal > self.threshold + OUTLIER_MS {
            return;
        }
        let pace = if signal > self.threshold { ADAPT.0 } else { ADAPT.1 };
        let moved = self.threshold + pace * (signal - self.threshold) * since.min(100.0);
        self.threshold = moved.clamp(THRESHOLD.1, THRESHOLD.2);
    }
}

/// Least squares.
fn slope(points: &VecDeque<(f64, f64)>) -> f64 {
    let count = points.len() as f64;
    let (sum_x, sum_y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0, y + point.1));
    let (mean_x, mean_y) = (sum_x / count, sum_y / count);
    let over: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let under: f64 = points.iter().map(|(x, _)| (x - mean_x) * (x - mean_x)).sum();
    if under > 0.0 { over / under } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups every 20 ms, each later than the one before by `growth` ms; the usage at the end.
    fn usage_after(trend: &mut Trend, groups: u32, growth: f64, start: &mut f64) -> Usage {
        for _ in 0..groups {
            *start += 20.0 + growth;
            trend.group(Time((*start * 1e3) as u64), 20.0, 20.0 + growth, *start);
        }
        trend.usage()
    }

    #[test]
    fn a_queue_that_grows_stands_and_drains() {
        let (mut trend, mut at) = (Trend::default(), 0.0);
        assert_eq!(usage_after(&mut trend, 40, 0.0, &mut at), Usage::Normal);
        assert_eq!(usage_after(&mut trend, 25, 5.0, &mut at), Usage::Over);
        assert_eq!(usage_after(&mut trend, 60, 0.0, &mut at), Usage::Normal, "a standing queue has no slope");
        assert_eq!(usage_after(&mut trend, 25, -5.0, &mut at), Usage::Under);
    }

    #[test]
    fn jitter_is_no_growth() {
        let (mut trend, mut at) = (Trend::default(), 0.0);
        for turn in 0..200 {
            let growth = if turn % 2 == 0 { 6.0 } else { -6.0 };
            assert_ne!(usage_after(&mut trend, 1, growth, &mut at), Usage::Over, "turn {turn}");
        }
    }
}
