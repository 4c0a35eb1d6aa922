//! What does a peer say of its link in RTCP, and what does the node say to it?

use super::Peer;
use crate::bitrate::Bitrate;
use crate::counters::Drop;
use crate::downlink::{Downlink, Reason, Resent};
use crate::io::Out;
use crate::receive::ReportBlock;
use crate::rtcp::{Compound, Packet, Report, packets};
use crate::rtp::Seq;
use crate::sdp::CNAME;
use crate::srtp::Reject;
use crate::stream::{Stream, StreamKey};
use crate::time::Time;
use slotmap::SlotMap;
use std::time::Duration;

/// Reports of both directions; browsers send theirs as often.
const REPORT_EVERY: Duration = Duration::from_secs(1);
/// Transport-wide feedback: two a round trip of a usual line, below 1 % of its rate.
const FEEDBACK_EVERY: Duration = Duration::from_millis(60);
/// Numbers of one stream asked for in one packet.
const MOST_NACKS: usize = 64;
/// Numbers that a receiver misses and that are looked for in one datagram: more than a second of a picture.
const MOST_MISSED: usize = 512;
/// Round trip of a receiver that tells none, and the longest that is believed of one that waits for a key frame.
const ROUND_TRIP: Duration = Duration::from_millis(200);
const LONGEST_ROUND_TRIP: Duration = Duration::from_secs(1);
/// SSRC under which the node sends feedback; it sends no media under it.
const OWN_SSRC: u32 = 1;
/// Seconds from 1900 to 1970.
const NTP_EPOCH: u64 = 2_208_988_800;

/// When a peer is told what.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Schedule {
    reports: Time,
    feedback: Time,
}

/// What came of a peer's RTCP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Packets that will be sent again.
    pub(crate) resent: u64,
    /// Requests for a key frame beyond what one receiver may ask for.
    pub(crate) refused: u64,
}

/// Buffers used again for every packet of every peer.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    blocks: Vec<ReportBlock>,
    lost: Vec<u16>,
}

impl Peer {
    /// Takes a compound packet.
    pub(crate) fn hear(
        &mut self,
        now: Time,
        origin_unix_micros: u64,
        bytes: &mut [u8],
        streams: &mut SlotMap<StreamKey, Stream>,
    ) -> Result<Heard, Drop> {
        let receiver = self.transport.receiver().ok_or(Drop::BadSrtp)?;
        let len = receiver.unprotect_rtcp(bytes).map_err(|reject| match reject {
            Reject::Replayed => Drop::Replayed,
            Reject::Malformed | Reject::Auth | Reject::TooManyStreams => Drop::BadSrtp,
        })?;
        let mut heard = Heard::default();
        let mut left = MOST_MISSED;
        for packet in packets(&bytes[..len]) {
            match packet.map_err(|_| Drop::BadRtcp)? {
                Packet::SenderReport { ssrc, ntp, timestamp, reports } => {
                    self.hear_sender(now, ssrc, ntp, timestamp, streams);
                    reports.for_each(|report| self.hear_report(now, origin_unix_micros, report));
                }
                Packet::ReceiverReport { reports } => {
                    reports.for_each(|report| self.hear_report(now, origin_unix_micros, report));
                }
                Packet::Nack { media, lost } => {
                    let lost = lost.take(left).inspect(|_| left -= 1);
                    heard.resent += self.hear_nack(now, media, lost, streams);
                }
                Packet::PictureLoss { media } | Packet::FullIntra { media } => {
                    heard.refused += u64::from(!self.hear_picture_loss(now, media, streams));
                }
                Packet::TransportCc(feedback) => {
                    self.downlink.bandwidth.hear(now, self.downlink.round_trip, &feedback);
                }
                Packet::ReceiverEstimate { bitrate } => {
                    self.downlink.bandwidth.hear_receiver(now, Bitrate(bitrate));
                }
                Packet::Other => {}
            }
        }
        Ok(heard)
    }

