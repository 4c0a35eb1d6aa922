//! What one peer sends: which of its packets belong to which stream.

mod repair;

pub(crate) use repair::unwrap_rtx;

use crate::clock::WallClock;
use crate::node::PeerKey;
use crate::payload::Codec;
use crate::receive::ArrivalRecorder;
use crate::rtp::{ExtensionIds, RtpView};
use crate::stream::{Stream, StreamKey};
use giaoban_link::{FromNode, MediaKind, PeerId};
use slotmap::SlotMap;

/// SSRCs one peer may use: microphone, three layers of camera and content with their repairs make ten; the
/// rest is room for a camera that is opened again.
const MOST_BINDINGS: usize = 32;

/// One m-line on which the peer sends.
#[derive(Clone, Debug)]
pub(crate) struct SentLine {
    pub(crate) kind: MediaKind,
    pub(crate) mid: String,
    pub(crate) codec: Codec,
    pub(crate) payload_type: u8,
    pub(crate) rtx_payload_type: Option<u8>,
    /// Announced streams: (SSRC, SSRC of its repair).
    pub(crate) announced: Vec<(u32, Option<u32>)>,
}

/// What an SSRC carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// Media of this stream.
    Media(StreamKey),
    /// Retransmissions of this stream (RFC 4588).
    Repair(StreamKey),
}

/// The receiving half of a peer.
#[derive(Debug)]
pub(crate) struct Uplink {
    pub(crate) wall: WallClock,
    pub(crate) arrivals: ArrivalRecorder,
    /// Layers that signaling knows to be paused.
    pub(crate) paused: Vec<String>,
    ids: ExtensionIds,
    lines: Vec<SentLine>,
    bindings: Vec<(u32, Binding)>,
}

impl Uplink {
    pub(crate) fn new(lines: Vec<SentLine>, ids: ExtensionIds) -> Uplink {
        Uplink {
            wall: WallClock::default(),
            arrivals: ArrivalRecorder::default(),
            paused: Vec::new(),
            ids,
            lines,
            bindings: Vec::new(),
        }
    }

    /// Header extension ids of this peer.
    pub(crate) fn ids(&self) -> &ExtensionIds {
        &self.ids
    }

    /// Every stream this peer sends.
    pub(crate) fn streams(&self) -> impl Iterator<Item = StreamKey> {
        self.bindings.iter().filter_map(|(_, binding)| match binding {
            Binding::Media(stream) => Some(*stream),
            Binding::Repair(_) => None,
        })
    }

    /// What signaling shall know of paused layers; none when all are sent.
    pub(crate) fn paused_report(&self, peer: PeerId) -> Option<FromNode> {
        (!self.paused.is_empty()).then(|| FromNode::Paused { peer, layers: self.paused.clone() })
    }

    /// An SSRC that this peer sends, for feedback on all of them together; `None` before the first.
    pub(crate) fn any_ssrc(&self) -> Option<u32> {
        self.bindings.first().map(|(ssrc, _)| *ssrc)
    }

    /// The stream with this SSRC.
    pub(crate) fn media(&self, ssrc: u32) -> Option<StreamKey> {
        match self.bound(ssrc) {
            Some(Binding::Media(stream)) => Some(stream),
            _ => None,
        }
    }

    /// What a packet belongs to. A new SSRC is bound by its mid and rid, else by announced SSRC or payload
    /// type (RFC 8843 section 9.2, RFC 8852). `None`: it names no track, or too many SSRCs are in use.
    pub(crate) fn bind(
        &mut self,
        owner: PeerKey,
        packet: &RtpView<'_>,
        streams: &mut SlotMap<StreamKey, Stream>,
    ) -> Option<Binding> {
        if let Some(binding) = self.bound(packet.ssrc()) {
            return Some(binding);
        }
        if self.bindings.len() >= MOST_BINDINGS {
            return None;
        }
        let line = self.line_of(packet)?;
        let binding = if line.rtx_payload_type == Some(packet.payload_type()) {
            Binding::Repair(self.repaired(line, packet, streams)?)
        } else if line.payload_type == packet.payload_type() {
            let rid = self.ids.rid(packet).unwrap_or_default();
            Binding::Media(streams.insert(Stream::new(owner, line.kind, line.codec, rid, packet.ssrc())))
        } else {
            return None;
        };
        self.bindings.push((packet.ssrc(), binding));
        Some(binding)
    }

    /// The payload type of a stream's media, to which a retransmission is turned back.
    pub(crate) fn payload_type(&self, kind: MediaKind) -> Option<u8> {
        self.lines.iter().find(|line| line.kind == kind).map(|line| line.payload_type)
    }

    fn bound(&self, ssrc: u32) -> Option<Binding> {
        self.bindings.iter().find(|(bound, _)| *bound == ssrc).map(|(_, binding)| *binding)
    }

    fn line_of(&self, packet: &RtpView<'_>) -> Option<&SentLine> {
        if let Some(mid) = self.ids.mid(packet) {
            return self.lines.iter().find(|line| line.mid == mid);
        }
        let announced = |line: &&SentLine| {
            let ssrc = packet.ssrc();
            line.announced.iter().any(|(media, repair)| *media == ssrc || *repair == Some(ssrc))
        };
        let by_payload = |line: &&SentLine| {
            let payload_type = packet.payload_type();
            line.payload_type == payload_type || line.rtx_payload_type == Some(payload_type)
        };
        self.lines.iter().find(announced).or_else(|| {
            let mut candidates = self.lines.iter().filter(by_payload);
            candidates.next().filter(|_| candidates.next().is_none())
        })
    }

    /// The stream that a retransmission repairs: by repaired rid, by announced FID group, or because the line
    /// has only one.
    fn repaired(
        &self,
        line: &SentLine,
        packet: &RtpView<'_>,
        streams: &SlotMap<StreamKey, Stream>,
    ) -> Option<StreamKey> {
        let of_line = |key: &StreamKey| streams.get(*key).is_some_and(|stream| stream.kind == line.kind);
        let mut candidates = self.streams().filter(of_line);
        if let Some(rid) = self.ids.repaired_rid(packet).or_else(|| self.ids.rid(packet)) {
            return candidates.find(|key| streams[*key].rid == rid);
        }
        let group = line.announced.iter().find(|(_, repair)| *repair == Some(packet.ssrc()));
        if let Some((media, _)) = group {
            return self.media(*media);
        }
        candidates.next().filter(|_| candidates.next().is_none())
    }
}

#[cfg(test)]
mod tests;
