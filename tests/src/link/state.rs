//! What does a client know? The snapshot of `welcome` with every delta applied.

use giaoban_signaling::protocol::{
    Change, Me, NoticeView, RefusalText, RequestView, Seeing, Seen, ServerMessage, SiteLink, SiteView,
    Snapshot, Welcome,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Everything a connection was told.
#[derive(Clone, Debug)]
pub struct State {
    /// For the next `hello`.
    pub resume: String,
    /// Run of the media node.
    pub media_instance: Option<Uuid>,
    /// Whether the media connection of before still stood on the server when it let us in.
    pub joined: bool,
    /// First retry: a random time up to this many ms.
    pub spread_ms: u32,
    /// Who the client is.
    pub me: Me,
    /// The briefing.
    pub snapshot: Snapshot,
    /// What the client's slots show.
    pub seeing: Seeing,
    /// Link figures by connection; technicians only.
    pub links: BTreeMap<Uuid, SiteLink>,
    /// Notices in order of arrival.
    pub notices: Vec<NoticeView>,
    /// How often the server said that the media connection is lost.
    pub media_lost: u32,
    /// The last refusal of a message without id.
    pub refused: Option<RefusalText>,
    /// The server's goodbye.
    pub bye: Option<(RefusalText, Option<u32>)>,
    /// The connection has ended.
    pub gone: bool,
}

impl State {
    pub(super) fn new(welcome: Welcome) -> State {
        State {
            resume: welcome.resume,
            media_instance: welcome.media_instance,
            joined: welcome.joined,
            spread_ms: welcome.spread_ms,
            me: welcome.me,
            snapshot: welcome.snapshot,
            seeing: welcome.seeing,
            links: BTreeMap::new(),
            notices: Vec::new(),
            media_lost: 0,
            refused: None,
            bye: None,
            gone: false,
        }
    }

    /// The site of that id.
    pub fn site(&self, id: Uuid) -> Option<&SiteView> {
        self.snapshot.sites.iter().find(|site| site.id == id)
    }

    /// The open request of a site.
    pub fn request_of(&self, site: Uuid) -> Option<&RequestView> {
        self.snapshot.floor.requests.iter().find(|request| request.site == site)
    }

    /// What was seen of the floor, for commands that act on it.
    pub fn seen_floor(&self) -> Seen {
        Seen { rev: self.snapshot.floor.rev, chair_epoch: self.snapshot.seat.epoch }
    }

    /// What was seen of the programme.
    pub fn seen_programme(&self) -> Seen {
        Seen { rev: self.snapshot.programme.rev, chair_epoch: self.snapshot.seat.epoch }
    }

    /// What was seen of the chair seat.
    pub fn seen_seat(&self) -> Seen {
        Seen { rev: self.snapshot.seat.rev, chair_epoch: self.snapshot.seat.epoch }
    }

    pub(super) fn take(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::Delta { rev, changes, .. } => {
                self.snapshot.rev = rev;
                changes.into_iter().for_each(|change| self.change(change));
            }
            ServerMessage::Seeing(seeing) => self.seeing = seeing,
            ServerMessage::Links { links, .. } => {
                self.links.extend(links.into_iter().map(|link| (link.peer, link)));
            }
            ServerMessage::MediaLost => self.media_lost += 1,
            ServerMessage::MediaInstance { instance, spread_ms } => {
                self.media_instance = instance;
                self.spread_ms = spread_ms;
            }
            ServerMessage::Refused { refusal, .. } => self.refused = Some(refusal),
            ServerMessage::Bye { refusal, retry_ms } => self.bye = Some((refusal, retry_ms)),
            _ => {}
        }
    }

    fn change(&mut self, change: Change) {
        let snapshot = &mut self.snapshot;
        match change {
            Change::Briefing(value) => snapshot.briefing = value,
            Change::Session(value) => snapshot.session = value,
            Change::Agenda(value) => snapshot.agenda = value,
            Change::Floor(value) => snapshot.floor = value,
            Change::Programme(value) => snapshot.programme = value,
            Change::Seat(value) => snapshot.seat = value,
            Change::People(value) => snapshot.people = value,
            Change::Site(value) => put(&mut snapshot.sites, value, |site| site.id),
            Change::SiteRemoved(id) => snapshot.sites.retain(|site| site.id != id),
            Change::RollCall(value) => snapshot.roll_call = value,
            Change::Order(value) => snapshot.order = value,
            Change::Vote(value) => put(&mut snapshot.votes, value, |vote| vote.id),
            Change::Opinion(value) => put(&mut snapshot.opinions, value, |opinion| opinion.id),
            Change::Offers(value) => snapshot.offers = value,
            Change::Message(value) => put(&mut snapshot.messages, value, |message| message.id),
            Change::Conclusion(value) => snapshot.conclusion = value,
            Change::Me(value) => self.me = value,
            Change::Notice(value) => self.notices.push(value),
        }
    }
}

/// What is known changes in its place; what is new comes last.
fn put<T>(list: &mut Vec<T>, new: T, id: impl Fn(&T) -> Uuid) {
    match list.iter_mut().find(|kept| id(kept) == id(&new)) {
        Some(kept) => *kept = new,
        None => list.push(new),
    }
}