    fn hear_sender(
        &mut self,
        now: Time,
        ssrc: u32,
        ntp: u64,
        timestamp: u32,
        streams: &mut SlotMap<StreamKey, Stream>,
    ) {
        let Some(stream) = self.uplink.media(ssrc).and_then(|key| streams.get_mut(key)) else { return };
        stream.clock.report(now, ntp, timestamp, stream.codec.clock_rate());
        stream.stats.sender_report(now, ntp);
        self.uplink.wall.observe(now, ntp);
    }

    fn hear_report(&mut self, now: Time, origin_unix_micros: u64, report: Report) {
        let slots = &mut self.downlink.slots;
        let Some(slot) = slots.iter_mut().find(|slot| slot.ssrc == report.ssrc) else { return };
        let jitter_ms = f64::from(report.jitter) * 1e3 / f64::from(slot.timeline().rate());
        if report.fraction_lost > 0 {
            self.downlink.bandwidth.hear_of_loss(now);
        }
        slot.figures.reported = Some((now, f64::from(report.fraction_lost) / 256.0, jitter_ms));
        if report.last_sr != 0 {
            // RFC 3550 section 6.4.1: now − delay − when the report left, all in 1/65536 s.
            let units = (ntp_at(now, origin_unix_micros) >> 16) as u32;
            let trip = units.wrapping_sub(report.last_sr).wrapping_sub(report.delay);
            // Clocks of clients cannot make it negative; a forged block can, and is not believed.
            if trip < 1 << 20 {
                let trip = Duration::from_micros((u64::from(trip) * 1_000_000) >> 16);
                self.downlink.round_trip = Some(self.round_trip.measured(trip));
            }
        }
    }

    fn hear_nack(
        &mut self,
        now: Time,
        media: u32,
        lost: impl Iterator<Item = u16>,
        streams: &SlotMap<StreamKey, Stream>,
    ) -> u64 {
        let resent =
            lost.filter(|seq| self.downlink.resend(now, media, Seq(*seq), streams) == Some(Resent::Yes));
        resent.count() as u64
    }

    /// False when it asked too often. A key frame that is on its way, to the node for somebody or to this receiver, costs
    /// nothing.
    fn hear_picture_loss(&mut self, now: Time, media: u32, streams: &mut SlotMap<StreamKey, Stream>) -> bool {
        let Downlink { slots, key_frames, bandwidth, round_trip, .. } = &mut self.downlink;
        let slot = slots.iter().find(|slot| slot.ssrc == media);
        let shown = slot.and_then(|slot| slot.target().or(slot.current()));
        let Some(stream) = shown.and_then(|key| streams.get_mut(key)) else { return true };
        let trip = round_trip.map_or(ROUND_TRIP, |trip| trip.min(LONGEST_ROUND_TRIP));
        if stream.keyframe.is_wanted() || stream.keyframe.has_just_begun(now, trip) {
            return true;
        }
        let source = (stream.owner, stream.kind);
        let may = key_frames.take(now, source, Reason::Lost, bandwidth.is_losing(now));
        if may {
            stream.keyframe.want();
        }
        may
    }

    /// Says what is due: reports each second and after a switch, feedback, NACKs, key-frame requests.
    /// Returns how many key frames were asked for.
    pub(crate) fn speak(
        &mut self,
        now: Time,
        origin_unix_micros: u64,
        streams: &mut SlotMap<StreamKey, Stream>,
        scratch: &mut Scratch,
        out: &mut Out,
    ) -> u64 {
        if !self.is_connected() {
            return 0;
        }
        let start = out.bytes.len();
        let mut compound = Compound::new(&mut out.bytes, OWN_SSRC);
        if self.schedule.reports <= now {
            self.schedule.reports = now + REPORT_EVERY;
            self.downlink.report_at_once = false;
            self.write_sender_reports(now, origin_unix_micros, &mut compound);
            self.write_receiver_reports(now, streams, scratch, &mut compound);
        } else if std::mem::take(&mut self.downlink.report_at_once) {
            self.write_sender_reports(now, origin_unix_micros, &mut compound);
        }
        // libwebrtc takes transport-wide feedback only under an SSRC that it sends.
        if let Some(media) = self.uplink.any_ssrc().filter(|_| self.schedule.feedback <= now) {
            self.schedule.feedback = now + FEEDBACK_EVERY;
            self.uplink.arrivals.feedback(|base, number, arrivals| {
                compound.transport_cc(media, base, number, arrivals);
            });
        }
        self.write_nacks(now, streams, scratch, &mut compound);
        let asked = self.write_picture_losses(now, streams, &mut compound);
        if out.bytes.len() > start {
            self.transport.send_rtcp(start, out);
        }
        asked
    }

