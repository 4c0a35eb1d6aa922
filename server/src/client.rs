//! How does the web client reach a browser? From inside the binary: hashed assets for ever, pages never stale,
//! and headers that let the page do what it must and nothing more.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};
use tower_http::compression::CompressionLayer;

/// The build of `web-client`; read from the disk in development builds.
#[derive(RustEmbed)]
#[folder = "../web-client/dist"]
struct Dist;

const INDEX: &str = "index.html";
/// Vite puts a content hash in every name below here.
const HASHED: &str = "assets/";
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");
/// First parts of the paths of programs, where a page would be a wrong answer.
const NOT_PAGES: [&str; 6] = ["api", "ws", "link", "metrics", "whip", "whep"];

/// Everything comes from this server; pictures may be drawn from memory; inline style attributes are what
/// charts and progress bars set.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob: mediastream:; \
    style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const SECURITY: [(HeaderName, HeaderValue); 5] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), microphone=(self), display-capture=(self), geolocation=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Giaoban</title>\
    <p>The web client is not built. Run <code>make web</code>, then load this page again.</p>";

/// The fallback of the whole program: whatever no other route takes.
pub(crate) fn router() -> Router {
    Router::new().fallback(get(serve)).layer(CompressionLayer::new())
}

async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let mut response = match Dist::get(path).filter(|_| !path.is_empty()) {
        Some(file) => answer(path, file, &headers),
        None if is_page(path) => page(&headers),
        None => StatusCode::NOT_FOUND.into_response(),
    };
    response.headers_mut().extend(SECURITY);
    response
}

/// Addresses inside the client, such as `/chair/019a…`, are pages; a missing file is not.
fn is_page(path: &str) -> bool {
    let is_program = path.split('/').next().is_some_and(|first| NOT_PAGES.contains(&first));
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    !is_program && !is_file
}

fn page(headers: &HeaderMap) -> Response {
    match Dist::get(INDEX) {
        Some(file) => answer(INDEX, file, headers),
        None => {
            let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (StatusCode::SERVICE_UNAVAILABLE, html, NOT_BUILT).into_response()
        }
    }
}

fn answer(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = etag(&file);
    let cache = if path.starts_with(HASHED) { FOR_EVER } else { ASK_FIRST };
    let validators = [(header::CACHE_CONTROL, cache), (header::ETAG, etag.clone())];
    if headers.get(header::IF_NONE_MATCH) == Some(&etag) {
        return (StatusCode::NOT_MODIFIED, validators).into_response();
    }
    let kind = [(header::CONTENT_TYPE, file.metadata.mimetype().to_owned())];
    (validators, kind, Body::from(file.data)).into_response()
}

/// Weak, because compression changes the bytes on the wire.
fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = &file.metadata.sha256_hash()[..16];
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::try_from(format!("W/\"{hex}\"")).expect("hexadecimal digits are a header value")
}

#[cfg(test)]
mod tests;
