//! What happened in each briefing? One append-only log: audit trail, minutes, replay, recovery.

use super::{Columns, Store, StoreError};
use crate::ids::BriefingId;
use sqlx::{Any, Row, Transaction};

/// One event of a briefing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Revision of the briefing after this event.
    pub rev: u64,
    /// Server clock in ms since 1970.
    pub at_ms: i64,
    /// The event, as its owner writes it.
    pub json: String,
}

/// The event logs of all briefings. Cheap to clone.
#[derive(Clone, Debug)]
pub struct EventLog {
    store: Store,
}

impl EventLog {
    pub(super) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Adds `rows` in one transaction and records `state`, the session's state after them (a name of
    /// [`crate::protocol::SessionState`] on the wire, such as `live`). Refused with
    /// [`StoreError::Superseded`] when an owner of a later epoch has written.
    pub async fn append(
        &self,
        briefing: BriefingId,
        owner_epoch: u64,
        rows: &[LogRow],
        state: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.store.begin().await?;
        if latest_epoch(&mut transaction, briefing).await? > owner_epoch {
            return Err(StoreError::Superseded);
        }
        for row in rows {
            sqlx::query(
                "INSERT INTO event (briefing, owner_epoch, rev, at_ms, body) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(briefing.to_string())
            .bind(signed(owner_epoch))
            .bind(signed(row.rev))
            .bind(row.at_ms)
            .bind(row.json.as_str())
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query(
            "INSERT INTO session_state (briefing, state) VALUES ($1, $2) \
             ON CONFLICT (briefing) DO UPDATE SET state = excluded.state",
        )
        .bind(briefing.to_string())
        .bind(state)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Every event of a briefing with its owner epoch, oldest first.
    pub async fn load(&self, briefing: BriefingId) -> Result<Vec<(u64, LogRow)>, StoreError> {
        let rows = sqlx::query(
            "SELECT owner_epoch, rev, at_ms, body FROM event WHERE briefing = $1 ORDER BY owner_epoch, rev",
        )
        .bind(briefing.to_string())
        .fetch_all(self.store.read())
        .await?;
        rows.iter()
            .map(|row| {
                let event = LogRow {
                    rev: unsigned(row.int("rev")?)?,
                    at_ms: row.int("at_ms")?,
                    json: row.text("body")?,
                };
                Ok((unsigned(row.int("owner_epoch")?)?, event))
            })
            .collect()
    }

    /// Whether nothing has happened in a briefing.
    pub async fn is_empty(&self, briefing: BriefingId) -> Result<bool, StoreError> {
        let event =
            sqlx::query("SELECT rev FROM event WHERE briefing = $1 LIMIT 1").bind(briefing.to_string());
        Ok(event.fetch_optional(self.store.read()).await?.is_none())
    }

    /// The epoch of the next owner: one above every epoch in the log.
    pub async fn next_epoch(&self, briefing: BriefingId) -> Result<u64, StoreError> {
        let mut transaction = self.store.begin().await?;
        Ok(latest_epoch(&mut transaction, briefing).await? + 1)
    }

    /// Briefings that have begun and not ended: what a restarted server brings back.
    pub async fn live_briefings(&self) -> Result<Vec<BriefingId>, StoreError> {
        let rows = sqlx::query(
            "SELECT briefing FROM session_state \
             WHERE state IN ('testing', 'lobby', 'live', 'break') ORDER BY briefing",
        )
        .fetch_all(self.store.read())
        .await?;
        rows.iter().map(|row| Ok(BriefingId(row.id("briefing")?))).collect()
    }
}

/// 0 when there is no event.
async fn latest_epoch(
    transaction: &mut Transaction<'static, Any>,
    briefing: BriefingId,
) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT COALESCE(MAX(owner_epoch), 0) AS epoch FROM event WHERE briefing = $1")
        .bind(briefing.to_string())
        .fetch_one(&mut **transaction)
        .await?;
    unsigned(row.try_get("epoch")?)
}

/// Epochs and revisions count events, which never reach 2⁶³.
fn signed(count: u64) -> i64 {
    i64::try_from(count).expect("fewer than 2^63 events")
}

fn unsigned(count: i64) -> Result<u64, StoreError> {
    u64::try_from(count).map_err(|_| StoreError::Unreadable(format!("count {count}")))
}
