//! What came out of a run? Figures with their units, as JSON and as a table, and the limits they are held against.

use super::tally::{Tally, percentile};
use serde::Serialize;
use std::fmt;

/// Beyond this the generator, not the server, sets the figures.
const GENERATOR_LIMIT: f64 = 0.8;

/// One measured run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figures {
    /// What was played.
    pub profile: String,
    /// Clients that were to be there, and that were at the end.
    pub sites: usize,
    /// See `sites`.
    pub connected: usize,
    /// Length of the measurement.
    pub seconds: f64,
    /// RTP packets the server sent a second.
    pub packets_per_second: f64,
    /// Server CPU for each of them, user and system.
    pub cpu_us_per_packet: f64,
    /// Cores the server used.
    pub server_cores: f64,
    /// Share of that in the kernel.
    pub system_share: f64,
    /// Segments in each send that has more than one, and share of packets that left in such sends.
    pub segments_per_send: f64,
    /// Share of packets that arrived in their first sending and did not.
    pub loss: f64,
    /// Publisher's socket to receiver's socket, sound: p50 and p99 in ms.
    pub sound_ms: Option<[f64; 2]>,
    /// The same for the last packet of a frame.
    pub picture_ms: Option<[f64; 2]>,
    /// Wish to join until the first key frame: p50, p95 and longest in ms.
    pub first_frame_ms: Option<[f64; 3]>,
    /// Publisher's socket to receiver's socket, sound, while others joined: p50, p95 and longest in ms.
    pub joining_sound_ms: Option<[f64; 3]>,
    /// Grant until the new speaker's key frame at each site: p50, p95 and longest in ms.
    pub switch_ms: Option<[f64; 3]>,
    /// Speakers that were given the floor.
    pub switches: usize,
    /// Growth of the server's resident memory by site.
    pub kib_per_site: f64,
    /// Growth of the server's resident memory during the measurement.
    pub grown_kib: f64,
    /// Cores the tool used.
    pub generator_cores: f64,
    /// Bare relay: name and CPU in µs per packet.
    pub baseline: Vec<(String, f64)>,
    /// Server to relay that seals and sends with GSO.
    pub ratio: Option<f64>,
    /// Packets thrown at the server that were none of the briefing's, a second.
    pub hostile_per_second: f64,
}

impl Figures {
    /// Takes over what clients saw.
    pub(super) fn take(&mut self, tally: &Tally) {
        let two = |samples: &[u32]| Some([percentile(samples, 0.5)?, percentile(samples, 0.99)?]);
        self.connected = tally.connected;
        self.loss = tally.loss();
        self.sound_ms = two(&tally.sound);
        self.picture_ms = two(&tally.picture);
        self.switch_ms = spread(&tally.switches);
    }

    /// Whether the tool was the bottleneck.
    pub fn is_generator_limited(&self) -> bool {
        self.generator_cores > GENERATOR_LIMIT
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} · {} of {} sites · {:.0} s", self.profile, self.connected, self.sites, self.seconds)?;
        let mut line = |name: &str, value: String| writeln!(f, "  {name:<34}{value}");
        line("packets/s out", format!("{:.0}", self.packets_per_second))?;
        let kernel = self.system_share * 100.0;
        line("server, µs/packet", format!("{:.3} ({kernel:.0} % in the kernel)", self.cpu_us_per_packet))?;
        line("server, cores", format!("{:.3}", self.server_cores))?;
        line("segments/send", format!("{:.2}", self.segments_per_send))?;
        line("loss, %", format!("{:.3}", self.loss * 100.0))?;
        line("sound p50 / p99, ms", ms(self.sound_ms))?;
        line("picture p50 / p99, ms", ms(self.picture_ms))?;
        line("first frame p50 / p95 / max, ms", ms(self.first_frame_ms))?;
        if self.joining_sound_ms.is_some() {
            line("sound while joining, ms", ms(self.joining_sound_ms))?;
        }
        if self.switches > 0 {
            line(
                "switch p50 / p95 / max, ms",
                format!("{} ({} speakers)", ms(self.switch_ms), self.switches),
            )?;
        }
        if self.hostile_per_second > 0.0 {
            line("hostile datagrams/s", format!("{:.0}", self.hostile_per_second))?;
        }
        line("memory per site, KiB", format!("{:.0}", self.kib_per_site))?;
        line("generator, cores", format!("{:.3}", self.generator_cores))?;
        if self.is_generator_limited() {
            line("generator-limited at", format!("{} sites", self.sites))?;
        }
        for (name, micros) in &self.baseline {
            line(&format!("relay {name}, µs/packet"), format!("{micros:.3}"))?;
        }
        if let Some(ratio) = self.ratio {
            line("server / sealed GSO", format!("{ratio:.2}"))?;
        }
        Ok(())
    }
}

