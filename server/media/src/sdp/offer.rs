//! Is this text an offer the node can serve, and what does it say?

use super::Refusal;
use super::attributes::Attributes;
use super::media_line::{MediaLine, OfferedLine};
use crate::rtp::{ExtensionIds, ExtensionKind};
use giaoban_link::VideoCodec;
use rtc_sdp::description::session::SessionDescription;
use std::io::Cursor;

/// What a client offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The client's ICE user name fragment.
    pub(crate) ufrag: String,
    /// The client's ICE password.
    pub(crate) pwd: String,
    /// SHA-256 of the client's DTLS certificate.
    pub(crate) fingerprint: [u8; FINGERPRINT_LENGTH],
    /// Header extension ids, which all lines of a bundle share: a packet is read before its line is known.
    pub(crate) extensions: ExtensionIds,
    /// m-lines in order.
    pub(crate) lines: Vec<OfferedLine>,
}

impl Offer {
    /// Reads an offer for a briefing with this video codec.
    pub(crate) fn parse(text: &str, codec: VideoCodec) -> Result<Offer, Refusal> {
        if text.len() > MAX_OFFER {
            return Err(Refusal::malformed(format!("{} bytes are more than an offer has", text.len())));
        }
        let session = SessionDescription::unmarshal(&mut Cursor::new(text.as_bytes())).map_err(|error| {
            let cause: String = error.to_string().chars().take(MAX_DETAIL).collect();
            Refusal::malformed(format!("not SDP: {cause}"))
        })?;
        if session.media_descriptions.len() > MAX_LINES {
            return Err(Refusal::lines(format!("more than {MAX_LINES} m-lines")));
        }
        let media = session.media_descriptions.iter();
        let lines = media.map(|media| OfferedLine::parse(media, codec)).collect::<Result<Vec<_>, _>>()?;
        let tagged = one_bundle(Attributes(&session.attributes), &lines)?;
        let transport = Transport {
            line: Attributes(&session.media_descriptions[tagged].attributes),
            session: Attributes(&session.attributes),
        };
        transport.check_setup()?;
        Ok(Offer {
            ufrag: transport.ice("ice-ufrag", UFRAG_LENGTHS)?,
            pwd: transport.ice("ice-pwd", PWD_LENGTHS)?,
            fingerprint: transport.fingerprint()?,
            extensions: shared_ids(&lines)?,
            lines,
        })
    }

    /// Live lines in order.
    pub(crate) fn live(&self) -> impl Iterator<Item = &MediaLine> {
        self.lines.iter().filter_map(OfferedLine::live)
    }
}

/// Every live line shares one transport. Gives the place of the line whose transport attributes count
/// (RFC 9143 section 7.2: the first live one of the group).
fn one_bundle(session: Attributes<'_>, lines: &[OfferedLine]) -> Result<usize, Refusal> {
    let groups = session.values("group").map(|group| group.split_whitespace().collect::<Vec<_>>());
    let bundle = groups.into_iter().find(|words| words.first() == Some(&"BUNDLE")).unwrap_or_default();
    let mut mids: Vec<&str> = lines.iter().filter_map(OfferedLine::live).map(|l| l.mid.as_str()).collect();
    if mids.iter().any(|mid| !bundle.iter().skip(1).any(|m| m == mid)) {
        return Err(Refusal::malformed("an m-line is outside the BUNDLE group"));
    }
    mids.sort_unstable();
    if mids.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::malformed("two m-lines have one mid"));
    }
    let tagged = lines.iter().position(|line| line.live().is_some());
    tagged.ok_or_else(|| Refusal::lines("no audio or video m-line"))
}

/// RFC 9143 section 10.2.2: one id never means two extensions in a bundle.
fn shared_ids(lines: &[OfferedLine]) -> Result<ExtensionIds, Refusal> {
    let mut shared = ExtensionIds::default();
    for line in lines.iter().filter_map(OfferedLine::live) {
        for kind in ExtensionKind::ALL {
            let Some(id) = line.extensions.get(kind) else { continue };
            let others = ExtensionKind::ALL.into_iter().filter(|other| *other != kind);
            let is_taken = others.into_iter().any(|other| shared.get(other) == Some(id));
            if is_taken || shared.get(kind).is_some_and(|known| known != id) {
                return Err(Refusal::malformed("one extension id has two meanings"));
            }
            shared.set(kind, id);
        }
    }
    Ok(shared)
}

/// Attributes of the transport: on the m-line, else for the session.
struct Transport<'a> {
    line: Attributes<'a>,
    session: Attributes<'a>,
}

impl<'a> Transport<'a> {
    fn value(&self, key: &str) -> Option<&'a str> {
        self.line.value(key).or_else(|| self.session.value(key))
    }

    /// The node is the DTLS server, so the client must be able to be the client (RFC 8842 section 5).
    fn check_setup(&self) -> Result<(), Refusal> {
        match self.value("setup") {
            Some("actpass" | "active") => Ok(()),
            _ => Err(Refusal::malformed("setup is neither actpass nor active")),
        }
    }

    /// RFC 8839 section 5.4.
    fn ice(&self, key: &str, lengths: std::ops::RangeInclusive<usize>) -> Result<String, Refusal> {
        let value = self.value(key).unwrap_or_default();
        let ice_char = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
        // Firefox and Chromium keep to ice-char; some libraries add '-' and '_', which harm nothing.
        let readable = value.bytes().all(|b| ice_char(b) || b == b'-' || b == b'_');
        if !lengths.contains(&value.len()) || !readable {
            return Err(Refusal::malformed(format!("{key} is missing or unreadable")));
        }
        Ok(value.to_owned())
    }

    /// RFC 8122 section 5. Other hashes may stand beside SHA-256; every browser has it.
    fn fingerprint(&self) -> Result<[u8; FINGERPRINT_LENGTH], Refusal> {
        let all = self.line.values("fingerprint").chain(self.session.values("fingerprint"));
        let mut sha256 = all.filter_map(|value| {
            let (hash, digest) = value.split_once(' ')?;
            hash.eq_ignore_ascii_case("sha-256").then_some(digest.trim())
        });
        let missing = || Refusal::malformed("no sha-256 fingerprint");
        sha256.next().and_then(digest).ok_or_else(missing)
    }
}

fn digest(text: &str) -> Option<[u8; FINGERPRINT_LENGTH]> {
    let mut digest = [0; FINGERPRINT_LENGTH];
    let mut pairs = text.split(':');
    for byte in &mut digest {
        let pair = pairs.next().filter(|pair| pair.len() == 2 && !pair.starts_with('+'))?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    pairs.next().is_none().then_some(digest)
}

/// Length of a SHA-256 digest.
pub(crate) const FINGERPRINT_LENGTH: usize = 32;

/// Most m-lines: microphone, camera, content, three fixed pictures, three audio slots and a wall of 23.
pub(super) const MAX_LINES: usize = 32;

/// Longest offer. Chromium spends about 5 KiB on a receiving video line.
const MAX_OFFER: usize = MAX_LINES * 8 * 1024;

/// Characters of a parser's complaint kept for the log.
const MAX_DETAIL: usize = 80;

/// RFC 8839 section 5.4.
const UFRAG_LENGTHS: std::ops::RangeInclusive<usize> = 4..=256;
const PWD_LENGTHS: std::ops::RangeInclusive<usize> = 22..=256;
