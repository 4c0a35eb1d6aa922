//! Who may do what: each role in its subtree, and nothing outside it.

use super::*;
use crate::ids::BriefingId;

#[tokio::test]
async fn every_route_wants_a_token() {
    let world = World::new().await;
    let id = uuid::Uuid::now_v7();
    let routes = [
        (Method::GET, "/me".to_owned()),
        (Method::DELETE, "/session".into()),
        (Method::POST, "/me/password".into()),
        (Method::POST, "/pairings/confirm".into()),
        (Method::GET, "/devices".into()),
        (Method::DELETE, format!("/devices/{id}")),
        (Method::GET, "/units".into()),
        (Method::POST, "/units".into()),
        (Method::PATCH, format!("/units/{id}")),
        (Method::DELETE, format!("/units/{id}")),
        (Method::GET, "/sites".into()),
        (Method::POST, "/sites".into()),
        (Method::PATCH, format!("/sites/{id}")),
        (Method::DELETE, format!("/sites/{id}")),
        (Method::GET, "/users".into()),
        (Method::POST, "/users".into()),
        (Method::PATCH, format!("/users/{id}")),
        (Method::DELETE, format!("/users/{id}")),
        (Method::POST, format!("/users/{id}/roles")),
        (Method::DELETE, format!("/users/{id}/roles/{id}")),
        (Method::GET, "/briefings".into()),
        (Method::POST, "/briefings".into()),
        (Method::GET, format!("/briefings/{id}")),
        (Method::PATCH, format!("/briefings/{id}")),
        (Method::DELETE, format!("/briefings/{id}")),
        (Method::GET, format!("/briefings/{id}/log")),
        (Method::GET, format!("/briefings/{id}/minutes.docx")),
        (Method::GET, format!("/briefings/{id}/minutes.pdf")),
        (Method::GET, format!("/briefings/{id}/minutes.csv")),
    ];
    for (method, path) in routes {
        for token in ["", "gbs_wrong", "gba_AAAA"] {
            // Signing out with an unknown token changes nothing.
            if (&method, path.as_str(), token.is_empty()) == (&Method::DELETE, "/session", false) {
                continue;
            }
            let answer = world.ask(method.clone(), &path, token, json!({})).await;
            assert_eq!(refusal(answer), refused(401, "not_signed_in", None), "{method} {path} {token:?}");
        }
    }
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    let world = World::new().await;
    let token = world.token("quantri", Role::Admin, None).await;
    assert_eq!(world.get("/units", &token).await.0, 200);
    world.now.fetch_add(12 * HOUR, Ordering::Relaxed);
    assert_eq!(refusal(world.get("/units", &token).await), refused(401, "not_signed_in", None));
}

#[tokio::test]
async fn roles_without_the_right_are_refused() {
    let world = World::new().await;
    let id = uuid::Uuid::now_v7();
    let routes = [
        (Method::POST, "/units".to_owned(), json!({"name": "A", "level": "commune"})),
        (Method::PATCH, format!("/units/{}", world.commune.0), json!({"name": "A"})),
        (Method::DELETE, format!("/units/{}", world.commune.0), json!({})),
        (Method::POST, "/sites".into(), json!({"code": "A", "name": "A", "unit": world.commune.0})),
        (Method::PATCH, format!("/sites/{}", world.bao_ha.0), json!({"name": "A"})),
        (Method::DELETE, format!("/sites/{id}"), json!({})),
        (Method::GET, "/users".into(), json!({})),
        (Method::POST, "/users".into(), json!({"username": "a", "name": "A", "password": PASSWORD})),
        (Method::PATCH, format!("/users/{}", world.chair.0), json!({"password": PASSWORD})),
        (Method::DELETE, format!("/users/{}", world.chair.0), json!({})),
        (Method::POST, format!("/users/{}/roles", world.chair.0), json!({"role": "admin"})),
        (Method::POST, "/briefings".into(), world.briefing()),
        (Method::POST, "/pairings/confirm".into(), json!({"code": "AAAAAA", "site": world.bao_ha.0})),
        (Method::GET, "/devices".into(), json!({})),
        (Method::DELETE, format!("/devices/{id}"), json!({})),
    ];
    for role in [Role::Delegate, Role::Observer, Role::Chair, Role::Deputy, Role::Auditor] {
        let token = world.token(role.name(), role, Some(world.province)).await;
        for (method, path, body) in &routes {
            let answer = world.ask(method.clone(), path, &token, body.clone()).await;
            assert_eq!(refusal(answer), refused(403, "not_allowed", None), "{} {method} {path}", role.name());
        }
    }
}

