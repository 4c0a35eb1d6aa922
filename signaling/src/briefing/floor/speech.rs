//! What happens during a speech, and how does it end? Rows 8, 12, 13, 14 and 17.

use super::register::{REASON_MAX, text};
use super::{End, Request, Stage};
use crate::briefing::{Actor, Briefing, Decision, Fact};
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
            Stage::Granted(_) | Stage::Speaking { .. } | Stage::Paused { .. } => {
                Ok(self.leaving(request, Fact::Finished { request: request.id }))
            }
            Stage::Ended(End::Done) => Ok(Vec::new()),
            _ => Err(Refusal::RequestMoved),
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
            _ => Err(Refusal::RequestMoved),
        }
    }

    pub(in crate::briefing) fn extend(&self, actor: &Actor, request: Uuid, minutes: u16) -> Decision {
        self.may(actor, Action::Moderate)?;
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        if !(1..=EXTEND_MAX).contains(&minutes) {
            return Err(Refusal::Invalid);
        }
        if !request.holds() {
            return Err(Refusal::RequestMoved);
        }
        Ok(vec![Fact::Extended { request: request.id, minutes }])
    }

    pub(super) fn leaving(&self, request: &Request, fact: Fact) -> Vec<Fact> {
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

    /// Rows 17 and 19: what follows when both lines of a site stand again.
    pub(in crate::briefing) fn came_back(&self, site: SiteId) -> Vec<Fact> {
        let own = self.floor.requests.values().filter(|request| request.site == site && request.is_open());
        own.filter_map(|request| match request.stage {
            Stage::Held { .. } => Some(Fact::Returned { request: request.id }),
            _ if request.away => Some(Fact::CameBack { request: request.id }),
            _ => None,
        })
        .collect()
    }
}
