//! What a briefing settles besides who speaks: roll call, votes, written opinions, order in the room, conclusion.

use super::view::RollCallMark;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// The roll-call tour: one site after the other is shown and heard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RollCallView {
    /// Revision of this object.
    #[ts(type = "number")]
    pub rev: u64,
    /// Where the tour is.
    pub state: RollCallState,
    /// The site that is called, or was when the tour paused.
    pub site: Option<Uuid>,
    /// When the next one is called by itself.
    #[ts(type = "number | null")]
    pub until: Option<i64>,
    /// Seconds a site.
    pub seconds: u16,
    /// Place of the site in the tour, from 1.
    pub position: u32,
    /// Sites of the tour.
    pub of: u32,
    /// The site before, to go back to; none at the first.
    pub before: Option<Uuid>,
    /// The site that follows: the first after it without a mark of this tour; none at the last.
    pub after: Option<Uuid>,
}

/// Where a roll-call tour is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RollCallState {
    /// Not begun.
    #[default]
    Idle,
    /// A site is called.
    Calling,
    /// Stopped at a site: an operator paused it, or somebody was given the floor.
    Paused,
    /// Over.
    Ended,
}

/// Order in the room, and words on every screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderView {
    /// Nobody new may enter (khóa phòng).
    pub locked: bool,
    /// Sites that wait at the locked door, who came first first. Rooms are not told.
    pub knocking: Vec<Uuid>,
    /// Only the chair is heard (tắt tiếng tất cả trừ chủ tọa).
    pub silenced: bool,
    /// By the chair or a secretary, who alone end it.
    pub silenced_by_chair: bool,
    /// Words on every screen (băng chữ).
    pub banner: Option<String>,
    /// What was said about the break that runs.
    pub recess: Option<RecessView>,
}

/// A break with words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecessView {
    /// Why, or what meanwhile; may be empty.
    pub words: String,
    /// When the briefing goes on.
    #[ts(type = "number | null")]
    pub resumes_at: Option<i64>,
}

/// A vote (biểu quyết), or the asking of opinions by ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VoteView {
    /// The vote.
    pub id: Uuid,
    /// What is voted on.
    pub question: String,
    /// Agenda item.
    pub item: Option<Uuid>,
    /// Ballots carry names.
    pub named: bool,
    /// Presence that is needed.
    pub quorum: Quorum,
    /// When it was opened.
    #[ts(type = "number")]
    pub opened_at: i64,
    /// When it was closed; its result does not change any more.
    #[ts(type = "number | null")]
    pub closed_at: Option<i64>,
    /// Opened by mistake: it counts for nothing.
    pub void: bool,
    /// Counts so far, or the result. A room is told when it is closed.
    pub counts: Option<VoteCounts>,
    /// Who may vote, and how they did. Rooms see their own; without names no choice is told.
    pub ballots: Vec<BallotView>,
}

/// How a vote stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VoteCounts {
    /// Tán thành.
    #[serde(rename = "for")]
    pub in_favour: u32,
    /// Không tán thành.
    pub against: u32,
    /// Ý kiến khác.
    pub other: u32,
    /// Did not vote.
    pub missing: u32,
    /// Voters that are present by the roll call.
    pub present: u32,
    /// Everybody who may vote.
    pub expected: u32,
    /// Enough of them are present.
    pub quorum_met: bool,
}

/// One voter's ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BallotView {
    /// Who.
    pub voter: Voter,
    /// Name, as in the plan.
    pub name: String,
    /// Voted, whether or not the choice is told.
    pub cast: bool,
    /// How.
    pub choice: Option<Choice>,
    /// The other opinion in words.
    pub text: String,
}

/// Who votes: a site, or a listed delegate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Voter {
    /// A site has one vote.
    Site(Uuid),
    /// A delegate has one.
    User(Uuid),
}

/// What is on the ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Tán thành.
    For,
    /// Không tán thành.
    Against,
    /// Ý kiến khác.
    Other,
}

