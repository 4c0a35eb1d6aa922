//! How does desired state become real? Documents replace each other whole; older revisions change nothing.

use super::{Held, Node, PeerKey};
use crate::io::Out;
use crate::peer::{Basis, negotiate};
use crate::room::{Room, RoomKey};
use crate::sdp::Refusal;
use crate::time::Time;
use giaoban_link::{Document, FromNode, Key, PeerId, PeerWish, RefusalCode, RoomId, RoomWish, ToNode};
use std::collections::BTreeSet;

/// Connections one shard accepts; beyond it new ones are refused and nobody in a room notices.
const MOST_PEERS: usize = 4_096;
/// Removed documents remembered, so that a late message cannot bring one back.
const MOST_REMOVED: usize = 8_192;

impl Node {
    pub(super) fn wish(&mut self, now: Time, wish: ToNode, out: &mut Out) {
        let changed = match wish {
            ToNode::Put { rev, document } => self.put(now, rev, document, out),
            ToNode::Remove { rev, key } => self.remove(now, rev, key, out),
            ToNode::Whole { documents } => self.whole(now, documents, out),
        };
        // A repeated, late or refused wish leaves even the rhythm alone.
        if changed {
            self.rewire(now, out);
            self.send_control(now, out);
            self.next_tick = if self.peers.is_empty() { Time::NEVER } else { self.next_tick.min(now) };
        }
    }

    /// Whether anything changed.
    fn put(&mut self, now: Time, rev: u64, document: Document, out: &mut Out) -> bool {
        let key = document.key();
        let newer = self.revisions.get(&key).is_none_or(|held| held.rev < rev);
        if newer {
            self.revisions.insert(key, Held { rev, removed: false });
            return match document {
                Document::Room(wish) => self.put_room(wish),
                Document::Peer(wish) => self.put_peer(now, rev, wish, out),
            };
        }
        if let Document::Peer(wish) = document {
            self.repeat_answer(now, wish.id, out);
        }
        false
    }

    /// Whether anything changed.
    fn remove(&mut self, now: Time, rev: u64, key: Key, out: &mut Out) -> bool {
        if self.revisions.get(&key).is_some_and(|held| held.rev >= rev) {
            return false;
        }
        self.revisions.insert(key, Held { rev, removed: true });
        self.forget_old_removals();
        match key {
            Key::Room(id) => self.remove_room(now, id, out),
            Key::Peer(id) => {
                if let Some(key) = self.peer_key(id) {
                    self.close(now, key, out);
                }
            }
        }
        true
    }

    /// Rooms come before peers, whatever their order in the message.
    fn whole(&mut self, now: Time, documents: Vec<(u64, Document)>, out: &mut Out) -> bool {
        let listed: BTreeSet<Key> = documents.iter().map(|(_, document)| document.key()).collect();
        let held = self.revisions.iter().filter(|(_, held)| !held.removed);
        let gone: Vec<(Key, u64)> =
            held.filter(|(key, _)| !listed.contains(key)).map(|(key, held)| (*key, held.rev)).collect();
        let mut changed = false;
        for (key, rev) in gone {
            changed |= self.remove(now, rev + 1, key, out);
            // Signaling counts revisions; what it lists later must not meet a number invented here.
            self.revisions.remove(&key);
        }
        let (rooms, peers): (Vec<_>, Vec<_>) =
            documents.into_iter().partition(|(_, document)| matches!(document, Document::Room(_)));
        for (rev, document) in rooms.into_iter().chain(peers) {
            changed |= self.put(now, rev, document, out);
        }
        changed
    }

    fn put_room(&mut self, wish: RoomWish) -> bool {
        match self.room_key(wish.id) {
            Some(key) => self.rooms[key].replace(wish),
            None => {
                self.rooms.insert(Room::new(wish));
            }
        }
        true
    }

