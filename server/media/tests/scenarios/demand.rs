//! A layer that nobody watches is not sent, and is there again when somebody does.

use crate::sim::stamp::Layer;
use crate::sim::world::site_id;
use crate::sim::{Span, World};
use giaoban_link::SlotName;

const CHAIR: &str = "Bảo Yên";
const SPEAKER: &str = "Bảo Hà";
const NEXT: &str = "Kim Sơn";

fn hall(seed: u64) -> World {
    let mut world = World::new(seed);
    [CHAIR, SPEAKER, NEXT].iter().for_each(|site| world.join(site));
    world.seat_chair(CHAIR);
    world.put_on_air(SPEAKER);
    world.run(3.s());
    world
}

/// Which layers of a site's camera leave it now.
fn sent(world: &World, site: &str) -> Vec<bool> {
    world.of(site).camera.iter().flat_map(|camera| &camera.layers).map(|layer| layer.is_sent()).collect()
}

#[test]
fn what_nobody_watches_is_not_sent() {
    let mut world = hall(1);
    assert_eq!(sent(&world, SPEAKER), [true, false, true], "the large picture, and the small one in reserve");
    assert_eq!(
        sent(&world, CHAIR),
        [true, false, true],
        "the site on air sees the chair large, the others small"
    );
    assert_eq!(sent(&world, NEXT), [true, false, false], "nobody looks at it");
    world.draw_programme(NEXT, 360);
    world.draw_programme(CHAIR, 360);
    world.run(2.s());
    assert_eq!(sent(&world, SPEAKER), [true, true, false], "within two seconds");
}

#[test]
fn who_is_put_on_air_is_seen_at_once_and_large_within_half_a_second() {
    let mut world = hall(2);
    world.put_on_air(NEXT);
    let (since, next) = (world.now, world.of(NEXT).site);
    let (mut small, mut large) = (None, None);
    while large.is_none() && world.now.since(since) < 2.s() {
        world.run(10.ms());
        let shown = world.picture(SPEAKER, SlotName::Programme).shown;
        let layer = shown
            .filter(|(stamp, _)| Some(site_id(stamp.site as usize)) == next)
            .map(|(stamp, _)| stamp.layer);
        small = small.or(layer.map(|_| world.now));
        large = large.or(layer.filter(|layer| *layer == Layer::Full).map(|_| world.now));
    }
    let after = |at: Option<giaoban_media::Time>| at.map(|at| at.since(since));
    assert!(after(small).is_some_and(|after| after < 200.ms()), "{:?}", after(small));
    assert!(after(large).is_some_and(|after| after < 500.ms()), "{:?}", after(large));
}

#[test]
fn who_is_called_sends_everything_before_it_is_on_air() {
    let mut world = hall(4);
    world.call(NEXT);
    world.run(500.ms());
    assert_eq!(sent(&world, NEXT), [true, true, true]);
    world.put_on_air(NEXT);
    world.run(200.ms());
    let (stamp, _) = world.picture(SPEAKER, SlotName::Programme).shown.expect("a picture");
    assert_eq!(stamp.layer, Layer::Full);
    world.judge();
}

#[test]
fn a_layer_that_does_not_come_when_asked_for_does_not_keep_anybody_waiting() {
    let mut world = hall(3);
    world.change(NEXT, |client| client.camera().layers[2].set_active(false));
    world.put_on_air(NEXT);
    world.run(4.s());
    let requests = world.laws.requests;
    let (stamp, at) = world.picture(SPEAKER, SlotName::Programme).shown.expect("a picture");
    assert!(world.now.since(at) < 200.ms());
    assert_eq!(stamp.layer, Layer::Half, "the best that comes");
    world.run(10.s());
    let asked = world.laws.requests - requests;
    assert!(asked < 5, "and nobody asks on and on: {asked}");
}
