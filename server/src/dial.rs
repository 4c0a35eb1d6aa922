//! How does a media node of its own process reach signaling? It dials a websocket, says hello, and dials again
//! whenever the line breaks; media flows on meanwhile.

use crate::config::Secret;
use crate::shards::Shards;
use crate::vital::Vital;
use futures_util::{SinkExt, StreamExt};
use giaoban_link::{FromNode, ToNode};
use std::io;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use tokio_util::sync::CancellationToken;

/// Pause between two attempts: a restarted signaling gets its nodes back within a second.
const RETRY: Duration = Duration::from_millis(500);
/// A connection that is not there by then is tried anew.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the line is checked, and how long it may be silent: three lost checks.
const PING_INTERVAL: Duration = Duration::from_secs(5);
const SILENCE_LIMIT: Duration = Duration::from_secs(15);
/// The whole wish of a large node: 3,400 peers with an offer of 8 KB each, doubled.
const MAX_MESSAGE: usize = 64 << 20;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Where signaling is, and what proves who dials.
pub(crate) struct Signaling {
    pub(crate) url: String,
    pub(crate) secret: Secret,
}

/// Why a line ended.
#[derive(Debug, thiserror::Error)]
enum LineError {
    #[error("{0}")]
    Websocket(#[from] tungstenite::Error),
    #[error("no answer within {} s", CONNECT_TIMEOUT.as_secs())]
    NoAnswer,
    #[error("silent for {} s", SILENCE_LIMIT.as_secs())]
    Silent,
    #[error("closed by signaling")]
    Closed,
    #[error("not a message of the link: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// Keeps the node linked until `stop`; `linked` tells `/readyz`.
pub(crate) async fn run(
    signaling: Signaling,
    mut shards: Shards,
    mut reports: mpsc::Receiver<FromNode>,
    linked: watch::Sender<bool>,
    stop: CancellationToken,
) {
    let _vital = Vital("link");
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Err(error) = line(&signaling, &mut shards, &mut reports, &linked) => {
                linked.send_replace(false);
                tracing::warn!(url = signaling.url, %error, "not linked to signaling, trying again");
            }
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(RETRY) => {}
        }
    }
    shards.stop().await;
}

/// One connection, from hello to its end.
async fn line(
    signaling: &Signaling,
    shards: &mut Shards,
    reports: &mut mpsc::Receiver<FromNode>,
    linked: &watch::Sender<bool>,
) -> Result<std::convert::Infallible, LineError> {
    let mut socket = connect(signaling).await?;
    // What was reported while nobody listened is stale: the documents that follow hello bring it anew.
    while reports.try_recv().is_ok() {}
    send(&mut socket, &shards.hello()).await?;
    linked.send_replace(true);
    tracing::info!(url = signaling.url, "linked to signaling");
    let mut ping = tokio::time::interval(PING_INTERVAL);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            message = socket.next() => {
                heard = Instant::now();
                receive(message.ok_or(LineError::Closed)??, shards).await?;
            }
            Some(report) = reports.recv() => send(&mut socket, &report).await?,
            _ = ping.tick() => {
                if heard.elapsed() > SILENCE_LIMIT {
                    return Err(LineError::Silent);
                }
                socket.send(Message::Ping(Default::default())).await?;
            }
        }
    }
}

async fn connect(signaling: &Signaling) -> Result<Socket, LineError> {
    let limits =
        WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE)).max_frame_size(Some(MAX_MESSAGE));
    let dialling = connect_async_with_config(request(signaling)?, Some(limits), true);
    match tokio::time::timeout(CONNECT_TIMEOUT, dialling).await {
        Ok(connected) => Ok(connected?.0),
        Err(_) => Err(LineError::NoAnswer),
    }
}

fn request(signaling: &Signaling) -> Result<Request, tungstenite::Error> {
    let mut request = signaling.url.as_str().into_client_request()?;
    let bearer = format!("Bearer {}", signaling.secret.expose());
    let mut bearer = HeaderValue::try_from(bearer).map_err(io::Error::other)?;
    bearer.set_sensitive(true);
    request.headers_mut().insert(header::AUTHORIZATION, bearer);
    Ok(request)
}

async fn receive(message: Message, shards: &mut Shards) -> Result<(), LineError> {
    match message {
        Message::Text(text) => {
            let wish: ToNode = serde_json::from_str(&text)?;
            shards.wish(wish).await;
            Ok(())
        }
        Message::Close(_) => Err(LineError::Closed),
        // Pongs, and pings that tungstenite answers itself.
        _ => Ok(()),
    }
}

async fn send(socket: &mut Socket, report: &FromNode) -> Result<(), LineError> {
    let text = serde_json::to_string(report)?;
    Ok(socket.send(Message::text(text)).await?)
}

#[cfg(test)]
mod tests;
