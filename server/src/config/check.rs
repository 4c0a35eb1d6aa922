//! Does each setting make sense? From [`Raw`] to [`Config`], every refusal naming key, value and origin.

use super::raw::{Raw, Sources, TlsMode};
use super::{Config, ConfigError, HttpConfig, LinkConfig, LogConfig, MediaConfig, Secret, Tls};
use std::net::IpAddr;
use std::path::PathBuf;

/// A shard is a thread with its own socket and 2 MiB of receive buffers; no machine of ours has more cores.
const MAX_SHARDS: u16 = 256;
/// The link carries everything signaling may order; shorter secrets can be guessed over a network.
const MIN_SECRET: usize = 16;

pub(super) fn validate(raw: Raw, sources: &Sources) -> Result<Config, ConfigError> {
    let check = Check { sources };
    Ok(Config {
        data_dir: check.data_dir(raw.server.data_dir)?,
        log: LogConfig { filter: check.filter(raw.server.log)?, format: raw.server.log_format },
        http: HttpConfig {
            listen: check.parse("http.listen", &raw.http.listen, "is not an address like 0.0.0.0:8080")?,
            tls: check.tls(raw.http.tls, raw.http.certificate, raw.http.key)?,
            origins: check.origins(raw.http.origins)?,
        },
        media: MediaConfig {
            bind: check.parse("media.bind", &raw.media.bind, "is not an IP address like 0.0.0.0")?,
            port: raw.media.port,
            shards: check.shards(raw.media.shards, raw.media.port)?,
            announce: check.announce(&raw.media.announce)?,
        },
        link: LinkConfig {
            secret: raw.link.secret.map(|secret| check.secret(secret)).transpose()?,
            signaling: raw.link.signaling.map(|url| check.signaling(url)).transpose()?,
        },
    })
}

pub(super) fn tls_to_raw(tls: &Tls) -> (TlsMode, Option<PathBuf>, Option<PathBuf>) {
    match tls {
        Tls::Off => (TlsMode::Off, None, None),
        Tls::SelfSigned => (TlsMode::SelfSigned, None, None),
        Tls::Files { certificate, key } => (TlsMode::Files, Some(certificate.clone()), Some(key.clone())),
    }
}

struct Check<'a> {
    sources: &'a Sources,
}

impl Check<'_> {
    fn invalid(&self, key: &'static str, value: impl ToString, problem: &str) -> ConfigError {
        let origin = self.sources.origin(key);
        ConfigError::Invalid { key, value: value.to_string(), origin, problem: problem.into() }
    }

    fn parse<T: std::str::FromStr>(
        &self,
        key: &'static str,
        text: &str,
        problem: &str,
    ) -> Result<T, ConfigError> {
        text.parse().map_err(|_| self.invalid(key, format!("{text:?}"), problem))
    }

    fn data_dir(&self, path: PathBuf) -> Result<PathBuf, ConfigError> {
        if path.as_os_str().is_empty() {
            return Err(self.invalid("server.data_dir", "\"\"", "name a folder"));
        }
        Ok(path)
    }

    fn filter(&self, filter: String) -> Result<String, ConfigError> {
        match tracing_subscriber::EnvFilter::try_new(&filter) {
            Ok(_) => Ok(filter),
            Err(_) => Err(self.invalid(
                "server.log",
                format!("{filter:?}"),
                "is not a log filter like info or info,giaoban_media=debug",
            )),
        }
    }

    fn tls(
        &self,
        mode: TlsMode,
        certificate: Option<PathBuf>,
        key: Option<PathBuf>,
    ) -> Result<Tls, ConfigError> {
        match (mode, certificate, key) {
            (TlsMode::Off, None, None) => Ok(Tls::Off),
            (TlsMode::SelfSigned, None, None) => Ok(Tls::SelfSigned),
            (TlsMode::Files, Some(certificate), Some(key)) => Ok(Tls::Files { certificate, key }),
            (TlsMode::Files, ..) => Err(self.invalid(
                "http.tls",
                "\"files\"",
                "http.certificate and http.key must name PEM files",
            )),
            (_, Some(path), _) => {
                Err(self.invalid("http.certificate", path.display(), "needs tls = \"files\""))
            }
            (_, None, Some(path)) => Err(self.invalid("http.key", path.display(), "needs tls = \"files\"")),
        }
    }

    fn origins(&self, origins: Vec<String>) -> Result<Vec<String>, ConfigError> {
        for origin in &origins {
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            if !host.is_some_and(|host| !host.is_empty() && !host.contains('/')) {
                return Err(self.invalid(
                    "http.origins",
                    format!("{origin:?}"),
                    "is not an origin like https://hop.laocai.gov.vn",
                ));
            }
        }
        Ok(origins)
    }

    fn shards(&self, shards: u16, port: u16) -> Result<u16, ConfigError> {
        if shards == 0 || shards > MAX_SHARDS {
            return Err(self.invalid("media.shards", shards, &format!("must be 1 to {MAX_SHARDS}")));
        }
        if port != 0 && port.checked_add(shards - 1).is_none() {
            return Err(self.invalid("media.shards", shards, "media.port + shards goes beyond port 65535"));
        }
        Ok(shards)
    }

    fn announce(&self, addresses: &[String]) -> Result<Vec<IpAddr>, ConfigError> {
        let problem = "is not an IP address that clients can reach";
        let parsed = addresses.iter().map(|text| {
            let address: IpAddr = self.parse("media.announce", text, problem)?;
            match address.is_unspecified() || address.is_multicast() {
                true => Err(self.invalid("media.announce", format!("{text:?}"), problem)),
                false => Ok(address),
            }
        });
        parsed.collect()
    }

    fn secret(&self, secret: String) -> Result<Secret, ConfigError> {
        if secret.len() < MIN_SECRET || !secret.bytes().all(|b| b.is_ascii_graphic()) {
            let problem = format!("needs at least {MIN_SECRET} visible ASCII characters");
            return Err(self.invalid("link.secret", "…", &problem));
        }
        Ok(Secret(secret))
    }

    fn signaling(&self, url: String) -> Result<String, ConfigError> {
        let uri = url.parse::<axum::http::Uri>().ok();
        let known = |uri: &axum::http::Uri| matches!(uri.scheme_str(), Some("ws" | "wss"));
        match uri.filter(|uri| known(uri) && uri.host().is_some()) {
            Some(_) => Ok(url),
            None => Err(self.invalid(
                "link.signaling",
                format!("{url:?}"),
                "is not an address like wss://hop.laocai.gov.vn/link/v1",
            )),
        }
    }
}
