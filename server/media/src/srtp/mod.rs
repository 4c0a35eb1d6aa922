//! How are packets sealed and opened in place? (SRTP and SRTCP: RFC 3711, RFC 7714)
//!
//! The index of a packet is guessed from its 16-bit sequence number, its authentication proves the guess, and only then
//! is anything remembered: a forged packet leaves no trace.

mod cipher;
mod cm;
mod gcm;
pub(crate) mod keys;
pub(crate) mod profile;
pub(crate) mod receive;
mod replay;
pub(crate) mod send;
mod streams;

pub(crate) use keys::SrtpKeys;
pub(crate) use profile::Profile;
pub(crate) use receive::{Reject, SrtpReceiver};
pub(crate) use send::SrtpSender;

#[cfg(test)]
mod tests;
