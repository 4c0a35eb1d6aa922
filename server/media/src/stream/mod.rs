//! What is known of one received RTP stream: a microphone, or one layer of a camera or of slides.

mod demand;
mod gather;
mod keyframe;
mod meter;
mod rate;
mod ring;

pub(crate) use demand::Demand;
pub(crate) use gather::{Gathered, Gathering};
pub(crate) use keyframe::KeyFrameWish;
pub(crate) use meter::Meter;
pub(crate) use rate::StreamRate;
pub(crate) use ring::{Held, Ring};

use crate::clock::{MediaClock, WallClock};
use crate::node::PeerKey;
use crate::payload::{Codec, PacketKind};
use crate::receive::{NackList, ReceptionStats};
use crate::rtp::{AudioLevel, RtpView, Unwrapper};
use crate::time::Time;
use giaoban_link::MediaKind;
use std::time::Duration;

slotmap::new_key_type! {
    /// Names a [`Stream`] in the node; never reused, so a slot cannot follow a stream into its grave.
    pub(crate) struct StreamKey;
}

/// A layer counts as received while its last packet is younger than this; only such layers may be chosen.
pub(crate) const ACTIVE: Duration = Duration::from_secs(1);
/// Packets of video held for retransmission: 2.5 s of 720p at 1.5 Mbit/s, beyond any useful round trip.
const VIDEO_PACKETS: usize = 512;
/// Packets of audio held: 1.3 s at 20 ms.
const AUDIO_PACKETS: usize = 64;
/// What fits a datagram of 1,500 bytes behind its headers, and Opus at 100 kbit/s.
const VIDEO_PAYLOAD: usize = 1_440;
const AUDIO_PAYLOAD: usize = 256;

/// Who gets a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Watcher {
    /// The receiver.
    pub(crate) peer: PeerKey,
    /// Index of its slot.
    pub(crate) slot: usize,
}

/// One received stream.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) owner: PeerKey,
    pub(crate) kind: MediaKind,
    pub(crate) codec: Codec,
    /// Restriction identifier; empty without simulcast.
    pub(crate) rid: String,
    pub(crate) ssrc: u32,
    pub(crate) stats: ReceptionStats,
    pub(crate) nacks: NackList,
    pub(crate) clock: MediaClock,
    pub(crate) keyframe: KeyFrameWish,
    pub(crate) ring: Ring,
    /// The beginning of a frame whose end has not come.
    pub(crate) gathering: Gathering,
    pub(crate) meter: Meter,
    pub(crate) rate: StreamRate,
    /// Width and height of the last key frame.
    pub(crate) dimensions: Option<(u16, u16)>,
    pub(crate) last_packet: Option<Time>,
    pub(crate) watchers: Vec<Watcher>,
    pub(crate) demand: Demand,
    unwrapper: Unwrapper,
}

impl Stream {
    pub(crate) fn new(owner: PeerKey, kind: MediaKind, codec: Codec, rid: &str, ssrc: u32) -> Stream {
        let (packets, usual) = match kind {
            MediaKind::Audio => (AUDIO_PACKETS, AUDIO_PAYLOAD),
            MediaKind::Video | MediaKind::Content => (VIDEO_PACKETS, VIDEO_PAYLOAD),
        };
        Stream {
            owner,
            kind,
            codec,
            rid: rid.to_owned(),
            ssrc,
            stats: ReceptionStats::new(codec.clock_rate()),
            nacks: NackList::default(),
            clock: MediaClock::default(),
            keyframe: KeyFrameWish::default(),
            ring: Ring::new(packets, usual),
            gathering: Gathering::default(),
            meter: Meter::default(),
            rate: StreamRate::default(),
            dimensions: None,
            last_packet: None,
            watchers: Vec::new(),
            demand: Demand::default(),
            unwrapper: Unwrapper::default(),
        }
    }

    /// Whether a packet came within the last second.
    pub(crate) fn active(&self, now: Time) -> bool {
        self.last_packet.is_some_and(|last| now.since(last) < ACTIVE)
    }

    /// Accounts for a packet as it came over the link. Returns its extended number; a retransmitted packet
    /// (`repaired`) fills its gap but says nothing about the link, and has no number when it fills none.
    pub(crate) fn account(
        &mut self,
        now: Time,
        packet: &RtpView<'_>,
        wire_len: usize,
        repaired: bool,
    ) -> Option<u64> {
        let seq = self.unwrapper.extend(packet.seq().0);
        if repaired {
            return self.nacks.repaired(now, seq).then_some(seq);
        }
        self.last_packet = Some(now);
        self.stats.received(now, packet.seq(), packet.timestamp());
        self.clock.packet(now, packet.timestamp(), self.codec.clock_rate());
        self.meter.packet(wire_len, packet.marker());
        self.rate.packet(now, wire_len);
        self.nacks.arrived(now, seq);
        Some(seq)
    }

    /// Notes what a video packet begins.
    pub(crate) fn notice(&mut self, now: Time, kind: &PacketKind) {
        if kind.key_start {
            self.keyframe.begins(now);
            self.dimensions = kind.dimensions.or(self.dimensions);
        }
    }

    /// Holds the packet for its receivers, now and for retransmission.
    pub(crate) fn hold(
        &mut self,
        seq: u64,
        packet: &RtpView<'_>,
        kind: PacketKind,
        level: Option<AudioLevel>,
    ) {
        let held = Held {
            seq,
            timestamp: packet.timestamp(),
            marker: packet.marker(),
            kind,
            audio_level: level,
            payload: Vec::new(),
        };
        self.ring.hold(held, packet.payload());
    }

    /// When the sample with this timestamp, which came `now`, was captured, in µs of node time: never after it came,
    /// whatever its sender reports.
    pub(crate) fn capture(&self, wall: &WallClock, timestamp: u32, now: Time) -> i64 {
        self.clock
            .capture(wall, timestamp, self.codec.clock_rate())
            .map_or(now.0 as i64, |capture| capture.min(now.0 as i64))
    }

    /// Forgets all receivers, before a room is wired anew.
    pub(crate) fn unwatch(&mut self) {
        self.watchers.clear();
        self.demand.forget();
    }
}
