//! Who gets the floor? Rows 7, 17, 18 and 22: the speech before ends in the same step, so that never two
//! sites hold it.

use super::{HEARD_MS, Request, Stage};
use crate::briefing::{Actor, Briefing, CommandInput, Decision, Fact, Millis, check_seen};
use crate::ids::RequestId;
use crate::protocol::{Action, GrantTarget, ProgrammeMode, Refusal, SessionState};
use giaoban_link::SiteId;

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
        if self.session.state != SessionState::Live {
            return Err(Refusal::WrongState);
        }
        let (request, site, mut facts) = self.target(input.cmd_id, target)?;
        // The chair's hall is always heard; giving it the floor would only take it from somebody.
        if site == self.plan.chair_site {
            return Err(Refusal::Invalid);
        }
        let heard_by = now + HEARD_MS;
        match self.floor.get(request).map(|request| &request.stage) {
            None | Some(Stage::Pending | Stage::Queued | Stage::Next { .. }) => {
                facts.extend(self.make_room()?);
                facts.push(Fact::Granted { request, heard_by });
                facts.extend(self.already_pictured(request, site));
            }
            Some(Stage::Granted(granted)) if granted.resume => {
                facts.push(Fact::Resumed { request, heard_by });
                facts.extend(self.already_pictured(request, site));
            }
            Some(Stage::Granted(_) | Stage::Speaking { .. }) => return Ok(Vec::new()),
            Some(Stage::Held { .. }) => return Err(Refusal::SiteOffline),
            Some(Stage::Paused | Stage::Ended(_)) => return Err(Refusal::WrongState),
        }
        if !self.sites.is_up(site) {
            return Err(Refusal::SiteOffline);
        }
        facts.extend(self.back_to_the_floor());
        Ok(facts)
    }

    /// The media node reports a picture when it is put on air, and this one is there already.
    fn already_pictured(&self, request: RequestId, site: SiteId) -> Option<Fact> {
        (self.programme.on_air == Some(site)).then_some(Fact::Pictured { request })
    }

    /// Ends the speech that is in the way. With several microphones somebody must choose whose: never we.
    fn make_room(&self) -> Decision {
        let holders = self.floor.holders();
        if holders.len() < self.session.microphones() {
            return Ok(Vec::new());
        }
        match holders[..] {
            [holder] => Ok(self.ending(holder)),
            _ => Err(Refusal::WrongState),
        }
    }

    /// A lost speaker keeps its turn; any other has finished.
    fn ending(&self, holder: &Request) -> Vec<Fact> {
        let request = holder.id;
        let lost = match &holder.stage {
            Stage::Held { .. } => true,
            Stage::Granted(granted) => granted.resume,
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

    /// The session breaks: every clock stands, nobody is heard.
    pub(in crate::briefing) fn pause(&self) -> Vec<Fact> {
        let audible = self.floor.holders().into_iter().filter(|request| request.is_audible());
        audible.map(|request| Fact::Paused { request: request.id }).collect()
    }

    /// The session goes on: who was interrupted has the floor again, unless its site left meanwhile.
    pub(in crate::briefing) fn unpause(&self, now: Millis) -> Vec<Fact> {
        let paused = self.floor.holders().into_iter().filter(|request| request.stage == Stage::Paused);
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
