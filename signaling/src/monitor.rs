//! Which link is bad, in which direction, by which measure, since when? Samples of every second → figures for
//! technicians, with hysteresis so that one bad second is no alarm and one good second no all-clear.

use crate::protocol::{Culprit, FlowView, LayerView, LegView, PictureView, SiteLink};
use giaoban_link::{Flow, Leg, LinkSample, MediaKind, PeerId, RungReason, SentPicture, SlotName};
use std::collections::{BTreeMap, VecDeque};

#[cfg(test)]
mod tests;

/// Seconds over which loss is averaged: a commune's microphone sends 50 packets in one, too few to tell 1 %.
const WINDOW: usize = 5;
/// Seconds over which loss is judged; shorter than what is shown, so that a fault is named within 5 s.
const JUDGED: usize = 3;
/// Samples in a row before a link is called worse, and before it is called better.
const WORSE_AFTER: u8 = 3;
const BETTER_AFTER: u8 = 5;

/// Amber and red thresholds of the technician's console.
const LOSS: [f64; 2] = [0.01, 0.03];
/// Speech hides more loss than pictures do.
const AUDIO_LOSS: [f64; 2] = [0.01, 0.05];
const ROUND_TRIP_MS: [f64; 2] = [150.0, 300.0];
const JITTER_MS: [f64; 2] = [30.0, 60.0];

/// A queue is shown in these steps: below them it is noise.
const QUEUE_STEP_MS: f64 = 10.0;

/// How bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    #[default]
    Green,
    Amber,
    Red,
}

/// A direction of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Up,
    Down,
}

/// What is measured, most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Measure {
    Loss,
    Jitter,
    RoundTrip,
}

/// One measure of one direction over time.
#[derive(Clone, Copy, Debug, Default)]
struct Judgement {
    level: Level,
    since: i64,
    /// What the last samples say instead, and how many in a row.
    other: Level,
    run: u8,
}

impl Judgement {
    fn judge(&mut self, now: i64, level: Level) {
        if level == self.level {
            self.run = 0;
            return;
        }
        // Amber and red in turn are both worse than green; the milder one counts.
        let same_way = self.run > 0 && (self.other > self.level) == (level > self.level);
        let milder = if level > self.level { level.min(self.other) } else { level.max(self.other) };
        (self.other, self.run) = if same_way { (milder, self.run + 1) } else { (level, 1) };
        let enough = if level > self.level { WORSE_AFTER } else { BETTER_AFTER };
        if self.run >= enough {
            if self.level == Level::Green {
                self.since = now;
            }
            (self.level, self.run) = (self.other, 0);
        }
    }
}

/// One connection's last seconds.
#[derive(Debug)]
struct Link {
    samples: VecDeque<LinkSample>,
    judgements: BTreeMap<(Direction, Measure), Judgement>,
    shown: Option<SiteLink>,
}

/// Every connection of a briefing.
#[derive(Debug, Default)]
pub(crate) struct Monitor {
    links: BTreeMap<PeerId, Link>,
}

impl Monitor {
    /// Takes one second of samples; the links whose figures changed.
    pub(crate) fn observe(&mut self, now: i64, samples: Vec<LinkSample>) -> Vec<SiteLink> {
        samples.into_iter().filter_map(|sample| self.take(now, sample)).collect()
    }

    /// The last figures of every connection, for a technician who has just come.
    pub(crate) fn all(&self) -> impl Iterator<Item = &SiteLink> {
        self.links.values().filter_map(|link| link.shown.as_ref())
    }

    /// A connection is gone.
    pub(crate) fn forget(&mut self, peer: PeerId) {
        self.links.remove(&peer);
    }

    fn take(&mut self, now: i64, sample: LinkSample) -> Option<SiteLink> {
        let link = self.links.entry(sample.peer).or_insert_with(|| Link {
            samples: VecDeque::with_capacity(WINDOW),
            judgements: BTreeMap::new(),
            shown: None,
        });
        if link.samples.len() == WINDOW {
            link.samples.pop_front();
        }
        link.samples.push_back(sample);
        link.judge(now);
        let view = link.view();
        if view == link.shown {
            return None;
        }
        link.shown.clone_from(&view);
        view
    }
}

impl Link {
    fn judge(&mut self, now: i64) {
        let Some(last) = self.samples.back() else { return };
        let round_trip = last.round_trip_ms.unwrap_or_default();
        let (up, down) = (self.loss_level(Direction::Up), self.loss_level(Direction::Down));
        let (jitter_up, jitter_down) = (jitter_of(&last.up), jitter_of(&last.down));
        // A round trip has no direction: it is laid to the leg whose other figures are worse.
        let slow = if (down, level(jitter_down, JITTER_MS)) > (up, level(jitter_up, JITTER_MS)) {
            Direction::Down
        } else {
            Direction::Up
        };
        let slow_level =
            |direction| if direction == slow { level(round_trip, ROUND_TRIP_MS) } else { Level::Green };
        let found = [
            ((Direction::Up, Measure::Loss), up),
            ((Direction::Down, Measure::Loss), down),
            ((Direction::Up, Measure::Jitter), level(jitter_up, JITTER_MS)),
            ((Direction::Down, Measure::Jitter), level(jitter_down, JITTER_MS)),
            ((Direction::Up, Measure::RoundTrip), slow_level(Direction::Up)),
            ((Direction::Down, Measure::RoundTrip), slow_level(Direction::Down)),
        ];
        for (key, level) in found {
            self.judgements.entry(key).or_default().judge(now, level);
        }
    }

