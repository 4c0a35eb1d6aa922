//! What does an answer announce? The SSRCs of each media section, in the order of the offer.

/// One media section of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// `audio` or `video`.
    pub kind: String,
    /// Media identification (RFC 5888).
    pub mid: String,
    /// `sendonly`, `recvonly` or `inactive`.
    pub direction: String,
    /// First SSRC announced.
    pub ssrc: Option<u32>,
    /// Its retransmission stream (RFC 5576, `FID`).
    pub repair: Option<u32>,
    /// Media stream of the track (RFC 8830).
    pub stream: Option<String>,
    /// Restriction identifiers accepted (RFC 8853).
    pub rids: Vec<String>,
}

/// The media sections of an SDP.
pub fn sections(sdp: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in sdp.lines() {
        if let Some(media) = line.strip_prefix("m=") {
            let kind = media.split(' ').next().unwrap_or_default().to_owned();
            sections.push(Section { kind, ..Section::default() });
        } else if let (Some(section), Some(attribute)) = (sections.last_mut(), line.strip_prefix("a=")) {
            read(section, attribute.trim_end());
        }
    }
    sections
}

fn read(section: &mut Section, attribute: &str) {
    let (name, value) = attribute.split_once(':').unwrap_or((attribute, ""));
    let mut words = value.split(' ');
    match name {
        "mid" => section.mid = value.to_owned(),
        "sendonly" | "recvonly" | "sendrecv" | "inactive" => section.direction = name.to_owned(),
        "ssrc" => section.ssrc = section.ssrc.or(words.next().and_then(|ssrc| ssrc.parse().ok())),
        "msid" => section.stream = words.next().map(str::to_owned),
        "rid" => section.rids.extend(words.next().map(str::to_owned)),
        "ssrc-group" if words.next() == Some("FID") => {
            section.ssrc = words.next().and_then(|ssrc| ssrc.parse().ok());
            section.repair = words.next().and_then(|ssrc| ssrc.parse().ok());
        }
        _ => {}
    }
}

/// The same SDP with every UDP candidate replaced by `address`: how a bot is sent through a relay.
pub fn through(sdp: &str, address: std::net::SocketAddr) -> String {
    let mut placed = false;
    let mut lines = Vec::new();
    for line in sdp.lines() {
        if !line.starts_with("a=candidate:") {
            placed &= !line.starts_with("m=");
            lines.push(line.to_owned());
        } else if !placed {
            placed = true;
            let (ip, port) = (address.ip(), address.port());
            lines.push(format!("a=candidate:1 1 udp 2130706431 {ip} {port} typ host"));
        }
    }
    lines.join("\r\n") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=recvonly\r\na=candidate:1 1 udp 1 10.0.0.1 5 typ host\r\na=candidate:2 1 udp 1 10.0.0.2 5 typ host\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:3\r\na=sendonly\r\na=msid:programme video\r\na=ssrc-group:FID 11 12\r\na=ssrc:11 cname:x\r\na=ssrc:12 cname:x\r\n";

    #[test]
    fn ssrcs_are_read_by_section() {
        let read = sections(ANSWER);
        assert_eq!(
            (read[0].kind.as_str(), read[0].direction.as_str(), read[0].ssrc),
            ("audio", "recvonly", None)
        );
        assert_eq!((read[1].mid.as_str(), read[1].ssrc, read[1].repair), ("3", Some(11), Some(12)));
        assert_eq!(read[1].stream.as_deref(), Some("programme"));
    }

    #[test]
    fn candidates_are_replaced_by_the_relay() {
        let changed = through(ANSWER, "127.0.0.1:777".parse().unwrap());
        assert_eq!(changed.matches("a=candidate").count(), 1);
        assert!(changed.contains("udp 2130706431 127.0.0.1 777 typ host"));
    }
}
