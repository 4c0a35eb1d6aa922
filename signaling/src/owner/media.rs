//! How do clients and the media node meet? Offers become documents, reports become answers and observations.

use super::place::{Peer, holder_name};
use super::{Owner, PlaceId, Reply};
use crate::briefing::{Millis, Observation};
use crate::desired::{OFFER_MAX, same_connection};
use crate::protocol::{Refusal, ServerMessage};
use crate::store::{Keep, KeptPeer};
use giaoban_link::{FromNode, Key, NodeId, PeerId, RefusalCode, RoomId};
use uuid::Uuid;

impl Owner {
    /// A new connection, or the ICE restart of the one that stands.
    pub(super) fn join(&mut self, id: PlaceId, cmd_id: Uuid, offer: String) {
        let Some(node) = self.around.node.instance().filter(|_| self.around.node.is_linked()) else {
            return self.refuse_join(id, cmd_id, Refusal::NoMedia);
        };
        if offer.len() > OFFER_MAX {
            return self.refuse_join(id, cmd_id, Refusal::BadOffer);
        }
        let Some(place) = self.places.get(&id) else { return };
        let standing = place.peer.as_ref().filter(|peer| same_connection(&peer.offer, &offer));
        let (peer, connected, silent_since) = match standing {
            Some(peer) => (peer.id, peer.connected, peer.silent_since),
            None => (PeerId(Uuid::now_v7()), false, None),
        };
        self.drop_media_but(id, peer);
        let Some(place) = self.places.get_mut(&id) else { return };
        place.peer = Some(Peer { id: peer, offer, connected, silent_since, asked: None, paused: Vec::new() });
        self.peers.insert(peer, id);
        self.state_peer(id, cmd_id, node);
        self.see_place(id);
    }

    fn state_peer(&mut self, id: PlaceId, cmd_id: Uuid, node: NodeId) {
        let room = RoomId(self.id.0);
        let Some(place) = self.places.get_mut(&id) else { return };
        let Some(document) = place.wish(room) else { return };
        let who = place.actor.who;
        let body = serde_json::to_string(&document).expect("documents are plain data");
        let rev = self.around.node.ask(document);
        let is_player = place.part.is_player();
        let Some(peer) = place.peer.as_mut() else { return };
        peer.asked = Some((cmd_id, rev));
        // Nobody asks for a player's connection after a restart: it asks for a new one.
        if is_player {
            return;
        }
        let kept = KeptPeer {
            peer: peer.id,
            briefing: self.id,
            place: id.0,
            holder: holder_name(who),
            node,
            rev,
            body,
        };
        let _ = self.around.keeper.send(Keep::Put(kept));
    }

    /// What the node reports of this room and its peers.
    pub(super) fn reported(&mut self, report: FromNode) {
        match report {
            FromNode::Answered { peer, rev, sdp } => self.answered(peer, rev, sdp),
            FromNode::Refused { peer, rev, code, detail } => {
                tracing::info!(%peer, ?code, detail, "offer refused");
                self.refused(peer, rev, code);
            }
            FromNode::Connected { peer } => self.connected(peer),
            FromNode::Lost { peer, reason } => {
                tracing::info!(%peer, ?reason, "media connection lost");
                self.lost(peer);
            }
            FromNode::Silent { peer, for_ms } => {
                let for_ms = Millis::try_from(for_ms).unwrap_or(Millis::MAX);
                tracing::info!(%peer, for_ms, "nothing is heard of a media connection");
                self.heard_of(peer, Some(self.now().saturating_sub(for_ms)));
            }
            FromNode::HeardAgain { peer } => self.heard_of(peer, None),
            FromNode::Paused { peer, layers } => {
                let Some((id, peer)) = self.peer_mut(peer) else { return };
                peer.paused = layers;
                self.tell_what_it_sees(id);
            }
            FromNode::OnAir { site, .. } => self.observe(Observation::OnAir(site)),
            FromNode::Heard { site, .. } => self.observe(Observation::Heard(site)),
            FromNode::Samples { samples } => {
                let known = samples.into_iter().filter(|sample| self.peers.contains_key(&sample.peer));
                let changed = self.monitor.observe(self.around.clock.now(), known.collect());
                self.show_links(&changed);
            }
            FromNode::Hello { .. } => {}
        }
    }

