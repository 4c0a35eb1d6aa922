//! How is media measured without signaling? The tool plays signaling to `giaoban media`, over the link as it is.

use crate::server::Server;
use anyhow::{Context, Result, anyhow};
use futures_util::{SinkExt, StreamExt};
use giaoban_link::{
    Document, FromNode, PeerId, PeerKind, PeerWish, Picture, RoomId, RoomWish, SiteId, SlotWish, ToNode,
    VideoCodec,
};
use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

type Waiting = Arc<Mutex<HashMap<PeerId, oneshot::Sender<Result<String>>>>>;

/// A media node with one room.
pub(super) struct Alone {
    pub(super) server: Server,
    pub(super) room: RoomWish,
    wishes: mpsc::UnboundedSender<ToNode>,
    waiting: Waiting,
    rev: u64,
}

impl Alone {
    /// Starts the node.
    pub(super) async fn start() -> Result<Alone> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (wishes, queue) = mpsc::unbounded_channel();
        let waiting = Waiting::default();
        let server = Server::media_alone(listener.local_addr()?).await?;
        tokio::spawn(link(listener, queue, waiting.clone()));
        let room = RoomWish {
            id: RoomId(Uuid::new_v4()),
            codec: VideoCodec::Vp8,
            programme: Picture::Slate,
            chair: None,
            audible: Vec::new(),
            content: None,
            next: None,
            viewed: None,
            main: None,
        };
        Ok(Alone { server, room, wishes, waiting, rev: 0 })
    }

    /// The site with this number.
    pub(super) fn site(number: usize) -> SiteId {
        SiteId(Uuid::from_u128(0x5173 << 64 | number as u128))
    }

    /// Tells the room as it is now.
    pub(super) fn tell(&mut self) {
        let room = self.room.clone();
        self.put(Document::Room(room));
    }

    /// The device of a site wishes to join; the answer comes later.
    pub(super) fn join(
        &mut self,
        number: usize,
        offer: String,
        slots: Vec<SlotWish>,
    ) -> impl Future<Output = Result<String>> + use<> {
        let id = PeerId(Uuid::new_v4());
        let (sender, answer) = oneshot::channel();
        self.waiting.lock().expect("nobody panics while holding the list").insert(id, sender);
        let (room, site, kind) = (self.room.id, Some(Alone::site(number)), PeerKind::Device);
        self.put(Document::Peer(PeerWish { id, room, site, kind, offer, listen: true, slots, alone: None }));
        async move { answer.await.context("the link broke")? }
    }

    fn put(&mut self, document: Document) {
        self.rev += 1;
        // A broken link is told to those who wait for answers.
        let _ = self.wishes.send(ToNode::Put { rev: self.rev, document });
    }
}

/// Carries wishes and answers on the node's first connection.
async fn link(listener: TcpListener, mut wishes: mpsc::UnboundedReceiver<ToNode>, waiting: Waiting) {
    let carried = async {
        let (stream, _) = listener.accept().await?;
        let mut socket = tokio_tungstenite::accept_async(stream).await?;
        loop {
            tokio::select! {
                wish = wishes.recv() => {
                    let Some(wish) = wish else { return anyhow::Ok(()) };
                    socket.send(Message::text(serde_json::to_string(&wish)?)).await?;
                }
                message = socket.next() => match message.context("closed")?? {
                    Message::Text(text) => take(serde_json::from_str(&text)?, &waiting),
                    Message::Close(_) => return Ok(()),
                    _ => {}
                },
            }
        }
    };
    if let Err(error) = carried.await {
        // Joins that wait for an answer fail; at the end of a run it is how a node leaves.
        tracing::info!("the link to the media node broke: {error:#}");
    }
    waiting.lock().expect("nobody panics while holding the list").clear();
}

fn take(report: FromNode, waiting: &Waiting) {
    let (peer, answer) = match report {
        FromNode::Answered { peer, sdp, .. } => (peer, Ok(sdp)),
        FromNode::Refused { peer, code, detail, .. } => (peer, Err(anyhow!("{code:?}: {detail}"))),
        _ => return,
    };
    if let Some(waiting) = waiting.lock().expect("nobody panics while holding the list").remove(&peer) {
        let _ = waiting.send(answer);
    }
}
