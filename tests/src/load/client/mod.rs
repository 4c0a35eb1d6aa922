//! One lean client: it proves its address, shakes hands, counts what comes, answers as a browser would, and opens only
//! a sample of packets.

pub(crate) mod dtls;
mod feedback;
pub(crate) mod offer;
pub(crate) mod publisher;
pub(crate) mod rtp;
mod slot;
pub(crate) mod srtp;
pub(super) mod stun;
pub(crate) mod weapon;

use super::clock::{self, Micros};
use super::stamps::Stamps;
use super::tally::{Tally, Traced};
use anyhow::Result;
use dtls::{Identity, Progress, Session};
use feedback::Compound;
use offer::{Answer, Offer};
use publisher::{Publisher, REWRITTEN, key_frame_of};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use slot::{Purpose, Slot};
use srtp::Direction;
use std::net::SocketAddr;
use std::ops::Range;
use stun::Checker;
use weapon::{Arms, Weapon};

/// Checks until the server answers, then as often as Chromium.
const CHECK_AGAIN: Micros = 50_000;
const CHECK_EVERY: Micros = 2_500_000;
/// Reports of both directions.
const REPORT_EVERY: Micros = 1_000_000;
/// Transport-wide feedback: libwebrtc's usual interval.
const FEEDBACK_EVERY: Micros = 100_000;
/// One in so many sounds and ends of frames is opened to learn its delay.
const SAMPLED: u32 = 8;
/// A client without a picture asks for one this often.
const ASK_EVERY: Micros = 500_000;

/// Datagrams on their way out of a client.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) bytes: Vec<u8>,
    pub(crate) ends: Vec<usize>,
}

impl Outbox {
    fn push(&mut self, datagram: &[u8]) {
        self.bytes.extend_from_slice(datagram);
        self.ends.push(self.bytes.len());
    }
}

/// What a client works with and does not own.
pub(crate) struct Bench<'a> {
    pub(crate) stamps: &'a Stamps,
    pub(crate) tally: &'a mut Tally,
    pub(crate) outbox: &'a mut Outbox,
}

/// The key frame a client waits for.
#[derive(Clone, Copy, Debug)]
enum Awaited {
    /// The first of all.
    First,
    /// The one of a new speaker with this mark, granted at that time.
    Of(u8, Micros),
    Nothing,
}

/// A client before it has an answer.
#[derive(Debug)]
pub(crate) struct Newcomer {
    pub(crate) offer: Offer,
    /// When it wished to join.
    pub(crate) since: Micros,
    /// Marks its frames when it publishes.
    pub(crate) mark: u8,
}

impl Newcomer {
    /// A client with this number that wishes to join now.
    pub(crate) fn new(identity: &Identity, number: usize, thumbnails: usize) -> Newcomer {
        let offer = Offer {
            ufrag: format!("{:08x}", rand::random::<u32>()),
            fingerprint: identity.fingerprint(),
            microphone: rand::random(),
            content: rand::random(),
            thumbnails,
        };
        Newcomer { offer, since: clock::now(), mark: mark_of(number) }
    }
}

/// The mark of a client's frames.
pub(crate) fn mark_of(number: usize) -> u8 {
    number as u8 & 0x1f
}

/// A client in a briefing.
#[derive(Debug)]
pub(crate) struct Client {
    server: SocketAddr,
    since: Micros,
    checker: Checker,
    sent_check: Vec<u8>,
    is_proved: bool,
    session: Session,
    /// Keys with which we and the server send.
    keys: Option<(Direction, Direction)>,
    slots: Vec<Slot>,
    arrivals: Vec<(u16, Micros)>,
    feedbacks: u8,
    publisher: Publisher,
    awaited: Awaited,
    sampled: u32,
    /// Every packet is noted for a relay to play again.
    pub(crate) is_traced: bool,
    /// What it throws; then what it sees is nobody's concern.
    arms: Option<Arms>,
    next_check: Micros,
    next_report: Micros,
    next_feedback: Micros,
    next_question: Micros,
    is_lost: bool,
}

