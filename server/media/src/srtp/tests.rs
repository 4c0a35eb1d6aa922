use super::replay::WINDOW;
use super::send::Unsendable;
use super::streams::MOST_STREAMS;
use super::*;
use proptest::prelude::*;

mod cross;

const SEALED: [Profile; 3] = [Profile::AeadAes128Gcm, Profile::AeadAes256Gcm, Profile::Aes128CmSha1];
const ALL: [Profile; 4] =
    [Profile::AeadAes128Gcm, Profile::AeadAes256Gcm, Profile::Aes128CmSha1, Profile::Null];

fn keys(profile: Profile) -> SrtpKeys {
    let exported: Vec<u8> = (0..profile.exporter_len()).map(|byte| byte as u8).collect();
    SrtpKeys::from_exporter(profile, &exported).unwrap().0
}

fn pair(profile: Profile) -> (SrtpSender, SrtpReceiver) {
    (SrtpSender::new(&keys(profile)), SrtpReceiver::new(&keys(profile)))
}

/// A packet with a contributing source and an extension, so that the header is longer than the fixed part.
fn rtp(ssrc: u32, seq: u16) -> Vec<u8> {
    let mut packet = vec![0x91, 0xe0];
    packet.extend_from_slice(&seq.to_be_bytes());
    packet.extend_from_slice(&[0, 0, 0, 9]);
    packet.extend_from_slice(&ssrc.to_be_bytes());
    packet.extend_from_slice(&[1, 1, 1, 1, 0xbe, 0xde, 0, 1, 0x10, b'0', 0, 0]);
    packet.extend((0..100u8).map(|byte| byte ^ seq as u8));
    packet
}

/// A receiver report without blocks.
fn rtcp(ssrc: u32) -> Vec<u8> {
    let mut packet = vec![0x80, 201, 0, 1];
    packet.extend_from_slice(&ssrc.to_be_bytes());
    packet.extend_from_slice(&[0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]);
    packet
}

fn sealed_rtp(sender: &mut SrtpSender, ssrc: u32, seq: u16) -> Vec<u8> {
    let mut packet = rtp(ssrc, seq);
    sender.protect_rtp(&mut packet, 0).unwrap();
    packet
}

#[test]
fn what_is_sealed_behind_other_bytes_opens_to_the_same_packet() {
    for profile in ALL {
        let (mut sender, mut receiver) = pair(profile);
        for seq in 0..300 {
            let mut out = vec![0xee; 7];
            out.extend_from_slice(&rtp(5, seq));
            sender.protect_rtp(&mut out, 7).unwrap();
            assert_eq!(out[..7], [0xee; 7]);
            let packet = &mut out[7..];
            assert_eq!(packet.len(), rtp(5, seq).len() + profile.tag_len());
            let len = receiver.unprotect_rtp(packet).unwrap();
            assert_eq!(packet[..len], rtp(5, seq), "{profile:?}");
        }
        let mut out = vec![0xee; 7];
        out.extend_from_slice(&rtcp(5));
        sender.protect_rtcp(&mut out, 7).unwrap();
        let len = receiver.unprotect_rtcp(&mut out[7..]).unwrap();
        assert_eq!(out[7..7 + len], rtcp(5), "{profile:?}");
    }
}

#[test]
fn only_header_and_head_stay_readable() {
    for profile in SEALED {
        let (mut sender, _) = pair(profile);
        let sealed = sealed_rtp(&mut sender, 5, 1);
        assert_eq!(sealed[..24], rtp(5, 1)[..24]);
        assert_ne!(sealed[24..124], rtp(5, 1)[24..]);
        let mut sealed = rtcp(5);
        sender.protect_rtcp(&mut sealed, 0).unwrap();
        assert_eq!(sealed[..8], rtcp(5)[..8]);
        assert_ne!(sealed[8..20], rtcp(5)[8..]);
    }
}

