//! Which layer does a slot show? The smallest that fills it, among those received in the last second.

use crate::sim::stamp::Layer;
use crate::sim::{Span, World};
use giaoban_link::SlotName;

const CHAIR: &str = "Bảo Yên";

fn hall(seed: u64) -> World {
    let mut world = World::new(seed);
    [CHAIR, "Bảo Hà", "Kim Sơn"].iter().for_each(|site| world.join(site));
    world.seat_chair(CHAIR);
    world.put_on_air("Bảo Hà");
    world.run(2.s());
    world
}

fn layer_at(world: &World, who: &str, slot: SlotName) -> Option<Layer> {
    let (stamp, at) = world.picture(who, slot).shown?;
    (world.now.since(at) < 500.ms()).then_some(stamp.layer)
}

fn is_sent(world: &mut World, site: &str, layer: usize, is_active: bool) {
    world.change(site, |client| client.camera().layers[layer].set_active(is_active));
}

#[test]
fn the_layer_follows_the_height_at_which_the_slot_is_drawn() {
    let mut world = hall(1);
    assert_eq!(
        layer_at(&world, "Kim Sơn", SlotName::Programme),
        Some(Layer::Full),
        "720 unless told otherwise"
    );
    assert_eq!(layer_at(&world, "Kim Sơn", SlotName::Chair), Some(Layer::Quarter));
    let heights = [(360, Layer::Half), (90, Layer::Quarter), (181, Layer::Half), (1_080, Layer::Full)];
    for (height, expected) in heights {
        world.mark();
        world.draw_programme("Kim Sơn", height);
        world.run(1.s());
        assert_eq!(layer_at(&world, "Kim Sơn", SlotName::Programme), Some(expected), "at {height} pixels");
        assert_eq!(layer_at(&world, CHAIR, SlotName::Programme), Some(Layer::Full), "another's wish");
        world.no_freeze_beyond(200.ms());
    }
    world.draw_programme("Kim Sơn", 0);
    world.run(1.s());
    assert_eq!(layer_at(&world, "Kim Sơn", SlotName::Programme), None, "what is not drawn is not sent");
}

#[test]
fn a_camera_opened_at_640_by_480_is_shown_without_its_third_layer() {
    let mut world = World::new(2);
    world.join(CHAIR);
    world.join("Kim Sơn");
    world.join_as("Bảo Hà", |client| {
        let camera = client.camera();
        (camera.layers[0].width, camera.layers[0].height) = (320, 240);
        (camera.layers[1].width, camera.layers[1].height) = (640, 480);
        camera.layers[2].set_active(false);
    });
    world.seat_chair(CHAIR);
    world.put_on_air("Bảo Hà");
    world.run(2.s());
    assert_eq!(layer_at(&world, "Kim Sơn", SlotName::Programme), Some(Layer::Half));
    world.mark();
    world.run(2.s());
    world.no_freeze_beyond(100.ms());
}

#[test]
fn a_camera_without_simulcast_is_shown_at_every_height() {
    let mut world = World::new(3);
    world.join(CHAIR);
    world.join("Kim Sơn");
    world.join_single("Bảo Hà");
    world.seat_chair(CHAIR);
    world.put_on_air("Bảo Hà");
    for height in [90, 1_080] {
        world.draw_programme("Kim Sơn", height);
        world.run(2.s());
        world.sees("Kim Sơn", "Bảo Hà");
        world.sees(CHAIR, "Bảo Hà");
    }
}

#[test]
fn a_layer_that_stops_is_replaced_and_taken_again_when_it_returns() {
    let mut world = hall(4);
    is_sent(&mut world, "Bảo Hà", 2, false);
    world.mark();
    world.run(3.s());
    assert_eq!(layer_at(&world, "Kim Sơn", SlotName::Programme), Some(Layer::Half));
    world.no_freeze_beyond(1_500.ms());
    is_sent(&mut world, "Bảo Hà", 2, true);
    world.mark();
    world.run(2.s());
    assert_eq!(layer_at(&world, "Kim Sơn", SlotName::Programme), Some(Layer::Full));
    world.no_freeze_beyond(200.ms());
}
