//! Who answered the roll call? Marks by hand, and a tour that shows and hears one site after the other.

use super::timer::Timer;
use super::{Actor, Briefing, Decision, Event, Fact, Millis};
use crate::protocol::limits::{PEOPLE_MAX, ROLL_CALL_SECONDS};
use crate::protocol::{
    Action, Refusal, RollCallMark, RollCallState, RollCallView, SessionMode, SessionState,
};
use giaoban_link::SiteId;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Where the tour is.
#[derive(Clone, Debug, Default, PartialEq)]
enum Stage {
    /// Not begun.
    #[default]
    Idle,
    /// A site is shown and heard.
    Calling { site: SiteId, until: Millis },
    /// It stands at a site, which is neither shown nor heard for it.
    Paused { site: SiteId },
    /// Over.
    Ended,
}

/// The roll-call tour.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RollCall {
    rev: u64,
    stage: Stage,
    seconds: u16,
    order: Vec<SiteId>,
    /// Marked since the tour began: it passes them over.
    marked: BTreeSet<SiteId>,
}

impl RollCall {
    /// The site that is called now.
    pub(super) fn calling(&self) -> Option<SiteId> {
        match self.stage {
            Stage::Calling { site, .. } => Some(site),
            _ => None,
        }
    }

    /// The site the tour is at.
    fn at(&self) -> Option<SiteId> {
        match self.stage {
            Stage::Calling { site, .. } | Stage::Paused { site } => Some(site),
            Stage::Idle | Stage::Ended => None,
        }
    }

    fn place(&self, site: SiteId) -> Option<usize> {
        self.order.iter().position(|listed| *listed == site)
    }

    /// The first site after `site` without a mark of this tour.
    fn next_after(&self, site: SiteId) -> Option<SiteId> {
        let from = self.place(site).map_or(0, |place| place + 1);
        self.order[from..].iter().copied().find(|site| !self.marked.contains(site))
    }

    pub(super) fn evolve(&mut self, rev: u64, event: &Event) {
        let before = self.clone();
        match &event.fact {
            Fact::RollCallStarted { sites, seconds } => {
                *self = RollCall { seconds: *seconds, order: sites.clone(), ..RollCall::default() };
            }
            Fact::RollCallMoved { site, until } => self.stage = Stage::Calling { site: *site, until: *until },
            Fact::RollCallEnded => self.stage = Stage::Ended,
            Fact::RollCallMarked { site, .. } => {
                self.marked.insert(*site);
            }
            // Whoever is given the floor, or breaks, has the picture; the tour waits where it is. One that began
            // before the opening waits for who may open microphones in the session.
            Fact::RollCallPaused
            | Fact::Granted { .. }
            | Fact::Resumed { .. }
            | Fact::SilenceSet { on: true, .. }
            | Fact::ModeSet { .. }
            | Fact::SessionChanged { to: SessionState::Live | SessionState::Break, .. } => self.pause(),
            Fact::SessionChanged { to: SessionState::Closed, .. } if self.at().is_some() => {
                self.stage = Stage::Ended;
            }
            Fact::Planned { plan } => {
                self.order.retain(|site| plan.sites.iter().any(|planned| planned.id == *site));
                if self.at().is_some_and(|site| self.place(site).is_none()) {
                    self.stage = Stage::Ended;
                }
            }
            _ => {}
        }
        if *self != before {
            self.rev = rev;
        }
    }

    fn pause(&mut self) {
        if let Stage::Calling { site, .. } = self.stage {
            self.stage = Stage::Paused { site };
        }
    }

    pub(super) fn view(&self) -> RollCallView {
        let place = self.at().and_then(|site| self.place(site));
        let before = place.and_then(|place| place.checked_sub(1)).and_then(|place| self.order.get(place));
        RollCallView {
            rev: self.rev,
            state: match self.stage {
                Stage::Idle => RollCallState::Idle,
                Stage::Calling { .. } => RollCallState::Calling,
                Stage::Paused { .. } => RollCallState::Paused,
                Stage::Ended => RollCallState::Ended,
            },
            site: self.at().map(|site| site.0),
            until: match self.stage {
                Stage::Calling { until, .. } => Some(until),
                _ => None,
            },
            seconds: self.seconds,
            position: place.and_then(|place| u32::try_from(place + 1).ok()).unwrap_or_default(),
            of: self.order.len().try_into().unwrap_or(u32::MAX),
            before: before.map(|site| site.0),
            after: self.at().and_then(|site| self.next_after(site)).map(|site| site.0),
        }
    }
}

impl Briefing {
    /// Writes a mark down. In a tour the next site follows at once, one key a site, where whoever marks may call
    /// it.
    pub(super) fn mark_roll_call(
        &self,
        now: Millis,
        actor: &Actor,
        site: Uuid,
        mark: RollCallMark,
        people: Option<u32>,
    ) -> Decision {
        let id = SiteId(site);
        self.may_at(actor, Action::RollCall, id)?;
        let gathered = [SessionState::Testing, SessionState::Lobby, SessionState::Live, SessionState::Break];
        if !gathered.contains(&self.session.state) {
            return Err(Refusal::WrongState);
        }
        if people.is_some_and(|people| people > PEOPLE_MAX) {
            return Err(Refusal::Invalid);
        }
        let site = self.sites.get(id).ok_or(Refusal::SiteNotExpected)?;
        let calls_next = self.roll_call.calling() == Some(id) && self.may_open(actor).is_ok();
        if site.roll_call == Some((mark, people)) && !calls_next {
            return Ok(Vec::new());
        }
        let mut facts = vec![Fact::RollCallMarked { site: id, mark, people }];
        facts.extend(calls_next.then(|| self.roll_call_after(now, id)));
        Ok(facts)
    }

