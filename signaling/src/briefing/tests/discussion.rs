//! Several microphones: the operator chooses whose closes, never the machine. Row 22 and the modes.

use super::*;
use crate::protocol::SessionMode;

const CHAIR_USER: Who = Who::User(CHAIR);

fn grant(site: SiteId) -> Command {
    Command::Grant { target: GrantTarget::Site(site.0) }
}

fn discussion(microphones: u8) -> Meeting {
    let mut meeting = Meeting::live();
    meeting.must(CHAIR_USER, Command::SetMode { mode: SessionMode::Discussion { microphones } });
    meeting
}

#[test]
fn microphones_open_side_by_side_and_the_last_one_is_seen() {
    let mut meeting = discussion(2);
    meeting.speaks(BAO_HA);
    meeting.speaks(KIM_SON);
    assert_eq!(meeting.briefing.programme.audible, [BAO_HA, KIM_SON, HALL]);
    assert_eq!(meeting.briefing.programme.on_air, Some(KIM_SON));
    assert_eq!(meeting.does(CHAIR_USER, grant(CAM_CON)), Err(Refusal::MicrophonesFull));
    assert_eq!(meeting.briefing.programme.audible, [BAO_HA, KIM_SON, HALL], "nobody was chosen");
}

#[test]
fn a_switch_ends_the_one_that_was_chosen() {
    let mut meeting = discussion(2);
    let first = meeting.speaks(BAO_HA);
    let second = meeting.speaks(KIM_SON);
    let switch = |from: RequestId| Command::Switch { from: from.0, to: GrantTarget::Site(CAM_CON.0) };
    let late = meeting.input(switch(second));
    meeting.must(CHAIR_USER, switch(first));
    assert_eq!(meeting.state(first), RequestState::Done);
    assert_eq!(meeting.state(second), RequestState::Speaking);
    assert_eq!(meeting.apply(Who::User(SECRETARY), &late), Err(Refusal::Stale), "another console was first");
    assert_eq!(meeting.does(CHAIR_USER, switch(first)), Err(Refusal::RequestMoved));
    let own = Command::Switch { from: second.0, to: GrantTarget::Request(second.0) };
    assert_eq!(meeting.does(CHAIR_USER, own), Err(Refusal::RequestMoved));
    meeting.check_replay();
}

#[test]
fn a_switch_works_with_one_microphone_too() {
    let (mut meeting, first) = Meeting::with_speaker(BAO_HA);
    let second = meeting.registers(KIM_SON);
    meeting.must(CHAIR_USER, Command::Switch { from: first.0, to: GrantTarget::Request(second.0) });
    assert_eq!(meeting.state(first), RequestState::Done);
    assert_eq!(meeting.state(second), RequestState::Granted);
}

#[test]
fn leaving_a_discussion_waits_until_one_microphone_is_left() {
    let mut meeting = discussion(3);
    let first = meeting.speaks(BAO_HA);
    meeting.speaks(KIM_SON);
    let chaired = Command::SetMode { mode: SessionMode::Chaired };
    assert_eq!(meeting.does(CHAIR_USER, chaired.clone()), Err(Refusal::MicrophonesFull));
    meeting.must(CHAIR_USER, Command::Finish { request: first.0 });
    meeting.must(CHAIR_USER, chaired.clone());
    assert_eq!(meeting.does(CHAIR_USER, chaired), Ok(0));
    meeting.check_replay();
}

#[test]
fn every_open_microphone_and_the_chair_are_forwarded() {
    let meeting = {
        let mut meeting = discussion(4);
        for site in [BAO_HA, KIM_SON, CAM_CON, MAIN] {
            meeting.speaks(site);
        }
        meeting
    };
    let wish = meeting.briefing.room_wish();
    let heard: Vec<SiteId> = giaoban_link::view_of(&wish, None).audio.into_iter().flatten().collect();
    for site in [BAO_HA, KIM_SON, CAM_CON, MAIN, HALL] {
        assert!(heard.contains(&site), "{site} has a microphone and is heard");
    }
}

#[test]
fn who_may_choose_the_mode_and_which() {
    let check = |who: Who, mode: SessionMode, expected: Result<usize, Refusal>| {
        assert_eq!(Meeting::live().does(who, Command::SetMode { mode }), expected, "{who:?} {mode:?}");
    };
    check(CHAIR_USER, SessionMode::Report, Ok(1));
    check(Who::User(SECRETARY), SessionMode::Discussion { microphones: 4 }, Ok(1));
    check(CHAIR_USER, SessionMode::Chaired, Ok(0));
    check(CHAIR_USER, SessionMode::Discussion { microphones: 1 }, Err(Refusal::Invalid));
    check(CHAIR_USER, SessionMode::Discussion { microphones: 5 }, Err(Refusal::Invalid));
    check(Who::User(CENTRE), SessionMode::Report, Err(Refusal::NotAllowed));
    check(Who::Room(BAO_HA), SessionMode::Report, Err(Refusal::NotAllowed));
    let mut planned = Meeting::planned();
    let report = Command::SetMode { mode: SessionMode::Report };
    assert_eq!(planned.does(CHAIR_USER, report), Err(Refusal::WrongState));
}
