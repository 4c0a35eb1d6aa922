//! What is on air, and who is heard? Invariant I7: speaker, else chair, else main site, else a slate.

use super::sites::LOST_AFTER_MS;
use super::timer::Timer;
use super::{Actor, Briefing, Decision, Event, Fact, Millis, Who, check_seen};
use crate::protocol::{Action, ProgrammeMode, Refusal, Seen, SessionState, Tally};
use giaoban_link::{Picture, RoomId, RoomWish, SiteId};
use std::collections::BTreeSet;
use tour::Tour;
use uuid::Uuid;

mod tour;

/// Pictures on one screen: more are smaller than a face.
const MOSAIC: std::ops::RangeInclusive<usize> = 2..=16;

/// Whose slides are shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Content {
    pub(super) site: SiteId,
    /// Shown because the site has the floor: ends with it.
    pub(super) by_floor: bool,
}

/// The picture machine. `on_air` and `audible` follow from everything else after every event.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Programme {
    pub(super) rev: u64,
    pub(super) mode: ProgrammeMode,
    pub(super) hold: bool,
    pub(super) since: Millis,
    pub(super) on_air: Option<SiteId>,
    pub(super) audible: Vec<SiteId>,
    pub(super) viewed: Option<SiteId>,
    pub(super) content: Option<Content>,
    /// The tour that was interrupted.
    pub(super) stopped: Option<Tour>,
    /// Since when the tour shows its site.
    toured_at: Millis,
}

impl Default for Programme {
    fn default() -> Self {
        Programme {
            rev: 1,
            mode: ProgrammeMode::FollowFloor,
            hold: false,
            since: 0,
            on_air: None,
            audible: Vec::new(),
            viewed: None,
            content: None,
            stopped: None,
            toured_at: 0,
        }
    }
}

impl Programme {
    pub(super) fn evolve(&mut self, rev: u64, event: &Event) {
        match &event.fact {
            Fact::ProgrammeSet { mode, hold } => {
                self.rev = rev;
                self.toured_at = event.at;
                self.stopped = match mode {
                    ProgrammeMode::Tour { .. } => None,
                    _ => Tour::of(&self.mode).or(self.stopped.take()),
                };
                self.mode = mode.clone();
                self.hold = *hold;
            }
            Fact::TourMoved { cursor: next } => {
                if let ProgrammeMode::Tour { cursor, .. } = &mut self.mode {
                    *cursor = *next;
                    self.toured_at = event.at;
                }
            }
            Fact::Viewed { site } => self.viewed = *site,
            Fact::ContentShared { site, by_floor } => {
                self.content = Some(Content { site: *site, by_floor: *by_floor });
            }
            Fact::ContentStopped => self.content = None,
            _ => {}
        }
    }
}

impl Briefing {
    /// Brings what follows from the whole state up to date.
    pub(super) fn settle(&mut self) {
        let on_air = self.site_on_air();
        if on_air != self.programme.on_air {
            self.programme.on_air = on_air;
            self.programme.since = self.at;
            // A tour moves by itself; that makes nobody's choice stale.
            if !matches!(self.programme.mode, ProgrammeMode::Tour { .. }) {
                self.programme.rev = self.rev;
            }
        }
        self.programme.audible = self.audible_sites();
    }

    fn site_on_air(&self) -> Option<SiteId> {
        if self.programme.mode == ProgrammeMode::Slate {
            return None;
        }
        if let Some(called) = self.roll_call.calling().filter(|site| self.sites.has_picture(*site)) {
            return Some(called);
        }
        let chosen = self.chosen_sites().next();
        chosen.or_else(|| self.session.is_on().then(|| self.follow_floor()).flatten())
    }

    /// Whom an operator put on air, as far as they are here. Whoever cannot draw a mosaic sees its first site.
    fn chosen_sites(&self) -> impl Iterator<Item = SiteId> {
        let chosen: Vec<SiteId> = match &self.programme.mode {
            ProgrammeMode::Manual { site } => vec![SiteId(*site)],
            ProgrammeMode::Mosaic { sites } => sites.iter().copied().map(SiteId).collect(),
            mode => Tour::of(mode).and_then(|tour| tour.site()).into_iter().collect(),
        };
        let shown = chosen.into_iter().filter(|site| self.sites.has_picture(*site));
        shown.filter(|_| self.shows_pictures())
    }

    /// The break has a picture only when an operator chooses one.
    fn shows_pictures(&self) -> bool {
        self.session.is_on() || self.session.state == SessionState::Break
    }

    fn follow_floor(&self) -> Option<SiteId> {
        let speaker = self.floor.holders().into_iter().rfind(|request| request.is_audible());
        let asker = self.floor.askers().next();
        let speaker = asker.or(speaker.map(|request| request.site));
        let candidates = [speaker, Some(self.plan.chair_site), self.plan.main_site];
        candidates.into_iter().flatten().find(|site| self.sites.has_picture(*site))
    }

    /// Floor first, then who is called in the roll, then the chair (invariant I2). Who is not listed is dropped
    /// in the media core.
    fn audible_sites(&self) -> Vec<SiteId> {
        if !self.session.is_on() {
            return Vec::new();
        }
        let holders = self.floor.holders();
        let floor = holders.iter().filter(|request| request.is_audible()).map(|request| request.site);
        let called = self.roll_call.calling();
        floor.chain(self.floor.askers()).chain(called).chain([self.plan.chair_site]).collect()
    }

