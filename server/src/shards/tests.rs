use super::*;
use giaoban_link::{PeerId, PeerKind, PeerWish, Picture, RoomWish, VideoCodec};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Shards without threads' work: what each was told can be read.
fn shards(count: usize) -> (Shards, Vec<mpsc::Receiver<ToNode>>) {
    let (handles, queues) = (0..count)
        .map(|_| {
            let (wishes, queue) = mpsc::channel(16);
            (ShardHandle { wishes, thread: std::thread::spawn(|| {}) }, queue)
        })
        .unzip();
    (Shards::new(NodeId(Uuid::from_u128(1)), handles), queues)
}

fn room(id: u128) -> Document {
    Document::Room(RoomWish {
        id: RoomId(Uuid::from_u128(id)),
        codec: VideoCodec::Vp8,
        programme: Picture::Slate,
        chair: None,
        audible: Vec::new(),
        content: None,
        next: None,
        viewed: None,
        main: None,
    })
}

fn peer(id: u128, room: u128) -> Document {
    Document::Peer(PeerWish {
        id: PeerId(Uuid::from_u128(id)),
        room: RoomId(Uuid::from_u128(room)),
        site: None,
        kind: PeerKind::Console,
        offer: String::new(),
        listen: false,
        slots: Vec::new(),
        alone: None,
    })
}

fn told(queue: &mut mpsc::Receiver<ToNode>) -> Vec<ToNode> {
    std::iter::from_fn(|| queue.try_recv().ok()).collect()
}

fn put(rev: u64, document: Document) -> ToNode {
    ToNode::Put { rev, document }
}

#[tokio::test]
async fn a_room_and_its_peers_meet_on_one_shard() {
    let (mut shards, mut queues) = shards(3);
    for document in [room(4), peer(70, 4), room(5), peer(71, 5)] {
        shards.wish(put(1, document)).await;
    }
    assert_eq!(told(&mut queues[1]), [put(1, room(4)), put(1, peer(70, 4))]);
    assert_eq!(told(&mut queues[2]), [put(1, room(5)), put(1, peer(71, 5))]);
    assert_eq!(told(&mut queues[0]), []);
}

#[tokio::test]
async fn a_removal_finds_the_shard_of_a_peer_by_memory() {
    let (mut shards, mut queues) = shards(2);
    let document = peer(70, 5);
    let remove = ToNode::Remove { rev: 2, key: document.key() };
    shards.wish(put(1, document)).await;
    shards.wish(remove.clone()).await;
    assert_eq!(told(&mut queues[1]).last(), Some(&remove));
    shards.wish(remove).await;
    assert_eq!(told(&mut queues[1]), [], "already forgotten");
}

#[tokio::test]
async fn a_peer_that_changes_rooms_leaves_its_old_shard() {
    let (mut shards, mut queues) = shards(2);
    shards.wish(put(1, peer(70, 4))).await;
    shards.wish(put(2, peer(70, 5))).await;
    let key = peer(70, 4).key();
    assert_eq!(told(&mut queues[0]), [put(1, peer(70, 4)), ToNode::Remove { rev: 2, key }]);
    assert_eq!(told(&mut queues[1]), [put(2, peer(70, 5))]);
}

#[tokio::test]
async fn stale_wishes_change_nothing_and_repeated_ones_are_repeated() {
    let (mut shards, mut queues) = shards(1);
    shards.wish(put(5, room(4))).await;
    shards.wish(put(4, room(4))).await;
    shards.wish(ToNode::Remove { rev: 5, key: room(4).key() }).await;
    shards.wish(put(5, room(4))).await;
    assert_eq!(
        told(&mut queues[0]),
        [put(5, room(4)), put(5, room(4))],
        "the node answers a repetition again"
    );
}

#[tokio::test]
async fn whole_is_parted_and_reaches_shards_that_get_nothing() {
    let (mut shards, mut queues) = shards(2);
    shards.wish(put(1, room(4))).await;
    told(&mut queues[0]);
    shards.wish(ToNode::Whole { documents: vec![(7, room(5)), (8, peer(70, 5))] }).await;
    assert_eq!(told(&mut queues[0]), [ToNode::Whole { documents: vec![] }], "room 4 is to be removed");
    assert_eq!(told(&mut queues[1]), [ToNode::Whole { documents: vec![(7, room(5)), (8, peer(70, 5))] }]);
    let FromNode::Hello { holds, .. } = shards.hello() else { panic!("hello is a hello") };
    assert_eq!(holds, [(room(5).key(), 7), (peer(70, 5).key(), 8)]);
}
