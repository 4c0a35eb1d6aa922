//! The side roads of the request table: rows 1, 6, 9, 10, 11, 15, 19 and 20.

use super::floor::request_in;
use super::*;
use crate::briefing::floor::Stage;
use crate::protocol::{NoticeCode, RequestView, Rules, SessionMode};

const CHAIR_USER: Who = Who::User(CHAIR);
const SECRETARY_USER: Who = Who::User(SECRETARY);

fn view_of(meeting: &Meeting, request: RequestId) -> RequestView {
    let view = View::of(&meeting.briefing, &Devices::new());
    let found = view.floor.requests.into_iter().find(|view| view.id == request.0);
    found.expect("an open request")
}

fn spoken(meeting: &Meeting, request: RequestId) -> Millis {
    let speeches = meeting.briefing.speeches(meeting.now);
    speeches.iter().find(|speech| speech.request == request).map_or(0, |speech| speech.spoken_ms)
}

fn notices(meeting: &Meeting) -> Vec<(Recipient, NoticeCode)> {
    let notices = meeting.briefing.notices_of(meeting.log.last().expect("events"));
    notices.into_iter().map(|notice| (notice.to, notice.view.code)).collect()
}

#[test]
fn an_interrupted_speech_goes_on_with_the_time_it_had() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.pass(60_000);
    meeting.must(CHAIR_USER, Command::Pause { request: request.0, asker: None });
    assert_eq!(notices(&meeting), [(Recipient::Site(BAO_HA), NoticeCode::Paused)]);
    assert_eq!(meeting.briefing.programme.on_air, Some(HALL), "the chair is seen");
    assert_eq!(meeting.briefing.programme.audible, [HALL], "and alone is heard");
    meeting.pass(600_000);
    assert_eq!(spoken(&meeting, request), 60_000);
    meeting.must(SECRETARY_USER, Command::Continue { request: request.0 });
    assert_eq!(meeting.briefing.programme.on_air, Some(BAO_HA));
    assert_eq!(meeting.briefing.programme.audible, [BAO_HA, HALL]);
    meeting.pass(5_000);
    assert_eq!(spoken(&meeting, request), 65_000);
    meeting.check_replay();
}

#[test]
fn a_site_that_asks_in_between_is_seen_and_heard_and_gives_back() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    let ask = |site: SiteId| Command::Pause { request: request.0, asker: Some(site.0) };
    assert_eq!(meeting.does(CHAIR_USER, ask(HALL)), Err(Refusal::ChairIsHeard));
    assert_eq!(meeting.does(CHAIR_USER, ask(BAO_HA)), Err(Refusal::HasFloor), "nobody interrupts itself");
    assert_eq!(meeting.does(CHAIR_USER, ask(STRANGER)), Err(Refusal::SiteNotExpected));
    meeting.must(CHAIR_USER, ask(KIM_SON));
    assert_eq!(meeting.briefing.programme.on_air, Some(KIM_SON));
    assert_eq!(meeting.briefing.programme.audible, [KIM_SON, HALL]);
    assert_eq!(view_of(&meeting, request).asker, Some(KIM_SON.0));
    meeting.must(CHAIR_USER, ask(CAM_CON));
    assert_eq!(meeting.briefing.programme.audible, [CAM_CON, HALL], "one at a time");
    meeting.must(CHAIR_USER, Command::Pause { request: request.0, asker: None });
    assert_eq!(meeting.briefing.programme.audible, [HALL], "the chair itself again");
    meeting.must(CHAIR_USER, ask(KIM_SON));
    meeting.must(CHAIR_USER, Command::Stop { request: request.0, reason: None });
    assert_eq!(meeting.briefing.programme.audible, [HALL], "with the speech the question is over");
    meeting.check_replay();
}

#[test]
fn a_speaker_lost_while_interrupted_is_not_let_on_and_keeps_its_turn() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.must(CHAIR_USER, Command::Pause { request: request.0, asker: None });
    meeting.see(Observation::MediaDown(BAO_HA));
    meeting.pass(20_000);
    assert_eq!(meeting.does(CHAIR_USER, Command::Continue { request: request.0 }), Err(Refusal::SiteOffline));
    meeting.must(CHAIR_USER, Command::Grant { target: GrantTarget::Site(KIM_SON.0) });
    assert_eq!(meeting.state(request), RequestState::Queued);
    assert!(view_of(&meeting, request).flagged);
}

