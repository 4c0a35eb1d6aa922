//! Which number, timestamp and picture id does a source's packet get in a slot? The receiver sees one unbroken
//! stream whatever sources follow each other.
//!
//! A slot's history is a short list of segments, each saying how packets of one source map from some point on.
//! Retransmissions and late packets find their segment again, so nothing is remembered per packet.

use crate::rtp::{Seq, timestamp_delta};
use crate::stream::Held;
use crate::timeline::Timeline;
use std::collections::VecDeque;

/// Segments kept: a switch makes one, and so does placing anew; a picture that catches up does so at each frame.
const SEGMENTS: usize = 24;
/// Most sound, in µs, that is left out to get back to its place: what unequal ways and queues come to. A source
/// further behind than that has another reason, and speech is not given up for it.
const MOST_LEFT_OUT: u32 = 2_000_000;

/// How a source that lags behind its place catches up, because timestamps cannot go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CatchUp {
    /// Frames follow each other in a millisecond until one is in its place: a picture may be shown briefly.
    Squeezed,
    /// Packets are left out until one is in its place: sounds must not overlap.
    LeftOut,
}

impl CatchUp {
    /// A source may wander this far, in µs, from its place before it is placed anew. Picture and sound of one site
    /// stay within 5 ms of each other; sound is given more of it, because each time is a concealment at the listener.
    fn tolerance(self) -> u32 {
        match self {
            CatchUp::Squeezed => 1_000,
            CatchUp::LeftOut => 3_000,
        }
    }
}

/// How packets of one source map, from `first_source` on.
#[derive(Clone, Copy, Debug)]
struct Segment<K> {
    /// The source; `None` once its packets may no longer leave, retransmissions included.
    source: Option<K>,
    first_source: u64,
    first_out: u64,
    timestamp_shift: u32,
    picture_shift: u16,
    tl0_shift: u8,
}

impl<K> Segment<K> {
    fn out_of(&self, source_seq: u64) -> u64 {
        self.first_out + (source_seq - self.first_source)
    }
}

/// What a packet is in the slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Extended outgoing sequence number.
    pub(crate) out: u64,
    /// Outgoing timestamp.
    pub(crate) timestamp: u32,
    /// Outgoing VP8 picture id (15 bits), when the packet has one.
    pub(crate) picture_id: Option<u16>,
    /// Outgoing VP8 TL0PICIDX, when the packet has one.
    pub(crate) tl0: Option<u8>,
}

impl Placed {
    /// The sequence number on the wire.
    pub(crate) fn seq(&self) -> Seq {
        Seq(self.out as u16)
    }
}

/// What was sent last, where the next segment continues.
#[derive(Clone, Copy, Debug, Default)]
struct Last {
    out: u64,
    source: u64,
    source_timestamp: u32,
    timestamp: u32,
    picture_id: u16,
    tl0: u8,
    /// Least ticks to the next timestamp.
    step: u32,
}

/// The mapping of one slot. `K` names a source.
#[derive(Debug)]
pub(crate) struct Mapping<K> {
    timeline: Timeline,
    catch_up: CatchUp,
    first_out: u64,
    segments: VecDeque<Segment<K>>,
    last: Option<Last>,
}

impl<K: Copy + PartialEq> Mapping<K> {
    /// A mapping whose first packet gets `first_seq` (random, RFC 3550 section 5.1).
    pub(crate) fn new(timeline: Timeline, first_seq: u16, catch_up: CatchUp) -> Mapping<K> {
        // One cycle up, so that numbers before the first can be expressed.
        let first_out = (1 << 16) + u64::from(first_seq);
        Mapping { timeline, catch_up, first_out, segments: VecDeque::with_capacity(SEGMENTS), last: None }
    }

    /// The slot's timeline.
    pub(crate) fn timeline(&self) -> Timeline {
        self.timeline
    }

    /// The highest number sent so far.
    pub(crate) fn highest(&self) -> Option<u64> {
        self.last.map(|last| last.out)
    }

