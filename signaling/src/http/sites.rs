//! Sites, found without accents.

use super::caller::Caller;
use super::problem::Problem;
use crate::directory::{NewSite, Site, SiteEdit};
use crate::field::Flaw;
use crate::ids::UnitId;
use crate::protocol::Action;
use crate::records::Records;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use giaoban_link::SiteId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A site.
#[derive(Serialize, ToSchema)]
pub(super) struct SiteBody {
    id: Uuid,
    /// Short code, unique.
    code: String,
    name: String,
    unit: Uuid,
    /// Names from the root of the tree to the unit.
    path: Vec<String>,
    /// The technician's telephone.
    phone: String,
}

/// A site to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteInput {
    #[serde(default)]
    code: String,
    #[serde(default)]
    name: String,
    unit: Option<Uuid>,
    #[serde(default)]
    phone: String,
}

/// What to change of a site; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SitePatch {
    code: Option<String>,
    name: Option<String>,
    unit: Option<Uuid>,
    phone: Option<String>,
}

/// Which sites.
#[derive(Deserialize, IntoParams)]
pub(super) struct SiteFilter {
    /// Part of the name or code; accents and case do not matter.
    #[serde(default)]
    q: String,
    /// Within the subtree of this unit.
    unit: Option<Uuid>,
}

fn body(caller: &Caller, site: Site) -> SiteBody {
    let path = caller.tree.path(site.unit);
    SiteBody { id: site.id.0, code: site.code, name: site.name, unit: site.unit.0, path, phone: site.phone }
}

/// Sites in tree order, then by name.
#[utoipa::path(get, path = "/sites", operation_id = "findSites", tag = "directory", params(SiteFilter), responses(
    (status = 200, body = Vec<SiteBody>)))]
pub(super) async fn find(
    State(records): State<Records>,
    caller: Caller,
    Query(filter): Query<SiteFilter>,
) -> Result<Json<Vec<SiteBody>>, Problem> {
    caller.user()?;
    let sites = records.directory.find_sites(&caller.tree, &filter.q, filter.unit.map(UnitId)).await?;
    Ok(Json(sites.into_iter().map(|site| body(&caller, site)).collect()))
}

/// Add a site.
#[utoipa::path(post, path = "/sites", operation_id = "addSite", tag = "directory", request_body = SiteInput, responses(
    (status = 201, body = SiteBody),
    (status = 422, description = "A field is wrong", body = super::problem::ProblemBody)))]
pub(super) async fn add(
    State(records): State<Records>,
    caller: Caller,
    Json(input): Json<SiteInput>,
) -> Result<(StatusCode, Json<SiteBody>), Problem> {
    caller.somewhere(Action::EditDirectory)?;
    let unit = known_unit(&caller, input.unit.ok_or(Flaw::Empty.of("unit"))?)?;
    let site = NewSite { code: input.code, name: input.name, unit, phone: input.phone };
    let id = records.directory.add_site(site).await?;
    let site = records.directory.site(id).await?.ok_or(Problem::not_found())?;
    Ok((StatusCode::CREATED, Json(body(&caller, site))))
}

/// Change a site.
#[utoipa::path(patch, path = "/sites/{id}", operation_id = "editSite", tag = "directory", params(("id" = Uuid, Path)), request_body = SitePatch,
    responses((status = 200, body = SiteBody),
    (status = 422, description = "A field is wrong", body = super::problem::ProblemBody)))]
pub(super) async fn edit(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(patch): Json<SitePatch>,
) -> Result<Json<SiteBody>, Problem> {
    let site = editable(&records, &caller, SiteId(id)).await?;
    let unit = patch.unit.map(|unit| known_unit(&caller, unit)).transpose()?;
    let edit = SiteEdit { code: patch.code, name: patch.name, unit, phone: patch.phone };
    records.directory.edit_site(site.id, edit).await?;
    let site = records.directory.site(site.id).await?.ok_or(Problem::not_found())?;
    Ok(Json(body(&caller, site)))
}

/// Remove a site and sign its devices out.
#[utoipa::path(delete, path = "/sites/{id}", operation_id = "removeSite", tag = "directory", params(("id" = Uuid, Path)), responses(
    (status = 204),
    (status = 409, description = "It is expected in a briefing", body = super::problem::ProblemBody)))]
pub(super) async fn remove(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let site = editable(&records, &caller, SiteId(id)).await?;
    records.directory.remove_site(site.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A site the caller may edit. Whoever may edit nothing learns nothing about what exists.
async fn editable(records: &Records, caller: &Caller, id: SiteId) -> Result<Site, Problem> {
    caller.somewhere(Action::EditDirectory)?;
    let site = records.directory.site(id).await?.ok_or(Problem::not_found())?;
    caller.at(Action::EditDirectory, Some(site.unit))?;
    Ok(site)
}

/// A unit in which the caller may put sites.
fn known_unit(caller: &Caller, unit: Uuid) -> Result<UnitId, Problem> {
    let unit = UnitId(unit);
    caller.tree.unit(unit).ok_or(Flaw::Unknown.of("unit"))?;
    caller.at(Action::EditDirectory, Some(unit))?;
    Ok(unit)
}
