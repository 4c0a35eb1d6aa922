use super::super::CREDENTIAL_SEED;
use super::super::stun::tests::{Check, ReadReply};
use super::*;
use rtc_stun::attributes::{ATTR_ICE_CONTROLLED, AttrType};

const WIRED: &str = "192.0.2.10:4000";
const WIRELESS: &str = "198.51.100.7:5000";

/// A peer's agent and the node's, with the paths between them.
struct World {
    responder: Responder,
    check: Check,
    now: Time,
    local: &'static str,
    /// Whether the paths are another peer's.
    is_others: bool,
    random: Random,
    checks: u32,
}

/// What the peer signs its answers with.
const PWD: &str = "the peer's own password";

impl World {
    fn new() -> World {
        let local = Credentials::new(&[1; CREDENTIAL_SEED]);
        let check = Check::new(&format!("{}:peer", local.ufrag()), local.pwd());
        let now = Time::from_millis(1_000);
        let responder = Responder::new(now, local, Remote { ufrag: "peer", pwd: PWD });
        let random = Random::seeded(1);
        World { responder, check, now, local: "203.0.113.1", is_others: false, random, checks: 0 }
    }

    fn path(&self, remote: &str) -> Path {
        Path { remote: remote.parse().unwrap(), local: self.local.parse().unwrap() }
    }

    /// A check under the next number.
    fn raw(&mut self, remote: &str, check: &Check) -> (Action, Vec<u8>) {
        self.checks += 1;
        let mut transaction = [9; 12];
        transaction[..4].copy_from_slice(&self.checks.to_be_bytes());
        self.sent(remote, &Check { transaction, ..check.clone() }.bytes())
    }

    /// The bytes of a check, once more perhaps.
    fn sent(&mut self, remote: &str, bytes: &[u8]) -> (Action, Vec<u8>) {
        let (path, request) = (self.path(remote), BindingRequest::parse(bytes).unwrap());
        let mut reply = Vec::new();
        let World { responder, now, is_others, random, .. } = self;
        let action = responder.handle_check(*now, path, &request, *is_others, random, &mut reply);
        (action, reply)
    }

    /// The peer's answer to what the node asked, as it comes from `remote`.
    fn answers(&mut self, remote: &str, pwd: &str) -> Option<Action> {
        let (mut asked, mut answer) = (Vec::new(), Vec::new());
        self.responder.write_challenge(&mut asked);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, pwd.as_bytes());
        let path = self.path(remote);
        BindingRequest::parse(&asked)?.write_success(path, &key, &mut answer);
        self.responder.handle_success(self.now, path, &BindingSuccess::parse(&answer)?)
    }

    fn checks(&mut self, remote: &str) -> Action {
        let check = self.check.clone();
        self.raw(remote, &check).0
    }

    fn nominates(&mut self, remote: &str, priority: u32) -> Action {
        let check = Check { nominate: true, priority, ..self.check.clone() };
        self.raw(remote, &check).0
    }

    fn sends_to(&self) -> Option<String> {
        self.responder.selected().map(|path| path.remote.to_string())
    }

    /// The peer's agent and the node take new credentials.
    fn restart(&mut self, seed: u8) -> Option<String> {
        let local = Credentials::new(&[seed; CREDENTIAL_SEED]);
        self.check = Check::new(&format!("{}:again", local.ufrag()), local.pwd());
        self.responder.restart(local, Remote { ufrag: "again", pwd: PWD })
    }
}

#[test]
fn a_check_is_answered_with_the_address_it_came_from() {
    let mut world = World::new();
    let check = world.check.clone();
    let (action, reply) = world.raw(WIRED, &check);
    let mut read = ReadReply::new(&reply);
    assert_eq!(read.mapped(), Some(WIRED.parse().unwrap()));
    assert!(read.is_signed_by(&check.pwd));
    assert_eq!(action.verdict, Verdict::Fresh);
    assert_eq!(action.learned, Some(world.path(WIRED)));
    assert_eq!(action.selected, None, "valid, not nominated");
    assert!(world.responder.is_valid(world.path(WIRED)));
    assert_eq!(world.checks(WIRED).learned, None, "known already");
}

