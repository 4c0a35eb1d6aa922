//! Requests for key frames are merged, at least 300 ms apart (a law of every world), and repeated until answered.

use crate::sim::{Span, World};

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
