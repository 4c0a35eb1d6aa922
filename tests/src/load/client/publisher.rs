//! What leaves a lean client's microphone and camera? The motion fixture in layers, paced as a browser paces it.

use super::super::clock::{Micros, micros};
use super::offer::{CAMERA_MID, MICROPHONE_MID, OPUS, RIDS, RTX, VP8, id};
use super::rtp::Sent;
use crate::fixture::{self, SPEECH_PACKET, SPEECH_SAMPLES, Scene};
use crate::vp8;
use std::collections::VecDeque;
use std::ops::Range;

/// Browsers send video at this multiple of the rate it is encoded with (libwebrtc's pacing factor).
const PACING: f64 = 2.5;
/// Packets that can be sent again.
const HISTORY: usize = 512;
/// Loudness and voice of everything said.
const LEVEL: u8 = 0x80 | 30;

/// A client's microphone and camera.
#[derive(Debug)]
pub(crate) struct Publisher {
    scene: &'static Scene,
    /// Marks this publisher's frames: the KEYIDX field of VP8 descriptors (RFC 7741 section 4.2).
    mark: u8,
    transport_seq: u16,
    voice: Voice,
    layers: Vec<Layer>,
    /// Layers that are sent, 0 the smallest.
    active: Range<usize>,
    queue: VecDeque<Packet>,
    next_send: Micros,
}

#[derive(Debug)]
struct Voice {
    flow: Flow,
    index: usize,
    due: Micros,
    is_open: bool,
}

#[derive(Debug)]
struct Layer {
    flow: Flow,
    repair: Flow,
    index: usize,
    due: Micros,
    /// Bits a second.
    rate: f64,
    picture_id: u16,
    history: VecDeque<Packet>,
}

/// Numbers of one outgoing stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow {
    pub(crate) ssrc: u32,
    pub(crate) packets: u32,
    pub(crate) octets: u32,
    /// Extended number sent last.
    seq: u32,
    offset: u32,
    rate: u64,
}

/// A packet on its way out.
#[derive(Clone, Debug)]
struct Packet {
    layer: usize,
    seq: u32,
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
}

