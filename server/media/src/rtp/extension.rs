//! Which header extensions does a peer speak, under which ids, and what do their values mean? (RFC 8285)

use super::header::RtpView;
use crate::Time;

/// The header extensions that the core reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum ExtensionKind {
    /// Which media line a stream belongs to (RFC 8843 section 15).
    Mid,
    /// Which simulcast layer a stream is (RFC 8852 section 3.1).
    Rid,
    /// Which simulcast layer a retransmission stream repairs (RFC 8852 section 3.2).
    RepairedRid,
    /// How loud the packet is, and whether it is voice (RFC 6464).
    AudioLevel,
    /// The transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01).
    TransportCc,
    /// The time of sending as 24 bits of seconds (<https://webrtc.org/experiments/rtp-hdrext/abs-send-time>).
    AbsSendTime,
}

impl ExtensionKind {
    /// Every kind, in order of discriminant.
    pub(crate) const ALL: [ExtensionKind; 6] = [
        ExtensionKind::Mid,
        ExtensionKind::Rid,
        ExtensionKind::RepairedRid,
        ExtensionKind::AudioLevel,
        ExtensionKind::TransportCc,
        ExtensionKind::AbsSendTime,
    ];

    /// The URI that names this extension in SDP.
    pub(crate) const fn uri(self) -> &'static str {
        match self {
            ExtensionKind::Mid => "urn:ietf:params:rtp-hdrext:sdes:mid",
            ExtensionKind::Rid => "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
            ExtensionKind::RepairedRid => "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
            ExtensionKind::AudioLevel => "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            ExtensionKind::TransportCc => {
                "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
            }
            ExtensionKind::AbsSendTime => "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        }
    }

    /// The kind that a URI names.
    pub(crate) fn from_uri(uri: &str) -> Option<ExtensionKind> {
        ExtensionKind::ALL.into_iter().find(|kind| kind.uri() == uri)
    }
}

/// The ids one peer negotiated for the extensions, and the readers that use them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExtensionIds {
    ids: [Option<u8>; ExtensionKind::ALL.len()],
}

impl ExtensionIds {
    /// The id of an extension, when the peer negotiated it.
    pub(crate) fn get(&self, kind: ExtensionKind) -> Option<u8> {
        self.ids[kind as usize]
    }

    /// Gives an extension its id. Zero means padding on the wire and is ignored.
    pub(crate) fn set(&mut self, kind: ExtensionKind, id: u8) {
        if id != 0 {
            self.ids[kind as usize] = Some(id);
        }
    }

    /// The media line that the packet names.
    pub(crate) fn mid<'a>(&self, packet: &RtpView<'a>) -> Option<&'a str> {
        self.text(ExtensionKind::Mid, packet)
    }

    /// The simulcast layer that the packet names.
    pub(crate) fn rid<'a>(&self, packet: &RtpView<'a>) -> Option<&'a str> {
        self.text(ExtensionKind::Rid, packet)
    }

    /// The simulcast layer that the packet, a retransmission, repairs.
    pub(crate) fn repaired_rid<'a>(&self, packet: &RtpView<'a>) -> Option<&'a str> {
        self.text(ExtensionKind::RepairedRid, packet)
    }

    /// How loud the packet is.
    pub(crate) fn audio_level(&self, packet: &RtpView<'_>) -> Option<AudioLevel> {
        self.value(ExtensionKind::AudioLevel, packet)?.first().map(|byte| AudioLevel::from_byte(*byte))
    }

    /// The transport-wide sequence number.
    pub(crate) fn transport_cc(&self, packet: &RtpView<'_>) -> Option<u16> {
        let value = self.value(ExtensionKind::TransportCc, packet)?;
        value.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))
    }

    /// The 24-bit time of sending, see [`abs_send_time`].
    #[cfg(test)]
    pub(crate) fn abs_send_time(&self, packet: &RtpView<'_>) -> Option<u32> {
        let [high, middle, low] = *self.value(ExtensionKind::AbsSendTime, packet)?.first_chunk()?;
        Some(u32::from_be_bytes([0, high, middle, low]))
    }

    fn text<'a>(&self, kind: ExtensionKind, packet: &RtpView<'a>) -> Option<&'a str> {
        let text = std::str::from_utf8(self.value(kind, packet)?).ok()?;
        (!text.is_empty()).then_some(text)
    }

    fn value<'a>(&self, kind: ExtensionKind, packet: &RtpView<'a>) -> Option<&'a [u8]> {
        packet.extension(self.get(kind)?)
    }
}

/// The value of the audio level extension (RFC 6464 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AudioLevel {
    /// Whether the encoder believes that the packet holds voice.
    pub(crate) voice: bool,
    /// Loudness in -dBov: 0 is the loudest, 127 is silence.
    pub(crate) below_overload: u8,
}

impl AudioLevel {
    const VOICE_BIT: u8 = 0b1000_0000;

    fn from_byte(byte: u8) -> AudioLevel {
        AudioLevel { voice: byte & Self::VOICE_BIT != 0, below_overload: byte & !Self::VOICE_BIT }
    }

    pub(super) fn to_byte(self) -> u8 {
        let voice = if self.voice { Self::VOICE_BIT } else { 0 };
        voice | self.below_overload.min(!Self::VOICE_BIT)
    }
}

