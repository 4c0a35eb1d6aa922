//! Which documents does a media node have to hold? The map of desired state with revisions, and what to say
//! to a node that has just come.

use giaoban_link::{Document, Key, NodeId, PeerId, RoomId, ToNode};
use std::collections::BTreeMap;

/// Everything wished of one node. A peer's document belongs to one run of the node: another run does not have
/// the connection, so its document is dropped and the client joins again.
#[derive(Debug, Default)]
pub(super) struct Documents {
    held: BTreeMap<Key, Held>,
    /// The last revision given out. Revisions grow over all documents together, so that one that was removed
    /// and comes again is never older than its removal.
    rev: u64,
    instance: Option<NodeId>,
}

#[derive(Debug)]
struct Held {
    rev: u64,
    document: Document,
    /// The run of the node that was known when it was put.
    node: Option<NodeId>,
}

impl Documents {
    /// Revisions begin at `floor`: above everything an earlier run of signaling gave out.
    pub(super) fn new(floor: u64) -> Documents {
        Documents { rev: floor, ..Documents::default() }
    }

    /// The run of the node that is known.
    pub(super) fn instance(&self) -> Option<NodeId> {
        self.instance
    }

    /// Replaces a document. Nothing to say when it is the same.
    pub(super) fn put(&mut self, document: Document) -> Option<(u64, ToNode)> {
        let key = document.key();
        if self.held.get(&key).is_some_and(|held| held.document == document) {
            return None;
        }
        self.rev += 1;
        let held = Held { rev: self.rev, document: document.clone(), node: self.instance };
        self.held.insert(key, held);
        Some((self.rev, ToNode::Put { rev: self.rev, document }))
    }

    /// The same, but says it again when it is the same: the node then repeats its answer.
    pub(super) fn ask(&mut self, document: Document) -> (u64, ToNode) {
        match self.held.get(&document.key()) {
            Some(held) if held.document == document => (held.rev, ToNode::Put { rev: held.rev, document }),
            _ => self.put(document).expect("a document that is not held is new"),
        }
    }

    /// Takes in a document that an earlier run of signaling put, as it was.
    pub(super) fn restore(&mut self, node: NodeId, rev: u64, document: Document) {
        self.rev = self.rev.max(rev);
        self.held.insert(document.key(), Held { rev, document, node: Some(node) });
    }

    pub(super) fn remove(&mut self, key: Key) -> Option<ToNode> {
        self.held.remove(&key)?;
        self.rev += 1;
        Some(ToNode::Remove { rev: self.rev, key })
    }

    /// A node says what it holds. Whether it is another run than before.
    pub(super) fn hello(&mut self, node: NodeId, holds: &[(Key, u64)]) -> bool {
        let another = self.instance != Some(node);
        self.instance = Some(node);
        self.held.retain(|key, held| matches!(key, Key::Room(_)) || held.node == Some(node));
        for (key, rev) in holds {
            self.rev = self.rev.max(*rev);
            // The node met a later state of this document, by the hand of an earlier run of signaling.
            if let Some(held) = self.held.get_mut(key).filter(|held| held.rev < *rev) {
                held.rev = rev + 1;
                self.rev = self.rev.max(held.rev);
            }
        }
        another
    }

    /// Everything, for a node that has just come.
    pub(super) fn whole(&self) -> ToNode {
        ToNode::Whole {
            documents: self.held.values().map(|held| (held.rev, held.document.clone())).collect(),
        }
    }

    pub(super) fn holds(&self, key: Key) -> bool {
        self.held.contains_key(&key)
    }

    /// The room of a peer.
    pub(super) fn room_of(&self, peer: PeerId) -> Option<RoomId> {
        match &self.held.get(&Key::Peer(peer))?.document {
            Document::Peer(wish) => Some(wish.room),
            Document::Room(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use giaoban_link::{PeerKind, PeerWish, Picture, RoomWish, SiteId, VideoCodec};
    use uuid::Uuid;

    const RUN: NodeId = NodeId(Uuid::from_u128(1));
    const NEXT_RUN: NodeId = NodeId(Uuid::from_u128(2));
    const ROOM: RoomId = RoomId(Uuid::from_u128(3));
    const PEER: PeerId = PeerId(Uuid::from_u128(4));

    fn room(on_air: u128) -> Document {
        Document::Room(RoomWish {
            id: ROOM,
            codec: VideoCodec::Vp8,
            programme: Picture::Site(SiteId(Uuid::from_u128(on_air))),
            chair: None,
            audible: Vec::new(),
            content: None,
            next: None,
            viewed: None,
            main: None,
        })
    }

    fn peer() -> Document {
        let offer = "v=0".to_owned();
        let wish = PeerWish {
            id: PEER,
            room: ROOM,
            site: None,
            kind: PeerKind::Console,
            offer,
            listen: false,
            slots: Vec::new(),
            alone: None,
        };
        Document::Peer(wish)
    }

    fn listed(documents: &Documents) -> Vec<(u64, Key)> {
        let ToNode::Whole { documents } = documents.whole() else { panic!("whole is whole") };
        documents.iter().map(|(rev, document)| (*rev, document.key())).collect()
    }

    #[test]
    fn revisions_grow_and_the_same_again_is_nothing() {
        let mut documents = Documents::new(100);
        assert!(matches!(documents.put(room(1)), Some((101, ToNode::Put { rev: 101, .. }))));
        assert!(documents.put(room(1)).is_none());
        assert!(documents.put(room(2)).is_some());
        assert_eq!(
            documents.remove(Key::Room(ROOM)),
            Some(ToNode::Remove { rev: 103, key: Key::Room(ROOM) })
        );
        assert_eq!(documents.remove(Key::Room(ROOM)), None);
        assert!(matches!(documents.put(room(2)), Some((104, _))), "newer than its removal");
    }

    #[test]
    fn an_answer_is_asked_for_again_under_the_same_revision() {
        let mut documents = Documents::new(0);
        assert!(matches!(documents.ask(peer()), (1, ToNode::Put { rev: 1, .. })));
        assert!(matches!(documents.ask(peer()), (1, ToNode::Put { rev: 1, .. })));
    }

    #[test]
    fn the_same_run_keeps_its_peers_and_another_does_not() {
        let mut documents = Documents::new(0);
        assert!(documents.hello(RUN, &[]));
        documents.put(room(1));
        documents.put(peer());
        assert!(!documents.hello(RUN, &[]), "the line broke, the node did not");
        assert_eq!(listed(&documents).len(), 2);
        assert!(documents.hello(NEXT_RUN, &[]));
        assert_eq!(listed(&documents), [(1, Key::Room(ROOM))]);
    }

    #[test]
    fn a_restarted_signaling_is_never_older_than_what_the_node_holds() {
        let mut documents = Documents::new(50);
        documents.put(room(1));
        documents.restore(RUN, 40, peer());
        documents.hello(RUN, &[(Key::Peer(PEER), 70), (Key::Room(ROOM), 60)]);
        assert_eq!(listed(&documents), [(61, Key::Room(ROOM)), (71, Key::Peer(PEER))]);
        assert!(matches!(documents.put(room(2)), Some((72, _))));
    }

    #[test]
    fn peers_kept_for_another_run_are_forgotten() {
        let mut documents = Documents::new(0);
        documents.restore(RUN, 1, peer());
        documents.hello(NEXT_RUN, &[]);
        assert!(!documents.holds(Key::Peer(PEER)));
        assert_eq!(documents.room_of(PEER), None);
    }
}
