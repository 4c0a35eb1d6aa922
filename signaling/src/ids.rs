//! Identifiers of things that only signaling knows; sites and peers are in `giaoban-link`.

use std::fmt;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier; later ones sort after earlier ones.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

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
    /// A unit: node of the organization tree.
    UnitId
}
id! {
    /// A user: a person who signs in.
    UserId
}
id! {
    /// One role of one user in one subtree.
    RoleAssignmentId
}
id! {
    /// A device: a room's computer that was paired with its site.
    DeviceId
}
id! {
    /// A pairing: a device's request to be confirmed by a technician.
    PairingId
}
id! {
    /// A briefing.
    BriefingId
}
id! {
    /// An item of a briefing's agenda.
    AgendaItemId
}
id! {
    /// A request to speak. Equal to the id of the command that made it, so that deciding needs no randomness.
    RequestId
}
id! {
    /// A vote. Equal to the id of the command that opened it, like what follows.
    VoteId
}
id! {
    /// A written opinion.
    OpinionId
}
id! {
    /// Words to one site.
    MessageId
}
id! {
    /// A decision or task of the conclusion.
    ResolutionId
}
