//! What follows from a command to a briefing? Pure and deterministic: `apply` decides and returns events,
//! `evolve` makes state of events, and nothing else changes it, so a replayed log is the live state.
//!
//! Law of use: whatever [`Briefing::apply`], [`Briefing::observe`], [`Briefing::tick`] or [`Briefing::replan`]
//! returns is evolved whole and in order before the next is asked.

mod agenda;
mod audience;
mod conclusion;
mod decide;
mod difference;
mod event;
mod floor;
mod notice;
mod opinion;
mod order;
mod programme;
pub mod record;
mod remembered;
mod rights;
mod roll_call;
mod seat;
mod session;
mod sites;
mod speeches;
mod timer;
mod view;
mod vote;
mod words;

#[cfg(test)]
pub(crate) mod tests;

pub use audience::Audience;
pub use difference::Difference;
pub use event::{Actor, CommandInput, Event, Observation, OnBehalfOf, Who};
pub use notice::{Notice, Recipient};
pub use record::Fact;
pub use speeches::Speech;
pub use view::{Devices, View};

use crate::protocol::{PauseCause, Refusal, Seen};
use crate::schedule::BriefingPlan;
use agenda::Agenda;
use conclusion::Conclusion;
use floor::Floor;
use opinion::Opinions;
use order::Order;
use programme::Programme;
use remembered::Remembered;
use roll_call::RollCall;
use seat::Seat;
use session::Session;
use sites::{People, Sites};
use std::borrow::Borrow;
use uuid::Uuid;
use vote::Votes;

/// A moment or a span on the server's clock, in ms; moments count from 1970.
pub type Millis = i64;

/// What a decision comes to.
type Decision = Result<Vec<Fact>, Refusal>;

/// The state of one briefing.
#[derive(Clone, Debug, PartialEq)]
pub struct Briefing {
    rev: u64,
    at: Millis,
    plan: BriefingPlan,
    session: Session,
    agenda: Agenda,
    floor: Floor,
    programme: Programme,
    seat: Seat,
    sites: Sites,
    people: People,
    roll_call: RollCall,
    votes: Votes,
    opinions: Opinions,
    conclusion: Conclusion,
    order: Order,
    commands: Remembered,
}

impl Briefing {
    /// A planned briefing before anything happened, and the event that says so.
    pub fn begin(now: Millis, plan: BriefingPlan) -> (Briefing, Event) {
        let event = Event::by(editor(&plan), now, Fact::Planned { plan: Box::new(plan) });
        let briefing = Briefing::replay([&event]).expect("the first event is a plan");
        (briefing, event)
    }

    /// The state after `events`; none when the first is not a plan.
    pub fn replay<E: Borrow<Event>>(events: impl IntoIterator<Item = E>) -> Option<Briefing> {
        let mut events = events.into_iter();
        let first = events.next()?;
        let first = first.borrow();
        let Fact::Planned { plan } = &first.fact else { return None };
        let mut briefing = Briefing::of_plan(first.at, (**plan).clone());
        briefing.evolve(first);
        events.for_each(|event| briefing.evolve(event.borrow()));
        Some(briefing)
    }

    fn of_plan(at: Millis, plan: BriefingPlan) -> Briefing {
        Briefing {
            rev: 0,
            at,
            session: Session::planned(at, plan.announced),
            agenda: Agenda::default(),
            floor: Floor::default(),
            programme: Programme::default(),
            seat: Seat::of(&plan),
            sites: Sites::default(),
            people: People::default(),
            roll_call: RollCall::default(),
            votes: Votes::default(),
            opinions: Opinions::default(),
            conclusion: Conclusion::default(),
            order: Order::default(),
            commands: Remembered::default(),
            plan,
        }
    }

    /// What follows from a command: events, or a refusal and nothing. A command that was carried out before,
    /// or that asks for what is so already, gives no event.
    pub fn apply(&self, now: Millis, actor: &Actor, input: &CommandInput) -> Result<Vec<Event>, Refusal> {
        if self.commands.rev_of(input.cmd_id).is_some() {
            return Ok(Vec::new());
        }
        self.check_epoch(input.seen)?;
        let on_behalf_of = self.behalf(actor, input)?;
        let facts = self.decide(self.no_earlier(now), actor, input)?;
        let header = |fact| Event {
            at: self.no_earlier(now),
            actor: actor.who,
            on_behalf_of,
            cmd_id: Some(input.cmd_id),
            fact,
        };
        Ok(facts.into_iter().map(header).collect())
    }

