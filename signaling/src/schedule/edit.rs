//! How do plans come to be, change and go?

use super::read::{DEPUTY, SECRETARY};
use super::{BriefingDraft, BriefingPlan, Schedule, ScheduleError, clash};
use crate::field::{FieldError, Flaw};
use crate::ids::{AgendaItemId, BriefingId, UserId};
use crate::protocol::SessionState;
use crate::store::Columns;
use giaoban_link::VideoCodec;
use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};
use std::collections::HashSet;
use uuid::Uuid;

impl Schedule {
    /// Plans a briefing.
    pub async fn create(&self, by: UserId, draft: BriefingDraft) -> Result<BriefingId, ScheduleError> {
        let draft = draft.checked()?;
        if draft.ends_at <= self.clock.now() {
            return Err(Flaw::InThePast.of("ends_at").into());
        }
        let id = BriefingId::new();
        let mut transaction = self.store.begin().await?;
        check_names(&mut transaction, &draft, None).await?;
        if draft.announced {
            clash::check(&mut transaction, id, &draft).await?;
        }
        write(&mut transaction, id, &draft).await?;
        self.sign(&mut transaction, id, by, 0).await?;
        transaction.commit().await?;
        self.announce_change(id);
        Ok(id)
    }

    /// Replaces a plan. Once somebody may be inside, what media was set up with stays; once the lobby is open, so do
    /// rights, which are changed in the briefing.
    pub async fn edit(&self, by: UserId, id: BriefingId, draft: BriefingDraft) -> Result<(), ScheduleError> {
        let draft = draft.checked()?;
        let mut transaction = self.store.begin().await?;
        let old = self.briefing(id).await?.ok_or(ScheduleError::NotFound)?;
        check_state(&old.plan, old.state, &draft)?;
        let moved = (draft.starts_at, draft.ends_at) != (old.plan.starts_at, old.plan.ends_at);
        if moved && draft.ends_at <= self.clock.now() {
            return Err(Flaw::InThePast.of("ends_at").into());
        }
        check_names(&mut transaction, &draft, Some(&old.plan)).await?;
        if draft.announced || old.state != SessionState::Draft {
            clash::check(&mut transaction, id, &draft).await?;
        }
        erase(&mut transaction, id).await?;
        write(&mut transaction, id, &draft).await?;
        self.sign(&mut transaction, id, by, old.plan.edits.len()).await?;
        transaction.commit().await?;
        self.announce_change(id);
        Ok(())
    }

    /// Announces a draft, if nothing clashes. Announcing twice changes nothing.
    pub async fn announce(&self, by: UserId, id: BriefingId) -> Result<(), ScheduleError> {
        let plan = self.plan(id).await?.ok_or(ScheduleError::NotFound)?;
        if plan.announced {
            return Ok(());
        }
        self.edit(by, id, BriefingDraft { announced: true, ..BriefingDraft::from(&plan) }).await
    }

    /// Writes down who wrote the plan, after so many others.
    async fn sign(
        &self,
        transaction: &mut Transaction<'static, Any>,
        id: BriefingId,
        by: UserId,
        before: usize,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO plan_edit (briefing, number, account, at_ms) VALUES ($1, $2, $3, $4)")
            .bind(id.to_string())
            .bind(i64::try_from(before).unwrap_or(i64::MAX))
            .bind(by.to_string())
            .bind(self.clock.now())
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }

    /// Removes a briefing that never began.
    pub async fn remove(&self, id: BriefingId) -> Result<(), ScheduleError> {
        let mut transaction = self.store.begin().await?;
        let events = sqlx::query("SELECT rev FROM event WHERE briefing = $1")
            .bind(id.to_string())
            .fetch_optional(&mut *transaction)
            .await?;
        if events.is_some() {
            return Err(ScheduleError::Begun);
        }
        if erase(&mut transaction, id).await? == 0 {
            return Err(ScheduleError::NotFound);
        }
        let edits = sqlx::query("DELETE FROM plan_edit WHERE briefing = $1").bind(id.to_string());
        edits.execute(&mut *transaction).await?;
        transaction.commit().await?;
        self.announce_change(id);
        Ok(())
    }
}

/// What may still change.
fn check_state(old: &BriefingPlan, state: SessionState, draft: &BriefingDraft) -> Result<(), ScheduleError> {
    let fixed = |field| Err(ScheduleError::Field(Flaw::Fixed.of(field)));
    let inside = |field| Err(ScheduleError::Field(Flaw::ChangedInside.of(field)));
    match state {
        SessionState::Draft => Ok(()),
        _ if old.announced && !draft.announced => fixed("announced"),
        SessionState::Closed | SessionState::Archived | SessionState::Postponed | SessionState::Cancelled => {
            Err(ScheduleError::Ended)
        }
        _ if state.is_open() && draft.codec != old.codec => fixed("codec"),
        _ if state.is_open() && draft.chair_site != old.chair_site => fixed("chair_site"),
        _ if state.has_begun() && draft.chair_user != old.chair_user => inside("chair_user"),
        _ if state.has_begun() && draft.secretaries != old.secretaries => inside("secretary_users"),
        _ if state.has_begun() && draft.deputies != old.deputies => inside("deputies"),
        _ => Ok(()),
    }
}

