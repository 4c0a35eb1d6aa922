//! What does one client do? It proves its address, publishes if it is a room device, watches and listens in its
//! slots, and says in RTCP what every browser says.

use super::clock::Clock;
use super::dice::Dice;
use super::feedback::{self, Compound, Said};
use super::ice::{Agent, Credentials};
use super::network::Line;
use super::offer::{self, Announced, Answer};
use super::picture::PictureSlot;
use super::publisher::{Camera, Microphone, Track};
use super::rtp::{self, Rtp, Unwrapped, id};
use super::sound::SoundSlot;
use super::span::Span;
use giaoban_link::{PeerId, PeerKind, SiteId, SlotName};
use giaoban_media::Time;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

/// Round trip assumed for repeated NACKs.
const ROUND_TRIP: Duration = Duration::from_millis(60);
/// What signaling and a browser take from the node's word to the encoder.
const SIGNALING: Duration = Duration::from_millis(30);

/// One client of a world.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) name: String,
    pub(crate) peer: PeerId,
    pub(crate) site: Option<SiteId>,
    pub(crate) kind: PeerKind,
    /// The one site it watches and hears instead of the programme.
    pub(crate) alone: Option<SiteId>,
    /// Whether its sound slots carry sound.
    pub(crate) listens: bool,
    pub(crate) address: SocketAddr,
    pub(crate) agent: Agent,
    pub(crate) up: Line,
    pub(crate) down: Line,
    /// Its wall clock.
    pub(crate) wall: Clock,
    pub(crate) microphone: Option<Microphone>,
    pub(crate) camera: Option<Camera>,
    pub(crate) slides: Option<Camera>,
    pub(crate) pictures: BTreeMap<SlotName, PictureSlot>,
    pub(crate) sounds: Vec<SoundSlot>,
    /// STUN of the node that was not authentic: somebody claims to be here.
    pub(crate) strays: u64,
    /// Media and reports of unknown SSRCs, which could not be opened if they were sealed: somebody else was here.
    pub(crate) foreign: u64,
    /// It watches a hostile site, so that what it is shown may be anything.
    pub(crate) bears_anything: bool,
    /// What the node did that no node may do.
    pub(crate) complaints: Vec<String>,
    /// Packets of its own the node reported lost in the last receiver report, by SSRC: 1/256.
    pub(crate) reported_loss: BTreeMap<u32, u8>,
    /// Packets it was asked for again.
    pub(crate) nacked: u64,
    /// Worst difference between programme picture and sound since the last mark, in µs.
    pub(crate) worst_skew: Option<u64>,
    /// When the world wakes it.
    pub(crate) wakes: Time,
    pub(crate) lines: Vec<offer::Line>,
    announced: Announced,
    /// Layers that nobody watches, and when word of them is here.
    told: Option<(Time, Vec<String>)>,
    /// Number of the last transport-wide feedback.
    feedback: Option<u8>,
    outbox: BTreeMap<(Time, u64), Vec<u8>>,
    sent: u64,
    transport_seq: u16,
    next_report: Time,
    reports: u32,
    next_request: Time,
    /// Transport-wide numbers received since the last feedback.
    arrivals: BTreeMap<u64, Time>,
    pub(crate) numbers: Unwrapped,
    feedbacks: u8,
    next_feedback: Time,
}

impl Client {
    pub(crate) fn new(now: Time, name: &str, peer: PeerId, kind: PeerKind, number: u32, seed: u64) -> Client {
        let dice = |purpose: u64| Dice::new(seed, u64::from(number) << 8 | purpose);
        let mut own = dice(1);
        let mut pair = || (own.next_u32(), own.next_u32());
        let announced = Announced { camera: pair(), content: pair() };
        Client {
            name: name.to_owned(),
            peer,
            site: None,
            kind,
            alone: None,
            listens: kind == PeerKind::Device,
            address: SocketAddr::from(([192, 0, 2 + (number >> 8) as u8, number as u8], 40_000)),
            agent: Agent::new(now, dice(2)),
            up: Line::good(dice(3)),
            down: Line::good(dice(4)),
            wall: Clock { ahead: dice(5).below(3_600_000_000), ppm: 0 },
            microphone: None,
            camera: None,
            slides: None,
            pictures: BTreeMap::new(),
            sounds: Vec::new(),
            strays: 0,
            foreign: 0,
            bears_anything: false,
            complaints: Vec::new(),
            reported_loss: BTreeMap::new(),
            nacked: 0,
            worst_skew: None,
            wakes: Time::NEVER,
            lines: Vec::new(),
            announced,
            told: None,
            feedback: None,
            outbox: BTreeMap::new(),
            sent: 0,
            transport_seq: 0,
            next_report: now + 100.ms(),
            reports: 0,
            next_request: now,
            arrivals: BTreeMap::new(),
            numbers: Unwrapped::default(),
            feedbacks: 0,
            next_feedback: now,
        }
    }

