//! Who asks, who waits, who speaks? The request machine of one briefing.
//!
//! Pending → Queued → Next → Granted → Speaking → Done, with every side road of the request table: a request
//! has one [`Stage`], a stage carries its own clocks.

mod answer;
mod evolve;
mod grant;
mod pause;
mod queue;
mod register;
mod speech;
mod timers;

use super::{Fact, Millis, PauseCause};
use crate::ids::{AgendaItemId, RequestId};
use crate::protocol::RequestKind;
use giaoban_link::SiteId;
use std::collections::{BTreeMap, HashMap};

/// Speaking time when neither the request nor the item says otherwise, in minutes.
pub(super) const SPEECH_MINUTES: u16 = 5;
/// The same for an answer to a question, in minutes.
pub(super) const ANSWER_MINUTES: u16 = 3;
/// The same for a report, in minutes.
pub(super) const REPORT_MINUTES: u16 = 15;
/// Time to say "ready" after being called (t_next).
pub(super) const READY_MS: Millis = 30_000;
/// Time to be heard after a grant (t_ready).
pub(super) const HEARD_MS: Millis = 15_000;
/// How long a site that is heard waits for its picture before its clock starts: a camera may be missing.
pub(super) const PICTURE_MS: Millis = 3_000;
/// How long a lost speaker keeps the floor (t_hold).
pub(super) const HOLD_MS: Millis = 60_000;
/// How long a waiting site may be offline before the centre is told (t_site).
pub(super) const AWAY_MS: Millis = 60_000;
/// How long after its time a speech is ended where the rules say so.
pub(super) const CUT_MS: Millis = 30_000;
/// Sites called to stand by at once: one that prepares and one behind it.
pub(super) const CALLED_MAX: usize = 2;

/// How often each site has spoken on each item.
pub(super) type SpeechCounts = HashMap<(SiteId, Option<AgendaItemId>), u32>;

/// Where a request is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// Asked, not yet accepted.
    Pending,
    /// In the queue.
    Queued,
    /// Called to stand by.
    Next { ready_by: Millis, ready: bool, warned: bool },
    /// Has the floor, not yet heard.
    Granted(Granted),
    /// Speaking; the clock runs since then.
    Speaking { since: Millis },
    /// The clock stands; whoever asks in between is heard.
    Paused { asker: Option<SiteId>, cause: PauseCause },
    /// The site was lost; the clock stands.
    Held { until: Millis },
    /// Over.
    Ended(End),
}

/// What is awaited of a site that was given the floor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Granted {
    pub(super) heard_by: Millis,
    pub(super) heard: Option<Millis>,
    pub(super) pictured: bool,
    pub(super) warned: bool,
    /// Back after a loss: silent and off the air until somebody confirms.
    pub(super) resume: bool,
}

impl Granted {
    fn until(heard_by: Millis) -> Stage {
        Stage::Granted(Granted { heard_by, heard: None, pictured: false, warned: false, resume: false })
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done,
    Withdrawn,
    Declined,
    Revoked,
    Missed,
    Expired,
}

/// One request to speak.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    pub(super) id: RequestId,
    pub(super) site: SiteId,
    pub(super) speaker: String,
    pub(super) post: String,
    pub(super) kind: RequestKind,
    pub(super) item: Option<AgendaItemId>,
    pub(super) asked_at: Millis,
    pub(super) allowed_ms: Millis,
    /// Time spoken before the clock that runs now.
    pub(super) spoken_ms: Millis,
    pub(super) stage: Stage,
    pub(super) since: Millis,
    /// Came back to the queue after its site was lost.
    pub(super) flagged: bool,
    /// Waits, and its site has been offline for long.
    pub(super) away: bool,
    pub(super) document: Option<String>,
    /// The request of the site that this one opens again.
    pub(super) after: Option<RequestId>,
    /// When its first word was heard.
    pub(super) began_at: Option<Millis>,
}

