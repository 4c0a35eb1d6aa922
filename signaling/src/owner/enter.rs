//! Who may come in, and to which place? A site has one room device at a time; a client that was here before gets
//! its own place back.

use super::outbox::written;
use super::place::{LinkScope, Part, Place, Socket};
use super::{Entrance, Owner, PlaceId, SocketId};
use crate::briefing::{Actor, Audience, Millis, Observation, Who};
use crate::identity::Principal;
use crate::ids::{DeviceId, UserId};
use crate::protocol::{Action, Me, Refusal, ServerMessage, SessionState, Welcome};
use giaoban_link::{Key, SiteId};
use tokio::sync::oneshot;
use uuid::Uuid;

/// Clients in one briefing: every commune of the country with consoles, tripled.
const PLACES_MAX: usize = 12_000;
/// Consoles of one person: a forgotten tab on every machine of the house.
const CONSOLES_MAX: usize = 16;
/// Players with the token of one site: every screen of a large house.
const PLAYERS_MAX: usize = 16;

impl Owner {
    pub(super) fn enter(&mut self, entrance: Entrance) {
        match self.admit(&entrance) {
            Ok(id) => self.seat(id, entrance),
            Err(refusal) => {
                if let (Refusal::Locked, Some(site)) = (refusal, entrance.principal.room()) {
                    let events = self.briefing.observe(self.now(), &Observation::Knocked(site));
                    self.record(events);
                }
                let _ = entrance.reply.send(Err(refusal));
            }
        }
    }

    /// The place for a client, or why there is none.
    fn admit(&mut self, entrance: &Entrance) -> Result<PlaceId, Refusal> {
        let actor = Actor::from(&entrance.principal);
        self.may_enter(&actor, entrance)?;
        let resumed = entrance.resume.as_deref();
        let resumed =
            resumed.and_then(|token| self.around.resume.place(self.id, actor.who, token)).map(PlaceId);
        match (entrance.part, actor.who) {
            (Part::Player(_), _) => self.admit_player(actor.who),
            (_, Who::Room(site)) => self.admit_room(site, resumed, entrance.take_over),
            _ => self.admit_console(actor.who, resumed),
        }
    }

    fn may_enter(&self, actor: &Actor, entrance: &Entrance) -> Result<(), Refusal> {
        if matches!(actor.who, Who::Room(_)) != entrance.part.is_of_a_site() {
            return Err(Refusal::NotAllowed);
        }
        if let Principal::Automation { briefing, .. } = entrance.principal
            && briefing != self.id
        {
            return Err(Refusal::NotAllowed);
        }
        if let (Part::Room, Who::Room(site)) = (entrance.part, actor.who) {
            self.briefing.may_at(actor, Action::Publish, site)?;
        }
        let audience = self.briefing.audience(actor).ok_or(Refusal::NotAllowed)?;
        if let Part::Player(Some(site)) = entrance.part
            && !audience.shows(&self.view, site)
        {
            return Err(Refusal::NotAllowed);
        }
        let prepares = [Action::PrepareSession, Action::EditSchedule];
        let draft = self.briefing.session_state() == SessionState::Draft;
        if draft && !prepares.iter().any(|action| self.briefing.may(actor, *action).is_ok()) {
            return Err(Refusal::NotFound);
        }
        if entrance.part == Part::Technician && !self.briefing.possible(actor).contains(&Action::SeeLinks) {
            return Err(Refusal::NotAllowed);
        }
        self.briefing.admits(actor)?;
        if self.places.len() >= PLACES_MAX { Err(Refusal::Busy) } else { Ok(()) }
    }

    /// One room device a site: the same client again, nobody there, or a take-over.
    fn admit_room(
        &mut self,
        site: SiteId,
        resumed: Option<PlaceId>,
        take_over: bool,
    ) -> Result<PlaceId, Refusal> {
        let Some(held) = self.rooms.get(&site).copied() else { return Ok(resumed.unwrap_or_else(new_place)) };
        if resumed == Some(held) {
            return Ok(held);
        }
        let in_use = self.places.get(&held).is_some_and(|place| place.socket.is_some());
        if in_use && !take_over {
            return Err(Refusal::DeviceInUse);
        }
        self.dismiss(held, Refusal::TakenOver, None);
        self.remove_place(held);
        Ok(new_place())
    }

