//! How well does a commune fare on each kind of line? One row a scenario in a committed file, the mean of a few seeds, so
//! that a change of the estimator or of the sharing shows as a difference: `make scoreboard`.

use crate::sim::network::{Burst, Line};
use crate::sim::stamp::Layer;
use crate::sim::{Span, World};
use giaoban_link::{FromNode, SlotName};
use giaoban_media::Time;
use std::time::Duration;

const CHAIR: &str = "Bảo Yên";
const SPEAKER: &str = "Bảo Hà";
const WEAK: &str = "Kim Sơn";
const OTHER: &str = "Cam Cọn";
const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/scoreboard.txt");
/// Bytes of an ordinary frame in each layer: 150, 500 and 1,500 kbit/s.
const SIZES: [usize; 3] = [1_500, 2_500, 7_500];
/// Worlds played; one alone is luck.
const SEEDS: [u64; 4] = [8_867, 8_868, 8_869, 8_870];
const HEADINGS: &str = "scenario                                | used % | queue p95 ms | changes in 10 s | silence ms | freeze ms | followed s   | f, h, q %   | others' freeze ms\n";
/// The estimate has followed a step when it is within this part of the capacity.
const FOLLOWED: f64 = 0.2;

/// A line of a commune over a minute.
struct Scenario {
    name: &'static str,
    round_trip: Duration,
    /// From which second on it carries so many kbit/s.
    capacity: &'static [(u64, u64)],
    line: fn(&mut Line),
    /// Seconds at which the line breaks, and for how many ms.
    outages: &'static [(u64, u64)],
}

const SECONDS: u64 = 60;
/// The first seconds are everybody's: a site that joins knows nothing of its line.
const SETTLED: u64 = 5;
const CLEAN: fn(&mut Line) = |_| {};

fn scenarios() -> Vec<Scenario> {
    let scenario = |name, round_trip, capacity, line| Scenario {
        name,
        round_trip: Duration::from_millis(round_trip),
        capacity,
        line,
        outages: &[],
    };
    vec![
        scenario("10 Mbit/s, 30 ms", 30, &[(0, 10_000)], CLEAN),
        scenario("2 Mbit/s, 30 ms", 30, &[(0, 2_000)], CLEAN),
        scenario("1 Mbit/s, 120 ms", 120, &[(0, 1_000)], CLEAN),
        scenario("512 kbit/s, 30 ms", 30, &[(0, 512)], CLEAN),
        scenario("512 kbit/s, 600 ms", 600, &[(0, 512)], CLEAN),
        scenario("256 kbit/s, 120 ms", 120, &[(0, 256)], CLEAN),
        scenario("1 Mbit/s, 120 ms, 1 % loss", 120, &[(0, 1_000)], |line| line.loss = 0.01),
        scenario("1 Mbit/s, 120 ms, 5 % loss", 120, &[(0, 1_000)], |line| line.loss = 0.05),
        scenario("2 Mbit/s, 200 ms, 10 % loss", 200, &[(0, 2_000)], |line| line.loss = 0.1),
        scenario("2 Mbit/s, 120 ms, 20 % loss", 120, &[(0, 2_000)], |line| line.loss = 0.2),
        scenario("2 Mbit/s, 60 ms, bursts of loss", 60, &[(0, 2_000)], |line| {
            line.burst = Some(Burst { begins: 0.005, ends: 0.2 });
        }),
        scenario("2 Mbit/s, 60 ms, 30 ms of jitter", 60, &[(0, 2_000)], |line| line.jitter = 30.ms()),
        scenario("1 Mbit/s, 60 ms, queue of 20 ms", 60, &[(0, 1_000)], |line| line.queue = 20.ms()),
        scenario("2 Mbit/s to 512 kbit/s and back", 60, &[(0, 2_000), (20, 512), (40, 2_000)], CLEAN),
        scenario("a flow of 1 Mbit/s beside it for 20 s", 60, &[(0, 2_500), (20, 1_500), (40, 2_500)], CLEAN),
        Scenario {
            outages: &[(15, 1_000), (30, 1_500), (45, 1_000)],
            ..scenario("4G, handovers", 80, &[(0, 3_000), (15, 1_500), (30, 4_000), (45, 2_000)], |line| {
                line.jitter = 15.ms();
            })
        },
    ]
}

/// What came of a scenario.
#[derive(Clone, Default)]
struct Score {
    used: f64,
    queue: Duration,
    changes: usize,
    silence: Duration,
    freeze: Duration,
    /// Seconds from each step of capacity until the estimate had followed; none: not within the time given.
    followed: Vec<Option<u64>>,
    /// Seconds in which each layer was shown.
    shown: [f64; 3],
    other_freeze: Duration,
}

/// The means over all seeds; of what must not happen, the worst.
fn row(name: &str, scores: &[Score]) -> String {
    let count = scores.len() as u32;
    let mean = |of: fn(&Score) -> Duration| (scores.iter().map(of).sum::<Duration>() / count).as_millis();
    let share = |of: &dyn Fn(&Score) -> f64| scores.iter().map(of).sum::<f64>() / f64::from(count) * 100.0;
    let shown = [2, 1, 0].map(|layer| share(&|score| score.shown[layer] / (SECONDS - SETTLED) as f64));
    let steps = (0..scores[0].followed.len()).map(|step| {
        let worst = scores.iter().map(|score| score.followed[step].unwrap_or(u64::MAX)).max();
        worst.filter(|seconds| *seconds < u64::MAX).map_or("never".to_owned(), |seconds| seconds.to_string())
    });
    format!(
        "{name:<39} | {:>6.0} | {:>12} | {:>15} | {:>10} | {:>9} | {:<12} | {:>3.0} {:>3.0} {:>3.0} | {:>6}\n",
        share(&|score| score.used),
        mean(|score| score.queue),
        scores.iter().map(|score| score.changes).max().unwrap_or(0),
        mean(|score| score.silence),
        mean(|score| score.freeze),
        steps.collect::<Vec<_>>().join(", "),
        shown[0],
        shown[1],
        shown[2],
        scores.iter().map(|score| score.other_freeze).max().unwrap_or_default().as_millis(),
    )
}

