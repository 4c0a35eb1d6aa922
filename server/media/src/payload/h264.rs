//! Does an H.264 payload begin a key frame, and how large is the picture? (RFC 6184, packetization mode 1)

use super::PacketKind;

const NAL_TYPE: u8 = 0x1f;
const SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;
/// Set in the FU header of the first fragment.
const FU_START: u8 = 0x80;

/// Looks at a payload. Encoders send SPS and PPS before every IDR picture, so a receiver starts at the SPS;
/// an IDR picture without one in its packet is no start, because its parameters went before.
pub(super) fn inspect(payload: &[u8]) -> Option<PacketKind> {
    let sps = match payload.first()? & NAL_TYPE {
        SPS => Some(payload),
        STAP_A => {
            aggregated(&payload[1..]).find(|nal| nal.first().is_some_and(|byte| byte & NAL_TYPE == SPS))
        }
        FU_A if payload.get(1)? & FU_START != 0 && payload[1] & NAL_TYPE == SPS => Some(&payload[1..]),
        _ => None,
    };
    Some(PacketKind {
        key_start: sps.is_some(),
        dimensions: sps.and_then(|sps| dimensions(&sps[1..])),
        ..PacketKind::default()
    })
}

/// Units of an aggregation packet (section 5.7.1): two bytes of size before each.
fn aggregated(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (size, after) = rest.split_first_chunk::<2>()?;
        let (unit, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*size)))?;
        rest = after;
        Some(unit)
    })
}

/// Baseline, main and extended profile: those whose parameter sets have no chroma format in them.
const PLAIN_PROFILES: [u8; 3] = [66, 77, 88];

/// Width and height from a sequence parameter set (ITU-T H.264 section 7.3.2.1.1), for the profiles that a
/// briefing accepts.
fn dimensions(sps: &[u8]) -> Option<(u16, u16)> {
    if !PLAIN_PROFILES.contains(sps.first()?) {
        return None;
    }
    let mut bits = Bits::new(sps.get(3..)?);
    bits.unsigned()?; // seq_parameter_set_id
    bits.unsigned()?; // log2_max_frame_num_minus4
    match bits.unsigned()? {
        0 => {
            bits.unsigned()?; // log2_max_pic_order_cnt_lsb_minus4
        }
        1 => skip_order_cycle(&mut bits)?,
        _ => {}
    }
    bits.unsigned()?; // max_num_ref_frames
    bits.bit()?; // gaps_in_frame_num_value_allowed_flag
    let width = (bits.unsigned()? + 1) * 16;
    let map_units = bits.unsigned()? + 1;
    let frames_only = bits.bit()?;
    if frames_only == 0 {
        bits.bit()?; // mb_adaptive_frame_field_flag
    }
    bits.bit()?; // direct_8x8_inference_flag
    let height = map_units * 16 * (2 - frames_only);
    let (cut_width, cut_height) = match bits.bit()? {
        0 => (0, 0),
        _ => cropping(&mut bits, frames_only)?,
    };
    let side = |full: u32, cut: u32| u16::try_from(full.checked_sub(cut)?).ok();
    Some((side(width, cut_width)?, side(height, cut_height)?))
}

fn skip_order_cycle(bits: &mut Bits<'_>) -> Option<()> {
    bits.bit()?; // delta_pic_order_always_zero_flag
    bits.unsigned()?; // offset_for_non_ref_pic
    bits.unsigned()?; // offset_for_top_to_bottom_field
    for _ in 0..bits.unsigned()?.min(255) {
        bits.unsigned()?; // offset_for_ref_frame
    }
    Some(())
}

/// Cropped samples across and down; 4:2:0 crops in steps of two.
fn cropping(bits: &mut Bits<'_>, frames_only: u32) -> Option<(u32, u32)> {
    let [left, right, top, bottom] = [bits.unsigned()?, bits.unsigned()?, bits.unsigned()?, bits.unsigned()?];
    let across = left.checked_add(right)?.checked_mul(2)?;
    let down = top.checked_add(bottom)?.checked_mul(2 * (2 - frames_only))?;
    Some((across, down))
}

/// Reads bits of a parameter set, skipping emulation prevention bytes (section 7.3.1).
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    zeros: u8,
    current: u8,
    left: u8,
}

impl<'a> Bits<'a> {
    fn new(bytes: &'a [u8]) -> Bits<'a> {
        Bits { bytes, at: 0, zeros: 0, current: 0, left: 0 }
    }

    fn bit(&mut self) -> Option<u32> {
        if self.left == 0 {
            self.current = self.byte()?;
            self.left = 8;
        }
        self.left -= 1;
        Some(u32::from(self.current >> self.left & 1))
    }

    fn byte(&mut self) -> Option<u8> {
        if self.zeros >= 2 && self.bytes.get(self.at) == Some(&3) {
            self.at += 1;
            self.zeros = 0;
        }
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        self.zeros = if byte == 0 { self.zeros + 1 } else { 0 };
        Some(byte)
    }

    /// Exp-Golomb code (section 9.1) of at most 16 leading zeros, which is more than any size has.
    fn unsigned(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.bit()? == 0 {
            zeros += 1;
            if zeros > 16 {
                return None;
            }
        }
        let mut rest = 0;
        for _ in 0..zeros {
            rest = rest << 1 | self.bit()?;
        }
        Some((1 << zeros) - 1 + rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;
    use proptest::prelude::*;

    /// Sequence parameter sets of x264's constrained baseline, 1280×720 and 640×360 (cropped from 368).
    const SPS_720: [u8; 24] = hex!("6742c01fd9005005bb011000000300100000030020f18324");
    const SPS_360: [u8; 25] = hex!("6742c016d900a02ff97011000003000100000300020f162e48");

    #[test]
    fn a_parameter_set_starts_a_key_frame_alone_or_aggregated() {
        let kind = inspect(&SPS_720).unwrap();
        assert!(kind.key_start);
        let mut stap = vec![24, 0, SPS_720.len() as u8];
        stap.extend_from_slice(&SPS_720);
        stap.extend_from_slice(&[0, 2, 0x68, 0xce]);
        assert_eq!(inspect(&stap).unwrap(), kind);
        assert_eq!(kind.dimensions, Some((1_280, 720)));
        assert_eq!(inspect(&SPS_360).unwrap().dimensions, Some((640, 360)));
    }

    #[test]
    fn a_fragmented_parameter_set_starts_a_key_frame_with_its_first_fragment() {
        let [_, rest @ ..] = SPS_720;
        let fragment = |header: u8| [&[0x7c, header][..], &rest].concat();
        assert_eq!(inspect(&fragment(0x87)).unwrap(), inspect(&SPS_720).unwrap());
        assert!(!inspect(&fragment(0x07)).unwrap().key_start);
    }

    #[test]
    fn a_parameter_set_of_a_profile_laid_out_otherwise_tells_no_size() {
        let mut high = SPS_720;
        high[1] = 100;
        let expect = PacketKind { key_start: true, ..PacketKind::default() };
        assert_eq!(inspect(&high), Some(expect));
    }

    #[test]
    fn other_units_do_not() {
        for payload in
            [&[0x41, 0x9a][..], &[0x65, 0x88], &[0x7c, 0x85, 0x88], &[0x7c, 0x05], &[24, 0, 9, 0x67]]
        {
            assert!(!inspect(payload).unwrap().key_start, "{payload:?}");
        }
        assert_eq!(inspect(&[]), None);
        assert_eq!(inspect(&[0x7c]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(bytes: Vec<u8>) {
            let _ = inspect(&bytes);
            let _ = dimensions(&bytes);
        }
    }
}
