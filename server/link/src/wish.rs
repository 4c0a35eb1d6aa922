//! Desired state: what signaling wants of a media node.

use crate::{PeerId, RoomId, SiteId};
use serde::{Deserialize, Serialize};

/// Signaling → node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToNode {
    /// Replace one document whole. Ignored when `rev` is not newer than the one held.
    Put {
        /// Revision of this document, growing by signaling's hand only.
        rev: u64,
        /// The document.
        document: Document,
    },
    /// Forget one document. Ignored when `rev` is not newer than the one held.
    Remove {
        /// Revision of the removal.
        rev: u64,
        /// Which document.
        key: Key,
    },
    /// Everything signaling wishes of this node; what is not listed is to be removed.
    Whole {
        /// Every document with its revision.
        documents: Vec<(u64, Document)>,
    },
}

/// One small document of desired state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "document", rename_all = "snake_case")]
pub enum Document {
    /// A briefing: who is on air, who may be heard.
    Room(RoomWish),
    /// A connection.
    Peer(PeerWish),
}

impl Document {
    /// The name under which the document is held.
    pub fn key(&self) -> Key {
        match self {
            Document::Room(room) => Key::Room(room.id),
            Document::Peer(peer) => Key::Peer(peer.id),
        }
    }
}

/// The name of a [`Document`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Key {
    /// A room's document.
    Room(RoomId),
    /// A peer's document.
    Peer(PeerId),
}

/// The one video codec of a briefing: slots never change codec, answers list nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VideoCodec {
    /// RFC 7741; the default because every browser has it (Debian's Firefox has no H.264).
    #[default]
    Vp8,
    /// RFC 6184, constrained baseline 42e01f, packetization-mode 1.
    H264,
}

/// What a room wants. One document however many sites watch: per-site pictures follow from the view rule
/// ([`crate::view_of`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomWish {
    /// The briefing.
    pub id: RoomId,
    /// Codec of every video track in it.
    pub codec: VideoCodec,
    /// What is on air.
    pub programme: Picture,
    /// The chair site: whose room device is chair audio and chair picture.
    pub chair: Option<SiteId>,
    /// Sites whose microphone is forwarded, in order of protection (floor, chair, interjection); at most
    /// [`crate::AUDIO_SLOTS`] are. Every other site's audio is dropped in the core.
    pub audible: Vec<SiteId>,
    /// The site whose content (slides) is shown.
    pub content: Option<SiteId>,
    /// The site called next: prepared ahead, and what the chair sees while it is itself on air.
    pub next: Option<SiteId>,
    /// The site the chair chose to view.
    pub viewed: Option<SiteId>,
    /// The main site, the chair's picture when nothing else is called or viewed.
    pub main: Option<SiteId>,
}

/// A picture: a site's camera or a slate drawn by the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "site", rename_all = "snake_case")]
pub enum Picture {
    /// No video is sent; the client draws the slate.
    #[default]
    Slate,
    /// The camera of this site.
    Site(SiteId),
}

impl Picture {
    /// The site shown, if any.
    pub fn site(self) -> Option<SiteId> {
        match self {
            Picture::Slate => None,
            Picture::Site(site) => Some(site),
        }
    }
}

/// Room devices publish and receive, one per site; consoles only receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeerKind {
    /// The meeting room's own equipment: publishes microphone, camera and content.
    Device,
    /// A signed-in user: receives only, and is silent unless `listen` is set.
    Console,
}

/// What one connection wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeerWish {
    /// The connection.
    pub id: PeerId,
    /// The room it is in.
    pub room: RoomId,
    /// The site it stands for. Consoles of the centre have none.
    pub site: Option<SiteId>,
    /// Publishes, or only receives.
    pub kind: PeerKind,
    /// The client's SDP offer. A changed offer is an ICE restart: same m-lines, new credentials.
    pub offer: String,
    /// Whether audio slots carry sound. Devices always listen.
    pub listen: bool,
    /// Exceptions from the view rule and wanted heights, by slot. A slot not named keeps its default.
    pub slots: Vec<SlotWish>,
    /// The one site this receiver watches and hears instead of the programme: a player that was asked for it.
    #[serde(default)]
    pub alone: Option<SiteId>,
}

/// A slot that receives video, in the order of the offer's `recvonly` video m-lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "name", content = "index", rename_all = "snake_case")]
pub enum SlotName {
    /// What is on air.
    Programme,
    /// The chair.
    Chair,
    /// Slides.
    Content,
    /// Small pictures, previews and walls: whatever `watch` says.
    Thumbnail(u8),
}

/// What a client wants in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotWish {
    /// Which slot.
    pub slot: SlotName,
    /// The site to show; only thumbnails may choose, for the others the view rule does.
    pub watch: Option<SiteId>,
    /// Height in device pixels at which the client draws it; 0 = not drawn, send nothing.
    pub height: u16,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn documents_survive_the_wire() {
        let site = SiteId(Uuid::from_u128(1));
        let room = RoomWish {
            id: RoomId(Uuid::from_u128(2)),
            codec: VideoCodec::H264,
            programme: Picture::Site(site),
            chair: Some(site),
            audible: vec![site],
            content: None,
            next: None,
            viewed: None,
            main: None,
        };
        let peer = PeerWish {
            id: PeerId(Uuid::from_u128(3)),
            room: room.id,
            site: Some(site),
            kind: PeerKind::Console,
            offer: "v=0".to_owned(),
            listen: true,
            slots: vec![SlotWish { slot: SlotName::Thumbnail(2), watch: Some(site), height: 180 }],
            alone: Some(site),
        };
        let documents = vec![(1, Document::Room(room)), (2, Document::Peer(peer))];
        let keys = documents.iter().map(|(rev, document)| ToNode::Remove { rev: *rev, key: document.key() });
        for message in keys.chain([ToNode::Whole { documents: documents.clone() }]) {
            let json = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<ToNode>(&json).unwrap(), message, "{json}");
        }
    }
}
