//! What does a VP8 payload descriptor say? (RFC 7741 section 4.2)

use super::PacketKind;

// First byte: X R N S R PID.
const EXTENDED: u8 = 0x80;
const STARTS_PARTITION: u8 = 0x10;
const PARTITION: u8 = 0x07;
// Extension byte: I L T K.
const HAS_PICTURE_ID: u8 = 0x80;
const HAS_TL0: u8 = 0x40;
const HAS_TID: u8 = 0x20;
const HAS_KEYIDX: u8 = 0x10;
/// Set in the first byte of a picture id of 15 bits.
const LONG_PICTURE_ID: u8 = 0x80;
/// Clear in the first byte of the frame header of a key frame (RFC 6386 section 9.1).
const INTER_FRAME: u8 = 0x01;
/// Start code in the header of a key frame, after three bytes of frame tag.
const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

/// Where the descriptor's fields lie.
#[derive(Clone, Copy, Debug, Default)]
struct Descriptor {
    /// Offset and size of the picture id.
    picture_id: Option<(usize, usize)>,
    tl0: Option<usize>,
    starts_frame: bool,
    len: usize,
}

fn descriptor(payload: &[u8]) -> Option<Descriptor> {
    let first = *payload.first()?;
    let starts_frame = first & STARTS_PARTITION != 0 && first & PARTITION == 0;
    let mut found = Descriptor { starts_frame, len: 1, ..Descriptor::default() };
    if first & EXTENDED == 0 {
        return Some(found);
    }
    let extension = *payload.get(1)?;
    found.len = 2;
    if extension & HAS_PICTURE_ID != 0 {
        let size = if payload.get(found.len)? & LONG_PICTURE_ID != 0 { 2 } else { 1 };
        found.picture_id = Some((found.len, size));
        found.len += size;
    }
    if extension & HAS_TL0 != 0 {
        found.tl0 = Some(found.len);
        found.len += 1;
    }
    if extension & (HAS_TID | HAS_KEYIDX) != 0 {
        found.len += 1;
    }
    (found.len <= payload.len()).then_some(found)
}

/// Looks at a payload; `None` when its descriptor points outside.
pub(super) fn inspect(payload: &[u8]) -> Option<PacketKind> {
    let found = descriptor(payload)?;
    let frame = &payload[found.len..];
    let key_start = found.starts_frame && frame.first().is_some_and(|byte| byte & INTER_FRAME == 0);
    let picture_id = found.picture_id.map(|(at, size)| match size {
        1 => u16::from(payload[at]),
        _ => u16::from_be_bytes([payload[at] & !LONG_PICTURE_ID, payload[at + 1]]),
    });
    Some(PacketKind {
        key_start,
        dimensions: if key_start { dimensions(frame) } else { None },
        picture_id,
        tl0: found.tl0.map(|at| payload[at]),
        ticks: None,
    })
}

/// RFC 6386 section 9.1: 14 bits each, little endian; the upper two are a scale the decoder ignores.
fn dimensions(frame: &[u8]) -> Option<(u16, u16)> {
    let header = frame.get(3..10)?;
    let side = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]) & 0x3fff;
    (header[..3] == START_CODE).then(|| (side(3), side(5)))
}

/// Writes picture id and TL0PICIDX in place. A picture id of 7 bits keeps its size and gets the lowest 7.
pub(super) fn rewrite(payload: &mut [u8], picture_id: Option<u16>, tl0: Option<u8>) {
    let Some(found) = descriptor(payload) else { return };
    match (found.picture_id, picture_id) {
        (Some((at, 1)), Some(id)) => payload[at] = (id & 0x7f) as u8,
        (Some((at, _)), Some(id)) => {
            payload[at..at + 2].copy_from_slice(&(id | 0x8000).to_be_bytes());
        }
        _ => {}
    }
    if let (Some(at), Some(tl0)) = (found.tl0, tl0) {
        payload[at] = tl0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_frame_of_chromium() {
        // X=1 S=1, I L T K, 15-bit picture id 0x1234, TL0PICIDX 7, TID/KEYIDX, then a 1280x720 key frame.
        let payload = [0x90, 0xf0, 0x92, 0x34, 7, 0x05, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02];
        let expect = PacketKind {
            key_start: true,
            dimensions: Some((1_280, 720)),
            picture_id: Some(0x1234),
            tl0: Some(7),
            ticks: None,
        };
        assert_eq!(inspect(&payload), Some(expect));
        let mut copy = payload;
        rewrite(&mut copy, Some(0x7fff), Some(9));
        assert_eq!(copy[..6], [0x90, 0xf0, 0xff, 0xff, 9, 0x05]);
        assert_eq!(copy[6..], payload[6..]);
    }

    #[test]
    fn other_packets() {
        let inter = [0x90, 0x80, 0x05, 0x11];
        assert_eq!(inspect(&inter), Some(PacketKind { picture_id: Some(5), ..PacketKind::default() }));
        let continuation = [0x80, 0x80, 0x05, 0x10];
        assert!(!inspect(&continuation).unwrap().key_start, "S is clear");
        let second_partition = [0x91, 0x80, 0x05, 0x10];
        assert!(!inspect(&second_partition).unwrap().key_start);
        assert_eq!(inspect(&[0x10, 0x10]).unwrap().picture_id, None);
        for cut in [&[][..], &[0x90], &[0x90, 0x80], &[0x90, 0x80, 0x80], &[0x90, 0x40]] {
            assert_eq!(inspect(cut), None, "{cut:?}");
        }
    }

    #[test]
    fn a_short_picture_id_keeps_its_size() {
        let mut payload = [0x90, 0x80, 0x05, 0x11];
        rewrite(&mut payload, Some(0x1ff), Some(1));
        assert_eq!(payload, [0x90, 0x80, 0x7f, 0x11]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_and_rewritten_without_harm(mut bytes: Vec<u8>, id: u16, tl0: u8) {
            let before = inspect(&bytes);
            rewrite(&mut bytes, Some(id & 0x7fff), Some(tl0));
            let after = inspect(&bytes);
            prop_assert_eq!(before.map(|kind| kind.key_start), after.map(|kind| kind.key_start));
            prop_assert_eq!(before.map(|kind| kind.picture_id.is_some()), after.map(|kind| kind.picture_id.is_some()));
        }
    }
}
