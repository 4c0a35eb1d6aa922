//! Three hours with forty speeches, drop-outs, a hand-over and a break; and what a large or hostile crowd does.
//! The speech report of the live state is the one of the replayed log, and both are what the log's own times say.

use super::stopwatch::times_of;
use super::*;
use crate::briefing::Speech;
use crate::protocol::Language;
use std::collections::BTreeMap;

const CHAIR_USER: Who = Who::User(CHAIR);
const SECRETARY_USER: Who = Who::User(SECRETARY);
const HOUR: Millis = 3_600_000;

/// One turn: asked, called, invited, spoken; every few turns something goes wrong.
fn turn(meeting: &mut Meeting, nth: u128, chair: Who) {
    let at = site(1_000 + nth * 3 % 60);
    let request = meeting.registers(at);
    meeting.must(SECRETARY_USER, Command::CallNext { target: GrantTarget::Request(request.0) });
    meeting.pass(4_000);
    meeting.must(Who::Room(at), Command::Ready { request: request.0 });
    meeting.must(chair, Command::Grant { target: GrantTarget::Request(request.0) });
    meeting.see(Observation::OnAir(at));
    meeting.pass(300);
    meeting.see(Observation::Heard(at));
    meeting.pass(100_000 + nth as Millis * 1_000);
    match nth % 7 {
        1 => lose_and_come_back(meeting, request, at, 20_000),
        2 => lose_and_come_back(meeting, request, at, 90_000),
        3 => {
            meeting.must(chair, Command::Pause { request: request.0, asker: None });
            meeting.pass(25_000);
            meeting.must(SECRETARY_USER, Command::Continue { request: request.0 });
        }
        4 => meeting.must(SECRETARY_USER, Command::Extend { request: request.0, minutes: 3 }),
        5 => meeting.see(Observation::ConsoleLeft(SECRETARY)),
        _ => {}
    }
    meeting.pass(60_000);
    match nth % 5 {
        0 => meeting.must(chair, Command::Stop { request: request.0, reason: Some("Hết giờ".to_owned()) }),
        _ => meeting.must(Who::Room(at), Command::Finish { request: request.0 }),
    }
    meeting.see(Observation::ConsoleJoined(SECRETARY, "Thư ký".to_owned()));
    meeting.pass(20_000);
}

fn lose_and_come_back(meeting: &mut Meeting, request: RequestId, at: SiteId, ms: Millis) {
    meeting.see(Observation::MediaDown(at));
    meeting.see(Observation::SiteLeft(at));
    meeting.pass(ms);
    meeting.connect(at);
    meeting.must(SECRETARY_USER, Command::Grant { target: GrantTarget::Request(request.0) });
    meeting.see(Observation::OnAir(at));
    meeting.see(Observation::Heard(at));
}

/// The whole of it, closed.
pub(crate) fn three_hours() -> Meeting {
    let mut meeting = Meeting::of_size(60);
    let opened = meeting.now;
    for nth in 0..20 {
        turn(&mut meeting, nth, CHAIR_USER);
    }
    meeting.must(CHAIR_USER, Command::Break);
    meeting.pass(600_000);
    meeting.must(CHAIR_USER, Command::Resume);
    meeting.see(Observation::ConsoleJoined(DEPUTY, "Phó chủ trì".to_owned()));
    meeting.must(CHAIR_USER, Command::HandOver { to: DEPUTY.0 });
    meeting.must(Who::User(DEPUTY), Command::AcceptSeat);
    for nth in 20..40 {
        turn(&mut meeting, nth, Who::User(DEPUTY));
    }
    meeting.pass(opened + 3 * HOUR - meeting.now);
    meeting.must(Who::User(DEPUTY), Command::Close);
    meeting
}

#[test]
fn three_hours_with_forty_speeches() {
    let meeting = three_hours();
    let report = meeting.briefing.speeches(meeting.now);
    assert_eq!(report.len(), 40);
    let times: BTreeMap<RequestId, Millis> =
        report.iter().map(|speech: &Speech| (speech.request, speech.spoken_ms)).collect();
    assert_eq!(times, times_of(&meeting.log), "what is reported is what the log says");
    meeting.check_replay();
    let replayed = Briefing::replay(meeting.log.iter().cloned()).expect("a log");
    assert_eq!(replayed.speeches(meeting.now), report);
    assert_eq!(report.iter().filter(|speech| speech.revoked).count(), 8);
    assert!(report.iter().all(|speech| speech.ended_at.is_some()));
    let opened = meeting.briefing.session.opened_at.expect("it was opened");
    assert_eq!(meeting.now - opened, 3 * HOUR);
}

/// 160 sites register in the same second, and a program at one of them does so 10,000 times.
#[test]
fn ten_thousand_registrations_are_answered_one_by_one() {
    let mut meeting = Meeting::of_size(160);
    let mut refused = 0;
    for nth in 0..10_000_u128 {
        let at = site(1_000 + nth % 160);
        match meeting.does(Who::Room(at), Command::Register(register(None))) {
            Ok(_) => assert!(nth < 160, "one request a site"),
            Err(refusal) => {
                assert_eq!(refusal, Refusal::AlreadyRegistered);
                assert!(!refusal.text(Language::Vi).is_empty() && !refusal.text(Language::En).is_empty());
                refused += 1;
            }
        }
    }
    assert_eq!((meeting.briefing.floor.queue.len(), refused), (160, 9_840));
    assert_eq!(meeting.briefing.floor.queue.len(), meeting.briefing.floor.listed().len());
    meeting.check_replay();
}

/// One site more at the end of the queue of 160 is a few numbers to every other room.
#[test]
fn a_large_queue_costs_other_rooms_nothing() {
    let mut meeting = Meeting::of_size(160);
    for nth in 0..159 {
        meeting.registers(site(1_000 + nth));
    }
    let before = View::of(&meeting.briefing, &Devices::new());
    meeting.registers(site(1_159));
    let after = View::of(&meeting.briefing, &Devices::new());
    let room = Audience::Room(site(1_007));
    let changes = room.changes(&room, &Difference::between(&before, &after));
    let json = serde_json::to_string(&changes).expect("plain data");
    assert!(json.len() < 1_000, "{} bytes: {json}", json.len());
}

/// Every refusal says in both languages what happened, in different words.
#[test]
fn every_refusal_speaks_both_languages() {
    for refusal in Refusal::ALL {
        let (vi, en) = (refusal.text(Language::Vi), refusal.text(Language::En));
        assert!(vi.len() > 20 && en.len() > 20 && vi != en, "{refusal:?}: {vi} / {en}");
        assert!(vi.ends_with(['.', '?']) && en.ends_with(['.', '?']), "{refusal:?}: {vi} / {en}");
    }
}