#[tokio::test]
async fn an_administrator_of_a_subtree_stays_in_it() {
    let world = World::new().await;
    let (inside, outside) = (world.commune.0, world.other_district.0);
    let token = world.token("baoyen", Role::Admin, Some(world.district)).await;
    let ours = world.user("cua-minh", Some(world.commune), &[]).await.0;
    let boss = world.user("quantri", None, &[(Role::Admin, None)]).await.0;
    let theirs =
        world.user("bacha", Some(world.commune), &[(Role::Technician, Some(world.other_district))]).await.0;
    let no = refused(403, "not_allowed", None);
    for (method, path, body) in [
        (Method::POST, "/units".to_owned(), json!({"name": "A", "level": "province"})),
        (Method::POST, "/units".into(), json!({"name": "A", "level": "commune", "parent": outside})),
        (Method::PATCH, format!("/units/{outside}"), json!({"name": "A"})),
        (Method::PATCH, format!("/units/{inside}"), json!({"parent": outside})),
        (Method::PATCH, format!("/units/{}", world.district.0), json!({"parent": null})),
        (Method::POST, "/sites".into(), json!({"code": "A", "name": "A", "unit": outside})),
        (Method::PATCH, format!("/sites/{}", world.bao_ha.0), json!({"unit": outside})),
        (Method::DELETE, format!("/sites/{}", world.bac_ha.0), json!({})),
        (
            Method::POST,
            "/users".into(),
            json!({"username": "a", "name": "A", "password": PASSWORD, "unit": outside}),
        ),
        (Method::PATCH, format!("/users/{boss}"), json!({"password": "nắng sớm Bảo Hà"})),
        (Method::PATCH, format!("/users/{}", world.chair.0), json!({"password": "nắng sớm Bảo Hà"})),
        (Method::DELETE, format!("/users/{theirs}"), json!({})),
        (Method::POST, format!("/users/{ours}/roles"), json!({"role": "admin", "unit": null})),
        (Method::POST, format!("/users/{ours}/roles"), json!({"role": "admin", "unit": outside})),
    ] {
        let answer = world.ask(method.clone(), &path, &token, body.clone()).await;
        assert_eq!(refusal(answer), no, "{method} {path} {body}");
    }
    for (method, path, body, status) in [
        (Method::POST, "/units".to_owned(), json!({"name": "A", "level": "village", "parent": inside}), 201),
        (Method::POST, "/sites".into(), json!({"code": "A", "name": "A", "unit": inside}), 201),
        (Method::PATCH, format!("/users/{ours}"), json!({"name": "Của mình"}), 200),
        (Method::POST, format!("/users/{ours}/roles"), json!({"role": "technician", "unit": inside}), 201),
        (Method::POST, "/users".into(), json!({"username": "moi", "name": "A", "password": PASSWORD}), 201),
    ] {
        let (given, answer) = world.ask(method.clone(), &path, &token, body.clone()).await;
        assert_eq!(given, status, "{method} {path} {answer}");
        if answer["username"] == "moi" {
            assert_eq!(answer["unit"], json!(world.district.0), "the administrator's own unit");
        }
    }
}

#[tokio::test]
async fn a_secretary_summons_only_the_own_subtree() {
    let world = World::new().await;
    let token = world.token("thuky", Role::Secretary, Some(world.district)).await;
    let outside = refusal(world.post("/briefings", &token, world.briefing()).await);
    assert_eq!(outside, refused(403, "not_allowed", None), "the province's hall is above");
    let mut briefing = world.briefing();
    briefing["chair_site"] = json!(world.bao_ha.0);
    let (status, made) = world.post("/briefings", &token, briefing).await;
    assert_eq!(status, 201, "{made}");
    let path = format!("/briefings/{}", made["id"].as_str().unwrap());
    let more = world.patch(&path, &token, json!({"sites": [world.bao_ha.0, world.bac_ha.0]})).await;
    assert_eq!(refusal(more), refused(403, "not_allowed", None));

    let elsewhere = world.token("thuky2", Role::Secretary, Some(world.other_district)).await;
    for answer in [
        world.get(&path, &elsewhere).await,
        world.patch(&path, &elsewhere, json!({"title": "A"})).await,
        world.delete(&path, &elsewhere).await,
    ] {
        assert_eq!(refusal(answer), refused(404, "not_found", None), "what one may not see does not exist");
    }
}

#[tokio::test]
async fn lists_hold_what_the_caller_may_see() {
    let world = World::new().await;
    let admin = world.token("quantri", Role::Admin, None).await;
    let (_, announced) = world.post("/briefings", &admin, world.briefing()).await;
    let mut draft = world.briefing();
    draft["announced"] = json!(false);
    world.post("/briefings", &admin, draft).await;
    let count = async |token: &str| {
        let (status, list) = world.get("/briefings?today=1", token).await;
        assert_eq!(status, 200);
        list.as_array().unwrap().len()
    };
    assert_eq!(count(&admin).await, 2, "editors see drafts");
    assert_eq!(count(&world.sign_in("chutri").await).await, 1, "the chair sees the own");
    assert_eq!(count(&world.token("a", Role::Delegate, Some(world.commune)).await).await, 1, "a site below");
    assert_eq!(count(&world.token("b", Role::Delegate, Some(world.other_district)).await).await, 0);

    let id = BriefingId(announced["id"].as_str().unwrap().parse().unwrap());
    let bot = |site, briefing| world.records.identity.automation_token(site, briefing, MORNING + HOUR);
    assert_eq!(count(&bot(world.bao_ha, id)).await, 1);
    assert_eq!(count(&bot(world.bao_ha, BriefingId::new())).await, 0, "another briefing's token");
}
