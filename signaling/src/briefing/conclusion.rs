//! What does the chair conclude? Words, decisions, and tasks that name who does what until when.

use super::words::{NAME_MAX, PAGE_MAX, SENTENCE_MAX, line, lines, some_line, some_lines};
use super::{Actor, Briefing, Decision, Event, Fact};
use crate::ids::{AgendaItemId, ResolutionId};
use crate::protocol::{Action, Assignment, ConclusionView, Refusal, ResolutionView, Resolve, SessionState};
use uuid::Uuid;

/// Decisions and tasks of one briefing.
const RESOLUTIONS_MAX: usize = 300;

/// The conclusion as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Conclusion {
    text: String,
    resolutions: Vec<Resolution>,
}

/// A decision; with an assignment, a task.
#[derive(Clone, Debug, PartialEq)]
struct Resolution {
    id: ResolutionId,
    item: Option<AgendaItemId>,
    text: String,
    assignment: Option<Assignment>,
}

impl Conclusion {
    pub(super) fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::Concluded { text } => self.text.clone_from(text),
            Fact::Resolved { resolution, item, text, assignment } => self.put(Resolution {
                id: *resolution,
                item: *item,
                text: text.clone(),
                assignment: assignment.clone(),
            }),
            Fact::ResolutionRemoved { resolution } => self.resolutions.retain(|kept| kept.id != *resolution),
            _ => {}
        }
    }

    fn put(&mut self, resolution: Resolution) {
        match self.resolutions.iter_mut().find(|kept| kept.id == resolution.id) {
            Some(kept) => *kept = resolution,
            None => self.resolutions.push(resolution),
        }
    }
}

impl Briefing {
    pub(super) fn conclude(&self, actor: &Actor, text: &str) -> Decision {
        self.may_conclude(actor)?;
        let text = lines(text, PAGE_MAX)?;
        Ok(if self.conclusion.text == text { Vec::new() } else { vec![Fact::Concluded { text }] })
    }

    pub(super) fn conclude_item(&self, actor: &Actor, item: Uuid, text: &str) -> Decision {
        self.may_conclude(actor)?;
        let item = self.agenda.item(AgendaItemId(item)).ok_or(Refusal::NotFound)?;
        let text = lines(text, PAGE_MAX)?;
        if item.conclusion == text {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::ItemConcluded { item: item.planned.id, text }])
    }

    pub(super) fn resolve(&self, actor: &Actor, cmd_id: Uuid, fields: &Resolve) -> Decision {
        self.may_conclude(actor)?;
        let kept = |id: Uuid| self.conclusion.resolutions.iter().find(|kept| kept.id == ResolutionId(id));
        let resolution = match fields.resolution {
            Some(id) => kept(id).ok_or(Refusal::NotFound)?.id,
            None if kept(cmd_id).is_some() => return Err(Refusal::Conflict),
            None if self.conclusion.resolutions.len() >= RESOLUTIONS_MAX => return Err(Refusal::Full),
            None => ResolutionId(cmd_id),
        };
        let item = fields.item.map(AgendaItemId);
        if item.is_some_and(|item| self.agenda.item(item).is_none()) {
            return Err(Refusal::NotFound);
        }
        let text = some_lines(&fields.text, PAGE_MAX)?;
        let assignment = fields.assignment.as_ref().map(complete).transpose()?;
        let wanted = Resolution { id: resolution, item, text, assignment };
        if kept(resolution.0) == Some(&wanted) {
            return Ok(Vec::new());
        }
        let Resolution { text, assignment, .. } = wanted;
        Ok(vec![Fact::Resolved { resolution, item, text, assignment }])
    }

    pub(super) fn remove_resolution(&self, actor: &Actor, resolution: Uuid) -> Decision {
        self.may_conclude(actor)?;
        let resolution = ResolutionId(resolution);
        let kept = self.conclusion.resolutions.iter().any(|kept| kept.id == resolution);
        Ok(if kept { vec![Fact::ResolutionRemoved { resolution }] } else { Vec::new() })
    }

    /// Words are put right until the file is in the archive.
    fn may_conclude(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may(actor, Action::Conclude)?;
        let held = [SessionState::Live, SessionState::Break, SessionState::Closed];
        if held.contains(&self.session.state) { Ok(()) } else { Err(Refusal::WrongState) }
    }

    pub(super) fn conclusion_view(&self) -> ConclusionView {
        let view = |resolution: &Resolution| ResolutionView {
            id: resolution.id.0,
            item: resolution.item.map(|item| item.0),
            text: resolution.text.clone(),
            assignment: resolution.assignment.clone(),
        };
        ConclusionView {
            text: self.conclusion.text.clone(),
            resolutions: self.conclusion.resolutions.iter().map(view).collect(),
            opinion_hours: self.opinions.hours,
            opinions_until: self.opinions_until(),
        }
    }
}

/// A task names its lead unit and its day; who cooperates may be nobody.
fn complete(assignment: &Assignment) -> Result<Assignment, Refusal> {
    let due: jiff::civil::Date = assignment.due.trim().parse().map_err(|_| Refusal::Invalid)?;
    Ok(Assignment {
        lead: some_line(&assignment.lead, NAME_MAX)?,
        cooperating: line(&assignment.cooperating, SENTENCE_MAX)?,
        due: due.to_string(),
    })
}
