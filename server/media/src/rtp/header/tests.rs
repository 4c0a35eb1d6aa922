use super::*;
use hex_literal::hex;
use proptest::prelude::*;

#[test]
fn a_plain_header_is_read() {
    let packet = hex!("80 e0 1234 89abcdef 01020304 aabbcc");
    let view = RtpView::parse(&packet).unwrap();
    assert!(view.marker());
    assert_eq!(view.payload_type(), 96);
    assert_eq!(view.seq(), Seq(0x1234));
    assert_eq!(view.timestamp(), 0x89ab_cdef);
    assert_eq!(view.ssrc(), 0x0102_0304);
    assert_eq!(view.csrc_count(), 0);
    assert_eq!(view.payload(), hex!("aabbcc"));
    assert_eq!(view.extension(1), None);
}

#[test]
fn contributing_sources_and_padding_are_left_out_of_the_payload() {
    let packet = hex!("a2 60 0001 00000002 00000003 11111111 22222222 aabb 0003 03");
    let view = RtpView::parse(&packet).unwrap();
    assert!(!view.marker());
    assert_eq!(view.csrc_count(), 2);
    assert_eq!(view.header_len(), 20);
    assert_eq!(view.padding_len(), 3);
    assert_eq!(view.payload_range(), 20..22);
    assert_eq!(view.payload(), hex!("aabb"));
}

#[test]
fn a_packet_of_padding_alone_has_an_empty_payload() {
    let packet = hex!("a0 60 0001 00000002 00000003 0000 0004");
    assert_eq!(RtpView::parse(&packet).unwrap().payload(), []);
}

#[test]
fn one_byte_elements_are_found_over_padding() {
    // mid "a" as id 4, padding, audio level as id 1, then id 15 ends the list (RFC 8285 section 4.2).
    let packet = hex!("90 60 0001 00000002 00000003 bede 0003 40 61 00 00 10 9f f0 aa 20 bb 00 00 ff");
    let view = RtpView::parse(&packet).unwrap();
    assert_eq!(view.extension(4), Some(&b"a"[..]));
    assert_eq!(view.extension(1), Some(&[0x9f][..]));
    assert_eq!(view.extension(2), None, "behind id 15");
    assert_eq!(view.extension(15), None);
    assert_eq!(view.payload(), [0xff]);
}

#[test]
fn two_byte_elements_may_be_empty_and_have_large_ids() {
    let packet = hex!("90 60 0001 00000002 00000003 1005 0003 10 00 00 c8 03 010203 02 01 77 00 ff");
    let view = RtpView::parse(&packet).unwrap();
    assert_eq!(view.extension(16), Some(&[][..]));
    assert_eq!(view.extension(200), Some(&[1, 2, 3][..]));
    assert_eq!(view.extension(2), Some(&[0x77][..]));
    assert_eq!(view.extensions().count(), 3);
}

#[test]
fn other_extension_profiles_are_skipped() {
    let packet = hex!("90 60 0001 00000002 00000003 abcd 0001 10aabbcc ff");
    let view = RtpView::parse(&packet).unwrap();
    assert_eq!(view.extensions().count(), 0);
    assert_eq!(view.payload(), [0xff]);
}

#[test]
fn an_element_longer_than_the_block_ends_the_list() {
    let packet = hex!("90 60 0001 00000002 00000003 bede 0001 1f aabbcc ff");
    assert_eq!(RtpView::parse(&packet).unwrap().extensions().count(), 0);
}

#[test]
fn lengths_that_point_outside_are_refused() {
    let cases: [&[u8]; 8] = [
        &[],
        &hex!("80"),
        &hex!("80 60 0001 00000002 000000"),
        &hex!("40 60 0001 00000002 00000003"),        // version 1
        &hex!("81 60 0001 00000002 00000003 111111"), // csrc cut off
        &hex!("90 60 0001 00000002 00000003 bede 0001 aabbcc"), // block cut off
        &hex!("a0 60 0001 00000002 00000003 00"),     // padding of zero
        &hex!("a0 60 0001 00000002 00000003 0003"),   // padding longer than the payload
    ];
    for bytes in cases {
        assert!(RtpView::parse(bytes).is_none(), "{bytes:02x?}");
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic_and_never_point_outside(
        first in 0x80u8..0xc0,
        profile in prop::sample::select(vec![0xbe, 0x10]),
        mut bytes in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        if let Some(byte) = bytes.first_mut() { *byte = first; }
        if let Some(byte) = bytes.get_mut(12) { *byte = profile; }
        if let Some(view) = RtpView::parse(&bytes) {
            let total = view.header_len() + view.payload().len() + view.padding_len();
            prop_assert_eq!(total, bytes.len());
            prop_assert!(view.extensions().all(|(id, _)| id != 0));
        }
    }
}
