//! What does a room device send? A microphone every 20 ms and cameras in layers, each packet stamped.

use super::clock::Clock;
use super::dice::Dice;
use super::offer::{Announced, OPUS, RIDS, RTX, VP8};
use super::rtp::{Header, id};
use super::stamp::{Layer, Stamp};
use super::vp8::Frame;
use giaoban_media::Time;
use std::collections::VecDeque;
use std::time::Duration;

/// Packets a client can send again: libwebrtc keeps about as many.
const HISTORY: usize = 600;
/// An encoder hears one request for a key frame in this time (libwebrtc, `encoder_rtcp_feedback.cc`).
const REQUESTS: Duration = Duration::from_millis(300);
/// Payload of a video packet, as browsers cut them.
const PAYLOAD: usize = 1_100;
/// From one packet of a frame to the next: browsers pace.
const PACE: Duration = Duration::from_micros(700);
/// Opus packets last 20 ms.
const PACKET: Duration = Duration::from_millis(20);
/// A microphone's payload at 32 kbit/s.
const SOUND: usize = 80;

/// Packets on their way out, with the time at which they leave.
pub(crate) type Leaving<'a> = &'a mut dyn FnMut(Time, Vec<u8>);

/// One outgoing stream.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    pub(crate) ssrc: u32,
    pub(crate) rate: u32,
    pub(crate) packets: u32,
    pub(crate) octets: u32,
    mid: &'static str,
    rid: Option<&'static str>,
    payload_type: u8,
    seq: u16,
    base: u32,
    rtx_ssrc: u32,
    rtx_seq: u16,
    history: VecDeque<(u16, Vec<u8>)>,
}

impl Track {
    fn new(mid: &'static str, ssrcs: (u32, u32), payload_type: u8, rate: u32, dice: &mut Dice) -> Track {
        Track {
            ssrc: ssrcs.0,
            rate,
            packets: 0,
            octets: 0,
            mid,
            rid: None,
            payload_type,
            seq: dice.next_u16(),
            base: dice.next_u32(),
            rtx_ssrc: ssrcs.1,
            rtx_seq: dice.next_u16(),
            history: VecDeque::new(),
        }
    }

    fn packet(&mut self, marker: bool, ticks: u32, payload: &[u8]) -> Vec<u8> {
        self.seq = self.seq.wrapping_add(1);
        self.packets += 1;
        self.octets += payload.len() as u32;
        let is_audio = self.payload_type == OPUS;
        let header = Header {
            marker,
            payload_type: self.payload_type,
            seq: self.seq,
            timestamp: self.base.wrapping_add(ticks),
            ssrc: self.ssrc,
            mid: self.mid,
            rid: self.rid.map(|rid| (id::RID, rid)),
            audio_level: is_audio.then_some(0x80 | 30),
        };
        let packet = header.packet(&[], payload);
        if !is_audio {
            self.remember(&header, payload);
        }
        packet
    }

    /// Keeps the packet in its retransmitted form, but for the number.
    fn remember(&mut self, header: &Header<'_>, payload: &[u8]) {
        if self.history.len() == HISTORY {
            self.history.pop_front();
        }
        let rid = self.rid.map(|rid| (id::REPAIRED_RID, rid));
        let again =
            Header { payload_type: RTX, seq: 0, ssrc: self.rtx_ssrc, rid, audio_level: None, ..*header };
        self.history.push_back((header.seq, again.packet(&header.seq.to_be_bytes(), payload)));
    }

    /// The retransmission of a packet (RFC 4588).
    pub(crate) fn again(&mut self, seq: u16) -> Option<Vec<u8>> {
        let (_, packet) = self.history.iter().find(|(sent, _)| *sent == seq)?;
        let mut packet = packet.clone();
        self.rtx_seq = self.rtx_seq.wrapping_add(1);
        packet[2..4].copy_from_slice(&self.rtx_seq.to_be_bytes());
        Some(packet)
    }

    /// The retransmissions of all packets that are kept.
    pub(crate) fn all_again(&mut self) -> Vec<Vec<u8>> {
        let kept: Vec<u16> = self.history.iter().map(|(seq, _)| *seq).collect();
        kept.into_iter().filter_map(|seq| self.again(seq)).collect()
    }

    /// The RTP timestamp this track's clock shows, for sender reports.
    pub(crate) fn timestamp(&self, ticks: u32) -> u32 {
        self.base.wrapping_add(ticks)
    }
}

