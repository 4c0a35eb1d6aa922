//! Where do tag and index lie in a protected packet, whatever the profile?

use super::cm::Cm;
use super::gcm::Gcm;
use super::keys::{Label, SrtpKeys};
use super::profile::Profile;

/// Bytes of an RTCP packet that stay readable: the first word and the sender's SSRC.
pub(super) const RTCP_HEAD: usize = 8;
/// In the index word of SRTCP: the packet is encrypted (RFC 3711 section 3.4).
pub(super) const E_BIT: u32 = 1 << 31;
const INDEX_WORD: usize = 4;

/// The session keys of one direction.
#[expect(
    clippy::large_enum_variant,
    reason = "one lives in each direction of a peer, and keys want no indirection"
)]
pub(super) enum Cipher {
    Gcm { rtp: Gcm, rtcp: Gcm },
    Cm { rtp: Cm, rtcp: Cm },
    Null,
}

impl Cipher {
    pub(super) fn new(keys: &SrtpKeys) -> Cipher {
        use Label::{
            RtcpAuthentication, RtcpEncryption, RtcpSalt, RtpAuthentication, RtpEncryption, RtpSalt,
        };
        match keys.profile() {
            Profile::AeadAes128Gcm | Profile::AeadAes256Gcm => Cipher::Gcm {
                rtp: Gcm::derive(keys, RtpEncryption, RtpSalt),
                rtcp: Gcm::derive(keys, RtcpEncryption, RtcpSalt),
            },
            Profile::Aes128CmSha1 => Cipher::Cm {
                rtp: Cm::derive(keys, RtpEncryption, RtpAuthentication, RtpSalt),
                rtcp: Cm::derive(keys, RtcpEncryption, RtcpAuthentication, RtcpSalt),
            },
            Profile::Null => Cipher::Null,
        }
    }

    /// Seals the RTP packet at `out[start..]`.
    pub(super) fn seal_rtp(&self, out: &mut Vec<u8>, start: usize, header_len: usize, ssrc: u32, index: u64) {
        let packet = &mut out[start..];
        match self {
            Cipher::Gcm { rtp, .. } => {
                let tag = rtp.seal_rtp(packet, header_len, ssrc, index);
                out.extend_from_slice(&tag);
            }
            Cipher::Cm { rtp, .. } => {
                rtp.apply_keystream(&mut packet[header_len..], ssrc, index);
                let tag = rtp.tag(packet, rollover(index));
                out.extend_from_slice(&tag);
            }
            Cipher::Null => {}
        }
    }

    /// Opens an RTP packet in place and returns the length of the plain one. A refused packet's bytes are worthless.
    pub(super) fn open_rtp(
        &self,
        packet: &mut [u8],
        header_len: usize,
        ssrc: u32,
        index: u64,
    ) -> Option<usize> {
        match self {
            Cipher::Gcm { rtp, .. } => rtp.open_rtp(packet, header_len, ssrc, index),
            Cipher::Cm { rtp, .. } => {
                let len = packet.len().checked_sub(Profile::Aes128CmSha1.tag_len())?;
                let (encrypted, tag) = packet.split_at_mut(len);
                let payload = encrypted.get(header_len..)?.len();
                if !rtp.is_tag(encrypted, rollover(index), tag) {
                    return None;
                }
                rtp.apply_keystream(&mut encrypted[len - payload..], ssrc, index);
                Some(len)
            }
            Cipher::Null => Some(packet.len()),
        }
    }

    /// Seals the RTCP packet at `out[start..]`, of at least [`RTCP_HEAD`] bytes.
    pub(super) fn seal_rtcp(&self, out: &mut Vec<u8>, start: usize, ssrc: u32, index: u32) {
        let word = index | E_BIT;
        let packet = &mut out[start..];
        match self {
            Cipher::Gcm { rtcp, .. } => {
                let tag = rtcp.seal_rtcp(packet, ssrc, word);
                out.extend_from_slice(&tag);
                out.extend_from_slice(&word.to_be_bytes());
            }
            Cipher::Cm { rtcp, .. } => {
                rtcp.apply_keystream(&mut packet[RTCP_HEAD..], ssrc, u64::from(index));
                let tag = rtcp.tag(packet, word);
                out.extend_from_slice(&word.to_be_bytes());
                out.extend_from_slice(&tag);
            }
            Cipher::Null => {}
        }
    }

    /// The index word of a protected RTCP packet; `None` when it is too short to have one.
    pub(super) fn index_word(&self, packet: &[u8]) -> Option<u32> {
        let behind = match self {
            Cipher::Gcm { .. } => 0,
            Cipher::Cm { .. } => Profile::Aes128CmSha1.tag_len(),
            Cipher::Null => return None,
        };
        let end = packet.len().checked_sub(behind)?;
        let start = end.checked_sub(INDEX_WORD).filter(|start| *start >= RTCP_HEAD)?;
        packet[start..end].first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
    }

    /// Opens an RTCP packet whose [`Cipher::index_word`] was read, and returns the length of the plain one.
    pub(super) fn open_rtcp(&self, packet: &mut [u8], ssrc: u32, word: u32) -> Option<usize> {
        match self {
            Cipher::Gcm { rtcp, .. } => {
                let end = packet.len() - INDEX_WORD;
                rtcp.open_rtcp(&mut packet[..end], ssrc, word)
            }
            Cipher::Cm { rtcp, .. } => {
                let (rest, tag) = packet.split_at_mut(packet.len() - Profile::Aes128CmSha1.tag_len());
                let len = rest.len() - INDEX_WORD;
                let encrypted = &mut rest[..len];
                if !rtcp.is_tag(encrypted, word, tag) {
                    return None;
                }
                rtcp.apply_keystream(&mut encrypted[RTCP_HEAD..], ssrc, u64::from(word & !E_BIT));
                Some(len)
            }
            Cipher::Null => Some(packet.len()),
        }
    }
}

/// The upper 32 of the 48 bits of an index.
fn rollover(index: u64) -> u32 {
    (index >> 16) as u32
}
