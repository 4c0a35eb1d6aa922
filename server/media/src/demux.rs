//! What is this datagram, and whose?
//!
//! One UDP port serves every peer of a shard. The first byte tells the protocols apart (RFC 7983 section 7); the
//! path tells the peer once a check has proved it, and before that the ufrag in the check does.

use crate::ice::{Path, Transaction};
use crate::node::PeerKey;
use std::collections::BTreeMap;

/// What a datagram carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// A check or something else in STUN.
    Stun,
    /// A handshake or alert.
    Dtls,
    /// Protected RTP.
    Srtp,
    /// Protected RTCP.
    Srtcp,
}

/// Bytes of the longest datagram taken. WebRTC packets fit an Ethernet frame of 1,500; with this bound, what is held of
/// a stream is bounded by its count of packets.
const LONGEST: usize = 2_048;

impl Protocol {
    /// `None` for what this port does not speak: TURN channels, ZRTP, stray packets, datagrams longer than a frame.
    pub(crate) fn of(datagram: &[u8]) -> Option<Protocol> {
        if datagram.len() > LONGEST {
            return None;
        }
        match (*datagram.first()?, datagram.get(1).copied().unwrap_or_default()) {
            (0..=3, _) => Some(Protocol::Stun),
            (20..=63, _) => Some(Protocol::Dtls),
            // RFC 5761 section 4: RTCP packet types take the place of payload types 64–95 with marker.
            (128..=191, 192..=223) => Some(Protocol::Srtcp),
            (128..=191, _) => Some(Protocol::Srtp),
            _ => None,
        }
    }
}

/// Who is behind a path or a ufrag. Entries come from answered offers and authentic checks alone, so there are at
/// most two ufrags, sixteen paths and one claim a peer, whatever a network sends.
#[derive(Debug, Default)]
pub(crate) struct Demux {
    paths: BTreeMap<Path, PeerKey>,
    /// Who has to prove that it is on a path of another, by the number of the node's check.
    claims: BTreeMap<Transaction, PeerKey>,
    ufrags: BTreeMap<String, PeerKey>,
}

impl Demux {
    /// Whose path this is.
    pub(crate) fn by_path(&self, path: Path) -> Option<PeerKey> {
        self.paths.get(&path).copied()
    }

    /// Whom a check addresses.
    pub(crate) fn by_ufrag(&self, ufrag: &str) -> Option<PeerKey> {
        self.ufrags.get(ufrag).copied()
    }

    /// Checks under this ufrag are the peer's.
    pub(crate) fn add_ufrag(&mut self, ufrag: &str, peer: PeerKey) {
        self.ufrags.insert(ufrag.to_owned(), peer);
    }

    /// Forgets a ufrag an ICE restart has retired.
    pub(crate) fn remove_ufrag(&mut self, ufrag: &str) {
        self.ufrags.remove(ufrag);
    }

    /// The path is the peer's. Whoever had it before has lost it, because a NAT gave the port away, and is returned.
    pub(crate) fn add_path(&mut self, path: Path, peer: PeerKey) -> Option<PeerKey> {
        self.paths.insert(path, peer).filter(|before| *before != peer)
    }

    /// Whom the node asked by this check whether it is on a path of another.
    pub(crate) fn claimant(&self, asked: Transaction) -> Option<PeerKey> {
        self.claims.get(&asked).copied()
    }

    /// The peer was asked so now, and by no check before.
    pub(crate) fn claim(&mut self, asked: Transaction, peer: PeerKey) {
        self.claims.retain(|_, claimant| *claimant != peer);
        self.claims.insert(asked, peer);
    }

    /// Forgets a path of this peer; one that has become another's stays.
    pub(crate) fn remove_path(&mut self, path: Path, peer: PeerKey) {
        if self.by_path(path) == Some(peer) {
            self.paths.remove(&path);
        }
    }

    /// Forgets everything that leads to a peer.
    pub(crate) fn remove_peer(&mut self, peer: PeerKey) {
        self.paths.retain(|_, owner| *owner != peer);
        self.claims.retain(|_, claimant| *claimant != peer);
        self.ufrags.retain(|_, owner| *owner != peer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u64) -> PeerKey {
        slotmap::KeyData::from_ffi(number << 32 | number).into()
    }

    fn path(remote: &str) -> Path {
        Path { remote: remote.parse().unwrap(), local: "127.0.0.1".parse().unwrap() }
    }

    #[test]
    fn the_first_byte_names_the_protocol() {
        let check = |bytes: &[u8], expect| assert_eq!(Protocol::of(bytes), expect, "{bytes:?}");
        check(&[], None);
        check(&[0, 1], Some(Protocol::Stun));
        check(&[3], Some(Protocol::Stun));
        check(&[4], None);
        check(&[19], None);
        check(&[20], Some(Protocol::Dtls));
        check(&[63], Some(Protocol::Dtls));
        check(&[64], None);
        check(&[127], None);
        check(&[128, 96], Some(Protocol::Srtp));
        check(&[128, 224], Some(Protocol::Srtp));
        check(&[144, 191], Some(Protocol::Srtp));
        check(&[128, 192], Some(Protocol::Srtcp));
        check(&[191, 223], Some(Protocol::Srtcp));
        check(&[192, 200], None);
        check(&[128; LONGEST], Some(Protocol::Srtp));
        check(&[128; LONGEST + 1], None);
    }

    #[test]
    fn a_path_belongs_to_who_proved_it_last() {
        let mut demux = Demux::default();
        let (first, second) = (key(1), key(2));
        demux.add_path(path("192.0.2.1:5000"), first);
        assert_eq!(demux.by_path(path("192.0.2.1:5000")), Some(first));
        assert_eq!(demux.by_path(path("192.0.2.1:5001")), None);
        demux.claim([1; 12], second);
        demux.claim([2; 12], second);
        assert_eq!(
            [[2; 12], [1; 12]].map(|asked| demux.claimant(asked)),
            [Some(second), None],
            "one claim a peer"
        );
        assert_eq!(demux.by_path(path("192.0.2.1:5000")), Some(first), "which moves nothing");
        assert_eq!(demux.add_path(path("192.0.2.1:5000"), second), Some(first));
        demux.remove_path(path("192.0.2.1:5000"), first);
        assert_eq!(demux.by_path(path("192.0.2.1:5000")), Some(second), "not the first peer's to remove");
        demux.remove_path(path("192.0.2.1:5000"), second);
        assert_eq!(demux.by_path(path("192.0.2.1:5000")), None);
    }

    #[test]
    fn a_peer_that_left_leaves_nothing_behind() {
        let mut demux = Demux::default();
        for (peer, ufrags, port) in [(key(1), ["a", "b"], 1), (key(2), ["c", "d"], 2)] {
            ufrags.iter().for_each(|ufrag| demux.add_ufrag(ufrag, peer));
            demux.add_path(path(&format!("192.0.2.1:{port}")), peer);
        }
        demux.remove_ufrag("d");
        assert_eq!(demux.by_ufrag("d"), None);
        assert!(demux.by_ufrag("c").is_some());
        demux.remove_peer(key(1));
        assert_eq!((demux.by_ufrag("a"), demux.by_ufrag("b")), (None, None));
        assert_eq!(demux.by_path(path("192.0.2.1:1")), None);
        assert_eq!(demux.by_ufrag("c"), Some(key(2)));
        assert_eq!(demux.by_path(path("192.0.2.1:2")), Some(key(2)));
    }
}
