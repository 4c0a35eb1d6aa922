//! Which packets are in a received compound?

use super::transport_cc::TransportCc;
use super::{format, kind};

/// Bytes of the common header.
const HEADER: usize = 4;
/// Bytes of a report block.
const BLOCK: usize = 24;
/// Sender and media SSRC in front of all feedback (RFC 4585 section 6.1).
const SSRCS: usize = 8;
/// In the first byte: the last byte counts padding behind the content.
const PADDING: u8 = 0x20;
/// Bytes of the sender information in a sender report, with its SSRC.
const SENDER_INFO: usize = 24;

/// One control packet, as far as a node acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packet<'a> {
    /// A sender ties its RTP clock to its wall clock.
    SenderReport {
        /// The stream.
        ssrc: u32,
        /// NTP time, 32.32 fixed point.
        ntp: u64,
        /// RTP timestamp at that time.
        timestamp: u32,
        /// What the sender receives.
        reports: Reports<'a>,
    },
    /// What a receiver receives.
    ReceiverReport {
        /// Blocks.
        reports: Reports<'a>,
    },
    /// Packets of a stream are missing.
    Nack {
        /// The stream.
        media: u32,
        /// Which.
        lost: Lost<'a>,
    },
    /// A receiver lost its picture.
    PictureLoss {
        /// The stream.
        media: u32,
    },
    /// A receiver wants a key frame (RFC 5104 section 4.3.1); one entry is enough for an SFU.
    FullIntra {
        /// The stream.
        media: u32,
    },
    /// Which packets of the transport arrived, and when.
    TransportCc(TransportCc<'a>),
    /// What the receiver believes its link can carry (draft-alvestrand-rmcat-remb-03).
    ReceiverEstimate {
        /// Bits per second, of all streams together.
        bitrate: u64,
    },
    /// Anything else.
    Other,
}

/// One report block: how a stream arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) ssrc: u32,
    /// Lost since the last report, in 1/256.
    pub(crate) fraction_lost: u8,
    /// In RTP ticks.
    pub(crate) jitter: u32,
    /// Middle of the NTP time of the last sender report, 0 when none came.
    pub(crate) last_sr: u32,
    /// Time since then in 1/65536 s.
    pub(crate) delay: u32,
}

/// The packets of a compound. Ends with `Err` at the first that does not parse.
pub(crate) fn packets(bytes: &[u8]) -> impl Iterator<Item = Result<Packet<'_>, Malformed>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        match next(rest) {
            Some((packet, after)) => {
                rest = after;
                Some(Ok(packet))
            }
            None => {
                rest = &[];
                Some(Err(Malformed))
            }
        }
    })
}

/// A length or version in the packet is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

fn next(bytes: &[u8]) -> Option<(Packet<'_>, &[u8])> {
    let header: &[u8; HEADER] = bytes.first_chunk()?;
    if header[0] >> 6 != 2 {
        return None;
    }
    let len = HEADER + 4 * usize::from(u16::from_be_bytes([header[2], header[3]]));
    let (packet, after) = bytes.split_at_checked(len)?;
    let mut body = &packet[HEADER..];
    if header[0] & PADDING != 0 {
        body = without_padding(body)?;
    }
    Some((packet_of(header[1], header[0] & 0x1f, body)?, after))
}

fn without_padding(body: &[u8]) -> Option<&[u8]> {
    let count = usize::from(*body.last()?);
    let len = body.len().checked_sub(count)?;
    (count > 0).then(|| &body[..len])
}

fn packet_of(kind: u8, count: u8, body: &[u8]) -> Option<Packet<'_>> {
    match (kind, count) {
        (kind::SENDER_REPORT, blocks) => sender_report(blocks, body),
        (kind::RECEIVER_REPORT, blocks) => {
            Some(Packet::ReceiverReport { reports: reports(blocks, body.get(4..)?)? })
        }
        (kind::TRANSPORT_FEEDBACK, format::NACK) => Some(Packet::Nack {
            media: be32(body, 4)?,
            lost: Lost { entries: body.get(SSRCS..)?, current: None },
        }),
        (kind::TRANSPORT_FEEDBACK, format::TRANSPORT_CC) => {
            TransportCc::read(body.get(SSRCS..)?).map(Packet::TransportCc)
        }
        (kind::PAYLOAD_FEEDBACK, format::PLI) => Some(Packet::PictureLoss { media: be32(body, 4)? }),
        (kind::PAYLOAD_FEEDBACK, format::FIR) => Some(Packet::FullIntra { media: be32(body, 8)? }),
        (kind::PAYLOAD_FEEDBACK, format::APPLICATION) => application(body.get(SSRCS..)?),
        _ => Some(Packet::Other),
    }
}

/// Feedback between applications, of which a name tells what it is (RFC 4585 section 6.4).
fn application(body: &[u8]) -> Option<Packet<'_>> {
    let Some(estimate) = body.strip_prefix(b"REMB") else { return Some(Packet::Other) };
    let word = be32(estimate, 0)?;
    // After the count of SSRCs: six bits of exponent, eighteen of mantissa.
    let (exponent, mantissa) = (word >> 18 & 0x3f, u64::from(word & 0x3_ffff));
    let bitrate = if exponent > mantissa.leading_zeros() { u64::MAX } else { mantissa << exponent };
    Some(Packet::ReceiverEstimate { bitrate })
}

fn sender_report(blocks: u8, body: &[u8]) -> Option<Packet<'_>> {
    Some(Packet::SenderReport {
        ssrc: be32(body, 0)?,
        ntp: u64::from(be32(body, 4)?) << 32 | u64::from(be32(body, 8)?),
        timestamp: be32(body, 12)?,
        reports: reports(blocks, body.get(SENDER_INFO..)?)?,
    })
}

fn reports(count: u8, body: &[u8]) -> Option<Reports<'_>> {
    body.get(..usize::from(count) * BLOCK).map(|blocks| Reports { blocks })
}

/// The report blocks of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reports<'a> {
    blocks: &'a [u8],
}

impl Iterator for Reports<'_> {
    type Item = Report;

    fn next(&mut self) -> Option<Report> {
        let (block, rest) = self.blocks.split_at_checked(BLOCK)?;
        self.blocks = rest;
        Some(Report {
            ssrc: be32(block, 0)?,
            fraction_lost: block[4],
            jitter: be32(block, 12)?,
            last_sr: be32(block, 16)?,
            delay: be32(block, 20)?,
        })
    }
}

/// The sequence numbers of a NACK: each entry names one and, by bits, the sixteen after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lost<'a> {
    entries: &'a [u8],
    /// Number and remaining bits of the entry being read.
    current: Option<(u16, u16)>,
}

impl Iterator for Lost<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if let Some((first, bits)) = self.current
            && bits != 0
        {
            self.current = Some((first, bits & (bits - 1)));
            return Some(first.wrapping_add(bits.trailing_zeros() as u16 + 1));
        }
        let (entry, rest) = self.entries.split_first_chunk::<4>()?;
        self.entries = rest;
        let first = u16::from_be_bytes([entry[0], entry[1]]);
        self.current = Some((first, u16::from_be_bytes([entry[2], entry[3]])));
        Some(first)
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.first_chunk().map(|word| u32::from_be_bytes(*word))
}

#[cfg(test)]
#[path = "read/tests.rs"]
mod tests;
