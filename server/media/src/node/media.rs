//! The packet path: an RTP packet of one peer goes to everyone whose slot shows its stream.

use super::{Node, PeerKey};
use crate::counters::Drop;
use crate::io::{Out, Tap};
use crate::payload;
use crate::rtp::RtpView;
use crate::srtp::Reject;
use crate::stream::{Gathered, StreamKey};
use crate::time::Time;
use crate::uplink::{Binding, unwrap_rtx};
use giaoban_link::MediaKind;

impl Node {
    pub(super) fn rtp(
        &mut self,
        now: Time,
        key: PeerKey,
        bytes: &mut [u8],
        out: &mut Out,
    ) -> Result<(), Drop> {
        let wire_len = bytes.len();
        let peer = self.peers.get_mut(key).ok_or(Drop::UnknownSource)?;
        let receiver = peer.transport.receiver().ok_or(Drop::BadSrtp)?;
        let len = receiver.unprotect_rtp(bytes).map_err(drop_of)?;
        let bytes = &mut bytes[..len];
        out.counters.rtp_received += 1;
        let packet = RtpView::parse(bytes).ok_or(Drop::BadSrtp)?;
        if let Some(seq) = peer.uplink.ids().transport_cc(&packet) {
            peer.uplink.arrivals.arrived(now, seq);
        }
        let binding = peer.uplink.bind(key, &packet, &mut self.streams).ok_or(Drop::UnknownTrack)?;
        match binding {
            Binding::Media(stream) => self.packet(now, key, stream, bytes, wire_len, false, out),
            Binding::Repair(stream) => self.repaired(now, key, stream, bytes, out),
        }
    }

    fn repaired(
        &mut self,
        now: Time,
        key: PeerKey,
        stream: StreamKey,
        bytes: &mut [u8],
        out: &mut Out,
    ) -> Result<(), Drop> {
        let Some(repaired) = self.streams.get(stream) else { return Err(Drop::UnknownTrack) };
        let payload_type = self.peers[key].uplink.payload_type(repaired.kind).ok_or(Drop::UnknownTrack)?;
        match unwrap_rtx(bytes, repaired.ssrc, payload_type) {
            Some(len) => self.packet(now, key, stream, &mut bytes[..len], 0, true, out),
            None => Ok(()),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one packet and where it came from")]
    fn packet(
        &mut self,
        now: Time,
        key: PeerKey,
        stream_key: StreamKey,
        bytes: &mut [u8],
        wire_len: usize,
        repaired: bool,
        out: &mut Out,
    ) -> Result<(), Drop> {
        let packet = RtpView::parse(bytes).ok_or(Drop::BadSrtp)?;
        let peer = &self.peers[key];
        let stream = self.streams.get_mut(stream_key).ok_or(Drop::UnknownTrack)?;
        let room = self.rooms.get_mut(peer.room).ok_or(Drop::UnknownTrack)?;
        let was_active = stream.active(now);
        let seq = stream.account(now, &packet, wire_len, repaired).ok_or(Drop::Repeated)?;
        if !was_active {
            room.unwired = true;
        }
        if packet.payload().is_empty() {
            self.releases.release(stream_key, stream);
            // Padding that probes the link.
            for watcher in &stream.watchers {
                let Some(receiver) = self.peers.get_mut(watcher.peer) else { continue };
                receiver.downlink.slots[watcher.slot].skip(stream_key, seq);
            }
            return Ok(());
        }
        let kind = payload::inspect(stream.codec, packet.payload());
        stream.notice(now, &kind);
        let Some(site) = peer.wish.site else { return Err(Drop::Unwatched) };
        if stream.kind == MediaKind::Audio {
            if !room.may_be_heard(Some(site)) {
                return Err(Drop::WithoutFloor);
            }
            out.reports.extend(room.news.heard(site));
        } else if stream.kind == MediaKind::Video && kind.key_start {
            out.reports.extend(room.news.seen(site));
        }
        if stream.watchers.is_empty() {
            return Err(Drop::Unwatched);
        }
        if out.tapping {
            out.taps.push(Tap { room: room.wish.id, site, at: now, packet: bytes.to_vec() });
        }
        let level = peer.uplink.ids().audio_level(&packet);
        let capture = stream.capture(&peer.uplink.wall, packet.timestamp(), now);
        let begins_key_frame = kind.key_start;
        stream.hold(seq, &packet, kind, level);
        let gathered = Gathered { seq, capture, padded: packet.payload().len() };
        let is_sound = stream.kind == MediaKind::Audio;
        if is_sound || repaired {
            self.releases.at_once(stream_key, gathered, is_sound);
        } else if begins_key_frame {
            // Slots that wait for it switch now, so that nobody asks again for what is here.
            self.releases.release(stream_key, stream);
            self.releases.at_once(stream_key, gathered, false);
        } else {
            let frame = (packet.timestamp(), packet.marker());
            self.releases.gather(now, stream_key, stream, gathered, frame);
        }
        Ok(())
    }
}

fn drop_of(reject: Reject) -> Drop {
    match reject {
        Reject::Malformed | Reject::Auth | Reject::TooManyStreams => Drop::BadSrtp,
        Reject::Replayed => Drop::Replayed,
    }
}
