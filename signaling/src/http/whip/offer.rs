//! What does an offer at a door say, as far as the door has to know? Its m-lines' directions and its ICE credentials;
//! everything else is for the media node to read.

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer(String);

/// The text is no SDP at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotSdp;

/// An m-line is of the wrong direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrongDirection;

/// What an offer sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sends {
    pub(super) sound: bool,
    pub(super) picture: bool,
}

/// A direction attribute; without one a line is `sendrecv` (RFC 8866 section 6.7).
const DIRECTIONS: [&str; 4] = ["a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"];

impl Offer {
    pub(super) fn read(text: String) -> Result<Offer, NotSdp> {
        let is_sdp = text.starts_with("v=0") && text.lines().any(|line| line.starts_with("m="));
        if is_sdp { Ok(Offer(text)) } else { Err(NotSdp) }
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// What an encoder sends; it may offer nothing else (RFC 9725 section 4.2).
    pub(super) fn sends(&self) -> Result<Sends, WrongDirection> {
        let mut sends = Sends::default();
        for line in self.live() {
            if !matches!(line.direction, "a=sendonly" | "a=sendrecv") {
                return Err(WrongDirection);
            }
            sends.sound |= line.is_sound;
            sends.picture |= !line.is_sound;
        }
        if sends == Sends::default() { Err(WrongDirection) } else { Ok(sends) }
    }

    /// The same offer as a player's: it receives, and what it would send as well is not wanted.
    pub(super) fn receiving(&self) -> Result<Offer, WrongDirection> {
        let receives = |line: &Line<'_>| matches!(line.direction, "a=recvonly" | "a=sendrecv");
        if self.live().next().is_none() || !self.live().all(|line| receives(&line)) {
            return Err(WrongDirection);
        }
        Ok(self.replaced(|line| (line == "a=sendrecv").then(|| "a=recvonly".to_owned())))
    }

    /// The client's ICE user name and password.
    pub(super) fn credentials(&self) -> (Option<&str>, Option<&str>) {
        credentials(&self.0)
    }

    /// The offer of an ICE restart: the same lines with new credentials.
    pub(super) fn restarted(&self, ufrag: &str, pwd: &str) -> Offer {
        self.replaced(|line| match line.split_once(':') {
            Some(("a=ice-ufrag", _)) => Some(format!("a=ice-ufrag:{ufrag}")),
            Some(("a=ice-pwd", _)) => Some(format!("a=ice-pwd:{pwd}")),
            _ => None,
        })
    }

    fn replaced(&self, change: impl Fn(&str) -> Option<String>) -> Offer {
        let lines = self.0.lines().map(|line| change(line).unwrap_or_else(|| line.to_owned()));
        Offer(lines.map(|line| line + "\r\n").collect())
    }

    /// Lines of sound and pictures that are not stopped (RFC 9143 section 7.2.1).
    fn live(&self) -> impl Iterator<Item = Line<'_>> {
        sections(&self.0).filter_map(|section| {
            let first = section.first()?;
            let is_sound = first.starts_with("m=audio ");
            let is_media = is_sound || first.starts_with("m=video ");
            let is_stopped = first.split(' ').nth(1) == Some("0") && !section.contains(&"a=bundle-only");
            let named = section.iter().find(|line| DIRECTIONS.contains(line));
            let direction = named.copied().unwrap_or(DIRECTIONS[0]);
            (is_media && !is_stopped).then_some(Line { is_sound, direction })
        })
    }
}

struct Line<'a> {
    is_sound: bool,
    direction: &'a str,
}

/// The first user name and password of a description or a fragment.
pub(super) fn credentials(text: &str) -> (Option<&str>, Option<&str>) {
    let first = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    (first("a=ice-ufrag:"), first("a=ice-pwd:"))
}

/// The lines of each m-section, its m-line first.
pub(super) fn sections(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines: Vec<&str> = text.lines().collect();
    let starts: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].starts_with("m=")).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([lines.len()]).collect();
    starts.into_iter().zip(ends).map(move |(start, end)| lines[start..end].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(lines: &[(&str, &str)]) -> Offer {
        let media = |(kind, direction): &(&str, &str)| {
            format!(
                "m={kind} 9 UDP/TLS/RTP/SAVPF 96\r\na=ice-ufrag:old\r\na=ice-pwd:older\r\n{direction}\r\n"
            )
        };
        let text: String = lines.iter().map(media).collect();
        Offer::read(format!("v=0\r\n{text}")).expect("SDP")
    }

    #[test]
    fn what_is_no_sdp_is_told_from_what_cannot_be_served() {
        for text in ["", "{}", "v=0", "m=audio 9 X 0", "v=0\r\ns=-\r\n"] {
            assert_eq!(Offer::read(text.to_owned()), Err(NotSdp), "{text:?}");
        }
    }

    #[test]
    fn an_encoder_only_sends() {
        let both = offer(&[("audio", "a=sendonly"), ("video", "a=sendrecv"), ("application", "a=recvonly")]);
        assert_eq!(both.sends(), Ok(Sends { sound: true, picture: true }));
        assert_eq!(offer(&[("audio", "")]).sends(), Ok(Sends { sound: true, picture: false }));
        assert_eq!(offer(&[("audio", "a=sendonly"), ("video", "a=recvonly")]).sends(), Err(WrongDirection));
        assert_eq!(offer(&[("application", "a=sendrecv")]).sends(), Err(WrongDirection));
    }

    #[test]
    fn a_player_only_receives() {
        let offered = offer(&[("audio", "a=recvonly"), ("video", "a=sendrecv")]);
        let taken = offered.receiving().expect("it receives");
        assert_eq!(taken.text().matches("a=recvonly").count(), 2);
        assert_eq!(offer(&[("video", "a=sendonly")]).receiving(), Err(WrongDirection));
        assert_eq!(offer(&[("video", "a=inactive")]).receiving(), Err(WrongDirection));
    }

    #[test]
    fn stopped_lines_do_not_count_and_bundled_ones_do() {
        let text = "v=0\r\nm=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=inactive\r\n\
                    m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=bundle-only\r\na=sendonly\r\n";
        let offer = Offer::read(text.to_owned()).expect("SDP");
        assert_eq!(offer.sends(), Ok(Sends { sound: false, picture: true }));
    }

    #[test]
    fn a_restart_changes_credentials_alone() {
        let before = offer(&[("audio", "a=sendonly"), ("video", "a=sendonly")]);
        let after = before.restarted("new", "newer");
        assert_eq!(after.credentials(), (Some("new"), Some("newer")));
        assert!(!after.text().contains("old"));
        assert_eq!(after.restarted("old", "older"), before);
    }
}
