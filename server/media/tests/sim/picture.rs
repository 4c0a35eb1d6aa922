//! What does a decoder make of a picture slot? It freezes at whatever a browser's decoder freezes at, and reports
//! what no browser may ever be sent.

use super::offer;
use super::offsets::Offsets;
use super::received::Received;
use super::rtp::Rtp;
use super::span::Span;
use super::stamp::Stamp;
use super::vp8::{self, Piece};
use giaoban_media::Time;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Ticks a second.
pub(crate) const VIDEO_RATE: u32 = 90_000;
/// A gap older than this is answered with a request for a key frame.
const PATIENCE: Duration = Duration::from_millis(200);
/// Least time between two such requests.
const REQUESTS: Duration = Duration::from_millis(200);

/// One packet in the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packet {
    timestamp: u32,
    marker: bool,
    piece: Piece,
}

/// A slot that receives a picture.
#[derive(Clone, Debug)]
pub(crate) struct PictureSlot {
    pub(crate) ssrc: u32,
    pub(crate) rtx: u32,
    pub(crate) stream: Received,
    /// The last frame decoded, and when.
    pub(crate) shown: Option<(Stamp, Time)>,
    pub(crate) offsets: Offsets,
    /// Frames decoded.
    pub(crate) frames: u64,
    /// Requests for a key frame sent.
    pub(crate) requests: u64,
    /// Longest time without a frame since the last mark.
    longest: Duration,
    marked: Time,
    buffer: BTreeMap<u64, Packet>,
    /// Numbers that came without a payload: nothing to decode, and nothing missing.
    hollow: BTreeSet<u64>,
    /// The number that follows the last frame decoded.
    next: Option<u64>,
    /// The last packet taken out of the buffer, to compare its successor with.
    before: Option<(u64, Packet)>,
    stuck: Option<Time>,
    asked: Time,
}

impl PictureSlot {
    pub(crate) fn new(ssrc: u32, rtx: u32) -> PictureSlot {
        PictureSlot {
            ssrc,
            rtx,
            stream: Received::default(),
            shown: None,
            offsets: Offsets::default(),
            frames: 0,
            requests: 0,
            longest: Duration::ZERO,
            marked: Time(0),
            buffer: BTreeMap::new(),
            hollow: BTreeSet::new(),
            next: None,
            before: None,
            stuck: None,
            asked: Time(0),
        }
    }

    /// Under which payload type its packets come.
    pub(crate) fn payload_type(&self, ssrc: u32) -> u8 {
        if ssrc == self.rtx { offer::RTX } else { offer::VP8 }
    }

    /// Starts [`PictureSlot::longest_freeze`] and the extremes of the offsets anew.
    pub(crate) fn mark(&mut self, now: Time) {
        self.longest = Duration::ZERO;
        self.marked = now;
        self.offsets.mark();
    }

    /// Longest time since the mark in which no frame could be shown.
    pub(crate) fn longest_freeze(&self, now: Time) -> Duration {
        let since = self.shown.map_or(self.marked, |(_, at)| at.max(self.marked));
        self.longest.max(now.since(since))
    }

    /// A packet of the stream or of its repair. `Err`: something no server may send.
    pub(crate) fn receive(&mut self, now: Time, rtp: &Rtp<'_>) -> Result<(), String> {
        if rtp.ssrc == self.rtx && rtp.payload.is_empty() {
            // It probes the link and repairs nothing.
            return Ok(());
        }
        if rtp.payload.is_empty() {
            let seq = self.stream.arrived(now, rtp.seq);
            return self.skip(now, seq);
        }
        let (seq, payload) = if rtp.ssrc == self.rtx {
            let (seq, payload) = rtp.payload.split_first_chunk().ok_or("a repair without a number")?;
            (self.stream.repaired(u16::from_be_bytes(*seq)), payload)
        } else {
            (self.stream.arrived(now, rtp.seq), rtp.payload)
        };
        if payload.is_empty() {
            return self.skip(now, seq);
        }
        let piece = vp8::read(payload).ok_or("a payload that is not as it was sent")?;
        let packet = Packet { timestamp: rtp.timestamp, marker: rtp.marker, piece };
        if self.next.is_some_and(|next| seq < next) {
            return Ok(());
        }
        if let Some(known) = self.buffer.insert(seq, packet).filter(|known| *known != packet) {
            return Err(format!("number {seq} carries {known:?} and {packet:?}"));
        }
        self.stuck.get_or_insert(now);
        self.decode_all(now)
    }

    /// A number came that carries nothing.
    fn skip(&mut self, now: Time, seq: u64) -> Result<(), String> {
        self.hollow.insert(seq);
        self.decode_all(now)
    }

