//! Which sites are there, and how are they found?

use super::unit::NAME_MAX;
use super::{Directory, DirectoryError, Tree, fold, sort_key};
use crate::field::{FieldError, Flaw, line, optional_line, plain};
use crate::ids::UnitId;
use crate::store::{Columns, StoreError};
use giaoban_link::SiteId;
use sqlx::any::AnyRow;
use uuid::Uuid;

/// Characters of a site's code: short enough for a column of the technician's matrix.
const CODE_MAX: usize = 16;
/// Characters of a telephone number with an extension.
const PHONE_MAX: usize = 40;

/// A site (điểm cầu).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The site.
    pub id: SiteId,
    /// Short code, unique, in capitals.
    pub code: String,
    /// Name as written on screen.
    pub name: String,
    /// The unit it belongs to.
    pub unit: UnitId,
    /// The technician's telephone.
    pub phone: String,
}

/// A site to add.
#[derive(Clone, Debug)]
pub struct NewSite {
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: UnitId,
    /// Telephone.
    pub phone: String,
}

/// What to change of a site; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct SiteEdit {
    /// Short code.
    pub code: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Unit.
    pub unit: Option<UnitId>,
    /// Telephone.
    pub phone: Option<String>,
}

impl Directory {
    /// Sites whose name or code contains `words`, within `root`, in tree order, then by name.
    pub async fn find_sites(
        &self,
        tree: &Tree,
        words: &str,
        root: Option<UnitId>,
    ) -> Result<Vec<Site>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, code, name, unit, phone FROM site \
             WHERE removed_at IS NULL AND folded LIKE $1 ESCAPE '!'",
        )
        .bind(format!("%{}%", escape_like(&fold(words.trim()))))
        .fetch_all(self.store.read())
        .await?;
        let mut sites = rows.iter().map(read).collect::<Result<Vec<Site>, StoreError>>()?;
        sites.retain(|site| tree.is_within(site.unit, root));
        sites.sort_by_cached_key(|site| (tree.order(site.unit), sort_key(&site.name), site.code.clone()));
        Ok(sites)
    }

    /// One site.
    pub async fn site(&self, id: SiteId) -> Result<Option<Site>, StoreError> {
        let row =
            sqlx::query("SELECT id, code, name, unit, phone FROM site WHERE removed_at IS NULL AND id = $1")
                .bind(id.to_string())
                .fetch_optional(self.store.read())
                .await?;
        row.as_ref().map(read).transpose()
    }

    /// The site with a code.
    pub async fn site_by_code(&self, code: &str) -> Result<Option<Site>, StoreError> {
        let row = sqlx::query(
            "SELECT id, code, name, unit, phone FROM site WHERE removed_at IS NULL AND code = $1",
        )
        .bind(code.trim().to_ascii_uppercase())
        .fetch_optional(self.store.read())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Adds a site.
    pub async fn add_site(&self, site: NewSite) -> Result<SiteId, DirectoryError> {
        let mut transaction = self.store.begin().await?;
        let site = self.checked(SiteId(Uuid::now_v7()), site).await?;
        sqlx::query(
            "INSERT INTO site (id, code, name, folded, unit, phone, removed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, NULL)",
        )
        .bind(site.id.to_string())
        .bind(site.code.as_str())
        .bind(site.name.as_str())
        .bind(searched(&site))
        .bind(site.unit.to_string())
        .bind(site.phone.as_str())
        .execute(&mut *transaction)
        .await
        .map_err(code_taken)?;
        transaction.commit().await?;
        Ok(site.id)
    }

    /// Changes a site.
    pub async fn edit_site(&self, id: SiteId, edit: SiteEdit) -> Result<(), DirectoryError> {
        let mut transaction = self.store.begin().await?;
        let old = self.site(id).await?.ok_or(DirectoryError::NotFound)?;
        let wanted = NewSite {
            code: edit.code.unwrap_or(old.code),
            name: edit.name.unwrap_or(old.name),
            unit: edit.unit.unwrap_or(old.unit),
            phone: edit.phone.unwrap_or(old.phone),
        };
        let site = self.checked(id, wanted).await?;
        sqlx::query("UPDATE site SET code = $2, name = $3, folded = $4, unit = $5, phone = $6 WHERE id = $1")
            .bind(site.id.to_string())
            .bind(site.code.as_str())
            .bind(site.name.as_str())
            .bind(searched(&site))
            .bind(site.unit.to_string())
            .bind(site.phone.as_str())
            .execute(&mut *transaction)
            .await
            .map_err(code_taken)?;
        Ok(transaction.commit().await?)
    }

    /// Removes a site; its devices cannot sign in any more. Past briefings keep it. Refused while it is
    /// expected in a briefing that has not ended.
    pub async fn remove_site(&self, id: SiteId) -> Result<(), DirectoryError> {
        let now = self.clock.now();
        let mut transaction = self.store.begin().await?;
        let expected = sqlx::query(
            "SELECT briefing.id FROM briefing \
             JOIN briefing_site ON briefing_site.briefing = briefing.id \
             LEFT JOIN session_state ON session_state.briefing = briefing.id \
             WHERE briefing_site.site = $1 AND (\
                 (session_state.state IS NULL AND briefing.ends_at > $2) \
                 OR session_state.state IN ('draft', 'scheduled', 'testing', 'lobby', 'live', 'break'))",
        )
        .bind(id.to_string())
        .bind(now)
        .fetch_optional(&mut *transaction)
        .await?;
        if expected.is_some() {
            return Err(DirectoryError::SiteExpected);
        }
        let removed = sqlx::query("UPDATE site SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL")
            .bind(id.to_string())
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        if removed.rows_affected() == 0 {
            return Err(DirectoryError::NotFound);
        }
        Ok(transaction.commit().await?)
    }

    async fn checked(&self, id: SiteId, site: NewSite) -> Result<Site, DirectoryError> {
        let checked = Site {
            id,
            code: plain("code", &site.code, CODE_MAX)?.to_ascii_uppercase(),
            name: line("name", &site.name, NAME_MAX)?,
            unit: site.unit,
            phone: phone(&site.phone)?,
        };
        match self.tree().await?.unit(site.unit) {
            Some(_) => Ok(checked),
            None => Err(Flaw::Unknown.of("unit").into()),
        }
    }
}

fn read(row: &AnyRow) -> Result<Site, StoreError> {
    Ok(Site {
        id: SiteId(row.id("id")?),
        code: row.text("code")?,
        name: row.text("name")?,
        unit: UnitId(row.id("unit")?),
        phone: row.text("phone")?,
    })
}

/// What a search looks through.
fn searched(site: &Site) -> String {
    fold(&format!("{} {}", site.name, site.code))
}

fn phone(raw: &str) -> Result<String, FieldError> {
    let phone = optional_line("phone", raw, PHONE_MAX)?;
    let dialled = |c: char| c.is_ascii_digit() || " +-.()/,;".contains(c);
    if phone.chars().all(dialled) { Ok(phone) } else { Err(Flaw::NotDialled.of("phone")) }
}

/// `%` and `_` of a search are meant literally.
fn escape_like(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

fn code_taken(error: sqlx::Error) -> DirectoryError {
    match error.as_database_error() {
        Some(database) if database.is_unique_violation() => Flaw::Taken.of("code").into(),
        _ => error.into(),
    }
}
