use super::*;
use crate::config::secret_for_tests;
use crate::shard::ShardHandle;
use giaoban_link::{Key, NodeId, PeerId, RoomId};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Response};
use uuid::Uuid;

/// A node with one shard whose queue can be read, linked to a listener of the test's.
struct Node {
    listener: TcpListener,
    wishes: mpsc::Receiver<ToNode>,
    reports: mpsc::Sender<FromNode>,
    linked: watch::Receiver<bool>,
    stop: CancellationToken,
}

async fn node() -> Node {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("ws://{}/link/v1", listener.local_addr().expect("bound"));
    let (to_shard, wishes) = mpsc::channel(8);
    let (reports, queue) = mpsc::channel(8);
    let (told, linked) = watch::channel(false);
    let shard = ShardHandle { wishes: to_shard, thread: std::thread::spawn(|| {}) };
    let shards = Shards::new(NodeId(Uuid::from_u128(1)), vec![shard]);
    let stop = CancellationToken::new();
    let signaling = Signaling { url, secret: secret_for_tests("0123456789abcdef") };
    tokio::spawn(run(signaling, shards, queue, told, stop.clone()));
    Node { listener, wishes, reports, linked, stop }
}

impl Node {
    async fn accept(&self) -> WebSocketStream<TcpStream> {
        let (stream, _) = self.listener.accept().await.expect("the node dials");
        #[expect(clippy::result_large_err, reason = "the signature tungstenite asks for")]
        let check = |request: &tungstenite::handshake::server::Request, response: Response| {
            assert_eq!(request.headers()[header::AUTHORIZATION], "Bearer 0123456789abcdef");
            assert_eq!(request.uri().path(), "/link/v1");
            Ok::<_, ErrorResponse>(response)
        };
        tokio_tungstenite::accept_hdr_async(stream, check).await.expect("a websocket")
    }
}

async fn read(socket: &mut WebSocketStream<TcpStream>) -> FromNode {
    loop {
        let message = socket.next().await.expect("open").expect("no error");
        if let Message::Text(text) = message {
            return serde_json::from_str(&text).expect("a report");
        }
    }
}

fn remove(rev: u64) -> ToNode {
    ToNode::Remove { rev, key: Key::Room(RoomId(Uuid::from_u128(9))) }
}

fn whole() -> ToNode {
    ToNode::Whole { documents: Vec::new() }
}

async fn write(socket: &mut WebSocketStream<TcpStream>, wish: &ToNode) {
    let text = serde_json::to_string(wish).expect("plain data");
    socket.send(Message::text(text)).await.expect("sent");
}

#[tokio::test]
async fn hello_first_then_wishes_in_and_reports_out() {
    let mut node = node().await;
    let mut socket = node.accept().await;
    assert!(matches!(read(&mut socket).await, FromNode::Hello { .. }));
    assert!(*node.linked.wait_for(|linked| *linked).await.expect("running"));
    write(&mut socket, &whole()).await;
    assert_eq!(node.wishes.recv().await, Some(whole()));
    let report = FromNode::Connected { peer: PeerId(Uuid::from_u128(2)) };
    node.reports.send(report.clone()).await.expect("running");
    assert_eq!(read(&mut socket).await, report);
}

#[tokio::test]
async fn a_broken_line_is_dialled_again_and_begins_with_hello() {
    let mut node = node().await;
    let mut socket = node.accept().await;
    read(&mut socket).await;
    drop(socket);
    node.linked.wait_for(|linked| !*linked).await.expect("running");
    let stale = FromNode::Connected { peer: PeerId(Uuid::from_u128(2)) };
    node.reports.send(stale).await.expect("running");
    let mut socket = node.accept().await;
    assert!(matches!(read(&mut socket).await, FromNode::Hello { .. }));
    let fresh = FromNode::Connected { peer: PeerId(Uuid::from_u128(3)) };
    node.reports.send(fresh.clone()).await.expect("running");
    assert_eq!(read(&mut socket).await, fresh, "what nobody heard is not repeated");
}

#[tokio::test]
async fn what_is_no_message_of_the_link_ends_the_line_only() {
    let mut node = node().await;
    let mut socket = node.accept().await;
    read(&mut socket).await;
    socket.send(Message::text("{\"type\":\"nonsense\"}")).await.expect("sent");
    let mut socket = node.accept().await;
    read(&mut socket).await;
    write(&mut socket, &whole()).await;
    write(&mut socket, &remove(1)).await;
    assert_eq!(node.wishes.recv().await, Some(whole()));
}

#[tokio::test]
async fn stop_ends_the_shards() {
    let mut node = node().await;
    node.stop.cancel();
    assert_eq!(node.wishes.recv().await, None);
}
