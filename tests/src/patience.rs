//! How long does a test wait for what must happen? Ten seconds, for an event, never for the clock.

use anyhow::{Context, Result};
use std::time::Duration;

/// Anything that takes longer has failed, however busy the machine.
pub const LIMIT: Duration = Duration::from_secs(10);

/// Waits for `event`; the error says what did not happen.
pub async fn within<T>(what: impl std::fmt::Display, event: impl Future<Output = T>) -> Result<T> {
    tokio::time::timeout(LIMIT, event).await.with_context(|| format!("did not happen in {LIMIT:?}: {what}"))
}
