//! What became of the wishes: reports of a media node.

use crate::{Key, NodeId, PeerId, RoomId, SiteId, SlotName};
use serde::{Deserialize, Serialize};

/// Node → signaling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromNode {
    /// First message of a node on every (re)connection: which run it is and what it holds.
    /// Signaling answers with [`crate::ToNode::Whole`].
    Hello {
        /// This run of the node.
        node: NodeId,
        /// Documents held, with their revisions.
        holds: Vec<(Key, u64)>,
    },
    /// A peer's offer was accepted; repeated whenever the same revision is put again.
    Answered {
        /// The peer.
        peer: PeerId,
        /// Revision of the peer's document that is answered.
        rev: u64,
        /// The SDP answer.
        sdp: String,
    },
    /// A peer's offer cannot be served.
    Refused {
        /// The peer.
        peer: PeerId,
        /// Revision of the peer's document that is refused.
        rev: u64,
        /// Why.
        code: RefusalCode,
        /// Detail for the log, in English.
        detail: String,
    },
    /// ICE and DTLS are done, media may flow.
    Connected {
        /// The peer.
        peer: PeerId,
    },
    /// A key frame of the picture a room put on air was forwarded for the first time since it was put on air.
    OnAir {
        /// The room.
        room: RoomId,
        /// The site on air.
        site: SiteId,
    },
    /// Sound of a site that was made audible was forwarded for the first time since.
    Heard {
        /// The room.
        room: RoomId,
        /// The site heard.
        site: SiteId,
    },
    /// Nothing came from a peer that had been sending media until then: its line is cut, or it moves to another.
    /// Repeated with the answer.
    Silent {
        /// The peer.
        peer: PeerId,
        /// For how long, in ms.
        for_ms: u64,
    },
    /// A peer that was silent is heard again. Repeated with the answer.
    HeardAgain {
        /// The peer.
        peer: PeerId,
    },
    /// Layers of a device's camera that nobody watches now, by rid: it need not send them. Stated whole, when it
    /// changes and with every repeated answer.
    Paused {
        /// The peer.
        peer: PeerId,
        /// Restriction identifiers.
        layers: Vec<String>,
    },
    /// The connection is gone.
    Lost {
        /// The peer.
        peer: PeerId,
        /// Why.
        reason: LostReason,
    },
    /// Figures of every connected peer, once per second.
    Samples {
        /// One entry per peer.
        samples: Vec<LinkSample>,
    },
}

/// Why an offer is refused. Stable codes: clients translate them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// Not SDP, or SDP without what a WebRTC offer must have.
    MalformedOffer,
    /// The briefing's codec is not offered.
    CodecUnsupported,
    /// The m-lines are not the fixed set of a device or console, or changed at an ICE restart.
    MediaLines,
    /// The node is full or shutting down.
    Busy,
    /// The room is not on this node.
    UnknownRoom,
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LostReason {
    /// No authenticated STUN check for the consent time (RFC 7675).
    ConsentExpired,
    /// The peer closed DTLS.
    Closed,
    /// The DTLS handshake failed: wrong fingerprint, no common profile, or too many retransmissions.
    HandshakeFailed,
}

/// What a flow carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// Microphone.
    Audio,
    /// Camera.
    Video,
    /// Slides.
    Content,
}

/// One peer's link during the last second, each direction apart, so that the bad leg can be named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkSample {
    /// The peer.
    pub peer: PeerId,
    /// Its site, if it has one.
    pub site: Option<SiteId>,
    /// Address the peer's packets come from, `ip:port`.
    pub remote: String,
    /// Transport path: `udp`, later `tcp` and `tls-relay`.
    pub path: String,
    /// Round trip in ms, from RTCP reports; `None` before the first.
    pub round_trip_ms: Option<f64>,
    /// Peer → server.
    pub up: Leg,
    /// Server → peer.
    pub down: Leg,
    /// Simulcast layers received in the last second.
    pub layers: Vec<ReceivedLayer>,
    /// What each picture slot with a source is given.
    #[serde(default)]
    pub pictures: Vec<SentPicture>,
    /// How long packets wait in front of the link to the peer, in ms.
    #[serde(default)]
    pub queue_ms: f64,
}

/// What one slot of a peer is given of its source, and why not more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentPicture {
    /// The slot.
    pub slot: SlotName,
    /// Height of the layer in pixels; 0 when none is sent.
    pub height: u16,
    /// Height at which the client draws it.
    pub wanted: u16,
    /// Why it is this height.
    pub reason: RungReason,
}

/// Why a slot is given its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungReason {
    /// It fills the slot.
    Wanted,
    /// The source sends nothing taller.
    Source,
    /// The link carries no more.
    Link,
}

/// One direction of a link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// Microphone, or all audio slots.
    pub audio: Flow,
    /// Camera, or programme, chair and thumbnails.
    pub video: Flow,
    /// Slides.
    pub content: Flow,
    /// Bits per second that the receiving end believes this direction can carry; `None` when it does not say.
    #[serde(default)]
    pub available: Option<u64>,
}

/// One medium in one direction over the last second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Bits per second on the wire, RTP headers included.
    pub bitrate: u64,
    /// Packets per second.
    pub packets: u32,
    /// Fraction of packets lost on the link, 0–1, before repair.
    pub loss: f64,
    /// Interarrival jitter in ms (RFC 3550 section 6.4.1), the worst of the flow's streams.
    pub jitter_ms: f64,
}

/// One simulcast layer as received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceivedLayer {
    /// Camera or content.
    pub kind: MediaKind,
    /// Restriction identifier: `q`, `h`, `f`, empty when not simulcast.
    pub rid: String,
    /// Width in pixels, 0 before the first key frame.
    pub width: u16,
    /// Height in pixels, 0 before the first key frame.
    pub height: u16,
    /// Frames per second.
    pub fps: u32,
    /// Bits per second.
    pub bitrate: u64,
}
