//! Is this the same client as before? Resume tokens: the place a client had, signed, so that a restarted server
//! knows them too.

use crate::briefing::Who;
use crate::ids::BriefingId;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use uuid::Uuid;

/// What the signature is for; it can stand for nothing else.
const PURPOSE: &[u8] = b"giaoban resume token 1";

/// The installation's secret, as used for resume tokens.
#[derive(Clone)]
pub(crate) struct ResumeKey([u8; 32]);

impl ResumeKey {
    pub(crate) fn new(secret: [u8; 32]) -> ResumeKey {
        ResumeKey(secret)
    }

    /// The token of a place. It opens that place to its holder only.
    pub(crate) fn token(&self, briefing: BriefingId, who: Who, place: Uuid) -> String {
        let mut bytes = place.as_bytes().to_vec();
        bytes.extend_from_slice(&self.mac(briefing, who, place).finalize().into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place a token names, if it was made for this holder.
    pub(crate) fn place(&self, briefing: BriefingId, who: Who, token: &str) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (place, signature) = bytes.split_at_checked(16)?;
        let place = Uuid::from_slice(place).ok()?;
        self.mac(briefing, who, place).verify_slice(signature).ok()?;
        Some(place)
    }

    fn mac(&self, briefing: BriefingId, who: Who, place: Uuid) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(PURPOSE);
        mac.update(briefing.0.as_bytes());
        let (kind, id) = match who {
            Who::User(user) => (0, user.0),
            Who::Room(site) => (1, site.0),
            Who::Server => (2, Uuid::nil()),
        };
        mac.update(&[kind]);
        mac.update(id.as_bytes());
        mac.update(place.as_bytes());
        mac
    }
}

impl fmt::Debug for ResumeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResumeKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;
    use giaoban_link::SiteId;

    #[test]
    fn a_token_opens_one_place_to_one_holder_in_one_briefing() {
        let key = ResumeKey::new([7; 32]);
        let (briefing, place) = (BriefingId(Uuid::from_u128(1)), Uuid::from_u128(2));
        let who = Who::Room(SiteId(Uuid::from_u128(3)));
        let token = key.token(briefing, who, place);
        assert_eq!(key.place(briefing, who, &token), Some(place));
        assert_eq!(key.place(BriefingId(Uuid::from_u128(9)), who, &token), None);
        assert_eq!(key.place(briefing, Who::User(UserId(Uuid::from_u128(3))), &token), None);
        assert_eq!(ResumeKey::new([8; 32]).place(briefing, who, &token), None);
        for forged in ["", "x", &token[1..], &token[..token.len() - 2]] {
            assert_eq!(key.place(briefing, who, forged), None, "{forged}");
        }
    }
}
