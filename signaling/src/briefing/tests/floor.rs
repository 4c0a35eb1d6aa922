use super::*;
use crate::briefing::floor::Stage;
use crate::protocol::Rules;

const CHAIR_USER: Who = Who::User(CHAIR);
const SECRETARY_USER: Who = Who::User(SECRETARY);

fn grant(site: SiteId) -> Command {
    Command::Grant { target: GrantTarget::Site(site.0) }
}

fn grant_request(request: RequestId) -> Command {
    Command::Grant { target: GrantTarget::Request(request.0) }
}

/// A request brought to each state, by name.
pub(super) fn request_in(state: RequestState) -> (Meeting, RequestId) {
    let mut meeting = Meeting::live();
    if state == RequestState::Pending {
        let rules = Rules { auto_accept: false, ..Rules::default() };
        meeting.must(CHAIR_USER, Command::SetRules { rules });
    }
    let request = meeting.registers(BAO_HA);
    let id = request.0;
    match state {
        RequestState::Pending | RequestState::Queued => {}
        RequestState::Next => {
            meeting.must(CHAIR_USER, Command::CallNext { target: GrantTarget::Request(id) });
        }
        RequestState::Granted => meeting.must(CHAIR_USER, grant_request(request)),
        RequestState::Speaking => {
            meeting.speaks(BAO_HA);
        }
        RequestState::Paused => {
            meeting.speaks(BAO_HA);
            meeting.must(CHAIR_USER, Command::Pause { request: id, asker: None });
        }
        RequestState::Held => {
            meeting.speaks(BAO_HA);
            meeting.see(Observation::MediaDown(BAO_HA));
            meeting.pass(3_000);
        }
        RequestState::Done => {
            meeting.speaks(BAO_HA);
            meeting.must(Who::Room(BAO_HA), Command::Finish { request: id });
        }
        RequestState::Withdrawn => meeting.must(Who::Room(BAO_HA), Command::Withdraw { request: id }),
        RequestState::Declined => {
            meeting.must(CHAIR_USER, Command::Decline { request: id, reason: "Hết giờ".to_owned() });
        }
        RequestState::Revoked => {
            meeting.speaks(BAO_HA);
            meeting.must(CHAIR_USER, Command::Stop { request: id, reason: None });
        }
        RequestState::Expired => meeting.must(CHAIR_USER, Command::CloseItem { item: ITEM.0 }),
        RequestState::Missed => {
            meeting.must(CHAIR_USER, Command::CallNext { target: GrantTarget::Request(id) });
            meeting.must(CHAIR_USER, Command::Miss { request: id });
        }
    }
    assert_eq!(meeting.state(request), state);
    (meeting, request)
}

