//! Who may send, from where, and where are replies sent? The node's side of ICE (RFC 8445): it is a lite agent,
//! never sends a check, and answers those of its peers.

mod credentials;
mod lite;
mod stun;

pub(crate) use credentials::{CREDENTIAL_SEED, Credentials};
pub(crate) use lite::{Action, Responder};
pub(crate) use stun::BindingRequest;

use std::net::{IpAddr, SocketAddr};

/// A way between a peer and the node: with the shard's one port and UDP this is the 5-tuple of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Path {
    /// Address of the peer as the node sees it.
    pub(crate) remote: SocketAddr,
    /// Which of the node's addresses it uses; replies leave from there.
    pub(crate) local: IpAddr,
}
