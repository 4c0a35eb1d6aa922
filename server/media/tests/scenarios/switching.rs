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
