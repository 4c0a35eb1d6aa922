//! What may never leave the node, whatever a test is about? Every datagram to every participant is looked at.

use super::client::Client;
use super::rtp::Rtp;
use super::stamp::Stamp;
use super::vp8;
use giaoban_link::{PeerKind, RoomWish, SiteId, SlotName, SlotWish, View, view_of};
use giaoban_media::Time;
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

/// After this nothing of a source that was taken out of a slot may leave, retransmissions included.
const STOPPED: Duration = Duration::from_millis(100);
/// Least time between two requests for a key frame of one stream.
const REQUESTS: Duration = Duration::from_millis(300);
/// The same for two of them after signaling changed something: one that comes early, and its repetition, for an encoder
/// may have been deaf to it.
const REQUESTS_OF_A_SWITCH: Duration = Duration::from_millis(100);
const EARLY: u32 = 2;

/// The laws, and what is needed to judge by them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Laws {
    /// Wishes for the room and since when they hold.
    rooms: VecDeque<(Time, RoomWish)>,
    /// Wishes of each client for its slots.
    slots: BTreeMap<String, VecDeque<(Time, Vec<SlotWish>)>>,
    /// When each stream was asked for a key frame, and how many of the last times sooner than usual.
    asked: BTreeMap<(SocketAddr, u32), (Time, u32)>,
    /// Requests for key frames that left.
    pub(crate) requests: u64,
    /// Whether somebody may be where another was, and be sent what was meant for that one.
    pub(crate) ports_change_hands: bool,
    pub(crate) broken: Vec<String>,
}

/// A slot of a receiver.
#[derive(Clone, Copy, Debug)]
enum Place {
    Picture(SlotName),
    Sound(usize),
}

impl Laws {
    /// The room is to be like this from now on.
    pub(crate) fn wish(&mut self, now: Time, room: &RoomWish) {
        forget_old(&mut self.rooms, now);
        self.rooms.push_back((now, room.clone()));
    }

    /// A client wants this of its slots from now on.
    pub(crate) fn slots(&mut self, now: Time, client: &str, slots: &[SlotWish]) {
        let known = self.slots.entry(client.to_owned()).or_default();
        forget_old(known, now);
        known.push_back((now, slots.to_vec()));
    }

    /// A datagram leaves for `client`. `sites` by the numbers in stamps.
    pub(crate) fn leaves(&mut self, now: Time, client: &Client, sites: impl Fn(u32) -> SiteId, bytes: &[u8]) {
        match bytes {
            [128..=191, 192..=223, ..] => self.control(now, client, bytes),
            [128..=191, ..] => self.media(now, client, sites, bytes),
            _ => {}
        }
    }

