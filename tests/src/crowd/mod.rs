//! What does a briefing of the whole country ask of signaling? Thousands of rooms that speak the protocol and send
//! no media, a media node that agrees to everything, and the time a grant takes to reach every room.

mod client;
mod meeting;
mod node;
mod report;

use crate::server::{Form, Server};
use anyhow::Result;
use meeting::Meeting;
use std::time::Duration;

pub use report::Figures;

/// How large, how often.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Options {
    /// Sites, the chair's hall among them.
    #[arg(long, default_value_t = 3_400)]
    pub sites: usize,
    /// Provinces they lie in, each with a technician who watches it.
    #[arg(long, default_value_t = 34)]
    pub provinces: usize,
    /// Seconds over which the rooms come in.
    #[arg(long, default_value_t = 10)]
    pub join_seconds: u64,
    /// Rooms that ask for the floor within one second.
    #[arg(long, default_value_t = 160)]
    pub asking: usize,
    /// Times the floor is given to another site.
    #[arg(long, default_value_t = 40)]
    pub grants: usize,
}

/// Plays a briefing of this size on the real signaling.
pub async fn run(options: Options) -> Result<Figures> {
    let server = Server::start(Form::Signaling).await?;
    node::start(&server).await?;
    let mut meeting = Meeting::plan(&server, &options).await?;
    let mut figures = Figures::new(&options, &server);
    figures.joined(meeting.join(Duration::from_secs(options.join_seconds)).await?, &server);
    meeting.open().await?;
    figures.asked(meeting.ask(options.asking).await?);
    for nth in 0..options.grants {
        figures.granted(meeting.grant(nth).await?);
    }
    figures.ended(meeting.all_here(), &server);
    Ok(figures)
}
