//! Whatever a site that has joined throws at the node, nine others see, hear and are sent what they would be without it.

use crate::sim::dice::Dice;
use crate::sim::weapons::{WEAPONS, Weapon, missing};
use crate::sim::{Span, World, allocations};
use giaoban_link::{FromNode, SlotName};
use giaoban_media::Drop;
use std::sync::LazyLock;

const HONEST: [&str; 9] =
    ["Bảo Yên", "Bảo Hà", "Kim Sơn", "Cam Cọn", "Lương Sơn", "Minh Tân", "Thượng Hà", "Xuân Hòa", "Vĩnh Yên"];
const HOSTILE: &str = "Xã Lạ";
const CONSOLE: &str = "Phòng kỹ thuật";
/// On lines that carry less than everything.
const THIN: [&str; 2] = ["Cam Cọn", "Vĩnh Yên"];
/// What they carry, in bit/s: the layer below is chosen all the time, so that nothing moves by itself.
const CARRIED: u64 = 550_000;
/// By how much anything of an honest site may move.
const MOVES: f64 = 0.02;
/// Attacks begin after a time that some sums were too small for once.
const UPTIME: u64 = 40;
/// Worlds played; one alone is luck.
const SEEDS: [u64; 4] = [1, 2, 3, 4];
/// Half of the attack in seconds, and in steps of 10 ms.
const SECONDS: f64 = 15.0;
const STEPS: usize = 1_500;
/// Bytes a node may hold more than without the weapon, after half of the attack and at its end: one full queue of the
/// hostile site and the buffers it leaves through.
const HELD: i64 = 512 << 10;

/// What a site got, all worlds together.
#[derive(Clone, Copy, Debug, Default)]
struct Got {
    frames: f64,
    sounds: f64,
    estimate: f64,
}

/// A briefing of half a minute, and bytes the node held in its middle and at its end.
fn briefing(seed: u64, disturb: &mut dyn FnMut(&mut World, usize)) -> (Vec<Got>, [i64; 2]) {
    let mut world = World::new(seed);
    world.is_hostile = true;
    world.run(UPTIME.s());
    world.probe = allocations::probe;
    allocations::hold_from_now();
    for site in HONEST {
        world.join_as(site, |client| {
            if THIN.contains(&site) {
                client.down.rate = Some(CARRIED);
            }
        });
    }
    world.join(HOSTILE);
    let hostile = world.index(HOSTILE);
    // What it publishes is watched, or it would end where it comes in.
    world.open_console(CONSOLE, None, false);
    world.watch(CONSOLE, 0, HOSTILE);
    world.change(CONSOLE, |console| console.bears_anything = true);
    world.seat_chair(HONEST[0]);
    world.put_on_air(HONEST[1]);
    world.run(8.s());
    let count = |world: &World| -> Vec<(u64, u64)> {
        let honest = world.clients.iter().filter(|client| HONEST.contains(&client.name.as_str()));
        let of = |client: &crate::sim::client::Client| {
            let frames = client.pictures.values().map(|slot| slot.frames).sum();
            (frames, client.sounds.iter().map(|slot| slot.packets).sum())
        };
        honest.map(of).collect()
    };
    let before = count(&world);
    let mut held = [0; 2];
    let mut estimates = [0.0; HONEST.len()];
    for held in &mut held {
        for step in 0..STEPS {
            disturb(&mut world, hostile);
            world.run(10.ms());
            if step % 100 == 0 {
                let now = HONEST.map(|site| world.estimate_of(site).unwrap_or_default() as f64);
                estimates.iter_mut().zip(now).for_each(|(sum, now)| *sum += now / (2.0 * SECONDS));
            }
        }
        *held = allocations::held();
        world.put_on_air(HONEST[2]);
    }
    world.sees(HONEST[0], HONEST[2]);
    let lost = world.reported(|report| matches!(report, FromNode::Lost { .. }));
    assert_eq!(lost, 0, "nobody is lost");
    assert_eq!(world.out.counters.dropped[Drop::BadRtcp as usize], 0, "what is thrown is read");
    let got = before.into_iter().zip(count(&world)).zip(estimates).map(|((before, after), estimate)| Got {
        frames: (after.0 - before.0) as f64,
        sounds: (after.1 - before.1) as f64,
        estimate,
    });
    (got.collect(), held)
}

