//! What did the operator write? Step one of the configuration: file, environment and flags merged, unknown
//! keys refused, nothing understood yet. Each field is documented in `deploy/giaoban.toml`.

use super::ConfigError;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Prefix of environment variables: `GIAOBAN_HTTP__LISTEN` is `[http] listen`.
const ENV_PREFIX: &str = "GIAOBAN_";
/// What stands between section and key in an environment variable; keys themselves contain `_`.
const ENV_SEPARATOR: &str = "__";

/// The fields of [`Raw`].
const SECTIONS: [&str; 4] = ["server", "http", "media", "link"];

/// Settings as text and numbers.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    pub(crate) server: RawServer,
    pub(crate) http: RawHttp,
    pub(crate) media: RawMedia,
    pub(crate) link: RawLink,
}

/// `[server]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawServer {
    pub(crate) data_dir: PathBuf,
    pub(crate) log: String,
    pub(crate) log_format: LogFormat,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For collectors: one JSON object a line.
    Json,
}

/// `[http]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawHttp {
    pub(crate) listen: String,
    pub(crate) tls: TlsMode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<PathBuf>,
    pub(crate) origins: Vec<String>,
}

/// Where the HTTPS certificate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TlsMode {
    /// Plain HTTP: behind a proxy, or on localhost.
    Off,
    /// Made at the first start and kept in the data folder.
    SelfSigned,
    /// `certificate` and `key` name PEM files.
    Files,
}

/// `[media]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawMedia {
    pub(crate) bind: String,
    pub(crate) port: u16,
    pub(crate) shards: u16,
    pub(crate) announce: Vec<String>,
}

/// `[link]`
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawLink {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signaling: Option<String>,
}

impl Default for RawServer {
    fn default() -> RawServer {
        RawServer {
            data_dir: "./data".into(),
            log: "info,rtc_dtls=error".into(),
            log_format: LogFormat::Text,
        }
    }
}

impl Default for RawHttp {
    fn default() -> RawHttp {
        RawHttp {
            listen: "0.0.0.0:8080".into(),
            tls: TlsMode::Off,
            certificate: None,
            key: None,
            origins: Vec::new(),
        }
    }
}

impl Default for RawMedia {
    fn default() -> RawMedia {
        RawMedia { bind: "0.0.0.0".into(), port: 10_000, shards: 1, announce: Vec::new() }
    }
}

/// Settings given on the command line; they win over everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) listen: Option<String>,
    pub(crate) media_port: Option<u16>,
    pub(crate) log: Option<String>,
}

/// The merged sources, which still know where each value came from.
pub(crate) struct Sources(Figment);

impl Sources {
    /// Defaults, then `file`, then the environment, then flags. A file that is asked for must exist.
    pub(crate) fn new(file: Option<&Path>, overrides: &Overrides) -> Result<Sources, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Raw::default()));
        if let Some(path) = file {
            // Reading it here tells "cannot read" from "cannot understand", which figment does not.
            std::fs::read_to_string(path)
                .map_err(|cause| ConfigError::Unreadable { path: path.into(), cause })?;
            figment = figment.merge(Toml::file_exact(path));
        }
        let environment = Env::prefixed(ENV_PREFIX).filter(|name| is_setting(name.as_str()));
        figment = figment.merge(environment.split(ENV_SEPARATOR));
        Ok(Sources(with_overrides(figment, overrides)))
    }

    /// The values, or every complaint in one line with the place it comes from.
    pub(crate) fn extract(&self) -> Result<Raw, ConfigError> {
        self.0.extract().map_err(|error| {
            let complaints: Vec<String> = error.into_iter().map(|e| one_line(&e.to_string())).collect();
            ConfigError::Malformed(complaints.join("; "))
        })
    }

    /// Where the value of `key` was set, for a message: `giaoban.toml`, a flag, the environment, the default.
    pub(crate) fn origin(&self, key: &str) -> String {
        let Some(metadata) = self.0.find_metadata(key) else { return "default".into() };
        match &metadata.source {
            Some(figment::Source::File(path)) => path.display().to_string(),
            _ if metadata.name.contains("environment") => environment_name(key),
            _ => "default or command line".into(),
        }
    }
}

fn with_overrides(figment: Figment, overrides: &Overrides) -> Figment {
    let Overrides { data_dir, listen, media_port, log } = overrides;
    let figment = merge_some(figment, "server.data_dir", data_dir.as_ref());
    let figment = merge_some(figment, "http.listen", listen.as_ref());
    let figment = merge_some(figment, "media.port", media_port.as_ref());
    merge_some(figment, "server.log", log.as_ref())
}

fn merge_some<T: Serialize>(figment: Figment, key: &str, value: Option<&T>) -> Figment {
    match value {
        Some(value) => figment.merge(Serialized::default(key, value)),
        None => figment,
    }
}

/// Other programs may share the prefix; what looks like a setting must be one.
fn is_setting(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let of_section = |section: &&str| name.strip_prefix(*section).is_some_and(|rest| rest.starts_with('_'));
    name.contains(ENV_SEPARATOR) || SECTIONS.iter().any(of_section)
}

fn environment_name(key: &str) -> String {
    format!("{ENV_PREFIX}{}", key.to_uppercase().replace('.', ENV_SEPARATOR))
}

/// TOML's own messages draw the line with an arrow under it; a log wants one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
