//! Planned briefings: lists, forms and the record of what happened.

use super::briefing_body::{BriefingBody, BriefingInput, BriefingSummary};
use super::caller::Caller;
use super::problem::Problem;
use crate::briefing::{Actor, Briefing, Event, record};
use crate::ids::{BriefingId, UnitId};
use crate::protocol::Action;
use crate::records::Records;
use crate::schedule::{BriefingDraft, BriefingPlan, DAY_MS, ScheduledBriefing};
use crate::store::{LogRow, StoreError};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use giaoban_link::SiteId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest list: a year. Whoever wants more asks again.
const LIST_MAX_MS: i64 = 366 * DAY_MS;

/// Which briefings.
#[derive(Deserialize, IntoParams)]
pub(super) struct Period {
    /// `1`: today's, in UTC+7.
    today: Option<String>,
    /// From this moment, ms since 1970; without it, from now.
    from: Option<i64>,
    /// To this moment, ms since 1970; without it, a month later. At most a year after `from`.
    to: Option<i64>,
}

/// One event of a briefing.
#[derive(Serialize, ToSchema)]
pub(super) struct EventBody {
    /// Which owner wrote it.
    owner_epoch: u64,
    /// Revision of the briefing after it.
    rev: u64,
    /// ms since 1970.
    at: i64,
    /// What happened.
    #[schema(value_type = Object)]
    event: Value,
}

/// Briefings the caller may see, by start: a device those its site is expected in, a user those of the own
/// subtrees and those that name the user.
#[utoipa::path(get, path = "/briefings", operation_id = "listBriefings", tag = "briefings", params(Period), responses(
    (status = 200, body = Vec<BriefingSummary>)))]
pub(super) async fn list(
    State(records): State<Records>,
    caller: Caller,
    Query(period): Query<Period>,
) -> Result<Json<Vec<BriefingSummary>>, Problem> {
    let mut briefings = if period.today.is_some() {
        records.schedule.today().await?
    } else {
        let from = period.from.unwrap_or_else(|| records.clock.now());
        let to = period.to.unwrap_or(from.saturating_add(31 * DAY_MS));
        records.schedule.between(from, to.min(from.saturating_add(LIST_MAX_MS))).await?
    };
    briefings.retain(|briefing| caller.sees(briefing));
    Ok(Json(briefings.into_iter().map(BriefingSummary::from).collect()))
}

/// Plan a briefing.
#[utoipa::path(post, path = "/briefings", operation_id = "createBriefing", tag = "briefings", request_body = BriefingInput, responses(
    (status = 201, body = BriefingBody),
    (status = 409, description = "A site or the chair is in another briefing", body = super::problem::ProblemBody),
    (status = 422, description = "A field is wrong", body = super::problem::ProblemBody)))]
pub(super) async fn create(
    State(records): State<Records>,
    caller: Caller,
    Json(input): Json<BriefingInput>,
) -> Result<(StatusCode, Json<BriefingBody>), Problem> {
    let by = caller.user()?;
    caller.somewhere(Action::EditSchedule)?;
    let draft = input.draft()?;
    caller.with_units(Action::EditSchedule, units_of(&records, &caller, &draft).await?.into_iter())?;
    let id = records.schedule.create(by, draft).await?;
    Ok((StatusCode::CREATED, Json(found(&records, id).await?.into())))
}

/// A briefing, whole.
#[utoipa::path(get, path = "/briefings/{id}", operation_id = "readBriefing", tag = "briefings", params(("id" = Uuid, Path)), responses(
    (status = 200, body = BriefingBody),
    (status = 404, description = "None that the caller may see", body = super::problem::ProblemBody)))]
pub(super) async fn read(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<BriefingBody>, Problem> {
    Ok(Json(seen(&records, &caller, id).await?.into()))
}

/// Change a briefing. From the rehearsal on what media was set up with stays; once the lobby is open, who chairs, stands
/// in and keeps the minutes is changed in the briefing alone.
#[utoipa::path(patch, path = "/briefings/{id}", operation_id = "editBriefing", tag = "briefings", params(("id" = Uuid, Path)),
    request_body = BriefingInput, responses((status = 200, body = BriefingBody),
    (status = 409, description = "A clash, or the briefing has ended", body = super::problem::ProblemBody),
    (status = 422, description = "A field is wrong", body = super::problem::ProblemBody)))]
