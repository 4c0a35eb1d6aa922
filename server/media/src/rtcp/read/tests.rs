use super::*;
use hex_literal::hex;
use proptest::prelude::*;

#[test]
fn a_compound_of_a_browser() {
    let bytes = hex!(
        "81c8000c 11111111 e1000000 80000000 00001000 00000005 00000100"
        "22222222 40 000003 00010203 00000009 abcd0123 00008000"
        "81ca0003 11111111 01016100 00000000"
        "81ce0002 11111111 33333333"
    );
    let read: Vec<_> = packets(&bytes).collect::<Result<_, _>>().unwrap();
    let Packet::SenderReport { ssrc, ntp, timestamp, mut reports } = read[0] else { panic!("{read:?}") };
    assert_eq!((ssrc, ntp, timestamp), (0x1111_1111, 0xe100_0000_8000_0000, 0x1000));
    let report = reports.next().unwrap();
    let expect =
        Report { ssrc: 0x2222_2222, fraction_lost: 64, jitter: 9, last_sr: 0xabcd_0123, delay: 0x8000 };
    assert_eq!((report, reports.next()), (expect, None));
    assert_eq!(read[1], Packet::Other);
    assert_eq!(read[2], Packet::PictureLoss { media: 0x3333_3333 });
}

#[test]
fn a_nack_names_numbers_by_bits() {
    let bytes = hex!("81cd0004 00000001 00000002 fffe 8005 0010 0000");
    let Packet::Nack { media, lost } = packets(&bytes).next().unwrap().unwrap() else { panic!() };
    assert_eq!(media, 2);
    assert_eq!(lost.collect::<Vec<_>>(), [0xfffe, 0xffff, 1, 14, 0x10]);
}

#[test]
fn a_full_intra_request_names_its_stream_in_the_entry() {
    let bytes = hex!("84ce0004 00000001 00000000 00000007 05000000");
    assert_eq!(packets(&bytes).next(), Some(Ok(Packet::FullIntra { media: 7 })));
}

#[test]
fn padding_is_no_content() {
    let bytes = hex!("a1cd0004 00000001 00000002 0010 0000 00000004");
    let Packet::Nack { lost, .. } = packets(&bytes).next().unwrap().unwrap() else { panic!() };
    assert_eq!(lost.collect::<Vec<_>>(), [0x10]);
    for count in [0, 17] {
        let mut bytes = bytes;
        bytes[19] = count;
        assert_eq!(packets(&bytes).next(), Some(Err(Malformed)), "{count} bytes of 16");
    }
}

#[test]
fn an_estimate_reads_its_exponent() {
    let estimate = |exponent: u8| {
        let mut bytes = hex!("8fce0005 00000001 00000000 52454d42 01000001 00000007");
        bytes[17] = exponent << 2 | 0b11;
        match packets(&bytes).next() {
            Some(Ok(Packet::ReceiverEstimate { bitrate })) => bitrate,
            other => panic!("{other:?}"),
        }
    };
    for (exponent, bitrate) in
        [(0, 0x3_0001), (5, 0x3_0001 << 5), (46, 0x3_0001 << 46), (47, u64::MAX), (63, u64::MAX)]
    {
        assert_eq!(estimate(exponent), bitrate, "{exponent}");
    }
    let other = hex!("8fce0003 00000001 00000000 41424344");
    assert_eq!(packets(&other).next(), Some(Ok(Packet::Other)));
}

#[test]
fn the_estimate_of_another_library_is_read() {
    use rtc_rtcp::payload_feedbacks::receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate;
    use rtc_shared::marshal::Marshal;
    let remb = ReceiverEstimatedMaximumBitrate { sender_ssrc: 1, bitrate: 1_500_000.0, ssrcs: vec![7, 8] };
    let bytes = remb.marshal().unwrap();
    let Some(Ok(Packet::ReceiverEstimate { bitrate })) = packets(&bytes).next() else { panic!() };
    assert!((1_499_000..=1_500_000).contains(&bitrate), "{bitrate}");
}

#[test]
fn lengths_that_point_outside_end_the_compound() {
    for bytes in [&hex!("81c9 0007 00000001")[..], &hex!("41c90000"), &hex!("82c90001 00000001"), &hex!("80")]
    {
        assert_eq!(packets(bytes).collect::<Vec<_>>(), [Err(Malformed)], "{bytes:x?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_in_bounded_steps(bytes: Vec<u8>) {
        prop_assert!(packets(&bytes).count() <= bytes.len() / 4 + 1);
        for packet in packets(&bytes).flatten() {
            match packet {
                Packet::SenderReport { reports, .. } | Packet::ReceiverReport { reports } => drop(reports.count()),
                Packet::Nack { lost, .. } => prop_assert!(lost.count() <= bytes.len() * 5),
                Packet::TransportCc(feedback) => prop_assert!(feedback.arrivals(0).count() <= 65_535),
                _ => {}
            }
        }
    }
}
