//! What can be asked of the program on its command line?

use crate::config::Overrides;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use giaoban_signaling::identity::Role;
use std::path::PathBuf;
use uuid::Uuid;

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
#[derive(Debug, Default, Args)]
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
    /// Signaling and media in one process: all that a single server needs.
    Serve {
        /// Seed a demonstration with known passwords, listen on localhost, keep data in ./data/demo.
        #[arg(long)]
        demo: bool,
        #[command(flatten)]
        ports: Ports,
    },
    /// Only signaling; media nodes dial in with the link secret.
    Signaling {
        /// As in serve.
        #[arg(long)]
        demo: bool,
        #[command(flatten)]
        ports: Ports,
    },
    /// Only media; dials the signaling named in [link].
    Media {
        #[command(flatten)]
        ports: Ports,
    },
    /// Users.
    #[command(subcommand)]
    User(UserCommand),
    /// Print a bearer token with which a program may stand for a site in one briefing.
    Token {
        /// Code of the site; may be repeated, one line each.
        #[arg(long, required = true)]
        site: Vec<String>,
        /// Id of the briefing.
        #[arg(long)]
        briefing: Uuid,
    },
}

/// For tests and scripts that start on free ports.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Ports {
    /// Print one JSON line with the bound addresses on standard output once everything listens.
    #[arg(long)]
    pub(crate) announce_ports: bool,
}

/// `giaoban user …`
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Create a user; the first administrator is made this way.
    Add(NewUserArgs),
}

/// A user to create.
#[derive(Debug, Args)]
pub(crate) struct NewUserArgs {
    /// What the user types to sign in.
    #[arg(long)]
    pub(crate) username: String,
    /// The name others see.
    #[arg(long)]
    pub(crate) name: String,
    /// Role over the whole organization.
    #[arg(long, value_parser = role_names())]
    pub(crate) role: Option<Role>,
    /// Read the password from standard input without asking.
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

/// A role by its stable name.
fn role_names() -> impl TypedValueParser<Value = Role> {
    let names = Role::ALL.into_iter().filter(|role| !role.is_of_one_unit()).map(Role::name);
    PossibleValuesParser::new(names)
        .map(|name| Role::of_name(&name).expect("only names of roles are possible"))
}

/// What the demonstration uses unless told otherwise: known passwords must not be reachable from outside.
const DEMO_DATA_DIR: &str = "./data/demo";
const DEMO_LISTEN: &str = "127.0.0.1:8080";

impl Cli {
    /// The settings given as flags, with those that `--demo` stands for.
    pub(crate) fn overrides(&self) -> Overrides {
        let Settings { data_dir, listen, media_port, log, .. } = &self.settings;
        let demo = matches!(
            self.command,
            Some(Command::Serve { demo: true, .. } | Command::Signaling { demo: true, .. })
        );
        Overrides {
            data_dir: data_dir.clone().or(demo.then(|| DEMO_DATA_DIR.into())),
            listen: listen.clone().or(demo.then(|| DEMO_LISTEN.into())),
            media_port: *media_port,
            log: log.clone(),
        }
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
    fn the_demo_stays_on_localhost_unless_told_otherwise() {
        let demo = parse("giaoban serve --demo").overrides();
        assert_eq!((demo.listen.as_deref(), demo.data_dir), (Some(DEMO_LISTEN), Some(DEMO_DATA_DIR.into())));
        let told = parse("giaoban serve --demo --listen 0.0.0.0:80").overrides();
        assert_eq!(told.listen.as_deref(), Some("0.0.0.0:80"));
        assert_eq!(parse("giaoban serve").overrides().listen, None);
    }

    #[test]
    fn settings_may_stand_before_and_after_the_command() {
        for line in ["giaoban --config a.toml --check-config", "giaoban --check-config serve --config a.toml"]
        {
            let cli = parse(line);
            assert!(cli.check_config && cli.settings.config == Some("a.toml".into()), "{line}");
        }
    }
}
