//! The tree of units.

use super::caller::Caller;
use super::problem::Problem;
use crate::directory::{Level, NewUnit, Tree, Unit, UnitEdit};
use crate::field::{FieldError, Flaw};
use crate::ids::UnitId;
use crate::protocol::Action;
use crate::records::Records;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A unit.
#[derive(Serialize, ToSchema)]
pub(super) struct UnitBody {
    id: Uuid,
    name: String,
    /// `central`, `province`, `district`, `commune`, `village` or `office`.
    level: &'static str,
    /// The unit above; null at the top.
    parent: Option<Uuid>,
}

/// A unit to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitInput {
    #[serde(default)]
    name: String,
    /// `central`, `province`, `district`, `commune`, `village` or `office`.
    #[serde(default)]
    level: String,
    /// The unit above; null at the top.
    parent: Option<Uuid>,
}

/// What to change of a unit; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitPatch {
    name: Option<String>,
    level: Option<String>,
    /// The unit above, from now on; null = to the top.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    parent: Option<Option<Uuid>>,
}

/// Which tree.
#[derive(Deserialize, IntoParams)]
pub(super) struct Moment {
    /// The tree as it was at this moment in ms since 1970; without it, as it is now.
    at: Option<i64>,
}

/// Tells "null" from "left out".
pub(super) fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

impl From<&Unit> for UnitBody {
    fn from(unit: &Unit) -> Self {
        Self {
            id: unit.id.0,
            name: unit.name.clone(),
            level: unit.level.name(),
            parent: unit.parent.map(|parent| parent.0),
        }
    }
}

/// The whole tree, each unit before those below it, siblings by name.
#[utoipa::path(get, path = "/units", operation_id = "listUnits", tag = "directory", params(Moment), responses(
    (status = 200, body = Vec<UnitBody>)))]
pub(super) async fn tree(
    State(records): State<Records>,
    caller: Caller,
    Query(moment): Query<Moment>,
) -> Result<Json<Vec<UnitBody>>, Problem> {
    caller.user()?;
    let tree = match moment.at {
        Some(at) => records.directory.tree_at(at).await?,
        None => caller.tree,
    };
    Ok(Json(tree.units().iter().map(UnitBody::from).collect()))
}

/// Add a unit.
#[utoipa::path(post, path = "/units", operation_id = "addUnit", tag = "directory", request_body = UnitInput, responses(
    (status = 201, body = UnitBody),
    (status = 422, description = "A field is wrong", body = super::problem::ProblemBody)))]
pub(super) async fn add(
    State(records): State<Records>,
    caller: Caller,
    Json(input): Json<UnitInput>,
) -> Result<(StatusCode, Json<UnitBody>), Problem> {
    let parent = input.parent.map(UnitId);
    caller.somewhere(Action::EditDirectory)?;
    check_parent(&caller, parent)?;
    let unit = NewUnit { name: input.name, level: level(&input.level)?, parent };
    let id = records.directory.add_unit(unit).await?;
    Ok((StatusCode::CREATED, Json(shown(&records.directory.tree().await?, id)?)))
}

/// Change a unit, or move it from now on.
#[utoipa::path(patch, path = "/units/{id}", operation_id = "editUnit", tag = "directory", params(("id" = Uuid, Path)), request_body = UnitPatch,
    responses((status = 200, body = UnitBody),
    (status = 422, description = "A field is wrong", body = super::problem::ProblemBody)))]
pub(super) async fn edit(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(patch): Json<UnitPatch>,
) -> Result<Json<UnitBody>, Problem> {
    caller.at(Action::EditDirectory, Some(UnitId(id)))?;
    let parent = patch.parent.map(|parent| parent.map(UnitId));
    if let Some(parent) = parent {
        // Moving a unit changes the unit it leaves as well as the one it joins.
        let above = caller.tree.unit(UnitId(id)).and_then(|unit| unit.parent);
        caller.at(Action::EditDirectory, above)?;
        check_parent(&caller, parent)?;
    }
    let level = patch.level.as_deref().map(level).transpose()?;
    records.directory.edit_unit(UnitId(id), UnitEdit { name: patch.name, level, parent }).await?;
    Ok(Json(shown(&records.directory.tree().await?, UnitId(id))?))
}

/// Close a unit from now on.
#[utoipa::path(delete, path = "/units/{id}", operation_id = "closeUnit", tag = "directory", params(("id" = Uuid, Path)), responses(
    (status = 204),
    (status = 409, description = "It still has units or sites", body = super::problem::ProblemBody)))]
pub(super) async fn close(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    caller.at(Action::EditDirectory, Some(UnitId(id)))?;
    records.directory.close_unit(UnitId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The parent exists and is the caller's to edit.
fn check_parent(caller: &Caller, parent: Option<UnitId>) -> Result<(), Problem> {
    if parent.is_some_and(|parent| caller.tree.unit(parent).is_none()) {
        return Err(Flaw::Unknown.of("parent").into());
    }
    caller.at(Action::EditDirectory, parent)
}

fn level(name: &str) -> Result<Level, FieldError> {
    let flaw = if name.is_empty() { Flaw::Empty } else { Flaw::Unknown };
    Level::of_name(name).ok_or(flaw.of("level"))
}

fn shown(tree: &Tree, id: UnitId) -> Result<UnitBody, Problem> {
    tree.unit(id).map(UnitBody::from).ok_or(Problem::not_found())
}
