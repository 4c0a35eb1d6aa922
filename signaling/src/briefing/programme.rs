//! What is on air, and who is heard? Invariant I7: speaker, else chair, else main site, else a slate.

use super::sites::LOST_AFTER_MS;
use super::timer::Timer;
use super::{Actor, Briefing, Decision, Event, Fact, Millis, Who, check_seen};
use crate::protocol::{Action, ProgrammeMode, Refusal, Seen, SessionState, Tally};
use giaoban_link::{Picture, RoomId, RoomWish, SiteId};
use std::collections::BTreeSet;
use uuid::Uuid;

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
        }
    }
}

impl Programme {
    pub(super) fn evolve(&mut self, rev: u64, event: &Event) {
        match &event.fact {
            Fact::ProgrammeSet { mode, hold } => {
                self.rev = rev;
                self.mode = mode.clone();
                self.hold = *hold;
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
            self.programme.rev = self.rev;
        }
        self.programme.audible = self.audible_sites();
    }

    fn site_on_air(&self) -> Option<SiteId> {
        let on = self.session.is_on();
        match &self.programme.mode {
            ProgrammeMode::Slate => None,
            ProgrammeMode::Manual { site }
                if self.shows_pictures() && self.sites.has_picture(SiteId(*site)) =>
            {
                Some(SiteId(*site))
            }
            _ if on => self.follow_floor(),
            _ => None,
        }
    }

    /// The break has a picture only when an operator chooses one.
    fn shows_pictures(&self) -> bool {
        self.session.is_on() || self.session.state == SessionState::Break
    }

    fn follow_floor(&self) -> Option<SiteId> {
        let speaker = self.floor.holders().into_iter().rfind(|request| request.is_audible());
        let candidates =
            [speaker.map(|request| request.site), Some(self.plan.chair_site), self.plan.main_site];
        candidates.into_iter().flatten().find(|site| self.sites.has_picture(*site))
    }

    /// Floor first, then the chair (invariant I2). Who is not listed is dropped in the media core.
    fn audible_sites(&self) -> Vec<SiteId> {
        if !self.session.is_on() {
            return Vec::new();
        }
        let holders = self.floor.holders();
        let floor = holders.iter().filter(|request| request.is_audible()).map(|request| request.site);
        floor.chain([self.plan.chair_site]).collect()
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
        let content = self.programme.content.as_ref().filter(|_| self.shows_pictures());
        content.map(|content| content.site).filter(|site| self.sites.has_picture(*site))
    }

    /// What a site is told about itself.
    pub(super) fn tally(&self, site: SiteId) -> Tally {
        let prepares = |site| self.floor.called().iter().any(|request| request.site == site);
        if self.programme.on_air == Some(site) {
            Tally::OnAir
        } else if prepares(site) {
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
            return Err(Refusal::WrongState);
        }
        match mode {
            ProgrammeMode::Manual { site } => self.must_be_up(SiteId(*site))?,
            ProgrammeMode::FollowFloor | ProgrammeMode::Content | ProgrammeMode::Slate => {}
            ProgrammeMode::Mosaic { .. } | ProgrammeMode::Tour { .. } => return Err(Refusal::Invalid),
        }
        if *mode == self.programme.mode && hold == self.programme.hold {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::ProgrammeSet { mode: mode.clone(), hold }])
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
            return Err(Refusal::WrongState);
        }
        let own = matches!(actor.who, Who::Room(_)) && site != self.plan.chair_site;
        let speaks = self.floor.holders().iter().any(|request| request.site == site && request.is_audible());
        if own && !speaks {
            return Err(Refusal::WrongState);
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

    fn must_be_up(&self, site: SiteId) -> Result<(), Refusal> {
        match self.sites.get(site) {
            None => Err(Refusal::SiteNotExpected),
            Some(site) if !site.is_up() => Err(Refusal::SiteOffline),
            Some(_) => Ok(()),
        }
    }

    /// Lost sites whose picture is waited for. Of other sites nothing follows from how long they are away.
    pub(super) fn picture_timers(&self) -> impl Iterator<Item = (Millis, Timer)> {
        let content = self.programme.content.as_ref().map(|content| content.site);
        let needed = [self.programme.on_air, content, Some(self.plan.chair_site), self.plan.main_site];
        let needed: BTreeSet<SiteId> = needed.into_iter().flatten().collect();
        needed.into_iter().filter_map(|id| {
            let site = self.sites.get(id)?;
            let lost_at = site.lost_at.filter(|_| !site.gone)?;
            Some((lost_at + LOST_AFTER_MS, Timer::SiteGone(id)))
        })
    }
}
