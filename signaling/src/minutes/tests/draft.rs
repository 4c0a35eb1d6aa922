//! The draft against the log it was drawn from.

use super::*;
use crate::briefing::tests::long_briefing::three_hours;
use crate::briefing::tests::properties::{Race, step};
use crate::briefing::tests::stopwatch::times_of;
use crate::briefing::{Fact, Observation};
use crate::minutes::attendance::Attendance;
use crate::minutes::course::Turn;
use crate::minutes::incidents::IncidentKind;
use crate::minutes::speeches::{SpeechEnd, WhyUnheard};
use crate::protocol::GrantTarget;
use crate::schedule::BriefingPlan;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Three hours, forty speeches, drop-outs, a hand-over, a break: every figure is the log's own.
#[test]
fn minutes_of_three_hours_match_their_log() {
    let meeting = three_hours();
    let draft = draft_of(&meeting);
    let at = |wanted: &dyn Fn(&Fact) -> bool| {
        meeting.log.iter().filter(|event| wanted(&event.fact)).map(|event| event.at).collect::<Vec<_>>()
    };

    let told: BTreeMap<_, _> =
        draft.speeches.iter().map(|spoken| (spoken.speech.request, spoken.speech.spoken_ms)).collect();
    assert_eq!((told.len(), &told), (40, &times_of(&meeting.log)));
    let revoked =
        draft.speeches.iter().filter(|spoken| spoken.end == SpeechEnd::Revoked(Some("Hết giờ".into())));
    assert_eq!(revoked.count(), at(&|fact| matches!(fact, Fact::Revoked { .. })).len());
    assert!(draft.speeches.iter().all(|spoken| spoken.end != SpeechEnd::Open));

    let took = at(&|fact| matches!(fact, Fact::SeatTaken { .. }))[0];
    assert_eq!(draft.chairs, [(draft.opened_at, "Chủ trì".to_owned()), (took, "Phó chủ trì".to_owned())]);
    let turns: Vec<&Turn> = draft.course.iter().map(|step| &step.turn).collect();
    let [opened, item, broke, went_on, chairs, ended, closed] = turns[..] else { panic!("{turns:?}") };
    assert_eq!(*opened, Turn::Opened { chair: "Chủ trì".into() });
    assert!(matches!(item, Turn::ItemBegan { .. }) && matches!(ended, Turn::ItemEnded { .. }));
    assert!(matches!(broke, Turn::Broke { .. }));
    assert_eq!((went_on, closed), (&Turn::WentOn, &Turn::Closed));
    assert_eq!(*chairs, Turn::Chairs { name: "Phó chủ trì".into() });
    assert_eq!(draft.closed_at.expect("closed") - draft.opened_at, 3 * 3_600_000);

    let count = |kind| draft.incidents.iter().filter(|incident| incident.kind == kind).count();
    let returned = at(&|fact| matches!(fact, Fact::Returned { .. })).len();
    let requeued = at(&|fact| matches!(fact, Fact::Requeued { .. })).len();
    assert_eq!((returned, requeued), (6, 6), "the story of the three hours");
    assert_eq!(count(IncidentKind::SpeakerLost), returned);
    let lost = draft.incidents.iter().filter(|incident| incident.kind == IncidentKind::SpeakerLost);
    assert!(
        lost.clone().all(|incident| incident.lasted_ms == Some(20_000)),
        "{:?}",
        lost.collect::<Vec<_>>()
    );
    assert_eq!(count(IncidentKind::SpeakerGivenUp), requeued);
    let away: Vec<_> =
        draft.incidents.iter().filter(|incident| incident.kind == IncidentKind::SiteAway).collect();
    assert!(away.iter().all(|incident| incident.until == Some(incident.at + 90_000)), "{away:?}");
    assert_eq!(away.len(), requeued);
    let lost: u32 = draft.attendance.iter().map(|site| site.lost).sum();
    let lost_ms: i64 = draft.attendance.iter().map(|site| site.lost_ms).sum();
    assert_eq!((lost as usize, lost_ms), (returned + requeued, 6 * 20_000 + 6 * 90_000));
    assert_eq!(draft.attendance.len(), 65);
    assert!(draft.attendance.iter().all(|site| site.came_at.is_some() && site.left_at.is_none()));
    assert_eq!(draft.rev, meeting.log.len() as u64);
}

