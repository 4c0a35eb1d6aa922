//! With which names and secrets is a check signed?

use aws_lc_rs::hmac;

/// The node's short-term credentials for one peer (RFC 8445 section 5.3).
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    ufrag: String,
    pwd: String,
    key: hmac::Key,
}

impl Credentials {
    /// Credentials from random bytes, which the caller draws.
    pub(crate) fn new(random: &[u8; CREDENTIAL_SEED]) -> Credentials {
        let (ufrag, pwd) = random.split_at(UFRAG_SEED);
        let pwd = ice_chars(pwd);
        Credentials {
            ufrag: ice_chars(ufrag),
            key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, pwd.as_bytes()),
            pwd,
        }
    }

    /// User name fragment: the name under which the peer's checks find it.
    pub(crate) fn ufrag(&self) -> &str {
        &self.ufrag
    }

    /// Password.
    pub(crate) fn pwd(&self) -> &str {
        &self.pwd
    }

    /// Key of MESSAGE-INTEGRITY in both directions (RFC 8489 section 9.1.1), scheduled once.
    pub(super) fn key(&self) -> &hmac::Key {
        &self.key
    }
}

/// Each ice-char (RFC 8839 section 5.4) carries six bits: three bytes make four of them.
fn ice_chars(bytes: &[u8]) -> String {
    let groups = bytes.chunks_exact(3).map(|group| {
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        [18, 12, 6, 0].map(|shift| char::from(ICE_CHARS[(bits >> shift) as usize & 63]))
    });
    groups.flatten().collect()
}

const ICE_CHARS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Random bytes in a ufrag: 48 bits, 8 characters, so that two of a shard's peers never share one.
const UFRAG_SEED: usize = 6;

/// Random bytes in a password: 144 bits, 24 characters; RFC 8445 section 5.3 asks for 128.
const PWD_SEED: usize = 18;

/// Random bytes in both.
pub(crate) const CREDENTIAL_SEED: usize = UFRAG_SEED + PWD_SEED;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_of_the_seed_is_used() {
        let zero = Credentials::new(&[0; CREDENTIAL_SEED]);
        assert_eq!((zero.ufrag(), zero.pwd()), ("AAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAA"));
        for bit in 0..CREDENTIAL_SEED * 8 {
            let mut seed = [0; CREDENTIAL_SEED];
            seed[bit / 8] = 1 << (bit % 8);
            let other = Credentials::new(&seed);
            assert_ne!((zero.ufrag(), zero.pwd()), (other.ufrag(), other.pwd()), "bit {bit}");
        }
    }
}
