//! How good is this peer's link, each direction apart? Read once a second for the technician.

use super::Peer;
use crate::allocation::Rung;
use crate::bitrate::Bitrate;
use crate::slot::{SlotFigures, SlotRole};
use crate::stream::{Stream, StreamKey};
use crate::time::Time;
use giaoban_link::{Flow, Leg, LinkSample, MediaKind, ReceivedLayer, SentPicture};
use slotmap::SlotMap;
use std::time::Duration;

/// A receiver's report older than this says nothing of the link now.
const FRESH: Duration = Duration::from_secs(6);
/// Weight of a new round trip in the smoothed one (RFC 6298 section 2: 1/8).
const SMOOTHING: u32 = 8;

/// The smoothed round trip.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RoundTrip {
    smoothed: Option<Duration>,
}

impl RoundTrip {
    /// A new measurement.
    pub(super) fn measured(&mut self, sample: Duration) -> Duration {
        let smoothed = match self.smoothed {
            None => sample,
            Some(before) => before * (SMOOTHING - 1) / SMOOTHING + sample / SMOOTHING,
        };
        self.smoothed = Some(smoothed);
        smoothed
    }
}

impl Peer {
    /// Figures of the time since the last call, `elapsed` long.
    pub(crate) fn sample(
        &mut self,
        now: Time,
        elapsed: Duration,
        streams: &mut SlotMap<StreamKey, Stream>,
    ) -> Option<LinkSample> {
        let remote = self.transport.path()?.remote.to_string();
        let (up, layers) = self.uplink_figures(now, elapsed, streams);
        Some(LinkSample {
            peer: self.wish.id,
            site: self.wish.site,
            remote,
            path: "udp".to_owned(),
            round_trip_ms: self.round_trip.smoothed.map(|trip| trip.as_secs_f64() * 1e3),
            up,
            down: self.downlink_figures(now, elapsed),
            layers,
            pictures: self.pictures(),
            queue_ms: self.downlink.bandwidth.queue().as_secs_f64() * 1e3,
        })
    }

    fn pictures(&self) -> Vec<SentPicture> {
        let slots = self.downlink.slots.iter();
        let pictures = slots.filter_map(|slot| match (slot.role, slot.rung) {
            (SlotRole::Video(name), Some(Rung { height, wanted, reason })) => {
                Some(SentPicture { slot: name, height, wanted, reason })
            }
            _ => None,
        });
        pictures.collect()
    }

    fn uplink_figures(
        &mut self,
        now: Time,
        elapsed: Duration,
        streams: &mut SlotMap<StreamKey, Stream>,
    ) -> (Leg, Vec<ReceivedLayer>) {
        let mut leg = Leg::default();
        let mut tallies = [Tally::default(); 3];
        let mut layers = Vec::new();
        for key in self.uplink.streams() {
            let Some(stream) = streams.get_mut(key) else { continue };
            let meter = stream.meter.take();
            let interval = stream.stats.sample_interval();
            let flow = flow_of(&mut leg, stream.kind);
            flow.bitrate += per_second(meter.bytes * 8, elapsed);
            flow.packets += per_second(u64::from(meter.packets), elapsed) as u32;
            flow.jitter_ms = flow.jitter_ms.max(stream.stats.jitter_ms());
            tallies[stream.kind as usize].add(interval.expected, interval.lost);
            if stream.kind != MediaKind::Audio && stream.active(now) {
                let (width, height) = stream.dimensions.unwrap_or_default();
                layers.push(ReceivedLayer {
                    kind: stream.kind,
                    rid: stream.rid.clone(),
                    width,
                    height,
                    fps: per_second(u64::from(meter.frames), elapsed) as u32,
                    bitrate: per_second(meter.bytes * 8, elapsed),
                });
            }
        }
        for kind in [MediaKind::Audio, MediaKind::Video, MediaKind::Content] {
            flow_of(&mut leg, kind).loss = tallies[kind as usize].fraction();
        }
        (leg, layers)
    }

    fn downlink_figures(&mut self, now: Time, elapsed: Duration) -> Leg {
        let estimate = self.downlink.bandwidth.estimate(now);
        let mut leg = Leg { available: estimate.map(|Bitrate(bits)| bits), ..Leg::default() };
        for slot in &mut self.downlink.slots {
            let SlotFigures { meter, reported, .. } = &mut slot.figures;
            let sent = meter.take();
            let flow = flow_of(&mut leg, slot.role.kind());
            flow.bitrate += per_second(sent.bytes * 8, elapsed);
            flow.packets += per_second(u64::from(sent.packets), elapsed) as u32;
            let fresh = reported.filter(|(at, _, _)| sent.packets > 0 && now.since(*at) < FRESH);
            if let Some((_, loss, jitter_ms)) = fresh {
                flow.loss = flow.loss.max(loss);
                flow.jitter_ms = flow.jitter_ms.max(jitter_ms);
            }
        }
        for kind in [MediaKind::Audio, MediaKind::Video, MediaKind::Content] {
            let interval = self.downlink.bandwidth.take(kind);
            if interval.expected > 0 {
                flow_of(&mut leg, kind).loss = interval.lost as f64 / interval.expected as f64;
            }
        }
        leg
    }
}

fn flow_of(leg: &mut Leg, kind: MediaKind) -> &mut Flow {
    match kind {
        MediaKind::Audio => &mut leg.audio,
        MediaKind::Video => &mut leg.video,
        MediaKind::Content => &mut leg.content,
    }
}

fn per_second(count: u64, elapsed: Duration) -> u64 {
    (count as f64 / elapsed.as_secs_f64().max(1e-3)).round() as u64
}

/// Packets of one medium over all its streams.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    expected: u64,
    lost: u64,
}

impl Tally {
    fn add(&mut self, expected: u64, lost: u64) {
        self.expected += expected;
        self.lost += lost;
    }

    fn fraction(self) -> f64 {
        if self.expected == 0 { 0.0 } else { self.lost as f64 / self.expected as f64 }
    }
}
