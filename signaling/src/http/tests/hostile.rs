//! Requests that are wrong on purpose: a clear refusal, and nothing else changes.

use super::*;
use axum::extract::ConnectInfo;
use std::net::SocketAddr;

async fn raw(
    world: &World,
    method: Method,
    path: &str,
    body: impl Into<Body>,
) -> (u16, String, Option<String>) {
    refusal(answer(world.send(request(method, path, "", body.into())).await).await)
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let world = World::new().await;
    let deep = "[".repeat(10_000);
    for (body, status) in [
        ("", 400),
        ("{", 400),
        ("null", 422),
        ("[]", 422),
        ("\"\"", 422),
        ("{\"username\": 5, \"password\": \"a\"}", 422),
        ("{\"username\": \"a\"}", 422),
        ("{\"username\": \"a\", \"password\": \"b\", \"admin\": true}", 422),
        ("{\"username\": \"a\", \"username\": \"b\", \"password\": \"b\"}", 422),
        ("{\"username\": \"\\ud800\", \"password\": \"b\"}", 400),
        (deep.as_str(), 422),
    ] {
        let given = raw(&world, Method::POST, "/session", body.to_owned()).await;
        assert_eq!(given, refused(status, "malformed", None), "{body:.40}");
    }
    let invalid_utf8 = raw(&world, Method::POST, "/session", vec![b'"', 0xff, b'"']).await;
    assert_eq!((invalid_utf8.0 / 100, invalid_utf8.1.as_str()), (4, "malformed"));
    let mut request = request(Method::POST, "/session", "", Body::from("{}"));
    request.headers_mut().remove(header::CONTENT_TYPE);
    assert_eq!(refusal(answer(world.send(request).await).await), refused(415, "malformed", None));
}

#[tokio::test]
async fn bodies_are_limited() {
    let world = World::new().await;
    let token = world.token("quantri", Role::Admin, None).await;
    let name = "a".repeat(65 * 1024);
    let unit = json!({"name": name, "level": "commune"});
    assert_eq!(refusal(world.post("/units", &token, unit).await), refused(413, "malformed", None));
    let sites: Vec<_> = (0..3_500).map(|_| uuid::Uuid::now_v7()).collect();
    let mut briefing = world.briefing();
    briefing["sites"] = json!(sites);
    let national = world.post("/briefings", &token, briefing.clone()).await;
    assert_eq!(
        refusal(national),
        refused(422, "invalid", "sites"),
        "large enough for the country's communes"
    );
    briefing["place"] = json!("a".repeat(256 * 1024));
    assert_eq!(refusal(world.post("/briefings", &token, briefing).await), refused(413, "malformed", None));
}

#[tokio::test]
async fn wrong_paths_methods_and_queries_are_refused() {
    let world = World::new().await;
    let token = world.token("quantri", Role::Admin, None).await;
    for (method, path, expected) in [
        (Method::GET, "/nowhere", refused(404, "not_found", None)),
        (Method::GET, "/../../etc/passwd", refused(404, "not_found", None)),
        (Method::PUT, "/units", refused(405, "malformed", None)),
        (Method::PATCH, "/units/1", refused(400, "malformed", None)),
        (Method::GET, "/briefings/'%20OR%201=1", refused(400, "malformed", None)),
        (Method::GET, "/briefings?from=x", refused(400, "malformed", None)),
        (Method::GET, "/sites?unit=x", refused(400, "malformed", None)),
        (Method::GET, "/pairings/01890000-0000-7000-8000-000000000000", refused(400, "malformed", None)),
        (
            Method::GET,
            "/pairings/01890000-0000-7000-8000-000000000000?secret=",
            refused(404, "not_found", None),
        ),
    ] {
        assert_eq!(refusal(world.ask(method, path, &token, Value::Null).await), expected, "{path}");
    }
    let extremes = format!("/briefings?from={}&to={}", i64::MIN, i64::MAX);
    assert_eq!(world.get(&extremes, &token).await, (200, json!([])));
    assert_eq!(world.get("/sites?q=%27%3B%20DROP%20TABLE%20site%3B--", &token).await, (200, json!([])));
    assert_eq!(world.get(&format!("/units?at={}", i64::MIN), &token).await, (200, json!([])));
}

#[tokio::test]
async fn passwords_are_not_guessed() {
    let world = World::new().await;
    world.user("thuky", None, &[]).await;
    let credentials = |password: &str| json!({"username": "thuky", "password": password});
    for _ in 0..5 {
        let wrong = world.post("/session", "", credentials("sai")).await;
        assert_eq!(wrong.1["text"], "Wrong user name or password. Check them and try again.");
        assert_eq!(refusal(wrong), refused(401, "not_signed_in", None));
    }
    let body = Body::from(credentials(PASSWORD).to_string());
    let response = world.send(request(Method::POST, "/session", "", body)).await;
    assert_eq!(response.headers()[header::RETRY_AFTER], "900");
    let (status, body) = answer(response).await;
    assert_eq!((status, &body["text"]), (429, &json!("Too many attempts. Wait 15 min, then try again.")));
}

#[tokio::test]
async fn one_address_knocks_only_so_often() {
    let world = World::new().await;
    let knock = async |address: &str| {
        let body = Body::from(json!({"name": "Máy phòng họp"}).to_string());
        let mut request = request(Method::POST, "/pairings", "", body);
        let address: SocketAddr = address.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        world.send(request).await.status().as_u16()
    };
    for _ in 0..super::super::ENTRIES_PER_MINUTE {
        assert_eq!(knock("[2001:db8::1]:1000").await, 201);
    }
    assert_eq!(knock("[2001:db8::2]:2000").await, 429, "the same subscriber");
    assert_eq!(knock("192.0.2.1:1000").await, 201);
    assert_eq!(world.get("/openapi.json", "").await.0, 200, "reading is not knocking");
    world.now.fetch_add(60_000, Ordering::Relaxed);
    assert_eq!(knock("[2001:db8::1]:1000").await, 201);
}

#[tokio::test]
async fn a_failing_store_is_not_described_to_the_caller() {
    let world = World::new().await;
    let token = world.token("quantri", Role::Admin, None).await;
    world.records.store.close().await;
    let (status, body) = world.get("/units", &token).await;
    assert_eq!((status, &body["code"]), (503, &json!("busy")));
    assert_eq!(body["text"], "The system is busy. It will retry by itself.");
}

#[tokio::test]
async fn answers_are_not_stored_by_caches() {
    let world = World::new().await;
    let response = world.send(request(Method::GET, "/me", "", Body::empty())).await;
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
}
