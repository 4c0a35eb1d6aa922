//! What does a STUN datagram ask or answer, is it authentic, and what is the reply? (RFC 8489, RFC 8445 section 7.)
//!
//! A message is a view over the received bytes: nothing is copied or allocated before it is authenticated, so
//! a flood of wrong credentials costs one look-up and at most one HMAC a datagram.

use super::Path;
use aws_lc_rs::{constant_time, hmac};
use std::net::{IpAddr, SocketAddr};

/// Names one check and its answer.
pub(crate) type Transaction = [u8; 12];

/// A message with credentials and, at its end, a right FINGERPRINT.
#[derive(Clone, Copy, Debug)]
struct Signed<'a> {
    bytes: &'a [u8],
    integrity_at: usize,
}

impl<'a> Signed<'a> {
    /// Reads a message of this type. Attributes that its integrity covers go to `attribute`, which may refuse it.
    fn parse(
        bytes: &'a [u8],
        message_type: u16,
        mut attribute: impl FnMut(u16, &'a [u8]) -> Option<()>,
    ) -> Option<Signed<'a>> {
        let (header, body) = bytes.split_at_checked(HEADER)?;
        let is_such = header[..2] == message_type.to_be_bytes() && header[4..8] == MAGIC_COOKIE;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        if !is_such || length != body.len() || bytes.len() > LONGEST {
            return None;
        }
        let (mut integrity_at, mut is_closed) = (None, false);
        for (at, kind, value) in walk(bytes) {
            match kind {
                FINGERPRINT => {
                    is_closed = at + 8 == bytes.len() && value == fingerprint(&bytes[..at]);
                    break;
                }
                // RFC 8489 section 14.5: what follows the integrity is not covered by it.
                _ if integrity_at.is_some() => {}
                MESSAGE_INTEGRITY => integrity_at = (value.len() == SHA1).then_some(at),
                _ => attribute(kind, value)?,
            }
        }
        let integrity_at = integrity_at?;
        is_closed.then_some(Signed { bytes, integrity_at })
    }

    /// Whether MESSAGE-INTEGRITY was made with this key. The header's length counts to the end of that
    /// attribute (RFC 8489 section 14.5).
    fn is_signed_by(&self, key: &hmac::Key) -> bool {
        let covered = &self.bytes[..self.integrity_at];
        let tag = integrity(covered, key);
        let sent = &self.bytes[self.integrity_at + ATTRIBUTE_HEADER..][..SHA1];
        constant_time::verify_slices_are_equal(tag.as_ref(), sent).is_ok()
    }

    fn transaction(&self) -> Transaction {
        let mut transaction = Transaction::default();
        transaction.copy_from_slice(&self.bytes[8..HEADER]);
        transaction
    }
}

/// A connectivity check: a Binding request of a peer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BindingRequest<'a> {
    signed: Signed<'a>,
    username: &'a [u8],
    attributes: Attributes,
}

/// What the attributes of a check say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Attributes {
    priority: u32,
    use_candidate: bool,
    is_controlled: bool,
    unknown: Option<u16>,
}

