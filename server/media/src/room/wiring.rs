//! Which stream goes into which slot? Derived anew from the wish, the view rule and what is received, whenever
//! one of them changes; packets then follow the lists made here without asking anything.

use super::Room;
use super::layers::{Layer, choose};
use crate::node::PeerKey;
use crate::peer::Peer;
use crate::slot::SlotRole;
use crate::stream::{Stream, StreamKey, Watcher};
use crate::time::Time;
use giaoban_link::{MediaKind, PeerKind, SiteId, SlotName, View, view_of};
use slotmap::SlotMap;

/// What of a site a slot shows.
#[derive(Clone, Copy, Debug)]
struct Source {
    site: SiteId,
    kind: MediaKind,
    /// Pixels the receiver draws, for pictures.
    height: u16,
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
        let view = view_of(&room.wish, peer.wish.site);
        for index in 0..peer.downlink.slots.len() {
            let source = source(peer, &view, peer.downlink.slots[index].role);
            let target = source.and_then(|source| stream_of(now, source, &publishers, streams));
            aim(now, peer, index, target, streams);
            watch(*key, peer, index, streams);
        }
    }
    release_unwatched(room, streams);
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
            Some(Source { site, kind: MediaKind::Audio, height: 0 })
        }
        SlotRole::Video(name) => {
            let wish = peer.wish.slots.iter().find(|wish| wish.slot == name);
            let height = wish.map_or(role.default_height(), |wish| wish.height);
            let site = match name {
                SlotName::Programme => view.programme,
                SlotName::Chair => view.chair,
                SlotName::Content => view.content,
                SlotName::Thumbnail(_) => wish.and_then(|wish| wish.watch),
            };
            let kind = if name == SlotName::Content { MediaKind::Content } else { MediaKind::Video };
            Some(Source { site: site.filter(|_| height > 0)?, kind, height })
        }
    }
}

fn stream_of(
    now: Time,
    source: Source,
    publishers: &[(SiteId, Vec<StreamKey>)],
    streams: &SlotMap<StreamKey, Stream>,
) -> Option<StreamKey> {
    let (_, sent) = publishers.iter().find(|(site, _)| *site == source.site)?;
    let of_kind = sent.iter().filter_map(|key| Some((*key, streams.get(*key)?)));
    let layers = of_kind
        .filter(|(_, stream)| stream.kind == source.kind)
        .filter_map(|(key, stream)| Layer::of(key, stream, now));
    choose(layers, source.height)
}

fn aim(
    now: Time,
    peer: &mut Peer,
    index: usize,
    target: Option<StreamKey>,
    streams: &mut SlotMap<StreamKey, Stream>,
) {
    let slot = &mut peer.downlink.slots[index];
    let owner = |key: Option<StreamKey>| key.and_then(|key| streams.get(key)).map(|stream| stream.owner);
    let same_picture = owner(slot.current()).is_some() && owner(slot.current()) == owner(target);
    slot.aim(now, target, same_picture);
    if slot.awaits_keyframe()
        && let Some(stream) = target.and_then(|key| streams.get_mut(key))
    {
        stream.keyframe.want_for_switch();
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

/// Streams nobody watches give their memory back: a hall of 160 idle cameras holds nothing.
fn release_unwatched(room: &Room, streams: &mut SlotMap<StreamKey, Stream>) {
    let idle = |stream: &&mut Stream| stream.watchers.is_empty() && room.members.contains(&stream.owner);
    for stream in streams.values_mut().filter(idle) {
        stream.ring.release();
    }
}
