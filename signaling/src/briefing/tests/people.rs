use super::*;
use crate::protocol::{RollCallMark, SeatState, SiteState};

const CHAIR_USER: Who = Who::User(CHAIR);
const DEPUTY_USER: Who = Who::User(DEPUTY);

fn seat(meeting: &Meeting) -> (SeatState, UserId, u64) {
    let seat = &meeting.briefing.seat;
    (seat.state(&meeting.briefing.plan), seat.holder(), seat.epoch())
}

fn joins(meeting: &mut Meeting, user: UserId) {
    meeting.see(Observation::ConsoleJoined(user, user.to_string()));
}

#[test]
fn a_hand_over_needs_acceptance_and_kills_old_commands() {
    let mut meeting = Meeting::live();
    joins(&mut meeting, DEPUTY);
    let delayed = CommandInput {
        seen: Some(Seen { rev: meeting.briefing.floor.rev, chair_epoch: 1 }),
        ..meeting.input(Command::Grant { target: GrantTarget::Site(BAO_HA.0) })
    };
    meeting.must(CHAIR_USER, Command::HandOver { to: DEPUTY.0 });
    assert_eq!(meeting.does(Who::User(SECRETARY), Command::AcceptSeat), Err(Refusal::NotAllowed));
    meeting.must(DEPUTY_USER, Command::AcceptSeat);
    assert_eq!(seat(&meeting), (SeatState::Acting, DEPUTY, 2));
    assert_eq!(meeting.apply(CHAIR_USER, &delayed), Err(Refusal::LostSeat));
    assert_eq!(meeting.does(CHAIR_USER, Command::Break), Err(Refusal::NotAllowed));
    meeting.must(DEPUTY_USER, Command::Break);
    meeting.must(CHAIR_USER, Command::TakeSeat);
    assert_eq!(seat(&meeting), (SeatState::Held, CHAIR, 3));
    meeting.check_replay();
}

#[test]
fn an_offer_lapses_after_thirty_seconds() {
    let mut meeting = Meeting::live();
    joins(&mut meeting, DEPUTY);
    meeting.must(CHAIR_USER, Command::HandOver { to: DEPUTY.0 });
    meeting.pass(29_999);
    assert_eq!(meeting.briefing.seat.offered_to(), Some(DEPUTY));
    meeting.pass(1);
    assert_eq!(meeting.briefing.seat.offered_to(), None);
    assert_eq!(meeting.does(DEPUTY_USER, Command::AcceptSeat), Err(Refusal::OfferOver));
}

#[test]
fn only_the_holder_hands_over_and_only_to_somebody_known() {
    let check = |who: UserId, to: Uuid, expected: Result<usize, Refusal>| {
        let outcome = Meeting::live().does(Who::User(who), Command::HandOver { to });
        assert_eq!(outcome, expected, "{who:?}");
    };
    check(CHAIR, DEPUTY.0, Ok(1));
    check(CHAIR, CHAIR.0, Ok(0));
    check(CHAIR, Uuid::nil(), Err(Refusal::NotFound));
    check(SECRETARY, DEPUTY.0, Err(Refusal::NotAllowed));
    check(DEPUTY, DEPUTY.0, Err(Refusal::NotAllowed));
}

#[test]
fn a_lost_chair_console_stops_neither_speech_nor_secretary() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    joins(&mut meeting, DEPUTY);
    meeting.see(Observation::ConsoleLeft(CHAIR));
    meeting.pass(9_999);
    assert_eq!(meeting.does(DEPUTY_USER, Command::TakeSeat), Err(Refusal::SeatHeld));
    assert_eq!(seat(&meeting).0, SeatState::Held);
    meeting.pass(1);
    assert_eq!(seat(&meeting).0, SeatState::Grace);
    assert_eq!(meeting.state(request), RequestState::Speaking);
    meeting.must(Who::User(SECRETARY), Command::Extend { request: request.0, minutes: 1 });
    meeting.must(DEPUTY_USER, Command::Grant { target: GrantTarget::Site(KIM_SON.0) });
    meeting.must(DEPUTY_USER, Command::TakeSeat);
    assert_eq!(seat(&meeting), (SeatState::Acting, DEPUTY, 2));
    joins(&mut meeting, CHAIR);
    assert_eq!(seat(&meeting).1, DEPUTY, "nobody is pushed off the seat by coming back");
    meeting.must(CHAIR_USER, Command::TakeSeat);
    assert_eq!(seat(&meeting), (SeatState::Held, CHAIR, 3));
}

