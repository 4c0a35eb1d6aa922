//! Who is behind a token: a person, a room's device, or a program.

use super::Role;
use crate::ids::{BriefingId, DeviceId, UnitId, UserId};
use giaoban_link::SiteId;

/// Who is behind a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A person who signed in with a password.
    User {
        /// The user.
        id: UserId,
        /// Name shown to others.
        name: String,
        /// Roles, each for a subtree of the organization; none = the whole of it.
        roles: Vec<(Role, Option<UnitId>)>,
    },
    /// A room's device that was paired with its site.
    Device {
        /// The device.
        device: DeviceId,
        /// Its site.
        site: SiteId,
    },
    /// A program that stands in for a site in one briefing.
    Automation {
        /// The site.
        site: SiteId,
        /// The only briefing it may enter.
        briefing: BriefingId,
    },
}

impl Principal {
    /// The site of a device or program.
    pub fn room(&self) -> Option<SiteId> {
        match self {
            Principal::Device { site, .. } | Principal::Automation { site, .. } => Some(*site),
            Principal::User { .. } => None,
        }
    }
}