/// A microphone. Its sample clock is the sound card's, which is not the wall clock.
#[derive(Clone, Debug)]
pub(crate) struct Microphone {
    pub(crate) track: Track,
    /// A client that mutes itself sends nothing.
    pub(crate) is_muted: bool,
    pub(crate) card: Clock,
    /// Its reports reckon from a packet that was up to this much late.
    pub(crate) unsteady: Duration,
    start: Time,
    count: u32,
    site: u32,
    dice: Dice,
}

impl Microphone {
    pub(crate) fn new(now: Time, site: u32, card: Clock, dice: &mut Dice) -> Microphone {
        let track = Track::new("0", (dice.next_u32(), dice.next_u32()), OPUS, 48_000, dice);
        let dice = Dice::new(u64::from(dice.next_u32()), u64::from(site));
        Microphone {
            track,
            is_muted: false,
            card,
            unsteady: Duration::ZERO,
            start: now,
            count: 0,
            site,
            dice,
        }
    }

    pub(crate) fn deadline(&self) -> Time {
        self.card.after(self.start, PACKET * self.count)
    }

    /// Ticks since the microphone was opened, as its next report has them.
    pub(crate) fn reckoned(&mut self, now: Time) -> u32 {
        let late = self.dice.up_to(self.unsteady);
        let ticks = |at: Time| self.card.ticks(at, self.track.rate);
        ticks(now).wrapping_sub(ticks(self.start + late))
    }

    /// Sends the packet that is due.
    pub(crate) fn speak(&mut self, now: Time, leaving: Leaving<'_>) {
        if self.deadline() > now {
            return;
        }
        let stamp =
            Stamp { site: self.site, layer: Layer::Audio, frame: self.count, part: (0, 1), captured: now };
        let ticks = self.count.wrapping_mul(960);
        self.count += 1;
        if self.is_muted {
            return;
        }
        let mut payload = vec![0x78];
        stamp.write(&mut payload);
        payload.resize(SOUND, 0);
        leaving(now, self.track.packet(false, ticks, &payload));
    }
}

/// One layer of a camera.
#[derive(Clone, Debug)]
pub(crate) struct Rendition {
    pub(crate) track: Track,
    pub(crate) layer: Layer,
    pub(crate) width: u16,
    pub(crate) height: u16,
    /// Bytes of an ordinary frame; a key frame has four times as many.
    pub(crate) size: usize,
    pub(crate) is_active: bool,
    /// Whether anybody watches it, as its client was told.
    is_wanted: bool,
    /// Every how many frames of the camera.
    pub(crate) every: u32,
    /// Requests are not answered before.
    pub(crate) is_deaf_until: Time,
    /// Key frames sent.
    pub(crate) keys: u32,
    key_due: Option<Time>,
    picture_id: u16,
    tl0: u8,
    frame: u32,
}

/// A camera, or slides.
#[derive(Clone, Debug)]
pub(crate) struct Camera {
    pub(crate) layers: Vec<Rendition>,
    pub(crate) fps: u32,
    /// From capture to the first packet.
    pub(crate) delay: Duration,
    /// From a request to the next key frame at the earliest.
    pub(crate) encoder: Duration,
    /// The last request that was heard.
    heard: Option<Time>,
    start: Time,
    count: u32,
    site: u32,
}

impl Camera {
    /// 720p in three layers.
    pub(crate) fn simulcast(now: Time, site: u32, dice: &mut Dice) -> Camera {
        let sizes = [(320, 180, 750, 2), (640, 360, 1_500, 1), (1_280, 720, 4_500, 1)];
        let kinds = [Layer::Quarter, Layer::Half, Layer::Full];
        let layers = kinds.iter().zip(RIDS).zip(sizes).map(|((layer, rid), size)| {
            let ssrcs = (dice.next_u32(), dice.next_u32());
            let mut rendition = Rendition::new(Track::new("1", ssrcs, VP8, 90_000, dice), *layer, size, dice);
            rendition.track.rid = Some(rid);
            rendition
        });
        Camera::of(now, site, layers.collect())
    }

    /// 360p without simulcast.
    pub(crate) fn single(now: Time, site: u32, announced: Announced, dice: &mut Dice) -> Camera {
        let track = Track::new("1", announced.camera, VP8, 90_000, dice);
        Camera::of(now, site, vec![Rendition::new(track, Layer::Half, (640, 360, 2_500, 1), dice)])
    }

