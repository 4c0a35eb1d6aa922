//! What fills a probe that the media alone does not? Pictures sent lately, sent again: they probe the link and repair
//! what was lost unnoticed. Where there are none, empty retransmissions.

use super::Downlink;
use super::batch::Batch;
use super::pacer::Pending;
use crate::rtp::{RtpHeader, SentExtensions, Seq, write};
use crate::slot::{Shape, Slot};
use crate::srtp::SrtpSender;
use crate::stream::{Stream, StreamKey};
use crate::time::Time;
use slotmap::SlotMap;

/// So many of the last packets of a slot are sent again in turn.
const RECENT: i16 = 32;
/// Padding is counted in one byte (RFC 3550 section 5.1).
const LONGEST: usize = 255;

impl Downlink {
    /// Sends what a probe lacks.
    pub(super) fn pad(
        &mut self,
        now: Time,
        streams: &SlotMap<StreamKey, Stream>,
        sealer: &mut SrtpSender,
        batch: &mut Batch<'_>,
    ) {
        let mut back = 0;
        while self.bandwidth.padding(now) > 0 {
            let before = self.bandwidth.padding(now);
            let piece = self.bandwidth.padding_piece();
            match self.recent(back, streams).filter(|packet| packet.padded as u64 <= piece) {
                Some(packet) => {
                    let held = streams.get(packet.stream).and_then(|stream| stream.ring.get(packet.seq));
                    let held = held.expect("a recent packet is held, or it would not have been found");
                    self.send(now, &packet, held, sealer, batch);
                }
                None => self.send_empty(now, sealer, batch),
            }
            batch.count_probe();
            back = (back + 1) % RECENT;
            let sent = before.saturating_sub(self.bandwidth.padding(now));
            if sent == 0 {
                self.bandwidth.cannot_pad(now);
            }
            self.pacer.spend(sent);
        }
    }

    /// The picture packet sent `back` before the last one, where it is still held.
    fn recent(&self, back: i16, streams: &SlotMap<StreamKey, Stream>) -> Option<Pending> {
        self.slots.iter().enumerate().filter(|(_, slot)| slot.rtx.is_some()).find_map(|(index, slot)| {
            let (stream, seq) = slot.sent(slot.last_seq()?.step(-back))?;
            let held = streams.get(stream)?.ring.get(seq)?;
            let (placed, padded) = (slot.again(stream, held)?, held.payload.len());
            let shape = Shape::Whole;
            Some(Pending { slot: index, stream, seq, placed, padded, again: true, shape })
        })
    }

    /// A retransmission of nothing.
    fn send_empty(&mut self, now: Time, sealer: &mut SrtpSender, batch: &mut Batch<'_>) {
        let Some(slot) = self.slots.iter_mut().find(|slot| slot.rtx.is_some()) else { return };
        let Some(header) = empty_header(now, slot) else { return };
        let extensions = SentExtensions {
            mid: Some(&slot.mid),
            audio_level: None,
            transport_cc: true,
            abs_send_time: true,
        };
        let kind = slot.role.kind();
        let start = batch.begin();
        let bytes = batch.bytes();
        let written = write::write_header(&header, &self.ids, &extensions, bytes);
        write::set_transport_cc(&mut bytes[start..], &written, self.bandwidth.next_number());
        write::set_abs_send_time(&mut bytes[start..], &written, now);
        let len = bytes.len() - start;
        write::pad_to(bytes, start, len + LONGEST);
        if sealer.protect_rtp(batch.bytes(), start).is_err() {
            return batch.bytes().truncate(start);
        }
        self.bandwidth.sent(now, batch.bytes().len() - start, kind);
        batch.end(start);
    }
}

fn empty_header(now: Time, slot: &mut Slot) -> Option<RtpHeader> {
    let timestamp = slot.timeline().at(now);
    let rtx = slot.rtx.as_mut()?;
    rtx.seq = Seq::next(rtx.seq);
    Some(RtpHeader { marker: false, payload_type: rtx.payload_type, seq: rtx.seq, timestamp, ssrc: rtx.ssrc })
}
