//! Which pages may use the doors? Every page that has a token: no cookie is ever looked at, so a page can do nothing
//! with a visitor that it could not do without one.

use super::{SDP, SDP_FRAGMENT};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What a page may read of an answer.
const READABLE: &str = "location, etag, link, accept-patch, retry-after, www-authenticate";
/// What a page may send.
const SENDABLE: &str = "authorization, content-type, accept, accept-language, if-match";
/// How long a browser may remember that, in seconds.
const REMEMBERED: &str = "86400";
const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");
/// Media types a session's PATCH takes (RFC 5789 section 3.1).
pub(super) const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

/// Every answer may be read by every page, and is kept by none.
pub(super) async fn allow(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READABLE));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What an endpoint takes.
pub(super) async fn of_endpoint() -> impl IntoResponse {
    preflight("GET, HEAD, POST, OPTIONS", (ACCEPT_POST, SDP))
}

/// What a session takes.
pub(super) async fn of_session() -> impl IntoResponse {
    preflight("GET, HEAD, PATCH, DELETE, OPTIONS", (ACCEPT_PATCH, SDP_FRAGMENT))
}

fn preflight(methods: &'static str, taken: (HeaderName, &'static str)) -> impl IntoResponse + use<> {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, methods),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, SENDABLE),
        (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED),
        (header::ALLOW, methods),
        taken,
    ];
    (StatusCode::OK, allowed)
}