/// A time of sending as the abs-send-time extension carries it: seconds with 18 binary places, the lowest 24 bits.
pub(crate) fn abs_send_time(at: Time) -> u32 {
    let units = (u128::from(at.micros()) << 18) / 1_000_000;
    (units & 0x00ff_ffff) as u32
}

/// How elements lie in an extension block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Ids 1 to 14 and values of 1 to 16 bytes (RFC 8285 section 4.2).
    OneByte,
    /// Ids 1 to 255 and values of 0 to 255 bytes (RFC 8285 section 4.3).
    TwoByte,
}

impl Form {
    pub(super) const ONE_BYTE_PROFILE: u16 = 0xbede;
    pub(super) const TWO_BYTE_PROFILE: u16 = 0x1000;
    /// The lowest four bits of the two-byte profile are free for applications.
    const APPLICATION_BITS: u16 = 0x000f;
    /// Id 15 is reserved in the one-byte form and ends the list.
    const STOP_ID: u8 = 15;

    pub(super) fn of_profile(profile: u16) -> Option<Form> {
        match profile {
            Self::ONE_BYTE_PROFILE => Some(Form::OneByte),
            _ if profile & !Self::APPLICATION_BITS == Self::TWO_BYTE_PROFILE => Some(Form::TwoByte),
            _ => None,
        }
    }
}

/// The elements of an extension block with their ids; ends at the first one that does not fit.
#[derive(Clone, Debug)]
pub(crate) struct Elements<'a> {
    form: Form,
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    pub(super) fn none() -> Elements<'a> {
        Elements { form: Form::OneByte, rest: &[] }
    }

    pub(super) fn new(form: Form, block: &'a [u8]) -> Elements<'a> {
        Elements { form, rest: block }
    }

    /// Id, length of the head and length of the value at the front of the rest.
    fn front(&self) -> Option<(u8, usize, usize)> {
        let first = *self.rest.first()?;
        match self.form {
            Form::OneByte => {
                let (id, len) = (first >> 4, usize::from(first & 0x0f) + 1);
                // RFC 8285 section 4.2: both end the list.
                (id != Form::STOP_ID && id != 0).then_some((id, 1, len))
            }
            Form::TwoByte => Some((first, 2, usize::from(*self.rest.get(1)?))),
        }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        // A zero byte between elements is padding in both forms.
        while let [0, rest @ ..] = self.rest {
            self.rest = rest;
        }
        let (id, head, len) = self.front()?;
        let value = self.rest.get(head..head + len);
        self.rest = self.rest.get(head + len..).unwrap_or_default();
        value.map(|value| (id, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    fn ids() -> ExtensionIds {
        let mut ids = ExtensionIds::default();
        for (kind, id) in ExtensionKind::ALL.into_iter().zip(1..) {
            ids.set(kind, id);
        }
        ids
    }

    #[test]
    fn typed_values_are_read_under_the_negotiated_ids() {
        let packet = hex!(
            "90 60 0001 00000002 00000003 bede 0006 10 33 21 6866 30 71 40 9f 51 1234 62 abcdef 0000 0000 0000 0000"
        );
        let packet = RtpView::parse(&packet).unwrap();
        let ids = ids();
        assert_eq!(ids.mid(&packet), Some("3"));
        assert_eq!(ids.rid(&packet), Some("hf"));
        assert_eq!(ids.repaired_rid(&packet), Some("q"));
        assert_eq!(ids.audio_level(&packet), Some(AudioLevel { voice: true, below_overload: 31 }));
        assert_eq!(ids.transport_cc(&packet), Some(0x1234));
        assert_eq!(ids.abs_send_time(&packet), Some(0x00ab_cdef));
        assert_eq!(ExtensionIds::default().mid(&packet), None);
    }

    #[test]
    fn values_of_the_wrong_size_or_alphabet_are_not_read() {
        let packet = hex!("90 60 0001 00000002 00000003 bede 0002 10 ff 50 12 61 abcd 00");
        let packet = RtpView::parse(&packet).unwrap();
        assert_eq!(ids().mid(&packet), None, "not UTF-8");
        assert_eq!(ids().transport_cc(&packet), None, "one byte");
        assert_eq!(ids().abs_send_time(&packet), None, "two bytes");
    }

    #[test]
    fn uris_name_their_kinds() {
        for kind in ExtensionKind::ALL {
            assert_eq!(ExtensionKind::from_uri(kind.uri()), Some(kind));
        }
        assert_eq!(ExtensionKind::from_uri("urn:3gpp:video-orientation"), None);
    }

    #[test]
    fn id_zero_is_never_taken() {
        let mut ids = ExtensionIds::default();
        ids.set(ExtensionKind::Mid, 0);
        assert_eq!(ids.get(ExtensionKind::Mid), None);
    }

    #[test]
    fn send_time_counts_in_units_of_2_to_the_minus_18_seconds_and_wraps_after_64() {
        assert_eq!(abs_send_time(Time(0)), 0);
        assert_eq!(abs_send_time(Time(1_000_000)), 1 << 18);
        assert_eq!(abs_send_time(Time(500_000)), 1 << 17);
        assert_eq!(abs_send_time(Time(64_000_000)), 0);
        assert_eq!(abs_send_time(Time(u64::MAX)) >> 24, 0);
    }
}
