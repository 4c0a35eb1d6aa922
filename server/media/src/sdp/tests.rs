//! Offers of Chromium 156 and Firefox 153 ESR, made with the transceivers of a room device (two thumbnails) and
//! of a console (four), and the re-offers of `createOffer({iceRestart: true})` after this module's answer.

use super::codec::Feedback;
use super::media_line::AnnouncedSsrc;
use super::offer::FINGERPRINT_LENGTH;
use super::*;
use crate::rtp::ExtensionKind;
use giaoban_link::{PeerKind, SlotName, VideoCodec};
use proptest::prelude::*;
use rtc_sdp::description::session::SessionDescription;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::net::SocketAddr;

const CHROMIUM: &str = include_str!("fixtures/chromium-device.sdp");
const CHROMIUM_RESTART: &str = include_str!("fixtures/chromium-device-restart.sdp");
const CHROMIUM_CONSOLE: &str = include_str!("fixtures/chromium-console.sdp");
const FIREFOX: &str = include_str!("fixtures/firefox-device.sdp");
const FIREFOX_RESTART: &str = include_str!("fixtures/firefox-device-restart.sdp");
const FIREFOX_CONSOLE: &str = include_str!("fixtures/firefox-console.sdp");

fn parse(text: &str) -> Offer {
    Offer::parse(text, VideoCodec::Vp8).unwrap()
}

fn refusal(text: &str, kind: PeerKind) -> RefusalCode {
    match Offer::parse(text, VideoCodec::Vp8) {
        Err(refusal) => refusal.code,
        Ok(offer) => assign(kind, &offer).expect_err("must be refused").code,
    }
}

/// The slots of a client with `thumbnails`, in the order the fixtures offer them.
fn slots(thumbnails: u8) -> Vec<Role> {
    let fixed = [SlotName::Programme, SlotName::Chair, SlotName::Content];
    let pictures = fixed.into_iter().chain((0..thumbnails).map(SlotName::Thumbnail)).map(Role::Slot);
    pictures.chain((0..3).map(Role::Audio)).collect()
}

fn answer(offer: &Offer, roles: &[Option<Role>]) -> String {
    let sent = roles.iter().flatten().filter(|role| !role.is_sent_by_client());
    let ssrcs: BTreeMap<Role, SlotSsrcs> = sent
        .zip((1000..).step_by(2))
        .map(|(role, media)| {
            let rtx = matches!(role, Role::Slot(_)).then_some(media + 1);
            (*role, SlotSsrcs { media, rtx })
        })
        .collect();
    let candidates: [SocketAddr; 2] =
        ["192.0.2.1:10000".parse().unwrap(), "[2001:db8::1]:10000".parse().unwrap()];
    let answerer = Answerer {
        session_id: 77,
        session_version: 3,
        ufrag: "uuuuuuuu",
        pwd: "pppppppppppppppppppppppp",
        fingerprint: [0xab; FINGERPRINT_LENGTH],
        candidates: &candidates,
        ssrcs: &ssrcs,
    };
    answerer.answer(offer, roles)
}

fn device_answer(text: &str) -> String {
    let offer = parse(text);
    answer(&offer, &assign(PeerKind::Device, &offer).unwrap())
}

/// The part of an answer from its `place`-th m-line to the next.
fn section(answer: &str, place: usize) -> &str {
    answer.split("\r\nm=").nth(place + 1).unwrap()
}

#[test]
fn both_browsers_offers_get_the_fixed_roles() {
    for text in [CHROMIUM, FIREFOX] {
        let roles = assign(PeerKind::Device, &parse(text)).unwrap();
        let mut expected = vec![Role::Microphone, Role::Camera, Role::Content];
        expected.extend(slots(2));
        assert_eq!(roles, expected.into_iter().map(Some).collect::<Vec<_>>());
    }
    for text in [CHROMIUM_CONSOLE, FIREFOX_CONSOLE] {
        let roles = assign(PeerKind::Console, &parse(text)).unwrap();
        assert_eq!(roles, slots(4).into_iter().map(Some).collect::<Vec<_>>());
    }
}

