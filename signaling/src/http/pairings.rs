//! Pairing a room's device with its site, and what is paired.

use super::caller::Caller;
use super::problem::Problem;
use crate::directory::Site;
use crate::field::Flaw;
use crate::identity::{Device, PairingState};
use crate::ids::{DeviceId, PairingId};
use crate::protocol::Action;
use crate::records::Records;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use giaoban_link::SiteId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A device asks to be paired.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PairingRequest {
    /// What the technician will know the device by.
    name: String,
}

/// A pairing has begun.
#[derive(Serialize, ToSchema)]
pub(super) struct PairingBegun {
    /// The pairing.
    id: Uuid,
    /// Code to read out to the technician.
    #[schema(example = "AB2CD3")]
    code: String,
    /// The device's proof when it asks for the outcome.
    secret: String,
    /// When the code ends, ms since 1970.
    expires_at: i64,
}

/// The device's proof.
#[derive(Deserialize, IntoParams)]
pub(super) struct PairingProof {
    /// The secret the pairing began with.
    secret: String,
}

/// What became of a pairing.
#[derive(Serialize, ToSchema)]
pub(super) struct PairingOutcome {
    /// `pending`, `confirmed` or `expired`.
    state: &'static str,
    /// The device's own token, once confirmed.
    device_token: Option<String>,
    /// Its site, once confirmed.
    site: Option<SiteName>,
}

/// A site, briefly.
#[derive(Serialize, ToSchema)]
pub(super) struct SiteName {
    id: Uuid,
    code: String,
    name: String,
}

/// A technician confirms.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirmation {
    /// The code the device shows.
    code: String,
    /// Its site.
    site: Uuid,
}

/// A paired device.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceBody {
    id: Uuid,
    /// Its site.
    site: Uuid,
    name: String,
    /// The technician who confirmed it.
    paired_by: Uuid,
    /// When, ms since 1970.
    paired_at: i64,
}

/// Which devices.
#[derive(Deserialize, IntoParams)]
pub(super) struct DeviceFilter {
    /// Of this site only.
    site: Option<Uuid>,
}

/// A device's own token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceCredentials {
    device_token: String,
}

/// A device has signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceSignedIn {
    /// Bearer token for `Authorization`.
    token: String,
    /// When it ends, ms since 1970.
    expires_at: i64,
    /// Its site.
    site: SiteName,
}

impl From<Site> for SiteName {
    fn from(site: Site) -> Self {
        Self { id: site.id.0, code: site.code, name: site.name }
    }
}

impl From<Device> for DeviceBody {
    fn from(device: Device) -> Self {
        Self {
            id: device.id.0,
            site: device.site.0,
            name: device.name,
            paired_by: device.paired_by.0,
            paired_at: device.paired_at,
        }
    }
}

/// A device asks to be paired and shows the code.
#[utoipa::path(post, path = "/pairings", operation_id = "beginPairing", tag = "devices", request_body = PairingRequest, responses(
    (status = 201, body = PairingBegun),
    (status = 429, description = "Too many attempts", body = super::problem::ProblemBody)))]
pub(super) async fn begin(
    State(records): State<Records>,
    Json(request): Json<PairingRequest>,
) -> Result<(StatusCode, Json<PairingBegun>), Problem> {
    let begun = records.identity.begin_pairing(&request.name).await?;
    let body =
        PairingBegun { id: begun.id.0, code: begun.code, secret: begun.secret, expires_at: begun.expires_at };
    Ok((StatusCode::CREATED, Json(body)))
}

/// What became of a pairing, for the device that began it.
#[utoipa::path(get, path = "/pairings/{id}", operation_id = "pairingState", tag = "devices", params(("id" = Uuid, Path), PairingProof), responses(
    (status = 200, body = PairingOutcome),
    (status = 404, description = "No such pairing, or a wrong secret", body = super::problem::ProblemBody)))]