/// The request table: from a state, by somebody, a command; to a state, or a refusal.
#[test]
fn the_request_table() {
    use RequestState as R;
    let room = Who::Room(BAO_HA);
    type Make = fn(Uuid) -> Command;
    let withdraw: Make = |request| Command::Withdraw { request };
    let accept: Make = |request| Command::Accept { request };
    let decline: Make = |request| Command::Decline { request, reason: "Để phiên sau".to_owned() };
    let call: Make = |id| Command::CallNext { target: GrantTarget::Request(id) };
    let ready: Make = |request| Command::Ready { request };
    let give: Make = |id| Command::Grant { target: GrantTarget::Request(id) };
    let finish: Make = |request| Command::Finish { request };
    let stop: Make = |request| Command::Stop { request, reason: Some("Quá giờ".to_owned()) };
    let extend: Make = |request| Command::Extend { request, minutes: 3 };
    let put_back: Make = |request| Command::PutBack { request };
    let miss: Make = |request| Command::Miss { request };
    let wait: Make = |request| Command::WaitMore { request };
    let pause: Make = |request| Command::Pause { request, asker: None };
    let go_on: Make = |request| Command::Continue { request };
    let check = |from: R, who: Who, command: Make, expected: Result<R, Refusal>| {
        let (mut meeting, request) = request_in(from);
        let outcome = meeting.does(who, command(request.0)).map(|_| meeting.state(request));
        assert_eq!(outcome, expected, "{from:?} {:?} by {who:?}", command(request.0));
        meeting.check_replay();
    };
    let moved = Err(Refusal::RequestMoved);

    check(R::Pending, CHAIR_USER, accept, Ok(R::Queued));
    check(R::Pending, Who::Room(BAO_HA), accept, Err(Refusal::NotAllowed));
    check(R::Pending, CHAIR_USER, call, Ok(R::Next));
    check(R::Pending, CHAIR_USER, give, Ok(R::Granted));
    check(R::Pending, room, withdraw, Ok(R::Withdrawn));
    check(R::Pending, SECRETARY_USER, decline, Ok(R::Declined));
    check(R::Queued, CHAIR_USER, accept, Ok(R::Queued));
    check(R::Next, CHAIR_USER, accept, moved);
    check(R::Queued, CHAIR_USER, decline, Ok(R::Declined));
    check(R::Declined, CHAIR_USER, decline, Ok(R::Declined));
    check(R::Speaking, CHAIR_USER, decline, moved);
    check(R::Queued, room, decline, Err(Refusal::NotAllowed));

    check(R::Queued, CHAIR_USER, call, Ok(R::Next));
    check(R::Next, CHAIR_USER, call, Ok(R::Next));
    check(R::Granted, CHAIR_USER, call, moved);
    check(R::Done, CHAIR_USER, call, moved);
    check(R::Queued, room, call, Err(Refusal::NotAllowed));
    check(R::Next, room, ready, Ok(R::Next));
    check(R::Queued, room, ready, moved);
    check(R::Next, Who::Room(KIM_SON), ready, Err(Refusal::NotAllowed));

    check(R::Queued, CHAIR_USER, give, Ok(R::Granted));
    check(R::Next, SECRETARY_USER, give, Ok(R::Granted));
    check(R::Granted, CHAIR_USER, give, Ok(R::Granted));
    check(R::Speaking, CHAIR_USER, give, Ok(R::Speaking));
    check(R::Paused, CHAIR_USER, give, Ok(R::Speaking));
    check(R::Held, CHAIR_USER, give, Err(Refusal::SiteOffline));
    check(R::Done, CHAIR_USER, give, moved);
    check(R::Queued, room, give, Err(Refusal::NotAllowed));
    check(R::Queued, Who::User(CENTRE), give, Err(Refusal::NotAllowed));

    check(R::Speaking, room, finish, Ok(R::Done));
    check(R::Granted, room, finish, Ok(R::Done));
    check(R::Paused, room, finish, Ok(R::Done));
    check(R::Speaking, SECRETARY_USER, finish, Ok(R::Done));
    check(R::Done, room, finish, Ok(R::Done));
    check(R::Queued, room, finish, moved);
    check(R::Held, room, finish, moved);
    check(R::Speaking, Who::Room(KIM_SON), finish, Err(Refusal::NotAllowed));

    for from in [R::Granted, R::Speaking, R::Paused, R::Held, R::Revoked] {
        check(from, CHAIR_USER, stop, Ok(R::Revoked));
    }
    check(R::Queued, CHAIR_USER, stop, moved);
    check(R::Done, CHAIR_USER, stop, moved);
    check(R::Speaking, room, stop, Err(Refusal::NotAllowed));
    check(R::Speaking, Who::User(TECHNICIAN), stop, Err(Refusal::NotAllowed));

    for command in [put_back, miss, wait] {
        check(R::Queued, room, command, Err(Refusal::NotAllowed));
        for from in [R::Speaking, R::Paused, R::Held, R::Done] {
            check(from, CHAIR_USER, command, moved);
        }
    }
    for from in [R::Next, R::Granted] {
        check(from, SECRETARY_USER, put_back, Ok(R::Queued));
        check(from, SECRETARY_USER, miss, Ok(R::Missed));
        check(from, SECRETARY_USER, wait, Ok(from));
    }
    check(R::Missed, SECRETARY_USER, miss, Ok(R::Missed));
    check(R::Missed, room, withdraw, moved);

    check(R::Speaking, CHAIR_USER, pause, Ok(R::Paused));
    check(R::Paused, SECRETARY_USER, pause, Ok(R::Paused));
    check(R::Granted, CHAIR_USER, pause, moved);
    check(R::Speaking, room, pause, Err(Refusal::NotAllowed));
    check(R::Speaking, Who::User(CENTRE), pause, Err(Refusal::NotAllowed));
    check(R::Paused, CHAIR_USER, go_on, Ok(R::Speaking));
    check(R::Speaking, CHAIR_USER, go_on, Ok(R::Speaking));
    check(R::Queued, CHAIR_USER, go_on, moved);
    check(R::Paused, room, go_on, Err(Refusal::NotAllowed));

    check(R::Speaking, CHAIR_USER, extend, Ok(R::Speaking));
    check(R::Queued, CHAIR_USER, extend, moved);
    check(R::Speaking, room, extend, Err(Refusal::NotAllowed));

    for from in [R::Queued, R::Next, R::Granted, R::Held, R::Withdrawn] {
        check(from, room, withdraw, Ok(R::Withdrawn));
    }
    check(R::Speaking, room, withdraw, moved);
    check(R::Done, room, withdraw, moved);
    check(R::Queued, Who::Room(KIM_SON), withdraw, Err(Refusal::NotAllowed));
    check(R::Queued, SECRETARY_USER, withdraw, Ok(R::Withdrawn));
}

