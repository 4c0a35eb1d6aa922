//! Who asks, and may they? The bearer token as a principal with its place in the organization.

use super::problem::Problem;
use crate::authority::{Standing, Target, may};
use crate::directory::Tree;
use crate::identity::Principal;
use crate::ids::{UnitId, UserId};
use crate::protocol::{Action, Refusal, SessionState};
use crate::records::Records;
use crate::schedule::{BriefingPlan, ScheduledBriefing};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use giaoban_link::SiteId;

/// Who asks.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) principal: Principal,
    pub(super) tree: Tree,
}

/// The bearer token of a request, whether or not it is valid.
pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

impl FromRequestParts<Records> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, records: &Records) -> Result<Self, Problem> {
        let token = bearer(parts).ok_or(Refusal::NotSignedIn)?;
        let principal = records.identity.authenticate(token).await?;
        Ok(Self { principal, tree: records.directory.tree().await? })
    }
}

impl Caller {
    /// The user; devices and programs may not.
    pub(super) fn user(&self) -> Result<UserId, Problem> {
        match self.principal {
            Principal::User { id, .. } => Ok(id),
            _ => Err(Refusal::NotAllowed.into()),
        }
    }

    /// May the caller do this to a unit, or to the whole?
    pub(super) fn at(&self, action: Action, unit: Option<UnitId>) -> Result<(), Problem> {
        let lineage = unit.map(|unit| self.tree.lineage(unit)).unwrap_or_default();
        Ok(may(&self.standings(), action, Target::Unit(&lineage))?)
    }

    /// May the caller do this anywhere at all?
    pub(super) fn somewhere(&self, action: Action) -> Result<(), Problem> {
        let places = self.standings().into_iter().filter_map(|standing| match standing {
            Standing::Role(_, unit) => Some(unit),
            _ => None,
        });
        let allowed = places.into_iter().any(|unit| self.at(action, unit).is_ok());
        if allowed { Ok(()) } else { Err(Refusal::NotAllowed.into()) }
    }

    /// May the caller do this to a briefing of these sites' units?
    pub(super) fn with_units(
        &self,
        action: Action,
        units: impl Iterator<Item = UnitId>,
    ) -> Result<(), Problem> {
        Ok(may(&self.standings(), action, Target::Briefing(&self.tree.common(units)))?)
    }

    /// May the caller do this to a planned briefing?
    pub(super) fn with(&self, action: Action, plan: &BriefingPlan) -> Result<(), Problem> {
        let common = self.tree.common(plan.sites.iter().map(|site| site.unit));
        Ok(may(&self.standings_in(plan), action, Target::Briefing(&common))?)
    }

    /// Whether the caller may know of a briefing: named in it, or watching one of its sites. A draft is its
    /// editors' own.
    pub(super) fn sees(&self, ScheduledBriefing { plan, state }: &ScheduledBriefing) -> bool {
        if let Principal::Automation { briefing, .. } = self.principal {
            return briefing == plan.id;
        }
        if *state == SessionState::Draft {
            return self.with(Action::EditSchedule, plan).is_ok();
        }
        let standings = self.standings_in(plan);
        plan.sites.iter().any(|site| {
            let lineage = self.tree.lineage(site.unit);
            may(&standings, Action::Watch, Target::Site(site.id, &lineage)).is_ok()
        })
    }

    /// The site of a device or program.
    pub(super) fn site(&self) -> Option<SiteId> {
        match self.principal {
            Principal::Device { site, .. } | Principal::Automation { site, .. } => Some(site),
            Principal::User { .. } => None,
        }
    }

    /// Why the caller may do anything at all.
    pub(super) fn standings(&self) -> Vec<Standing> {
        match &self.principal {
            Principal::User { roles, .. } => {
                roles.iter().map(|(role, unit)| Standing::Role(*role, *unit)).collect()
            }
            Principal::Device { site, .. } | Principal::Automation { site, .. } => {
                vec![Standing::Room(*site)]
            }
        }
    }

    /// The same, with what the plan names the caller for.
    fn standings_in(&self, plan: &BriefingPlan) -> Vec<Standing> {
        let mut standings = self.standings();
        if let Principal::User { id, .. } = &self.principal {
            standings.extend((plan.chair_user == *id).then_some(Standing::Chair));
            standings.extend(plan.deputies.contains(id).then_some(Standing::Deputy));
            standings.extend(plan.secretaries.contains(id).then_some(Standing::Secretary));
        }
        standings
    }
}
