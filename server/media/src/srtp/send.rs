//! How is an outgoing packet sealed, and never two under one index?

use super::cipher::{Cipher, E_BIT, RTCP_HEAD};
use super::keys::SrtpKeys;
use super::receive::be32;
use super::streams::Streams;
use crate::rtp::header::header_len;

/// Why a packet was not sealed. It must not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsendable {
    /// Not an RTP or RTCP packet.
    Malformed,
    /// The index was used before, or is so old that this is not known: two packets sealed under one index give away the
    /// keystream, and in GCM the authentication key.
    Reused,
    /// All indexes of these keys are used up.
    Exhausted,
    /// As many SSRCs as one direction may have are in use.
    TooManyStreams,
}

/// Seals what is sent to one peer.
pub(crate) struct SrtpSender {
    cipher: Cipher,
    rtp: Streams,
    /// One index for RTCP of all our SSRCs: it grows for each of them, which is all that receivers ask.
    next_rtcp_index: u32,
}

impl SrtpSender {
    /// A sender with our keys.
    pub(crate) fn new(keys: &SrtpKeys) -> SrtpSender {
        SrtpSender { cipher: Cipher::new(keys), rtp: Streams::default(), next_rtcp_index: 1 }
    }

    /// Seals the RTP packet at `out[start..]` in place and appends the tag. A stream should begin with a sequence number
    /// below 2^15: receivers count rollovers from the first packet that reaches them.
    pub(crate) fn protect_rtp(&mut self, out: &mut Vec<u8>, start: usize) -> Result<(), Unsendable> {
        let packet = out.get(start..).unwrap_or_default();
        let header_len = header_len(packet).ok_or(Unsendable::Malformed)?;
        let seq = u16::from_be_bytes([packet[2], packet[3]]);
        let ssrc = be32(packet, 8);
        let place = self.rtp.find(ssrc);
        let index = match self.rtp.window(&place) {
            Some(window) => {
                window.guess_index(seq).filter(|index| window.is_fresh(*index)).ok_or(Unsendable::Reused)?
            }
            None => u64::from(seq),
        };
        if !self.rtp.has_room(&place) {
            return Err(Unsendable::TooManyStreams);
        }
        self.cipher.seal_rtp(out, start, header_len, ssrc, index);
        self.rtp.mark(place, ssrc, index);
        Ok(())
    }

    /// Seals the compound RTCP packet at `out[start..]` in place and appends index and tag.
    pub(crate) fn protect_rtcp(&mut self, out: &mut Vec<u8>, start: usize) -> Result<(), Unsendable> {
        let packet =
            out.get(start..).filter(|packet| packet.len() >= RTCP_HEAD).ok_or(Unsendable::Malformed)?;
        let ssrc = be32(packet, 4);
        let index = self.next_rtcp_index;
        if index & E_BIT != 0 {
            return Err(Unsendable::Exhausted);
        }
        self.next_rtcp_index += 1;
        self.cipher.seal_rtcp(out, start, ssrc, index);
        Ok(())
    }
}
