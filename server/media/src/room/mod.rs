//! A briefing inside the media core: who is in it, and which stream goes into which slot.

mod demand;
mod news;
mod wiring;

pub(crate) use demand::state_demand;
pub(crate) use wiring::wire;

use crate::node::PeerKey;
use giaoban_link::{RoomWish, SiteId};
use news::News;

slotmap::new_key_type! {
    /// Names a [`Room`] in the node.
    pub(crate) struct RoomKey;
}

/// One briefing.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) wish: RoomWish,
    /// Connections in order of arrival.
    pub(crate) members: Vec<PeerKey>,
    /// Something changed that may change who watches what.
    pub(crate) unwired: bool,
    pub(crate) news: News,
}

impl Room {
    pub(crate) fn new(wish: RoomWish) -> Room {
        let news = News::of(&wish);
        Room { wish, members: Vec::new(), unwired: true, news }
    }

    /// Replaces the wish.
    pub(crate) fn replace(&mut self, wish: RoomWish) {
        self.news.renew(&self.wish, &wish);
        self.wish = wish;
        self.unwired = true;
    }

    /// Whether the microphone of `site` is forwarded at all: the floor, enforced here whatever clients do.
    pub(crate) fn may_be_heard(&self, site: Option<SiteId>) -> bool {
        let heard = self.wish.audible.iter().take(giaoban_link::AUDIO_SLOTS);
        site.is_some_and(|site| heard.into_iter().any(|audible| *audible == site))
    }
}