#[test]
fn a_packet_is_taken_once() {
    for profile in ALL {
        let (mut sender, mut receiver) = pair(profile);
        let sealed: Vec<Vec<u8>> = (0..200).map(|seq| sealed_rtp(&mut sender, 5, seq)).collect();
        for seq in [199, 100, 198, 199 - WINDOW as usize + 1] {
            assert!(receiver.unprotect_rtp(&mut sealed[seq].clone()).is_ok(), "{profile:?} {seq}");
            assert_eq!(receiver.unprotect_rtp(&mut sealed[seq].clone()), Err(Reject::Replayed));
        }
        let too_old = 199 - WINDOW as usize;
        assert_eq!(receiver.unprotect_rtp(&mut sealed[too_old].clone()), Err(Reject::Replayed));
    }
}

#[test]
fn a_control_packet_is_taken_once() {
    for profile in SEALED {
        let (mut sender, mut receiver) = pair(profile);
        let mut seal = || {
            let mut packet = rtcp(5);
            sender.protect_rtcp(&mut packet, 0).unwrap();
            packet
        };
        let (first, second) = (seal(), seal());
        assert!(receiver.unprotect_rtcp(&mut second.clone()).is_ok());
        assert!(receiver.unprotect_rtcp(&mut first.clone()).is_ok());
        assert_eq!(receiver.unprotect_rtcp(&mut first.clone()), Err(Reject::Replayed));
        assert_eq!(receiver.unprotect_rtcp(&mut second.clone()), Err(Reject::Replayed));
    }
}

#[test]
fn the_rollover_counter_follows_over_wraps_loss_and_reordering() {
    for profile in ALL {
        let (mut sender, mut receiver) = pair(profile);
        let mut late = None;
        for place in (0u32..200_000).step_by(97) {
            let mut sealed = sealed_rtp(&mut sender, 5, place as u16);
            if place % 5 == 0 {
                late = Some(sealed);
                continue;
            }
            assert!(receiver.unprotect_rtp(&mut sealed).is_ok(), "{profile:?} {place}");
            if let Some(mut sealed) = late.take() {
                assert!(receiver.unprotect_rtp(&mut sealed).is_ok(), "late before {place}");
            }
        }
        assert_eq!(receiver.streams().0, 1);
    }
}

#[test]
fn a_forged_packet_leaves_no_trace() {
    for profile in SEALED {
        let (mut sender, mut receiver) = pair(profile);
        let genuine = sealed_rtp(&mut sender, 5, 7);
        for at in 0..genuine.len() {
            let mut forged = genuine.clone();
            forged[at] ^= 1;
            assert!(receiver.unprotect_rtp(&mut forged).is_err(), "{profile:?} byte {at}");
        }
        assert_eq!(receiver.streams(), (0, 0));
        assert!(receiver.unprotect_rtp(&mut genuine.clone()).is_ok());

        // A jump ahead that does not authenticate must not move the window.
        let mut forged = sealed_rtp(&mut sender, 5, 20_000);
        *forged.last_mut().unwrap() ^= 1;
        assert_eq!(receiver.unprotect_rtp(&mut forged), Err(Reject::Auth));
        assert!(receiver.unprotect_rtp(&mut sealed_rtp(&mut pair(profile).0, 5, 6)).is_ok());
    }
}

#[test]
fn a_forged_control_packet_leaves_no_trace() {
    for profile in SEALED {
        let (mut sender, mut receiver) = pair(profile);
        let mut genuine = rtcp(5);
        sender.protect_rtcp(&mut genuine, 0).unwrap();
        for at in 0..genuine.len() {
            let mut forged = genuine.clone();
            forged[at] ^= 1;
            assert!(receiver.unprotect_rtcp(&mut forged).is_err(), "{profile:?} byte {at}");
        }
        assert_eq!(receiver.streams(), (0, 0));
        assert!(receiver.unprotect_rtcp(&mut genuine).is_ok());
    }
}

#[test]
fn unencrypted_control_packets_are_refused_even_when_authentic() {
    let (_, mut receiver) = pair(Profile::Aes128CmSha1);
    let mut packet = rtcp(5);
    let cm = cm::Cm::derive(
        &keys(Profile::Aes128CmSha1),
        keys::Label::RtcpEncryption,
        keys::Label::RtcpAuthentication,
        keys::Label::RtcpSalt,
    );
    let tag = cm.tag(&packet, 1);
    packet.extend_from_slice(&1u32.to_be_bytes());
    packet.extend_from_slice(&tag);
    assert_eq!(receiver.unprotect_rtcp(&mut packet), Err(Reject::Malformed));
    assert_eq!(receiver.streams(), (0, 0));
}

