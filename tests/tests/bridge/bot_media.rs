//! A bot's media reaches a plain peer of the same crate: every layer, sound, and a key frame on request.

use anyhow::{Context, Result};
use giaoban_tests::bot::{Peer, PeerOptions, Publish};
use giaoban_tests::fixture::{Identity, scene};
use giaoban_tests::vp8;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::peer_connection::configuration::interceptor_registry::register_default_interceptors;
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceGatheringState,
    RTCSessionDescription, Registry,
};

type Arrival = (Arc<dyn TrackRemote>, rtp::Packet);

struct Receiver {
    packets: mpsc::UnboundedSender<Arrival>,
    gathered: Notify,
}

struct Answering(Arc<Receiver>);

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Answering {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.0.gathered.notify_one();
        }
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let packets = self.0.packets.clone();
        tokio::spawn(async move {
            while let Some(event) = track.poll().await {
                if let TrackRemoteEvent::OnRtpPacket(packet) = event {
                    let _ = packets.send((track.clone(), packet));
                }
            }
        });
    }
}

async fn answerer(offer: String) -> Result<(impl PeerConnection, String, mpsc::UnboundedReceiver<Arrival>)> {
    let (sender, packets) = mpsc::unbounded_channel();
    let receiver = Arc::new(Receiver { packets: sender, gathered: Notify::new() });
    let mut media = MediaEngine::default();
    media.register_default_codecs()?;
    let registry = register_default_interceptors(Registry::new(), &mut media)?;
    let settings = SettingEngineBuilder::new().with_multicast_dns_mode(MulticastDnsMode::Disabled).build();
    let connection = PeerConnectionBuilder::new()
        .with_media_engine(media)
        .with_interceptor_registry(registry)
        .with_setting_engine(settings)
        .with_handler(Arc::new(Answering(receiver.clone())))
        .with_udp_addrs(vec!["127.0.0.1:0"])
        .build()
        .await?;
    connection.set_remote_description(RTCSessionDescription::offer(offer)?).await?;
    let answer = connection.create_answer(None).await?;
    connection.set_local_description(answer).await?;
    receiver.gathered.notified().await;
    let answer = connection.local_description().await.context("set")?.sdp;
    Ok((connection, answer, packets))
}

async fn publishing(layers: usize) -> Result<(Peer, String)> {
    let publish = Publish {
        scene: scene("bao-ha").context("a fixture")?,
        layers,
        content: None,
        video_delay: Duration::ZERO,
    };
    let options = PeerOptions { publish: Some(publish), ..PeerOptions::console(0) };
    Peer::offer(options).await
}

#[tokio::test]
async fn layers_and_sound_arrive_and_a_key_frame_comes_at_once() {
    let (bot, offer) = publishing(2).await.unwrap();
    assert!(offer.contains("a=simulcast:send q;h"), "{offer}");
    let (_connection, answer, mut packets) = answerer(offer).await.unwrap();
    bot.accept(&answer).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), bot.connected()).await.unwrap().unwrap();
    bot.camera(true);
    bot.microphone(true);

    let ssrcs = bot.camera_ssrcs();
    let (mut seen, mut heard, mut asked) = ([0; 2], 0, None);
    let done = async {
        while let Some((track, packet)) = packets.recv().await {
            let Some(layer) = ssrcs.iter().position(|ssrc| *ssrc == packet.header.ssrc) else {
                heard += usize::from(Identity::of_fixtures().speech(&packet.payload) == Some("bao-ha"));
                continue;
            };
            let descriptor = vp8::descriptor(&packet.payload).unwrap();
            if !descriptor.begins_frame {
                continue;
            }
            let id = Identity::of_fixtures().frame(&packet.payload[descriptor.length..]);
            assert!(id.is_none_or(|id| (id.scene, id.layer) == ("bao-ha", layer)));
            seen[layer] += 1;
            if seen[1] == 3 && layer == 1 {
                let pli = PictureLossIndication { sender_ssrc: 0, media_ssrc: ssrcs[1] };
                track.write_rtcp(vec![Box::new(pli)]).await.unwrap();
                asked = Some(seen[1]);
            }
            let index = id.map_or(0, |id| id.index);
            if asked.is_some() && layer == 1 && index > 0 && index.is_multiple_of(15) {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), done).await.expect("a key frame on request");
    assert!(seen[0] > 1 && heard > 0);
    assert!(seen[1] - asked.unwrap() <= 3, "the next key frame of the loop would have been 12 frames away");
}
