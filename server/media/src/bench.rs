//! What do parts of the hot path cost by themselves? Each function makes one part ready and returns what a bench repeats.
//! Nothing but the benches comes in here.

use crate::allocation::{Budget, Claim, Coming, Ladder, Layer, allocate};
use crate::bandwidth::Bandwidth;
use crate::bitrate::Bitrate;
use crate::downlink::{Pacer, Pending};
use crate::payload::{Codec, inspect, rewrite};
use crate::rtcp::{Packet, packets};
use crate::rtp::write::write_header;
use crate::rtp::{ExtensionIds, ExtensionKind, RtpHeader, RtpView, SentExtensions, Seq};
use crate::slot::{Placed, Shape};
use crate::srtp::{Profile, SrtpKeys, SrtpReceiver, SrtpSender};
use crate::stream::StreamKey;
use crate::time::Time;
use giaoban_link::{MediaKind, SlotName};
use slotmap::SlotMap;
use std::hint::black_box;
use std::time::Duration;

/// Payload of a usual packet of a picture.
const PAYLOAD: usize = 1_100;
/// Bytes of a full datagram of feedback.
const DATAGRAM: usize = 1_440;
/// Packets of a usual frame.
const FRAME: u64 = 6;

/// Reads one packet as the node does: header, extensions, the front of its payload.
pub fn parse() -> impl FnMut() {
    let (ids, packet) = (ids(), packet());
    move || {
        let view = RtpView::parse(black_box(&packet)).expect("it was written as RTP");
        black_box((ids.transport_cc(&view), ids.mid(&view), inspect(Codec::Vp8, view.payload())));
    }
}

/// Writes the header of one packet for one receiver, and its numbers into the payload.
pub fn write() -> impl FnMut() {
    let (ids, payload) = (ids(), payload());
    let mut bytes = Vec::with_capacity(2 * PAYLOAD);
    let mut placed = placed(0);
    move || {
        bytes.clear();
        placed.out += 1;
        write_header(&header(placed.seq()), &ids, &extensions(), &mut bytes);
        let start = bytes.len();
        bytes.extend_from_slice(&payload);
        rewrite(&placed, &mut bytes[start..]);
        black_box(&bytes);
    }
}

/// Seals one packet with AES-128-GCM.
pub fn seal() -> impl FnMut() {
    let (mut sender, _) = keyed();
    let mut plain = packet();
    let mut seq = Seq(0);
    let mut sealed = Vec::with_capacity(2 * PAYLOAD);
    move || {
        seq = number(&mut plain, seq);
        sealed.clear();
        sealed.extend_from_slice(&plain);
        sender.protect_rtp(&mut sealed, 0).expect("numbers go up");
        black_box(&sealed);
    }
}

/// Seals one packet and opens it again on the other side.
pub fn seal_and_open() -> impl FnMut() {
    let (mut sender, mut receiver) = keyed();
    let mut plain = packet();
    let mut seq = Seq(0);
    let mut sealed = Vec::with_capacity(2 * PAYLOAD);
    move || {
        seq = number(&mut plain, seq);
        sealed.clear();
        sealed.extend_from_slice(&plain);
        sender.protect_rtp(&mut sealed, 0).expect("numbers go up");
        receiver.unprotect_rtp(black_box(&mut sealed)).expect("sealed with its key");
    }
}

/// Queues a frame on a line of 2 Mbit/s and takes from the queue what may leave within its pacing interval.
pub fn pace() -> impl FnMut() {
    let mut pacer = Pacer::default();
    let mut leaving = Vec::with_capacity(64);
    let (mut now, mut seq) = (Time(0), 0);
    move || {
        for _ in 0..FRAME {
            seq += 1;
            let (slot, stream, padded) = (0, StreamKey::default(), PAYLOAD);
            pacer.push(
                now,
                Pending { slot, stream, seq, placed: placed(seq), padded, again: false, shape: Shape::Whole },
                false,
            );
        }
        while pacer.deadline() != Time::NEVER {
            now = now.max(pacer.deadline());
            pacer.take(now, Bitrate::kbps(2_000), &mut leaving);
        }
        black_box(&leaving);
        leaving.clear();
        now = now + Duration::from_millis(33);
    }
}

