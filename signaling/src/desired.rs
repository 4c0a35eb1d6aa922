//! What does a client's connection want of the media node? Slots by their names on the wire, and which offer
//! belongs to which connection.

use crate::protocol::{Seeing, SlotWatch};
use giaoban_link::{RoomWish, SiteId, SlotName, SlotWish, view_of};

/// Slots of one client: programme, chair, content and a wall of thumbnails.
const SLOTS_MAX: usize = 32;
/// The largest offer read. One with every codec a browser knows and three layers has about 12 KB.
pub(crate) const OFFER_MAX: usize = 64 * 1024;

/// The slots a client asks for; none when a name is unknown or there are too many. Only thumbnails choose a
/// site, and only one that `may_watch` allows.
pub(crate) fn slots_of(watch: &[SlotWatch], may_watch: impl Fn(SiteId) -> bool) -> Option<Vec<SlotWish>> {
    if watch.len() > SLOTS_MAX {
        return None;
    }
    let wish = |watch: &SlotWatch| {
        let slot = slot_of(&watch.slot)?;
        let chosen = watch.site.map(SiteId).filter(|site| may_watch(*site));
        let watched = chosen.filter(|_| matches!(slot, SlotName::Thumbnail(_)));
        Some(SlotWish { slot, watch: watched, height: watch.height })
    };
    watch.iter().map(wish).collect()
}

fn slot_of(name: &str) -> Option<SlotName> {
    match name {
        "programme" => Some(SlotName::Programme),
        "chair" => Some(SlotName::Chair),
        "content" => Some(SlotName::Content),
        name => name.strip_prefix("thumbnail-")?.parse().ok().map(SlotName::Thumbnail),
    }
}

/// Whose pictures and sound the slots of a client at `site` carry.
pub(crate) fn seeing_of(room: &RoomWish, site: Option<SiteId>) -> Seeing {
    let view = view_of(room, site);
    Seeing {
        programme: view.programme.map(|site| site.0),
        chair: view.chair.map(|site| site.0),
        content: view.content.map(|site| site.0),
        audio: view.audio.iter().map(|site| site.map(|site| site.0)).collect(),
        paused: Vec::new(),
    }
}

/// Whether two offers are of the same connection, so that the second is an ICE restart: its session id in
/// the `o=` line stays (RFC 8829 section 5.2.2).
pub(crate) fn same_connection(old: &str, new: &str) -> bool {
    let id = session_id(old);
    id.is_some() && id == session_id(new)
}

fn session_id(offer: &str) -> Option<&str> {
    let origin = offer.lines().find_map(|line| line.strip_prefix("o="))?;
    origin.split_ascii_whitespace().nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use giaoban_link::{Picture, RoomId, VideoCodec};
    use uuid::Uuid;

    const A: Uuid = Uuid::from_u128(1);

    fn watch(slot: &str, site: Option<Uuid>) -> SlotWatch {
        SlotWatch { slot: slot.to_owned(), site, height: 180 }
    }

    #[test]
    fn only_thumbnails_choose_a_site() {
        let slots = slots_of(&[watch("programme", Some(A)), watch("thumbnail-7", Some(A))], |_| true);
        let slots: Vec<_> = slots.expect("known names").iter().map(|slot| (slot.slot, slot.watch)).collect();
        assert_eq!(slots, [(SlotName::Programme, None), (SlotName::Thumbnail(7), Some(SiteId(A)))]);
        let hidden = slots_of(&[watch("thumbnail-0", Some(A))], |_| false).expect("a known name");
        assert_eq!(hidden[0].watch, None);
    }

    #[test]
    fn unknown_slots_and_walls_without_end_are_refused() {
        for name in ["", "Programme", "thumbnail", "thumbnail-", "thumbnail-256", "thumbnail--1", "audio"] {
            assert_eq!(slots_of(&[watch(name, None)], |_| true), None, "{name}");
        }
        assert_eq!(slots_of(&vec![watch("chair", None); SLOTS_MAX + 1], |_| true), None);
    }

    #[test]
    fn an_ice_restart_is_told_from_a_new_connection() {
        let first = "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n";
        let restart = "v=0\r\no=- 4611731400430051336 3 IN IP4 127.0.0.1\r\ns=-\r\n";
        let reload = "v=0\r\no=- 77 2 IN IP4 127.0.0.1\r\ns=-\r\n";
        assert!(same_connection(first, restart));
        assert!(!same_connection(first, reload));
        assert!(!same_connection("", ""));
    }

    #[test]
    fn names_under_pictures_follow_the_view_rule() {
        let room = RoomWish {
            id: RoomId(Uuid::nil()),
            codec: VideoCodec::Vp8,
            programme: Picture::Site(SiteId(A)),
            chair: Some(SiteId(Uuid::from_u128(2))),
            audible: vec![SiteId(A)],
            content: None,
            next: None,
            viewed: None,
            main: None,
        };
        assert_eq!(seeing_of(&room, None).programme, Some(A));
        assert_eq!(seeing_of(&room, Some(SiteId(A))).programme, Some(Uuid::from_u128(2)));
        assert_eq!(seeing_of(&room, None).audio, [Some(A), None, None, None, None]);
    }
}
