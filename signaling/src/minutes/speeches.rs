//! Who spoke, how did each speech end, and who asked and was not heard?

use super::names::Names;
use super::story::{Moment, ended};
use crate::briefing::{Fact, Speech};
use crate::ids::{AgendaItemId, RequestId};
use crate::protocol::OpinionView;
use std::collections::HashSet;

/// One speech.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    /// Who, when, how long.
    pub speech: Speech,
    /// Name of the site.
    pub site: String,
    /// How it ended.
    pub end: SpeechEnd,
}

/// How a speech ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpeechEnd {
    /// It goes on.
    Open,
    /// The speaker had said it.
    Finished,
    /// The chair took the floor away, with a reason or without.
    Revoked(Option<String>),
    /// Ended by rule when its time was over.
    CutOff,
    /// The line failed and it was not taken up again.
    Lost,
    /// Interrupted, and the chair did not want the rest, with a reason or without.
    Declined(String),
    /// Interrupted, and the rest was not said.
    Unfinished,
}

/// A site that asked for the floor and was not heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Unheard {
    /// Name of the site.
    pub site: String,
    /// Who would have spoken.
    pub speaker: String,
    /// Their post.
    pub post: String,
    /// Agenda item.
    pub item: Option<AgendaItemId>,
    /// Why not.
    pub why: WhyUnheard,
    /// It sent its opinion in writing.
    pub wrote: bool,
}

/// Why somebody who asked was not heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyUnheard {
    /// The item or the briefing ended first.
    NotReached,
    /// The chair declined, with this reason.
    Declined(String),
    /// It was invited and did not answer.
    Missed,
    /// It was invited, and the chair took the floor away before its first word, with a reason or without.
    Revoked(Option<String>),
    /// It was invited, and its turn was over before its first word.
    PassedOver,
}

/// How requests ended, by time.
#[derive(Debug, Default)]
pub(super) struct Ends<'a>(Vec<End<'a>>);

#[derive(Debug)]
struct End<'a> {
    request: RequestId,
    fact: &'a Fact,
    broken_off: bool,
}

impl<'a> Ends<'a> {
    pub(super) fn follow(&mut self, moment: &Moment<'a, '_>) {
        let Moment { fact, broken_off, .. } = *moment;
        let end = ended(fact).map(|request| End { request, fact, broken_off });
        self.0.extend(end);
    }

    /// Every speech by its first word.
    pub(super) fn spoken(&self, speeches: Vec<Speech>, names: &Names) -> Vec<Spoken> {
        let end_of = |request: RequestId| {
            let end = self.0.iter().find(|end| end.request == request);
            end.map_or(SpeechEnd::Open, End::of_speech)
        };
        let row =
            |speech: Speech| Spoken { site: names.site(speech.site), end: end_of(speech.request), speech };
        speeches.into_iter().map(row).collect()
    }

    /// Everybody who asked in vain, by the time it was known.
    pub(super) fn unheard(&self, spoken: &[Spoken], opinions: &[OpinionView], names: &Names) -> Vec<Unheard> {
        let heard: HashSet<RequestId> = spoken.iter().map(|spoken| spoken.speech.request).collect();
        let row = |end: &End<'_>| {
            let (why, asked) = (end.in_vain()?, names.request(end.request)?);
            let item = asked.item.map(|item| item.0);
            Some(Unheard {
                site: names.site(asked.site),
                speaker: asked.speaker.clone(),
                post: asked.post.clone(),
                item: asked.item,
                why,
                wrote: opinions.iter().any(|opinion| (opinion.site, opinion.item) == (asked.site.0, item)),
            })
        };
        self.0.iter().filter(|end| !heard.contains(&end.request)).filter_map(row).collect()
    }
}

impl End<'_> {
    fn of_speech(&self) -> SpeechEnd {
        match self.fact {
            Fact::Revoked { reason, .. } => SpeechEnd::Revoked(reason.clone()),
            Fact::Declined { reason, .. } => SpeechEnd::Declined(reason.clone()),
            Fact::CutOff { .. } => SpeechEnd::CutOff,
            _ if self.broken_off => SpeechEnd::Lost,
            Fact::Finished { .. } => SpeechEnd::Finished,
            _ => SpeechEnd::Unfinished,
        }
    }

    /// Why a request that came to no speech did not; none when the site took it back.
    fn in_vain(&self) -> Option<WhyUnheard> {
        Some(match self.fact {
            Fact::Withdrawn { .. } => return None,
            Fact::Declined { reason, .. } => WhyUnheard::Declined(reason.clone()),
            Fact::Revoked { reason, .. } => WhyUnheard::Revoked(reason.clone()),
            Fact::Missed { .. } => WhyUnheard::Missed,
            Fact::Expired { .. } => WhyUnheard::NotReached,
            _ => WhyUnheard::PassedOver,
        })
    }
}
