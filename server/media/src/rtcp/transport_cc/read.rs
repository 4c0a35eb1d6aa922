//! What does received transport-wide feedback say?

use super::chunk::{Chunk, Status};
use crate::rtp::Seq;

/// Arrival times are told in steps of 250 µs.
const TICK_MICROS: i64 = 250;
/// The reference time is told in steps of 64 ms.
const REFERENCE_MICROS: i64 = 64_000;
/// Number of the first packet and count of packets, then reference time and number of the feedback.
const HEAD: usize = 8;

/// Transport-wide feedback as received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TransportCc<'a> {
    /// The transport-wide number of the first packet it speaks of.
    pub(crate) base: Seq,
    packets: u16,
    reference_micros: i64,
    chunks: &'a [[u8; 2]],
    deltas: &'a [u8],
}

impl<'a> TransportCc<'a> {
    /// Reads what follows the two SSRCs; `None` when there are fewer statuses than packets.
    pub(in crate::rtcp) fn read(body: &'a [u8]) -> Option<TransportCc<'a>> {
        let ([a, b, c, d, time @ ..], rest) = body.split_first_chunk::<HEAD>()?;
        let packets = u16::from_be_bytes([*c, *d]);
        let chunks = chunks_for(usize::from(packets), rest)?;
        Some(TransportCc {
            base: Seq(u16::from_be_bytes([*a, *b])),
            packets,
            // Signed, of 24 bits; the last byte is the number of the feedback.
            reference_micros: i64::from(i32::from_be_bytes(*time) >> 8) * REFERENCE_MICROS,
            chunks,
            deltas: &rest[2 * chunks.len()..],
        })
    }

    /// When each packet from number `base` + `skipped` on arrived, in µs of the receiver's clock modulo 12.4 days; `None`
    /// for those that did not. Ends early when the feedback is cut off. What is skipped costs no more than its bytes,
    /// however many packets they speak of.
    pub(crate) fn arrivals(&self, skipped: u64) -> impl Iterator<Item = Option<i64>> + use<'a> {
        let mut arrivals = Arrivals {
            left: self.packets,
            chunk: Chunk::default(),
            index: 0,
            chunks: self.chunks,
            deltas: self.deltas,
            micros: self.reference_micros,
        };
        arrivals.skip_packets(skipped);
        arrivals
    }
}

/// The chunks that speak of so many packets; the times of arrival follow them.
fn chunks_for(packets: usize, bytes: &[u8]) -> Option<&[[u8; 2]]> {
    let (chunks, _) = bytes.as_chunks();
    let mut covered = 0;
    let mut count = 0;
    while covered < packets {
        covered += Chunk(u16::from_be_bytes(*chunks.get(count)?)).len();
        count += 1;
    }
    Some(&chunks[..count])
}

struct Arrivals<'a> {
    left: u16,
    chunk: Chunk,
    /// The next packet within `chunk`.
    index: usize,
    chunks: &'a [[u8; 2]],
    deltas: &'a [u8],
    micros: i64,
}

impl Arrivals<'_> {
    fn next_status(&mut self) -> Option<Status> {
        self.open_chunk()?;
        self.index += 1;
        Some(self.chunk.status(self.index - 1))
    }

    /// Sees to it that the open chunk has a packet left.
    fn open_chunk(&mut self) -> Option<()> {
        while self.index >= self.chunk.len() {
            let (chunk, rest) = self.chunks.split_first()?;
            self.chunk = Chunk(u16::from_be_bytes(*chunk));
            self.chunks = rest;
            self.index = 0;
        }
        Some(())
    }

    /// Passes over packets; at once over all of a chunk of which none arrived.
    fn skip_packets(&mut self, packets: u64) {
        let mut skipped = packets.min(u64::from(self.left)) as usize;
        self.left -= skipped as u16;
        while skipped > 0 && self.open_chunk().is_some() {
            let status = self.chunk.status(self.index);
            let step = if self.chunk.is_empty() { (self.chunk.len() - self.index).min(skipped) } else { 1 };
            if self.arrival(status).is_none() {
                return self.left = 0;
            }
            self.index += step;
            skipped -= step;
        }
    }

    /// The arrival of the next packet, which has this status; `None` when the feedback is cut off.
    fn arrival(&mut self, status: Status) -> Option<Option<i64>> {
        if matches!(status, Status::Missing | Status::Reserved) {
            return Some(None);
        }
        self.micros += self.next_ticks(status == Status::Large)? * TICK_MICROS;
        Some(Some(self.micros))
    }

    fn next_ticks(&mut self, large: bool) -> Option<i64> {
        if large {
            let (ticks, rest) = self.deltas.split_first_chunk()?;
            self.deltas = rest;
            Some(i64::from(i16::from_be_bytes(*ticks)))
        } else {
            let (ticks, rest) = self.deltas.split_first()?;
            self.deltas = rest;
            Some(i64::from(*ticks))
        }
    }
}

impl Iterator for Arrivals<'_> {
    type Item = Option<i64>;

    fn next(&mut self) -> Option<Option<i64>> {
        self.left = self.left.checked_sub(1)?;
        let status = self.next_status()?;
        self.arrival(status)
    }
}