#[test]
fn one_remote_address_towards_two_local_ones_is_two_paths() {
    let mut world = World::new();
    world.checks(WIRED);
    let first = world.path(WIRED);
    world.local = "203.0.113.2";
    assert!(!world.responder.is_valid(world.path(WIRED)));
    let action = world.nominates(WIRED, 1);
    assert_eq!(action.selected, Some(world.path(WIRED)));
    assert_ne!(action.selected, Some(first), "replies leave from the address that was reached");
    assert_eq!(world.responder.paths().count(), 2);
}

#[test]
fn wrong_credentials_change_nothing() {
    let mut world = World::new();
    let stranger = Check { username: "other:peer".to_owned(), ..world.check.clone() };
    let (action, reply) = world.raw(WIRED, &stranger);
    assert_eq!((action, reply.len()), (Action::default(), 0));
    let swapped = Check { username: world.check.username.replace("peer", "stranger"), ..world.check.clone() };
    assert_eq!(world.raw(WIRED, &swapped).1.len(), 0);
    let guess = Check { pwd: "guess".to_owned(), nominate: true, ..world.check.clone() };
    world.now = Time::from_millis(20_000);
    let (action, reply) = world.raw(WIRED, &guess);
    assert_eq!(action, Action::default());
    assert_eq!(ReadReply::new(&reply).error(), Some(401));
    assert_eq!(world.responder.paths().count(), 0);
    assert_eq!(world.responder.deadline(), Time::from_millis(31_000), "no consent either");
}

#[test]
fn a_peer_that_believes_to_be_controlled_must_switch() {
    let mut world = World::new();
    let controlled = Check { extra: vec![(ATTR_ICE_CONTROLLED, vec![9; 8])], ..world.check.clone() };
    let (action, reply) = world.raw(WIRED, &controlled);
    let mut read = ReadReply::new(&reply);
    assert_eq!(read.error(), Some(487));
    assert!(read.is_signed_by(&world.check.pwd));
    assert_eq!(action.learned, None);
    let unknown = Check { extra: vec![(AttrType(0x7abc), vec![])], ..world.check.clone() };
    assert_eq!(ReadReply::new(&world.raw(WIRED, &unknown).1).error(), Some(420));
}

#[test]
fn before_dtls_the_highest_priority_wins() {
    let mut world = World::new();
    assert_eq!(world.nominates(WIRELESS, 100).selected, Some(world.path(WIRELESS)));
    assert_eq!(world.nominates(WIRED, 200).selected, Some(world.path(WIRED)));
    assert_eq!(world.nominates(WIRELESS, 100).selected, None);
    assert_eq!(world.sends_to().as_deref(), Some(WIRED));
}

#[test]
fn after_dtls_the_newest_nomination_wins_once_its_path_is_proved() {
    for proof in ["an answer", "media"] {
        let mut world = World::new();
        world.nominates(WIRED, 200);
        world.responder.dtls_is_done(world.now, world.path(WIRED));
        assert!(world.checks(WIRELESS).asked.is_none());
        assert_eq!(world.sends_to().as_deref(), Some(WIRED), "a check alone moves nothing");
        let nominated = world.nominates(WIRELESS, 100);
        assert_eq!((nominated.selected, nominated.asked.is_some()), (None, true));
        assert_eq!(world.sends_to().as_deref(), Some(WIRED), "nor does a nomination");
        let moved = match proof {
            "media" => world.responder.heard(world.now, world.path(WIRELESS)),
            _ => {
                assert_eq!(world.answers(WIRELESS, "a guess"), None);
                assert_eq!(world.answers("192.0.2.99:1", PWD), None, "from elsewhere");
                world.answers(WIRELESS, PWD)
            }
        };
        assert_eq!(moved.and_then(|action| action.selected), Some(world.path(WIRELESS)), "{proof}");
        let repeated = world.nominates(WIRELESS, 100);
        assert_eq!((repeated.selected, repeated.asked.is_some()), (None, false));
        assert_eq!(world.sends_to().as_deref(), Some(WIRELESS));
        assert_eq!(world.nominates(WIRED, 1).selected, Some(world.path(WIRED)), "proved by the handshake");
    }
}

