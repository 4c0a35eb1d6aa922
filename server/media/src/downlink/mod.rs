//! What one peer is sent: its slots, its share of the transport-wide numbers, and when it all leaves.

mod batch;
mod key_frames;
mod pacer;
mod padding;
mod repeats;

use batch::Batch;
pub(crate) use key_frames::{KeyFrameBudget, Reason};
pub(crate) use pacer::{Pacer, Pending};

use crate::allocation::Ladder;
use crate::bandwidth::Bandwidth;
use crate::bitrate::Bitrate;
use crate::io::Out;
use crate::payload;
use crate::rtp::{ExtensionIds, RtpHeader, SentExtensions, Seq, write};
use crate::slot::{Shape, Slot, SlotRole};
use crate::srtp::SrtpSender;
use crate::stream::{Gathered, Held, Stream, StreamKey};
use crate::time::Time;
use crate::transport::Path;
use repeats::Repeats;
use slotmap::SlotMap;
use std::time::Duration;

/// Round trip assumed for repetitions while none is known, and of links that are shorter.
const LEAST_ROUND_TRIP: Duration = Duration::from_millis(20);

/// Repetitions take no more of any link than of one that carries so many times what its receiver wants: enough to catch
/// up with a second that was lost, and never many times what the receiver is sent anyway.
const AMPLE: f64 = 3.0;

/// Bytes of a packet without payload, sealed.
const HOLLOW: u64 = 50;

/// The sending half of a peer.
#[derive(Debug)]
pub(crate) struct Downlink {
    pub(crate) slots: Vec<Slot>,
    pub(crate) round_trip: Option<Duration>,
    /// A slot shows another source: its receiver needs a sender report now.
    pub(crate) report_at_once: bool,
    /// What the link carries.
    pub(crate) bandwidth: Bandwidth,
    /// When it fell and may climb.
    pub(crate) ladder: Ladder,
    /// What everything its slots want would take.
    pub(crate) wanted: Bitrate,
    /// What it may ask of others' pictures.
    pub(crate) key_frames: KeyFrameBudget,
    /// Whether the node's list of queues has it.
    pub(crate) is_listed: bool,
    ids: ExtensionIds,
    pacer: Pacer,
    repeats: Repeats,
    /// Packets that leave now; empty between flushes, kept for its memory.
    leaving: Vec<Pending>,
}

/// What became of a packet in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forwarded {
    /// It has no place in the slot.
    No,
    /// It will be sent.
    Queued,
    /// It will be sent, and with it the slot shows another source.
    Switched,
    /// The queue was full.
    Full,
}

/// What a NACK came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resent {
    /// It will be sent again.
    Yes,
    /// It is not held any more, was just sent again, or the link has no room for it.
    No,
}

impl Downlink {
    pub(crate) fn new(slots: Vec<Slot>, ids: ExtensionIds) -> Downlink {
        Downlink {
            slots,
            round_trip: None,
            report_at_once: false,
            bandwidth: Bandwidth::default(),
            ladder: Ladder::default(),
            wanted: Bitrate(0),
            key_frames: KeyFrameBudget::default(),
            is_listed: false,
            ids,
            pacer: Pacer::default(),
            repeats: Repeats::default(),
            leaving: Vec::new(),
        }
    }

    /// Forwards a packet of `stream` into slot `index`, if it has a place there.
    pub(crate) fn forward(
        &mut self,
        now: Time,
        index: usize,
        stream: StreamKey,
        held: &Held,
        gathered: &Gathered,
    ) -> Forwarded {
        let slot = &mut self.slots[index];
        let is_sound = matches!(slot.role, SlotRole::Audio(_));
        let Some((placed, switched)) = slot.place(stream, held, gathered.capture) else {
            return Forwarded::No;
        };
        let padded = gathered.padded;
        let shape = Shape::Whole;
        let packet = Pending { slot: index, stream, seq: held.seq, placed, padded, again: false, shape };
        match (self.pacer.push(now, packet, is_sound), switched) {
            (false, _) => Forwarded::Full,
            (true, false) => Forwarded::Queued,
            (true, true) => {
                self.report_at_once = true;
                Forwarded::Switched
            }
        }
    }

    /// Answers a NACK for `seq` of the slot with this SSRC.
    pub(crate) fn resend(
        &mut self,
        now: Time,
        ssrc: u32,
        seq: Seq,
        streams: &SlotMap<StreamKey, Stream>,
    ) -> Option<Resent> {
        let index = self.slots.iter().position(|slot| slot.ssrc == ssrc)?;
        let slot = &self.slots[index];
        let held = slot.sent(seq).and_then(|(stream, number)| {
            let held = streams.get(stream)?.ring.get(number)?;
            let placed = slot.again(stream, held)?;
            let shape = slot.next_shape(stream, number)?;
            let padded = if shape == Shape::Whole { held.payload.len() } else { 0 };
            Some(Pending { slot: index, stream, seq: number, placed, padded, again: true, shape })
        });
        let answer = held.or_else(|| {
            let (stream, shape) = (StreamKey::default(), Shape::Hollow);
            let placed = slot.needless(seq)?;
            Some(Pending { slot: index, stream, seq: 0, placed, padded: 0, again: true, shape })
        });
        let round_trip = self.round_trip.unwrap_or_default().max(LEAST_ROUND_TRIP);
        let Some(pending) = answer else { return Some(Resent::No) };
        let pace = self.bandwidth.pace(now).min(self.wanted.scaled(AMPLE));
        let cost = (pending.padded as u64).max(HOLLOW);
        let is_granted = self.repeats.grant(now, (ssrc, seq), cost, round_trip, pace)
            && self.pacer.push(now, pending, false);
        Some(if is_granted { Resent::Yes } else { Resent::No })
    }

