//! With which certificate does the HTTP listener speak TLS? None, one of its own making, or the operator's.

use crate::candidates;
use crate::certificate;
use crate::config::Tls;
use crate::data_dir::{DataDir, DataDirError};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem};
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

const CERTIFICATE_FILE: &str = "https-certificate.pem";
const KEY_FILE: &str = "https-key.pem";

/// Why there is no HTTPS.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// A file that is missing or not PEM.
    #[error("cannot read {what} {}: {cause}. Check [http] certificate and key", path.display())]
    Unreadable { what: &'static str, path: PathBuf, cause: pem::Error },
    /// The key does not belong to the certificate, or is of an unknown kind.
    #[error("{} and {} do not work together: {cause}. Check [http] certificate and key", certificate.display(), key.display())]
    Mismatch { certificate: PathBuf, key: PathBuf, cause: rustls::Error },
    /// The self-signed certificate could not be made.
    #[error("cannot make a certificate: {0}")]
    NotMade(#[from] rcgen::Error),
    /// The self-signed certificate could not be kept.
    #[error(transparent)]
    NotKept(#[from] DataDirError),
    /// The names to certify are unknown.
    #[error("cannot list the addresses of this machine: {0}")]
    NoAddresses(#[from] io::Error),
}

/// What accepts TLS, or `None` for plain HTTP.
pub(crate) fn acceptor(
    tls: &Tls,
    data: &DataDir,
    announce: &[IpAddr],
) -> Result<Option<TlsAcceptor>, TlsError> {
    let config = match tls {
        Tls::Off => return Ok(None),
        Tls::Files { certificate, key } => server_config(certificate, key)?,
        Tls::SelfSigned => {
            let (certificate, key) = (data.path(CERTIFICATE_FILE), data.path(KEY_FILE));
            if !certificate.exists() || !key.exists() {
                make(data, &certificate, &key, announce)?;
            }
            server_config(&certificate, &key)?
        }
    };
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

/// Made once, because every browser that accepted it would ask again for a new one.
fn make(data: &DataDir, certificate: &Path, key: &Path, announce: &[IpAddr]) -> Result<(), TlsError> {
    let mut addresses = candidates::of_machine(true)?;
    addresses.extend(announce);
    let hostname = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let mut names = vec!["localhost".to_owned(), hostname.trim().to_owned()];
    names.extend(addresses.iter().map(IpAddr::to_string));
    names.retain(|name| !name.is_empty());
    let made = certificate::self_signed(names)?;
    data.write(key, made.key_pem.as_bytes())?;
    data.write(certificate, made.certificate_pem.as_bytes())?;
    tracing::info!(certificate = %certificate.display(), "made a self-signed certificate");
    Ok(())
}

fn server_config(certificate: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(|certificates| certificates.collect::<Result<Vec<_>, _>>())
        .map_err(|cause| unreadable("the certificate", certificate, cause))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|cause| unreadable("the key", key, cause))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let built = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private));
    let mut config = built.map_err(|cause| TlsError::Mismatch {
        certificate: certificate.into(),
        key: key.into(),
        cause,
    })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn unreadable(what: &'static str, path: &Path, cause: pem::Error) -> TlsError {
    TlsError::Unreadable { what, path: path.into(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_self_signed_certificate_is_made_once() {
        let temp = tempfile::tempdir().expect("a folder");
        let data = DataDir::open(temp.path()).expect("writable");
        assert!(acceptor(&Tls::SelfSigned, &data, &[]).expect("made").is_some());
        let first = std::fs::read(data.path(CERTIFICATE_FILE)).expect("kept");
        assert!(acceptor(&Tls::SelfSigned, &data, &[]).expect("read").is_some());
        assert_eq!(std::fs::read(data.path(CERTIFICATE_FILE)).expect("kept"), first);
    }

    #[test]
    fn wrong_files_are_named() {
        let temp = tempfile::tempdir().expect("a folder");
        let data = DataDir::open(temp.path()).expect("writable");
        let (certificate, key) = (data.path("c.pem"), data.path("k.pem"));
        let files = Tls::Files { certificate: certificate.clone(), key: key.clone() };
        let refusal = || acceptor(&files, &data, &[]).err().expect("refused").to_string();
        assert!(refusal().contains("c.pem"), "missing: {}", refusal());
        let (one, other) = (certificate::self_signed(vec![]), certificate::self_signed(vec![]));
        std::fs::write(&certificate, one.expect("made").certificate_pem).expect("written");
        std::fs::write(&key, "no key").expect("written");
        assert!(refusal().contains("k.pem"), "not PEM: {}", refusal());
        std::fs::write(&key, other.expect("made").key_pem).expect("written");
        assert!(refusal().contains("do not work together"), "{}", refusal());
    }
}
