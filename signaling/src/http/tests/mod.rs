//! The router as an outside program meets it, without a socket.

mod briefings;
mod devices;
mod hostile;
mod minutes;
mod rights;

use crate::clock::Clock;
use crate::directory::{Level, NewSite, NewUnit};
use crate::identity::{NewUser, Role};
use crate::ids::{UnitId, UserId};
use crate::records::Records;
use crate::store::tests::temporary;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, header};
use giaoban_link::SiteId;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use tower::ServiceExt;

const PASSWORD: &str = "mưa rào Phố Ràng";
const HOUR: i64 = 3_600_000;
/// 23 November 2025, 08:00 in UTC+7.
const MORNING: i64 = 1_763_859_600_000;

/// Two districts of a province with a commune each, and people with roles in them.
struct World {
    records: Records,
    router: Router,
    now: Arc<AtomicI64>,
    province: UnitId,
    district: UnitId,
    other_district: UnitId,
    commune: UnitId,
    hall: SiteId,
    bao_ha: SiteId,
    bac_ha: SiteId,
    chair: UserId,
    _folder: TempDir,
}

/// An answer: status and JSON, null when there is no body.
type Answer = (u16, Value);

impl World {
    async fn new() -> Self {
        let (folder, store) = temporary().await;
        let now = Arc::new(AtomicI64::new(MORNING));
        let read = now.clone();
        let records = Records::new(store, Clock::of(move || read.load(Ordering::Relaxed)), [7; 32]);
        let directory = records.directory.clone();
        let unit = async |name: &str, level, parent| {
            directory.add_unit(NewUnit { name: name.into(), level, parent }).await.unwrap()
        };
        let province = unit("Tỉnh Lào Cai", Level::Province, None).await;
        let district = unit("Huyện Bảo Yên", Level::District, Some(province)).await;
        let other_district = unit("Huyện Bắc Hà", Level::District, Some(province)).await;
        let commune = unit("Xã Bảo Hà", Level::Commune, Some(district)).await;
        let site = async |code: &str, name: &str, unit| {
            let site = NewSite { code: code.into(), name: name.into(), unit, phone: String::new() };
            directory.add_site(site).await.unwrap()
        };
        let mut world = Self {
            router: super::router(records.clone()),
            hall: site("LC-TT", "Trung tâm hội nghị tỉnh", province).await,
            bao_ha: site("BY-BH", "Điểm cầu xã Bảo Hà", commune).await,
            bac_ha: site("BH", "Điểm cầu huyện Bắc Hà", other_district).await,
            chair: UserId::new(),
            records,
            now,
            province,
            district,
            other_district,
            commune,
            _folder: folder,
        };
        world.chair = world.user("chutri", None, &[]).await;
        world
    }

    async fn user(&self, username: &str, unit: Option<UnitId>, roles: &[(Role, Option<UnitId>)]) -> UserId {
        let user = NewUser {
            username: username.into(),
            password: PASSWORD.into(),
            name: username.into(),
            post: String::new(),
            unit,
            roles: roles.to_vec(),
        };
        self.records.identity.add_user(user).await.unwrap()
    }

    /// A new user with one role, signed in: the token.
    async fn token(&self, username: &str, role: Role, unit: Option<UnitId>) -> String {
        self.user(username, unit, &[(role, unit)]).await;
        self.sign_in(username).await
    }

    async fn sign_in(&self, username: &str) -> String {
        self.records.identity.sign_in(username, PASSWORD).await.unwrap().token
    }

    async fn get(&self, path: &str, token: &str) -> Answer {
        self.ask(Method::GET, path, token, Value::Null).await
    }

    async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, token, body).await
    }

    async fn patch(&self, path: &str, token: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, path, token, body).await
    }

    async fn delete(&self, path: &str, token: &str) -> Answer {
        self.ask(Method::DELETE, path, token, Value::Null).await
    }

    async fn ask(&self, method: Method, path: &str, token: &str, body: Value) -> Answer {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        answer(self.send(request(method, path, token, body)).await).await
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    fn briefing(&self) -> Value {
        json!({
            "title": "Giao ban tuần 47", "starts_at": MORNING, "ends_at": MORNING + 2 * HOUR, "place": "Hội trường",
            "chair_user": self.chair.0, "chair_site": self.hall.0, "sites": [self.bao_ha.0],
            "agenda": [{"title": "Báo cáo", "minutes": 15, "speech_minutes": 5}],
        })
    }
}

fn request(method: Method, path: &str, token: &str, body: Body) -> Request<Body> {
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/v1{path}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT_LANGUAGE, "en");
    let request = match token {
        "" => request,
        token => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
    };
    request.body(body).unwrap()
}

async fn answer(response: Response<Body>) -> Answer {
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
    let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
    (status, body)
}

/// Status, code and field of a refusal.
fn refusal((status, body): Answer) -> (u16, String, Option<String>) {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    assert!(text("text").is_some_and(|text| !text.is_empty()), "a refusal has a text: {status} {body}");
    (status, text("code").unwrap_or_else(|| panic!("a refusal has a code: {status} {body}")), text("field"))
}

/// What a refusal looks like.
fn refused(status: u16, code: &str, field: impl Into<Option<&'static str>>) -> (u16, String, Option<String>) {
    (status, code.into(), field.into().map(str::to_owned))
}

