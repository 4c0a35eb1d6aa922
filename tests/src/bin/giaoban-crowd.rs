//! Signaling for the whole country: how long does a grant take to reach thousands of rooms, and what does it cost?

use anyhow::Result;
use clap::Parser;
use giaoban_tests::crowd;

#[derive(Parser)]
#[command(name = "giaoban-crowd", about = "Thousands of rooms without media on the real signaling")]
struct Cli {
    #[command(flatten)]
    options: crowd::Options,
}

#[tokio::main]
async fn main() -> Result<()> {
    tracing_subscriber::fmt().with_env_filter("warn").with_writer(std::io::stderr).init();
    println!("{}", crowd::run(Cli::parse().options).await?);
    Ok(())
}
