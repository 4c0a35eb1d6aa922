//! The acceptance scenarios of the domain, by their numbers. Those that need real media or a restarted process
//! have their tests beside the server (`tests/tests/bridge`).

use super::*;
use crate::protocol::{NoticeCode, RequestView, Tally};
use giaoban_link::{Picture, view_of};

const CHAIR_USER: Who = Who::User(CHAIR);
const SECRETARY_USER: Who = Who::User(SECRETARY);

fn grant(site: SiteId) -> Command {
    Command::Grant { target: GrantTarget::Site(site.0) }
}

fn first(meeting: &Meeting) -> RequestView {
    View::of(&meeting.briefing, &Devices::new()).floor.requests.remove(0)
}

/// Scenario 1: Two consoles grant different sites at once: one wins, the other is refused as stale and sees the winner.
#[test]
fn scenario_1_two_consoles() {
    let mut meeting = Meeting::live();
    let (tablet, desk) = (meeting.input(grant(BAO_HA)), meeting.input(grant(KIM_SON)));
    assert!(meeting.apply(CHAIR_USER, &tablet).is_ok());
    assert_eq!(meeting.apply(SECRETARY_USER, &desk), Err(Refusal::Stale));
    let view = View::of(&meeting.briefing, &Devices::new());
    let shown = Audience::Whole.seen_by(&view, &desk.command);
    let [crate::protocol::Change::Floor(floor), _] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!(floor.requests[0].site, BAO_HA.0);
    assert_eq!(meeting.briefing.floor.holders().len(), 1);
}

/// Scenario 2: The same `cmd_id` twice: one event.
#[test]
fn scenario_2_repeated_command() {
    let mut meeting = Meeting::live();
    let command = meeting.input(grant(BAO_HA));
    meeting.apply(CHAIR_USER, &command).expect("granted");
    let rev = meeting.briefing.rev();
    assert_eq!(meeting.apply(CHAIR_USER, &command), Ok(0));
    assert_eq!((meeting.briefing.rev(), meeting.briefing.rev_with(command.cmd_id)), (rev, rev));
}

/// Scenario 3: Without the floor nobody is among those heard, whatever its client does.
#[test]
fn scenario_3_a_microphone_without_the_floor() {
    let mut meeting = Meeting::live();
    meeting.registers(BAO_HA);
    meeting.see(Observation::Heard(BAO_HA));
    meeting.see(Observation::OnAir(BAO_HA));
    assert_eq!(meeting.briefing.room_wish().audible, [HALL]);
    assert_eq!(first(&meeting).state, RequestState::Queued, "being loud gives nobody a turn");
}

/// Scenario 4: The speaker's network is cut for 20 s: held, clock stopped, the chair's picture within 4 s; back, it goes
/// on with the remaining time after the secretary confirms.
#[test]
fn scenario_4_a_speaker_cut_for_20_seconds() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.pass(120_000);
    meeting.see(Observation::MediaDown(BAO_HA));
    meeting.see(Observation::SiteLeft(BAO_HA));
    meeting.pass(4_000);
    assert_eq!(first(&meeting).state, RequestState::Held);
    assert_eq!(meeting.briefing.programme.on_air, Some(HALL));
    let held = first(&meeting).spoken_ms;
    meeting.pass(16_000);
    meeting.connect(BAO_HA);
    assert!(first(&meeting).resume);
    assert_eq!(meeting.briefing.programme.audible, [HALL], "silent until somebody confirms");
    meeting.must(SECRETARY_USER, Command::Grant { target: GrantTarget::Request(request.0) });
    meeting.see(Observation::OnAir(BAO_HA));
    meeting.see(Observation::Heard(BAO_HA));
    assert_eq!((first(&meeting).state, first(&meeting).spoken_ms), (RequestState::Speaking, held));
    meeting.check_replay();
}