impl Client {
    /// Takes the answer to its offer.
    pub(crate) fn new(identity: &Identity, newcomer: &Newcomer, answer: &Answer) -> Result<Client> {
        let session = Session::begin(identity, answer.server, answer.fingerprint.clone())?;
        let now = clock::now();
        // Clients report at different moments.
        let phase = u64::from(rand::random::<u16>());
        let mut is_first = true;
        let slots = answer.received.iter().filter_map(|section| {
            let purpose = match section.kind.as_str() {
                "audio" => Purpose::Sound,
                _ if std::mem::take(&mut is_first) => Purpose::Programme,
                _ => Purpose::Picture,
            };
            Some(Slot::new(purpose, section.ssrc?, section.repair))
        });
        Ok(Client {
            server: answer.server,
            since: newcomer.since,
            checker: Checker::new(&newcomer.offer.ufrag, &answer.ufrag, &answer.pwd),
            sent_check: Vec::new(),
            is_proved: false,
            session,
            keys: None,
            slots: slots.collect(),
            arrivals: Vec::new(),
            feedbacks: 0,
            publisher: Publisher::new(now, newcomer.offer.microphone, newcomer.mark),
            awaited: Awaited::First,
            sampled: rand::random::<u32>() % SAMPLED,
            is_traced: false,
            arms: None,
            next_check: now,
            next_report: now + phase * 16,
            next_feedback: now + phase,
            next_question: Micros::MAX,
            is_lost: false,
        })
    }

    /// Where its server is.
    pub(crate) fn server(&self) -> SocketAddr {
        self.server
    }

    /// Sends these layers of its camera, and sound if the microphone is open.
    pub(crate) fn publish(&mut self, now: Micros, layers: Range<usize>, microphone: bool) {
        self.publisher.set(now, layers, microphone);
    }

    /// Throws so many datagrams a second from now on.
    pub(crate) fn arm(&mut self, now: Micros, weapon: Weapon, rate: u64) {
        self.arms = Some(Arms::new(now, weapon, rate));
    }

    /// The last check it sent, as anybody on its way could have recorded it.
    pub(crate) fn recorded_check(&self) -> Vec<u8> {
        self.sent_check.clone()
    }

    /// Another site, with this mark, was given the floor.
    pub(crate) fn watch(&mut self, speaker: u8, granted: Micros) {
        self.awaited = Awaited::Of(speaker, granted);
    }

    /// Starts measuring loss anew.
    pub(crate) fn mark(&mut self) {
        self.slots.iter_mut().for_each(Slot::mark);
    }

    /// Adds what is known now.
    pub(crate) fn report(&self, tally: &mut Tally) {
        tally.connected += usize::from(self.keys.is_some() && !self.is_lost);
        tally.lost_connections += usize::from(self.is_lost);
        tally.waiting += usize::from(!matches!(self.awaited, Awaited::Nothing));
        let honest = self.slots.iter().filter(|_| self.arms.is_none());
        for (expected, received) in honest.map(Slot::since_mark) {
            tally.expected += expected;
            tally.received += received;
        }
    }

    /// When it wants to be woken.
    pub(crate) fn deadline(&self) -> Micros {
        if self.is_lost {
            return Micros::MAX;
        }
        let asked = self.slots.iter().map(Slot::deadline).min().unwrap_or(Micros::MAX);
        match self.keys {
            None => self.next_check,
            Some(_) => {
                let thrown = self.arms.as_ref().map_or(Micros::MAX, Arms::deadline);
                [self.next_report, self.next_feedback, asked, thrown, self.publisher.deadline()]
                    .into_iter()
                    .fold(self.next_check.min(self.next_question), Micros::min)
            }
        }
    }

    /// A datagram of the server; it is opened in place.
    pub(crate) fn receive(&mut self, at: Micros, datagram: &mut [u8], bench: &mut Bench<'_>) {
        match datagram {
            [0..=3, ..] if !self.is_proved && self.checker.is_answered(datagram) => {
                self.is_proved = true;
                self.next_check = at + CHECK_AGAIN;
                self.say_handshake(bench);
            }
            [20..=63, ..] => self.shake(datagram, bench),
            [128..=191, 192..=223, ..] => self.hear(at, datagram, bench),
            [128..=191, ..] => self.media(at, datagram, bench),
            _ => {}
        }
    }

    /// Says what is due.
    pub(crate) fn wake(&mut self, now: Micros, bench: &mut Bench<'_>) {
        if self.next_check <= now {
            self.sent_check = self.checker.check();
            bench.outbox.push(&self.sent_check);
            self.next_check = now + if self.keys.is_some() { CHECK_EVERY } else { CHECK_AGAIN };
            if self.is_proved && self.keys.is_none() {
                self.session.repeat(self.server);
                self.say_handshake(bench);
            }
        }
        if self.keys.is_some() {
            self.send_media(now, bench);
            self.send_control(now, bench);
            self.throw(now, bench);
        }
    }