    /// Every site but the chair's, which calls; or those nobody marked yet.
    pub(super) fn start_roll_call(&self, now: Millis, actor: &Actor, seconds: u16, again: bool) -> Decision {
        self.may_tour(actor)?;
        if !ROLL_CALL_SECONDS.contains(&seconds) {
            return Err(Refusal::Invalid);
        }
        self.tour_may_run()?;
        let mut sites: Vec<_> = self.sites.iter().filter(|(id, _)| *id != self.plan.chair_site).collect();
        sites.retain(|(_, site)| again || site.roll_call.is_none());
        sites.sort_by_key(|(id, site)| (site.planned.order, *id));
        let sites: Vec<SiteId> = sites.into_iter().map(|(id, _)| id).collect();
        let first = *sites.first().ok_or(Refusal::NotFound)?;
        let until = now + Millis::from(seconds) * 1_000;
        Ok(vec![Fact::RollCallStarted { sites, seconds }, Fact::RollCallMoved { site: first, until }])
    }

    /// Going on, a site that was marked meanwhile is not called again.
    pub(super) fn pause_roll_call(&self, now: Millis, actor: &Actor, paused: bool) -> Decision {
        self.may_tour(actor)?;
        match (&self.roll_call.stage, paused) {
            (Stage::Calling { .. }, true) => Ok(vec![Fact::RollCallPaused]),
            (Stage::Calling { .. }, false) | (Stage::Paused { .. }, true) => Ok(Vec::new()),
            (Stage::Paused { site }, false) => {
                self.tour_may_run()?;
                let marked = self.roll_call.marked.contains(site);
                Ok(vec![if marked {
                    self.roll_call_after(now, *site)
                } else {
                    self.roll_call_at(now, *site)
                }])
            }
            (Stage::Idle | Stage::Ended, _) => Err(Refusal::WrongState),
        }
    }

    pub(super) fn call_in_roll(&self, now: Millis, actor: &Actor, site: Uuid) -> Decision {
        self.may_tour(actor)?;
        let site = SiteId(site);
        if self.roll_call.at().is_none() {
            return Err(Refusal::WrongState);
        }
        if self.roll_call.place(site).is_none() {
            return Err(Refusal::SiteNotExpected);
        }
        self.tour_may_run()?;
        Ok(if self.roll_call.calling() == Some(site) {
            Vec::new()
        } else {
            vec![self.roll_call_at(now, site)]
        })
    }

    pub(super) fn end_roll_call(&self, actor: &Actor) -> Decision {
        self.may_tour(actor)?;
        Ok(if self.roll_call.at().is_some() { vec![Fact::RollCallEnded] } else { Vec::new() })
    }

    fn may_tour(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may(actor, Action::RollCall)?;
        self.may_open(actor)
    }

    /// A tour opens microphones: once the session is open that is for whoever gives the floor, and everybody else
    /// marks.
    fn may_open(&self, actor: &Actor) -> Result<(), Refusal> {
        match self.session.state {
            SessionState::Live | SessionState::Break => self.may(actor, Action::Moderate),
            _ => Ok(()),
        }
    }

    /// A tour takes the picture and opens microphones: not over somebody who has the floor, not over silence, and
    /// in a session that is open only when its mode says that the roll is called.
    fn tour_may_run(&self) -> Result<(), Refusal> {
        let live = self.session.state == SessionState::Live;
        match () {
            () if !self.session.is_on() => Err(Refusal::WrongState),
            () if live && self.session.mode != SessionMode::RollCall => Err(Refusal::NotRollCall),
            () if self.order.is_silenced() => Err(Refusal::Silenced),
            () if !self.floor.holders().is_empty() => Err(Refusal::FloorTaken),
            () => Ok(()),
        }
    }

    fn roll_call_at(&self, now: Millis, site: SiteId) -> Fact {
        Fact::RollCallMoved { site, until: now + Millis::from(self.roll_call.seconds) * 1_000 }
    }

    /// What follows when the called site has answered, or has had its time.
    pub(super) fn roll_call_after(&self, now: Millis, site: SiteId) -> Fact {
        match self.roll_call.next_after(site) {
            Some(next) => self.roll_call_at(now, next),
            None => Fact::RollCallEnded,
        }
    }

    /// The called site has had its time. A log of an earlier release may have a tour that this one would not begin.
    pub(super) fn roll_call_moves(&self, now: Millis, site: SiteId) -> Fact {
        if self.tour_may_run().is_ok() { self.roll_call_after(now, site) } else { Fact::RollCallPaused }
    }

    pub(super) fn roll_call_timer(&self) -> Option<(Millis, Timer)> {
        match self.roll_call.stage {
            Stage::Calling { site, until } => Some((until, Timer::RollCall(site))),
            _ => None,
        }
    }

    /// How many sites take part by their marks, of how many: without the chair's, which calls.
    pub fn present_of(&self) -> (usize, usize) {
        let others = || self.sites.iter().map(|(id, _)| id).filter(|id| *id != self.plan.chair_site);
        (others().filter(|id| self.is_present(*id)).count(), others().count())
    }

    /// Whether a site takes part, by its mark.
    pub(super) fn is_present(&self, site: SiteId) -> bool {
        self.sites.get(site).and_then(|site| site.roll_call).is_some_and(|(mark, _)| mark.is_present())
    }
}
