//! What is somebody in this briefing, and on whose behalf do they act?

use super::{Actor, Briefing, CommandInput, OnBehalfOf, Who};
use crate::authority::{Standing, Target, may};
use crate::identity::Role;
use crate::ids::UserId;
use crate::protocol::{Action, CastVote, Command, Refusal, Register, Voter, WriteOpinion};
use giaoban_link::SiteId;
use uuid::Uuid;

impl Briefing {
    /// Every standing of an actor: roles of the directory and parts in this briefing.
    pub fn standings(&self, actor: &Actor) -> Vec<Standing> {
        let roles = actor.roles.iter().map(|(role, unit)| Standing::Role(*role, *unit));
        let mut standings: Vec<Standing> = roles.collect();
        // With nobody to chair, whoever runs the links keeps the house quiet and does no more.
        let keepers = actor.roles.iter().filter(|(role, _)| *role == Role::Centre && self.seat.is_vacant());
        standings.extend(keepers.map(|(_, unit)| Standing::Custodian(*unit)));
        match actor.who {
            Who::User(user) => standings.extend(self.parts(user)),
            Who::Room(site) => standings.push(Standing::Room(site)),
            Who::Server => {}
        }
        standings
    }

    fn parts(&self, user: UserId) -> Vec<Standing> {
        let mut parts = Vec::new();
        if self.seat.secretaries.contains(&user) {
            parts.push(Standing::Secretary);
        } else if self.plan.secretaries.contains(&user) {
            parts.push(Standing::Replaced);
        }
        if self.seat.holder() == user {
            let acting = user != self.plan.chair_user;
            parts.push(if acting { Standing::ActingDeputy } else { Standing::Chair });
        } else if self.seat.deputies.contains(&user) {
            parts.push(if self.seat.is_lost() { Standing::ActingDeputy } else { Standing::Deputy });
        } else if self.plan.chair_user == user {
            parts.push(Standing::Deputy);
        }
        parts
    }

    /// Actions that work on the briefing or on at least one of its sites; buttons follow them.
    pub fn possible(&self, actor: &Actor) -> Vec<Action> {
        let standings = self.standings(actor);
        let somewhere = |action: &Action| {
            may(&standings, *action, self.as_target()).is_ok()
                || self.sites.iter().any(|(id, site)| {
                    may(&standings, *action, Target::Site(id, &site.planned.within)).is_ok()
                })
        };
        Action::ALL.iter().copied().filter(somewhere).collect()
    }

    /// Whether the actor may do something to the briefing.
    pub fn may(&self, actor: &Actor, action: Action) -> Result<(), Refusal> {
        may(&self.standings(actor), action, self.as_target())
    }

    /// Whether the actor may do something to a site, which must be expected.
    pub fn may_at(&self, actor: &Actor, action: Action, site: SiteId) -> Result<(), Refusal> {
        let expected = self.sites.get(site).ok_or(Refusal::SiteNotExpected)?;
        may(&self.standings(actor), action, Target::Site(site, &expected.planned.within))
    }

    /// Whether the actor may do either thing to a site.
    pub(super) fn may_either(
        &self,
        actor: &Actor,
        actions: [Action; 2],
        site: SiteId,
    ) -> Result<(), Refusal> {
        self.may_at(actor, actions[0], site).or_else(|_| self.may_at(actor, actions[1], site))
    }

    /// The units that contain every site.
    fn as_target(&self) -> Target<'_> {
        Target::Briefing(self.sites.common_units())
    }

    /// The site an actor speaks of: the one named, else the room device's own.
    pub(super) fn site_of(&self, actor: &Actor, named: Option<Uuid>) -> Result<SiteId, Refusal> {
        match (named, actor.who) {
            (Some(site), _) => Ok(SiteId(site)),
            (None, Who::Room(site)) => Ok(site),
            (None, _) => Err(Refusal::NotFound),
        }
    }

    /// On whose behalf a command is done. What is not said is written down all the same: a secretary has no
    /// moderation of its own, and an operator who registers a site does it for that site.
    pub(super) fn behalf(&self, actor: &Actor, input: &CommandInput) -> Result<Option<OnBehalfOf>, Refusal> {
        match input.on_behalf_of.as_deref() {
            None => Ok(self.implied_behalf(actor, &input.command)),
            Some("chair") => {
                let standings = self.standings(actor);
                let for_chair = |standing: &Standing| {
                    matches!(standing, Standing::Secretary | Standing::Chair | Standing::ActingDeputy)
                };
                if standings.iter().any(for_chair) {
                    Ok(Some(OnBehalfOf::Chair))
                } else {
                    Err(Refusal::NotAllowed)
                }
            }
            Some(other) => {
                let site = other.strip_prefix("site:").and_then(|id| Uuid::parse_str(id).ok());
                let site = SiteId(site.ok_or(Refusal::Malformed)?);
                self.may_either(actor, [Action::RegisterForOthers, Action::Register], site)?;
                Ok(Some(OnBehalfOf::Site(site)))
            }
        }
    }

    fn implied_behalf(&self, actor: &Actor, command: &Command) -> Option<OnBehalfOf> {
        if matches!(actor.who, Who::User(_))
            && let Some(site) = site_spoken_for(command)
        {
            return Some(OnBehalfOf::Site(SiteId(site)));
        }
        let standings = self.standings(actor);
        let holds_seat = standings.contains(&Standing::Chair) || standings.contains(&Standing::ActingDeputy);
        let for_chair = standings.contains(&Standing::Secretary) && !holds_seat;
        for_chair.then_some(OnBehalfOf::Chair)
    }
}

/// The site that a command of a person speaks for.
fn site_spoken_for(command: &Command) -> Option<Uuid> {
    match command {
        Command::Register(Register { site, .. }) | Command::WriteOpinion(WriteOpinion { site, .. }) => *site,
        Command::CastVote(CastVote { voter: Some(Voter::Site(site)), .. }) => Some(*site),
        _ => None,
    }
}