#[test]
fn chromium_camera_is_simulcast_and_content_announces_its_ssrcs() {
    let offer = parse(CHROMIUM);
    assert_eq!((offer.ufrag.len(), offer.pwd.len()), (4, 24));
    let lines: Vec<&MediaLine> = offer.live().collect();
    let camera = lines[1];
    assert_eq!((camera.codec.payload_type, camera.codec.rtx), (96, Some(97)));
    let all = Feedback { nack: true, pli: true, fir: true, transport_cc: true, remb: true };
    assert_eq!(camera.codec.feedback, all);
    assert_eq!(camera.rids, ["q", "h", "f"]);
    assert!(camera.ssrcs.is_empty());
    let ids = ExtensionKind::ALL.map(|kind| camera.extensions.get(kind));
    assert_eq!(ids, [Some(4), Some(10), Some(11), None, Some(3), Some(2)]);
    let shared = ExtensionKind::ALL.map(|kind| offer.extensions.get(kind));
    assert_eq!(shared, [Some(4), Some(10), Some(11), Some(1), Some(3), Some(2)]);
    let announced = "a=ssrc-group:FID ";
    let flow = CHROMIUM.lines().find_map(|line| line.strip_prefix(announced)).unwrap();
    let (media, rtx) = flow.split_once(' ').unwrap();
    let expected = AnnouncedSsrc { media: media.parse().unwrap(), rtx: rtx.parse().ok() };
    assert_eq!(lines[2].ssrcs, [expected]);
    assert_eq!(lines[2].stream, None, "a sender without a track has no stream");
    assert_eq!(lines[0].stream, lines[1].stream);
    assert!(lines[0].stream.is_some());
    assert_eq!(lines[0].extensions.get(ExtensionKind::AudioLevel), Some(1));
}

#[test]
fn firefox_bundle_only_lines_are_live() {
    assert_eq!(FIREFOX.matches("m=video 0 ").count(), 7);
    let offer = parse(FIREFOX);
    assert_eq!(offer.live().count(), 11);
    let camera = offer.live().nth(1).unwrap();
    assert_eq!((camera.codec.payload_type, camera.codec.rtx), (120, Some(124)));
    assert_eq!(camera.rids, ["q", "h", "f"]);
    assert_eq!(camera.extensions.get(ExtensionKind::RepairedRid), Some(10));
}

#[test]
fn h264_is_constrained_baseline_in_mode_one() {
    let offer = Offer::parse(CHROMIUM, VideoCodec::H264).unwrap();
    let camera = offer.live().nth(1).unwrap();
    assert_eq!((camera.codec.payload_type, camera.codec.rtx), (108, Some(109)));
    let answer = answer(&offer, &assign(PeerKind::Device, &offer).unwrap());
    assert!(section(&answer, 1).contains("packetization-mode=1;profile-level-id=42e01f\r\n"));
    let refused = Offer::parse(FIREFOX, VideoCodec::H264).unwrap_err();
    assert_eq!(refused.code, RefusalCode::CodecUnsupported);
}

