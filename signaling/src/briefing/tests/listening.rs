//! Listeners who hear only what changed: what they know is what a newcomer would be shown.

use super::*;
use crate::protocol::{CastVote, Change, Choice, FloorView, OpenVote, Quorum, Snapshot};

/// A client in a meeting, and what it has been told so far.
pub(super) struct Listener {
    who: Who,
    audience: Audience,
    known: Snapshot,
    /// Whether it is still to be told how many wait.
    waits: bool,
}

impl Listener {
    pub(super) fn enters(meeting: &Meeting, who: Who) -> Listener {
        let audience = meeting.briefing.audience(&actor(who)).expect("they may watch");
        let known = audience.snapshot(&view(meeting));
        Listener { who, audience, known, waits: false }
    }

    /// Hears of a difference what the owner of the briefing would say; how many objects that was.
    pub(super) fn hears(&mut self, meeting: &Meeting, difference: &Difference<'_>) -> usize {
        let audience = meeting.briefing.audience(&actor(self.who)).expect("they may still watch");
        let was = std::mem::replace(&mut self.audience, audience);
        let changes = self.audience.changes(&was, difference);
        if self.audience.can_wait(&changes, difference) {
            self.waits = true;
            return 0;
        }
        let told = changes.len();
        changes.into_iter().for_each(|change| self.learns(change));
        told
    }

    /// What it knows is what is so, but for the number it is to be told in a moment.
    pub(super) fn check(&self, view: &View) {
        let mut so = self.audience.snapshot(view);
        so.rev = self.known.rev;
        if self.waits {
            so.floor = FloorView { rev: self.known.floor.rev, waiting: self.known.floor.waiting, ..so.floor };
        }
        assert_eq!(self.known, so, "{:?}", self.audience);
    }

    fn learns(&mut self, change: Change) {
        let known = &mut self.known;
        match change {
            Change::Briefing(briefing) => known.briefing = briefing,
            Change::Session(session) => known.session = session,
            Change::Agenda(agenda) => known.agenda = agenda,
            Change::Floor(floor) => (known.floor, self.waits) = (floor, false),
            Change::Programme(programme) => {
                let shown = programme.on_air;
                let named = shown.is_none_or(|id| known.sites.iter().any(|site| site.id == id));
                assert!(named, "who is on air is known before");
                known.programme = programme;
            }
            Change::Seat(seat) => known.seat = seat,
            Change::People(people) => known.people = people,
            Change::Site(site) => {
                known.sites.retain(|other| other.id != site.id);
                known.sites.push(site);
                known.sites.sort_by_key(|site| site.order);
            }
            Change::SiteRemoved(id) => known.sites.retain(|site| site.id != id),
            Change::RollCall(roll_call) => known.roll_call = roll_call,
            Change::Order(order) => known.order = order,
            Change::Vote(vote) => put(&mut known.votes, vote, |vote| vote.id),
            Change::Opinion(opinion) => put(&mut known.opinions, opinion, |opinion| opinion.id),
            Change::Offers(offers) => known.offers = offers,
            Change::Message(message) => put(&mut known.messages, message, |message| message.id),
            Change::Conclusion(conclusion) => known.conclusion = conclusion,
            Change::Me(_) | Change::Notice(_) => panic!("these are not part of a difference"),
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

fn view(meeting: &Meeting) -> View {
    View::of(&meeting.briefing, &Devices::new())
}

/// Lets everyone hear what `act` changes; how many objects each was told.
fn told(meeting: &mut Meeting, listeners: &mut [Listener], act: impl FnOnce(&mut Meeting)) -> Vec<usize> {
    let before = view(meeting);
    act(meeting);
    let now = view(meeting);
    let difference = Difference::between(&before, &now);
    bystanders_are_told_the_same(listeners, &difference);
    let told = listeners.iter_mut().map(|listener| listener.hears(meeting, &difference)).collect();
    listeners.iter().for_each(|listener| listener.check(&now));
    told
}

fn bystanders_are_told_the_same(listeners: &[Listener], difference: &Difference<'_>) {
    let rooms = listeners.iter().map(|listener| &listener.audience);
    let bystanders = rooms.filter(|room| room.is_bystander(difference));
    let told: Vec<Vec<Change>> = bystanders.map(|room| room.changes(room, difference)).collect();
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
}

/// Everyone in a meeting of 160 communes: their rooms, the hall, the chair's console and a technician.
fn a_province() -> (Meeting, Vec<Listener>) {
    let meeting = Meeting::of_size(160);
    let rooms = (0..160).map(|nth| Who::Room(site(1_000 + nth)));
    let consoles = [Who::Room(HALL), Who::User(CHAIR), Who::User(TECHNICIAN)];
    let listeners = rooms.chain(consoles).map(|who| Listener::enters(&meeting, who)).collect();
    (meeting, listeners)
}

#[test]
fn a_request_is_told_to_its_room_and_to_those_who_see_the_queue() {
    let (mut meeting, mut listeners) = a_province();
    for nth in 0..160 {
        let told = told(&mut meeting, &mut listeners, |meeting| {
            meeting.registers(site(1_000 + nth));
        });
        let news: Vec<usize> = (0..told.len()).filter(|listener| told[*listener] > 0).collect();
        assert_eq!(news, [nth as usize, 161, 162], "asked by {nth}: the room, the chair, the technician");
    }
}

#[test]
fn a_site_that_joins_or_is_lost_is_news_to_consoles_alone() {
    let (mut meeting, mut listeners) = a_province();
    for observation in [Observation::MediaDown(site(1_007)), Observation::MediaUp(site(1_007))] {
        let told = told(&mut meeting, &mut listeners, |meeting| {
            meeting.see(observation);
            meeting.pass(4_000);
        });
        let news: Vec<usize> = (0..told.len()).filter(|listener| told[*listener] > 0).collect();
        assert_eq!(news, [7, 161], "its own room and the chair");
    }
}

#[test]
fn a_grant_tells_every_room_of_one_site_more() {
    let (mut meeting, mut listeners) = a_province();
    told(&mut meeting, &mut listeners, |meeting| {
        meeting.speaks(site(1_003));
    });
    let told = told(&mut meeting, &mut listeners, |meeting| {
        meeting.speaks(site(1_004));
    });
    let rooms = &told[..160];
    assert!(
        rooms.iter().all(|objects| (1..=4).contains(objects)),
        "the site, the floor, the picture: {told:?}"
    );
}

/// Without this every room would be told the ballot of whichever room is looked at first.
#[test]
fn a_vote_tells_every_room_its_own_ballot_and_one_ballot_is_news_to_one_room() {
    let (mut meeting, mut listeners) = a_province();
    let opened = told(&mut meeting, &mut listeners, |meeting| {
        let question = "Thông qua kế hoạch?".to_owned();
        let fields = OpenVote { question, delegates: Vec::new(), named: true, quorum: Quorum::Half };
        meeting.must(Who::User(CHAIR), Command::OpenVote(fields));
    });
    assert!(opened.iter().all(|objects| *objects == 1), "{opened:?}");
    let vote = view(&meeting).votes[0].id;
    let told = told(&mut meeting, &mut listeners, |meeting| {
        let ballot = CastVote { vote, voter: None, choice: Choice::For, text: String::new() };
        meeting.must(Who::Room(site(1_007)), Command::CastVote(ballot));
    });
    let news: Vec<usize> = (0..told.len()).filter(|listener| told[*listener] > 0).collect();
    assert_eq!(news, [7, 161, 162], "its own room, the chair, the technician");
}
