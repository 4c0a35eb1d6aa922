//! What does one m-line of an offer say?

use super::Refusal;
use super::attributes::{Attributes, is_token};
use super::codec::{self, Codec};
use crate::rtp::{ExtensionIds, ExtensionKind};
use giaoban_link::VideoCodec;
use rtc_sdp::description::media::MediaDescription;

/// One m-line, in the order of the offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OfferedLine {
    /// Audio or video that can flow.
    Live(MediaLine),
    /// A data channel or a stopped transceiver: answered with port 0.
    Dead(DeadLine),
}

impl OfferedLine {
    /// The line, when media can flow.
    pub(crate) fn live(&self) -> Option<&MediaLine> {
        match self {
            OfferedLine::Live(line) => Some(line),
            OfferedLine::Dead(_) => None,
        }
    }
}

/// A line that is answered with port 0; its own words are repeated there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeadLine {
    pub(super) mid: Option<String>,
    pub(super) media: String,
    pub(super) protocol: String,
    pub(super) format: String,
}

/// A live audio or video line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaLine {
    /// Media identification (RFC 5888), also carried in RTP.
    pub(crate) mid: String,
    /// Audio or video.
    pub(crate) kind: LineKind,
    /// Direction as the client sees it.
    pub(crate) direction: Direction,
    /// The codec of the briefing as this line numbers it.
    pub(crate) codec: Codec,
    /// Header extensions the node speaks, by the client's ids.
    pub(crate) extensions: ExtensionIds,
    /// Simulcast layers the client sends, lowest first as browsers list them; empty when not simulcast.
    pub(crate) rids: Vec<String>,
    /// SSRCs the client announces; empty for simulcast, where rids tell layers apart.
    pub(crate) ssrcs: Vec<AnnouncedSsrc>,
    /// Stream the client's track belongs to.
    pub(crate) stream: Option<String>,
}

/// What an m-line carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// `m=audio`.
    Audio,
    /// `m=video`.
    Video,
}

/// Direction of an m-line from the client's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The client sends.
    SendOnly,
    /// The client receives.
    RecvOnly,
    /// Both; the node never answers both on one line, so such a line sends.
    SendRecv,
    /// Neither.
    Inactive,
}

/// One stream a client announces, with its retransmission stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AnnouncedSsrc {
    /// The media.
    pub(crate) media: u32,
    /// Its RTX, by `ssrc-group:FID`.
    pub(crate) rtx: Option<u32>,
}

impl MediaLine {
    /// Whether the client may send here.
    pub(crate) fn sends(&self) -> bool {
        matches!(self.direction, Direction::SendOnly | Direction::SendRecv)
    }
}

impl OfferedLine {
    pub(super) fn parse(media: &MediaDescription, codec: VideoCodec) -> Result<OfferedLine, Refusal> {
        let attributes = Attributes(&media.attributes);
        let mid = attributes.value("mid");
        if mid.is_some_and(|mid| !is_token(mid, MAX_MID)) {
            return Err(Refusal::malformed("a mid is not a token of at most 16 bytes"));
        }
        let kind = match media.media_name.media.as_str() {
            "audio" => Some(LineKind::Audio),
            "video" => Some(LineKind::Video),
            _ => None,
        };
        // RFC 9143 section 7.2.1: port 0 with bundle-only is a line without an address of its own, as
        // Firefox offers every line but the first.
        let stopped = media.media_name.port.value == 0 && !attributes.has("bundle-only");
        match kind {
            Some(kind) if !stopped => {
                let mid = mid.ok_or_else(|| Refusal::malformed("an m-line has no mid"))?;
                live(mid, kind, media, codec).map(OfferedLine::Live)
            }
            _ => dead(mid, media).map(OfferedLine::Dead),
        }
    }
}

