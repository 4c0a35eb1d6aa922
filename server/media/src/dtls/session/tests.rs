//! Whole handshakes with an rtc-dtls client in virtual time, over a network that loses what a test says.

use super::super::flight::MAX_REPEATS;
use super::*;
use aws_lc_rs::digest;
use proptest::prelude::*;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_dtls::config::ConfigBuilder;
use rtc_dtls::crypto::Certificate;
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile as Wire;
use std::collections::VecDeque;
use std::time::Instant;

const SERVER_ADDRESS: SocketAddr = NODE;

/// A certificate as the shell makes it.
fn own_certificate() -> crate::Certificate {
    let made = rcgen::generate_simple_self_signed(vec!["giaoban".to_owned()]).unwrap();
    crate::Certificate { certificate_pem: made.cert.pem(), key_pem: made.signing_key.serialize_pem() }
}

impl Session {
    /// When something will be due. A node asks every few milliseconds instead; virtual time wants to jump.
    fn deadline(&self) -> Time {
        let Some(began) = self.began.filter(|_| self.is_handshaking()) else {
            return Time::NEVER;
        };
        let limit = began + HANDSHAKE_LIMIT;
        self.flight.due().min(limit)
    }
}

struct Client {
    endpoint: Endpoint,
    fingerprint: [u8; 32],
    is_complete: bool,
}

impl Client {
    fn new(profiles: &[Wire], with_certificate: bool) -> (Client, Arc<rtc_dtls::config::HandshakeConfig>) {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        let certificate =
            Certificate::generate_self_signed(vec!["site".to_owned()], provider.crypto()).unwrap();
        let mut fingerprint = [0; 32];
        let digest = digest::digest(&digest::SHA256, &certificate.certificate[0]);
        fingerprint.copy_from_slice(digest.as_ref());
        let mut builder = ConfigBuilder::default()
            .with_crypto_provider(provider)
            .with_srtp_protection_profiles(profiles.to_vec())
            .with_insecure_skip_verify(true);
        if with_certificate {
            builder = builder.with_certificates(vec![certificate]);
        }
        let endpoint = Endpoint::new(PEER, TransportProtocol::UDP, None);
        let config = Arc::new(builder.build(true, Some(SERVER_ADDRESS)).unwrap());
        (Client { endpoint, fingerprint, is_complete: false }, config)
    }

    fn read(&mut self, now: Instant, datagram: &[u8]) {
        let events = self.endpoint.read(now, SERVER_ADDRESS, None, BytesMut::from(datagram));
        let complete = |event: &EndpointEvent| matches!(event, EndpointEvent::HandshakeComplete);
        self.is_complete |= events.is_ok_and(|events| events.iter().any(complete));
    }

    fn keying_material(&self, length: usize) -> Vec<u8> {
        let state = self.endpoint.get_connection_state(SERVER_ADDRESS).unwrap();
        state.export_keying_material(EXPORTER_LABEL, &[], length).unwrap().as_ref().to_vec()
    }
}

/// Which datagrams of one direction do not arrive: by number from 0, and by time.
type Loses = fn(usize, Time) -> bool;

struct World {
    client: Client,
    session: Session,
    origin: Instant,
    now: Time,
    loses: [Loses; 2],
    sent: [usize; 2],
    events: Vec<Event>,
    to_client: VecDeque<Vec<u8>>,
    to_server: VecDeque<Vec<u8>>,
    /// Number of a client datagram, place in it and bits to flip there.
    change: Option<(usize, usize, u8)>,
}

fn nothing(_: usize, _: Time) -> bool {
    false
}

impl World {
    fn new(profiles: &[Wire], loses: [Loses; 2]) -> World {
        World::with(Client::new(profiles, true), loses, |fingerprint| fingerprint)
    }