impl Request {
    /// Has the floor in the sense of invariant I1.
    pub(super) fn holds(&self) -> bool {
        matches!(
            self.stage,
            Stage::Granted(_) | Stage::Speaking { .. } | Stage::Paused { .. } | Stage::Held { .. }
        )
    }

    /// Its sound is forwarded and its picture follows.
    pub(super) fn is_audible(&self) -> bool {
        match &self.stage {
            Stage::Granted(granted) => !granted.resume,
            Stage::Speaking { .. } => true,
            _ => false,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Ended(_))
    }

    /// Asked or in the queue.
    pub(super) fn waits(&self) -> bool {
        matches!(self.stage, Stage::Pending | Stage::Queued)
    }

    pub(super) fn is_called(&self) -> bool {
        matches!(self.stage, Stage::Next { .. })
    }

    /// Whether a speech came of it.
    pub(super) fn spoke(&self) -> bool {
        self.began_at.is_some()
    }
}

/// Requests and the order of the queue.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Floor {
    /// Revision that decisions are checked against: it grows when a holder, the called or the order change,
    /// not when one more site registers.
    pub(super) rev: u64,
    pub(super) open: bool,
    pub(super) requests: BTreeMap<RequestId, Request>,
    pub(super) queue: Vec<RequestId>,
}

impl Default for Floor {
    fn default() -> Self {
        Floor { rev: 1, open: true, requests: BTreeMap::new(), queue: Vec::new() }
    }
}

impl Floor {
    pub(super) fn get(&self, id: RequestId) -> Option<&Request> {
        self.requests.get(&id)
    }

    /// Who has the floor, longest first.
    pub(super) fn holders(&self) -> Vec<&Request> {
        self.in_order(Request::holds)
    }

    /// The site that is heard while a speech is interrupted.
    pub(super) fn askers(&self) -> impl Iterator<Item = SiteId> {
        self.holders().into_iter().filter_map(|request| match request.stage {
            Stage::Paused { asker, .. } => asker,
            _ => None,
        })
    }

    /// The last request of a site that is over.
    pub(super) fn last_ended(&self, site: SiteId, item: Option<AgendaItemId>) -> Option<&Request> {
        let ended = |request: &&Request| request.site == site && request.item == item && !request.is_open();
        self.requests.values().filter(ended).max_by_key(|request| (request.since, request.id))
    }

    /// Who is called to stand by, longest first.
    pub(super) fn called(&self) -> Vec<&Request> {
        self.in_order(Request::is_called)
    }

    /// Open requests as everyone reads them: speaking, called, queued in order, pending by time.
    pub(super) fn listed(&self) -> Vec<&Request> {
        let queued = self.queue.iter().filter_map(|id| self.get(*id));
        let pending = self.in_order(|request| request.stage == Stage::Pending);
        self.holders().into_iter().chain(self.called()).chain(queued).chain(pending).collect()
    }

    /// The open request of a site that comes first: the floor, a call, the queue.
    pub(super) fn first_of(&self, site: SiteId) -> Option<&Request> {
        self.listed().into_iter().find(|request| request.site == site)
    }

    /// Speeches by site and item, counted in one go.
    pub(super) fn speeches_by_site(&self) -> SpeechCounts {
        let mut counts = SpeechCounts::new();
        for request in self.requests.values().filter(|request| request.spoke()) {
            *counts.entry((request.site, request.item)).or_default() += 1;
        }
        counts
    }

    /// Ends open requests: who waits was not reached, who has the floor has finished.
    pub(super) fn end_all(&self, which: impl Fn(&Request) -> bool) -> Vec<Fact> {
        let open = self.listed().into_iter().filter(|request| which(request));
        open.map(|request| {
            if request.holds() {
                Fact::Finished { request: request.id }
            } else {
                Fact::Expired { request: request.id }
            }
        })
        .collect()
    }

    fn in_order(&self, which: impl Fn(&Request) -> bool) -> Vec<&Request> {
        let mut found: Vec<&Request> = self.requests.values().filter(|request| which(request)).collect();
        found.sort_by_key(|request| (request.since, request.id));
        found
    }
}