pub(super) async fn edit(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(input): Json<BriefingInput>,
) -> Result<Json<BriefingBody>, Problem> {
    let ScheduledBriefing { plan, .. } = seen(&records, &caller, id).await?;
    let rows = records.log.load(plan.id).await?;
    may_now(&caller, Action::EditSchedule, &plan, &rows)?;
    let draft = input.change(&plan)?;
    let added: Vec<SiteId> = draft.sites.iter().copied().filter(|site| !expects(&plan, *site)).collect();
    if !added.is_empty() || draft.chair_site != plan.chair_site || draft.main_site != plan.main_site {
        caller.with_units(Action::EditSchedule, units_of(&records, &caller, &draft).await?.into_iter())?;
    }
    records.schedule.edit(caller.user()?, plan.id, draft).await?;
    Ok(Json(found(&records, plan.id).await?.into()))
}

/// Remove a briefing that never began.
#[utoipa::path(delete, path = "/briefings/{id}", operation_id = "removeBriefing", tag = "briefings", params(("id" = Uuid, Path)), responses(
    (status = 204),
    (status = 409, description = "The briefing has begun", body = super::problem::ProblemBody)))]
pub(super) async fn remove(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let ScheduledBriefing { plan, .. } = seen(&records, &caller, id).await?;
    caller.with(Action::EditSchedule, &plan)?;
    records.schedule.remove(plan.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything that happened in a briefing, oldest first.
#[utoipa::path(get, path = "/briefings/{id}/log", operation_id = "readLog", tag = "briefings", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Vec<EventBody>)))]
pub(super) async fn log(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<Vec<EventBody>>, Problem> {
    let ScheduledBriefing { plan, .. } = seen(&records, &caller, id).await?;
    let rows = records.log.load(plan.id).await?;
    may_now(&caller, Action::ReadLog, &plan, &rows)?;
    Ok(Json(rows.into_iter().map(event_body).collect::<Result<_, StoreError>>()?))
}

/// Whether the caller may do something to a briefing as it is: who leads it and keeps its minutes may have changed
/// inside.
fn may_now(
    caller: &Caller,
    action: Action,
    plan: &BriefingPlan,
    rows: &[(u64, LogRow)],
) -> Result<(), Problem> {
    let events = rows.iter().map(|(_, row)| record::read(row.at_ms, &row.json));
    // A log that cannot be read is somebody's to look at all the same: those of the plan.
    let events: Vec<Event> = events.collect::<Result<_, _>>().unwrap_or_default();
    match Briefing::replay(&events) {
        Some(briefing) => Ok(briefing.may(&Actor::from(&caller.principal), action)?),
        None => caller.with(action, plan),
    }
}

fn event_body((owner_epoch, row): (u64, LogRow)) -> Result<EventBody, StoreError> {
    let event = serde_json::from_str(&row.json)
        .map_err(|error| StoreError::Unreadable(format!("event {}: {error}", row.rev)))?;
    Ok(EventBody { owner_epoch, rev: row.rev, at: row.at_ms, event })
}

/// A briefing the caller may know of; others do not exist.
pub(super) async fn seen(records: &Records, caller: &Caller, id: Uuid) -> Result<ScheduledBriefing, Problem> {
    let briefing = found(records, BriefingId(id)).await?;
    let known = caller.sees(&briefing) || caller.with(Action::ReadLog, &briefing.plan).is_ok();
    if known { Ok(briefing) } else { Err(Problem::not_found()) }
}

async fn found(records: &Records, id: BriefingId) -> Result<ScheduledBriefing, Problem> {
    records.schedule.briefing(id).await?.ok_or(Problem::not_found())
}

fn expects(plan: &BriefingPlan, site: SiteId) -> bool {
    plan.sites.iter().any(|expected| expected.id == site)
}

/// The units of a draft's sites. Sites that do not exist are left to the draft's own check.
async fn units_of(records: &Records, caller: &Caller, draft: &BriefingDraft) -> Result<Vec<UnitId>, Problem> {
    let sites = records.directory.find_sites(&caller.tree, "", None).await?;
    let units: HashMap<SiteId, UnitId> = sites.into_iter().map(|site| (site.id, site.unit)).collect();
    let named = draft.sites.iter().copied().chain([draft.chair_site]).chain(draft.main_site);
    Ok(named.filter_map(|site| units.get(&site).copied()).collect())
}
