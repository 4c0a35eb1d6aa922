//! A briefing on the wire: how it is read, and how a form becomes a draft.

use super::problem::Problem;
use super::units::present;
use crate::field::{FieldError, Flaw};
use crate::ids::{AgendaItemId, UserId};
use crate::protocol::SessionState;
use crate::schedule::{BriefingDraft, BriefingPlan, DraftItem, PlannedSite, ScheduledBriefing};
use giaoban_link::{SiteId, VideoCodec};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A briefing in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct BriefingSummary {
    id: Uuid,
    title: String,
    /// ms since 1970.
    starts_at: i64,
    /// ms since 1970.
    ends_at: i64,
    place: String,
    /// Where the session stands, such as `scheduled` or `live`.
    #[schema(value_type = String)]
    state: SessionState,
    /// The chair's hall.
    chair_site: Uuid,
    /// How many sites are expected.
    expected: usize,
}

/// A briefing, whole.
#[derive(Serialize, ToSchema)]
pub(super) struct BriefingBody {
    id: Uuid,
    title: String,
    /// ms since 1970.
    starts_at: i64,
    /// ms since 1970.
    ends_at: i64,
    place: String,
    /// Where the session stands, such as `scheduled` or `live`.
    #[schema(value_type = String)]
    state: SessionState,
    /// `vp8` or `h264`.
    #[schema(value_type = String)]
    codec: VideoCodec,
    chair_user: Uuid,
    /// The chair's hall.
    chair_site: Uuid,
    /// Điểm cầu chính, when it is not the chair's hall.
    main_site: Option<Uuid>,
    secretary_users: Vec<Uuid>,
    /// In order.
    deputies: Vec<Uuid>,
    /// False while it is a draft.
    announced: bool,
    agenda: Vec<AgendaItemBody>,
    /// Expected sites in tree order.
    sites: Vec<Uuid>,
    /// The same with names.
    expected: Vec<ExpectedSite>,
    /// Names of the chair, deputies and secretaries.
    people: Vec<PersonName>,
}

/// One item of the agenda.
#[derive(Serialize, ToSchema)]
pub(super) struct AgendaItemBody {
    id: Uuid,
    title: String,
    minutes: u16,
    /// Speaking time per speech.
    speech_minutes: u16,
}

/// An expected site.
#[derive(Serialize, ToSchema)]
pub(super) struct ExpectedSite {
    id: Uuid,
    code: String,
    name: String,
    /// Names from the root of the tree to the unit.
    path: Vec<String>,
}

/// Somebody named in a briefing.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonName {
    id: Uuid,
    name: String,
}

/// A briefing to plan or to change. When changing, what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BriefingInput {
    title: Option<String>,
    /// ms since 1970.
    starts_at: Option<i64>,
    /// ms since 1970.
    ends_at: Option<i64>,
    place: Option<String>,
    /// `vp8` (the default) or `h264`.
    codec: Option<String>,
    chair_user: Option<Uuid>,
    /// The chair's hall; always expected.
    chair_site: Option<Uuid>,
    /// Điểm cầu chính, when it is not the chair's hall.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    main_site: Option<Option<Uuid>>,
    secretary_users: Option<Vec<Uuid>>,
    /// In order.
    deputies: Option<Vec<Uuid>>,
    agenda: Option<Vec<AgendaItemInput>>,
    /// Expected sites.
    sites: Option<Vec<Uuid>>,
    /// False keeps a new briefing a draft that only its editors see.
    announced: Option<bool>,
}

/// One item of the agenda.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgendaItemInput {
    /// The item it was before; left out = new.
    id: Option<Uuid>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    minutes: i64,
    /// Speaking time per speech; 5 when left out.
    #[serde(default = "five")]
    speech_minutes: i64,
}

/// The usual speaking time (domain section 3.3).
fn five() -> i64 {
    5
}

impl BriefingInput {
    /// The draft of a new briefing.
    pub(super) fn draft(self) -> Result<BriefingDraft, FieldError> {
        let blank = BriefingDraft {
            title: String::new(),
            starts_at: self.starts_at.ok_or(Flaw::Empty.of("starts_at"))?,
            ends_at: self.ends_at.ok_or(Flaw::Empty.of("ends_at"))?,
            place: String::new(),
            codec: VideoCodec::default(),
            chair_user: UserId(self.chair_user.ok_or(Flaw::Empty.of("chair_user"))?),
            chair_site: SiteId(self.chair_site.ok_or(Flaw::Empty.of("chair_site"))?),
            main_site: None,
            secretaries: Vec::new(),
            deputies: Vec::new(),
            agenda: Vec::new(),
            sites: Vec::new(),
            announced: true,
        };
        self.over(blank)
    }