    fn answered(&mut self, peer: PeerId, rev: u64, sdp: String) {
        let Some((id, peer)) = self.peer_mut(peer) else { return };
        if let Some((cmd_id, _)) = peer.asked.take_if(|(_, asked)| *asked <= rev) {
            self.replies.push((id, Reply::Message(ServerMessage::Answer { cmd_id, sdp })));
        }
    }

    fn refused(&mut self, peer: PeerId, rev: u64, code: RefusalCode) {
        let Some((id, peer)) = self.peer_mut(peer) else { return };
        let Some((cmd_id, _)) = peer.asked.take_if(|(_, asked)| *asked <= rev) else { return };
        let refusal = match code {
            RefusalCode::CodecUnsupported => Refusal::CodecUnsupported,
            RefusalCode::MalformedOffer | RefusalCode::MediaLines => Refusal::BadOffer,
            RefusalCode::Busy => Refusal::Busy,
            RefusalCode::UnknownRoom => Refusal::NoMedia,
        };
        self.drop_media(id);
        self.refuse_join(id, cmd_id, refusal);
    }

    fn connected(&mut self, peer: PeerId) {
        let Some((id, peer)) = self.peer_mut(peer) else { return };
        peer.connected = true;
        self.see_place(id);
    }

    /// A connection stands, but nothing comes through it since then; or something does.
    fn heard_of(&mut self, peer: PeerId, silent_since: Option<Millis>) {
        let Some((id, peer)) = self.peer_mut(peer) else { return };
        peer.silent_since = silent_since;
        self.see_place(id);
    }

    fn lost(&mut self, peer: PeerId) {
        let Some((id, _)) = self.peer_mut(peer) else { return };
        self.drop_media(id);
        self.replies.push((id, Reply::Message(ServerMessage::MediaLost)));
    }

    /// The line to the node stands again. Connections of another run are gone; who has one that this run holds
    /// keeps it, even if signaling itself was away.
    pub(super) fn node_came(&mut self) {
        let gone = |peer: &Peer| !self.around.node.holds(Key::Peer(peer.id));
        let lost = self.places_where(|place| place.peer.as_ref().is_some_and(gone));
        lost.iter().for_each(|id| self.drop_media(*id));
        let instance = self.around.node.instance().map(|node| node.0);
        let message = ServerMessage::MediaInstance { instance, spread_ms: self.spread_ms() };
        let told = if self.instance_told == instance {
            Vec::new()
        } else {
            self.places_where(|place| place.peer.is_none())
        };
        self.instance_told = instance;
        for id in told {
            self.replies.push((id, Reply::Message(message.clone())));
        }
    }

    /// Ends a place's media connection.
    pub(super) fn drop_media(&mut self, id: PlaceId) {
        let Some(peer) = self.places.get_mut(&id).and_then(|place| place.peer.take()) else { return };
        self.peers.remove(&peer.id);
        self.monitor.forget(peer.id);
        self.around.node.remove(Key::Peer(peer.id));
        let _ = self.around.keeper.send(Keep::Forget(peer.id));
        self.see_place(id);
    }

    fn drop_media_but(&mut self, id: PlaceId, peer: PeerId) {
        let other = |place: &super::place::Place| place.peer.as_ref().is_some_and(|old| old.id != peer);
        if self.places.get(&id).is_some_and(other) {
            self.drop_media(id);
        }
    }

    /// The briefing is over: nothing of it stays at the node.
    pub(super) fn drop_all_media(&mut self, room: RoomId) {
        let all = self.places_where(|_| true);
        all.into_iter().for_each(|id| self.drop_media(id));
        self.around.node.remove(Key::Room(room));
    }

    fn peer_mut(&mut self, peer: PeerId) -> Option<(PlaceId, &mut Peer)> {
        let id = *self.peers.get(&peer)?;
        Some((id, self.places.get_mut(&id)?.peer.as_mut()?))
    }

    fn refuse_join(&mut self, id: PlaceId, cmd_id: Uuid, refusal: Refusal) {
        let Some(socket) = self.places.get(&id).and_then(|place| place.socket.as_ref()) else { return };
        let refusal = super::words(refusal, socket.outbox.language);
        self.replies.push((id, Reply::Message(ServerMessage::Refused { cmd_id: Some(cmd_id), refusal })));
    }
}
