//! A packet takes no memory of its own: not on its way in, not in the history, not once for each of its receivers.

use crate::sim::allocations;
use crate::sim::{Span, World};

/// Length of the count.
const SECONDS: u64 = 5;
/// Wiring and sharing its link five times a second, and figures once, take memory for each peer; packets are many times
/// more.
const MOST_BY_PEER: u64 = 30;

/// One publisher, seen and heard by so many, each on a line that loses packets and asks for them again.
fn fan(receivers: usize) -> World {
    let mut world = World::new(1);
    world.join("Lào Cai");
    let names: Vec<String> = (0..receivers).map(|number| format!("Điểm cầu {number}")).collect();
    for name in &names {
        world.join_as(name, |client| {
            client.down.loss = 0.01;
            // Nobody watches it, and what it would send is none of this test's.
            (client.camera, client.microphone) = (None, None);
        });
        world.run(5.ms());
    }
    world.put_on_air("Lào Cai");
    // Until every history has made a round.
    world.run(20.s());
    let _ = allocations::taken();
    world.probe = allocations::probe;
    world
}

#[test]
fn a_packet_to_one_and_to_150_receivers_takes_no_memory() {
    for receivers in [1, 150] {
        let mut world = fan(receivers);
        let forwarded = world.out.counters.rtp_forwarded;
        let resent = world.out.counters.rtp_retransmitted;
        world.run(SECONDS.s());
        let forwarded = world.out.counters.rtp_forwarded - forwarded;
        let resent = world.out.counters.rtp_retransmitted - resent;
        let taken = allocations::taken();
        assert!(forwarded > 400 * receivers as u64, "{forwarded} packets to {receivers} receivers");
        assert!(resent > receivers as u64, "{resent} packets again to {receivers} receivers");
        assert_eq!(taken.media, 0, "for {forwarded} packets to {receivers} receivers");
        let most = MOST_BY_PEER * SECONDS * (receivers as u64 + 1);
        assert!(taken.other <= most, "{} for ticks and feedback of {receivers} receivers", taken.other);
    }
}