    /// A person may have several consoles; a token brings back only one that nobody uses.
    fn admit_console(&self, who: Who, resumed: Option<PlaceId>) -> Result<PlaceId, Refusal> {
        if let Some(id) = resumed
            && self.places.get(&id).is_none_or(|place| place.socket.is_none())
        {
            return Ok(id);
        }
        let consoles = self.places.values().filter(|place| place.actor.who == who).count();
        if consoles >= CONSOLES_MAX { Err(Refusal::Busy) } else { Ok(new_place()) }
    }

    /// A player is nobody's place to come back to.
    fn admit_player(&self, who: Who) -> Result<PlaceId, Refusal> {
        let players = self.places.values().filter(|place| place.part.is_player() && place.actor.who == who);
        if players.count() >= PLAYERS_MAX { Err(Refusal::Busy) } else { Ok(new_place()) }
    }

    /// Puts the client on its place and welcomes it.
    fn seat(&mut self, id: PlaceId, entrance: Entrance) {
        // An older socket of the same client, half dead or a copied tab.
        self.dismiss(id, Refusal::TakenOver, None);
        self.sockets += 1;
        let socket = SocketId(self.sockets);
        let actor = Actor::from(&entrance.principal);
        let now = self.now();
        let place = self.places.remove(&id).unwrap_or_else(|| empty_place(&actor, now));
        let name = self.name_of(&entrance.principal);
        let place = Place {
            actor,
            name,
            device: device_of(&entrance.principal),
            part: entrance.part,
            socket: Some(Socket { id: socket, outbox: entrance.outbox }),
            ..place
        };
        if let Some(site) = place.room() {
            self.rooms.insert(site, id);
        }
        self.places.insert(id, place);
        self.refresh(id);
        self.see_place(id);
        self.welcome(id);
        let _ = entrance.reply.send(Ok((id, socket)));
    }

    /// Everything the client may see. It is of the last published state: what this batch changes follows as
    /// deltas, like for everyone.
    fn welcome(&mut self, id: PlaceId) {
        let (spread_ms, at) = (self.spread_ms(), self.now());
        let instance = self.around.node.instance();
        let Some(place) = self.places.get_mut(&id) else { return };
        place.seeing = place.sees(&self.wish);
        let peer = place.peer.as_ref().filter(|peer| peer.connected);
        let welcome = Welcome {
            resume: self.around.resume.token(self.id, place.actor.who, id.0),
            at,
            media_instance: instance.map(|node| node.0),
            joined: peer.is_some_and(|peer| self.around.node.holds(Key::Peer(peer.id))),
            spread_ms,
            me: place.me.clone(),
            snapshot: place.audience.snapshot(&self.view),
            seeing: place.seeing.clone(),
        };
        self.say(id, written(&ServerMessage::Welcome(Box::new(welcome))));
        self.show_all_links(id);
    }

    /// Ends the socket of a place, if it has one.
    pub(super) fn dismiss(&mut self, id: PlaceId, refusal: Refusal, retry_ms: Option<u32>) {
        let now = self.now();
        let Some(place) = self.places.get_mut(&id) else { return };
        if let Some(socket) = place.socket.take() {
            place.left_at = now;
            socket.outbox.dismiss(refusal, retry_ms);
        }
    }

    pub(super) fn closed(&mut self, id: PlaceId, socket: SocketId) {
        let now = self.now();
        let Some(place) = self.places.get_mut(&id) else { return };
        if place.socket.as_ref().is_none_or(|current| current.id != socket) {
            return;
        }
        place.socket = None;
        place.left_at = now;
        self.see_place(id);
    }

