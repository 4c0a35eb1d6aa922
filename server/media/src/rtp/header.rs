//! What does the header of a received RTP packet say? (RFC 3550 section 5.1)

use super::extension::{Elements, Form};
use super::seq::Seq;
use std::ops::Range;

/// The header without contributing sources and extensions.
pub(crate) const FIXED_LEN: usize = 12;
/// The profile word and length in front of an extension block.
const EXTENSION_HEAD: usize = 4;

const VERSION_MASK: u8 = 0b1100_0000;
const VERSION_2: u8 = 0b1000_0000;
/// The P bit: the last byte of the payload counts padding.
pub(crate) const PADDING_BIT: u8 = 0b0010_0000;
/// The X bit: an extension block follows the contributing sources.
pub(crate) const EXTENSION_BIT: u8 = 0b0001_0000;
const CSRC_MASK: u8 = 0b0000_1111;
/// The M bit of the second byte.
pub(crate) const MARKER_BIT: u8 = 0b1000_0000;

/// An RTP packet read where it lies. Everything it returns is inside the bytes it was made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RtpView<'a> {
    bytes: &'a [u8],
    header_len: usize,
    padding_len: usize,
}

impl<'a> RtpView<'a> {
    /// Reads a plain packet; `None` when a length in it points outside.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<RtpView<'a>> {
        let header_len = header_len(bytes)?;
        let padding_len = padding_len(bytes, header_len)?;
        Some(RtpView { bytes, header_len, padding_len })
    }

    /// The marker bit.
    pub(crate) fn marker(&self) -> bool {
        self.bytes[1] & MARKER_BIT != 0
    }

    /// The payload type, below 128.
    pub(crate) fn payload_type(&self) -> u8 {
        self.bytes[1] & !MARKER_BIT
    }

    /// The sequence number.
    pub(crate) fn seq(&self) -> Seq {
        Seq(u16::from_be_bytes([self.bytes[2], self.bytes[3]]))
    }

    /// The timestamp, in ticks of the payload's clock.
    pub(crate) fn timestamp(&self) -> u32 {
        be32(self.bytes, 4)
    }

    /// The synchronization source.
    pub(crate) fn ssrc(&self) -> u32 {
        be32(self.bytes, 8)
    }

    /// How many contributing sources are listed.
    pub(crate) fn csrc_count(&self) -> usize {
        usize::from(self.bytes[0] & CSRC_MASK)
    }

    /// Bytes in front of the payload.
    #[cfg(test)]
    pub(crate) fn header_len(&self) -> usize {
        self.header_len
    }

    /// Bytes of padding after the payload, its count included.
    #[cfg(test)]
    pub(crate) fn padding_len(&self) -> usize {
        self.padding_len
    }

    /// The payload without padding; empty in a packet of padding alone.
    pub(crate) fn payload(&self) -> &'a [u8] {
        &self.bytes[self.payload_range()]
    }

    /// Where the payload lies in the packet.
    pub(crate) fn payload_range(&self) -> Range<usize> {
        self.header_len..self.bytes.len() - self.padding_len
    }

    /// The value of the extension element with this id.
    pub(crate) fn extension(&self, id: u8) -> Option<&'a [u8]> {
        self.extensions().find(|(found, _)| *found == id).map(|(_, value)| value)
    }

    /// All extension elements with their ids, in the order of the packet.
    pub(crate) fn extensions(&self) -> Elements<'a> {
        let head = FIXED_LEN + 4 * self.csrc_count();
        if self.bytes[0] & EXTENSION_BIT == 0 {
            return Elements::none();
        }
        let profile = u16::from_be_bytes([self.bytes[head], self.bytes[head + 1]]);
        match Form::of_profile(profile) {
            Some(form) => Elements::new(form, &self.bytes[head + EXTENSION_HEAD..self.header_len]),
            None => Elements::none(),
        }
    }
}

/// Bytes in front of the payload, for packets whose payload is still encrypted.
pub(crate) fn header_len(bytes: &[u8]) -> Option<usize> {
    let first = *bytes.first()?;
    if first & VERSION_MASK != VERSION_2 {
        return None;
    }
    let mut len = FIXED_LEN + 4 * usize::from(first & CSRC_MASK);
    if first & EXTENSION_BIT != 0 {
        let words = bytes.get(len + 2..len + EXTENSION_HEAD)?;
        len += EXTENSION_HEAD + 4 * usize::from(u16::from_be_bytes([words[0], words[1]]));
    }
    (len <= bytes.len()).then_some(len)
}

/// RFC 3550 section 5.1: the last byte counts the padding, itself included, so zero is not a count.
fn padding_len(bytes: &[u8], header_len: usize) -> Option<usize> {
    if bytes[0] & PADDING_BIT == 0 {
        return Some(0);
    }
    let payload = &bytes[header_len..];
    let count = usize::from(*payload.last()?);
    (count > 0 && count <= payload.len()).then_some(count)
}

fn be32(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests;
