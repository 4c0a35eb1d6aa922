//! How does a bot connect? One WebRTC connection on the `webrtc` crate: an offer with the fixed set of
//! m-lines, an answer, then media both ways until it is dropped.

use super::answer;
use super::camera::{LayerSource, Microphone};
use super::engine::{self, Protection};
use super::player::{Order, Player, Screen, play};
use super::wire::{Ear, Label};
use crate::figures::{Figures, SlotFigures};
use crate::fixture::{Layer, Scene};
use crate::patience::within;
use anyhow::{Context, Result};
use bytes::Bytes;
use rtc::media_stream::MediaStreamTrack;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RTCRtpRtxParameters, RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCPeerConnectionState,
    RTCSessionDescription,
};
use webrtc::rtp_transceiver::RtpTransceiver;

/// Audio slots of every client, as the room's view fills them.
const AUDIO_SLOTS: usize = giaoban_link::AUDIO_SLOTS;
/// Video slots before the thumbnails.
const NAMED_SLOTS: [&str; 3] = ["programme", "chair", "content"];

/// How a peer is set up.
#[derive(Clone, Debug)]
pub struct PeerOptions {
    /// What a room device publishes; a console publishes nothing.
    pub publish: Option<Publish>,
    /// Which m-lines it has.
    pub lines: Lines,
    /// Thumbnail slots.
    pub thumbnails: usize,
    /// SRTP profiles offered.
    pub protection: Protection,
    /// Local address to bind; port 0 is any.
    pub local: SocketAddr,
    /// Send media through this address instead of the announced candidates.
    pub through: Option<SocketAddr>,
}

impl PeerOptions {
    /// A room device in front of `scene`, with every layer the scene has, bound to 127.0.0.1.
    pub fn device(scene: &'static Scene) -> PeerOptions {
        let layers = scene.layers.len();
        let publish = Publish { scene, layers, content: None, video_delay: Duration::ZERO };
        PeerOptions { publish: Some(publish), ..PeerOptions::console(0) }
    }

    /// A console with this many thumbnails, bound to 127.0.0.1.
    pub fn console(thumbnails: usize) -> PeerOptions {
        let local = (Ipv4Addr::LOCALHOST, 0).into();
        let (lines, protection) = (Lines::OfAClient, Protection::Usual);
        PeerOptions { publish: None, lines, thumbnails, protection, local, through: None }
    }

    /// An encoder in front of `scene`: it sends a picture and a sound, and receives nothing.
    pub fn encoder(scene: &'static Scene) -> PeerOptions {
        PeerOptions { lines: Lines::OfAnEncoder, ..PeerOptions::device(scene) }
    }

    /// A player: one picture, one sound.
    pub fn player() -> PeerOptions {
        PeerOptions { lines: Lines::OfAPlayer, ..PeerOptions::console(0) }
    }
}

/// The m-lines of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// The fixed set of a room device or console.
    OfAClient,
    /// Microphone and camera.
    OfAnEncoder,
    /// The first slot for pictures and for sound.
    OfAPlayer,
}

/// What a room device publishes.
#[derive(Clone, Debug)]
pub struct Publish {
    /// What its camera and microphone take.
    pub scene: &'static Scene,
    /// Simulcast layers sent, from the smallest.
    pub layers: usize,
    /// Shown as content when it is started.
    pub content: Option<&'static Scene>,
    /// Video leaves this much later than it was captured.
    pub video_delay: Duration,
}

/// A connected, or connecting, bot.
pub struct Peer {
    connection: Arc<dyn PeerConnection>,
    options: PeerOptions,
    ear: Arc<Ear>,
    orders: UnboundedSender<Order>,
    state: watch::Receiver<RTCPeerConnectionState>,
    camera: Option<Simulcast>,
}

struct Simulcast {
    transceiver: Arc<dyn RtpTransceiver>,
    layers: Vec<(&'static str, u32, u32)>, // rid, SSRC, repair SSRC
}

struct StateHandler(watch::Sender<RTCPeerConnectionState>);

#[async_trait::async_trait]
impl PeerConnectionEventHandler for StateHandler {
    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        let _ = self.0.send(state);
    }
}

