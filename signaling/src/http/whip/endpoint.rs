//! How does a session begin? An offer by POST, an answer with the session's URL.

use super::cross_origin::ACCEPT_PATCH;
use super::offer::{Offer, WrongDirection};
use super::session::{self, Opened, Visitor, tag_of};
use super::sessions::Label;
use super::{Door, Doors, Holder, SDP, SDP_FRAGMENT, must_be};
use crate::http::language;
use crate::http::problem::{Problem, ProblemDetails};
use crate::http::words::Words;
use crate::ids::BriefingId;
use crate::owner::Part;
use crate::protocol::{MediaState, Refusal};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use giaoban_link::SiteId;
use serde::Deserialize;
use tokio::sync::oneshot;
use utoipa::IntoParams;
use uuid::Uuid;

/// Characters kept of an encoder's name.
const NAME_MAX: usize = 100;

/// What to receive.
#[derive(Deserialize, IntoParams)]
pub(in crate::http) struct Wanted {
    /// Code of the one site to receive instead of the programme: the token's own, or one that is on everyone's
    /// screen or heard now.
    site: Option<String>,
}

/// Publish as the site of the token (RFC 9725). The site is in the roster like a room; its sound is forwarded while it
/// has the floor, its picture while it is watched.
#[utoipa::path(post, path = "/whip/{briefing}", operation_id = "publish", tag = "whip", params(("briefing" = Uuid, Path)),
    request_body(content = String, content_type = "application/sdp", description = "The offer, sendonly; simulcast is taken"),
    responses(
    (status = 201, description = "The answer; `Location` is the session, `ETag` its ICE session", body = String, content_type = "application/sdp"),
    (status = 400, description = "No SDP", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 401, description = "No valid token", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 403, description = "Not the token of a site of this briefing", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 404, description = "No such briefing", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 406, description = "The answer would be application/sdp", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 409, description = "A room device is in use at the site", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 415, description = "The body must be application/sdp", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 422, description = "The offer cannot be served", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 503, description = "Busy, or no media server; `Retry-After` says when to come back", body = ProblemDetails, content_type = "application/problem+json")))]
pub(in crate::http) async fn publish(
    State(doors): State<Doors>,
    Holder(holder): Holder,
    Path(briefing): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let offer = offered(&headers, body)?;
    let sends = offer.sends()?;
    let name = headers.get(header::USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default();
    let devices = MediaState {
        microphone: sends.sound,
        camera: sends.picture,
        content: false,
        devices: vec![format!("WHIP {name}").trim().chars().take(NAME_MAX).collect()],
    };
    let label = Label { door: Door::Whip, briefing: briefing_of(&briefing)?, holder };
    let language = language::of(&headers);
    open(doors, Visitor { label, part: Part::Room, offer, devices: Some(devices), language }).await
}

/// Receive what is on air with its sound, or one site (draft-ietf-wish-whep). One line for a picture and one for sound
/// is the usual offer; up to five lines for sound receive everyone who is heard.
#[utoipa::path(post, path = "/whep/{briefing}", operation_id = "play", tag = "whip", params(("briefing" = Uuid, Path), Wanted),
    request_body(content = String, content_type = "application/sdp", description = "The offer, recvonly"),
    responses(
    (status = 201, description = "The answer; `Location` is the session, `ETag` its ICE session", body = String, content_type = "application/sdp"),
    (status = 400, description = "No SDP", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 401, description = "No valid token", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 403, description = "Not the token of a site of this briefing, or the wanted site is not its to see now", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 404, description = "No such briefing or site", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 406, description = "The answer would be application/sdp", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 415, description = "The body must be application/sdp", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 422, description = "The offer cannot be served", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 503, description = "Busy, or no media server; `Retry-After` says when to come back", body = ProblemDetails, content_type = "application/problem+json")))]