    fn shake(&mut self, datagram: &[u8], bench: &mut Bench<'_>) {
        match self.session.read(self.server, datagram) {
            Ok(Progress::Keys(keys)) => self.keys = Some(*keys),
            Ok(Progress::Waits) => {}
            Ok(Progress::Over) => self.is_lost = true,
            Err(error) => {
                tracing::warn!("handshake: {error:#}");
                self.is_lost = true;
            }
        }
        self.say_handshake(bench);
    }

    fn say_handshake(&mut self, bench: &mut Bench<'_>) {
        while let Some(datagram) = self.session.outgoing() {
            bench.outbox.push(&datagram);
        }
    }

    fn media(&mut self, at: Micros, datagram: &mut [u8], bench: &mut Bench<'_>) {
        let Some(header) = rtp::Header::read(datagram) else { return };
        bench.tally.packets += 1;
        bench.tally.bytes += datagram.len() as u64;
        if let Some(seq) = header.transport_seq {
            self.arrivals.push((seq, at));
        }
        let Some((_, open)) = &self.keys else { return };
        let Some(slot) = self.slots.iter_mut().find(|slot| slot.ssrc == header.ssrc) else {
            if let Some(slot) = self.slots.iter_mut().find(|slot| slot.repair == Some(header.ssrc))
                && let Some([high, low, ..]) = open.open_rtp(datagram, header.len, 0)
            {
                slot.repaired(u16::from_be_bytes([*high, *low]));
            }
            return;
        };
        if self.is_traced {
            let frame = (slot.purpose != Purpose::Sound).then_some(header.timestamp);
            bench.tally.trace.push(Traced { at, size: datagram.len(), frame });
        }
        let rollover = slot.arrived(at, header.seq, header.timestamp);
        let is_sound = slot.purpose == Purpose::Sound;
        let awaits = slot.purpose == Purpose::Programme && !matches!(self.awaited, Awaited::Nothing);
        if is_sound || header.marker {
            self.sampled += 1;
        }
        let is_sampled =
            (is_sound || header.marker) && self.arms.is_none() && self.sampled.is_multiple_of(SAMPLED);
        if !is_sampled && !awaits {
            return;
        }
        let Some(payload) = open.open_rtp(datagram, header.len, rollover) else { return };
        let payload = rtp::unpadded(&header, payload);
        if is_sampled {
            let delay = delay(at, is_sound, payload, bench.stamps);
            let samples = if is_sound { &mut bench.tally.sound } else { &mut bench.tally.picture };
            samples.extend(delay);
        }
        if awaits {
            self.look_for_key_frame(at, payload, bench.tally);
        }
    }

    fn look_for_key_frame(&mut self, at: Micros, payload: &[u8], tally: &mut Tally) {
        let Some(mark) = key_frame_of(payload) else { return };
        match self.awaited {
            Awaited::First => tally.first_frames.push(at.saturating_sub(self.since) as u32),
            Awaited::Of(speaker, granted) if speaker == mark => {
                tally.switches.push(at.saturating_sub(granted) as u32);
            }
            _ => return,
        }
        self.awaited = Awaited::Nothing;
        self.next_question = Micros::MAX;
    }

    /// RTCP of the server.
    fn hear(&mut self, at: Micros, datagram: &mut [u8], bench: &mut Bench<'_>) {
        let Some((seal, open)) = &mut self.keys else { return };
        let Some(mut plain) = open.open_rtcp(datagram) else { return };
        for packet in rtcp::packet::unmarshal(&mut plain).unwrap_or_default() {
            let packet = packet.as_any();
            if let Some(report) = packet.downcast_ref::<SenderReport>() {
                if let Some(slot) = self.slots.iter_mut().find(|slot| slot.ssrc == report.ssrc) {
                    slot.report = Some(((report.ntp_time >> 16) as u32, at));
                }
            } else if let Some(loss) = packet.downcast_ref::<PictureLossIndication>() {
                self.publisher.refresh(loss.media_ssrc);
            } else if let Some(nack) = packet.downcast_ref::<TransportLayerNack>() {
                for seq in nack.nacks.iter().flat_map(|pair| pair.packet_list()) {
                    self.publisher.repeat(nack.media_ssrc, seq, &mut |sent, payload| {
                        let start = bench.outbox.bytes.len();
                        let header = sent.write(&mut bench.outbox.bytes);
                        bench.outbox.bytes.extend_from_slice(payload);
                        seal.seal_rtp(&mut bench.outbox.bytes, start, header, sent.seq >> 16);
                        bench.outbox.ends.push(bench.outbox.bytes.len());
                    });
                }
            }
        }
    }

