//! Which sites took part, from when to when, and how often was each away?

use super::presence::{Absence, Presence};
use crate::briefing::{Millis, View};
use crate::protocol::RollCallMark;
use crate::schedule::{BriefingPlan, PlannedSite};
use giaoban_link::SiteId;

/// Shorter interruptions nobody noticed.
const BLIP_MS: Millis = 3_000;

/// One expected site.
#[derive(Clone, Debug, PartialEq)]
pub struct Attendance {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// The chair sits there: it calls the roll and answers none.
    pub is_chair: bool,
    /// What the roll call says; none = it was not called.
    pub mark: Option<RollCallMark>,
    /// People counted in its room.
    pub people: Option<u32>,
    /// When its room came, or the opening when it was there before.
    pub came_at: Option<Millis>,
    /// When it went for good; none = it stayed to the end, or never came.
    pub left_at: Option<Millis>,
    /// Interruptions that it came back from.
    pub lost: u32,
    /// How much it missed by them.
    pub lost_ms: Millis,
}

impl Attendance {
    /// Whether it took part: by the roll call, else by its line.
    pub fn took_part(&self) -> bool {
        self.mark.map_or(self.came_at.is_some(), RollCallMark::is_present)
    }
}

/// Every site that is on the plan in the end, in tree order.
pub(super) fn attendance(
    plan: &BriefingPlan,
    view: &View,
    opened_at: Millis,
    presence: &Presence,
    absences: &[Absence],
) -> Vec<Attendance> {
    let of = |planned: &PlannedSite| {
        let site = planned.id;
        let stay = presence.stay(site);
        let shown = view.sites.get(&site);
        let returned = |absence: &&Absence| {
            absence.site == site && absence.until.is_some() && absence.missed_ms >= BLIP_MS
        };
        let lost = absences.iter().filter(returned);
        Attendance {
            site,
            name: planned.name.clone(),
            is_chair: site == plan.chair_site,
            mark: shown.and_then(|site| site.roll_call),
            people: shown.and_then(|site| site.people),
            came_at: stay.came_at.map(|at| at.max(opened_at)),
            left_at: stay.left_at,
            lost: lost.clone().count().try_into().unwrap_or(u32::MAX),
            lost_ms: lost.map(|absence| absence.missed_ms).sum(),
        }
    };
    plan.sites.iter().map(of).collect()
}
