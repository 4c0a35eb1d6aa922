//! Users and their roles. An administrator of a subtree administers the users of that subtree, and gives roles
//! in it; nobody can give more than their own subtree or reach somebody who has more.

use super::caller::Caller;
use super::problem::Problem;
use crate::authority::Standing;
use crate::field::{FieldError, Flaw};
use crate::identity::{Assignment, NewUser, Role, User, UserEdit};
use crate::ids::{RoleAssignmentId, UnitId, UserId};
use crate::protocol::{Action, Refusal};
use crate::records::Records;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A user.
#[derive(Serialize, ToSchema)]
pub(super) struct UserBody {
    id: Uuid,
    /// Name to sign in with.
    username: String,
    /// Name shown to others.
    name: String,
    /// Post, such as "Phó Chủ tịch UBND huyện".
    post: String,
    /// The unit whose administrators look after the user; null = those of the whole.
    unit: Option<Uuid>,
    roles: Vec<AssignmentBody>,
}

/// One role of a user.
#[derive(Serialize, ToSchema)]
pub(super) struct AssignmentBody {
    id: Uuid,
    /// `admin`, `centre`, `technician`, `secretary`, `chair`, `deputy`, `delegate`, `observer` or `auditor`.
    role: &'static str,
    /// Root of the subtree; null = everywhere.
    unit: Option<Uuid>,
}

/// A user to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserInput {
    #[serde(default)]
    username: String,
    /// At least 12 characters.
    #[serde(default)]
    password: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    post: String,
    /// The unit whose administrators look after the user; left out = the caller's own.
    unit: Option<Uuid>,
}

/// What to change of a user; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserPatch {
    name: Option<String>,
    post: Option<String>,
    /// A new password ends every sign-in of the user.
    password: Option<String>,
}

/// A role to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleInput {
    /// `admin`, `centre`, `technician`, `secretary`, `chair`, `deputy`, `delegate`, `observer` or `auditor`.
    #[serde(default)]
    role: String,
    /// Root of the subtree; null = everywhere.
    unit: Option<Uuid>,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        Self {
            id: user.id.0,
            username: user.username,
            name: user.name,
            post: user.post,
            unit: user.unit.map(|unit| unit.0),
            roles: user.roles.into_iter().map(AssignmentBody::from).collect(),
        }
    }
}

impl From<Assignment> for AssignmentBody {
    fn from(assignment: Assignment) -> Self {
        Self { id: assignment.id.0, role: assignment.role.name(), unit: assignment.unit.map(|unit| unit.0) }
    }
}

/// Every user, by name: for administrators, and for those who choose a chair.
#[utoipa::path(get, path = "/users", operation_id = "listUsers", tag = "users", responses((status = 200, body = Vec<UserBody>)))]
pub(super) async fn list(
    State(records): State<Records>,
    caller: Caller,
) -> Result<Json<Vec<UserBody>>, Problem> {
    caller.somewhere(Action::EditDirectory).or_else(|_| caller.somewhere(Action::EditSchedule))?;
    Ok(Json(records.identity.users().await?.into_iter().map(UserBody::from).collect()))
}

/// Add a user.
#[utoipa::path(post, path = "/users", operation_id = "addUser", tag = "users", request_body = UserInput, responses(
    (status = 201, body = UserBody),
    (status = 422, description = "A field is wrong", body = super::problem::ProblemBody)))]
pub(super) async fn add(
    State(records): State<Records>,
    caller: Caller,
    Json(input): Json<UserInput>,
) -> Result<(StatusCode, Json<UserBody>), Problem> {
    caller.somewhere(Action::EditDirectory)?;
    let unit = input.unit.map(UnitId).or_else(|| own_unit(&caller));
    caller.at(Action::EditDirectory, unit)?;
    let user = NewUser {
        username: input.username,
        password: input.password,
        name: input.name,
        post: input.post,
        unit,
        roles: Vec::new(),
    };
    let id = records.identity.add_user(user).await?;
    Ok((StatusCode::CREATED, Json(shown(&records, id).await?)))
}

