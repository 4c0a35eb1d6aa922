use super::*;
use crate::briefing::record::{RecordError, name, read, write};
use crate::protocol::Rules;
use std::collections::BTreeSet;

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
    let known = |fact: &str| format!(r#"{{"v":1,"actor":{{"kind":"server"}},"fact":{fact}}}"#);
    for nonsense in ["", "{}", r#"{"v":1}"#, &known("{}"), &known(r#"{"type":"granted"}"#)] {
        assert!(matches!(read(0, nonsense), Err(RecordError::Malformed(_))), "{nonsense}");
    }
}

/// An older release that reads on after an update that was taken back names what it does not know, and runs.
#[test]
fn a_fact_of_another_release_keeps_its_place_and_has_a_name() {
    let mut meeting = Meeting::with_speaker(BAO_HA).0;
    let before = meeting.briefing.clone();
    let json = r#"{"v":1,"actor":{"kind":"server"},"fact":{"type":"translated","into":["tày"],"site":7}}"#;
    let event = read(meeting.now, json).expect("an event");
    assert_eq!(event.fact, Fact::Unknown);
    assert_eq!(name(json).as_deref(), Some("translated"));
    meeting.evolve(vec![event]);
    assert_eq!(meeting.briefing.rev(), before.rev() + 1);
    assert_eq!(View { rev: 0, ..view(&meeting.briefing) }, View { rev: 0, ..view(&before) });
    meeting.must(Who::User(CHAIR), Command::Close);
}

fn view(briefing: &Briefing) -> View {
    View::of(briefing, &Devices::new())
}

/// A release that decides more by itself reads rules of one that decided less, and the other way round.
#[test]
fn rules_of_other_releases_are_read() {
    let rules = |fields: &str| {
        let json = format!(
            r#"{{"v":1,"actor":{{"kind":"server"}},"fact":{{"type":"rules_set","rules":{{{fields}}}}}}}"#
        );
        read(0, &json).expect("an event").fact
    };
    let rules_set = |rules| Fact::RulesSet { rules };
    assert_eq!(rules(""), rules_set(Rules::default()));
    assert_eq!(rules(r#""auto_cut":true"#), rules_set(Rules { auto_cut: true, ..Rules::default() }));
    assert_eq!(
        rules(r#""auto_accept":false,"auto_applause":true"#),
        rules_set(Rules { auto_accept: false, ..Rules::default() })
    );
}

/// The log of a meeting in which everything happened that could, as the release of 1 December 2026 wrote it, and the
/// minutes which that release made of it. Logs of later releases are added beside it.
#[test]
fn yesterdays_log_reads_and_says_the_same() {
    let rows: Vec<(Millis, &str)> = include_str!("fixtures/2026-12-01.tsv")
        .lines()
        .map(|line| line.split_once('\t').expect("a moment and an event"))
        .map(|(at, json)| (at.parse().expect("ms"), json))
        .collect();
    let events: Vec<Event> = rows.iter().map(|(at, json)| read(*at, json).expect("an event")).collect();
    assert!(events.iter().all(|event| event.fact != Fact::Unknown));
    let facts: BTreeSet<String> = rows.iter().filter_map(|(_, json)| name(json)).collect();
    assert_eq!(facts.len(), 83, "everything that could happen: {facts:?}");
    let briefing = Briefing::replay(&events).expect("it begins with a plan");
    assert_eq!(briefing.rev(), events.len() as u64);
    assert_eq!(briefing.session_state(), SessionState::Closed);
    let now = rows.last().expect("events").0;
    let draft = crate::minutes::Draft::of(&events, now).expect("it was opened");
    let minutes = draft.write(crate::minutes::Format::Csv).expect("a table");
    assert_eq!(String::from_utf8(minutes).expect("text"), include_str!("fixtures/2026-12-01.csv"));
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
