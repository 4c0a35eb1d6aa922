//! What text does the node answer an offer with?

use super::lines::Role;
use super::media_line::{DeadLine, LineKind, MediaLine, OfferedLine};
use super::offer::{FINGERPRINT_LENGTH, Offer};
use crate::rtp::ExtensionKind;
use giaoban_link::SlotName;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::SocketAddr;

/// Canonical name of every slot: all of them run on the node's one clock (RFC 3550 section 6.5.1).
pub(crate) const CNAME: &str = "giaoban";

/// Streams of one slot. Audio has no RTX.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SlotSsrcs {
    /// The media.
    pub(crate) media: u32,
    /// Its retransmissions; announced when the client offered RTX.
    pub(crate) rtx: Option<u32>,
}

/// What the node says about itself in an answer.
#[derive(Clone, Debug)]
pub(crate) struct Answerer<'a> {
    /// Name of this description, below 2^63 and kept over ICE restarts.
    pub(crate) session_id: u64,
    /// Grows with every answer to one peer.
    pub(crate) session_version: u64,
    /// The node's ICE user name fragment for this peer.
    pub(crate) ufrag: &'a str,
    /// The node's ICE password for this peer.
    pub(crate) pwd: &'a str,
    /// SHA-256 of the node's certificate.
    pub(crate) fingerprint: [u8; FINGERPRINT_LENGTH],
    /// Host candidates, highest priority first.
    pub(crate) candidates: &'a [SocketAddr],
    /// Streams of the slots the node sends.
    pub(crate) ssrcs: &'a BTreeMap<Role, SlotSsrcs>,
}

impl Answerer<'_> {
    /// The answer to `offer`, whose lines were assigned `roles`.
    pub(crate) fn answer(&self, offer: &Offer, roles: &[Option<Role>]) -> String {
        let mut sdp = Sdp(String::new());
        self.session(&mut sdp, offer);
        let mut is_tagged = true;
        for (line, role) in offer.lines.iter().zip(roles) {
            match (line, role) {
                (OfferedLine::Live(line), Some(role)) => {
                    self.live(&mut sdp, line, *role, is_tagged);
                    is_tagged = false;
                }
                (OfferedLine::Live(line), None) => sdp.rejected(&DeadLine::of(line)),
                (OfferedLine::Dead(line), _) => sdp.rejected(line),
            }
        }
        sdp.0
    }

    fn session(&self, sdp: &mut Sdp, offer: &Offer) {
        sdp.line("v=0");
        sdp.line(format_args!("o=- {} {} IN IP4 127.0.0.1", self.session_id, self.session_version));
        sdp.line("s=-");
        sdp.line("t=0 0");
        sdp.line("a=ice-lite");
        let mids: Vec<&str> = offer.live().map(|line| line.mid.as_str()).collect();
        sdp.line(format_args!("a=group:BUNDLE {}", mids.join(" ")));
        sdp.line("a=msid-semantic: WMS *");
    }

    fn live(&self, sdp: &mut Sdp, line: &MediaLine, role: Role, is_tagged: bool) {
        sdp.media(line);
        self.transport(sdp, line, is_tagged);
        sdp.line(format_args!("a=mid:{}", line.mid));
        sdp.line(if role.is_sent_by_client() { "a=recvonly" } else { "a=sendonly" });
        sdp.extensions(line);
        sdp.codec(line);
        if role.is_sent_by_client() {
            sdp.simulcast(line);
        } else {
            self.streams(sdp, line, role);
        }
    }

    fn transport(&self, sdp: &mut Sdp, line: &MediaLine, is_tagged: bool) {
        sdp.line("c=IN IP4 0.0.0.0");
        sdp.line(format_args!("a=ice-ufrag:{}", self.ufrag));
        sdp.line(format_args!("a=ice-pwd:{}", self.pwd));
        let digest: Vec<String> = self.fingerprint.iter().map(|byte| format!("{byte:02X}")).collect();
        sdp.line(format_args!("a=fingerprint:sha-256 {}", digest.join(":")));
        sdp.line("a=setup:passive");
        sdp.line("a=rtcp-mux");
        if line.kind == LineKind::Video {
            sdp.line("a=rtcp-rsize");
        }
        // RFC 9143 section 7.3.1: the candidates of a bundle stand on its first line.
        if is_tagged {
            self.candidates(sdp);
        }
    }

    fn candidates(&self, sdp: &mut Sdp) {
        for (place, address) in self.candidates.iter().enumerate() {
            let priority = host_priority(place);
            let (ip, port, foundation) = (address.ip(), address.port(), place + 1);
            sdp.line(format_args!("a=candidate:{foundation} 1 udp {priority} {ip} {port} typ host"));
        }
        sdp.line("a=end-of-candidates");
    }

    fn streams(&self, sdp: &mut Sdp, line: &MediaLine, role: Role) {
        let (stream, kind) = (stream_id(role), kind_word(line.kind));
        sdp.line(format_args!("a=msid:{stream} {stream}-{kind}"));
        let Some(ssrcs) = self.ssrcs.get(&role) else { return };
        let rtx = ssrcs.rtx.filter(|_| line.codec.rtx.is_some());
        if let Some(rtx) = rtx {
            sdp.line(format_args!("a=ssrc-group:FID {} {rtx}", ssrcs.media));
        }
        for ssrc in [Some(ssrcs.media), rtx].into_iter().flatten() {
            sdp.line(format_args!("a=ssrc:{ssrc} cname:{CNAME}"));
        }
    }
}

