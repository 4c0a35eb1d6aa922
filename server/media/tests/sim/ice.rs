//! How does a client prove its address? Checks written and replies read by rtc-stun.

use super::dice::Dice;
use super::span::Span;
use giaoban_media::Time;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_stun::attributes::{
    ATTR_ICE_CONTROLLING, ATTR_PRIORITY, ATTR_USE_CANDIDATE, ATTR_USERNAME, RawAttribute,
};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, BINDING_SUCCESS, Getter, Message, Setter, TransactionId};
use rtc_stun::textattrs::TextAttribute;
use rtc_stun::xoraddr::XorMappedAddress;
use std::net::SocketAddr;

/// Names and secrets of one side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) ufrag: String,
    pub(crate) pwd: String,
}

impl Credentials {
    pub(crate) fn new(dice: &mut Dice) -> Credentials {
        Credentials { ufrag: dice.word(4), pwd: dice.word(24) }
    }
}

/// The full agent of one client.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    pub(crate) local: Credentials,
    pub(crate) remote: Credentials,
    /// Whether the node answered a check since the address or the credentials changed.
    pub(crate) is_connected: bool,
    /// What the node last saw as this client's address.
    pub(crate) mapped: Option<SocketAddr>,
    next_check: Time,
    dice: Dice,
}

impl Agent {
    pub(crate) fn new(now: Time, mut dice: Dice) -> Agent {
        let local = Credentials::new(&mut dice);
        let remote = Credentials::default();
        Agent { local, remote, is_connected: false, mapped: None, next_check: now, dice }
    }

    /// New credentials for an ICE restart.
    pub(crate) fn restart(&mut self) {
        self.local = Credentials::new(&mut self.dice);
    }

    /// The address or the credentials are new: prove it at once.
    pub(crate) fn begin(&mut self, now: Time) {
        self.is_connected = false;
        self.next_check = now;
    }

    pub(crate) fn deadline(&self) -> Time {
        if self.remote.ufrag.is_empty() { Time::NEVER } else { self.next_check }
    }

    /// The check that is due now.
    pub(crate) fn check(&mut self, now: Time) -> Option<Vec<u8>> {
        if self.deadline() > now {
            return None;
        }
        // Chromium checks every 2.5 s once a path stands.
        self.next_check = now + if self.is_connected { 2_500.ms() } else { 50.ms() };
        let mut transaction = [0; 12];
        transaction.iter_mut().for_each(|byte| *byte = self.dice.below(256) as u8);
        Some(check(&self.local, &self.remote, transaction))
    }

    /// A reply of the node; false when it is not authentic.
    pub(crate) fn reply(&mut self, bytes: &[u8]) -> bool {
        let Some(mapped) = read_success(bytes, &self.remote.pwd) else { return false };
        self.mapped = Some(mapped);
        self.is_connected = true;
        true
    }
}

/// A check that nominates its path.
pub(crate) fn check(local: &Credentials, remote: &Credentials, transaction: [u8; 12]) -> Vec<u8> {
    let provider = AwsLcRsProvider::new();
    let pwd = remote.pwd.clone();
    let integrity = MessageIntegrity::new_short_term_integrity_with_provider(pwd, provider.crypto());
    let raw = |typ, value: &[u8]| RawAttribute { typ, length: value.len() as u16, value: value.to_vec() };
    let setters: Vec<Box<dyn Setter>> = vec![
        Box::new(BINDING_REQUEST),
        Box::new(TransactionId(transaction)),
        Box::new(TextAttribute::new(ATTR_USERNAME, format!("{}:{}", remote.ufrag, local.ufrag))),
        Box::new(raw(ATTR_ICE_CONTROLLING, &[7; 8])),
        Box::new(raw(ATTR_USE_CANDIDATE, &[])),
        Box::new(raw(ATTR_PRIORITY, &0x6e7f_1eff_u32.to_be_bytes())),
        Box::new(integrity),
        Box::new(FINGERPRINT),
    ];
    let mut message = Message::new();
    message.build(&setters).expect("rtc-stun builds what it knows");
    message.raw
}

fn read_success(bytes: &[u8], pwd: &str) -> Option<SocketAddr> {
    let mut message = Message::new();
    message.unmarshal_binary(bytes).ok()?;
    FINGERPRINT.check(&message).ok()?;
    MessageIntegrity::check(&mut message, pwd.as_bytes(), AwsLcRsProvider::new().crypto()).ok()?;
    (message.typ == BINDING_SUCCESS).then_some(())?;
    let mut address = XorMappedAddress::default();
    address.get_from(&message).ok()?;
    Some(SocketAddr::new(address.ip, address.port))
}
