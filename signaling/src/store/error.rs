//! Why the database cannot be used, in one line that says what to do.

use sqlx::migrate::MigrateError;

/// Primary result codes of SQLite (sqlite.org/rescode.html) that an operator can do something about.
const SQLITE_BUSY: i32 = 5;
const SQLITE_READONLY: i32 = 8;
const SQLITE_CANTOPEN: i32 = 14;
const SQLITE_NOTADB: i32 = 26;

/// The database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder is missing or may not be written.
    #[error("cannot write the database {0}: check that its folder exists and belongs to the service's user")]
    Unwritable(String),
    /// Another process holds the write lock.
    #[error("the database {0} is locked by another process: stop the other server or tool that uses it")]
    Locked(String),
    /// The file is something else.
    #[error("{0} is not a Giaoban database: name another file or restore a backup")]
    NotADatabase(String),
    /// A newer release has written it.
    #[error("the database {0} was written by a newer release: install that release or restore a backup")]
    Newer(String),
    /// A later owner of the briefing has written to its log.
    #[error("the briefing has another owner now")]
    Superseded,
    /// Stored data that this release cannot read.
    #[error("the database holds a value that cannot be read: {0}")]
    Unreadable(String),
    /// Anything else the database says.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

impl StoreError {
    /// What went wrong while opening `url`.
    pub(crate) fn opening(url: &str, error: MigrateError) -> Self {
        let url = without_secret(url);
        let error = match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => return Self::Newer(url),
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error,
            other => return Self::Database(sqlx::Error::Migrate(Box::new(other))),
        };
        match primary_code(&error) {
            Some(SQLITE_BUSY) => Self::Locked(url),
            Some(SQLITE_READONLY | SQLITE_CANTOPEN) => Self::Unwritable(url),
            Some(SQLITE_NOTADB) => Self::NotADatabase(url),
            _ => Self::Database(error),
        }
    }
}

/// The primary code is the low byte of SQLite's extended code.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<i32>().ok().map(|extended| extended & 0xff)
}

/// The address as it may be shown: no query, no password.
fn without_secret(url: &str) -> String {
    let address = url.split('?').next().unwrap_or_default();
    match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        (Some(("sqlite", path)), None) => path.to_owned(),
        _ => address.to_owned(),
    }
}
