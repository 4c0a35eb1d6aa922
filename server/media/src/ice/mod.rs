//! Who may send, from where, and where are replies sent? The node's side of ICE (RFC 8445): it is a lite agent, which
//! answers the checks of its peers. Its own check leaves only where a peer has to prove that it is there.

mod credentials;
mod lite;
mod seen;
mod stun;

pub(crate) use credentials::{CREDENTIAL_SEED, Credentials};
pub(crate) use lite::{Action, Remote, Responder, Verdict};
pub(crate) use stun::{BindingRequest, BindingSuccess, Transaction};

use std::net::{IpAddr, SocketAddr};

/// A way between a peer and the node: with the shard's one port and UDP this is the 5-tuple of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Path {
    /// Address of the peer as the node sees it.
    pub(crate) remote: SocketAddr,
    /// Which of the node's addresses it uses; replies leave from there.
    pub(crate) local: IpAddr,
}
