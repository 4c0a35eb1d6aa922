//! Who is here? Sites with their two lines (signalling and media), and people at consoles.

use super::{Actor, Briefing, Decision, Event, Fact, Millis, Who};
use crate::ids::{UnitId, UserId};
use crate::protocol::{Action, Refusal, RollCallMark, SessionState};
use crate::schedule::{BriefingPlan, PlannedSite};
use giaoban_link::SiteId;
use std::collections::BTreeMap;

/// How long a lost site is waited for before its picture is given up and its clock stopped (row 16).
pub(super) const LOST_AFTER_MS: Millis = 3_000;

/// One expected site.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Site {
    pub(super) planned: PlannedSite,
    pub(super) signal: bool,
    pub(super) media: bool,
    /// Its room device has been in this briefing.
    pub(super) was_here: bool,
    /// Was up and is not any more, since when.
    pub(super) lost_at: Option<Millis>,
    /// Lost for too long to be waited for.
    pub(super) gone: bool,
    pub(super) ready: bool,
    pub(super) since: Millis,
    pub(super) roll_call: Option<(RollCallMark, Option<u32>)>,
}

impl Site {
    fn expected(planned: PlannedSite) -> Site {
        Site {
            planned,
            signal: false,
            media: false,
            was_here: false,
            lost_at: None,
            gone: false,
            ready: false,
            since: 0,
            roll_call: None,
        }
    }

    /// Both lines stand.
    pub(super) fn is_up(&self) -> bool {
        self.signal && self.media
    }

    /// Up, or lost so shortly that its picture is still waited for.
    pub(super) fn has_picture(&self) -> bool {
        self.is_up() || (self.lost_at.is_some() && !self.gone)
    }

    fn settle(&mut self, was_up: bool, at: Millis) {
        if self.is_up() {
            self.lost_at = None;
            self.gone = false;
        } else if was_up {
            self.lost_at = Some(at);
            self.ready = false;
        }
        self.since = at;
    }
}

/// Expected sites.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sites {
    by_id: BTreeMap<SiteId, Site>,
    common: Vec<UnitId>,
}

impl Sites {
    pub(super) fn get(&self, id: SiteId) -> Option<&Site> {
        self.by_id.get(&id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (SiteId, &Site)> {
        self.by_id.iter().map(|(id, site)| (*id, site))
    }

    pub(super) fn is_up(&self, id: SiteId) -> bool {
        self.get(id).is_some_and(Site::is_up)
    }

    pub(super) fn has_picture(&self, id: SiteId) -> bool {
        self.get(id).is_some_and(Site::has_picture)
    }

    /// The units that contain every site, from the root down.
    pub(super) fn common_units(&self) -> &[UnitId] {
        &self.common
    }

    pub(super) fn plan(&mut self, plan: &BriefingPlan) {
        let mut old = std::mem::take(&mut self.by_id);
        for planned in &plan.sites {
            let site = match old.remove(&planned.id) {
                Some(site) => Site { planned: planned.clone(), ..site },
                None => Site::expected(planned.clone()),
            };
            self.by_id.insert(planned.id, site);
        }
        let mut paths = plan.sites.iter().map(|site| &site.within);
        let first = paths.next().cloned().unwrap_or_default();
        self.common = paths.fold(first, |common, path| {
            common.into_iter().zip(path).take_while(|(a, b)| a == *b).map(|(a, _)| a).collect()
        });
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        let at = event.at;
        match &event.fact {
            Fact::SiteJoined { site } => {
                self.change(*site, at, |site| (site.signal, site.was_here) = (true, true))
            }
            Fact::SiteLeft { site } => self.change(*site, at, |site| site.signal = false),
            Fact::MediaUp { site } => self.change(*site, at, |site| site.media = true),
            Fact::MediaDown { site, since } => {
                self.change(*site, since.unwrap_or(at), |site| site.media = false);
            }
            Fact::SiteReady { site, ready } => self.change(*site, at, |site| site.ready = *ready),
            Fact::SiteGone { site } => self.with(*site, |site| site.gone = true),
            Fact::RollCallMarked { site, mark, people } => {
                self.with(*site, |site| site.roll_call = Some((*mark, *people)));
            }
            // Only a rehearsal comes before the lobby: who answered there has not answered yet.
            Fact::SessionChanged { to: SessionState::Lobby, .. } => {
                self.by_id.values_mut().for_each(|site| site.roll_call = None);
            }
            _ => {}
        }
    }

    fn with(&mut self, id: SiteId, change: impl FnOnce(&mut Site)) {
        if let Some(site) = self.by_id.get_mut(&id) {
            change(site);
        }
    }

    fn change(&mut self, id: SiteId, at: Millis, change: impl FnOnce(&mut Site)) {
        self.with(id, |site| {
            let was_up = site.is_up();
            change(site);
            site.settle(was_up, at);
        });
    }
}

/// Somebody with a console, now or before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) online: bool,
}

/// People at consoles.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct People(BTreeMap<UserId, Person>);

impl People {
    pub(super) fn get(&self, user: UserId) -> Option<&Person> {
        self.0.get(&user)
    }

