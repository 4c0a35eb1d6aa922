//! A site moves between networks, restarts ICE, or falls silent.

use crate::sim::{Span, World};
use giaoban_link::{FromNode, LostReason, SlotName};
use std::net::SocketAddr;

const CHAIR: &str = "Bảo Yên";
const SITES: [&str; 4] = [CHAIR, "Bảo Hà", "Kim Sơn", "Cam Cọn"];

fn hall(seed: u64) -> World {
    let mut world = World::new(seed);
    SITES.iter().for_each(|site| world.join(site));
    world.seat_chair(CHAIR);
    world.put_on_air("Bảo Hà");
    world.run(2.s());
    world
}

fn all_is_well(world: &World) {
    for site in SITES {
        world.sees(site, if site == "Bảo Hà" { CHAIR } else { "Bảo Hà" });
    }
    world.hears("Kim Sơn", "Bảo Hà");
    world.hears("Bảo Hà", CHAIR);
}

fn lost(world: &World) -> usize {
    world.reported(|report| matches!(report, FromNode::Lost { .. }))
}

#[test]
fn a_site_that_moves_to_another_network_goes_on() {
    let mut world = hall(1);
    for (step, site) in ["Bảo Hà", "Kim Sơn", "Bảo Hà"].into_iter().enumerate() {
        world.mark();
        let address: SocketAddr = format!("203.0.113.{}:50000", step + 1).parse().unwrap();
        let index = world.index(site);
        world.locate(index, address);
        world.run(2.s());
        assert_eq!(world.clients[index].agent.mapped, Some(address));
        all_is_well(&world);
        world.no_freeze_beyond(300.ms());
    }
    assert_eq!(lost(&world), 0);
}

#[test]
fn an_ice_restart_keeps_everything_but_the_credentials() {
    let mut world = hall(2);
    for site in ["Bảo Hà", "Kim Sơn"] {
        let before = world.of(site).agent.remote.clone();
        world.mark();
        world.restart_ice(site);
        world.run(2.s());
        let after = &world.of(site).agent.remote;
        assert!(before.ufrag != after.ufrag && before.pwd != after.pwd, "new credentials");
        assert!(world.of(site).agent.is_connected);
        all_is_well(&world);
        world.no_freeze_beyond(300.ms());
    }
    assert_eq!(lost(&world), 0);
    assert_eq!(world.reported(|report| matches!(report, FromNode::Answered { .. })), 6);
}

#[test]
fn a_site_without_consent_is_lost_after_thirty_seconds() {
    let mut world = hall(3);
    world.unplug("Bảo Hà");
    world.run(27.s());
    assert_eq!(lost(&world), 0, "the last check came within 2.5 s before");
    world.run(4.s());
    let peer = world.of("Bảo Hà").peer;
    let expired = FromNode::Lost { peer, reason: LostReason::ConsentExpired };
    assert_eq!(world.reported(|report| *report == expired), 1);
    assert_eq!(lost(&world), 1);
    world.put_on_air("Kim Sơn");
    world.run(1.s());
    for site in [CHAIR, "Cam Cọn"] {
        world.sees(site, "Kim Sơn");
    }
    world.sees("Kim Sơn", CHAIR);
}

#[test]
fn a_site_that_checks_no_more_lives_while_it_sends_or_reports() {
    let mut world = hall(6);
    world.change("Kim Sơn", |client| (client.camera, client.microphone) = (None, None));
    let silent = ["Bảo Hà", "Kim Sơn"];
    silent.iter().for_each(|site| world.change(site, |client| client.agent.check_no_more()));
    world.run(60.s());
    all_is_well(&world);
    assert_eq!(lost(&world), 0);
    silent.iter().for_each(|site| world.unplug(site));
    world.run(28.s());
    assert_eq!(lost(&world), 0);
    world.run(3.s());
    assert_eq!(lost(&world), 2);
}

#[test]
fn a_site_that_comes_late_sees_and_hears_within_a_second() {
    let mut world = hall(4);
    world.run(8.s());
    world.mark();
    world.join("Lương Sơn");
    world.run(1.s());
    all_is_well(&world);
    world.sees("Lương Sơn", "Bảo Hà");
    world.hears("Lương Sơn", "Bảo Hà");
    assert_eq!(world.picture_of("Lương Sơn", SlotName::Chair), Some(CHAIR));
    for site in SITES {
        let freeze = world.picture(site, SlotName::Programme).longest_freeze(world.now);
        assert!(freeze <= 200.ms(), "{site} froze for {freeze:?} when another came");
    }
}

#[test]
fn a_site_that_leaves_is_gone_at_once_and_may_come_back() {
    let mut world = hall(5);
    world.leave("Bảo Hà");
    world.run(1.s());
    assert_eq!(world.programme_of("Kim Sơn"), None);
    assert_eq!(lost(&world), 0, "who is removed is not lost");
    let index = world.index("Bảo Hà");
    world.clients[index].name = "Bảo Hà, trước".to_owned();
    world.unplug("Bảo Hà, trước");
    world.join("Bảo Hà");
    world.run(2.s());
    all_is_well(&world);
}

/// A router gives the port of a site whose line was cut to another site.
#[test]
fn who_comes_from_the_port_of_another_is_there_and_the_other_comes_back() {
    let mut world = hall(7);
    world.laws.ports_change_hands = true;
    let port = world.of("Kim Sơn").address;
    world.cut_line("Kim Sơn", 4.s());
    world.run(500.ms());
    let taker = world.index("Cam Cọn");
    world.locate(taker, port);
    world.run(1.s());
    world.sees("Cam Cọn", "Bảo Hà");
    world.run(2_500.ms());
    let loser = world.index("Kim Sơn");
    world.locate(loser, "203.0.113.9:50000".parse().unwrap());
    world.run(1.s());
    all_is_well(&world);
    // Another comes from there, who was nowhere before.
    world.cut_line("Cam Cọn", 4.s());
    world.run(500.ms());
    world.join_as("Thượng Hà", |client| client.address = port);
    world.run(1.s());
    world.sees("Thượng Hà", "Bảo Hà");
    world.run(2_500.ms());
    world.locate(taker, "203.0.113.10:50000".parse().unwrap());
    world.run(1.s());
    all_is_well(&world);
    world.sees("Thượng Hà", "Bảo Hà");
    assert_eq!(lost(&world), 0);
}
