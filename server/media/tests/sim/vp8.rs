//! How does a client put a VP8 frame into payloads (RFC 7741), and what does it read there? The frame is a valid
//! frame header, a stamp, and filling: enough for everyone but a decoder.

use super::stamp::{STAMP, Stamp};

/// Bytes of the descriptor with picture id of 15 bits, TL0PICIDX and TID, as Chromium sends it.
const DESCRIPTOR: usize = 6;
const KEY_HEADER: usize = 10;
const DELTA_HEADER: usize = 3;

/// What one payload says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) picture_id: u16,
    pub(crate) tl0: u8,
    /// First packet of a frame.
    pub(crate) starts: bool,
    /// First packet of a key frame.
    pub(crate) is_key: bool,
    pub(crate) stamp: Stamp,
}

/// Numbers of one frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) picture_id: u16,
    pub(crate) tl0: u8,
    pub(crate) is_key: bool,
    pub(crate) width: u16,
    pub(crate) height: u16,
}

impl Frame {
    /// One payload of the frame, about `len` bytes long.
    pub(crate) fn payload(&self, stamp: &Stamp, len: usize) -> Vec<u8> {
        let starts = stamp.part.0 == 0;
        let mut bytes = Vec::with_capacity(len.max(DESCRIPTOR + KEY_HEADER + STAMP));
        bytes.extend_from_slice(&[0x80 | u8::from(starts) << 4, 0xe0]);
        bytes.extend_from_slice(&(self.picture_id | 0x8000).to_be_bytes());
        bytes.extend_from_slice(&[self.tl0, 0x20]);
        if starts && self.is_key {
            // RFC 6386 section 9.1: frame tag, start code, dimensions.
            bytes.extend_from_slice(&[0x10, 0, 0, 0x9d, 0x01, 0x2a]);
            bytes.extend_from_slice(&self.width.to_le_bytes());
            bytes.extend_from_slice(&self.height.to_le_bytes());
        } else if starts {
            bytes.extend_from_slice(&[0x11, 0, 0]);
        }
        stamp.write(&mut bytes);
        bytes.resize(len.max(bytes.len()), 0x55);
        bytes
    }
}

/// Reads what [`Frame::payload`] wrote and a slot rewrote.
pub(crate) fn read(payload: &[u8]) -> Option<Piece> {
    let descriptor: &[u8; DESCRIPTOR] = payload.first_chunk()?;
    (descriptor[0] & 0xef == 0x80 && descriptor[1] == 0xe0 && descriptor[2] & 0x80 != 0).then_some(())?;
    let starts = descriptor[0] & 0x10 != 0;
    let is_key = starts && payload.get(DESCRIPTOR)? & 1 == 0;
    let header = match (starts, is_key) {
        (false, _) => 0,
        (true, false) => DELTA_HEADER,
        (true, true) => KEY_HEADER,
    };
    Some(Piece {
        picture_id: u16::from_be_bytes([descriptor[2] & 0x7f, descriptor[3]]),
        tl0: descriptor[4],
        starts,
        is_key,
        stamp: Stamp::read(payload.get(DESCRIPTOR + header..)?)?,
    })
}
