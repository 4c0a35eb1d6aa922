//! Which briefings are planned: when, where, with whom, about what?

mod clash;
mod day;
mod draft;
mod edit;
mod error;
mod plan;
mod read;

pub use day::{DAY_MS, day_of};
pub use draft::{BriefingDraft, DraftItem};
pub use error::ScheduleError;
pub use plan::{AgendaItem, BriefingPlan, PlanEdit, PlannedSite};
pub use read::ScheduledBriefing;

use crate::clock::Clock;
use crate::ids::BriefingId;
use crate::store::Store;
use tokio::sync::broadcast;

#[cfg(test)]
mod tests;

/// Changes kept for a slow listener; one that falls behind reads every plan again.
const CHANGES_KEPT: usize = 256;

/// The planned briefings. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Schedule {
    store: Store,
    clock: Clock,
    changes: broadcast::Sender<BriefingId>,
}

impl Schedule {
    /// The schedule kept in `store`.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, changes: broadcast::channel(CHANGES_KEPT).0 }
    }

    /// Hears from now on which plans were written or removed.
    pub fn changes(&self) -> broadcast::Receiver<BriefingId> {
        self.changes.subscribe()
    }

    /// Nobody listening is fine: then no briefing runs.
    fn announce_change(&self, id: BriefingId) {
        let _ = self.changes.send(id);
    }
}
