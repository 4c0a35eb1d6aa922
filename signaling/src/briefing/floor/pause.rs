//! When does a speech stand still, and how does it go on? Rows 10 and 11, and the break of the session.

use super::{HEARD_MS, Request, Stage};
use crate::briefing::{Actor, Briefing, Decision, Fact, Millis, PauseCause};
use crate::ids::RequestId;
use crate::protocol::{Action, Refusal};
use giaoban_link::SiteId;
use uuid::Uuid;

impl Briefing {
    /// Row 10: the chair interjects, or a site asks in between and is heard in the speaker's place.
    pub(in crate::briefing) fn pause(
        &self,
        now: Millis,
        actor: &Actor,
        request: Uuid,
        asker: Option<Uuid>,
    ) -> Decision {
        self.may(actor, Action::Silence)?;
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        let asker = asker.map(|asker| self.asker(actor, request, SiteId(asker))).transpose()?;
        let cause = PauseCause::Interruption;
        match request.stage {
            Stage::Paused { asker: heard, cause: known } if (heard, known) == (asker, cause) => {
                Ok(Vec::new())
            }
            // Another asks, or the chair itself again, or it shall stand still for longer than silence or break.
            Stage::Speaking { .. } | Stage::Paused { .. } => {
                let request = request.id;
                let mut facts = vec![Fact::Paused { request, asker, cause }];
                if asker.is_some() {
                    facts.extend(self.cause_over(now, PauseCause::Silence, &[request]));
                }
                Ok(facts)
            }
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
    pub(in crate::briefing) fn go_on(&self, now: Millis, actor: &Actor, request: Uuid) -> Decision {
        self.may(actor, Action::Moderate)?;
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        match request.stage {
            Stage::Paused { .. } if !self.session.is_on() => Err(Refusal::NotLive),
            Stage::Paused { .. } if !self.sites.is_up(request.site) => Err(Refusal::SiteOffline),
            Stage::Paused { .. } => {
                let request = request.id;
                let mut facts = vec![Fact::Continued { request }];
                facts.extend(self.cause_over(now, PauseCause::Silence, &[request]));
                Ok(facts)
            }
            Stage::Speaking { .. } => Ok(Vec::new()),
            _ => Err(Refusal::RequestMoved),
        }
    }

    /// The session breaks, or the chair alone is to be heard: every clock stands, and whoever asks in between
    /// stops too. A speech that was interrupted stays so, whatever comes after.
    pub(in crate::briefing) fn pause_all(&self, cause: PauseCause) -> Vec<Fact> {
        let pause = |request: &Request| {
            let cause = match request.stage {
                Stage::Paused { cause: PauseCause::Interruption, asker: None } => return None,
                Stage::Paused { cause: PauseCause::Interruption, .. } => PauseCause::Interruption,
                Stage::Paused { .. } => cause,
                _ if request.is_audible() => cause,
                _ => return None,
            };
            Some(Fact::Paused { request: request.id, asker: None, cause })
        };
        self.floor.holders().into_iter().filter_map(pause).collect()
    }

    /// The session goes on, or the chair lets go: whoever stood still for that has the floor again, unless its
    /// site left meanwhile. Of those in `but` something else is said.
    pub(in crate::briefing) fn cause_over(
        &self,
        now: Millis,
        over: PauseCause,
        but: &[RequestId],
    ) -> Vec<Fact> {
        let stood = |request: &&Request| {
            matches!(request.stage, Stage::Paused { cause, .. } if cause == over)
                && !but.contains(&request.id)
        };
        let stood = self.floor.holders().into_iter().filter(stood);
        stood
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
