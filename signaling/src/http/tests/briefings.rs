//! The schedule over HTTP.

use super::*;
use crate::ids::BriefingId;
use crate::store::LogRow;

#[tokio::test]
async fn a_briefing_is_planned_read_changed_and_removed() {
    let world = World::new().await;
    let token = world.token("thuky", Role::Secretary, None).await;
    let (status, made) = world.post("/briefings", &token, world.briefing()).await;
    assert_eq!((status, &made["state"], &made["codec"]), (201, &json!("scheduled"), &json!("vp8")), "{made}");
    assert_eq!(made["sites"], json!([world.hall.0, world.bao_ha.0]), "tree order, the hall among them");
    let path = format!("/briefings/{}", made["id"].as_str().unwrap());
    assert_eq!(world.get(&path, &token).await, (200, made.clone()));

    let items = json!([{"title": "Mở đầu", "minutes": 5}, made["agenda"][0]]);
    let change = json!({"agenda": items, "main_site": world.bac_ha.0, "title": "Giao ban tuần 48"});
    let (status, changed) = world.patch(&path, &token, change).await;
    assert_eq!((status, &changed["title"]), (200, &json!("Giao ban tuần 48")), "{changed}");
    assert_eq!(changed["agenda"][1], made["agenda"][0], "an item keeps its id");
    assert_eq!(changed["agenda"][0]["speech_minutes"], 5);
    assert_eq!(changed["starts_at"], made["starts_at"], "what is left out stays");
    let (_, changed) = world.patch(&path, &token, json!({"main_site": null})).await;
    assert_eq!(changed["main_site"], Value::Null);

    assert_eq!(world.delete(&path, &token).await.0, 204);
    assert_eq!(refusal(world.get(&path, &token).await), refused(404, "not_found", None));
}

#[tokio::test]
async fn wrong_fields_of_a_briefing_are_named() {
    let world = World::new().await;
    let token = world.token("thuky", Role::Secretary, None).await;
    let nowhere = json!(uuid::Uuid::now_v7());
    for (field, value, expected) in [
        ("title", json!(null), "title"),
        ("title", json!("  "), "title"),
        ("starts_at", json!(null), "starts_at"),
        ("ends_at", json!(MORNING - 1), "ends_at"),
        ("codec", json!("h265"), "codec"),
        ("chair_user", json!(null), "chair_user"),
        ("chair_user", nowhere.clone(), "chair_user"),
        ("chair_site", json!(null), "chair_site"),
        ("sites", json!([nowhere]), "sites"),
        ("deputies", json!([world.chair.0]), "deputies"),
        ("agenda", json!([{"title": "A", "minutes": 5}, {"minutes": 5}]), "agenda.1.title"),
        ("agenda", json!([{"title": "A", "minutes": -1}]), "agenda.0.minutes"),
        (
            "agenda",
            json!([{"title": "A", "minutes": 5, "speech_minutes": 1e9 as i64}]),
            "agenda.0.speech_minutes",
        ),
    ] {
        let mut briefing = world.briefing();
        briefing[field] = value.clone();
        let refusal = refusal(world.post("/briefings", &token, briefing).await);
        assert_eq!(refusal, refused(422, "invalid", expected), "{field} = {value}");
    }
    assert_eq!(world.get("/briefings?today=1", &token).await, (200, json!([])));
}

#[tokio::test]
async fn a_clash_names_the_site_the_briefing_and_the_time() {
    let world = World::new().await;
    let token = world.token("thuky", Role::Secretary, None).await;
    world.post("/briefings", &token, world.briefing()).await;
    let other = world.user("chutri2", None, &[]).await;
    let mut briefing = world.briefing();
    briefing["chair_user"] = json!(other.0);
    briefing["chair_site"] = json!(world.bac_ha.0);
    let (status, body) = world.post("/briefings", &token, briefing).await;
    let text = "Điểm cầu xã Bảo Hà is in the briefing “Giao ban tuần 47” at 08:00 23/11/2025. \
                Change the time or the choice.";
    assert_eq!((status, body), (409, json!({"code": "conflict", "text": text, "field": "sites"})));
}

#[tokio::test]
async fn a_begun_briefing_is_not_removed_and_its_log_is_read_by_auditors() {
    let world = World::new().await;
    let token = world.token("thuky", Role::Secretary, None).await;
    let (_, made) = world.post("/briefings", &token, world.briefing()).await;
    let id = made["id"].as_str().unwrap();
    let row = LogRow { rev: 1, at_ms: MORNING, json: "{\"event\":\"opened\"}".into() };
    let briefing = BriefingId(id.parse().unwrap());
    world.records.log.append(briefing, 1, &[row], "live").await.unwrap();

    let path = format!("/briefings/{id}");
    assert_eq!(world.get(&path, &token).await.1["state"], "live");
    assert_eq!(refusal(world.delete(&path, &token).await), refused(409, "wrong_state", None));
    let codec = world.patch(&path, &token, json!({"codec": "h264"})).await;
    assert_eq!(refusal(codec), refused(422, "invalid", "codec"));

    let log = format!("{path}/log");
    assert_eq!(refusal(world.get(&log, &token).await), refused(403, "not_allowed", None));
    let auditor = world.token("kiemtoan", Role::Auditor, Some(world.province)).await;
    let events = json!([{"owner_epoch": 1, "rev": 1, "at": MORNING, "event": {"event": "opened"}}]);
    assert_eq!(world.get(&log, &auditor).await, (200, events));
    let elsewhere = world.token("kiemtoan2", Role::Auditor, Some(world.other_district)).await;
    assert_eq!(refusal(world.get(&log, &elsewhere).await), refused(404, "not_found", None));
}