#[test]
fn what_cannot_be_served_is_refused_with_its_code() {
    use RefusalCode::{CodecUnsupported, MalformedOffer, MediaLines};
    let device = PeerKind::Device;
    let check = |what: &str, text: &str, expect| assert_eq!(refusal(text, device), expect, "{what}");
    let without = |word: &str| CHROMIUM.replace(word, "a=x-gone");
    check("empty", "", MalformedOffer);
    check("not SDP", "{\"type\":\"offer\"}", MalformedOffer);
    check("a whole file", &format!("{CHROMIUM}{}", "a=x\r\n".repeat(60_000)), MalformedOffer);
    check("no ufrag", &without("a=ice-ufrag"), MalformedOffer);
    check("no password", &without("a=ice-pwd"), MalformedOffer);
    check("no fingerprint", &without("a=fingerprint"), MalformedOffer);
    check("only SHA-1", &CHROMIUM.replace("sha-256", "sha-1"), MalformedOffer);
    check("short digest", &CHROMIUM.replace("sha-256 ", "sha-256 AA "), MalformedOffer);
    check("a server", &CHROMIUM.replace("setup:actpass", "setup:passive"), MalformedOffer);
    check("no bundle", &without("a=group"), MalformedOffer);
    check("half a bundle", &CHROMIUM.replace("BUNDLE 0 1 2", "BUNDLE 0 1"), MalformedOffer);
    check("no mux", &without("a=rtcp-mux"), MalformedOffer);
    check("a mid twice", &CHROMIUM.replace("a=mid:2\r", "a=mid:1\r"), MalformedOffer);
    check("a mid too long", &CHROMIUM.replace("mid:2\r", "mid:12345678901234567\r"), MalformedOffer);
    check("five layers", &CHROMIUM.replace("send q;h;f", "send a;b;c;d;e"), MalformedOffer);
    check("rids unseen in RTP", &CHROMIUM.replace("sdes:rtp-stream-id", "sdes:x"), MalformedOffer);
    check("an id with two meanings", &CHROMIUM.replacen("a=extmap:4 ", "a=extmap:2 ", 1), MalformedOffer);
    check("plain RTP", &CHROMIUM.replace("TLS/RTP/SAVPF", "RTP/AVP"), MalformedOffer);
    check("no opus", &CHROMIUM.replace("opus/48000/2", "speex/8000"), CodecUnsupported);
    check("no VP8", &FIREFOX.replace("VP8/90000", "VP7/90000"), CodecUnsupported);
    check("third picture", &CHROMIUM.replacen("a=recvonly", "a=sendonly", 1), MediaLines);
    check("inactive", &CHROMIUM.replacen("a=recvonly", "a=inactive", 1), MediaLines);
    check("no lines", CHROMIUM.split("m=audio").next().unwrap(), MediaLines);
    let audio_slot = CHROMIUM.rsplit("m=audio").next().unwrap();
    // The captured offer has three: one more than there are slots is refused.
    let mids: Vec<String> = (11..=13).map(|mid| mid.to_string()).collect();
    let more =
        mids.iter().map(|mid| format!("m=audio{}", audio_slot.replace("mid:10", &format!("mid:{mid}"))));
    let sixth = format!("{CHROMIUM}{}", more.collect::<String>());
    let bundle = format!(" 9 10 {}\r\n", mids.join(" "));
    check("sixth audio slot", &sixth.replace(" 9 10\r\n", &bundle), MediaLines);
    let data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n";
    check("33 lines", &format!("{CHROMIUM}{}", data.repeat(22)), MediaLines);
    assert_eq!(refusal(CHROMIUM, PeerKind::Console), MediaLines, "a console that sends");
}

#[test]
fn a_device_may_lack_camera_and_content() {
    let start = CHROMIUM.find("m=video").unwrap();
    let offer = parse(&CHROMIUM[..start]);
    assert_eq!(assign(PeerKind::Device, &offer).unwrap(), [Some(Role::Microphone)]);
}

