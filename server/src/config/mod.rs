//! What may the program rely on? Step two of the configuration: addresses parsed, ranges checked, so that
//! nothing later asks whether a setting makes sense.

mod check;
mod raw;
#[cfg(test)]
mod tests;

pub(crate) use raw::{LogFormat, Overrides};

use raw::{Raw, Sources};
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// The validated configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// Everything that outlives the process.
    pub(crate) data_dir: PathBuf,
    pub(crate) log: LogConfig,
    pub(crate) http: HttpConfig,
    pub(crate) media: MediaConfig,
    pub(crate) link: LinkConfig,
}

/// What is logged, and how a line looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LogConfig {
    /// A `tracing` filter such as `info` or `info,giaoban_media=debug`.
    pub(crate) filter: String,
    pub(crate) format: LogFormat,
}

/// The one HTTP listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HttpConfig {
    pub(crate) listen: SocketAddr,
    pub(crate) tls: Tls,
    /// Origins a browser may come from besides the host it asks for.
    pub(crate) origins: Vec<String>,
}

/// Where the HTTPS certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tls {
    Off,
    SelfSigned,
    Files { certificate: PathBuf, key: PathBuf },
}

/// Media sockets: shard `n` has port `port + n`, or any port when `port` is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaConfig {
    pub(crate) bind: IpAddr,
    pub(crate) port: u16,
    pub(crate) shards: u16,
    /// Addresses told to clients; empty = every address of this machine.
    pub(crate) announce: Vec<IpAddr>,
}

/// How the halves find each other when they are two processes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LinkConfig {
    pub(crate) secret: Option<Secret>,
    /// Where a media node dials.
    pub(crate) signaling: Option<String>,
}

/// A text that no log line and no `--check-config` shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
pub(crate) fn secret_for_tests(text: &str) -> Secret {
    Secret(text.into())
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Why there is no configuration. Each text is one line that says what to change.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file named by `--config`.
    #[error("cannot read the configuration file {}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: io::Error },
    /// Not TOML, an unknown key, a wrong type.
    #[error("configuration: {0}")]
    Malformed(String),
    /// The right type, but no sensible value.
    #[error("configuration: {key} = {value} ({origin}): {problem}")]
    Invalid { key: &'static str, value: String, origin: String, problem: String },
}

impl Config {
    /// Reads and validates.
    pub(crate) fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Config, ConfigError> {
        let sources = Sources::new(file, overrides)?;
        check::validate(sources.extract()?, &sources)
    }

    /// The settings in force, as TOML; the secret is not shown.
    pub(crate) fn to_toml(&self) -> String {
        toml::to_string(&self.to_raw()).expect("a struct of sections of plain values is TOML")
    }

    fn to_raw(&self) -> Raw {
        let (tls, certificate, key) = check::tls_to_raw(&self.http.tls);
        Raw {
            server: raw::RawServer {
                data_dir: self.data_dir.clone(),
                log: self.log.filter.clone(),
                log_format: self.log.format,
            },
            http: raw::RawHttp {
                listen: self.http.listen.to_string(),
                tls,
                certificate,
                key,
                origins: self.http.origins.clone(),
            },
            media: raw::RawMedia {
                bind: self.media.bind.to_string(),
                port: self.media.port,
                shards: self.media.shards,
                announce: self.media.announce.iter().map(IpAddr::to_string).collect(),
            },
            link: raw::RawLink {
                secret: self.link.secret.as_ref().map(|secret| format!("{secret:?}")),
                signaling: self.link.signaling.clone(),
            },
        }
    }
}