impl DeadLine {
    /// A live line without a role; [`super::assign`] leaves none.
    fn of(line: &MediaLine) -> DeadLine {
        DeadLine {
            mid: Some(line.mid.clone()),
            media: kind_word(line.kind).to_owned(),
            protocol: PROTOCOL.to_owned(),
            format: line.codec.payload_type.to_string(),
        }
    }
}

/// RFC 8445 section 5.1.2.1: type preference 126 for hosts, then the place in the list, component 1.
fn host_priority(place: usize) -> u32 {
    let local = u32::from(u16::MAX).saturating_sub(u32::try_from(place).unwrap_or(u32::MAX));
    (126 << 24) | (local << 8) | 255
}

/// Tracks of one stream are kept in lip-sync by the browser.
fn stream_id(role: Role) -> String {
    match role {
        Role::Slot(SlotName::Programme) | Role::Audio(0) => "programme".to_owned(),
        Role::Slot(SlotName::Chair) | Role::Audio(1) => "chair".to_owned(),
        Role::Slot(SlotName::Content) | Role::Content => "content".to_owned(),
        Role::Slot(SlotName::Thumbnail(n)) => format!("thumbnail-{n}"),
        Role::Audio(n) => format!("voice-{n}"),
        Role::Microphone | Role::Camera => "site".to_owned(),
    }
}

fn kind_word(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Audio => "audio",
        LineKind::Video => "video",
    }
}

/// The answer being written.
struct Sdp(String);

impl Sdp {
    fn line(&mut self, text: impl std::fmt::Display) {
        write!(self.0, "{text}\r\n").expect("writing to a String cannot fail");
    }

    /// Port 9 is the discard port: the address comes from ICE.
    fn media(&mut self, line: &MediaLine) {
        let (kind, codec) = (kind_word(line.kind), &line.codec);
        match codec.rtx {
            Some(rtx) => self.line(format_args!("m={kind} 9 {PROTOCOL} {} {rtx}", codec.payload_type)),
            None => self.line(format_args!("m={kind} 9 {PROTOCOL} {}", codec.payload_type)),
        }
    }

    fn rejected(&mut self, line: &DeadLine) {
        self.line(format_args!("m={} 0 {} {}", line.media, line.protocol, line.format));
        self.line("c=IN IP4 0.0.0.0");
        if let Some(mid) = &line.mid {
            self.line(format_args!("a=mid:{mid}"));
        }
        self.line("a=inactive");
    }

    /// What describes a source's own frames (dependency descriptor, orientation, layers, timing, colour) has no
    /// [`ExtensionKind`]: it would pass through a switch and freeze the decoder.
    fn extensions(&mut self, line: &MediaLine) {
        for kind in ExtensionKind::ALL {
            if let Some(id) = line.extensions.get(kind) {
                self.line(format_args!("a=extmap:{id} {}", kind.uri()));
            }
        }
    }

    fn codec(&mut self, line: &MediaLine) {
        let (codec, pt) = (&line.codec, line.codec.payload_type);
        match (line.kind, &codec.profile_level_id) {
            (LineKind::Audio, _) => {
                self.line(format_args!("a=rtpmap:{pt} opus/48000/2"));
                self.line(format_args!("a=fmtp:{pt} useinbandfec=1;usedtx=0"));
            }
            (LineKind::Video, None) => self.line(format_args!("a=rtpmap:{pt} VP8/90000")),
            (LineKind::Video, Some(profile)) => {
                self.line(format_args!("a=rtpmap:{pt} H264/90000"));
                self.line(format_args!(
                    "a=fmtp:{pt} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id={profile}"
                ));
            }
        }
        self.feedback(line);
        if let Some(rtx) = codec.rtx {
            self.line(format_args!("a=rtpmap:{rtx} rtx/90000"));
            self.line(format_args!("a=fmtp:{rtx} apt={pt}"));
        }
    }

    /// What the client offered and the node speaks. REMB is taken only from clients without transport-wide
    /// feedback: an endpoint with both runs two estimators.
    fn feedback(&mut self, line: &MediaLine) {
        let (offered, pt) = (line.codec.feedback, line.codec.payload_type);
        let video = line.kind == LineKind::Video;
        let spoken = [
            (offered.nack && video, "nack"),
            (offered.pli && video, "nack pli"),
            (offered.fir && video, "ccm fir"),
            (offered.transport_cc, "transport-cc"),
            (offered.remb && !offered.transport_cc && video, "goog-remb"),
        ];
        for (_, feedback) in spoken.into_iter().filter(|(is_spoken, _)| *is_spoken) {
            self.line(format_args!("a=rtcp-fb:{pt} {feedback}"));
        }
    }

    fn simulcast(&mut self, line: &MediaLine) {
        for rid in &line.rids {
            self.line(format_args!("a=rid:{rid} recv"));
        }
        if !line.rids.is_empty() {
            self.line(format_args!("a=simulcast:recv {}", line.rids.join(";")));
        }
    }
}

/// RFC 8827 section 6.5 allows nothing else.
const PROTOCOL: &str = "UDP/TLS/RTP/SAVPF";