    fn with(
        (mut client, config): (Client, Arc<rtc_dtls::config::HandshakeConfig>),
        loses: [Loses; 2],
        announced: fn([u8; 32]) -> [u8; 32],
    ) -> World {
        // The core reads no clock; a test may, for the one instant everything else is computed from.
        #[expect(clippy::disallowed_methods)]
        let origin = Instant::now();
        let server = Server::new(&own_certificate(), origin).unwrap();
        client.endpoint.connect(origin, SERVER_ADDRESS, config, None).unwrap();
        World {
            session: server.session(announced(client.fingerprint)),
            client,
            origin,
            now: Time::default(),
            loses,
            sent: [0; 2],
            events: Vec::new(),
            to_client: VecDeque::new(),
            to_server: VecDeque::new(),
            change: None,
        }
    }

    fn instant(&self) -> Instant {
        self.origin + Duration::from_micros(self.now.micros())
    }

    /// Whether the next datagram of a direction gets through.
    fn passes(&mut self, direction: usize) -> bool {
        self.sent[direction] += 1;
        !(self.loses[direction])(self.sent[direction] - 1, self.now)
    }

    fn exchange(&mut self) {
        loop {
            while let Some(transmit) = self.client.endpoint.poll_transmit() {
                let mut datagram = transmit.message.to_vec();
                if let Some((_, at, flip)) = self.change.filter(|(nth, _, _)| *nth == self.sent[0]) {
                    let length = datagram.len();
                    datagram[at % length] ^= flip;
                }
                if self.passes(0) {
                    self.to_server.push_back(datagram);
                }
            }
            if let Some(datagram) = self.to_server.pop_front() {
                let mut replies = Vec::new();
                self.events.extend(self.session.handle(self.now, &datagram, &mut replies));
                self.reply(replies);
            } else if let Some(datagram) = self.to_client.pop_front() {
                self.client.read(self.instant(), &datagram);
            } else {
                return;
            }
        }
    }

    fn reply(&mut self, replies: Vec<Vec<u8>>) {
        for reply in replies {
            if self.passes(1) {
                self.to_client.push_back(reply);
            }
        }
    }

    /// Runs until both are done or `limit` is over; virtual time jumps from deadline to deadline.
    fn run(&mut self, limit: Duration) {
        let end = self.now + limit;
        loop {
            self.exchange();
            let client_due = self.client.endpoint.poll_timeout(&SERVER_ADDRESS);
            let client_due = client_due.map(|due| Time((due - self.origin).as_micros() as u64));
            let next = self.session.deadline().min(client_due.unwrap_or(Time::NEVER));
            if next > end || next == Time::NEVER {
                return;
            }
            self.now = next;
            let _ = self.client.endpoint.handle_timeout(SERVER_ADDRESS, self.instant());
            let mut replies = Vec::new();
            self.events.extend(self.session.handle_timeout(self.now, &mut replies));
            self.reply(replies);
        }
    }

    /// The handshake is done on both sides, with the same keys.
    fn assert_connected(&self, expected: Profile) {
        let [Event::Connected { profile, keying_material }] = &self.events[..] else {
            panic!("{:?}", self.events);
        };
        assert_eq!(*profile, expected);
        assert_eq!(keying_material.len(), expected.exporter_len());
        assert!(self.client.is_complete);
        assert_eq!(keying_material.as_ref(), self.client.keying_material(expected.exporter_len()));
        assert_eq!(self.session.deadline(), Time::NEVER);
    }

    fn failure(&self) -> &Failure {
        match &self.events[..] {
            [Event::Failed(failure)] => failure,
            events => panic!("{events:?}"),
        }
    }
}

const LIKE_CHROMIUM: [Wire; 3] =
    [Wire::Srtp_Aes128_Cm_Hmac_Sha1_80, Wire::Srtp_Aead_Aes_128_Gcm, Wire::Srtp_Aead_Aes_256_Gcm];

