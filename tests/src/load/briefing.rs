//! What does a whole briefing cost? The real server with signaling and media, sites that enter by their tokens, a chair
//! who invites one after the other.

use super::client::Newcomer;
use super::clock;
use super::figures::{Figures, spread};
use super::fleet::Fleet;
use super::measure::{Measured, Run};
use super::process::Usage;
use super::tally::Tally;
use crate::link::Link;
use crate::patience::within;
use crate::world::{HALL, World};
use anyhow::{Context, Result};
use clap::Args;
use giaoban_signaling::protocol::{ClientKind, ClientMessage, Language, MediaState};
use rand::RngExt;
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};
use tokio::time::sleep_until;

/// What happens in the briefing.
#[derive(Clone, Debug, Args)]
pub struct Course {
    /// Seconds from one speaker to the next; 0 leaves the floor alone.
    #[arg(long, default_value_t = 4)]
    pub every: u64,
    /// Percent of sites that vanish and come back in a minute.
    #[arg(long, default_value_t = 0.0)]
    pub churn: f64,
    /// Says on a line of JSON how a browser enters, as soon as everybody is there.
    #[arg(long)]
    pub announce: bool,
}

/// The smallest layer, which an idle site sends, and all of them.
const IDLE: Range<usize> = 0..1;
const ON_AIR: Range<usize> = 0..3;
/// Sites that are there before the others: the hall, and a few that hear it while the others join.
const EARLY: usize = 4;
/// Longest wait for the last site's first frame.
const PATIENCE: Duration = Duration::from_secs(60);
const SETTLE: Duration = Duration::from_secs(2);

struct Briefing<'a> {
    world: &'a World,
    fleet: &'a Fleet,
    names: &'a [String],
    links: BTreeMap<usize, Link>,
    speaker: usize,
}

/// Plays a briefing of this many sites, the hall among them.
pub async fn brief(profile: &str, sites: usize, run: &Run, course: &Course) -> Result<Figures> {
    let names: Vec<String> = std::iter::once(HALL.to_owned())
        .chain((1..sites).map(|number| format!("Điểm cầu {number:03}")))
        .collect();
    let communes: Vec<&str> = names[1..].iter().map(String::as_str).collect();
    let world = World::start(&communes).await?;
    let pid = world.server.pid().context("a process that runs")?;
    let fleet = Fleet::new(sites, run.threads)?;
    let empty = Usage::of(pid)?;
    let mut briefing =
        Briefing { world: &world, fleet: &fleet, names: &names, links: BTreeMap::new(), speaker: 0 };
    briefing.enter(0..EARLY.min(sites), run.ramp).await?;
    fleet.publish(0, ON_AIR, true);
    briefing.until_all_see(EARLY.min(sites)).await?;
    fleet.mark();
    briefing.enter(EARLY.min(sites)..sites, run.ramp).await?;
    let joined = briefing.until_all_see(sites).await?;
    let mut figures = Figures { profile: profile.to_owned(), sites, ..Figures::default() };
    figures.first_frame_ms = spread(&joined.first_frames);
    figures.joining_sound_ms = spread(&joined.sound);
    if course.announce {
        println!("{}", world.entrance());
    }
    tokio::time::sleep(SETTLE).await;
    let measured = Measured::begin(&world.server.base(), pid, &fleet).await?;
    figures.switches = briefing.go_on(run.seconds, course).await?;
    measured.end(&fleet, &mut figures).await?;
    figures.kib_per_site = Usage::of(pid)?.memory.saturating_sub(empty.memory) as f64 / sites as f64;
    Ok(figures)
}

