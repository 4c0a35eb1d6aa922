//! Who asks what of a briefing, and what is written down of it?

use super::{Fact, Millis};
use crate::identity::{Principal, Role};
use crate::ids::{UnitId, UserId};
use crate::protocol::{Command, Seen};
use giaoban_link::SiteId;
use uuid::Uuid;

/// Whose hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A person.
    User(UserId),
    /// The room device of a site, or a program in its place.
    Room(SiteId),
    /// The server: timers, the schedule, the media node.
    Server,
}

/// Whose authority, when not one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnBehalfOf {
    /// The secretary acts for the chair.
    Chair,
    /// An operator acts for a site.
    Site(SiteId),
}

/// Who asks, with the roles of the directory. Parts in the briefing itself follow from its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Whose hands.
    pub who: Who,
    /// Roles in subtrees of the organization.
    pub roles: Vec<(Role, Option<UnitId>)>,
}

/// A program stands in for the room device of its site.
impl From<&Principal> for Actor {
    fn from(principal: &Principal) -> Actor {
        match principal {
            Principal::User { id, roles, .. } => Actor { who: Who::User(*id), roles: roles.clone() },
            Principal::Device { site, .. } | Principal::Automation { site, .. } => {
                Actor { who: Who::Room(*site), roles: Vec::new() }
            }
        }
    }
}

/// A command with what surrounds it.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandInput {
    /// Chosen by the client; the same id twice is one event.
    pub cmd_id: Uuid,
    /// What the sender saw.
    pub seen: Option<Seen>,
    /// Whose authority is claimed, as on the wire.
    pub on_behalf_of: Option<String>,
    /// The command.
    pub command: Command,
}

/// Something seen by the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observation {
    /// A site's room device signed in.
    SiteJoined(SiteId),
    /// A site's room device went.
    SiteLeft(SiteId),
    /// A site's media connection stands.
    MediaUp(SiteId),
    /// A site's media connection is gone.
    MediaDown(SiteId),
    /// A site's media connection stands, but nothing has come through it since then.
    MediaSilent(SiteId, Millis),
    /// The first console of a person came.
    ConsoleJoined(UserId, String),
    /// The last console of a person went.
    ConsoleLeft(UserId),
    /// A called site's camera and microphone are open, by its own word.
    Fit(SiteId),
    /// The media node forwards the picture of the site on air.
    OnAir(SiteId),
    /// The media node forwards the sound of an audible site.
    Heard(SiteId),
    /// A site's room device was refused at the locked door.
    Knocked(SiteId),
}

/// One event of a briefing's log.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When, on the server's clock.
    pub at: Millis,
    /// Whose hands.
    pub actor: Who,
    /// Whose authority, when not the actor's own.
    pub on_behalf_of: Option<OnBehalfOf>,
    /// The command it follows from.
    pub cmd_id: Option<Uuid>,
    /// What happened.
    pub fact: Fact,
}

impl Event {
    pub(super) fn of_server(at: Millis, fact: Fact) -> Event {
        Event::by(Who::Server, at, fact)
    }

    /// Something that follows from no command.
    pub(super) fn by(actor: Who, at: Millis, fact: Fact) -> Event {
        Event { at, actor, on_behalf_of: None, cmd_id: None, fact }
    }
}
