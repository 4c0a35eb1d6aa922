//! When was each site there? Comings, goings and absences while the briefing was on, by the sites' lines.

use super::story::{Line, Moment};
use crate::briefing::Millis;
use crate::protocol::SessionState;
use giaoban_link::SiteId;
use std::collections::HashMap;

/// A time in which a site that had come was away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Absence {
    pub(super) site: SiteId,
    pub(super) at: Millis,
    /// None = it has not come back.
    pub(super) until: Option<Millis>,
    /// How much of it the others met in: what is missed in a break is no absence.
    pub(super) missed_ms: Millis,
}

/// One site's coming and going.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stay {
    /// When it came for the first time, or before the opening the last time.
    pub(super) came_at: Option<Millis>,
    /// Away since then.
    pub(super) left_at: Option<Millis>,
    /// The clock at that moment.
    left_clock: Millis,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Presence {
    clock: LiveClock,
    stays: HashMap<SiteId, Stay>,
    absences: Vec<Absence>,
}

impl Presence {
    pub(super) fn follow(&mut self, moment: &Moment<'_, '_>) {
        if let Some((_, to)) = moment.turn() {
            self.clock.turn(moment.at, to == SessionState::Live);
        }
        for line in &moment.lines {
            let opened = moment.after.opened_at().is_some_and(|opened| opened <= line.at);
            if !opened {
                self.before(*line);
            } else if moment.is_on() {
                self.during(*line);
            }
        }
    }

    /// Who goes before the opening was not there: a rehearsal leaves no trace.
    fn before(&mut self, line: Line) {
        let came_at = line.is_up.then_some(line.at);
        self.stays.insert(line.site, Stay { came_at, ..Stay::default() });
    }

    fn during(&mut self, line: Line) {
        let clock = self.clock.read(line.at);
        let stay = self.stays.entry(line.site).or_default();
        if !line.is_up {
            (stay.left_at, stay.left_clock) = (Some(line.at), clock);
            return;
        }
        stay.came_at.get_or_insert(line.at);
        if let Some(at) = stay.left_at.take() {
            let missed_ms = clock - stay.left_clock;
            self.absences.push(Absence { site: line.site, at, until: Some(line.at), missed_ms });
        }
    }

    pub(super) fn stay(&self, site: SiteId) -> Stay {
        self.stays.get(&site).copied().unwrap_or_default()
    }

    /// Every absence up to `now`, by its beginning.
    pub(super) fn absences(&self, now: Millis) -> Vec<Absence> {
        let clock = self.clock.read(now);
        let lasting = self.stays.iter().filter_map(|(site, stay)| {
            let missed_ms = clock - stay.left_clock;
            stay.left_at.map(|at| Absence { site: *site, at, until: None, missed_ms })
        });
        let mut absences: Vec<Absence> = self.absences.iter().copied().chain(lasting).collect();
        absences.sort_unstable_by_key(|absence| (absence.at, absence.site));
        absences
    }
}

/// Runs while the briefing is live.
#[derive(Debug, Default)]
struct LiveClock {
    ran_ms: Millis,
    since: Option<Millis>,
}

impl LiveClock {
    fn turn(&mut self, at: Millis, live: bool) {
        self.ran_ms = self.read(at);
        self.since = live.then_some(at);
    }

    fn read(&self, at: Millis) -> Millis {
        self.ran_ms + self.since.map_or(0, |since| (at - since).max(0))
    }
}
