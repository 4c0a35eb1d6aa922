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
            world.mark();
            world.put_on_air(speaker);
            // A picture that lags behind the one before it is squeezed until it has caught up.
            world.run(500.ms());
            world.sound_on_its_line();
            world.mark();
            world.run(4.s());
            world.lips_in_sync();
            world.sound_on_its_line();
            world.pictures_on_their_line();
            assert!(world.of("Cam Cọn").worst_skew.is_some() || speaker == "Cam Cọn", "nothing was compared");
        }
    }
}

/// The packets of two microphones are not in step, and the ways to the server not of one length: of the second what was
/// said before the first one ended is left out, or all of it would be late.
#[test]
fn the_floor_passes_from_hand_to_hand_fifty_times() {
    let sites = ["Bảo Hà", "Kim Sơn", "Cam Cọn", "Lương Sơn"];
    for seed in 1..=3 {
        let mut world = World::new(seed);
        world.join(CHAIR);
        for (site, millis) in sites.into_iter().zip([10, 60, 25, 140]) {
            world.join_as(site, |client| client.up.delay = millis.ms());
        }
        world.open_console("Trung tâm", None, true);
        world.seat_chair(CHAIR);
        world.run(6.s());
        for turn in 0..50 {
            let speaker = sites[turn * 3 % 4];
            world.mark();
            world.put_on_air(speaker);
            world.run(1.s());
            world.hears("Trung tâm", speaker);
            world.sound_on_its_line();
            world.pictures_on_their_line();
            world.lips_in_sync();
            world.no_silence_beyond("Trung tâm", 100.ms());
        }
    }
}

/// Until its first report a microphone is placed by when the quickest of its packets arrived.
#[test]
fn a_microphone_that_opens_with_the_floor_is_in_step_before_its_first_report() {
    let mut world = World::new(7);
    world.join(CHAIR);
    world.join_as("Bảo Hà", |client| {
        client.microphone().is_muted = true;
        client.up.jitter = 12.ms();
    });
    world.open_console("Trung tâm", None, true);
    world.seat_chair(CHAIR);
    world.run(6.s());
    world.put_on_air("Bảo Hà");
    world.change("Bảo Hà", |client| client.microphone().is_muted = false);
    world.run(500.ms());
    world.mark();
    world.run(10.s());
    world.lips_in_sync();
    world.sound_on_its_line();
    assert!(world.of("Trung tâm").worst_skew.is_some());
}

/// Sound cards and wall clocks that differ by up to 200 ppm gain 240 ms on each other in twenty minutes; a sound card
/// that is too fast brings more sound than there is time for.
#[test]
fn clocks_that_drift_by_100_ppm_for_twenty_minutes() {
    for (wall, card) in [(100, -100), (-100, 100), (0, 100)] {
        let mut world = drifting(&[("Bảo Hà", wall, card)]);
        for _ in 0..20 {
            a_minute_in_step(&mut world, "Bảo Hà");
        }
    }
}

/// The floor passes each minute between two whose clocks drift apart.
#[test]
fn two_speak_in_turn_while_the_clocks_of_one_run_fast_and_of_the_other_slow() {
    let speakers = [("Bảo Hà", 100, 100), ("Kim Sơn", -100, -100)];
    let mut world = drifting(&speakers);
    for turn in 0..20 {
        let (speaker, ..) = speakers[turn % 2];
        world.put_on_air(speaker);
        // A picture that lags behind the one before it is squeezed until it has caught up.
        world.run(500.ms());
        a_minute_in_step(&mut world, speaker);
    }
}

/// A chair whose clock is slow, speakers whose wall clocks and sound cards are off by so many ppm, the first on air until
/// its drift is known.
fn drifting(speakers: &[(&str, i64, i64)]) -> World {
    let mut world = World::new(4);
    world.join_as(CHAIR, |client| {
        client.wall.ppm = -100;
        client.camera().layers.truncate(1);
    });
    for (speaker, wall, card) in speakers {
        world.join_as(speaker, |client| {
            client.wall.ppm = *wall;
            client.microphone().card = Clock { ahead: 0, ppm: *card };
            let camera = client.camera();
            camera.layers.truncate(1);
            camera.delay = 120.ms();
        });
    }
    world.open_console("Trung tâm", None, true);
    world.seat_chair(CHAIR);
    world.put_on_air(speakers[0].0);
    // It takes half a minute to know a drift.
    world.run(40.s());
    world
}

#[track_caller]
fn a_minute_in_step(world: &mut World, speaker: &str) {
    world.mark();
    world.run(1.minutes());
    world.sees("Trung tâm", speaker);
    world.pictures_on_their_line();
    world.sound_on_its_line();
    world.lips_in_sync();
    world.no_freeze_beyond(200.ms());
    world.no_silence_beyond("Trung tâm", 100.ms());
    // What a fast card brings too much in a minute: 12 ms, in packets of 20 for every 3 ms.
    world.left_out_at_most(5);
    assert!(world.of("Trung tâm").worst_skew.is_some());
}

/// What libwebrtc reports of sound is up to 10 ms late, each time by chance.
#[test]
fn reports_of_sound_that_waver_leave_it_on_its_line() {
    let mut world = World::new(8);
    world.join(CHAIR);
    world.join_as("Bảo Hà", |client| client.microphone().unsteady = 10.ms());
    world.open_console("Trung tâm", None, true);
    world.seat_chair(CHAIR);
    world.run(30.s());
    world.put_on_air("Bảo Hà");
    world.run(1.s());
    world.mark();
    world.run(10.minutes());
    world.sound_on_its_line();
    world.lips_in_sync();
    world.left_out_at_most(2);
}