/// Everybody and every site that is newly named exists.
async fn check_names(
    transaction: &mut Transaction<'static, Any>,
    draft: &BriefingDraft,
    old: Option<&BriefingPlan>,
) -> Result<(), ScheduleError> {
    let accounts = sqlx::query("SELECT id FROM account WHERE removed_at IS NULL");
    let accounts = accounts.fetch_all(&mut **transaction).await?;
    let sites = sqlx::query("SELECT id FROM site WHERE removed_at IS NULL");
    let sites = sites.fetch_all(&mut **transaction).await?;
    check_people(&known(accounts)?, draft, old)?;
    check_sites(&known(sites)?, draft, old)?;
    Ok(check_items(draft, old)?)
}

fn check_people(
    known: &HashSet<Uuid>,
    draft: &BriefingDraft,
    old: Option<&BriefingPlan>,
) -> Result<(), FieldError> {
    let chair = [("chair_user", draft.chair_user)];
    let secretaries = draft.secretaries.iter().map(|user| ("secretary_users", *user));
    let deputies = draft.deputies.iter().map(|user| ("deputies", *user));
    for (field, user) in chair.into_iter().chain(secretaries).chain(deputies) {
        if !known.contains(&user.0) && !old.is_some_and(|plan| plan.names.contains_key(&user)) {
            return Err(Flaw::Unknown.of(field));
        }
    }
    Ok(())
}

fn check_sites(
    known: &HashSet<Uuid>,
    draft: &BriefingDraft,
    old: Option<&BriefingPlan>,
) -> Result<(), FieldError> {
    let chair = [("chair_site", draft.chair_site)];
    let main = draft.main_site.map(|site| ("main_site", site));
    let expected = draft.sites.iter().map(|site| ("sites", *site));
    for (field, site) in chair.into_iter().chain(main).chain(expected) {
        let was = old.is_some_and(|plan| plan.sites.iter().any(|expected| expected.id == site));
        if !known.contains(&site.0) && !was {
            return Err(Flaw::Unknown.of(field));
        }
    }
    Ok(())
}

fn check_items(draft: &BriefingDraft, old: Option<&BriefingPlan>) -> Result<(), FieldError> {
    let mut items: HashSet<AgendaItemId> =
        old.iter().flat_map(|plan| &plan.agenda).map(|item| item.id).collect();
    for (index, item) in draft.agenda.iter().enumerate() {
        if item.id.is_some_and(|id| !items.remove(&id)) {
            return Err(Flaw::Unknown.of("id").within("agenda", index));
        }
    }
    Ok(())
}

fn known(rows: Vec<AnyRow>) -> Result<HashSet<Uuid>, ScheduleError> {
    rows.iter().map(|row| Ok(row.id("id")?)).collect()
}

/// Removes the plan's rows; returns how many briefings that were.
async fn erase(transaction: &mut Transaction<'static, Any>, id: BriefingId) -> Result<u64, sqlx::Error> {
    for part in [
        "DELETE FROM briefing_person WHERE briefing = $1",
        "DELETE FROM briefing_site WHERE briefing = $1",
        "DELETE FROM agenda_item WHERE briefing = $1",
    ] {
        sqlx::query(part).bind(id.to_string()).execute(&mut **transaction).await?;
    }
    let erased = sqlx::query("DELETE FROM briefing WHERE id = $1").bind(id.to_string());
    Ok(erased.execute(&mut **transaction).await?.rows_affected())
}

/// Adds the plan's rows.
async fn write(
    transaction: &mut Transaction<'static, Any>,
    id: BriefingId,
    draft: &BriefingDraft,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO briefing (id, title, starts_at, ends_at, place, codec, chair_account, chair_site, \
         main_site, announced) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.to_string())
    .bind(draft.title.as_str())
    .bind(draft.starts_at)
    .bind(draft.ends_at)
    .bind(draft.place.as_str())
    .bind(codec_name(draft.codec))
    .bind(draft.chair_user.to_string())
    .bind(draft.chair_site.to_string())
    .bind(draft.main_site.map(|site| site.to_string()))
    .bind(i64::from(draft.announced))
    .execute(&mut **transaction)
    .await?;
    write_people(transaction, id, SECRETARY, &draft.secretaries).await?;
    write_people(transaction, id, DEPUTY, &draft.deputies).await?;
    for site in &draft.sites {
        sqlx::query("INSERT INTO briefing_site (briefing, site) VALUES ($1, $2)")
            .bind(id.to_string())
            .bind(site.to_string())
            .execute(&mut **transaction)
            .await?;
    }
    write_agenda(transaction, id, draft).await
}

async fn write_people(
    transaction: &mut Transaction<'static, Any>,
    id: BriefingId,
    part: &'static str,
    users: &[UserId],
) -> Result<(), sqlx::Error> {
    for (position, user) in (0_i64..).zip(users) {
        sqlx::query(
            "INSERT INTO briefing_person (briefing, part, position, account) VALUES ($1, $2, $3, $4)",
        )
        .bind(id.to_string())
        .bind(part)
        .bind(position)
        .bind(user.to_string())
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

async fn write_agenda(
    transaction: &mut Transaction<'static, Any>,
    id: BriefingId,
    draft: &BriefingDraft,
) -> Result<(), sqlx::Error> {
    for (position, item) in (0_i64..).zip(&draft.agenda) {
        sqlx::query(
            "INSERT INTO agenda_item (id, briefing, position, title, minutes, speech_minutes) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(item.id.unwrap_or_default().to_string())
        .bind(id.to_string())
        .bind(position)
        .bind(item.title.as_str())
        .bind(i64::from(item.minutes))
        .bind(i64::from(item.speech_minutes))
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

/// The codec's name in the store: the one on the link.
fn codec_name(codec: VideoCodec) -> &'static str {
    match codec {
        VideoCodec::Vp8 => "vp8",
        VideoCodec::H264 => "h264",
    }
}
