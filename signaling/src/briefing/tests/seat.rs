//! The chair's seat beyond hand-over and grace: deputies, rules, custody, revocation by two persons.

use super::*;
use crate::protocol::{Action, Rules, SeatState};

const CHAIR_USER: Who = Who::User(CHAIR);
const SECRETARY_USER: Who = Who::User(SECRETARY);
const CENTRE_USER: Who = Who::User(CENTRE);
const DEPUTY_USER: Who = Who::User(DEPUTY);

fn seat(meeting: &Meeting) -> (SeatState, UserId, u64) {
    let seat = &meeting.briefing.seat;
    (seat.state(&meeting.briefing.plan), seat.holder(), seat.epoch())
}

fn joins(meeting: &mut Meeting, user: UserId) {
    meeting.see(Observation::ConsoleJoined(user, user.to_string()));
}

fn leaves(meeting: &mut Meeting, user: UserId) {
    meeting.see(Observation::ConsoleLeft(user));
}

#[test]
fn the_holder_orders_its_deputies_live() {
    let mut meeting = Meeting::live();
    joins(&mut meeting, SECOND_DEPUTY);
    let set = |users: &[UserId]| Command::SetDeputies { deputies: users.iter().map(|user| user.0).collect() };
    meeting.must(CHAIR_USER, set(&[SECOND_DEPUTY]));
    leaves(&mut meeting, CHAIR);
    meeting.pass(10_000);
    assert_eq!(meeting.does(DEPUTY_USER, Command::TakeSeat), Err(Refusal::NotAllowed), "a deputy no more");
    meeting.must(Who::User(SECOND_DEPUTY), Command::TakeSeat);
    assert_eq!(seat(&meeting), (SeatState::Acting, SECOND_DEPUTY, 2));
    meeting.check_replay();
}

#[test]
fn only_known_people_become_deputies_and_only_by_the_holder() {
    let check = |who: Who, deputies: &[Uuid], expected: Result<usize, Refusal>| {
        let command = Command::SetDeputies { deputies: deputies.to_vec() };
        assert_eq!(Meeting::live().does(who, command), expected, "{who:?} {deputies:?}");
    };
    check(CHAIR_USER, &[DEPUTY.0], Ok(0));
    check(CHAIR_USER, &[], Ok(1));
    check(CHAIR_USER, &[SECRETARY.0, DEPUTY.0], Ok(1));
    check(CHAIR_USER, &[Uuid::nil()], Err(Refusal::NotFound));
    check(CHAIR_USER, &[DEPUTY.0, DEPUTY.0], Err(Refusal::Invalid));
    check(SECRETARY_USER, &[], Err(Refusal::NotAllowed));
    check(DEPUTY_USER, &[], Err(Refusal::NotAllowed));
    check(CENTRE_USER, &[], Err(Refusal::NotAllowed));
}

#[test]
fn a_list_of_deputies_that_another_console_changed_is_stale() {
    let mut meeting = Meeting::live();
    let late = meeting.input(Command::SetDeputies { deputies: vec![SECOND_DEPUTY.0] });
    meeting.must(CHAIR_USER, Command::SetDeputies { deputies: Vec::new() });
    assert_eq!(meeting.apply(CHAIR_USER, &late), Err(Refusal::Stale));
}

#[test]
fn an_edited_plan_names_the_deputies_anew_only_when_it_changes_them() {
    let mut meeting = Meeting::live();
    meeting.must(CHAIR_USER, Command::SetDeputies { deputies: Vec::new() });
    let titled = BriefingPlan { title: "Giao ban bất thường".to_owned(), ..plan() };
    let events = meeting.briefing.replan(meeting.now, titled.clone());
    meeting.evolve(events);
    assert!(meeting.briefing.seat.deputies.is_empty(), "what the chair said stays");
    let events =
        meeting.briefing.replan(meeting.now, BriefingPlan { deputies: vec![SECOND_DEPUTY], ..titled });
    meeting.evolve(events);
    assert_eq!(meeting.briefing.seat.deputies, [SECOND_DEPUTY]);
    meeting.check_replay();
}

#[test]
fn an_offer_may_be_declined_or_taken_back() {
    let mut meeting = Meeting::live();
    joins(&mut meeting, DEPUTY);
    for who in [DEPUTY_USER, CHAIR_USER] {
        meeting.must(CHAIR_USER, Command::HandOver { to: DEPUTY.0 });
        assert_eq!(meeting.does(SECRETARY_USER, Command::DeclineSeat), Err(Refusal::NotAllowed));
        meeting.must(who, Command::DeclineSeat);
        assert_eq!(meeting.briefing.seat.offered_to(), None);
        assert_eq!(meeting.does(DEPUTY_USER, Command::AcceptSeat), Err(Refusal::OfferOver));
    }
    assert_eq!(meeting.does(CHAIR_USER, Command::DeclineSeat), Ok(0));
    assert_eq!(seat(&meeting), (SeatState::Held, CHAIR, 1));
}