#[test]
fn who_may_register_and_when() {
    let check = |prepare: &dyn Fn(&mut Meeting), who: Who, site: Option<SiteId>, expected| {
        let mut meeting = Meeting::live();
        prepare(&mut meeting);
        let outcome = meeting.does(who, Command::Register(register(site))).map(|_| ());
        assert_eq!(outcome, expected, "{who:?} {site:?}");
    };
    let nothing = |_: &mut Meeting| {};
    check(&nothing, Who::Room(BAO_HA), None, Ok(()));
    check(&nothing, SECRETARY_USER, Some(BAO_HA), Ok(()));
    check(&nothing, Who::User(TECHNICIAN), Some(KIM_SON), Ok(()));
    check(&nothing, Who::User(TECHNICIAN), Some(BAO_HA), Err(Refusal::NotAllowed));
    check(&nothing, Who::User(OBSERVER), Some(BAO_HA), Err(Refusal::NotAllowed));
    check(&nothing, Who::Room(BAO_HA), Some(KIM_SON), Err(Refusal::NotAllowed));
    check(&nothing, Who::Room(STRANGER), None, Err(Refusal::SiteNotExpected));
    check(&nothing, Who::User(CENTRE), Some(BAO_HA), Ok(()));
    check(&nothing, Who::Room(HALL), None, Err(Refusal::ChairIsHeard));
    check(&nothing, SECRETARY_USER, None, Err(Refusal::NotFound));
    let closed = |meeting: &mut Meeting| meeting.must(CHAIR_USER, Command::SetQueueOpen { open: false });
    check(&closed, Who::Room(BAO_HA), None, Err(Refusal::QueueClosed));
    check(&closed, SECRETARY_USER, Some(BAO_HA), Ok(()));
    let asked = |meeting: &mut Meeting| {
        meeting.registers(BAO_HA);
    };
    check(&asked, Who::Room(BAO_HA), None, Err(Refusal::AlreadyRegistered));
    let away = |meeting: &mut Meeting| meeting.see(Observation::SiteLeft(BAO_HA));
    check(&away, SECRETARY_USER, Some(BAO_HA), Err(Refusal::SiteOffline));
    let over = |meeting: &mut Meeting| meeting.must(CHAIR_USER, Command::Close);
    check(&over, Who::Room(BAO_HA), None, Err(Refusal::WrongState));
}

#[test]
fn fields_of_a_request_are_checked() {
    let check = |change: &dyn Fn(&mut Register), expected: Result<Millis, Refusal>| {
        let mut meeting = Meeting::live();
        let mut fields = register(None);
        change(&mut fields);
        let outcome = meeting.does(Who::Room(BAO_HA), Command::Register(fields));
        let allowed =
            outcome.map(|_| meeting.briefing.floor.get(meeting.request_of(BAO_HA)).map(|r| r.allowed_ms));
        assert_eq!(allowed, expected.map(Some));
    };
    check(&|_| {}, Ok(7 * 60_000));
    check(&|fields| fields.minutes = Some(2), Ok(2 * 60_000));
    check(&|fields| fields.item = Some(LAST_ITEM.0), Ok(3 * 60_000));
    check(&|fields| fields.minutes = Some(0), Err(Refusal::Invalid));
    check(&|fields| fields.minutes = Some(121), Err(Refusal::Invalid));
    check(&|fields| fields.speaker = "x".repeat(121), Err(Refusal::Invalid));
    check(&|fields| fields.post = "a\nb".to_owned(), Err(Refusal::Invalid));
    check(&|fields| fields.item = Some(Uuid::nil()), Err(Refusal::NotFound));
}