impl Peer {
    /// Prepares a connection; the offer comes with it.
    pub async fn offer(options: PeerOptions) -> Result<(Peer, String)> {
        let (ear, mut key_frames) = Ear::new();
        let (sender, state) = watch::channel(RTCPeerConnectionState::New);
        let (media, registry) = engine::media(&ear)?;
        let connection = PeerConnectionBuilder::new()
            .with_media_engine(media)
            .with_interceptor_registry(registry)
            .with_setting_engine(engine::settings(options.protection))
            .with_handler(Arc::new(StateHandler(sender)))
            .with_udp_addrs(vec![options.local])
            .build()
            .await?;
        let connection: Arc<dyn PeerConnection> = Arc::new(connection);

        let (player, camera) = publish(&connection, &options).await?;
        receive(&connection, &options).await?;
        let offer = connection.create_offer(None).await?;
        connection.set_local_description(offer).await?;
        let offer = connection.local_description().await.context("an offer was just made")?.sdp;

        let (orders, receiver) = unbounded_channel();
        tokio::spawn(play(player, receiver));
        let asked = orders.downgrade();
        tokio::spawn(async move {
            while let Some(ssrc) = key_frames.recv().await {
                let Some(orders) = asked.upgrade() else { return };
                let _ = orders.send(Order::KeyFrame(ssrc));
            }
        });
        Ok((Peer { connection, options, ear, orders, state, camera }, offer))
    }

    /// Takes the answer; ICE and DTLS begin.
    pub async fn accept(&self, sdp: &str) -> Result<()> {
        self.announce(sdp);
        let sdp = match self.options.through {
            Some(relay) => answer::through(sdp, relay),
            None => sdp.to_owned(),
        };
        self.connection.set_remote_description(RTCSessionDescription::answer(sdp)?).await?;
        self.label().await
    }

    /// Waits until ICE and DTLS are done.
    pub async fn connected(&self) -> Result<()> {
        let mut state = self.state.clone();
        let reached = state.wait_for(|state| is_settled(*state)).await?;
        anyhow::ensure!(*reached == RTCPeerConnectionState::Connected, "connection {}", *reached);
        Ok(())
    }

    /// Waits until the connection has failed or was closed by the other side.
    pub async fn lost(&self) {
        let mut state = self.state.clone();
        let _ = state
            .wait_for(|s| matches!(s, RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed))
            .await;
    }

    /// State of the connection now.
    pub fn state(&self) -> RTCPeerConnectionState {
        *self.state.borrow()
    }

    /// Opens or closes the microphone.
    pub fn microphone(&self, on: bool) {
        let _ = self.orders.send(Order::Microphone(on));
    }

    /// Opens or closes the camera.
    pub fn camera(&self, on: bool) {
        let _ = self.orders.send(Order::Camera(on));
    }

    /// Sends only the smallest `count` layers from now on.
    pub fn layers(&self, count: usize) {
        let _ = self.orders.send(Order::Layers(count));
    }

    /// Starts or stops showing slides.
    pub fn content(&self, on: bool) {
        let _ = self.orders.send(Order::Content(on));
    }

    /// What was received, and how to wait for it.
    pub fn ear(&self) -> &Ear {
        &self.ear
    }

    /// Figures of a slot now.
    pub fn slot(&self, name: &str) -> Result<SlotFigures> {
        self.ear.figures().slot(name).cloned().with_context(|| format!("{name} was not announced"))
    }

    /// Waits until a slot shows or plays `scene` after the call: at least one new frame or sound of it.
    pub async fn shows(&self, slot: &str, scene: &str) -> Result<()> {
        let asked = Instant::now();
        let shown = self.ear.until(|figures| {
            let slot = figures.slot(slot)?;
            (slot.scene == Some(scene) && slot.scene_at > Some(asked)).then_some(())
        });
        let shown = within(format_args!("{slot} shows {scene}"), shown).await;
        shown.with_context(|| format!("{:#?}", self.ear.figures().slot(slot)))
    }

