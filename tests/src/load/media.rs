//! What do fan and conference cost the media half? It runs alone, so that nothing else is in its figures.

use super::alone::Alone;
use super::figures::{Figures, spread};
use super::fleet::Fleet;
use super::flood::{Flood, FloodOptions, Missile};
use super::measure::{Measured, Run};
use super::process::Usage;
use super::relay::{self, Way};
use super::tally::Traced;
use anyhow::{Context, Result};
use giaoban_link::{Picture, SlotName, SlotWish};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Which bare relays replay what a receiver got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// None.
    Without,
    /// The one that the server is compared with: it seals and sends with GSO.
    Sealed,
    /// Every way of sending, with and without sealing.
    All,
}

/// Who publishes and who watches.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One publisher, this many receivers.
    Fan(usize),
    /// This many sites, and each sees all others.
    Conference(usize),
}

/// Longest wait for the last site's first frame.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between the last first frame and the measurement.
const SETTLE: Duration = Duration::from_secs(2);
/// Seconds of trace that a relay replays.
const REPLAYED: u64 = 6;
/// The largest layer of a camera.
const FULL: std::ops::Range<usize> = 2..3;
/// Height of that layer.
const HEIGHT: u16 = 720;

impl Baseline {
    fn relays(self) -> Vec<(Way, bool)> {
        match self {
            Baseline::Without => Vec::new(),
            Baseline::Sealed => vec![(Way::Gso, true)],
            Baseline::All => Way::ALL.into_iter().flat_map(|way| [(way, false), (way, true)]).collect(),
        }
    }
}

impl Shape {
    fn sites(self) -> usize {
        match self {
            Shape::Fan(receivers) => receivers + 1,
            Shape::Conference(sites) => sites,
        }
    }

    fn publishers(self) -> usize {
        match self {
            Shape::Fan(_) => 1,
            Shape::Conference(sites) => sites,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Shape::Fan(_) => "fan",
            Shape::Conference(_) => "conference",
        }
    }

    /// In a conference thumbnails show all others; the programme is one of them already.
    fn watched(self, number: usize) -> Vec<usize> {
        match self {
            Shape::Fan(_) => Vec::new(),
            Shape::Conference(sites) => (1..sites).filter(|other| *other != number).collect(),
        }
    }
}

/// Plays one run; bare relays replay one receiver's packets afterwards.
pub async fn run(shape: Shape, options: &Run, baseline: Baseline, hostile: &FloodOptions) -> Result<Figures> {
    let mut node = Alone::start().await?;
    let fleet = Fleet::new(shape.sites(), options.threads)?;
    let pid = node.server.media_pid().context("a process that runs")?;
    let empty = Usage::of(pid)?;
    node.room.programme = Picture::Site(Alone::site(0));
    node.room.audible = (0..shape.publishers().min(giaoban_link::AUDIO_SLOTS)).map(Alone::site).collect();
    node.tell();
    join_all(&mut node, &fleet, shape, options.ramp).await?;
    let first_frames = until_all_see(&fleet, shape).await?;
    tokio::time::sleep(SETTLE).await;
    let mut figures =
        Figures { profile: shape.name().to_owned(), sites: shape.sites(), ..Figures::default() };
    figures.first_frame_ms = spread(&first_frames);
    let flood = throw(&fleet, shape, node.server.media()[0], hostile).await?;
    fleet.trace(1);
    let measured = Measured::begin(&node.server.base(), pid, &fleet).await?;
    tokio::time::sleep(Duration::from_secs(options.seconds)).await;
    let tally = measured.end(&fleet, &mut figures).await?;
    figures.hostile_per_second = match flood {
        Some(flood) => flood.end()?,
        None => tally.thrown as f64 / figures.seconds,
    };
    figures.kib_per_site = Usage::of(pid)?.memory.saturating_sub(empty.memory) as f64 / shape.sites() as f64;
    // The server has gone before the relay begins, so that it cannot disturb it.
    drop(node);
    compare(&fleet, shape, tally.trace, baseline, &mut figures).await?;
    Ok(figures)
}

/// Begins what is hostile: a flood of a stranger, or the last client.
async fn throw(
    fleet: &Fleet,
    shape: Shape,
    server: SocketAddr,
    hostile: &FloodOptions,
) -> Result<Option<Flood>> {
    let Some((missile, rate)) = hostile.chosen() else { return Ok(None) };
    let client = shape.sites() - 1;
    if let Some(weapon) = missile.weapon() {
        fleet.arm(client, weapon, rate);
        return Ok(None);
    }
    let recorded = if missile == Missile::Replay { fleet.recorded_check(client).await? } else { Vec::new() };
    Ok(Some(Flood::begin(missile, rate, server, &fleet.server_ufrag(), recorded)))
}

async fn join_all(node: &mut Alone, fleet: &Fleet, shape: Shape, ramp: usize) -> Result<()> {
    let started = Instant::now();
    let mut answers = Vec::new();
    for number in 0..shape.sites() {
        if let Some(due) = (number * 1_000).checked_div(ramp) {
            tokio::time::sleep_until((started + Duration::from_millis(due as u64)).into()).await;
        }
        let watched = shape.watched(number);
        let newcomer = fleet.newcomer(number, watched.len());
        let slots = watched.into_iter().zip(0..).map(|(other, index)| SlotWish {
            slot: SlotName::Thumbnail(index),
            watch: Some(Alone::site(other)),
            height: HEIGHT,
        });
        let answer = node.join(number, newcomer.offer.write(), slots.collect());
        answers.push(async move {
            fleet.begin(number, &newcomer, &answer.await?)?;
            if number < shape.publishers() {
                fleet.publish(number, FULL, true);
            }
            anyhow::Ok(())
        });
        if ramp > 0 {
            futures_util::future::try_join_all(answers.drain(..)).await?;
        }
    }
    futures_util::future::try_join_all(answers).await?;
    Ok(())
}

/// Waits for the first frame of every site that sees one; their delays come back.
async fn until_all_see(fleet: &Fleet, shape: Shape) -> Result<Vec<u32>> {
    let limit = Instant::now() + PATIENCE;
    // The site on air does not see itself.
    let seeing = shape.sites() - 1;
    loop {
        let tally = fleet.report().await?;
        if tally.first_frames.len() >= seeing {
            return Ok(tally.first_frames);
        }
        anyhow::ensure!(
            Instant::now() < limit,
            "{} of {seeing} sites see a picture, {} are connected",
            tally.first_frames.len(),
            tally.connected
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Lets the relay replay the trace.
async fn compare(
    fleet: &Fleet,
    shape: Shape,
    mut trace: Vec<Traced>,
    baseline: Baseline,
    figures: &mut Figures,
) -> Result<()> {
    let end = trace.first().map_or(0, |packet| packet.at) + REPLAYED * 1_000_000;
    trace.retain(|packet| packet.at < end);
    let groups = relay::groups(&trace);
    let receivers: Vec<SocketAddr> = (shape.publishers().min(shape.sites() - 1)..shape.sites())
        .map(|number| fleet.address(number))
        .collect();
    for (way, sealed) in baseline.relays() {
        let (groups, receivers) = (groups.clone(), receivers.clone());
        let cost = tokio::task::spawn_blocking(move || relay::replay(&groups, &receivers, way, sealed));
        let micros = cost.await??.micros_per_packet();
        let name = format!("{}{}", way.name(), if sealed { ", sealed" } else { "" });
        if way == Way::Gso && sealed {
            figures.ratio = Some(figures.cpu_us_per_packet / micros);
        }
        figures.baseline.push((name, micros));
    }
    Ok(())
}
