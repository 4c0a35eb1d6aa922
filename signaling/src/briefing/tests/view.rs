use super::*;
use crate::protocol::{Action, Change, NoticeCode};

fn view(meeting: &Meeting) -> View {
    View::of(&meeting.briefing, &Devices::new())
}

fn audience(meeting: &Meeting, who: Who) -> Option<Audience> {
    meeting.briefing.audience(&actor(who))
}

#[test]
fn who_sees_what() {
    let meeting = Meeting::live();
    assert_eq!(audience(&meeting, Who::User(SECRETARY)), Some(Audience::Whole));
    assert_eq!(audience(&meeting, Who::User(OBSERVER)), Some(Audience::Whole));
    assert_eq!(audience(&meeting, Who::User(TECHNICIAN)), Some(Audience::Subtree([KIM_SON].into())));
    assert_eq!(audience(&meeting, Who::Room(BAO_HA)), Some(Audience::Room(BAO_HA)));
    assert_eq!(audience(&meeting, Who::Room(STRANGER)), None);
    assert_eq!(audience(&meeting, Who::User(UserId(Uuid::nil()))), None);
}

#[test]
fn a_room_sees_itself_and_what_is_on_everyones_screen() {
    let (mut meeting, _) = Meeting::with_speaker(KIM_SON);
    let own = meeting.registers(BAO_HA);
    meeting.registers(CAM_CON);
    let snapshot = Audience::Room(BAO_HA).snapshot(&view(&meeting));
    let sites: Vec<Uuid> = snapshot.sites.iter().map(|site| site.id).collect();
    assert_eq!(sites, [HALL.0, BAO_HA.0, KIM_SON.0]);
    let requests: Vec<Uuid> = snapshot.floor.requests.iter().map(|request| request.site).collect();
    assert_eq!(requests, [KIM_SON.0, BAO_HA.0], "the speaker's and its own");
    assert_eq!(snapshot.floor.waiting, 2);
    let place = snapshot.floor.requests.iter().find(|request| request.id == own.0);
    assert_eq!(place.and_then(|request| request.position), Some(1));
}

#[test]
fn one_more_request_tells_other_rooms_a_number_and_no_name() {
    let mut meeting = Meeting::live();
    let before = view(&meeting);
    meeting.registers(CAM_CON);
    let room = Audience::Room(BAO_HA);
    let changes = room.changes(&room, &Difference::between(&before, &view(&meeting)));
    let [Change::Floor(floor)] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((floor.waiting, floor.requests.len()), (1, 0));
    assert!(room.changes(&room, &Difference::between(&before, &before)).is_empty());
    let now = view(&meeting);
    let wider = Audience::Whole.changes(&room, &Difference::between(&now, &now));
    assert_eq!(
        wider.len(),
        3 + 1 + 1,
        "three more sites, a queue of its own, who is at a console: {wider:?}"
    );
}

#[test]
fn buttons_follow_the_part_in_the_briefing() {
    let mut meeting = Meeting::live();
    let possible = |meeting: &Meeting, who| meeting.briefing.possible(&actor(who));
    assert!(possible(&meeting, Who::User(CHAIR)).contains(&Action::Moderate));
    assert_eq!(possible(&meeting, Who::User(DEPUTY)), [Action::Watch, Action::Seat, Action::ReadMinutes]);
    assert_eq!(
        possible(&meeting, Who::Room(BAO_HA)),
        [Action::Watch, Action::Publish, Action::Register, Action::Present, Action::Vote, Action::Opine]
    );
    assert!(possible(&meeting, Who::User(TECHNICIAN)).contains(&Action::SeeLinks), "for one site of five");
    meeting.see(Observation::ConsoleLeft(CHAIR));
    meeting.pass(10_000);
    assert!(possible(&meeting, Who::User(DEPUTY)).contains(&Action::Moderate));
}

#[test]
fn words_for_who_has_to_know() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    let last = |meeting: &Meeting| {
        let notices = meeting.briefing.notices_of(meeting.log.last().expect("events"));
        notices.into_iter().map(|notice| (notice.to, notice.view.code, notice.view.text)).next()
    };
    meeting.see(Observation::MediaDown(BAO_HA));
    assert_eq!(last(&meeting), None);
    meeting.pass(3_000);
    assert_eq!(last(&meeting), Some((Recipient::Operators, NoticeCode::SpeakerLost, None)));
    let reason = Some("Hết giờ".to_owned());
    meeting.must(Who::User(CHAIR), Command::Stop { request: request.0, reason: reason.clone() });
    assert_eq!(last(&meeting), Some((Recipient::Site(BAO_HA), NoticeCode::Revoked, reason)));
    meeting.must(Who::User(CHAIR), Command::HandOver { to: DEPUTY.0 });
    assert_eq!(last(&meeting), Some((Recipient::User(DEPUTY), NoticeCode::SeatOffered, None)));
}

#[test]
fn a_stale_sender_is_shown_what_is() {
    let meeting = Meeting::live();
    let view = view(&meeting);
    let shown = |command: &Command| Audience::Whole.seen_by(&view, command);
    let grant = Command::Grant { target: GrantTarget::Site(BAO_HA.0) };
    assert!(matches!(shown(&grant)[..], [Change::Floor(_), Change::Seat(_)]));
    assert!(matches!(shown(&Command::TakeSeat)[..], [Change::Seat(_)]));
    let mode = ProgrammeMode::Slate;
    assert!(matches!(shown(&Command::SetProgramme { mode, hold: false })[..], [Change::Programme(_), _]));
}