    /// Begins a segment of another source with its packet `held`, captured at `capture` µs of node time. `None` when
    /// it is left out.
    pub(crate) fn begin(&mut self, source: K, held: &Held, capture: i64) -> Option<Placed> {
        let wanted = self.timeline.at_micros(capture);
        let (first_out, timestamp, picture, tl0) = match self.last {
            None => (self.first_out, wanted, held.kind.picture_id.unwrap_or(0), held.kind.tl0.unwrap_or(0)),
            Some(last) => {
                let timestamp = not_before(wanted, last, last.out + 1);
                if self.is_left_out(timestamp_delta(timestamp, wanted)) {
                    return None;
                }
                (last.out + 1, timestamp, last.picture_id + 1, last.tl0.wrapping_add(1))
            }
        };
        self.push(Segment {
            source: Some(source),
            first_source: held.seq,
            first_out,
            timestamp_shift: timestamp.wrapping_sub(held.timestamp),
            picture_shift: picture.wrapping_sub(held.kind.picture_id.unwrap_or(0)),
            tl0_shift: tl0.wrapping_sub(held.kind.tl0.unwrap_or(0)),
        });
        let placed = self.place(held, self.segments.len() - 1);
        self.advance(held, placed);
        Some(placed)
    }

    /// Places the next or a late packet of a source that is in the slot. `None` when it has no place: it is
    /// older than the source's first packet here, the place belongs to another source by now, or it is left out.
    pub(crate) fn follow(&mut self, source: K, held: &Held, capture: i64) -> Option<Placed> {
        let index = self.segment_of(source, held.seq)?;
        let newest = index + 1 == self.segments.len();
        let last = self.last?;
        if newest && self.begins_frame(held, last) {
            let wanted = self.timeline.at_micros(capture);
            let segment = self.segments[index];
            let natural = held.timestamp.wrapping_add(segment.timestamp_shift);
            // What was left out before it is not to be in vain.
            let makes_up = self.catch_up == CatchUp::LeftOut && held.seq == segment.first_source;
            // The source's clock and ours drift apart, and its reports make its place more exact.
            if self.is_off(timestamp_delta(natural, wanted)) || makes_up {
                let timestamp = not_before(wanted, last, segment.out_of(held.seq));
                if self.is_left_out(timestamp_delta(timestamp, wanted)) {
                    self.skip(source, held.seq);
                    return None;
                }
                self.place_anew(held, timestamp);
            }
        }
        let index = self.segment_of(source, held.seq)?;
        let placed = self.place(held, index);
        if placed.out > last.out {
            self.advance(held, placed);
        }
        Some(placed)
    }

    /// A packet that is not forwarded gets no number: what follows it closes up, or the receiver would count a loss
    /// that never was.
    pub(crate) fn skip(&mut self, source: K, seq: u64) {
        let Some(last) = self.last else { return };
        let Some(segment) = self.segments.back().filter(|segment| segment.source == Some(source)) else {
            return;
        };
        if seq <= last.source || seq < segment.first_source {
            return;
        }
        let after = Segment { first_source: seq + 1, first_out: segment.out_of(seq), ..*segment };
        self.push(after);
    }

    /// Which source's packet was sent under the number `seq`: the source and its number there.
    pub(crate) fn source_of(&self, seq: Seq) -> Option<(K, u64)> {
        let highest = self.highest()?;
        let out = highest.checked_add_signed(i64::from(seq.distance(Seq(highest as u16))))?;
        let segment = self.segments.iter().rev().find(|segment| segment.first_out <= out)?;
        (out <= highest).then_some(())?;
        Some((segment.source?, segment.first_source + (out - segment.first_out)))
    }

    /// The place of a number sent before, whatever was sent under it.
    pub(crate) fn number(&self, seq: Seq) -> Option<Placed> {
        let last = self.last?;
        let out = last.out.checked_add_signed(i64::from(seq.distance(Seq(last.out as u16))))?;
        let placed = Placed { out, timestamp: last.timestamp, picture_id: None, tl0: None };
        (self.first_out..=last.out).contains(&out).then_some(placed)
    }

    /// The place of a packet sent before, for a retransmission.
    pub(crate) fn again(&self, source: K, held: &Held) -> Option<Placed> {
        Some(self.place(held, self.segment_of(source, held.seq)?))
    }

    /// Whether a packet placed before still has its place.
    pub(crate) fn has(&self, source: K, seq: u64) -> bool {
        self.segment_of(source, seq).is_some()
    }

