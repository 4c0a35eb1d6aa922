//! What does a packet of RTP say, and how is one written? (RFC 3550 section 5, RFC 8285)

pub(crate) mod extension;
pub(crate) mod header;
pub(crate) mod seq;
pub(crate) mod write;

pub(crate) use extension::{AudioLevel, ExtensionIds, ExtensionKind};
pub(crate) use header::RtpView;
pub(crate) use seq::{Seq, Unwrapper, timestamp_delta};
pub(crate) use write::{RtpHeader, SentExtensions};
