//! A world for tests in other languages: starts the server with a live briefing, prints one JSON line that says
//! how to enter it, then obeys lines on standard input until that ends.

use anyhow::{Context, Result};
use clap::Parser;
use giaoban_tests::relay::{Direction, Impairment, Pick, Relay};
use giaoban_tests::world::World;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};

#[derive(Parser)]
#[command(name = "giaoban-world", about = "The real server with one live briefing, for browser tests")]
struct Cli {
    /// A commune of the briefing; may be repeated.
    #[arg(long)]
    commune: Vec<String>,
}

/// One line of standard input.
#[derive(serde::Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Order {
    /// A bot enters as the room device of a site.
    Join { site: String },
    /// That bot is gone without a word.
    Vanish { site: String },
    /// SIGKILL to the server.
    Kill,
    /// The server comes back on the same ports.
    Restart,
    /// A relay in front of the media port or of another address; the answer has its own.
    Relay { to: Option<SocketAddr> },
    /// Figures of the server.
    Metric { name: String },
    /// Nothing comes through the newest relay, or everything again.
    Cut { cut: bool },
    /// What the newest relay does to one direction.
    Impair { up: bool, loss: f64, every: u32, lag_ms: u64, payload_type: Option<u8> },
}

struct Stage {
    world: World,
    relays: Vec<Relay>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let communes: Vec<&str> = cli.commune.iter().map(String::as_str).collect();
    let mut stage = Stage { world: World::start(&communes).await?, relays: Vec::new() };
    println!("{}", stage.world.entrance());
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let answer = match stage.obey(serde_json::from_str(&line)?).await {
            Ok(value) => json!({ "done": value }),
            Err(error) => json!({ "failed": format!("{error:#}") }),
        };
        println!("{answer}");
    }
    Ok(())
}

impl Stage {
    async fn obey(&mut self, order: Order) -> Result<Value> {
        match order {
            Order::Join { site } => self.world.join(&site).await?,
            Order::Vanish { site } => self.world.vanish(&site),
            Order::Kill => self.world.server.kill().await?,
            Order::Restart => self.world.server.restart().await?,
            Order::Relay { to } => return self.relay(to).await,
            Order::Metric { name } => return Ok(json!(self.world.admin.metric(&name).await?)),
            Order::Cut { cut } => {
                let impairment = if cut { Impairment::cut() } else { Impairment::default() };
                self.newest_relay()?.impair_both(impairment);
            }
            Order::Impair { up, loss, every, lag_ms, payload_type } => {
                let pick = payload_type.map_or(Pick::Media, Pick::PayloadType);
                let lag = Duration::from_millis(lag_ms);
                let impairment = Impairment { loss, every, lag, pick, ..Impairment::default() };
                self.newest_relay()?.impair(if up { Direction::Up } else { Direction::Down }, impairment);
            }
        }
        Ok(Value::Null)
    }

    async fn relay(&mut self, to: Option<SocketAddr>) -> Result<Value> {
        let relay = match to {
            Some(to) => Relay::start(to, 1).await?,
            None => self.world.relay(1).await?,
        };
        let address = relay.address().to_string();
        self.relays.push(relay);
        Ok(json!(address))
    }

    fn newest_relay(&self) -> Result<&Relay> {
        self.relays.last().context("no relay yet")
    }
}
