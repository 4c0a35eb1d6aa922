//! A bad network on purpose: relays UDP to a media port with loss, delay and reordering, each way apart.

use anyhow::Result;
use clap::Parser;
use giaoban_tests::relay::{Direction, Impairment, Pick, Relay};
use std::net::SocketAddr;
use std::time::Duration;

#[derive(Parser)]
#[command(name = "giaoban-relay", about = "Relays UDP to a media port as a bad network would")]
struct Cli {
    /// Where clients send.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The server's media port.
    #[arg(long)]
    server: SocketAddr,
    /// Same seed, same choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Fraction of media packets lost on the way to the server.
    #[arg(long, default_value_t = 0.0)]
    up_loss: f64,
    /// Fraction of media packets lost on the way from the server.
    #[arg(long, default_value_t = 0.0)]
    down_loss: f64,
    /// Lose every nth picked packet on the way to the server.
    #[arg(long, default_value_t = 0)]
    up_every: u32,
    /// Only RTP of this payload type is lost.
    #[arg(long)]
    payload_type: Option<u8>,
    /// Milliseconds each way.
    #[arg(long, default_value_t = 0)]
    delay: u64,
    /// Up to this many milliseconds more.
    #[arg(long, default_value_t = 0)]
    jitter: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let relay = Relay::listen(cli.listen, cli.server, cli.seed).await?;
    let common = Impairment {
        delay: Duration::from_millis(cli.delay),
        jitter: Duration::from_millis(cli.jitter),
        pick: cli.payload_type.map_or(Pick::Media, Pick::PayloadType),
        ..Impairment::default()
    };
    let up = Impairment { loss: cli.up_loss, every: cli.up_every, ..common.clone() };
    relay.impair(Direction::Up, up);
    relay.impair(Direction::Down, Impairment { loss: cli.down_loss, ..common });
    println!("{}", serde_json::json!({ "relay": relay.address().to_string() }));
    tokio::signal::ctrl_c().await?;
    let (up, down) = (relay.carried(Direction::Up), relay.carried(Direction::Down));
    println!(
        "up: {} carried, {} lost; down: {} carried, {} lost",
        up.arrived, up.lost, down.arrived, down.lost
    );
    Ok(())
}
