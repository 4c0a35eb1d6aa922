//! Which stream goes into which slot? Derived anew from the wish, the view rule and what is received, whenever
//! one of them changes; packets then follow the lists made here without asking anything.

use super::Room;
use crate::allocation::{Budget, Claim, Coming, Layer, allocate, ideal, usual_rate};
use crate::bitrate::Bitrate;
use crate::downlink::{Downlink, Reason};
use crate::node::PeerKey;
use crate::peer::Peer;
use crate::slot::{Before, SlotRole};
use crate::stream::{Stream, StreamKey, Watcher};
use crate::time::Time;
use giaoban_link::{MediaKind, PeerKind, RungReason, SiteId, SlotName, View, view_of_peer};
use slotmap::SlotMap;

/// A fall to less than this part of the rate shown is not gradual.
const MUCH_LESS: f64 = 0.6;

/// What of a site a slot shows.
#[derive(Clone, Copy, Debug)]
struct Source {
    site: SiteId,
    kind: MediaKind,
}

/// Aims every slot of the room and lists the watchers of every stream in it.
pub(crate) fn wire(
    now: Time,
    room: &mut Room,
    peers: &mut SlotMap<PeerKey, Peer>,
    streams: &mut SlotMap<StreamKey, Stream>,
) {
    room.unwired = false;
    for (_, stream) in streams.iter_mut().filter(|(_, stream)| room.members.contains(&stream.owner)) {
        stream.unwatch();
    }
    let publishers = publishers(room, peers);
    for key in &room.members {
        // Who cannot be sent anything yet would only fill a queue.
        let Some(peer) = peers.get_mut(*key).filter(|peer| peer.is_connected()) else { continue };
        let view = view_of_peer(&room.wish, &peer.wish);
        let targets = targets(now, peer, &view, &publishers, streams);
        for (index, target) in targets.into_iter().enumerate() {
            aim(now, peer, index, target, streams);
            watch(*key, peer, index, streams);
        }
    }
    release_unwatched(room, streams);
}

/// The stream for every slot of a peer: as the view rule and the client wish, and as its link carries.
fn targets(
    now: Time,
    peer: &mut Peer,
    view: &View,
    publishers: &[(SiteId, Vec<StreamKey>)],
    streams: &mut SlotMap<StreamKey, Stream>,
) -> Vec<Option<StreamKey>> {
    let mut targets = vec![None; peer.downlink.slots.len()];
    let mut claims = Vec::new();
    let mut sound = Bitrate(0);
    // Slots whose source is not there yet will want their share when it comes.
    let mut awaited = Bitrate(0);
    for (index, target) in targets.iter_mut().enumerate() {
        let slot = &peer.downlink.slots[index];
        let layers = source(peer, view, slot.role).map(|source| layers_of(now, source, publishers, streams));
        let layers = layers.unwrap_or_default();
        match slot.role {
            SlotRole::Audio(_) => {
                *target = layers.first().map(|layer| layer.stream);
                sound = sound.plus(layers.first().map_or(Bitrate(0), |layer| layer.rate));
            }
            SlotRole::Video(name) => match claim(peer, index, name, layers) {
                Some(claim) => claims.push(claim),
                None if matches!(name, SlotName::Thumbnail(_)) => {}
                None => awaited = awaited.plus(usual_rate(height(peer, name))),
            },
        }
    }
    share(now, &mut peer.downlink, sound, awaited, &mut claims);
    for claim in claims {
        if let Some(stream) = claim.stream().and_then(|given| streams.get_mut(given)) {
            stream.demand.want();
        }
        let owner = |stream: StreamKey| streams.get(stream).map(|stream| stream.owner);
        let shown = peer.downlink.slots[claim.slot].current().and_then(owner);
        let is_shown = shown.is_some() && shown == claim.stream().and_then(owner);
        targets[claim.slot] = claim.next(is_shown);
    }
    targets
}

/// Shares the link among the pictures, after the sound.
fn share(now: Time, downlink: &mut Downlink, sound: Bitrate, awaited: Bitrate, claims: &mut [Claim]) {
    let ideal = |claim: &Claim| claim.layers[claim.ideal].rate;
    downlink.wanted = claims.iter().map(ideal).fold(sound.plus(awaited), Bitrate::plus);
    let is_cut = downlink.bandwidth.is_cut();
    let budget =
        downlink.bandwidth.estimate(now).map(|estimate| Budget { rate: estimate.minus(sound), is_cut });
    allocate(now, budget, &mut downlink.ladder, claims);
    downlink.slots.iter_mut().for_each(|slot| slot.rung = None);
    for claim in claims {
        let slot = &mut downlink.slots[claim.slot];
        let rung = claim.rung();
        slot.rung = Some(rung);
        if !is_cut {
            slot.level = Some(rung.height);
        }
    }
}

fn claim(peer: &Peer, slot: usize, name: SlotName, layers: Vec<Layer>) -> Option<Claim> {
    let wanted = height(peer, name);
    let ideal = ideal(&layers, wanted)?;
    let before = peer.downlink.slots[slot].level;
    Some(Claim { slot, name, layers, ideal, wanted, before, given: None })
}

/// Pixels a receiver draws in a slot.
fn height(peer: &Peer, name: SlotName) -> u16 {
    let wish = peer.wish.slots.iter().find(|wish| wish.slot == name);
    wish.map_or(SlotRole::Video(name).default_height(), |wish| wish.height)
}

