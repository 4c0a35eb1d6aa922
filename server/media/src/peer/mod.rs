//! One WebRTC connection: its wish, its transport, what it sends and what it is sent.

mod figures;
mod negotiate;
mod report;
mod silence;

pub(crate) use negotiate::{Basis, negotiate};
pub(crate) use report::Scratch;

use crate::downlink::Downlink;
use crate::io::Out;
use crate::room::RoomKey;
use crate::sdp::Offer;
use crate::stream::{Stream, StreamKey};
use crate::time::Time;
use crate::transport::{Path, Transport};
use crate::uplink::Uplink;
use figures::RoundTrip;
use giaoban_link::{FromNode, PeerWish};
use report::Schedule;
use silence::Silence;
use slotmap::SlotMap;

/// One connection.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) wish: PeerWish,
    /// Revision of the wish that was answered.
    pub(crate) rev: u64,
    pub(crate) room: RoomKey,
    pub(crate) offer: Offer,
    pub(crate) answer: String,
    pub(crate) answers: u64,
    pub(crate) transport: Transport,
    pub(crate) uplink: Uplink,
    pub(crate) downlink: Downlink,
    pub(crate) silence: Silence,
    round_trip: RoundTrip,
    schedule: Schedule,
}

impl Peer {
    /// Whether media may flow.
    pub(crate) fn is_connected(&self) -> bool {
        self.transport.is_connected()
    }

    /// Says what signaling may have missed of this peer.
    pub(crate) fn repeat_reports(&self, now: Time, reports: &mut Vec<FromNode>) {
        let id = self.wish.id;
        reports.push(FromNode::Answered { peer: id, rev: self.rev, sdp: self.answer.clone() });
        reports.extend(self.uplink.paused_report(id));
        reports.extend(self.silence.repeat(now, id));
    }

    /// Notices that the peer fell silent, or is heard again.
    pub(crate) fn look_for_silence(&mut self, now: Time) -> Option<FromNode> {
        self.silence.look(now, self.wish.id)
    }

    /// A path has become another peer's.
    pub(crate) fn lose(&mut self, now: Time, path: Path) {
        self.transport.lose(path);
        if !self.is_connected() {
            self.downlink.bandwidth.cannot_pad(now);
        }
    }

    /// When something of this peer's queue has to leave; never while there is nowhere to send it.
    pub(crate) fn deadline(&self) -> Time {
        if self.is_connected() { self.downlink.deadline() } else { Time::NEVER }
    }

    /// Sends what is due in this peer's queue.
    pub(crate) fn flush(&mut self, now: Time, streams: &SlotMap<StreamKey, Stream>, out: &mut Out) {
        if let Some((path, sealer)) = self.transport.sender() {
            self.downlink.flush(now, streams, sealer, path, out);
        }
    }
}
