//! How does AES-GCM protect a packet? (RFC 7714)

use super::cipher::{E_BIT, RTCP_HEAD};
use super::keys::{Label, SrtpKeys};
use super::profile::Profile;
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

const NONCE_LEN: usize = 12;
const TAG_LEN: usize = Profile::AeadAes128Gcm.tag_len();

/// One direction's keys for RTP or for RTCP.
pub(super) struct Gcm {
    key: LessSafeKey,
    salt: [u8; NONCE_LEN],
}

impl Gcm {
    pub(super) fn derive(keys: &SrtpKeys, encryption: Label, salt: Label) -> Gcm {
        let mut key = [0; 32];
        let key = &mut key[..keys.profile().key_len()];
        keys.derive(encryption, key);
        Gcm::new(key, keys.derive_array(salt))
    }

    fn new(key: &[u8], salt: [u8; NONCE_LEN]) -> Gcm {
        let algorithm = if key.len() == 32 { &AES_256_GCM } else { &AES_128_GCM };
        let key = UnboundKey::new(algorithm, key).expect("a session key has the length of its algorithm");
        Gcm { key: LessSafeKey::new(key), salt }
    }

    /// Seals an RTP packet; the tag is appended by the caller.
    pub(super) fn seal_rtp(
        &self,
        packet: &mut [u8],
        header_len: usize,
        ssrc: u32,
        index: u64,
    ) -> [u8; TAG_LEN] {
        let (header, payload) = packet.split_at_mut(header_len);
        self.seal(self.rtp_nonce(ssrc, index), header, payload)
    }

    /// Opens an RTP packet in place and returns the length of the plain one.
    pub(super) fn open_rtp(
        &self,
        packet: &mut [u8],
        header_len: usize,
        ssrc: u32,
        index: u64,
    ) -> Option<usize> {
        let (header, sealed) = packet.split_at_mut(header_len);
        let len = self.open(self.rtp_nonce(ssrc, index), header, sealed)?;
        Some(header_len + len)
    }

    /// Seals an RTCP packet; tag and index word are appended by the caller in this order.
    pub(super) fn seal_rtcp(&self, packet: &mut [u8], ssrc: u32, index_word: u32) -> [u8; TAG_LEN] {
        let aad = rtcp_aad(packet, index_word);
        self.seal(self.rtcp_nonce(ssrc, index_word), &aad, &mut packet[RTCP_HEAD..])
    }

    /// Opens an RTCP packet, given without its index word, and returns the length of the plain one.
    pub(super) fn open_rtcp(&self, packet: &mut [u8], ssrc: u32, index_word: u32) -> Option<usize> {
        let aad = rtcp_aad(packet, index_word);
        let len = self.open(self.rtcp_nonce(ssrc, index_word), &aad, &mut packet[RTCP_HEAD..])?;
        Some(RTCP_HEAD + len)
    }

    fn seal(&self, nonce: Nonce, aad: &[u8], plain: &mut [u8]) -> [u8; TAG_LEN] {
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(aad), plain)
            .expect("a packet is far shorter than the limit of the mode");
        tag.as_ref().try_into().expect("the mode has tags of 16 bytes")
    }

    fn open(&self, nonce: Nonce, aad: &[u8], sealed: &mut [u8]) -> Option<usize> {
        let plain = self.key.open_in_place(nonce, Aad::from(aad), sealed).ok()?;
        Some(plain.len())
    }

    /// RFC 7714 section 8.1: two zero bytes, SSRC, rollover counter and sequence number, over the salt.
    fn rtp_nonce(&self, ssrc: u32, index: u64) -> Nonce {
        let mut nonce = self.salt;
        xor(&mut nonce[2..6], &ssrc.to_be_bytes());
        xor(&mut nonce[6..12], &index.to_be_bytes()[2..]);
        Nonce::assume_unique_for_key(nonce)
    }

    /// RFC 7714 section 9.1: two zero bytes, SSRC, two zero bytes and the index without E bit, over the salt.
    fn rtcp_nonce(&self, ssrc: u32, index_word: u32) -> Nonce {
        let mut nonce = self.salt;
        xor(&mut nonce[2..6], &ssrc.to_be_bytes());
        xor(&mut nonce[8..12], &(index_word & !E_BIT).to_be_bytes());
        Nonce::assume_unique_for_key(nonce)
    }
}

/// RFC 7714 section 9.2: the readable head and the index word are authenticated.
fn rtcp_aad(packet: &[u8], index_word: u32) -> [u8; RTCP_HEAD + 4] {
    let mut aad = [0; RTCP_HEAD + 4];
    aad[..RTCP_HEAD].copy_from_slice(&packet[..RTCP_HEAD]);
    aad[RTCP_HEAD..].copy_from_slice(&index_word.to_be_bytes());
    aad
}

fn xor(bytes: &mut [u8], with: &[u8]) {
    for (byte, with) in bytes.iter_mut().zip(with) {
        *byte ^= with;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    const KEY: [u8; 32] = hex!("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    const SALT: [u8; 12] = hex!("517569642070726f2071756f");
    const RTP: [u8; 50] = hex!(
        "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976"
        "69736120 696e2070 61727465 73207472 6573"
    );
    const RTCP: [u8; 52] = hex!(
        "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61"
        "deadbeef deadbeef deadbeef deadbeef deadbeef"
    );

    fn check_rtp(key: &[u8], sealed: &[u8]) {
        let gcm = Gcm::new(key, SALT);
        let mut packet = RTP.to_vec();
        let tag = gcm.seal_rtp(&mut packet, 12, 0x5501_a0b2, 0xf17b);
        packet.extend_from_slice(&tag);
        assert_eq!(packet[12..], *sealed);
        assert_eq!(gcm.open_rtp(&mut packet, 12, 0x5501_a0b2, 0xf17b), Some(RTP.len()));
        assert_eq!(packet[..RTP.len()], RTP);
    }

    #[test]
    fn rfc_7714_section_16_1_1() {
        check_rtp(
            &KEY[..16],
            &hex!(
                "f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f 42a5f47a 51c7d19b"
                "36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce"
            ),
        );
    }

    #[test]
    fn rfc_7714_section_16_2_1() {
        check_rtp(
            &KEY,
            &hex!(
                "32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3 b50b2a02 76ffae0f"
                "1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13"
            ),
        );
    }

    #[test]
    fn rfc_7714_section_17_1() {
        let gcm = Gcm::new(&KEY[..16], SALT);
        let mut packet = RTCP.to_vec();
        let tag = gcm.seal_rtcp(&mut packet, 0x4d61_7273, 0x8000_05d4);
        packet.extend_from_slice(&tag);
        assert_eq!(
            packet[8..],
            hex!(
                "63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1 730d6fda"
                "4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade"
            )
        );
        assert_eq!(gcm.open_rtcp(&mut packet, 0x4d61_7273, 0x8000_05d4), Some(RTCP.len()));
        assert_eq!(packet[..RTCP.len()], RTCP);
    }
}
