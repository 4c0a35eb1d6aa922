//! Who chairs? One seat with an epoch: commands of an earlier holder die by it.

use super::sites::People;
use super::timer::Timer;
use super::{Actor, Briefing, Decision, Event, Fact, Millis, Who, check_seen};
use crate::authority::Standing;
use crate::ids::UserId;
use crate::protocol::{Action, Refusal, SeatState, Seen};
use crate::schedule::BriefingPlan;
use std::collections::BTreeSet;
use uuid::Uuid;

mod revocation;

pub(super) use revocation::Revocation;

/// Time to accept an offered seat.
const OFFER_MS: Millis = 30_000;
/// A chair's console may be away this long before anybody is told.
const GRACE_AFTER_MS: Millis = 10_000;
/// Then, if neither a deputy nor a secretary is here, nobody chairs; or a deputy does, where the rules say so.
const VACANT_AFTER_MS: Millis = 60_000;
/// Deputies, or secretaries, of one briefing, as in the schedule.
const PEOPLE_MAX: usize = 20;

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
    /// In order; planned, and edited live.
    pub(super) deputies: Vec<UserId>,
    /// Planned, and edited live.
    pub(super) secretaries: Vec<UserId>,
    pub(super) revocation: Option<Revocation>,
    /// Whose seat was revoked: gets it back by being given it, not by taking it.
    pub(super) barred: Option<UserId>,
}

