//! Who answers when the roll is called, and who is heard meanwhile?

use super::*;
use crate::protocol::{RollCallMark, RollCallState, SessionMode};

const CHAIR_USER: Who = Who::User(CHAIR);
const CENTRE_USER: Who = Who::User(CENTRE);

fn view(meeting: &Meeting) -> View {
    View::of(&meeting.briefing, &Devices::new())
}

fn tour(meeting: &Meeting) -> (RollCallState, Option<SiteId>) {
    let view = meeting.briefing.roll_call.view();
    (view.state, view.site.map(SiteId))
}

fn start(again: bool) -> Command {
    Command::StartRollCall { seconds: 8, again }
}

pub(super) fn mark(site: SiteId, mark: RollCallMark) -> Command {
    Command::MarkRollCall { site: site.0, mark, people: Some(12) }
}

fn in_mode(mode: SessionMode) -> Command {
    Command::SetMode { mode }
}

fn live_in_roll_call() -> Meeting {
    let mut meeting = Meeting::live();
    meeting.must(CHAIR_USER, in_mode(SessionMode::RollCall));
    meeting
}

#[test]
fn a_tour_shows_and_hears_one_site_after_the_other() {
    use RollCallState::{Calling, Ended};
    let mut meeting = Meeting::gathered();
    meeting.must(CENTRE_USER, start(false));
    assert_eq!(tour(&meeting), (Calling, Some(MAIN)));
    assert_eq!(meeting.briefing.programme.on_air, Some(MAIN));
    assert_eq!(meeting.briefing.programme.audible, [MAIN, HALL]);
    meeting.must(CENTRE_USER, mark(MAIN, RollCallMark::Present));
    assert_eq!(tour(&meeting), (Calling, Some(BAO_HA)), "a mark calls the next");
    meeting.pass(8_000);
    assert_eq!(tour(&meeting), (Calling, Some(KIM_SON)), "so does time");
    meeting.must(Who::User(TECHNICIAN), mark(KIM_SON, RollCallMark::NoSound));
    meeting.must(CENTRE_USER, mark(CAM_CON, RollCallMark::Excused));
    assert_eq!(tour(&meeting), (Ended, None));
    assert_eq!(meeting.briefing.programme.on_air, Some(HALL));
    meeting.must(CENTRE_USER, start(false));
    assert_eq!(tour(&meeting), (Calling, Some(BAO_HA)), "only who has no mark yet");
    meeting.must(CENTRE_USER, Command::EndRollCall);
    meeting.must(CENTRE_USER, start(true));
    assert_eq!(tour(&meeting), (Calling, Some(MAIN)));
    meeting.check_replay();
}

#[test]
fn a_tour_pauses_goes_back_and_passes_over_the_marked() {
    use RollCallState::{Calling, Paused};
    let mut meeting = Meeting::gathered();
    meeting.must(CENTRE_USER, start(false));
    meeting.must(CENTRE_USER, Command::PauseRollCall { paused: true });
    meeting.pass(60_000);
    assert_eq!(tour(&meeting), (Paused, Some(MAIN)));
    assert_eq!(meeting.briefing.programme.audible, [HALL]);
    let seen = Audience::Room(KIM_SON).snapshot(&view(&meeting));
    assert!(seen.sites.iter().any(|site| site.id == MAIN.0), "a room names the site at which it stands");
    assert_eq!(view(&meeting).roll_call.after, Some(BAO_HA.0));
    meeting.must(CENTRE_USER, mark(MAIN, RollCallMark::Present));
    meeting.must(CENTRE_USER, mark(BAO_HA, RollCallMark::Present));
    assert_eq!(view(&meeting).roll_call.after, Some(KIM_SON.0), "who is marked does not follow");
    meeting.must(CENTRE_USER, Command::PauseRollCall { paused: false });
    assert_eq!(tour(&meeting), (Calling, Some(KIM_SON)));
    meeting.must(CENTRE_USER, Command::CallInRoll { site: MAIN.0 });
    meeting.must(CENTRE_USER, mark(MAIN, RollCallMark::NoPicture));
    assert_eq!(tour(&meeting), (Calling, Some(KIM_SON)));
    assert_eq!(
        meeting.does(CENTRE_USER, Command::CallInRoll { site: HALL.0 }),
        Err(Refusal::SiteNotExpected)
    );
}

#[test]
fn a_tour_gives_way_to_whoever_is_given_the_floor() {
    use RollCallState::{Calling, Paused};
    let mut meeting = live_in_roll_call();
    meeting.must(CHAIR_USER, start(false));
    let request = meeting.speaks(KIM_SON);
    assert_eq!(tour(&meeting), (Paused, Some(MAIN)));
    assert_eq!(meeting.briefing.programme.on_air, Some(KIM_SON));
    let go_on = Command::PauseRollCall { paused: false };
    assert_eq!(meeting.does(CHAIR_USER, go_on.clone()), Err(Refusal::FloorTaken));
    meeting.must(Who::Room(KIM_SON), Command::Finish { request: request.0 });
    meeting.must(CHAIR_USER, go_on);
    assert_eq!(tour(&meeting), (Calling, Some(MAIN)));
    meeting.must(CHAIR_USER, Command::Close);
    assert_eq!(tour(&meeting).0, RollCallState::Ended);
    meeting.check_replay();
}

