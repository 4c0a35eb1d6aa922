//! How does a client get its keys? A handshake as DTLS client by rtc-dtls, with one certificate for all clients.

use super::srtp::{self, Direction};
use anyhow::{Context, Result};
use aws_lc_rs::digest;
use bytes::BytesMut;
use rtc::crypto::RTCCryptoProvider;
use rtc::crypto::providers::AwsLcRsProvider;
use rtc::dtls::config::ConfigBuilder;
use rtc::dtls::crypto::Certificate;
use rtc::dtls::endpoint::{Endpoint, EndpointEvent};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::shared::TransportProtocol;
use rtc::shared::error::Error;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

/// RFC 5764 section 4.2.
const EXPORTER_LABEL: &str = "EXTRACTOR-dtls_srtp";

/// What all clients prove themselves with.
pub(crate) struct Identity {
    provider: Arc<dyn RTCCryptoProvider>,
    certificate: Certificate,
}

impl Identity {
    pub(crate) fn generate() -> Result<Identity> {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        let certificate = Certificate::generate_self_signed(vec!["site".to_owned()], provider.crypto())?;
        Ok(Identity { provider, certificate })
    }

    /// The certificate's SHA-256 as SDP writes it.
    pub(crate) fn fingerprint(&self) -> String {
        fingerprint(&self.certificate.certificate[0])
    }
}

fn fingerprint(der: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, der);
    digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// A handshake on its way, then the established session.
pub(crate) struct Session {
    endpoint: Endpoint,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

/// Own address as the endpoint names it; it matters to nobody.
const OWN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9);

/// What a datagram of the server came to.
pub(crate) enum Progress {
    /// Nothing yet.
    Waits,
    /// Done: the keys with which we and the server send.
    Keys(Box<(Direction, Direction)>),
    /// The server ended it.
    Over,
}

impl Session {
    /// Begins with a server that must have this fingerprint.
    pub(crate) fn begin(identity: &Identity, server: SocketAddr, expected: String) -> Result<Session> {
        let verify = move |certificates: &[Vec<u8>]| match certificates.first().map(|der| fingerprint(der)) {
            Some(actual) if actual == expected => Ok(()),
            _ => Err(Error::ErrInvalidCertificate),
        };
        let config = ConfigBuilder::default()
            .with_crypto_provider(identity.provider.clone())
            .with_certificates(vec![identity.certificate.clone()])
            .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm])
            .with_insecure_skip_verify(true)
            .with_verify_peer_certificate(Some(Arc::new(move |certificates, _| verify(certificates))))
            .build(true, Some(server))?;
        let mut endpoint = Endpoint::new(OWN, TransportProtocol::UDP, None);
        endpoint.connect(Instant::now(), server, Arc::new(config), None)?;
        Ok(Session { endpoint })
    }

    /// Takes a datagram of the server.
    pub(crate) fn read(&mut self, server: SocketAddr, datagram: &[u8]) -> Result<Progress> {
        let events = self.endpoint.read(Instant::now(), server, None, BytesMut::from(datagram))?;
        if events.iter().any(|event| matches!(event, EndpointEvent::PeerClosed)) {
            return Ok(Progress::Over);
        }
        if !events.iter().any(|event| matches!(event, EndpointEvent::HandshakeComplete)) {
            return Ok(Progress::Waits);
        }
        let state = self.endpoint.get_connection_state(server).context("a connection that is complete")?;
        let exported = state.export_keying_material(EXPORTER_LABEL, &[], srtp::EXPORTED)?;
        Ok(Progress::Keys(Box::new(srtp::directions(exported.as_ref())?)))
    }

    /// What is to be sent.
    pub(crate) fn outgoing(&mut self) -> Option<BytesMut> {
        self.endpoint.poll_transmit().map(|transmit| transmit.message)
    }

    /// Repeats what was not answered.
    pub(crate) fn repeat(&mut self, server: SocketAddr) {
        let now = Instant::now();
        if self.endpoint.poll_timeout(&server).is_some_and(|due| due <= now) {
            // A handshake that gave up is seen as a site that never connects.
            let _ = self.endpoint.handle_timeout(server, now);
        }
    }
}
