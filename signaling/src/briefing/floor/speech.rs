//! What happens during a speech, and how does it end? Rows 8, 9 and 12 to 19.

use super::register::{REASON_MAX, text};
use super::{End, HOLD_MS, PICTURE_MS, Request, Stage};
use crate::briefing::sites::LOST_AFTER_MS;
use crate::briefing::timer::Timer;
use crate::briefing::{Actor, Briefing, Decision, Fact, Millis};
use crate::ids::RequestId;
use crate::protocol::{Action, Refusal};
use giaoban_link::SiteId;
use uuid::Uuid;

/// Minutes that may be added at once.
const EXTEND_MAX: u16 = 30;

impl Briefing {
    pub(in crate::briefing) fn finish(&self, actor: &Actor, request: Uuid) -> Decision {
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        self.may_at(actor, Action::Register, request.site).or_else(|_| self.may(actor, Action::Moderate))?;
        match request.stage {
            Stage::Granted(_) | Stage::Speaking { .. } | Stage::Paused => {
                Ok(self.leaving(request, Fact::Finished { request: request.id }))
            }
            Stage::Ended(End::Done) => Ok(Vec::new()),
            _ => Err(Refusal::WrongState),
        }
    }

    pub(in crate::briefing) fn stop(&self, actor: &Actor, request: Uuid, reason: Option<&str>) -> Decision {
        self.may(actor, Action::Moderate)?;
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        let reason = reason.map(|reason| text(reason, REASON_MAX)).transpose()?;
        if request.holds() {
            return Ok(self.leaving(request, Fact::Revoked { request: request.id, reason }));
        }
        match request.stage {
            Stage::Ended(End::Revoked) => Ok(Vec::new()),
            _ => Err(Refusal::WrongState),
        }
    }

    pub(in crate::briefing) fn extend(&self, actor: &Actor, request: Uuid, minutes: u16) -> Decision {
        self.may(actor, Action::Moderate)?;
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        if !(1..=EXTEND_MAX).contains(&minutes) {
            return Err(Refusal::Invalid);
        }
        if !request.holds() {
            return Err(Refusal::WrongState);
        }
        Ok(vec![Fact::Extended { request: request.id, minutes }])
    }

    fn leaving(&self, request: &Request, fact: Fact) -> Vec<Fact> {
        let mut facts = vec![fact];
        facts.extend(self.content_of_floor(request.site));
        facts
    }

    /// Row 8: the clock starts when the site is heard, and seen if it is to be seen.
    pub(in crate::briefing) fn heard(&self, site: SiteId) -> Vec<Fact> {
        self.awaited(site, |request, granted| match granted.heard {
            Some(_) => Vec::new(),
            None => {
                let mut facts = vec![Fact::Heard { request }];
                let unseen = self.programme.on_air == Some(site) && !granted.pictured;
                facts.extend((!unseen).then_some(Fact::SpeechBegan { request }));
                facts
            }
        })
    }

    pub(in crate::briefing) fn pictured(&self, site: SiteId) -> Vec<Fact> {
        self.awaited(site, |request, granted| {
            if granted.pictured {
                return Vec::new();
            }
            let mut facts = vec![Fact::Pictured { request }];
            facts.extend(granted.heard.map(|_| Fact::SpeechBegan { request }));
            facts
        })
    }

    fn awaited(
        &self,
        site: SiteId,
        follows: impl FnOnce(RequestId, &super::Granted) -> Vec<Fact>,
    ) -> Vec<Fact> {
        let holders = self.floor.holders();
        let request = holders.into_iter().find(|request| request.site == site);
        match request.map(|request| (request.id, &request.stage)) {
            Some((id, Stage::Granted(granted))) if !granted.resume => follows(id, granted),
            _ => Vec::new(),
        }
    }

    /// Row 17: what follows when both lines of a site stand again.
    pub(in crate::briefing) fn came_back(&self, site: SiteId) -> Option<Fact> {
        let held = |request: &Request| matches!(request.stage, Stage::Held { .. }) && request.site == site;
        let request = self.floor.holders().into_iter().find(|request| held(request))?;
        Some(Fact::Returned { request: request.id })
    }

    /// What the clock will do to requests.
    pub(in crate::briefing) fn floor_timers(&self) -> impl Iterator<Item = (Millis, Timer)> {
        let open = self.floor.requests.values().filter(|request| request.is_open());
        open.flat_map(|request| self.timers_of(request))
    }

    fn timers_of(&self, request: &Request) -> Vec<(Millis, Timer)> {
        let id = request.id;
        let lost_at = self.sites.get(request.site).and_then(|site| site.lost_at);
        let lost = lost_at.map(|at| (at + LOST_AFTER_MS, Timer::Lost(id)));
        match &request.stage {
            Stage::Next { ready_by, ready: false, warned: false } => vec![(*ready_by, Timer::NotReady(id))],
            Stage::Granted(granted) => {
                let silent = granted.heard.is_none() && !granted.warned && !granted.resume;
                let silent = silent.then_some((granted.heard_by, Timer::NoSound(id)));
                let unseen = granted.heard.map(|at| (at + PICTURE_MS, Timer::NoPicture(id)));
                let waited = granted.resume.then_some((granted.heard_by, Timer::HoldOver(id)));
                [lost, silent, unseen, waited].into_iter().flatten().collect()
            }
            Stage::Speaking { .. } => lost.into_iter().collect(),
            Stage::Held { until } => vec![(*until, Timer::HoldOver(id))],
            _ => Vec::new(),
        }
    }

    /// What follows from a request's timer.
    pub(in crate::briefing) fn floor_timer(&self, now: Millis, timer: Timer) -> Vec<Fact> {
        match timer {
            Timer::NotReady(request) => vec![Fact::NotReadyInTime { request }],
            Timer::NoSound(request) => vec![Fact::NoSoundInTime { request }],
            Timer::NoPicture(request) => vec![Fact::SpeechBegan { request }],
            Timer::Lost(request) => vec![Fact::Held { request, until: now + HOLD_MS }],
            Timer::HoldOver(request) => vec![Fact::Requeued { request }],
            Timer::SiteGone(_) | Timer::SeatGrace | Timer::SeatVacant | Timer::OfferOver => Vec::new(),
        }
    }
}