impl Briefing<'_> {
    /// These sites enter, so many a second, or all at once.
    async fn enter(&mut self, numbers: Range<usize>, ramp: usize) -> Result<()> {
        let started = Instant::now();
        let first = numbers.start;
        let entering = numbers.map(|number| {
            let due = ((number - first) * 1_000).checked_div(ramp).unwrap_or_default();
            let (world, fleet, name) = (self.world, self.fleet, &self.names[number]);
            async move {
                sleep_until((started + Duration::from_millis(due as u64)).into()).await;
                anyhow::Ok((number, enter(world, fleet, number, name).await?))
            }
        });
        self.links.extend(futures_util::future::try_join_all(entering).await?);
        Ok(())
    }

    async fn until_all_see(&self, sites: usize) -> Result<Tally> {
        let limit = Instant::now() + PATIENCE;
        loop {
            let tally = self.fleet.report().await?;
            // The site on air does not see itself, and sees the chair only when that is another.
            if tally.connected == sites && tally.waiting <= 1 {
                return Ok(tally);
            }
            let Tally { connected, waiting, .. } = tally;
            anyhow::ensure!(
                Instant::now() < limit,
                "{connected} of {sites} are connected, {waiting} see nothing"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Speakers follow each other while sites come and go. Returns how many spoke.
    async fn go_on(&mut self, seconds: u64, course: &Course) -> Result<usize> {
        let end = Instant::now() + Duration::from_secs(seconds);
        let every = |seconds: f64| Some(Duration::from_secs_f64(seconds)).filter(|_| seconds > 0.0);
        let speech = every(course.every as f64);
        let leave =
            every(if course.churn > 0.0 { 6_000.0 / course.churn / self.names.len() as f64 } else { 0.0 });
        let far = end + Duration::from_secs(1);
        let mut next_speech = speech.map_or(far, |_| Instant::now());
        let mut next_leave = leave.map_or(far, |span| Instant::now() + span);
        let mut speeches = 0;
        while Instant::now() < end {
            sleep_until(next_speech.min(next_leave).min(end).into()).await;
            // The last speaker has time to be seen.
            if next_speech <= Instant::now() && next_speech + Duration::from_secs(2) < end {
                self.invite(1 + speeches % (self.names.len() - 1)).await?;
                speeches += 1;
            }
            if next_speech <= Instant::now() {
                next_speech += speech.unwrap_or(Duration::MAX / 4);
            }
            if next_leave <= Instant::now() {
                self.leave_and_return().await?;
                next_leave += leave.unwrap_or(Duration::MAX / 4);
            }
        }
        Ok(speeches)
    }

    /// The chair invites a site; every other site waits for its key frame.
    async fn invite(&mut self, number: usize) -> Result<()> {
        let command = self.world.invitation(&self.names[number])?;
        let seen = self.world.chair.state().seen_floor();
        self.fleet.publish(number, ON_AIR, true);
        self.fleet.watch(number, clock::now());
        let granted = self.world.chair.command(command, Some(seen));
        within(format_args!("a grant to {}", self.names[number]), granted).await??;
        let before = std::mem::replace(&mut self.speaker, number);
        if before != 0 && before != number {
            self.fleet.publish(before, IDLE, false);
        }
        Ok(())
    }

    /// A site that neither speaks nor chairs is gone without a word, and comes back.
    async fn leave_and_return(&mut self) -> Result<()> {
        let others: Vec<usize> =
            self.links.keys().copied().filter(|number| *number != 0 && *number != self.speaker).collect();
        let number = others[rand::rng().random_range(0..others.len())];
        self.fleet.vanish(number);
        self.links.remove(&number);
        let link = enter(self.world, self.fleet, number, &self.names[number]).await?;
        self.links.insert(number, link);
        Ok(())
    }
}

async fn enter(world: &World, fleet: &Fleet, number: usize, name: &str) -> Result<Link> {
    let newcomer: Newcomer = fleet.newcomer(number, 0);
    let hello = ClientMessage::Hello {
        token: world.site(name)?.token.clone(),
        briefing: world.briefing,
        kind: ClientKind::Room,
        resume: None,
        take_over: true,
        language: Language::Vi,
    };
    let link = within(format_args!("{name} enters"), Link::connect(&world.server.base(), hello)).await??;
    let answer = within(format_args!("an answer to {name}"), link.join(newcomer.offer.write())).await??;
    fleet.begin(number, &newcomer, &answer)?;
    fleet.publish(number, IDLE, false);
    link.media(MediaState {
        microphone: false,
        camera: true,
        content: false,
        devices: vec!["giaoban-load".to_owned()],
    });
    Ok(link)
}
