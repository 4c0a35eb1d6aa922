//! Is the peer who its offer says, and which keys protect its media? (DTLS 1.2, RFC 6347; DTLS-SRTP, RFC 5764)
//!
//! rtc-dtls speaks the protocol; this module feeds it so that real browsers over real networks succeed. Datagrams
//! must come from a path with an answered check: nothing here looks at addresses, so that a site may move between
//! networks in the middle of a handshake.

mod flight;
mod hello;
mod record;
mod server;
mod session;

pub use server::CertificateError;
pub(crate) use server::Server;
pub(crate) use session::{Event, Failure, Session};