#[test]
fn a_deputy_acts_by_itself_only_where_the_rules_say_so() {
    let check = |auto_deputy: bool, expected: (SeatState, UserId, u64)| {
        let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
        let rules = Rules { auto_deputy, auto_ready: true, ..Rules::default() };
        meeting.must(CHAIR_USER, Command::SetRules { rules });
        joins(&mut meeting, DEPUTY);
        leaves(&mut meeting, CHAIR);
        meeting.pass(59_999);
        assert_eq!(seat(&meeting), (SeatState::Grace, CHAIR, 1));
        meeting.pass(1);
        assert_eq!(seat(&meeting), expected);
        assert_eq!(meeting.state(request), RequestState::Speaking, "the speech goes on");
        joins(&mut meeting, CHAIR);
        meeting.check_replay();
    };
    check(false, (SeatState::Grace, CHAIR, 1));
    check(true, (SeatState::Acting, DEPUTY, 2));
}

#[test]
fn with_nobody_to_chair_the_centre_keeps_the_house_quiet_and_no_more() {
    let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
    let pause = Command::Pause { request: request.0, asker: None };
    leaves(&mut meeting, CHAIR);
    leaves(&mut meeting, SECRETARY);
    meeting.pass(59_000);
    assert_eq!(meeting.does(CENTRE_USER, pause.clone()), Err(Refusal::NotAllowed));
    meeting.pass(1_000);
    assert_eq!(seat(&meeting).0, SeatState::Vacant);
    assert_eq!(meeting.state(request), RequestState::Speaking);
    let ask = Command::Pause { request: request.0, asker: Some(KIM_SON.0) };
    assert_eq!(meeting.does(CENTRE_USER, ask), Err(Refusal::NotAllowed), "it lets nobody speak");
    meeting.must(CENTRE_USER, pause);
    assert_eq!(meeting.briefing.programme.audible, [HALL]);
    meeting.must(CENTRE_USER, Command::SetProgramme { mode: ProgrammeMode::Slate, hold: false });
    let forbidden = [
        Command::Continue { request: request.0 },
        Command::Grant { target: GrantTarget::Site(KIM_SON.0) },
        Command::Stop { request: request.0, reason: None },
        Command::CloseItem { item: ITEM.0 },
        Command::Close,
        Command::TakeSeat,
    ];
    for command in forbidden {
        assert_eq!(meeting.does(CENTRE_USER, command.clone()), Err(Refusal::NotAllowed), "{command:?}");
    }
    assert!(meeting.briefing.possible(&actor(CENTRE_USER)).contains(&Action::Silence));
    joins(&mut meeting, SECRETARY);
    assert_eq!(seat(&meeting).0, SeatState::Grace, "somebody acts for the chair again");
    assert!(!meeting.briefing.possible(&actor(CENTRE_USER)).contains(&Action::Silence));
    meeting.must(SECRETARY_USER, Command::Continue { request: request.0 });
    meeting.check_replay();
}

#[test]
fn two_persons_of_two_sides_move_the_seat() {
    let mut meeting = Meeting::live();
    joins(&mut meeting, DEPUTY);
    let revoke = Command::RevokeSeat { to: DEPUTY.0 };
    let stolen = CommandInput {
        seen: Some(Seen { rev: meeting.briefing.floor.rev, chair_epoch: 1 }),
        ..meeting.input(Command::Grant { target: GrantTarget::Site(BAO_HA.0) })
    };
    assert_eq!(meeting.does(DEPUTY_USER, revoke.clone()), Err(Refusal::NotAllowed));
    meeting.must(CENTRE_USER, revoke.clone());
    assert_eq!(seat(&meeting), (SeatState::Held, CHAIR, 1), "one person is not enough");
    assert_eq!(meeting.does(CENTRE_USER, revoke.clone()), Err(Refusal::NeedsSecondPerson));
    meeting.must(SECRETARY_USER, revoke);
    assert_eq!(seat(&meeting), (SeatState::Acting, DEPUTY, 2));
    assert_eq!(meeting.apply(CHAIR_USER, &stolen), Err(Refusal::LostSeat));
    assert_eq!(meeting.does(CHAIR_USER, Command::Break), Err(Refusal::NotAllowed));
    assert_eq!(meeting.does(CHAIR_USER, Command::TakeSeat), Err(Refusal::SeatRevoked));
    meeting.must(DEPUTY_USER, Command::HandOver { to: CHAIR.0 });
    meeting.must(CHAIR_USER, Command::AcceptSeat);
    assert_eq!(seat(&meeting), (SeatState::Held, CHAIR, 3), "who holds it may give it back");
    meeting.check_replay();
}

#[test]
fn an_unconfirmed_revocation_is_over_after_two_minutes() {
    let mut meeting = Meeting::live();
    let revoke = Command::RevokeSeat { to: DEPUTY.0 };
    meeting.must(SECRETARY_USER, revoke.clone());
    meeting.pass(120_000);
    assert_eq!(meeting.briefing.seat.revocation, None);
    meeting.must(CENTRE_USER, revoke);
    assert_eq!(seat(&meeting), (SeatState::Held, CHAIR, 1), "it begins anew");
    let check = |to: Uuid| {
        let outcome = Meeting::live().does(CENTRE_USER, Command::RevokeSeat { to });
        assert_eq!(outcome, Err(Refusal::Invalid), "{to}");
    };
    check(CENTRE.0);
    check(CHAIR.0);
}