pub(super) async fn state(
    State(records): State<Records>,
    Path(id): Path<Uuid>,
    Query(proof): Query<PairingProof>,
) -> Result<Json<PairingOutcome>, Problem> {
    let outcome = |state, device_token, site| Ok(Json(PairingOutcome { state, device_token, site }));
    match records.identity.pairing_state(PairingId(id), &proof.secret).await? {
        PairingState::Pending => outcome("pending", None, None),
        PairingState::Expired => outcome("expired", None, None),
        PairingState::Confirmed { device_token, site } => {
            let site = records.directory.site(site).await?.ok_or(Problem::not_found())?;
            outcome("confirmed", Some(device_token), Some(site.into()))
        }
    }
}

/// A technician confirms the device that shows the code.
#[utoipa::path(post, path = "/pairings/confirm", operation_id = "confirmPairing", tag = "devices", request_body = Confirmation, responses(
    (status = 201, body = DeviceBody),
    (status = 404, description = "No device shows this code", body = super::problem::ProblemBody),
    (status = 429, description = "Too many wrong codes", body = super::problem::ProblemBody)))]
pub(super) async fn confirm(
    State(records): State<Records>,
    caller: Caller,
    Json(confirmation): Json<Confirmation>,
) -> Result<(StatusCode, Json<DeviceBody>), Problem> {
    let technician = caller.user()?;
    caller.somewhere(Action::PairDevices)?;
    let site = records.directory.site(SiteId(confirmation.site)).await?.ok_or(Flaw::Unknown.of("site"))?;
    caller.at(Action::PairDevices, Some(site.unit))?;
    let device = records.identity.confirm_pairing(&confirmation.code, site.id, technician).await?;
    let device = records.identity.device(device).await?.ok_or(Problem::not_found())?;
    Ok((StatusCode::CREATED, Json(device.into())))
}

/// The devices a technician looks after.
#[utoipa::path(get, path = "/devices", operation_id = "listDevices", tag = "devices", params(DeviceFilter), responses(
    (status = 200, body = Vec<DeviceBody>)))]
pub(super) async fn devices(
    State(records): State<Records>,
    caller: Caller,
    Query(filter): Query<DeviceFilter>,
) -> Result<Json<Vec<DeviceBody>>, Problem> {
    caller.somewhere(Action::PairDevices)?;
    let sites = records.directory.find_sites(&caller.tree, "", None).await?;
    let units: HashMap<SiteId, _> = sites.into_iter().map(|site| (site.id, site.unit)).collect();
    let mut devices = records.identity.devices().await?;
    devices.retain(|device| {
        let wanted = filter.site.is_none_or(|site| site == device.site.0);
        let unit = units.get(&device.site);
        wanted && unit.is_some_and(|unit| caller.at(Action::PairDevices, Some(*unit)).is_ok())
    });
    Ok(Json(devices.into_iter().map(DeviceBody::from).collect()))
}

/// Remove a device: it is signed out and has to be paired again.
#[utoipa::path(delete, path = "/devices/{id}", operation_id = "removeDevice", tag = "devices", params(("id" = Uuid, Path)), responses(
    (status = 204)))]
pub(super) async fn remove_device(
    State(records): State<Records>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    caller.somewhere(Action::PairDevices)?;
    let device = records.identity.device(DeviceId(id)).await?.ok_or(Problem::not_found())?;
    let unit = records.directory.site(device.site).await?.map(|site| site.unit);
    caller.at(Action::PairDevices, unit)?;
    records.identity.remove_device(device.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A paired device signs in by itself.
#[utoipa::path(post, path = "/device-session", operation_id = "deviceSignIn", tag = "devices", request_body = DeviceCredentials, responses(
    (status = 200, body = DeviceSignedIn),
    (status = 401, description = "Unknown or removed device", body = super::problem::ProblemBody)))]
pub(super) async fn device_sign_in(
    State(records): State<Records>,
    Json(credentials): Json<DeviceCredentials>,
) -> Result<Json<DeviceSignedIn>, Problem> {
    let signed = records.identity.device_sign_in(&credentials.device_token).await?;
    let site = records.directory.site(signed.site).await?.ok_or(Problem::not_found())?;
    Ok(Json(DeviceSignedIn { token: signed.token, expires_at: signed.expires_at, site: site.into() }))
}
