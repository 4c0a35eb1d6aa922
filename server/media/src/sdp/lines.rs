//! What is each m-line of an offer for?
//!
//! Nothing in SDP names a line's purpose; its kind, direction and place among its like do. So a client without
//! camera or content simply has fewer lines.

use super::Refusal;
use super::media_line::{Direction, LineKind, MediaLine, OfferedLine};
use super::offer::Offer;
use giaoban_link::{AUDIO_SLOTS, PeerKind, SlotName};

/// Purpose of one m-line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// The client sends its microphone.
    Microphone,
    /// The client sends its camera, usually in simulcast.
    Camera,
    /// The client sends slides.
    Content,
    /// The client receives a picture.
    Slot(SlotName),
    /// The client receives sound; 0 is in lip-sync with the programme.
    Audio(u8),
}

impl Role {
    /// Whether the client sends here.
    pub(crate) fn is_sent_by_client(self) -> bool {
        matches!(self, Role::Microphone | Role::Camera | Role::Content)
    }
}

/// The role of every line, in the order of the offer; `None` for dead lines.
pub(crate) fn assign(kind: PeerKind, offer: &Offer) -> Result<Vec<Option<Role>>, Refusal> {
    let mut counted = Counted::default();
    let role_of = |line: &OfferedLine| line.live().map(|line| counted.role(kind, line)).transpose();
    offer.lines.iter().map(role_of).collect()
}

/// Whether `after` may replace `before` as an ICE restart: the same lines in the same places, by the same
/// certificate. Credentials are what changes, and names of streams may.
pub(crate) fn same_lines(before: &Offer, after: &Offer) -> bool {
    let same = |(a, b): (&OfferedLine, &OfferedLine)| match (a, b) {
        (OfferedLine::Live(a), OfferedLine::Live(b)) => same_line(a, b),
        (OfferedLine::Dead(_), OfferedLine::Dead(_)) => true,
        _ => false,
    };
    before.fingerprint == after.fingerprint
        && before.lines.len() == after.lines.len()
        && before.lines.iter().zip(&after.lines).all(same)
}

fn same_line(a: &MediaLine, b: &MediaLine) -> bool {
    let formats = |line: &MediaLine| (line.codec.payload_type, line.codec.rtx);
    a.mid == b.mid
        && a.kind == b.kind
        && a.direction == b.direction
        && formats(a) == formats(b)
        && a.extensions == b.extensions
        && a.rids == b.rids
        && a.ssrcs == b.ssrcs
}

/// How many lines of each sort were seen so far.
#[derive(Default)]
struct Counted {
    microphones: usize,
    pictures_sent: usize,
    pictures_received: u8,
    sounds_received: u8,
}

impl Counted {
    fn role(&mut self, kind: PeerKind, line: &MediaLine) -> Result<Role, Refusal> {
        let refused = |why: &str| Err(Refusal::lines(format!("line {}: {why}", line.mid)));
        if line.direction == Direction::Inactive {
            return refused("inactive");
        }
        if line.sends() && kind == PeerKind::Console {
            return refused("a console only receives");
        }
        match (line.kind, line.sends()) {
            (LineKind::Audio, true) => self.microphone().map_or_else(|| refused("a second microphone"), Ok),
            (LineKind::Video, true) => self.sent().map_or_else(|| refused("a third picture sent"), Ok),
            (LineKind::Audio, false) => self.sound().map_or_else(|| refused("too many audio slots"), Ok),
            (LineKind::Video, false) => Ok(self.picture()),
        }
    }

    fn microphone(&mut self) -> Option<Role> {
        self.microphones += 1;
        (self.microphones == 1).then_some(Role::Microphone)
    }

    fn sent(&mut self) -> Option<Role> {
        self.pictures_sent += 1;
        match self.pictures_sent {
            1 => Some(Role::Camera),
            2 => Some(Role::Content),
            _ => None,
        }
    }

    fn sound(&mut self) -> Option<Role> {
        self.sounds_received += 1;
        let slot = self.sounds_received - 1;
        (usize::from(slot) < AUDIO_SLOTS).then_some(Role::Audio(slot))
    }

    /// Bounded by the number of m-lines of an offer.
    fn picture(&mut self) -> Role {
        self.pictures_received += 1;
        Role::Slot(match self.pictures_received {
            1 => SlotName::Programme,
            2 => SlotName::Chair,
            3 => SlotName::Content,
            n => SlotName::Thumbnail(n - 4),
        })
    }
}
