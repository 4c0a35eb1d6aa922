//! What did each event change? One replay of the log, told to every part of the draft.

use crate::briefing::{Briefing, Event, Fact, Millis};
use crate::ids::{RequestId, UserId};
use crate::protocol::SessionState;
use giaoban_link::SiteId;

/// An event with what it changed.
pub(super) struct Moment<'log, 'now> {
    pub(super) at: Millis,
    pub(super) fact: &'log Fact,
    /// The briefing after it.
    pub(super) after: &'now Briefing,
    /// Lines of sites that came up or went down.
    pub(super) lines: Vec<Line>,
    /// Who chairs from now on, when it is somebody else.
    pub(super) chair: Option<UserId>,
    was: SessionState,
    /// The speech it is about had been broken off by its line.
    pub(super) broken_off: bool,
}

/// A site's line that turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) site: SiteId,
    pub(super) is_up: bool,
    /// When: a line that fell silent is down since its last word.
    pub(super) at: Millis,
}

impl Moment<'_, '_> {
    /// Opened and not closed before it happened, or by it: the briefing's own time.
    pub(super) fn is_on(&self) -> bool {
        is_on(self.was) || is_on(self.after.session_state())
    }

    /// The state it moved the session from, and to.
    pub(super) fn turn(&self) -> Option<(SessionState, SessionState)> {
        let is = self.after.session_state();
        (self.was != is).then_some((self.was, is))
    }
}

fn is_on(state: SessionState) -> bool {
    matches!(state, SessionState::Live | SessionState::Break)
}

/// Tells every event after the first, which is the plan; the briefing as the log leaves it.
pub(super) fn replay<'log>(
    events: &'log [Event],
    mut tell: impl FnMut(&Moment<'log, '_>),
) -> Option<Briefing> {
    let (first, rest) = events.split_first()?;
    let mut briefing = Briefing::replay([first])?;
    for event in rest {
        let (was, chair) = (briefing.session_state(), briefing.chair());
        let lines: Vec<(SiteId, bool)> =
            lines_of(&event.fact, &briefing).into_iter().map(|site| (site, briefing.is_up(site))).collect();
        let broken_off = ended(&event.fact).is_some_and(|request| briefing.is_broken_off(request));
        briefing.evolve(event);
        let moment = Moment {
            at: event.at,
            fact: &event.fact,
            after: &briefing,
            lines: lines
                .into_iter()
                .filter_map(|(site, was_up)| turned(site, was_up, event.at, &briefing))
                .collect(),
            chair: Some(briefing.chair()).filter(|now| *now != chair),
            was,
            broken_off,
        };
        tell(&moment);
    }
    Some(briefing)
}

/// Sites whose lines an event may turn: a plan without a site takes its line with it.
fn lines_of(fact: &Fact, before: &Briefing) -> Vec<SiteId> {
    match fact {
        Fact::Planned { .. } => before.plan().sites.iter().map(|site| site.id).collect(),
        Fact::SiteJoined { site }
        | Fact::SiteLeft { site }
        | Fact::MediaUp { site }
        | Fact::MediaDown { site, .. } => vec![*site],
        _ => Vec::new(),
    }
}

fn turned(site: SiteId, was_up: bool, at: Millis, after: &Briefing) -> Option<Line> {
    let is_up = after.is_up(site);
    let at = if is_up { at } else { after.lost_at(site).unwrap_or(at) };
    (is_up != was_up).then_some(Line { site, is_up, at })
}

/// The request that an event ends.
pub(super) fn ended(fact: &Fact) -> Option<RequestId> {
    match fact {
        Fact::Finished { request }
        | Fact::Revoked { request, .. }
        | Fact::CutOff { request }
        | Fact::Declined { request, .. }
        | Fact::Missed { request }
        | Fact::Withdrawn { request }
        | Fact::Expired { request } => Some(*request),
        _ => None,
    }
}
