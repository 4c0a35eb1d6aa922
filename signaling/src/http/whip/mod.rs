//! How do encoders and players come in by their standard doors? WHIP (RFC 9725) publishes as a site, WHEP
//! (draft-ietf-wish-whep) receives the programme or one site; each session is one offer, one answer and its URL.

mod cross_origin;
pub(super) mod endpoint;
mod fragment;
mod offer;
pub(super) mod resource;
mod session;
mod sessions;
#[cfg(test)]
mod tests;

use super::caller::bearer;
use super::problem::{self, Problem};
use super::words::Words;
use crate::desired::OFFER_MAX;
use crate::identity::Principal;
use crate::owners::Owners;
use crate::protocol::Refusal;
use crate::records::Records;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn;
use axum::routing::get;
use sessions::Sessions;
use tokio::sync::watch;

/// Media type of offers and answers.
const SDP: &str = "application/sdp";
/// Media type of ICE alone (RFC 8840 section 9).
const SDP_FRAGMENT: &str = "application/trickle-ice-sdpfrag";

/// What the doors work with.
#[derive(Clone, Debug)]
pub(crate) struct Doors {
    records: Records,
    owners: Owners,
    sessions: Sessions,
    /// True once the server stops.
    stopping: watch::Receiver<bool>,
}

impl Doors {
    pub(crate) fn new(records: Records, owners: Owners, stopping: watch::Receiver<bool>) -> Doors {
        Doors { records, owners, sessions: Sessions::default(), stopping }
    }
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    /// Publishes.
    Whip,
    /// Receives.
    Whep,
}

impl Door {
    /// First part of the path.
    fn name(self) -> &'static str {
        match self {
            Door::Whip => "whip",
            Door::Whep => "whep",
        }
    }
}

/// The routes `/whip` and `/whep`.
pub(crate) fn router(doors: Doors) -> Router {
    let session =
        || get(resource::read).patch(resource::patch).delete(resource::end).options(cross_origin::of_session);
    let endpoint = || get(endpoint::read).options(cross_origin::of_endpoint);
    Router::new()
        .route("/whip/{briefing}", endpoint().post(endpoint::publish))
        .route("/whep/{briefing}", endpoint().post(endpoint::play))
        .route("/whip/{briefing}/{session}", session())
        .route("/whep/{briefing}/{session}", session())
        .layer(DefaultBodyLimit::max(OFFER_MAX))
        .layer(from_fn(problem::in_standard_words))
        .layer(from_fn(cross_origin::allow))
        .with_state(doors)
}

/// Who holds the token of a site: its own device, or a program that stands in for it.
#[derive(Clone, Debug)]
pub(in crate::http) struct Holder(Principal);

impl FromRequestParts<Doors> for Holder {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, doors: &Doors) -> Result<Self, Problem> {
        let token = bearer(parts).ok_or(Refusal::NotSignedIn)?;
        match doors.records.identity.authenticate(token).await? {
            Principal::User { .. } => {
                Err(Problem::new(StatusCode::FORBIDDEN, Refusal::NotAllowed, Words::SiteTokenWanted))
            }
            principal => Ok(Holder(principal)),
        }
    }
}

/// The body must be of this type.
fn must_be(wanted: &'static str, headers: &HeaderMap) -> Result<(), Problem> {
    let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = named.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    let words = Words::BodyWanted(wanted);
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Refusal::Malformed, words))
}