#[test]
fn the_profile_follows_the_nodes_taste_and_the_keys_agree() {
    let check = |listed: &[Wire], expected| {
        let mut world = World::new(listed, [nothing; 2]);
        world.run(Duration::from_secs(1));
        world.assert_connected(expected);
    };
    check(&LIKE_CHROMIUM, Profile::AeadAes128Gcm);
    check(&[Wire::Srtp_Aes128_Cm_Hmac_Sha1_80, Wire::Srtp_Aead_Aes_256_Gcm], Profile::AeadAes256Gcm);
    check(&[Wire::Srtp_Aes128_Cm_Hmac_Sha1_80], Profile::Aes128CmSha1);
}

#[test]
fn without_a_common_profile_there_is_no_session() {
    for listed in [&[][..], &[Wire::Srtp_Aes128_Cm_Hmac_Sha1_32]] {
        let mut world = World::new(listed, [nothing; 2]);
        world.run(Duration::from_secs(1));
        assert_eq!(world.failure(), &Failure::NoCommonProfile);
    }
}

#[test]
fn another_certificate_than_the_offered_one_fails() {
    let other = |mut fingerprint: [u8; 32]| {
        fingerprint[31] ^= 1;
        fingerprint
    };
    let mut world = World::with(Client::new(&LIKE_CHROMIUM, true), [nothing; 2], other);
    world.run(Duration::from_secs(1));
    assert_eq!(world.failure(), &Failure::WrongFingerprint);
    assert!(!world.client.is_complete);
}

#[test]
fn a_client_without_a_certificate_fails() {
    let mut world = World::with(Client::new(&LIKE_CHROMIUM, false), [nothing; 2], |fingerprint| fingerprint);
    world.run(Duration::from_secs(1));
    assert!(matches!(world.failure(), Failure::Refused(_)), "{:?}", world.events);
}

#[test]
fn a_first_hello_changed_on_the_way_cannot_choose_the_profile() {
    let mut world = World::new(&LIKE_CHROMIUM, [nothing; 2]);
    // use_srtp lists 1, 7, 8: make the 7 a 9, so that only the others are common.
    let hello = world.client.endpoint.poll_transmit().unwrap().message.to_vec();
    let list = [0, 6, 0, 1, 0, 7, 0, 8];
    let at = hello.windows(list.len()).position(|window| window == list).unwrap();
    let mut changed = hello.clone();
    changed[at + 5] = 9;
    let mut replies = Vec::new();
    assert!(world.session.handle(world.now, &changed, &mut replies).is_none());
    world.reply(replies);
    world.run(Duration::from_secs(1));
    assert!(matches!(world.failure(), Failure::Refused(_)), "{:?}", world.events);
}

#[test]
fn any_one_lost_datagram_is_made_good() {
    let losses: [Loses; 8] = [
        |n, _| n == 0,
        |n, _| n == 1,
        |n, _| n == 2,
        |n, _| n == 3,
        |n, _| n == 4,
        |n, _| n < 2,
        |n, _| n < 3,
        |n, _| n % 2 == 0,
    ];
    for (case, lost) in losses.into_iter().enumerate() {
        for loses in [[lost, nothing], [nothing, lost], [lost, lost]] {
            let mut world = World::new(&LIKE_CHROMIUM, loses);
            world.run(Duration::from_secs(29));
            let end = world.now;
            world.assert_connected(Profile::AeadAes128Gcm);
            assert!(end < Time::from_millis(20_000), "case {case} took {end:?}");
        }
    }
}

#[test]
fn a_lost_server_flight_is_repeated_by_the_session_itself() {
    // The client's first repeat is after one second; the node's after 200 ms. Datagram 0 is HelloVerifyRequest.
    let mut world = World::new(&LIKE_CHROMIUM, [nothing, |n, _| n == 1]);
    world.run(Duration::from_millis(900));
    world.assert_connected(Profile::AeadAes128Gcm);
}

