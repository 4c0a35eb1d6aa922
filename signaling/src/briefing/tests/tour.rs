//! Pictures of several sites: the mosaic, and the tour that goes on where it stopped.

use super::*;
use crate::protocol::{SiteView, Tally};
use giaoban_link::Picture;

const CHAIR_USER: Who = Who::User(CHAIR);
const CENTRE_USER: Who = Who::User(CENTRE);

fn tour(sites: &[SiteId], cursor: u32) -> Command {
    let sites = sites.iter().map(|site| site.0).collect();
    let mode = ProgrammeMode::Tour { sites, interval: 10, cursor, paused: false };
    Command::SetProgramme { mode, hold: false }
}

fn mosaic(sites: &[SiteId]) -> Command {
    let sites = sites.iter().map(|site| site.0).collect();
    Command::SetProgramme { mode: ProgrammeMode::Mosaic { sites }, hold: false }
}

fn on_air(meeting: &Meeting) -> SiteId {
    meeting.briefing.programme.on_air.expect("a site is on air")
}

#[test]
fn a_tour_shows_one_site_after_the_other_and_lets_nobody_speak() {
    let mut meeting = Meeting::live();
    meeting.must(CENTRE_USER, tour(&[MAIN, BAO_HA, KIM_SON], 0));
    for expected in [MAIN, BAO_HA, KIM_SON, MAIN] {
        assert_eq!(on_air(&meeting), expected);
        assert_eq!(meeting.briefing.programme.audible, [HALL]);
        assert_eq!(meeting.tally(expected), Tally::OnAir);
        meeting.pass(10_000);
    }
    meeting.check_replay();
}

#[test]
fn a_tour_passes_over_who_is_not_here_and_waits_for_the_second() {
    let mut meeting = Meeting::live();
    meeting.see(Observation::SiteLeft(BAO_HA));
    meeting.must(CENTRE_USER, tour(&[BAO_HA, KIM_SON, CAM_CON], 0));
    assert_eq!(on_air(&meeting), KIM_SON, "it begins with one that is here");
    meeting.see(Observation::SiteLeft(CAM_CON));
    meeting.pass(60_000);
    assert_eq!(on_air(&meeting), KIM_SON);
    assert_eq!(meeting.briefing.next_deadline(), None, "with one site left nothing happens by itself");
    meeting.see(Observation::SiteJoined(BAO_HA));
    meeting.pass(1);
    assert_eq!(on_air(&meeting), BAO_HA);
}

#[test]
fn a_tour_that_stands_still_goes_on_from_its_site() {
    let mut meeting = Meeting::live();
    meeting.must(CENTRE_USER, tour(&[MAIN, BAO_HA, KIM_SON], 0));
    meeting.pass(10_000);
    meeting.must(CENTRE_USER, Command::PauseTour);
    meeting.pass(600_000);
    assert_eq!(on_air(&meeting), BAO_HA);
    assert_eq!(meeting.does(CENTRE_USER, Command::PauseTour), Ok(0));
    meeting.must(CENTRE_USER, Command::ResumeTour);
    assert_eq!(on_air(&meeting), BAO_HA);
    meeting.pass(10_000);
    assert_eq!(on_air(&meeting), KIM_SON);
}

#[test]
fn a_speech_or_a_hand_interrupts_the_tour_and_it_goes_on_with_the_next() {
    let check = |interrupt: &dyn Fn(&mut Meeting), shown: SiteId| {
        let mut meeting = Meeting::live();
        meeting.must(CENTRE_USER, tour(&[MAIN, BAO_HA, KIM_SON], 0));
        meeting.pass(10_000);
        interrupt(&mut meeting);
        assert_eq!(on_air(&meeting), shown);
        meeting.pass(600_000);
        assert_eq!(on_air(&meeting), shown, "it does not go on by itself");
        meeting.must(CENTRE_USER, Command::ResumeTour);
        assert_eq!(on_air(&meeting), KIM_SON);
        meeting.check_replay();
    };
    check(
        &|meeting| {
            meeting.speaks(CAM_CON);
        },
        CAM_CON,
    );
    let manual = || Command::SetProgramme { mode: ProgrammeMode::Manual { site: HALL.0 }, hold: false };
    check(&|meeting| meeting.must(CHAIR_USER, manual()), HALL);
    assert_eq!(Meeting::live().does(CENTRE_USER, Command::ResumeTour), Err(Refusal::NoTour));
    assert_eq!(Meeting::live().does(CENTRE_USER, Command::PauseTour), Err(Refusal::NoTour));
}

