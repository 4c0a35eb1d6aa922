//! Who chairs? One seat with an epoch: commands of an earlier holder die by it.

use super::sites::People;
use super::timer::Timer;
use super::{Actor, Briefing, Decision, Event, Fact, Millis, Who, check_seen};
use crate::authority::Standing;
use crate::ids::UserId;
use crate::protocol::{Action, Refusal, SeatState, Seen};
use crate::schedule::BriefingPlan;
use uuid::Uuid;

/// Time to accept an offered seat.
const OFFER_MS: Millis = 30_000;
/// A chair's console may be away this long before anybody is told.
const GRACE_AFTER_MS: Millis = 10_000;
/// Then, if neither a deputy nor a secretary is here, nobody chairs.
const VACANT_AFTER_MS: Millis = 60_000;

/// How the seat is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// The holder is here, or in the hall without a console.
    Held,
    /// The holder's console has been lost for a while.
    Grace,
    /// And nobody else is here to chair.
    Vacant,
}

/// The chair seat.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seat {
    pub(super) rev: u64,
    epoch: u64,
    holder: UserId,
    hold: Hold,
    lost_at: Option<Millis>,
    offer: Option<(UserId, Millis)>,
}

impl Seat {
    pub(super) fn of(chair: UserId) -> Seat {
        Seat { rev: 1, epoch: 1, holder: chair, hold: Hold::Held, lost_at: None, offer: None }
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(super) fn holder(&self) -> UserId {
        self.holder
    }

    /// The holder has been away for a while.
    pub(super) fn is_lost(&self) -> bool {
        self.hold != Hold::Held
    }

    pub(super) fn offered_to(&self) -> Option<UserId> {
        self.offer.map(|(to, _)| to)
    }

    pub(super) fn state(&self, plan: &BriefingPlan) -> SeatState {
        match self.hold {
            Hold::Held if self.holder != plan.chair_user => SeatState::Acting,
            Hold::Held => SeatState::Held,
            Hold::Grace => SeatState::Grace,
            Hold::Vacant => SeatState::Vacant,
        }
    }

    /// An edited plan moves the seat while the chair it named holds it.
    pub(super) fn plan(&mut self, rev: u64, old: UserId, new: UserId) {
        if self.holder == old && old != new {
            self.take(rev, new);
        }
    }

    pub(super) fn evolve(&mut self, rev: u64, event: &Event, people: &People) {
        match &event.fact {
            Fact::SeatOffered { to, until } => (self.rev, self.offer) = (rev, Some((*to, *until))),
            Fact::SeatOfferOver => (self.rev, self.offer) = (rev, None),
            Fact::SeatTaken { holder } => {
                self.take(rev, *holder);
                self.lost_at = (!people.is_online(*holder)).then_some(event.at);
            }
            Fact::SeatGrace => (self.rev, self.hold) = (rev, Hold::Grace),
            Fact::SeatVacant => (self.rev, self.hold) = (rev, Hold::Vacant),
            Fact::SeatBack => (self.rev, self.hold) = (rev, Hold::Held),
            Fact::ConsoleJoined { user, .. } if *user == self.holder => self.lost_at = None,
            Fact::ConsoleLeft { user } if *user == self.holder => self.lost_at = Some(event.at),
            _ => {}
        }
    }

    fn take(&mut self, rev: u64, holder: UserId) {
        let epoch = self.epoch + 1;
        *self = Seat { rev, epoch, holder, hold: Hold::Held, lost_at: None, offer: None };
    }
}

impl Briefing {
    /// Only the holder itself gives the seat away, to somebody this briefing knows.
    pub(super) fn hand_over(&self, now: Millis, actor: &Actor, seen: Option<Seen>, to: Uuid) -> Decision {
        self.may(actor, Action::Seat)?;
        if actor.who != Who::User(self.seat.holder) {
            return Err(Refusal::NotAllowed);
        }
        check_seen(seen, self.seat.rev)?;
        let to = UserId(to);
        if to == self.seat.holder {
            return Ok(Vec::new());
        }
        if !self.plan.names.contains_key(&to) && self.people.get(to).is_none() {
            return Err(Refusal::NotFound);
        }
        Ok(vec![Fact::SeatOffered { to, until: now + OFFER_MS }])
    }

    pub(super) fn accept_seat(&self, now: Millis, actor: &Actor) -> Decision {
        let Who::User(user) = actor.who else { return Err(Refusal::NotAllowed) };
        match self.seat.offer {
            _ if self.seat.holder == user => Ok(Vec::new()),
            Some((to, until)) if to == user && now < until => Ok(vec![Fact::SeatTaken { holder: user }]),
            Some((to, _)) if to != user => Err(Refusal::NotAllowed),
            _ => Err(Refusal::WrongState),
        }
    }

    /// The named chair takes its seat back at once; a deputy takes it over when the holder is lost.
    pub(super) fn take_seat(&self, actor: &Actor, seen: Option<Seen>) -> Decision {
        self.may(actor, Action::Seat)?;
        let Who::User(user) = actor.who else { return Err(Refusal::NotAllowed) };
        if self.seat.holder == user {
            return Ok(Vec::new());
        }
        check_seen(seen, self.seat.rev)?;
        if user != self.plan.chair_user && !self.standings(actor).contains(&Standing::ActingDeputy) {
            return Err(Refusal::WrongState);
        }
        Ok(vec![Fact::SeatTaken { holder: user }])
    }

    pub(super) fn console_joined(&self, user: UserId, name: &str) -> Vec<Fact> {
        if self.people.is_online(user) {
            return Vec::new();
        }
        let mut facts = vec![Fact::ConsoleJoined { user, name: name.to_owned() }];
        facts.extend((self.seat.holder == user && self.seat.is_lost()).then_some(Fact::SeatBack));
        facts
    }

    pub(super) fn console_left(&self, user: UserId) -> Vec<Fact> {
        if self.people.is_online(user) { vec![Fact::ConsoleLeft { user }] } else { Vec::new() }
    }

    pub(super) fn seat_timers(&self) -> impl Iterator<Item = (Millis, Timer)> {
        let offer = self.seat.offer.map(|(_, until)| (until, Timer::OfferOver));
        let lost = self.seat.lost_at.and_then(|at| match self.seat.hold {
            Hold::Held => Some((at + GRACE_AFTER_MS, Timer::SeatGrace)),
            Hold::Grace if !self.somebody_could_chair() => Some((at + VACANT_AFTER_MS, Timer::SeatVacant)),
            Hold::Grace | Hold::Vacant => None,
        });
        offer.into_iter().chain(lost)
    }

    fn somebody_could_chair(&self) -> bool {
        let mut named = self.plan.deputies.iter().chain(&self.plan.secretaries);
        named.any(|user| self.people.is_online(*user))
    }
}
