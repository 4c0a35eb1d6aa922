//! What does the server answer over HTTP? The routes under `/api/v1`, one file a resource.

mod briefing_body;
mod briefings;
mod caller;
mod language;
mod minutes;
mod openapi;
mod pairings;
mod problem;
mod sessions;
mod sites;
mod units;
mod users;
pub(crate) mod whip;
mod words;

use crate::attempts::Attempts;
use crate::records::Records;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{delete, get, patch, post};
use axum::{Extension, Router};
use problem::Problem;
use std::net::{IpAddr, SocketAddr};
use tower_http::set_header::SetResponseHeaderLayer;

#[cfg(test)]
mod tests;

/// Largest request: forms and lists of ids, nothing else.
const BODY_MAX: usize = 64 * 1024;
/// Largest briefing: the ids of every commune of the country.
const BRIEFING_BODY_MAX: usize = 256 * 1024;

/// Sign-ins and new pairings of one address per minute: a whole province behind one proxy on a bad morning,
/// and still no rate to guess at.
const ENTRIES_PER_MINUTE: u32 = 120;
const MINUTE_MS: i64 = 60_000;

/// The routes under `/api/v1`.
pub fn router(records: Records) -> Router {
    let entries = Attempts::new(ENTRIES_PER_MINUTE, MINUTE_MS);
    let entrance = Router::new()
        .route("/session", post(sessions::sign_in))
        .route("/pairings", post(pairings::begin))
        .route_layer(from_fn_with_state(records.clone(), limit_by_address))
        .route_layer(Extension(entries));
    let large = DefaultBodyLimit::max(BRIEFING_BODY_MAX);
    let api = entrance
        .route("/session", delete(sessions::sign_out))
        .route("/me", get(sessions::me))
        .route("/me/password", post(sessions::change_password))
        .route("/pairings/{id}", get(pairings::state))
        .route("/pairings/confirm", post(pairings::confirm))
        .route("/devices", get(pairings::devices))
        .route("/devices/{id}", delete(pairings::remove_device))
        .route("/device-session", post(pairings::device_sign_in))
        .route("/units", get(units::tree).post(units::add))
        .route("/units/{id}", patch(units::edit).delete(units::close))
        .route("/sites", get(sites::find).post(sites::add))
        .route("/sites/{id}", patch(sites::edit).delete(sites::remove))
        .route("/users", get(users::list).post(users::add))
        .route("/users/{id}", patch(users::edit).delete(users::remove))
        .route("/users/{id}/roles", post(users::assign))
        .route("/users/{id}/roles/{role}", delete(users::unassign))
        .route("/briefings", get(briefings::list).post(briefings::create).layer(large))
        .route(
            "/briefings/{id}",
            get(briefings::read).patch(briefings::edit).delete(briefings::remove).layer(large),
        )
        .route("/briefings/{id}/log", get(briefings::log))
        .route("/briefings/{id}/minutes.docx", get(minutes::docx))
        .route("/briefings/{id}/minutes.pdf", get(minutes::pdf))
        .route("/briefings/{id}/minutes.csv", get(minutes::csv))
        .route("/openapi.json", get(openapi::document))
        .fallback(async || Problem::not_found())
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn(problem::in_words))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .with_state(records);
    Router::new().nest("/api/v1", api)
}

/// Where anybody may knock, each address may knock so often.
async fn limit_by_address(
    State(records): State<Records>,
    Extension(entries): Extension<Attempts>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| network_of(info.0.ip()));
    entries.begin(&address.unwrap_or_default(), records.clock.now())?;
    Ok(next.run(request).await)
}

/// An IPv6 subscriber has a whole /64 to knock from.
fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}/64", u128::from(address) >> 64),
    }
}
