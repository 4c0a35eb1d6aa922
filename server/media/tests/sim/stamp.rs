//! Whose picture or sound is this payload, and from when? The publisher writes it, the receiver reads it.

use giaoban_media::Time;

/// What a payload carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
    /// 320×180.
    Quarter = 0,
    /// 640×360.
    Half = 1,
    /// 1280×720.
    Full = 2,
    /// Slides.
    Content = 3,
    /// Sound.
    Audio = 4,
}

impl Layer {
    fn of(byte: u8) -> Option<Layer> {
        [Layer::Quarter, Layer::Half, Layer::Full, Layer::Content, Layer::Audio]
            .into_iter()
            .find(|layer| *layer as u8 == byte)
    }
}

/// The mark in every payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Number of the site in its world.
    pub(crate) site: u32,
    pub(crate) layer: Layer,
    /// Counts frames of one layer, and packets of a microphone.
    pub(crate) frame: u32,
    /// Which packet of the frame, of how many.
    pub(crate) part: (u16, u16),
    /// When it was captured, by the world's own clock.
    pub(crate) captured: Time,
}

/// Bytes of a stamp.
pub(crate) const STAMP: usize = 25;
const MAGIC: [u8; 4] = *b"dau!";

impl Stamp {
    /// Appends the stamp.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&self.site.to_be_bytes());
        bytes.push(self.layer as u8);
        bytes.extend_from_slice(&self.frame.to_be_bytes());
        bytes.extend_from_slice(&self.part.0.to_be_bytes());
        bytes.extend_from_slice(&self.part.1.to_be_bytes());
        bytes.extend_from_slice(&self.captured.0.to_be_bytes());
    }

    /// The stamp at the front of `bytes`.
    pub(crate) fn read(bytes: &[u8]) -> Option<Stamp> {
        let bytes: &[u8; STAMP] = bytes.first_chunk()?;
        let be32 = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let be16 = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        (bytes[..4] == MAGIC).then_some(())?;
        Some(Stamp {
            site: be32(4),
            layer: Layer::of(bytes[8])?,
            frame: be32(9),
            part: (be16(13), be16(15)),
            captured: Time(u64::from(be32(17)) << 32 | u64::from(be32(21))),
        })
    }
}