#[test]
fn who_was_not_heard_is_named_with_why() {
    let draft = draft_of(&eventful());
    let told: Vec<_> =
        draft.unheard.iter().map(|unheard| (unheard.site.as_str(), &unheard.why, unheard.wrote)).collect();
    assert_eq!(
        told,
        [("Xã Kim Sơn", &WhyUnheard::NotReached, true), ("Xã Cam Cọn", &WhyUnheard::NotReached, false)]
    );

    let mut meeting = Meeting::live();
    let declined = meeting.registers(BAO_HA);
    let reason = "Nội dung đã rõ".to_owned();
    meeting.must(SECRETARY_USER, Command::Decline { request: declined.0, reason: reason.clone() });
    assert_eq!(draft_of(&meeting).unheard[0].why, WhyUnheard::Declined(reason));
    meeting.speaks(BAO_HA);
    assert_eq!(draft_of(&meeting).unheard.len(), 1, "another request of the site, which was heard");
}

#[test]
fn attendance_is_the_roll_call_with_the_lines() {
    let mut meeting = eventful();
    meeting.see(Observation::SiteLeft(BAO_HA));
    let draft = draft_of(&meeting);
    let site = |id: SiteId| of(&draft, id);
    let marks =
        [HALL, MAIN, BAO_HA, CAM_CON].map(|id| (site(id).mark, site(id).people, site(id).took_part()));
    assert_eq!(
        marks,
        [
            (None, None, true),
            (Some(RollCallMark::Present), Some(20), true),
            (Some(RollCallMark::Late), Some(12), true),
            (Some(RollCallMark::Excused), None, false),
        ]
    );
    assert_eq!(site(BAO_HA).left_at, None, "going home after the closing is not leaving");
}

#[test]
fn a_site_that_leaves_for_good_has_left_and_was_not_interrupted() {
    let mut meeting = Meeting::live();
    meeting.pass(30_000);
    let gone_at = meeting.now;
    meeting.see(Observation::MediaDown(KIM_SON));
    meeting.see(Observation::SiteLeft(KIM_SON));
    meeting.pass(120_000);
    meeting.must(CHAIR_USER, Command::Close);
    let draft = draft_of(&meeting);
    let site = of(&draft, KIM_SON);
    assert_eq!((site.left_at, site.lost), (Some(gone_at), 0));
    let away: Vec<_> =
        draft.incidents.iter().map(|incident| (incident.kind, incident.at, incident.until)).collect();
    assert_eq!(away, [(IncidentKind::SiteAway, gone_at, None)]);
}

fn of(draft: &Draft, id: SiteId) -> &Attendance {
    draft.attendance.iter().find(|site| site.site == id).expect("on the plan")
}

fn goes(meeting: &mut Meeting, site: SiteId) {
    meeting.see(Observation::MediaDown(site));
    meeting.see(Observation::SiteLeft(site));
}

/// What happens the evening before is nobody's attendance, and a line that is down at the opening comes late.
#[test]
fn a_rehearsal_leaves_no_trace() {
    let mut meeting = Meeting::gathered();
    meeting.must(CHAIR_USER, Command::StartTest);
    meeting.must(SECRETARY_USER, Command::StartRollCall { seconds: 8, again: true });
    meeting.must(SECRETARY_USER, Command::EndRollCall);
    for site in [BAO_HA, KIM_SON] {
        let (site_id, mark) = (site.0, RollCallMark::Present);
        meeting.must(SECRETARY_USER, Command::MarkRollCall { site: site_id, mark, people: Some(12) });
        meeting.pass(60_000);
        goes(&mut meeting, site);
    }
    meeting.pass(12 * 3_600_000);
    meeting.must(CHAIR_USER, Command::OpenLobby);
    meeting.must(CHAIR_USER, Command::Open);
    meeting.pass(60_000);
    let late_at = meeting.now;
    meeting.connect(KIM_SON);
    meeting.pass(60_000);
    let draft = draft_of(&meeting);
    let absent = of(&draft, BAO_HA);
    assert_eq!((absent.came_at, absent.mark, absent.people, absent.took_part()), (None, None, None, false));
    assert_eq!(of(&draft, MAIN).came_at, Some(draft.opened_at), "it stayed over night");
    assert_eq!((of(&draft, KIM_SON).came_at, of(&draft, KIM_SON).lost), (Some(late_at), 0));
    assert_eq!(draft.incidents, [], "nothing went wrong since the opening");
    assert_eq!(draft.course.len(), 1, "the opening: {:?}", draft.course);
}

