//! Why the directory refuses.

use crate::field::FieldError;
use crate::store::StoreError;

/// Why the directory refuses.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// There is no such unit or site.
    #[error("no such unit or site")]
    NotFound,
    /// A field is wrong.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The unit still has units or sites below it.
    #[error("the unit still has units or sites")]
    UnitInUse,
    /// The site is expected in a briefing that has not ended.
    #[error("the site is expected in a briefing")]
    SiteExpected,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for DirectoryError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
