//! Whose datagram is it, and what? First by path, then by ICE user name (RFC 7983, RFC 8445).

use super::{Node, PeerKey};
use crate::counters::Drop;
use crate::demux::Protocol;
use crate::ice::{Action, BindingRequest};
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
            peer.transport.heard(now, path);
            match protocol {
                Protocol::Srtp => peer.silence.heard_media(now),
                _ => peer.silence.heard(now),
            }
        }
        media
    }

    fn stun(&mut self, now: Time, path: Path, bytes: &[u8], out: &mut Out) -> Result<(), Drop> {
        let request = BindingRequest::parse(bytes).ok_or(Drop::BadStun)?;
        let key = request.local_ufrag().and_then(|ufrag| self.demux.by_ufrag(ufrag)).ok_or(Drop::BadStun)?;
        let peer = self.peers.get_mut(key).ok_or(Drop::BadStun)?;
        let was_connected = peer.is_connected();
        let action = peer.transport.check(now, path, &request, out);
        if !action.authentic {
            return Err(Drop::BadStun);
        }
        peer.silence.heard(now);
        self.follow(key, action);
        self.note_connected(key, was_connected, out);
        Ok(())
    }

    /// Keeps the way to the peer up to date.
    fn follow(&mut self, key: PeerKey, action: Action) {
        for path in action.dropped {
            self.demux.remove_path(path, key);
        }
        if let Some(path) = action.validated {
            self.demux.add_path(path, key);
        }
        if let Some(ufrag) = action.retired {
            self.demux.remove_ufrag(&ufrag);
        }
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
        let Some(peer) = self.peers.get(key).filter(|peer| !was_connected && peer.is_connected()) else {
            return;
        };
        out.reports.push(FromNode::Connected { peer: peer.wish.id });
        if let Some(room) = self.rooms.get_mut(peer.room) {
            room.unwired = true;
        }
        self.next_tick = self.next_tick.min(Time(0));
    }
}
