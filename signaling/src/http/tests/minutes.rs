//! Draft minutes as files.

use super::*;
use crate::briefing::tests::{BAO_HA, CHAIR, Meeting};
use crate::briefing::{Event, Fact, Observation, Who, record};
use crate::ids::BriefingId;
use crate::protocol::Command;
use crate::store::LogRow;

const FILES: [(&str, &str, &[u8]); 3] = [
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ("pdf", "application/pdf", b"%PDF-1."),
    ("csv", "text/csv; charset=utf-8", "\u{feff}Loại,".as_bytes()),
];

/// A briefing that was planned: its id, and its chair's token.
async fn planned(world: &World) -> (String, String) {
    let secretary = world.token("thuky", Role::Secretary, None).await;
    let (status, made) = world.post("/briefings", &secretary, world.briefing()).await;
    assert_eq!(status, 201, "{made}");
    (made["id"].as_str().unwrap().to_owned(), world.sign_in("chutri").await)
}

/// What a meeting wrote down becomes the log of a briefing of this world's chair and province.
async fn held(world: &World, id: &str, meeting: &Meeting) {
    let here = |mut event: Event| {
        if let Fact::Planned { plan } = &mut event.fact {
            plan.chair_user = world.chair;
            plan.sites.iter_mut().for_each(|site| site.within[0] = world.province);
        }
        event
    };
    let row = |(rev, event): (u64, Event)| LogRow { rev, at_ms: event.at, json: record::write(&event) };
    let id = BriefingId(id.parse().unwrap());
    let known = world.records.log.load(id).await.unwrap().len();
    let rows: Vec<LogRow> = (1..).zip(meeting.log.iter().cloned().map(here)).map(row).skip(known).collect();
    world.records.log.append(id, 1, &rows, "live").await.unwrap();
}

#[tokio::test]
async fn minutes_come_as_files_to_take_along() {
    let world = World::new().await;
    let (id, token) = planned(&world).await;
    let mut meeting = Meeting::live();
    meeting.speaks(BAO_HA);
    held(&world, &id, &meeting).await;
    for (format, media_type, begins) in FILES {
        let path = format!("/briefings/{id}/minutes.{format}");
        let response = world.send(request(Method::GET, &path, &token, Body::empty())).await;
        assert_eq!(response.status(), 200, "{format}");
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header(header::CONTENT_TYPE), media_type);
        let name = format!("attachment; filename=\"bien-ban-1970-01-01-giao-ban-tuan-47.{format}\"");
        assert_eq!(header(header::CONTENT_DISPOSITION), name);
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
        assert!(bytes.starts_with(begins), "{format}: {:?}", &bytes[..16]);
    }
}

#[tokio::test]
async fn minutes_are_for_those_who_may_read_them_once_there_are_any() {
    let world = World::new().await;
    let (id, token) = planned(&world).await;
    for (format, ..) in FILES {
        let path = format!("/briefings/{id}/minutes.{format}");
        let asked = refusal(world.get(&path, &token).await);
        assert_eq!(asked, refused(409, "wrong_state", None), "it was not opened yet");
    }
    held(&world, &id, &Meeting::live()).await;
    let path = format!("/briefings/{id}/minutes.csv");
    let auditor = world.token("kiemtoan", Role::Auditor, Some(world.province)).await;
    let status = world.send(request(Method::GET, &path, &auditor, Body::empty())).await.status();
    assert_eq!(status, 200);
    let observer = world.token("quansat", Role::Observer, Some(world.province)).await;
    assert_eq!(refusal(world.get(&path, &observer).await), refused(403, "not_allowed", None));
    let elsewhere = world.token("kiemtoan2", Role::Auditor, Some(world.other_district)).await;
    assert_eq!(refusal(world.get(&path, &elsewhere).await), refused(404, "not_found", None));
}

/// Rights are those of the briefing as it is, not of its plan: who was made deputy in it reads.
#[tokio::test]
async fn a_deputy_of_the_running_briefing_reads_its_minutes() {
    let world = World::new().await;
    let (id, _) = planned(&world).await;
    let observer = (Role::Observer, Some(world.province));
    let user = world.user("pho", observer.1, &[observer]).await;
    let token = world.sign_in("pho").await;
    let path = format!("/briefings/{id}/minutes.csv");
    let mut meeting = Meeting::live();
    held(&world, &id, &meeting).await;
    assert_eq!(refusal(world.get(&path, &token).await), refused(403, "not_allowed", None));
    meeting.see(Observation::ConsoleJoined(user, "Phó".into()));
    meeting.must(Who::User(CHAIR), Command::SetDeputies { deputies: vec![user.0] });
    held(&world, &id, &meeting).await;
    assert_eq!(world.send(request(Method::GET, &path, &token, Body::empty())).await.status(), 200);
}

/// The same for its log and its plan: who was replaced as secretary does neither, whoever came does both.
#[tokio::test]
async fn secretaries_are_those_of_the_running_briefing() {
    let world = World::new().await;
    let (id, _) = planned(&world).await;
    let observer = (Role::Observer, Some(world.province));
    let user = world.user("thuky2", observer.1, &[observer]).await;
    let token = world.sign_in("thuky2").await;
    let (log, plan) = (format!("/briefings/{id}/log"), format!("/briefings/{id}"));
    let mut meeting = Meeting::live();
    meeting.see(Observation::ConsoleJoined(user, "Thư ký".into()));
    held(&world, &id, &meeting).await;
    let title = json!({"title": "Giao ban đột xuất"});
    let not_allowed = refused(403, "not_allowed", None);
    assert_eq!(refusal(world.get(&log, &token).await), not_allowed);
    assert_eq!(refusal(world.patch(&plan, &token, title.clone()).await), not_allowed);
    meeting.must(Who::User(CHAIR), Command::SetSecretaries { secretaries: vec![user.0] });
    held(&world, &id, &meeting).await;
    assert_eq!(world.get(&log, &token).await.0, 200);
    assert_eq!(world.patch(&plan, &token, title.clone()).await.0, 200);
    meeting.must(Who::User(CHAIR), Command::SetSecretaries { secretaries: Vec::new() });
    held(&world, &id, &meeting).await;
    assert_eq!(refusal(world.get(&log, &token).await), not_allowed);
    assert_eq!(refusal(world.patch(&plan, &token, title).await), not_allowed);
}

/// What is wrong is not told as "try again": it does not mend itself.
#[tokio::test]
async fn a_log_that_cannot_be_read_is_no_empty_minutes() {
    for (json, words) in [("{\"event\":\"torn\"}", "Tell whoever runs"), ("{\"v\":9}", "Update the server")] {
        let world = World::new().await;
        let (id, token) = planned(&world).await;
        let row = LogRow { rev: 1, at_ms: MORNING, json: json.into() };
        world.records.log.append(BriefingId(id.parse().unwrap()), 1, &[row], "live").await.unwrap();
        let (status, body) = world.get(&format!("/briefings/{id}/minutes.pdf"), &token).await;
        assert_eq!((status, body["code"].as_str()), (500, Some("busy")));
        assert!(body["text"].as_str().unwrap().contains(words), "{body}");
    }
}
