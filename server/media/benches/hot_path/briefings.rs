//! What does a whole node spend on a packet and a receiver? Briefings in virtual time with everything that belongs to
//! them: feedback, reports, ticks. Packets travel plain, so add the sealing of one.

use super::sim::world::Moment;
use super::sim::{Span, World};
use criterion::Criterion;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// A briefing that goes on in the same way for as long as it is let.
pub(crate) struct Briefing {
    pub(crate) name: &'static str,
    begin: fn() -> World,
    /// One step of it.
    step: fn(&mut World, u64),
}

/// Every briefing.
pub(crate) const ALL: &[Briefing] = &[
    Briefing { name: "fan to 1, a packet", begin: || fan(1), step: calm },
    Briefing { name: "fan to 150, a packet", begin: || fan(150), step: calm },
    Briefing { name: "fan to 50 that lose 5 %, a packet", begin: lossy, step: calm },
    Briefing { name: "fan to 50 on thin lines, a packet", begin: thin, step: calm },
    Briefing { name: "two speakers in turn to 50, a packet", begin: two, step: switch },
];

/// How long a step is.
const STEP: Duration = Duration::from_millis(200);
/// Until histories, estimates and layers are what they will be.
const WARM: u64 = 4;

thread_local! {
    static STARTED: Cell<Option<Instant>> = const { Cell::new(None) };
    static SPENT: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// Times the node alone: its clients cost more than it does.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock that the core may not")]
fn watch(moment: Moment) {
    match moment {
        Moment::Media | Moment::Other => STARTED.set(Some(Instant::now())),
        Moment::Done => {
            let spent = STARTED.take().map_or(Duration::ZERO, |started| started.elapsed());
            SPENT.set(SPENT.get() + spent);
        }
    }
}

pub(crate) fn time(criterion: &mut Criterion, briefing: &Briefing) {
    let mut world = None;
    let mut steps = 0;
    let mut group = criterion.benchmark_group("briefings");
    group.sample_size(10).warm_up_time(1.s()).measurement_time(4.s());
    group.bench_function(briefing.name, |bencher| {
        let world = world.get_or_insert_with(briefing.begin);
        world.probe = watch;
        bencher.iter_custom(|packets| {
            SPENT.set(Duration::ZERO);
            let mut forwarded = 0;
            while forwarded < packets {
                forwarded += advance(briefing, world, &mut steps);
            }
            SPENT.get().mul_f64(packets as f64 / forwarded as f64)
        });
    });
    group.finish();
}

/// Runs a briefing for so many steps, for a count. Returns how many packets were forwarded in them.
pub(crate) fn go_on(briefing: &Briefing, steps: u64) -> u64 {
    let mut world = (briefing.begin)();
    let mut taken = 0;
    super::instructions::from_here();
    (0..steps).map(|_| advance(briefing, &mut world, &mut taken)).sum()
}

/// One step. Returns how many packets were forwarded in it.
fn advance(briefing: &Briefing, world: &mut World, steps: &mut u64) -> u64 {
    let before = world.out.counters.rtp_forwarded;
    (briefing.step)(world, *steps);
    *steps += 1;
    world.out.counters.rtp_forwarded - before
}

fn calm(world: &mut World, _: u64) {
    world.run(STEP);
}

fn switch(world: &mut World, step: u64) {
    // Every second the other one.
    let speaker = ["Lào Cai", "Bảo Thắng"][step as usize / 5 % 2];
    if step.is_multiple_of(5) {
        world.put_on_air(speaker);
    }
    world.run(STEP);
}

fn fan(receivers: usize) -> World {
    warm(receivers, |_| {})
}

fn lossy() -> World {
    warm(50, |down| down.loss = 0.05)
}

fn thin() -> World {
    warm(50, |down| down.rate = Some(700_000))
}

fn two() -> World {
    let mut world = warm(50, |_| {});
    world.join("Bảo Thắng");
    world.run(WARM.s());
    world
}

/// A publisher with so many receivers that have been there for a while.
fn warm(receivers: usize, set: fn(&mut super::sim::network::Line)) -> World {
    let mut world = World::new(1);
    world.join("Lào Cai");
    for number in 0..receivers {
        world.join_as(&format!("Điểm cầu {number}"), |client| {
            set(&mut client.down);
            (client.camera, client.microphone) = (None, None);
        });
        world.run(5.ms());
    }
    world.put_on_air("Lào Cai");
    world.run(WARM.s());
    world
}
