//! Who gets the floor? Rows 7, 17, 18 and 22: the speech before ends in the same step, so that never two
//! sites hold it.

use super::{HEARD_MS, Request, Stage};
use crate::briefing::{Actor, Briefing, CommandInput, Decision, Fact, Millis, PauseCause, check_seen};
use crate::ids::RequestId;
use crate::protocol::{Action, GrantTarget, ProgrammeMode, Refusal, SessionState};
use giaoban_link::SiteId;
use uuid::Uuid;

impl Briefing {
    pub(in crate::briefing) fn grant(
        &self,
        now: Millis,
        actor: &Actor,
        input: &CommandInput,
        target: GrantTarget,
    ) -> Decision {
        self.may(actor, Action::Moderate)?;
        check_seen(input.seen, self.floor.rev)?;
        self.give(now, input.cmd_id, target, None)
    }

    /// Row 22 where several microphones are open: the operator says whose ends.
    pub(in crate::briefing) fn switch(
        &self,
        now: Millis,
        actor: &Actor,
        input: &CommandInput,
        from: Uuid,
        target: GrantTarget,
    ) -> Decision {
        self.may(actor, Action::Moderate)?;
        check_seen(input.seen, self.floor.rev)?;
        let from = self.floor.get(RequestId(from)).ok_or(Refusal::NotFound)?;
        if !from.holds() {
            return Err(Refusal::RequestMoved);
        }
        self.give(now, input.cmd_id, target, Some(from))
    }

    fn give(&self, now: Millis, cmd_id: Uuid, target: GrantTarget, from: Option<&Request>) -> Decision {
        if self.session.state != SessionState::Live {
            return Err(Refusal::NotLive);
        }
        let (request, site, mut facts) = self.target(cmd_id, target)?;
        // Giving the floor to the chair's hall would only take it from somebody.
        if site == self.plan.chair_site {
            return Err(Refusal::ChairIsHeard);
        }
        if from.is_some_and(|from| from.id == request) {
            return Err(Refusal::RequestMoved);
        }
        let heard_by = now + HEARD_MS;
        let mut known = vec![request];
        match self.floor.get(request).map(|request| &request.stage) {
            None | Some(Stage::Pending | Stage::Queued | Stage::Next { .. }) => {
                let leaves = self.in_the_way(from)?;
                known.extend(leaves.map(|holder| holder.id));
                facts.extend(leaves.into_iter().flat_map(|holder| self.ending(holder)));
                facts.push(Fact::Granted { request, heard_by });
                facts.extend(self.already_pictured(request, site));
            }
            Some(Stage::Granted(granted)) if granted.resume => {
                facts.push(Fact::Resumed { request, heard_by });
                facts.extend(self.already_pictured(request, site));
            }
            Some(Stage::Paused { .. }) => facts.push(Fact::Continued { request }),
            Some(Stage::Granted(_) | Stage::Speaking { .. }) => return Ok(Vec::new()),
            Some(Stage::Held { .. }) => return Err(Refusal::SiteOffline),
            Some(Stage::Ended(_)) => return Err(Refusal::RequestMoved),
        }
        if !self.sites.is_up(site) {
            return Err(Refusal::SiteOffline);
        }
        facts.extend(self.cause_over(now, PauseCause::Silence, &known));
        facts.extend(self.back_to_the_floor());
        Ok(facts)
    }

    /// The media node reports a picture when it is put on air, and this one is there already.
    fn already_pictured(&self, request: RequestId, site: SiteId) -> Option<Fact> {
        (self.programme.on_air == Some(site)).then_some(Fact::Pictured { request })
    }

    /// Whose speech ends for another. With several microphones somebody must choose whose: never we.
    fn in_the_way<'a>(&'a self, from: Option<&'a Request>) -> Result<Option<&'a Request>, Refusal> {
        if from.is_some() {
            return Ok(from);
        }
        let holders = self.floor.holders();
        match holders[..] {
            _ if holders.len() < self.session.microphones() => Ok(None),
            [holder] => Ok(Some(holder)),
            _ => Err(Refusal::MicrophonesFull),
        }
    }

    /// A lost speaker keeps its turn; any other has finished.
    fn ending(&self, holder: &Request) -> Vec<Fact> {
        let request = holder.id;
        let lost = match &holder.stage {
            Stage::Held { .. } => true,
            Stage::Granted(granted) => granted.resume,
            Stage::Paused { .. } => !self.sites.is_up(holder.site),
            _ => false,
        };
        if lost {
            return vec![Fact::Requeued { request }];
        }
        let mut facts = vec![Fact::Finished { request }];
        facts.extend(self.content_of_floor(holder.site));
        facts
    }

    /// A grant brings the picture back to the floor unless it is held. Large slides stay: they are what the
    /// new speaker speaks about.
    fn back_to_the_floor(&self) -> Option<Fact> {
        let follows = matches!(self.programme.mode, ProgrammeMode::FollowFloor | ProgrammeMode::Content);
        (!follows && !self.programme.hold)
            .then_some(Fact::ProgrammeSet { mode: ProgrammeMode::FollowFloor, hold: false })
    }
}
