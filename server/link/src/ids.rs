//! Identifiers. Each is a UUID of its own type, so that a site can never be passed where a peer is meant.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A site (điểm cầu): the unit of participation.
    SiteId
}
id! {
    /// A room: one briefing inside the media core. Equal to the briefing's id.
    RoomId
}
id! {
    /// A peer: one WebRTC connection of a room device or a console.
    PeerId
}
id! {
    /// One run of a media node. A new run has a new id, which tells clients to rejoin.
    NodeId
}
