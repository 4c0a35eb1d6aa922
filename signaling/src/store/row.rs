//! How is a row read? Typed columns by name, with unreadable values as errors instead of panics.

use super::StoreError;
use sqlx::Row;
use sqlx::any::AnyRow;
use uuid::Uuid;

/// Typed access to the columns of a row.
pub(crate) trait Columns {
    /// A text column.
    fn text(&self, column: &str) -> Result<String, StoreError>;
    /// A text column that may be NULL.
    fn optional_text(&self, column: &str) -> Result<Option<String>, StoreError>;
    /// A BIGINT column.
    fn int(&self, column: &str) -> Result<i64, StoreError>;

    /// An identifier.
    fn id(&self, column: &str) -> Result<Uuid, StoreError> {
        parse_id(column, &self.text(column)?)
    }

    /// An identifier that may be NULL.
    fn optional_id(&self, column: &str) -> Result<Option<Uuid>, StoreError> {
        self.optional_text(column)?.map(|text| parse_id(column, &text)).transpose()
    }

    /// A word of a fixed list, such as a role.
    fn word<T>(&self, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let text = self.text(column)?;
        parse(&text).ok_or_else(|| StoreError::Unreadable(format!("{column} = {text:?}")))
    }
}

impl Columns for AnyRow {
    fn text(&self, column: &str) -> Result<String, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn optional_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn int(&self, column: &str) -> Result<i64, StoreError> {
        Ok(self.try_get(column)?)
    }
}

fn parse_id(column: &str, text: &str) -> Result<Uuid, StoreError> {
    Uuid::parse_str(text).map_err(|_| StoreError::Unreadable(format!("{column} = {text:?}")))
}
