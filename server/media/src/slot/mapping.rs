//! Which number, timestamp and picture id does a source's packet get in a slot? The receiver sees one unbroken
//! stream whatever sources follow each other.
//!
//! A slot's history is a short list of segments, each saying how packets of one source map from some point on.
//! Retransmissions and late packets find their segment again, so nothing is remembered per packet.

use crate::rtp::{Seq, timestamp_delta};
use crate::stream::Held;
use crate::timeline::Timeline;
use std::collections::VecDeque;

/// Segments kept: a switch makes one; a source whose capture times move back makes one a frame for a moment.
const SEGMENTS: usize = 24;
/// A source may wander this far from its place on the timeline before it is placed anew. Two flows of one site
/// stay within 30 ms of each other, below the 40 ms at which lips are seen to be off.
const TOLERANCE_MS: u32 = 15;

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
}

/// The mapping of one slot. `K` names a source.
#[derive(Debug)]
pub(crate) struct Mapping<K> {
    timeline: Timeline,
    /// Least step from one frame to the next, in ticks: a source that lags behind the one before it is squeezed
    /// to this until it has caught up.
    least_step: u32,
    first_out: u64,
    segments: VecDeque<Segment<K>>,
    last: Option<Last>,
}

impl<K: Copy + PartialEq> Mapping<K> {
    /// A mapping whose first packet gets `first_seq` (random, RFC 3550 section 5.1). Video may be squeezed to
    /// `least_step_ms` 1; audio packets must not overlap, so theirs is their duration.
    pub(crate) fn new(timeline: Timeline, first_seq: u16, least_step_ms: u32) -> Mapping<K> {
        // One cycle up, so that numbers before the first can be expressed.
        let first_out = (1 << 16) + u64::from(first_seq);
        let least_step = timeline.ticks(least_step_ms) as u32;
        Mapping { timeline, least_step, first_out, segments: VecDeque::with_capacity(SEGMENTS), last: None }
    }

    /// The slot's timeline.
    pub(crate) fn timeline(&self) -> Timeline {
        self.timeline
    }

    /// The highest number sent so far.
    pub(crate) fn highest(&self) -> Option<u64> {
        self.last.map(|last| last.out)
    }

    /// Begins a segment of another source with its packet `held`, captured at `capture` µs of node time.
    pub(crate) fn begin(&mut self, source: K, held: &Held, capture: i64) -> Placed {
        let wanted = self.timeline.at_micros(capture);
        let (first_out, timestamp, picture, tl0) = match self.last {
            None => (self.first_out, wanted, held.kind.picture_id.unwrap_or(0), held.kind.tl0.unwrap_or(0)),
            Some(last) => {
                (last.out + 1, self.not_before(wanted, last), last.picture_id + 1, last.tl0.wrapping_add(1))
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
        placed
    }

    /// Places the next or a late packet of a source that is in the slot. `None` when it has no place: it is
    /// older than the source's first packet here, or the place belongs to another source by now.
    pub(crate) fn follow(&mut self, source: K, held: &Held, capture: i64) -> Option<Placed> {
        let index = self.segment_of(source, held.seq)?;
        let newest = index + 1 == self.segments.len();
        let last = self.last?;
        // Only where the frame certainly begins: packets of one frame share a timestamp.
        if newest && held.seq == last.source + 1 && held.timestamp != last.source_timestamp {
            self.keep_on_timeline(source, held, capture, last);
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
        let Some(segment) = self.segments.back_mut().filter(|segment| segment.source == Some(source)) else {
            return;
        };
        if seq <= last.source || seq < segment.first_source {
            return;
        }
        let after = Segment { first_source: seq + 1, first_out: segment.out_of(seq), ..*segment };
        if segment.first_source == seq {
            *segment = after;
        } else {
            self.push(after);
        }
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

    /// The source's clock and ours drift apart, and its reports make its place more exact: a new frame that is
    /// too far from its place begins a new segment.
    fn keep_on_timeline(&mut self, source: K, held: &Held, capture: i64, last: Last) {
        let Some(segment) = self.segments.back().copied() else { return };
        let wanted = self.timeline.at_micros(capture);
        let natural = held.timestamp.wrapping_add(segment.timestamp_shift);
        if timestamp_delta(natural, wanted).abs() <= self.timeline.ticks(TOLERANCE_MS) {
            return;
        }
        let timestamp = self.not_before(wanted, last);
        if timestamp == natural {
            return;
        }
        self.push(Segment {
            source: Some(source),
            first_source: held.seq,
            first_out: segment.out_of(held.seq),
            timestamp_shift: timestamp.wrapping_sub(held.timestamp),
            ..segment
        });
    }

    /// Timestamps never go back: a source that lags behind is squeezed until it has caught up.
    fn not_before(&self, wanted: u32, last: Last) -> u32 {
        let earliest = last.timestamp.wrapping_add(self.least_step);
        if timestamp_delta(wanted, earliest) > 0 { wanted } else { earliest }
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
        });
    }

    fn push(&mut self, segment: Segment<K>) {
        if self.segments.len() == SEGMENTS {
            self.segments.pop_front();
        }
        self.segments.push_back(segment);
    }
}

#[cfg(test)]
#[path = "mapping/tests.rs"]
mod tests;
