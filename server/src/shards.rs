//! Which shard carries which briefing? Seen from signaling all shards are one media node: this router says one
//! hello, sends each document to the shard of its room, and remembers where each document went.

use crate::shard::ShardHandle;
use giaoban_link::{Document, FromNode, Key, NodeId, RoomId, ToNode};
use std::collections::BTreeMap;
use std::thread::JoinHandle;

/// All shards of this process.
pub(crate) struct Shards {
    node: NodeId,
    shards: Vec<ShardHandle>,
    held: BTreeMap<Key, Held>,
}

/// Where a document is, and which revision of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    rev: u64,
    shard: usize,
}

impl Shards {
    pub(crate) fn new(node: NodeId, shards: Vec<ShardHandle>) -> Shards {
        Shards { node, shards, held: BTreeMap::new() }
    }

    /// The first message on every connection to signaling.
    pub(crate) fn hello(&self) -> FromNode {
        FromNode::Hello {
            node: self.node,
            holds: self.held.iter().map(|(key, held)| (*key, held.rev)).collect(),
        }
    }

    /// Passes a wish on; waits when the shard's queue is full, so that signaling feels it.
    pub(crate) async fn wish(&mut self, wish: ToNode) {
        match wish {
            ToNode::Put { rev, document } => self.put(rev, document).await,
            ToNode::Remove { rev, key } => self.remove(rev, key).await,
            ToNode::Whole { documents } => self.whole(documents).await,
        }
    }

    async fn put(&mut self, rev: u64, document: Document) {
        let key = document.key();
        let shard = shard_of(room_of(&document), self.shards.len());
        if let Some(held) = self.held.get(&key).copied() {
            if rev < held.rev {
                return;
            }
            if held.shard != shard {
                self.send(held.shard, ToNode::Remove { rev, key }).await;
            }
        }
        self.held.insert(key, Held { rev, shard });
        self.send(shard, ToNode::Put { rev, document }).await;
    }

    async fn remove(&mut self, rev: u64, key: Key) {
        let Some(held) = self.held.get(&key).copied().filter(|held| rev > held.rev) else { return };
        self.held.remove(&key);
        self.send(held.shard, ToNode::Remove { rev, key }).await;
    }

    async fn whole(&mut self, documents: Vec<(u64, Document)>) {
        let mut parts = vec![Vec::new(); self.shards.len()];
        self.held.clear();
        for (rev, document) in documents {
            let shard = shard_of(room_of(&document), parts.len());
            self.held.insert(document.key(), Held { rev, shard });
            parts[shard].push((rev, document));
        }
        for (shard, documents) in parts.into_iter().enumerate() {
            self.send(shard, ToNode::Whole { documents }).await;
        }
    }

    async fn send(&self, shard: usize, wish: ToNode) {
        if self.shards[shard].wishes.send(wish).await.is_err() {
            tracing::error!(shard, "the shard is gone, a wish is lost");
        }
    }

    /// Lets every shard take leave of its peers and ends the threads.
    pub(crate) async fn stop(self) {
        let threads: Vec<_> = self.shards.into_iter().map(|shard| shard.thread).collect();
        let joining = tokio::task::spawn_blocking(|| threads.into_iter().try_for_each(JoinHandle::join));
        joining.await.map(drop).expect("a shard that panics ends the process before anybody waits for it");
    }
}

/// Stable over restarts, and even: the last bits of every UUID we make are random.
fn shard_of(room: RoomId, shards: usize) -> usize {
    (room.0.as_u128() % shards as u128) as usize
}

fn room_of(document: &Document) -> RoomId {
    match document {
        Document::Room(room) => room.id,
        Document::Peer(peer) => peer.room,
    }
}

#[cfg(test)]
mod tests;
