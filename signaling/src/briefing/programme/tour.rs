//! How does a tour of sites go on, stop, and go on where it stopped? A site that is not here is passed over.

use super::super::timer::Timer;
use super::super::{Actor, Briefing, Decision, Fact, Millis, check_seen};
use crate::protocol::{Action, ProgrammeMode, Refusal, Seen};
use giaoban_link::SiteId;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Sites of one tour: every commune of the largest province with room to spare.
const TOUR_MAX: usize = 500;
/// Seconds a site is shown: shorter is a flicker, longer is a choice of its own.
const INTERVAL: std::ops::RangeInclusive<u16> = 3..=600;

/// A tour that a speech or an operator interrupted.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::briefing) struct Tour {
    pub(in crate::briefing) sites: Vec<Uuid>,
    pub(in crate::briefing) interval: u16,
    pub(in crate::briefing) cursor: u32,
}

impl Tour {
    /// The tour of a mode, if it is one.
    pub(super) fn of(mode: &ProgrammeMode) -> Option<Tour> {
        match mode {
            ProgrammeMode::Tour { sites, interval, cursor, .. } => {
                Some(Tour { sites: sites.clone(), interval: *interval, cursor: *cursor })
            }
            _ => None,
        }
    }

    fn at(self, cursor: u32, paused: bool) -> ProgrammeMode {
        ProgrammeMode::Tour { sites: self.sites, interval: self.interval, cursor, paused }
    }

    /// The site shown.
    pub(super) fn site(&self) -> Option<SiteId> {
        self.sites.get(self.cursor as usize).copied().map(SiteId)
    }
}

impl Briefing {
    /// A tour as somebody wants it, beginning with a site that is here.
    pub(super) fn checked_tour(&self, wanted: Tour, paused: bool) -> Result<ProgrammeMode, Refusal> {
        let fits = (2..=TOUR_MAX).contains(&wanted.sites.len())
            && INTERVAL.contains(&wanted.interval)
            && wanted.site().is_some();
        if !fits {
            return Err(Refusal::Invalid);
        }
        self.must_be_distinct(&wanted.sites)?;
        let here = wanted.site().is_some_and(|site| self.sites.is_up(site));
        let cursor = if here { Some(wanted.cursor) } else { self.next_stop(&wanted) };
        let cursor = cursor.ok_or(Refusal::SiteOffline)?;
        Ok(wanted.at(cursor, paused))
    }

    /// Sites that are expected, each once.
    pub(super) fn must_be_distinct(&self, sites: &[Uuid]) -> Result<(), Refusal> {
        if sites.iter().any(|site| self.sites.get(SiteId(*site)).is_none()) {
            return Err(Refusal::SiteNotExpected);
        }
        let once: BTreeSet<&Uuid> = sites.iter().collect();
        if once.len() == sites.len() { Ok(()) } else { Err(Refusal::Invalid) }
    }

    pub(in crate::briefing) fn pause_tour(&self, actor: &Actor, seen: Option<Seen>) -> Decision {
        self.may(actor, Action::Direct)?;
        check_seen(seen, self.programme.rev)?;
        let tour = Tour::of(&self.programme.mode).ok_or(Refusal::NoTour)?;
        let cursor = tour.cursor;
        Ok(self.tour_set(tour.at(cursor, true)))
    }

    /// A tour that stands still goes on; one that was interrupted goes on with the next site.
    pub(in crate::briefing) fn resume_tour(&self, actor: &Actor, seen: Option<Seen>) -> Decision {
        self.may(actor, Action::Direct)?;
        check_seen(seen, self.programme.rev)?;
        if !self.shows_pictures() {
            return Err(Refusal::NotLive);
        }
        if let Some(tour) = Tour::of(&self.programme.mode) {
            let cursor = tour.cursor;
            return Ok(self.tour_set(tour.at(cursor, false)));
        }
        let tour = self.programme.stopped.clone().ok_or(Refusal::NoTour)?;
        let here = tour.site().is_some_and(|site| self.sites.is_up(site)).then_some(tour.cursor);
        let cursor = self.next_stop(&tour).or(here).ok_or(Refusal::SiteOffline)?;
        Ok(self.tour_set(tour.at(cursor, false)))
    }

    fn tour_set(&self, mode: ProgrammeMode) -> Vec<Fact> {
        if mode == self.programme.mode {
            return Vec::new();
        }
        vec![Fact::ProgrammeSet { mode, hold: self.programme.hold }]
    }

    /// When the next site is due; never while no other site is here.
    pub(super) fn tour_timer(&self) -> Option<(Millis, Timer)> {
        let running = matches!(self.programme.mode, ProgrammeMode::Tour { paused: false, .. });
        let tour = Tour::of(&self.programme.mode).filter(|_| running && self.shows_pictures())?;
        self.next_stop(&tour)?;
        Some((self.programme.toured_at + Millis::from(tour.interval) * 1_000, Timer::TourMoves))
    }

    pub(in crate::briefing) fn tour_moves(&self) -> Vec<Fact> {
        let next = Tour::of(&self.programme.mode).and_then(|tour| self.next_stop(&tour));
        next.map(|cursor| Fact::TourMoved { cursor }).into_iter().collect()
    }

    /// The next site after the one shown that is here, around the end of the list.
    fn next_stop(&self, tour: &Tour) -> Option<u32> {
        let count = u32::try_from(tour.sites.len()).ok()?;
        let stops = (1..count).map(|step| (tour.cursor + step) % count);
        stops.into_iter().find(|stop| self.sites.is_up(SiteId(tour.sites[*stop as usize])))
    }
}
