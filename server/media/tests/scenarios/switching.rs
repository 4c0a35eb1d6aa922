//! The source on air changes twenty times, and no screen stands still.

use crate::sim::{Span, World};

#[test]
fn twenty_switches_without_a_freeze() {
    let mut world = World::new(1);
    for site in ["Bảo Yên", "Bảo Hà", "Kim Sơn", "Cam Cọn"] {
        world.join(site);
    }
    world.open_console("Thư ký", Some("Bảo Yên"), false);
    world.seat_chair("Bảo Yên");
    world.put_on_air("Bảo Hà");
    world.run(2.s());
    world.mark();
    let branches = ["Bảo Hà", "Kim Sơn", "Cam Cọn"];
    for switch in 0..20 {
        let on_air = branches[switch % 3];
        world.put_on_air(on_air);
        world.run(1.s());
        for who in ["Bảo Yên", "Bảo Hà", "Kim Sơn", "Cam Cọn", "Thư ký"] {
            world.sees(who, if who == on_air { "Bảo Yên" } else { on_air });
        }
    }
    world.no_freeze_beyond(300.ms());
}

/// An encoder hears one request for a key frame in 300 ms, whichever of its layers it is for. Here the chair's hall is
/// asked for a larger picture a moment before another site begins to see it: that site is shown the hall as soon as its
/// encoder hears again, and the picture before went on for 80 ms of it.
#[test]
fn a_switch_right_after_a_change_of_layers_waits_no_longer_than_the_encoder_is_deaf() {
    let mut world = World::new(1);
    let branches = ["Bảo Hà", "Kim Sơn"];
    world.join("Bảo Yên");
    branches.iter().for_each(|site| world.join(site));
    world.seat_chair("Bảo Yên");
    world.put_on_air("Bảo Hà");
    world.run(5.s());
    for (switch, before) in (20..280).step_by(20).enumerate() {
        let (on_air, next) = (branches[switch % 2], branches[(switch + 1) % 2]);
        world.draw_programme(on_air, 180);
        world.run(2.s());
        world.mark();
        world.draw_programme(on_air, 720);
        world.run(before.ms());
        world.put_on_air(next);
        world.run(1.s());
        world.sees(next, "Bảo Yên");
        world.no_freeze_beyond(270.ms());
    }
}
