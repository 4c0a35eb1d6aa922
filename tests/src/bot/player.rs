//! When does each packet leave? One task a bot: frames at their rate, sounds every 20 ms, a frame's packets
//! spread out as a browser's pacer does, and nothing at all while camera and microphone are off.

use super::camera::{LayerSource, Microphone};
use crate::fixture::SPEECH_PACKET;
use rtc::rtp;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;

/// Packets that leave together, and the pause between two such groups: 12 Mbit/s while a frame leaves.
const GROUP: usize = 3;
const PAUSE: Duration = Duration::from_millis(2);

/// What a bot's media task is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Microphone(bool),
    Camera(bool),
    Content(bool),
    /// Layers sent, from the smallest.
    Layers(usize),
    /// A receiver asked for a key frame of this SSRC.
    KeyFrame(u32),
}

/// A picture source and where its packets go.
pub(super) struct Screen {
    pub(super) track: Arc<TrackLocalStaticRTP>,
    pub(super) layers: Vec<LayerSource>,
}

/// Everything a bot sends.
pub(super) struct Player {
    pub(super) microphone: Option<(Arc<TrackLocalStaticRTP>, Microphone)>,
    pub(super) camera: Option<Screen>,
    pub(super) content: Option<Screen>,
    pub(super) video_delay: Duration,
}

struct Playing {
    player: Player,
    start: Instant,
    on: On,
    next_sound: Option<Instant>,
    next_picture: Option<Instant>,
    sounds: VecDeque<Departure>,
    leaving: VecDeque<Departure>,
}

#[derive(Clone, Copy)]
struct On {
    camera: bool,
    content: bool,
    layers: usize,
}

struct Departure {
    at: Instant,
    track: Arc<TrackLocalStaticRTP>,
    packet: rtp::Packet,
}

/// Plays until the orders end.
pub(super) async fn play(player: Player, mut orders: UnboundedReceiver<Order>) {
    let on = On { camera: false, content: false, layers: usize::MAX };
    let start = Instant::now();
    let (sounds, leaving) = (VecDeque::new(), VecDeque::new());
    let mut playing = Playing { player, start, on, next_sound: None, next_picture: None, sounds, leaving };
    loop {
        let due = playing.deadline();
        tokio::select! {
            order = orders.recv() => {
                let Some(order) = order else { return };
                // What is due was captured before what the order brings.
                playing.capture(Instant::now());
                playing.obey(order);
            }
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {}
        }
        playing.capture(Instant::now());
        playing.depart(Instant::now()).await;
    }
}

impl Playing {
    fn deadline(&self) -> Option<Instant> {
        let departure = self.leaving.front().map(|departure| departure.at);
        [self.next_sound, self.next_picture, departure].into_iter().flatten().min()
    }

    fn obey(&mut self, order: Order) {
        let now = Instant::now();
        match order {
            Order::Microphone(on) => {
                self.next_sound = (on && self.player.microphone.is_some()).then_some(now)
            }
            Order::Camera(on) => switch(&mut self.player.camera, &mut self.on.camera, on),
            Order::Content(on) => switch(&mut self.player.content, &mut self.on.content, on),
            Order::Layers(count) => self.add_layers(count),
            Order::KeyFrame(ssrc) => return self.key_frame(now, ssrc),
        }
        let screens = self.on.camera || self.on.content;
        self.next_picture = screens.then(|| self.next_picture.unwrap_or(now));
    }

    /// A layer that was not sent begins with a key frame, as an encoder does.
    fn add_layers(&mut self, count: usize) {
        let camera = self.player.camera.iter_mut().flat_map(|screen| &mut screen.layers);
        camera.skip(self.on.layers).for_each(LayerSource::jump_to_key_frame);
        self.on.layers = count;
    }

    fn key_frame(&mut self, now: Instant, ssrc: u32) {
        let on = self.on;
        let camera = self.player.camera.iter_mut().filter(|_| on.camera);
        let content = self.player.content.iter_mut().filter(|_| on.content);
        for screen in camera.chain(content) {
            let sent = screen.layers.iter_mut().take(on.layers);
            for layer in sent.filter(|layer| layer.ssrc == ssrc) {
                layer.jump_to_key_frame();
                let packets = layer.next(now - self.start);
                spread(&mut self.leaving, now + self.player.video_delay, &screen.track, packets);
            }
        }
    }

    fn capture(&mut self, now: Instant) {
        while let Some(at) = self.next_sound.filter(|at| *at <= now) {
            self.next_sound = Some(at + SPEECH_PACKET);
            if let Some((track, microphone)) = &mut self.player.microphone {
                let packet = microphone.next(at - self.start);
                self.sounds.push_back(Departure { at, track: track.clone(), packet });
            }
        }
        while let Some(at) = self.next_picture.filter(|at| *at <= now) {
            self.next_picture = Some(at + self.frame(at));
        }
    }

    /// One frame of every picture that is on; how long until the next.
    fn frame(&mut self, at: Instant) -> Duration {
        let on = self.on;
        let mut interval = Duration::from_millis(100);
        let camera = self.player.camera.iter_mut().filter(|_| on.camera);
        let content = self.player.content.iter_mut().filter(|_| on.content);
        for screen in camera.chain(content) {
            for layer in screen.layers.iter_mut().take(on.layers) {
                interval = layer.interval();
                let packets = layer.next(at - self.start);
                spread(&mut self.leaving, at + self.player.video_delay, &screen.track, packets);
            }
        }
        interval
    }

    async fn depart(&mut self, now: Instant) {
        let due = self.leaving.iter().take_while(|departure| departure.at <= now).count();
        for departure in self.sounds.drain(..).chain(self.leaving.drain(..due)) {
            // An error means that the connection is closed; orders end then, too.
            let _ = departure.track.write_rtp(departure.packet).await;
        }
    }
}

/// A picture that was off begins with a key frame, as an encoder does.
fn switch(screen: &mut Option<Screen>, is_on: &mut bool, on: bool) {
    if on && !*is_on {
        screen.iter_mut().flat_map(|screen| &mut screen.layers).for_each(LayerSource::jump_to_key_frame);
    }
    *is_on = on;
}

/// Queues a frame's packets behind what is already leaving, some at a time.
fn spread(
    leaving: &mut VecDeque<Departure>,
    at: Instant,
    track: &Arc<TrackLocalStaticRTP>,
    packets: Vec<rtp::Packet>,
) {
    let mut at = leaving.back().map_or(at, |last| last.at.max(at));
    for (index, packet) in packets.into_iter().enumerate() {
        if index > 0 && index % GROUP == 0 {
            at += PAUSE;
        }
        leaving.push_back(Departure { at, track: track.clone(), packet });
    }
}
