//! How does AES in counter mode with HMAC-SHA1 protect a packet? (RFC 3711 sections 4.1.1 and 4.2.1)

use super::keys::{Label, SrtpKeys};
use super::profile::Profile;
use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;

const SALT_LEN: usize = Profile::Aes128CmSha1.salt_len();
/// HMAC-SHA1 gives 160 bits, of which 80 are sent.
const TAG_LEN: usize = Profile::Aes128CmSha1.tag_len();
const AUTHENTICATION_KEY_LEN: usize = 20;

/// One direction's keys for RTP or for RTCP.
pub(super) struct Cm {
    encryption: EncryptingKey,
    authentication: hmac::Key,
    salt: [u8; SALT_LEN],
}

impl Cm {
    pub(super) fn derive(keys: &SrtpKeys, encryption: Label, authentication: Label, salt: Label) -> Cm {
        let authentication: [u8; AUTHENTICATION_KEY_LEN] = keys.derive_array(authentication);
        Cm::new(keys.derive_array(encryption), &authentication, keys.derive_array(salt))
    }

    fn new(encryption: [u8; 16], authentication: &[u8], salt: [u8; SALT_LEN]) -> Cm {
        Cm {
            encryption: UnboundCipherKey::new(&AES_128, &encryption)
                .and_then(EncryptingKey::ctr)
                .expect("a key of 16 bytes is one of AES-128"),
            authentication: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, authentication),
            salt,
        }
    }

    /// Encrypts or decrypts a payload: in counter mode both are the same.
    pub(super) fn apply_keystream(&self, payload: &mut [u8], ssrc: u32, index: u64) {
        let mut iv = [0; 16];
        iv[..SALT_LEN].copy_from_slice(&self.salt);
        for (byte, with) in iv[4..8].iter_mut().zip(ssrc.to_be_bytes()) {
            *byte ^= with;
        }
        for (byte, with) in iv[8..14].iter_mut().zip(&index.to_be_bytes()[2..]) {
            *byte ^= with;
        }
        self.encryption
            .less_safe_encrypt(payload, EncryptionContext::Iv128(FixedLength::from(iv)))
            .expect("counter mode takes any length");
    }

    /// The tag over an encrypted packet and the four bytes that follow it on the wire (RTCP) or in thought (RTP).
    pub(super) fn tag(&self, encrypted: &[u8], word: u32) -> [u8; TAG_LEN] {
        let mut context = hmac::Context::with_key(&self.authentication);
        context.update(encrypted);
        context.update(&word.to_be_bytes());
        *context.sign().as_ref().first_chunk().expect("HMAC-SHA1 has 20 bytes")
    }

    /// Whether `tag` is the one of this packet, found out in the same time whatever the answer.
    pub(super) fn is_tag(&self, encrypted: &[u8], word: u32, tag: &[u8]) -> bool {
        verify_slices_are_equal(&self.tag(encrypted, word), tag).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn rfc_3711_appendix_b_2() {
        let cm = Cm::new(
            hex!("2B7E151628AED2A6ABF7158809CF4F3C"),
            &[0; AUTHENTICATION_KEY_LEN],
            hex!("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"),
        );
        let mut keystream = vec![0; 0xff02 * 16];
        cm.apply_keystream(&mut keystream, 0, 0);
        assert_eq!(
            keystream[..48],
            hex!(
                "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB"
                "41E95B3BB0A2E8DD477901E4FCA894C0"
            )
        );
        assert_eq!(
            keystream[0xfeff * 16..],
            hex!(
                "EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE"
                "6A2CC3787889374FBEB4C81B17BA6C44"
            )
        );
    }
}