/// Whoever does not give the floor opens no microphone of an open session by calling the roll.
#[test]
fn in_an_open_session_the_centre_and_technicians_only_mark() {
    let tour_commands = [
        start(true),
        Command::CallInRoll { site: KIM_SON.0 },
        Command::PauseRollCall { paused: true },
        Command::PauseRollCall { paused: false },
        Command::EndRollCall,
    ];
    for who in [CENTRE_USER, Who::User(TECHNICIAN)] {
        let mut meeting = live_in_roll_call();
        for command in tour_commands.clone() {
            assert_eq!(meeting.does(who, command), Err(Refusal::NotAllowed), "{who:?}");
        }
        meeting.must(who, mark(KIM_SON, RollCallMark::Present));
        assert_eq!(meeting.briefing.programme.audible, [HALL]);
        meeting.must(CHAIR_USER, start(true));
        for command in tour_commands.clone() {
            assert_eq!(meeting.does(who, command), Err(Refusal::NotAllowed), "{who:?} in the chair's tour");
        }
        meeting.must(CHAIR_USER, Command::CallInRoll { site: KIM_SON.0 });
        meeting.must(who, mark(KIM_SON, RollCallMark::NoPicture));
        assert_eq!(tour(&meeting), (RollCallState::Calling, Some(KIM_SON)), "a mark of theirs calls nobody");
        meeting.must(Who::User(SECRETARY), mark(KIM_SON, RollCallMark::Present));
        assert_eq!(tour(&meeting), (RollCallState::Calling, Some(CAM_CON)), "one of the secretary's does");
    }
}

#[test]
fn an_open_session_is_called_in_its_mode_without_speaker_and_without_silence() {
    let mut meeting = Meeting::live();
    assert_eq!(meeting.does(CHAIR_USER, start(true)), Err(Refusal::NotRollCall));
    meeting.must(CHAIR_USER, in_mode(SessionMode::RollCall));
    let request = meeting.speaks(BAO_HA);
    assert_eq!(meeting.does(CHAIR_USER, start(true)), Err(Refusal::FloorTaken));
    meeting.must(CHAIR_USER, Command::Finish { request: request.0 });
    meeting.must(CENTRE_USER, Command::Silence { on: true });
    assert_eq!(meeting.does(CHAIR_USER, start(true)), Err(Refusal::Silenced));
    meeting.must(CENTRE_USER, Command::Silence { on: false });
    meeting.must(CHAIR_USER, start(true));
    meeting.must(CENTRE_USER, Command::Silence { on: true });
    let stands = (RollCallState::Paused, Some(MAIN));
    assert_eq!((tour(&meeting), meeting.briefing.programme.audible.clone()), (stands, vec![HALL]));
    for command in [Command::PauseRollCall { paused: false }, Command::CallInRoll { site: KIM_SON.0 }] {
        assert_eq!(meeting.does(CHAIR_USER, command), Err(Refusal::Silenced));
    }
    meeting.must(CHAIR_USER, Command::Silence { on: false });
    meeting.must(CHAIR_USER, Command::PauseRollCall { paused: false });
    meeting.must(CHAIR_USER, in_mode(SessionMode::Chaired));
    assert_eq!((tour(&meeting), meeting.briefing.programme.audible.clone()), (stands, vec![HALL]));
    meeting.check_replay();
}

/// An earlier release let a tour run in any mode; after an update it stands at its next step.
#[test]
fn a_tour_of_an_earlier_release_stands_at_its_next_step() {
    let mut meeting = live_in_roll_call();
    meeting.must(CHAIR_USER, start(true));
    let mut log = meeting.log.clone();
    log.retain(|event| !matches!(event.fact, Fact::ModeSet { .. }));
    let briefing = Briefing::replay(&log).expect("a plan");
    let due = briefing.next_deadline().expect("the site's time");
    let facts: Vec<Fact> = briefing.tick(due).into_iter().map(|event| event.fact).collect();
    assert_eq!(facts, [Fact::RollCallPaused]);
}

/// The centre calls the roll before the opening; what it left calling opens nobody's microphone after it.
#[test]
fn a_tour_of_the_lobby_stands_when_the_session_opens() {
    for mode in [SessionMode::Chaired, SessionMode::RollCall] {
        let mut meeting = Meeting::gathered();
        if mode != SessionMode::Chaired {
            meeting.must(CHAIR_USER, in_mode(mode));
        }
        meeting.must(CENTRE_USER, start(true));
        meeting.must(CHAIR_USER, Command::Open);
        meeting.pass(60_000);
        assert_eq!(tour(&meeting), (RollCallState::Paused, Some(MAIN)));
        assert_eq!(meeting.briefing.programme.audible, [HALL]);
        assert_eq!(meeting.does(CENTRE_USER, Command::EndRollCall), Err(Refusal::NotAllowed));
        meeting.must(Who::User(SECRETARY), Command::EndRollCall);
    }
}

#[test]
fn a_tour_is_for_those_who_call_the_whole_roll() {
    let check = |who: UserId, command: Command, expected: Result<usize, Refusal>| {
        assert_eq!(Meeting::gathered().does(Who::User(who), command), expected, "{who:?}");
    };
    check(CENTRE, start(false), Ok(2));
    check(SECRETARY, start(false), Ok(2));
    check(TECHNICIAN, start(false), Err(Refusal::NotAllowed));
    check(OBSERVER, start(false), Err(Refusal::NotAllowed));
    check(CENTRE, Command::StartRollCall { seconds: 4, again: false }, Err(Refusal::Invalid));
    check(CENTRE, Command::PauseRollCall { paused: true }, Err(Refusal::WrongState));
    check(CENTRE, Command::EndRollCall, Ok(0));
    assert_eq!(Meeting::planned().does(CENTRE_USER, start(false)), Err(Refusal::WrongState));
}