    /// Opens microphone and camera as room device of site number `site`.
    pub(crate) fn publish(&mut self, now: Time, site: u32, seed: u64) {
        let mut dice = Dice::new(seed, u64::from(site) << 8 | 6);
        // Devices do not capture in step.
        let start = now + dice.up_to(40.ms());
        self.microphone = Some(Microphone::new(start, site, Clock::default(), &mut dice));
        self.camera = Some(Camera::simulcast(start, site, &mut dice));
    }

    /// A camera without simulcast instead.
    pub(crate) fn publish_single(&mut self, now: Time, site: u32, seed: u64) {
        self.camera = Some(Camera::single(now, site, self.announced, &mut Dice::new(seed, 7)));
    }

    /// Shows slides from now on.
    pub(crate) fn present(&mut self, now: Time, site: u32, seed: u64) {
        self.slides = Some(Camera::slides(now, site, self.announced, &mut Dice::new(seed, 8)));
    }

    /// The microphone of a room device.
    #[track_caller]
    pub(crate) fn microphone(&mut self) -> &mut Microphone {
        self.microphone.as_mut().expect("a room device has a microphone")
    }

    /// The camera of a room device.
    #[track_caller]
    pub(crate) fn camera(&mut self) -> &mut Camera {
        self.camera.as_mut().expect("a room device has a camera")
    }

    /// Key frames sent so far.
    pub(crate) fn key_frames(&self) -> u32 {
        self.camera.iter().flat_map(|camera| &camera.layers).map(|layer| layer.keys).sum()
    }

    /// The offer with the credentials of now.
    pub(crate) fn offer(&self) -> String {
        offer::write(&self.lines, &self.agent.local, self.announced)
    }

    /// The node says which layers of the camera nobody watches; word of it comes over signaling.
    pub(crate) fn tell_paused(&mut self, now: Time, layers: Vec<String>) {
        self.told = Some((now + self.down.delay + SIGNALING, layers));
    }

    /// Takes the node's answer; the first one makes the slots, a later one may not change them.
    pub(crate) fn answered(&mut self, now: Time, sdp: &str) {
        let answer = Answer::read(sdp);
        let is_first = self.pictures.is_empty() && self.sounds.is_empty();
        for (line, (media, rtx)) in self.lines.clone().iter().zip(&answer.ssrcs) {
            match (line, media) {
                (offer::Line::Picture(name), Some(media)) if is_first => {
                    let mut slot = PictureSlot::new(*media, rtx.unwrap_or(0));
                    slot.mark(now);
                    self.pictures.insert(*name, slot);
                }
                (offer::Line::Sound(_), Some(media)) if is_first => self.sounds.push(SoundSlot::new(*media)),
                (offer::Line::Picture(name), media) if *media != Some(self.pictures[name].ssrc) => {
                    self.complaints.push(format!("{name:?} has other SSRCs after an ICE restart"));
                }
                _ => {}
            }
        }
        if self.agent.remote != answer.credentials {
            self.agent.remote = answer.credentials;
            self.agent.begin(now);
        }
    }

    /// The node is another one: everything received belonged to the connection before.
    pub(crate) fn start_again(&mut self) {
        self.pictures.clear();
        self.sounds.clear();
        self.agent.is_connected = false;
        self.agent.remote = Credentials::default();
        self.feedback = None;
        self.numbers = Unwrapped::default();
        self.arrivals.clear();
        self.told = None;
        self.camera.iter_mut().for_each(|camera| camera.pause(&[]));
    }

    /// When it has something to do.
    pub(crate) fn deadline(&self) -> Time {
        let outbox = self.outbox.first_key_value().map_or(Time::NEVER, |((at, _), _)| *at);
        let told = self.told.as_ref().map_or(Time::NEVER, |(at, _)| *at);
        let check = self.agent.deadline().min(outbox).min(told);
        if !self.agent.is_connected {
            return check;
        }
        let cameras = [&self.camera, &self.slides].into_iter().flatten().map(Camera::deadline);
        let microphone = self.microphone.iter().map(Microphone::deadline);
        cameras.chain(microphone).chain([check, self.next_report, self.next_request]).min().unwrap_or(check)
    }

    /// Does what is due and returns the datagrams that leave now.
    pub(crate) fn wake(&mut self, now: Time) -> Vec<Vec<u8>> {
        let mut leaving: Vec<Vec<u8>> =
            self.agent.answer().into_iter().chain(self.agent.check(now)).collect();
        self.obey(now);
        self.capture(now);
        if self.agent.is_connected {
            leaving.extend(self.report(now));
        }
        while let Some(first) = self.outbox.first_entry().filter(|first| first.key().0 <= now) {
            let mut packet = first.remove();
            rtp::number(&mut packet, self.transport_seq);
            self.transport_seq = self.transport_seq.wrapping_add(1);
            leaving.push(packet);
        }
        leaving
    }

