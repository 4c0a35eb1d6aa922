//! Is a received packet genuine and new, and what does it say in plain?

use super::cipher::{Cipher, E_BIT, RTCP_HEAD};
use super::keys::SrtpKeys;
use super::streams::Streams;
use crate::rtp::header::header_len;

/// Why a packet is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reject {
    /// Too short, not RTP or RTCP, or SRTCP that is not encrypted.
    Malformed,
    /// The tag is not the one of these bytes under these keys.
    Auth,
    /// Taken before, or too old to know.
    Replayed,
    /// The peer has used as many SSRCs as one may.
    TooManyStreams,
}

/// Opens what one peer sends.
pub(crate) struct SrtpReceiver {
    cipher: Cipher,
    rtp: Streams,
    rtcp: Streams,
}

impl SrtpReceiver {
    /// A receiver with the sender's keys.
    pub(crate) fn new(keys: &SrtpKeys) -> SrtpReceiver {
        SrtpReceiver { cipher: Cipher::new(keys), rtp: Streams::default(), rtcp: Streams::default() }
    }

    /// Opens an RTP packet in place; the plain packet is the front of `packet`, of the returned length.
    /// The bytes of a rejected packet are worthless.
    pub(crate) fn unprotect_rtp(&mut self, packet: &mut [u8]) -> Result<usize, Reject> {
        let header_len = header_len(packet).ok_or(Reject::Malformed)?;
        let seq = u16::from_be_bytes([packet[2], packet[3]]);
        let ssrc = be32(packet, 8);
        let place = self.rtp.find(ssrc);
        let index = match self.rtp.window(&place) {
            Some(window) => {
                window.guess_index(seq).filter(|index| window.is_fresh(*index)).ok_or(Reject::Replayed)?
            }
            None => u64::from(seq),
        };
        if !self.rtp.has_room(&place) {
            return Err(Reject::TooManyStreams);
        }
        let len = self.cipher.open_rtp(packet, header_len, ssrc, index).ok_or(Reject::Auth)?;
        self.rtp.mark(place, ssrc, index);
        Ok(len)
    }

    /// Opens a compound RTCP packet in place; the plain packet is the front of `packet`, of the returned length.
    /// Unencrypted SRTCP (E bit 0) is refused unread: no endpoint of ours sends it.
    pub(crate) fn unprotect_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, Reject> {
        if packet.len() < RTCP_HEAD {
            return Err(Reject::Malformed);
        }
        if let Cipher::Null = self.cipher {
            return Ok(packet.len());
        }
        let word = self.cipher.index_word(packet).ok_or(Reject::Malformed)?;
        if word & E_BIT == 0 {
            return Err(Reject::Malformed);
        }
        let index = u64::from(word & !E_BIT);
        let ssrc = be32(packet, 4);
        let place = self.rtcp.find(ssrc);
        if self.rtcp.window(&place).is_some_and(|window| !window.is_fresh(index)) {
            return Err(Reject::Replayed);
        }
        if !self.rtcp.has_room(&place) {
            return Err(Reject::TooManyStreams);
        }
        let len = self.cipher.open_rtcp(packet, ssrc, word).ok_or(Reject::Auth)?;
        self.rtcp.mark(place, ssrc, index);
        Ok(len)
    }

    /// How many SSRCs are remembered, of RTP and of RTCP.
    #[cfg(test)]
    pub(super) fn streams(&self) -> (usize, usize) {
        (self.rtp.len(), self.rtcp.len())
    }
}

pub(super) fn be32(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
