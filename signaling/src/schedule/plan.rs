//! One planned briefing, whole: what a briefing's owner starts from.

use crate::ids::{AgendaItemId, BriefingId, UnitId, UserId};
use giaoban_link::{SiteId, VideoCodec};
use std::collections::BTreeMap;

/// A planned briefing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefingPlan {
    /// The briefing.
    pub id: BriefingId,
    /// Title.
    pub title: String,
    /// Planned start, ms since 1970.
    pub starts_at: i64,
    /// Planned end, ms since 1970.
    pub ends_at: i64,
    /// Where the chair sits, in words.
    pub place: String,
    /// The one video codec.
    pub codec: VideoCodec,
    /// Who chairs.
    pub chair_user: UserId,
    /// The chair's hall: its device is chair audio and picture.
    pub chair_site: SiteId,
    /// Điểm cầu chính, when it is not the chair's hall.
    pub main_site: Option<SiteId>,
    /// Secretaries, who act on behalf of the chair.
    pub secretaries: Vec<UserId>,
    /// Deputies in order.
    pub deputies: Vec<UserId>,
    /// Names of the chair, secretaries and deputies.
    pub names: BTreeMap<UserId, String>,
    /// Whether the briefing is announced (scheduled); a draft is not.
    pub announced: bool,
    /// The agenda in order.
    pub agenda: Vec<AgendaItem>,
    /// Expected sites in tree order, the chair's hall among them.
    pub sites: Vec<PlannedSite>,
    /// Every time somebody wrote it, oldest first; empty = in an earlier release, which did not say.
    pub edits: Vec<PlanEdit>,
}

/// Who wrote a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanEdit {
    /// Whose hands.
    pub by: UserId,
    /// When, ms since 1970.
    pub at: i64,
}

impl BriefingPlan {
    /// The same plan with the chair's hall of another.
    pub fn with_hall_of(mut self, other: &BriefingPlan) -> BriefingPlan {
        if !self.sites.iter().any(|site| site.id == other.chair_site) {
            let hall = other.sites.iter().find(|site| site.id == other.chair_site);
            self.sites.extend(hall.cloned());
            self.sites.sort_by_key(|site| site.order);
            (0..).zip(&mut self.sites).for_each(|(order, site)| site.order = order);
        }
        BriefingPlan { chair_site: other.chair_site, ..self }
    }

    /// The same plan with the people of another: who chairs, stands in, and keeps the minutes.
    pub fn with_people_of(mut self, other: &BriefingPlan) -> BriefingPlan {
        for (user, name) in &other.names {
            self.names.entry(*user).or_insert_with(|| name.clone());
        }
        BriefingPlan {
            chair_user: other.chair_user,
            secretaries: other.secretaries.clone(),
            deputies: other.deputies.clone(),
            ..self
        }
    }
}

/// One item of the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaItem {
    /// The item.
    pub id: AgendaItemId,
    /// Title.
    pub title: String,
    /// Planned minutes.
    pub minutes: u16,
    /// Speaking time per speech, minutes.
    pub speech_minutes: u16,
}

/// A site that is expected in a briefing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedSite {
    /// The site.
    pub id: SiteId,
    /// Short code, unique.
    pub code: String,
    /// Name as written on screen.
    pub name: String,
    /// Unit it belongs to.
    pub unit: UnitId,
    /// Units from the root of the tree down to the site's own: roles in one of them cover the site.
    pub within: Vec<UnitId>,
    /// Names from the root of the tree to the unit.
    pub path: Vec<String>,
    /// Position in tree order, from 0.
    pub order: u32,
    /// The technician's telephone.
    pub phone: String,
}
