//! Who may open a websocket? Clients on `/ws`, from our own pages; media nodes on `/link/v1`, with the secret.

mod client;
mod link;

use crate::identity::Identity;
use crate::node::Node;
use crate::owners::Owners;
use crate::protocol::SUBPROTOCOL;
use axum::Router;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;
use tokio::sync::watch;

/// The largest message of a client: an offer with everything a browser knows has 12 KB.
const CLIENT_MESSAGE_MAX: usize = 256 * 1024;

/// Bytes read from a client's socket at once. Between the offer and the end it says little, and the library's own
/// 128 KiB would be most of what a room costs.
const CLIENT_READ_AT_ONCE: usize = 4 * 1024;

/// What the websocket routes work with.
#[derive(Clone, Debug)]
pub(crate) struct Sockets {
    pub(crate) owners: Owners,
    pub(crate) identity: Identity,
    pub(crate) node: Node,
    /// Origins besides our own host.
    pub(crate) origins: Arc<[String]>,
    /// What media nodes prove themselves with; none = only a node of this process.
    pub(crate) link_secret: Option<Arc<str>>,
    /// True once the server stops.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// The websocket routes.
pub(crate) fn router(sockets: Sockets) -> Router {
    let linked = sockets.link_secret.is_some();
    let router = Router::new().route("/ws", get(client_socket));
    let router = if linked { router.route("/link/v1", get(link::socket)) } else { router };
    router.with_state(sockets)
}

async fn client_socket(
    State(sockets): State<Sockets>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !origin_allowed(&headers, &sockets.origins) {
        metrics::counter!("giaoban_clients_dropped_total", "reason" => "origin").increment(1);
        return (StatusCode::FORBIDDEN, "this page may not connect here\n").into_response();
    }
    let upgrade = upgrade.protocols([SUBPROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return (StatusCode::BAD_REQUEST, "offer the subprotocol giaoban.v1\n").into_response();
    }
    upgrade
        .read_buffer_size(CLIENT_READ_AT_ONCE)
        .max_message_size(CLIENT_MESSAGE_MAX)
        .max_frame_size(CLIENT_MESSAGE_MAX)
        .on_upgrade(move |socket| client::serve(sockets, socket))
}

/// A browser names the page that connects: ours is on the same host. Programs name none, and have no
/// cookies or pages to be abused.
fn origin_allowed(headers: &HeaderMap, allowed: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let of_host = origin.split_once("://").map(|(_, host)| host);
    let same_host = of_host.is_some_and(|origin| host.is_some_and(|host| host.eq_ignore_ascii_case(origin)));
    same_host || allowed.iter().any(|allowed| allowed.trim_end_matches('/').eq_ignore_ascii_case(origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_connect() {
        let check = |origin: Option<&str>, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "bridge.example:8443".parse().expect("a value"));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().expect("a value"));
            }
            let allowed = ["https://giaoban.example/".to_owned()];
            assert_eq!(origin_allowed(&headers, &allowed), expected, "{origin:?}");
        };
        check(None, true);
        check(Some("https://bridge.example:8443"), true);
        check(Some("https://BRIDGE.example:8443"), true);
        check(Some("https://giaoban.example"), true);
        check(Some("https://bridge.example"), false);
        check(Some("https://evil.example"), false);
        check(Some("https://bridge.example:8443.evil.example"), false);
        check(Some("null"), false);
        check(Some(""), false);
    }
}
