//! How is a stretch of a run measured? Server and tool by the kernel's clock, packets by the server's own counters, and
//! everything else by the clients.

use super::figures::Figures;
use super::fleet::Fleet;
use super::process::Usage;
use super::tally::Tally;
use crate::api::Api;
use anyhow::Result;
use clap::Args;
use std::time::Instant;

/// How a run is played.
#[derive(Clone, Debug, Args)]
pub struct Run {
    /// Length of the measurement, in seconds.
    #[arg(long, default_value_t = 20)]
    pub seconds: u64,
    /// Sites that join in a second; 0 lets all join at once.
    #[arg(long, default_value_t = 100)]
    pub ramp: usize,
    /// Threads for the clients.
    #[arg(long, default_value_t = 1)]
    pub threads: usize,
}

/// A measurement that has begun.
pub(super) struct Measured {
    api: Api,
    pid: u32,
    counted: Counted,
    server: Usage,
    own: Usage,
    started: Instant,
}

/// Counters of the server.
struct Counted {
    forwarded: f64,
    sends: f64,
    segments: f64,
}

impl Counted {
    async fn of(api: &Api) -> Result<Counted> {
        Ok(Counted {
            forwarded: api.metric("giaoban_rtp_packets_forwarded_total").await?,
            sends: api.metric("giaoban_gso_sends_total").await?,
            segments: api.metric("giaoban_gso_segments_total").await?,
        })
    }
}

impl Measured {
    /// Begins now.
    pub(super) async fn begin(base: &str, pid: u32, fleet: &Fleet) -> Result<Measured> {
        let api = Api::new(base);
        fleet.mark();
        let counted = Counted::of(&api).await?;
        let (server, own) = (Usage::of(pid)?, Usage::of(std::process::id())?);
        Ok(Measured { api, pid, counted, server, own, started: Instant::now() })
    }

    /// Ends; the figures get everything that was measured. What the clients saw comes back.
    pub(super) async fn end(self, fleet: &Fleet, figures: &mut Figures) -> Result<Tally> {
        let seconds = self.started.elapsed().as_secs_f64();
        let server = Usage::of(self.pid)?.since(&self.server);
        figures.grown_kib = server.memory as f64 - self.server.memory as f64;
        let own = Usage::of(std::process::id())?.since(&self.own);
        let now = Counted::of(&self.api).await?;
        let forwarded = now.forwarded - self.counted.forwarded;
        figures.seconds = seconds;
        figures.packets_per_second = forwarded / seconds;
        figures.cpu_us_per_packet = server.cpu().as_secs_f64() * 1e6 / forwarded.max(1.0);
        figures.server_cores = server.cpu().as_secs_f64() / seconds;
        figures.system_share = server.system_share();
        figures.segments_per_send =
            (now.segments - self.counted.segments) / (now.sends - self.counted.sends).max(1.0);
        figures.generator_cores = own.cpu().as_secs_f64() / seconds;
        let tally = fleet.report().await?;
        figures.take(&tally);
        Ok(tally)
    }
}
