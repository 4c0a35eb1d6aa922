//! One seed gives one run, byte for byte: every failure of these tests can be looked at again.

use crate::sim::network::Burst;
use crate::sim::{Span, World};

fn run(seed: u64) -> u64 {
    let mut world = World::new(seed);
    for site in ["Bảo Yên", "Bảo Hà", "Kim Sơn"] {
        world.join_as(site, |client| {
            for line in [&mut client.up, &mut client.down] {
                line.burst = Some(Burst { begins: 0.01, ends: 0.5 });
                (line.loss, line.reorder, line.duplicate, line.jitter) = (0.02, 0.02, 0.01, 5.ms());
            }
        });
    }
    world.seat_chair("Bảo Yên");
    for round in 0..4 {
        world.put_on_air(["Bảo Hà", "Kim Sơn"][round % 2]);
        world.run(1_500.ms());
    }
    world.digest()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let first = run(7);
    assert_eq!(first, run(7));
    assert_ne!(first, run(8));
}
