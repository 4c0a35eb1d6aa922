//! What does a client say in RTCP? Written straight into one buffer: thousands of clients say it ten times a second.

use super::super::clock::Micros;

/// SSRC under which clients send feedback.
const OWN: u32 = 1;
const SENDER: u8 = 200;
const RECEIVER: u8 = 201;
const TRANSPORT: u8 = 205;
const PAYLOAD: u8 = 206;
/// Units of transport-wide feedback.
const REFERENCE: Micros = 64_000;
const DELTA: i64 = 250;
/// Status symbols in one chunk.
const SYMBOLS: usize = 7;
/// Seconds from 1900 to 1970.
const NTP_EPOCH: u64 = 2_208_988_800;

/// A compound packet being written.
#[derive(Debug, Default)]
pub(crate) struct Compound(pub(crate) Vec<u8>);

impl Compound {
    /// A sender report without blocks.
    pub(crate) fn sender(&mut self, now: Micros, ssrc: u32, timestamp: u32, packets: u32, octets: u32) {
        let (seconds, rest) = (now / 1_000_000 + NTP_EPOCH, now % 1_000_000);
        let ntp = (seconds << 32) | ((rest << 32) / 1_000_000);
        let start = self.begin(0, SENDER, ssrc);
        self.0.extend_from_slice(&ntp.to_be_bytes());
        [timestamp, packets, octets].iter().for_each(|word| self.0.extend_from_slice(&word.to_be_bytes()));
        self.end(start);
    }

    /// A receiver report.
    pub(crate) fn receiver(&mut self, blocks: impl Iterator<Item = [u8; 24]>) {
        let start = self.begin(0, RECEIVER, OWN);
        let mut count = 0;
        for block in blocks.take(31) {
            self.0.extend_from_slice(&block);
            count += 1;
        }
        self.0[start] |= count;
        self.end(start);
    }

    /// A generic NACK (RFC 4585 section 6.2.1).
    pub(crate) fn nack(&mut self, media: u32, numbers: &[u16]) {
        self.missing(media, numbers.iter().map(|number| (*number, 0)));
    }

    /// A NACK for seventeen packets from each of these numbers on.
    pub(crate) fn all_missing(&mut self, media: u32, numbers: impl Iterator<Item = u16>) {
        self.missing(media, numbers.map(|number| (number, u16::MAX)));
    }

    /// A NACK of these entries: a number, and a bit for each of the sixteen after it.
    fn missing(&mut self, media: u32, entries: impl Iterator<Item = (u16, u16)>) {
        let start = self.begin(1, TRANSPORT, OWN);
        self.0.extend_from_slice(&media.to_be_bytes());
        for (number, following) in entries {
            self.0.extend_from_slice(&number.to_be_bytes());
            self.0.extend_from_slice(&following.to_be_bytes());
        }
        self.end(start);
    }

    /// A picture loss indication (RFC 4585 section 6.3.1).
    pub(crate) fn picture_loss(&mut self, media: u32) {
        let start = self.begin(1, PAYLOAD, OWN);
        self.0.extend_from_slice(&media.to_be_bytes());
        self.end(start);
    }

    /// When each packet came (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1), sorted by number
    /// without repetition.
    pub(crate) fn arrivals(&mut self, count: u8, arrivals: &[(u16, Micros)]) {
        let (Some((base, first)), Some((last, _))) = (arrivals.first(), arrivals.last()) else { return };
        let start = self.begin(15, TRANSPORT, OWN);
        self.0.extend_from_slice(&OWN.to_be_bytes());
        self.0.extend_from_slice(&base.to_be_bytes());
        self.0.extend_from_slice(&(last.wrapping_sub(*base) + 1).to_be_bytes());
        let reference = first / REFERENCE;
        self.0.extend_from_slice(&(reference as u32).to_be_bytes()[1..]);
        self.0.push(count);
        let (statuses, deltas) = statuses(*base, (reference * REFERENCE) as i64, arrivals);
        for chunk in statuses.chunks(SYMBOLS) {
            let symbols = chunk.iter().enumerate();
            let bits = symbols.fold(0, |bits, (at, symbol)| bits | symbol << (2 * (SYMBOLS - 1 - at)));
            self.0.extend_from_slice(&(0b11 << 14 | bits).to_be_bytes());
        }
        self.0.extend_from_slice(&deltas);
        let unpadded = self.0.len();
        self.0.resize(start + (unpadded - start).next_multiple_of(4), 0);
        self.end(start);
    }

