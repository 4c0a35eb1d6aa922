//! ICE alone, as PATCH carries it: what a client says in a fragment, and the fragment that answers a restart
//! (RFC 8840 section 4.4, RFC 9725 section 4.3.3).

use super::offer::{credentials, sections};

/// What a client says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fragment {
    /// User name and password, when both are there.
    pub(super) credentials: Option<(String, String)>,
}

/// The text is no fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotAFragment;

/// Lengths of ICE user names and passwords (RFC 8839 section 5.4).
const UFRAG_LENGTHS: std::ops::RangeInclusive<usize> = 4..=256;
const PWD_LENGTHS: std::ops::RangeInclusive<usize> = 22..=256;

impl Fragment {
    /// Candidates are not looked at: the media node is ICE-lite and learns addresses from checks.
    pub(super) fn read(text: &str) -> Result<Fragment, NotAFragment> {
        let is_line = |line: &str| line.as_bytes().get(1) == Some(&b'=') && line.is_char_boundary(2);
        if text.trim().is_empty() || !text.lines().filter(|line| !line.is_empty()).all(is_line) {
            return Err(NotAFragment);
        }
        match credentials(text) {
            (None, None) => Ok(Fragment { credentials: None }),
            (Some(ufrag), Some(pwd)) if are_credentials(ufrag, pwd) => {
                Ok(Fragment { credentials: Some((ufrag.to_owned(), pwd.to_owned())) })
            }
            _ => Err(NotAFragment),
        }
    }
}

fn are_credentials(ufrag: &str, pwd: &str) -> bool {
    let is_ice = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte));
    UFRAG_LENGTHS.contains(&ufrag.len()) && PWD_LENGTHS.contains(&pwd.len()) && is_ice(ufrag) && is_ice(pwd)
}

/// The ICE part of an answer: of its first m-section that has any, which carries the bundle.
pub(super) fn of_answer(answer: &str) -> String {
    let of_session = answer.lines().take_while(|line| !line.starts_with("m="));
    let session =
        of_session.filter(|line| ["a=ice-lite", "a=group:"].iter().any(|key| line.starts_with(key)));
    let tagged = sections(answer).find(|section| section.iter().any(|line| line.starts_with("a=ice-ufrag:")));
    let wanted = ["m=", "a=mid:", "a=ice-", "a=candidate:", "a=end-of-candidates"];
    let media = tagged.unwrap_or_default();
    let media = media.into_iter().filter(|line| wanted.iter().any(|key| line.starts_with(key)));
    session.chain(media).map(|line| format!("{line}\r\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PWD: &str = "vw5LmwG4y/e6dPP/zAP9Gp5k";

    #[test]
    fn fragments_carry_candidates_or_a_restart() {
        let candidates =
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n";
        assert_eq!(Fragment::read(candidates), Ok(Fragment { credentials: None }));
        let restart = format!("a=ice-ufrag:ysXw\r\na=ice-pwd:{PWD}\r\n{candidates}");
        let credentials = Some(("ysXw".to_owned(), PWD.to_owned()));
        assert_eq!(Fragment::read(&restart), Ok(Fragment { credentials }));
    }

    #[test]
    fn what_is_no_fragment_is_refused() {
        let name_alone = "a=ice-ufrag:ysXw\r\n".to_owned();
        let short = "a=ice-ufrag:ysXw\r\na=ice-pwd:short\r\n".to_owned();
        let strange = format!("a=ice-ufrag:\"ysXw\r\na=ice-pwd:{PWD}\r\n");
        for text in [String::new(), "\r\n".into(), "{\"candidate\": 1}".into(), name_alone, short, strange] {
            assert_eq!(Fragment::read(&text), Err(NotAFragment), "{text:?}");
        }
    }

    #[test]
    fn a_restart_is_answered_with_ice_alone() {
        let answer = "v=0\r\na=ice-lite\r\na=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n\
                      a=ice-ufrag:abcd\r\na=ice-pwd:efgh\r\na=fingerprint:sha-256 AA\r\n\
                      a=candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host\r\na=end-of-candidates\r\n\
                      m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=ice-ufrag:abcd\r\na=ice-pwd:efgh\r\n";
        assert_eq!(
            of_answer(answer),
            "a=ice-lite\r\na=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n\
             a=ice-ufrag:abcd\r\na=ice-pwd:efgh\r\na=candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host\r\n\
             a=end-of-candidates\r\n"
        );
    }
}