/// Scenario 4 as media notices it: nothing comes for 2 s. The time the speaker is waited for runs from its last word.
#[test]
fn scenario_4_a_speaker_whose_line_is_silent() {
    let (mut meeting, _) = Meeting::with_speaker(BAO_HA);
    meeting.pass(120_000);
    let last_word = meeting.now;
    meeting.pass(2_000);
    meeting.see(Observation::MediaSilent(BAO_HA, last_word));
    meeting.pass(900);
    assert_eq!(first(&meeting).state, RequestState::Speaking, "2.9 s are not enough");
    meeting.pass(100);
    assert_eq!(first(&meeting).state, RequestState::Held);
    assert_eq!(meeting.briefing.programme.on_air, Some(HALL));
    meeting.see(Observation::MediaUp(BAO_HA));
    assert!(first(&meeting).resume);
    meeting.check_replay();
}

/// Scenario 5: Cut for 90 s: top of the queue with a flag, the floor is free.
#[test]
fn scenario_5_a_speaker_cut_for_90_seconds() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.registers(KIM_SON);
    meeting.see(Observation::MediaDown(BAO_HA));
    meeting.pass(90_000);
    assert_eq!(meeting.briefing.floor.queue.first(), Some(&request));
    assert!(first(&meeting).flagged);
    assert!(meeting.briefing.floor.holders().is_empty());
}

/// Scenario 6: The secretary's console dies during a speech: speech and clock go on, another console continues, and the
/// epoch is the same.
#[test]
fn scenario_6_the_secretary_is_lost() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    let epoch = meeting.briefing.seat.epoch();
    meeting.see(Observation::ConsoleLeft(SECRETARY));
    meeting.pass(9_000);
    assert_eq!(first(&meeting).state, RequestState::Speaking);
    meeting.must(CHAIR_USER, Command::Extend { request: request.0, minutes: 1 });
    meeting.see(Observation::ConsoleJoined(SECRETARY, "Thư ký".to_owned()));
    meeting.must(SECRETARY_USER, grant(KIM_SON));
    assert_eq!(meeting.briefing.seat.epoch(), epoch);
    assert_eq!(meeting.briefing.speeches(meeting.now)[0].spoken_ms, 9_000);
}

/// Scenario 7: The chair hands over; a delayed command of the old epoch is refused.
#[test]
fn scenario_7_hand_over() {
    let mut meeting = Meeting::live();
    meeting.see(Observation::ConsoleJoined(DEPUTY, "Phó chủ trì".to_owned()));
    let delayed = meeting.input(grant(BAO_HA));
    meeting.must(CHAIR_USER, Command::HandOver { to: DEPUTY.0 });
    meeting.must(Who::User(DEPUTY), Command::AcceptSeat);
    assert_eq!(meeting.apply(CHAIR_USER, &delayed), Err(Refusal::LostSeat));
    assert_eq!(meeting.apply(SECRETARY_USER, &delayed), Err(Refusal::LostSeat));
}

/// Scenario 8: State restored from the log during a speech: the clock is right, whenever the log is read.
#[test]
fn scenario_8_restored_from_the_log() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    meeting.pass(73_000);
    let mut restored = Briefing::replay(&meeting.log).expect("a log");
    assert_eq!(restored, meeting.briefing);
    meeting.pass(5_000);
    let spoken = restored.speeches(meeting.now);
    assert_eq!((spoken[0].request, spoken[0].spoken_ms), (request, 78_000));
    let input = meeting.input(Command::Finish { request: request.0 });
    for event in restored.apply(meeting.now, &actor(Who::Room(BAO_HA)), &input).expect("finished") {
        restored.evolve(&event);
    }
    assert_eq!(restored.speeches(meeting.now)[0].ended_at, Some(meeting.now));
}

/// Scenario 9: Overtime: every screen can count it, and the microphone stays open.
#[test]
fn scenario_9_overtime() {
    let (mut meeting, _) = Meeting::with_speaker(BAO_HA);
    meeting.pass(8 * 60_000);
    let view = View::of(&meeting.briefing, &Devices::new());
    for audience in [Audience::Room(BAO_HA), Audience::Room(HALL), Audience::Whole] {
        let floor = audience.snapshot(&view).floor;
        let speaker = &floor.requests[0];
        let spoken = speaker.spoken_ms + meeting.now - speaker.running_since.expect("the clock runs");
        assert_eq!(speaker.allowed_ms - spoken, -60_000, "{audience:?}");
    }
    assert_eq!(meeting.briefing.programme.audible, [BAO_HA, HALL]);
}