    /// Brings what follows from a client's rights up to date.
    pub(super) fn refresh(&mut self, id: PlaceId) {
        let Some(place) = self.places.get(&id) else { return };
        let may = self.briefing.possible(&place.actor);
        let links = self.link_scope(place, &may);
        let audience = self.briefing.audience(&place.actor);
        let me = Me {
            name: place.name.clone(),
            user: place.user().map(|user| user.0),
            site: place.room().map(|site| site.0),
            may,
        };
        let Some(place) = self.places.get_mut(&id) else { return };
        (place.me, place.links) = (me, links);
        place.audience = audience.unwrap_or(Audience::Subtree([].into()));
    }

    fn link_scope(&self, place: &Place, may: &[Action]) -> LinkScope {
        if place.part != Part::Technician || !may.contains(&Action::SeeLinks) {
            return LinkScope::Nothing;
        }
        if self.briefing.may(&place.actor, Action::SeeLinks).is_ok() {
            return LinkScope::Everything;
        }
        let sites = self.view.sites.keys().copied();
        let allowed = |site: &SiteId| self.briefing.may_at(&place.actor, Action::SeeLinks, *site).is_ok();
        LinkScope::Sites(sites.filter(allowed).collect())
    }

    pub(super) fn rights_of(&mut self, user: UserId, principal: Option<Principal>) {
        let places: Vec<PlaceId> = self.places_where(|place| place.user() == Some(user));
        for id in places {
            match &principal {
                None => self.turn_out(id),
                Some(principal) => {
                    let (actor, name) = (Actor::from(principal), self.name_of(principal));
                    if self.briefing.audience(&actor).is_none() {
                        self.dismiss(id, Refusal::NotAllowed, None);
                        self.remove_place(id);
                        continue;
                    }
                    if let Some(place) = self.places.get_mut(&id) {
                        (place.actor, place.name) = (actor, name);
                    }
                    self.rights_changed = true;
                }
            }
        }
    }

    pub(super) fn unpaired(&mut self, device: DeviceId) {
        let places: Vec<PlaceId> = self.places_where(|place| place.device == Some(device));
        places.into_iter().for_each(|id| self.turn_out(id));
    }

    fn turn_out(&mut self, id: PlaceId) {
        self.dismiss(id, Refusal::NotSignedIn, None);
        self.remove_place(id);
    }

    pub(super) fn tell_who_is_here(&self, reply: oneshot::Sender<(Vec<UserId>, Vec<DeviceId>)>) {
        let users = self.places.values().filter_map(Place::user).collect();
        let devices = self.places.values().filter_map(|place| place.device).collect();
        let _ = reply.send((users, devices));
    }

    pub(super) fn places_where(&self, which: impl Fn(&Place) -> bool) -> Vec<PlaceId> {
        self.places.iter().filter(|(_, place)| which(place)).map(|(id, _)| *id).collect()
    }

    /// People by their own name, rooms by the name of their site.
    fn name_of(&self, principal: &Principal) -> String {
        match principal {
            Principal::User { name, .. } => name.clone(),
            Principal::Device { site, .. } | Principal::Automation { site, .. } => {
                self.view.sites.get(site).map(|site| site.name.clone()).unwrap_or_default()
            }
        }
    }
}

fn new_place() -> PlaceId {
    PlaceId(Uuid::now_v7())
}

fn empty_place(actor: &Actor, now: Millis) -> Place {
    Place {
        actor: actor.clone(),
        device: None,
        name: String::new(),
        part: Part::Console,
        socket: None,
        left_at: now,
        peer: None,
        slots: Vec::new(),
        listen: false,
        audience: Audience::Subtree([].into()),
        me: Me { name: String::new(), user: None, site: None, may: Vec::new() },
        seeing: Default::default(),
        links: LinkScope::Nothing,
    }
}

fn device_of(principal: &Principal) -> Option<DeviceId> {
    match principal {
        Principal::Device { device, .. } => Some(*device),
        Principal::User { .. } | Principal::Automation { .. } => None,
    }
}
