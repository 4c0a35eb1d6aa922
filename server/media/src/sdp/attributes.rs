//! How are `a=` lines of one section looked up?

use rtc_sdp::description::common::Attribute;

/// The attributes of a session or of one m-line, in the order of the text.
#[derive(Clone, Copy)]
pub(super) struct Attributes<'a>(pub(super) &'a [Attribute]);

impl<'a> Attributes<'a> {
    /// Whether the attribute is there, with or without a value.
    pub(super) fn has(self, key: &str) -> bool {
        self.0.iter().any(|a| a.key == key)
    }

    /// Value of the first attribute of this name.
    pub(super) fn value(self, key: &str) -> Option<&'a str> {
        self.values(key).next()
    }

    /// Values of all attributes of this name.
    pub(super) fn values(self, key: &str) -> impl Iterator<Item = &'a str> {
        let key = key.to_owned();
        self.0.iter().filter(move |a| a.key == key).filter_map(|a| a.value.as_deref()).map(str::trim)
    }

    /// What stands behind `payload_type` in attributes such as `rtpmap`, `fmtp` and `rtcp-fb`.
    pub(super) fn of_payload(self, key: &str, payload_type: u8) -> impl Iterator<Item = &'a str> {
        self.values(key).filter_map(move |value| {
            let (payload, rest) = value.split_once(' ')?;
            (payload.parse() == Ok(payload_type)).then_some(rest.trim())
        })
    }
}

/// Whether `text` is a token (RFC 8866 section 9) of at most `longest` bytes, so that it can be written back
/// into an answer as it came.
pub(super) fn is_token(text: &str, longest: usize) -> bool {
    let token_byte = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`{|}~".contains(&b);
    (1..=longest).contains(&text.len()) && text.bytes().all(token_byte)
}