fn dead(mid: Option<&str>, media: &MediaDescription) -> Result<DeadLine, Refusal> {
    let name = &media.media_name;
    let format = name.formats.first().map_or("0", String::as_str);
    let words = name.protos.iter().map(String::as_str).chain([format]);
    if !words.clone().all(|word| is_token(word, MAX_WORD)) || name.protos.len() > MAX_PROTOCOL_PARTS {
        return Err(Refusal::malformed("an m-line has an unreadable protocol or format"));
    }
    Ok(DeadLine {
        mid: mid.map(str::to_owned),
        media: name.media.clone(),
        protocol: name.protos.join("/"),
        format: format.to_owned(),
    })
}

fn live(
    mid: &str,
    kind: LineKind,
    media: &MediaDescription,
    wanted: VideoCodec,
) -> Result<MediaLine, Refusal> {
    let attributes = Attributes(&media.attributes);
    if !attributes.has("rtcp-mux") {
        return Err(Refusal::malformed(format!("line {mid} is without rtcp-mux")));
    }
    if media.media_name.protos.last().map(String::as_str) != Some("SAVPF") {
        return Err(Refusal::malformed(format!("line {mid} is not SAVPF")));
    }
    let formats: Vec<u8> = media.media_name.formats.iter().filter_map(|f| payload_type(f)).collect();
    let codec = match kind {
        LineKind::Audio => codec::opus(&formats, attributes),
        LineKind::Video => codec::video(wanted, &formats, attributes),
    };
    let Some(codec) = codec else {
        let name = if kind == LineKind::Audio { "opus" } else { video_name(wanted) };
        return Err(Refusal::codec(format!("line {mid} does not offer {name}")));
    };
    let rids = if kind == LineKind::Video { send_rids(attributes, mid)? } else { Vec::new() };
    let direction = direction(attributes);
    let extensions = extensions(attributes, direction);
    let is_missing = |kind| extensions.get(kind).is_none();
    if !rids.is_empty() && [ExtensionKind::Mid, ExtensionKind::Rid].into_iter().any(is_missing) {
        return Err(Refusal::malformed(format!("line {mid} is simulcast without mid and rid extensions")));
    }
    Ok(MediaLine {
        mid: mid.to_owned(),
        kind,
        direction,
        codec,
        extensions,
        ssrcs: if rids.is_empty() { announced(attributes, mid)? } else { Vec::new() },
        rids,
        stream: attributes.value("msid").and_then(stream_of),
    })
}

/// A payload type that RTP can carry beside RTCP on one port (RFC 5761 section 4): 64–95 would be taken for
/// RTCP.
fn payload_type(format: &str) -> Option<u8> {
    format.parse().ok().filter(|pt: &u8| *pt < 64 || (96..128).contains(pt))
}

fn video_name(codec: VideoCodec) -> &'static str {
    match codec {
        VideoCodec::Vp8 => "VP8",
        VideoCodec::H264 => "H.264 constrained baseline with packetization-mode 1",
    }
}

fn direction(attributes: Attributes<'_>) -> Direction {
    let named = [
        ("sendonly", Direction::SendOnly),
        ("recvonly", Direction::RecvOnly),
        ("inactive", Direction::Inactive),
    ];
    let found = named.into_iter().find(|(key, _)| attributes.has(key));
    found.map_or(Direction::SendRecv, |(_, direction)| direction)
}

/// The send list of `a=simulcast` (RFC 8853 section 5.1); of alternatives the first is taken.
fn send_rids(attributes: Attributes<'_>, mid: &str) -> Result<Vec<String>, Refusal> {
    let words: Vec<&str> = attributes.value("simulcast").unwrap_or_default().split_whitespace().collect();
    let list = words.chunks_exact(2).find(|pair| pair[0] == "send").map(|pair| pair[1]);
    let Some(list) = list else { return Ok(Vec::new()) };
    let first = |alternatives: &str| {
        let rid = alternatives.split(',').next().unwrap_or_default().trim_start_matches('~');
        is_token(rid, MAX_RID).then(|| rid.to_owned())
    };
    let rids: Option<Vec<String>> = list.split(';').take(MAX_LAYERS + 1).map(first).collect();
    match rids {
        Some(rids) if rids.len() <= MAX_LAYERS => Ok(rids),
        _ => Err(Refusal::malformed(format!("line {mid} has an unreadable simulcast list"))),
    }
}