#[test]
fn an_outage_of_seven_seconds_is_survived() {
    // As long as an rtc-dtls client is patient; the node would wait for 30 s.
    let out = |n, now| n > 0 && now < Time::from_millis(6_900);
    let mut world = World::new(&LIKE_CHROMIUM, [nothing, out]);
    world.run(Duration::from_secs(12));
    world.assert_connected(Profile::AeadAes128Gcm);
    assert!(world.now > Time::from_millis(6_900));
}

#[test]
fn a_silent_client_is_given_up() {
    let mut world = World::new(&LIKE_CHROMIUM, [|n, _| n > 1, nothing]);
    world.run(Duration::from_secs(60));
    assert_eq!(world.failure(), &Failure::TimedOut);
    assert_eq!(world.now, Time::from_millis(30_000));
    assert!(world.sent[1] <= 2 + MAX_REPEATS);
    assert_eq!(world.session.deadline(), Time::NEVER);
}

#[test]
fn a_session_nobody_talks_to_has_no_deadline() {
    let world = World::new(&LIKE_CHROMIUM, [nothing; 2]);
    assert_eq!(world.session.deadline(), Time::NEVER);
}

#[test]
fn a_peer_may_close() {
    let mut world = World::new(&LIKE_CHROMIUM, [nothing; 2]);
    world.run(Duration::from_secs(1));
    let now = world.instant();
    world.client.endpoint.close(now).unwrap();
    world.exchange();
    assert!(matches!(world.events[..], [Event::Connected { .. }, Event::Closed]), "{:?}", world.events);
}

#[test]
fn the_node_may_close() {
    let mut world = World::new(&LIKE_CHROMIUM, [nothing; 2]);
    world.run(Duration::from_secs(1));
    let mut replies = Vec::new();
    world.session.close(world.now, &mut replies);
    let events =
        world.client.endpoint.read(world.instant(), SERVER_ADDRESS, None, BytesMut::from(&replies[0][..]));
    assert!(events.unwrap().iter().any(|event| matches!(event, EndpointEvent::PeerClosed)));
    assert!(world.session.handle(world.now, &replies[0], &mut Vec::new()).is_none());
}

#[test]
fn plaintext_cannot_end_an_established_session() {
    let mut world = World::new(&LIKE_CHROMIUM, [nothing; 2]);
    world.run(Duration::from_secs(1));
    let fatal_alert = [21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 9, 9, 0, 2, 2, 40];
    let forged_alert = [&[21, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 9, 9, 0, 26][..], &[7; 26]].concat();
    let application_data = [23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 9, 9, 0, 1, 7];
    for datagram in [&fatal_alert[..], &forged_alert, &application_data, &[22], &[]] {
        let mut replies = Vec::new();
        assert!(world.session.handle(world.now, datagram, &mut replies).is_none());
        assert!(replies.is_empty());
    }
    let now = world.instant();
    world.client.endpoint.close(now).unwrap();
    world.exchange();
    assert!(matches!(world.events.last(), Some(Event::Closed)), "still there until its own goodbye");
}

#[test]
fn a_flood_neither_grows_the_session_nor_gets_endless_replies() {
    let mut world = World::new(&LIKE_CHROMIUM, [nothing; 2]);
    world.run(Duration::from_secs(1));
    let handshake = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 9, 9, 0, 1, 14];
    let mut replies = Vec::new();
    for _ in 0..10_000 {
        assert!(world.session.handle(world.now, &handshake, &mut replies).is_none());
    }
    assert!(replies.len() <= MAX_REPEATS, "{}", replies.len());

    let mut world = World::new(&LIKE_CHROMIUM, [|n, _| n > 0, nothing]);
    world.exchange();
    let fragment = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 9, 9, 0, 13, 11, 0, 9, 9, 0, 2, 0, 0, 0, 0, 0, 1, 7];
    let event = (0..10_000).find_map(|_| world.session.handle(world.now, &fragment, &mut Vec::new()));
    assert!(matches!(event, Some(Event::Failed(Failure::TooMuch))), "{event:?}");
}

