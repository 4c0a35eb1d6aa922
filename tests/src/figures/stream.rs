//! What did one slot receive? Packets are put in order, repaired ones in their place, and frames are judged
//! as a decoder would: a frame is good when it is a key frame or follows the last one.

use super::Received;
use crate::fixture::{FrameId, Identity};
use crate::vp8;
use bytes::Bytes;
use rtc::rtp;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Packets held back behind a gap before it is given up: a second of the largest layer.
const WINDOW: usize = 150;
/// A picture id or timestamp this far ahead is still "forward" (RFC 3550: serial number arithmetic).
const HALF: u32 = 1 << 31;

/// Figures of one slot since the peer joined.
#[derive(Clone, Debug, Default)]
pub struct SlotFigures {
    /// `programme`, `chair`, `content`, `thumbnail-N`, `audio-N`.
    pub name: String,
    /// SSRC announced in the answer.
    pub ssrc: u32,
    /// Packets received first-hand.
    pub packets: u64,
    /// RTP payload bytes.
    pub bytes: u64,
    /// Packets that came by retransmission and filled a gap.
    pub repaired: u64,
    /// Packets given up.
    pub lost: u64,
    /// Packets received twice.
    pub duplicates: u64,
    /// Frames completed.
    pub frames: u64,
    /// Key frames among them.
    pub key_frames: u64,
    /// Frames a decoder could not have decoded.
    pub broken: u64,
    /// Frames whose picture id does not follow the last one.
    pub picture_id_breaks: u64,
    /// Frames or sounds whose timestamp does not lie after the last one.
    pub timestamp_breaks: u64,
    /// Changes of source or layer.
    pub switches: u64,
    /// The last frame recognized.
    pub frame: Option<FrameId>,
    /// The scene last seen or heard.
    pub scene: Option<&'static str>,
    /// When the scene was last seen or heard.
    pub scene_at: Option<Instant>,
    /// When the last packet came.
    pub packet_at: Option<Instant>,
    /// Longest time between two frames.
    pub longest_gap: Duration,
    /// RTP time of the last frame or sound.
    pub timestamp: Option<u32>,
    /// Last sender report: NTP time and RTP time.
    pub sender_report: Option<(u64, u32)>,
}

#[derive(Debug)]
pub(super) struct Stream {
    pub(super) figures: SlotFigures,
    pub(super) kind: RtpCodecKind,
    next: Option<u64>,
    waiting: BTreeMap<u64, Piece>,
    open: Option<OpenFrame>,
    decodable: bool,
    picture_id: Option<u16>,
    /// Numbers came whose packets were not sent.
    is_hollow: bool,
    frame_at: Option<Instant>,
}

#[derive(Debug)]
struct Piece {
    timestamp: u32,
    marker: bool,
    payload: Bytes,
}

#[derive(Debug)]
struct OpenFrame {
    timestamp: u32,
    picture_id: Option<u16>,
    id: Option<FrameId>,
    key: bool,
}

impl Stream {
    pub(super) fn new(name: &str, kind: RtpCodecKind, ssrc: u32) -> Stream {
        Stream {
            figures: SlotFigures { name: name.to_owned(), ssrc, ..SlotFigures::default() },
            kind,
            next: None,
            waiting: BTreeMap::new(),
            open: None,
            decodable: false,
            picture_id: None,
            is_hollow: false,
            frame_at: None,
        }
    }

    pub(super) fn media(&mut self, now: Instant, packet: &rtp::Packet) -> Received {
        if packet.payload.is_empty() {
            // A number whose packet is not sent: nothing is missing.
            return self.place(now, packet.header.sequence_number, packet, Bytes::new(), false);
        }
        self.figures.packets += 1;
        self.figures.bytes += packet.payload.len() as u64;
        self.figures.packet_at = Some(now);
        self.place(now, packet.header.sequence_number, packet, packet.payload.clone(), false)
    }

    /// RFC 4588 section 4: the payload begins with the original sequence number.
    pub(super) fn repair(&mut self, now: Instant, packet: &rtp::Packet) -> Received {
        let Some((original, _)) = packet.payload.split_at_checked(2) else {
            return Received::default();
        };
        let original = u16::from_be_bytes([original[0], original[1]]);
        self.place(now, original, packet, packet.payload.slice(2..), true)
    }