#[test]
fn a_check_counts_once() {
    let mut world = World::new();
    let nominating = Check { nominate: true, ..world.check.clone() };
    let recorded = nominating.bytes();
    world.sent(WIRED, &recorded);
    world.responder.dtls_is_done(world.now, world.path(WIRED));
    world.now = Time::from_millis(20_000);
    let (again, reply) = world.sent(WIRED, &recorded);
    assert_eq!(again, Action { verdict: Verdict::Repeated, ..Action::default() });
    assert!(ReadReply::new(&reply).mapped().is_some(), "the peer may have missed the reply");
    let (elsewhere, reply) = world.sent(WIRELESS, &recorded);
    assert_eq!(elsewhere, Action { verdict: Verdict::Repeated, ..Action::default() });
    assert_eq!((reply.len(), world.responder.paths().count()), (0, 1));
    assert_eq!(world.responder.deadline(), Time::from_millis(31_000), "no consent");
}

#[test]
fn what_was_nominated_elsewhere_before_the_handshake_ended_has_to_be_proved() {
    let mut world = World::new();
    world.nominates(WIRED, 1);
    world.nominates(WIRELESS, 200);
    assert_eq!(world.sends_to().as_deref(), Some(WIRELESS));
    world.responder.dtls_is_done(world.now, world.path(WIRED));
    assert_eq!(world.sends_to().as_deref(), Some(WIRED));
    assert!(world.nominates(WIRELESS, 200).asked.is_some());
    assert_eq!(world.answers(WIRELESS, PWD).and_then(|action| action.selected), Some(world.path(WIRELESS)));
}

#[test]
fn a_path_of_another_peer_is_taken_over_by_who_receives_there() {
    let mut world = World::new();
    world.is_others = true;
    let nominating = Check { nominate: true, ..world.check.clone() }.bytes();
    let claimed = world.sent(WIRED, &nominating).0;
    world.now = Time::from_millis(1_600);
    assert_eq!(world.sent(WIRED, &nominating).0.asked, claimed.asked, "again, for it may have been lost");
    assert_eq!((claimed.learned, claimed.selected, claimed.asked.is_some()), (None, None, true));
    assert_eq!(
        world.responder.heard(world.now, world.path(WIRED)),
        None,
        "not by media, whose source can be forged"
    );
    assert!(!world.responder.is_valid(world.path(WIRED)));
    let proved = world.answers(WIRED, PWD).expect("asked for");
    let path = Some(world.path(WIRED));
    assert_eq!((proved.learned, proved.selected), (path, path));
    world.responder.lose(world.path(WIRED));
    assert_eq!((world.sends_to(), world.responder.paths().count()), (None, 0), "and lost the same way");
    world.is_others = false;
    world.responder.dtls_is_done(world.now, world.path(WIRED));
    world.now = Time::from_millis(4_000);
    assert!(world.checks(WIRELESS).asked.is_some(), "it need not nominate to come back");
    assert_eq!(world.answers(WIRELESS, PWD).and_then(|action| action.selected), Some(world.path(WIRELESS)));
}

#[test]
fn who_is_on_a_claimed_path_is_asked_no_more_than_twice_a_second() {
    let mut world = World::new();
    world.is_others = true;
    let check = world.check.clone();
    let refused = Check { extra: vec![(ATTR_ICE_CONTROLLED, vec![9; 8])], ..check.clone() };
    let mut replies = [0; 2];
    for (second, replies) in (1..).zip(&mut replies) {
        for step in 0..100 {
            world.now = Time::from_millis(second * 1_000 + step * 10);
            let remote = if step % 2 == 0 { WIRED } else { WIRELESS };
            let tried = if step % 3 == 0 { &check } else { &refused };
            *replies += usize::from(!world.raw(remote, tried).1.is_empty());
        }
    }
    assert_eq!(replies, [2; 2], "of a hundred checks a second");
}

#[test]
fn media_follows_a_peer_that_does_not_know_it_has_moved() {
    let mut world = World::new();
    world.nominates(WIRED, 200);
    world.now = Time::from_millis(4_000);
    assert_eq!(world.checks(WIRELESS).selected, None, "not before DTLS is done");
    world.responder.dtls_is_done(world.now, world.path(WIRED));
    world.responder.heard(world.now, world.path(WIRED));
    world.now = Time::from_millis(5_999);
    assert_eq!(world.checks(WIRELESS).selected, None, "the selected path is alive");
    world.now = Time::from_millis(6_000);
    assert!(world.checks(WIRELESS).asked.is_some(), "whether it is there");
    let moved = world.responder.heard(world.now, world.path(WIRELESS));
    assert_eq!(moved.and_then(|action| action.selected), Some(world.path(WIRELESS)));
    world.now = Time::from_millis(7_000);
    assert_eq!(world.checks(WIRED).selected, None, "one that has just been heard stays");
}

