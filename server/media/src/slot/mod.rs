//! What a receiver's slot shows now and next: one outgoing RTP stream whose source changes without
//! negotiation.

mod mapping;

pub(crate) use mapping::Placed;

use crate::allocation::Rung;
use crate::node::PeerKey;
use crate::random::Random;
use crate::rtp::Seq;
use crate::stream::{Held, Meter, StreamKey};
use crate::time::Time;
use crate::timeline::Timeline;
use giaoban_link::{MediaKind, SlotName};
use mapping::{CatchUp, Mapping};
use std::time::Duration;

/// How long the source before goes on when its site has left the slot and the next key frame is not here yet:
/// long enough to hide most waits, below the 100 ms after which nothing of a stopped site may leave.
const LINGER: Duration = Duration::from_millis(80);
/// Packets that had their number when their site left the slot leave until then, or a frame would be torn; what a thin
/// link has not taken by then leaves hollow.
const CUT: Duration = Duration::from_millis(95);
const _: () = assert!(LINGER.as_millis() < CUT.as_millis() && CUT.as_millis() < 100);

/// What becomes of the stream shown now until the first key frame of the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// It goes on: the next one is another layer of the same picture.
    GoesOn,
    /// It goes on for a moment, unless its site has to be silent: the next one is another picture.
    Lingers,
    /// It ends, and what is queued of it: the link cannot take it.
    Ends,
}

/// How much of a packet is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// All of it.
    Whole,
    /// Its number alone: what it carried may not leave any more, or is of no use, and nobody shall ask for it.
    Hollow,
}

/// What a slot is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlotRole {
    /// A picture.
    Video(SlotName),
    /// The n-th sound.
    Audio(usize),
}

impl SlotRole {
    /// Under which heading its figures go.
    pub(crate) fn kind(self) -> MediaKind {
        match self {
            SlotRole::Audio(_) => MediaKind::Audio,
            SlotRole::Video(SlotName::Content) => MediaKind::Content,
            SlotRole::Video(_) => MediaKind::Video,
        }
    }

    /// Whether its receiver chooses what it shows.
    pub(crate) fn is_thumbnail(self) -> bool {
        matches!(self, SlotRole::Video(SlotName::Thumbnail(_)))
    }

    /// Height assumed until the client says how tall it draws the slot.
    pub(crate) fn default_height(self) -> u16 {
        match self {
            SlotRole::Video(SlotName::Programme) => 720,
            SlotRole::Video(SlotName::Content) => 1_080,
            SlotRole::Video(_) => 180,
            SlotRole::Audio(_) => 0,
        }
    }
}

/// The retransmission stream of a slot (RFC 4588).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Retransmission {
    pub(crate) ssrc: u32,
    pub(crate) payload_type: u8,
    pub(crate) seq: Seq,
}

/// What the receiver reported of a slot, and what was sent since.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SlotFigures {
    pub(crate) meter: Meter,
    /// Totals for sender reports.
    pub(crate) packets: u32,
    pub(crate) octets: u32,
    /// Last fraction lost and jitter reported, and when.
    pub(crate) reported: Option<(Time, f64, f64)>,
}

/// One outgoing stream.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) role: SlotRole,
    pub(crate) mid: String,
    pub(crate) ssrc: u32,
    pub(crate) payload_type: u8,
    pub(crate) rtx: Option<Retransmission>,
    pub(crate) figures: SlotFigures,
    /// What its source sends and the link carries, while it has a source.
    pub(crate) rung: Option<Rung>,
    /// Whom it was aimed at last.
    pub(crate) source: Option<PeerKey>,
    /// Height given last, whatever the source: it belongs to the link.
    pub(crate) level: Option<u16>,
    mapping: Mapping<StreamKey>,
    current: Option<StreamKey>,
    target: Option<StreamKey>,
    /// The target is another layer of the picture shown now.
    is_kept: bool,
    linger: Time,
    /// When the last queued packet of a source before may leave.
    cut: Time,
    /// The stream that ended because the link cannot take it.
    ended: Option<StreamKey>,
}

impl Slot {
    pub(crate) fn new(
        role: SlotRole,
        mid: &str,
        ssrc: u32,
        payload_type: u8,
        rtx: Option<Retransmission>,
        random: &mut Random,
    ) -> Slot {
        let (rate, catch_up) = match role {
            SlotRole::Audio(_) => (48_000, CatchUp::LeftOut),
            SlotRole::Video(_) => (90_000, CatchUp::Squeezed),
        };
        let timeline = Timeline::new(random.next_u32(), rate);
        // Low first numbers: a receiver that misses the first packets cannot mistake a wrap for them.
        let first_seq = random.next_u16() >> 1;
        Slot {
            role,
            mid: mid.to_owned(),
            ssrc,
            payload_type,
            rtx,
            figures: SlotFigures::default(),
            rung: None,
            source: None,
            level: None,
            mapping: Mapping::new(timeline, first_seq, catch_up),
            current: None,
            target: None,
            is_kept: false,
            linger: Time::NEVER,
            cut: Time(0),
            ended: None,
        }
    }

