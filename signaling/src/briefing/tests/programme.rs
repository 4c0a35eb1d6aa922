use super::*;
use crate::protocol::Tally;
use giaoban_link::{Picture, view_of};

const CHAIR_USER: Who = Who::User(CHAIR);

fn manual(site: SiteId) -> Command {
    Command::SetProgramme { mode: ProgrammeMode::Manual { site: site.0 }, hold: false }
}

#[test]
fn the_fallback_is_speaker_chair_main_slate() {
    let (mut meeting, _) = Meeting::with_speaker(BAO_HA);
    let mut lose = |site: SiteId, expected: Option<SiteId>| {
        meeting.see(Observation::MediaDown(site));
        meeting.pass(3_000);
        assert_eq!(meeting.briefing.programme.on_air, expected, "without {site}");
    };
    lose(BAO_HA, Some(HALL));
    lose(HALL, Some(MAIN));
    lose(MAIN, None);
    meeting.see(Observation::MediaUp(HALL));
    assert_eq!(meeting.briefing.programme.on_air, Some(HALL));
}

#[test]
fn a_site_put_on_air_stays_until_told_otherwise_or_a_grant() {
    let check = |hold: bool, expected: SiteId| {
        let mut meeting = Meeting::live();
        let mode = ProgrammeMode::Manual { site: CAM_CON.0 };
        meeting.must(CHAIR_USER, Command::SetProgramme { mode, hold });
        meeting.pass(600_000);
        assert_eq!(meeting.briefing.programme.on_air, Some(CAM_CON));
        meeting.speaks(BAO_HA);
        assert_eq!(meeting.briefing.programme.on_air, Some(expected), "hold {hold}");
        assert_eq!(meeting.briefing.programme.audible, [BAO_HA, HALL], "sound follows the floor");
    };
    check(false, BAO_HA);
    check(true, CAM_CON);
}

#[test]
fn a_lost_site_on_air_gives_way_and_returns() {
    let mut meeting = Meeting::live();
    meeting.must(CHAIR_USER, manual(CAM_CON));
    meeting.see(Observation::SiteLeft(CAM_CON));
    meeting.pass(3_000);
    assert_eq!(meeting.briefing.programme.on_air, Some(HALL));
    meeting.see(Observation::SiteJoined(CAM_CON));
    assert_eq!(meeting.briefing.programme.on_air, Some(CAM_CON));
}

#[test]
fn what_can_be_put_on_air() {
    let check = |who: Who, command: Command, expected: Result<usize, Refusal>| {
        let mut meeting = Meeting::live();
        meeting.see(Observation::MediaDown(CAM_CON));
        assert_eq!(meeting.does(who, command.clone()), expected, "{who:?} {command:?}");
    };
    let mode = |mode| Command::SetProgramme { mode, hold: false };
    check(Who::User(CENTRE), manual(BAO_HA), Ok(1));
    check(CHAIR_USER, mode(ProgrammeMode::Slate), Ok(1));
    check(CHAIR_USER, mode(ProgrammeMode::Content), Ok(1));
    check(CHAIR_USER, mode(ProgrammeMode::FollowFloor), Ok(0));
    check(CHAIR_USER, manual(CAM_CON), Err(Refusal::SiteOffline));
    check(CHAIR_USER, manual(STRANGER), Err(Refusal::SiteNotExpected));
    check(CHAIR_USER, mode(ProgrammeMode::Mosaic { sites: vec![BAO_HA.0] }), Err(Refusal::Invalid));
    check(Who::Room(BAO_HA), manual(BAO_HA), Err(Refusal::NotAllowed));
    check(Who::User(TECHNICIAN), manual(KIM_SON), Err(Refusal::NotAllowed));
}

#[test]
fn a_change_of_picture_makes_an_older_choice_stale() {
    let mut meeting = Meeting::live();
    let late = meeting.input(manual(CAM_CON));
    meeting.speaks(BAO_HA);
    assert_eq!(meeting.apply(Who::User(CENTRE), &late), Err(Refusal::Stale));
}

