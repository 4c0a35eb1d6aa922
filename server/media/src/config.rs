//! What a node is told once, at its start.

use giaoban_link::NodeId;
use std::fmt;
use std::net::SocketAddr;
use std::time::Instant;

/// Configuration of a node.
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// This run of the node.
    pub id: NodeId,
    /// Addresses announced as host candidates, highest priority first.
    pub candidates: Vec<SocketAddr>,
    /// Who the node is.
    pub security: Security,
    /// The instant at which [`crate::Time`] is zero: rtc-dtls speaks `Instant`, the core never reads one.
    pub origin: Instant,
    /// Wall clock at the origin in microseconds since 1970, for the NTP times in sender reports.
    pub origin_unix_micros: u64,
}

/// How connections are protected.
#[derive(Clone, Debug)]
pub enum Security {
    /// DTLS-SRTP under this certificate, made once per process.
    Dtls(Certificate),
    /// Packets travel plain, so that one seed gives one run byte for byte. No configuration leads here.
    NoneForSimulation,
}

/// A self-signed certificate with its key.
#[derive(Clone)]
pub struct Certificate {
    /// PEM of the certificate.
    pub certificate_pem: String,
    /// PEM of the PKCS#8 private key.
    pub key_pem: String,
}

impl fmt::Debug for Certificate {
    /// Keys are not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").finish_non_exhaustive()
    }
}
