//! How does a client prove its address? One nominating check, and a look at the reply (RFC 8445, RFC 8489).

use aws_lc_rs::hmac;
use std::fmt;

const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const HEADER: usize = 20;
const USERNAME: u16 = 0x0006;
const INTEGRITY: u16 = 0x0008;
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const CONTROLLING: u16 = 0x802a;
/// A host candidate's priority.
const HOST: u32 = 0x6e7f_1eff;

/// Who checks whom.
pub(crate) struct Checker {
    username: String,
    key: hmac::Key,
    transactions: u32,
}

impl fmt::Debug for Checker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checker").field("username", &self.username).finish_non_exhaustive()
    }
}

impl Checker {
    /// Checks of `own` towards a server with this ufrag and password.
    pub(crate) fn new(own: &str, ufrag: &str, pwd: &str) -> Checker {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, pwd.as_bytes());
        Checker { username: format!("{ufrag}:{own}"), key, transactions: 0 }
    }

    /// The next check.
    pub(crate) fn check(&mut self) -> Vec<u8> {
        self.transactions += 1;
        let mut out = Vec::with_capacity(128);
        out.extend_from_slice(&BINDING_REQUEST.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&COOKIE);
        out.extend_from_slice(&[0; 8]);
        out.extend_from_slice(&self.transactions.to_be_bytes());
        attribute(&mut out, USERNAME, self.username.as_bytes());
        attribute(&mut out, CONTROLLING, &[7; 8]);
        attribute(&mut out, USE_CANDIDATE, &[]);
        attribute(&mut out, PRIORITY, &HOST.to_be_bytes());
        set_length(&mut out, 24);
        let tag = hmac::sign(&self.key, &out);
        attribute(&mut out, INTEGRITY, tag.as_ref());
        set_length(&mut out, 8);
        let print = crc32fast::hash(&out) ^ 0x5354_554e;
        attribute(&mut out, FINGERPRINT, &print.to_be_bytes());
        out
    }

    /// Whether this is the server's authentic answer to one of our checks.
    pub(crate) fn is_answered(&self, reply: &[u8]) -> bool {
        // RFC 8489 section 14.5: the length counts to the end of MESSAGE-INTEGRITY, which FINGERPRINT follows.
        let Some(at) = reply.len().checked_sub(8 + 24).filter(|at| *at >= HEADER) else { return false };
        let mut covered = reply[..at].to_vec();
        set_length(&mut covered, 24);
        let number = u32::from_be_bytes([reply[16], reply[17], reply[18], reply[19]]);
        reply[..2] == BINDING_SUCCESS.to_be_bytes()
            && (1..=self.transactions).contains(&number)
            && hmac::verify(&self.key, &covered, &reply[at + 4..at + 24]).is_ok()
    }
}

/// The length as if `more` bytes followed.
fn set_length(message: &mut [u8], more: usize) {
    let length = (message.len() + more - HEADER) as u16;
    message[2..4].copy_from_slice(&length.to_be_bytes());
}

fn attribute(out: &mut Vec<u8>, kind: u16, value: &[u8]) {
    out.extend_from_slice(&kind.to_be_bytes());
    out.extend_from_slice(&(value.len() as u16).to_be_bytes());
    out.extend_from_slice(value);
    out.resize(out.len().next_multiple_of(4), 0);
}
