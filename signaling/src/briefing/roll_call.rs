//! Who answered the roll call?

use super::{Actor, Briefing, Decision, Fact};
use crate::protocol::{Action, Refusal, RollCallMark, SessionState};
use giaoban_link::SiteId;
use uuid::Uuid;

/// People in one room; the largest hall of a province seats fewer.
const PEOPLE_MAX: u32 = 10_000;

impl Briefing {
    pub(super) fn mark_roll_call(
        &self,
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
        if site.roll_call == Some((mark, people)) {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::RollCallMarked { site: id, mark, people }])
    }
}
