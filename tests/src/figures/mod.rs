//! What did a peer receive? Figures per slot, measured on plain RTP as it leaves SRTP.

mod origin;
mod stream;

pub use stream::SlotFigures;

use origin::Arrivals;
use rtc::rtp;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use std::collections::BTreeMap;
use std::time::Instant;
use stream::Stream;

/// Everything one peer received and was asked for.
#[derive(Debug, Default)]
pub struct Figures {
    streams: Vec<Stream>,
    routes: BTreeMap<u32, Route>,
    arrivals: Arrivals,
    /// RTP packets of an SSRC that the answer did not announce.
    pub unannounced: u64,
}

#[derive(Clone, Copy, Debug)]
enum Route {
    Media(usize),
    Repair(usize),
}

/// What follows from a received packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// A picture or a sound is complete: whoever waits should look again.
    pub news: bool,
    /// The stream of this SSRC cannot be decoded until a key frame comes.
    pub wants_key_frame: Option<u32>,
}

impl Figures {
    /// Announces a slot, as the answer does: its name, SSRC and repair SSRC.
    pub fn announce(&mut self, name: &str, kind: RtpCodecKind, ssrc: u32, repair: Option<u32>) {
        let index = self.streams.len();
        self.streams.push(Stream::new(name, kind, ssrc));
        self.routes.insert(ssrc, Route::Media(index));
        if let Some(repair) = repair {
            self.routes.insert(repair, Route::Repair(index));
        }
    }

    /// Figures of a slot by its name: `programme`, `chair`, `content`, `thumbnail-0`, `audio-0` …
    pub fn slot(&self, name: &str) -> Option<&SlotFigures> {
        self.slots().find(|slot| slot.name == name)
    }

    /// Figures of every slot, in order of the answer.
    pub fn slots(&self) -> impl Iterator<Item = &SlotFigures> {
        self.streams.iter().map(|stream| &stream.figures)
    }

    /// Audio slots in which a scene's speech came after that moment.
    pub fn heard_since(&self, scene: &str, since: Instant) -> impl Iterator<Item = &SlotFigures> {
        let audio = self.slots().filter(|slot| slot.name.starts_with("audio"));
        audio.filter(move |slot| slot.scene == Some(scene) && slot.scene_at > Some(since))
    }

    /// When the last packet of a scene's speech came, in any slot.
    pub fn last_sound_of(&self, scene: &str) -> Option<Instant> {
        self.arrivals.sound(scene)
    }

    /// When the last packet of a scene's picture came, in any slot, first-hand or again.
    pub fn last_picture_of(&self, scene: &str) -> Option<Instant> {
        self.arrivals.picture(scene)
    }

    /// Takes one RTP packet in.
    pub fn receive(&mut self, now: Instant, packet: &rtp::Packet) -> Received {
        match self.routes.get(&packet.header.ssrc) {
            Some(Route::Media(index)) => {
                let stream = &mut self.streams[*index];
                let (kind, ssrc) = (stream.kind, stream.figures.ssrc);
                self.arrivals.packet(now, kind, ssrc, packet.header.timestamp, &packet.payload);
                stream.media(now, packet)
            }
            Some(Route::Repair(index)) => {
                let stream = &mut self.streams[*index];
                let (kind, ssrc) = (stream.kind, stream.figures.ssrc);
                let original = packet.payload.get(2..).unwrap_or_default(); // behind its number (RFC 4588)
                self.arrivals.packet(now, kind, ssrc, packet.header.timestamp, original);
                stream.repair(now, packet)
            }
            None => {
                self.unannounced += 1;
                Received::default()
            }
        }
    }

    /// Takes a sender report in: RTP time and NTP time of one stream.
    pub fn sender_report(&mut self, ssrc: u32, ntp: u64, rtp: u32) {
        if let Some(Route::Media(index)) = self.routes.get(&ssrc) {
            self.streams[*index].figures.sender_report = Some((ntp, rtp));
        }
    }
}