    /// What follows from something seen: a client came or went, the media node reports.
    pub fn observe(&self, now: Millis, observation: &Observation) -> Vec<Event> {
        let now = self.no_earlier(now);
        let facts = match observation {
            Observation::OnAir(site) => self.pictured(*site),
            Observation::Heard(site) => self.heard(*site),
            Observation::Fit(site) => self.fit(*site),
            Observation::ConsoleJoined(user, name) => self.console_joined(*user, name),
            Observation::ConsoleLeft(user) => self.console_left(*user),
            Observation::SiteJoined(site) => self.site_joined(*site),
            Observation::SiteLeft(site) => self.site_left(*site),
            Observation::MediaUp(site) => self.media_up(*site),
            Observation::MediaDown(site) => self.media_down(*site, None),
            Observation::MediaSilent(site, since) => self.media_down(*site, Some(*since)),
            Observation::Knocked(site) => self.knocked(*site),
        };
        facts.into_iter().map(|fact| Event::of_server(now, fact)).collect()
    }

    /// The schedule was edited, or what it names in the directory. A hall that is always heard is not moved under those
    /// inside; rights over a briefing that has begun are changed in it, by whoever may: the plan changes none.
    pub fn replan(&self, now: Millis, plan: BriefingPlan) -> Vec<Event> {
        let plan = if self.session.state.is_open() { plan.with_hall_of(&self.plan) } else { plan };
        let plan = if self.session.state.has_begun() { plan.with_people_of(&self.plan) } else { plan };
        if plan == self.plan {
            return Vec::new();
        }
        let by = if plan.edits == self.plan.edits { Who::Server } else { editor(&plan) };
        let now = self.no_earlier(now);
        let expected = |site| plan.sites.iter().any(|planned| planned.id == site);
        let mut facts = self.floor.end_all(|request| !expected(request.site));
        facts.push(Fact::Planned { plan: Box::new(plan) });
        facts.into_iter().map(|fact| Event::by(by, now, fact)).collect()
    }

    /// Makes state of one event.
    pub fn evolve(&mut self, event: &Event) {
        self.rev += 1;
        self.at = event.at;
        if let Some(cmd_id) = event.cmd_id {
            self.commands.remember(cmd_id, self.rev);
        }
        if let Fact::Planned { plan } = &event.fact {
            let old = std::mem::replace(&mut self.plan, (**plan).clone());
            self.agenda.plan(&self.plan);
            self.sites.plan(&self.plan);
            self.seat.plan(self.rev, &old, &self.plan);
        }
        self.session.evolve(self.rev, event);
        self.agenda.evolve(event);
        self.sites.evolve(event);
        self.people.evolve(event);
        self.floor.evolve(self.rev, event);
        self.seat.evolve(self.rev, event, &self.people);
        self.programme.evolve(self.rev, event);
        self.roll_call.evolve(self.rev, event);
        self.votes.evolve(event);
        self.opinions.evolve(event, &self.floor);
        self.conclusion.evolve(event);
        self.order.evolve(event);
        self.settle();
    }

    /// Number of events so far.
    pub fn rev(&self) -> u64 {
        self.rev
    }

    /// The plan it runs by.
    pub fn plan(&self) -> &BriefingPlan {
        &self.plan
    }

    /// The revision that contains a command: its own when remembered, else the present one, which contains
    /// everything it could have asked for.
    pub fn rev_with(&self, cmd_id: Uuid) -> u64 {
        self.commands.rev_of(cmd_id).unwrap_or(self.rev)
    }

    /// Commands of an earlier chair die by the epoch of its seat.
    fn check_epoch(&self, seen: Option<Seen>) -> Result<(), Refusal> {
        match seen {
            Some(seen) if seen.chair_epoch != self.seat.epoch() => Err(Refusal::LostSeat),
            _ => Ok(()),
        }
    }

    /// Time never runs back in a log, whatever the machine's clock does.
    fn no_earlier(&self, now: Millis) -> Millis {
        now.max(self.at)
    }
}

/// Who made a plan what it is. The plan in the log names those before.
fn editor(plan: &BriefingPlan) -> Who {
    plan.edits.last().map_or(Who::Server, |edit| Who::User(edit.by))
}

/// Commands that act on what was seen must say what that was, and it must still be so.
fn check_seen(seen: Option<Seen>, rev: u64) -> Result<(), Refusal> {
    match seen {
        None => Err(Refusal::Malformed),
        Some(seen) if seen.rev != rev => Err(Refusal::Stale),
        Some(_) => Ok(()),
    }
}