impl<'a> BindingRequest<'a> {
    /// Reads a check. `None` for anything else, among them requests without credentials: answering those
    /// would make the node a public STUN server.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<BindingRequest<'a>> {
        let (mut attributes, mut username) = (Attributes::default(), None);
        let signed = Signed::parse(bytes, BINDING_REQUEST, |kind, value| match kind {
            USERNAME => {
                username = username.or(Some(value));
                Some(())
            }
            _ => attributes.read(kind, value),
        })?;
        Some(BindingRequest { signed, username: username?, attributes })
    }

    /// The part of USERNAME before the colon: whose peer this is.
    pub(crate) fn local_ufrag(&self) -> Option<&'a str> {
        let colon = self.username.iter().position(|b| *b == b':')?;
        str::from_utf8(&self.username[..colon]).ok()
    }

    /// USERNAME as sent: the receiver's ufrag, a colon, the sender's.
    pub(super) fn username(&self) -> &'a [u8] {
        self.username
    }

    /// Whether it was signed with this key.
    pub(super) fn is_signed_by(&self, key: &hmac::Key) -> bool {
        self.signed.is_signed_by(key)
    }

    /// Priority the sender's candidate would have if it were learnt from this check.
    pub(super) fn priority(&self) -> u32 {
        self.attributes.priority
    }

    /// Whether the sender nominates this path.
    pub(super) fn nominates(&self) -> bool {
        self.attributes.use_candidate
    }

    /// Whether the sender believes to be controlled, which beside a lite agent nobody is.
    pub(super) fn is_controlled(&self) -> bool {
        self.attributes.is_controlled
    }

    /// An attribute that must be understood and is not.
    pub(super) fn unknown(&self) -> Option<u16> {
        self.attributes.unknown
    }

    /// Its number.
    pub(super) fn transaction(&self) -> Transaction {
        self.signed.transaction()
    }

    /// Writes the success response: the sender's own address as the node sees it.
    pub(super) fn write_success(&self, path: Path, key: &hmac::Key, out: &mut Vec<u8>) {
        let mut reply = Message::begin(BINDING_SUCCESS, &self.transaction(), out);
        reply.xor_mapped_address(path.remote, &self.transaction());
        reply.sign(key);
        reply.end();
    }

    /// Writes an error response; signed when the request was authentic (RFC 8489 section 9.1.3).
    pub(super) fn write_error(&self, error: StunError, key: Option<&hmac::Key>, out: &mut Vec<u8>) {
        let mut reply = Message::begin(BINDING_ERROR, &self.transaction(), out);
        let (code, reason) = error.code();
        reply.attribute_header(ERROR_CODE, 4 + reason.len());
        reply.out.extend_from_slice(&[0, 0, (code / 100) as u8, (code % 100) as u8]);
        reply.padded(reason.as_bytes());
        if let StunError::UnknownAttribute(kind) = error {
            reply.attribute_header(UNKNOWN_ATTRIBUTES, 2);
            reply.padded(&kind.to_be_bytes());
        }
        if let Some(key) = key {
            reply.sign(key);
        }
        reply.end();
    }
}

/// Appends a check of the node's own, as its controlled side: who answers it receives on the path it takes.
pub(super) fn write_request(transaction: &Transaction, username: &str, key: &hmac::Key, out: &mut Vec<u8>) {
    let mut request = Message::begin(BINDING_REQUEST, transaction, out);
    request.attribute_header(USERNAME, username.len());
    request.padded(username.as_bytes());
    // The tie-breaker of a side that never changes its role; the lowest priority, for nothing is chosen by it.
    request.attribute_header(ICE_CONTROLLED, 8);
    request.padded(&[0; 8]);
    request.attribute_header(PRIORITY, 4);
    request.padded(&1u32.to_be_bytes());
    request.sign(key);
    request.end();
}

/// The answer of a peer to a check of the node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BindingSuccess<'a>(Signed<'a>);

impl<'a> BindingSuccess<'a> {
    /// Reads an answer; `None` for anything else.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<BindingSuccess<'a>> {
        Signed::parse(bytes, BINDING_SUCCESS, |_, _| Some(())).map(BindingSuccess)
    }

    /// Which check it answers.
    pub(crate) fn transaction(&self) -> Transaction {
        self.0.transaction()
    }

    /// Whether it was signed with this key.
    pub(super) fn is_signed_by(&self, key: &hmac::Key) -> bool {
        self.0.is_signed_by(key)
    }
}

/// Why a check is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StunError {
    /// The password is wrong.
    Unauthenticated,
    /// An attribute must be understood and is not.
    UnknownAttribute(u16),
    /// The sender must take the controlling role.
    RoleConflict,
}

impl StunError {
    fn code(self) -> (u16, &'static str) {
        match self {
            StunError::Unauthenticated => (401, "Unauthenticated"),
            StunError::UnknownAttribute(_) => (420, "Unknown Attribute"),
            StunError::RoleConflict => (487, "Role Conflict"),
        }
    }
}

impl Attributes {
    /// `None` when a known attribute has a wrong length.
    fn read(&mut self, kind: u16, value: &[u8]) -> Option<()> {
        match kind {
            PRIORITY => self.priority = u32::from_be_bytes(value.try_into().ok()?),
            USE_CANDIDATE => self.use_candidate = true,
            ICE_CONTROLLED => self.is_controlled = true,
            // RFC 8489 section 14: below 0x8000 an attribute must be understood.
            ..0x8000 => self.unknown = self.unknown.or(Some(kind)),
            _ => {}
        }
        Some(())
    }
}