/// Scenario 10: An item is closed with sites in the queue: every one is told, and keeps that it was not reached.
#[test]
fn scenario_10_an_item_closed_over_a_queue() {
    let mut meeting = Meeting::live();
    let waiting: Vec<RequestId> = [MAIN, BAO_HA, KIM_SON, CAM_CON].map(|site| meeting.registers(site)).into();
    let before = meeting.log.len();
    meeting.must(CHAIR_USER, Command::CloseItem { item: ITEM.0 });
    let told = meeting.log[before..].iter().flat_map(|event| meeting.briefing.notices_of(event));
    let told: Vec<Recipient> =
        told.filter(|notice| notice.view.code == NoticeCode::Expired).map(|notice| notice.to).collect();
    assert_eq!(told, [MAIN, BAO_HA, KIM_SON, CAM_CON].map(Recipient::Site));
    for request in waiting {
        assert_eq!(meeting.state(request), RequestState::Expired);
    }
}

/// Scenario 11: The site on air never receives its own picture or sound, whatever is shown.
#[test]
fn scenario_11_never_itself() {
    let (mut meeting, _) = Meeting::with_speaker(BAO_HA);
    let sites = [HALL, MAIN, BAO_HA, KIM_SON, CAM_CON];
    let all = sites.iter().map(|site| site.0).collect::<Vec<_>>();
    let modes = [
        ProgrammeMode::FollowFloor,
        ProgrammeMode::Manual { site: BAO_HA.0 },
        ProgrammeMode::Manual { site: HALL.0 },
        ProgrammeMode::Mosaic { sites: all.clone() },
        ProgrammeMode::Tour { sites: all, interval: 10, cursor: 2, paused: false },
        ProgrammeMode::Slate,
    ];
    for mode in modes {
        let _ = meeting.does(CHAIR_USER, Command::SetProgramme { mode, hold: false });
        let wish = meeting.briefing.room_wish();
        for own in sites {
            let view = view_of(&wish, Some(own));
            let mut shown =
                [view.programme, view.chair, view.content].into_iter().chain(view.audio).flatten();
            assert!(shown.all(|shown| shown != own), "{own} is given itself: {wish:?}");
        }
    }
}

/// Scenario 12: A tour stands at site 37, a grant happens, the tour goes on at 38.
#[test]
fn scenario_12_a_tour_interrupted() {
    let mut meeting = Meeting::of_size(160);
    let sites: Vec<Uuid> = (1_000..1_160).map(Uuid::from_u128).collect();
    let mode = ProgrammeMode::Tour { sites, interval: 8, cursor: 0, paused: false };
    meeting.must(CHAIR_USER, Command::SetProgramme { mode, hold: false });
    meeting.pass(36 * 8_000);
    let nth = |n: u128| Some(site(999 + n));
    assert_eq!(meeting.briefing.programme.on_air, nth(37));
    meeting.must(CHAIR_USER, Command::PauseTour);
    let request = meeting.speaks(site(1_100));
    meeting.pass(60_000);
    meeting.must(CHAIR_USER, Command::Finish { request: request.0 });
    meeting.must(CHAIR_USER, Command::ResumeTour);
    assert_eq!(meeting.briefing.programme.on_air, nth(38));
}

/// Scenario 13: A commune of the tree's deepest level is viewed and put on air by the root, each in one command.
#[test]
fn scenario_13_the_deepest_commune() {
    let mut meeting = Meeting::live();
    meeting.must(CHAIR_USER, Command::View { site: Some(CAM_CON.0) });
    assert_eq!(meeting.tally(CAM_CON), Tally::Watched);
    assert_eq!(view_of(&meeting.briefing.room_wish(), Some(HALL)).chair, Some(CAM_CON));
    let mode = ProgrammeMode::Manual { site: CAM_CON.0 };
    meeting.must(CHAIR_USER, Command::SetProgramme { mode, hold: false });
    assert_eq!(meeting.tally(CAM_CON), Tally::OnAir);
    assert_eq!(meeting.briefing.room_wish().programme, Picture::Site(CAM_CON));
}
