//! How is a compound packet put into bytes?

use super::{format, kind, transport_cc};
use crate::receive::{Arrival, ReportBlock};

/// Report blocks one packet can hold (five bits).
const MOST_BLOCKS: usize = 31;

/// Appends control packets to a buffer.
pub(crate) struct Compound<'a> {
    bytes: &'a mut Vec<u8>,
    /// SSRC under which this node speaks to the peer.
    sender: u32,
}

impl<'a> Compound<'a> {
    pub(crate) fn new(bytes: &'a mut Vec<u8>, sender: u32) -> Compound<'a> {
        Compound { bytes, sender }
    }

    /// Sender report without blocks (RFC 3550 section 6.4.1).
    pub(crate) fn sender_report(&mut self, ssrc: u32, ntp: u64, timestamp: u32, packets: u32, octets: u32) {
        let start = self.begin(kind::SENDER_REPORT, 0);
        self.word(ssrc);
        self.bytes.extend_from_slice(&ntp.to_be_bytes());
        self.word(timestamp);
        self.word(packets);
        self.word(octets);
        self.end(start);
    }

    /// Receiver reports, as many packets as the blocks need; one without blocks when there are none.
    pub(crate) fn receiver_reports(&mut self, blocks: &[ReportBlock]) {
        for blocks in blocks.chunks(MOST_BLOCKS) {
            self.receiver_report(blocks);
        }
        if blocks.is_empty() {
            self.receiver_report(&[]);
        }
    }

    fn receiver_report(&mut self, blocks: &[ReportBlock]) {
        let start = self.begin(kind::RECEIVER_REPORT, blocks.len() as u8);
        self.word(self.sender);
        for block in blocks {
            self.word(block.ssrc);
            self.word(u32::from(block.fraction_lost) << 24 | block.total_lost as u32 & 0x00ff_ffff);
            self.word(block.highest_seq);
            self.word(block.jitter);
            self.word(block.last_sr);
            self.word(block.delay_since_last_sr);
        }
        self.end(start);
    }

    /// The canonical name of a source (RFC 3550 section 6.5.1).
    pub(crate) fn canonical_name(&mut self, ssrc: u32, name: &str) {
        const CNAME: u8 = 1;
        let start = self.begin(kind::SOURCE_DESCRIPTION, 1);
        self.word(ssrc);
        let name = &name.as_bytes()[..name.len().min(255)];
        self.bytes.extend_from_slice(&[CNAME, name.len() as u8]);
        self.bytes.extend_from_slice(name);
        // The list ends with a zero byte and is padded to a word.
        self.bytes.push(0);
        while !(self.bytes.len() - start).is_multiple_of(4) {
            self.bytes.push(0);
        }
        self.end(start);
    }

    /// Asks for packets again (RFC 4585 section 6.2.1). `lost` is sorted.
    pub(crate) fn nack(&mut self, media: u32, lost: &[u16]) {
        let start = self.begin(kind::TRANSPORT_FEEDBACK, format::NACK);
        self.word(self.sender);
        self.word(media);
        let mut rest = lost;
        while let Some((first, after)) = rest.split_first() {
            let near = after.partition_point(|seq| (1..=16).contains(&seq.wrapping_sub(*first)));
            let bits =
                after[..near].iter().fold(0u16, |bits, seq| bits | 1 << (seq.wrapping_sub(*first) - 1));
            self.word(u32::from(*first) << 16 | u32::from(bits));
            rest = &after[near..];
        }
        self.end(start);
    }

    /// Asks for a key frame (RFC 4585 section 6.3.1).
    pub(crate) fn picture_loss(&mut self, media: u32) {
        let start = self.begin(kind::PAYLOAD_FEEDBACK, format::PLI);
        self.word(self.sender);
        self.word(media);
        self.end(start);
    }

    /// Tells arrivals of all packets from number `base` on.
    pub(crate) fn transport_cc(&mut self, media: u32, base: u64, number: u8, arrivals: &[Arrival]) {
        let start = self.begin(kind::TRANSPORT_FEEDBACK, format::TRANSPORT_CC);
        self.word(self.sender);
        self.word(media);
        transport_cc::write(self.bytes, base, number, arrivals);
        while !(self.bytes.len() - start).is_multiple_of(4) {
            self.bytes.push(0);
        }
        self.end(start);
    }

    fn begin(&mut self, kind: u8, count: u8) -> usize {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0x80 | count, kind, 0, 0]);
        start
    }

    fn word(&mut self, word: u32) {
        self.bytes.extend_from_slice(&word.to_be_bytes());
    }

    /// Writes the length: words minus one (RFC 3550 section 6.4.1).
    fn end(&mut self, start: usize) {
        let words = (self.bytes.len() - start) / 4 - 1;
        let words = u16::try_from(words).expect("a control packet fits a datagram");
        self.bytes[start + 2..start + 4].copy_from_slice(&words.to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::{Packet, packets};
    use crate::time::Time;
    use rtc_rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
    use rtc_shared::marshal::Unmarshal;

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        let mut compound = Compound::new(&mut bytes, 1);
        compound.sender_report(7, 0x0102_0304_0506_0708, 99, 10, 1_000);
        compound.receiver_reports(&[ReportBlock {
            ssrc: 9,
            fraction_lost: 3,
            total_lost: -1,
            ..Default::default()
        }]);
        compound.canonical_name(7, "giaoban");
        compound.nack(8, &[65_534, 65_535, 3, 20, 21]);
        compound.picture_loss(5);
        let read: Vec<_> = packets(&bytes).collect::<Result<_, _>>().unwrap();
        assert!(matches!(
            read[0],
            Packet::SenderReport { ssrc: 7, ntp: 0x0102_0304_0506_0708, timestamp: 99, .. }
        ));
        let Packet::ReceiverReport { mut reports } = read[1] else { panic!() };
        assert_eq!(reports.next().map(|r| (r.ssrc, r.fraction_lost)), Some((9, 3)));
        let Packet::Nack { media: 8, lost } = read[3] else { panic!() };
        assert_eq!(lost.collect::<Vec<_>>(), [65_534, 65_535, 3, 20, 21]);
        assert_eq!(read[4], Packet::PictureLoss { media: 5 });
    }

    #[test]
    fn arrivals_are_read_alike_by_another_library() {
        let at = |ms: u64| Time::from_millis(1_000 + ms);
        let arrivals: Vec<Arrival> = [(10, 0), (11, 5), (12, 4), (15, 120), (16, 121), (40, 300)]
            .into_iter()
            .map(|(seq, ms)| Arrival { seq: 65_530 + seq, at: at(ms) })
            .collect();
        let mut bytes = Vec::new();
        Compound::new(&mut bytes, 1).transport_cc(2, 65_538, 200, &arrivals);
        let read = TransportLayerCc::unmarshal(&mut &bytes[..]).unwrap();
        assert_eq!((read.base_sequence_number, read.packet_status_count, read.fb_pkt_count), (2, 33, 200));
        let mut clock = i64::from(read.reference_time) * 64_000;
        let times: Vec<i64> = read
            .recv_deltas
            .iter()
            .map(|delta| {
                clock += delta.delta;
                clock / 1_000
            })
            .collect();
        assert_eq!(times, [1_000, 1_005, 1_004, 1_120, 1_121, 1_300]);
    }
}
