//! How is a retransmission turned back into the packet it repeats? (RFC 4588)

use crate::rtp::RtpView;

/// Bytes of the original sequence number in front of the payload.
const OSN: usize = 2;

/// Turns an RTX packet into the original, in place. Returns its length; `None` for one without an original
/// (padding sent to probe the link).
pub(crate) fn unwrap_rtx(packet: &mut [u8], ssrc: u32, payload_type: u8) -> Option<usize> {
    let view = RtpView::parse(packet)?;
    let payload = view.payload_range();
    if payload.len() < OSN {
        return None;
    }
    let marker = packet[1] & 0x80;
    packet[1] = marker | payload_type;
    packet.copy_within(payload.start..payload.start + OSN, 2);
    packet[8..12].copy_from_slice(&ssrc.to_be_bytes());
    packet.copy_within(payload.start + OSN.., payload.start);
    Some(packet.len() - OSN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_original_comes_back() {
        let mut rtx = [0x80, 0x80 | 97, 0, 9, 0, 0, 0, 7, 0, 0, 0, 99, 0x12, 0x34, b'a', b'b'];
        let len = unwrap_rtx(&mut rtx, 55, 96).unwrap();
        let packet = RtpView::parse(&rtx[..len]).unwrap();
        assert_eq!((packet.seq().0, packet.ssrc(), packet.payload_type()), (0x1234, 55, 96));
        assert!(packet.marker());
        assert_eq!(packet.payload(), b"ab");
    }

    #[test]
    fn a_probe_has_no_original() {
        let mut probe = [0x80, 97, 0, 9, 0, 0, 0, 7, 0, 0, 0, 99, 1];
        assert_eq!(unwrap_rtx(&mut probe, 55, 96), None);
    }
}