#[test]
fn the_scoreboard_is_as_committed() {
    let scenarios = scenarios();
    let scores = std::thread::scope(|scope| {
        let seeds = SEEDS.map(|seed| {
            let scenarios = &scenarios;
            scope.spawn(move || scenarios.iter().map(|scenario| play(seed, scenario)).collect::<Vec<Score>>())
        });
        seeds.map(|played| played.join().expect("a world without complaints"))
    });
    let mut board = HEADINGS.to_owned();
    for (index, scenario) in scenarios.iter().enumerate() {
        board += &row(scenario.name, &scores.each_ref().map(|scores| scores[index].clone()));
    }
    if std::env::var_os("UPDATE_SCOREBOARD").is_some() {
        std::fs::write(COMMITTED, &board).expect("the board is written");
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(committed == board, "the scoreboard changed; it is now\n{board}");
}

fn play(seed: u64, scenario: &Scenario) -> Score {
    let mut world = World::new(seed);
    for site in [CHAIR, SPEAKER, WEAK, OTHER] {
        world.join_as(site, |client| {
            for (layer, size) in client.camera().layers.iter_mut().zip(SIZES) {
                layer.size = size;
            }
        });
    }
    world.seat_chair(CHAIR);
    world.put_on_air(SPEAKER);
    world.change(WEAK, |client| {
        for line in [&mut client.up, &mut client.down] {
            line.delay = scenario.round_trip / 2;
            (scenario.line)(line);
        }
    });
    let mut score = Score::default();
    let (mut layer, mut changes): (Option<Layer>, Vec<Time>) = (None, Vec::new());
    let (mut capacity, mut carried, mut stepped) = (0, 0, None);
    for second in 0..SECONDS {
        if let Some((_, kilobits)) = scenario.capacity.iter().find(|(at, _)| *at == second) {
            capacity = *kilobits;
            world.change(WEAK, |client| client.down.rate = Some(kilobits * 1_000));
            stepped = Some(second);
        }
        if let Some((_, span)) = scenario.outages.iter().find(|(at, _)| *at == second) {
            world.cut_line(WEAK, span.ms());
        }
        if second == SETTLED {
            world.mark();
            world.change(WEAK, |client| client.down.passed.clear());
            (carried, changes, score.shown) = (0, Vec::new(), [0.0; 3]);
        }
        carried += capacity;
        for _ in 0..10 {
            watch(&mut world, &mut layer, &mut changes);
            if let Some(layer) = layer.filter(|layer| *layer <= Layer::Full) {
                score.shown[layer as usize] += 0.1;
            }
        }
        if let Some(since) = stepped.filter(|_| has_followed(&world, capacity)) {
            score.followed.push(Some(second + 1 - since));
            stepped = None;
        } else if stepped.is_some_and(|since| second + 1 - since == 15) {
            score.followed.push(None);
            stepped = None;
        }
    }
    sum_up(&world, &mut score, carried, &changes);
    score
}

/// A tenth of a second passes.
fn watch(world: &mut World, layer: &mut Option<Layer>, changes: &mut Vec<Time>) {
    world.run(100.ms());
    let shown = world.picture(WEAK, SlotName::Programme).shown;
    let now = shown.filter(|(_, at)| world.now.since(*at) < 1.s()).map(|(stamp, _)| stamp.layer);
    if now != *layer {
        changes.extend((now.is_some() && layer.is_some()).then_some(world.now));
        *layer = now;
    }
}

fn has_followed(world: &World, kilobits: u64) -> bool {
    let Some(FromNode::Samples { samples }) = &world.samples else { return false };
    let peer = world.of(WEAK).peer;
    let estimate = samples.iter().find(|sample| sample.peer == peer).and_then(|sample| sample.down.available);
    let ratio = |estimate: u64| estimate as f64 / (kilobits as f64 * 1e3);
    // A line that carries all that is wanted need not be measured to its end.
    estimate.is_some_and(|estimate| (ratio(estimate) - 1.0).abs() <= FOLLOWED || estimate > 5_000_000)
}

fn sum_up(world: &World, score: &mut Score, carried: u64, changes: &[Time]) {
    let line = &world.of(WEAK).down;
    let mut waits: Vec<Duration> = line.passed.iter().map(|(wait, _)| *wait).collect();
    waits.sort_unstable();
    score.queue = waits[waits.len() * 95 / 100];
    let bytes: usize = line.passed.iter().map(|(_, bytes)| bytes).sum();
    score.used = bytes as f64 * 8.0 / (carried as f64 * 1e3);
    score.changes = changes
        .iter()
        .map(|from| changes.iter().filter(|at| *at >= from && at.since(*from) < 10.s()).count())
        .max()
        .unwrap_or(0);
    score.silence = world.sound(WEAK, 0).longest_silence(world.now);
    score.freeze = world.picture(WEAK, SlotName::Programme).longest_freeze(world.now);
    score.other_freeze = world.picture(OTHER, SlotName::Programme).longest_freeze(world.now);
}