    fn put_peer(&mut self, now: Time, rev: u64, wish: PeerWish, out: &mut Out) -> bool {
        let id = wish.id;
        let result = match self.peer_key(id) {
            Some(key) if self.peers[key].wish.offer == wish.offer => self.change_wish(key, rev, wish),
            Some(key) => self.restart(key, rev, wish),
            None => self.add_peer(now, rev, wish),
        };
        match result {
            Ok(true) => self.repeat_answer(now, id, out),
            Ok(false) => {}
            Err(refusal) => {
                let Refusal { code, detail } = refusal;
                out.reports.push(FromNode::Refused { peer: id, rev, code, detail });
                return false;
            }
        }
        true
    }

    /// Another wish for the same connection: nothing to answer.
    fn change_wish(&mut self, key: PeerKey, rev: u64, wish: PeerWish) -> Result<bool, Refusal> {
        let peer = &mut self.peers[key];
        peer.wish = wish;
        peer.rev = rev;
        let room = peer.room;
        self.rooms[room].unwired = true;
        Ok(false)
    }

    fn restart(&mut self, key: PeerKey, rev: u64, wish: PeerWish) -> Result<bool, Refusal> {
        let Node { peers, rooms, config, dtls, random, demux, .. } = self;
        let peer = &mut peers[key];
        let codec = rooms[peer.room].wish.codec;
        let retired = peer.restart(Basis { config, dtls: dtls.as_ref(), random }, wish, codec)?;
        peer.rev = rev;
        if let Some(ufrag) = retired {
            demux.remove_ufrag(&ufrag);
        }
        demux.add_ufrag(peer.transport.credentials().ufrag(), key);
        rooms[peer.room].unwired = true;
        Ok(true)
    }

    fn add_peer(&mut self, now: Time, rev: u64, wish: PeerWish) -> Result<bool, Refusal> {
        let refused = |code, detail: &str| Refusal { code, detail: detail.to_owned() };
        if self.peers.len() >= MOST_PEERS {
            return Err(refused(RefusalCode::Busy, "the node is full"));
        }
        let unknown = || refused(RefusalCode::UnknownRoom, "no such room on this node");
        let room = self.room_key(wish.room).ok_or_else(unknown)?;
        let codec = self.rooms[room].wish.codec;
        let Node { config, dtls, random, .. } = self;
        let basis = Basis { config, dtls: dtls.as_ref(), random };
        let peer = negotiate(now, basis, wish, rev, room, codec)?;
        let ufrag = peer.transport.credentials().ufrag().to_owned();
        let key = self.peers.insert(peer);
        self.demux.add_ufrag(&ufrag, key);
        self.rooms[room].members.push(key);
        self.rooms[room].unwired = true;
        Ok(true)
    }

    fn repeat_answer(&mut self, now: Time, id: PeerId, out: &mut Out) {
        if let Some(key) = self.peer_key(id) {
            self.peers[key].repeat_reports(now, &mut out.reports);
        }
    }

    /// A room ends with everyone in it; signaling removes their documents too.
    fn remove_room(&mut self, now: Time, id: RoomId, out: &mut Out) {
        if let Some(room) = self.room_key(id).and_then(|key| self.rooms.remove(key)) {
            for member in room.members {
                self.close(now, member, out);
            }
        }
    }

    fn forget_old_removals(&mut self) {
        let removed = self.revisions.iter().filter(|(_, held)| held.removed);
        if removed.clone().count() > MOST_REMOVED {
            let oldest = removed.min_by_key(|(_, held)| held.rev).map(|(key, _)| *key);
            oldest.and_then(|key| self.revisions.remove(&key));
        }
    }

    fn room_key(&self, id: RoomId) -> Option<RoomKey> {
        self.rooms.iter().find(|(_, room)| room.wish.id == id).map(|(key, _)| key)
    }

    fn peer_key(&self, id: PeerId) -> Option<PeerKey> {
        self.peers.iter().find(|(_, peer)| peer.wish.id == id).map(|(key, _)| key)
    }
}
