//! What can be asked of a briefing.

use super::council::{CastVote, OpenVote, Resolve, WriteOpinion};
use super::view::{ProgrammeMode, RequestKind, RollCallMark, Rules, SessionMode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// What the sender saw when it decided. Stale → refused with the current state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Seen {
    /// Revision of the object acted on: floor, programme, seat or session.
    #[ts(type = "number")]
    pub rev: u64,
    /// Epoch of the chair seat.
    #[ts(type = "number")]
    pub chair_epoch: u64,
}

/// A command to a briefing (domain: session, floor, programme, seat, agenda).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// draft → scheduled.
    Schedule,
    /// scheduled | lobby → testing.
    StartTest,
    /// scheduled | testing → lobby.
    OpenLobby,
    /// lobby → live (khai mạc).
    Open,
    /// live → break.
    Break,
    /// break → live.
    Resume,
    /// live | break → closed (bế mạc). Asked once by the client before it is sent.
    Close,
    /// closed → archived.
    Archive,
    /// scheduled → postponed.
    Postpone {
        /// Why; kept in the record.
        reason: String,
    },
    /// scheduled → cancelled.
    Cancel {
        /// Why; kept in the record.
        reason: String,
    },
    /// How the live session is run: chaired, a report, a discussion with several microphones.
    SetMode {
        /// The mode.
        mode: SessionMode,
    },
    /// What happens by itself in this briefing.
    SetRules {
        /// All of them.
        rules: Rules,
    },
    /// Ask for the floor.
    Register(Register),
    /// Take a request back.
    Withdraw {
        /// The request.
        request: Uuid,
    },
    /// PENDING → QUEUED.
    Accept {
        /// The request.
        request: Uuid,
    },
    /// PENDING | QUEUED → DECLINED.
    Decline {
        /// The request.
        request: Uuid,
        /// Shown to the site.
        reason: String,
    },
    /// Give the queue another order. Needs `seen` of the floor.
    Reorder {
        /// Every queued request, first to last.
        order: Vec<Uuid>,
    },
    /// Close or open the list of requests (chốt danh sách đăng ký).
    SetQueueOpen {
        /// Whether sites may register.
        open: bool,
    },
    /// Call to stand by (chuẩn bị phát biểu). Needs `seen` of the floor.
    CallNext {
        /// Whom.
        target: GrantTarget,
    },
    /// "Sẵn sàng": the called site's camera and microphone are checked.
    Ready {
        /// The request.
        request: Uuid,
    },
    /// Give the floor (mời phát biểu). Ends the current speech in the same step. Needs `seen` of the floor.
    Grant {
        /// To whom.
        target: GrantTarget,
    },
    /// Give the floor in the place of one who has it: the way when several microphones are open. Needs `seen` of
    /// the floor.
    Switch {
        /// The request that ends.
        from: Uuid,
        /// To whom.
        to: GrantTarget,
    },
    /// A called or invited site does not answer: back to the top of the queue.
    PutBack {
        /// The request.
        request: Uuid,
    },
    /// A called or invited site does not answer: its request is over.
    Miss {
        /// The request.
        request: Uuid,
    },
    /// A called or invited site does not answer: wait for it once more.
    WaitMore {
        /// The request.
        request: Uuid,
    },
    /// Interrupt the speaker (tạm dừng): its clock stands and its microphone is locked.
    Pause {
        /// The request.
        request: Uuid,
        /// The site that asks in between and is heard meanwhile; none = the chair.
        asker: Option<Uuid>,
    },
    /// The interrupted speaker goes on.
    Continue {
        /// The request.
        request: Uuid,
    },
    /// The speaker has finished.
    Finish {
        /// The request.
        request: Uuid,
    },
    /// Take the floor away (thu lời); audio stops at once.
    Stop {
        /// The request.
        request: Uuid,
        /// Shown to the site.
        reason: Option<String>,
    },
    /// More speaking time.
    Extend {
        /// The request.
        request: Uuid,
        /// Minutes to add, 1–30.
        minutes: u16,
    },
    /// Put something on air. Needs `seen` of the programme.
    SetProgramme {
        /// What.
        mode: ProgrammeMode,
        /// Keep it when the floor is granted (giữ hình).
        hold: bool,
    },
    /// The tour stays at its site. Needs `seen` of the programme.
    PauseTour,
    /// The tour goes on: where it stands still, or with the next site after it was interrupted. Needs `seen` of
    /// the programme.
    ResumeTour,
    /// What the chair itself looks at (xem điểm cầu).
    View {
        /// The site, none to stop viewing.
        site: Option<Uuid>,
    },
    /// Show slides of the sender's site, or of one named by an operator.
    ShareContent {
        /// The site; none = the sender's own.
        site: Option<Uuid>,
    },
    /// Stop showing slides.
    StopContent,
    /// Begin an agenda item.
    StartItem {
        /// The item.
        item: Uuid,
    },
    /// End an agenda item; its open requests expire.
    CloseItem {
        /// The item.
        item: Uuid,
    },
    /// A site says it is ready in the lobby.
    SiteReady {
        /// Ready or not.
        ready: bool,
    },
    /// Record a site's attendance.
    MarkRollCall {
        /// The site.
        site: Uuid,
        /// What the centre found.
        mark: RollCallMark,
        /// People in the room, if counted.
        people: Option<u32>,
    },
    /// Offer the chair seat to somebody, who must accept within 30 s. Needs `seen` of the seat.
    HandOver {
        /// User who shall chair.
        to: Uuid,
    },
    /// Accept the seat offered.
    AcceptSeat,
    /// Do not accept the seat offered, or take the offer back.
    DeclineSeat,
    /// The deputies in order, by the holder of the seat. Needs `seen` of the seat.
    SetDeputies {
        /// Users.
        deputies: Vec<Uuid>,
    },
    /// The secretaries, by the holder of the seat. Needs `seen` of the seat.
    SetSecretaries {
        /// Users.
        secretaries: Vec<Uuid>,
    },
    /// Move the seat when its holder's device is lost: asked by one of the operations centre and one secretary.
    /// Needs `seen` of the seat.
    RevokeSeat {
        /// User who shall chair: a deputy, or the planned chair.
        to: Uuid,
    },
    /// Deputy takes over after the chair was lost; the chair takes the seat back. Needs `seen` of the seat.
    TakeSeat,

    /// Begin the roll-call tour (điểm danh): one site after the other is shown and heard.
    StartRollCall {
        /// Seconds a site, 5–60.
        seconds: u16,
        /// Every site; otherwise those without a mark.
        again: bool,
    },
    /// Stop the tour at the site, or go on.
    PauseRollCall {
        /// Whether it stops.
        paused: bool,
    },
    /// Call this site now: skip ahead, or go back to correct a mark.
    CallInRoll {
        /// The site.
        site: Uuid,
    },
    /// End the tour.
    EndRollCall,
    /// Write down what the chair concluded on an item.
    ConcludeItem {
        /// The item.
        item: Uuid,
        /// The words; empty takes them back.
        text: String,
    },
    /// Open a vote.
    OpenVote(OpenVote),
    /// Cast a ballot, or change it while the vote is open.
    CastVote(CastVote),
    /// Close a vote: its result is final.
    CloseVote {
        /// The vote.
        vote: Uuid,
    },
    /// Void an open vote that was opened by mistake.
    VoidVote {
        /// The vote.
        vote: Uuid,
    },
    /// Send an opinion in writing.
    WriteOpinion(WriteOpinion),
    /// How long after the closing written opinions are taken.
    SetOpinionHours {
        /// 0–168.
        hours: u16,
    },
    /// Lock the room, or unlock it.
    SetLocked {
        /// Nobody new may enter.
        locked: bool,
    },
    /// Let a site in through the locked door.
    LetIn {
        /// The site.
        site: Uuid,
    },
    /// Mute all but the chair, or let the speakers go on.
    Silence {
        /// Only the chair is heard.
        on: bool,
    },
    /// Words on every screen.
    SetBanner {
        /// The words; empty takes them off.
        text: String,
    },
    /// Words to one site.
    SendMessage {
        /// The site.
        site: Uuid,
        /// The words.
        text: String,
    },
    /// Somebody at the site has read the message.
    ReadMessage {
        /// The message.
        message: Uuid,
    },
    /// live → break, with words; during a break, other words.
    Recess {
        /// Why, or what meanwhile; may be empty.
        words: String,
        /// When the briefing goes on.
        #[ts(type = "number | null")]
        resumes_at: Option<i64>,
    },
    /// Write down the chair's general conclusion.
    Conclude {
        /// The words.
        text: String,
    },
    /// Write down a decision or a task, or change one.
    Resolve(Resolve),
    /// Take a decision or task back.
    RemoveResolution {
        /// The resolution.
        resolution: Uuid,
    },
}

/// Fields of a request to speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The site; none = the sender's own. Operators may register for a site.
    pub site: Option<Uuid>,
    /// Name of the person who will speak.
    pub speaker: String,
    /// Post of that person.
    pub post: String,
    /// What for.
    pub kind: RequestKind,
    /// Agenda item; none = the current one.
    pub item: Option<Uuid>,
    /// Wanted minutes; none = the item's.
    pub minutes: Option<u16>,
    /// The document it is about, in words.
    pub document: Option<String>,
}

/// Who gets the floor: a request in the queue, or a site that did not ask (mời không cần đăng ký).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum GrantTarget {
    /// A request.
    Request(Uuid),
    /// A site without one.
    Site(Uuid),
    /// A site that is to answer (trao đổi lại), in the shorter time for answers.
    Answer(Uuid),
}
