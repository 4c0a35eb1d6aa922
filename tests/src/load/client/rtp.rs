//! What is readable of a sealed RTP packet, and how is one written?

use super::offer::id;

/// Fixed part of a header (RFC 3550 section 5.1).
const FIXED: usize = 12;

/// The readable part of a packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) marker: bool,
    pub(crate) seq: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    /// Transport-wide number.
    pub(crate) transport_seq: Option<u16>,
    /// Bytes of the header with its extensions.
    pub(crate) len: usize,
    pub(crate) is_padded: bool,
}

impl Header {
    /// Reads a header; extensions in the one-byte form only (RFC 8285 section 4.2), which the offer asks for.
    pub(crate) fn read(packet: &[u8]) -> Option<Header> {
        let fixed: &[u8; FIXED] = packet.first_chunk()?;
        let contributors = usize::from(fixed[0] & 0x0f) * 4;
        let mut header = Header {
            marker: fixed[1] & 0x80 != 0,
            seq: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            transport_seq: None,
            len: FIXED + contributors,
            is_padded: fixed[0] & 0x20 != 0,
        };
        if fixed[0] & 0x10 != 0 {
            let words = packet.get(header.len + 2..header.len + 4)?;
            let start = header.len + 4;
            header.len = start + 4 * usize::from(u16::from_be_bytes([words[0], words[1]]));
            header.transport_seq = transport_seq(packet.get(start..header.len)?);
        }
        (header.len <= packet.len()).then_some(header)
    }
}

fn transport_seq(mut elements: &[u8]) -> Option<u16> {
    while let [head, rest @ ..] = elements {
        let (id, len) = (head >> 4, usize::from(head & 0x0f) + 1);
        if *head == 0 {
            elements = rest;
        } else if id == id::TRANSPORT_CC {
            return rest.first_chunk().map(|value| u16::from_be_bytes(*value));
        } else {
            elements = rest.get(len..)?;
        }
    }
    None
}

/// Bytes of an opened payload without its padding.
pub(crate) fn unpadded<'a>(header: &Header, payload: &'a [u8]) -> &'a [u8] {
    let padding = if header.is_padded { payload.last().copied().unwrap_or_default() } else { 0 };
    &payload[..payload.len().saturating_sub(padding.into())]
}

/// What is written in front of a payload.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'a> {
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    /// Extended number.
    pub(crate) seq: u32,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    /// Identifier and value of each extension.
    pub(crate) extensions: &'a [(u8, &'a [u8])],
}

impl Sent<'_> {
    /// Appends the header. Returns its length.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> usize {
        let start = out.len();
        out.push(0x90);
        out.push(if self.marker { 0x80 } else { 0 } | self.payload_type);
        out.extend_from_slice(&(self.seq as u16).to_be_bytes());
        out.extend_from_slice(&self.timestamp.to_be_bytes());
        out.extend_from_slice(&self.ssrc.to_be_bytes());
        out.extend_from_slice(&[0xbe, 0xde, 0, 0]);
        let block = out.len();
        for (id, value) in self.extensions {
            out.push(id << 4 | (value.len() as u8 - 1));
            out.extend_from_slice(value);
        }
        let words = (out.len() - block).div_ceil(4);
        out.resize(block + 4 * words, 0);
        out[block - 1] = words as u8;
        out.len() - start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let extensions: &[(u8, &[u8])] = &[(id::MID, b"12"), (id::TRANSPORT_CC, &[0x12, 0x34])];
        let sent = Sent { marker: true, payload_type: 96, seq: 7, timestamp: 8, ssrc: 9, extensions };
        let mut packet = Vec::new();
        let len = sent.write(&mut packet);
        packet.push(1);
        let read = Header::read(&packet).unwrap();
        assert_eq!((read.marker, read.seq, read.timestamp, read.ssrc), (true, 7, 8, 9));
        assert_eq!((read.transport_seq, read.len), (Some(0x1234), len));
        assert!(Header::read(&packet[..len - 1]).is_none());
    }
}