    /// Slides: large and slow.
    pub(crate) fn slides(now: Time, site: u32, announced: Announced, dice: &mut Dice) -> Camera {
        let track = Track::new("2", announced.content, VP8, 90_000, dice);
        let rendition = Rendition::new(track, Layer::Content, (1_920, 1_080, 9_000, 1), dice);
        Camera { fps: 5, ..Camera::of(now, site, vec![rendition]) }
    }

    fn of(now: Time, site: u32, layers: Vec<Rendition>) -> Camera {
        let (delay, encoder) = (Duration::from_millis(5), Duration::from_millis(30));
        Camera { layers, fps: 25, delay, encoder, heard: None, start: now, count: 0, site }
    }

    pub(crate) fn deadline(&self) -> Time {
        self.start + Duration::from_micros(u64::from(self.count) * 1_000_000 / u64::from(self.fps))
    }

    /// Captures the frame that is due; its packets leave a little later.
    pub(crate) fn capture(&mut self, now: Time, wall: &Clock, leaving: Leaving<'_>) {
        if self.deadline() > now {
            return;
        }
        self.count += 1;
        for layer in &mut self.layers {
            if layer.is_sent() && (self.count.is_multiple_of(layer.every) || layer.key_is_due(now)) {
                layer.send(now, self.site, wall, now + self.delay, leaving);
            }
        }
    }

    /// Nobody watches these layers, somebody all others; one that is sent again begins with a key frame.
    pub(crate) fn pause(&mut self, rids: &[String]) {
        for layer in &mut self.layers {
            let is_wanted = layer.track.rid.is_none_or(|rid| !rids.iter().any(|paused| paused == rid));
            if is_wanted && !layer.is_wanted {
                layer.key_due = Some(Time(0));
            }
            layer.is_wanted = is_wanted;
        }
    }

    /// The receiver of the stream `ssrc` wants a key frame. False when it is not this camera's. As in libwebrtc, all
    /// layers begin anew together, and what is asked for soon after is not heard.
    pub(crate) fn request(&mut self, now: Time, ssrc: u32) -> bool {
        let Some(layer) = self.layers.iter().find(|layer| layer.track.ssrc == ssrc) else { return false };
        let is_heard = self.heard.is_none_or(|heard| now.since(heard) >= REQUESTS);
        if is_heard && now >= layer.is_deaf_until {
            self.heard = Some(now);
            for layer in &mut self.layers {
                layer.key_due.get_or_insert(now + self.encoder);
            }
        }
        true
    }
}

impl Rendition {
    fn new(track: Track, layer: Layer, size: (u16, u16, usize, u32), dice: &mut Dice) -> Rendition {
        let (width, height, size, every) = size;
        Rendition {
            track,
            layer,
            width,
            height,
            size,
            is_active: true,
            is_wanted: true,
            every,
            is_deaf_until: Time(0),
            keys: 0,
            key_due: Some(Time(0)),
            picture_id: dice.next_u16() & 0x7fff,
            tl0: dice.next_u16() as u8,
            frame: 0,
        }
    }

    /// Stops or goes on; a layer that goes on begins with a key frame.
    pub(crate) fn set_active(&mut self, is_active: bool) {
        self.is_active = is_active;
        self.key_due = Some(Time(0));
    }

    /// Whether its packets leave.
    pub(crate) fn is_sent(&self) -> bool {
        self.is_active && self.is_wanted
    }

    fn key_is_due(&self, now: Time) -> bool {
        self.key_due.is_some_and(|due| due <= now)
    }

    fn send(&mut self, now: Time, site: u32, wall: &Clock, leaves: Time, leaving: Leaving<'_>) {
        let is_key = self.key_is_due(now);
        if is_key {
            self.key_due = None;
            self.keys += 1;
        }
        self.frame += 1;
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        self.tl0 = self.tl0.wrapping_add(1);
        let Rendition { picture_id, tl0, width, height, layer, frame, .. } = *self;
        let numbers = Frame { picture_id, tl0, is_key, width, height };
        let size = if is_key { self.size * 4 } else { self.size };
        let parts = size.div_ceil(PAYLOAD) as u16;
        // The last packets of a frame differ by a byte or two, as libvpx cuts them.
        let len = size / usize::from(parts);
        for part in 0..parts {
            let stamp = Stamp { site, layer, frame, part: (part, parts), captured: now };
            let payload = numbers.payload(&stamp, len + usize::from(part == 0));
            let packet = self.track.packet(part + 1 == parts, wall.ticks(now, 90_000), &payload);
            leaving(leaves + PACE * u32::from(part), packet);
        }
    }
}
