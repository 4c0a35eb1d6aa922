//! What can happen in a briefing: the vocabulary of its log. State follows from these and from nothing else.

use super::super::Millis;
use crate::ids::{AgendaItemId, MessageId, OpinionId, RequestId, ResolutionId, UserId, VoteId};
use crate::protocol::{
    Assignment, Choice, PauseCause, ProgrammeMode, Quorum, RequestKind, RevocationSide, RollCallMark, Rules,
    SessionMode, SessionState, VoteCounts, Voter,
};
use crate::schedule::BriefingPlan;
use giaoban_link::SiteId;
use serde::{Deserialize, Serialize};

fn is_interruption(cause: &PauseCause) -> bool {
    *cause == PauseCause::Interruption
}

fn is_false(value: &bool) -> bool {
    !value
}

/// One thing that happened. Deadlines are written as moments, so that a restarted server keeps them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named after what they are")]
pub enum Fact {
    /// The schedule said this is the plan; always the first event, again when the plan is edited.
    Planned {
        #[serde(with = "super::plan")]
        plan: Box<BriefingPlan>,
    },
    /// The session moved to another state.
    SessionChanged { to: SessionState, reason: Option<String> },
    /// The live session is run in another way.
    ModeSet { mode: SessionMode },
    /// What happens by itself from now on.
    RulesSet {
        #[serde(with = "super::rules::RulesRecord")]
        rules: Rules,
    },

    /// The site's room device is signed in.
    SiteJoined { site: SiteId },
    /// The site's room device is gone.
    SiteLeft { site: SiteId },
    /// The site's media connection stands.
    MediaUp { site: SiteId },
    /// The site's media connection is gone, or nothing has come through it since then.
    MediaDown {
        site: SiteId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Millis>,
    },
    /// A lost site that is needed for the picture has been away for too long to wait for.
    SiteGone { site: SiteId },
    /// The site says whether it is ready.
    SiteReady { site: SiteId, ready: bool },
    /// The centre recorded attendance.
    RollCallMarked { site: SiteId, mark: RollCallMark, people: Option<u32> },
    /// The first console of a person came.
    ConsoleJoined { user: UserId, name: String },
    /// The last console of a person went.
    ConsoleLeft { user: UserId },

    /// The list of requests was opened or closed.
    QueueSet { open: bool },
    /// Row 1: somebody asks for the floor.
    Registered {
        request: RequestId,
        site: SiteId,
        speaker: String,
        post: String,
        kind: RequestKind,
        item: Option<AgendaItemId>,
        allowed_ms: Millis,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
        /// The request of the site that ended before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<RequestId>,
    },
    /// Row 2: the request is in the queue, at its end.
    Accepted { request: RequestId },
    /// Row 3.
    Declined { request: RequestId, reason: String },
    /// Row 4: the queue's new order.
    Reordered { order: Vec<RequestId> },
    /// Row 5: called to stand by.
    Called { request: RequestId, ready_by: Millis },
    /// The called site is ready.
    SaidReady { request: RequestId },
    /// Row 6: not ready in time.
    NotReadyInTime { request: RequestId },
    /// Rows 6 and 9: a site that does not answer is waited for once more.
    Awaited { request: RequestId, until: Millis },
    /// Rows 6 and 9: not waited for any longer, first in the queue again.
    PutBack { request: RequestId },
    /// Row 9: not waited for any longer, over.
    Missed { request: RequestId },
    /// Row 7: has the floor.
    Granted { request: RequestId, heard_by: Millis },
    /// The media node forwards the sound.
    Heard { request: RequestId },
    /// The media node forwards the picture on air.
    Pictured { request: RequestId },
    /// Row 8: the clock starts.
    SpeechBegan { request: RequestId },
    /// Row 9: not heard in time.
    NoSoundInTime { request: RequestId },
    /// Row 10: the clock stands because the speaker, or the session, is interrupted.
    Paused {
        request: RequestId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asker: Option<SiteId>,
        #[serde(default, skip_serializing_if = "is_interruption")]
        cause: PauseCause,
    },
    /// Row 11: the clock runs on.
    Continued { request: RequestId },
    /// The silence or the break that paused it is over: has the floor again, the clock starts when it is heard.
    Unpaused { request: RequestId, heard_by: Millis },
    /// Rows 12 and 22.
    Finished { request: RequestId },
    /// Row 13.
    Revoked { request: RequestId, reason: Option<String> },
    /// Row 14.
    Extended { request: RequestId, minutes: u16 },
    /// Row 15: ended by rule after its time was over.
    CutOff { request: RequestId },
    /// Row 16: the site was lost.
    Held { request: RequestId, until: Millis },
    /// Row 17: the site is back and waits to be confirmed.
    Returned { request: RequestId },
    /// Row 17: confirmed.
    Resumed { request: RequestId, heard_by: Millis },
    /// Row 18: back to the top of the queue.
    Requeued { request: RequestId },
    /// Row 19: the site has been offline for a minute.
    WentAway { request: RequestId },
    /// Row 19: and is here again.
    CameBack { request: RequestId },
    /// Row 20.
    Withdrawn { request: RequestId },
    /// Row 21.
    Expired { request: RequestId },