#[test]
fn nobody_sees_itself_whatever_is_on_air() {
    let (mut meeting, _) = Meeting::with_speaker(BAO_HA);
    for on_air in [BAO_HA, HALL, KIM_SON] {
        let _ = meeting.does(CHAIR_USER, manual(on_air));
        let wish = meeting.briefing.room_wish();
        assert_eq!(wish.programme, Picture::Site(on_air));
        for site in [HALL, MAIN, BAO_HA, KIM_SON, CAM_CON] {
            let view = view_of(&wish, Some(site));
            assert!(
                view.programme != Some(site) && view.chair != Some(site) && !view.audio.contains(&Some(site))
            );
        }
    }
}

#[test]
fn sites_are_told_what_they_are() {
    let (mut meeting, _) = Meeting::with_speaker(BAO_HA);
    meeting.must(CHAIR_USER, Command::CallNext { target: GrantTarget::Site(KIM_SON.0) });
    meeting.must(CHAIR_USER, Command::View { site: Some(CAM_CON.0) });
    let tallies = [BAO_HA, KIM_SON, CAM_CON, MAIN].map(|site| meeting.tally(site));
    assert_eq!(tallies, [Tally::OnAir, Tally::Prepare, Tally::Watched, Tally::Off]);
    assert_eq!(meeting.briefing.room_wish().viewed, Some(CAM_CON));
    assert_eq!(meeting.does(CHAIR_USER, Command::View { site: Some(CAM_CON.0) }), Ok(0));
    assert_eq!(meeting.does(Who::Room(BAO_HA), Command::View { site: None }), Err(Refusal::NotAllowed));
}

#[test]
fn slides_of_the_speaker_go_with_the_floor() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    let shown = |meeting: &Meeting| meeting.briefing.room_wish().content;
    let share = Command::ShareContent { site: None };
    assert_eq!(meeting.does(Who::Room(KIM_SON), share.clone()), Err(Refusal::NeedsFloor));
    meeting.must(Who::Room(BAO_HA), share.clone());
    assert_eq!(shown(&meeting), Some(BAO_HA));
    meeting.must(Who::Room(BAO_HA), Command::Finish { request: request.0 });
    assert_eq!(shown(&meeting), None);
    meeting.must(Who::Room(HALL), share);
    meeting.speaks(KIM_SON);
    assert_eq!(shown(&meeting), Some(HALL), "the chair's slides stay");
    assert_eq!(meeting.does(Who::Room(KIM_SON), Command::StopContent), Err(Refusal::NotAllowed));
    meeting.must(Who::User(SECRETARY), Command::StopContent);
    assert_eq!(shown(&meeting), None);
}

/// A speaker that was lost waits for its turn again, and its slides with it: they need the floor.
#[test]
fn slides_of_a_lost_speaker_wait_for_the_floor_too() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    let shown = |meeting: &Meeting| meeting.briefing.room_wish().content;
    meeting.must(Who::Room(BAO_HA), Command::ShareContent { site: None });
    meeting.see(Observation::MediaDown(BAO_HA));
    meeting.pass(90_000);
    meeting.see(Observation::MediaUp(BAO_HA));
    assert_eq!(shown(&meeting), None, "back, but not yet invited again");
    meeting.must(Who::User(CHAIR), Command::Grant { target: GrantTarget::Request(request.0) });
    assert_eq!(shown(&meeting), Some(BAO_HA));
    meeting.must(Who::Room(BAO_HA), Command::Withdraw { request: request.0 });
    assert_eq!(meeting.briefing.programme.content, None, "who gives its turn back takes its slides along");
    meeting.check_replay();
}

#[test]
fn slides_of_a_lost_site_disappear() {
    let mut meeting = Meeting::live();
    meeting.must(Who::User(CENTRE), Command::ShareContent { site: Some(CAM_CON.0) });
    meeting.see(Observation::MediaDown(CAM_CON));
    meeting.pass(3_000);
    assert_eq!(meeting.briefing.room_wish().content, None);
}