/// Attributes as (place, type, value), up to the first that is cut off.
fn walk(bytes: &[u8]) -> impl Iterator<Item = (usize, u16, &[u8])> {
    let mut at = HEADER;
    std::iter::from_fn(move || {
        let start = at;
        let header = bytes.get(start..start + ATTRIBUTE_HEADER)?;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        let value = bytes.get(start + ATTRIBUTE_HEADER..start + ATTRIBUTE_HEADER + length)?;
        at = start + ATTRIBUTE_HEADER + length.next_multiple_of(4);
        Some((start, u16::from_be_bytes([header[0], header[1]]), value))
    })
}

fn integrity(covered: &[u8], key: &hmac::Key) -> hmac::Tag {
    let length = (covered.len() - HEADER + ATTRIBUTE_HEADER + SHA1) as u16;
    let mut context = hmac::Context::with_key(key);
    context.update(&covered[..2]);
    context.update(&length.to_be_bytes());
    context.update(&covered[4..]);
    context.sign()
}

/// RFC 8489 section 14.7: CRC-32 of everything before, with the header's length already counting this.
fn fingerprint(before: &[u8]) -> [u8; 4] {
    (crc32fast::hash(before) ^ 0x5354_554e).to_be_bytes()
}

/// A message being appended to the caller's buffer.
struct Message<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
}

impl<'a> Message<'a> {
    fn begin(kind: u16, transaction: &Transaction, out: &'a mut Vec<u8>) -> Message<'a> {
        let start = out.len();
        out.extend_from_slice(&kind.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&MAGIC_COOKIE);
        out.extend_from_slice(transaction);
        Message { out, start }
    }

    fn attribute_header(&mut self, kind: u16, length: usize) {
        self.out.extend_from_slice(&kind.to_be_bytes());
        self.out.extend_from_slice(&(length as u16).to_be_bytes());
    }

    fn padded(&mut self, value: &[u8]) {
        self.out.extend_from_slice(value);
        let length = (self.out.len() - self.start).next_multiple_of(4);
        self.out.resize(self.start + length, 0);
    }

    /// RFC 8489 section 14.2: a NAT that rewrites addresses in payloads must not recognize this one.
    fn xor_mapped_address(&mut self, address: SocketAddr, transaction: &Transaction) {
        let port = address.port() ^ u16::from_be_bytes([MAGIC_COOKIE[0], MAGIC_COOKIE[1]]);
        let (family, octets): (u8, &[u8]) = match address.ip() {
            IpAddr::V4(ip) => (1, &ip.octets()),
            IpAddr::V6(ip) => (2, &ip.octets()),
        };
        self.attribute_header(XOR_MAPPED_ADDRESS, 4 + octets.len());
        self.out.extend_from_slice(&[0, family]);
        self.out.extend_from_slice(&port.to_be_bytes());
        let mask = MAGIC_COOKIE.iter().chain(transaction);
        self.out.extend(octets.iter().zip(mask).map(|(octet, mask)| octet ^ mask));
    }

    fn sign(&mut self, key: &hmac::Key) {
        let tag = integrity(&self.out[self.start..], key);
        self.attribute_header(MESSAGE_INTEGRITY, SHA1);
        self.out.extend_from_slice(tag.as_ref());
    }

    fn end(self) {
        let length = (self.out.len() - self.start - HEADER + ATTRIBUTE_HEADER + 4) as u16;
        self.out[self.start + 2..self.start + 4].copy_from_slice(&length.to_be_bytes());
        let fingerprint = fingerprint(&self.out[self.start..]);
        self.out.extend_from_slice(&FINGERPRINT.to_be_bytes());
        self.out.extend_from_slice(&[0, 4]);
        self.out.extend_from_slice(&fingerprint);
    }
}

/// RFC 8489 section 5.
const HEADER: usize = 20;
const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const ATTRIBUTE_HEADER: usize = 4;

/// Method Binding with the classes request, success and error (RFC 8489 section 5).
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const BINDING_ERROR: u16 = 0x0111;

/// RFC 8489 section 18.3.
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const ERROR_CODE: u16 = 0x0009;
const UNKNOWN_ATTRIBUTES: u16 = 0x000a;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const FINGERPRINT: u16 = 0x8028;

/// RFC 8445 section 16.1.
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const ICE_CONTROLLED: u16 = 0x8029;

/// Length of an HMAC-SHA1 tag.
const SHA1: usize = 20;

/// Longest message: two ufrags of 256 bytes and room for what vendors add; longer ones are not looked at.
const LONGEST: usize = 1024;

#[cfg(test)]
pub(super) mod tests;
