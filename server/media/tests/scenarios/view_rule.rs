//! Who sees and hears whom, by the rule of a hub conference (domain.md section 0, fact 4), written out here once
//! more: every branch sees the site on air, the site on air sees the chair, nobody ever sees or hears itself.

use crate::sim::{Span, World};
use giaoban_link::{Picture, SlotName};

const CHAIR: &str = "Bảo Yên";
const SITES: [&str; 4] = [CHAIR, "Bảo Hà", "Kim Sơn", "Cam Cọn"];

fn hall(seed: u64) -> World {
    let mut world = World::new(seed);
    SITES.iter().for_each(|site| world.join(site));
    world.open_console("Thư ký", Some(CHAIR), false);
    world.open_console("Trung tâm", None, true);
    world.seat_chair(CHAIR);
    world
}

#[test]
fn everyone_sees_the_site_on_air_and_it_sees_the_chair() {
    let mut world = hall(1);
    for on_air in ["Bảo Hà", "Kim Sơn"] {
        world.put_on_air(on_air);
        world.run(2.s());
        for who in [CHAIR, "Bảo Hà", "Kim Sơn", "Cam Cọn", "Thư ký", "Trung tâm"] {
            world.sees(who, if who == on_air { CHAIR } else { on_air });
        }
        for who in ["Bảo Hà", "Kim Sơn", "Cam Cọn", "Trung tâm"] {
            assert_eq!(world.picture_of(who, SlotName::Chair), Some(CHAIR), "the small picture of {who}");
        }
        assert_eq!(world.picture_of(CHAIR, SlotName::Chair), None, "never itself");
    }
}

#[test]
fn the_chair_on_air_sees_who_is_next_then_whom_it_views_then_a_slate() {
    let mut world = hall(2);
    world.put_on_air(CHAIR);
    world.run(2.s());
    assert_eq!(world.programme_of(CHAIR), None);
    let viewed = world.site("Kim Sơn");
    world.wish(|room| room.viewed = Some(viewed));
    world.run(1.s());
    world.sees(CHAIR, "Kim Sơn");
    let next = world.site("Cam Cọn");
    world.wish(|room| room.next = Some(next));
    world.run(1.s());
    world.sees(CHAIR, "Cam Cọn");
    for who in ["Bảo Hà", "Kim Sơn", "Cam Cọn", "Trung tâm"] {
        world.sees(who, CHAIR);
    }
}

#[test]
fn nobody_hears_itself_and_everybody_hears_floor_and_chair() {
    let mut world = hall(3);
    world.put_on_air("Bảo Hà");
    world.run(1.s());
    for who in [CHAIR, "Bảo Hà", "Kim Sơn", "Cam Cọn", "Trung tâm"] {
        let both = ["Bảo Hà", CHAIR];
        let expected: Vec<&str> = both.into_iter().filter(|site| *site != who).collect();
        assert_eq!(world.heard_by(who), expected, "{who} hears");
    }
    assert!(world.heard_by("Thư ký").is_empty(), "a console is silent unless it asks for sound");
}

#[test]
fn a_picture_on_air_does_not_give_the_floor() {
    let mut world = hall(4);
    let shown = world.site("Kim Sơn");
    world.put_on_air("Bảo Hà");
    world.wish(|room| room.programme = Picture::Site(shown));
    world.run(2.s());
    world.sees("Cam Cọn", "Kim Sơn");
    assert_eq!(world.heard_by("Cam Cọn"), ["Bảo Hà", CHAIR]);
    assert_eq!(world.heard_by("Kim Sơn"), [CHAIR, "Bảo Hà"], "the sound of the picture it sees comes first");
}

#[test]
fn a_technician_watches_any_site_in_small() {
    let mut world = hall(5);
    world.put_on_air("Bảo Hà");
    world.watch("Trung tâm", 2, "Cam Cọn");
    world.run(1.s());
    assert_eq!(world.picture_of("Trung tâm", SlotName::Thumbnail(2)), Some("Cam Cọn"));
    assert_eq!(world.picture_of("Trung tâm", SlotName::Thumbnail(0)), None);
    world.watch("Trung tâm", 2, "Kim Sơn");
    world.run(1.s());
    assert_eq!(world.picture_of("Trung tâm", SlotName::Thumbnail(2)), Some("Kim Sơn"));
}

#[test]
fn slides_are_shown_to_all_but_their_presenter() {
    let mut world = hall(6);
    world.put_on_air("Bảo Hà");
    world.present("Bảo Hà");
    world.run(3.s());
    for who in [CHAIR, "Kim Sơn", "Cam Cọn", "Trung tâm"] {
        assert_eq!(world.picture_of(who, SlotName::Content), Some("Bảo Hà"), "{who}");
        world.sees(who, "Bảo Hà");
    }
    assert_eq!(world.picture_of("Bảo Hà", SlotName::Content), None);
    world.wish(|room| room.content = None);
    world.run(1.s());
    assert_eq!(world.picture_of("Kim Sơn", SlotName::Content), None);
}

#[test]
fn a_player_with_one_picture_and_one_sound_follows_the_programme_or_one_site() {
    let mut world = hall(6);
    world.open_player("Màn hình", None);
    world.open_player("Màn hình Kim Sơn", Some("Kim Sơn"));
    for on_air in ["Bảo Hà", "Kim Sơn", CHAIR] {
        world.put_on_air(on_air);
        world.run(2.s());
        world.sees("Màn hình", on_air);
        world.hears("Màn hình", on_air);
        world.sees("Màn hình Kim Sơn", "Kim Sơn");
        let heard: &[&str] = if on_air == "Kim Sơn" { &["Kim Sơn"] } else { &[] };
        assert_eq!(world.heard_by("Màn hình Kim Sơn"), heard, "without the floor nobody hears it");
    }
}