    fn send_media(&mut self, now: Micros, bench: &mut Bench<'_>) {
        let Some((seal, _)) = &self.keys else { return };
        if self.publisher.deadline() > now {
            return;
        }
        self.publisher.wake(now, &mut |sent, payload| {
            let start = bench.outbox.bytes.len();
            let header = sent.write(&mut bench.outbox.bytes);
            bench.outbox.bytes.extend_from_slice(payload);
            seal.seal_rtp(&mut bench.outbox.bytes, start, header, sent.seq >> 16);
            bench.outbox.ends.push(bench.outbox.bytes.len());
            let lasting = if sent.payload_type == offer::OPUS { payload } else { &payload[REWRITTEN..] };
            bench.stamps.leaves(clock::now(), lasting);
        });
    }

    fn throw(&mut self, now: Micros, bench: &mut Bench<'_>) {
        let (Some(arms), Some((seal, _))) = (&mut self.arms, &mut self.keys) else { return };
        let picture = self.slots.iter().find(|slot| slot.purpose == Purpose::Programme);
        for _ in 0..arms.due(now) {
            let mut compound = arms.datagram(picture.map_or(0, |slot| slot.ssrc));
            seal.seal_rtcp(&mut compound.0);
            bench.outbox.push(&compound.0);
            bench.tally.thrown += 1;
        }
    }

    fn send_control(&mut self, now: Micros, bench: &mut Bench<'_>) {
        let Some((seal, _)) = &mut self.keys else { return };
        let mut compound = Compound::default();
        if self.next_report <= now {
            self.next_report = now + REPORT_EVERY;
            for flow in self.publisher.flows() {
                compound.sender(now, flow.ssrc, flow.timestamp(now), flow.packets, flow.octets);
            }
            compound.receiver(self.slots.iter_mut().filter_map(|slot| slot.report_block(now)));
            if matches!(self.awaited, Awaited::First) && self.next_question == Micros::MAX {
                self.next_question = now;
            }
        }
        if self.next_feedback <= now {
            self.next_feedback = now + FEEDBACK_EVERY;
            if let Some((base, _)) = self.arrivals.first().copied() {
                self.arrivals.sort_unstable_by_key(|(seq, _)| seq.wrapping_sub(base) as i16);
                self.arrivals.dedup_by_key(|(seq, _)| *seq);
                compound.arrivals(self.feedbacks, &self.arrivals);
                self.feedbacks = self.feedbacks.wrapping_add(1);
                self.arrivals.clear();
            }
        }
        let mut numbers = Vec::new();
        for slot in self.slots.iter_mut().filter(|slot| slot.deadline() <= now) {
            let gave_up = slot.ask(now, &mut numbers);
            if !numbers.is_empty() {
                compound.nack(slot.ssrc, &numbers);
                bench.tally.requests += numbers.len() as u64;
                numbers.clear();
            }
            if gave_up && slot.purpose != Purpose::Sound {
                compound.picture_loss(slot.ssrc);
            }
        }
        if self.next_question <= now {
            self.next_question = now + ASK_EVERY;
            let programme = self.slots.iter().find(|slot| slot.purpose == Purpose::Programme);
            programme.into_iter().for_each(|slot| compound.picture_loss(slot.ssrc));
        }
        if !compound.0.is_empty() {
            seal.seal_rtcp(&mut compound.0);
            bench.outbox.push(&compound.0);
        }
    }
}

/// How long a packet took since its bytes left a publisher.
fn delay(at: Micros, is_sound: bool, payload: &[u8], stamps: &Stamps) -> Option<u32> {
    let lasting = if is_sound { payload } else { payload.get(REWRITTEN..)? };
    // Silence sounds the same everywhere.
    let left = stamps.left(lasting).filter(|_| lasting.len() > 12)?;
    u32::try_from(at.saturating_sub(left)).ok()
}
