//! The wire: websocket protocol `giaoban.v1`, as written once in Rust and exported to TypeScript.
//!
//! A client sends `hello` and gets `welcome` with a snapshot, then `delta`s: each change replaces one small
//! view object whole. A command gets `done` or `refused`, always. Only this module and `http` derive serde;
//! domain types do not.

mod client;
mod command;
mod council;
#[cfg(test)]
mod export;
pub mod limits;
mod refusal;
mod server;
mod view;

pub use client::{ClientKind, ClientMessage, Language, MediaState, SlotWatch};
pub use command::{Command, GrantTarget, Register, Seen};
pub use council::{
    Assignment, BallotView, CastVote, Choice, ConclusionView, MessageView, OfferView, OpenVote, OpinionView,
    OrderView, Quorum, RecessView, ResolutionView, Resolve, RollCallState, RollCallView, VoteCounts,
    VoteView, Voter, WriteOpinion,
};
pub use refusal::{Refusal, RefusalText};
pub use server::{Seeing, ServerMessage, Welcome};
pub use view::{
    Action, AgendaItemView, BriefingView, Change, Culprit, FloorView, FlowView, LayerView, LegView, Me,
    NoticeCode, NoticeView, PauseCause, PersonView, PictureView, ProgrammeMode, ProgrammeView, RequestKind,
    RequestState, RequestView, RevocationSide, RevocationView, RollCallMark, Rules, SeatState, SeatView,
    SessionMode, SessionState, SessionView, SiteLink, SiteState, SiteView, Snapshot, Tally, TourView,
};

/// The websocket subprotocol name; a client that does not offer it is refused.
pub const SUBPROTOCOL: &str = "giaoban.v1";
