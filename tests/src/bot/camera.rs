//! What leaves a bot's camera and microphone? Fixtures in a loop as RTP packets; a requested key frame is the
//! next one of the loop, at once.

use super::engine;
use crate::fixture::{Layer, SPEECH_SAMPLES, Scene};
use crate::vp8;
use rtc::rtp;
use std::time::Duration;

/// One encoded layer on its way out.
#[derive(Debug)]
pub(super) struct LayerSource {
    pub(super) ssrc: u32,
    layer: &'static Layer,
    index: usize,
    sequence: u16,
    picture_id: u16,
    timestamp_offset: u32,
}

impl LayerSource {
    pub(super) fn new(layer: &'static Layer, ssrc: u32) -> LayerSource {
        LayerSource {
            ssrc,
            layer,
            index: 0,
            sequence: rand::random(),
            picture_id: rand::random::<u16>() & 0x7fff,
            timestamp_offset: rand::random(),
        }
    }

    pub(super) fn interval(&self) -> Duration {
        self.layer.interval
    }

    /// The next frame is a key frame.
    pub(super) fn jump_to_key_frame(&mut self) {
        self.index = self.layer.next_key(self.index);
    }

    /// Packets of the next frame, captured `elapsed` after the start.
    pub(super) fn next(&mut self, elapsed: Duration) -> Vec<rtp::Packet> {
        let frame = &self.layer.frames[self.index];
        self.index = (self.index + 1) % self.layer.frames.len();
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        let timestamp = self.timestamp_offset.wrapping_add(ticks(elapsed, 90_000));
        let mut packets: Vec<rtp::Packet> = vp8::packetize(&frame.data, self.picture_id)
            .map(|payload| {
                self.sequence = self.sequence.wrapping_add(1);
                packet(engine::VP8, self.ssrc, self.sequence, timestamp, payload)
            })
            .collect();
        if let Some(last) = packets.last_mut() {
            last.header.marker = true;
        }
        packets
    }
}

/// A microphone in front of somebody who reads the scene's speech again and again.
#[derive(Debug)]
pub(super) struct Microphone {
    scene: &'static Scene,
    ssrc: u32,
    index: usize,
    sequence: u16,
    timestamp_offset: u32,
}

impl Microphone {
    pub(super) fn new(scene: &'static Scene, ssrc: u32) -> Microphone {
        let (sequence, timestamp_offset) = (rand::random(), rand::random());
        Microphone { scene, ssrc, index: 0, sequence, timestamp_offset }
    }

    /// The next packet, captured `elapsed` after the start.
    pub(super) fn next(&mut self, elapsed: Duration) -> rtp::Packet {
        let payload = self.scene.speech[self.index].clone();
        self.index = (self.index + 1) % self.scene.speech.len();
        self.sequence = self.sequence.wrapping_add(1);
        // Whole packets only, as an encoder's clock advances.
        let samples = ticks(elapsed, 48_000) / SPEECH_SAMPLES * SPEECH_SAMPLES;
        let timestamp = self.timestamp_offset.wrapping_add(samples);
        packet(engine::OPUS, self.ssrc, self.sequence, timestamp, payload)
    }
}

fn ticks(elapsed: Duration, rate: u64) -> u32 {
    (elapsed.as_micros() as u64 * rate / 1_000_000) as u32
}

fn packet(
    payload_type: u8,
    ssrc: u32,
    sequence_number: u16,
    timestamp: u32,
    payload: bytes::Bytes,
) -> rtp::Packet {
    let header = rtp::header::Header {
        version: 2,
        payload_type,
        ssrc,
        sequence_number,
        timestamp,
        ..Default::default()
    };
    rtp::Packet { header, payload }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::scene;

    #[test]
    fn a_requested_key_frame_is_the_very_next_frame() {
        let layer = &scene("bao-ha").unwrap().layers[0];
        let mut source = LayerSource::new(layer, 1);
        let key = |packets: &[rtp::Packet]| {
            let payload = &packets[0].payload;
            vp8::is_key(&payload[vp8::descriptor(payload).unwrap().length..])
        };
        assert!(key(&source.next(Duration::ZERO)));
        assert!(!key(&source.next(Duration::from_millis(66))));
        source.jump_to_key_frame();
        assert!(key(&source.next(Duration::from_millis(90))));
        assert!(!key(&source.next(Duration::from_millis(150))));
    }
}