    /// Waits for `count` more frames or sounds in a slot, whatever they are.
    pub async fn more(&self, slot: &str, count: u64) -> Result<()> {
        let frames = |figures: &Figures| figures.slot(slot).map(|slot| slot.frames);
        let before = frames(&self.ear.figures()).unwrap_or(0);
        let more = self.ear.until(|figures| frames(figures).filter(|now| *now >= before + count));
        within(format_args!("{count} more in {slot}"), more).await?;
        Ok(())
    }

    /// SSRC of each camera layer sent, smallest first; empty for a console.
    pub fn camera_ssrcs(&self) -> Vec<u32> {
        self.camera.iter().flat_map(|camera| camera.layers.iter().map(|layer| layer.1)).collect()
    }

    /// Ends the connection.
    pub async fn close(&self) {
        let _ = self.connection.close().await;
    }

    fn announce(&self, sdp: &str) {
        let mut figures = self.ear.figures();
        let thumbnails = (0..self.options.thumbnails).map(|index| format!("thumbnail-{index}"));
        let mut video = NAMED_SLOTS.iter().map(|name| (*name).to_owned()).chain(thumbnails);
        let mut audio = (0..AUDIO_SLOTS).map(|index| format!("audio-{index}"));
        for section in answer::sections(sdp).iter().filter(|section| section.direction == "sendonly") {
            let (name, kind) = match section.kind.as_str() {
                "audio" => (audio.next(), RtpCodecKind::Audio),
                _ => (video.next(), RtpCodecKind::Video),
            };
            if let (Some(name), Some(ssrc)) = (name, section.ssrc) {
                figures.announce(&name, kind, ssrc, section.repair);
            }
        }
    }

    /// With simulcast, SSRCs are not in the offer: packets say which layer they are (RFC 8853 section 5.5).
    async fn label(&self) -> Result<()> {
        let Some(camera) = self.camera.as_ref().filter(|camera| camera.layers.len() > 1) else {
            return Ok(());
        };
        let mid = camera.transceiver.mid().await?.context("negotiated")?;
        let sender = camera.transceiver.sender().await?.context("a camera sends")?;
        let parameters = sender.get_parameters().await?.rtp_parameters;
        let id = |uri: &str| {
            parameters.header_extensions.iter().find(|ext| ext.uri == uri).map(|ext| ext.id as u8)
        };
        let mid_id = id(engine::MID_URI).context("the answer takes mid")?;
        let rid_id = id(engine::RID_URI).context("the answer takes rid")?;
        let mid = (mid_id, Bytes::from(mid));
        for (rid, ssrc, repair) in &camera.layers {
            let rid = Bytes::from_static(rid.as_bytes());
            self.ear.label(*ssrc, Label(vec![mid.clone(), (rid_id, rid.clone())]));
            if let Some(repaired_id) = id(engine::REPAIRED_RID_URI) {
                self.ear.label(*repair, Label(vec![mid.clone(), (repaired_id, rid)]));
            }
        }
        Ok(())
    }
}

fn is_settled(state: RTCPeerConnectionState) -> bool {
    use RTCPeerConnectionState::{Closed, Connected, Failed};
    matches!(state, Connected | Failed | Closed)
}

