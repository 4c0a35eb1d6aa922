//! What is planned? Plans read back whole, with the place of each site in the tree.

use super::{AgendaItem, BriefingPlan, PlanEdit, PlannedSite, Schedule, day_of};
use crate::directory::{Tree, read_tree, sort_key};
use crate::ids::{AgendaItemId, BriefingId, UnitId, UserId};
use crate::protocol::SessionState;
use crate::store::{Columns, StoreError};
use giaoban_link::{SiteId, VideoCodec};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};
use std::collections::BTreeMap;

/// A planned briefing and where its session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledBriefing {
    /// The plan.
    pub plan: BriefingPlan,
    /// Where the session stands.
    pub state: SessionState,
}

impl Schedule {
    /// One planned briefing.
    pub async fn briefing(&self, id: BriefingId) -> Result<Option<ScheduledBriefing>, StoreError> {
        let mut snapshot = self.store.snapshot().await?;
        let row = sqlx::query(
            "SELECT briefing.*, session_state.state FROM briefing \
             LEFT JOIN session_state ON session_state.briefing = briefing.id WHERE briefing.id = $1",
        )
        .bind(id.to_string())
        .fetch_optional(&mut *snapshot)
        .await?;
        match row {
            Some(row) => self.read(&mut snapshot, &row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The plan of one briefing, for its owner.
    pub async fn plan(&self, id: BriefingId) -> Result<Option<BriefingPlan>, StoreError> {
        Ok(self.briefing(id).await?.map(|briefing| briefing.plan))
    }

    /// Briefings that take place at least partly between two moments, by start.
    pub async fn between(&self, from: i64, to: i64) -> Result<Vec<ScheduledBriefing>, StoreError> {
        let mut snapshot = self.store.snapshot().await?;
        let rows = sqlx::query(
            "SELECT briefing.*, session_state.state FROM briefing \
             LEFT JOIN session_state ON session_state.briefing = briefing.id \
             WHERE briefing.starts_at < $2 AND briefing.ends_at > $1 ORDER BY briefing.starts_at, briefing.id",
        )
        .bind(from)
        .bind(to)
        .fetch_all(&mut *snapshot)
        .await?;
        let mut briefings = Vec::with_capacity(rows.len());
        for row in &rows {
            briefings.push(self.read(&mut snapshot, row).await?);
        }
        Ok(briefings)
    }

    /// Today's briefings (UTC+7), and those still in progress since yesterday.
    pub async fn today(&self) -> Result<Vec<ScheduledBriefing>, StoreError> {
        let day = day_of(self.clock.now());
        self.between(day.start, day.end).await
    }

    async fn read(
        &self,
        snapshot: &mut Transaction<'static, Any>,
        row: &AnyRow,
    ) -> Result<ScheduledBriefing, StoreError> {
        let id = BriefingId(row.id("id")?);
        let (announced, ends_at) = (row.int("announced")? == 1, row.int("ends_at")?);
        let state = match row.optional_text("state")? {
            Some(_) => row.word("state", state_of_name)?,
            None if announced => SessionState::Scheduled,
            None => SessionState::Draft,
        };
        let (secretaries, deputies, mut names) = people(snapshot, id).await?;
        let chair_user = UserId(row.id("chair_account")?);
        names.insert(chair_user, name_of(snapshot, chair_user).await?);
        // A past briefing keeps the tree of its day.
        let tree = read_tree(&mut *snapshot, ends_at.min(self.clock.now())).await?;
        let plan = BriefingPlan {
            id,
            title: row.text("title")?,
            starts_at: row.int("starts_at")?,
            ends_at,
            place: row.text("place")?,
            codec: row.word("codec", codec_of_name)?,
            chair_user,
            chair_site: SiteId(row.id("chair_site")?),
            main_site: row.optional_id("main_site")?.map(SiteId),
            secretaries,
            deputies,
            names,
            announced,
            agenda: agenda(snapshot, id).await?,
            sites: sites(snapshot, id, &tree).await?,
            edits: edits(snapshot, id).await?,
        };
        Ok(ScheduledBriefing { plan, state })
    }
}

async fn edits(
    snapshot: &mut Transaction<'static, Any>,
    id: BriefingId,
) -> Result<Vec<PlanEdit>, StoreError> {
    let rows = sqlx::query("SELECT account, at_ms FROM plan_edit WHERE briefing = $1 ORDER BY number")
        .bind(id.to_string())
        .fetch_all(&mut **snapshot)
        .await?;
    rows.iter().map(|row| Ok(PlanEdit { by: UserId(row.id("account")?), at: row.int("at_ms")? })).collect()
}

type People = (Vec<UserId>, Vec<UserId>, BTreeMap<UserId, String>);

/// Secretaries, deputies and their names.
async fn people(snapshot: &mut Transaction<'static, Any>, id: BriefingId) -> Result<People, StoreError> {
    let rows = sqlx::query(
        "SELECT briefing_person.part, account.id, account.name FROM briefing_person \
         JOIN account ON account.id = briefing_person.account \
         WHERE briefing_person.briefing = $1 ORDER BY briefing_person.part, briefing_person.position",
    )
    .bind(id.to_string())
    .fetch_all(&mut **snapshot)
    .await?;
    let (mut secretaries, mut deputies, mut names) = (Vec::new(), Vec::new(), BTreeMap::new());
    for row in rows {
        let user = UserId(row.id("id")?);
        names.insert(user, row.text("name")?);
        let part = if row.text("part")? == SECRETARY { &mut secretaries } else { &mut deputies };
        part.push(user);
    }
    Ok((secretaries, deputies, names))
}

async fn name_of(snapshot: &mut Transaction<'static, Any>, user: UserId) -> Result<String, StoreError> {
    let row = sqlx::query("SELECT name FROM account WHERE id = $1").bind(user.to_string());
    row.fetch_one(&mut **snapshot).await?.text("name")
}

async fn agenda(
    snapshot: &mut Transaction<'static, Any>,
    id: BriefingId,
) -> Result<Vec<AgendaItem>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, title, minutes, speech_minutes FROM agenda_item WHERE briefing = $1 ORDER BY position",
    )
    .bind(id.to_string())
    .fetch_all(&mut **snapshot)
    .await?;
    let minutes = |row: &AnyRow, column| {
        u16::try_from(row.int(column)?).map_err(|_| StoreError::Unreadable(format!("{column} of an item")))
    };
    let item = |row: &AnyRow| {
        Ok(AgendaItem {
            id: AgendaItemId(row.id("id")?),
            title: row.text("title")?,
            minutes: minutes(row, "minutes")?,
            speech_minutes: minutes(row, "speech_minutes")?,
        })
    };
    rows.iter().map(item).collect()
}

async fn sites(
    snapshot: &mut Transaction<'static, Any>,
    id: BriefingId,
    tree: &Tree,
) -> Result<Vec<PlannedSite>, StoreError> {
    let rows = sqlx::query(
        "SELECT site.id, site.code, site.name, site.unit, site.phone FROM briefing_site \
         JOIN site ON site.id = briefing_site.site WHERE briefing_site.briefing = $1",
    )
    .bind(id.to_string())
    .fetch_all(&mut **snapshot)
    .await?;
    let mut sites = Vec::with_capacity(rows.len());
    for row in rows {
        let unit = UnitId(row.id("unit")?);
        sites.push(PlannedSite {
            id: SiteId(row.id("id")?),
            code: row.text("code")?,
            name: row.text("name")?,
            unit,
            within: tree.within(unit),
            path: tree.path(unit),
            order: 0,
            phone: row.text("phone")?,
        });
    }
    sites.sort_by_cached_key(|site| (tree.order(site.unit), sort_key(&site.name), site.code.clone()));
    (0..).zip(&mut sites).for_each(|(order, site)| site.order = order);
    Ok(sites)
}

/// Names of the parts people have in a briefing, in the store.
pub(super) const SECRETARY: &str = "secretary";
pub(super) const DEPUTY: &str = "deputy";

/// Session states are kept by their names on the wire.
fn state_of_name(name: &str) -> Option<SessionState> {
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    SessionState::deserialize(name).ok()
}

fn codec_of_name(name: &str) -> Option<VideoCodec> {
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    VideoCodec::deserialize(name).ok()
}
