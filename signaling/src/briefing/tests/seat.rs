//! The chair's seat beyond hand-over and grace: deputies, rules, custody, revocation by two persons.

use super::*;
use crate::protocol::{Action, Rules, SeatState};
use crate::schedule::PlanEdit;

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
fn the_holder_names_its_secretaries_live() {
    let mut meeting = Meeting::live();
    let set =
        |users: &[UserId]| Command::SetSecretaries { secretaries: users.iter().map(|user| user.0).collect() };
    let mute = Command::Pause { request: Uuid::nil(), asker: None };
    assert_eq!(meeting.does(CHAIR_USER, set(&[SECRETARY])), Ok(0));
    assert_eq!(meeting.does(CHAIR_USER, set(&[OBSERVER])), Err(Refusal::NotFound), "never at a console");
    joins(&mut meeting, OBSERVER);
    assert_eq!(meeting.does(Who::User(OBSERVER), mute.clone()), Err(Refusal::NotAllowed));
    meeting.must(CHAIR_USER, set(&[OBSERVER]));
    assert_eq!(
        meeting.does(Who::User(OBSERVER), mute.clone()),
        Err(Refusal::NotFound),
        "may, if there were one"
    );
    assert_eq!(meeting.does(SECRETARY_USER, mute), Err(Refusal::NotAllowed), "a secretary no more");
    let told = View::of(&meeting.briefing, &Devices::new()).seat.secretaries;
    assert_eq!(told.iter().map(|person| person.id).collect::<Vec<_>>(), [OBSERVER.0]);
    for who in [SECRETARY_USER, CENTRE_USER, DEPUTY_USER, Who::User(OBSERVER)] {
        assert_eq!(meeting.does(who, set(&[SECRETARY])), Err(Refusal::NotAllowed), "{who:?}");
    }
    assert_eq!(meeting.does(CHAIR_USER, set(&[OBSERVER, OBSERVER])), Err(Refusal::Invalid));
    meeting.check_replay();
}

/// Consoles are told who could be named; rooms are not.
#[test]
fn consoles_know_who_is_at_a_console() {
    let mut meeting = Meeting::live();
    joins(&mut meeting, OBSERVER);
    leaves(&mut meeting, SECRETARY);
    let view = View::of(&meeting.briefing, &Devices::new());
    let told = |audience: Audience| audience.snapshot(&view).people;
    assert_eq!(
        told(Audience::Whole).iter().map(|person| person.id).collect::<Vec<_>>(),
        [CHAIR.0, OBSERVER.0]
    );
    assert!(told(Audience::Room(BAO_HA)).is_empty());
}

pub(super) fn edited(by: UserId, change: impl FnOnce(&mut BriefingPlan)) -> BriefingPlan {
    let mut edited = BriefingPlan { edits: vec![PlanEdit { by, at: START }], ..plan() };
    change(&mut edited);
    edited
}

pub(super) fn takes_everything(plan: &mut BriefingPlan) {
    plan.chair_user = CENTRE;
    plan.chair_site = CAM_CON;
    plan.secretaries = vec![CENTRE];
    plan.deputies = vec![CENTRE];
    plan.sites.retain(|site| site.id != HALL);
}

/// The operations centre may edit the schedule; that must not give it the chair's rights in the room.
#[test]
fn an_edited_plan_changes_no_rights_of_a_briefing_that_has_begun() {
    let begun: [&[Command]; 4] = [
        &[Command::OpenLobby],
        &[Command::OpenLobby, Command::Open],
        &[Command::OpenLobby, Command::Open, Command::Break],
        &[Command::OpenLobby, Command::Open, Command::Close],
    ];
    for path in begun {
        let mut meeting = Meeting::planned();
        path.iter().for_each(|command| meeting.must(CHAIR_USER, command.clone()));
        meeting.must(CHAIR_USER, Command::SetDeputies { deputies: Vec::new() });
        let before = meeting.briefing.clone();
        let plan = edited(CENTRE, |plan| {
            takes_everything(plan);
            plan.title = "Giao ban bất thường".to_owned();
            plan.names.insert(CHAIR, "Chủ trì mới".to_owned());
        });
        let events = meeting.briefing.replan(meeting.now, plan);
        assert!(events.iter().all(|event| event.actor == CENTRE_USER));
        meeting.evolve(events);
        let now = &meeting.briefing;
        assert_eq!(now.plan.title, "Giao ban bất thường", "{path:?}");
        assert_eq!(now.seat, before.seat, "{path:?}");
        assert_eq!((now.plan.chair_site, now.programme.audible.clone()), (HALL, before.programme.audible));
        assert_eq!(
            now.sites.get(HALL).map(|site| site.planned.order),
            Some(0),
            "the hall stays in its place"
        );
        assert_eq!(now.person_view(CHAIR).name, "Chủ trì mới", "who was renamed has the new name");
        assert_eq!(
            meeting.does(CENTRE_USER, Command::SetQueueOpen { open: false }),
            Err(Refusal::NotAllowed)
        );
        meeting.check_replay();
    }
}

