//! Load on the real server: how many sites, at what cost, with what delay. Prints a table, writes JSON, and fails when a
//! limit given on the command line is broken.

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use giaoban_tests::load::{self, Baseline, Course, Figures, FloodOptions, Limits, Run, Shape};
use std::path::PathBuf;

#[derive(Parser)]
#[command(name = "giaoban-load", about = "How much does a server carry, at what cost and with what delay?")]
struct Cli {
    #[command(subcommand)]
    profile: Profile,
    #[command(flatten)]
    limits: Limits,
    /// Writes the figures here as JSON.
    #[arg(long, global = true)]
    json: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Profile {
    /// One 720p publisher and its speech to many receivers; media alone.
    Fan {
        /// Receivers; several numbers show how cost grows.
        #[arg(long, value_delimiter = ',', default_value = "150")]
        receivers: Vec<usize>,
        /// Bare relays replay one receiver's packets too.
        #[arg(long, conflicts_with = "pairs")]
        baseline: bool,
        /// Pairs of runs without and with the flood, in turn; their medians are printed.
        #[arg(long, requires = "flood", value_parser = clap::value_parser!(u16).range(1..))]
        pairs: Option<u16>,
        #[command(flatten)]
        flood: FloodOptions,
        #[command(flatten)]
        run: Run,
    },
    /// Sites that all publish 720p and see each other; media alone.
    Conference {
        /// Sites.
        #[arg(long, default_value_t = 10)]
        sites: usize,
        /// Bare relays replay one receiver's packets too.
        #[arg(long)]
        baseline: bool,
        #[command(flatten)]
        flood: FloodOptions,
        #[command(flatten)]
        run: Run,
    },
    /// A few seconds of a fan to 50 receivers beside the relay that seals and sends with GSO: what `make test` holds
    /// against a ratio.
    Smoke,
    /// A district with 18 communes; the whole server.
    A {
        #[command(flatten)]
        course: Course,
        #[command(flatten)]
        run: Run,
    },
    /// A province with 159 other sites; the whole server.
    B {
        #[command(flatten)]
        course: Course,
        #[command(flatten)]
        run: Run,
    },
}

/// Sites of a district and of a province, with the hall.
const DISTRICT: usize = 19;
const PROVINCE: usize = 160;
/// Long enough that a ratio is one, short enough for every `make test`.
const SMOKE: Run = Run { seconds: 4, ramp: 100, threads: 1 };
const SMOKE_RECEIVERS: usize = 50;

#[tokio::main]
async fn main() -> Result<()> {
    tracing_subscriber::fmt().with_env_filter("warn,rtc_dtls=error").with_writer(std::io::stderr).init();
    let cli = Cli::parse();
    let mut all: Vec<Figures> = Vec::new();
    match cli.profile {
        Profile::Fan { receivers, pairs: Some(pairs), flood, run, .. } => {
            for receivers in receivers {
                let duel = load::duel(Shape::Fan(receivers), &run, &flood, pairs).await?;
                print!("{duel}");
                all.extend(duel.runs());
            }
        }
        Profile::Fan { receivers, baseline, pairs: None, flood, run } => {
            for receivers in receivers {
                tell(&mut all, load::run(Shape::Fan(receivers), &run, relays(baseline), &flood).await?);
            }
        }
        Profile::Conference { sites, baseline, flood, run } => {
            tell(&mut all, load::run(Shape::Conference(sites), &run, relays(baseline), &flood).await?);
        }
        Profile::Smoke => {
            let fan = Shape::Fan(SMOKE_RECEIVERS);
            tell(&mut all, load::run(fan, &SMOKE, Baseline::Sealed, &FloodOptions::default()).await?);
        }
        Profile::A { course, run } => tell(&mut all, load::brief("a", DISTRICT, &run, &course).await?),
        Profile::B { course, run } => tell(&mut all, load::brief("b", PROVINCE, &run, &course).await?),
    }
    if let Some(path) = cli.json {
        std::fs::write(path, serde_json::to_string_pretty(&all)?)?;
    }
    let broken: Vec<String> = all.iter().flat_map(|figures| cli.limits.broken(figures)).collect();
    if !broken.is_empty() {
        bail!("broken: {}", broken.join("; "));
    }
    Ok(())
}

fn relays(wanted: bool) -> Baseline {
    if wanted { Baseline::All } else { Baseline::Without }
}

fn tell(all: &mut Vec<Figures>, figures: Figures) {
    print!("{figures}");
    all.push(figures);
}
