//! Does anybody need this layer? What nobody watches need not be sent: its sender is told, and told again as soon as
//! somebody would.

use crate::time::Time;
use std::time::Duration;

/// A layer may be without watchers for so long: a switch from one site to another and back is no reason to stop.
const IDLE: Duration = Duration::from_secs(1);
/// A layer that was asked for again is there by then, or its camera or its line has no room for it: it is not counted on.
const SOON: Duration = Duration::from_millis(1_500);

/// The demand for one layer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Demand {
    /// Somebody would be given it if it came.
    is_wanted: bool,
    unwanted: Option<Time>,
    is_paused: bool,
    /// When it was asked for again, until it comes.
    resumed: Option<Time>,
}

impl Demand {
    /// Somebody shall see it.
    pub(crate) fn want(&mut self) {
        self.is_wanted = true;
    }

    /// Nobody yet, before everybody is asked anew.
    pub(crate) fn forget(&mut self) {
        self.is_wanted = false;
    }

    /// Everybody was asked; `comes` when it is received now. Only what comes can pause: what does not, though it is
    /// allowed to, cannot be sent.
    pub(crate) fn settle(&mut self, now: Time, comes: bool) {
        self.resumed.take_if(|_| comes);
        if self.is_wanted {
            if std::mem::take(&mut self.is_paused) {
                self.resumed = Some(now);
            }
            self.unwanted = None;
        } else {
            let since = *self.unwanted.get_or_insert(now);
            self.is_paused |= comes && now.since(since) >= IDLE;
        }
    }

    /// Whether its client shall not send it.
    pub(crate) fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Whether it was asked for a moment ago.
    pub(crate) fn comes_soon(&self, now: Time) -> bool {
        self.resumed.is_some_and(|resumed| now.since(resumed) < SOON)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everybody is asked at `ms`.
    fn ask(demand: &mut Demand, ms: u64, is_wanted: bool, comes: bool) -> Time {
        demand.forget();
        if is_wanted {
            demand.want();
        }
        let now = Time::from_millis(ms);
        demand.settle(now, comes);
        now
    }

    #[test]
    fn a_layer_pauses_when_nobody_wants_it_and_comes_soon_when_somebody_does() {
        let mut demand = Demand::default();
        ask(&mut demand, 1_000, false, true);
        let now = ask(&mut demand, 1_900, false, true);
        assert!(!demand.is_paused() && !demand.comes_soon(now));
        ask(&mut demand, 2_000, false, true);
        assert!(demand.is_paused());
        let now = ask(&mut demand, 60_000, true, false);
        assert!(!demand.is_paused() && demand.comes_soon(now));
        let now = ask(&mut demand, 60_200, true, true);
        assert!(!demand.comes_soon(now), "it is here");
        ask(&mut demand, 60_300, false, true);
        ask(&mut demand, 61_200, false, true);
        assert!(!demand.is_paused(), "the second begins anew");
    }

    #[test]
    fn what_cannot_be_sent_is_not_waited_for_and_may_come_whenever_it_can() {
        let mut demand = Demand::default();
        ask(&mut demand, 0, false, true);
        ask(&mut demand, 1_000, false, true);
        ask(&mut demand, 2_000, true, false);
        let now = ask(&mut demand, 3_500, true, false);
        assert!(!demand.is_paused() && !demand.comes_soon(now), "it did not come");
        ask(&mut demand, 12_100, false, false);
        ask(&mut demand, 20_000, false, false);
        assert!(!demand.is_paused(), "its client may send it");
        ask(&mut demand, 20_100, false, true);
        assert!(demand.is_paused(), "until it does");
    }
}
