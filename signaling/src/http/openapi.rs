//! What does the API look like to a program? The OpenAPI document, written by the handlers themselves and
//! committed as `signaling/openapi.json`, so that a change of the API shows in review.

use super::{briefing_body, briefings, minutes, pairings, problem, sessions, sites, units, users, whip};
use axum::http::header;
use axum::response::IntoResponse;
use std::sync::LazyLock;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::server::Server;
use utoipa::{Modify, OpenApi};

static DOCUMENT: LazyLock<String> =
    LazyLock::new(|| Api::openapi().to_pretty_json().expect("the document is JSON") + "\n");

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Giaoban",
        description = "Briefings, directory, users and devices. Errors are `{code, text, field}`; the text is in \
                       the language of Accept-Language (vi or en)."
    ),
    servers((url = "/api/v1")),
    security(("bearer" = [])),
    modifiers(&Bearer, &StandardDoors),
    components(schemas(problem::ProblemBody, problem::ProblemDetails, briefing_body::BriefingSummary)),
    paths(
        sessions::sign_in, sessions::sign_out, sessions::me, sessions::change_password,
        pairings::begin, pairings::state, pairings::confirm,
        pairings::devices, pairings::remove_device, pairings::device_sign_in,
        units::tree, units::add, units::edit, units::close,
        sites::find, sites::add, sites::edit, sites::remove,
        users::list, users::add, users::edit, users::remove, users::assign, users::unassign,
        briefings::list, briefings::create, briefings::read, briefings::edit, briefings::remove, briefings::log,
        minutes::docx, minutes::pdf, minutes::csv,
        whip::endpoint::publish, whip::endpoint::play, whip::resource::patch, whip::resource::end,
    )
)]
struct Api;

/// Tokens travel in `Authorization: Bearer`.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// What standards name lies beside the API, not below it.
struct StandardDoors;

impl Modify for StandardDoors {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let doors = ["/whip/", "/whep/", "/{door}/"];
        for (path, item) in &mut document.paths.paths {
            if doors.iter().any(|door| path.starts_with(door)) {
                item.servers = Some(vec![Server::new("/")]);
            }
        }
    }
}

/// The document.
pub(super) async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}

/// The committed document is what the handlers say. After changing the API, write it anew with
/// `UPDATE_OPENAPI=1 cargo test -p giaoban-signaling openapi`.
#[test]
fn the_committed_document_is_what_the_handlers_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(path, DOCUMENT.as_str()).expect("the committed file is written");
    }
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == *DOCUMENT,
        "signaling/openapi.json is stale: UPDATE_OPENAPI=1 cargo test -p giaoban-signaling openapi"
    );
}

/// Generated clients name their functions after operations.
#[test]
fn operations_have_names_of_their_own() {
    let document = serde_json::to_value(Api::openapi()).expect("the document is JSON");
    let paths = document["paths"].as_object().expect("paths");
    let operations: Vec<&str> = paths
        .values()
        .flat_map(|path| path.as_object().expect("operations").values())
        .filter(|operation| operation.is_object())
        .map(|operation| operation["operationId"].as_str().expect("a name"))
        .collect();
    let distinct: std::collections::BTreeSet<&&str> = operations.iter().collect();
    assert_eq!((distinct.len(), operations.len()), (37, 37));
}