    fn media(&mut self, now: Time, client: &Client, sites: impl Fn(u32) -> SiteId, bytes: &[u8]) {
        let rtp = Rtp::read(bytes);
        // Probes, and numbers of packets that may not leave any more.
        let is_empty = |rtp: &Rtp<'_>| {
            let is_repair = client.pictures.values().any(|slot| slot.rtx == rtp.ssrc);
            let is_picture = is_repair || client.pictures.values().any(|slot| slot.ssrc == rtp.ssrc);
            // A repair begins with the number of what it repairs.
            is_picture && rtp.payload.len() <= if is_repair { 2 } else { 0 }
        };
        if rtp.as_ref().is_some_and(is_empty) {
            return;
        }
        let Some((place, stamp)) = rtp.and_then(|rtp| place(client, &rtp)) else {
            if !self.ports_change_hands {
                self.break_law(now, client, "is sent what is in none of its slots");
            }
            return;
        };
        let site = sites(stamp.site);
        if Some(site) == client.site {
            return self.break_law(now, client, &format!("is sent itself in {place:?}"));
        }
        if !self.is_allowed(now, client, place, site) {
            let site = stamp.site;
            self.break_law(
                now,
                client,
                &format!("is sent site number {site} in {place:?} against the view rule"),
            );
        }
    }

    /// Whether the view rule puts `site` there, or did a moment ago.
    fn is_allowed(&self, now: Time, client: &Client, place: Place, site: SiteId) -> bool {
        if let Place::Picture(SlotName::Thumbnail(_)) = place {
            let Place::Picture(name) = place else { return false };
            let wishes = self.slots.get(&client.name).into_iter().flat_map(|wishes| holding(wishes, now));
            return wishes.flatten().any(|slot| slot.slot == name && slot.watch == Some(site));
        }
        holding(&self.rooms, now).any(|room| is_rightful(room, client, place, site))
            && (client.kind == PeerKind::Device || matches!(place, Place::Picture(_)) || client.listens)
    }

    fn control(&mut self, now: Time, client: &Client, bytes: &[u8]) {
        let mut rest = bytes;
        while let [first, kind, high, low, ..] = *rest {
            let len = 4 + 4 * usize::from(u16::from_be_bytes([high, low]));
            let Some((packet, after)) = rest.split_at_checked(len) else { return };
            if (first & 0x1f, kind) == (1, 206) {
                let media = u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]]);
                self.request(now, client, media);
            }
            rest = after;
        }
    }

    fn request(&mut self, now: Time, client: &Client, media: u32) {
        self.requests += 1;
        let of = (client.address, media);
        let Some((before, early)) = self.asked.insert(of, (now, 0)) else { return };
        let since = now.since(before);
        if since >= REQUESTS {
            return;
        }
        let wished = self.rooms.back().map_or(Time(0), |(at, _)| *at);
        let early = if wished >= before { 1 } else { early + 1 };
        self.asked.insert(of, (now, early));
        let is_of_a_switch = now.since(wished) < REQUESTS + REQUESTS_OF_A_SWITCH && early <= EARLY;
        if !is_of_a_switch || since < REQUESTS_OF_A_SWITCH {
            self.break_law(now, client, &format!("is asked for a key frame again after {since:?}"));
        }
    }

    fn break_law(&mut self, now: Time, client: &Client, what: &str) {
        if self.broken.len() < 10 {
            self.broken.push(format!("at {} ms {} {what}", now.0 / 1_000, client.name));
        }
    }
}

fn place(client: &Client, rtp: &Rtp<'_>) -> Option<(Place, Stamp)> {
    let mut pictures = client.pictures.iter();
    if let Some((name, slot)) = pictures.find(|(_, slot)| slot.ssrc == rtp.ssrc || slot.rtx == rtp.ssrc) {
        let payload = if slot.rtx == rtp.ssrc { rtp.payload.get(2..)? } else { rtp.payload };
        return Some((Place::Picture(*name), vp8::read(payload)?.stamp));
    }
    let index = client.sounds.iter().position(|slot| slot.ssrc == rtp.ssrc)?;
    Some((Place::Sound(index), Stamp::read(rtp.payload.get(1..)?)?))
}

fn is_rightful(room: &RoomWish, client: &Client, place: Place, site: SiteId) -> bool {
    match (client.alone, place) {
        (Some(alone), Place::Picture(name)) => name == SlotName::Programme && site == alone,
        (Some(alone), Place::Sound(index)) => index == 0 && site == alone && room.audible.contains(&site),
        (None, place) => shown(&view_of(room, client.site), place) == Some(site),
    }
}

fn shown(view: &View, place: Place) -> Option<SiteId> {
    match place {
        Place::Picture(SlotName::Programme) => view.programme,
        Place::Picture(SlotName::Chair) => view.chair,
        Place::Picture(SlotName::Content) => view.content,
        Place::Picture(SlotName::Thumbnail(_)) => None,
        Place::Sound(index) => view.audio[index],
    }
}

/// What holds now, and what held until a moment ago.
fn holding<T>(wishes: &VecDeque<(Time, T)>, now: Time) -> impl Iterator<Item = &T> {
    let ends = wishes.iter().skip(1).map(|(since, _)| *since).chain([Time::NEVER]);
    let with_ends = wishes.iter().zip(ends);
    with_ends.filter(move |(_, end)| now.since(*end) <= STOPPED).map(|((_, wish), _)| wish)
}

fn forget_old<T>(wishes: &mut VecDeque<(Time, T)>, now: Time) {
    while wishes.get(1).is_some_and(|(since, _)| now.since(*since) > STOPPED) {
        wishes.pop_front();
    }
}
