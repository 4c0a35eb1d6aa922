//! How does a VP8 frame travel in RTP packets? (RFC 7741 section 4.2)

use bytes::{BufMut, Bytes, BytesMut};

/// Payload bytes a packet: with RTP header, extensions, SRTP tag, UDP and IP it stays below 1,280.
const PAYLOAD: usize = 1_120;

/// What the descriptor of one packet says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// First packet of the frame (S bit and partition 0).
    pub begins_frame: bool,
    /// Picture id, when present; 15 bits.
    pub picture_id: Option<u16>,
    /// Bytes of the descriptor.
    pub length: usize,
}

/// Cuts a frame into payloads, each with a descriptor that carries a 15-bit picture id, as browsers send it.
pub fn packetize(frame: &Bytes, picture_id: u16) -> impl Iterator<Item = Bytes> + '_ {
    frame.chunks(PAYLOAD).enumerate().map(move |(index, chunk)| {
        let mut payload = BytesMut::with_capacity(4 + chunk.len());
        payload.put_u8(if index == 0 { 0x90 } else { 0x80 }); // X, and S on the first
        payload.put_u8(0x80); // I
        payload.put_u16(0x8000 | (picture_id & 0x7fff)); // M: 15 bits
        payload.put_slice(chunk);
        payload.freeze()
    })
}

/// Reads a descriptor; `None` when the payload is too short.
pub fn descriptor(payload: &[u8]) -> Option<Descriptor> {
    let first = *payload.first()?;
    let mut read = Descriptor { begins_frame: first & 0x1f == 0x10, picture_id: None, length: 1 };
    if first & 0x80 == 0 {
        return Some(read);
    }
    let extension = *payload.get(1)?;
    read.length = 2;
    if extension & 0x80 != 0 {
        let high = *payload.get(read.length)?;
        read.length += 1;
        read.picture_id = Some(u16::from(high));
        if high & 0x80 != 0 {
            read.picture_id = Some(u16::from_be_bytes([high & 0x7f, *payload.get(read.length)?]));
            read.length += 1;
        }
    }
    read.length += usize::from(extension & 0x40 != 0); // TL0PICIDX
    read.length += usize::from(extension & 0x30 != 0); // TID, Y, KEYIDX
    (read.length < payload.len()).then_some(read)
}

/// Whether the frame that begins with these bytes is a key frame (RFC 6386 section 9.1).
pub fn is_key(beginning: &[u8]) -> bool {
    beginning.first().is_some_and(|byte| byte & 1 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_from_its_packets() {
        let frame = Bytes::from((0..3_000).map(|i| i as u8).collect::<Vec<_>>());
        let packets: Vec<Bytes> = packetize(&frame, 0x1234).collect();
        assert_eq!(packets.len(), 3);
        let mut joined = Vec::new();
        for (index, packet) in packets.iter().enumerate() {
            let read = descriptor(packet).expect("we wrote it");
            assert_eq!(read, Descriptor { begins_frame: index == 0, picture_id: Some(0x1234), length: 4 });
            joined.extend_from_slice(&packet[read.length..]);
        }
        assert_eq!(joined, frame);
    }

    #[test]
    fn descriptors_of_other_senders_are_read() {
        let read = |bytes: &[u8]| descriptor(bytes).map(|d| (d.begins_frame, d.picture_id, d.length));
        assert_eq!(read(&[0x10, 0]), Some((true, None, 1)));
        assert_eq!(read(&[0x90, 0xf0, 0x85, 0x01, 7, 0x20, 0]), Some((true, Some(0x501), 6)));
        assert_eq!(read(&[0x80, 0x80, 0x05, 0]), Some((false, Some(5), 3)));
        assert_eq!(read(&[0x90, 0x80]), None);
        assert_eq!(read(&[]), None);
    }
}