/// A room that is switched off for the break misses nothing; what it misses besides is counted once, everywhere.
#[test]
fn a_break_is_no_absence() {
    let mut meeting = Meeting::live();
    meeting.pass(10_000);
    goes(&mut meeting, BAO_HA);
    meeting.pass(70_000);
    meeting.must(CHAIR_USER, Command::Break);
    goes(&mut meeting, KIM_SON);
    meeting.pass(3_600_000);
    meeting.connect(KIM_SON);
    meeting.must(CHAIR_USER, Command::Resume);
    meeting.pass(5_000);
    meeting.connect(BAO_HA);
    let draft = draft_of(&meeting);
    let lost = |id| (of(&draft, id).lost, of(&draft, id).lost_ms);
    assert_eq!((lost(KIM_SON), lost(BAO_HA)), ((0, 0), (1, 75_000)));
    let told: Vec<_> =
        draft.incidents.iter().map(|incident| (incident.whose.as_str(), incident.lasted_ms)).collect();
    assert_eq!(told, [("Xã Bảo Hà", Some(75_000))]);
}

/// A room whose picture and sound never came was not there.
#[test]
fn a_site_without_media_did_not_take_part() {
    let mut meeting = Meeting::planned();
    meeting.connect(HALL);
    meeting.see(Observation::SiteJoined(CAM_CON));
    meeting.must(SECRETARY_USER, Command::OpenLobby);
    meeting.must(CHAIR_USER, Command::Open);
    let draft = draft_of(&meeting);
    let took_part: Vec<SiteId> =
        draft.attendance.iter().filter(|site| site.took_part()).map(|site| site.site).collect();
    assert_eq!(took_part, [HALL]);
}

#[test]
fn a_speech_that_was_broken_off_says_how_it_ended() {
    let ends = |finish: &dyn Fn(&mut Meeting, uuid::Uuid)| {
        let (mut meeting, request) = Meeting::with_speaker(BAO_HA);
        meeting.pass(20_000);
        finish(&mut meeting, request.0);
        let draft = draft_of(&meeting);
        let incidents: Vec<IncidentKind> = draft.incidents.iter().map(|incident| incident.kind).collect();
        (draft.speeches[0].end.clone(), incidents, draft.unheard.len())
    };
    let lost = |meeting: &mut Meeting, ms| {
        meeting.see(Observation::MediaDown(BAO_HA));
        meeting.pass(ms);
    };
    let reason = "Hết thời gian".to_owned();
    let declined = ends(&|meeting, request| {
        lost(meeting, 70_000);
        meeting.must(CHAIR_USER, Command::Decline { request, reason: reason.clone() });
        meeting.see(Observation::MediaUp(BAO_HA));
    });
    let given_up = vec![IncidentKind::SpeakerGivenUp, IncidentKind::SiteAway];
    assert_eq!(declined, (SpeechEnd::Declined(reason.clone()), given_up, 0));
    let closed = ends(&|meeting, _| {
        lost(meeting, 10_000);
        meeting.must(CHAIR_USER, Command::Close);
    });
    assert_eq!(closed, (SpeechEnd::Lost, vec![IncidentKind::SpeakerEnded], 0));
    let still_lost = ends(&|meeting, _| lost(meeting, 10_000));
    assert_eq!(still_lost, (SpeechEnd::Open, vec![IncidentKind::SpeakerLost], 0));
    let withdrawn = ends(&|meeting, request| {
        meeting.must(CHAIR_USER, Command::Break);
        meeting.must(CHAIR_USER, Command::Resume);
        meeting.must(Who::Room(BAO_HA), Command::Withdraw { request });
    });
    assert_eq!(withdrawn, (SpeechEnd::Unfinished, vec![], 0), "no line failed");
    let lost_in_a_pause = ends(&|meeting, request| {
        meeting.must(CHAIR_USER, Command::Pause { request, asker: None });
        lost(meeting, 10_000);
        meeting.must(CHAIR_USER, Command::Close);
    });
    assert_eq!(lost_in_a_pause, (SpeechEnd::Lost, vec![], 0));
    let taken_up = ends(&|meeting, request| {
        lost(meeting, 70_000);
        meeting.see(Observation::MediaUp(BAO_HA));
        meeting.speaks(BAO_HA);
        meeting.must(CHAIR_USER, Command::Break);
        meeting.must(CHAIR_USER, Command::Resume);
        meeting.must(Who::Room(BAO_HA), Command::Finish { request });
    });
    assert_eq!(
        taken_up.0,
        SpeechEnd::Finished,
        "it was taken up, and its end has nothing to do with the line"
    );
}