    /// Nothing that waits is sent any more.
    pub(crate) fn forget(&mut self) {
        self.pacer = Pacer::default();
    }

    /// Whether packets wait to be sent, and since when they may not be held longer.
    pub(crate) fn deadline(&self) -> Time {
        self.pacer.deadline().min(self.bandwidth.padding_deadline())
    }

    /// Seals what is due and appends it to `out`, packets of equal size as one send.
    pub(crate) fn flush(
        &mut self,
        now: Time,
        streams: &SlotMap<StreamKey, Stream>,
        sealer: &mut SrtpSender,
        path: Path,
        out: &mut Out,
    ) {
        if self.deadline() > now {
            return;
        }
        let mut leaving = std::mem::take(&mut self.leaving);
        self.pacer.take(now, self.bandwidth.pace(now), &mut leaving);
        let mut batch = Batch::new(path, out);
        for packet in &leaving {
            let held = streams.get(packet.stream).and_then(|stream| stream.ring.get(packet.seq));
            match (self.shape(now, packet), held) {
                (Some(Shape::Whole), Some(held)) => self.send(now, packet, held, sealer, &mut batch),
                (Some(_), _) => self.send_hollow(now, packet, sealer, &mut batch),
                (None, _) => {}
            }
        }
        self.pad(now, streams, sealer, &mut batch);
        batch.finish();
        leaving.clear();
        self.leaving = leaving;
    }

    /// How much of the packet may still leave: its source may have left the slot since it was queued.
    fn shape(&self, now: Time, packet: &Pending) -> Option<Shape> {
        let slot = &self.slots[packet.slot];
        let (stream, seq) = (packet.stream, packet.seq);
        match packet {
            Pending { shape: Shape::Hollow, .. } => Some(Shape::Hollow),
            Pending { again: true, .. } => slot.next_shape(stream, seq),
            Pending { again: false, .. } => Some(slot.first_shape(now, stream, seq)),
        }
    }

    /// Sends the number of a packet without what it carried.
    fn send_hollow(&mut self, now: Time, packet: &Pending, sealer: &mut SrtpSender, batch: &mut Batch<'_>) {
        let hollow = Held { seq: packet.seq, ..Held::default() };
        self.send(now, &Pending { padded: 0, ..*packet }, &hollow, sealer, batch);
    }

    /// Writes one packet, its payload padded as planned, and seals it.
    fn send(
        &mut self,
        now: Time,
        packet: &Pending,
        held: &Held,
        sealer: &mut SrtpSender,
        batch: &mut Batch<'_>,
    ) {
        let start = batch.begin();
        let overhead = self.write(now, packet, held, batch.bytes());
        write::pad_to(batch.bytes(), start, overhead + packet.padded);
        if sealer.protect_rtp(batch.bytes(), start).is_err() {
            return batch.bytes().truncate(start);
        }
        self.bandwidth.sent(now, batch.bytes().len() - start, self.slots[packet.slot].role.kind());
        batch.end(start);
    }

    /// Appends a packet, plain. Returns how many bytes stand before its payload.
    fn write(&mut self, now: Time, packet: &Pending, held: &Held, bytes: &mut Vec<u8>) -> usize {
        let start = bytes.len();
        let slot = &mut self.slots[packet.slot];
        let header = match slot.rtx.as_mut().filter(|_| packet.again) {
            None => RtpHeader {
                marker: held.marker,
                payload_type: slot.payload_type,
                seq: packet.placed.seq(),
                timestamp: packet.placed.timestamp,
                ssrc: slot.ssrc,
            },
            Some(rtx) => {
                rtx.seq = rtx.seq.next();
                RtpHeader {
                    marker: held.marker,
                    payload_type: rtx.payload_type,
                    seq: rtx.seq,
                    timestamp: packet.placed.timestamp,
                    ssrc: rtx.ssrc,
                }
            }
        };
        let extensions = SentExtensions {
            mid: Some(&slot.mid),
            audio_level: held.audio_level,
            transport_cc: true,
            abs_send_time: true,
        };
        let written = write::write_header(&header, &self.ids, &extensions, bytes);
        if written.transport_cc.is_some() {
            write::set_transport_cc(&mut bytes[start..], &written, self.bandwidth.next_number());
        }
        write::set_abs_send_time(&mut bytes[start..], &written, now);
        if packet.again && slot.rtx.is_some() {
            // RFC 4588 section 4: the original sequence number stands before the payload.
            bytes.extend_from_slice(&packet.placed.seq().0.to_be_bytes());
        }
        let overhead = bytes.len() - start;
        bytes.extend_from_slice(&held.payload);
        payload::rewrite(&packet.placed, &mut bytes[start + overhead..]);
        slot.figures.meter.packet(bytes.len() - start, held.marker);
        if !packet.again {
            slot.figures.packets = slot.figures.packets.wrapping_add(1);
            slot.figures.octets = slot.figures.octets.wrapping_add(held.payload.len() as u32);
        }
        overhead
    }
}
