//! Where is everything kept? One database behind sqlx's Any driver: SQLite in a file (the default), in the SQL
//! that PostgreSQL shares.

mod error;
mod event_log;
mod kept_peer;
mod row;

pub use error::StoreError;
pub use event_log::{EventLog, LogRow};
pub(crate) use kept_peer::{Keep, KeptPeer};
pub(crate) use row::Columns;

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyConnection, AnyPool, Connection, Transaction};
use std::time::Duration;

#[cfg(test)]
pub(crate) mod tests;

/// Connections that only read. Reads of WAL never wait for the writer, so few are enough.
const READERS: u32 = 4;

/// How long a start waits for another process to let go of the file, in ms. A lock held longer is not a
/// passing write but a second server or a forgotten shell, which somebody has to see.
const START_LOCK_WAIT_MS: &str = "PRAGMA busy_timeout = 2000";

/// Marks the file as ours ("GBON") for `file` and for people. The only reason to do it at every start is that
/// it writes: a read-only file or a held lock shows now and not at the first request.
const MARK_FILE: &str = "PRAGMA application_id = 0x47424f4e";

/// How long a request waits for a connection before it fails. Longer than SQLite's own busy timeout (5 s).
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");

/// The open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    readers: AnyPool,
    writer: AnyPool,
    sqlite: bool,
}

impl Store {
    /// Opens the database named by `url` (`sqlite://path?mode=rwc`) and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        install_default_drivers();
        let sqlite = url.starts_with("sqlite:");
        prepare(url, sqlite).await.map_err(|error| StoreError::opening(url, error))?;
        let pool = |connections| {
            AnyPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT).connect(url)
        };
        let opened = |error| StoreError::opening(url, sqlx::migrate::MigrateError::Execute(error));
        let writer = pool(if sqlite { 1 } else { READERS }).await.map_err(opened)?;
        let readers = pool(READERS).await.map_err(opened)?;
        Ok(Store { readers, writer, sqlite })
    }

    /// The event logs of briefings.
    pub fn event_log(&self) -> EventLog {
        EventLog::new(self.clone())
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.readers).await.is_ok()
    }

    /// Finishes what is being written and closes every connection.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Connections for reading outside a transaction.
    pub(crate) fn read(&self) -> &AnyPool {
        &self.readers
    }

    /// A transaction that only reads, so that several queries see one state.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        self.readers.begin().await
    }

    /// A transaction that may write. SQLite takes the write lock at once: a read that turns into a write
    /// after another process wrote would fail instead of waiting.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        let begin = if self.sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" };
        self.writer.begin_with(begin).await
    }
}

/// Everything that can fail because of the machine happens here on one plain connection, where the first
/// error is the answer: a pool would retry until its timeout and report only that.
async fn prepare(url: &str, sqlite: bool) -> Result<(), sqlx::migrate::MigrateError> {
    let mut connection = AnyConnection::connect(url).await?;
    if sqlite {
        sqlx::query(START_LOCK_WAIT_MS).execute(&mut connection).await?;
        sqlx::query("PRAGMA journal_mode = WAL").execute(&mut connection).await?;
        sqlx::query(MARK_FILE).execute(&mut connection).await?;
    }
    MIGRATIONS.run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
