//! What signaling and media say to each other, and nothing else.
//!
//! Signaling states *wishes*: small documents, each replaced whole with its own revision. A media node makes
//! them so and *reports* what became of them. Messages are idempotent by key and revision, so a lost or
//! repeated message is harmless and a restarted half is whole again after one [`ToNode::Whole`].

mod ids;
mod report;
mod view;
mod wish;

pub use ids::{NodeId, PeerId, RoomId, SiteId};
pub use report::{
    Flow, FromNode, Leg, LinkSample, LostReason, MediaKind, ReceivedLayer, RefusalCode, RungReason,
    SentPicture,
};
pub use view::{AUDIO_SLOTS, View, view_of, view_of_peer};
pub use wish::{
    Document, Key, PeerKind, PeerWish, Picture, RoomWish, SlotName, SlotWish, ToNode, VideoCodec,
};
