//! From which scene came one packet, and when did the last one of it come? Asked of every packet as it arrives,
//! repaired, repeated and late ones too, in whatever slot.

use crate::fixture::Identity;
use crate::vp8;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

/// Frames whose packets may still come: some seconds of one camera.
const FRAMES: usize = 64;

/// When the last packet of each scene came.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    sound: BTreeMap<&'static str, Instant>,
    picture: BTreeMap<&'static str, Instant>,
    frames: VecDeque<(u32, u32, &'static str)>, // SSRC of the slot, RTP time, scene
}

impl Arrivals {
    /// Takes in the payload of one packet of a slot; a repaired one has the timestamp of the original.
    pub(super) fn packet(
        &mut self,
        now: Instant,
        kind: RtpCodecKind,
        ssrc: u32,
        timestamp: u32,
        payload: &[u8],
    ) {
        if kind == RtpCodecKind::Audio {
            let scene = Identity::of_fixtures().speech(payload);
            self.sound.extend(scene.map(|scene| (scene, now)));
        } else {
            let scene = self.scene_of_picture(ssrc, timestamp, payload);
            self.picture.extend(scene.map(|scene| (scene, now)));
        }
    }

    /// When the last packet of a scene's speech came.
    pub(super) fn sound(&self, scene: &str) -> Option<Instant> {
        self.sound.get(scene).copied()
    }

    /// When the last packet of a scene's picture came.
    pub(super) fn picture(&self, scene: &str) -> Option<Instant> {
        self.picture.get(scene).copied()
    }

    /// Only the first packet of a frame names it; the others have its timestamp.
    fn scene_of_picture(&mut self, ssrc: u32, timestamp: u32, payload: &[u8]) -> Option<&'static str> {
        let descriptor = vp8::descriptor(payload)?;
        if descriptor.begins_frame {
            let scene = Identity::of_fixtures().frame(&payload[descriptor.length..])?.scene;
            if self.frames.len() == FRAMES {
                self.frames.pop_front();
            }
            self.frames.push_back((ssrc, timestamp, scene));
            return Some(scene);
        }
        let known = self.frames.iter().rev().find(|frame| (frame.0, frame.1) == (ssrc, timestamp));
        known.map(|frame| frame.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::scene;
    use std::time::Duration;

    #[test]
    fn each_packet_of_a_frame_and_its_repetition_is_of_its_scene() {
        let (mut arrivals, start) = (Arrivals::default(), Instant::now());
        let frame = &scene("bao-ha").unwrap().layers[1].frames[0].data;
        let packets: Vec<_> = vp8::packetize(frame, 7).collect();
        assert!(packets.len() > 2);
        let at = |ms: u64| start + Duration::from_millis(ms);
        arrivals.packet(at(1), RtpCodecKind::Video, 9, 3_000, &packets[0]);
        arrivals.packet(at(2), RtpCodecKind::Video, 9, 3_000, &packets[2]);
        assert_eq!(arrivals.picture("bao-ha"), Some(at(2)));
        arrivals.packet(at(3), RtpCodecKind::Video, 9, 3_000, &packets[1]);
        assert_eq!(arrivals.picture("bao-ha"), Some(at(3)), "a late one counts");
        arrivals.packet(at(4), RtpCodecKind::Video, 8, 3_000, &packets[1]);
        arrivals.packet(at(4), RtpCodecKind::Video, 9, 9_000, &packets[1]);
        assert_eq!(arrivals.picture("bao-ha"), Some(at(3)), "another slot, another frame");
        assert_eq!((arrivals.sound("bao-ha"), arrivals.picture("hall")), (None, None));
    }
}
