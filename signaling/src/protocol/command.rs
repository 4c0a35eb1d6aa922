//! What can be asked of a briefing.

use super::view::{ProgrammeMode, RequestKind, RollCallMark};
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
    /// Deputy takes over after the chair was lost; the chair takes the seat back. Needs `seen` of the seat.
    TakeSeat,
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
}

/// Who gets the floor: a request in the queue, or a site that did not ask (mời không cần đăng ký).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum GrantTarget {
    /// A request.
    Request(Uuid),
    /// A site without one.
    Site(Uuid),
}