    fn obey(&mut self, now: Time) {
        if let Some((_, layers)) = self.told.take_if(|(at, _)| *at <= now)
            && let Some(camera) = &mut self.camera
        {
            camera.pause(&layers);
        }
    }

    /// Devices run whether or not anyone is connected; what is captured before is thrown away.
    fn capture(&mut self, now: Time) {
        let Client { outbox, sent, agent, wall, microphone, camera, slides, .. } = self;
        let mut leaving = |at: Time, packet: Vec<u8>| {
            *sent += 1;
            if agent.is_connected {
                outbox.insert((at, *sent), packet);
            }
        };
        if let Some(microphone) = microphone {
            while microphone.deadline() <= now {
                microphone.speak(now, &mut leaving);
            }
        }
        for camera in [camera, slides].into_iter().flatten() {
            while camera.deadline() <= now {
                camera.capture(now, wall, &mut leaving);
            }
        }
    }

    /// A datagram of the node.
    pub(crate) fn receive(&mut self, now: Time, bytes: &[u8]) {
        match bytes {
            [0..=3, ..] => {
                if !self.agent.hear(bytes) {
                    self.strays += 1;
                }
            }
            [128..=191, 192..=223, ..] => self.hear(now, bytes),
            _ => self.watch(now, bytes),
        }
    }

    fn watch(&mut self, now: Time, bytes: &[u8]) {
        let Some(rtp) = Rtp::read(bytes) else {
            return self.complaints.push("neither STUN nor RTCP nor RTP".to_owned());
        };
        let picture =
            self.pictures.iter_mut().find(|(_, slot)| slot.ssrc == rtp.ssrc || slot.rtx == rtp.ssrc);
        let sound = self.sounds.iter_mut().find(|slot| slot.ssrc == rtp.ssrc);
        let result = match (picture, sound) {
            (Some((name, slot)), _) if rtp.payload_type != slot.payload_type(rtp.ssrc) => {
                Err(format!("{name:?}: payload type {}", rtp.payload_type))
            }
            (Some((name, slot)), _) => slot.receive(now, &rtp).map_err(|why| format!("{name:?}: {why}")),
            (None, Some(slot)) => slot.receive(now, &rtp).map_err(|why| format!("sound: {why}")),
            (None, None) => {
                self.foreign += 1;
                return;
            }
        };
        if let Some(number) = rtp.extension(id::TRANSPORT_CC).and_then(|value| value.first_chunk()) {
            self.arrivals.insert(self.numbers.extend(u16::from_be_bytes(*number)), now);
        }
        self.complaints.extend(result.err());
        self.compare_lips(now);
    }

    /// Programme picture against the sound that shares its stream, while both are of one site.
    fn compare_lips(&mut self, now: Time) {
        let Some(picture) = self.pictures.get(&SlotName::Programme) else { return };
        let Some(sound) = self.sounds.first() else { return };
        let (Some((seen, _)), Some((heard, at))) = (picture.shown, sound.heard) else { return };
        let (Some(seen_at), Some(heard_at)) = (picture.offsets.last, sound.offsets.last) else { return };
        if seen.site == heard.site && now.since(at) < 100.ms() {
            let skew = (seen_at - heard_at).unsigned_abs();
            self.worst_skew = Some(self.worst_skew.map_or(skew, |worst| worst.max(skew)));
        }
    }

    fn hear(&mut self, now: Time, bytes: &[u8]) {
        let Some(said) = feedback::read(bytes) else {
            return self.complaints.push("RTCP that rtc-rtcp cannot read".to_owned());
        };
        for said in said {
            match said {
                Said::Sender { ssrc, ntp, timestamp } => self.note_report(now, ssrc, (ntp, timestamp)),
                Said::Receiver(blocks) => {
                    let loss = blocks.iter().map(|block| (block.ssrc, block.fraction_lost));
                    self.reported_loss.extend(loss);
                }
                Said::Nack { media, lost } => self.repeat(now, media, &lost),
                Said::PictureLoss { media } => self.refresh(now, media),
                Said::Arrivals { feedback } => self.note_feedback(feedback),
            }
        }
    }

    fn note_report(&mut self, now: Time, ssrc: u32, (ntp, timestamp): (u64, u32)) {
        let pictures = self.pictures.values_mut().map(|slot| (slot.ssrc, &mut slot.stream));
        let mut slots = pictures.chain(self.sounds.iter_mut().map(|slot| (slot.ssrc, &mut slot.stream)));
        match slots.find(|(own, _)| *own == ssrc) {
            Some((_, stream)) => stream.report = Some((ntp, timestamp, now)),
            None => self.foreign += 1,
        }
    }