/// How many of the voters must be present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Quorum {
    /// Any number.
    None,
    /// More than half.
    #[default]
    Half,
    /// Two thirds or more.
    TwoThirds,
}

/// A written opinion (ý kiến bằng văn bản).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpinionView {
    /// The opinion.
    pub id: Uuid,
    /// The site.
    pub site: Uuid,
    /// Who writes.
    pub author: String,
    /// Their post.
    pub post: String,
    /// Agenda item; none = the briefing as a whole.
    pub item: Option<Uuid>,
    /// The text.
    pub text: String,
    /// When it came.
    #[ts(type = "number")]
    pub at: i64,
}

/// A site that was not reached and is asked for its opinion in writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfferView {
    /// The request that was declined or expired.
    pub request: Uuid,
    /// The site.
    pub site: Uuid,
    /// Agenda item.
    pub item: Option<Uuid>,
    /// Who would have spoken.
    pub speaker: String,
    /// Their post.
    pub post: String,
}

/// What the chair concludes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConclusionView {
    /// General words of the conclusion.
    pub text: String,
    /// Decisions and tasks in order.
    pub resolutions: Vec<ResolutionView>,
    /// Hours after the closing in which written opinions are taken.
    pub opinion_hours: u16,
    /// Until when, once the briefing is closed.
    #[ts(type = "number | null")]
    pub opinions_until: Option<i64>,
}

/// A decision; with an assignment, a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResolutionView {
    /// The resolution.
    pub id: Uuid,
    /// Agenda item it belongs to.
    pub item: Option<Uuid>,
    /// What was decided, or what is to be done.
    pub text: String,
    /// Who does it until when.
    pub assignment: Option<Assignment>,
}

/// Who carries a task out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Đơn vị chủ trì.
    pub lead: String,
    /// Đơn vị phối hợp; may be empty.
    pub cooperating: String,
    /// Hạn hoàn thành, `yyyy-mm-dd`.
    pub due: String,
}

/// Words of the centre to one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageView {
    /// The message.
    pub id: Uuid,
    /// The site.
    pub site: Uuid,
    /// The words.
    pub text: String,
    /// When.
    #[ts(type = "number")]
    pub at: i64,
    /// When somebody at the site pressed "read".
    #[ts(type = "number | null")]
    pub read_at: Option<i64>,
}

/// Fields of a written opinion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WriteOpinion {
    /// The site; none = the sender's own.
    pub site: Option<Uuid>,
    /// Who writes.
    pub author: String,
    /// Their post.
    pub post: String,
    /// Agenda item; none = the briefing as a whole.
    pub item: Option<Uuid>,
    /// The text.
    pub text: String,
}

/// Fields of a ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CastVote {
    /// The vote.
    pub vote: Uuid,
    /// Whose; none = the sender's own. A secretary writes down what a site says by telephone.
    pub voter: Option<Voter>,
    /// How.
    pub choice: Choice,
    /// The other opinion in words; may be empty.
    pub text: String,
}

/// Fields of a vote to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenVote {
    /// What is voted on.
    pub question: String,
    /// Listed delegates; none = every site has one vote.
    pub delegates: Vec<Uuid>,
    /// Ballots carry names.
    pub named: bool,
    /// Presence that is needed.
    pub quorum: Quorum,
}

/// Fields of a decision or task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// The one to change; none = a new one.
    pub resolution: Option<Uuid>,
    /// Agenda item it belongs to.
    pub item: Option<Uuid>,
    /// What was decided, or what is to be done.
    pub text: String,
    /// Who does it until when; none for a decision without a task.
    pub assignment: Option<Assignment>,
}

impl RollCallMark {
    /// Whether the site takes part, however well it is seen and heard.
    pub fn is_present(self) -> bool {
        !matches!(self, RollCallMark::Absent | RollCallMark::Excused)
    }
}