#[test]
fn other_keys_open_nothing() {
    for profile in SEALED {
        let (mut sender, _) = pair(profile);
        let exported = vec![0x5a; profile.exporter_len()];
        let mut other = SrtpReceiver::new(&SrtpKeys::from_exporter(profile, &exported).unwrap().0);
        assert_eq!(other.unprotect_rtp(&mut sealed_rtp(&mut sender, 5, 1)), Err(Reject::Auth));
        let mut packet = rtcp(5);
        sender.protect_rtcp(&mut packet, 0).unwrap();
        assert_eq!(other.unprotect_rtcp(&mut packet), Err(Reject::Auth));
    }
}

#[test]
fn streams_are_bounded_and_known_ones_go_on() {
    let (mut sender, mut receiver) = pair(Profile::Null);
    for ssrc in 0..MOST_STREAMS as u32 {
        assert!(receiver.unprotect_rtp(&mut rtp(ssrc, 1)).is_ok());
        assert!(sender.protect_rtp(&mut rtp(ssrc, 1), 0).is_ok());
    }
    let one_more = MOST_STREAMS as u32;
    assert_eq!(receiver.unprotect_rtp(&mut rtp(one_more, 1)), Err(Reject::TooManyStreams));
    assert_eq!(sender.protect_rtp(&mut rtp(one_more, 1), 0), Err(Unsendable::TooManyStreams));
    assert!(receiver.unprotect_rtp(&mut rtp(3, 2)).is_ok());
    assert!(sender.protect_rtp(&mut rtp(3, 2), 0).is_ok());
}

#[test]
fn no_two_packets_are_sealed_under_one_index() {
    let (mut sender, _) = pair(Profile::AeadAes128Gcm);
    sealed_rtp(&mut sender, 5, 1_000);
    assert_eq!(sender.protect_rtp(&mut rtp(5, 1_000), 0), Err(Unsendable::Reused));
    assert!(sender.protect_rtp(&mut rtp(5, 999), 0).is_ok());
    assert_eq!(sender.protect_rtp(&mut rtp(5, 1_000 - WINDOW as u16), 0), Err(Unsendable::Reused));
    assert!(sender.protect_rtp(&mut rtp(6, 1_000), 0).is_ok(), "another SSRC has its own indexes");
}

#[test]
fn what_is_no_packet_is_not_sealed() {
    for profile in ALL {
        let (mut sender, _) = pair(profile);
        let mut out = vec![0x80; 11];
        assert_eq!(sender.protect_rtp(&mut out, 0), Err(Unsendable::Malformed));
        assert_eq!(sender.protect_rtp(&mut out, 12), Err(Unsendable::Malformed));
        assert_eq!(sender.protect_rtcp(&mut out, 4), Err(Unsendable::Malformed));
        assert_eq!(out, [0x80; 11]);
    }
}

proptest! {
    #[test]
    fn random_bytes_are_refused_without_a_panic(
        profile in prop::sample::select(SEALED.to_vec()),
        first in prop::option::of(0x80u8..0xc0),
        mut bytes in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        if let Some((byte, first)) = bytes.first_mut().zip(first) { *byte = first; }
        let (_, mut receiver) = pair(profile);
        prop_assert!(receiver.unprotect_rtp(&mut bytes.clone()).is_err());
        prop_assert!(receiver.unprotect_rtcp(&mut bytes).is_err());
        prop_assert_eq!(receiver.streams(), (0, 0));
    }

    #[test]
    fn packets_without_protection_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut receiver = SrtpReceiver::new(&SrtpKeys::null());
        if let Ok(len) = receiver.unprotect_rtp(&mut bytes) { prop_assert_eq!(len, bytes.len()); }
        if let Ok(len) = receiver.unprotect_rtcp(&mut bytes) { prop_assert_eq!(len, bytes.len()); }
    }
}