    pub(super) fn is_online(&self, user: UserId) -> bool {
        self.get(user).is_some_and(|person| person.online)
    }

    pub(super) fn online(&self) -> impl Iterator<Item = UserId> {
        self.0.iter().filter(|(_, person)| person.online).map(|(user, _)| *user)
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::ConsoleJoined { user, name } => {
                self.0.insert(*user, Person { name: name.clone(), online: true });
            }
            Fact::ConsoleLeft { user } => {
                if let Some(person) = self.0.get_mut(user) {
                    person.online = false;
                }
            }
            _ => {}
        }
    }
}

impl Briefing {
    /// Whether a site's line stands: its room has both its signal and its media.
    pub fn is_up(&self, site: SiteId) -> bool {
        self.sites.is_up(site)
    }

    /// Since when a line that stood before is down.
    pub fn lost_at(&self, site: SiteId) -> Option<Millis> {
        self.sites.get(site).and_then(|site| site.lost_at)
    }

    /// Sites and people that were here when the log ended; a restarted server waits for them.
    pub fn present(&self) -> (Vec<SiteId>, Vec<UserId>) {
        let sites = self.sites.iter().filter(|(_, site)| site.signal || site.media).map(|(id, _)| id);
        (sites.collect(), self.people.online().collect())
    }

    pub(super) fn site_joined(&self, id: SiteId) -> Vec<Fact> {
        match self.sites.get(id) {
            Some(site) if !site.signal => {
                let mut facts = vec![Fact::SiteJoined { site: id }];
                facts.extend(site.media.then(|| self.came_back(id)).into_iter().flatten());
                facts
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn site_left(&self, id: SiteId) -> Vec<Fact> {
        let here = self.sites.get(id).is_some_and(|site| site.signal);
        if here { vec![Fact::SiteLeft { site: id }] } else { Vec::new() }
    }

    pub(super) fn media_up(&self, id: SiteId) -> Vec<Fact> {
        match self.sites.get(id) {
            Some(site) if !site.media => {
                let mut facts = vec![Fact::MediaUp { site: id }];
                facts.extend(site.signal.then(|| self.came_back(id)).into_iter().flatten());
                facts
            }
            _ => Vec::new(),
        }
    }

    /// A site that fell silent is lost since its last word, not since somebody noticed.
    pub(super) fn media_down(&self, id: SiteId, since: Option<Millis>) -> Vec<Fact> {
        match self.sites.get(id) {
            Some(site) if site.media => {
                vec![Fact::MediaDown { site: id, since: since.map(|since| since.max(site.since)) }]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn site_ready(&self, actor: &Actor, ready: bool) -> Decision {
        let Who::Room(id) = actor.who else { return Err(Refusal::NotAllowed) };
        self.may_at(actor, Action::Publish, id)?;
        let site = self.sites.get(id).ok_or(Refusal::SiteNotExpected)?;
        if site.ready == ready {
            return Ok(Vec::new());
        }
        if !site.is_up() {
            return Err(Refusal::SiteOffline);
        }
        Ok(vec![Fact::SiteReady { site: id, ready }])
    }
}