    fn decode_all(&mut self, now: Time) -> Result<(), String> {
        while self.decode(now)? {}
        Ok(())
    }

    /// Whether a key frame has to be asked for now.
    pub(crate) fn wants_key_frame(&mut self, now: Time) -> bool {
        let stuck = self.stuck.is_some_and(|since| now.since(since) >= PATIENCE);
        let asks = stuck && (self.asked == Time(0) || now.since(self.asked) >= REQUESTS);
        if asks {
            self.asked = now;
            self.requests += 1;
        }
        asks
    }

    /// Decodes the next frame if it is there, else the first key frame behind the gap.
    fn decode(&mut self, now: Time) -> Result<bool, String> {
        while let Some(next) = self.next.filter(|next| self.hollow.remove(next)) {
            self.next = Some(next + 1);
        }
        let next = self.next.and_then(|next| Some((next, self.frame_at(next)?)));
        let found = next.or_else(|| {
            let mut keys = self.buffer.iter().filter(|(_, packet)| packet.piece.is_key);
            keys.find_map(|(seq, _)| Some((*seq, self.frame_at(*seq)?)))
        });
        let Some((start, end)) = found else { return Ok(false) };
        self.examine(end)?;
        self.stream.needless_before(start);
        let (last, packet) = self.before.expect("a frame has packets");
        self.next = Some(last + 1);
        self.show(now, packet)?;
        Ok(true)
    }

    /// The last number of the frame that starts at `start`, when it is complete.
    fn frame_at(&self, start: u64) -> Option<u64> {
        self.buffer.get(&start).filter(|packet| packet.piece.starts)?;
        for (expected, (seq, packet)) in (start..).zip(self.buffer.range(start..)) {
            if *seq != expected || (*seq != start && packet.piece.starts) {
                return None;
            }
            if packet.marker {
                return Some(*seq);
            }
        }
        None
    }

    /// Takes everything up to `end` out of the buffer and compares each packet with the one before.
    fn examine(&mut self, end: u64) -> Result<(), String> {
        while let Some(entry) = self.buffer.first_entry().filter(|entry| *entry.key() <= end) {
            let (seq, packet) = entry.remove_entry();
            if let Some((seq_before, before)) = self.before.replace((seq, packet)) {
                follows(&before, &packet, seq == seq_before + 1)
                    .map_err(|why| format!("{why}: {before:?}, then {packet:?} under number {seq}"))?;
            }
        }
        Ok(())
    }

    fn show(&mut self, now: Time, last: Packet) -> Result<(), String> {
        let stamp = last.piece.stamp;
        if stamp.part.0 + 1 != stamp.part.1 {
            return Err(format!("a frame that ends before its end: {stamp:?}"));
        }
        let freeze = self.longest_freeze(now);
        self.longest = self.longest.max(freeze);
        self.frames += 1;
        self.shown = Some((stamp, now));
        self.offsets.note(self.stream.presented(last.timestamp, VIDEO_RATE), &stamp);
        self.stuck = (!self.buffer.is_empty()).then_some(now);
        Ok(())
    }
}

/// Whether one packet may follow another; `adjacent` when nothing is missing between them.
fn follows(before: &Packet, packet: &Packet, adjacent: bool) -> Result<(), &'static str> {
    let (old, new) = (&before.piece, &packet.piece);
    let ticks = packet.timestamp.wrapping_sub(before.timestamp) as i32;
    if ticks < 0 {
        return Err("time goes back");
    }
    if adjacent && !new.starts {
        let is_next = new.stamp == Stamp { part: (old.stamp.part.0 + 1, old.stamp.part.1), ..old.stamp };
        let continues = ticks == 0 && new.picture_id == old.picture_id && new.tl0 == old.tl0;
        return (is_next && continues).then_some(()).ok_or("a frame is torn");
    }
    if adjacent {
        if ticks == 0 {
            return Err("two frames have one timestamp");
        }
        if new.picture_id != (old.picture_id + 1) & 0x7fff {
            return Err("picture ids are not continuous");
        }
        if new.tl0 != old.tl0.wrapping_add(1) {
            return Err("TL0PICIDX is not continuous");
        }
        let same = (new.stamp.site, new.stamp.layer) == (old.stamp.site, old.stamp.layer);
        let is_next = same && new.stamp.frame == old.stamp.frame + 1;
        return (new.is_key || is_next)
            .then_some(())
            .ok_or("the decoder cannot know that a frame is missing");
    }
    let ahead = new.picture_id.wrapping_sub(old.picture_id) & 0x7fff;
    (ahead < 1 << 14).then_some(()).ok_or("picture ids go back")
}

/// A decoder that was not shown anything for this long shows nothing to its user.
pub(crate) fn fresh() -> Duration {
    400.ms()
}
