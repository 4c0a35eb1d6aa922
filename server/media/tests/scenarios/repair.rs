//! Lost packets come again: NACK and RTX on the way up and on the way down, so that nobody notices.

use crate::sim::network::Burst;
use crate::sim::rtp::Rtp;
use crate::sim::stamp::Layer;
use crate::sim::{Span, World};
use giaoban_link::SlotName;
use giaoban_media::Drop;
use std::collections::BTreeSet;

const CHAIR: &str = "Bảo Yên";
const SITES: [&str; 4] = [CHAIR, "Bảo Hà", "Kim Sơn", "Cam Cọn"];

fn hall(seed: u64) -> World {
    let mut world = World::new(seed);
    SITES.iter().for_each(|site| world.join(site));
    world.seat_chair(CHAIR);
    world.put_on_air("Bảo Hà");
    world
}

#[test]
fn five_percent_of_loss_both_ways_is_repaired() {
    for seed in 1..=4 {
        let mut world = hall(seed);
        world.run(2.s());
        for site in SITES {
            world.change(site, |client| {
                client.up.loss = 0.05;
                client.down.loss = 0.05;
            });
        }
        world.mark();
        let keys = keys_of(&world, "Bảo Hà");
        let frames = frames(&world);
        world.run(20.s());
        // Of some 50,000 packets to four receivers a few are lost three times in a row, one in three runs four times.
        world.no_freeze_beyond(420.ms());
        for (site, before) in SITES.into_iter().zip(frames) {
            let slot = world.picture(site, SlotName::Programme);
            let shown = slot.frames - before;
            assert!((490..=502).contains(&shown), "seed {seed}: {shown} of 500 frames at {site}");
            assert!(slot.stream.repaired > 50, "seed {seed}: {} repairs at {site}", slot.stream.repaired);
        }
        assert!(world.of("Bảo Hà").nacked > 50, "the node asked for what was lost on the way up");
        let asked = keys_of(&world, "Bảo Hà") - keys;
        // A packet whose repair is lost three times is one in a thousand, and there are some 2,500.
        assert!(asked <= 8, "seed {seed}: {asked} key frames where repair suffices");
    }
}

#[test]
fn bursts_duplicates_and_disorder_are_borne() {
    for seed in 1..=3 {
        let mut world = hall(seed);
        for site in SITES {
            world.change(site, |client| {
                for line in [&mut client.up, &mut client.down] {
                    line.burst = Some(Burst { begins: 0.004, ends: 0.3 });
                    (line.duplicate, line.reorder, line.jitter) = (0.02, 0.05, 8.ms());
                }
            });
        }
        world.run(3.s());
        world.mark();
        world.run(20.s());
        world.no_freeze_beyond(700.ms());
        for site in SITES {
            world.sees(site, if site == "Bảo Hà" { CHAIR } else { "Bảo Hà" });
        }
    }
}

#[test]
fn what_is_missed_of_a_layer_that_was_left_is_answered_too() {
    for seed in 1..=4 {
        let mut world = hall(seed);
        world.run(1.s());
        world.change("Bảo Hà", |client| client.up.loss = 0.05);
        world.change("Kim Sơn", |client| {
            client.down.loss = 0.05;
            client.pictures.get_mut(&SlotName::Programme).unwrap().stream.asks_for_all = true;
        });
        for height in [180, 720].repeat(10) {
            world.draw_programme("Kim Sơn", height);
            world.run(500.ms());
        }
        world.run(2.s());
        let stream = &world.picture("Kim Sơn", SlotName::Programme).stream;
        assert!(stream.repaired > 50 && stream.given_up == 0, "seed {seed}: {stream:?}");
    }
}

#[test]
fn an_outage_of_the_site_on_air_ends_with_a_picture() {
    let mut world = hall(5);
    world.run(2.s());
    world.cut_line("Bảo Hà", 5.s());
    world.run(5.s());
    assert_eq!(world.programme_of("Kim Sơn"), None);
    world.run(1.s());
    for site in SITES {
        world.sees(site, if site == "Bảo Hà" { CHAIR } else { "Bảo Hà" });
    }
    world.hears("Kim Sơn", "Bảo Hà");
}

#[test]
fn a_viewer_whose_line_was_cut_has_its_whole_picture_back_within_three_seconds() {
    for (seed, outage) in [(11, 5), (12, 20)] {
        let mut world = hall(seed);
        world.run(4.s());
        world.cut_line("Kim Sơn", outage.s());
        world.run(outage.s());
        assert_eq!(world.programme_of("Kim Sơn"), None, "the test cut nothing");
        world.run(3.s());
        world.sees("Kim Sơn", "Bảo Hà");
        world.hears("Kim Sơn", "Bảo Hà");
        let (stamp, _) = world.picture("Kim Sơn", SlotName::Programme).shown.unwrap();
        assert_eq!(stamp.layer, Layer::Full, "after {outage} s");
    }
}

#[test]
fn a_thin_line_does_not_harm_the_others() {
    let mut world = hall(6);
    world.change("Kim Sơn", |client| (client.down.rate, client.down.queue) = (Some(400_000), 200.ms()));
    world.run(2.s());
    world.mark();
    world.run(10.s());
    for site in [CHAIR, "Cam Cọn"] {
        let freeze = world.picture(site, SlotName::Programme).longest_freeze(world.now);
        // Requests of the one behind the thin line make more key frames, nothing else.
        assert!(freeze <= 200.ms(), "{site} froze for {freeze:?}");
    }
}

/// libwebrtc probes its line with packets that it sent before. One of them may begin a key frame, old by then, for which
/// a slot waits that has just been aimed at its stream.
#[test]
fn what_a_sender_repeats_unasked_changes_nothing_for_anybody() {
    let (witness, probing) = SITES.split_last().unwrap();
    let briefing = |probes: bool| {
        let mut world = hall(7);
        world.run(2.s());
        world.is_recording = true;
        for turn in 0..20 {
            world.put_on_air(SITES[1 + turn % 3]);
            world.run(10.ms());
            for site in probing.iter().filter(|_| probes) {
                let now = world.now;
                world.change(site, |client| client.probe(now));
            }
            world.run(490.ms());
        }
        let index = world.index(witness);
        let media = world.sent[index].iter().filter_map(|left| Rtp::read(&left.bytes));
        let sent: BTreeSet<_> = media.map(|rtp| (rtp.ssrc, rtp.seq, rtp.payload.to_vec())).collect();
        (sent, world.out.counters.dropped[Drop::Repeated as usize])
    };
    let (undisturbed, none) = briefing(false);
    let (probed, repeated) = briefing(true);
    assert!(none == 0 && repeated > 10_000, "{none} and {repeated} repeated");
    assert!(probed == undisturbed, "{witness} was sent something else");
}

fn keys_of(world: &World, site: &str) -> u32 {
    world.of(site).key_frames()
}

fn frames(world: &World) -> [u64; 4] {
    SITES.map(|site| world.picture(site, SlotName::Programme).frames)
}
