//! Vectors of RFC 5769, and rtc-stun as an independent writer of checks and reader of replies.

use super::*;
use hex_literal::hex;
use proptest::prelude::*;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_stun::attributes::*;
use rtc_stun::error_code::ErrorCodeAttribute;
use rtc_stun::fingerprint::FINGERPRINT as THEIR_FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST as THEIR_REQUEST, Getter, Message, Setter, TransactionId};
use rtc_stun::textattrs::TextAttribute;
use rtc_stun::xoraddr::XorMappedAddress;

/// A check as a full agent sends it, built by rtc-stun.
#[derive(Clone)]
pub(in crate::ice) struct Check {
    pub(in crate::ice) username: String,
    pub(in crate::ice) pwd: String,
    pub(in crate::ice) priority: u32,
    pub(in crate::ice) nominate: bool,
    pub(in crate::ice) extra: Vec<(AttrType, Vec<u8>)>,
    pub(in crate::ice) transaction: Transaction,
}

impl Check {
    pub(in crate::ice) fn new(username: &str, pwd: &str) -> Check {
        Check {
            username: username.to_owned(),
            pwd: pwd.to_owned(),
            priority: 1,
            nominate: false,
            transaction: [9; 12],
            extra: vec![(ATTR_ICE_CONTROLLING, vec![7; 8]), (ATTR_NETWORK_COST, vec![0, 1, 0, 10])],
        }
    }

    pub(in crate::ice) fn bytes(&self) -> Vec<u8> {
        let provider = AwsLcRsProvider::new();
        let integrity =
            MessageIntegrity::new_short_term_integrity_with_provider(self.pwd.clone(), provider.crypto());
        let raw = |typ, value: &[u8]| RawAttribute { typ, length: value.len() as u16, value: value.to_vec() };
        let mut attributes = vec![raw(ATTR_PRIORITY, &self.priority.to_be_bytes())];
        attributes.extend(self.extra.iter().map(|(typ, value)| raw(*typ, value)));
        if self.nominate {
            attributes.push(raw(ATTR_USE_CANDIDATE, &[]));
        }
        let mut message = Message::new();
        let mut setters: Vec<Box<dyn Setter>> = vec![
            Box::new(THEIR_REQUEST),
            Box::new(TransactionId(self.transaction)),
            Box::new(TextAttribute::new(ATTR_USERNAME, self.username.clone())),
        ];
        for attribute in attributes {
            setters.push(Box::new(attribute));
        }
        setters.push(Box::new(integrity));
        setters.push(Box::new(THEIR_FINGERPRINT));
        message.build(&setters).unwrap();
        message.raw.clone()
    }
}

/// A reply as rtc-stun reads it; panics when FINGERPRINT is wrong.
pub(in crate::ice) struct ReadReply {
    pub(in crate::ice) message: Message,
}

impl ReadReply {
    pub(in crate::ice) fn new(bytes: &[u8]) -> ReadReply {
        let mut message = Message::new();
        message.unmarshal_binary(bytes).unwrap();
        THEIR_FINGERPRINT.check(&message).unwrap();
        ReadReply { message }
    }

    pub(in crate::ice) fn is_signed_by(&mut self, pwd: &str) -> bool {
        MessageIntegrity::check(&mut self.message, pwd.as_bytes(), AwsLcRsProvider::new().crypto()).is_ok()
    }

    pub(in crate::ice) fn mapped(&self) -> Option<SocketAddr> {
        let mut address = XorMappedAddress::default();
        address.get_from(&self.message).ok()?;
        Some(SocketAddr::new(address.ip, address.port))
    }

    pub(in crate::ice) fn error(&self) -> Option<u16> {
        let mut error = ErrorCodeAttribute::default();
        error.get_from(&self.message).ok()?;
        Some(error.code.0)
    }
}

fn key(pwd: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, pwd.as_bytes())
}

/// RFC 5769 section 2.1.
const SAMPLE_REQUEST: [u8; 108] = hex!(
    "000100582112a442b7e7a701bc34d686fa87dfae"
    "802200105354554e207465737420636c69656e74"
    "002400046e0001ff"
    "80290008932ff9b151263b36"
    "000600096576746a3a68367659202020"
    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
    "80280004e57a3bcf"
);
const SAMPLE_PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";