fn announced(attributes: Attributes<'_>, mid: &str) -> Result<Vec<AnnouncedSsrc>, Refusal> {
    let too_many = || Refusal::malformed(format!("line {mid} announces too many SSRCs"));
    let mut ssrcs: Vec<u32> = Vec::new();
    for value in attributes.values("ssrc") {
        let ssrc = value.split_whitespace().next().and_then(|word| word.parse().ok());
        match ssrc {
            Some(ssrc) if ssrcs.contains(&ssrc) => {}
            Some(_) if ssrcs.len() == MAX_SSRCS => return Err(too_many()),
            Some(ssrc) => ssrcs.push(ssrc),
            None => return Err(Refusal::malformed(format!("line {mid} has an unreadable ssrc"))),
        }
    }
    let groups: Vec<(u32, u32)> = attributes.values("ssrc-group").filter_map(flow).take(MAX_SSRCS).collect();
    let is_rtx = |ssrc: &u32| groups.iter().any(|(_, rtx)| rtx == ssrc);
    let rtx_of = |ssrc: u32| groups.iter().find(|(media, _)| *media == ssrc).map(|(_, rtx)| *rtx);
    let media = ssrcs.iter().copied().filter(|ssrc| !is_rtx(ssrc));
    Ok(media.map(|media| AnnouncedSsrc { media, rtx: rtx_of(media) }).collect())
}

/// `FID media rtx` (RFC 5576 section 4.2).
fn flow(group: &str) -> Option<(u32, u32)> {
    let mut words = group.split_whitespace();
    if words.next() != Some("FID") {
        return None;
    }
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}

/// The stream of `a=msid:STREAM TRACK`; `-` means none (RFC 8830 section 2).
fn stream_of(msid: &str) -> Option<String> {
    let stream = msid.split_whitespace().next()?;
    (stream != "-" && stream.len() <= MAX_WORD).then(|| stream.to_owned())
}

/// What the client offers of the extensions the node speaks. A slot announces its SSRCs and is never simulcast,
/// so rids mean something only where the client sends.
fn extensions(attributes: Attributes<'_>, direction: Direction) -> ExtensionIds {
    let mut ids = ExtensionIds::default();
    for value in attributes.values("extmap") {
        let mut words = value.split_whitespace();
        let id = words.next().and_then(|word| word.split('/').next()).and_then(|id| id.parse().ok());
        let (Some(id), Some(kind)) = (id, words.next().and_then(ExtensionKind::from_uri)) else {
            continue;
        };
        let is_received = !matches!(direction, Direction::RecvOnly | Direction::Inactive);
        let is_rid = matches!(kind, ExtensionKind::Rid | ExtensionKind::RepairedRid);
        if ONE_BYTE_IDS.contains(&id) && ids.get(kind).is_none() && (is_received || !is_rid) {
            ids.set(kind, id);
        }
    }
    ids
}

/// Ids of one-byte extension headers (RFC 8285 section 4.2), the only form the node writes.
const ONE_BYTE_IDS: std::ops::RangeInclusive<u8> = 1..=14;

/// Most simulcast layers of a camera: a briefing uses three (q, h, f), no browser sends more than four.
pub(crate) const MAX_LAYERS: usize = 4;

/// Longest mid and rid: what a one-byte header extension can carry (RFC 8285 section 4.2).
const MAX_MID: usize = 16;
const MAX_RID: usize = 16;

/// Longest word taken over from an offer: browsers' stream ids are UUIDs of 36–38 characters.
const MAX_WORD: usize = 64;

/// `UDP/TLS/RTP/SAVPF` has four parts, no registered protocol more.
const MAX_PROTOCOL_PARTS: usize = 4;

/// Most SSRCs of one line: a stream and its RTX, with room for FEC streams that are ignored.
const MAX_SSRCS: usize = 8;
