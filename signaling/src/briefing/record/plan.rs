//! A plan as it stands in the log. The schedule may change or forget it later; the log must not.

use crate::ids::{AgendaItemId, BriefingId, UnitId, UserId};
use crate::schedule::{AgendaItem, BriefingPlan, PlanEdit, PlannedSite};
use giaoban_link::{SiteId, VideoCodec};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
struct PlanRecord {
    id: Uuid,
    title: String,
    starts_at: i64,
    ends_at: i64,
    place: String,
    codec: VideoCodec,
    chair_user: Uuid,
    chair_site: Uuid,
    main_site: Option<Uuid>,
    secretaries: Vec<Uuid>,
    deputies: Vec<Uuid>,
    names: Vec<(Uuid, String)>,
    announced: bool,
    agenda: Vec<ItemRecord>,
    sites: Vec<SiteRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    edits: Vec<EditRecord>,
}

#[derive(Serialize, Deserialize)]
struct EditRecord {
    by: Uuid,
    at: i64,
}

#[derive(Serialize, Deserialize)]
struct ItemRecord {
    id: Uuid,
    title: String,
    minutes: u16,
    speech_minutes: u16,
}

#[derive(Serialize, Deserialize)]
struct SiteRecord {
    id: Uuid,
    code: String,
    name: String,
    unit: Uuid,
    within: Vec<Uuid>,
    path: Vec<String>,
    order: u32,
    phone: String,
}

pub(super) fn serialize<S: Serializer>(plan: &BriefingPlan, serializer: S) -> Result<S::Ok, S::Error> {
    PlanRecord {
        id: plan.id.0,
        title: plan.title.clone(),
        starts_at: plan.starts_at,
        ends_at: plan.ends_at,
        place: plan.place.clone(),
        codec: plan.codec,
        chair_user: plan.chair_user.0,
        chair_site: plan.chair_site.0,
        main_site: plan.main_site.map(|site| site.0),
        secretaries: plan.secretaries.iter().map(|user| user.0).collect(),
        deputies: plan.deputies.iter().map(|user| user.0).collect(),
        names: plan.names.iter().map(|(user, name)| (user.0, name.clone())).collect(),
        announced: plan.announced,
        agenda: plan.agenda.iter().map(write_item).collect(),
        sites: plan.sites.iter().map(write_site).collect(),
        edits: plan.edits.iter().map(|edit| EditRecord { by: edit.by.0, at: edit.at }).collect(),
    }
    .serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<BriefingPlan>, D::Error> {
    let record = PlanRecord::deserialize(deserializer)?;
    Ok(Box::new(BriefingPlan {
        id: BriefingId(record.id),
        title: record.title,
        starts_at: record.starts_at,
        ends_at: record.ends_at,
        place: record.place,
        codec: record.codec,
        chair_user: UserId(record.chair_user),
        chair_site: SiteId(record.chair_site),
        main_site: record.main_site.map(SiteId),
        secretaries: record.secretaries.into_iter().map(UserId).collect(),
        deputies: record.deputies.into_iter().map(UserId).collect(),
        names: record.names.into_iter().map(|(user, name)| (UserId(user), name)).collect(),
        announced: record.announced,
        agenda: record.agenda.into_iter().map(read_item).collect(),
        sites: record.sites.into_iter().map(read_site).collect(),
        edits: record.edits.into_iter().map(read_edit).collect(),
    }))
}

fn read_edit(record: EditRecord) -> PlanEdit {
    PlanEdit { by: UserId(record.by), at: record.at }
}

fn write_item(item: &AgendaItem) -> ItemRecord {
    ItemRecord {
        id: item.id.0,
        title: item.title.clone(),
        minutes: item.minutes,
        speech_minutes: item.speech_minutes,
    }
}

fn read_item(record: ItemRecord) -> AgendaItem {
    AgendaItem {
        id: AgendaItemId(record.id),
        title: record.title,
        minutes: record.minutes,
        speech_minutes: record.speech_minutes,
    }
}

fn write_site(site: &PlannedSite) -> SiteRecord {
    SiteRecord {
        id: site.id.0,
        code: site.code.clone(),
        name: site.name.clone(),
        unit: site.unit.0,
        within: site.within.iter().map(|unit| unit.0).collect(),
        path: site.path.clone(),
        order: site.order,
        phone: site.phone.clone(),
    }
}

fn read_site(record: SiteRecord) -> PlannedSite {
    PlannedSite {
        id: SiteId(record.id),
        code: record.code,
        name: record.name,
        unit: UnitId(record.unit),
        within: record.within.into_iter().map(UnitId).collect(),
        path: record.path,
        order: record.order,
        phone: record.phone,
    }
}