/// Adds the m-lines that send: microphone, camera, content.
async fn publish(
    connection: &Arc<dyn PeerConnection>,
    options: &PeerOptions,
) -> Result<(Player, Option<Simulcast>)> {
    let publish = options.publish.as_ref();
    let video_delay = publish.map_or(Duration::ZERO, |publish| publish.video_delay);
    let mut player = Player { microphone: None, camera: None, content: None, video_delay };
    let Some(publish) = publish else { return Ok((player, None)) };

    let ssrc = rand::random();
    let (_, track) = send(connection, "microphone", RtpCodecKind::Audio, &[("", ssrc, None)]).await?;
    player.microphone = Some((track, Microphone::new(publish.scene, ssrc)));

    let sources = sources_of(&publish.scene.layers[..publish.layers.clamp(1, publish.scene.layers.len())]);
    let (layers, labels): (Vec<_>, Vec<_>) = sources.into_iter().unzip();
    let named = labels.len() > 1;
    let encodings: Vec<_> = labels
        .iter()
        .map(|(rid, ssrc, repair)| (if named { *rid } else { "" }, *ssrc, Some(*repair)))
        .collect();
    let (transceiver, track) = send(connection, "camera", RtpCodecKind::Video, &encodings).await?;
    player.camera = Some(Screen { track, layers });

    if options.lines == Lines::OfAnEncoder {
        return Ok((player, Some(Simulcast { transceiver, layers: labels })));
    }
    let slides = publish.content.unwrap_or(publish.scene);
    let largest = slides.layers.len() - 1;
    let (layers, content): (Vec<_>, Vec<_>) = sources_of(&slides.layers[largest..]).into_iter().unzip();
    let encodings: Vec<_> = content.iter().map(|(_, ssrc, repair)| ("", *ssrc, Some(*repair))).collect();
    let (_, track) = send(connection, "content", RtpCodecKind::Video, &encodings).await?;
    player.content = Some(Screen { track, layers });

    Ok((player, Some(Simulcast { transceiver, layers: labels })))
}

type Labelled = (LayerSource, (&'static str, u32, u32));

fn sources_of(layers: &'static [Layer]) -> Vec<Labelled> {
    layers
        .iter()
        .map(|layer| {
            let (ssrc, repair) = (rand::random(), rand::random());
            (LayerSource::new(layer, ssrc), (layer.rid, ssrc, repair))
        })
        .collect()
}

async fn send(
    connection: &Arc<dyn PeerConnection>,
    name: &str,
    kind: RtpCodecKind,
    encodings: &[(&str, u32, Option<u32>)],
) -> Result<(Arc<dyn RtpTransceiver>, Arc<TrackLocalStaticRTP>)> {
    let codec = match kind {
        RtpCodecKind::Audio => engine::opus(),
        _ => engine::vp8(),
    };
    let codings = encodings.iter().map(|encoding| coding(encoding, &codec)).collect();
    let stream = if name == "content" { "content" } else { "site" };
    let track = MediaStreamTrack::new(stream.to_owned(), name.to_owned(), name.to_owned(), kind, codings);
    let track = Arc::new(TrackLocalStaticRTP::new(track));
    let init = RTCRtpTransceiverInit {
        direction: RTCRtpTransceiverDirection::Sendonly,
        streams: vec![],
        send_encodings: vec![],
    };
    let transceiver = connection.add_transceiver_from_track(track.clone(), Some(init)).await?;
    Ok((transceiver, track))
}

fn coding((rid, ssrc, repair): &(&str, u32, Option<u32>), codec: &RTCRtpCodec) -> RTCRtpEncodingParameters {
    let rtp_coding_parameters = RTCRtpCodingParameters {
        rid: (*rid).to_owned(),
        ssrc: Some(*ssrc),
        rtx: repair.map(|ssrc| RTCRtpRtxParameters { ssrc }),
        fec: None,
    };
    RTCRtpEncodingParameters { rtp_coding_parameters, codec: codec.clone(), ..Default::default() }
}

/// Adds the m-lines that receive: named video slots, thumbnails, audio slots.
async fn receive(connection: &Arc<dyn PeerConnection>, options: &PeerOptions) -> Result<()> {
    let (pictures, sounds) = match options.lines {
        Lines::OfAClient => (NAMED_SLOTS.len() + options.thumbnails, AUDIO_SLOTS),
        Lines::OfAnEncoder => (0, 0),
        Lines::OfAPlayer => (1, 1),
    };
    let video = std::iter::repeat_n(RtpCodecKind::Video, pictures);
    let audio = std::iter::repeat_n(RtpCodecKind::Audio, sounds);
    for kind in video.chain(audio) {
        let init = RTCRtpTransceiverInit {
            direction: RTCRtpTransceiverDirection::Recvonly,
            streams: vec![],
            send_encodings: vec![],
        };
        connection.add_transceiver_from_kind(kind, Some(init)).await?;
    }
    Ok(())
}