    /// The wish for the media node.
    pub fn room_wish(&self) -> RoomWish {
        let called = self.floor.called();
        RoomWish {
            id: RoomId(self.plan.id.0),
            codec: self.plan.codec,
            programme: self.programme.on_air.map_or(Picture::Slate, Picture::Site),
            chair: Some(self.plan.chair_site),
            audible: self.programme.audible.clone(),
            content: self.content_shown(),
            next: called.first().map(|request| request.site),
            viewed: self.programme.viewed,
            main: self.plan.main_site,
        }
    }

    /// Slides of a site that is gone are not shown.
    pub(super) fn content_shown(&self) -> Option<SiteId> {
        let holds = |site| self.floor.holders().iter().any(|request| request.site == site);
        let content = self.programme.content.as_ref().filter(|_| self.shows_pictures());
        // Slides that came with the floor wait for it while their site waits at the top of the queue again.
        let content = content.filter(|content| !content.by_floor || holds(content.site));
        content.map(|content| content.site).filter(|site| self.sites.has_picture(*site))
    }

    /// Sites that are to get ready.
    pub(super) fn called_sites(&self) -> Vec<SiteId> {
        self.floor.called().iter().map(|request| request.site).collect()
    }

    /// What a site is told about itself. `called` is found once for all sites, however long the queue.
    pub(super) fn tally(&self, site: SiteId, called: &[SiteId]) -> Tally {
        if self.programme.on_air == Some(site) || self.chosen_sites().any(|chosen| chosen == site) {
            Tally::OnAir
        } else if called.contains(&site) {
            Tally::Prepare
        } else if self.programme.viewed == Some(site) {
            Tally::Watched
        } else {
            Tally::Off
        }
    }

    pub(super) fn set_programme(
        &self,
        actor: &Actor,
        seen: Option<Seen>,
        mode: &ProgrammeMode,
        hold: bool,
    ) -> Decision {
        self.may(actor, Action::Direct)?;
        check_seen(seen, self.programme.rev)?;
        if !self.shows_pictures() {
            return Err(Refusal::NotLive);
        }
        let mode = self.checked_mode(mode)?;
        if mode == self.programme.mode && hold == self.programme.hold {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::ProgrammeSet { mode, hold }])
    }

    fn checked_mode(&self, mode: &ProgrammeMode) -> Result<ProgrammeMode, Refusal> {
        match mode {
            ProgrammeMode::FollowFloor | ProgrammeMode::Content | ProgrammeMode::Slate => {}
            ProgrammeMode::Manual { site } => self.must_be_up(SiteId(*site))?,
            ProgrammeMode::Mosaic { sites } if !MOSAIC.contains(&sites.len()) => {
                return Err(Refusal::Invalid);
            }
            ProgrammeMode::Mosaic { sites } => self.must_be_distinct(sites)?,
            ProgrammeMode::Tour { sites, interval, cursor, paused } => {
                let wanted = Tour { sites: sites.clone(), interval: *interval, cursor: *cursor };
                return self.checked_tour(wanted, *paused);
            }
        }
        Ok(mode.clone())
    }

    pub(super) fn view_site(&self, actor: &Actor, site: Option<Uuid>) -> Decision {
        self.may(actor, Action::ViewSite)?;
        let site = site.map(SiteId);
        if let Some(site) = site {
            self.must_be_up(site)?;
        }
        Ok(if self.programme.viewed == site { Vec::new() } else { vec![Fact::Viewed { site }] })
    }

    /// Rooms show slides while they have the floor or are the chair's hall; operators show anybody's.
    pub(super) fn share_content(&self, actor: &Actor, site: Option<Uuid>) -> Decision {
        let site = self.site_of(actor, site)?;
        self.may_at(actor, Action::Present, site)?;
        self.must_be_up(site)?;
        if !self.session.is_on() {
            return Err(Refusal::NotLive);
        }
        let own = matches!(actor.who, Who::Room(_)) && site != self.plan.chair_site;
        let speaks = self.floor.holders().iter().any(|request| request.site == site && request.is_audible());
        if own && !speaks {
            return Err(Refusal::NeedsFloor);
        }
        if self.programme.content.as_ref().is_some_and(|content| content.site == site) {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::ContentShared { site, by_floor: own }])
    }

    pub(super) fn stop_content(&self, actor: &Actor) -> Decision {
        match &self.programme.content {
            Some(content) => {
                self.may_at(actor, Action::Present, content.site)?;
                Ok(vec![Fact::ContentStopped])
            }
            None => Ok(Vec::new()),
        }
    }

    /// Slides that came with the floor go with it.
    pub(super) fn content_of_floor(&self, site: SiteId) -> Option<Fact> {
        let content = self.programme.content.as_ref();
        content.filter(|content| content.by_floor && content.site == site).map(|_| Fact::ContentStopped)
    }

    pub(super) fn must_be_up(&self, site: SiteId) -> Result<(), Refusal> {
        match self.sites.get(site) {
            None => Err(Refusal::SiteNotExpected),
            Some(site) if !site.is_up() => Err(Refusal::SiteOffline),
            Some(_) => Ok(()),
        }
    }

    /// Lost sites whose picture is waited for, and the tour's next step. Of other sites nothing follows from how long they are away.
    pub(super) fn picture_timers(&self) -> impl Iterator<Item = (Millis, Timer)> {
        let content = self.programme.content.as_ref().map(|content| content.site);
        let needed = [self.programme.on_air, content, Some(self.plan.chair_site), self.plan.main_site];
        let needed: BTreeSet<SiteId> = needed.into_iter().flatten().chain(self.chosen_sites()).collect();
        let gone = needed.into_iter().filter_map(|id| {
            let site = self.sites.get(id)?;
            let lost_at = site.lost_at.filter(|_| !site.gone)?;
            Some((lost_at + LOST_AFTER_MS, Timer::SiteGone(id)))
        });
        gone.chain(self.tour_timer())
    }
}
