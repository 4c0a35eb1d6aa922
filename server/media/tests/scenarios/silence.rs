//! A line is cut: the node says so long before consent is over, and says when it hears again.

use crate::sim::{Span, World};
use giaoban_link::FromNode;
use giaoban_media::Time;

fn room(seed: u64) -> World {
    let mut world = World::new(seed);
    ["Bảo Yên", "Bảo Hà", "Kim Sơn"].iter().for_each(|site| world.join(site));
    world.open_console("Thư ký", Some("Bảo Yên"), false);
    world.seat_chair("Bảo Yên");
    world.put_on_air("Bảo Hà");
    world.run(2.s());
    world
}

fn silences(world: &World) -> Vec<(Time, FromNode)> {
    let of_silence =
        |report: &FromNode| matches!(report, FromNode::Silent { .. } | FromNode::HeardAgain { .. });
    world.reports.iter().filter(|(_, report)| of_silence(report)).cloned().collect()
}

#[test]
fn a_cut_line_is_noticed_after_two_seconds_and_heard_again() {
    let mut world = room(1);
    let cut = world.now;
    world.change("Bảo Hà", |client| client.up.outage = (cut, cut + 5.s()));
    world.run(8.s());
    let told = silences(&world);
    let [(silent_at, FromNode::Silent { peer, for_ms }), (heard_at, FromNode::HeardAgain { peer: again })] =
        &told[..]
    else {
        panic!("{told:?}")
    };
    assert_eq!((peer, again), (&world.of("Bảo Hà").peer, peer));
    let noticed = silent_at.since(cut);
    assert!((1_900.ms()..=2_100.ms()).contains(&noticed), "noticed after {noticed:?}");
    assert!((2_000..=2_020).contains(for_ms), "silent for {for_ms} ms");
    let heard = heard_at.since(cut + 5.s());
    assert!(heard <= 100.ms(), "heard again after {heard:?}");
    assert_eq!(world.reported(|report| matches!(report, FromNode::Lost { .. })), 0, "it stays connected");
    world.sees("Kim Sơn", "Bảo Hà");
}

#[test]
fn nobody_is_silent_on_a_bad_line_or_at_a_console() {
    let mut world = room(2);
    for site in ["Bảo Hà", "Kim Sơn"] {
        world.change(site, |client| (client.up.loss, client.up.jitter) = (0.3, 60.ms()));
    }
    world.run(40.s());
    assert_eq!(silences(&world), []);
}

/// A machine that stood still heard nobody: at its next tick that is nobody's silence.
#[test]
fn a_node_that_slept_blames_nobody() {
    let mut world = room(3);
    world.node_sleeps(5.s());
    world.run(12.s());
    assert_eq!(silences(&world), []);
    world.sees("Kim Sơn", "Bảo Hà");
}
