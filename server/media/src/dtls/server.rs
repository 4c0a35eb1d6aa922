//! What do all DTLS sessions of a node share?

use super::Session;
use crate::Time;
use crate::srtp::Profile;
use aws_lc_rs::{constant_time, digest};
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_dtls::cipher_suite::CipherSuiteId;
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::error::Error;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// The node's certificate, parsed once, and what turns [`Time`] into the `Instant` rtc-dtls speaks.
pub(crate) struct Server {
    provider: Arc<dyn RTCCryptoProvider>,
    certificate: Certificate,
    fingerprint: [u8; digest::SHA256_OUTPUT_LEN],
    origin: Instant,
}

/// The node's certificate or key cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateError(String);

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the DTLS certificate cannot be used: {}", self.0)
    }
}

impl std::error::Error for CertificateError {}

impl Server {
    /// Reads the certificate of a node whose time is zero at `origin`.
    pub(crate) fn new(own: &crate::Certificate, origin: Instant) -> Result<Arc<Server>, CertificateError> {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        // rtc-dtls wants the key first and spells its label with an underscore.
        let key = own.key_pem.replace("PRIVATE KEY", "PRIVATE_KEY");
        let pem = format!("{key}\n{}", own.certificate_pem);
        let certificate = Certificate::from_pem(&pem, provider.crypto())
            .map_err(|error| CertificateError(error.to_string()))?;
        let fingerprint = certificate.certificate.first().map(|der| sha256(der));
        let fingerprint = fingerprint.ok_or_else(|| CertificateError("it is missing".to_owned()))?;
        let server = Server { provider, certificate, fingerprint, origin };
        // The configuration is built once here, so that a key no suite can use is found at start.
        server.handshake_config(Profile::AeadAes128Gcm, [0; 32], Arc::default())?;
        Ok(Arc::new(server))
    }

    /// SHA-256 of the certificate, for answers.
    pub(crate) fn fingerprint(&self) -> [u8; digest::SHA256_OUTPUT_LEN] {
        self.fingerprint
    }

    /// A session with a client whose offer announced this fingerprint.
    pub(crate) fn session(self: &Arc<Self>, fingerprint: [u8; digest::SHA256_OUTPUT_LEN]) -> Session {
        Session::new(Arc::clone(self), fingerprint)
    }

    pub(super) fn instant(&self, now: Time) -> Instant {
        self.origin + Duration::from_micros(now.micros())
    }

    /// Configuration of one handshake. Once the client has proved to hold the key of its certificate, `is_expected`
    /// says whether that certificate has this fingerprint.
    pub(super) fn handshake_config(
        &self,
        profile: Profile,
        expected: [u8; digest::SHA256_OUTPUT_LEN],
        is_expected: Arc<OnceLock<bool>>,
    ) -> Result<Arc<HandshakeConfig>, CertificateError> {
        let verify = move |certificates: &[Vec<u8>]| {
            let actual = certificates.first().map(|der| sha256(der)).ok_or(Error::ErrInvalidCertificate)?;
            let is_equal = constant_time::verify_slices_are_equal(&actual, &expected).is_ok();
            // A repeated flight may ask again: the first verdict stands.
            match *is_expected.get_or_init(|| is_equal) {
                true => Ok(()),
                false => Err(Error::ErrInvalidCertificate),
            }
        };
        let config = ConfigBuilder::default()
            .with_crypto_provider(Arc::clone(&self.provider))
            .with_certificates(vec![self.certificate.clone()])
            .with_cipher_suites(CIPHER_SUITES.to_vec())
            .with_srtp_protection_profiles(vec![wire_profile(profile)])
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            // RFC 8827 section 6.5: the fingerprint in the offer takes the place of a chain of trust.
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            .with_insecure_skip_verify(true)
            .with_verify_peer_certificate(Some(Arc::new(move |certificates, _| verify(certificates))))
            .build(false, None);
        config.map(Arc::new).map_err(|error| CertificateError(error.to_string()))
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

fn sha256(bytes: &[u8]) -> [u8; digest::SHA256_OUTPUT_LEN] {
    let mut output = [0; digest::SHA256_OUTPUT_LEN];
    output.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    output
}

fn wire_profile(profile: Profile) -> SrtpProtectionProfile {
    match profile {
        Profile::AeadAes128Gcm => SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
        Profile::AeadAes256Gcm => SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
        Profile::Aes128CmSha1 => SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
        Profile::Null => SrtpProtectionProfile::Unsupported,
    }
}

/// RFC 8827 section 6.5 makes the first mandatory; the second is for devices without AES in hardware.
const CIPHER_SUITES: [CipherSuiteId; 2] = [
    CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_128_Gcm_Sha256,
    CipherSuiteId::Tls_Ecdhe_Ecdsa_With_ChaCha20_Poly1305_Sha256,
];
