//! How is the `webrtc` crate set up for a bot? One video codec and Opus, simulcast, retransmission, reports.

use super::wire::{Ear, End, Wire};
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::Slot;
use rtc::peer_connection::configuration::interceptor_registry::register_default_interceptors;
use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_OPUS, MIME_TYPE_VP8, MediaEngine};
use rtc::peer_connection::configuration::setting_engine::{SettingEngine, SettingEngineBuilder};
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use std::sync::Arc;
use webrtc::error::Result;
use webrtc::peer_connection::{Registry, SrtpProtectionProfile};

/// Payload types as Chromium offers them.
pub(super) const OPUS: u8 = 111;
pub(super) const VP8: u8 = 96;
const VP8_REPAIR: u8 = 97;

/// `urn:ietf:params:rtp-hdrext:sdes:mid` and its siblings (RFC 9143, RFC 8852).
pub(super) const MID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
pub(super) const RID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
pub(super) const REPAIRED_RID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

/// The wire-most and application-most places in the chain; the crate's own are spaced between.
const AT_THE_WIRE: usize = 100;
const AT_THE_END: usize = 20_000;

/// Which SRTP protection a bot offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protection {
    /// What the crate offers by itself: AES-GCM and AES-CM.
    #[default]
    Usual,
    /// AES_CM_128_HMAC_SHA1_80 alone, like an old room system.
    AesCmOnly,
}

pub(super) fn vp8() -> RTCRtpCodec {
    let feedback = RTCPFeedback { typ: "ccm".to_owned(), parameter: "fir".to_owned() };
    RTCRtpCodec {
        mime_type: MIME_TYPE_VP8.to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: String::new(),
        rtcp_feedback: vec![feedback],
    }
}

pub(super) fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback: vec![],
    }
}

pub(super) fn media(ear: &Arc<Ear>) -> Result<(MediaEngine, Registry)> {
    let mut engine = MediaEngine::default();
    let repair = RTCRtpCodec {
        mime_type: "video/rtx".to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: format!("apt={VP8}"),
        rtcp_feedback: vec![],
    };
    for (codec, payload_type, kind) in [
        (vp8(), VP8, RtpCodecKind::Video),
        (repair, VP8_REPAIR, RtpCodecKind::Video),
        (opus(), OPUS, RtpCodecKind::Audio),
    ] {
        let parameters = RTCRtpCodecParameters { rtp_codec: codec, payload_type };
        engine.register_codec(parameters, kind)?;
    }
    let mid = RTCRtpHeaderExtensionCapability { uri: MID_URI.to_owned() };
    engine.register_header_extension(mid, RtpCodecKind::Audio, None)?;
    let registry = register_default_interceptors(Registry::new(), &mut engine)?
        .with(Slot::from(AT_THE_WIRE), Wire::new(ear.clone()))
        .with(Slot::from(AT_THE_END), End::default());
    Ok((engine, registry))
}

pub(super) fn settings(protection: Protection) -> SettingEngine {
    // Nobody hides behind a name on the local network, and a machine may have none to ask.
    let settings = SettingEngineBuilder::new()
        .with_include_loopback_candidate(true)
        .with_multicast_dns_mode(MulticastDnsMode::Disabled);
    match protection {
        Protection::Usual => settings.build(),
        Protection::AesCmOnly => {
            let profiles = vec![SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80];
            settings.with_srtp_protection_profiles(profiles).build()
        }
    }
}
