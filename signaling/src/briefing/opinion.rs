//! Who could not speak and is asked in writing, and what did they write? Row 21 and what follows it.

use super::floor::Floor;
use super::words::{NAME_MAX, PAGE_MAX, line, some_lines};
use super::{Actor, Briefing, Decision, Event, Fact, Millis};
use crate::ids::{AgendaItemId, OpinionId, RequestId};
use crate::protocol::limits::OPINION_HOURS_MAX;
use crate::protocol::{Action, OfferView, OpinionView, Refusal, SessionState, WriteOpinion};
use giaoban_link::SiteId;
use std::sync::Arc;
use uuid::Uuid;

/// Opinions are taken for so long after the closing, unless somebody says otherwise.
const HOURS: u16 = 24;
/// Opinions of one site: two on each item of a long day.
const OPINIONS_MAX: usize = 40;

/// A site that was not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Offer {
    request: RequestId,
    site: SiteId,
    item: Option<AgendaItemId>,
}

/// Written opinions by time. They are as they are sent, and shared: nobody changes one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Opinions {
    written: Vec<Arc<OpinionView>>,
    offers: Vec<Offer>,
    pub(super) hours: u16,
}

impl Default for Opinions {
    fn default() -> Self {
        Opinions { written: Vec::new(), offers: Vec::new(), hours: HOURS }
    }
}

impl Opinions {
    pub(super) fn evolve(&mut self, event: &Event, floor: &Floor) {
        match &event.fact {
            Fact::Declined { request, .. } | Fact::Expired { request } => self.offer(*request, floor),
            // Who is heard after all has nothing left to write.
            Fact::SpeechBegan { request } => {
                if let Some(request) = floor.get(*request) {
                    self.settle(request.site, request.item);
                }
            }
            Fact::OpinionWritten { site, item, .. } => {
                self.settle(*site, *item);
                self.written.extend(written(event).map(Arc::new));
            }
            Fact::OpinionHoursSet { hours } => self.hours = *hours,
            Fact::Planned { plan } => {
                self.offers.retain(|offer| plan.sites.iter().any(|site| site.id == offer.site));
            }
            _ => {}
        }
    }

    fn offer(&mut self, request: RequestId, floor: &Floor) {
        if let Some(request) = floor.get(request) {
            self.settle(request.site, request.item);
            self.offers.push(Offer { request: request.id, site: request.site, item: request.item });
        }
    }

    fn settle(&mut self, site: SiteId, item: Option<AgendaItemId>) {
        self.offers.retain(|offer| (offer.site, offer.item) != (site, item));
    }
}

/// An opinion as it is sent.
fn written(event: &Event) -> Option<OpinionView> {
    let Fact::OpinionWritten { opinion, site, author, post, item, text } = &event.fact else { return None };
    Some(OpinionView {
        id: opinion.0,
        site: site.0,
        author: author.clone(),
        post: post.clone(),
        item: item.map(|item| item.0),
        text: text.clone(),
        at: event.at,
    })
}

impl Briefing {
    pub(super) fn write_opinion(
        &self,
        now: Millis,
        actor: &Actor,
        cmd_id: Uuid,
        fields: &WriteOpinion,
    ) -> Decision {
        let site = self.site_of(actor, fields.site)?;
        self.may_either(actor, [Action::Opine, Action::RegisterForOthers], site)?;
        match self.session.state {
            SessionState::Live | SessionState::Break => {}
            SessionState::Closed if self.opinions_until().is_some_and(|until| now < until) => {}
            SessionState::Closed | SessionState::Archived => return Err(Refusal::TooLate),
            _ => return Err(Refusal::WrongState),
        }
        let item = fields.item.map(AgendaItemId);
        if item.is_some_and(|item| self.agenda.item(item).is_none()) {
            return Err(Refusal::NotFound);
        }
        let of_site = |opinion: &&Arc<OpinionView>| opinion.site == site.0;
        if self.opinions.written.iter().filter(of_site).count() >= OPINIONS_MAX {
            return Err(Refusal::Full);
        }
        if self.opinions.written.iter().any(|opinion| opinion.id == cmd_id) {
            return Err(Refusal::Conflict);
        }
        Ok(vec![Fact::OpinionWritten {
            opinion: OpinionId(cmd_id),
            site,
            author: line(&fields.author, NAME_MAX)?,
            post: line(&fields.post, NAME_MAX)?,
            item,
            text: some_lines(&fields.text, PAGE_MAX)?,
        }])
    }

    pub(super) fn set_opinion_hours(&self, actor: &Actor, hours: u16) -> Decision {
        self.may(actor, Action::Conclude)?;
        if hours > OPINION_HOURS_MAX {
            return Err(Refusal::Invalid);
        }
        Ok(if self.opinions.hours == hours { Vec::new() } else { vec![Fact::OpinionHoursSet { hours }] })
    }

    /// Until when opinions are taken; none while the briefing has not been closed.
    pub(super) fn opinions_until(&self) -> Option<Millis> {
        let closed = self.session.state == SessionState::Closed;
        closed.then(|| self.session.since + Millis::from(self.opinions.hours) * 3_600_000)
    }

    pub(super) fn opinions_view(&self) -> Vec<Arc<OpinionView>> {
        self.opinions.written.clone()
    }

    pub(super) fn offers_view(&self) -> Vec<OfferView> {
        let view = |offer: &Offer| {
            let request = self.floor.get(offer.request)?;
            Some(OfferView {
                request: offer.request.0,
                site: offer.site.0,
                item: offer.item.map(|item| item.0),
                speaker: request.speaker.clone(),
                post: request.post.clone(),
            })
        };
        self.opinions.offers.iter().filter_map(view).collect()
    }
}
