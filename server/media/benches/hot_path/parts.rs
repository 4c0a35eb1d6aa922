//! What do parts cost alone, repeated with everything in the caches?

use criterion::Criterion;
use giaoban_media::bench;

/// A part, and what makes it ready.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    ready: fn() -> Box<dyn FnMut()>,
}

/// Every part, in the order in which a packet meets them.
pub(crate) const ALL: &[Part] = &[
    Part { name: "parse a packet", ready: || Box::new(bench::parse()) },
    Part { name: "write a packet for a receiver", ready: || Box::new(bench::write()) },
    Part { name: "seal a packet", ready: || Box::new(bench::seal()) },
    Part { name: "seal a packet and open it", ready: || Box::new(bench::seal_and_open()) },
    Part { name: "pace a frame", ready: || Box::new(bench::pace()) },
    Part { name: "hear a datagram of claims", ready: || Box::new(bench::hear_claims()) },
    Part { name: "share a link between 19 slots", ready: || Box::new(bench::share()) },
];

pub(crate) fn time(criterion: &mut Criterion, part: &Part) {
    let mut run = (part.ready)();
    criterion.bench_function(part.name, |bencher| bencher.iter(&mut run));
}

/// Runs a part so often, for a count; the first times count nothing.
pub(crate) fn repeat(part: &Part, times: u64) {
    let mut run = (part.ready)();
    run();
    super::instructions::from_here();
    for _ in 0..times {
        counted(&mut run);
    }
}

/// What callgrind counts of a part.
#[inline(never)]
fn counted(run: &mut dyn FnMut()) {
    run();
}

/// The function that [`repeat`] calls for what is counted.
pub(crate) const COUNTED: &str = "hot_path::parts::counted";
