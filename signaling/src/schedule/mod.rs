//! Which briefings are planned: when, where, with whom, about what?

mod plan;

pub use plan::{AgendaItem, BriefingPlan, PlannedSite};
