//! Who may move the seat when the chair's device is lost or in wrong hands? Two persons together: one of the
//! operations centre, one secretary. Those of the plan count too, whomever the holder of the seat has named since: it
//! may be the wrong one. Where no secretary was ever named, an administrator confirms.

use super::super::{Actor, Briefing, Decision, Fact, Millis, Who, check_seen};
use crate::authority::Standing;
use crate::identity::Role;
use crate::ids::UserId;
use crate::protocol::{Action, Refusal, RevocationSide, Seen};
use uuid::Uuid;

/// Time for the second person to confirm.
const CONFIRM_MS: Millis = 120_000;

/// One of two persons has asked for it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::briefing) struct Revocation {
    /// Who shall chair.
    pub(in crate::briefing) to: UserId,
    pub(in crate::briefing) by: UserId,
    pub(in crate::briefing) side: RevocationSide,
    pub(in crate::briefing) until: Millis,
}

impl Briefing {
    /// The first person asks, the other side's confirms by asking for the same. The old holder's commands die by
    /// the epoch, and it cannot take the seat back by itself.
    pub(in crate::briefing) fn revoke_seat(
        &self,
        now: Millis,
        actor: &Actor,
        seen: Option<Seen>,
        to: Uuid,
    ) -> Decision {
        self.may(actor, Action::RevokeSeat)?;
        let Who::User(user) = actor.who else { return Err(Refusal::NotAllowed) };
        check_seen(seen, self.seat.rev)?;
        let to = UserId(to);
        self.must_be_fit(to)?;
        let sides = self.sides(actor);
        let asked = self.seat.revocation.as_ref().filter(|asked| asked.to == to && now < asked.until);
        match asked {
            Some(asked) if asked.by == user => Err(Refusal::NeedsSecondPerson),
            Some(asked) if sides.iter().any(|side| *side != asked.side) => {
                Ok(vec![Fact::SeatRevoked { holder: to }])
            }
            Some(_) => Err(Refusal::NeedsSecondPerson),
            None => {
                let side = *sides.first().ok_or(Refusal::NotAllowed)?;
                Ok(vec![Fact::SeatRevocationAsked { to, by: user, side, until: now + CONFIRM_MS }])
            }
        }
    }

    /// Somebody appointed: a deputy, a secretary, or the planned chair when another holds the seat. Where nobody is,
    /// somebody at a console.
    fn must_be_fit(&self, to: UserId) -> Result<(), Refusal> {
        let appointed = self.appointed();
        let fit = if appointed.is_empty() { self.people.is_online(to) } else { appointed.contains(&to) };
        if fit && to != self.seat.holder { Ok(()) } else { Err(Refusal::Invalid) }
    }

    fn appointed(&self) -> Vec<UserId> {
        let named =
            [&self.seat.deputies, &self.plan.deputies, &self.seat.secretaries, &self.plan.secretaries];
        let named = named.into_iter().flatten().chain([&self.plan.chair_user]);
        named.copied().filter(|user| *user != self.seat.holder).collect()
    }

    fn sides(&self, actor: &Actor) -> Vec<RevocationSide> {
        let unsupported = self.seat.secretaries.is_empty() && self.plan.secretaries.is_empty();
        let sides = self.standings(actor).into_iter().filter_map(|standing| match standing {
            Standing::Secretary | Standing::Replaced => Some(RevocationSide::Secretary),
            Standing::Role(Role::Admin, _) if unsupported => Some(RevocationSide::Secretary),
            Standing::Role(Role::Centre | Role::Admin, _) => Some(RevocationSide::Centre),
            _ => None,
        });
        sides.collect()
    }
}