    /// `old` with what is given here.
    pub(super) fn over(self, old: BriefingDraft) -> Result<BriefingDraft, FieldError> {
        let users = |users: Vec<Uuid>| users.into_iter().map(UserId).collect();
        let main_site = self.main_site.map(|site| site.map(SiteId));
        Ok(BriefingDraft {
            title: self.title.unwrap_or(old.title),
            starts_at: self.starts_at.unwrap_or(old.starts_at),
            ends_at: self.ends_at.unwrap_or(old.ends_at),
            place: self.place.unwrap_or(old.place),
            codec: self.codec.as_deref().map(codec).transpose()?.unwrap_or(old.codec),
            chair_user: self.chair_user.map_or(old.chair_user, UserId),
            chair_site: self.chair_site.map_or(old.chair_site, SiteId),
            main_site: main_site.unwrap_or(old.main_site),
            secretaries: self.secretary_users.map_or(old.secretaries, users),
            deputies: self.deputies.map_or(old.deputies, users),
            agenda: self.agenda.map_or(old.agenda, |items| items.into_iter().map(DraftItem::from).collect()),
            sites: self.sites.map_or(old.sites, |sites| sites.into_iter().map(SiteId).collect()),
            announced: self.announced.unwrap_or(old.announced),
        })
    }
}

impl From<AgendaItemInput> for DraftItem {
    /// What does not fit becomes 0 minutes, which the draft's own check refuses by name.
    fn from(item: AgendaItemInput) -> Self {
        Self {
            id: item.id.map(AgendaItemId),
            title: item.title,
            minutes: u16::try_from(item.minutes).unwrap_or_default(),
            speech_minutes: u16::try_from(item.speech_minutes).unwrap_or_default(),
        }
    }
}

fn codec(name: &str) -> Result<VideoCodec, FieldError> {
    match name {
        "vp8" => Ok(VideoCodec::Vp8),
        "h264" => Ok(VideoCodec::H264),
        _ => Err(Flaw::Unknown.of("codec")),
    }
}

impl From<ScheduledBriefing> for BriefingSummary {
    fn from(ScheduledBriefing { plan, state }: ScheduledBriefing) -> Self {
        Self {
            id: plan.id.0,
            title: plan.title,
            starts_at: plan.starts_at,
            ends_at: plan.ends_at,
            place: plan.place,
            state,
            chair_site: plan.chair_site.0,
            expected: plan.sites.len(),
        }
    }
}

impl From<ScheduledBriefing> for BriefingBody {
    fn from(ScheduledBriefing { plan, state }: ScheduledBriefing) -> Self {
        Self {
            agenda: agenda(&plan),
            people: plan.names.iter().map(|(id, name)| PersonName { id: id.0, name: name.clone() }).collect(),
            id: plan.id.0,
            title: plan.title,
            starts_at: plan.starts_at,
            ends_at: plan.ends_at,
            place: plan.place,
            state,
            codec: plan.codec,
            chair_user: plan.chair_user.0,
            chair_site: plan.chair_site.0,
            main_site: plan.main_site.map(|site| site.0),
            secretary_users: plan.secretaries.iter().map(|user| user.0).collect(),
            deputies: plan.deputies.iter().map(|user| user.0).collect(),
            announced: plan.announced,
            sites: plan.sites.iter().map(|site| site.id.0).collect(),
            expected: plan.sites.into_iter().map(ExpectedSite::from).collect(),
        }
    }
}

impl From<PlannedSite> for ExpectedSite {
    fn from(site: PlannedSite) -> Self {
        Self { id: site.id.0, code: site.code, name: site.name, path: site.path }
    }
}

fn agenda(plan: &BriefingPlan) -> Vec<AgendaItemBody> {
    let items = plan.agenda.iter().map(|item| AgendaItemBody {
        id: item.id.0,
        title: item.title.clone(),
        minutes: item.minutes,
        speech_minutes: item.speech_minutes,
    });
    items.collect()
}

/// Only [`Problem`] leaves this module's forms.
impl BriefingInput {
    /// The plan's draft with what is given here.
    pub(super) fn change(self, plan: &BriefingPlan) -> Result<BriefingDraft, Problem> {
        Ok(self.over(BriefingDraft::from(plan))?)
    }
}
