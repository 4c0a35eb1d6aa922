//! How does a client write and read RTP? By its own hand, so that the core is not tested against itself.

/// Header extension ids of every model client's offer; the numbers are Chromium's.
pub(crate) mod id {
    pub(crate) const AUDIO_LEVEL: u8 = 1;
    pub(crate) const ABS_SEND_TIME: u8 = 2;
    pub(crate) const TRANSPORT_CC: u8 = 3;
    pub(crate) const MID: u8 = 4;
    pub(crate) const RID: u8 = 10;
    pub(crate) const REPAIRED_RID: u8 = 11;
}

/// Where a client's packets have the transport-wide number, which is written when they leave.
const TRANSPORT_SEQ: usize = 17;

/// A packet as read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rtp<'a> {
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) seq: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) payload: &'a [u8],
    extensions: &'a [u8],
}

impl<'a> Rtp<'a> {
    /// Reads a packet; `None` when it is not one.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Rtp<'a>> {
        let header: &[u8; 12] = bytes.first_chunk()?;
        (header[0] >> 6 == 2 && header[0] & 0x0f == 0).then_some(())?;
        let mut rest = &bytes[12..];
        let mut extensions: &[u8] = &[];
        if header[0] & 0x10 != 0 {
            let words = usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]));
            (rest[..2] == [0xbe, 0xde]).then_some(())?;
            extensions = rest.get(4..4 + 4 * words)?;
            rest = &rest[4 + 4 * words..];
        }
        if header[0] & 0x20 != 0 {
            let padding = usize::from(*rest.last()?);
            rest = &rest[..rest.len().checked_sub(padding)?];
        }
        Some(Rtp {
            marker: header[1] & 0x80 != 0,
            payload_type: header[1] & 0x7f,
            seq: u16::from_be_bytes([header[2], header[3]]),
            timestamp: u32::from_be_bytes([header[4], header[5], header[6], header[7]]),
            ssrc: u32::from_be_bytes([header[8], header[9], header[10], header[11]]),
            payload: rest,
            extensions,
        })
    }

    /// The value of a header extension.
    pub(crate) fn extension(&self, id: u8) -> Option<&'a [u8]> {
        let mut rest = self.extensions;
        while let Some((head, after)) = rest.split_first() {
            let len = usize::from(head & 0x0f) + 1;
            match head >> 4 {
                0 => rest = after,
                found if found == id => return after.get(..len),
                _ => rest = after.get(len..)?,
            }
        }
        None
    }
}

/// What a client writes into a header.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header<'a> {
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) seq: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) mid: &'a str,
    /// Extension id and value: a rid, or a repaired one.
    pub(crate) rid: Option<(u8, &'a str)>,
    pub(crate) audio_level: Option<u8>,
}

impl Header<'_> {
    /// Writes a packet; [`number`] completes it.
    pub(crate) fn packet(&self, front: &[u8], payload: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64 + front.len() + payload.len());
        bytes.extend_from_slice(&[0x90, u8::from(self.marker) << 7 | self.payload_type]);
        bytes.extend_from_slice(&self.seq.to_be_bytes());
        bytes.extend_from_slice(&self.timestamp.to_be_bytes());
        bytes.extend_from_slice(&self.ssrc.to_be_bytes());
        bytes.extend_from_slice(&[0xbe, 0xde, 0, 0]);
        let block = bytes.len();
        element(id::TRANSPORT_CC, &[0; 2], &mut bytes);
        element(id::MID, self.mid.as_bytes(), &mut bytes);
        if let Some((id, rid)) = self.rid {
            element(id, rid.as_bytes(), &mut bytes);
        }
        if let Some(level) = self.audio_level {
            element(id::AUDIO_LEVEL, &[level], &mut bytes);
        }
        let words = (bytes.len() - block).div_ceil(4);
        bytes.resize(block + 4 * words, 0);
        bytes[block - 1] = words as u8;
        bytes.extend_from_slice(front);
        bytes.extend_from_slice(payload);
        bytes
    }
}

/// Writes the transport-wide number into a packet that is about to leave.
pub(crate) fn number(packet: &mut [u8], seq: u16) {
    packet[TRANSPORT_SEQ..TRANSPORT_SEQ + 2].copy_from_slice(&seq.to_be_bytes());
}

fn element(id: u8, value: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(id << 4 | (value.len() - 1) as u8);
    bytes.extend_from_slice(value);
}

/// Extends 16-bit numbers: each lies within half a circle of the highest so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unwrapped {
    pub(crate) highest: Option<u64>,
}

impl Unwrapped {
    /// The extended number of `seq`.
    pub(crate) fn extend(&mut self, seq: u16) -> u64 {
        let extended = self.near(seq);
        self.highest = Some(self.highest.map_or(extended, |highest| highest.max(extended)));
        extended
    }

    /// The same of a number that comes out of turn: it is not the newest, whatever it is.
    pub(crate) fn near(&self, seq: u16) -> u64 {
        let highest = self.highest.unwrap_or(1 << 16 | u64::from(seq));
        highest.wrapping_add_signed(i64::from(seq.wrapping_sub(highest as u16) as i16))
    }
}