#[tokio::test]
async fn a_user_signs_in_asks_who_they_are_and_signs_out() {
    let world = World::new().await;
    world.user("thuky", None, &[(Role::Secretary, Some(world.province))]).await;
    let credentials = json!({"username": "thuky", "password": PASSWORD});
    let (status, signed) = world.post("/session", "", credentials).await;
    assert_eq!((status, signed["user"]["username"].as_str()), (200, Some("thuky")));
    assert_eq!(signed["expires_at"], MORNING + 12 * HOUR);
    let token = signed["token"].as_str().unwrap();

    let (status, me) = world.get("/me", token).await;
    assert_eq!((status, &me["kind"], &me["site"]), (200, &json!("user"), &Value::Null));
    assert_eq!(me["roles"], json!([{"role": "secretary", "unit": world.province.0}]));
    assert_eq!(me["may"], json!(["watch", "edit_schedule"]));

    assert_eq!(world.delete("/session", token).await.0, 204);
    assert_eq!(refusal(world.get("/me", token).await), refused(401, "not_signed_in", None));
}

#[tokio::test]
async fn refusals_are_in_the_callers_language() {
    let world = World::new().await;
    for (language, text) in [
        ("en-GB", "Not signed in, or the sign-in has expired. Sign in again."),
        ("vi-VN", "Chưa đăng nhập hoặc phiên đã hết hạn. Hãy đăng nhập lại."),
        ("", "Chưa đăng nhập hoặc phiên đã hết hạn. Hãy đăng nhập lại."),
    ] {
        let request = Request::get("/api/v1/me").header(header::ACCEPT_LANGUAGE, language);
        let (status, body) = answer(world.send(request.body(Body::empty()).unwrap()).await).await;
        assert_eq!((status, body), (401, json!({"code": "not_signed_in", "text": text, "field": null})));
    }
}

#[tokio::test]
async fn the_tree_and_its_sites_are_edited_and_searched() {
    let world = World::new().await;
    let token = world.token("quantri", Role::Admin, None).await;
    let unit = json!({"name": "Xã Kim Sơn", "level": "commune", "parent": world.district.0});
    let (status, unit) = world.post("/units", &token, unit).await;
    assert_eq!(status, 201);
    let site =
        json!({"code": "by-ks", "name": "Điểm cầu xã Kim Sơn", "unit": unit["id"], "phone": "0214 3876 001"});
    let (status, site) = world.post("/sites", &token, site).await;
    assert_eq!((status, &site["code"]), (201, &json!("BY-KS")));
    let (_, found) = world.get(&format!("/sites?q=KIM%20son&unit={}", world.district.0), &token).await;
    assert_eq!(found, json!([site]));
    assert_eq!(found[0]["path"], json!(["Tỉnh Lào Cai", "Huyện Bảo Yên", "Xã Kim Sơn"]));

    let path = format!("/units/{}", unit["id"].as_str().unwrap());
    assert_eq!(refusal(world.delete(&path, &token).await), refused(409, "conflict", None));
    let (status, moved) = world.patch(&path, &token, json!({"parent": null})).await;
    assert_eq!((status, &moved["parent"], &moved["name"]), (200, &Value::Null, &json!("Xã Kim Sơn")));
    world.now.fetch_add(HOUR, Ordering::Relaxed);
    let site = format!("/sites/{}", site["id"].as_str().unwrap());
    assert_eq!(world.patch(&site, &token, json!({"phone": "1"})).await.0, 200);
    assert_eq!(world.delete(&site, &token).await.0, 204);
    assert_eq!(world.delete(&path, &token).await.0, 204);
    let names = |units: Value| units.as_array().unwrap().iter().any(|unit| unit["name"] == "Xã Kim Sơn");
    assert!(!names(world.get("/units", &token).await.1));
    assert!(names(world.get(&format!("/units?at={}", MORNING + 1), &token).await.1), "the past stays");
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let world = World::new().await;
    let token = world.token("quantri", Role::Admin, None).await;
    for (path, body, field) in [
        ("/units", json!({"name": "", "level": "commune"}), "name"),
        ("/units", json!({"level": "commune"}), "name"),
        ("/units", json!({"name": "A", "level": "planet"}), "level"),
        ("/units", json!({"name": "A", "level": "commune", "parent": uuid::Uuid::now_v7()}), "parent"),
        ("/sites", json!({"code": "A", "name": "A"}), "unit"),
        ("/sites", json!({"code": "BY-BH", "name": "A", "unit": world.commune.0}), "code"),
        ("/sites", json!({"code": "A", "name": "A", "unit": world.commune.0, "phone": "<script>"}), "phone"),
        ("/users", json!({"username": "a b", "name": "A", "password": PASSWORD}), "username"),
        ("/users", json!({"username": "ab", "name": "A", "password": "ngắn"}), "password"),
        ("/pairings", json!({"name": ""}), "name"),
    ] {
        let refusal = refusal(world.post(path, &token, body.clone()).await);
        assert_eq!(refusal, refused(422, "invalid", field), "{path} {body}");
    }
    let (_, weak) =
        world.post("/users", &token, json!({"username": "ab", "name": "A", "password": "short"})).await;
    assert_eq!(weak["text"], "The password is too short: at least 12 characters.");
}

#[tokio::test]
async fn a_user_changes_the_own_password() {
    let world = World::new().await;
    let token = world.token("thuky", Role::Secretary, None).await;
    let change = |current: &str, password: &str| {
        let body = json!({"current": current, "password": password});
        world.post("/me/password", &token, body)
    };
    let (wrong, weak) = (change("sai", "nắng sớm Bảo Hà").await, change(PASSWORD, "thuky-thuky-1").await);
    assert_eq!(refusal(wrong), refused(401, "not_signed_in", None));
    assert_eq!(refusal(weak), refused(422, "invalid", "password"));
    assert_eq!(change(PASSWORD, "nắng sớm Bảo Hà").await.0, 204);
    assert_eq!(world.get("/me", &token).await.0, 401);
}
