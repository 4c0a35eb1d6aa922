//! How is an outgoing RTP packet put into bytes?

use super::extension::{AudioLevel, ExtensionIds, ExtensionKind, Form, abs_send_time};
use super::header::{EXTENSION_BIT, FIXED_LEN, MARKER_BIT, PADDING_BIT};
use super::seq::Seq;
use crate::Time;

/// The fixed fields of an outgoing packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RtpHeader {
    /// The marker bit.
    pub(crate) marker: bool,
    /// The payload type, below 128.
    pub(crate) payload_type: u8,
    /// The sequence number.
    pub(crate) seq: Seq,
    /// The timestamp.
    pub(crate) timestamp: u32,
    /// The synchronization source.
    pub(crate) ssrc: u32,
}

/// Which extensions an outgoing packet shall carry; those the receiver has no id for are left out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SentExtensions<'a> {
    /// The media line.
    pub(crate) mid: Option<&'a str>,
    /// Loudness as the source measured it.
    pub(crate) audio_level: Option<AudioLevel>,
    /// Whether to leave room for a transport-wide sequence number, set by [`set_transport_cc`].
    pub(crate) transport_cc: bool,
    /// Whether to leave room for the time of sending, set by [`set_abs_send_time`].
    pub(crate) abs_send_time: bool,
}

/// What was written, and where the values that are known only at the time of sending go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Bytes of the header.
    pub(crate) header_len: usize,
    /// Offset from the start of the packet to the transport-wide sequence number.
    pub(crate) transport_cc: Option<usize>,
    /// Offset from the start of the packet to the time of sending.
    pub(crate) abs_send_time: Option<usize>,
}

/// Appends a header to `out`. The payload is the caller's to append.
pub(crate) fn write_header(
    header: &RtpHeader,
    ids: &ExtensionIds,
    sent: &SentExtensions<'_>,
    out: &mut Vec<u8>,
) -> Written {
    let start = out.len();
    let plan = Plan::new(ids, sent);
    let extension_bit = if plan.is_empty() { 0 } else { EXTENSION_BIT };
    let marker_bit = if header.marker { MARKER_BIT } else { 0 };
    out.extend_from_slice(&[0x80 | extension_bit, marker_bit | (header.payload_type & !MARKER_BIT)]);
    out.extend_from_slice(&header.seq.0.to_be_bytes());
    out.extend_from_slice(&header.timestamp.to_be_bytes());
    out.extend_from_slice(&header.ssrc.to_be_bytes());
    let mut written = if plan.is_empty() { Written::default() } else { plan.write(start, out) };
    written.header_len = out.len() - start;
    written
}

/// Sets the transport-wide sequence number of a packet whose header left room for it.
pub(crate) fn set_transport_cc(packet: &mut [u8], written: &Written, seq: u16) {
    if let Some(at) = written.transport_cc {
        packet[at..at + 2].copy_from_slice(&seq.to_be_bytes());
    }
}

/// Sets the time of sending of a packet whose header left room for it.
pub(crate) fn set_abs_send_time(packet: &mut [u8], written: &Written, at: Time) {
    if let Some(offset) = written.abs_send_time {
        packet[offset..offset + 3].copy_from_slice(&abs_send_time(at).to_be_bytes()[1..]);
    }
}

/// Pads the packet at `out[start..]` to `wished` bytes, so that packets of nearly one size can leave as GSO segments.
/// Returns whether the packet has that size now; nothing is changed when padding, one byte of count, cannot reach it.
pub(crate) fn pad_to(out: &mut Vec<u8>, start: usize, wished: usize) -> bool {
    let len = out.len() - start;
    match u8::try_from(wished.saturating_sub(len)) {
        Ok(0) => len == wished,
        Ok(count) => {
            out[start] |= PADDING_BIT;
            out.resize(start + wished - 1, 0);
            out.push(count);
            true
        }
        Err(_) => false,
    }
}

/// The longest value of the one-byte form.
const ONE_BYTE_LONGEST: usize = 16;
/// The highest id of the one-byte form.
const ONE_BYTE_HIGHEST: u8 = 14;

/// The elements to write, each with its id.
struct Plan<'a> {
    mid: Option<(u8, &'a [u8])>,
    audio_level: Option<(u8, AudioLevel)>,
    transport_cc: Option<u8>,
    abs_send_time: Option<u8>,
}

impl<'a> Plan<'a> {
    fn new(ids: &ExtensionIds, sent: &SentExtensions<'a>) -> Plan<'a> {
        let id = |kind| ids.get(kind);
        Plan {
            mid: id(ExtensionKind::Mid).zip(sent.mid.map(fitting_mid).filter(|mid| !mid.is_empty())),
            audio_level: id(ExtensionKind::AudioLevel).zip(sent.audio_level),
            transport_cc: id(ExtensionKind::TransportCc).filter(|_| sent.transport_cc),
            abs_send_time: id(ExtensionKind::AbsSendTime).filter(|_| sent.abs_send_time),
        }
    }

    fn is_empty(&self) -> bool {
        self.ids().all(|id| id.is_none())
    }

    fn ids(&self) -> impl Iterator<Item = Option<u8>> {
        let mid = self.mid.map(|(id, _)| id);
        let audio_level = self.audio_level.map(|(id, _)| id);
        [mid, audio_level, self.transport_cc, self.abs_send_time].into_iter()
    }

    /// One-byte where it can say everything: every WebRTC endpoint reads it, the other form only some.
    fn form(&self) -> Form {
        let ids_fit = self.ids().flatten().all(|id| id <= ONE_BYTE_HIGHEST);
        let mid_fits = self.mid.is_none_or(|(_, mid)| mid.len() <= ONE_BYTE_LONGEST);
        if ids_fit && mid_fits { Form::OneByte } else { Form::TwoByte }
    }

    fn write(&self, start: usize, out: &mut Vec<u8>) -> Written {
        let form = self.form();
        let profile = match form {
            Form::OneByte => Form::ONE_BYTE_PROFILE,
            Form::TwoByte => Form::TWO_BYTE_PROFILE,
        };
        out.extend_from_slice(&profile.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        let block = out.len();
        if let Some((id, mid)) = self.mid {
            element(form, id, mid, out);
        }
        if let Some((id, level)) = self.audio_level {
            element(form, id, &[level.to_byte()], out);
        }
        let transport_cc = self.transport_cc.map(|id| element(form, id, &[0; 2], out) - start);
        let abs_send_time = self.abs_send_time.map(|id| element(form, id, &[0; 3], out) - start);
        let words = (out.len() - block).div_ceil(4);
        out.resize(block + 4 * words, 0);
        let words = u16::try_from(words).expect("four elements of at most 257 bytes each");
        out[block - 2..block].copy_from_slice(&words.to_be_bytes());
        Written { header_len: FIXED_LEN, transport_cc, abs_send_time }
    }
}

/// An extension value counts its bytes in one byte.
fn fitting_mid(mid: &str) -> &[u8] {
    let bytes = mid.as_bytes();
    &bytes[..bytes.len().min(usize::from(u8::MAX))]
}

/// Appends one element and returns where its value starts in `out`.
fn element(form: Form, id: u8, value: &[u8], out: &mut Vec<u8>) -> usize {
    let len = u8::try_from(value.len()).expect("values are cut to 255 bytes");
    match form {
        Form::OneByte => out.push(id << 4 | (len - 1)),
        Form::TwoByte => out.extend_from_slice(&[id, len]),
    }
    let at = out.len();
    out.extend_from_slice(value);
    at
}

#[cfg(test)]
mod tests;
