//! Why the schedule refuses.

use crate::field::FieldError;
use crate::store::StoreError;

/// Why the schedule refuses.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// There is no such briefing.
    #[error("no such briefing")]
    NotFound,
    /// A field is wrong.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// A site or the chair is needed elsewhere at that time.
    #[error("{field}: {who} is in {title:?} from {starts_at}")]
    Clash {
        /// `sites` or `chair_user`.
        field: &'static str,
        /// Name of the site or person.
        who: String,
        /// Title of the other briefing.
        title: String,
        /// When it begins, ms since 1970.
        starts_at: i64,
    },
    /// The briefing has ended; its record stays as it is.
    #[error("the briefing has ended")]
    Ended,
    /// The briefing has begun, so it is closed or cancelled and not removed.
    #[error("the briefing has begun")]
    Begun,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ScheduleError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