    /// An operator chose what is on air.
    ProgrammeSet { mode: ProgrammeMode, hold: bool },
    /// The tour shows its next site.
    TourMoved { cursor: u32 },
    /// The chair looks at a site, or at none.
    Viewed { site: Option<SiteId> },
    /// Slides of a site are shown; with `by_floor` until its speech ends.
    ContentShared { site: SiteId, by_floor: bool },
    /// Slides are no longer shown.
    ContentStopped,

    /// An agenda item began.
    ItemStarted { item: AgendaItemId },
    /// An agenda item ended.
    ItemClosed { item: AgendaItemId },

    /// The seat was offered.
    SeatOffered { to: UserId, until: Millis },
    /// The offer was not accepted in time.
    SeatOfferOver,
    /// Somebody holds the seat from now on.
    SeatTaken { holder: UserId },
    /// The deputies in order.
    DeputiesSet { deputies: Vec<UserId> },
    /// Who acts on the chair's behalf.
    SecretariesSet { secretaries: Vec<UserId> },
    /// One of two persons asks that the seat be moved.
    SeatRevocationAsked { to: UserId, by: UserId, side: RevocationSide, until: Millis },
    /// The second person did not confirm in time.
    SeatRevocationOver,
    /// Two persons moved the seat.
    SeatRevoked { holder: UserId },
    /// The holder's console has been lost for a while.
    SeatGrace,
    /// The holder is back.
    SeatBack,
    /// Nobody is there to chair.
    SeatVacant,

    /// The roll-call tour begins with these sites.
    RollCallStarted { sites: Vec<SiteId>, seconds: u16 },
    /// The tour calls a site.
    RollCallMoved { site: SiteId, until: Millis },
    /// The tour stands.
    RollCallPaused,
    /// The tour is over.
    RollCallEnded,

    /// What the chair concluded on an item.
    ItemConcluded { item: AgendaItemId, text: String },
    /// A vote was opened for these voters, by the names they had.
    VoteOpened {
        vote: VoteId,
        question: String,
        item: Option<AgendaItemId>,
        named: bool,
        quorum: Quorum,
        voters: Vec<(Voter, String)>,
    },
    /// A ballot, the voter's first or another; with `written_down` as somebody who runs the vote heard it said.
    VoteCast {
        vote: VoteId,
        voter: Voter,
        choice: Choice,
        text: String,
        #[serde(default, skip_serializing_if = "is_false")]
        written_down: bool,
    },
    /// The vote is over, and this is its result.
    VoteClosed { vote: VoteId, result: VoteCounts },
    /// The vote counts for nothing.
    VoteVoided { vote: VoteId },

    /// Row 21 and after: an opinion in writing.
    OpinionWritten {
        opinion: OpinionId,
        site: SiteId,
        author: String,
        post: String,
        item: Option<AgendaItemId>,
        text: String,
    },
    /// Written opinions are taken for so long after the closing.
    OpinionHoursSet { hours: u16 },

    /// The room was locked or unlocked.
    LockSet { locked: bool },
    /// A site waits at the locked door.
    Knocked { site: SiteId },
    /// A site may come in through the locked door.
    LetIn { site: SiteId },
    /// Only the chair is heard, or everybody by the floor's rule again.
    SilenceSet {
        on: bool,
        /// By whoever gives the floor, who alone ends it.
        #[serde(default, skip_serializing_if = "is_false")]
        by_chair: bool,
    },
    /// Words on every screen.
    BannerSet { text: Option<String> },
    /// Words to one site.
    MessageSent { message: MessageId, site: SiteId, text: String },
    /// They were read.
    MessageRead { message: MessageId },
    /// What was said about the break.
    RecessAnnounced { words: String, resumes_at: Option<Millis> },

    /// The chair's general conclusion.
    Concluded { text: String },
    /// A decision or task, new or changed.
    Resolved {
        resolution: ResolutionId,
        item: Option<AgendaItemId>,
        text: String,
        assignment: Option<Assignment>,
    },
    /// A decision or task was taken back.
    ResolutionRemoved { resolution: ResolutionId },

    /// Something of another release; nothing follows from it, and it keeps its place in the log.
    #[serde(other)]
    Unknown,
}