    /// Forgets all sources: nothing of them leaves from now on, retransmissions included.
    pub(crate) fn forget(&mut self) {
        self.segments.iter_mut().for_each(|segment| segment.source = None);
    }

    /// Whether the frame of the newest packet certainly begins with it: packets of one frame share a timestamp, and
    /// none is missing before it. Each packet of sound is a frame of its own.
    fn begins_frame(&self, held: &Held, last: Last) -> bool {
        let is_next = held.seq == last.source + 1 || self.catch_up == CatchUp::LeftOut;
        is_next && held.seq > last.source && held.timestamp != last.source_timestamp
    }

    /// Whether `lag` ticks behind its place, or before it when negative, is too far from it.
    fn is_off(&self, lag: i32) -> bool {
        lag.unsigned_abs() > self.timeline.ticks(self.catch_up.tolerance())
    }

    /// Whether a packet that would be `lag` ticks behind its place at the earliest is left out, so that those after it
    /// stand in theirs.
    fn is_left_out(&self, lag: i32) -> bool {
        let bounds = 0..=self.timeline.ticks(MOST_LEFT_OUT) as i32;
        self.catch_up == CatchUp::LeftOut && self.is_off(lag) && bounds.contains(&lag)
    }

    /// A new frame of the newest segment's source gets this timestamp, and what follows it accordingly.
    fn place_anew(&mut self, held: &Held, timestamp: u32) {
        let Some(segment) = self.segments.back().copied() else { return };
        let timestamp_shift = timestamp.wrapping_sub(held.timestamp);
        if timestamp_shift == segment.timestamp_shift {
            return;
        }
        let first_out = segment.out_of(held.seq);
        self.push(Segment { first_source: held.seq, first_out, timestamp_shift, ..segment });
    }

    /// The segment that a source's packet falls into, if the place is its own.
    fn segment_of(&self, source: K, seq: u64) -> Option<usize> {
        let found = |segment: &Segment<K>| segment.source == Some(source) && segment.first_source <= seq;
        let index = self.segments.iter().rposition(found)?;
        let out = self.segments[index].out_of(seq);
        let free = self.segments.get(index + 1).is_none_or(|next| out < next.first_out);
        free.then_some(index)
    }

    fn place(&self, held: &Held, index: usize) -> Placed {
        let segment = &self.segments[index];
        Placed {
            out: segment.out_of(held.seq),
            timestamp: held.timestamp.wrapping_add(segment.timestamp_shift),
            picture_id: held.kind.picture_id.map(|id| id.wrapping_add(segment.picture_shift) & 0x7fff),
            tl0: held.kind.tl0.map(|tl0| tl0.wrapping_add(segment.tl0_shift)),
        }
    }

    fn advance(&mut self, held: &Held, placed: Placed) {
        let before = self.last.unwrap_or_default();
        self.last = Some(Last {
            out: placed.out,
            source: held.seq,
            source_timestamp: held.timestamp,
            timestamp: placed.timestamp,
            picture_id: placed.picture_id.unwrap_or(before.picture_id),
            tl0: placed.tl0.unwrap_or(before.tl0),
            step: self.step_after(held),
        });
    }

    /// Least ticks from this packet's timestamp to that of the next frame.
    fn step_after(&self, held: &Held) -> u32 {
        match self.catch_up {
            CatchUp::Squeezed => self.timeline.ticks(1_000),
            CatchUp::LeftOut => held.kind.ticks.map_or(self.timeline.ticks(20_000), u32::from),
        }
    }

    /// Everything from the segment's first number on is its own: a number that waited there for a packet still to come
    /// is given to nobody else.
    fn push(&mut self, segment: Segment<K>) {
        while self.segments.back().is_some_and(|last| last.first_out >= segment.first_out) {
            self.segments.pop_back();
        }
        if self.segments.len() == SEGMENTS {
            self.segments.pop_front();
        }
        self.segments.push_back(segment);
    }
}

/// Timestamps never go back: that of the packet with number `out`, which is wanted there.
fn not_before(wanted: u32, last: Last, out: u64) -> u32 {
    let steps = (out - last.out) as u32;
    let earliest = last.timestamp.wrapping_add(last.step.wrapping_mul(steps));
    if timestamp_delta(wanted, earliest) > 0 { wanted } else { earliest }
}

#[cfg(test)]
#[path = "mapping/tests.rs"]
mod tests;
