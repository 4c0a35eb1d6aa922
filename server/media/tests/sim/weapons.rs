//! What can a site that has joined throw at the node? Everything its own client could send, and what it recorded or forges:
//! a few datagrams every hundredth of a second.

use super::dice::Dice;
use super::ice;
use super::world::World;
use giaoban_link::SlotName;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Called every 10 ms with the world and the place of the hostile client.
pub(crate) type Weapon = fn(&mut World, usize, &mut Dice);

/// All of them, by name.
pub(crate) const WEAPONS: [(&str, Weapon); 11] = [
    ("NACKs", nack),
    ("requests for key frames", picture_loss),
    ("FIRs", full_intra),
    ("twenty requests in a datagram", twenty_requests),
    ("transport-wide claims", claims),
    ("arrivals at any time", arrivals),
    ("estimates of its own", estimates),
    ("recorded checks", replay),
    ("checks from others' addresses", theft),
    ("frames that do not end", endless_frames),
    ("reports of any numbers", reports),
];

/// Somebody who takes no part.
pub(crate) const STRANGER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 66)), 6_666);
/// SSRC under which it gives feedback.
const OWN: u32 = 1;
/// Packets named by one entry of a NACK.
const NAMED: u16 = 17;
/// Bytes of a datagram.
const DATAGRAM: usize = 1_400;

/// Every number of its picture, again and again.
fn nack(world: &mut World, client: usize, dice: &mut Dice) {
    let (media, first) = (programme(world, client), dice.next_u16());
    let entries = (0..(DATAGRAM / 4) as u16).map(|entry| (first.wrapping_add(entry * NAMED), u16::MAX));
    throw(world, client, missing(media, entries));
}

fn picture_loss(world: &mut World, client: usize, dice: &mut Dice) {
    if dice.chance(0.1) {
        throw(world, client, pli(programme(world, client)));
    }
}

fn full_intra(world: &mut World, client: usize, dice: &mut Dice) {
    if dice.chance(0.1) {
        throw(world, client, fir(programme(world, client), dice.next_u16() as u8));
    }
}

fn twenty_requests(world: &mut World, client: usize, dice: &mut Dice) {
    if dice.chance(0.01) {
        throw(world, client, pli(programme(world, client)).repeat(20));
    }
}

/// Feedback on 65,535 packets in 40 bytes, as often as a datagram holds it.
fn claims(world: &mut World, client: usize, dice: &mut Dice) {
    let mut datagram = Vec::new();
    while datagram.len() + 60 < DATAGRAM {
        let mut body = [OWN, OWN].map(u32::to_be_bytes).concat();
        body.extend(dice.next_u16().to_be_bytes());
        body.extend(u16::MAX.to_be_bytes());
        body.extend([0, 0, 1, 0]);
        body.extend([0x1f, 0xff].repeat(8));
        body.extend([0, 7, 0, 0]);
        datagram.extend(packet(205, 15, &body));
    }
    throw(world, client, datagram);
}

/// The newest eight packets it was sent arrived, one after the other or far apart, now or at any other time.
fn arrivals(world: &mut World, client: usize, dice: &mut Dice) {
    let newest = world.clients[client].numbers.highest.unwrap_or_default() as u16;
    let mut body = [OWN, OWN].map(u32::to_be_bytes).concat();
    body.extend(newest.wrapping_sub(7).to_be_bytes());
    body.extend(8u16.to_be_bytes());
    body.extend([dice.next_u16() as u8, dice.next_u16() as u8, dice.next_u16() as u8, 0]);
    let is_large = dice.chance(0.5);
    body.extend([if is_large { 0x40 } else { 0x20 }, 8]);
    body.extend((0..if is_large { 16 } else { 8 }).map(|_| dice.next_u16() as u8));
    body.resize(body.len().next_multiple_of(4), 0);
    throw(world, client, packet(205, 15, &body));
}

/// REMB of anything from nothing to 2^63.
fn estimates(world: &mut World, client: usize, dice: &mut Dice) {
    let claimed = (1 << 24) | (dice.below(64) as u32) << 18 | dice.below(1 << 18) as u32;
    let media = programme(world, client);
    let body = [OWN, 0, u32::from_be_bytes(*b"REMB"), claimed, media].map(u32::to_be_bytes).concat();
    throw(world, client, packet(206, 15, &body));
    nack(world, client, dice);
}