    fn place(
        &mut self,
        now: Instant,
        sequence: u16,
        packet: &rtp::Packet,
        payload: Bytes,
        repaired: bool,
    ) -> Received {
        let next = *self.next.get_or_insert(u64::from(sequence) + (1 << 32));
        let position = extend(next, sequence);
        if position < next || self.waiting.contains_key(&position) {
            self.figures.duplicates += 1;
            return Received::default();
        }
        self.figures.repaired += u64::from(repaired);
        let header = &packet.header;
        self.waiting.insert(position, Piece { timestamp: header.timestamp, marker: header.marker, payload });
        self.advance(now)
    }

    /// Takes pieces in order; gives up the oldest gap when too much waits behind it.
    fn advance(&mut self, now: Instant) -> Received {
        let mut received = Received::default();
        loop {
            while let Some(piece) = self.next.and_then(|next| self.waiting.remove(&next)) {
                self.next = self.next.map(|next| next + 1);
                received.news |= self.take(now, &piece);
            }
            if self.waiting.len() < WINDOW {
                break;
            }
            let Some(first) = self.waiting.keys().next().copied() else { break };
            self.figures.lost += first - self.next.unwrap_or(first);
            self.next = Some(first);
            self.open = None;
            self.decodable = false;
        }
        if self.kind == RtpCodecKind::Video && !self.decodable && self.figures.frames > 0 {
            received.wants_key_frame = Some(self.figures.ssrc);
        }
        received
    }

    fn take(&mut self, now: Instant, piece: &Piece) -> bool {
        match self.kind {
            RtpCodecKind::Audio => self.sound(now, piece),
            _ => self.picture(now, piece),
        }
    }

    fn sound(&mut self, now: Instant, piece: &Piece) -> bool {
        self.clock(piece.timestamp);
        self.figures.frames += 1;
        if let Some(scene) = Identity::of_fixtures().speech(&piece.payload) {
            self.saw(now, scene);
        }
        true
    }

    fn picture(&mut self, now: Instant, piece: &Piece) -> bool {
        if piece.payload.is_empty() {
            (self.is_hollow, self.open) = (true, None);
            return false;
        }
        let Some(descriptor) = vp8::descriptor(&piece.payload) else { return false };
        let bitstream = &piece.payload[descriptor.length..];
        if descriptor.begins_frame {
            if let Some(cut) = self.open.take() {
                // Its end never came: only a key frame may follow.
                self.picture_id = cut.picture_id.or(self.picture_id);
                self.decodable = false;
            }
            self.open = Some(OpenFrame {
                timestamp: piece.timestamp,
                picture_id: descriptor.picture_id,
                id: Identity::of_fixtures().frame(bitstream),
                key: vp8::is_key(bitstream),
            });
        }
        if !piece.marker {
            return false;
        }
        match self.open.take() {
            Some(frame) if frame.timestamp == piece.timestamp => self.judge(now, &frame),
            _ => self.figures.broken += u64::from(!self.is_hollow),
        }
        true
    }

    fn judge(&mut self, now: Instant, frame: &OpenFrame) {
        if self.is_hollow && !frame.key {
            // Sent before its source left the slot: of no use, and a key frame follows.
            return;
        }
        self.clock(frame.timestamp);
        self.figures.frames += 1;
        self.figures.key_frames += u64::from(frame.key);
        if let Some(last) = self.frame_at.replace(now) {
            self.figures.longest_gap = self.figures.longest_gap.max(now - last);
        }
        let expected = self.picture_id.map(|last| (last + 1) & 0x7fff);
        // Behind what was not sent a key frame begins anew.
        let begins = frame.key && std::mem::take(&mut self.is_hollow);
        let differs = expected.is_some() && frame.picture_id.is_some() && expected != frame.picture_id;
        self.figures.picture_id_breaks += u64::from(differs && !begins);
        self.picture_id = frame.picture_id.or(self.picture_id);

        // Frames that are not unique among the fixtures are given the benefit of the doubt.
        let follows = match (&frame.id, &self.figures.frame) {
            (Some(id), Some(last)) => id.follows(last),
            _ => true,
        };
        self.decodable = frame.key || (self.decodable && follows);
        // Before the first key frame there is no picture that could break.
        self.figures.broken += u64::from(!self.decodable && self.figures.key_frames > 0);
        if let Some(id) = &frame.id {
            let same =
                self.figures.frame.is_some_and(|last| (last.scene, last.layer) == (id.scene, id.layer));
            self.figures.switches += u64::from(!same);
            self.saw(now, id.scene);
        }
        self.figures.frame = frame.id;
    }

