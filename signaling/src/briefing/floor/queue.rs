//! In what order do sites wait, and who stands by? Rows 4, 5 and the list's open and closed.

use super::{CALLED_MAX, READY_MS, Stage};
use crate::briefing::{Actor, Briefing, CommandInput, Decision, Fact, Millis, check_seen};
use crate::ids::RequestId;
use crate::protocol::{Action, GrantTarget, Refusal, RequestKind, Seen, SessionState};
use giaoban_link::SiteId;
use std::collections::BTreeSet;
use uuid::Uuid;

impl Briefing {
    pub(in crate::briefing) fn set_queue_open(&self, actor: &Actor, open: bool) -> Decision {
        self.may(actor, Action::Moderate)?;
        Ok(if self.floor.open == open { Vec::new() } else { vec![Fact::QueueSet { open }] })
    }

    /// A new order names every queued request once. A site that registered meanwhile makes it stale.
    pub(in crate::briefing) fn reorder(&self, actor: &Actor, seen: Option<Seen>, order: &[Uuid]) -> Decision {
        self.may(actor, Action::Moderate)?;
        check_seen(seen, self.floor.rev)?;
        let order: Vec<RequestId> = order.iter().copied().map(RequestId).collect();
        if order == self.floor.queue {
            return Ok(Vec::new());
        }
        let (wanted, queued): (BTreeSet<_>, BTreeSet<_>) =
            (order.iter().collect(), self.floor.queue.iter().collect());
        if wanted != queued || order.len() != queued.len() {
            return Err(Refusal::Stale);
        }
        Ok(vec![Fact::Reordered { order }])
    }

    pub(in crate::briefing) fn call_next(
        &self,
        now: Millis,
        actor: &Actor,
        input: &CommandInput,
        target: GrantTarget,
    ) -> Decision {
        self.may(actor, Action::Moderate)?;
        check_seen(input.seen, self.floor.rev)?;
        if self.session.state != SessionState::Live {
            return Err(Refusal::NotLive);
        }
        let (request, site, mut facts) = self.target(input.cmd_id, target)?;
        match self.floor.get(request).map(|request| &request.stage) {
            Some(Stage::Next { .. }) => return Ok(Vec::new()),
            None | Some(Stage::Pending | Stage::Queued) => {}
            Some(_) => return Err(Refusal::RequestMoved),
        }
        if site == self.plan.chair_site {
            return Err(Refusal::ChairIsHeard);
        }
        if self.floor.called().len() >= CALLED_MAX {
            return Err(Refusal::TwoStandBy);
        }
        if !self.sites.is_up(site) {
            return Err(Refusal::SiteOffline);
        }
        facts.push(Fact::Called { request, ready_by: now + READY_MS });
        Ok(facts)
    }

    pub(in crate::briefing) fn ready(&self, actor: &Actor, request: Uuid) -> Decision {
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        self.may_either(actor, [Action::Register, Action::RegisterForOthers], request.site)?;
        match request.stage {
            Stage::Next { ready: false, .. } => Ok(vec![Fact::SaidReady { request: request.id }]),
            Stage::Next { ready: true, .. } => Ok(Vec::new()),
            _ => Err(Refusal::RequestMoved),
        }
    }

    /// Sites whose devices would answer for them: called, silent, and the rules take camera and microphone for
    /// "ready" (row 5).
    pub fn answered_by_devices(&self) -> Vec<SiteId> {
        let silent = |request: &&super::Request| matches!(request.stage, Stage::Next { ready: false, .. });
        let called = self.floor.called().into_iter().filter(silent);
        if self.session.rules.auto_ready { called.map(|request| request.site).collect() } else { Vec::new() }
    }

    pub(in crate::briefing) fn fit(&self, site: SiteId) -> Vec<Fact> {
        if !self.answered_by_devices().contains(&site) || !self.sites.is_up(site) {
            return Vec::new();
        }
        let called = self.floor.called().into_iter().filter(|request| request.site == site);
        let silent = called.filter(|request| matches!(request.stage, Stage::Next { ready: false, .. }));
        silent.map(|request| Fact::SaidReady { request: request.id }).collect()
    }

    /// The request meant and its site; of a site without one, the facts that make it one.
    pub(super) fn target(
        &self,
        cmd_id: Uuid,
        target: GrantTarget,
    ) -> Result<(RequestId, SiteId, Vec<Fact>), Refusal> {
        match target {
            GrantTarget::Request(id) => {
                let request = self.floor.get(RequestId(id)).ok_or(Refusal::NotFound)?;
                Ok((request.id, request.site, Vec::new()))
            }
            GrantTarget::Site(id) => self.site_target(cmd_id, SiteId(id), RequestKind::Speech),
            GrantTarget::Answer(id) => self.site_target(cmd_id, SiteId(id), RequestKind::Answer),
        }
    }

    /// The open request of a site, if it asked; who is to answer need not have asked to.
    fn site_target(
        &self,
        cmd_id: Uuid,
        site: SiteId,
        kind: RequestKind,
    ) -> Result<(RequestId, SiteId, Vec<Fact>), Refusal> {
        self.sites.get(site).ok_or(Refusal::SiteNotExpected)?;
        let open = self.floor.first_of(site);
        let asked = open.filter(|open| kind != RequestKind::Answer || open.holds() || open.kind == kind);
        if let Some(request) = asked {
            return Ok((request.id, site, Vec::new()));
        }
        let (request, registered) = self.invited(cmd_id, site, kind)?;
        Ok((request, site, vec![registered]))
    }
}