#[test]
fn the_sample_request_of_rfc_5769_is_authentic() {
    let request = BindingRequest::parse(&SAMPLE_REQUEST).unwrap();
    assert_eq!(request.username(), b"evtj:h6vY");
    assert_eq!(request.local_ufrag(), Some("evtj"));
    assert_eq!(request.priority(), 0x6e00_01ff);
    assert!(request.is_controlled());
    assert!(!request.nominates());
    assert_eq!(request.unknown(), None);
    assert!(request.is_signed_by(&key(SAMPLE_PASSWORD)));
    assert!(!request.is_signed_by(&key("VOkJxbRl1RmTxUk/WvJxBu")));
}

#[test]
fn mapped_addresses_are_those_of_rfc_5769() {
    let request = BindingRequest::parse(&SAMPLE_REQUEST).unwrap();
    let check = |remote: &str, expect: &[u8]| {
        let path = Path { remote: remote.parse().unwrap(), local: "127.0.0.1".parse().unwrap() };
        let mut reply = vec![0xee; 3];
        request.write_success(path, &key(SAMPLE_PASSWORD), &mut reply);
        assert_eq!(&reply[..3], [0xee; 3], "what was there stays");
        let reply = &reply[3..];
        assert_eq!(&reply[HEADER..HEADER + expect.len()], expect);
        let mut read = ReadReply::new(reply);
        assert_eq!(read.mapped(), Some(path.remote));
        assert!(read.is_signed_by(SAMPLE_PASSWORD));
        assert!(!read.is_signed_by("other"));
    };
    // Sections 2.2 and 2.3.
    check("192.0.2.1:32853", &hex!("002000080001a147e112a643"));
    check(
        "[2001:db8:1234:5678:11:2233:4455:6677]:32853",
        &hex!("002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"),
    );
}

#[test]
fn checks_of_an_independent_writer_are_read() {
    let check = Check { nominate: true, priority: 77, ..Check::new("local:remote", "password") };
    let bytes = check.bytes();
    let request = BindingRequest::parse(&bytes).unwrap();
    assert_eq!(request.local_ufrag(), Some("local"));
    assert_eq!(request.priority(), 77);
    assert!(request.nominates() && !request.is_controlled());
    assert!(request.is_signed_by(&key("password")));
}

#[test]
fn checks_of_the_node_are_read_and_their_answers_too() {
    let mut bytes = vec![0xee; 3];
    write_request(&[5; 12], "remote:local", &key("password"), &mut bytes);
    let mut message = Message::new();
    message.unmarshal_binary(&bytes[3..]).unwrap();
    THEIR_FINGERPRINT.check(&message).unwrap();
    let crypto = AwsLcRsProvider::new();
    assert!(MessageIntegrity::check(&mut message, b"password", crypto.crypto()).is_ok());
    assert_eq!((message.typ, message.transaction_id.0), (THEIR_REQUEST, [5; 12]));
    assert_eq!(message.get(ATTR_USERNAME).unwrap(), b"remote:local");
    assert!(message.contains(ATTR_ICE_CONTROLLED) && message.contains(ATTR_PRIORITY));

    let path = Path { remote: "192.0.2.1:32853".parse().unwrap(), local: "127.0.0.1".parse().unwrap() };
    let mut answer = Vec::new();
    BindingRequest::parse(&bytes[3..]).unwrap().write_success(path, &key("password"), &mut answer);
    let success = BindingSuccess::parse(&answer).unwrap();
    assert_eq!(success.transaction(), [5; 12]);
    assert!(success.is_signed_by(&key("password")) && !success.is_signed_by(&key("other")));
    assert!(BindingSuccess::parse(&bytes[3..]).is_none() && BindingRequest::parse(&answer).is_none());
}

#[test]
fn error_responses_are_read_by_an_independent_reader() {
    let bytes = Check::new("local:remote", "password").bytes();
    let request = BindingRequest::parse(&bytes).unwrap();
    let cases = [
        (StunError::Unauthenticated, 401),
        (StunError::UnknownAttribute(0x7abc), 420),
        (StunError::RoleConflict, 487),
    ];
    for (error, code) in cases {
        let mut reply = Vec::new();
        request.write_error(error, Some(&key("password")), &mut reply);
        let mut read = ReadReply::new(&reply);
        assert_eq!(read.error(), Some(code));
        assert!(read.is_signed_by("password"));
        let unknown = read.message.get(ATTR_UNKNOWN_ATTRIBUTES).ok();
        assert_eq!(unknown, (code == 420).then(|| vec![0x7a, 0xbc]));
        let mut unsigned = Vec::new();
        request.write_error(error, None, &mut unsigned);
        assert!(!ReadReply::new(&unsigned).message.contains(ATTR_MESSAGE_INTEGRITY));
        assert!(unsigned.len() <= bytes.len(), "an error must not amplify");
    }
}

