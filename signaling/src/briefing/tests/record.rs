use super::*;
use crate::briefing::record::{RecordError, read, write};

#[test]
fn the_log_of_a_whole_meeting_reads_back() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    let secretary = Who::User(SECRETARY);
    meeting.must(secretary, Command::Register(register(Some(KIM_SON))));
    meeting.must(secretary, Command::CallNext { target: GrantTarget::Site(CAM_CON.0) });
    meeting.must(secretary, Command::Stop { request: request.0, reason: Some("Quá giờ".to_owned()) });
    meeting.must(secretary, Command::View { site: Some(MAIN.0) });
    meeting.must(Who::User(CHAIR), Command::HandOver { to: DEPUTY.0 });
    meeting.pass(60_000);
    meeting.must(Who::User(CHAIR), Command::Close);
    meeting.check_replay();
}

/// What is in logs of the field must stay readable: this text is never edited, only added to.
#[test]
fn the_first_version_stays_readable() {
    let json = r#"{"v":1,"actor":{"kind":"user","id":"00000000-0000-0000-0000-000000000066"},
        "on_behalf_of":{"kind":"chair"},"cmd_id":"00000000-0000-0000-0000-000000002711",
        "fact":{"type":"granted","request":"00000000-0000-0000-0000-000000002711","heard_by":16000}}"#;
    let event = read(1_000, json).expect("an event");
    assert_eq!(event.actor, Who::User(SECRETARY));
    assert_eq!(event.on_behalf_of, Some(OnBehalfOf::Chair));
    assert_eq!(event.fact, Fact::Granted { request: RequestId(Uuid::from_u128(10_001)), heard_by: 16_000 });
    assert_eq!(read(1_000, &write(&event)).expect("an event"), event);
}

/// Logs from before silence was noticed say only that media is gone.
#[test]
fn media_that_is_gone_needs_no_moment() {
    let json = |more: &str| {
        format!(
            r#"{{"v":1,"actor":{{"kind":"server"}},"fact":{{"type":"media_down","site":"{}"{more}}}}}"#,
            BAO_HA.0
        )
    };
    let fact = |more| read(5_000, &json(more)).expect("an event").fact;
    assert_eq!(fact(""), Fact::MediaDown { site: BAO_HA, since: None });
    assert_eq!(fact(r#","since":3000"#), Fact::MediaDown { site: BAO_HA, since: Some(3_000) });
}

#[test]
fn a_newer_version_and_nonsense_are_told_apart() {
    assert!(matches!(read(0, r#"{"v":2,"whatever":true}"#), Err(RecordError::Newer(2))));
    for nonsense in ["", "{}", r#"{"v":1}"#, r#"{"v":1,"actor":{"kind":"server"},"fact":{"type":"nothing"}}"#]
    {
        assert!(matches!(read(0, nonsense), Err(RecordError::Malformed(_))), "{nonsense}");
    }
}

#[test]
fn a_log_begins_with_a_plan() {
    let meeting = Meeting::live();
    assert_eq!(Briefing::replay(&meeting.log[1..]), None);
    assert_eq!(Briefing::replay::<Event>([]), None);
}

/// Wire forms live in few places: a domain type that grows serde is a wire type by accident.
#[test]
fn no_other_module_of_the_briefing_knows_serde() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/briefing");
    let mut looked_at = 0;
    for entry in std::fs::read_dir(&folder)
        .expect("the folder")
        .chain(std::fs::read_dir(folder.join("floor")).expect("the folder"))
    {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let text = std::fs::read_to_string(&path).expect("a source file");
            assert!(!text.contains("Serialize"), "{} derives serde", path.display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 15, "the briefing's modules were looked at");
}
