//! What does time alone do? One list of timers, all derived from state, so that a restart loses none.

use super::{Briefing, Event, Fact, Millis};
use crate::ids::RequestId;
use giaoban_link::SiteId;

/// Something that time brings about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// A speaker's site has been lost for too long: its clock stops.
    Lost(RequestId),
    /// A site needed for the picture has been lost for too long.
    SiteGone(SiteId),
    /// The tour shows its next site.
    TourMoves,
    /// A called site has not said "ready".
    NotReady(RequestId),
    /// A site that has the floor is not heard.
    NoSound(RequestId),
    /// A site is heard but its picture does not come.
    NoPicture(RequestId),
    /// A lost speaker has had its time to come back.
    HoldOver(RequestId),
    /// The site of a request that waits has been offline for long.
    Away(RequestId),
    /// A speech is over by rule.
    CutOff(RequestId),
    /// The chair's console has been lost for a while.
    SeatGrace,
    /// Nobody is there to chair.
    SeatVacant,
    /// A deputy takes over by rule.
    DeputyActs,
    /// The seat was not accepted.
    OfferOver,
    /// The second person did not confirm that the seat be moved.
    RevocationOver,
    /// A site called in the roll has had its time.
    RollCall(SiteId),
}

impl Briefing {
    /// When [`Briefing::tick`] has something to do; none = nothing will happen by itself.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.timers().map(|(due, _)| due).min()
    }

    /// What follows from the oldest timer that is due. Asked again until it gives nothing, because one
    /// timer may disarm another.
    pub fn tick(&self, now: Millis) -> Vec<Event> {
        let Some((due, timer)) = self.timers().min() else { return Vec::new() };
        if due > now {
            return Vec::new();
        }
        let now = self.no_earlier(now);
        let facts = match timer {
            Timer::SiteGone(site) => vec![Fact::SiteGone { site }],
            Timer::TourMoves => self.tour_moves(),
            Timer::SeatGrace => vec![Fact::SeatGrace],
            Timer::SeatVacant => vec![Fact::SeatVacant],
            Timer::DeputyActs => self.deputy_acts(),
            Timer::OfferOver => vec![Fact::SeatOfferOver],
            Timer::RevocationOver => vec![Fact::SeatRevocationOver],
            Timer::RollCall(site) => vec![self.roll_call_moves(now, site)],
            timer => self.floor_timer(now, timer),
        };
        facts.into_iter().map(|fact| Event::of_server(now, fact)).collect()
    }

    fn timers(&self) -> impl Iterator<Item = (Millis, Timer)> {
        self.floor_timers()
            .chain(self.picture_timers())
            .chain(self.seat_timers())
            .chain(self.roll_call_timer())
    }
}