#[test]
fn consent_ends_thirty_seconds_after_the_last_check_or_packet() {
    let mut world = World::new();
    assert!(!world.responder.is_expired(Time::from_millis(30_999)));
    assert!(world.responder.is_expired(Time::from_millis(31_000)), "nobody ever came");
    world.now = Time::from_millis(25_000);
    world.checks(WIRED);
    assert!(!world.responder.is_expired(Time::from_millis(54_999)));
    assert!(world.responder.is_expired(Time::from_millis(55_000)));
    world.nominates(WIRED, 1);
    world.responder.heard(Time::from_millis(50_000), world.path(WIRED));
    world.responder.heard(Time::from_millis(60_000), world.path(WIRELESS));
    assert_eq!(world.responder.deadline(), Time::from_millis(80_000), "media on the selected path counts");
}

#[test]
fn paths_are_bounded_and_the_selected_one_stays() {
    let mut world = World::new();
    world.nominates(WIRED, 1);
    for port in 1..200 {
        world.now = Time::from_millis(1_000 + port);
        let action = world.checks(&format!("198.51.100.7:{port}"));
        let expected = (port >= 16).then(|| world.path(&format!("198.51.100.7:{}", port - 15)));
        assert_eq!(action.dropped, expected.into_iter().collect::<Vec<_>>());
        assert!(world.responder.paths().count() <= MAX_PATHS);
    }
    assert!(world.responder.is_valid(world.path(WIRED)));
}

#[test]
fn a_restart_takes_over_once_nominated() {
    let mut world = World::new();
    world.nominates(WIRED, 200);
    let old = world.check.clone();
    let old_ufrag = world.responder.credentials().ufrag().to_owned();
    assert_eq!(world.restart(2), None);
    assert_eq!(world.responder.ufrags().count(), 2);
    assert_eq!(world.raw(WIRED, &old).0.verdict, Verdict::Fresh, "the old credentials stay good");
    assert_eq!(world.checks(WIRELESS).retired, None);
    assert_eq!(world.sends_to().as_deref(), Some(WIRED), "media stays until the nomination");
    let action = world.nominates(WIRELESS, 1);
    assert_eq!(action.selected, Some(world.path(WIRELESS)), "whatever its priority");
    assert_eq!(action.retired, Some(old_ufrag));
    assert_eq!(action.dropped, [world.path(WIRED)]);
    assert_eq!(world.raw(WIRED, &old).0, Action::default(), "and the old ones are gone");
}

#[test]
fn a_restart_on_the_same_path_retires_the_old_credentials_too() {
    let mut world = World::new();
    world.nominates(WIRED, 200);
    world.restart(2);
    world.checks(WIRED);
    let action = world.nominates(WIRED, 200);
    assert_eq!((action.selected, action.retired.is_some()), (None, true));
    assert_eq!(world.responder.ufrags().count(), 1);
}

#[test]
fn a_late_check_with_old_credentials_does_not_undo_a_move() {
    let mut world = World::new();
    world.nominates(WIRED, 200);
    world.responder.dtls_is_done(world.now, world.path(WIRED));
    let late = Check { nominate: true, ..world.check.clone() };
    world.restart(2);
    world.checks(WIRED);
    assert_eq!(world.raw(WIRED, &late).0.selected, None);
    assert_eq!(world.responder.ufrags().count(), 2, "still not nominated with the new ones");
}

#[test]
fn an_old_nomination_does_not_move_media_to_a_path_of_the_restart() {
    let mut world = World::new();
    world.nominates(WIRED, 200);
    world.responder.dtls_is_done(world.now, world.path(WIRED));
    let late = Check { nominate: true, ..world.check.clone() };
    world.restart(2);
    world.checks(WIRELESS);
    assert_eq!(world.raw(WIRELESS, &late).0.selected, None);
    assert_eq!(world.sends_to().as_deref(), Some(WIRED));
}

#[test]
fn a_second_restart_before_the_first_is_done_gives_the_first_up() {
    let mut world = World::new();
    world.nominates(WIRED, 1);
    world.restart(2);
    let first = world.responder.credentials().ufrag().to_owned();
    assert_eq!(world.restart(3), Some(first));
    assert_eq!(world.nominates(WIRED, 1).retired.as_deref(), Some("AQEBAQEB"));
}