#[test]
fn unknown_attributes_are_seen_when_they_must_be_understood() {
    let with = |typ| Check { extra: vec![(AttrType(typ), vec![1, 2, 3])], ..Check::new("a:b", "p") }.bytes();
    assert_eq!(BindingRequest::parse(&with(0x7abc)).unwrap().unknown(), Some(0x7abc));
    assert_eq!(BindingRequest::parse(&with(0xc057)).unwrap().unknown(), None);
}

#[test]
fn what_is_not_a_check_is_not_read() {
    let good = Check::new("a:b", "p").bytes();
    assert!(BindingRequest::parse(&good).is_some());
    let check = |what: &str, bytes: &[u8]| assert!(BindingRequest::parse(bytes).is_none(), "{what}");
    let changed = |at: usize, to: u8| {
        let mut bytes = good.clone();
        bytes[at] = to;
        bytes
    };
    check("empty", &[]);
    check("a response", &changed(0, 1));
    check("an indication", &changed(1, 0x11));
    check("another cookie", &changed(4, 0));
    check("wrong length", &changed(3, 8));
    check("wrong fingerprint", &changed(good.len() - 1, good[good.len() - 1] ^ 1));
    check("cut off", &good[..good.len() - 8]);
    check("trailing bytes", &[&good[..], &[0; 4]].concat());
    let long = Check { extra: vec![(AttrType(0xc057), vec![0; 1000])], ..Check::new("a:b", "p") };
    check("too long", &long.bytes());
    let short_priority = Check { extra: vec![(ATTR_PRIORITY, vec![0; 3])], ..Check::new("a:b", "p") };
    check("a priority of three bytes", &short_priority.bytes());
}

#[test]
fn attributes_behind_the_integrity_do_not_count() {
    let mut bytes = Check::new("a:b", "p").bytes();
    bytes.truncate(bytes.len() - 8);
    bytes.extend_from_slice(&hex!("00250000"));
    let length = (bytes.len() - HEADER + 8) as u16;
    bytes[2..4].copy_from_slice(&length.to_be_bytes());
    let crc = fingerprint(&bytes);
    bytes.extend_from_slice(&hex!("80280004"));
    bytes.extend_from_slice(&crc);
    let request = BindingRequest::parse(&bytes).unwrap();
    assert!(request.is_signed_by(&key("p")));
    assert!(!request.nominates());
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = BindingRequest::parse(&bytes);
    }

    #[test]
    fn no_changed_byte_stays_authentic(at in 0..96_usize, flip in 1..=255_u8) {
        let mut bytes = Check::new("local:remote", "password").bytes();
        let at = at % bytes.len();
        bytes[at] ^= flip;
        let authentic = BindingRequest::parse(&bytes).is_some_and(|r| r.is_signed_by(&key("password")));
        prop_assert!(!authentic);
    }

    #[test]
    fn repaired_fingerprints_do_not_panic(
        mut bytes in prop::collection::vec(any::<u8>(), 0..120),
        attributes in any::<bool>(),
    ) {
        if attributes {
            for (at, byte) in bytes.iter_mut().enumerate() {
                *byte = if at % 4 == 3 { *byte % 24 } else if at % 4 == 2 { 0 } else { *byte % 40 };
            }
        }
        let mut datagram = hex!("000100002112a442000000000000000000000000").to_vec();
        datagram.extend_from_slice(&bytes);
        datagram.resize(datagram.len().next_multiple_of(4), 0);
        let length = (datagram.len() - HEADER + 8) as u16;
        datagram[2..4].copy_from_slice(&length.to_be_bytes());
        let crc = fingerprint(&datagram);
        datagram.extend_from_slice(&hex!("80280004"));
        datagram.extend_from_slice(&crc);
        if let Some(request) = BindingRequest::parse(&datagram) {
            let _ = (request.local_ufrag(), request.is_signed_by(&key("p")));
        }
    }
}
