//! How are bearer tokens made and recognized? Random, and kept only as SHA-256 digests: whoever reads the
//! store cannot sign in with what is there.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Random bytes in a token: 256 bits cannot be guessed.
const TOKEN_BYTES: usize = 32;

/// First characters of a sign-in's token. The kind of a token shows, so that a leaked one can be recognized.
pub(super) const SIGN_IN: &str = "gbs_";
/// First characters of a paired device's own token.
pub(super) const DEVICE: &str = "gbd_";
/// First characters of an automation token.
pub(super) const AUTOMATION: &str = "gba_";

/// A new random token.
pub(super) fn random(kind: &str) -> String {
    let mut bytes = [0; TOKEN_BYTES];
    rand::fill(&mut bytes);
    written(kind, &bytes)
}

/// `bytes` as a token.
pub(super) fn written(kind: &str, bytes: &[u8]) -> String {
    format!("{kind}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The bytes of a token of this kind.
pub(super) fn read(kind: &str, token: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(token.strip_prefix(kind)?).ok()
}

/// What the store keeps of a token.
pub(super) fn digest(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}
