//! What becomes of a site that was called or invited and does not answer? Rows 6 and 9: somebody chooses, time
//! alone never does.

use super::{End, HEARD_MS, READY_MS, Request, Stage};
use crate::briefing::{Actor, Briefing, Decision, Fact, Millis};
use crate::ids::RequestId;
use crate::protocol::{Action, Refusal};
use uuid::Uuid;

impl Briefing {
    /// First in the queue again.
    pub(in crate::briefing) fn put_back(&self, actor: &Actor, request: Uuid) -> Decision {
        let request = self.unanswered(actor, request)?;
        match request.stage {
            _ if request.is_silent() => Ok(self.leaving(request, Fact::PutBack { request: request.id })),
            Stage::Queued => Ok(Vec::new()),
            _ => Err(Refusal::RequestMoved),
        }
    }

    /// Over without a speech.
    pub(in crate::briefing) fn miss(&self, actor: &Actor, request: Uuid) -> Decision {
        let request = self.unanswered(actor, request)?;
        match request.stage {
            _ if request.is_silent() => Ok(self.leaving(request, Fact::Missed { request: request.id })),
            Stage::Ended(End::Missed) => Ok(Vec::new()),
            _ => Err(Refusal::RequestMoved),
        }
    }

    /// The same time again.
    pub(in crate::briefing) fn wait_more(&self, now: Millis, actor: &Actor, request: Uuid) -> Decision {
        let request = self.unanswered(actor, request)?;
        let ms = match request.stage {
            Stage::Next { .. } => READY_MS,
            _ => HEARD_MS,
        };
        if !request.is_silent() {
            return Err(Refusal::RequestMoved);
        }
        Ok(vec![Fact::Awaited { request: request.id, until: now + ms }])
    }

    fn unanswered(&self, actor: &Actor, request: Uuid) -> Result<&Request, Refusal> {
        self.may(actor, Action::Moderate)?;
        self.floor.get(RequestId(request)).ok_or(Refusal::NotFound)
    }
}

impl Request {
    /// Called, or invited and not yet heard.
    fn is_silent(&self) -> bool {
        match &self.stage {
            Stage::Next { .. } => true,
            Stage::Granted(granted) => granted.heard.is_none(),
            _ => false,
        }
    }
}
