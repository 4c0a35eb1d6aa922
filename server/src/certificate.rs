//! Which certificates does this process make itself? One for DTLS at every start, one for HTTPS when asked.

use giaoban_media::Certificate;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P256_SHA256};

/// Browsers must support ECDSA on P-256 for WebRTC (RFC 8827 section 6.5), and its handshake is the cheapest.
pub(crate) fn self_signed(names: Vec<String>) -> Result<Certificate, rcgen::Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "giaoban");
    let certificate = params.self_signed(&key)?;
    Ok(Certificate { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_certificate_is_new_and_pem() {
        let make = || self_signed(vec!["localhost".into(), "127.0.0.1".into()]).expect("made");
        let (one, other) = (make(), make());
        assert!(one.certificate_pem.starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(one.key_pem.starts_with("-----BEGIN PRIVATE KEY-----"), "PKCS#8");
        assert_ne!(one.certificate_pem, other.certificate_pem);
    }
}
