//! How do session keys follow from what the DTLS handshake exports? (RFC 5764 section 4.2, RFC 3711 section 4.3)

use super::profile::Profile;
use aws_lc_rs::cipher::{AES_128, AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;

const LONGEST_KEY: usize = 32;
const LONGEST_SALT: usize = 14;
/// The label sits seven bytes before the end of the salt, in front of a 48-bit index that is always zero here: keys are
/// derived once (key derivation rate zero).
const LABEL_AT: usize = LONGEST_SALT - 7;

/// The master key and salt of one direction.
#[derive(Clone)]
pub(crate) struct SrtpKeys {
    profile: Profile,
    key: [u8; LONGEST_KEY],
    /// Salts of 12 bytes are padded with zeros behind (RFC 7714 section 11).
    salt: [u8; LONGEST_SALT],
}

impl SrtpKeys {
    /// Splits what the exporter gave into the keys with which the DTLS client and the DTLS server send. `None` when it is
    /// not of the profile's [`Profile::exporter_len`].
    pub(crate) fn from_exporter(profile: Profile, exported: &[u8]) -> Option<(SrtpKeys, SrtpKeys)> {
        if exported.len() != profile.exporter_len() {
            return None;
        }
        let (keys, salts) = exported.split_at(2 * profile.key_len());
        let (client_key, server_key) = keys.split_at(profile.key_len());
        let (client_salt, server_salt) = salts.split_at(profile.salt_len());
        let client = SrtpKeys::new(profile, client_key, client_salt);
        Some((client, SrtpKeys::new(profile, server_key, server_salt)))
    }

    /// Keys of the null profile.
    pub(crate) fn null() -> SrtpKeys {
        SrtpKeys::new(Profile::Null, &[], &[])
    }

    pub(super) fn new(profile: Profile, key: &[u8], salt: &[u8]) -> SrtpKeys {
        let mut keys = SrtpKeys { profile, key: [0; LONGEST_KEY], salt: [0; LONGEST_SALT] };
        keys.key[..profile.key_len()].copy_from_slice(key);
        keys.salt[..profile.salt_len()].copy_from_slice(salt);
        keys
    }

    /// The profile these keys belong to.
    pub(crate) fn profile(&self) -> Profile {
        self.profile
    }

    /// Fills `out` with the session key or salt that a label names: the keystream of AES in counter mode.
    pub(super) fn derive(&self, label: Label, out: &mut [u8]) {
        let algorithm = if self.profile.key_len() == 32 { &AES_256 } else { &AES_128 };
        let key = UnboundCipherKey::new(algorithm, &self.key[..self.profile.key_len()])
            .and_then(EncryptingKey::ctr)
            .expect("a master key has the length of its algorithm");
        let mut iv = [0; 16];
        iv[..LONGEST_SALT].copy_from_slice(&self.salt);
        iv[LABEL_AT] ^= label as u8;
        out.fill(0);
        key.less_safe_encrypt(out, EncryptionContext::Iv128(FixedLength::from(iv)))
            .expect("counter mode takes any length");
    }

    /// The session key or salt that a label names, in an array.
    pub(super) fn derive_array<const N: usize>(&self, label: Label) -> [u8; N] {
        let mut out = [0; N];
        self.derive(label, &mut out);
        out
    }
}

/// What a derived key is for (RFC 3711 section 4.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Label {
    RtpEncryption = 0,
    RtpAuthentication = 1,
    RtpSalt = 2,
    RtcpEncryption = 3,
    RtcpAuthentication = 4,
    RtcpSalt = 5,
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn rfc_3711_appendix_b_3() {
        let keys = SrtpKeys::new(
            Profile::Aes128CmSha1,
            &hex!("E1F97A0D3E018BE0D64FA32C06DE4139"),
            &hex!("0EC675AD498AFEEBB6960B3AABE6"),
        );
        assert_eq!(keys.derive_array(Label::RtpEncryption), hex!("C61E7A93744F39EE10734AFE3FF7A087"));
        assert_eq!(keys.derive_array(Label::RtpSalt), hex!("30CBBC08863D8C85D49DB34A9AE1"));
        assert_eq!(
            keys.derive_array(Label::RtpAuthentication),
            hex!("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"),
        );
    }

    #[test]
    fn rfc_6188_section_7_2_derives_with_aes_256() {
        let mut keys = SrtpKeys::new(
            Profile::AeadAes256Gcm,
            &hex!("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6"),
            &[0; 12],
        );
        // The vector is for counter mode, whose salts have 14 bytes.
        keys.salt = hex!("3b04803de51ee7c96423ab5b78d2");
        assert_eq!(
            keys.derive_array(Label::RtpEncryption),
            hex!("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4"),
        );
        assert_eq!(keys.derive_array(Label::RtpSalt), hex!("fa31791685ca444a9e07c6c64e93"));
    }

    #[test]
    fn the_exporter_gives_both_keys_before_both_salts() {
        for profile in [Profile::AeadAes128Gcm, Profile::AeadAes256Gcm, Profile::Aes128CmSha1] {
            let (key, salt) = (profile.key_len(), profile.salt_len());
            let parts = [(1, key), (2, key), (3, salt), (4, salt)];
            let exported: Vec<u8> = parts.iter().flat_map(|&(byte, len)| vec![byte; len]).collect();
            let (client, server) = SrtpKeys::from_exporter(profile, &exported).unwrap();
            assert_eq!(client.key[..key], vec![1; key]);
            assert_eq!(client.salt[..salt], vec![3; salt]);
            assert_eq!(server.key[..key], vec![2; key]);
            assert_eq!(server.salt[..salt], vec![4; salt]);
            assert!(SrtpKeys::from_exporter(profile, &exported[1..]).is_none());
        }
    }
}
