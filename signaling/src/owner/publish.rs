//! Who is told what, once it is written? Each client only what it may see; clients that see the same are sent
//! one text.

use super::outbox::{words, written};
use super::place::LinkScope;
use super::{Owner, PlaceId, Reply};
use crate::briefing::{Audience, Difference, Millis, Recipient, View};
use crate::protocol::{Action, Change, Command, Refusal, RefusalText, ServerMessage, SiteLink, SiteState};
use axum::extract::ws::Utf8Bytes;
use giaoban_link::SiteId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rooms read how many wait this much later than it is so. Told at once, 3,400 sites that ask would make eleven
/// million messages.
const COUNT_MS: Millis = 1_000;
/// A client that was too slow comes back after this long.
const SLOW_RETRY_MS: u32 = 1_000;

impl Owner {
    /// Tells everyone what has changed since the last time.
    pub(super) fn publish(&mut self) {
        let old = self.view.clone();
        if std::mem::take(&mut self.devices_changed) || self.view.rev != self.briefing.rev() {
            self.view = Arc::new(View::of(&self.briefing, &self.devices));
            let up = |state| matches!(state, SiteState::Connected | SiteState::Ready);
            self.count_sites(self.view.sites.values().filter(|site| up(site.state)).count());
        }
        let rights_changed = std::mem::take(&mut self.rights_changed) || old.seat != self.view.seat;
        if rights_changed || !Arc::ptr_eq(&old, &self.view) {
            self.tell_changes(&old, rights_changed);
        }
        self.tell_counts();
        self.tell_notices();
        self.tell_seeing();
        self.tell_replies();
    }

    fn tell_changes(&mut self, old: &View, rights_changed: bool) {
        let new = self.view.clone();
        let difference = Difference::between(old, &new);
        // Whom nothing concerns in person is found under no audience at all.
        let mut texts: BTreeMap<Option<(Audience, Audience)>, Option<Utf8Bytes>> = BTreeMap::new();
        for id in self.places_where(|place| place.socket.is_some()) {
            let Some(place) = self.places.get(&id) else { continue };
            let (was, old_me) = (place.audience.clone(), place.me.clone());
            if rights_changed {
                self.refresh(id);
            }
            let Some(place) = self.places.get(&id) else { continue };
            let now = place.audience.clone();
            if old_me != place.me {
                let me = self.delta(vec![Change::Me(place.me.clone())]);
                self.say(id, me);
            }
            let alike = was == now && now.is_bystander(&difference);
            let key = (!alike).then(|| (was.clone(), now.clone()));
            let text = match texts.get(&key) {
                Some(text) => text.clone(),
                None => {
                    let text = self.text_of(&now, &was, &difference);
                    texts.entry(key).or_insert(text).clone()
                }
            };
            if let Some(text) = text {
                self.say(id, text);
            }
        }
    }

    /// What an audience is told of a difference now; none = nothing, or nothing that cannot wait.
    fn text_of(&mut self, now: &Audience, was: &Audience, difference: &Difference<'_>) -> Option<Utf8Bytes> {
        let changes = now.changes(was, difference);
        if now.can_wait(&changes, difference) {
            let due = self.now() + COUNT_MS;
            self.counts_due.get_or_insert(due);
            return None;
        }
        (!changes.is_empty()).then(|| self.delta(changes))
    }

    /// Tells rooms how many wait, once enough time has passed since they read it.
    fn tell_counts(&mut self) {
        if self.counts_due.is_none_or(|due| due > self.now()) {
            return;
        }
        self.counts_due = None;
        for id in self.places_where(|place| place.socket.is_some() && place.room().is_some()) {
            let Some(place) = self.places.get(&id) else { continue };
            let floor = self.delta(vec![Change::Floor(place.audience.floor(&self.view.floor))]);
            self.say(id, floor);
        }
    }

