//! What do control packets say, and how are they written? (RFC 3550 section 6, RFC 4585, RFC 5104)
//!
//! Compound packets are walked where they lie; nothing is allocated for what a peer sends.

mod read;
mod transport_cc;
mod write;

pub(crate) use read::{Packet, Report, packets};
pub(crate) use transport_cc::TransportCc;
pub(crate) use write::Compound;

/// Packet types (RFC 3550 section 12.1, RFC 4585 section 6.1).
mod kind {
    pub(super) const SENDER_REPORT: u8 = 200;
    pub(super) const RECEIVER_REPORT: u8 = 201;
    pub(super) const SOURCE_DESCRIPTION: u8 = 202;
    pub(super) const TRANSPORT_FEEDBACK: u8 = 205;
    pub(super) const PAYLOAD_FEEDBACK: u8 = 206;
}

/// Feedback message types (RFC 4585 section 6, RFC 5104 section 4.3.1).
mod format {
    pub(super) const NACK: u8 = 1;
    pub(super) const TRANSPORT_CC: u8 = 15;
    pub(super) const PLI: u8 = 1;
    pub(super) const FIR: u8 = 4;
    pub(super) const APPLICATION: u8 = 15;
}
