//! A media node that agrees to everything: every peer is answered and connected at once, no packet flows.

use crate::server::Server;
use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use giaoban_link::{Document, FromNode, NodeId, ToNode};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::tungstenite::{Message, protocol::WebSocketConfig};
use uuid::Uuid;

/// The whole wish for every commune of the country.
const MAX_MESSAGE: usize = 64 << 20;

/// Dials signaling and stays for as long as it lives.
pub(super) async fn start(server: &Server) -> Result<()> {
    let url = format!("{}/link/v1", server.base().replacen("http", "ws", 1));
    let mut request = url.into_client_request()?;
    let bearer = HeaderValue::try_from(format!("Bearer {}", server.link_secret()))?;
    request.headers_mut().insert(header::AUTHORIZATION, bearer);
    let limits =
        WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE)).max_frame_size(Some(MAX_MESSAGE));
    let dialling = tokio_tungstenite::connect_async_with_config(request, Some(limits), true);
    let (mut socket, _) = dialling.await.context("the link")?;
    let hello = FromNode::Hello { node: NodeId(Uuid::new_v4()), holds: Vec::new() };
    socket.send(written(&hello)?).await?;
    tokio::spawn(async move {
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else { continue };
            for report in serde_json::from_str(&text).map(agreed).unwrap_or_default() {
                let Ok(text) = written(&report) else { return };
                if socket.feed(text).await.is_err() {
                    return;
                }
            }
            if socket.flush().await.is_err() {
                return;
            }
        }
    });
    Ok(())
}

fn written(report: &FromNode) -> Result<Message> {
    Ok(Message::text(serde_json::to_string(report)?))
}

/// What is reported of a wish.
fn agreed(wish: ToNode) -> Vec<FromNode> {
    let documents = match wish {
        ToNode::Put { rev, document } => vec![(rev, document)],
        ToNode::Whole { documents } => documents,
        ToNode::Remove { .. } => Vec::new(),
    };
    let mut reports = Vec::new();
    for (rev, document) in documents {
        match document {
            Document::Peer(peer) => {
                let peer = peer.id;
                reports.push(FromNode::Answered { peer, rev, sdp: "v=0".to_owned() });
                reports.push(FromNode::Connected { peer });
            }
            // A picture on air is seen and a voice is heard as soon as they are wished.
            Document::Room(room) => {
                let shown = match room.programme {
                    giaoban_link::Picture::Site(site) => Some(site),
                    _ => None,
                };
                let room_id = room.id;
                reports.extend(shown.map(|site| FromNode::OnAir { room: room_id, site }));
                let heard = room.audible.into_iter();
                reports.extend(heard.map(|site| FromNode::Heard { room: room_id, site }));
            }
        }
    }
    reports
}