#[test]
fn the_answer_is_sdp_with_the_lines_of_the_offer() {
    for text in [CHROMIUM, FIREFOX] {
        let answer = device_answer(text);
        let parsed = SessionDescription::unmarshal(&mut Cursor::new(answer.as_bytes())).unwrap();
        let mids = parsed.media_descriptions.iter().map(|m| m.attribute("mid").flatten().unwrap());
        assert_eq!(mids.collect::<Vec<_>>(), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
        assert!(parsed.media_descriptions.iter().all(|m| m.media_name.port.value == 9));
        assert!(answer.starts_with("v=0\r\no=- 77 3 IN IP4 127.0.0.1\r\n"));
        assert!(answer.contains("a=ice-lite\r\n"));
        assert!(answer.contains("a=group:BUNDLE 0 1 2 3 4 5 6 7 8 9 10\r\n"));
        assert_eq!(answer.matches("a=setup:passive\r\n").count(), 11);
        assert_eq!(answer.matches("a=end-of-candidates\r\n").count(), 1);
        assert!(answer.contains("a=candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host\r\n"));
        assert!(answer.contains("a=candidate:2 1 udp 2130706175 2001:db8::1 10000 typ host\r\n"));
    }
}

#[test]
fn what_freezes_a_decoder_behind_a_switch_is_never_answered() {
    let spoken = [
        "sdes:mid",
        "rtp-stream-id",
        "repaired-rtp-stream-id",
        "ssrc-audio-level",
        "transport-wide-cc-extensions-01",
        "abs-send-time",
    ];
    for text in [CHROMIUM, FIREFOX] {
        for extension in device_answer(text).lines().filter(|line| line.starts_with("a=extmap")) {
            assert!(spoken.iter().any(|name| extension.ends_with(name)), "{extension}");
        }
    }
}

#[test]
fn the_camera_is_received_in_all_its_layers() {
    let answer = device_answer(CHROMIUM);
    let camera = section(&answer, 1);
    assert!(camera.starts_with("video 9 UDP/TLS/RTP/SAVPF 96 97\r\n"));
    let expected = [
        "a=recvonly",
        "a=rid:q recv",
        "a=rid:h recv",
        "a=rid:f recv",
        "a=simulcast:recv q;h;f",
        "a=rtcp-fb:96 nack",
        "a=rtcp-fb:96 nack pli",
        "a=rtcp-fb:96 ccm fir",
        "a=rtcp-fb:96 transport-cc",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=96",
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    ];
    for line in expected {
        assert!(camera.lines().any(|l| l == line), "{line}");
    }
    assert!(!camera.contains("goog-remb"), "one estimator is enough");
    assert!(!camera.contains("H264"), "one codec a briefing");
}

#[test]
fn remb_is_taken_where_there_is_nothing_better() {
    let text = CHROMIUM.replace("transport-cc\r\n", "x\r\n");
    assert!(device_answer(&text).contains("a=rtcp-fb:96 goog-remb\r\n"));
}

/// Chromium refuses an answer that names two tracks alike.
#[test]
fn every_slot_has_a_stream_and_track_of_its_own() {
    let audio_slot = CHROMIUM.rsplit("m=audio").next().unwrap();
    let more =
        ["11", "12"].map(|mid| format!("m=audio{}", audio_slot.replace("mid:10", &format!("mid:{mid}"))));
    let offer = format!("{CHROMIUM}{}", more.concat()).replace(" 9 10\r\n", " 9 10 11 12\r\n");
    let answer = device_answer(&offer);
    let tracks: Vec<&str> = answer.lines().filter_map(|line| line.strip_prefix("a=msid:")).collect();
    let different: std::collections::BTreeSet<&str> = tracks.iter().copied().collect();
    assert_eq!(tracks.iter().filter(|track| track.ends_with("-audio")).count(), giaoban_link::AUDIO_SLOTS);
    assert_eq!(different.len(), tracks.len(), "{tracks:?}");
}

#[test]
fn slots_are_announced_with_stream_and_ssrcs() {
    let answer = device_answer(CHROMIUM);
    let programme = section(&answer, 3);
    let announced = "a=msid:programme programme-video\r\na=ssrc-group:FID 1000 1001\r\n\
                     a=ssrc:1000 cname:giaoban\r\na=ssrc:1001 cname:giaoban";
    assert!(programme.ends_with(announced), "{programme}");
    assert!(programme.contains("a=sendonly\r\n"));
    let streams: Vec<&str> = answer.lines().filter_map(|line| line.strip_prefix("a=msid:")).collect();
    let expected = [
        "programme programme-video",
        "chair chair-video",
        "content content-video",
        "thumbnail-0 thumbnail-0-video",
        "thumbnail-1 thumbnail-1-video",
        "programme programme-audio",
        "chair chair-audio",
        "voice-2 voice-2-audio",
    ];
    assert_eq!(streams, expected);
    let sound = section(&answer, 8);
    assert!(sound.contains("a=fmtp:111 useinbandfec=1;usedtx=0\r\n"));
    assert!(!sound.contains("FID"));
}

#[test]
fn data_channels_and_stopped_lines_are_rejected_in_place() {
    let data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:d\r\n";
    let stopped =
        CHROMIUM.replace("m=video 9 UDP/TLS/RTP/SAVPF 96 97 98", "m=video 0 UDP/TLS/RTP/SAVPF 96 97 98");
    let offer = parse(&format!("{stopped}{data}"));
    let roles = assign(PeerKind::Device, &offer).unwrap();
    assert_eq!(roles.iter().flatten().count(), 6);
    let answer = answer(&offer, &roles);
    assert!(answer.contains("a=group:BUNDLE 0 1 2 8 9 10\r\n"));
    assert!(section(&answer, 3).starts_with("video 0 UDP/TLS/RTP/SAVPF 96\r\n"));
    let last =
        "application 0 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:d\r\na=inactive\r\n";
    assert_eq!(section(&answer, 11), last);
}

#[test]
fn an_ice_restart_has_the_same_lines_and_new_credentials() {
    for (before, after) in [(CHROMIUM, CHROMIUM_RESTART), (FIREFOX, FIREFOX_RESTART)] {
        let (before, after) = (parse(before), parse(after));
        assert!(same_lines(&before, &after));
        assert_ne!(before.ufrag, after.ufrag);
        assert_ne!(before.pwd, after.pwd);
    }
}

#[test]
fn anything_else_than_an_ice_restart_is_seen() {
    let before = parse(CHROMIUM);
    let check = |what: &str, text: &str| assert!(!same_lines(&before, &parse(text)), "{what}");
    check("a line less", CHROMIUM_CONSOLE);
    check("direction", &CHROMIUM.replacen("a=recvonly", "a=sendonly", 1));
    check("layers", &CHROMIUM.replace("send q;h;f", "send q;h"));
    check("another browser", FIREFOX);
    let stopped = CHROMIUM.replacen("m=video 9", "m=video 0", 1);
    check("stopped", &stopped);
    let digest = CHROMIUM.lines().find_map(|line| line.strip_prefix("a=fingerprint:sha-256 ")).unwrap();
    check("certificate", &CHROMIUM.replace(digest, &["AA"; FINGERPRINT_LENGTH].join(":")));
}

#[derive(Clone, Debug)]
enum Mutation {
    Flip(usize, u8),
    Cut(usize, usize),
    Repeat(usize, usize),
    SwapLines(usize, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = 0..64_000_usize;
    prop_oneof![
        (place.clone(), any::<u8>()).prop_map(|(at, byte)| Mutation::Flip(at, byte)),
        (place.clone(), 1..200_usize).prop_map(|(at, n)| Mutation::Cut(at, n)),
        (place.clone(), 1..200_usize).prop_map(|(at, n)| Mutation::Repeat(at, n)),
        (place.clone(), place).prop_map(|(a, b)| Mutation::SwapLines(a, b)),
    ]
}

fn mutate(text: &str, mutations: &[Mutation]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for mutation in mutations {
        let length = bytes.len().max(1);
        match *mutation {
            Mutation::Flip(at, byte) => bytes[at % length] = byte,
            Mutation::Cut(at, n) => {
                let start = at % length;
                bytes.drain(start..(start + n).min(length));
            }
            Mutation::Repeat(at, n) => {
                let start = at % length;
                let piece = bytes[start..(start + n).min(length)].to_vec();
                bytes.splice(start..start, piece);
            }
            Mutation::SwapLines(a, b) => {
                let mut lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
                let count = lines.len();
                lines.swap(a % count, b % count);
                bytes = lines.join(&b'\n');
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_mutation_of_an_offer_panics(
        base in prop::sample::select(vec![CHROMIUM, FIREFOX, FIREFOX_CONSOLE]),
        mutations in prop::collection::vec(mutation(), 1..12),
    ) {
        let text = mutate(base, &mutations);
        for kind in [PeerKind::Device, PeerKind::Console] {
            let Ok(offer) = Offer::parse(&text, VideoCodec::Vp8) else { continue };
            let Ok(roles) = assign(kind, &offer) else { continue };
            let answer = answer(&offer, &roles);
            let parsed = SessionDescription::unmarshal(&mut Cursor::new(answer.as_bytes())).unwrap();
            prop_assert_eq!(parsed.media_descriptions.len(), offer.lines.len());
        }
    }
}
