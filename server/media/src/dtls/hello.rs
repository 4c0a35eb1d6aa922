//! What does the client say first, when it takes several datagrams to say it?
//!
//! Hellos of both browsers are about 1.4 KB in two datagrams, because of a post-quantum key share, and use_srtp
//! is in the second. The SRTP profile must be chosen before the endpoint sees a hello, and the endpoint answers
//! half a hello as if it were the one before: so a hello is put together here and handed on whole.

use super::record::{CLIENT_HELLO, Fragment, Record, whole};
use crate::srtp::Profile;

/// Collects the fragments of one ClientHello at a time.
#[derive(Debug, Default)]
pub(super) struct HelloCollector {
    partial: Option<Partial>,
}

/// A hello that has all its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hello {
    /// Number of the message: 0 before HelloVerifyRequest, 1 after.
    pub(super) message: u16,
    /// The hello as one record.
    pub(super) record: Vec<u8>,
    /// What its use_srtp extension lists, in order.
    pub(super) srtp_profiles: Vec<u16>,
    /// Everything but the cookie. RFC 6347 section 4.2.1: the second hello repeats the first, which nothing else
    /// protects.
    pub(super) parameters: Vec<u8>,
}

#[derive(Debug)]
struct Partial {
    message: u16,
    body: Vec<u8>,
    /// Which bytes of the body have come, as sorted ranges that do not touch.
    have: Vec<(usize, usize)>,
    sequence: [u8; 6],
}

impl HelloCollector {
    /// Takes one record with a ClientHello fragment; gives the hello when this one completes it. Fragments of an
    /// older message or of another length are dropped; a newer message takes the place of the one under way.
    pub(super) fn push(&mut self, record: &Record<'_>) -> Option<Hello> {
        let fragment = Fragment::parse(record.fragment).filter(|fragment| fragment.kind == CLIENT_HELLO)?;
        if fragment.length == 0 || fragment.length > MAX_HELLO {
            return None;
        }
        let is_newer = self.partial.as_ref().is_none_or(|partial| fragment.message > partial.message);
        if is_newer {
            self.partial = Some(Partial::new(&fragment));
        }
        let partial = self.partial.as_mut()?;
        if fragment.message != partial.message || fragment.length != partial.body.len() {
            return None;
        }
        partial.take(&fragment, record.sequence);
        if partial.have != [(0, partial.body.len())] {
            return None;
        }
        let complete = self.partial.take()?;
        Some(Hello {
            message: complete.message,
            record: whole(CLIENT_HELLO, complete.message, complete.sequence, &complete.body),
            srtp_profiles: srtp_profiles(&complete.body).unwrap_or_default(),
            parameters: without_cookie(&complete.body).unwrap_or_default(),
        })
    }
}

impl Partial {
    fn new(fragment: &Fragment<'_>) -> Partial {
        let body = vec![0; fragment.length];
        Partial { message: fragment.message, body, have: Vec::new(), sequence: [0; 6] }
    }

    fn take(&mut self, fragment: &Fragment<'_>, sequence: [u8; 6]) {
        let (start, end) = (fragment.offset, fragment.offset + fragment.body.len());
        self.body[start..end].copy_from_slice(fragment.body);
        // The endpoint refuses record numbers it has seen: a repeated hello must carry a newer one.
        self.sequence = self.sequence.max(sequence);
        self.have.push((start, end));
        self.have.sort_unstable();
        let mut joined: Vec<(usize, usize)> = Vec::with_capacity(self.have.len());
        for (start, end) in self.have.drain(..) {
            match joined.last_mut().filter(|last| start <= last.1) {
                Some(last) => last.1 = last.1.max(end),
                None => joined.push((start, end)),
            }
        }
        self.have = joined;
    }
}

/// The one profile to offer the endpoint: it would otherwise pick the first of the *client's* order, and Chromium
/// lists AES-CM first. GCM is one pass over the packet in hardware, AES-CM with HMAC-SHA1 two.
pub(super) fn choose(listed: &[u16]) -> Option<Profile> {
    let preferred = [Profile::AeadAes128Gcm, Profile::AeadAes256Gcm, Profile::Aes128CmSha1];
    preferred.into_iter().find(|profile| wire_value(*profile).is_some_and(|value| listed.contains(&value)))
}

/// RFC 5764 section 4.1.2, RFC 7714 section 14.2.
fn wire_value(profile: Profile) -> Option<u16> {
    match profile {
        Profile::Aes128CmSha1 => Some(0x0001),
        Profile::AeadAes128Gcm => Some(0x0007),
        Profile::AeadAes256Gcm => Some(0x0008),
        Profile::Null => None,
    }
}

/// The profiles of a ClientHello (RFC 5246 section 7.4.1.2, RFC 6347 section 4.2.1, RFC 5764 section 4.1.1).
fn srtp_profiles(hello: &[u8]) -> Option<Vec<u16>> {
    let mut rest = hello.get(VERSION_AND_RANDOM..)?;
    let _session = vector(&mut rest, 1)?;
    let _cookie = vector(&mut rest, 1)?;
    let _ciphers = vector(&mut rest, 2)?;
    let _compressions = vector(&mut rest, 1)?;
    let mut extensions = vector(&mut rest, 2)?;
    while let Some((kind, after)) = extensions.split_at_checked(2) {
        extensions = after;
        let mut extension = vector(&mut extensions, 2)?;
        if kind == USE_SRTP {
            let listed = vector(&mut extension, 2)?;
            return Some(listed.chunks_exact(2).map(|p| u16::from_be_bytes([p[0], p[1]])).collect());
        }
    }
    None
}

fn without_cookie(hello: &[u8]) -> Option<Vec<u8>> {
    let mut rest = hello.get(VERSION_AND_RANDOM..)?;
    let _session = vector(&mut rest, 1)?;
    let before = &hello[..hello.len() - rest.len()];
    let _cookie = vector(&mut rest, 1)?;
    Some([before, rest].concat())
}

/// A variable-length vector behind a length of one or two bytes.
fn vector<'a>(bytes: &mut &'a [u8], length_bytes: usize) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_at_checked(length_bytes)?;
    let length = length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    let (vector, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    Some(vector)
}

/// Two bytes of version and 32 of random stand at fixed places.
const VERSION_AND_RANDOM: usize = 34;

/// RFC 5764 section 9.
const USE_SRTP: [u8; 2] = [0, 14];

/// Longest hello that is put together: both browsers' are 1.4 KB, post-quantum key shares have room to grow.
const MAX_HELLO: usize = 4096;

#[cfg(test)]
mod tests;
