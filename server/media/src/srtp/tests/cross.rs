//! Our SRTP against that of rtc-srtp, which has its own counter mode and its own packet layout.

use super::*;
use rtc_srtp::context::Context;
use rtc_srtp::crypto::RTCCryptoProvider;
use rtc_srtp::crypto::providers::AwsLcRsProvider;
use rtc_srtp::protection_profile::ProtectionProfile;

fn theirs(profile: Profile) -> Context {
    let exported: Vec<u8> = (0..profile.exporter_len()).map(|byte| byte as u8).collect();
    let salt = 2 * profile.key_len();
    let their_profile = match profile {
        Profile::AeadAes128Gcm => ProtectionProfile::AeadAes128Gcm,
        Profile::AeadAes256Gcm => ProtectionProfile::AeadAes256Gcm,
        Profile::Aes128CmSha1 => ProtectionProfile::Aes128CmHmacSha1_80,
        Profile::Null => unreachable!("rtc-srtp has no null profile"),
    };
    Context::new(
        &exported[..profile.key_len()],
        &exported[salt..salt + profile.salt_len()],
        their_profile,
        None,
        None,
        AwsLcRsProvider::new().crypto(),
    )
    .unwrap()
}

#[test]
fn they_open_what_we_seal() {
    for profile in SEALED {
        let (mut sender, _) = pair(profile);
        let mut receiver = theirs(profile);
        for place in (0u32..140_000).step_by(1_001) {
            let sealed = sealed_rtp(&mut sender, 5, place as u16);
            let plain = receiver.decrypt_rtp(&sealed).unwrap();
            assert_eq!(plain[..], rtp(5, place as u16), "{profile:?} {place}");
        }
        for _ in 0..3 {
            let mut sealed = rtcp(5);
            sender.protect_rtcp(&mut sealed, 0).unwrap();
            assert_eq!(receiver.decrypt_rtcp(&sealed).unwrap()[..], rtcp(5), "{profile:?}");
        }
    }
}

#[test]
fn we_open_what_they_seal() {
    for profile in SEALED {
        let mut sender = theirs(profile);
        let (_, mut receiver) = pair(profile);
        for place in (0u32..140_000).step_by(1_001) {
            let mut sealed = sender.encrypt_rtp(&rtp(5, place as u16)).unwrap();
            let len = receiver.unprotect_rtp(&mut sealed).unwrap();
            assert_eq!(sealed[..len], rtp(5, place as u16), "{profile:?} {place}");
        }
        for _ in 0..3 {
            let mut sealed = sender.encrypt_rtcp(&rtcp(5)).unwrap();
            let len = receiver.unprotect_rtcp(&mut sealed).unwrap();
            assert_eq!(sealed[..len], rtcp(5), "{profile:?}");
        }
    }
}