/// Checks that it or somebody on its way recorded, from elsewhere.
fn replay(world: &mut World, client: usize, dice: &mut Dice) {
    let agent = &world.clients[client].agent;
    let recorded = ice::check(&agent.local, &agent.remote, [dice.below(20) as u8; 12]);
    let honest = dice.below(client as u64) as usize;
    let others = &world.clients[honest].agent;
    let of_another = ice::check(&others.local, &others.remote, [0; 12]);
    if dice.chance(0.02) {
        world.inject(world.clients[client].address, recorded.clone());
    }
    world.inject(STRANGER, recorded);
    world.inject(STRANGER, of_another);
}

/// Its own valid checks, from the addresses of others.
fn theft(world: &mut World, client: usize, dice: &mut Dice) {
    let agent = &world.clients[client].agent;
    let mut transaction = [0; 12];
    transaction.iter_mut().for_each(|byte| *byte = dice.below(256) as u8);
    let check = ice::check(&agent.local, &agent.remote, transaction);
    let victim = world.clients[dice.below(client as u64) as usize].address;
    world.inject(victim, check);
}

/// Packets of its camera, each of a frame of its own that does not end.
fn endless_frames(world: &mut World, client: usize, dice: &mut Dice) {
    let (now, hostile) = (world.now, &mut world.clients[client]);
    let wall = hostile.wall;
    let mut camera = hostile.camera().clone();
    let mut packets = Vec::new();
    let due = camera.deadline().max(now);
    camera.capture(due, &wall, &mut |_, packet| packets.push(packet));
    for mut packet in packets {
        packet[1] &= 0x7f;
        packet[2..8].iter_mut().for_each(|byte| *byte = dice.below(256) as u8);
        throw(world, client, packet);
    }
}

/// Sender reports of its streams with any NTP time and timestamp.
fn reports(world: &mut World, client: usize, dice: &mut Dice) {
    let ssrcs: Vec<u32> =
        world.clients[client].camera().layers.iter().map(|layer| layer.track.ssrc).collect();
    let ssrc = ssrcs[dice.below(ssrcs.len() as u64) as usize];
    let mut words = [0; 6].map(|_: u32| dice.next_u32());
    words[0] = ssrc;
    throw(world, client, packet(200, 0, &words.map(u32::to_be_bytes).concat()));
    let block = [OWN, programme(world, client)].into_iter().chain((0..5).map(|_| dice.next_u32()));
    let body: Vec<u8> = block.flat_map(u32::to_be_bytes).collect();
    throw(world, client, packet(201, 1, &body));
}

/// Says what is missing: numbers, each with a bit for every one of the sixteen after it (RFC 4585 section 6.2.1).
pub(crate) fn missing(media: u32, entries: impl IntoIterator<Item = (u16, u16)>) -> Vec<u8> {
    let mut body = [OWN, media].map(u32::to_be_bytes).concat();
    body.extend(
        entries.into_iter().flat_map(|(number, after)| [number, after].map(u16::to_be_bytes).concat()),
    );
    packet(205, 1, &body)
}

/// A request for a key frame (RFC 4585 section 6.3.1).
pub(crate) fn pli(media: u32) -> Vec<u8> {
    packet(206, 1, &[OWN, media].map(u32::to_be_bytes).concat())
}

/// The same as conferences of old ask (RFC 5104 section 4.3.1), under a number.
pub(crate) fn fir(media: u32, number: u8) -> Vec<u8> {
    packet(206, 4, &[OWN, 0, media, u32::from(number) << 24].map(u32::to_be_bytes).concat())
}

fn programme(world: &World, client: usize) -> u32 {
    world.clients[client].pictures[&SlotName::Programme].ssrc
}

fn packet(kind: u8, format: u8, body: &[u8]) -> Vec<u8> {
    let words = (body.len() / 4) as u16;
    [&[0x80 | format, kind], &words.to_be_bytes()[..], body].concat()
}

fn throw(world: &mut World, client: usize, bytes: Vec<u8>) {
    world.inject(world.clients[client].address, bytes);
}
