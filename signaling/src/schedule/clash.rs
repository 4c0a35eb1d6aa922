//! Is somebody wanted in two briefings at once? One camera and one chair cannot be.

use super::{BriefingDraft, ScheduleError};
use crate::ids::BriefingId;
use crate::store::Columns;
use sqlx::{Any, Transaction};
use std::collections::HashSet;
use uuid::Uuid;

/// Briefings that count: announced, and neither over nor moved nor called off.
const OVERLAPPING_CHAIR: &str = "SELECT briefing.title, briefing.starts_at, account.name \
     FROM briefing JOIN account ON account.id = briefing.chair_account \
     LEFT JOIN session_state ON session_state.briefing = briefing.id \
     WHERE briefing.starts_at < $2 AND briefing.ends_at > $1 AND briefing.id <> $3 \
     AND briefing.chair_account = $4 \
     AND ((session_state.state IS NULL AND briefing.announced = 1) \
          OR session_state.state IN ('scheduled', 'testing', 'lobby', 'live', 'break')) \
     ORDER BY briefing.starts_at";

/// The same for sites.
const OVERLAPPING_SITES: &str = "SELECT briefing.title, briefing.starts_at, site.id, site.name \
     FROM briefing JOIN briefing_site ON briefing_site.briefing = briefing.id \
     JOIN site ON site.id = briefing_site.site \
     LEFT JOIN session_state ON session_state.briefing = briefing.id \
     WHERE briefing.starts_at < $2 AND briefing.ends_at > $1 AND briefing.id <> $3 \
     AND ((session_state.state IS NULL AND briefing.announced = 1) \
          OR session_state.state IN ('scheduled', 'testing', 'lobby', 'live', 'break')) \
     ORDER BY briefing.starts_at, site.code";

/// Refuses `draft` when its chair or one of its sites is in another briefing at that time.
pub(super) async fn check(
    transaction: &mut Transaction<'static, Any>,
    id: BriefingId,
    draft: &BriefingDraft,
) -> Result<(), ScheduleError> {
    let chair = sqlx::query(OVERLAPPING_CHAIR)
        .bind(draft.starts_at)
        .bind(draft.ends_at)
        .bind(id.to_string())
        .bind(draft.chair_user.to_string())
        .fetch_optional(&mut **transaction)
        .await?;
    if let Some(row) = chair {
        return Err(clash("chair_user", &row)?);
    }
    let sites = sqlx::query(OVERLAPPING_SITES)
        .bind(draft.starts_at)
        .bind(draft.ends_at)
        .bind(id.to_string())
        .fetch_all(&mut **transaction)
        .await?;
    let wanted: HashSet<Uuid> = draft.sites.iter().map(|site| site.0).collect();
    for row in sites {
        if wanted.contains(&row.id("id")?) {
            return Err(clash("sites", &row)?);
        }
    }
    Ok(())
}

fn clash(field: &'static str, row: &sqlx::any::AnyRow) -> Result<ScheduleError, ScheduleError> {
    Ok(ScheduleError::Clash {
        field,
        who: row.text("name")?,
        title: row.text("title")?,
        starts_at: row.int("starts_at")?,
    })
}