#[test]
fn who_lost_the_floor_before_the_first_word_was_not_heard() {
    let mut meeting = Meeting::live();
    let granted = |meeting: &mut Meeting| {
        let request = meeting.registers(BAO_HA).0;
        meeting.must(CHAIR_USER, Command::Grant { target: GrantTarget::Site(BAO_HA.0) });
        request
    };
    let request = granted(&mut meeting);
    let reason = "Mời xã khác trước".to_owned();
    meeting.must(CHAIR_USER, Command::Stop { request, reason: Some(reason.clone()) });
    granted(&mut meeting);
    meeting.speaks(KIM_SON);
    granted(&mut meeting);
    meeting.see(Observation::MediaDown(BAO_HA));
    meeting.pass(10_000);
    let draft = draft_of(&meeting);
    assert_eq!(draft.incidents, [], "nobody was lost in a speech, nor for long");
    let told: Vec<_> = draft.unheard.iter().map(|unheard| (unheard.site.as_str(), &unheard.why)).collect();
    let why = [WhyUnheard::Revoked(Some(reason)), WhyUnheard::PassedOver];
    assert_eq!(told, [("Xã Bảo Hà", &why[0]), ("Xã Bảo Hà", &why[1])]);
    assert_eq!(draft.speeches.len(), 1);
}

/// The seat was handed over before the opening; an edited title does not give it back.
#[test]
fn who_holds_the_seat_opens_the_briefing() {
    let mut meeting = Meeting::gathered();
    meeting.see(Observation::ConsoleJoined(DEPUTY, String::new()));
    meeting.must(CHAIR_USER, Command::HandOver { to: DEPUTY.0 });
    meeting.must(Who::User(DEPUTY), Command::AcceptSeat);
    let titled = BriefingPlan { title: "Giao ban bất thường".to_owned(), ..plan() };
    let events = meeting.briefing.replan(meeting.now, titled);
    meeting.evolve(events);
    meeting.must(Who::User(DEPUTY), Command::Open);
    let draft = draft_of(&meeting);
    assert_eq!(draft.chairs, [(draft.opened_at, "Phó chủ trì".to_owned())]);
    assert_eq!(draft.title, "Giao ban bất thường");
}

/// The chair's console is lost from its last sign on, however often somebody is told, and still while it lasts.
#[test]
fn a_lost_chair_is_lost_since_its_last_sign() {
    let mut meeting = Meeting::live();
    let lost_at = meeting.now;
    for user in [CHAIR, SECRETARY] {
        meeting.see(Observation::ConsoleLeft(user));
    }
    meeting.pass(90_000);
    meeting.see(Observation::ConsoleJoined(SECRETARY, String::new()));
    meeting.pass(30_000);
    let chair_lost = |meeting: &Meeting| {
        let incidents = draft_of(meeting).incidents;
        let lost = incidents.iter().find(|incident| incident.kind == IncidentKind::ChairLost);
        lost.map(|incident| (incident.at, incident.until)).expect("an incident")
    };
    assert_eq!(chair_lost(&meeting), (lost_at, None));
    meeting.see(Observation::ConsoleJoined(CHAIR, String::new()));
    assert_eq!(chair_lost(&meeting), (lost_at, Some(meeting.now)));
}

