//! Which protection profiles exist, and how long are their keys and tags?

/// A protection profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// AES-128 in Galois/counter mode (RFC 7714), wanted wherever the client has it.
    AeadAes128Gcm,
    /// AES-256 in Galois/counter mode (RFC 7714).
    AeadAes256Gcm,
    /// AES-128 in counter mode with HMAC-SHA1 of 80 bits (RFC 3711), for clients without the others.
    Aes128CmSha1,
    /// No protection at all, for deterministic simulation. No handshake ends here.
    Null,
}

impl Profile {
    /// Bytes of a master key.
    pub(crate) const fn key_len(self) -> usize {
        match self {
            Profile::AeadAes128Gcm | Profile::Aes128CmSha1 => 16,
            Profile::AeadAes256Gcm => 32,
            Profile::Null => 0,
        }
    }

    /// Bytes of a master salt.
    pub(crate) const fn salt_len(self) -> usize {
        match self {
            Profile::AeadAes128Gcm | Profile::AeadAes256Gcm => 12,
            Profile::Aes128CmSha1 => 14,
            Profile::Null => 0,
        }
    }

    /// Bytes to ask of the DTLS exporter: a key and a salt for each direction (RFC 5764 section 4.2).
    pub(crate) const fn exporter_len(self) -> usize {
        2 * (self.key_len() + self.salt_len())
    }

    /// Bytes that authentication adds to a packet.
    pub(crate) const fn tag_len(self) -> usize {
        match self {
            Profile::AeadAes128Gcm | Profile::AeadAes256Gcm => 16,
            Profile::Aes128CmSha1 => 10,
            Profile::Null => 0,
        }
    }
}