#[test]
fn what_a_tour_may_be() {
    let check = |command: Command, expected: Result<usize, Refusal>| {
        let mut meeting = Meeting::live();
        assert_eq!(meeting.does(CENTRE_USER, command.clone()), expected, "{command:?}");
    };
    let with = |sites: &[SiteId], interval, cursor| {
        let sites = sites.iter().map(|site| site.0).collect();
        let mode = ProgrammeMode::Tour { sites, interval, cursor, paused: false };
        Command::SetProgramme { mode, hold: false }
    };
    check(with(&[BAO_HA, KIM_SON], 3, 1), Ok(1));
    check(with(&[BAO_HA], 10, 0), Err(Refusal::Invalid));
    check(with(&[BAO_HA, BAO_HA], 10, 0), Err(Refusal::Invalid));
    check(with(&[BAO_HA, STRANGER], 10, 0), Err(Refusal::SiteNotExpected));
    check(with(&[BAO_HA, KIM_SON], 2, 0), Err(Refusal::Invalid));
    check(with(&[BAO_HA, KIM_SON], 601, 0), Err(Refusal::Invalid));
    check(with(&[BAO_HA, KIM_SON], 10, 2), Err(Refusal::Invalid));
    let mut meeting = Meeting::live();
    for site in BRANCHES {
        meeting.see(Observation::MediaDown(site));
    }
    assert_eq!(meeting.does(CENTRE_USER, tour(&BRANCHES, 0)), Err(Refusal::SiteOffline));
}

#[test]
fn the_steps_of_a_tour_make_nobodys_choice_stale() {
    let mut meeting = Meeting::live();
    meeting.must(CENTRE_USER, tour(&[MAIN, BAO_HA, KIM_SON], 0));
    let seen = meeting.input(Command::PauseTour);
    meeting.pass(10_000);
    assert_eq!(meeting.apply(CENTRE_USER, &seen), Ok(1));
}

#[test]
fn every_site_of_a_mosaic_is_on_air_and_known_in_every_room() {
    let mut meeting = Meeting::live();
    meeting.see(Observation::MediaDown(KIM_SON));
    meeting.pass(3_000);
    meeting.must(CHAIR_USER, mosaic(&[KIM_SON, BAO_HA, CAM_CON]));
    meeting.pass(0);
    let tallies = [KIM_SON, BAO_HA, CAM_CON, MAIN].map(|site| meeting.tally(site));
    assert_eq!(tallies, [Tally::Off, Tally::OnAir, Tally::OnAir, Tally::Off], "who is lost is not on air");
    let wish = meeting.briefing.room_wish();
    assert_eq!(wish.programme, Picture::Site(BAO_HA), "for those that cannot draw several");
    let view = View::of(&meeting.briefing, &Devices::new());
    let room = Audience::Room(MAIN);
    for site in [KIM_SON, BAO_HA, CAM_CON] {
        assert!(room.shows(&view, site), "a late room may watch {site}");
    }
    let late: Vec<SiteView> = room.snapshot(&view).sites;
    assert_eq!(late.len(), 5, "the mosaic, its own and the chair's");
    meeting.speaks(MAIN);
    assert_eq!(on_air(&meeting), MAIN, "a grant brings the floor back");
    meeting.check_replay();
}

#[test]
fn what_a_mosaic_may_be() {
    let check = |sites: &[SiteId], expected: Result<usize, Refusal>| {
        assert_eq!(Meeting::live().does(CENTRE_USER, mosaic(sites)), expected, "{sites:?}");
    };
    check(&[BAO_HA, KIM_SON], Ok(1));
    check(&[BAO_HA], Err(Refusal::Invalid));
    check(&[BAO_HA, STRANGER], Err(Refusal::SiteNotExpected));
    check(&[BAO_HA, BAO_HA], Err(Refusal::Invalid));
    let crowd: Vec<SiteId> = (1..=17).map(site).collect();
    check(&crowd, Err(Refusal::Invalid));
}

#[test]
fn rooms_are_told_the_site_of_a_tour_and_not_its_list() {
    let mut meeting = Meeting::live();
    meeting.must(CENTRE_USER, tour(&[MAIN, BAO_HA, KIM_SON], 1));
    let view = View::of(&meeting.briefing, &Devices::new());
    let programme = Audience::Room(CAM_CON).snapshot(&view).programme;
    let ProgrammeMode::Tour { sites, .. } = programme.mode else { panic!("a tour") };
    assert_eq!(sites, [BAO_HA.0]);
    let ProgrammeMode::Tour { sites, .. } = Audience::Whole.snapshot(&view).programme.mode else {
        panic!("a tour")
    };
    assert_eq!(sites.len(), 3);
}