impl Seat {
    pub(super) fn of(plan: &BriefingPlan) -> Seat {
        Seat {
            rev: 1,
            epoch: 1,
            holder: plan.chair_user,
            hold: Hold::Held,
            lost_at: None,
            offer: None,
            deputies: plan.deputies.clone(),
            secretaries: plan.secretaries.clone(),
            revocation: None,
            barred: None,
        }
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

    /// And nobody is here to chair.
    pub(super) fn is_vacant(&self) -> bool {
        self.hold == Hold::Vacant
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

    /// An edited plan moves the seat while the chair it named holds it, and names deputies and secretaries anew when
    /// it changes them.
    pub(super) fn plan(&mut self, rev: u64, old: &BriefingPlan, new: &BriefingPlan) {
        if self.holder == old.chair_user && old.chair_user != new.chair_user {
            self.take(rev, new.chair_user);
        }
        if old.deputies != new.deputies {
            self.deputies.clone_from(&new.deputies);
        }
        if old.secretaries != new.secretaries {
            self.secretaries.clone_from(&new.secretaries);
        }
    }

    pub(super) fn evolve(&mut self, rev: u64, event: &Event, people: &People) {
        match &event.fact {
            Fact::SeatOffered { to, until } => (self.rev, self.offer) = (rev, Some((*to, *until))),
            Fact::SeatOfferOver => (self.rev, self.offer) = (rev, None),
            Fact::SeatTaken { holder } => self.taken(rev, event.at, *holder, people),
            Fact::SeatRevocationAsked { to, by, side, until } => {
                self.rev = rev;
                self.revocation = Some(Revocation { to: *to, by: *by, side: *side, until: *until });
            }
            Fact::SeatRevocationOver => (self.rev, self.revocation) = (rev, None),
            Fact::SeatRevoked { holder } => {
                let before = self.holder;
                self.taken(rev, event.at, *holder, people);
                self.barred = Some(before);
            }
            Fact::DeputiesSet { deputies } => {
                self.rev = rev;
                self.deputies.clone_from(deputies);
            }
            Fact::SecretariesSet { secretaries } => {
                self.rev = rev;
                self.secretaries.clone_from(secretaries);
            }
            Fact::SeatGrace => (self.rev, self.hold) = (rev, Hold::Grace),
            Fact::SeatVacant => (self.rev, self.hold) = (rev, Hold::Vacant),
            Fact::SeatBack => (self.rev, self.hold) = (rev, Hold::Held),
            Fact::ConsoleJoined { user, .. } if *user == self.holder => self.lost_at = None,
            Fact::ConsoleLeft { user } if *user == self.holder => self.lost_at = Some(event.at),
            _ => {}
        }
    }

    fn taken(&mut self, rev: u64, at: Millis, holder: UserId, people: &People) {
        self.take(rev, holder);
        self.lost_at = (!people.is_online(holder)).then_some(at);
    }

    fn take(&mut self, rev: u64, holder: UserId) {
        self.rev = rev;
        self.epoch += 1;
        self.holder = holder;
        self.hold = Hold::Held;
        (self.lost_at, self.offer, self.revocation) = (None, None, None);
        self.barred = self.barred.filter(|barred| *barred != holder);
    }
}

impl Briefing {
    /// Who chairs.
    pub fn chair(&self) -> UserId {
        self.seat.holder
    }

    /// Whether the chair's console has been lost for so long that everyone is told.
    pub fn is_chair_lost(&self) -> bool {
        self.seat.is_lost()
    }

    /// Since when the chair's console is lost.
    pub fn chair_lost_at(&self) -> Option<Millis> {
        self.seat.lost_at
    }

    /// Only the holder itself gives the seat away, to somebody this briefing knows.
    pub(super) fn hand_over(&self, now: Millis, actor: &Actor, seen: Option<Seen>, to: Uuid) -> Decision {
        self.must_hold_the_seat(actor)?;
        check_seen(seen, self.seat.rev)?;
        let to = UserId(to);
        if to == self.seat.holder {
            return Ok(Vec::new());
        }
        self.must_be_known(to)?;
        Ok(vec![Fact::SeatOffered { to, until: now + OFFER_MS }])
    }

    pub(super) fn accept_seat(&self, now: Millis, actor: &Actor) -> Decision {
        let Who::User(user) = actor.who else { return Err(Refusal::NotAllowed) };
        match self.seat.offer {
            _ if self.seat.holder == user => Ok(Vec::new()),
            Some((to, until)) if to == user && now < until => Ok(vec![Fact::SeatTaken { holder: user }]),
            Some((to, _)) if to != user => Err(Refusal::NotAllowed),
            _ => Err(Refusal::OfferOver),
        }
    }

    /// Whom it is offered to says no, or the holder thinks again.
    pub(super) fn decline_seat(&self, actor: &Actor) -> Decision {
        let Who::User(user) = actor.who else { return Err(Refusal::NotAllowed) };
        match self.seat.offer {
            Some((to, _)) if to == user || self.seat.holder == user => Ok(vec![Fact::SeatOfferOver]),
            Some(_) => Err(Refusal::NotAllowed),
            None => Ok(Vec::new()),
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
        if self.seat.barred == Some(user) {
            return Err(Refusal::SeatRevoked);
        }
        if user != self.plan.chair_user && !self.standings(actor).contains(&Standing::ActingDeputy) {
            return Err(Refusal::SeatHeld);
        }
        Ok(vec![Fact::SeatTaken { holder: user }])
    }

    /// The holder orders its deputies; the first one present stands in for it.
    pub(super) fn set_deputies(&self, actor: &Actor, seen: Option<Seen>, deputies: &[Uuid]) -> Decision {
        let deputies = self.named_by_holder(actor, seen, deputies)?;
        if deputies == self.seat.deputies {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::DeputiesSet { deputies }])
    }

    /// The holder names who acts on its behalf.
    pub(super) fn set_secretaries(
        &self,
        actor: &Actor,
        seen: Option<Seen>,
        secretaries: &[Uuid],
    ) -> Decision {
        let secretaries = self.named_by_holder(actor, seen, secretaries)?;
        if secretaries == self.seat.secretaries {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::SecretariesSet { secretaries }])
    }

    /// People this briefing knows, each once.
    fn named_by_holder(
        &self,
        actor: &Actor,
        seen: Option<Seen>,
        people: &[Uuid],
    ) -> Result<Vec<UserId>, Refusal> {
        self.must_hold_the_seat(actor)?;
        check_seen(seen, self.seat.rev)?;
        let people: Vec<UserId> = people.iter().copied().map(UserId).collect();
        let once: BTreeSet<&UserId> = people.iter().collect();
        if people.len() > PEOPLE_MAX || once.len() != people.len() {
            return Err(Refusal::Invalid);
        }
        people.iter().try_for_each(|user| self.must_be_known(*user))?;
        Ok(people)
    }

    fn must_hold_the_seat(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may(actor, Action::Seat)?;
        if actor.who == Who::User(self.seat.holder) { Ok(()) } else { Err(Refusal::NotAllowed) }
    }

    fn must_be_known(&self, user: UserId) -> Result<(), Refusal> {
        let known = self.plan.names.contains_key(&user) || self.people.get(user).is_some();
        if known { Ok(()) } else { Err(Refusal::NotFound) }
    }

    pub(super) fn console_joined(&self, user: UserId, name: &str) -> Vec<Fact> {
        if self.people.is_online(user) {
            return Vec::new();
        }
        let mut facts = vec![Fact::ConsoleJoined { user, name: name.to_owned() }];
        if self.seat.holder == user && self.seat.is_lost() {
            facts.push(Fact::SeatBack);
        } else if self.seat.is_vacant() && self.could_chair(user) {
            facts.push(Fact::SeatGrace);
        }
        facts
    }

    pub(super) fn console_left(&self, user: UserId) -> Vec<Fact> {
        if self.people.is_online(user) { vec![Fact::ConsoleLeft { user }] } else { Vec::new() }
    }

    pub(super) fn seat_timers(&self) -> impl Iterator<Item = (Millis, Timer)> {
        let offer = self.seat.offer.map(|(_, until)| (until, Timer::OfferOver));
        let revocation = self.seat.revocation.as_ref().map(|asked| (asked.until, Timer::RevocationOver));
        let lost = self.seat.lost_at.and_then(|at| match self.seat.hold {
            Hold::Held => Some((at + GRACE_AFTER_MS, Timer::SeatGrace)),
            Hold::Grace if self.next_deputy().is_some() => Some((at + VACANT_AFTER_MS, Timer::DeputyActs)),
            Hold::Grace if !self.somebody_could_chair() => Some((at + VACANT_AFTER_MS, Timer::SeatVacant)),
            Hold::Grace | Hold::Vacant => None,
        });
        offer.into_iter().chain(revocation).chain(lost)
    }

    /// The first deputy present takes over by itself where the rules say so.
    pub(super) fn deputy_acts(&self) -> Vec<Fact> {
        self.next_deputy().map(|holder| Fact::SeatTaken { holder }).into_iter().collect()
    }

    fn next_deputy(&self) -> Option<UserId> {
        let present = |user: &&UserId| self.people.is_online(**user) && **user != self.seat.holder;
        self.seat.deputies.iter().find(present).copied().filter(|_| self.session.rules.auto_deputy)
    }

    fn somebody_could_chair(&self) -> bool {
        self.people.online().any(|user| user != self.seat.holder && self.could_chair(user))
    }

    fn could_chair(&self, user: UserId) -> bool {
        self.seat.deputies.contains(&user) || self.seat.secretaries.contains(&user)
    }
}
