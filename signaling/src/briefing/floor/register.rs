//! May this site ask, and what is written down? Rows 1, 2, 3 and 20.

use super::{ANSWER_MINUTES, REPORT_MINUTES, SPEECH_MINUTES, Stage};
use crate::briefing::{Actor, Briefing, Decision, Fact, Millis};
use crate::ids::{AgendaItemId, RequestId};
use crate::protocol::{Action, Refusal, Register, RequestKind, SessionMode, SessionState};
use giaoban_link::SiteId;
use uuid::Uuid;

/// Characters of a name or a post; the longest post on an invitation has about 80.
const NAME_MAX: usize = 120;
/// Characters of a reason shown at the site.
pub(super) const REASON_MAX: usize = 500;
/// Characters of a document's name.
const DOCUMENT_MAX: usize = 200;
/// The longest speech that may be asked for, in minutes.
const MINUTES_MAX: u16 = 120;
/// Requests of one site in one briefing. The busiest speak a dozen times; a program that asks and withdraws
/// without end must not fill the log.
const REQUESTS_PER_SITE_MAX: usize = 200;

impl Briefing {
    pub(in crate::briefing) fn register(&self, actor: &Actor, cmd_id: Uuid, fields: &Register) -> Decision {
        let site = self.site_of(actor, fields.site)?;
        self.may_either(actor, [Action::Register, Action::RegisterForOthers], site)?;
        // The chair's hall is always heard and needs no turn.
        if site == self.plan.chair_site {
            return Err(Refusal::ChairIsHeard);
        }
        let asking = [SessionState::Lobby, SessionState::Live, SessionState::Break];
        if !asking.contains(&self.session.state) {
            return Err(Refusal::WrongState);
        }
        // Closing the list is for the sites; whoever moderates may still add one.
        if !self.floor.open && self.may(actor, Action::Moderate).is_err() {
            return Err(Refusal::QueueClosed);
        }
        if self.sites.get(site).is_none_or(|site| !site.signal) {
            return Err(Refusal::SiteOffline);
        }
        let item = self.item_of(fields.item)?;
        let same = |request: &&super::Request| {
            request.site == site && request.kind == fields.kind && request.item == item
        };
        if self.floor.listed().iter().any(same) {
            return Err(Refusal::AlreadyRegistered);
        }
        // An operator is a person; a site may be a program.
        let own = self.floor.requests.values().filter(|request| request.site == site).count();
        if own >= REQUESTS_PER_SITE_MAX && self.may_at(actor, Action::RegisterForOthers, site).is_err() {
            return Err(Refusal::TooManyRequests);
        }
        self.registered(cmd_id, site, item, fields)
    }

    fn registered(
        &self,
        cmd_id: Uuid,
        site: SiteId,
        item: Option<AgendaItemId>,
        fields: &Register,
    ) -> Decision {
        let request = self.new_request(cmd_id)?;
        let document = fields.document.as_deref().map(|raw| text(raw, DOCUMENT_MAX)).transpose()?;
        let registered = Fact::Registered {
            request,
            site,
            speaker: name(&fields.speaker)?,
            post: name(&fields.post)?,
            kind: fields.kind,
            item,
            allowed_ms: self.allowed_ms(fields.minutes, item, fields.kind)?,
            document: document.filter(|document| !document.is_empty()),
            after: self.floor.last_ended(site, item).map(|before| before.id),
        };
        let accepted = self.session.rules.auto_accept.then_some(Fact::Accepted { request });
        Ok([registered].into_iter().chain(accepted).collect())
    }

    pub(in crate::briefing) fn withdraw(&self, actor: &Actor, request: Uuid) -> Decision {
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        self.may_either(actor, [Action::Register, Action::RegisterForOthers], request.site)?;
        match request.stage {
            Stage::Ended(super::End::Withdrawn) => Ok(Vec::new()),
            Stage::Speaking { .. } | Stage::Paused { .. } | Stage::Ended(_) => Err(Refusal::RequestMoved),
            _ => Ok(self.leaving(request, Fact::Withdrawn { request: request.id })),
        }
    }

