//! Hellos of Chromium 156 and Firefox 153 ESR as they came over UDP, before and after HelloVerifyRequest.

use super::super::record::records;
use super::*;
use proptest::prelude::*;

const CHROMIUM_1: [&[u8]; 2] = [
    include_bytes!("../fixtures/chromium-hello-1a.bin"),
    include_bytes!("../fixtures/chromium-hello-1b.bin"),
];
const CHROMIUM_2: [&[u8]; 2] = [
    include_bytes!("../fixtures/chromium-hello-2a.bin"),
    include_bytes!("../fixtures/chromium-hello-2b.bin"),
];
const FIREFOX_1: [&[u8]; 2] =
    [include_bytes!("../fixtures/firefox-hello-1a.bin"), include_bytes!("../fixtures/firefox-hello-1b.bin")];
const FIREFOX_2: [&[u8]; 2] =
    [include_bytes!("../fixtures/firefox-hello-2a.bin"), include_bytes!("../fixtures/firefox-hello-2b.bin")];

fn push(collector: &mut HelloCollector, datagrams: &[&[u8]]) -> Vec<Hello> {
    let hellos = datagrams.iter().flat_map(|datagram| {
        let records = records(datagram).unwrap();
        records.iter().filter_map(|record| collector.push(record)).collect::<Vec<_>>()
    });
    hellos.collect()
}

fn collect(datagrams: &[&[u8]]) -> Vec<Hello> {
    push(&mut HelloCollector::default(), datagrams)
}

/// A hello of `length` bytes as datagrams of fragments at the given places.
fn fragments(message: u16, length: usize, places: &[(usize, usize)]) -> Vec<Vec<u8>> {
    let body: Vec<u8> = (0..length).map(|at| at as u8).collect();
    let fragment = |(nth, (start, end)): (usize, &(usize, usize))| {
        let mut record = whole(CLIENT_HELLO, message, [0, 0, 0, 0, 0, nth as u8], &body[*start..*end]);
        let u24 = |value: usize| [(value >> 16) as u8, (value >> 8) as u8, value as u8];
        record[14..17].copy_from_slice(&u24(length));
        record[19..22].copy_from_slice(&u24(*start));
        record
    };
    places.iter().enumerate().map(fragment).collect()
}

fn reassembled(length: usize, places: &[(usize, usize)]) -> Option<Vec<u8>> {
    let datagrams = fragments(0, length, places);
    let hellos = collect(&datagrams.iter().map(Vec::as_slice).collect::<Vec<_>>());
    hellos.into_iter().next().map(|hello| hello.record[25..].to_vec())
}

#[test]
fn both_browsers_hellos_take_two_datagrams() {
    for (hello, message) in [(CHROMIUM_1, 0), (CHROMIUM_2, 1), (FIREFOX_1, 0), (FIREFOX_2, 1)] {
        assert!(collect(&hello[..1]).is_empty());
        assert!(collect(&hello[1..]).is_empty());
        let forward = collect(&hello);
        assert_eq!(forward.len(), 1);
        assert_eq!(forward[0].message, message);
        let backward = collect(&[hello[1], hello[0]]);
        assert_eq!(backward, forward, "in any order");
        let duplicated = collect(&[hello[0], hello[0], hello[1]]);
        assert_eq!(duplicated, forward);
    }
}

#[test]
fn the_second_hello_repeats_the_first() {
    for (first, second) in [(CHROMIUM_1, CHROMIUM_2), (FIREFOX_1, FIREFOX_2)] {
        let (first, second) = (collect(&first).remove(0), collect(&second).remove(0));
        assert_eq!(first.parameters, second.parameters);
        assert_eq!(first.record.len() + 20, second.record.len(), "but for the cookie");
    }
}

#[test]
fn chromium_lists_aes_cm_first_and_gets_gcm() {
    let check = |hello: &[&[u8]], listed: &[u16]| {
        let hello = collect(hello).remove(0);
        assert_eq!(hello.srtp_profiles, listed);
        assert_eq!(choose(&hello.srtp_profiles), Some(Profile::AeadAes128Gcm));
    };
    check(&CHROMIUM_1, &[0x0001, 0x0008, 0x0007]);
    check(&CHROMIUM_2, &[0x0001, 0x0008, 0x0007]);
    check(&FIREFOX_1, &[0x0007, 0x0008, 0x0001, 0x0002]);
    check(&FIREFOX_2, &[0x0007, 0x0008, 0x0001, 0x0002]);
}