#[test]
fn two_consoles_grant_at_once_and_one_wins() {
    let mut meeting = Meeting::live();
    let (first, second) = (meeting.input(grant(BAO_HA)), meeting.input(grant(KIM_SON)));
    assert!(meeting.apply(CHAIR_USER, &first).is_ok());
    assert_eq!(meeting.apply(SECRETARY_USER, &second), Err(Refusal::Stale));
    assert_eq!(meeting.briefing.programme.on_air, Some(BAO_HA));
}

#[test]
fn registering_does_not_make_a_grant_stale_but_reordering_and_calling_do() {
    let mut meeting = Meeting::live();
    let first = meeting.registers(BAO_HA);
    let command = meeting.input(grant_request(first));
    let second = meeting.registers(KIM_SON);
    assert!(meeting.apply(CHAIR_USER, &command).is_ok());
    let late = meeting.input(grant_request(second));
    meeting.must(CHAIR_USER, Command::CallNext { target: GrantTarget::Site(CAM_CON.0) });
    assert_eq!(meeting.apply(CHAIR_USER, &late), Err(Refusal::Stale));
    let missing = CommandInput { seen: None, ..meeting.input(grant(CAM_CON)) };
    assert_eq!(meeting.apply(CHAIR_USER, &missing), Err(Refusal::Malformed));
}

#[test]
fn the_same_command_twice_is_one_event() {
    let mut meeting = Meeting::live();
    let command = meeting.input(Command::Register(register(None)));
    assert_eq!(meeting.apply(Who::Room(BAO_HA), &command), Ok(2));
    let rev = meeting.briefing.rev();
    assert_eq!(meeting.apply(Who::Room(BAO_HA), &command), Ok(0));
    meeting.registers(KIM_SON);
    assert_eq!(meeting.briefing.rev_with(command.cmd_id), rev);
}

#[test]
fn a_switch_ends_one_speech_and_begins_the_next_in_one_command() {
    let (mut meeting, first) = Meeting::with_speaker(BAO_HA);
    meeting.pass(90_000);
    let second = meeting.registers(KIM_SON);
    meeting.must(CHAIR_USER, grant_request(second));
    assert_eq!(meeting.state(first), RequestState::Done);
    assert_eq!(meeting.state(second), RequestState::Granted);
    assert_eq!(meeting.briefing.floor.get(first).map(|request| request.spoken_ms), Some(90_000));
    assert_eq!(meeting.briefing.programme.audible, [KIM_SON, HALL]);
    assert_eq!(meeting.briefing.programme.on_air, Some(KIM_SON));
    meeting.check_replay();
}

#[test]
fn the_clock_starts_when_the_site_is_seen_and_heard() {
    let check = |observations: &[Observation], wait: Millis, expected: RequestState| {
        let mut meeting = Meeting::live();
        meeting.must(CHAIR_USER, grant(BAO_HA));
        observations.iter().for_each(|observation| meeting.see(observation.clone()));
        meeting.pass(wait);
        assert_eq!(meeting.state(meeting.request_of(BAO_HA)), expected, "{observations:?} {wait}");
    };
    let (seen, heard) = (Observation::OnAir(BAO_HA), Observation::Heard(BAO_HA));
    check(&[], 0, RequestState::Granted);
    check(std::slice::from_ref(&seen), 60_000, RequestState::Granted);
    check(std::slice::from_ref(&heard), 0, RequestState::Granted);
    check(&[seen.clone(), heard.clone()], 0, RequestState::Speaking);
    check(&[heard.clone(), seen], 0, RequestState::Speaking);
    // A site without a camera is heard all the same, so its time runs.
    check(std::slice::from_ref(&heard), 2_999, RequestState::Granted);
    check(std::slice::from_ref(&heard), 3_000, RequestState::Speaking);
    check(&[Observation::OnAir(KIM_SON), Observation::Heard(KIM_SON)], 60_000, RequestState::Granted);
}

#[test]
fn while_another_picture_is_held_being_heard_is_enough() {
    let mut meeting = Meeting::live();
    let mode = ProgrammeMode::Manual { site: CAM_CON.0 };
    meeting.must(CHAIR_USER, Command::SetProgramme { mode, hold: true });
    meeting.must(CHAIR_USER, grant(BAO_HA));
    meeting.see(Observation::Heard(BAO_HA));
    assert_eq!(meeting.state(meeting.request_of(BAO_HA)), RequestState::Speaking);
    assert_eq!(meeting.briefing.programme.on_air, Some(CAM_CON));
}