#[test]
fn a_chair_that_comes_back_keeps_its_epoch() {
    let mut meeting = Meeting::live();
    meeting.see(Observation::ConsoleLeft(CHAIR));
    meeting.pass(3_600_000);
    assert_eq!(seat(&meeting).0, SeatState::Grace, "the secretary is here");
    joins(&mut meeting, CHAIR);
    assert_eq!(seat(&meeting), (SeatState::Held, CHAIR, 1));
}

#[test]
fn with_nobody_to_chair_the_seat_is_vacant_after_a_minute() {
    let mut meeting = Meeting::live();
    meeting.see(Observation::ConsoleLeft(CHAIR));
    meeting.see(Observation::ConsoleLeft(SECRETARY));
    meeting.pass(59_999);
    assert_eq!(seat(&meeting).0, SeatState::Grace);
    meeting.pass(1);
    assert_eq!(seat(&meeting).0, SeatState::Vacant);
    assert_eq!(meeting.briefing.next_deadline(), None);
    joins(&mut meeting, CHAIR);
    assert_eq!(seat(&meeting).0, SeatState::Held);
}

#[test]
fn a_chair_without_a_console_is_no_lost_chair() {
    let mut meeting = Meeting::planned();
    meeting.pass(3_600_000);
    assert_eq!(seat(&meeting).0, SeatState::Held);
}

#[test]
fn a_site_goes_through_its_states() {
    let mut meeting = Meeting::planned();
    let state = |meeting: &Meeting| View::of(&meeting.briefing, &Devices::new()).sites[&BAO_HA].state;
    assert_eq!(state(&meeting), SiteState::Absent);
    meeting.see(Observation::SiteJoined(BAO_HA));
    assert_eq!(state(&meeting), SiteState::Connecting);
    assert_eq!(
        meeting.does(Who::Room(BAO_HA), Command::SiteReady { ready: true }),
        Err(Refusal::SiteOffline)
    );
    meeting.see(Observation::MediaUp(BAO_HA));
    assert_eq!(state(&meeting), SiteState::Connected);
    meeting.must(Who::Room(BAO_HA), Command::SiteReady { ready: true });
    assert_eq!(state(&meeting), SiteState::Ready);
    meeting.see(Observation::MediaDown(BAO_HA));
    assert_eq!(state(&meeting), SiteState::Lost);
    meeting.see(Observation::MediaUp(BAO_HA));
    assert_eq!(state(&meeting), SiteState::Connected, "who was lost says ready again");
    let rev = meeting.briefing.rev();
    meeting.see(Observation::MediaUp(BAO_HA));
    meeting.see(Observation::SiteJoined(STRANGER));
    assert_eq!(meeting.briefing.rev(), rev, "what is so already is no event");
}

#[test]
fn the_roll_is_called_by_who_may() {
    let check = |who: UserId, site: SiteId, people: Option<u32>, expected: Result<usize, Refusal>| {
        let mut meeting = Meeting::gathered();
        let mark = Command::MarkRollCall { site: site.0, mark: RollCallMark::NoSound, people };
        assert_eq!(meeting.does(Who::User(who), mark.clone()), expected, "{who:?} {site:?}");
        if expected.is_ok() {
            assert_eq!(meeting.does(Who::User(who), mark), Ok(0));
            let view = View::of(&meeting.briefing, &Devices::new());
            assert_eq!(
                (view.sites[&site].roll_call, view.sites[&site].people),
                (Some(RollCallMark::NoSound), people)
            );
        }
    };
    check(CENTRE, BAO_HA, Some(23), Ok(1));
    check(TECHNICIAN, KIM_SON, None, Ok(1));
    check(TECHNICIAN, BAO_HA, None, Err(Refusal::NotAllowed));
    check(CENTRE, STRANGER, None, Err(Refusal::SiteNotExpected));
    check(CENTRE, BAO_HA, Some(10_001), Err(Refusal::Invalid));
}
