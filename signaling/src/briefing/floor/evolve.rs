//! What becomes of requests when something happened? Total: an event that fits no request changes nothing.

use super::{End, Floor, Granted, HOLD_MS, Request, Stage};
use crate::briefing::{Event, Fact, Millis};
use crate::ids::RequestId;

impl Floor {
    pub(in crate::briefing) fn evolve(&mut self, rev: u64, event: &Event) {
        let at = event.at;
        if decides(&event.fact) {
            self.rev = rev;
        }
        match &event.fact {
            Fact::QueueSet { open } => self.open = *open,
            Fact::Registered { .. } => self.add(event),
            Fact::Accepted { request } => {
                self.queue.push(*request);
                self.move_to(*request, at, Stage::Queued);
            }
            Fact::Reordered { order } => self.queue.clone_from(order),
            Fact::Called { request, ready_by } => {
                self.move_to(*request, at, Stage::Next { ready_by: *ready_by, ready: false, warned: false });
            }
            Fact::SaidReady { request } => self.with(*request, |request| {
                if let Stage::Next { ready, warned, .. } = &mut request.stage {
                    (*ready, *warned) = (true, false);
                }
            }),
            Fact::NotReadyInTime { request } => self.with(*request, |request| {
                if let Stage::Next { warned, .. } = &mut request.stage {
                    *warned = true;
                }
            }),
            Fact::Granted { request, heard_by }
            | Fact::Unpaused { request, heard_by }
            | Fact::Resumed { request, heard_by } => {
                self.move_to(*request, at, Granted::until(*heard_by));
            }
            Fact::Awaited { request, until } => self.awaited(*request, *until),
            Fact::Heard { request } => self.granted(*request, |granted| {
                (granted.heard, granted.warned) = (Some(at), false);
            }),
            Fact::Pictured { request } => self.granted(*request, |granted| granted.pictured = true),
            Fact::NoSoundInTime { request } => self.granted(*request, |granted| granted.warned = true),
            Fact::SpeechBegan { request } | Fact::Continued { request } => {
                self.move_to(*request, at, Stage::Speaking { since: at });
                self.with(*request, |request| {
                    request.began_at.get_or_insert(at);
                    request.flagged = false;
                });
            }
            Fact::Paused { request, asker, cause } => {
                self.move_to(*request, at, Stage::Paused { asker: *asker, cause: *cause });
            }
            Fact::Held { request, until } => self.move_to(*request, at, Stage::Held { until: *until }),
            Fact::Returned { request } => self.returned(*request, at),
            Fact::Requeued { request } => self.requeue(*request, at, true),
            Fact::PutBack { request } => self.requeue(*request, at, false),
            Fact::WentAway { request } => self.with(*request, |request| request.away = true),
            Fact::CameBack { request } => self.with(*request, |request| request.away = false),
            Fact::Extended { request, minutes } => {
                let more = Millis::from(*minutes) * 60_000;
                self.with(*request, |request| request.allowed_ms += more);
            }
            Fact::Finished { request } | Fact::CutOff { request } => {
                self.move_to(*request, at, Stage::Ended(End::Done));
            }
            Fact::Missed { request } => self.move_to(*request, at, Stage::Ended(End::Missed)),
            Fact::Revoked { request, .. } => self.move_to(*request, at, Stage::Ended(End::Revoked)),
            Fact::Declined { request, .. } => self.move_to(*request, at, Stage::Ended(End::Declined)),
            Fact::Withdrawn { request } => self.move_to(*request, at, Stage::Ended(End::Withdrawn)),
            Fact::Expired { request } => self.move_to(*request, at, Stage::Ended(End::Expired)),
            _ => {}
        }
    }

    fn add(&mut self, event: &Event) {
        let Fact::Registered { request, site, speaker, post, kind, item, allowed_ms, document, after } =
            &event.fact
        else {
            return;
        };
        let added = Request {
            id: *request,
            site: *site,
            speaker: speaker.clone(),
            post: post.clone(),
            kind: *kind,
            item: *item,
            asked_at: event.at,
            allowed_ms: *allowed_ms,
            spoken_ms: 0,
            stage: Stage::Pending,
            since: event.at,
            flagged: false,
            away: false,
            document: document.clone(),
            after: *after,
            began_at: None,
        };
        self.requests.insert(*request, added);
    }

    /// Leaving a stage stops its clock; the queue holds exactly the queued.
    fn move_to(&mut self, id: RequestId, at: Millis, stage: Stage) {
        if stage != Stage::Queued {
            self.queue.retain(|queued| *queued != id);
        }
        self.with(id, |request| {
            if let Stage::Speaking { since } = request.stage {
                request.spoken_ms += at - since;
            }
            request.stage = stage;
            request.since = at;
        });
    }

    fn returned(&mut self, id: RequestId, at: Millis) {
        self.move_to(id, at, Granted::until(at + HOLD_MS));
        self.granted(id, |granted| granted.resume = true);
    }

    /// A deadline starts anew.
    fn awaited(&mut self, id: RequestId, until: Millis) {
        self.with(id, |request| match &mut request.stage {
            Stage::Next { ready_by, warned, .. } => (*ready_by, *warned) = (until, false),
            Stage::Granted(granted) => (granted.heard_by, granted.warned) = (until, false),
            _ => {}
        });
    }

    /// To the top of the queue, marked when it was its line that failed.
    fn requeue(&mut self, id: RequestId, at: Millis, flagged: bool) {
        self.move_to(id, at, Stage::Queued);
        self.queue.retain(|queued| *queued != id);
        self.queue.insert(0, id);
        self.with(id, |request| request.flagged = flagged);
    }

    fn with(&mut self, id: RequestId, change: impl FnOnce(&mut Request)) {
        if let Some(request) = self.requests.get_mut(&id) {
            change(request);
        }
    }

    fn granted(&mut self, id: RequestId, change: impl FnOnce(&mut Granted)) {
        self.with(id, |request| {
            if let Stage::Granted(granted) = &mut request.stage {
                change(granted);
            }
        });
    }
}

/// Whether somebody about to give the floor ought to look again. One more site at the end of the queue, or
/// the clock of the speaker they see starting, is no reason.
fn decides(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::QueueSet { .. }
            | Fact::Declined { .. }
            | Fact::Reordered { .. }
            | Fact::Called { .. }
            | Fact::Granted { .. }
            | Fact::Paused { .. }
            | Fact::Continued { .. }
            | Fact::Unpaused { .. }
            | Fact::Finished { .. }
            | Fact::CutOff { .. }
            | Fact::PutBack { .. }
            | Fact::Missed { .. }
            | Fact::Revoked { .. }
            | Fact::Held { .. }
            | Fact::Returned { .. }
            | Fact::Resumed { .. }
            | Fact::Requeued { .. }
    )
}
