//! Requests for key frames are merged, at least 300 ms apart (a law of every world), and repeated until answered.

use crate::sim::weapons::{fir, pli};
use crate::sim::{Span, World};
use giaoban_link::SlotName;

/// Thirty receivers and a source of pictures.
fn hall() -> World {
    let mut world = World::new(12);
    (0..30).for_each(|site| world.join(&format!("Thôn {site}")));
    world.seat_chair("Thôn 0");
    world.put_on_air("Thôn 1");
    world.run(10.s());
    world
}

/// Key frames that the source made so far.
fn key_frames(world: &World) -> u32 {
    let layers = world.of("Thôn 1").camera.iter().flat_map(|camera| &camera.layers);
    layers.map(|layer| layer.keys).max().expect("a room device has a camera")
}

/// The same in a minute in which `disturb` is called every 100 ms.
fn key_frames_in_a_minute(world: &mut World, mut disturb: impl FnMut(&mut World, u64)) -> u32 {
    let before = key_frames(world);
    for tenth in 0..600 {
        disturb(world, tenth);
        world.run(100.ms());
    }
    key_frames(world) - before
}

/// RTCP about the picture that a receiver is shown.
fn tell(world: &mut World, site: &str, packet: impl Fn(u32) -> Vec<u8>) {
    let client = world.of(site);
    let (address, media) = (client.address, client.pictures[&SlotName::Programme].ssrc);
    world.inject(address, packet(media));
}

#[test]
fn a_receiver_that_asks_all_the_time_gets_few() {
    let asked = [
        key_frames_in_a_minute(&mut hall(), |world, _| tell(world, "Thôn 17", pli)),
        key_frames_in_a_minute(&mut hall(), |world, tenth| {
            tell(world, "Thôn 17", |media| fir(media, tenth as u8))
        }),
        key_frames_in_a_minute(&mut hall(), |world, tenth| {
            if tenth % 10 == 0 {
                tell(world, "Thôn 17", |media| pli(media).repeat(20));
            }
        }),
    ];
    assert!(asked.iter().all(|asked| (3..=10).contains(asked)), "{asked:?} key frames in a minute");
}

#[test]
fn a_real_need_is_served_beside_one_that_asks_all_the_time() {
    let mut world = hall();
    key_frames_in_a_minute(&mut world, |world, _| tell(world, "Thôn 17", pli));
    let before = key_frames(&world);
    tell(&mut world, "Thôn 5", pli);
    world.run(300.ms());
    assert_eq!(key_frames(&world), before + 1, "of another receiver");
    world.put_on_air("Thôn 2");
    world.run(300.ms());
    world.sees("Thôn 17", "Thôn 2");
    world.sees("Thôn 5", "Thôn 2");
}

#[test]
fn three_that_ask_now_and_then_are_served_each() {
    let asked = key_frames_in_a_minute(&mut hall(), |world, tenth| match tenth % 100 {
        20 => tell(world, "Thôn 3", pli),
        50 => tell(world, "Thôn 4", pli),
        80 => tell(world, "Thôn 5", pli),
        _ => {}
    });
    assert_eq!(asked, 18);
}

#[test]
fn a_request_that_crosses_its_key_frame_asks_for_no_other() {
    let mut world = hall();
    let before = key_frames(&world);
    for _ in 0..3 {
        tell(&mut world, "Thôn 17", pli);
        while key_frames(&world) == before {
            world.run(5.ms());
        }
        world.run(8.ms());
    }
    world.run(1.s());
    assert_eq!(key_frames(&world), before + 1);
    for more in 2..=3 {
        tell(&mut world, "Thôn 17", pli);
        world.run(1.s());
        assert_eq!(key_frames(&world), before + more, "it has two left");
    }
}

/// An encoder refreshes all layers for whoever asks for one, so two could climb at each other's cost.
#[test]
fn heights_turned_up_and_down_cost_few() {
    let asked = key_frames_in_a_minute(&mut hall(), |world, tenth| {
        let heights = if tenth % 2 == 0 { [180, 720] } else { [720, 180] };
        world.draw_programme("Thôn 17", heights[0]);
        world.draw_programme("Thôn 18", heights[1]);
    });
    assert!((1..=24).contains(&asked), "{asked} key frames in a minute");
}

#[test]
fn a_thumbnail_turned_to_and_fro_costs_few() {
    let mut world = hall();
    world.open_console("Phòng kỹ thuật", None, false);
    let asked = key_frames_in_a_minute(&mut world, |world, tenth| {
        world.watch("Phòng kỹ thuật", 0, if tenth % 2 == 0 { "Thôn 1" } else { "Thôn 2" });
    });
    assert!((1..=14).contains(&asked), "{asked} key frames in a minute");
    world.watch("Phòng kỹ thuật", 0, "Thôn 3");
    world.run(300.ms());
    let shown = world.picture_of("Phòng kỹ thuật", SlotName::Thumbnail(0));
    assert_eq!(shown, Some("Thôn 3"), "another page is there at once");
}

#[test]
fn a_request_is_repeated_until_the_key_frame_comes() {
    let mut world = World::new(1);
    ["Bảo Yên", "Bảo Hà", "Kim Sơn"].iter().for_each(|site| world.join(site));
    world.seat_chair("Bảo Yên");
    // Everybody is content with the layer that never pauses: one that begins anew begins with a key frame, unasked.
    ["Bảo Yên", "Bảo Hà", "Kim Sơn"].iter().for_each(|site| world.draw_programme(site, 180));
    world.run(2.s());
    let until = world.now + 3.s();
    world.change("Bảo Hà", |client| {
        client.camera().layers.iter_mut().for_each(|layer| layer.is_deaf_until = until);
    });
    let before = world.laws.requests;
    world.put_on_air("Bảo Hà");
    world.run(3.s());
    assert_eq!(world.programme_of("Kim Sơn"), None, "nothing can be shown without a key frame");
    let asked = world.laws.requests - before;
    // Every 320 ms, and the chair's layer for the site on air once or twice.
    assert!((10..=13).contains(&asked), "asked {asked} times in 3 s");
    world.run(500.ms());
    world.sees("Kim Sơn", "Bảo Hà");
    let before = world.laws.requests;
    world.run(3.s());
    assert_eq!(world.laws.requests, before, "no request without need");
}

#[test]
fn requests_of_many_receivers_are_one() {
    let mut world = World::new(2);
    for site in 0..30 {
        world.join(&format!("Thôn {site}"));
    }
    world.seat_chair("Thôn 0");
    world.run(2.s());
    let before = world.laws.requests;
    world.put_on_air("Thôn 1");
    world.run(1.s());
    for site in 2..30 {
        world.sees(&format!("Thôn {site}"), "Thôn 1");
    }
    let asked = world.laws.requests - before;
    // One for the layer everybody sees; the chair's own layer for the site on air is another.
    assert!((1..=3).contains(&asked), "asked {asked} times");
}

#[test]
fn a_lost_key_frame_is_asked_for_again() {
    let mut world = World::new(3);
    ["Bảo Yên", "Bảo Hà", "Kim Sơn"].iter().for_each(|site| world.join(site));
    world.seat_chair("Bảo Yên");
    world.put_on_air("Bảo Yên");
    world.run(2.s());
    world.put_on_air("Bảo Hà");
    // The key frame and its retransmissions are lost on the way to one receiver.
    world.change("Kim Sơn", |client| client.down.loss = 1.0);
    world.run(2.s());
    world.change("Kim Sơn", |client| client.down.loss = 0.0);
    world.run(1.s());
    world.sees("Kim Sơn", "Bảo Hà");
}