/// A chair that was lost in the lobby is lost since the opening.
#[test]
fn a_chair_lost_before_the_opening_is_told_since_the_opening() {
    let mut meeting = Meeting::gathered();
    meeting.see(Observation::ConsoleLeft(CHAIR));
    meeting.pass(30_000);
    meeting.must(SECRETARY_USER, Command::Open);
    meeting.pass(30_000);
    let draft = draft_of(&meeting);
    let told: Vec<_> = draft.incidents.iter().map(|incident| (incident.kind, incident.at)).collect();
    assert_eq!(told, [(IncidentKind::ChairLost, draft.opened_at)]);
}

/// A site that is taken off the plan is away until it is on it again and comes.
#[test]
fn time_off_the_plan_is_an_absence() {
    let mut meeting = Meeting::live();
    for sites in [vec![HALL, MAIN, BAO_HA, CAM_CON], vec![HALL, MAIN, BAO_HA, KIM_SON, CAM_CON]] {
        let mut changed = plan();
        changed.sites.retain(|site| sites.contains(&site.id));
        let events = meeting.briefing.replan(meeting.now, changed);
        meeting.evolve(events);
        meeting.pass(40 * 60_000);
    }
    meeting.connect(KIM_SON);
    let draft = draft_of(&meeting);
    assert_eq!((of(&draft, KIM_SON).lost, of(&draft, KIM_SON).lost_ms), (1, 80 * 60_000));
}

/// A briefing that was killed in the middle: its log ends anywhere.
#[test]
fn a_log_that_ends_anywhere_gives_minutes_of_what_was() {
    let meeting = eventful();
    let mut drawn = 0;
    for end in 0..meeting.log.len() {
        if let Some(draft) = Draft::of(&meeting.log[..end], meeting.now) {
            drawn += 1;
            for format in [Format::Docx, Format::Pdf, Format::Csv] {
                draft.write(format).expect("a file");
            }
        }
    }
    assert!(drawn > 20, "{drawn} of {}", meeting.log.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever happened, minutes of a closed briefing leave nothing open, tell every request once, and write it.
    #[test]
    fn nothing_is_open_after_the_closing(steps in prop::collection::vec(step(), 1..80)) {
        let mut race = Race::begin();
        steps.iter().for_each(|step| race.take(step));
        let mut meeting = race.meeting;
        let chair = meeting.briefing.chair();
        meeting.must(Who::User(chair), Command::Close);
        let draft = draft_of(&meeting);
        prop_assert!(draft.speeches.iter().all(|spoken| spoken.end != SpeechEnd::Open), "{:?}", draft.speeches);
        let count = |wanted: fn(&Fact) -> bool| meeting.log.iter().filter(|event| wanted(&event.fact)).count();
        let asked = count(|fact| matches!(fact, Fact::Registered { .. }));
        let told = draft.speeches.len() + draft.unheard.len();
        let withdrawn = count(|fact| matches!(fact, Fact::Withdrawn { .. }));
        prop_assert!(told <= asked && asked <= told + withdrawn, "{asked} asked, {told} told, {withdrawn} withdrew");
        prop_assert_eq!(draft.closed_at, Some(meeting.now));
        prop_assert!(draft.incidents.iter().all(|incident| incident.until.is_none_or(|until| until >= incident.at)));
        draft.write(Format::Csv).expect("a file");
    }
}

#[test]
fn a_briefing_that_was_never_opened_has_no_minutes() {
    let meeting = Meeting::gathered();
    assert!(Draft::of(&meeting.log, meeting.now).is_none());
    assert!(Draft::of(&[], 0).is_none());
}
