//! Who may do what to what? One pure function over a table; nothing else in the program decides rights.

use crate::identity::Role;
use crate::ids::UnitId;
use crate::protocol::{Action, Refusal};
use giaoban_link::SiteId;

#[cfg(test)]
mod document;
#[cfg(test)]
mod tests;

/// One reason why somebody may do something. People have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A role in a subtree of the organization; none = the whole of it.
    Role(Role, Option<UnitId>),
    /// Holds the chair seat of the briefing.
    Chair,
    /// A deputy who holds the seat, or whose chair is lost.
    ActingDeputy,
    /// Named as deputy, or as the chair while somebody else holds the seat.
    Deputy,
    /// Named as secretary: acts on the chair's behalf.
    Secretary,
    /// Planned as secretary, and replaced by the holder of the seat: still confirms that the seat be moved.
    Replaced,
    /// The operations centre while nobody chairs: mutes, and does not give the floor.
    Custodian(Option<UnitId>),
    /// The room device of a site.
    Room(SiteId),
}

/// What an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A place in the organization: the units from the root down to it. Empty = the organization as a whole.
    Unit(&'a [UnitId]),
    /// The briefing itself: the units that contain every site of it.
    Briefing(&'a [UnitId]),
    /// A site: the units from the root down to the site's own.
    Site(SiteId, &'a [UnitId]),
}

/// Whether somebody with these standings may do `action` to `target`.
pub fn may(standings: &[Standing], action: Action, target: Target<'_>) -> Result<(), Refusal> {
    let allowed =
        standings.iter().any(|standing| allows(*standing, action) && covers(*standing, action, target));
    if allowed { Ok(()) } else { Err(Refusal::NotAllowed) }
}

/// The table: which standing carries which action, somewhere.
fn allows(standing: Standing, action: Action) -> bool {
    use Action as A;
    match standing {
        Standing::Chair | Standing::ActingDeputy => matches!(
            action,
            A::Watch
                | A::RegisterForOthers
                | A::Moderate
                | A::Silence
                | A::RunSession
                | A::PrepareSession
                | A::Direct
                | A::ViewSite
                | A::Present
                | A::RollCall
                | A::RunVote
                | A::Conclude
                | A::KeepOrder
                | A::Address
                | A::Seat
                | A::ReadLog
                | A::ReadMinutes
        ),
        Standing::Secretary => matches!(
            action,
            A::Watch
                | A::RegisterForOthers
                | A::Moderate
                | A::Silence
                | A::RunSession
                | A::PrepareSession
                | A::Direct
                | A::ViewSite
                | A::Present
                | A::RollCall
                | A::RevokeSeat
                | A::RunVote
                | A::Conclude
                | A::KeepOrder
                | A::Address
                | A::EditSchedule
                | A::ReadLog
                | A::ReadMinutes
        ),
        Standing::Deputy => matches!(action, A::Watch | A::Seat | A::ReadMinutes),
        Standing::Replaced => action == A::RevokeSeat,
        Standing::Custodian(_) => action == A::Silence,
        Standing::Room(_) => {
            matches!(action, A::Watch | A::Publish | A::Register | A::Present | A::Vote | A::Opine)
        }
        Standing::Role(role, _) => role_allows(role, action),
    }
}

/// Standing roles. Those named chair, deputy and secretary are appointments: the powers of a chair come only
/// with the seat of one briefing.
fn role_allows(role: Role, action: Action) -> bool {
    use Action as A;
    match role {
        Role::Admin => matches!(
            action,
            A::Watch
                | A::RevokeSeat
                | A::SeeLinks
                | A::PairDevices
                | A::EditSchedule
                | A::EditDirectory
                | A::ReadLog
                | A::ReadMinutes
        ),
        Role::Centre => matches!(
            action,
            A::Watch
                | A::RegisterForOthers
                | A::PrepareSession
                | A::Direct
                | A::ViewSite
                | A::Present
                | A::RollCall
                | A::RevokeSeat
                | A::KeepOrder
                | A::Address
                | A::SeeLinks
                | A::PairDevices
                | A::EditSchedule
        ),
        Role::Technician => {
            matches!(
                action,
                A::Watch | A::RegisterForOthers | A::RollCall | A::Address | A::SeeLinks | A::PairDevices
            )
        }
        Role::Secretary => matches!(action, A::Watch | A::EditSchedule),
        Role::Delegate => matches!(action, A::Watch | A::Register | A::Vote | A::Opine),
        Role::Auditor => matches!(action, A::Watch | A::ReadLog | A::ReadMinutes),
        Role::Chair | Role::Deputy | Role::Observer => action == A::Watch,
    }
}

/// Whether the standing reaches the target. A room device acts for its own site only, but sees the briefing; a
/// delegate watches a subtree, and speaks, votes and writes for its own unit: who sits above does not for those below.
fn covers(standing: Standing, action: Action, target: Target<'_>) -> bool {
    let (Target::Unit(within) | Target::Briefing(within) | Target::Site(_, within)) = target;
    match standing {
        Standing::Role(Role::Delegate, unit) if action != Action::Watch => {
            matches!(target, Target::Site(..)) && unit.is_some() && within.last() == unit.as_ref()
        }
        Standing::Role(_, None) | Standing::Custodian(None) => true,
        Standing::Role(_, Some(unit)) | Standing::Custodian(Some(unit)) => within.contains(&unit),
        Standing::Room(own) => match target {
            Target::Site(site, _) => site == own,
            Target::Briefing(_) => action == Action::Watch,
            Target::Unit(_) => false,
        },
        Standing::Chair
        | Standing::ActingDeputy
        | Standing::Deputy
        | Standing::Secretary
        | Standing::Replaced => !matches!(target, Target::Unit(_)),
    }
}