    fn loss_level(&self, direction: Direction) -> Level {
        let loss = |flow: fn(&Leg) -> &Flow, limits| level(self.loss(JUDGED, direction, flow), limits);
        loss(|leg| &leg.audio, AUDIO_LOSS)
            .max(loss(|leg| &leg.video, LOSS))
            .max(loss(|leg| &leg.content, LOSS))
    }

    /// Share of packets lost over the last `seconds`, each second weighing what was sent in it.
    fn loss(&self, seconds: usize, direction: Direction, flow: impl Fn(&Leg) -> &Flow) -> f64 {
        let (mut sent, mut lost) = (0.0, 0.0);
        for sample in self.samples.iter().rev().take(seconds) {
            let flow = flow(leg_of(sample, direction));
            // Figures of a flow count arrivals; the lost ones were sent as well.
            let expected = f64::from(flow.packets) / (1.0 - flow.loss.clamp(0.0, 0.99));
            sent += expected;
            lost += expected * flow.loss;
        }
        if sent > 0.0 { lost / sent } else { 0.0 }
    }

    fn view(&self) -> Option<SiteLink> {
        let last = self.samples.back()?;
        Some(SiteLink {
            site: last.site.map(|site| site.0),
            peer: last.peer.0,
            kind: if last.site.is_some() { "device" } else { "console" }.to_owned(),
            remote: last.remote.clone(),
            path: last.path.clone(),
            round_trip_ms: last.round_trip_ms.map(round),
            up: self.leg_view(Direction::Up, &last.up),
            down: self.leg_view(Direction::Down, &last.down),
            available_kbps: last.down.available.map(|bits| round(bits as f64 / 1_000.0)),
            queue_ms: (last.queue_ms / QUEUE_STEP_MS).round() * QUEUE_STEP_MS,
            layers: last.layers.iter().map(layer_view).collect(),
            pictures: last.pictures.iter().map(picture_view).collect(),
            culprit: self.culprit(),
        })
    }

    fn leg_view(&self, direction: Direction, last: &Leg) -> LegView {
        let view = |last: &Flow, flow: fn(&Leg) -> &Flow| FlowView {
            kbps: round(last.bitrate as f64 / 1_000.0),
            loss_percent: round(self.loss(WINDOW, direction, flow) * 100.0),
            jitter_ms: round(last.jitter_ms),
        };
        LegView {
            audio: view(&last.audio, |leg| &leg.audio),
            video: view(&last.video, |leg| &leg.video),
            content: view(&last.content, |leg| &leg.content),
        }
    }

    /// The worst leg; among equals the more telling measure.
    fn culprit(&self) -> Option<Culprit> {
        let bad = self.judgements.iter().filter(|(_, judgement)| judgement.level > Level::Green);
        let worst = bad.max_by_key(|((direction, measure), judgement)| {
            (judgement.level, std::cmp::Reverse((*measure, *direction)))
        });
        worst.map(|((direction, measure), judgement)| Culprit {
            direction: match direction {
                Direction::Up => "up".to_owned(),
                Direction::Down => "down".to_owned(),
            },
            measure: match measure {
                Measure::Loss => "loss".to_owned(),
                Measure::Jitter => "jitter".to_owned(),
                Measure::RoundTrip => "round_trip".to_owned(),
            },
            level: if judgement.level == Level::Red { "red".to_owned() } else { "amber".to_owned() },
            since: judgement.since,
        })
    }
}

fn leg_of(sample: &LinkSample, direction: Direction) -> &Leg {
    match direction {
        Direction::Up => &sample.up,
        Direction::Down => &sample.down,
    }
}

fn jitter_of(leg: &Leg) -> f64 {
    leg.audio.jitter_ms.max(leg.video.jitter_ms).max(leg.content.jitter_ms)
}

fn level(value: f64, [amber, red]: [f64; 2]) -> Level {
    if value > red {
        Level::Red
    } else if value > amber {
        Level::Amber
    } else {
        Level::Green
    }
}

fn layer_view(layer: &giaoban_link::ReceivedLayer) -> LayerView {
    LayerView {
        kind: if layer.kind == MediaKind::Content { "content" } else { "video" }.to_owned(),
        rid: layer.rid.clone(),
        width: layer.width,
        height: layer.height,
        fps: layer.fps,
        kbps: round(layer.bitrate as f64 / 1_000.0),
    }
}

fn picture_view(picture: &SentPicture) -> PictureView {
    let slot = match picture.slot {
        SlotName::Programme => "programme",
        SlotName::Chair => "chair",
        SlotName::Content => "content",
        SlotName::Thumbnail(_) => "thumbnail",
    };
    let reason = match picture.reason {
        RungReason::Wanted => "wanted",
        RungReason::Source => "source",
        RungReason::Link => "link",
    };
    PictureView {
        slot: slot.to_owned(),
        height: picture.height,
        wanted: picture.wanted,
        reason: reason.to_owned(),
    }
}

/// One decimal: more is noise, and a figure that does not change is not sent again.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