#[test]
fn aes_cm_is_for_clients_without_gcm() {
    assert_eq!(choose(&[0x0001]), Some(Profile::Aes128CmSha1));
    assert_eq!(choose(&[0x0002, 0x0001]), Some(Profile::Aes128CmSha1));
    assert_eq!(choose(&[0x0001, 0x0008]), Some(Profile::AeadAes256Gcm));
    assert_eq!(choose(&[0x0002]), None, "a tag of 32 bits is too short");
    assert_eq!(choose(&[]), None);
}

#[test]
fn the_record_is_one_the_endpoint_has_not_seen() {
    let hello = collect(&FIREFOX_1).remove(0);
    let parsed = records(&hello.record).unwrap();
    assert_eq!(parsed.len(), 1);
    assert_eq!(parsed[0].sequence, records(FIREFOX_1[1]).unwrap()[0].sequence);
    let fragment = Fragment::parse(parsed[0].fragment).unwrap();
    assert_eq!((fragment.offset, fragment.body.len()), (0, fragment.length));
}

#[test]
fn overlapping_and_scattered_fragments_make_one_hello() {
    let whole: Vec<u8> = (0..100).collect();
    assert_eq!(reassembled(100, &[(0, 100)]), Some(whole.clone()));
    assert_eq!(reassembled(100, &[(50, 100), (0, 50)]), Some(whole.clone()));
    assert_eq!(reassembled(100, &[(0, 60), (90, 100), (40, 95)]), Some(whole.clone()));
    assert_eq!(reassembled(100, &[(20, 30), (0, 25), (28, 100), (0, 1)]), Some(whole));
    assert_eq!(reassembled(100, &[(0, 49), (50, 100)]), None, "a byte is missing");
    assert_eq!(reassembled(100, &[(1, 100)]), None);
    assert!(reassembled(MAX_HELLO, &[(0, MAX_HELLO)]).is_some());
    assert_eq!(reassembled(MAX_HELLO + 1, &[(0, MAX_HELLO + 1)]), None);
}

#[test]
fn a_newer_hello_takes_the_place_of_an_unfinished_one() {
    let mut collector = HelloCollector::default();
    assert!(push(&mut collector, &[CHROMIUM_1[0], CHROMIUM_2[1], CHROMIUM_1[1]]).is_empty());
    assert_eq!(push(&mut collector, &[CHROMIUM_2[0]])[0].message, 1);
}

#[test]
fn fragments_that_lie_about_their_length_are_dropped() {
    let lie = |at: usize, value: u8| {
        let mut datagram = fragments(0, 100, &[(0, 100)]).remove(0);
        datagram[at] = value;
        collect(&[&datagram])
    };
    assert_eq!(lie(0, 22).len(), 1, "unchanged");
    assert!(lie(16, 99).is_empty(), "longer than the message");
    assert!(lie(21, 1).is_empty(), "past its end");
    assert!(lie(24, 101).is_empty(), "longer than the record");
    assert!(lie(13, 2).is_empty(), "not a ClientHello");
    let other_length = fragments(0, 90, &[(0, 50)]).remove(0);
    let rest = fragments(0, 100, &[(50, 100)]).remove(0);
    assert!(collect(&[&other_length, &rest]).is_empty());
}

proptest! {
    #[test]
    fn no_mutation_panics(
        base in prop::sample::select(vec![CHROMIUM_1, CHROMIUM_2, FIREFOX_1]),
        changes in prop::collection::vec((0..3000_usize, any::<u8>()), 1..20),
    ) {
        let mut datagrams = base.map(<[u8]>::to_vec);
        for (at, byte) in changes {
            let datagram = &mut datagrams[at % 2];
            let length = datagram.len();
            datagram[(at / 2) % length] = byte;
        }
        let mut collector = HelloCollector::default();
        for datagram in &datagrams {
            for record in records(datagram).unwrap_or_default() {
                let _ = collector.push(&record);
            }
        }
    }

    #[test]
    fn no_body_panics(body in prop::collection::vec(any::<u8>(), 0..120)) {
        let _ = srtp_profiles(&body);
    }
}