/// Streams by site: those of its room device that joined last.
fn publishers(room: &Room, peers: &SlotMap<PeerKey, Peer>) -> Vec<(SiteId, Vec<StreamKey>)> {
    let devices = room.members.iter().rev().filter_map(|key| peers.get(*key));
    let publishing = devices.filter(|peer| peer.wish.kind == PeerKind::Device && peer.is_connected());
    publishing.filter_map(|peer| Some((peer.wish.site?, peer.uplink.streams().collect()))).collect()
}

/// The view rule gives every slot its source; thumbnails follow the client.
fn source(peer: &Peer, view: &View, role: SlotRole) -> Option<Source> {
    match role {
        SlotRole::Audio(index) => {
            let listens = peer.wish.kind == PeerKind::Device || peer.wish.listen;
            let site = view.audio.get(index).copied().flatten().filter(|_| listens)?;
            Some(Source { site, kind: MediaKind::Audio })
        }
        SlotRole::Video(name) => {
            let wish = peer.wish.slots.iter().find(|wish| wish.slot == name);
            let site = match name {
                SlotName::Programme => view.programme,
                SlotName::Chair => view.chair,
                SlotName::Content => view.content,
                SlotName::Thumbnail(_) => wish.and_then(|wish| wish.watch),
            };
            let kind = if name == SlotName::Content { MediaKind::Content } else { MediaKind::Video };
            Some(Source { site: site.filter(|_| height(peer, name) > 0)?, kind })
        }
    }
}

/// The layers of a source that may be chosen now, smallest first; none of one of which nothing is received.
fn layers_of(
    now: Time,
    source: Source,
    publishers: &[(SiteId, Vec<StreamKey>)],
    streams: &SlotMap<StreamKey, Stream>,
) -> Vec<Layer> {
    let sent = publishers.iter().find(|(site, _)| *site == source.site).map_or(&[][..], |(_, sent)| sent);
    let of_kind = sent.iter().filter_map(|key| Some((*key, streams.get(*key)?)));
    let mut layers: Vec<Layer> = of_kind
        .filter(|(_, stream)| stream.kind == source.kind)
        .filter_map(|(key, stream)| Layer::of(key, stream, now))
        .collect();
    layers.sort_by_key(|layer| layer.height);
    if layers.iter().all(|layer| layer.comes != Coming::Now) {
        layers.clear();
    }
    layers
}

fn aim(
    now: Time,
    peer: &mut Peer,
    index: usize,
    target: Option<StreamKey>,
    streams: &mut SlotMap<StreamKey, Stream>,
) {
    let Downlink { slots, bandwidth, key_frames, .. } = &mut peer.downlink;
    let (is_cut, is_losing) = (bandwidth.is_cut(), bandwidth.is_losing(now));
    let slot = &mut slots[index];
    let owner = |key: Option<StreamKey>| key.and_then(|key| streams.get(key)).map(|stream| stream.owner);
    let source = owner(target);
    let shown = slot.current().and_then(|key| streams.get(key));
    let is_same = source.is_some() && source == shown.map_or(slot.source, |stream| Some(stream.owner));
    let next = target.and_then(|key| streams.get(key));
    let is_full = slot.rung.is_some_and(|rung| rung.reason == RungReason::Link) && !is_cut;
    let before = before(shown, next, is_same, is_full);
    slot.aim(now, target, before);
    let is_replaced = slot.source.is_some() && source.is_some() && slot.source != source;
    slot.source = source.or(slot.source);
    if slot.awaits_keyframe()
        && let Some(stream) = target.and_then(|key| streams.get_mut(key))
    {
        // What the briefing shows is nobody's doing; a thumbnail or another layer is the receiver's, or its link's. A slot that
        // had to fall stands still until it has the key frame.
        if is_replaced && !slot.role.is_thumbnail() {
            stream.keyframe.want_for_switch();
        } else if !stream.keyframe.is_wanted()
            && (slot.stands_still()
                || key_frames.take(now, (stream.owner, stream.kind), Reason::Chosen, is_losing))
        {
            stream.keyframe.want();
        }
    }
}

/// What becomes of the stream shown until then.
fn before(shown: Option<&Stream>, next: Option<&Stream>, is_same: bool, is_full: bool) -> Before {
    let rate = |stream: Option<&Stream>| stream.and_then(|stream| stream.rate.get());
    match (rate(shown), rate(next)) {
        _ if !is_same => Before::Lingers,
        // A smaller layer is chosen because the link cannot take the larger one, not even until a key frame comes.
        (Some(shown), Some(next)) if next < shown.scaled(MUCH_LESS) && is_full => Before::Ends,
        _ => Before::GoesOn,
    }
}

fn watch(key: PeerKey, peer: &Peer, index: usize, streams: &mut SlotMap<StreamKey, Stream>) {
    let slot = &peer.downlink.slots[index];
    let target = slot.target().filter(|target| Some(*target) != slot.current());
    for shown in [slot.current(), target].into_iter().flatten() {
        if let Some(stream) = streams.get_mut(shown) {
            stream.watchers.push(Watcher { peer: key, slot: index });
        }
    }
}

/// Streams nobody watches are asked for nothing and give their memory back: a hall of 160 idle cameras holds nothing.
fn release_unwatched(room: &Room, streams: &mut SlotMap<StreamKey, Stream>) {
    let idle = |stream: &&mut Stream| stream.watchers.is_empty() && room.members.contains(&stream.owner);
    for stream in streams.values_mut().filter(idle) {
        stream.keyframe.forget();
        stream.ring.release();
    }
}
