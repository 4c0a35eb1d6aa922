//! Which part of the loss is made by sending too much? A radio link loses packets at any rate; a full link loses more,
//! the more it is given. Less is sent and looked at again: when as much arrives as before, the rest was too much; when
//! less arrives by as much as less was sent, the loss is the link's own.

use crate::bitrate::Bitrate;
use crate::time::Time;
use std::time::Duration;

/// Packets in one reading: with fewer, chance decides.
const LEAST_PACKETS: u32 = 50;
/// And at least so long.
const LEAST_SPAN: Duration = Duration::from_millis(250);
/// Loss above the link's own that is taken for congestion.
const EXCESS: f64 = 0.05;
/// Deviations of chance that are no excess either.
const DEVIATIONS: f64 = 2.5;
/// Between two reductions.
const PAUSE: Duration = Duration::from_millis(400);
/// So much less must be sent to tell the one from the other.
const LESS: f64 = 0.8;
/// Who offers less than this part of what the link carries is not the one who overfills it.
const IDLE: f64 = 0.5;
/// Weight of what an idle sender loses in the link's own loss.
const LEARNS: f64 = 0.25;
/// Growth of the bound in a second without excess.
const GROWTH: f64 = 0.15;
/// A full link lets through what it carries. When nothing comes through for so long, it was cut, and not full.
const CUT: Duration = Duration::from_millis(200);

/// What was sent, and what of it arrived, when less began to be sent.
#[derive(Clone, Copy, Debug)]
struct Trial {
    offered: Bitrate,
    arrived: Bitrate,
}

impl Trial {
    fn of(offered: Bitrate, loss: f64) -> Trial {
        Trial { offered, arrived: offered.scaled(1.0 - loss) }
    }

    /// Whether what arrives has become less with what is sent.
    fn shows_own_loss(self, later: Trial) -> bool {
        let sent = later.offered.0 as f64 / self.offered.0.max(1) as f64;
        later.arrived < self.arrived.scaled((1.0 + sent) / 2.0)
    }
}

/// Packets lost one after the other.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: Time,
    last: Time,
    count: u32,
}

/// The bound that loss sets.
#[derive(Debug)]
pub(crate) struct LossBound {
    bound: Bitrate,
    /// Loss that is there at any rate.
    own: f64,
    trial: Option<Trial>,
    run: Option<Run>,
    expected: u32,
    lost: u32,
    since: Option<Time>,
    reduced: Option<Time>,
}

impl Default for LossBound {
    fn default() -> LossBound {
        LossBound {
            bound: Bitrate::UNLIMITED,
            own: 0.0,
            trial: None,
            run: None,
            expected: 0,
            lost: 0,
            since: None,
            reduced: None,
        }
    }
}

impl LossBound {
    pub(crate) fn bound(&self) -> Bitrate {
        self.bound
    }

    /// The fate of a packet sent at `sent`.
    pub(crate) fn note(&mut self, sent: Time, arrived: bool) {
        if !arrived {
            let run = self.run.get_or_insert(Run { first: sent, last: sent, count: 0 });
            (run.last, run.count) = (sent, run.count + 1);
            return;
        }
        let counts = |run: &Run| run.last.since(run.first) < CUT;
        let lost = self.run.take().filter(counts).map_or(0, |run| run.count);
        self.lost += lost;
        self.expected += lost + 1;
    }

    /// The link has shown that it carries this much.
    pub(crate) fn prove(&mut self, rate: Bitrate) {
        self.bound = self.bound.max(rate);
    }

    /// Feedback is read; `rate` is what the delay allows, `offered` what was sent.
    pub(crate) fn update(&mut self, now: Time, rate: Bitrate, offered: Bitrate) {
        let since = *self.since.get_or_insert(now);
        if self.expected < LEAST_PACKETS || now.since(since) < LEAST_SPAN {
            return;
        }
        let count = f64::from(std::mem::take(&mut self.expected));
        let loss = f64::from(std::mem::take(&mut self.lost)) / count;
        self.since = Some(now);
        let is_idle = offered < rate.min(self.bound).scaled(IDLE);
        if is_idle {
            self.own += LEARNS * (loss - self.own);
        }
        let expected = loss.max(self.own);
        let chance = DEVIATIONS * (expected * (1.0 - expected) / count).sqrt();
        let excess = loss - self.own;
        if excess > chance.max(EXCESS) {
            self.exceed(now, loss, rate, offered, is_idle);
        } else {
            self.rest(now.since(since), loss, rate, chance);
        }
    }

    fn exceed(&mut self, now: Time, loss: f64, rate: Bitrate, offered: Bitrate, is_idle: bool) {
        let seen = Trial::of(offered, loss);
        if let Some(trial) = self.trial.take_if(|trial| offered < trial.offered.scaled(LESS))
            && trial.shows_own_loss(seen)
        {
            // Sending less did not help, and the bound was for nothing.
            (self.own, self.bound) = (loss, Bitrate::UNLIMITED);
            return;
        }
        if self.reduced.is_some_and(|before| now.since(before) < PAUSE) {
            return;
        }
        self.reduced = Some(now);
        self.trial.get_or_insert(seen);
        let excess = loss - self.own;
        let reached = if is_idle { rate } else { rate.min(offered.scaled(1.2)) };
        let lowered = self.bound.min(reached).scaled(1.0 - excess.min(0.5) / 2.0 - 0.05);
        // What arrives all the same is carried.
        self.bound = lowered.max(seen.arrived.scaled(0.95)).min(self.bound);
    }

    fn rest(&mut self, span: Duration, loss: f64, rate: Bitrate, chance: f64) {
        if loss + chance < self.own {
            self.own = (self.own + loss) / 2.0;
        }
        if loss <= self.own + EXCESS / 2.0 && self.bound != Bitrate::UNLIMITED {
            self.bound = self.bound.scaled(1.0 + GROWTH * span.as_secs_f64());
            if self.bound > rate.scaled(1.5) {
                (self.bound, self.trial) = (Bitrate::UNLIMITED, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends at the bound, or at `most`, for a while over a link that loses by `loss(rate)`.
    fn run(bound: &mut LossBound, seconds: u64, most: Bitrate, loss: impl Fn(Bitrate) -> f64) -> Bitrate {
        let mut offered = most;
        let mut owed = 0.0;
        for step in 0..seconds * 10 {
            offered = bound.bound().min(most);
            let packets = (offered.0 / 10 / 8_000).max(1);
            for _ in 0..packets {
                owed += loss(offered);
                let lost = owed >= 1.0;
                owed -= f64::from(u8::from(lost));
                bound.note(Time::from_millis(step * 100), !lost);
            }
            bound.update(Time::from_millis(step * 100), most, offered);
        }
        offered
    }

    #[test]
    fn a_link_that_loses_at_any_rate_is_used_in_full() {
        for own in [0.0, 0.02, 0.1, 0.2] {
            let offered = run(&mut LossBound::default(), 30, Bitrate::kbps(1_500), |_| own);
            assert_eq!(offered, Bitrate::kbps(1_500), "{own}");
        }
    }

    #[test]
    fn a_link_that_loses_what_exceeds_it_is_not_flooded() {
        let capacity = 1_000_000.0;
        let policer = |rate: Bitrate| (1.0 - capacity / rate.0 as f64).max(0.0);
        let offered = run(&mut LossBound::default(), 30, Bitrate::kbps(2_500), policer);
        assert!((Bitrate::kbps(850)..Bitrate::kbps(1_120)).contains(&offered), "{offered:?}");
    }
}
