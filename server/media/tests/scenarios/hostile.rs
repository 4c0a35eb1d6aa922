//! Whatever a stranger sends, the participants are sent the same bytes at the same times as without.

use crate::sim::dice::Dice;
use crate::sim::ice::{self, Credentials};
use crate::sim::weapons::STRANGER;
use crate::sim::world::Departure;
use crate::sim::{Span, World};
use giaoban_link::{Document, FromNode, PeerId, RefusalCode};
use giaoban_media::Drop;
use uuid::Uuid;

const SITES: [&str; 3] = ["Bảo Yên", "Bảo Hà", "Kim Sơn"];

/// The datagrams of a briefing that someone disturbs every 10 ms.
fn briefing(mut disturb: impl FnMut(&mut World, u64)) -> (Vec<Vec<Departure>>, World) {
    let mut world = World::new(1);
    SITES.iter().for_each(|site| world.join(site));
    world.seat_chair("Bảo Yên");
    world.put_on_air("Bảo Hà");
    world.run(1.s());
    world.is_recording = true;
    for step in 0..200 {
        disturb(&mut world, step);
        world.run(10.ms());
        if step == 100 {
            world.put_on_air("Kim Sơn");
        }
    }
    world.sees("Bảo Yên", "Kim Sơn");
    (std::mem::take(&mut world.sent), world)
}

#[track_caller]
fn changes_nothing(disturb: impl FnMut(&mut World, u64)) -> World {
    let (undisturbed, _) = briefing(|_, _| {});
    let (disturbed, world) = briefing(disturb);
    for ((site, with), without) in SITES.iter().zip(&disturbed).zip(&undisturbed) {
        assert!(with == without, "{site} was sent something else");
    }
    world
}

fn dropped(world: &World, reason: Drop) -> u64 {
    world.out.counters.dropped[reason as usize]
}

#[test]
fn random_bytes_of_a_stranger() {
    let mut dice = Dice::new(1, 1);
    let world = changes_nothing(|world, _| {
        for _ in 0..20 {
            let bytes = (0..dice.below(200)).map(|_| dice.next_u64() as u8).collect();
            world.inject(STRANGER, bytes);
        }
    });
    let refused = [Drop::NotOurs, Drop::UnknownSource, Drop::BadStun].map(|reason| dropped(&world, reason));
    assert!(refused.iter().all(|count| *count > 20), "{refused:?}");
    assert_eq!(refused.iter().sum::<u64>(), 4_000);
}

#[test]
fn packets_of_participants_from_a_strangers_address() {
    let world = changes_nothing(|world, step| {
        let client = &mut world.clients[step as usize % 3];
        let (mut camera, now) = (client.camera().clone(), world.now);
        let mut packets = Vec::new();
        camera.layers.iter_mut().for_each(|layer| layer.set_active(true));
        let due = camera.deadline().max(now);
        camera.capture(due, &client.wall, &mut |_, packet| packets.push(packet));
        for packet in packets {
            world.inject(STRANGER, packet);
        }
    });
    assert!(dropped(&world, Drop::UnknownSource) > 200);
}

#[test]
fn checks_with_stolen_names_and_wrong_secrets() {
    let world = changes_nothing(|world, step| {
        let agent = world.clients[step as usize % 3].agent.clone();
        let guessed = Credentials { pwd: "a".repeat(24), ..agent.remote.clone() };
        world.inject(STRANGER, ice::check(&agent.local, &guessed, [step as u8; 12]));
        let nobody = Credentials { ufrag: "nobody00".to_owned(), ..agent.remote };
        world.inject(STRANGER, ice::check(&agent.local, &nobody, [step as u8; 12]));
    });
    assert_eq!(dropped(&world, Drop::BadStun), 400);
}

/// A participant's own line carries noise too: garbage under its address is dropped like a stranger's.
#[test]
fn random_bytes_from_a_participants_address() {
    let mut dice = Dice::new(2, 1);
    changes_nothing(|world, step| {
        let address = world.clients[step as usize % 3].address;
        for _ in 0..10 {
            let mut bytes: Vec<u8> = (0..dice.below(100)).map(|_| dice.next_u64() as u8).collect();
            // STUN, DTLS and what is nobody's; without encryption, RTP and RTCP would be believed.
            if let Some(first) = bytes.first_mut() {
                *first &= 0x7f;
            }
            world.inject(address, bytes);
        }
    });
}

#[test]
fn offers_that_are_none() {
    let mut dice = Dice::new(3, 1);
    let world = changes_nothing(|world, step| {
        let mut wish = world.peer_wish(0, Vec::new());
        wish.id = PeerId(Uuid::from_u128(u128::from(step) + 1));
        let mut offer = std::mem::take(&mut wish.offer).into_bytes();
        match step % 4 {
            0 => offer.clear(),
            1 => offer.truncate(dice.below(400) as usize),
            2 => offer.iter_mut().step_by(7).for_each(|byte| *byte = b'a' + dice.below(26) as u8),
            _ => offer = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(64).into_bytes(),
        }
        wish.offer = String::from_utf8(offer).expect("ASCII stays ASCII");
        world.put(Document::Peer(wish));
    });
    let refused = |report: &FromNode| matches!(report, FromNode::Refused { .. });
    assert_eq!(world.reported(refused), 200);
    let unread =
        |report: &FromNode| matches!(report, FromNode::Refused { code: RefusalCode::MalformedOffer, .. });
    assert!(world.reported(unread) > 100);
}