    fn tell_notices(&mut self) {
        for notice in std::mem::take(&mut self.notices) {
            let operates = |may: &[Action]| may.contains(&Action::Moderate) || may.contains(&Action::Direct);
            let recipients = self.places_where(|place| match notice.to {
                Recipient::Site(site) => place.room() == Some(site),
                Recipient::User(user) => place.user() == Some(user),
                Recipient::Operators => operates(&place.me.may),
            });
            let text = self.delta(vec![Change::Notice(notice.view)]);
            recipients.into_iter().for_each(|id| self.say(id, text.clone()));
        }
    }

    fn tell_seeing(&mut self) {
        if self.wish_told == self.wish {
            return;
        }
        self.wish_told = self.wish.clone();
        self.places_where(|_| true).into_iter().for_each(|id| self.tell_what_it_sees(id));
    }

    /// A connected client is told what it sees, when that has changed.
    pub(super) fn tell_what_it_sees(&mut self, id: PlaceId) {
        let Some(place) = self.places.get_mut(&id).filter(|place| place.socket.is_some()) else { return };
        let seeing = place.sees(&self.wish);
        if seeing != place.seeing {
            place.seeing = seeing.clone();
            self.say(id, written(&ServerMessage::Seeing(seeing)));
        }
    }

    fn tell_replies(&mut self) {
        for (id, reply) in std::mem::take(&mut self.replies) {
            match reply {
                Reply::Message(message) => self.say(id, written(&message)),
                Reply::Refused(cmd_id, refusal, command) => self.tell_refusal(id, cmd_id, refusal, &command),
            }
        }
    }

    /// Whoever acted on what is no longer so is shown what is.
    fn tell_refusal(&mut self, id: PlaceId, cmd_id: uuid::Uuid, refusal: Refusal, command: &Command) {
        let Some(text) = self.words_for(id, refusal) else { return };
        self.say(id, written(&ServerMessage::Refused { cmd_id: Some(cmd_id), refusal: text }));
        if matches!(refusal, Refusal::Stale | Refusal::LostSeat)
            && let Some(place) = self.places.get(&id)
        {
            let current = place.audience.seen_by(&self.view, command);
            self.say(id, self.delta(current));
        }
    }

    fn words_for(&self, id: PlaceId, refusal: Refusal) -> Option<RefusalText> {
        let socket = self.places.get(&id)?.socket.as_ref()?;
        Some(words(refusal, socket.outbox.language))
    }

    fn delta(&self, changes: Vec<Change>) -> Utf8Bytes {
        written(&ServerMessage::Delta { rev: self.view.rev, at: self.now(), changes })
    }

    /// Changed figures, each technician's own sites.
    pub(super) fn show_links(&mut self, changed: &[SiteLink]) {
        if changed.is_empty() {
            return;
        }
        for id in self.places_where(|place| place.links != LinkScope::Nothing) {
            self.say_links(id, changed.to_vec());
        }
    }

    /// The present figures, for a technician who has just come.
    pub(super) fn show_all_links(&mut self, id: PlaceId) {
        let all = self.monitor.all().cloned().collect();
        self.say_links(id, all);
    }

    fn say_links(&mut self, id: PlaceId, mut links: Vec<SiteLink>) {
        let Some(place) = self.places.get(&id) else { return };
        match &place.links {
            LinkScope::Nothing => return,
            LinkScope::Everything => {}
            LinkScope::Sites(sites) => {
                links.retain(|link| link.site.is_some_and(|site| sites.contains(&SiteId(site))));
            }
        }
        if !links.is_empty() {
            let at = self.now();
            self.say(id, written(&ServerMessage::Links { at, links }));
        }
    }

    /// Queues a text for a client. One that does not keep up is dropped and gets a snapshot when it returns.
    pub(super) fn say(&mut self, id: PlaceId, text: Utf8Bytes) {
        let Some(socket) = self.places.get(&id).and_then(|place| place.socket.as_ref()) else { return };
        if socket.outbox.say(text).is_err() {
            metrics::counter!("giaoban_clients_dropped_total", "reason" => "slow").increment(1);
            self.dismiss(id, Refusal::Busy, Some(SLOW_RETRY_MS));
            self.see_place(id);
        }
    }
}
