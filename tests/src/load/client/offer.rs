//! What does a lean client offer, and what does it read in the answer? The fixed m-lines of a room device.

use crate::bot::answer::{Section, sections};
use anyhow::{Context, Result};
use std::fmt::Write;
use std::net::SocketAddr;

pub(crate) const OPUS: u8 = 111;
pub(crate) const VP8: u8 = 96;
pub(crate) const RTX: u8 = 97;

/// Ids of header extensions, as Chromium numbers them.
pub(crate) mod id {
    pub(crate) const AUDIO_LEVEL: u8 = 1;
    pub(crate) const ABS_SEND_TIME: u8 = 2;
    pub(crate) const TRANSPORT_CC: u8 = 3;
    pub(crate) const MID: u8 = 4;
    pub(crate) const RID: u8 = 10;
    pub(crate) const REPAIRED_RID: u8 = 11;
}

/// m-lines that send stand first: microphone, camera, content.
pub(crate) const MICROPHONE_MID: &str = "0";
pub(crate) const CAMERA_MID: &str = "1";
/// Simulcast layers, lowest first.
pub(crate) const RIDS: [&str; 3] = ["q", "h", "f"];
/// Pictures that receive before the thumbnails: programme, chair, content.
const NAMED_PICTURES: usize = 3;

/// What one client's offer says.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) ufrag: String,
    pub(crate) fingerprint: String,
    /// SSRC of the microphone, and of the content that is never shown.
    pub(crate) microphone: u32,
    pub(crate) content: u32,
    pub(crate) thumbnails: usize,
}

impl Offer {
    /// The text.
    pub(crate) fn write(&self) -> String {
        let pictures = 3..3 + NAMED_PICTURES + self.thumbnails;
        let lines = pictures.end + giaoban_link::AUDIO_SLOTS;
        let mids: Vec<String> = (0..lines).map(|mid| mid.to_string()).collect();
        let mut sdp = format!(
            "v=0\r\no=- 7 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\na=msid-semantic: WMS *\r\n",
            mids.join(" ")
        );
        for (index, mid) in mids.iter().enumerate() {
            let is_audio = index == 0 || index >= pictures.end;
            self.line(&mut sdp, mid, is_audio, if index < 3 { "sendonly" } else { "recvonly" });
            match index {
                0 => put(&mut sdp, format_args!("a=ssrc:{} cname:phong", self.microphone)),
                1 => {
                    RIDS.iter().for_each(|rid| put(&mut sdp, format_args!("a=rid:{rid} send")));
                    put(&mut sdp, format_args!("a=simulcast:send {}", RIDS.join(";")));
                }
                2 => put(&mut sdp, format_args!("a=ssrc:{} cname:phong", self.content)),
                _ => {}
            }
        }
        sdp
    }

    fn line(&self, sdp: &mut String, mid: &str, is_audio: bool, direction: &str) {
        let formats = if is_audio { format!("audio 9 UDP/TLS/RTP/SAVPF {OPUS}") } else { video() };
        put(sdp, format_args!("m={formats}\r\nc=IN IP4 0.0.0.0"));
        put(sdp, format_args!("a=ice-ufrag:{}\r\na=ice-pwd:{}", self.ufrag, "p".repeat(24)));
        put(sdp, format_args!("a=fingerprint:sha-256 {}", self.fingerprint));
        put(
            sdp,
            format_args!("a=setup:actpass\r\na=mid:{mid}\r\na=rtcp-mux\r\na=rtcp-rsize\r\na={direction}"),
        );
        let mut extension = |id: u8, uri: &str| put(sdp, format_args!("a=extmap:{id} {uri}"));
        extension(id::MID, "urn:ietf:params:rtp-hdrext:sdes:mid");
        extension(id::ABS_SEND_TIME, "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time");
        let transport_cc = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
        extension(id::TRANSPORT_CC, transport_cc);
        if is_audio {
            extension(id::AUDIO_LEVEL, "urn:ietf:params:rtp-hdrext:ssrc-audio-level");
            put(sdp, format_args!("a=rtpmap:{OPUS} opus/48000/2\r\na=rtcp-fb:{OPUS} transport-cc"));
            put(sdp, format_args!("a=fmtp:{OPUS} minptime=10;useinbandfec=1"));
        } else {
            extension(id::RID, "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id");
            extension(id::REPAIRED_RID, "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id");
            put(sdp, format_args!("a=rtpmap:{VP8} VP8/90000"));
            for feedback in ["transport-cc", "ccm fir", "nack", "nack pli"] {
                put(sdp, format_args!("a=rtcp-fb:{VP8} {feedback}"));
            }
            put(sdp, format_args!("a=rtpmap:{RTX} rtx/90000\r\na=fmtp:{RTX} apt={VP8}"));
        }
    }
}

fn video() -> String {
    format!("video 9 UDP/TLS/RTP/SAVPF {VP8} {RTX}")
}

fn put(sdp: &mut String, line: impl std::fmt::Display) {
    write!(sdp, "{line}\r\n").expect("a String takes everything");
}

/// What an answer says.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) ufrag: String,
    pub(crate) pwd: String,
    pub(crate) fingerprint: String,
    /// The server's address on loopback.
    pub(crate) server: SocketAddr,
    /// Lines that the server sends on: video first, in the order of the offer.
    pub(crate) received: Vec<Section>,
}

impl Answer {
    /// Reads an answer.
    pub(crate) fn read(sdp: &str) -> Result<Answer> {
        let value = |key: &str| {
            let prefix = format!("a={key}:");
            let found = sdp.lines().find_map(|line| line.strip_prefix(&prefix));
            found.map(|text| text.trim_end().to_owned()).with_context(|| format!("no {key} in {sdp}"))
        };
        let candidate = |line: &str| -> Option<SocketAddr> {
            let words: Vec<&str> = line.strip_prefix("a=candidate:")?.split_whitespace().collect();
            let address = SocketAddr::new(words.get(4)?.parse().ok()?, words.get(5)?.parse().ok()?);
            (words.get(2) == Some(&"udp") && address.ip().is_loopback()).then_some(address)
        };
        Ok(Answer {
            ufrag: value("ice-ufrag")?,
            pwd: value("ice-pwd")?,
            fingerprint: value("fingerprint")?.trim_start_matches("sha-256 ").to_ascii_uppercase(),
            server: sdp.lines().find_map(candidate).context("no candidate on loopback")?,
            received: sections(sdp).into_iter().filter(|section| section.direction == "sendonly").collect(),
        })
    }
}
