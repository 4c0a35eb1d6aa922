use super::*;

const CHAIR_USER: Who = Who::User(CHAIR);

fn meeting_in(state: SessionState) -> Meeting {
    use SessionState as S;
    let mut meeting = Meeting::planned();
    let reason = || "Bão số 3".to_owned();
    let path: &[Command] = match state {
        S::Scheduled => &[],
        S::Testing => &[Command::StartTest],
        S::Lobby => &[Command::OpenLobby],
        S::Live => &[Command::OpenLobby, Command::Open],
        S::Break => &[Command::OpenLobby, Command::Open, Command::Break],
        S::Closed => &[Command::OpenLobby, Command::Open, Command::Close],
        S::Archived => &[Command::OpenLobby, Command::Open, Command::Close, Command::Archive],
        S::Postponed => &[Command::Postpone { reason: reason() }],
        S::Cancelled => &[Command::Cancel { reason: reason() }],
        S::Draft => unreachable!("the plan is announced"),
    };
    path.iter().for_each(|command| meeting.must(CHAIR_USER, command.clone()));
    meeting
}

/// Rows: commands; columns: states they are given in; cells: the state after, `=` nothing to do, `-` refused.
#[test]
fn the_session_table() {
    let reason = "Bão số 3".to_owned();
    let commands = [
        Command::StartTest,
        Command::OpenLobby,
        Command::Open,
        Command::Break,
        Command::Resume,
        Command::Close,
        Command::Archive,
        Command::Postpone { reason: reason.clone() },
        Command::Cancel { reason },
    ];
    use SessionState as S;
    let states = [
        S::Scheduled,
        S::Testing,
        S::Lobby,
        S::Live,
        S::Break,
        S::Closed,
        S::Archived,
        S::Postponed,
        S::Cancelled,
    ];
    let table = [
        // sched. testing lobby   live    break   closed  archiv. postp.  cancelled
        ["testing", "=", "testing", "-", "-", "-", "-", "-", "-"],
        ["lobby", "lobby", "=", "-", "-", "-", "-", "-", "-"],
        ["-", "-", "live", "=", "-", "-", "-", "-", "-"],
        ["-", "-", "-", "break", "=", "-", "-", "-", "-"],
        ["-", "-", "-", "=", "live", "-", "-", "-", "-"],
        ["-", "-", "-", "closed", "closed", "=", "-", "-", "-"],
        ["-", "-", "-", "-", "-", "archived", "=", "-", "-"],
        ["postponed", "-", "-", "-", "-", "-", "-", "=", "-"],
        ["cancelled", "-", "-", "-", "-", "-", "-", "-", "="],
    ];
    for (command, row) in commands.iter().zip(table) {
        for (state, cell) in states.into_iter().zip(row) {
            let mut meeting = meeting_in(state);
            let outcome = meeting.does(CHAIR_USER, command.clone());
            let after = serde_json::to_value(meeting.briefing.session_state()).expect("a state");
            match cell {
                "=" => assert_eq!(outcome, Ok(0), "{command:?} in {state:?}"),
                "-" => assert_eq!(outcome, Err(Refusal::WrongState), "{command:?} in {state:?}"),
                to => assert_eq!((outcome.is_ok(), after), (true, to.into()), "{command:?} in {state:?}"),
            }
        }
    }
}

#[test]
fn the_centre_prepares_but_only_the_chair_and_its_secretary_run() {
    let check = |who: UserId, command: Command, expected: Result<(), Refusal>| {
        let mut meeting = Meeting::planned();
        if command == Command::Open {
            meeting.must(CHAIR_USER, Command::OpenLobby);
        }
        let outcome = meeting.does(Who::User(who), command.clone()).map(|_| ());
        assert_eq!(outcome, expected, "{who:?} {command:?}");
    };
    check(CENTRE, Command::OpenLobby, Ok(()));
    check(CENTRE, Command::Open, Err(Refusal::NotAllowed));
    check(SECRETARY, Command::Open, Ok(()));
    check(DEPUTY, Command::Open, Err(Refusal::NotAllowed));
    check(OBSERVER, Command::OpenLobby, Err(Refusal::NotAllowed));
}

#[test]
fn a_cancellation_must_say_why() {
    for reason in ["", "   ", &"x".repeat(501)] {
        let cancel = Command::Cancel { reason: reason.to_owned() };
        assert_eq!(Meeting::planned().does(CHAIR_USER, cancel), Err(Refusal::Invalid));
    }
}

#[test]
fn a_break_stops_the_clock_and_silences_everyone() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.pass(20_000);
    meeting.must(CHAIR_USER, Command::Break);
    assert_eq!(meeting.state(request), RequestState::Paused);
    assert_eq!(meeting.briefing.programme.on_air, None);
    assert!(meeting.briefing.programme.audible.is_empty());
    meeting.pass(600_000);
    meeting.must(CHAIR_USER, Command::Resume);
    assert_eq!(meeting.state(request), RequestState::Granted);
    meeting.see(Observation::OnAir(BAO_HA));
    meeting.see(Observation::Heard(BAO_HA));
    assert_eq!(meeting.briefing.floor.get(request).map(|request| request.spoken_ms), Some(20_000));
}

#[test]
fn closing_ends_every_request_and_silences_everyone() {
    let (mut meeting, speaker) = Meeting::with_speaker(BAO_HA);
    let waiting = meeting.registers(KIM_SON);
    meeting.must(CHAIR_USER, Command::Close);
    assert_eq!(meeting.state(speaker), RequestState::Done);
    assert_eq!(meeting.state(waiting), RequestState::Expired);
    assert_eq!(meeting.briefing.programme.on_air, None);
    assert!(meeting.briefing.programme.audible.is_empty());
    assert_eq!(meeting.briefing.agenda.current(), None);
}

#[test]
fn an_item_ends_when_the_next_begins() {
    let mut meeting = Meeting::live();
    assert_eq!(meeting.briefing.agenda.current(), Some(ITEM));
    meeting.must(CHAIR_USER, Command::StartItem { item: LAST_ITEM.0 });
    assert_eq!(meeting.briefing.agenda.current(), Some(LAST_ITEM));
    assert_eq!(meeting.does(CHAIR_USER, Command::StartItem { item: LAST_ITEM.0 }), Ok(0));
    assert_eq!(meeting.does(CHAIR_USER, Command::CloseItem { item: ITEM.0 }), Ok(0));
    meeting.must(CHAIR_USER, Command::CloseItem { item: LAST_ITEM.0 });
    assert_eq!(meeting.briefing.agenda.current(), None);
    assert_eq!(meeting.does(CHAIR_USER, Command::StartItem { item: Uuid::nil() }), Err(Refusal::NotFound));
}

#[test]
fn an_edited_plan_keeps_what_happened() {
    let (mut meeting, speaker) = Meeting::with_speaker(BAO_HA);
    let waiting = meeting.registers(KIM_SON);
    let mut edited = plan();
    edited.sites.retain(|site| site.id != KIM_SON);
    edited.title = "Giao ban bất thường".to_owned();
    let events = meeting.briefing.replan(meeting.now, edited.clone());
    meeting.evolve(events);
    assert_eq!(meeting.state(waiting), RequestState::Expired);
    assert_eq!(meeting.state(speaker), RequestState::Speaking);
    assert_eq!(meeting.briefing.agenda.current(), Some(ITEM));
    assert!(meeting.briefing.replan(meeting.now, edited).is_empty(), "the same plan is no event");
    meeting.check_replay();
}