#[test]
fn a_site_that_does_not_answer_is_waited_for_put_back_or_passed_over() {
    let (mut meeting, request) = request_in(RequestState::Next);
    meeting.registers(KIM_SON);
    meeting.pass(30_000);
    assert!(view_of(&meeting, request).warning);
    meeting.must(SECRETARY_USER, Command::WaitMore { request: request.0 });
    assert!(!view_of(&meeting, request).warning);
    meeting.pass(29_999);
    assert!(!view_of(&meeting, request).warning);
    meeting.pass(1);
    assert!(view_of(&meeting, request).warning);
    meeting.must(SECRETARY_USER, Command::PutBack { request: request.0 });
    assert_eq!(meeting.briefing.floor.queue[0], request, "first in the queue again");
    assert!(!view_of(&meeting, request).flagged, "its line did not fail");
    meeting.must(SECRETARY_USER, Command::CallNext { target: GrantTarget::Request(request.0) });
    meeting.must(SECRETARY_USER, Command::Miss { request: request.0 });
    assert_eq!(notices(&meeting), [(Recipient::Site(BAO_HA), NoticeCode::Missed)]);
    assert_eq!(meeting.state(request), RequestState::Missed);
    meeting.check_replay();
}

#[test]
fn a_site_that_is_invited_and_silent_is_waited_for_put_back_or_passed_over() {
    let (mut meeting, request) = request_in(RequestState::Granted);
    meeting.pass(15_000);
    assert!(view_of(&meeting, request).warning);
    meeting.must(SECRETARY_USER, Command::WaitMore { request: request.0 });
    assert!(!view_of(&meeting, request).warning);
    meeting.pass(15_000);
    assert!(view_of(&meeting, request).warning, "and marked again");
    meeting.must(SECRETARY_USER, Command::PutBack { request: request.0 });
    assert!(meeting.briefing.floor.holders().is_empty(), "the floor is free");
    assert_eq!(meeting.briefing.programme.audible, [HALL]);
    assert_eq!(spoken(&meeting, request), 0);
}

#[test]
fn who_is_already_heard_is_not_passed_over_as_silent() {
    let (mut meeting, request) = request_in(RequestState::Granted);
    meeting.see(Observation::Heard(BAO_HA));
    for command in [Command::Miss { request: request.0 }, Command::PutBack { request: request.0 }] {
        assert_eq!(meeting.does(SECRETARY_USER, command), Err(Refusal::RequestMoved));
    }
}

#[test]
fn time_cuts_a_speech_only_where_the_rules_say_so() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    let rules = Rules { auto_cut: true, ..Rules::default() };
    assert_eq!(meeting.does(Who::User(CENTRE), Command::SetRules { rules }), Err(Refusal::NotAllowed));
    meeting.must(SECRETARY_USER, Command::SetRules { rules });
    meeting.must(CHAIR_USER, Command::Extend { request: request.0, minutes: 3 });
    let over = 10 * 60_000;
    meeting.pass(over - 5_000);
    meeting.must(CHAIR_USER, Command::Pause { request: request.0, asker: None });
    meeting.pass(600_000);
    meeting.must(CHAIR_USER, Command::Continue { request: request.0 });
    meeting.pass(34_999);
    assert_eq!(meeting.state(request), RequestState::Speaking, "30 s of grace, interruptions not counted");
    meeting.pass(1);
    assert_eq!(meeting.state(request), RequestState::Done);
    assert_eq!(notices(&meeting), [(Recipient::Site(BAO_HA), NoticeCode::CutOff)]);
    assert_eq!(spoken(&meeting, request), over + 30_000);
    meeting.check_replay();
}

#[test]
fn a_site_that_waits_keeps_its_place_while_it_is_away() {
    let mut meeting = Meeting::live();
    let first = meeting.registers(BAO_HA);
    let second = meeting.registers(KIM_SON);
    meeting.see(Observation::SiteLeft(BAO_HA));
    assert!(view_of(&meeting, first).offline && !view_of(&meeting, first).away);
    assert_eq!(
        meeting.does(CHAIR_USER, Command::Grant { target: GrantTarget::Request(first.0) }),
        Err(Refusal::SiteOffline)
    );
    meeting.pass(59_999);
    assert!(!view_of(&meeting, first).away);
    meeting.pass(1);
    assert!(view_of(&meeting, first).away);
    assert_eq!(notices(&meeting), [(Recipient::Operators, NoticeCode::WaitingAway)]);
    meeting.pass(3_600_000);
    assert_eq!(meeting.briefing.floor.queue, [first, second], "its place is kept");
    meeting.see(Observation::SiteJoined(BAO_HA));
    assert!(!view_of(&meeting, first).away && !view_of(&meeting, first).offline);
    meeting.must(CHAIR_USER, Command::Grant { target: GrantTarget::Request(first.0) });
    meeting.check_replay();
}

