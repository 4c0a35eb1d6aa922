//! What may be done with a session? PATCH brings candidates or restarts ICE, DELETE ends it; only its own holder may.

use super::endpoint::{briefing_of, refused};
use super::fragment::Fragment;
use super::session::{Ice, NotPatched, Order, Patched};
use super::sessions::{Label, Unreachable};
use super::{Door, Doors, Holder, SDP_FRAGMENT, must_be};
use crate::http::problem::{Problem, ProblemDetails};
use crate::http::words::Words;
use crate::identity::Principal;
use crate::protocol::Refusal;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// A session has no content.
pub(super) async fn read(
    State(doors): State<Doors>,
    Holder(holder): Holder,
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Result<StatusCode, Problem> {
    found(&doors, holder, &path, &uri)?;
    Ok(StatusCode::NO_CONTENT)
}

/// New candidates, which are not needed, or an ICE restart: other credentials than those of the session.
#[utoipa::path(patch, path = "/{door}/{briefing}/{session}", operation_id = "patchSession", tag = "whip",
    params(("door" = String, Path, description = "`whip` or `whep`"), ("briefing" = Uuid, Path), ("session" = Uuid, Path),
        ("If-Match" = String, Header, description = "The session's `ETag`, or `*` for an ICE restart")),
    request_body(content = String, content_type = "application/trickle-ice-sdpfrag"), responses(
    (status = 200, description = "ICE was restarted; `ETag` is new", body = String, content_type = "application/trickle-ice-sdpfrag"),
    (status = 204, description = "Noted"),
    (status = 400, description = "No fragment", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 403, description = "Somebody else's session", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 404, description = "No such session, or it has ended", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 412, description = "Another ICE session", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 415, description = "The body must be application/trickle-ice-sdpfrag", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 428, description = "Without `If-Match`", body = ProblemDetails, content_type = "application/problem+json")))]
pub(in crate::http) async fn patch(
    State(doors): State<Doors>,
    Holder(holder): Holder,
    Path(path): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let orders = found(&doors, holder, &path, &uri)?;
    must_be(SDP_FRAGMENT, &headers)?;
    let malformed = |words| Problem::new(StatusCode::BAD_REQUEST, Refusal::Malformed, words);
    let fragment = Fragment::read(&body).map_err(|_| malformed(Words::NoFragment))?;
    let ice = ice_of(&headers)?;
    let (reply, outcome) = oneshot::channel();
    tell(&orders, Order::Patch { ice, fragment, reply }).await?;
    match outcome.await.map_err(|_| Problem::not_found())? {
        Ok(Patched::Noted) => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok(Patched::Restarted { tag, fragment }) => {
            let headers =
                [(header::CONTENT_TYPE, SDP_FRAGMENT.to_owned()), (header::ETAG, format!("\"{tag}\""))];
            Ok((StatusCode::OK, headers, fragment).into_response())
        }
        Err(NotPatched::OtherIce) => Err(other_ice(StatusCode::PRECONDITION_FAILED)),
        Err(NotPatched::Refused(refusal)) => Err(refused(refusal)),
    }
}

/// End the session: its media stops at once.
#[utoipa::path(delete, path = "/{door}/{briefing}/{session}", operation_id = "endSession", tag = "whip",
    params(("door" = String, Path, description = "`whip` or `whep`"), ("briefing" = Uuid, Path), ("session" = Uuid, Path)),
    responses((status = 200, description = "It has ended"),
    (status = 403, description = "Somebody else's session", body = ProblemDetails, content_type = "application/problem+json"),
    (status = 404, description = "No such session, or it has ended", body = ProblemDetails, content_type = "application/problem+json")))]
pub(in crate::http) async fn end(
    State(doors): State<Doors>,
    Holder(holder): Holder,
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Result<StatusCode, Problem> {
    let orders = found(&doors, holder, &path, &uri)?;
    let (done, ended) = oneshot::channel();
    tell(&orders, Order::End(done)).await?;
    // The session answers by ending, which drops its end.
    let _ = ended.await;
    Ok(StatusCode::OK)
}

fn found(
    doors: &Doors,
    holder: Principal,
    (briefing, session): &(String, String),
    uri: &Uri,
) -> Result<mpsc::Sender<Order>, Problem> {
    let door = if uri.path().starts_with("/whep/") { Door::Whep } else { Door::Whip };
    let label = Label { door, briefing: briefing_of(briefing)?, holder };
    let id = Uuid::parse_str(session).map_err(|_| Problem::not_found())?;
    doors.sessions.find(id, &label).map_err(|unreachable| match unreachable {
        Unreachable::Unknown => Problem::not_found(),
        Unreachable::Foreign => Refusal::NotAllowed.into(),
    })
}

/// A session that has just ended is as unknown as one that never was.
async fn tell(orders: &mpsc::Sender<Order>, order: Order) -> Result<(), Problem> {
    orders.send(order).await.map_err(|_| Problem::not_found())
}

/// `*` is written with and without quotes: RFC 9725 prints it in quotes, RFC 9110 defines it without.
fn ice_of(headers: &HeaderMap) -> Result<Ice, Problem> {
    let named = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).map(str::trim);
    match named {
        None => Err(other_ice(StatusCode::PRECONDITION_REQUIRED)),
        Some("*" | "\"*\"") => Ok(Ice::Any),
        Some(tag) => Ok(Ice::Tagged(tag.trim_matches('"').to_owned())),
    }
}

fn other_ice(status: StatusCode) -> Problem {
    Problem::new(status, Refusal::Stale, Words::OtherIce)
}