    /// The stream shown now.
    pub(crate) fn current(&self) -> Option<StreamKey> {
        self.current
    }

    /// The stream to show.
    pub(crate) fn target(&self) -> Option<StreamKey> {
        self.target
    }

    /// The timeline, for sender reports.
    pub(crate) fn timeline(&self) -> Timeline {
        self.mapping.timeline()
    }

    /// Whether a key frame of the target is awaited.
    pub(crate) fn awaits_keyframe(&self) -> bool {
        self.target != self.current && matches!(self.role, SlotRole::Video(_))
    }

    /// Whether it shows nothing because what it showed had to end before the next one came.
    pub(crate) fn stands_still(&self) -> bool {
        self.current.is_none() && self.ended.is_some()
    }

    /// Shows `target` from its next entry point on.
    pub(crate) fn aim(&mut self, now: Time, target: Option<StreamKey>, before: Before) {
        let is_another = self.current != target;
        if is_another && self.current.is_some() && before == Before::Lingers && self.cut <= now {
            self.cut = now + CUT;
        }
        self.target = target;
        self.is_kept = before != Before::Lingers;
        match before {
            _ if !is_another => self.linger = Time::NEVER,
            _ if target.is_none() || self.is_audio() => self.leave(),
            Before::GoesOn => self.linger = Time::NEVER,
            Before::Lingers if self.current.is_none() => self.leave(),
            Before::Lingers => self.linger = self.linger.min(now + LINGER),
            // What was lost of it before is not missed.
            Before::Ends => (self.ended, self.current) = (self.current, None),
        }
    }

    /// Ends the stream before when its time is over. True when something changed.
    pub(crate) fn expire(&mut self, now: Time) -> bool {
        let due = self.linger <= now;
        if due {
            self.leave();
        }
        due
    }

    /// A packet of `stream`: its place in this slot, if it has one, and whether the source changed with it.
    pub(crate) fn place(&mut self, stream: StreamKey, held: &Held, capture: i64) -> Option<(Placed, bool)> {
        if self.current == Some(stream) {
            return self.mapping.follow(stream, held, capture).map(|placed| (placed, false));
        }
        let enters = self.target == Some(stream) && (held.kind.key_start || self.is_audio());
        if !enters {
            return None;
        }
        // Of another layer of the same picture what was lost may still be repaired.
        if !self.is_kept {
            self.leave();
        }
        let placed = self.mapping.begin(stream, held, capture)?;
        self.linger = Time::NEVER;
        self.ended.take_if(|ended| *ended == stream);
        self.current = Some(stream);
        Some((placed, true))
    }

    /// The packet `seq` of `stream` has no payload and is not forwarded.
    pub(crate) fn skip(&mut self, stream: StreamKey, seq: u64) {
        self.mapping.skip(stream, seq);
    }

    /// The highest number sent.
    pub(crate) fn last_seq(&self) -> Option<Seq> {
        self.mapping.highest().map(|highest| Seq(highest as u16))
    }

    /// Which packet was sent under this number.
    pub(crate) fn sent(&self, seq: Seq) -> Option<(StreamKey, u64)> {
        self.mapping.source_of(seq)
    }

    /// The place of a number whose packet nobody needs any more: its source has left the slot, and a key frame follows.
    /// Only where repetitions have a stream of their own (RFC 4588) does a number without a packet do no harm.
    pub(crate) fn needless(&self, seq: Seq) -> Option<Placed> {
        let source = self.mapping.source_of(seq).map(|(stream, _)| stream);
        let is_left = source.is_none() || source != self.current;
        self.mapping.number(seq).filter(|_| is_left && self.rtx.is_some())
    }

    /// How packet `seq` of `stream`, which has its place, may be sent for the first time.
    pub(crate) fn first_shape(&self, now: Time, stream: StreamKey, seq: u64) -> Shape {
        let is_in_time = now < self.cut || self.mapping.has(stream, seq);
        if is_in_time && self.ended != Some(stream) { Shape::Whole } else { Shape::Hollow }
    }

    /// How it may be sent again; none when nothing of its source leaves any more.
    pub(crate) fn next_shape(&self, stream: StreamKey, seq: u64) -> Option<Shape> {
        let shape = if self.ended == Some(stream) { Shape::Hollow } else { Shape::Whole };
        self.mapping.has(stream, seq).then_some(shape)
    }

    /// The place of a packet sent before.
    pub(crate) fn again(&self, stream: StreamKey, held: &Held) -> Option<Placed> {
        self.mapping.again(stream, held)
    }

    fn is_audio(&self) -> bool {
        matches!(self.role, SlotRole::Audio(_))
    }

    /// Nothing of the stream shown now leaves any more, retransmissions included.
    fn leave(&mut self) {
        (self.linger, self.ended) = (Time::NEVER, None);
        self.current = None;
        self.mapping.forget();
    }
}