    /// Transport-wide feedback is numbered; what is lost on the way is missing, nothing comes twice or backwards.
    fn note_feedback(&mut self, number: u8) {
        if let Some(before) = self.feedback.replace(number)
            && self.down.is_orderly()
            && number.wrapping_sub(before) as i8 <= 0
        {
            self.complaints.push(format!("transport-wide feedback {number} after {before}"));
        }
    }

    fn repeat(&mut self, now: Time, media: u32, lost: &[u16]) {
        self.nacked += lost.len() as u64;
        let cameras = [&mut self.camera, &mut self.slides].into_iter().flatten();
        let mut layers = cameras.flat_map(|camera| &mut camera.layers);
        if let Some(layer) = layers.find(|layer| layer.track.ssrc == media) {
            for packet in lost.iter().filter_map(|seq| layer.track.again(*seq)) {
                self.sent += 1;
                self.outbox.insert((now, self.sent), packet);
            }
        } else if self.microphone.as_ref().is_none_or(|microphone| microphone.track.ssrc != media) {
            self.complaints.push(format!("a NACK for unknown SSRC {media}"));
        }
    }

    /// It probes its line as libwebrtc does: with packets that it sent before and nobody misses.
    pub(crate) fn probe(&mut self, now: Time) {
        let layers = self.camera.iter_mut().flat_map(|camera| &mut camera.layers);
        for packet in layers.filter(|layer| layer.is_sent()).flat_map(|layer| layer.track.all_again()) {
            self.sent += 1;
            self.outbox.insert((now, self.sent), packet);
        }
    }

    fn refresh(&mut self, now: Time, media: u32) {
        let mut cameras = [&mut self.camera, &mut self.slides].into_iter().flatten();
        if !cameras.any(|camera| camera.request(now, media)) {
            self.complaints.push(format!("a request for a key frame of unknown SSRC {media}"));
        }
    }

    fn report(&mut self, now: Time) -> Option<Vec<u8>> {
        let mut compound = Compound::default();
        if self.next_report <= now {
            self.next_report = now + 1.s();
            self.reports += 1;
            self.write_sender_reports(now, &mut compound);
            self.write_receiver_reports(now, &mut compound);
        }
        if self.next_feedback <= now && !self.arrivals.is_empty() {
            self.next_feedback = now + 100.ms();
            compound.arrivals(self.feedbacks, &std::mem::take(&mut self.arrivals));
            self.feedbacks = self.feedbacks.wrapping_add(1);
        }
        if self.next_request <= now {
            self.next_request = now + 20.ms();
            for slot in self.pictures.values_mut() {
                compound.nack(
                    slot.ssrc,
                    &slot.stream.requests(now, ROUND_TRIP.max(self.up.delay + self.down.delay)),
                );
                if slot.wants_key_frame(now) {
                    compound.picture_loss(slot.ssrc);
                }
            }
        }
        compound.bytes()
    }

    fn write_sender_reports(&mut self, now: Time, compound: &mut Compound) {
        let ntp = self.wall.ntp(now);
        let mut report = |track: &Track, ticks: u32| {
            if track.packets > 0 {
                let Track { ssrc, packets, octets, .. } = *track;
                compound.sender(ssrc, ntp, track.timestamp(ticks), packets, octets);
            }
        };
        // libwebrtc reports of sound every five seconds only.
        if let Some(microphone) = self.microphone.as_mut().filter(|_| self.reports.is_multiple_of(5)) {
            let reckoned = microphone.reckoned(now);
            report(&microphone.track, reckoned);
        }
        for camera in [&self.camera, &self.slides].into_iter().flatten() {
            camera.layers.iter().for_each(|layer| report(&layer.track, self.wall.ticks(now, 90_000)));
        }
    }

    fn write_receiver_reports(&mut self, now: Time, compound: &mut Compound) {
        let pictures = self.pictures.values_mut().map(|slot| (slot.ssrc, &mut slot.stream));
        let slots = pictures.chain(self.sounds.iter_mut().map(|slot| (slot.ssrc, &mut slot.stream)));
        compound.receiver(slots.filter_map(|(ssrc, stream)| stream.block(now, ssrc)).collect());
    }

    /// Starts all clocks of the longest freeze, silence and skew anew.
    pub(crate) fn mark(&mut self, now: Time) {
        self.pictures.values_mut().for_each(|slot| slot.mark(now));
        self.sounds.iter_mut().for_each(|slot| slot.mark(now));
        self.worst_skew = None;
    }
}
