//! Which layers of whose camera need not be sent? What has watchers is needed, every layer of who is called next, and each
//! camera's smallest layer: whoever is put on air unprepared is seen at once by it.

use super::Room;
use crate::node::PeerKey;
use crate::peer::Peer;
use crate::stream::{Stream, StreamKey};
use crate::time::Time;
use giaoban_link::{FromNode, MediaKind};
use slotmap::SlotMap;

/// The layers that may pause, larger than the smallest.
const MAY_PAUSE: [&str; 2] = ["h", "f"];

/// Notes the demand for every layer in a room that was wired; states what has changed.
pub(crate) fn state_demand(
    now: Time,
    room: &Room,
    peers: &mut SlotMap<PeerKey, Peer>,
    streams: &mut SlotMap<StreamKey, Stream>,
    reports: &mut Vec<FromNode>,
) {
    for key in &room.members {
        let Some(peer) = peers.get_mut(*key) else { continue };
        let is_called = room.wish.next.is_some() && room.wish.next == peer.wish.site;
        for stream in peer.uplink.streams() {
            let Some(stream) = streams.get_mut(stream).filter(|stream| may_pause(stream)) else { continue };
            if is_called || !stream.watchers.is_empty() {
                stream.demand.want();
            }
            stream.demand.settle(now, stream.active(now));
        }
        let is_paused = |stream: &&Stream| may_pause(stream) && stream.demand.is_paused();
        let paused = || peer.uplink.streams().filter_map(|key| streams.get(key)).filter(is_paused);
        if !paused().map(|stream| &stream.rid).eq(&peer.uplink.paused) {
            let layers: Vec<String> = paused().map(|stream| stream.rid.clone()).collect();
            reports.push(FromNode::Paused { peer: peer.wish.id, layers: layers.clone() });
            peer.uplink.paused = layers;
        }
    }
}

fn may_pause(stream: &Stream) -> bool {
    stream.kind == MediaKind::Video && MAY_PAUSE.contains(&stream.rid.as_str())
}
