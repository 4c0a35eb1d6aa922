//! Whose datagram is it, and what? First by path, then by ICE user name (RFC 7983, RFC 8445).

use super::{Node, PeerKey};
use crate::counters::Drop;
use crate::demux::Protocol;
use crate::ice::{Action, BindingRequest, BindingSuccess, Verdict};
use crate::io::Out;
use crate::time::Time;
use crate::transport::Path;
use giaoban_link::FromNode;

impl Node {
    pub(super) fn datagram(&mut self, now: Time, path: Path, bytes: &mut [u8], out: &mut Out) {
        let dropped = match Protocol::of(bytes) {
            None => Err(Drop::NotOurs),
            Some(Protocol::Stun) => self.stun(now, path, bytes, out),
            // Only a path with a valid check behind it reaches further: nothing is allocated for others.
            Some(protocol) => match self.demux.by_path(path) {
                None => Err(Drop::UnknownSource),
                Some(key) => self.of_peer(now, key, protocol, path, bytes, out),
            },
        };
        if let Err(reason) = dropped {
            out.counters.drop(reason);
        }
    }

    fn of_peer(
        &mut self,
        now: Time,
        key: PeerKey,
        protocol: Protocol,
        path: Path,
        bytes: &mut [u8],
        out: &mut Out,
    ) -> Result<(), Drop> {
        let media = match protocol {
            Protocol::Stun => return Ok(()),
            Protocol::Dtls => return self.dtls(now, key, path, bytes, out),
            Protocol::Srtp => self.rtp(now, key, bytes, out),
            Protocol::Srtcp => self.rtcp(now, key, bytes, out),
        };
        // Forged packets from a path do not prove that the peer is still there.
        if !matches!(media, Err(Drop::BadSrtp | Drop::Replayed)) {
            let peer = self.peers.get_mut(key).ok_or(Drop::UnknownSource)?;
            match protocol {
                Protocol::Srtp => peer.silence.heard_media(now),
                _ => peer.silence.heard(now),
            }
            let was_connected = peer.is_connected();
            if let Some(action) = peer.transport.heard(now, path) {
                self.follow(now, key, was_connected, action, out);
            }
        }
        media
    }

    fn stun(&mut self, now: Time, path: Path, bytes: &[u8], out: &mut Out) -> Result<(), Drop> {
        let Some(request) = BindingRequest::parse(bytes) else { return self.answer(now, path, bytes, out) };
        let key = request.local_ufrag().and_then(|ufrag| self.demux.by_ufrag(ufrag)).ok_or(Drop::BadStun)?;
        let peer = self.peers.get_mut(key).ok_or(Drop::BadStun)?;
        let was_connected = peer.is_connected();
        let is_others = self.demux.by_path(path).is_some_and(|owner| owner != key);
        let action = peer.transport.check(now, path, &request, is_others, &mut self.random, out);
        match action.verdict {
            Verdict::Forged => return Err(Drop::BadStun),
            Verdict::Repeated => return Err(Drop::Replayed),
            Verdict::Early => return Err(Drop::OverBudget),
            Verdict::Fresh => peer.silence.heard(now),
        }
        if let Some(asked) = action.asked.filter(|_| is_others) {
            self.demux.claim(asked, key);
        }
        self.follow(now, key, was_connected, action, out);
        Ok(())
    }

    /// What answers a check of the node's own: the peer that was asked is on that path.
    fn answer(&mut self, now: Time, path: Path, bytes: &[u8], out: &mut Out) -> Result<(), Drop> {
        let success = BindingSuccess::parse(bytes).ok_or(Drop::BadStun)?;
        let asked = self.demux.claimant(success.transaction()).or_else(|| self.demux.by_path(path));
        let key = asked.ok_or(Drop::BadStun)?;
        let peer = self.peers.get_mut(key).ok_or(Drop::BadStun)?;
        let was_connected = peer.is_connected();
        let action = peer.transport.answer(now, path, &success).ok_or(Drop::BadStun)?;
        self.follow(now, key, was_connected, action, out);
        Ok(())
    }

    /// Keeps the way to the peer up to date.
    fn follow(&mut self, now: Time, key: PeerKey, was_connected: bool, action: Action, out: &mut Out) {
        for path in action.dropped {
            self.demux.remove_path(path, key);
        }
        if let Some(path) = action.learned
            && let Some(before) = self.demux.add_path(path, key).and_then(|before| self.peers.get_mut(before))
        {
            before.lose(now, path);
            if let Some(room) = self.rooms.get_mut(before.room) {
                room.unwired = true;
            }
        }
        if let Some(ufrag) = action.retired {
            self.demux.remove_ufrag(&ufrag);
        }
        self.note_connected(key, was_connected, out);
    }

    fn dtls(&mut self, now: Time, key: PeerKey, path: Path, bytes: &[u8], out: &mut Out) -> Result<(), Drop> {
        let peer = self.peers.get_mut(key).ok_or(Drop::UnknownSource)?;
        let was_connected = peer.is_connected();
        let lost = peer.transport.dtls(now, path, bytes, out);
        self.note_connected(key, was_connected, out);
        if let Some(reason) = lost {
            self.lose(key, reason, out);
        }
        Ok(())
    }

    fn note_connected(&mut self, key: PeerKey, was_connected: bool, out: &mut Out) {
        let Some(peer) = self.peers.get_mut(key).filter(|peer| !was_connected && peer.is_connected()) else {
            return;
        };
        // What was queued while its path was another's is old.
        peer.downlink.forget();
        out.reports.push(FromNode::Connected { peer: peer.wish.id });
        if let Some(room) = self.rooms.get_mut(peer.room) {
            room.unwired = true;
        }
        self.next_tick = self.next_tick.min(Time(0));
    }
}
