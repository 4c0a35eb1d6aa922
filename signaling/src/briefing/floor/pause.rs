//! When does a speech stand still, and how does it go on? Rows 10 and 11, and the break of the session.

use super::{HEARD_MS, Request, Stage};
use crate::briefing::{Actor, Briefing, Decision, Fact, Millis};
use crate::ids::RequestId;
use crate::protocol::{Action, Refusal};
use giaoban_link::SiteId;
use uuid::Uuid;

impl Briefing {
    /// Row 10: the chair interjects, or a site asks in between and is heard in the speaker's place.
    pub(in crate::briefing) fn pause(&self, actor: &Actor, request: Uuid, asker: Option<Uuid>) -> Decision {
        self.may(actor, Action::Silence)?;
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        let asker = asker.map(|asker| self.asker(actor, request, SiteId(asker))).transpose()?;
        match request.stage {
            Stage::Speaking { .. } => Ok(vec![Fact::Paused { request: request.id, asker }]),
            Stage::Paused { asker: now } if now == asker => Ok(Vec::new()),
            // Another asks, or the chair itself again.
            Stage::Paused { .. } => Ok(vec![Fact::Paused { request: request.id, asker }]),
            _ => Err(Refusal::RequestMoved),
        }
    }

    /// Whoever asks in between is heard, so only who may give the floor lets it.
    fn asker(&self, actor: &Actor, request: &Request, asker: SiteId) -> Result<SiteId, Refusal> {
        self.may(actor, Action::Moderate)?;
        if asker == self.plan.chair_site {
            return Err(Refusal::ChairIsHeard);
        }
        if self.floor.holders().iter().any(|holder| holder.site == asker) || request.site == asker {
            return Err(Refusal::HasFloor);
        }
        self.must_be_up(asker)?;
        Ok(asker)
    }

    /// Row 11: the clock goes on from where it stood.
    pub(in crate::briefing) fn go_on(&self, actor: &Actor, request: Uuid) -> Decision {
        self.may(actor, Action::Moderate)?;
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        match request.stage {
            Stage::Paused { .. } if !self.session.is_on() => Err(Refusal::NotLive),
            Stage::Paused { .. } if !self.sites.is_up(request.site) => Err(Refusal::SiteOffline),
            Stage::Paused { .. } => Ok(vec![Fact::Continued { request: request.id }]),
            Stage::Speaking { .. } => Ok(Vec::new()),
            _ => Err(Refusal::RequestMoved),
        }
    }

    /// The session breaks, or the chair alone is to be heard: every clock stands, and whoever asks in between
    /// stops too.
    pub(in crate::briefing) fn pause_all(&self) -> Vec<Fact> {
        let asked = |request: &Request| matches!(request.stage, Stage::Paused { asker: Some(_) });
        let heard = |request: &&Request| request.is_audible() || asked(request);
        let heard = self.floor.holders().into_iter().filter(heard);
        heard.map(|request| Fact::Paused { request: request.id, asker: None }).collect()
    }

    /// The session goes on, or the chair lets go: who was interrupted has the floor again, unless its site left
    /// meanwhile.
    pub(in crate::briefing) fn unpause_all(&self, now: Millis) -> Vec<Fact> {
        let paused = |request: &&Request| matches!(request.stage, Stage::Paused { .. });
        let paused = self.floor.holders().into_iter().filter(paused);
        paused
            .map(|request| {
                let (request, site): (RequestId, _) = (request.id, request.site);
                if self.sites.is_up(site) {
                    Fact::Unpaused { request, heard_by: now + HEARD_MS }
                } else {
                    Fact::Requeued { request }
                }
            })
            .collect()
    }
}
