use super::*;
use crate::rtp::{ExtensionKind, RtpHeader, SentExtensions, Seq, write::write_header};

fn uplink() -> Uplink {
    let mut ids = ExtensionIds::default();
    ids.set(ExtensionKind::Mid, 4);
    let camera = SentLine {
        kind: MediaKind::Video,
        mid: "1".to_owned(),
        codec: Codec::Vp8,
        payload_type: 96,
        rtx_payload_type: Some(97),
        announced: Vec::new(),
    };
    Uplink::new(vec![camera], ids)
}

fn packet(ssrc: u32, payload_type: u8, mid: Option<&str>) -> Vec<u8> {
    let header = RtpHeader { marker: false, payload_type, seq: Seq(1), timestamp: 0, ssrc };
    let mut ids = ExtensionIds::default();
    ids.set(ExtensionKind::Mid, 4);
    let mut out = Vec::new();
    write_header(&header, &ids, &SentExtensions { mid, ..SentExtensions::default() }, &mut out);
    out.extend_from_slice(b"payload");
    out
}

#[test]
fn feedback_names_an_ssrc_that_the_peer_sends() {
    let (mut uplink, mut streams) = (uplink(), SlotMap::with_key());
    assert_eq!(uplink.any_ssrc(), None);
    let stray = packet(7, 96, Some("9"));
    assert_eq!(uplink.bind(PeerKey::default(), &RtpView::parse(&stray).unwrap(), &mut streams), None);
    assert_eq!(uplink.any_ssrc(), None, "of a line that is not there");
    for ssrc in [8, 9] {
        let packet = packet(ssrc, 96, Some("1"));
        assert!(uplink.bind(PeerKey::default(), &RtpView::parse(&packet).unwrap(), &mut streams).is_some());
    }
    assert_eq!(uplink.any_ssrc(), Some(8));
}
