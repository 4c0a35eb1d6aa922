//! What can be asked of the program on its command line?

use crate::config::Overrides;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "giaoban", version, about = "Video conference bridge for online briefings")]
#[command(subcommand_required = false, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) settings: Settings,
    /// Print the settings in force and exit; non-zero when they are wrong.
    #[arg(long)]
    pub(crate) check_config: bool,
}

/// Settings for every command. They win over the environment (GIAOBAN_SECTION__KEY) and the file.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Settings {
    /// TOML file with the settings; deploy/giaoban.toml documents them all.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Data folder: database, certificates, secrets.
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Address and port of HTTP.
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// First UDP port of media.
    #[arg(long, global = true, value_name = "PORT")]
    media_port: Option<u16>,
    /// What to log, such as info or info,giaoban_media=debug.
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Only media; dials the signaling named in [link].
    Media {
        #[command(flatten)]
        ports: Ports,
    },
}

/// For tests and scripts that start on free ports.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Ports {
    /// Print one JSON line with the bound addresses on standard output once everything listens.
    #[arg(long)]
    pub(crate) announce_ports: bool,
}

impl Cli {
    /// The settings given as flags.
    pub(crate) fn overrides(&self) -> Overrides {
        let Settings { data_dir, listen, media_port, log, .. } = self.settings.clone();
        Overrides { data_dir, listen, media_port, log }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(line: &str) -> Cli {
        Cli::try_parse_from(line.split(' ')).expect("a command line")
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn settings_may_stand_before_and_after_the_command() {
        for line in ["giaoban --config a.toml --check-config", "giaoban --check-config media --config a.toml"]
        {
            let cli = parse(line);
            assert!(cli.check_config && cli.settings.config == Some("a.toml".into()), "{line}");
        }
    }
}
