//! Who is here, as the briefing sees it? Places and media connections → what is observed of sites and people.

use super::place::Place;
use super::{Owner, PlaceId};
use crate::briefing::{Millis, Observation};
use crate::ids::UserId;
use crate::protocol::SessionState;
use giaoban_link::SiteId;

impl Owner {
    /// Takes note of a site's two lines. After a restart nobody is called lost before the time to come back
    /// is over.
    pub(super) fn see_site(&mut self, site: SiteId) {
        let place = self.rooms.get(&site).and_then(|place| self.places.get(place));
        let signal = place.is_some_and(|place| place.socket.is_some());
        let media = place.is_some_and(Place::has_media);
        let silent = place.and_then(Place::silent_since);
        let waits = self.waits_until.is_some();
        self.observe_if(
            signal || !waits,
            if signal { Observation::SiteJoined(site) } else { Observation::SiteLeft(site) },
        );
        self.observe_if(
            media || !waits,
            match silent {
                _ if media => Observation::MediaUp(site),
                Some(since) => Observation::MediaSilent(site, since),
                None => Observation::MediaDown(site),
            },
        );
    }

    /// Takes note of whether a person has a console.
    pub(super) fn see_user(&mut self, user: UserId) {
        let here = self.places.values().find(|place| place.user() == Some(user) && place.socket.is_some());
        let name = here.map(|place| place.name.clone());
        let waits = self.waits_until.is_some();
        match name {
            Some(name) => self.observe_if(true, Observation::ConsoleJoined(user, name)),
            None => self.observe_if(!waits, Observation::ConsoleLeft(user)),
        }
    }

    pub(super) fn see_place(&mut self, id: PlaceId) {
        let Some(place) = self.places.get(&id) else { return };
        match (place.room(), place.user()) {
            (Some(site), _) => self.see_site(site),
            (_, Some(user)) => self.see_user(user),
            _ => {}
        }
    }

    pub(super) fn observe(&mut self, observation: Observation) {
        let events = self.briefing.observe(self.now(), &observation);
        self.record(events);
    }

    /// Called sites whose camera and microphone are open may count as ready.
    pub(super) fn ask_devices(&mut self) {
        for site in self.briefing.answered_by_devices() {
            let open = self.devices.get(&site).is_some_and(|device| device.camera && device.microphone);
            self.observe_if(open, Observation::Fit(site));
        }
    }

    fn observe_if(&mut self, sure: bool, observation: Observation) {
        if sure {
            self.observe(observation);
        }
    }

    /// Places nobody came back to, and the end of waiting after a restart.
    pub(super) fn expire(&mut self, now: Millis) {
        let gone: Vec<PlaceId> = self
            .places
            .iter()
            .filter(|(_, place)| place.socket.is_none() && now >= place.kept_until())
            .map(|(id, _)| *id)
            .collect();
        gone.into_iter().for_each(|id| self.remove_place(id));
        if self.waits_until.is_some_and(|until| until <= now) {
            self.waits_until = None;
            let (sites, users) = self.briefing.present();
            sites.into_iter().for_each(|site| self.see_site(site));
            users.into_iter().for_each(|user| self.see_user(user));
        }
        if !self.places.is_empty() {
            self.idle_since = now;
        }
    }

    pub(super) fn next_expiry(&self) -> Option<Millis> {
        let detached = self.places.values().filter(|place| place.socket.is_none());
        detached.map(Place::kept_until).min()
    }

    /// Nobody is here and nothing runs.
    pub(super) fn may_idle(&self) -> bool {
        let runs = [SessionState::Testing, SessionState::Lobby, SessionState::Live, SessionState::Break];
        self.places.is_empty() && !runs.contains(&self.briefing.session_state())
    }

    /// Forgets a place with its media connection.
    pub(super) fn remove_place(&mut self, id: PlaceId) {
        self.drop_media(id);
        let Some(place) = self.places.remove(&id) else { return };
        if let Some(site) = place.room() {
            if self.rooms.get(&site) == Some(&id) {
                self.rooms.remove(&site);
                self.devices.remove(&site);
                self.devices_changed = true;
            }
            self.see_site(site);
        }
        if let Some(user) = place.user() {
            self.see_user(user);
        }
    }

    /// How long clients shall spread their return over: 340 in a second is what a node takes.
    pub(super) fn spread_ms(&self) -> u32 {
        let ms = self.places.len() as u64 * 1_000 / 340;
        u32::try_from(ms).unwrap_or(u32::MAX).clamp(250, 10_000)
    }

    /// Keeps the number of connected sites for operators.
    pub(super) fn count_sites(&mut self, up: usize) {
        let change = up as f64 - self.sites_up as f64;
        metrics::gauge!("giaoban_sites_connected").increment(change);
        self.sites_up = up;
    }
}