#[test]
fn a_site_that_is_on_air_already_needs_only_be_heard() {
    let mut meeting = Meeting::live();
    let mode = ProgrammeMode::Manual { site: BAO_HA.0 };
    meeting.must(CHAIR_USER, Command::SetProgramme { mode, hold: false });
    meeting.see(Observation::OnAir(BAO_HA));
    meeting.must(CHAIR_USER, grant(BAO_HA));
    meeting.see(Observation::Heard(BAO_HA));
    assert_eq!(meeting.state(meeting.request_of(BAO_HA)), RequestState::Speaking);
}

#[test]
fn who_is_silent_or_not_ready_is_marked_and_never_moved() {
    let mut meeting = Meeting::live();
    meeting.must(CHAIR_USER, Command::CallNext { target: GrantTarget::Site(KIM_SON.0) });
    meeting.must(CHAIR_USER, grant(BAO_HA));
    let warned = |meeting: &Meeting| -> Vec<bool> {
        let view = View::of(&meeting.briefing, &Devices::new());
        view.floor.requests.iter().map(|request| request.warning).collect()
    };
    meeting.pass(14_999);
    assert_eq!(warned(&meeting), [false, false]);
    meeting.pass(1);
    assert_eq!(warned(&meeting), [true, false]);
    meeting.pass(15_000);
    assert_eq!(warned(&meeting), [true, true]);
    let called = meeting.request_of(KIM_SON);
    meeting.must(Who::Room(KIM_SON), Command::Ready { request: called.0 });
    meeting.see(Observation::Heard(BAO_HA));
    assert_eq!(warned(&meeting), [false, false]);
    assert_eq!(meeting.briefing.next_deadline(), Some(meeting.now + 3_000), "only the picture is awaited");
}

#[test]
fn at_most_two_sites_stand_by() {
    let mut meeting = Meeting::live();
    for site in [BAO_HA, KIM_SON] {
        meeting.must(CHAIR_USER, Command::CallNext { target: GrantTarget::Site(site.0) });
    }
    let third = meeting.does(CHAIR_USER, Command::CallNext { target: GrantTarget::Site(CAM_CON.0) });
    assert_eq!(third, Err(Refusal::TwoStandBy));
    assert_eq!(meeting.briefing.room_wish().next, Some(BAO_HA));
}

#[test]
fn a_speaker_lost_for_twenty_seconds_resumes_with_the_same_time() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.pass(60_000);
    meeting.see(Observation::SiteLeft(BAO_HA));
    meeting.pass(2_999);
    assert_eq!(meeting.briefing.programme.on_air, Some(BAO_HA), "a hiccup changes nothing");
    meeting.pass(1);
    assert_eq!(meeting.state(request), RequestState::Held);
    assert_eq!(meeting.briefing.programme.on_air, Some(HALL));
    assert_eq!(meeting.briefing.programme.audible, [HALL]);
    meeting.pass(17_000);
    meeting.see(Observation::SiteJoined(BAO_HA));
    assert_eq!(meeting.state(request), RequestState::Granted);
    assert_eq!(meeting.briefing.programme.audible, [HALL], "back, but silent until confirmed");
    meeting.pass(5_000);
    meeting.must(SECRETARY_USER, grant_request(request));
    assert_eq!(meeting.briefing.programme.audible, [BAO_HA, HALL]);
    meeting.see(Observation::OnAir(BAO_HA));
    meeting.see(Observation::Heard(BAO_HA));
    let resumed = meeting.briefing.floor.get(request).expect("the request");
    assert_eq!(resumed.spoken_ms, 63_000);
    assert_eq!(resumed.stage, Stage::Speaking { since: meeting.now });
    meeting.check_replay();
}

#[test]
fn a_speaker_lost_for_ninety_seconds_goes_to_the_top_of_the_queue() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.registers(KIM_SON);
    meeting.see(Observation::MediaDown(BAO_HA));
    meeting.pass(90_000);
    assert_eq!(meeting.state(request), RequestState::Queued);
    assert_eq!(meeting.briefing.floor.queue[0], request);
    assert!(meeting.briefing.floor.holders().is_empty(), "the floor is free");
    let view = View::of(&meeting.briefing, &Devices::new());
    assert!(view.floor.requests[0].flagged && view.floor.requests[0].offline);
    assert_eq!(meeting.does(CHAIR_USER, grant_request(request)), Err(Refusal::SiteOffline));
}

