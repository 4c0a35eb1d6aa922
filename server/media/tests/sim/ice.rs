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
    /// The answer to a check of the node.
    owed: Option<Vec<u8>>,
    dice: Dice,
}

impl Agent {
    pub(crate) fn new(now: Time, mut dice: Dice) -> Agent {
        let local = Credentials::new(&mut dice);
        let remote = Credentials::default();
        Agent { local, remote, is_connected: false, mapped: None, next_check: now, owed: None, dice }
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

    /// No check leaves from now on: encoders are done with them once they send.
    pub(crate) fn check_no_more(&mut self) {
        self.next_check = Time::NEVER;
    }

    pub(crate) fn deadline(&self) -> Time {
        match (&self.owed, self.remote.ufrag.is_empty()) {
            (Some(_), _) => Time(0),
            (None, true) => Time::NEVER,
            (None, false) => self.next_check,
        }
    }

    /// The answer that is due now.
    pub(crate) fn answer(&mut self) -> Option<Vec<u8>> {
        self.owed.take()
    }

    /// The check that is due now.
    pub(crate) fn check(&mut self, now: Time) -> Option<Vec<u8>> {
        if self.remote.ufrag.is_empty() || self.next_check > now {
            return None;
        }
        // Chromium checks every 2.5 s once a path stands.
        self.next_check = now + if self.is_connected { 2_500.ms() } else { 50.ms() };
        let mut transaction = [0; 12];
        transaction.iter_mut().for_each(|byte| *byte = self.dice.below(256) as u8);
        Some(check(&self.local, &self.remote, transaction))
    }

    /// A reply or a check of the node; false when it is not authentic.
    pub(crate) fn hear(&mut self, bytes: &[u8]) -> bool {
        if let Some(transaction) = read_request(bytes, &self.local, &self.remote) {
            self.owed = Some(success(&self.local, transaction));
            return true;
        }
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

/// A check of the node, which asks whether the client is where it says; its number.
fn read_request(bytes: &[u8], local: &Credentials, remote: &Credentials) -> Option<TransactionId> {
    let mut message = Message::new();
    message.unmarshal_binary(bytes).ok()?;
    FINGERPRINT.check(&message).ok()?;
    (message.typ == BINDING_REQUEST).then_some(())?;
    let username = format!("{}:{}", local.ufrag, remote.ufrag);
    (message.get(ATTR_USERNAME).ok()? == username.as_bytes()).then_some(())?;
    MessageIntegrity::check(&mut message, local.pwd.as_bytes(), AwsLcRsProvider::new().crypto()).ok()?;
    Some(message.transaction_id)
}

/// What answers it.
pub(crate) fn success(local: &Credentials, transaction: TransactionId) -> Vec<u8> {
    let provider = AwsLcRsProvider::new();
    let pwd = local.pwd.clone();
    let setters: Vec<Box<dyn Setter>> = vec![
        Box::new(BINDING_SUCCESS),
        Box::new(transaction),
        Box::new(XorMappedAddress { ip: [198, 51, 100, 1].into(), port: 10_000 }),
        Box::new(MessageIntegrity::new_short_term_integrity_with_provider(pwd, provider.crypto())),
        Box::new(FINGERPRINT),
    ];
    let mut message = Message::new();
    message.build(&setters).expect("rtc-stun builds what it knows");
    message.raw
}