    fn write_sender_reports(&self, now: Time, origin_unix_micros: u64, compound: &mut Compound<'_>) {
        let sending = self.downlink.slots.iter().filter(|slot| slot.figures.packets > 0);
        for slot in sending.filter(|slot| slot.current().is_some()) {
            let ntp = ntp_at(now, origin_unix_micros);
            let timestamp = slot.timeline().at(now);
            compound.sender_report(slot.ssrc, ntp, timestamp, slot.figures.packets, slot.figures.octets);
            compound.canonical_name(slot.ssrc, CNAME);
        }
    }

    fn write_receiver_reports(
        &self,
        now: Time,
        streams: &mut SlotMap<StreamKey, Stream>,
        scratch: &mut Scratch,
        compound: &mut Compound<'_>,
    ) {
        scratch.blocks.clear();
        for key in self.uplink.streams() {
            let Some(stream) = streams.get_mut(key) else { continue };
            scratch.blocks.extend(stream.stats.report(now, stream.ssrc));
        }
        compound.receiver_reports(&scratch.blocks);
    }

    fn write_nacks(
        &self,
        now: Time,
        streams: &mut SlotMap<StreamKey, Stream>,
        scratch: &mut Scratch,
        compound: &mut Compound<'_>,
    ) {
        for key in self.uplink.streams() {
            let Some(stream) = streams.get_mut(key) else { continue };
            if stream.watchers.is_empty() {
                stream.nacks.clear();
                continue;
            }
            scratch.lost.clear();
            stream.nacks.due(now, self.downlink.round_trip, |seq| scratch.lost.push(seq));
            for lost in scratch.lost.chunks(MOST_NACKS) {
                compound.nack(stream.ssrc, lost);
            }
        }
    }

    fn write_picture_losses(
        &self,
        now: Time,
        streams: &mut SlotMap<StreamKey, Stream>,
        compound: &mut Compound<'_>,
    ) -> u64 {
        let mut asked = 0;
        let mut kinds = 0u8;
        for key in self.uplink.streams() {
            let Some(stream) = streams.get_mut(key) else { continue };
            if stream.keyframe.ask(now) {
                compound.picture_loss(stream.ssrc);
                kinds |= 1 << stream.kind as u8;
                asked += 1;
            }
        }
        // An encoder that was asked for one layer is deaf for all of them.
        for key in self.uplink.streams().filter(|_| asked > 0) {
            if let Some(stream) = streams.get_mut(key).filter(|stream| kinds & 1 << stream.kind as u8 != 0) {
                stream.keyframe.asked_of_source(now);
            }
        }
        asked
    }
}

/// Wall clock at a node time, as NTP 32.32.
fn ntp_at(now: Time, origin_unix_micros: u64) -> u64 {
    let micros = origin_unix_micros + now.0;
    let (seconds, rest) = (micros / 1_000_000 + NTP_EPOCH, micros % 1_000_000);
    (seconds << 32) | ((rest << 32) / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wall_clock_in_ntp() {
        assert_eq!(ntp_at(Time(0), 0) >> 32, 2_208_988_800);
        assert_eq!(ntp_at(Time(500_000), 1_000_000), 2_208_988_801 << 32 | 0x8000_0000);
    }
}
