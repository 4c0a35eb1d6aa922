//! What is a payload to a decoder, and what has to change in it when sources follow each other in one slot?

mod h264;
mod opus;
mod vp8;

use crate::slot::Placed;
use giaoban_link::VideoCodec;

/// What a stream carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    /// RFC 7587.
    Opus,
    /// RFC 7741.
    Vp8,
    /// RFC 6184.
    H264,
}

impl Codec {
    /// The codec of a briefing's video.
    pub(crate) fn of_video(codec: VideoCodec) -> Codec {
        match codec {
            VideoCodec::Vp8 => Codec::Vp8,
            VideoCodec::H264 => Codec::H264,
        }
    }

    /// RTP ticks a second.
    pub(crate) fn clock_rate(self) -> u32 {
        match self {
            Codec::Opus => 48_000,
            Codec::Vp8 | Codec::H264 => 90_000,
        }
    }
}

/// What one packet is to a decoder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PacketKind {
    /// It begins a key frame: a receiver may start here.
    pub(crate) key_start: bool,
    /// Width and height, when a key frame tells them here.
    pub(crate) dimensions: Option<(u16, u16)>,
    /// VP8 picture id.
    pub(crate) picture_id: Option<u16>,
    /// VP8 TL0PICIDX.
    pub(crate) tl0: Option<u8>,
    /// How long its sound lasts, in ticks.
    pub(crate) ticks: Option<u16>,
}

/// Looks at the front of a payload.
pub(crate) fn inspect(codec: Codec, payload: &[u8]) -> PacketKind {
    match codec {
        Codec::Opus => PacketKind { ticks: opus::ticks(payload), ..PacketKind::default() },
        Codec::Vp8 => vp8::inspect(payload).unwrap_or_default(),
        Codec::H264 => h264::inspect(payload).unwrap_or_default(),
    }
}

/// Writes the slot's numbers into a copy of the payload.
pub(crate) fn rewrite(placed: &Placed, payload: &mut [u8]) {
    if placed.picture_id.is_some() || placed.tl0.is_some() {
        vp8::rewrite(payload, placed.picture_id, placed.tl0);
    }
}