#[test]
fn oversized_datagrams_are_not_looked_at() {
    let mut world = World::new(&LIKE_CHROMIUM, [nothing; 2]);
    let record = [&[22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0x08, 0x00][..], &[1; 2048]].concat();
    assert!(world.session.handle(world.now, &record, &mut Vec::new()).is_none());
    assert_eq!(world.session.deadline(), Time::NEVER);
}

#[test]
fn an_unusable_certificate_is_told_at_start() {
    let own = own_certificate();
    let no_key = crate::Certificate { key_pem: String::new(), ..own.clone() };
    let no_certificate = crate::Certificate { certificate_pem: "nonsense".to_owned(), ..own.clone() };
    #[expect(clippy::disallowed_methods)]
    let origin = Instant::now();
    for unusable in [no_key, no_certificate] {
        let error = Server::new(&unusable, origin).unwrap_err();
        assert!(error.to_string().starts_with("the DTLS certificate cannot be used: "), "{error}");
    }
    let server = Server::new(&own, origin).unwrap();
    assert_ne!(server.fingerprint(), Server::new(&own_certificate(), origin).unwrap().fingerprint());
}

const CHROMIUM: [&[u8]; 2] = [
    include_bytes!("../fixtures/chromium-hello-1a.bin"),
    include_bytes!("../fixtures/chromium-hello-1b.bin"),
];
const FIREFOX: [&[u8]; 2] =
    [include_bytes!("../fixtures/firefox-hello-1a.bin"), include_bytes!("../fixtures/firefox-hello-1b.bin")];

#[test]
fn captured_hellos_of_both_browsers_are_asked_to_prove_their_address() {
    for [first, second] in [CHROMIUM, FIREFOX] {
        for order in [[first, second], [second, first]] {
            let mut session = World::new(&LIKE_CHROMIUM, [nothing; 2]).session;
            let mut replies = Vec::new();
            assert!(session.handle(Time(0), order[0], &mut replies).is_none());
            assert!(replies.is_empty(), "half a hello is no hello");
            assert!(session.handle(Time(0), order[1], &mut replies).is_none());
            let [reply] = &replies[..] else { panic!("{replies:?}") };
            assert_eq!(records(reply).unwrap()[0].handshake_type(), Some(3), "HelloVerifyRequest");
            let asked = replies.clone();
            order.iter().for_each(|datagram| {
                session.handle(Time(1), datagram, &mut replies);
            });
            assert_eq!(replies, [asked.clone(), asked].concat(), "the repeated hello gets the same");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn no_changed_hello_panics(
        base in prop::sample::select(vec![CHROMIUM, FIREFOX]),
        changes in prop::collection::vec((25..1400_usize, any::<u8>()), 1..8),
    ) {
        let mut session = World::new(&LIKE_CHROMIUM, [nothing; 2]).session;
        let mut datagrams = base.map(<[u8]>::to_vec);
        for (at, byte) in changes {
            let datagram = &mut datagrams[at % 2];
            let length = datagram.len();
            datagram[at.min(length - 1)] = byte;
        }
        for datagram in &datagrams {
            let event = session.handle(Time(0), datagram, &mut Vec::new());
            let is_connected = matches!(event, Some(Event::Connected { .. }));
            prop_assert!(!is_connected);
        }
    }

    #[test]
    fn no_changed_byte_of_a_handshake_panics_or_spoils_the_keys(
        datagram in 0..5_usize,
        at in 0..1400_usize,
        flip in 1..=255_u8,
    ) {
        let mut world = World::new(&LIKE_CHROMIUM, [nothing; 2]);
        world.change = Some((datagram, at, flip));
        world.run(Duration::from_secs(29));
        match &world.events[..] {
            [] | [Event::Failed(_)] => {}
            _ => world.assert_connected(Profile::AeadAes128Gcm),
        }
    }
}
