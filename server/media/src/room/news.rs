//! What has signaling not been told yet? That a picture put on air is really seen, and that a microphone made
//! audible is really heard: the speaking clock starts then, not when a button was pressed.

use giaoban_link::{FromNode, RoomId, RoomWish, SiteId};

/// News to report once each.
#[derive(Debug)]
pub(crate) struct News {
    room: RoomId,
    unseen: Option<SiteId>,
    unheard: Vec<SiteId>,
}

impl News {
    /// Everything in a new room is news.
    pub(crate) fn of(wish: &RoomWish) -> News {
        News { room: wish.id, unseen: wish.programme.site(), unheard: wish.audible.clone() }
    }

    /// Only what changed with a new wish is news.
    pub(crate) fn renew(&mut self, old: &RoomWish, new: &RoomWish) {
        if new.programme != old.programme {
            self.unseen = new.programme.site();
        }
        let added = new.audible.iter().filter(|site| !old.audible.contains(site));
        self.unheard.retain(|site| new.audible.contains(site));
        self.unheard.extend(added);
    }

    /// A key frame of this site's camera passed.
    pub(crate) fn seen(&mut self, site: SiteId) -> Option<FromNode> {
        let is_news = self.unseen.take_if(|unseen| *unseen == site).is_some();
        is_news.then_some(FromNode::OnAir { room: self.room, site })
    }

    /// Sound of this site passed.
    pub(crate) fn heard(&mut self, site: SiteId) -> Option<FromNode> {
        let position = self.unheard.iter().position(|unheard| *unheard == site)?;
        self.unheard.swap_remove(position);
        Some(FromNode::Heard { room: self.room, site })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use giaoban_link::{Picture, VideoCodec};
    use uuid::Uuid;

    fn wish(on_air: u128, audible: &[u128]) -> RoomWish {
        let site = |n: u128| SiteId(Uuid::from_u128(n));
        RoomWish {
            id: RoomId(Uuid::from_u128(9)),
            codec: VideoCodec::Vp8,
            programme: Picture::Site(site(on_air)),
            chair: None,
            audible: audible.iter().map(|n| site(*n)).collect(),
            content: None,
            next: None,
            viewed: None,
            main: None,
        }
    }

    #[test]
    fn each_change_is_told_once() {
        let (one, two) = (SiteId(Uuid::from_u128(1)), SiteId(Uuid::from_u128(2)));
        let mut news = News::of(&wish(1, &[1]));
        assert!(news.seen(two).is_none());
        assert!(news.seen(one).is_some());
        assert!(news.seen(one).is_none());
        assert!(news.heard(one).is_some());
        news.renew(&wish(1, &[1]), &wish(1, &[1, 2]));
        assert!(news.seen(one).is_none(), "still on air");
        assert!(news.heard(one).is_none(), "still audible");
        assert!(news.heard(two).is_some());
        news.renew(&wish(1, &[1, 2]), &wish(2, &[1]));
        assert!(news.seen(two).is_some());
        assert!(news.heard(two).is_none(), "not audible any more");
    }
}
