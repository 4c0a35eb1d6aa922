//! Pairing over HTTP, from the code on the wall to the room's list of briefings.

use super::*;

impl World {
    async fn pairing(&self) -> Value {
        let (status, pairing) = self.post("/pairings", "", json!({"name": "Máy phòng họp"})).await;
        assert_eq!(status, 201);
        pairing
    }

    async fn outcome(&self, pairing: &Value) -> Value {
        let text = |name: &str| pairing[name].as_str().unwrap().to_owned();
        let (status, outcome) =
            self.get(&format!("/pairings/{}?secret={}", text("id"), text("secret")), "").await;
        assert_eq!(status, 200);
        outcome
    }

    async fn confirm(&self, token: &str, code: &Value, site: SiteId) -> Answer {
        self.post("/pairings/confirm", token, json!({"code": code, "site": site.0})).await
    }
}

#[tokio::test]
async fn a_room_is_paired_by_a_technician_of_its_subtree_and_finds_its_briefing() {
    let world = World::new().await;
    let admin = world.token("quantri", Role::Admin, None).await;
    world.post("/briefings", &admin, world.briefing()).await;
    let technician = world.token("kythuat", Role::Technician, Some(world.district)).await;
    let pairing = world.pairing().await;
    assert_eq!(world.outcome(&pairing).await["state"], "pending");
    let outside = world.confirm(&technician, &pairing["code"], world.bac_ha).await;
    assert_eq!(refusal(outside), refused(403, "not_allowed", None));
    let (status, device) = world.confirm(&technician, &pairing["code"], world.bao_ha).await;
    assert_eq!((status, &device["name"]), (201, &json!("Máy phòng họp")));

    let outcome = world.outcome(&pairing).await;
    assert_eq!((&outcome["state"], &outcome["site"]["code"]), (&json!("confirmed"), &json!("BY-BH")));
    let credentials = json!({"device_token": outcome["device_token"]});
    let (status, signed) = world.post("/device-session", "", credentials.clone()).await;
    assert_eq!((status, &signed["site"]["name"]), (200, &json!("Điểm cầu xã Bảo Hà")));
    let token = signed["token"].as_str().unwrap();

    let (_, me) = world.get("/me", token).await;
    assert_eq!((&me["kind"], &me["site"]), (&json!("device"), &json!(world.bao_ha.0)));
    assert_eq!(me["may"], json!(["watch", "publish", "register", "present", "vote", "opine"]));
    let (_, today) = world.get("/briefings?today=1", token).await;
    let summary = today[0].clone();
    assert_eq!((&summary["title"], &summary["state"]), (&json!("Giao ban tuần 47"), &json!("scheduled")));
    assert_eq!(summary["expected"], 2);
    for path in ["/units", "/sites", "/users", "/devices"] {
        assert_eq!(refusal(world.get(path, token).await), refused(403, "not_allowed", None), "{path}");
    }

    let path = format!("/devices/{}", device["id"].as_str().unwrap());
    let elsewhere = world.token("kythuat2", Role::Technician, Some(world.other_district)).await;
    assert_eq!(world.get("/devices", &elsewhere).await.1, json!([]));
    assert_eq!(refusal(world.delete(&path, &elsewhere).await), refused(403, "not_allowed", None));
    let (_, listed) = world.get(&format!("/devices?site={}", world.bao_ha.0), &technician).await;
    assert_eq!(listed, json!([device]));
    assert_eq!(world.delete(&path, &technician).await.0, 204);
    assert_eq!(world.get("/me", token).await.0, 401);
    assert_eq!(
        refusal(world.post("/device-session", "", credentials).await),
        refused(401, "not_signed_in", None)
    );
}

#[tokio::test]
async fn guessing_codes_is_limited_to_ten_wrong_ones() {
    let world = World::new().await;
    let technician = world.token("kythuat", Role::Technician, Some(world.district)).await;
    let pairing = world.pairing().await;
    for _ in 0..10 {
        let wrong = world.confirm(&technician, &json!("ZZZZZZ"), world.bao_ha).await;
        assert_eq!(refusal(wrong), refused(404, "not_found", "code"));
    }
    let stopped = world.confirm(&technician, &pairing["code"], world.bao_ha).await;
    assert_eq!(refusal(stopped), refused(429, "busy", None), "even the right one");
    assert_eq!(world.outcome(&pairing).await["state"], "pending");
}

#[tokio::test]
async fn an_old_code_is_worth_nothing() {
    let world = World::new().await;
    let technician = world.token("kythuat", Role::Technician, Some(world.district)).await;
    let pairing = world.pairing().await;
    world.now.fetch_add(10 * 60_000, Ordering::Relaxed);
    let late = world.confirm(&technician, &pairing["code"], world.bao_ha).await;
    assert_eq!(refusal(late), refused(404, "not_found", "code"));
    assert_eq!(world.outcome(&pairing).await["state"], "expired");
}
