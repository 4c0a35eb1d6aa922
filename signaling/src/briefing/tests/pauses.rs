//! Why does a speech stand still, and when does it go on? A pause ends with its cause.

use super::*;
use crate::protocol::SessionMode;

const CHAIR_USER: Who = Who::User(CHAIR);
const CENTRE_USER: Who = Who::User(CENTRE);

fn silence(on: bool) -> Command {
    Command::Silence { on }
}

fn pause(request: RequestId, asker: Option<SiteId>) -> Command {
    Command::Pause { request: request.0, asker: asker.map(|site| site.0) }
}

#[test]
fn silence_stops_every_clock_until_the_chair_lets_go() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.pass(10_000);
    meeting.must(CENTRE_USER, Command::Silence { on: true });
    assert_eq!(meeting.state(request), RequestState::Paused);
    assert_eq!(meeting.briefing.programme.audible, [HALL]);
    meeting.pass(30_000);
    meeting.must(Who::User(CHAIR), Command::Silence { on: false });
    assert_eq!(meeting.state(request), RequestState::Granted);
    meeting.see(Observation::OnAir(BAO_HA));
    meeting.see(Observation::Heard(BAO_HA));
    assert_eq!(meeting.briefing.floor.get(request).map(|request| request.spoken_ms), Some(10_000));
    meeting.must(CENTRE_USER, Command::Silence { on: true });
    meeting.speaks(KIM_SON);
    assert!(!meeting.briefing.order.is_silenced(), "an invitation ends it");
    assert_eq!(meeting.does(Who::Room(KIM_SON), Command::Silence { on: true }), Err(Refusal::NotAllowed));
}

/// What the chair paused is opened by nobody but who gives the floor.
#[test]
fn a_speech_that_was_interrupted_stays_so_after_silence_and_break() {
    let intervals: [(Who, [Command; 2]); 3] = [
        (CENTRE_USER, [silence(true), silence(false)]),
        (CHAIR_USER, [silence(true), silence(false)]),
        (CHAIR_USER, [Command::Break, Command::Resume]),
    ];
    for (who, commands) in intervals {
        for asker in [None, Some(CAM_CON)] {
            let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
            meeting.must(CHAIR_USER, pause(request, asker));
            commands.clone().into_iter().for_each(|command| meeting.must(who, command));
            assert_eq!(meeting.state(request), RequestState::Paused, "{commands:?}");
            assert_eq!(meeting.briefing.programme.audible, [HALL], "{commands:?}, {asker:?} had asked");
            meeting.must(CHAIR_USER, Command::Continue { request: request.0 });
            assert_eq!(meeting.briefing.programme.audible, [BAO_HA, HALL]);
            meeting.check_replay();
        }
    }
}

/// The centre keeps order, and opens no microphone that the chair closed.
#[test]
fn the_chairs_silence_is_ended_by_who_gives_the_floor() {
    for who in [CHAIR_USER, Who::User(SECRETARY)] {
        let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
        meeting.must(who, silence(true));
        assert!(View::of(&meeting.briefing, &Devices::new()).order.silenced_by_chair);
        assert_eq!(meeting.does(CENTRE_USER, silence(false)), Err(Refusal::NotAllowed));
        assert_eq!(meeting.state(request), RequestState::Paused);
        meeting.must(CHAIR_USER, silence(false));
        meeting.must(CENTRE_USER, silence(true));
        meeting.must(CENTRE_USER, silence(false));
        assert_eq!(meeting.state(request), RequestState::Granted);
        meeting.check_replay();
    }
}

#[test]
fn a_break_takes_over_what_silence_paused() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.must(CENTRE_USER, silence(true));
    meeting.must(CHAIR_USER, Command::Break);
    assert_eq!(meeting.does(CENTRE_USER, silence(false)), Err(Refusal::WrongState));
    assert_eq!(meeting.state(request), RequestState::Paused);
    meeting.must(CHAIR_USER, Command::Resume);
    assert_eq!(meeting.state(request), RequestState::Granted);
    meeting.check_replay();
}

#[test]
fn what_the_chair_pauses_under_silence_stands_for_longer() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.must(CENTRE_USER, silence(true));
    meeting.must(CHAIR_USER, pause(request, None));
    assert_eq!(meeting.does(CHAIR_USER, pause(request, None)), Ok(0));
    meeting.must(CENTRE_USER, silence(false));
    assert_eq!(meeting.state(request), RequestState::Paused);
    meeting.check_replay();
}

/// One who is let speak ends the silence, so whoever stood still for it is heard too.
#[test]
fn the_end_of_silence_is_for_everybody_it_paused() {
    let let_speak: [fn(RequestId) -> Command; 3] = [
        |_| Command::Grant { target: GrantTarget::Site(CAM_CON.0) },
        |first| Command::Continue { request: first.0 },
        |first| pause(first, Some(CAM_CON)),
    ];
    for let_speak in let_speak {
        let mut meeting = Meeting::live();
        meeting.must(CHAIR_USER, Command::SetMode { mode: SessionMode::Discussion { microphones: 4 } });
        let first = meeting.speaks(BAO_HA);
        let [second, interrupted] = [MAIN, KIM_SON].map(|site| meeting.speaks(site));
        meeting.must(CHAIR_USER, pause(interrupted, None));
        meeting.must(CENTRE_USER, silence(true));
        assert_eq!(meeting.briefing.programme.audible, [HALL]);
        let command = let_speak(first);
        meeting.must(CHAIR_USER, command.clone());
        assert!(!meeting.briefing.order.is_silenced());
        assert_eq!(meeting.state(second), RequestState::Granted, "{command:?}");
        assert_eq!(meeting.state(interrupted), RequestState::Paused, "{command:?}");
        meeting.check_replay();
    }
}

/// The switch ends one and lets the other speak; the third stood still for the silence alone.
#[test]
fn a_switch_under_silence_ends_one_and_frees_the_rest() {
    let mut meeting = Meeting::live();
    meeting.must(CHAIR_USER, Command::SetMode { mode: SessionMode::Discussion { microphones: 2 } });
    let [first, second] = [BAO_HA, KIM_SON].map(|site| meeting.speaks(site));
    meeting.must(CENTRE_USER, silence(true));
    let switch = Command::Switch { from: first.0, to: GrantTarget::Site(CAM_CON.0) };
    meeting.must(CHAIR_USER, switch);
    assert_eq!(meeting.state(first), RequestState::Done);
    assert_eq!(meeting.state(second), RequestState::Granted);
    meeting.check_replay();
}