/// Change a user.
#[utoipa::path(patch, path = "/users/{id}", operation_id = "editUser", tag = "users", params(("id" = Uuid, Path)), request_body = UserPatch,
    responses((status = 200, body = UserBody),
    (status = 422, description = "A field is wrong", body = super::problem::ProblemBody)))]
pub(super) async fn edit(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(patch): Json<UserPatch>,
) -> Result<Json<UserBody>, Problem> {
    let user = administered(&records, &caller, UserId(id)).await?;
    let edit = UserEdit { name: patch.name, post: patch.post, password: patch.password };
    records.identity.edit_user(user.id, edit).await?;
    Ok(Json(shown(&records, user.id).await?))
}

/// Remove a user.
#[utoipa::path(delete, path = "/users/{id}", operation_id = "removeUser", tag = "users", params(("id" = Uuid, Path)), responses(
    (status = 204),
    (status = 409, description = "The last administrator", body = super::problem::ProblemBody)))]
pub(super) async fn remove(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let user = administered(&records, &caller, UserId(id)).await?;
    records.identity.remove_user(user.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give a user a role in a subtree.
#[utoipa::path(post, path = "/users/{id}/roles", operation_id = "assignRole", tag = "users", params(("id" = Uuid, Path)), request_body = RoleInput,
    responses((status = 201, body = AssignmentBody),
    (status = 422, description = "A field is wrong", body = super::problem::ProblemBody)))]
pub(super) async fn assign(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(input): Json<RoleInput>,
) -> Result<(StatusCode, Json<AssignmentBody>), Problem> {
    let user = administered(&records, &caller, UserId(id)).await?;
    let (role, unit) = (role(&input.role)?, input.unit.map(UnitId));
    if unit.is_some_and(|unit| caller.tree.unit(unit).is_none()) {
        return Err(Flaw::Unknown.of("unit").into());
    }
    caller.at(Action::EditDirectory, unit)?;
    let id = records.identity.assign(user.id, role, unit).await?;
    Ok((StatusCode::CREATED, Json(Assignment { id, role, unit }.into())))
}

/// Take a role away.
#[utoipa::path(delete, path = "/users/{id}/roles/{role}", operation_id = "unassignRole", tag = "users",
    params(("id" = Uuid, Path), ("role" = Uuid, Path, description = "The assignment's id")),
    responses((status = 204),
    (status = 409, description = "The last administrator", body = super::problem::ProblemBody)))]
pub(super) async fn unassign(
    State(records): State<Records>,
    caller: Caller,
    Path((id, role)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    let user = administered(&records, &caller, UserId(id)).await?;
    records.identity.unassign(user.id, RoleAssignmentId(role)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A user whom the caller may administer: their unit and every subtree they have a role in is the caller's.
async fn administered(records: &Records, caller: &Caller, id: UserId) -> Result<User, Problem> {
    caller.somewhere(Action::EditDirectory)?;
    let user = records.identity.user(id).await?.ok_or(Problem::not_found())?;
    for unit in user.roles.iter().map(|held| held.unit).chain([user.unit]) {
        caller.at(Action::EditDirectory, unit)?;
    }
    Ok(user)
}

/// The unit in which the caller administers; none for the whole.
fn own_unit(caller: &Caller) -> Option<UnitId> {
    let mut units = caller.standings().into_iter().filter_map(|standing| match standing {
        Standing::Role(Role::Admin, unit) => Some(unit),
        _ => None,
    });
    let first = units.next().flatten();
    first.filter(|_| units.all(|unit| unit.is_some()))
}

fn role(name: &str) -> Result<Role, FieldError> {
    let flaw = if name.is_empty() { Flaw::Empty } else { Flaw::Unknown };
    Role::of_name(name).ok_or(flaw.of("role"))
}

async fn shown(records: &Records, id: UserId) -> Result<UserBody, Problem> {
    let user = records.identity.user(id).await?;
    Ok(user.ok_or(Problem::from(Refusal::NotFound))?.into())
}
