//! Which rate follows from what the queue does? Up while it does not grow, carefully near the rate at which it grew
//! before; down below what arrives as soon as it grows (draft-ietf-rmcat-gcc-02 section 5.6).

use super::trend::Usage;
use crate::bitrate::Bitrate;
use crate::time::Time;
use std::time::Duration;

/// The rate of a link of which nothing is known: a small picture and sound.
pub(crate) const START: Bitrate = Bitrate::kbps(300);
/// Sound alone; below it there is nothing left to leave out.
pub(crate) const LEAST: Bitrate = Bitrate::kbps(40);
/// No site is sent more, and a larger number would only make probes larger.
pub(crate) const MOST: Bitrate = Bitrate::kbps(50_000);
/// What remains of the rate that arrived while the queue grew.
const BACK_OFF: f64 = 0.85;
/// Growth in a second, far from any known limit.
const GROWTH: f64 = 0.08;
/// The rate may run ahead of what arrives by as much: what was never sent was never proved.
const AHEAD: f64 = 1.5;
const AHEAD_KBPS: Bitrate = Bitrate::kbps(10);
/// One packet, the step near the limit.
const PACKET_BITS: f64 = 9_600.0;
/// Feedback comes about so much later than a round trip.
const RESPONSE: Duration = Duration::from_millis(100);
/// A queue has drained by then.
const PATIENCE: Duration = Duration::from_secs(1);
/// The least that growth is counted over, so that a pause of feedback is no leap.
const LONGEST_STEP: Duration = Duration::from_secs(1);

/// Where the queue began to grow before.
#[derive(Clone, Copy, Debug)]
struct Limit {
    /// In kbit/s.
    mean: f64,
    /// Normalized by the mean.
    variance: f64,
}

impl Limit {
    fn bounds(self) -> (f64, f64) {
        let deviation = 3.0 * (self.variance * self.mean).sqrt();
        (self.mean - deviation, self.mean + deviation)
    }

    fn learn(before: Option<Limit>, sample: f64) -> Limit {
        let before = before.unwrap_or(Limit { mean: sample, variance: 0.4 });
        let mean = 0.95 * before.mean + 0.05 * sample;
        let error = mean - sample;
        let variance = 0.95 * before.variance + 0.05 * error * error / mean.max(1.0);
        Limit { mean, variance: variance.clamp(0.4, 2.5) }
    }
}

/// What the rate is decided by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signs {
    pub(crate) usage: Usage,
    /// What arrives.
    pub(crate) acknowledged: Option<Bitrate>,
    /// The same at its highest: what the link carries while its queue is not empty.
    pub(crate) carried: Option<Bitrate>,
    /// What was offered to the link meanwhile.
    pub(crate) offered: Option<Bitrate>,
    pub(crate) round_trip: Duration,
}

/// The rate as the queue allows it.
#[derive(Debug)]
pub(crate) struct RateControl {
    rate: Bitrate,
    limit: Option<Limit>,
    /// What a probe showed to be all that the link carries.
    settled: Option<Bitrate>,
    updated: Option<Time>,
    reduced: Option<Time>,
    /// Since when the queue grows or stands.
    over_since: Option<Time>,
}

impl Default for RateControl {
    fn default() -> RateControl {
        RateControl {
            rate: START,
            limit: None,
            settled: None,
            updated: None,
            reduced: None,
            over_since: None,
        }
    }
}

impl RateControl {
    pub(crate) fn rate(&self) -> Bitrate {
        self.rate
    }

    /// When the queue last made it smaller.
    pub(crate) fn reduced(&self) -> Option<Time> {
        self.reduced
    }

    /// The link has shown that it carries this much.
    pub(crate) fn prove(&mut self, rate: Bitrate) {
        self.rate = self.rate.max(rate.min(MOST));
        self.settled.take_if(|settled| *settled < rate);
        if self.limit.is_some_and(|limit| kbps(rate) > limit.bounds().1) {
            self.limit = None;
        }
    }

    /// The link has shown that it carries no more, though its queue is empty.
    pub(crate) fn settle(&mut self, rate: Bitrate) {
        self.rate = self.rate.min(rate.max(LEAST));
        self.settled = Some(rate);
    }

    /// The link has shown that it does not.
    pub(crate) fn lower_to(&mut self, now: Time, rate: Bitrate) {
        if rate < self.rate {
            self.rate = rate.max(LEAST);
            self.reduced = Some(now);
        }
    }

    /// Feedback came.
    pub(crate) fn update(&mut self, now: Time, signs: Signs) {
        let step = self.updated.replace(now).map_or(Duration::ZERO, |before| now.since(before));
        self.over_since = (signs.usage == Usage::Over).then(|| self.over_since.unwrap_or(now));
        match signs.usage {
            Usage::Over => self.reduce(now, signs),
            Usage::Under => {}
            Usage::Normal => self.raise(step.min(LONGEST_STEP), signs),
        }
    }

