//! Which item is being dealt with?

use super::{Actor, Briefing, Decision, Event, Fact, Millis};
use crate::ids::AgendaItemId;
use crate::protocol::{Action, Refusal, SessionState};
use crate::schedule::{AgendaItem, BriefingPlan};
use uuid::Uuid;

/// One item of the agenda.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) planned: AgendaItem,
    pub(super) started_at: Option<Millis>,
    pub(super) closed_at: Option<Millis>,
    pub(super) conclusion: String,
}

/// The agenda in order. At most one item is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Agenda {
    pub(super) items: Vec<Item>,
}

impl Agenda {
    /// The open item.
    pub(super) fn current(&self) -> Option<AgendaItemId> {
        let open = |item: &&Item| item.started_at.is_some() && item.closed_at.is_none();
        self.items.iter().find(open).map(|item| item.planned.id)
    }

    pub(super) fn item(&self, id: AgendaItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.planned.id == id)
    }

    pub(super) fn plan(&mut self, plan: &BriefingPlan) {
        let old = std::mem::take(&mut self.items);
        let kept = |id| old.iter().find(|item| item.planned.id == id);
        self.items = plan
            .agenda
            .iter()
            .map(|planned| Item {
                planned: planned.clone(),
                started_at: kept(planned.id).and_then(|item| item.started_at),
                closed_at: kept(planned.id).and_then(|item| item.closed_at),
                conclusion: kept(planned.id).map(|item| item.conclusion.clone()).unwrap_or_default(),
            })
            .collect();
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::ItemStarted { item } => self.with(*item, |item| {
                item.started_at.get_or_insert(event.at);
                item.closed_at = None;
            }),
            Fact::ItemClosed { item } => self.with(*item, |item| item.closed_at = Some(event.at)),
            Fact::ItemConcluded { item, text } => self.with(*item, |item| item.conclusion.clone_from(text)),
            _ => {}
        }
    }

    fn with(&mut self, id: AgendaItemId, change: impl FnOnce(&mut Item)) {
        if let Some(item) = self.items.iter_mut().find(|item| item.planned.id == id) {
            change(item);
        }
    }
}

impl Briefing {
    /// Begins an item; the one before ends in the same step.
    pub(super) fn start_item(&self, actor: &Actor, item: Uuid) -> Decision {
        let item = self.live_item(actor, item)?;
        let current = self.agenda.current();
        if current == Some(item) {
            return Ok(Vec::new());
        }
        let mut facts = current.map(|before| self.closing(before)).unwrap_or_default();
        facts.push(Fact::ItemStarted { item });
        Ok(facts)
    }

    pub(super) fn close_item(&self, actor: &Actor, item: Uuid) -> Decision {
        let item = self.live_item(actor, item)?;
        match self.agenda.item(item) {
            Some(open) if open.started_at.is_some() && open.closed_at.is_none() => Ok(self.closing(item)),
            Some(closed) if closed.closed_at.is_some() => Ok(Vec::new()),
            _ => Err(Refusal::WrongState),
        }
    }

    fn live_item(&self, actor: &Actor, item: Uuid) -> Result<AgendaItemId, Refusal> {
        self.may(actor, Action::Moderate)?;
        let item = self.agenda.item(AgendaItemId(item)).ok_or(Refusal::NotFound)?;
        if self.session.state != SessionState::Live {
            return Err(Refusal::WrongState);
        }
        Ok(item.planned.id)
    }

    /// Row 21: who waits on the item is not reached; who speaks goes on.
    fn closing(&self, item: AgendaItemId) -> Vec<Fact> {
        let mut facts = self.floor.end_all(|request| request.item == Some(item) && !request.holds());
        facts.push(Fact::ItemClosed { item });
        facts
    }
}