    fn saw(&mut self, now: Instant, scene: &'static str) {
        self.figures.scene = Some(scene);
        self.figures.scene_at = Some(now);
    }

    fn clock(&mut self, timestamp: u32) {
        if let Some(last) = self.figures.timestamp.replace(timestamp) {
            let ahead = timestamp.wrapping_sub(last);
            self.figures.timestamp_breaks += u64::from(ahead == 0 || ahead >= HALF);
        }
    }
}

/// RFC 3711 section 3.3.1, as for SRTP indexes: the position nearest to the one expected.
fn extend(next: u64, sequence: u16) -> u64 {
    let distance = i64::from(sequence.wrapping_sub(next as u16) as i16);
    next.wrapping_add_signed(distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::scene;

    struct Sender {
        sequence: u16,
        timestamp: u32,
        picture_id: u16,
    }

    impl Sender {
        fn frame(&mut self, data: &Bytes) -> Vec<rtp::Packet> {
            self.timestamp = self.timestamp.wrapping_add(6_000);
            self.picture_id += 1;
            let payloads: Vec<Bytes> = vp8::packetize(data, self.picture_id).collect();
            let last = payloads.len() - 1;
            payloads
                .into_iter()
                .enumerate()
                .map(|(index, payload)| {
                    self.sequence = self.sequence.wrapping_add(1);
                    let header = rtp::header::Header {
                        version: 2,
                        sequence_number: self.sequence,
                        timestamp: self.timestamp,
                        marker: index == last,
                        ssrc: 7,
                        ..Default::default()
                    };
                    rtp::Packet { header, payload }
                })
                .collect()
        }
    }

    fn start() -> (Sender, Stream, Instant) {
        let sender = Sender { sequence: 65_530, timestamp: u32::MAX - 9_000, picture_id: 0 };
        (sender, Stream::new("programme", RtpCodecKind::Video, 7), Instant::now())
    }

    #[test]
    fn a_loop_over_wraps_of_all_counters_is_good_and_named() {
        let (mut sender, mut stream, now) = start();
        for frame in &scene("kim-son").unwrap().layers[1].frames {
            for packet in sender.frame(&frame.data) {
                stream.media(now, &packet);
            }
        }
        let figures = &stream.figures;
        assert_eq!((figures.frames, figures.key_frames), (90, 6));
        assert_eq!((figures.broken, figures.lost, figures.duplicates), (0, 0, 0));
        assert_eq!((figures.picture_id_breaks, figures.timestamp_breaks, figures.switches), (0, 0, 1));
        assert_eq!(figures.scene, Some("kim-son"));
    }

    #[test]
    fn a_switch_without_key_frame_is_broken_until_one_comes() {
        let (mut sender, mut stream, now) = start();
        let a = &scene("kim-son").unwrap().layers[0].frames;
        let b = &scene("bao-ha").unwrap().layers[0].frames;
        for frame in a[..3].iter().chain(&b[4..8]) {
            for packet in sender.frame(&frame.data) {
                stream.media(now, &packet);
            }
        }
        assert_eq!(stream.figures.broken, 4);
        let received: Vec<Received> =
            sender.frame(&b[15].data).iter().map(|p| stream.media(now, p)).collect();
        assert_eq!(stream.figures.broken, 4, "a key frame heals it");
        assert_eq!(received.last().unwrap().wants_key_frame, None);
    }

    #[test]
    fn a_retransmission_fills_its_gap() {
        let (mut sender, mut stream, now) = start();
        let frames = &scene("bao-ha").unwrap().layers[1].frames;
        let key = sender.frame(&frames[0].data);
        assert!(key.len() > 3);
        for (index, packet) in key.iter().enumerate() {
            if index != 1 {
                stream.media(now, packet);
            }
        }
        for packet in sender.frame(&frames[1].data) {
            stream.media(now, &packet);
        }
        assert_eq!(stream.figures.frames, 0);
        let mut repair = key[1].clone();
        let mut payload = key[1].header.sequence_number.to_be_bytes().to_vec();
        payload.extend_from_slice(&key[1].payload);
        repair.payload = payload.into();
        stream.repair(now, &repair);
        let figures = &stream.figures;
        assert_eq!((figures.frames, figures.broken, figures.repaired, figures.lost), (2, 0, 1, 0));
        stream.repair(now, &repair);
        assert_eq!(stream.figures.duplicates, 1);
    }
}