/// Somebody else may have to chair on the day after the rehearsal.
#[test]
fn a_plan_that_is_announced_or_rehearsed_is_edited_whole_and_says_by_whom() {
    for rehearsed in [false, true] {
        let mut meeting = Meeting::planned();
        if rehearsed {
            meeting.must(CHAIR_USER, Command::StartTest);
        }
        is_edited_whole(meeting);
    }
}

/// But for the hall, which is heard in a rehearsal.
fn is_edited_whole(mut meeting: Meeting) {
    let hall = if meeting.briefing.session_state() == SessionState::Testing { HALL } else { CAM_CON };
    let events = meeting.briefing.replan(meeting.now, edited(CENTRE, takes_everything));
    assert_eq!(events.iter().map(|event| event.actor).collect::<Vec<_>>(), [CENTRE_USER]);
    meeting.evolve(events);
    assert_eq!((seat(&meeting), meeting.briefing.plan.chair_site), ((SeatState::Held, CENTRE, 2), hall));
    let seat = &meeting.briefing.seat;
    assert_eq!((&seat.deputies[..], &seat.secretaries[..]), (&[CENTRE][..], &[CENTRE][..]));
    let mut renamed = meeting.briefing.plan.clone();
    renamed.sites[0].name = "Hội trường mới".to_owned();
    let events = meeting.briefing.replan(meeting.now, renamed);
    let actors: Vec<Who> = events.iter().map(|event| event.actor).collect();
    assert_eq!(actors, [Who::Server], "the directory changed, nobody edited the plan");
    meeting.evolve(events);
    meeting.check_replay();
}

/// Who prepares does not send back who has gathered: in the rehearsal the plan could name others again.
#[test]
fn only_who_leads_goes_back_from_the_lobby() {
    let mut meeting = Meeting::gathered();
    assert_eq!(meeting.does(CENTRE_USER, Command::StartTest), Err(Refusal::NotAllowed));
    meeting.must(SECRETARY_USER, Command::StartTest);
    meeting.must(CENTRE_USER, Command::OpenLobby);
}

/// Whoever has the chair's device in wrong hands may have emptied the lists: those of the plan still move the seat.
#[test]
fn emptied_lists_do_not_keep_a_stolen_seat() {
    let mut meeting = Meeting::live();
    meeting.must(CHAIR_USER, Command::SetSecretaries { secretaries: Vec::new() });
    meeting.must(CHAIR_USER, Command::SetDeputies { deputies: Vec::new() });
    let revoke = || Command::RevokeSeat { to: DEPUTY.0 };
    meeting.must(CENTRE_USER, revoke());
    assert_eq!(meeting.does(CENTRE_USER, revoke()), Err(Refusal::NeedsSecondPerson));
    meeting.must(SECRETARY_USER, revoke());
    assert_eq!(seat(&meeting), (SeatState::Acting, DEPUTY, 2));
    meeting.check_replay();
}

/// Nobody was ever named beside the chair, and the chair is gone: a briefing must not run for ever.
#[test]
fn where_nobody_is_named_an_administrator_confirms_for_somebody_present() {
    let mut meeting = Meeting::gathered();
    meeting.must(CHAIR_USER, Command::StartTest);
    let alone = edited(SECRETARY, |plan| (plan.secretaries, plan.deputies) = (Vec::new(), Vec::new()));
    let events = meeting.briefing.replan(meeting.now, alone);
    meeting.evolve(events);
    meeting.must(CHAIR_USER, Command::OpenLobby);
    meeting.must(CHAIR_USER, Command::Open);
    leaves(&mut meeting, CHAIR);
    meeting.pass(70_000);
    let revoke = |to: UserId| Command::RevokeSeat { to: to.0 };
    assert_eq!(meeting.does(CENTRE_USER, revoke(OBSERVER)), Err(Refusal::Invalid), "not at a console");
    joins(&mut meeting, OBSERVER);
    meeting.must(CENTRE_USER, revoke(OBSERVER));
    meeting.must(Who::User(ADMINISTRATOR), revoke(OBSERVER));
    meeting.must(Who::User(OBSERVER), Command::Close);
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
