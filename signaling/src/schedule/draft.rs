//! Is what somebody wants to plan complete and sensible, field by field?

use super::{BriefingPlan, DAY_MS};
use crate::field::{FieldError, Flaw, line, optional_line};
use crate::ids::{AgendaItemId, UserId};
use giaoban_link::{SiteId, VideoCodec};
use std::collections::BTreeSet;

/// Characters of a title, an item or a place: two lines on a hall screen.
const TEXT_MAX: usize = 200;
/// Items of an agenda.
const ITEMS_MAX: usize = 50;
/// Minutes of an item: a working day.
const MINUTES_MAX: u16 = 600;
/// Minutes of one speech.
const SPEECH_MINUTES_MAX: u16 = 60;
/// Secretaries or deputies of one briefing.
const PEOPLE_MAX: usize = 20;
/// Sites of one briefing: every commune of the country with room to spare.
const SITES_MAX: usize = 5_000;

/// A briefing as somebody wants it. Replaces the plan whole.
#[derive(Clone, Debug)]
pub struct BriefingDraft {
    /// Title.
    pub title: String,
    /// Start, ms since 1970.
    pub starts_at: i64,
    /// End, ms since 1970.
    pub ends_at: i64,
    /// Where the chair sits, in words.
    pub place: String,
    /// The one video codec.
    pub codec: VideoCodec,
    /// Who chairs.
    pub chair_user: UserId,
    /// The chair's hall.
    pub chair_site: SiteId,
    /// Điểm cầu chính, when it is not the chair's hall.
    pub main_site: Option<SiteId>,
    /// Secretaries.
    pub secretaries: Vec<UserId>,
    /// Deputies in order.
    pub deputies: Vec<UserId>,
    /// Agenda in order.
    pub agenda: Vec<DraftItem>,
    /// Expected sites; the chair's hall and the main site are always among them.
    pub sites: Vec<SiteId>,
    /// Whether it is announced or still a draft.
    pub announced: bool,
}

/// An item of the agenda as somebody wants it.
#[derive(Clone, Debug)]
pub struct DraftItem {
    /// The item it was before; none = new.
    pub id: Option<AgendaItemId>,
    /// Title.
    pub title: String,
    /// Planned minutes.
    pub minutes: u16,
    /// Speaking time per speech, minutes.
    pub speech_minutes: u16,
}

impl BriefingDraft {
    /// The same fields, cleaned, or the first that is wrong. What they name is not looked up here.
    pub(super) fn checked(mut self) -> Result<Self, FieldError> {
        self.title = line("title", &self.title, TEXT_MAX)?;
        self.place = optional_line("place", &self.place, TEXT_MAX)?;
        if self.ends_at <= self.starts_at {
            return Err(Flaw::NotAfterStart.of("ends_at"));
        }
        if self.ends_at.saturating_sub(self.starts_at) > DAY_MS {
            return Err(Flaw::LongerThanADay.of("ends_at"));
        }
        self.check_people()?;
        at_most("agenda", self.agenda.len(), ITEMS_MAX)?;
        let items = self.agenda.into_iter().enumerate();
        self.agenda = items
            .map(|(index, item)| item.checked().map_err(|error| error.within("agenda", index)))
            .collect::<Result<_, _>>()?;
        let all = self.sites.iter().copied().chain([self.chair_site]).chain(self.main_site);
        self.sites = all.collect::<BTreeSet<SiteId>>().into_iter().collect();
        at_most("sites", self.sites.len(), SITES_MAX)?;
        Ok(self)
    }

    fn check_people(&self) -> Result<(), FieldError> {
        at_most("secretary_users", self.secretaries.len(), PEOPLE_MAX)?;
        at_most("deputies", self.deputies.len(), PEOPLE_MAX)?;
        distinct("secretary_users", self.secretaries.iter())?;
        distinct("deputies", self.deputies.iter().chain([&self.chair_user]))
    }
}

impl DraftItem {
    fn checked(self) -> Result<Self, FieldError> {
        let title = line("title", &self.title, TEXT_MAX)?;
        within("minutes", self.minutes, MINUTES_MAX)?;
        within("speech_minutes", self.speech_minutes, SPEECH_MINUTES_MAX)?;
        Ok(Self { title, ..self })
    }
}

impl From<&BriefingPlan> for BriefingDraft {
    fn from(plan: &BriefingPlan) -> Self {
        let items = plan.agenda.iter().map(|item| DraftItem {
            id: Some(item.id),
            title: item.title.clone(),
            minutes: item.minutes,
            speech_minutes: item.speech_minutes,
        });
        Self {
            title: plan.title.clone(),
            starts_at: plan.starts_at,
            ends_at: plan.ends_at,
            place: plan.place.clone(),
            codec: plan.codec,
            chair_user: plan.chair_user,
            chair_site: plan.chair_site,
            main_site: plan.main_site,
            secretaries: plan.secretaries.clone(),
            deputies: plan.deputies.clone(),
            agenda: items.collect(),
            sites: plan.sites.iter().map(|site| site.id).collect(),
            announced: plan.announced,
        }
    }
}

fn at_most(field: &'static str, count: usize, max: usize) -> Result<(), FieldError> {
    if count > max { Err(Flaw::TooLong { max }.of(field)) } else { Ok(()) }
}

fn within(field: &'static str, value: u16, max: u16) -> Result<(), FieldError> {
    let flaw = Flaw::OutOfRange { min: 1, max: i64::from(max) };
    if (1..=max).contains(&value) { Ok(()) } else { Err(flaw.of(field)) }
}

fn distinct<'a>(field: &'static str, mut users: impl Iterator<Item = &'a UserId>) -> Result<(), FieldError> {
    let mut seen = BTreeSet::new();
    if users.all(|user| seen.insert(*user)) { Ok(()) } else { Err(Flaw::Repeated.of(field)) }
}