/// Hears a datagram of feedback on packets of which every fourteenth arrived: the most work that a receiver can claim to
/// have been done already.
pub fn hear_claims() -> impl FnMut() {
    let mut bandwidth = Bandwidth::default();
    (0..8_000).for_each(|ms| bandwidth.sent(Time::from_millis(ms), PAYLOAD, MediaKind::Video));
    let chunks = ((DATAGRAM - 20) / 3) & !3;
    let words = (4 + chunks * 3 / 4) as u16;
    let count = 14 * chunks as u16;
    let base = bandwidth.next_number() - count;
    let datagram = [
        &[0x8f, 205][..],
        &words.to_be_bytes(),
        &[0, 0, 0, 1, 0, 0, 0, 2],
        &base.to_be_bytes(),
        &count.to_be_bytes(),
        &[0, 0, 1, 0],
        &[0xa0, 0].repeat(chunks),
        &vec![4; chunks],
    ]
    .concat();
    move || {
        for packet in packets(&datagram) {
            let Ok(Packet::TransportCc(feedback)) = packet else { panic!("feedback is read") };
            bandwidth.hear(Time::from_millis(8_000), None, black_box(&feedback));
        }
    }
}

/// Shares a line of 3 Mbit/s between slides, a speaker, a chair and a mosaic of sixteen.
pub fn share() -> impl FnMut() {
    let mut keys: SlotMap<StreamKey, ()> = SlotMap::with_key();
    let thumbnails = (0..16).map(SlotName::Thumbnail);
    let names = [SlotName::Content, SlotName::Programme, SlotName::Chair].into_iter().chain(thumbnails);
    let mut claims: Vec<Claim> = names.enumerate().map(|(slot, name)| claim(slot, name, &mut keys)).collect();
    let (budget, mut ladder) = (Budget { rate: Bitrate::kbps(3_000), is_cut: false }, Ladder::default());
    let mut now = Time::from_millis(1_000);
    move || {
        now = now + Duration::from_millis(200);
        for claim in &mut claims {
            claim.before = claim.given.take().map(|index| claim.layers[index].height);
        }
        allocate(now, Some(budget), &mut ladder, &mut claims);
        black_box(&claims);
    }
}

fn claim(slot: usize, name: SlotName, keys: &mut SlotMap<StreamKey, ()>) -> Claim {
    let mut layer = |height, kilobits| Layer {
        stream: keys.insert(()),
        height,
        rate: Bitrate::kbps(kilobits),
        comes: Coming::Now,
    };
    let layers = vec![layer(180, 150), layer(360, 500), layer(720, 1_500)];
    let ideal = if matches!(name, SlotName::Thumbnail(_)) { 0 } else { 2 };
    Claim { slot, name, wanted: layers[ideal].height, layers, ideal, before: None, given: None }
}

fn keyed() -> (SrtpSender, SrtpReceiver) {
    let profile = Profile::AeadAes128Gcm;
    let exported = vec![7; profile.exporter_len()];
    let (keys, _) = SrtpKeys::from_exporter(profile, &exported).expect("as long as the profile asks");
    (SrtpSender::new(&keys), SrtpReceiver::new(&keys))
}

/// Gives the packet the next number.
fn number(packet: &mut [u8], seq: Seq) -> Seq {
    packet[2..4].copy_from_slice(&seq.0.to_be_bytes());
    seq.next()
}

fn ids() -> ExtensionIds {
    let mut ids = ExtensionIds::default();
    for (id, kind) in (1..).zip([ExtensionKind::Mid, ExtensionKind::TransportCc, ExtensionKind::AbsSendTime])
    {
        ids.set(kind, id);
    }
    ids
}

fn extensions() -> SentExtensions<'static> {
    SentExtensions { mid: Some("1"), audio_level: None, transport_cc: true, abs_send_time: true }
}

fn header(seq: Seq) -> RtpHeader {
    RtpHeader { marker: false, payload_type: 96, seq, timestamp: 3_000, ssrc: 0x1234_5678 }
}

fn placed(seq: u64) -> Placed {
    Placed { out: seq, timestamp: 3_000, picture_id: Some(5), tl0: Some(1) }
}

/// VP8 with a picture id of 15 bits and TL0PICIDX (RFC 7741 section 4.2), not the start of a key frame.
fn payload() -> Vec<u8> {
    let mut payload = vec![0x80, 0xc0, 0x80, 0x05, 0x01];
    payload.resize(PAYLOAD, 0x55);
    payload
}

fn packet() -> Vec<u8> {
    let mut bytes = Vec::new();
    write_header(&header(Seq(0)), &ids(), &extensions(), &mut bytes);
    bytes.extend_from_slice(&payload());
    bytes
}