    fn raise(&mut self, step: Duration, signs: Signs) {
        let Some(acknowledged) = signs.acknowledged else { return };
        if self.limit.is_some_and(|limit| kbps(acknowledged) > limit.bounds().1) {
            self.limit = None;
        }
        let seconds = step.as_secs_f64();
        let added = match self.limit {
            Some(_) => PACKET_BITS / (signs.round_trip + RESPONSE).as_secs_f64() * seconds,
            None => self.rate.0 as f64 * GROWTH * seconds,
        };
        let ahead = acknowledged.scaled(AHEAD).plus(AHEAD_KBPS);
        // A burst that passes says less of the link than the probe that found its limit.
        let proved = self.settled.map_or(ahead, |settled| ahead.min(settled.max(acknowledged)));
        let raised = self.rate.plus(Bitrate(added as u64));
        self.rate = raised.min(proved.max(self.rate)).min(MOST);
    }

    fn reduce(&mut self, now: Time, signs: Signs) {
        // One reduction must have had its effect before the next.
        let pause = signs.round_trip.clamp(Duration::from_millis(10), Duration::from_millis(200)) + RESPONSE;
        if self.reduced.is_some_and(|before| now.since(before) < pause) {
            return;
        }
        let Some(carried) = signs.carried else {
            self.lower_to(now, self.rate.scaled(0.5));
            return;
        };
        if self.limit.is_some_and(|limit| kbps(carried) < limit.bounds().0) {
            self.limit = None;
        }
        // When the rate is below that already, the queue only has to drain; if it does not, what arrives is a lie.
        let is_draining = self.over_since.is_none_or(|since| now.since(since) < PATIENCE);
        let most = if is_draining { self.rate } else { self.rate.scaled(BACK_OFF) };
        let target = carried.scaled(BACK_OFF).min(most);
        // Who offers little cannot have filled the queue alone; one step of its estimate is a half at most.
        let is_idle = signs.offered.is_none_or(|offered| offered < self.rate.scaled(0.5));
        let floor = if is_idle { self.rate.scaled(0.5) } else { Bitrate(0) };
        if !is_idle {
            self.limit = Some(Limit::learn(self.limit, kbps(carried)));
        }
        self.lower_to(now, target.max(floor));
        self.reduced = Some(now);
        if !is_draining {
            self.over_since = Some(now);
        }
    }
}

fn kbps(rate: Bitrate) -> f64 {
    rate.0 as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(usage: Usage, kilobits: u64) -> Signs {
        let rate = Some(Bitrate::kbps(kilobits));
        Signs {
            usage,
            acknowledged: rate,
            carried: rate,
            offered: rate,
            round_trip: Duration::from_millis(100),
        }
    }

    #[test]
    fn it_rises_with_what_arrives_and_not_ahead_of_it() {
        let mut control = RateControl::default();
        for step in 0..200 {
            control.update(Time::from_millis(step * 100), signs(Usage::Normal, 300));
        }
        assert_eq!(control.rate(), Bitrate::kbps(460));
    }

    #[test]
    fn it_falls_below_what_arrives_and_then_rises_by_packets() {
        let mut control = RateControl::default();
        control.prove(Bitrate::kbps(1_000));
        control.update(Time::from_millis(0), signs(Usage::Over, 800));
        assert_eq!(control.rate(), Bitrate::kbps(680));
        control.update(Time::from_millis(50), signs(Usage::Over, 400));
        assert_eq!(control.rate(), Bitrate::kbps(680), "the first reduction has to show its effect");
        let before = control.rate();
        for step in 1..=10 {
            control.update(Time::from_millis(50 + step * 100), signs(Usage::Normal, 680));
        }
        let gained = control.rate().minus(before);
        assert!((Bitrate::kbps(40)..Bitrate::kbps(56)).contains(&gained), "{gained:?}");
    }

    #[test]
    fn what_a_probe_found_to_be_all_is_passed_by_what_arrives_and_by_no_burst() {
        let mut control = RateControl::default();
        control.prove(Bitrate::kbps(900));
        control.settle(Bitrate::kbps(900));
        let mut arriving = |kilobits, from: u64| {
            for step in from..from + 10 {
                control.update(Time::from_millis(step * 100), signs(Usage::Normal, kilobits));
            }
            control.rate()
        };
        assert_eq!(arriving(800, 0), Bitrate::kbps(900), "a half ahead of what arrives otherwise");
        assert_eq!(arriving(950, 10), Bitrate::kbps(950));
        control.prove(Bitrate::kbps(1_200));
        control.update(Time::from_millis(2_000), signs(Usage::Normal, 950));
        assert!(control.rate() > Bitrate::kbps(1_200), "another probe says more");
    }

    #[test]
    fn who_sends_little_loses_half_of_its_estimate_at_most() {
        let mut control = RateControl::default();
        control.prove(Bitrate::kbps(8_000));
        control.update(Time::from_millis(0), signs(Usage::Over, 200));
        assert_eq!(control.rate(), Bitrate::kbps(4_000));
    }
}