#[test]
fn a_held_floor_can_be_given_to_another_site() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.see(Observation::MediaDown(BAO_HA));
    meeting.pass(4_000);
    meeting.must(CHAIR_USER, grant(KIM_SON));
    assert_eq!(meeting.state(request), RequestState::Queued);
    meeting.see(Observation::MediaUp(BAO_HA));
    assert_eq!(meeting.state(request), RequestState::Queued, "it does not push the new speaker out");
}

#[test]
fn overtime_cuts_nobody() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.pass(3_600_000);
    assert_eq!(meeting.state(request), RequestState::Speaking);
    assert_eq!(meeting.briefing.programme.audible, [BAO_HA, HALL]);
    meeting.must(CHAIR_USER, Command::Extend { request: request.0, minutes: 5 });
    assert_eq!(meeting.briefing.floor.get(request).map(|request| request.allowed_ms), Some(12 * 60_000));
    let extend = |minutes| Command::Extend { request: request.0, minutes };
    assert_eq!(meeting.does(CHAIR_USER, extend(0)), Err(Refusal::Invalid));
    assert_eq!(meeting.does(CHAIR_USER, extend(31)), Err(Refusal::Invalid));
}

#[test]
fn closing_an_item_ends_what_waits_on_it_and_nothing_else() {
    let (mut meeting, speaker) = Meeting::with_speaker(BAO_HA);
    let waiting = meeting.registers(KIM_SON);
    let fields = Register { item: Some(LAST_ITEM.0), ..register(None) };
    meeting.must(Who::Room(CAM_CON), Command::Register(fields));
    let other = meeting.request_of(CAM_CON);
    meeting.must(CHAIR_USER, Command::CloseItem { item: ITEM.0 });
    assert_eq!(meeting.state(waiting), RequestState::Expired);
    assert_eq!(meeting.state(other), RequestState::Queued);
    assert_eq!(meeting.state(speaker), RequestState::Speaking);
}

#[test]
fn the_queue_is_reordered_whole() {
    let mut meeting = Meeting::live();
    let requests: Vec<RequestId> = BRANCHES.into_iter().map(|site| meeting.registers(site)).collect();
    let order = |ids: &[usize]| Command::Reorder { order: ids.iter().map(|id| requests[*id].0).collect() };
    assert_eq!(meeting.does(CHAIR_USER, order(&[2, 0, 1])), Ok(1));
    assert_eq!(meeting.briefing.floor.queue, [requests[2], requests[0], requests[1]]);
    assert_eq!(meeting.does(CHAIR_USER, order(&[2, 0, 1])), Ok(0));
    assert_eq!(meeting.does(CHAIR_USER, order(&[2, 0])), Err(Refusal::Stale));
    assert_eq!(meeting.does(CHAIR_USER, order(&[2, 0, 0])), Err(Refusal::Stale));
    assert_eq!(meeting.does(Who::Room(BAO_HA), order(&[0, 1, 2])), Err(Refusal::NotAllowed));
}

#[test]
fn every_action_of_the_secretary_says_for_whom() {
    let mut meeting = Meeting::live();
    meeting.must(SECRETARY_USER, grant(BAO_HA));
    let last = meeting.log.last().expect("events");
    assert_eq!((last.actor, last.on_behalf_of), (SECRETARY_USER, Some(OnBehalfOf::Chair)));
    meeting.must(SECRETARY_USER, Command::Register(register(Some(KIM_SON))));
    assert_eq!(meeting.log.last().and_then(|event| event.on_behalf_of), Some(OnBehalfOf::Site(KIM_SON)));
    meeting.must(CHAIR_USER, grant(KIM_SON));
    assert_eq!(meeting.log.last().and_then(|event| event.on_behalf_of), None);
    let claim = |meeting: &mut Meeting, who, claim: &str| {
        let input = CommandInput {
            on_behalf_of: Some(claim.to_owned()),
            ..meeting.input(Command::SetQueueOpen { open: false })
        };
        meeting.apply(who, &input)
    };
    assert_eq!(claim(&mut meeting, Who::User(CENTRE), "chair"), Err(Refusal::NotAllowed));
    assert_eq!(claim(&mut meeting, SECRETARY_USER, "everyone"), Err(Refusal::Malformed));
    assert_eq!(claim(&mut meeting, SECRETARY_USER, "chair"), Ok(1));
}