pub(in crate::http) async fn play(
    State(doors): State<Doors>,
    Holder(holder): Holder,
    Path(briefing): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let offer = offered(&headers, body)?.receiving()?;
    let alone = match wanted.site {
        Some(code) => Some(site_of(&doors, &code).await?),
        None => None,
    };
    let label = Label { door: Door::Whep, briefing: briefing_of(&briefing)?, holder };
    let language = language::of(&headers);
    open(doors, Visitor { label, part: Part::Player(alone), offer, devices: None, language }).await
}

/// An endpoint has no content; its type tells players what it is.
pub(super) async fn read() -> impl IntoResponse {
    [(header::CONTENT_TYPE, SDP)]
}

fn offered(headers: &HeaderMap, body: String) -> Result<Offer, Problem> {
    must_be(SDP, headers)?;
    if !takes_sdp(headers) {
        let (status, words) = (StatusCode::NOT_ACCEPTABLE, Words::AnswerIsSdp);
        return Err(Problem::new(status, Refusal::Malformed, words));
    }
    let no_sdp = Problem::new(StatusCode::BAD_REQUEST, Refusal::Malformed, Words::NoSdp);
    Offer::read(body).map_err(|_| no_sdp)
}

/// Who names no type takes every type.
fn takes_sdp(headers: &HeaderMap) -> bool {
    let named: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
    let mut types = named.iter().flat_map(|value| value.split(',')).map(|one| {
        let mut parts = one.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let is_refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        (essence, is_refused)
    });
    named.is_empty()
        || types.any(|(essence, refused)| !refused && ["*/*", "application/*", SDP].contains(&&*essence))
}

/// What is no id names no briefing.
pub(super) fn briefing_of(id: &str) -> Result<BriefingId, Problem> {
    Uuid::parse_str(id).map(BriefingId).map_err(|_| Problem::not_found())
}

async fn site_of(doors: &Doors, code: &str) -> Result<SiteId, Problem> {
    let site = doors.records.directory.site_by_code(code).await?;
    Ok(site.ok_or(Problem::not_found())?.id)
}

/// The session lives on after this request; one whose caller has gone ends by itself.
async fn open(doors: Doors, visitor: Visitor) -> Result<Response, Problem> {
    let (door, briefing) = (visitor.label.door.name(), visitor.label.briefing);
    let (opened, result) = oneshot::channel();
    tokio::spawn(session::live(doors, visitor, opened));
    let Opened { id, answer } = result.await.unwrap_or(Err(Refusal::Busy)).map_err(refused)?;
    let headers = [
        (header::CONTENT_TYPE, SDP.to_owned()),
        (header::LOCATION, format!("/{door}/{briefing}/{id}")),
        (header::ETAG, format!("\"{}\"", tag_of(&answer))),
        (ACCEPT_PATCH, SDP_FRAGMENT.to_owned()),
    ];
    Ok((StatusCode::CREATED, headers, answer).into_response())
}

/// People at an encoder have no page to reload.
pub(super) fn refused(refusal: Refusal) -> Problem {
    let words = match refusal {
        Refusal::BadOffer => Words::OfferNotServed,
        Refusal::CodecUnsupported => Words::OtherCodec,
        Refusal::DeviceInUse => Words::RoomInUse,
        _ => return refusal.into(),
    };
    Problem::of_code(refusal, words)
}

impl From<WrongDirection> for Problem {
    fn from(_: WrongDirection) -> Problem {
        Problem::of_code(Refusal::BadOffer, Words::WrongDirection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_no_sdp_is_told() {
        for (accept, expected) in [
            (None, true),
            (Some("*/*"), true),
            (Some("application/json, application/sdp;q=0.5"), true),
            (Some("application/*"), true),
            (Some("text/html"), false),
            (Some("application/sdp;q=0"), false),
            (Some(""), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, accept.parse().expect("a value"));
            }
            assert_eq!(takes_sdp(&headers), expected, "{accept:?}");
        }
    }
}
