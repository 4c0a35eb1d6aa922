//! Giaoban, a video conference bridge for online briefings: the one program. It reads its settings, does what
//! the command line asks, and says in one line why when it cannot.

mod administer;
mod candidates;
mod certificate;
mod cli;
mod client;
mod config;
mod data_dir;
mod dial;
mod health;
mod http;
mod link;
mod logs;
mod media;
mod metrics;
mod serve;
mod shard;
mod shards;
mod stop;
mod tls;
mod udp;
mod vital;

use clap::Parser;
use cli::{Cli, Command, UserCommand};
use config::Config;
use serve::Options;
use std::error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("giaoban: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), Box<dyn Error>> {
    let config = Config::load(cli.settings.config.as_deref(), &cli.overrides())?;
    if cli.check_config {
        print!("{}", config.to_toml());
        return Ok(());
    }
    let Some(command) = cli.command else { return Err("nothing to do; see giaoban --help".into()) };
    logs::start(&config.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(perform(command, &config))
}

async fn perform(command: Command, config: &Config) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Serve { demo, ports } => serve::serve(config, Options::new(demo, ports)).await,
        Command::Signaling { demo, ports } => serve::signaling(config, Options::new(demo, ports)).await,
        Command::Media { ports } => serve::media(config, Options::new(false, ports)).await,
        Command::User(UserCommand::Add(user)) => administer::add_user(config, user).await,
        Command::Token { site, briefing } => administer::write_tokens(config, &site, briefing).await,
    }
}
