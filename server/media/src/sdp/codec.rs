//! Which payload types of an m-line carry the briefing's codec?

use super::attributes::Attributes;
use giaoban_link::VideoCodec;

/// The one codec of an m-line that is answered, with its retransmission format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Codec {
    /// Payload type of the media.
    pub(crate) payload_type: u8,
    /// Payload type of its RTX (RFC 4588), when offered.
    pub(crate) rtx: Option<u8>,
    /// `profile-level-id` as offered; H.264 only.
    pub(super) profile_level_id: Option<String>,
    /// Feedback the client offers for it.
    pub(crate) feedback: Feedback,
}

/// RTCP feedback offered for a codec (RFC 4585, RFC 5104).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Feedback {
    /// Generic NACK.
    pub(crate) nack: bool,
    /// Picture loss indication.
    pub(crate) pli: bool,
    /// Full intra request.
    pub(crate) fir: bool,
    /// Transport-wide congestion control feedback.
    pub(crate) transport_cc: bool,
    /// Receiver estimated maximum bitrate.
    pub(crate) remb: bool,
}

/// Opus (RFC 7587) of an audio line.
pub(super) fn opus(formats: &[u8], attributes: Attributes<'_>) -> Option<Codec> {
    let payload_type = formats.iter().copied().find(|pt| is_named(attributes, *pt, "opus/48000/2"))?;
    Some(codec(payload_type, None, formats, attributes))
}

/// The briefing's video codec in a video line.
pub(super) fn video(wanted: VideoCodec, formats: &[u8], attributes: Attributes<'_>) -> Option<Codec> {
    match wanted {
        VideoCodec::Vp8 => {
            let payload_type = formats.iter().copied().find(|pt| is_named(attributes, *pt, "VP8/90000"))?;
            Some(codec(payload_type, None, formats, attributes))
        }
        VideoCodec::H264 => h264(formats, attributes),
    }
}

/// Packetization mode 1 in constrained baseline; the exact profile and level of a briefing first.
fn h264(formats: &[u8], attributes: Attributes<'_>) -> Option<Codec> {
    let candidates = formats.iter().filter(|pt| is_named(attributes, **pt, "H264/90000"));
    let compatible = candidates.filter_map(|pt| {
        let profile = h264_profile(attributes.of_payload("fmtp", *pt).next()?)?;
        Some((*pt, profile))
    });
    let (payload_type, profile) =
        compatible.min_by_key(|(_, profile)| !profile.eq_ignore_ascii_case(BRIEFING_H264))?;
    Some(codec(payload_type, Some(profile.to_owned()), formats, attributes))
}

/// The `profile-level-id` of a format that a briefing can use.
fn h264_profile(fmtp: &str) -> Option<&str> {
    let profile = parameter(fmtp, "profile-level-id")?;
    let mode_one = parameter(fmtp, "packetization-mode") == Some("1");
    (mode_one && is_constrained_baseline(profile)).then_some(profile)
}

/// RFC 6184 section 8.1, table 5: the spellings of constrained baseline.
fn is_constrained_baseline(profile_level_id: &str) -> bool {
    let is_hex = profile_level_id.len() == 6 && profile_level_id.bytes().all(|b| b.is_ascii_hexdigit());
    let Some(value) = is_hex.then(|| u32::from_str_radix(profile_level_id, 16).ok()).flatten() else {
        return false;
    };
    let (profile, constraints) = (value >> 16, (value >> 8) & 0xff);
    match profile {
        0x42 => constraints & 0x4f == 0x40,
        0x4d => constraints & 0x8f == 0x80,
        0x58 => constraints & 0xcf == 0xc0,
        _ => false,
    }
}

fn codec(
    payload_type: u8,
    profile_level_id: Option<String>,
    formats: &[u8],
    attributes: Attributes<'_>,
) -> Codec {
    let repairs = |pt: &u8| {
        let apt = attributes.of_payload("fmtp", *pt).find_map(|fmtp| parameter(fmtp, "apt"));
        is_named(attributes, *pt, "rtx/90000") && apt.and_then(|a| a.parse().ok()) == Some(payload_type)
    };
    let rtx = formats.iter().copied().find(repairs);
    let feedback = Feedback::offered(attributes, payload_type);
    Codec { payload_type, rtx, profile_level_id, feedback }
}

impl Feedback {
    fn offered(attributes: Attributes<'_>, payload_type: u8) -> Feedback {
        let mut feedback = Feedback::default();
        for value in attributes.of_payload("rtcp-fb", payload_type) {
            match value {
                "nack" => feedback.nack = true,
                "nack pli" => feedback.pli = true,
                "ccm fir" => feedback.fir = true,
                "transport-cc" => feedback.transport_cc = true,
                "goog-remb" => feedback.remb = true,
                _ => {}
            }
        }
        feedback
    }
}

/// Encoding names compare without case (RFC 4855 section 3).
fn is_named(attributes: Attributes<'_>, payload_type: u8, name: &str) -> bool {
    attributes.of_payload("rtpmap", payload_type).any(|encoding| encoding.eq_ignore_ascii_case(name))
}

fn parameter<'a>(fmtp: &'a str, name: &str) -> Option<&'a str> {
    let pairs = fmtp.split(';').filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (key.trim(), value.trim())).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Constrained baseline, level 3.1: 1280×720 at 30 frames a second, decodable by every device.
const BRIEFING_H264: &str = "42e01f";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constrained_baseline_in_all_its_spellings() {
        for yes in ["42e01f", "42E01F", "42c02a", "4d801f", "58c01f", "42401f"] {
            assert!(is_constrained_baseline(yes), "{yes}");
        }
        for no in ["42001f", "4d001f", "640c1f", "42e01", "42e01g", "+2e01f", ""] {
            assert!(!is_constrained_baseline(no), "{no}");
        }
    }

    #[test]
    fn parameters_are_found_whatever_the_spacing() {
        assert_eq!(parameter("minptime=10; useinbandfec=1", "useinbandfec"), Some("1"));
        assert_eq!(parameter("0-15", "apt"), None);
        assert_eq!(parameter("apt=96", "apt"), Some("96"));
    }
}
