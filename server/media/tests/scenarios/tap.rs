//! What a recording is given: plain packets of what sites may see and hear, and nothing of a microphone without the floor.

use crate::sim::stamp::{Layer, STAMP, Stamp};
use crate::sim::{Span, World};
use std::collections::BTreeSet;

#[test]
fn a_tap_has_what_is_forwarded_and_nothing_of_a_locked_microphone() {
    let mut world = World::new(1);
    ["Bảo Yên", "Bảo Hà", "Kim Sơn"].iter().for_each(|site| world.join(site));
    world.seat_chair("Bảo Yên");
    world.put_on_air("Bảo Hà");
    world.run(2.s());
    assert!(world.out.taps.is_empty(), "nothing is copied unless asked for");
    world.out.tapping = true;
    world.run(1.s());
    let taps = std::mem::take(&mut world.out.taps);
    let mut sounds = BTreeSet::new();
    let mut frames = BTreeSet::new();
    for tap in &taps {
        let stamp =
            tap.packet.windows(STAMP).find_map(Stamp::read).expect("plain packets of the model clients");
        let (name, id) = &world.sites[stamp.site as usize];
        assert_eq!((*id, tap.room), (tap.site, world.room.id), "each copy names its site and room");
        if stamp.layer == Layer::Audio {
            sounds.insert((name.as_str(), stamp.frame))
        } else {
            frames.insert((name.as_str(), stamp.frame))
        };
    }
    let of = |set: &BTreeSet<(&str, u32)>, site| set.iter().filter(|(name, _)| *name == site).count();
    assert!((49..=51).contains(&of(&sounds, "Bảo Hà")), "{} sounds of the speaker", of(&sounds, "Bảo Hà"));
    assert!((24..=26).contains(&of(&frames, "Bảo Hà")), "{} frames of the speaker", of(&frames, "Bảo Hà"));
    assert_eq!(of(&sounds, "Kim Sơn"), 0, "its microphone sends, and is not forwarded");
}