/// Row 5: "ready" is said by the site, or by its camera and microphone where the rules take their word.
#[test]
fn devices_answer_for_a_called_site_only_where_the_rules_say_so() {
    let check = |auto_ready: bool, expected: bool| {
        let mut meeting = Meeting::live();
        let rules = Rules { auto_ready, ..Rules::default() };
        if auto_ready {
            meeting.must(Who::User(CHAIR), Command::SetRules { rules });
        }
        meeting.registers(BAO_HA);
        meeting.see(Observation::Fit(BAO_HA));
        meeting.must(Who::User(CHAIR), Command::CallNext { target: GrantTarget::Site(BAO_HA.0) });
        let asked: &[SiteId] = if auto_ready { &[BAO_HA] } else { &[] };
        assert_eq!(meeting.briefing.answered_by_devices(), asked);
        meeting.see(Observation::Fit(KIM_SON));
        meeting.see(Observation::Fit(BAO_HA));
        let view = View::of(&meeting.briefing, &Devices::new());
        assert_eq!(view.floor.requests[0].ready, expected, "auto_ready {auto_ready}");
        assert!(meeting.briefing.answered_by_devices().is_empty() || !auto_ready, "asked once");
        meeting.check_replay();
    };
    check(false, false);
    check(true, true);
}

#[test]
fn asking_again_is_a_new_request_that_knows_the_old_one() {
    let mut meeting = Meeting::live();
    let first = meeting.registers(BAO_HA);
    meeting.must(Who::Room(BAO_HA), Command::Withdraw { request: first.0 });
    let second = meeting.registers(BAO_HA);
    assert_ne!(first, second);
    assert_eq!(view_of(&meeting, second).after, Some(first.0));
    let other = meeting.registers(KIM_SON);
    assert_eq!(view_of(&meeting, other).after, None);
}

#[test]
fn without_auto_accept_requests_wait_for_a_hand() {
    let (mut meeting, request) = request_in(RequestState::Pending);
    assert_eq!(view_of(&meeting, request).position, None);
    meeting.must(SECRETARY_USER, Command::Accept { request: request.0 });
    assert_eq!(view_of(&meeting, request).position, Some(1));
}

#[test]
fn the_time_of_a_speech_follows_what_it_is() {
    let allowed = |meeting: &mut Meeting, target: GrantTarget, site: SiteId| {
        meeting.must(CHAIR_USER, Command::Grant { target });
        view_of(meeting, meeting.request_of(site)).allowed_ms / 60_000
    };
    let mut meeting = Meeting::live();
    assert_eq!(allowed(&mut meeting, GrantTarget::Site(BAO_HA.0), BAO_HA), 7, "the item's");
    assert_eq!(allowed(&mut meeting, GrantTarget::Answer(KIM_SON.0), KIM_SON), 3, "an answer's");
    meeting.must(SECRETARY_USER, Command::SetMode { mode: SessionMode::Report });
    assert_eq!(allowed(&mut meeting, GrantTarget::Site(CAM_CON.0), CAM_CON), 15, "a report's");
}

#[test]
fn whoever_has_spoken_answers_under_the_same_name() {
    let mut meeting = Meeting::live();
    let request = meeting.registers(BAO_HA);
    meeting.speaks(BAO_HA);
    meeting.must(Who::Room(BAO_HA), Command::Finish { request: request.0 });
    meeting.must(CHAIR_USER, Command::Grant { target: GrantTarget::Answer(BAO_HA.0) });
    let answer = meeting.briefing.floor.get(meeting.request_of(BAO_HA)).expect("a request").clone();
    assert_eq!((answer.kind, answer.speaker.as_str()), (RequestKind::Answer, "Nguyễn Văn A"));
    assert_eq!(answer.after, Some(request));
    assert!(matches!(answer.stage, Stage::Granted(_)));
}

#[test]
fn a_site_that_asks_without_end_is_told_to_let_the_secretary_ask() {
    let mut meeting = Meeting::live();
    for _ in 0..200 {
        let request = meeting.registers(BAO_HA);
        meeting.must(Who::Room(BAO_HA), Command::Withdraw { request: request.0 });
    }
    let again = Command::Register(register(None));
    assert_eq!(meeting.does(Who::Room(BAO_HA), again), Err(Refusal::TooManyRequests));
    meeting.must(SECRETARY_USER, Command::Register(register(Some(BAO_HA))));
}