/// The same in several worlds; `arm` makes the weapon of each.
fn briefings<W: FnMut(&mut World, usize)>(arm: impl Fn(u64) -> W) -> (Vec<Got>, [i64; 2]) {
    let mut all = [Got::default(); HONEST.len()].to_vec();
    let mut most = [0; 2];
    for seed in SEEDS {
        let (got, held) = briefing(seed, &mut arm(seed));
        for (sum, got) in all.iter_mut().zip(got) {
            sum.frames += got.frames;
            sum.sounds += got.sounds;
            sum.estimate += got.estimate / SEEDS.len() as f64;
        }
        most.iter_mut().zip(held).for_each(|(most, held)| *most = held.max(*most));
    }
    (all, most)
}

#[track_caller]
fn hurts_nobody<W: FnMut(&mut World, usize)>(weapon: &str, arm: impl Fn(u64) -> W) {
    static WITHOUT: LazyLock<(Vec<Got>, [i64; 2])> = LazyLock::new(|| briefings(|_| |_: &mut World, _| {}));
    let (without, held_without) = &*WITHOUT;
    let (with, held) = briefings(arm);
    for ((site, with), without) in HONEST.iter().zip(&with).zip(without) {
        let moves = |with: f64, without: f64| (with - without) / without.max(1.0);
        let moved = [
            moves(with.frames, without.frames),
            moves(with.sounds, without.sounds),
            moves(with.estimate, without.estimate),
        ];
        let is_unmoved = moved.iter().all(|part| part.abs() <= MOVES);
        assert!(is_unmoved, "{weapon}: {site} got {with:?}, without it {without:?}");
    }
    for (with, without) in held.iter().zip(held_without) {
        assert!(with - without <= HELD, "{weapon}: {} bytes more are held", with - without);
    }
}

/// However much it misses, repetitions stay a small multiple of what it is sent.
#[test]
fn missing_everything_buys_little() {
    let [(_, nack), ..] = WEAPONS;
    let sent = |is_armed: bool| {
        let mut world = World::new(1);
        world.join(HONEST[0]);
        world.join(HONEST[1]);
        world.join(HOSTILE);
        world.seat_chair(HONEST[0]);
        world.put_on_air(HONEST[1]);
        world.run(8.s());
        let hostile = world.index(HOSTILE);
        world.change(HOSTILE, |client| client.down.rate = Some(100_000_000));
        let mut dice = Dice::new(1, 7);
        for _ in 0..1_000 {
            if is_armed {
                nack(&mut world, hostile, &mut dice);
            }
            world.run(10.ms());
        }
        world.of(HOSTILE).down.passed.iter().map(|(_, bytes)| bytes).sum::<usize>()
    };
    let (with, without) = (sent(true), sent(false));
    assert!(with > without * 5 / 4 && with <= without * 7 / 2, "{with} bytes instead of {without}");
}

#[test]
fn a_datagram_is_believed_to_miss_512_packets() {
    let sent_again = |others: &[(u16, u16)]| {
        let mut world = World::new(1);
        world.join(HONEST[0]);
        world.join(HOSTILE);
        world.put_on_air(HONEST[0]);
        world.run(8.s());
        let client = world.of(HOSTILE);
        let picture = &client.pictures[&SlotName::Programme];
        let newest = picture.stream.numbers.highest.expect("it is shown something") as u16;
        let entries = others.iter().map(|&(ahead, after)| (newest.wrapping_add(ahead), after));
        let packet = missing(picture.ssrc, entries.chain([(newest, 0)]));
        world.inject(client.address, packet);
        world.run(10.ms());
        world.out.counters.rtp_retransmitted
    };
    let never_sent: Vec<_> = (0..30).map(|entry| (1_000 + entry * 17, u16::MAX)).collect();
    assert_eq!(sent_again(&[&never_sent[..], &[(2_000, 0)]].concat()), 1, "the 512th");
    assert_eq!(sent_again(&[&never_sent[..], &[(2_000, 1)]].concat()), 0, "the 513th");
}

#[test]
fn each_weapon() {
    for (name, weapon) in WEAPONS {
        hurts_nobody(name, |seed| {
            let mut dice = Dice::new(seed, 7);
            move |world: &mut World, hostile| weapon(world, hostile, &mut dice)
        });
    }
}

#[test]
fn weapons_at_random() {
    hurts_nobody("a mix", |seed| {
        let mut dice = Dice::new(seed, 8);
        move |world: &mut World, hostile| {
            let chosen: Weapon = WEAPONS[dice.below(WEAPONS.len() as u64) as usize].1;
            chosen(world, hostile, &mut dice);
        }
    });
}
