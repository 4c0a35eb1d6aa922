//! Signing in and out, and "who am I?".

use super::caller::{Caller, bearer};
use super::problem::Problem;
use super::users::UserBody;
use crate::authority::{Standing, Target, may};
use crate::identity::Principal;
use crate::protocol::{Action, Refusal};
use crate::records::Records;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    /// User name.
    username: String,
    /// Password.
    password: String,
}

/// A user has signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct SignedIn {
    /// Bearer token for `Authorization`.
    token: String,
    /// When it ends, ms since 1970.
    expires_at: i64,
    /// The user.
    user: UserBody,
}

/// The old and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordChange {
    /// The password until now.
    current: String,
    /// The password from now on, at least 12 characters.
    password: String,
}

/// Who the caller is.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// `user` or `device`.
    kind: &'static str,
    /// The user.
    user: Option<Uuid>,
    /// The site of a device.
    site: Option<Uuid>,
    /// Name shown to others.
    name: String,
    /// Roles, each in a subtree.
    roles: Vec<RoleBody>,
    /// What the caller may do somewhere; buttons follow it.
    #[schema(value_type = Vec<String>)]
    may: Vec<Action>,
}

/// One role.
#[derive(Serialize, ToSchema)]
pub(super) struct RoleBody {
    /// `admin`, `centre`, `technician`, `secretary`, `chair`, `deputy`, `delegate`, `observer` or `auditor`.
    role: &'static str,
    /// Root of the subtree; null = everywhere.
    unit: Option<Uuid>,
}

/// Sign in with user name and password.
#[utoipa::path(post, path = "/session", operation_id = "signIn", tag = "session", request_body = Credentials, responses(
    (status = 200, body = SignedIn),
    (status = 401, description = "Wrong user name or password", body = super::problem::ProblemBody),
    (status = 429, description = "Too many attempts", body = super::problem::ProblemBody)))]
pub(super) async fn sign_in(
    State(records): State<Records>,
    Json(credentials): Json<Credentials>,
) -> Result<Json<SignedIn>, Problem> {
    let signed = records.identity.sign_in(&credentials.username, &credentials.password).await?;
    Ok(Json(SignedIn { token: signed.token, expires_at: signed.expires_at, user: signed.user.into() }))
}

/// The token to sign out with; an expired one is fine.
pub(super) struct Token(String);

impl FromRequestParts<Records> for Token {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Records) -> Result<Self, Problem> {
        Ok(Self(bearer(parts).ok_or(Refusal::NotSignedIn)?.to_owned()))
    }
}

/// Sign out.
#[utoipa::path(delete, path = "/session", operation_id = "signOut", tag = "session", responses((status = 204)))]
pub(super) async fn sign_out(
    State(records): State<Records>,
    Token(token): Token,
) -> Result<StatusCode, Problem> {
    records.identity.sign_out(&token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who am I, and what may I do?
#[utoipa::path(get, path = "/me", operation_id = "me", tag = "session", responses((status = 200, body = Me)))]
pub(super) async fn me(State(records): State<Records>, caller: Caller) -> Result<Json<Me>, Problem> {
    let site = match caller.site() {
        Some(site) => Some(records.directory.site(site).await?.ok_or(Refusal::NotSignedIn)?),
        None => None,
    };
    let (user, name, roles) = match &caller.principal {
        Principal::User { id, name, roles } => (Some(id.0), name.clone(), roles.as_slice()),
        _ => (None, site.as_ref().map(|site| site.name.clone()).unwrap_or_default(), [].as_slice()),
    };
    let roles =
        roles.iter().map(|(role, unit)| RoleBody { role: role.name(), unit: unit.map(|unit| unit.0) });
    Ok(Json(Me {
        kind: if user.is_some() { "user" } else { "device" },
        user,
        site: site.map(|site| site.id.0),
        name,
        roles: roles.collect(),
        may: Action::ALL.iter().copied().filter(|action| may_anywhere(&caller, *action)).collect(),
    }))
}

fn may_anywhere(caller: &Caller, action: Action) -> bool {
    caller.somewhere(action).is_ok()
        || caller.standings().iter().any(|standing| match standing {
            Standing::Room(site) => may(&[*standing], action, Target::Site(*site, &[])).is_ok(),
            _ => false,
        })
}

/// Change the own password. Every sign-in ends.
#[utoipa::path(post, path = "/me/password", operation_id = "changePassword", tag = "session", request_body = PasswordChange, responses(
    (status = 204),
    (status = 401, description = "Wrong password", body = super::problem::ProblemBody),
    (status = 422, description = "The new password is weak", body = super::problem::ProblemBody)))]
pub(super) async fn change_password(
    State(records): State<Records>,
    caller: Caller,
    Json(change): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    records.identity.change_password(caller.user()?, &change.current, &change.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