    /// Transport-wide feedback by which none of 65,535 packets arrived.
    pub(crate) fn nothing_arrived(&mut self, base: u16) {
        let start = self.begin(15, TRANSPORT, OWN);
        self.0.extend_from_slice(&OWN.to_be_bytes());
        self.0.extend_from_slice(&base.to_be_bytes());
        self.0.extend_from_slice(&[0xff, 0xff, 0, 0, 1, 0]);
        self.0.extend_from_slice(&[0x1f, 0xff].repeat(8));
        self.0.extend_from_slice(&[0, 7, 0, 0]);
        self.end(start);
    }

    /// What the line carries, mantissa times two to the exponent (draft-alvestrand-rmcat-remb-03).
    pub(crate) fn estimate(&mut self, media: u32, exponent: u32, mantissa: u32) {
        let start = self.begin(15, PAYLOAD, OWN);
        self.0.extend_from_slice(&[0; 4]);
        self.0.extend_from_slice(b"REMB");
        let word = 1 << 24 | exponent << 18 | mantissa;
        [word, media].iter().for_each(|word| self.0.extend_from_slice(&word.to_be_bytes()));
        self.end(start);
    }

    fn begin(&mut self, format: u8, kind: u8, ssrc: u32) -> usize {
        let start = self.0.len();
        self.0.extend_from_slice(&[0x80 | format, kind, 0, 0]);
        self.0.extend_from_slice(&ssrc.to_be_bytes());
        start
    }

    fn end(&mut self, start: usize) {
        let words = ((self.0.len() - start) / 4 - 1) as u16;
        self.0[start + 2..start + 4].copy_from_slice(&words.to_be_bytes());
    }
}

/// Symbols of two bits, and deltas of one or two bytes.
fn statuses(base: u16, mut clock: i64, arrivals: &[(u16, Micros)]) -> (Vec<u16>, Vec<u8>) {
    let (mut symbols, mut deltas) = (Vec::new(), Vec::new());
    for (seq, at) in arrivals {
        symbols.resize(seq.wrapping_sub(base).into(), 0);
        let delta = ((*at as i64 - clock) / DELTA).clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        clock += i64::from(delta) * DELTA;
        match u8::try_from(delta) {
            Ok(small) => {
                symbols.push(1);
                deltas.push(small);
            }
            Err(_) => {
                symbols.push(2);
                deltas.extend_from_slice(&delta.to_be_bytes());
            }
        }
    }
    (symbols, deltas)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rtc::rtcp::packet::unmarshal;
    use rtc::rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
    use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;

    #[test]
    fn another_reader_understands_it() {
        let mut compound = Compound::default();
        compound.sender(1_000_000, 5, 6, 7, 8);
        compound.receiver([[1; 24]].into_iter());
        compound.nack(9, &[1, 3]);
        compound.picture_loss(9);
        compound.arrivals(4, &[(65_535, 64_000), (0, 64_500), (3, 200_000)]);
        let packets = unmarshal(&mut &compound.0[..]).unwrap();
        assert_eq!(packets.len(), 5);
        let nack: &TransportLayerNack = packets[2].as_any().downcast_ref().unwrap();
        assert_eq!(nack.nacks.iter().map(|pair| pair.packet_id).collect::<Vec<_>>(), [1, 3]);
        let feedback: &TransportLayerCc = packets[4].as_any().downcast_ref().unwrap();
        assert_eq!((feedback.base_sequence_number, feedback.packet_status_count), (65_535, 5));
        assert_eq!(
            feedback.recv_deltas.iter().map(|delta| delta.delta).collect::<Vec<_>>(),
            [0, 500, 135_500]
        );
    }
}
