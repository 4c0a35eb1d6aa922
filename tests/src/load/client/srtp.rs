//! How does a lean client seal and open packets? AEAD_AES_128_GCM (RFC 7714) alone, in place, without a replay window:
//! it meets one server that it started itself. Shares no code with the server, so each checks the other.

use anyhow::{Context, Result, ensure};
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;

const KEY: usize = 16;
const SALT: usize = 12;
/// Bytes of an authentication tag.
pub(crate) const TAG: usize = 16;
/// What the DTLS exporter gives: two keys and two salts.
pub(crate) const EXPORTED: usize = 2 * (KEY + SALT);
/// Readable head of an RTCP packet.
const RTCP_HEAD: usize = 8;
/// The packet is encrypted (RFC 3711 section 3.4).
const E_BIT: u32 = 1 << 31;

/// Keys of one direction.
#[derive(Debug)]
pub(crate) struct Direction {
    rtp: (LessSafeKey, [u8; SALT]),
    rtcp: (LessSafeKey, [u8; SALT]),
    next_rtcp: u32,
}

/// The keys with which client and server send.
pub(crate) fn directions(exported: &[u8]) -> Result<(Direction, Direction)> {
    ensure!(exported.len() == EXPORTED, "{} exported bytes", exported.len());
    let (keys, salts) = exported.split_at(2 * KEY);
    let client = Direction::new(&keys[..KEY], &salts[..SALT])?;
    Ok((client, Direction::new(&keys[KEY..], &salts[SALT..])?))
}

impl Direction {
    /// Session keys of a master key and salt.
    pub(crate) fn new(key: &[u8], salt: &[u8]) -> Result<Direction> {
        let pair = |key_label, salt_label| -> Result<_> {
            let session: [u8; KEY] = derive(key, salt, key_label)?;
            let session = UnboundKey::new(&AES_128_GCM, &session).ok().context("a key of 16 bytes")?;
            Ok((LessSafeKey::new(session), derive(key, salt, salt_label)?))
        };
        Ok(Direction { rtp: pair(0, 2)?, rtcp: pair(3, 5)?, next_rtcp: 1 })
    }

    /// Seals the RTP packet at `out[start..]` whose header has `header_len` bytes.
    pub(crate) fn seal_rtp(&self, out: &mut Vec<u8>, start: usize, header_len: usize, rollover: u32) {
        let (key, salt) = &self.rtp;
        let nonce = rtp_nonce(salt, &out[start..], rollover);
        let (header, payload) = out[start..].split_at_mut(header_len);
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(&*header), payload);
        out.extend_from_slice(tag.expect("a packet is far below the limit of the mode").as_ref());
    }

    /// Opens an RTP packet in place; its payload comes back, padding included.
    pub(crate) fn open_rtp<'a>(
        &self,
        packet: &'a mut [u8],
        header_len: usize,
        rollover: u32,
    ) -> Option<&'a [u8]> {
        let (key, salt) = &self.rtp;
        let nonce = rtp_nonce(salt, packet, rollover);
        let (header, sealed) = packet.split_at_mut(header_len);
        key.open_in_place(nonce, Aad::from(&*header), sealed).ok().map(|payload| &*payload)
    }

    /// Seals a compound RTCP packet.
    pub(crate) fn seal_rtcp(&mut self, packet: &mut Vec<u8>) {
        let (key, salt) = &self.rtcp;
        let word = self.next_rtcp | E_BIT;
        self.next_rtcp += 1;
        let (nonce, aad) = (rtcp_nonce(salt, packet, word), rtcp_aad(packet, word));
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut packet[RTCP_HEAD..]);
        packet.extend_from_slice(tag.expect("a packet is far below the limit of the mode").as_ref());
        packet.extend_from_slice(&word.to_be_bytes());
    }

    /// Opens a compound RTCP packet in place.
    pub(crate) fn open_rtcp<'a>(&self, packet: &'a mut [u8]) -> Option<&'a [u8]> {
        let (key, salt) = &self.rtcp;
        let (sealed, word) = packet.split_last_chunk_mut::<4>()?;
        let word = u32::from_be_bytes(*word);
        if sealed.len() < RTCP_HEAD + TAG {
            return None;
        }
        let (nonce, aad) = (rtcp_nonce(salt, sealed, word), rtcp_aad(sealed, word));
        let len = key.open_in_place(nonce, Aad::from(aad), &mut sealed[RTCP_HEAD..]).ok()?.len();
        Some(&packet[..RTCP_HEAD + len])
    }
}

/// RFC 3711 section 4.3.3 with the salt padded as RFC 7714 section 11 says.
fn derive<const N: usize>(key: &[u8], salt: &[u8], label: u8) -> Result<[u8; N]> {
    let mut iv = [0; 16];
    iv[..SALT].copy_from_slice(salt);
    iv[7] ^= label;
    let key = UnboundCipherKey::new(&AES_128, key).and_then(EncryptingKey::ctr);
    let mut out = [0; N];
    let stream =
        key.and_then(|key| key.less_safe_encrypt(&mut out, EncryptionContext::Iv128(FixedLength::from(iv))));
    stream.ok().context("key derivation")?;
    Ok(out)
}

fn rtp_nonce(salt: &[u8; SALT], packet: &[u8], rollover: u32) -> Nonce {
    let mut nonce = *salt;
    xor(&mut nonce[2..6], &packet[8..12]);
    xor(&mut nonce[6..10], &rollover.to_be_bytes());
    xor(&mut nonce[10..12], &packet[2..4]);
    Nonce::assume_unique_for_key(nonce)
}

fn rtcp_nonce(salt: &[u8; SALT], packet: &[u8], word: u32) -> Nonce {
    let mut nonce = *salt;
    xor(&mut nonce[2..6], &packet[4..8]);
    xor(&mut nonce[8..12], &(word & !E_BIT).to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

fn rtcp_aad(packet: &[u8], word: u32) -> [u8; RTCP_HEAD + 4] {
    let mut aad = [0; RTCP_HEAD + 4];
    aad[..RTCP_HEAD].copy_from_slice(&packet[..RTCP_HEAD]);
    aad[RTCP_HEAD..].copy_from_slice(&word.to_be_bytes());
    aad
}

fn xor(bytes: &mut [u8], with: &[u8]) {
    bytes.iter_mut().zip(with).for_each(|(byte, with)| *byte ^= with);
}
