//! Who has spoken, about what, and for how long? The same from the live state and from its replayed log.

use super::floor::{End, Request, Stage};
use super::{Briefing, Millis};
use crate::ids::{AgendaItemId, RequestId};
use crate::protocol::RequestKind;
use giaoban_link::SiteId;

/// One speech, from its first word on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// The request it came of.
    pub request: RequestId,
    /// From where.
    pub site: SiteId,
    /// Who spoke; empty when nobody said.
    pub speaker: String,
    /// Their post.
    pub post: String,
    /// What for.
    pub kind: RequestKind,
    /// Agenda item.
    pub item: Option<AgendaItemId>,
    /// First word.
    pub began_at: Millis,
    /// When it was over; none = it is not.
    pub ended_at: Option<Millis>,
    /// How long, interruptions not counted.
    pub spoken_ms: Millis,
    /// How long it was allowed to be.
    pub allowed_ms: Millis,
    /// The chair took the floor away.
    pub revoked: bool,
}

impl Briefing {
    /// Every speech so far in the order of first words.
    pub fn speeches(&self, now: Millis) -> Vec<Speech> {
        let now = self.no_earlier(now);
        let mut speeches: Vec<Speech> =
            self.floor.requests.values().filter_map(|request| speech_of(request, now)).collect();
        speeches.sort_by_key(|speech| (speech.began_at, speech.request));
        speeches
    }

    /// Whether a speech was broken off by its line and has not been taken up since.
    pub fn is_broken_off(&self, request: RequestId) -> bool {
        self.floor.get(request).is_some_and(|request| match &request.stage {
            Stage::Held { .. } => true,
            Stage::Paused { .. } => !self.is_up(request.site),
            Stage::Granted(granted) => granted.resume || request.flagged,
            Stage::Queued | Stage::Next { .. } => request.flagged,
            _ => false,
        })
    }
}

fn speech_of(request: &Request, now: Millis) -> Option<Speech> {
    let running = match request.stage {
        Stage::Speaking { since } => now - since,
        _ => 0,
    };
    Some(Speech {
        request: request.id,
        site: request.site,
        speaker: request.speaker.clone(),
        post: request.post.clone(),
        kind: request.kind,
        item: request.item,
        began_at: request.began_at?,
        ended_at: (!request.is_open()).then_some(request.since),
        spoken_ms: request.spoken_ms + running,
        allowed_ms: request.allowed_ms,
        revoked: request.stage == Stage::Ended(End::Revoked),
    })
}
