//! Lips stay in sync with the sound: however late the picture comes, whatever the clocks do, before a switch of
//! the source and after it.

use crate::sim::clock::Clock;
use crate::sim::{Span, World};

const CHAIR: &str = "Bảo Yên";

#[test]
fn a_picture_300_ms_behind_its_sound_is_presented_with_it() {
    for seed in 1..=3 {
        let mut world = World::new(seed);
        world.join(CHAIR);
        for site in ["Bảo Hà", "Kim Sơn"] {
            world.join_as(site, |client| client.camera().delay = 300.ms());
        }
        world.join("Cam Cọn");
        world.seat_chair(CHAIR);
        world.run(3.s());
        for speaker in ["Bảo Hà", "Kim Sơn", "Cam Cọn", CHAIR, "Bảo Hà"] {
            world.put_on_air(speaker);
            // A source that lags behind the one before it is squeezed until it has caught up.
            world.run(1_500.ms());
            world.mark();
            world.run(3.s());
            world.lips_in_sync();
            assert!(world.of("Cam Cọn").worst_skew.is_some() || speaker == "Cam Cọn", "nothing was compared");
        }
    }
}

/// Sound cards and wall clocks that differ by up to 200 ppm gain 240 ms on each other in twenty minutes.
#[test]
fn clocks_that_drift_by_100_ppm_for_twenty_minutes() {
    let mut world = World::new(4);
    world.join_as(CHAIR, |client| {
        client.wall.ppm = -100;
        client.camera().layers.truncate(1);
    });
    world.join_as("Bảo Hà", |client| {
        client.wall.ppm = 100;
        client.microphone().card = Clock { ahead: 0, ppm: -100 };
        let camera = client.camera();
        camera.layers.truncate(1);
        camera.delay = 120.ms();
    });
    world.open_console("Trung tâm", None, true);
    world.seat_chair(CHAIR);
    world.put_on_air("Bảo Hà");
    world.run(10.s());
    for _ in 0..20 {
        world.mark();
        world.run(1.minutes());
        world.sees("Trung tâm", "Bảo Hà");
        world.lips_in_sync();
        world.no_freeze_beyond(200.ms());
        world.no_silence_beyond("Trung tâm", 100.ms());
        assert!(world.of("Trung tâm").worst_skew.is_some());
    }
}