/// Takes a packet's header and payload.
pub(crate) type Leaving<'a> = &'a mut dyn FnMut(&Sent<'_>, &[u8]);

impl Flow {
    fn new(ssrc: u32, rate: u64) -> Flow {
        // Numbers begin low, so that nobody can mistake a wrap for the beginning.
        Flow { ssrc, packets: 0, octets: 0, seq: rand::random::<u32>() >> 17, offset: rand::random(), rate }
    }

    fn next_seq(&mut self) -> u32 {
        self.seq += 1;
        self.seq
    }

    /// The timestamp of this moment.
    pub(crate) fn timestamp(&self, at: Micros) -> u32 {
        self.offset.wrapping_add((u128::from(at) * u128::from(self.rate) / 1_000_000) as u32)
    }

    fn count(&mut self, payload: usize) {
        self.packets += 1;
        self.octets = self.octets.wrapping_add(payload as u32);
    }
}

impl Publisher {
    /// A publisher that begins now. `mark` below 32 tells its frames from those of others.
    pub(crate) fn new(now: Micros, microphone: u32, mark: u8) -> Publisher {
        let scene = fixture::motion();
        let voice = Voice {
            flow: Flow::new(microphone, 48_000),
            index: rand::random::<u16>() as usize % scene.speech.len(),
            due: now,
            is_open: false,
        };
        // Cameras of different sites capture at different moments.
        let phase = u64::from(rand::random::<u16>());
        let layer = |layer: &fixture::Layer| Layer {
            flow: Flow::new(rand::random(), 90_000),
            repair: Flow::new(rand::random(), 90_000),
            index: 0,
            due: now + phase,
            rate: layer.frames.iter().map(|frame| frame.data.len()).sum::<usize>() as f64 * 8.0
                / (layer.interval.as_secs_f64() * layer.frames.len() as f64),
            picture_id: rand::random::<u16>() & 0x7fff,
            history: VecDeque::new(),
        };
        let layers = scene.layers.iter().map(layer).collect();
        let queue = VecDeque::new();
        Publisher { scene, mark, transport_seq: 0, voice, layers, active: 0..0, queue, next_send: 0 }
    }

    /// Sends these layers from now on, new ones from a key frame, and sound if the microphone is open.
    pub(crate) fn set(&mut self, now: Micros, layers: Range<usize>, microphone: bool) {
        for index in layers.clone().filter(|index| !self.active.contains(index)) {
            let layer = &mut self.layers[index];
            layer.index = 0;
            layer.due = layer.due.max(now);
        }
        self.active = layers;
        self.voice.due = self.voice.due.max(now);
        self.voice.is_open = microphone;
    }

    /// When something leaves next.
    pub(crate) fn deadline(&self) -> Micros {
        let voice = if self.voice.is_open { self.voice.due } else { Micros::MAX };
        let frames = self.layers[self.active.clone()].iter().map(|layer| layer.due).min();
        let paced = if self.queue.is_empty() { Micros::MAX } else { self.next_send };
        voice.min(frames.unwrap_or(Micros::MAX)).min(paced)
    }

    /// Sends what is due.
    pub(crate) fn wake(&mut self, now: Micros, leaving: Leaving<'_>) {
        if self.voice.is_open && self.voice.due <= now {
            self.speak(leaving);
        }
        for index in self.active.clone() {
            if self.layers[index].due <= now {
                self.capture(now, index);
            }
        }
        let rate = PACING * self.layers[self.active.clone()].iter().map(|layer| layer.rate).sum::<f64>();
        while self.next_send <= now
            && let Some(packet) = self.queue.pop_front()
        {
            let bits = 8.0 * packet.payload.len() as f64;
            self.next_send = self.next_send.max(now.saturating_sub(1_000)) + (bits / rate * 1e6) as Micros;
            self.send(packet, leaving);
        }
    }

    /// The next frame of the layer with this SSRC is a key frame.
    pub(crate) fn refresh(&mut self, ssrc: u32) {
        if let Some(layer) = self.layers.iter_mut().find(|layer| layer.flow.ssrc == ssrc) {
            layer.index = 0;
        }
    }

    /// Sends a packet again (RFC 4588).
    pub(crate) fn repeat(&mut self, ssrc: u32, seq: u16, leaving: Leaving<'_>) {
        let Some(index) = self.layers.iter().position(|layer| layer.flow.ssrc == ssrc) else { return };
        let layer = &mut self.layers[index];
        let Some(packet) = layer.history.iter().rev().find(|packet| packet.seq as u16 == seq) else { return };
        let mut payload = seq.to_be_bytes().to_vec();
        payload.extend_from_slice(&packet.payload);
        let (marker, timestamp) = (packet.marker, packet.timestamp);
        let (ssrc, seq) = (layer.repair.ssrc, layer.repair.next_seq());
        let transport = self.next_transport_seq();
        let extensions: &[(u8, &[u8])] = &[
            (id::MID, CAMERA_MID.as_bytes()),
            (id::REPAIRED_RID, RIDS[index].as_bytes()),
            (id::TRANSPORT_CC, &transport),
        ];
        leaving(&Sent { marker, payload_type: RTX, seq, timestamp, ssrc, extensions }, &payload);
    }

    /// The streams that have been sent, for sender reports.
    pub(crate) fn flows(&self) -> impl Iterator<Item = &Flow> {
        let layers = self.layers.iter().map(|layer| &layer.flow);
        layers.chain([&self.voice.flow]).filter(|flow| flow.packets > 0)
    }

    fn speak(&mut self, leaving: Leaving<'_>) {
        let payload = &self.scene.speech[self.voice.index];
        self.voice.index = (self.voice.index + 1) % self.scene.speech.len();
        let transport = self.next_transport_seq();
        let voice = &mut self.voice;
        voice.flow.count(payload.len());
        let ticks = voice.flow.timestamp(voice.due) / SPEECH_SAMPLES * SPEECH_SAMPLES;
        voice.due += micros(SPEECH_PACKET);
        let extensions: &[(u8, &[u8])] = &[
            (id::MID, MICROPHONE_MID.as_bytes()),
            (id::AUDIO_LEVEL, &[LEVEL]),
            (id::TRANSPORT_CC, &transport),
        ];
        let sent = Sent {
            marker: false,
            payload_type: OPUS,
            seq: voice.flow.next_seq(),
            timestamp: ticks,
            ssrc: voice.flow.ssrc,
            extensions,
        };
        leaving(&sent, payload);
    }

    /// Puts the packets of the next frame into the queue.
    fn capture(&mut self, now: Micros, index: usize) {
        let content = &self.scene.layers[index];
        let layer = &mut self.layers[index];
        let frame = &content.frames[layer.index];
        layer.index = (layer.index + 1) % content.frames.len();
        layer.picture_id = (layer.picture_id + 1) & 0x7fff;
        let timestamp = layer.flow.timestamp(layer.due);
        layer.due = (layer.due + micros(content.interval)).max(now.saturating_sub(1_000_000));
        let before = self.queue.len();
        for payload in vp8::packetize(&frame.data, layer.picture_id) {
            let payload = descriptor(&payload, self.mark);
            let seq = layer.flow.next_seq();
            self.queue.push_back(Packet { layer: index, seq, timestamp, marker: false, payload });
        }
        if self.queue.len() > before
            && let Some(last) = self.queue.back_mut()
        {
            last.marker = true;
        }
    }

    fn send(&mut self, packet: Packet, leaving: Leaving<'_>) {
        let transport = self.next_transport_seq();
        let layer = &mut self.layers[packet.layer];
        layer.flow.count(packet.payload.len());
        let extensions: &[(u8, &[u8])] = &[
            (id::MID, CAMERA_MID.as_bytes()),
            (id::RID, RIDS[packet.layer].as_bytes()),
            (id::TRANSPORT_CC, &transport),
        ];
        let Packet { marker, seq, timestamp, .. } = packet;
        let ssrc = layer.flow.ssrc;
        leaving(&Sent { marker, payload_type: VP8, seq, timestamp, ssrc, extensions }, &packet.payload);
        if layer.history.len() == HISTORY {
            layer.history.pop_front();
        }
        layer.history.push_back(packet);
    }

    fn next_transport_seq(&mut self) -> [u8; 2] {
        self.transport_seq = self.transport_seq.wrapping_add(1);
        self.transport_seq.to_be_bytes()
    }
}

/// Bytes before the field that marks a publisher; the server rewrites some of them.
pub(crate) const REWRITTEN: usize = 5;

/// The same payload with TL0PICIDX and KEYIDX in its descriptor, as a browser with simulcast sends it.
fn descriptor(payload: &[u8], mark: u8) -> Vec<u8> {
    let (own, frame) = payload.split_at(4);
    let mut longer = Vec::with_capacity(payload.len() + 2);
    longer.extend_from_slice(&[own[0], 0xf0, own[2], own[3], 0, mark & 0x1f]);
    longer.extend_from_slice(frame);
    longer
}

/// Whose frame this is, if a key frame begins with this payload.
pub(crate) fn key_frame_of(payload: &[u8]) -> Option<u8> {
    let begins = payload.first()? & 0x17 == 0x10 && payload.get(1)? & 0xf0 == 0xf0;
    (begins && payload.get(REWRITTEN + 1)? & 1 == 0).then(|| payload[REWRITTEN] & 0x1f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_frame_comes_first_and_on_request_and_frames_are_spread() {
        let mut publisher = Publisher::new(1_000_000, 1, 7);
        publisher.set(1_000_000, 0..3, true);
        let (mut keys, mut sounds, mut full) = (0, 0, Vec::new());
        let mut now = 1_000_000;
        let mut asked = None;
        loop {
            now = publisher.deadline().max(now);
            if now >= 2_000_000 {
                break;
            }
            publisher.wake(now, &mut |sent, payload| {
                sounds += u32::from(sent.payload_type == OPUS);
                if sent.payload_type == VP8 {
                    keys += u32::from(key_frame_of(payload) == Some(7));
                    asked.get_or_insert(sent.ssrc);
                    full.push(now);
                }
            });
            if now > 1_500_000
                && let Some(ssrc) = asked.take()
            {
                publisher.refresh(ssrc);
                asked = Some(0);
            }
        }
        assert_eq!((keys, sounds), (4, 50));
        assert!(full.windows(2).filter(|pair| pair[1] - pair[0] > 300).count() > 100, "{full:?}");
    }
}
