//! The floor is enforced in the core: whatever a client sends, only who holds the floor or the chair is heard.

use crate::sim::{Span, World};
use giaoban_media::Drop;

const CHAIR: &str = "Bảo Yên";

fn hall(seed: u64) -> World {
    let mut world = World::new(seed);
    [CHAIR, "Bảo Hà", "Kim Sơn", "Cam Cọn"].iter().for_each(|site| world.join(site));
    world.seat_chair(CHAIR);
    world
}

#[test]
fn a_site_that_unmutes_without_the_floor_is_heard_by_nobody() {
    let mut world = hall(1);
    world.put_on_air("Bảo Hà");
    world.change("Kim Sơn", |client| client.microphone().is_muted = true);
    world.run(1.s());
    world.change("Kim Sơn", |client| client.microphone().is_muted = false);
    let before = world.out.counters.dropped[Drop::WithoutFloor as usize];
    world.run(2.s());
    for who in [CHAIR, "Bảo Hà", "Cam Cọn"] {
        world.does_not_hear(who, "Kim Sơn");
    }
    let dropped = world.out.counters.dropped[Drop::WithoutFloor as usize] - before;
    // Kim Sơn and Cam Cọn, 50 packets a second each.
    assert!((198..=202).contains(&dropped), "{dropped} packets dropped for want of the floor");
}

/// The laws of the world look at every datagram that leaves more than 100 ms after the wish. Lossy lines make the
/// receivers ask for retransmissions of what they missed.
#[test]
fn nothing_of_a_stopped_site_leaves_after_a_tenth_of_a_second() {
    let mut world = hall(2);
    for site in [CHAIR, "Kim Sơn", "Cam Cọn"] {
        world.change(site, |client| client.down.loss = 0.2);
    }
    for round in 0..6 {
        world.put_on_air(["Bảo Hà", "Kim Sơn"][round % 2]);
        world.run(2.s());
        world.stop();
        world.run(100.ms());
        let sent = world.out.counters.rtp_retransmitted;
        world.run(1.s());
        for who in [CHAIR, "Bảo Hà", "Kim Sơn", "Cam Cọn"] {
            assert_eq!(world.programme_of(who), None, "{who} sees a stopped site");
            let mut heard = world.heard_by(who);
            heard.retain(|site| *site != CHAIR);
            assert!(heard.is_empty(), "{who} hears {heard:?}");
        }
        assert!(sent > 0, "there were retransmissions");
    }
}

#[test]
fn four_microphones_of_a_discussion_and_the_chair_are_forwarded_and_no_more() {
    let mut world = hall(3);
    ["Lương Sơn", "Xuân Thượng", "Việt Tiến"].iter().for_each(|site| world.join(site));
    let microphones = ["Bảo Hà", CHAIR, "Kim Sơn", "Cam Cọn", "Lương Sơn"];
    let all = [&microphones[..], &["Xuân Thượng"]].concat();
    let audible = all.iter().map(|site| world.site(site)).collect();
    world.wish(|room| room.audible = audible);
    world.run(1.s());
    assert_eq!(world.heard_by("Việt Tiến"), microphones);
    assert_eq!(world.heard_by("Cam Cọn"), ["Bảo Hà", CHAIR, "Kim Sơn", "Lương Sơn"]);
}

#[test]
fn the_one_who_has_the_floor_is_heard_at_once_and_without_gaps() {
    let mut world = hall(4);
    world.run(1.s());
    for round in 0..10 {
        let speaker = ["Bảo Hà", "Kim Sơn"][round % 2];
        world.put_on_air(speaker);
        world.run(100.ms());
        world.hears("Cam Cọn", speaker);
        world.mark();
        world.run(900.ms());
        world.no_silence_beyond("Cam Cọn", 60.ms());
    }
}
