//! The view rule of a hub conference: who sees and hears whom.
//!
//! Every branch sees the on-air site; the on-air site sees the chair, never itself; the chair on air sees the
//! site called next, else the one it views, else the main site, else a slate. Both halves use this function:
//! the node to route packets, signaling to tell a client whose name to write under a picture.

use crate::{PeerWish, RoomWish, SiteId};

/// Audio streams forwarded to one receiver: the four microphones of a discussion and the chair. While one site
/// has the floor three at most are in use: floor, chair and one interjection.
pub const AUDIO_SLOTS: usize = 5;

/// What one receiver is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Camera in the programme slot; `None` = slate.
    pub programme: Option<SiteId>,
    /// Camera in the chair slot.
    pub chair: Option<SiteId>,
    /// Whose slides are in the content slot.
    pub content: Option<SiteId>,
    /// Whose microphone is in each audio slot. The first is in lip-sync with the programme.
    pub audio: [Option<SiteId>; AUDIO_SLOTS],
}

/// The view of this receiver.
pub fn view_of_peer(room: &RoomWish, peer: &PeerWish) -> View {
    match peer.alone {
        Some(site) => view_of_one(room, site),
        None => view_of(room, peer.site),
    }
}

/// The view of a receiver that follows one site: its camera, and its sound while the room hears it.
fn view_of_one(room: &RoomWish, site: SiteId) -> View {
    let mut view = View { programme: Some(site), ..View::default() };
    view.audio[0] = room.audible.iter().take(AUDIO_SLOTS).copied().find(|audible| *audible == site);
    view
}

/// The view of a receiver at `site`, or of a console without a site.
pub fn view_of(room: &RoomWish, site: Option<SiteId>) -> View {
    let other = |candidate: Option<SiteId>| candidate.filter(|c| Some(*c) != site);
    let on_air = room.programme.site();
    let is_chair = site.is_some() && site == room.chair;
    let programme = if on_air.is_some() && on_air == site {
        if is_chair {
            other(room.next).or(other(room.viewed)).or(other(room.main))
        } else {
            other(room.chair)
        }
    } else {
        on_air
    };
    let chair = if is_chair { other(room.viewed).or(other(room.next)) } else { room.chair };
    View { programme, chair, content: other(room.content), audio: audio_of(room, site, programme) }
}

/// Own sound never comes back. The programme's own sound takes the first slot, because only that one shares
/// a stream with the picture; everyone else follows in order of protection.
fn audio_of(
    room: &RoomWish,
    site: Option<SiteId>,
    programme: Option<SiteId>,
) -> [Option<SiteId>; AUDIO_SLOTS] {
    let forwarded = room.audible.iter().take(AUDIO_SLOTS).copied();
    let audible: Vec<SiteId> = forwarded.filter(|s| Some(*s) != site).collect();
    let in_sync = programme.filter(|p| audible.contains(p));
    let rest = audible.iter().copied().filter(|s| Some(*s) != in_sync);
    let mut slots = [None; AUDIO_SLOTS];
    for (slot, site) in slots.iter_mut().zip(in_sync.into_iter().chain(rest)) {
        *slot = Some(site);
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Picture, RoomId, VideoCodec};
    use uuid::Uuid;

    const CHAIR: SiteId = SiteId(Uuid::from_u128(1));
    const A: SiteId = SiteId(Uuid::from_u128(2));
    const B: SiteId = SiteId(Uuid::from_u128(3));

    fn room(on_air: SiteId, audible: &[SiteId]) -> RoomWish {
        RoomWish {
            id: RoomId(Uuid::from_u128(9)),
            codec: VideoCodec::Vp8,
            programme: Picture::Site(on_air),
            chair: Some(CHAIR),
            audible: audible.to_vec(),
            content: None,
            next: None,
            viewed: None,
            main: None,
        }
    }

    #[test]
    fn branches_see_the_on_air_site_and_it_sees_the_chair() {
        let room = room(A, &[A, CHAIR]);
        assert_eq!(view_of(&room, Some(B)).programme, Some(A));
        assert_eq!(view_of(&room, Some(CHAIR)).programme, Some(A));
        assert_eq!(view_of(&room, Some(A)).programme, Some(CHAIR));
        assert_eq!(view_of(&room, None).programme, Some(A));
    }

    #[test]
    fn the_chair_on_air_sees_next_then_viewed_then_main_then_a_slate() {
        let mut room = room(CHAIR, &[CHAIR]);
        assert_eq!(view_of(&room, Some(CHAIR)).programme, None);
        room.main = Some(CHAIR);
        assert_eq!(view_of(&room, Some(CHAIR)).programme, None, "never itself");
        room.main = Some(B);
        assert_eq!(view_of(&room, Some(CHAIR)).programme, Some(B));
        room.viewed = Some(A);
        assert_eq!(view_of(&room, Some(CHAIR)).programme, Some(A));
        room.next = Some(B);
        assert_eq!(view_of(&room, Some(CHAIR)).programme, Some(B));
    }

    #[test]
    fn who_follows_one_site_hears_it_only_while_the_room_does() {
        let mut room = room(CHAIR, &[CHAIR]);
        let view = view_of_one(&room, A);
        assert_eq!((view.programme, view.chair, view.audio), (Some(A), None, [None; AUDIO_SLOTS]));
        room.audible.push(A);
        assert_eq!(view_of_one(&room, A).audio, [Some(A), None, None, None, None]);
    }

    #[test]
    fn nobody_hears_itself_and_lips_come_first() {
        let room = room(A, &[A, CHAIR]);
        let heard =
            |site| -> Vec<SiteId> { view_of(&room, Some(site)).audio.into_iter().flatten().collect() };
        assert_eq!(heard(B), [A, CHAIR]);
        assert_eq!(heard(A), [CHAIR]);
        assert_eq!(heard(CHAIR), [A]);
    }

    #[test]
    fn a_microphone_beyond_the_last_slot_is_not_forwarded() {
        let others = (10..).map(|n| SiteId(Uuid::from_u128(n)));
        let audible: Vec<SiteId> = [A, CHAIR].into_iter().chain(others).take(AUDIO_SLOTS + 1).collect();
        let heard = view_of(&room(CHAIR, &audible), None).audio.map(|site| site.expect("a full slot"));
        assert_eq!(heard[..2], [CHAIR, A], "lips first");
        assert!(!heard.contains(&audible[AUDIO_SLOTS]));
    }
}
