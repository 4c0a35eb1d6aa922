//! How does a client speak and understand RTCP? By rtc-rtcp, an independent writer and reader.

use giaoban_media::Time;
use rtc_rtcp::packet::{Packet, marshal, unmarshal};
use rtc_rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc_rtcp::receiver_report::ReceiverReport;
use rtc_rtcp::reception_report::ReceptionReport;
use rtc_rtcp::sender_report::SenderReport;
use rtc_rtcp::transport_feedbacks::transport_layer_cc::{
    PacketStatusChunk, RecvDelta, StatusChunkTypeTcc, StatusVectorChunk, SymbolSizeTypeTcc, SymbolTypeTcc,
    TransportLayerCc,
};
use rtc_rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use std::collections::BTreeMap;

/// SSRC under which clients send feedback.
const OWN: u32 = 1;

/// Entries of one NACK at most, as rtc-rtcp writes it.
const MOST_PAIRS: usize = 250;

/// Units of transport-wide feedback in microseconds.
const REFERENCE: u64 = 64_000;
const DELTA: i64 = 250;

/// What a client says.
#[derive(Default)]
pub(crate) struct Compound(Vec<Box<dyn Packet>>);

impl Compound {
    pub(crate) fn sender(&mut self, ssrc: u32, ntp: u64, timestamp: u32, packets: u32, octets: u32) {
        self.0.push(Box::new(SenderReport {
            ssrc,
            ntp_time: ntp,
            rtp_time: timestamp,
            packet_count: packets,
            octet_count: octets,
            ..SenderReport::default()
        }));
    }

    pub(crate) fn receiver(&mut self, reports: Vec<ReceptionReport>) {
        for block in reports.chunks(31) {
            let report = ReceiverReport { ssrc: OWN, reports: block.to_vec(), ..ReceiverReport::default() };
            self.0.push(Box::new(report));
        }
    }

    pub(crate) fn nack(&mut self, media: u32, lost: &[u16]) {
        for nacks in nack_pairs_from_sequence_numbers(lost).chunks(MOST_PAIRS) {
            let nacks = nacks.to_vec();
            self.0.push(Box::new(TransportLayerNack { sender_ssrc: OWN, media_ssrc: media, nacks }));
        }
    }

    pub(crate) fn picture_loss(&mut self, media: u32) {
        self.0.push(Box::new(PictureLossIndication { sender_ssrc: OWN, media_ssrc: media }));
    }

    /// When each packet came, by its transport-wide number
    /// (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1).
    pub(crate) fn arrivals(&mut self, number: u8, arrivals: &BTreeMap<u64, Time>) {
        let (Some((base, first)), Some((last, _))) = (arrivals.first_key_value(), arrivals.last_key_value())
        else {
            return;
        };
        let reference = first.0 / REFERENCE;
        let mut clock = (reference * REFERENCE) as i64;
        let (mut symbols, mut recv_deltas) = (Vec::new(), Vec::new());
        for seq in *base..=*last {
            let Some(at) = arrivals.get(&seq) else {
                symbols.push(SymbolTypeTcc::PacketNotReceived);
                continue;
            };
            let delta = (at.0 as i64 - clock) / DELTA * DELTA;
            clock += delta;
            let is_small = (0..256 * DELTA).contains(&delta);
            let small = SymbolTypeTcc::PacketReceivedSmallDelta;
            let symbol = if is_small { small } else { SymbolTypeTcc::PacketReceivedLargeDelta };
            recv_deltas.push(RecvDelta { type_tcc_packet: symbol, delta });
            symbols.push(symbol);
        }
        let packet_chunks = symbols.chunks(7).map(|symbols| {
            PacketStatusChunk::StatusVectorChunk(StatusVectorChunk {
                type_tcc: StatusChunkTypeTcc::StatusVectorChunk,
                symbol_size: SymbolSizeTypeTcc::TwoBit,
                symbol_list: symbols.to_vec(),
            })
        });
        self.0.push(Box::new(TransportLayerCc {
            sender_ssrc: OWN,
            media_ssrc: OWN,
            base_sequence_number: *base as u16,
            packet_status_count: (last - base + 1) as u16,
            reference_time: reference as u32,
            fb_pkt_count: number,
            packet_chunks: packet_chunks.collect(),
            recv_deltas,
        }));
    }

    /// The bytes, when there is something to say.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        (!self.0.is_empty()).then(|| marshal(&self.0).expect("rtc-rtcp writes what it made").to_vec())
    }
}

/// What the node says.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    Sender { ssrc: u32, ntp: u64, timestamp: u32 },
    Receiver(Vec<ReceptionReport>),
    Nack { media: u32, lost: Vec<u16> },
    PictureLoss { media: u32 },
    Arrivals { feedback: u8 },
}

/// Reads a compound; `None` when rtc-rtcp cannot.
pub(crate) fn read(bytes: &[u8]) -> Option<Vec<Said>> {
    let packets = unmarshal(&mut &bytes[..]).ok()?;
    Some(packets.iter().filter_map(|packet| said(packet.as_any())).collect())
}

fn said(packet: &dyn std::any::Any) -> Option<Said> {
    if let Some(report) = packet.downcast_ref::<SenderReport>() {
        let SenderReport { ssrc, ntp_time, rtp_time, .. } = *report;
        return Some(Said::Sender { ssrc, ntp: ntp_time, timestamp: rtp_time });
    }
    if let Some(report) = packet.downcast_ref::<ReceiverReport>() {
        return Some(Said::Receiver(report.reports.clone()));
    }
    if let Some(nack) = packet.downcast_ref::<TransportLayerNack>() {
        let lost = nack.nacks.iter().flat_map(|pair| pair.packet_list()).collect();
        return Some(Said::Nack { media: nack.media_ssrc, lost });
    }
    if let Some(loss) = packet.downcast_ref::<PictureLossIndication>() {
        return Some(Said::PictureLoss { media: loss.media_ssrc });
    }
    let arrivals = packet.downcast_ref::<TransportLayerCc>()?;
    Some(Said::Arrivals { feedback: arrivals.fb_pkt_count })
}
