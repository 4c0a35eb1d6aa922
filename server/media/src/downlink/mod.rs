//! What one peer is sent: its slots, its share of the transport-wide numbers, and when it all leaves.

mod batch;
mod loss;
mod pacer;

use batch::Batch;

use crate::io::Out;
use crate::payload;
use crate::rtp::{ExtensionIds, RtpHeader, SentExtensions, Seq, write};
use crate::slot::Slot;
use crate::srtp::SrtpSender;
use crate::stream::{Gathered, Held, Stream, StreamKey};
use crate::time::Time;
use crate::transport::Path;
use loss::SentLog;
use pacer::{Pacer, Pending};
use slotmap::SlotMap;
use std::time::Duration;

/// A packet is not sent again within this time of the last answer to a NACK for it, unless the round trip is
/// known to be longer.
const LEAST_ROUND_TRIP: Duration = Duration::from_millis(20);

/// The sending half of a peer.
#[derive(Debug)]
pub(crate) struct Downlink {
    pub(crate) slots: Vec<Slot>,
    pub(crate) round_trip: Option<Duration>,
    /// A slot shows another source: its receiver needs a sender report now.
    pub(crate) report_at_once: bool,
    /// What was sent and what of it arrived.
    pub(crate) sent: SentLog,
    /// Bits per second that the receiver believes its link can carry, and when it said so.
    pub(crate) estimate: Option<(Time, u64)>,
    /// Whether the node's list of queues has it.
    pub(crate) is_listed: bool,
    ids: ExtensionIds,
    pacer: Pacer,
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
    /// It is not held any more, or was just sent again.
    No,
}

impl Downlink {
    pub(crate) fn new(slots: Vec<Slot>, ids: ExtensionIds) -> Downlink {
        Downlink {
            slots,
            round_trip: None,
            report_at_once: false,
            sent: SentLog::default(),
            estimate: None,
            is_listed: false,
            ids,
            pacer: Pacer::default(),
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
        let Some((placed, switched)) = slot.place(stream, held, gathered.capture) else {
            return Forwarded::No;
        };
        let packet =
            Pending { slot: index, stream, seq: held.seq, placed, padded: gathered.padded, again: false };
        match (self.pacer.push(now, packet), switched) {
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
        let again = slot.sent(seq).and_then(|(stream, number)| {
            let held = streams.get(stream)?.ring.get(number)?;
            let placed = slot.again(stream, held)?;
            Some(Pending { slot: index, stream, seq: number, placed, padded: 0, again: true })
        });
        let round_trip = self.round_trip.unwrap_or_default().max(LEAST_ROUND_TRIP);
        match again {
            Some(pending) if self.pacer.may_repeat(now, ssrc, seq, round_trip) => {
                self.pacer.push(now, pending);
                Some(Resent::Yes)
            }
            _ => Some(Resent::No),
        }
    }

    /// Whether packets wait to be sent, and since when they may not be held longer.
    pub(crate) fn deadline(&self) -> Time {
        self.pacer.deadline()
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
        if self.pacer.deadline() > now {
            return;
        }
        let mut pending = self.pacer.take();
        let mut batch = Batch::new(path, out);
        for packet in &pending {
            let Some(held) = streams.get(packet.stream).and_then(|stream| stream.ring.get(packet.seq)) else {
                continue;
            };
            // The slot may have been cut since a repetition was queued. A first sending has its number already and
            // waited a few milliseconds at most: dropping it would tear a hole that no NACK can mend.
            if packet.again && self.slots[packet.slot].again(packet.stream, held).is_none() {
                continue;
            }
            let start = batch.begin();
            let overhead = self.write(now, packet, held, batch.bytes());
            if !packet.again {
                write::pad_to(batch.bytes(), start, overhead + packet.padded);
            }
            match sealer.protect_rtp(batch.bytes(), start) {
                Ok(()) => batch.end(start),
                Err(_) => batch.bytes().truncate(start),
            }
        }
        batch.finish();
        pending.clear();
        self.pacer.give_back(pending);
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
            let number = self.sent.number(slot.role.kind());
            write::set_transport_cc(&mut bytes[start..], &written, number);
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
