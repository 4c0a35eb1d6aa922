//! What is known of one client? A place outlives its socket for a while, so that a client whose line broke comes
//! back to the same media connection.

use super::outbox::Outbox;
use crate::briefing::{Actor, Audience, Millis, Who};
use crate::desired::seeing_of;
use crate::ids::{DeviceId, UserId};
use crate::protocol::{ClientKind, Me, Seeing};
use giaoban_link::{Document, PeerId, PeerKind, PeerWish, RoomId, RoomWish, SiteId, SlotWish};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How long a place is kept without a socket: as long as a lost speaker keeps the floor.
const PLACE_MS: Millis = 60_000;

/// Names a place. Its resume token carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PlaceId(pub(crate) Uuid);

/// Names one socket of a place, so that a late word about an old one hits nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SocketId(pub(crate) u64);

/// What a client takes part as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The room device of a site: publishes, one a site.
    Room,
    /// A person's console.
    Console,
    /// A console that is told of links.
    Technician,
    /// A player that a site's token lets in: it receives the programme, or one site, and is nobody in the briefing.
    Player(Option<SiteId>),
}

impl Part {
    /// Whether it enters with the token of a site, not of a person.
    pub(super) fn is_of_a_site(self) -> bool {
        matches!(self, Part::Room | Part::Player(_))
    }

    pub(super) fn is_player(self) -> bool {
        matches!(self, Part::Player(_))
    }
}

impl From<ClientKind> for Part {
    fn from(kind: ClientKind) -> Part {
        match kind {
            ClientKind::Room => Part::Room,
            ClientKind::Console => Part::Console,
            ClientKind::Technician => Part::Technician,
        }
    }
}

/// A client's socket.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) id: SocketId,
    pub(super) outbox: Outbox,
}

/// A client's media connection.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) id: PeerId,
    pub(super) offer: String,
    pub(super) connected: bool,
    /// Nothing has been heard of it since then.
    pub(super) silent_since: Option<Millis>,
    /// The `join` that waits for its answer, and the revision that carries its offer.
    pub(super) asked: Option<(Uuid, u64)>,
    /// Layers of its camera that nobody watches.
    pub(super) paused: Vec<String>,
}

/// Which links a technician is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LinkScope {
    Nothing,
    Sites(BTreeSet<SiteId>),
    Everything,
}

/// One client.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) actor: Actor,
    pub(super) device: Option<DeviceId>,
    pub(super) name: String,
    pub(super) part: Part,
    pub(super) socket: Option<Socket>,
    /// Since when it has had no socket.
    pub(super) left_at: Millis,
    pub(super) peer: Option<Peer>,
    pub(super) slots: Vec<SlotWish>,
    pub(super) listen: bool,
    pub(super) audience: Audience,
    pub(super) me: Me,
    pub(super) seeing: Seeing,
    pub(super) links: LinkScope,
}

impl Place {
    /// The site whose room device this is.
    pub(super) fn room(&self) -> Option<SiteId> {
        match (self.part, self.actor.who) {
            (Part::Room, Who::Room(site)) => Some(site),
            _ => None,
        }
    }

    /// What this client's slots show, and what of its own picture nobody watches.
    pub(super) fn sees(&self, room: &RoomWish) -> Seeing {
        let paused = self.peer.as_ref().map(|peer| peer.paused.clone()).unwrap_or_default();
        Seeing { paused, ..seeing_of(room, self.room()) }
    }

    pub(super) fn user(&self) -> Option<UserId> {
        match self.actor.who {
            Who::User(user) => Some(user),
            Who::Room(_) | Who::Server => None,
        }
    }

    pub(super) fn has_media(&self) -> bool {
        self.peer.as_ref().is_some_and(|peer| peer.connected && peer.silent_since.is_none())
    }

    /// Since when its media connection stands and says nothing.
    pub(super) fn silent_since(&self) -> Option<Millis> {
        self.peer.as_ref()?.silent_since
    }

    /// How long the place is kept for a client whose line broke. A player asks anew.
    pub(super) fn kept_until(&self) -> Millis {
        self.left_at + if self.part.is_player() { 0 } else { PLACE_MS }
    }

    /// The document of its media connection. Room devices and players always listen.
    pub(super) fn wish(&self, room: RoomId) -> Option<Document> {
        let peer = self.peer.as_ref()?;
        Some(Document::Peer(PeerWish {
            id: peer.id,
            room,
            site: self.room(),
            kind: if self.room().is_some() { PeerKind::Device } else { PeerKind::Console },
            offer: peer.offer.clone(),
            listen: self.listen || self.part.is_of_a_site(),
            slots: self.slots.clone(),
            alone: if let Part::Player(alone) = self.part { alone } else { None },
        }))
    }
}

/// Whose place it is, as kept with a media connection.
pub(super) fn holder_name(who: Who) -> String {
    match who {
        Who::User(user) => format!("user:{user}"),
        Who::Room(site) => format!("room:{site}"),
        Who::Server => "server".to_owned(),
    }
}

/// The inverse of [`holder_name`].
pub(super) fn holder_of(name: &str) -> Option<Who> {
    let (kind, id) = name.split_once(':')?;
    let id = Uuid::parse_str(id).ok()?;
    match kind {
        "user" => Some(Who::User(UserId(id))),
        "room" => Some(Who::Room(SiteId(id))),
        _ => None,
    }
}