fn ms<const N: usize>(values: Option<[f64; N]>) -> String {
    let texts = values.map(|values| values.map(|value| format!("{value:.2}")).join(" / "));
    texts.unwrap_or_else(|| "–".to_owned())
}

/// p50, p95 and the longest, in ms.
pub(super) fn spread(samples: &[u32]) -> Option<[f64; 3]> {
    Some([percentile(samples, 0.5)?, percentile(samples, 0.95)?, percentile(samples, 1.0)?])
}

/// Limits from the command line; what is not given is not held against anything.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Limits {
    /// Most that the server may cost, as a multiple of the relay that seals and sends with GSO.
    #[arg(long)]
    max_ratio: Option<f64>,
    /// Most packets lost, as a share.
    #[arg(long)]
    max_loss: Option<f64>,
    /// Longest p99 of delay, sound and picture, in ms.
    #[arg(long)]
    max_delay: Option<f64>,
    /// Longest p95 from joining to the first frame, in ms.
    #[arg(long)]
    max_first_frame: Option<f64>,
    /// Longest p95 from a grant to the new speaker's key frame, in ms.
    #[arg(long)]
    max_switch: Option<f64>,
    /// Most memory by site, in KiB.
    #[arg(long)]
    max_memory: Option<f64>,
}

impl Limits {
    /// What a run broke, in words.
    pub fn broken(&self, figures: &Figures) -> Vec<String> {
        let delay = figures.sound_ms.into_iter().chain(figures.picture_ms).map(|[_, p99]| p99);
        let checks = [
            ("server / sealed GSO", self.max_ratio, figures.ratio),
            ("loss", self.max_loss, Some(figures.loss)),
            ("delay p99, ms", self.max_delay, delay.reduce(f64::max)),
            ("first frame p95, ms", self.max_first_frame, figures.first_frame_ms.map(|v| v[1])),
            ("switch p95, ms", self.max_switch, figures.switch_ms.map(|v| v[1])),
            ("memory per site, KiB", self.max_memory, Some(figures.kib_per_site)),
        ];
        let mut broken: Vec<String> = checks
            .into_iter()
            .filter_map(|(name, limit, found)| {
                let limit = limit?;
                // A limit on something that was not measured is broken.
                let found = found.unwrap_or(f64::INFINITY);
                (found > limit).then(|| format!("{name}: {found:.3}, the limit is {limit}"))
            })
            .collect();
        if figures.connected < figures.sites {
            broken.push(format!("{} of {} sites are connected", figures.connected, figures.sites));
        }
        broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_that_are_given_count_and_so_does_what_was_not_measured() {
        let figures = Figures { ratio: Some(1.4), loss: 0.001, ..Figures::default() };
        let limits = Limits { max_ratio: Some(1.5), max_loss: Some(0.005), ..Limits::default() };
        assert!(limits.broken(&figures).is_empty());
        let limits = Limits { max_ratio: Some(1.3), max_delay: Some(50.0), ..Limits::default() };
        assert_eq!(limits.broken(&figures).len(), 2);
    }
}
