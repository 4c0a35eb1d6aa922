//! What does a client offer, and what does it read in the answer? The fixed m-lines of a room device or console.

use super::ice::Credentials;
use super::rtp::id;
use giaoban_link::{PeerKind, SlotName};
use std::fmt::Write;

pub(crate) const OPUS: u8 = 111;
pub(crate) const VP8: u8 = 96;
pub(crate) const RTX: u8 = 97;

/// What an m-line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Line {
    Microphone,
    /// The camera with these many layers; one is not simulcast.
    Camera(usize),
    Content,
    Picture(SlotName),
    Sound(usize),
}

/// The m-lines of a client, in the order of its offer.
pub(crate) fn lines(kind: PeerKind, layers: usize, thumbnails: u8) -> Vec<Line> {
    let sent = [Line::Microphone, Line::Camera(layers), Line::Content];
    let fixed = [SlotName::Programme, SlotName::Chair, SlotName::Content];
    let pictures = fixed.into_iter().chain((0..thumbnails).map(SlotName::Thumbnail)).map(Line::Picture);
    let received = pictures.chain((0..giaoban_link::AUDIO_SLOTS).map(Line::Sound));
    match kind {
        PeerKind::Device => sent.into_iter().chain(received).collect(),
        PeerKind::Console => received.collect(),
    }
}

/// SSRCs announced for content, which is not simulcast: media and repair. A camera of one layer has such too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Announced {
    pub(crate) camera: (u32, u32),
    pub(crate) content: (u32, u32),
}

/// The text of an offer.
pub(crate) fn write(lines: &[Line], credentials: &Credentials, announced: Announced) -> String {
    let mids: Vec<String> = (0..lines.len()).map(|mid| mid.to_string()).collect();
    let mut sdp = format!(
        "v=0\r\no=- 7 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\na=msid-semantic: WMS *\r\n",
        mids.join(" ")
    );
    for (mid, line) in mids.iter().zip(lines) {
        let is_audio = matches!(line, Line::Microphone | Line::Sound(_));
        let media = if is_audio { format!("audio 9 UDP/TLS/RTP/SAVPF {OPUS}") } else { video_media() };
        put(&mut sdp, format_args!("m={media}"));
        transport(&mut sdp, mid, credentials);
        extensions(&mut sdp, *line);
        match line {
            Line::Microphone | Line::Camera(_) | Line::Content => put(&mut sdp, "a=sendonly"),
            Line::Picture(_) | Line::Sound(_) => put(&mut sdp, "a=recvonly"),
        }
        if is_audio {
            opus(&mut sdp)
        } else {
            vp8(&mut sdp)
        }
        streams(&mut sdp, *line, announced);
    }
    sdp
}

fn video_media() -> String {
    format!("video 9 UDP/TLS/RTP/SAVPF {VP8} {RTX}")
}

fn put(sdp: &mut String, line: impl std::fmt::Display) {
    write!(sdp, "{line}\r\n").expect("a String takes everything");
}

fn transport(sdp: &mut String, mid: &str, credentials: &Credentials) {
    let Credentials { ufrag, pwd } = credentials;
    put(sdp, "c=IN IP4 0.0.0.0");
    put(sdp, format_args!("a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}"));
    put(sdp, format_args!("a=fingerprint:sha-256 {}", ["AB"; 32].join(":")));
    put(sdp, format_args!("a=setup:actpass\r\na=mid:{mid}\r\na=rtcp-mux\r\na=rtcp-rsize"));
}

fn extensions(sdp: &mut String, line: Line) {
    let mut extension = |id: u8, uri: &str| put(sdp, format_args!("a=extmap:{id} {uri}"));
    extension(id::MID, "urn:ietf:params:rtp-hdrext:sdes:mid");
    extension(id::ABS_SEND_TIME, "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time");
    let transport_cc = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    extension(id::TRANSPORT_CC, transport_cc);
    if matches!(line, Line::Microphone | Line::Sound(_)) {
        extension(id::AUDIO_LEVEL, "urn:ietf:params:rtp-hdrext:ssrc-audio-level");
    } else {
        extension(id::RID, "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id");
        extension(id::REPAIRED_RID, "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id");
    }
}

fn opus(sdp: &mut String) {
    put(sdp, format_args!("a=rtpmap:{OPUS} opus/48000/2\r\na=rtcp-fb:{OPUS} transport-cc"));
    put(sdp, format_args!("a=fmtp:{OPUS} minptime=10;useinbandfec=1"));
}

fn vp8(sdp: &mut String) {
    put(sdp, format_args!("a=rtpmap:{VP8} VP8/90000"));
    for feedback in ["transport-cc", "ccm fir", "nack", "nack pli"] {
        put(sdp, format_args!("a=rtcp-fb:{VP8} {feedback}"));
    }
    put(sdp, format_args!("a=rtpmap:{RTX} rtx/90000\r\na=fmtp:{RTX} apt={VP8}"));
}

fn streams(sdp: &mut String, line: Line, announced: Announced) {
    let mut flow = |(media, rtx): (u32, u32)| {
        put(sdp, format_args!("a=ssrc-group:FID {media} {rtx}"));
        put(sdp, format_args!("a=ssrc:{media} cname:phong\r\na=ssrc:{rtx} cname:phong"));
    };
    match line {
        Line::Content => flow(announced.content),
        Line::Camera(1) => flow(announced.camera),
        Line::Camera(layers) => {
            let rids = &RIDS[..layers];
            rids.iter().for_each(|rid| put(sdp, format_args!("a=rid:{rid} send")));
            put(sdp, format_args!("a=simulcast:send {}", rids.join(";")));
        }
        Line::Microphone | Line::Picture(_) | Line::Sound(_) => {}
    }
}

/// Simulcast layers, lowest first.
pub(crate) const RIDS: [&str; 3] = ["q", "h", "f"];

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) credentials: Credentials,
    /// Streams of every m-line: media and repair.
    pub(crate) ssrcs: Vec<(Option<u32>, Option<u32>)>,
}

impl Answer {
    /// Reads an answer; panics with its text when something is missing.
    pub(crate) fn read(sdp: &str) -> Answer {
        let sections: Vec<&str> = sdp.split("\r\nm=").skip(1).collect();
        let value = |section: &str, key: &str| {
            let prefix = format!("a={key}:");
            section.lines().find_map(|line| line.strip_prefix(&prefix).map(str::to_owned))
        };
        let first = sections.first().unwrap_or_else(|| panic!("no m-line in {sdp}"));
        let of_first = |key| value(first, key).unwrap_or_else(|| panic!("no {key} in {sdp}"));
        let ssrcs = sections.iter().map(|section| {
            let flow = value(section, "ssrc-group").map(|group| numbers(group.trim_start_matches("FID ")));
            let single = value(section, "ssrc").map(|line| numbers(&line));
            let found = flow.or(single).unwrap_or_default();
            (found.first().copied(), found.get(1).copied())
        });
        let credentials = Credentials { ufrag: of_first("ice-ufrag"), pwd: of_first("ice-pwd") };
        Answer { credentials, ssrcs: ssrcs.collect() }
    }
}

fn numbers(text: &str) -> Vec<u32> {
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}
