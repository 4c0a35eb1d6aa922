//! A province: 160 sites in one room.

use crate::sim::{Span, World};

const SITES: usize = 160;

#[test]
fn a_room_of_160_sites_for_ten_seconds() {
    let mut world = World::new(1);
    let names: Vec<String> = (0..SITES).map(|number| format!("Điểm cầu {number}")).collect();
    for name in &names {
        world.join(name);
        world.run(5.ms());
    }
    world.seat_chair(&names[0]);
    world.put_on_air(&names[1]);
    world.run(2.s());
    world.mark();
    for speaker in [2, 3, 4, 5] {
        let on_air = &names[speaker];
        world.put_on_air(on_air);
        world.run(2.s());
        for name in &names {
            world.sees(name, if name == on_air { &names[0] } else { on_air });
            if name != on_air {
                world.hears(name, on_air);
            }
        }
    }
    world.no_freeze_beyond(300.ms());
}
