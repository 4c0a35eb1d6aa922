//! How does a media node of another process talk to us? It dials, proves itself with the secret, and both sides
//! send JSON text frames.

use super::Sockets;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, StreamExt};
use giaoban_link::{FromNode, ToNode};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// The figures of a large node: 3,400 peers with 2 KB each.
const NODE_MESSAGE_MAX: usize = 16 << 20;
/// Wishes on their way; when it is full the node is told everything at once as soon as there is room.
const WISHES: usize = 1_024;
/// Reports on their way; beyond it the node waits, as it would for TCP.
const REPORTS: usize = 1_024;
/// Nodes ping every 5 s; three lost ones are a broken line.
const SILENCE: Duration = Duration::from_secs(15);

pub(super) async fn socket(
    State(sockets): State<Sockets>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let secret = sockets.link_secret.as_deref().unwrap_or_default();
    if !proves(&headers, secret) {
        tracing::warn!("a media node without the secret was turned away");
        return (StatusCode::UNAUTHORIZED, "not the secret of this installation\n").into_response();
    }
    upgrade
        .max_message_size(NODE_MESSAGE_MAX)
        .max_frame_size(NODE_MESSAGE_MAX)
        .on_upgrade(move |socket| serve(sockets, socket))
}

/// Compared in constant time; an empty secret opens nothing.
fn proves(headers: &HeaderMap, secret: &str) -> bool {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let offered = value.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    !secret.is_empty() && bool::from(offered.as_bytes().ct_eq(secret.as_bytes()))
}

/// Carries messages until the line breaks or the server stops.
async fn serve(sockets: Sockets, socket: WebSocket) {
    let (to_node, wishes) = mpsc::channel(WISHES);
    let (reports, from_node) = mpsc::channel(REPORTS);
    let node = sockets.node.clone();
    let listening = tokio::spawn(async move { node.listen(to_node, from_node).await });
    let mut stopping = sockets.stopping.clone();
    tokio::select! {
        () = carry(socket, wishes, reports) => tracing::warn!("the line to a media node broke"),
        _ = stopping.wait_for(|stopping| *stopping) => {}
    }
    // The reports' sender is gone with the line, which ends the listening.
    if listening.await.is_err() {
        tracing::error!("listening to a media node panicked");
    }
}

async fn carry(socket: WebSocket, mut wishes: mpsc::Receiver<ToNode>, reports: mpsc::Sender<FromNode>) {
    let (mut sender, mut receiver) = socket.split();
    loop {
        tokio::select! {
            wish = wishes.recv() => {
                let Some(wish) = wish else { return };
                let text = serde_json::to_string(&wish).expect("link messages are plain data");
                if !matches!(timeout(SILENCE, sender.send(Message::Text(text.into()))).await, Ok(Ok(()))) {
                    return;
                }
            }
            heard = timeout(SILENCE, receiver.next()) => {
                let Ok(Some(Ok(message))) = heard else { return };
                let Message::Text(text) = message else { continue };
                match serde_json::from_str(&text) {
                    Ok(report) => if reports.send(report).await.is_err() { return },
                    Err(error) => return tracing::error!(%error, "not a message of the link"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_opens() {
        let check = |value: Option<&str>, secret: &str, expected: bool| {
            let mut headers = HeaderMap::new();
            if let Some(value) = value {
                headers.insert(header::AUTHORIZATION, value.parse().expect("a value"));
            }
            assert_eq!(proves(&headers, secret), expected, "{value:?}");
        };
        check(Some("Bearer s3cret"), "s3cret", true);
        check(Some("Bearer s3cre"), "s3cret", false);
        check(Some("Bearer s3cret2"), "s3cret", false);
        check(Some("s3cret"), "s3cret", false);
        check(None, "s3cret", false);
        check(Some("Bearer "), "", false);
        check(None, "", false);
    }
}
