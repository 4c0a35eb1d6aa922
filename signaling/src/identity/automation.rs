//! Tokens that are not kept anywhere: signed with the installation's secret and checked by it.
//!
//! An automation token says "this site, in this briefing, until then". The token of a paired device is
//! derived from its pairing, so that the device may ask for it again when the answer was lost.

use super::{Identity, IdentityError, Principal, token};
use crate::ids::{BriefingId, PairingId};
use giaoban_link::SiteId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use uuid::Uuid;

/// What each signature is for; one can never stand for the other.
const AUTOMATION_USE: &[u8] = b"giaoban automation token 1";
const DEVICE_USE: &[u8] = b"giaoban device token 1";

/// Site and briefing (16 bytes each) and expiry in ms (8 bytes).
const CLAIM_BYTES: usize = 40;

/// The installation's secret.
#[derive(Clone)]
pub struct TokenSecret([u8; 32]);

impl TokenSecret {
    /// The secret of these random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn mac(&self, purpose: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(purpose);
        parts.iter().for_each(|part| mac.update(part));
        mac
    }

    /// The device token of a pairing, known only to whoever knows the pairing's own secret.
    pub(super) fn device_token(&self, pairing: PairingId, secret: &str) -> String {
        let mac = self.mac(DEVICE_USE, &[pairing.0.as_bytes(), secret.as_bytes()]);
        token::written(token::DEVICE, &mac.finalize().into_bytes())
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret")
    }
}

impl Identity {
    /// A token for a program that stands in for `site` in `briefing` until `expires_at`.
    pub fn automation_token(&self, site: SiteId, briefing: BriefingId, expires_at: i64) -> String {
        let mut bytes = Vec::with_capacity(CLAIM_BYTES + 32);
        bytes.extend_from_slice(site.0.as_bytes());
        bytes.extend_from_slice(briefing.0.as_bytes());
        bytes.extend_from_slice(&expires_at.to_be_bytes());
        let mac = self.secret.mac(AUTOMATION_USE, &[&bytes]).finalize().into_bytes();
        bytes.extend_from_slice(&mac);
        token::written(token::AUTOMATION, &bytes)
    }

    /// Who an automation token stands for.
    pub(super) fn automation(&self, token: &str) -> Result<Principal, IdentityError> {
        let bytes = token::read(token::AUTOMATION, token).ok_or(IdentityError::NotSignedIn)?;
        let (claim, signature) = bytes.split_at_checked(CLAIM_BYTES).ok_or(IdentityError::NotSignedIn)?;
        let mac = self.secret.mac(AUTOMATION_USE, &[claim]);
        mac.verify_slice(signature).map_err(|_| IdentityError::NotSignedIn)?;
        let site = claim[..16].try_into().expect("16 of 40 bytes");
        let briefing = claim[16..32].try_into().expect("16 of 40 bytes");
        let expires_at = i64::from_be_bytes(claim[32..].try_into().expect("the last 8 of 40 bytes"));
        if expires_at <= self.clock.now() {
            return Err(IdentityError::NotSignedIn);
        }
        Ok(Principal::Automation {
            site: SiteId(Uuid::from_bytes(site)),
            briefing: BriefingId(Uuid::from_bytes(briefing)),
        })
    }
}
