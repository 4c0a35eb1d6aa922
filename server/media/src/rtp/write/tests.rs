use super::*;
use crate::rtp::RtpView;
use proptest::prelude::*;

const HEADER: RtpHeader = RtpHeader {
    marker: true,
    payload_type: 111,
    seq: Seq(0xfffe),
    timestamp: 0x0102_0304,
    ssrc: 0xa0b0_c0d0,
};
const ALL: SentExtensions<'static> = SentExtensions {
    mid: Some("12"),
    audio_level: Some(AudioLevel { voice: true, below_overload: 40 }),
    transport_cc: true,
    abs_send_time: true,
};

fn ids(first: u8) -> ExtensionIds {
    let mut ids = ExtensionIds::default();
    for (kind, id) in ExtensionKind::ALL.into_iter().zip(first..) {
        ids.set(kind, id);
    }
    ids
}

fn assert_reads_back(ids: &ExtensionIds, sent: &SentExtensions<'_>) -> Vec<u8> {
    let mut out = vec![7, 7, 7];
    let written = write_header(&HEADER, ids, sent, &mut out);
    out.extend_from_slice(b"payload");
    set_transport_cc(&mut out[3..], &written, 0xbeef);
    set_abs_send_time(&mut out[3..], &written, Time(1_500_000));
    let view = RtpView::parse(&out[3..]).unwrap();
    assert_eq!(view.marker(), HEADER.marker);
    assert_eq!(view.payload_type(), HEADER.payload_type);
    assert_eq!(view.seq(), HEADER.seq);
    assert_eq!(view.timestamp(), HEADER.timestamp);
    assert_eq!(view.ssrc(), HEADER.ssrc);
    assert_eq!(view.header_len(), written.header_len);
    assert_eq!(view.payload(), b"payload");
    let speaks = |kind| ids.get(kind).is_some();
    assert_eq!(ids.mid(&view), sent.mid.filter(|_| speaks(ExtensionKind::Mid)));
    assert_eq!(ids.audio_level(&view), sent.audio_level.filter(|_| speaks(ExtensionKind::AudioLevel)));
    let transport_cc = (sent.transport_cc && speaks(ExtensionKind::TransportCc)).then_some(0xbeef);
    assert_eq!(ids.transport_cc(&view), transport_cc);
    let send_time = (sent.abs_send_time && speaks(ExtensionKind::AbsSendTime)).then_some(3 << 17);
    assert_eq!(ids.abs_send_time(&view), send_time);
    out.split_off(3)
}

#[test]
fn every_extension_reads_back_in_the_one_byte_form() {
    let packet = assert_reads_back(&ids(9), &ALL);
    assert_eq!(packet[12..14], [0xbe, 0xde]);
}

#[test]
fn an_id_above_14_or_a_long_mid_takes_the_two_byte_form() {
    assert_eq!(assert_reads_back(&ids(10), &ALL)[12..14], [0x10, 0x00]);
    let long = SentExtensions { mid: Some("seventeen letters"), ..ALL };
    assert_eq!(assert_reads_back(&ids(1), &long)[12..14], [0x10, 0x00]);
}

#[test]
fn a_receiver_without_extensions_gets_none() {
    let packet = assert_reads_back(&ExtensionIds::default(), &ALL);
    assert_eq!(packet.len(), FIXED_LEN + b"payload".len());
    let packet = assert_reads_back(&ids(1), &SentExtensions::default());
    assert_eq!(packet.len(), FIXED_LEN + b"payload".len());
}

#[test]
fn a_subset_of_ids_leaves_the_rest_out() {
    let mut some = ExtensionIds::default();
    some.set(ExtensionKind::TransportCc, 3);
    let packet = assert_reads_back(&some, &ALL);
    assert_eq!(packet.len(), FIXED_LEN + 4 + 4 + b"payload".len());
}

#[test]
fn padding_equalizes_two_sizes() {
    let mut out = vec![9; 5];
    write_header(&HEADER, &ids(1), &ALL, &mut out);
    out.extend_from_slice(b"payload");
    let len = out.len() - 5;
    for (wished, reached) in
        [(len - 1, false), (len, true), (len + 1, true), (len + 255, true), (len + 256, false)]
    {
        let mut padded = out.clone();
        assert_eq!(pad_to(&mut padded, 5, wished), reached, "{len} to {wished}");
        let view = RtpView::parse(&padded[5..]).unwrap();
        assert_eq!(view.payload(), b"payload");
        assert_eq!(padded.len() - 5, if reached { wished } else { len });
        assert_eq!(view.padding_len(), padded.len() - 5 - len);
    }
}

proptest! {
    #[test]
    fn any_choice_of_ids_and_values_reads_back(
        first in 1u8..=249,
        mid in prop::option::of("[a-z0-9]{1,40}"),
        level in prop::option::of((any::<bool>(), 0u8..128)),
        transport_cc: bool,
        abs_send_time: bool,
    ) {
        let audio_level = level.map(|(voice, below_overload)| AudioLevel { voice, below_overload });
        let sent = SentExtensions { mid: mid.as_deref(), audio_level, transport_cc, abs_send_time };
        assert_reads_back(&ids(first), &sent);
    }
}