    pub(in crate::briefing) fn accept(&self, actor: &Actor, request: Uuid) -> Decision {
        self.may(actor, Action::Moderate)?;
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        match request.stage {
            Stage::Pending => Ok(vec![Fact::Accepted { request: request.id }]),
            Stage::Queued => Ok(Vec::new()),
            _ => Err(Refusal::RequestMoved),
        }
    }

    pub(in crate::briefing) fn decline(&self, actor: &Actor, request: Uuid, reason: &str) -> Decision {
        self.may(actor, Action::Moderate)?;
        let request = self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)?;
        let reason = text(reason, REASON_MAX)?;
        match request.stage {
            Stage::Pending | Stage::Queued => Ok(vec![Fact::Declined { request: request.id, reason }]),
            Stage::Ended(super::End::Declined) => Ok(Vec::new()),
            _ => Err(Refusal::RequestMoved),
        }
    }

    /// The request a command makes has the command's id, so that deciding needs no randomness. An id that
    /// was used is a command repeated after it was forgotten, or a forgery.
    pub(super) fn new_request(&self, cmd_id: Uuid) -> Result<RequestId, Refusal> {
        let id = RequestId(cmd_id);
        if self.floor.get(id).is_some() { Err(Refusal::Conflict) } else { Ok(id) }
    }

    pub(super) fn allowed_ms(
        &self,
        minutes: Option<u16>,
        item: Option<AgendaItemId>,
        kind: RequestKind,
    ) -> Result<Millis, Refusal> {
        if minutes.is_some_and(|minutes| minutes == 0 || minutes > MINUTES_MAX) {
            return Err(Refusal::Invalid);
        }
        let of_item = item.and_then(|item| self.agenda.item(item)).map(|item| item.planned.speech_minutes);
        let of_item = of_item.filter(|minutes| *minutes > 0);
        let usual = match kind {
            RequestKind::Answer => ANSWER_MINUTES,
            RequestKind::Speech if self.session.mode == SessionMode::Report => REPORT_MINUTES,
            _ => of_item.unwrap_or(SPEECH_MINUTES),
        };
        let minutes = minutes.unwrap_or(usual);
        Ok(Millis::from(minutes) * 60_000)
    }

    fn item_of(&self, named: Option<Uuid>) -> Result<Option<AgendaItemId>, Refusal> {
        let Some(named) = named.map(AgendaItemId) else { return Ok(self.agenda.current()) };
        let item = self.agenda.item(named).ok_or(Refusal::NotFound)?;
        if item.closed_at.is_some() { Err(Refusal::WrongState) } else { Ok(Some(named)) }
    }

    /// A request of a site that was invited without asking.
    pub(super) fn invited(
        &self,
        cmd_id: Uuid,
        site: SiteId,
        kind: RequestKind,
    ) -> Result<(RequestId, Fact), Refusal> {
        let request = self.new_request(cmd_id)?;
        let item = self.agenda.current();
        let before = self.floor.last_ended(site, item);
        // Who answers is who has just spoken.
        let (speaker, post) = before
            .filter(|_| kind == RequestKind::Answer)
            .map_or_else(Default::default, |before| (before.speaker.clone(), before.post.clone()));
        let allowed_ms = self.allowed_ms(None, item, kind)?;
        let (document, after) = (None, before.map(|before| before.id));
        let registered =
            Fact::Registered { request, site, speaker, post, kind, item, allowed_ms, document, after };
        Ok((request, registered))
    }
}

fn name(raw: &str) -> Result<String, Refusal> {
    text(raw, NAME_MAX)
}

/// One line of text without what would break it.
pub(super) fn text(raw: &str, max: usize) -> Result<String, Refusal> {
    let text = raw.trim();
    if text.chars().count() > max || text.chars().any(char::is_control) {
        return Err(Refusal::Invalid);
    }
    Ok(text.to_owned())
}
