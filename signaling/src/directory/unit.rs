//! How does the tree of units change? Every change is dated, so that last year's tree can still be asked for.

use super::{Directory, DirectoryError, Tree, Unit};
use crate::field::{Flaw, line};
use crate::ids::UnitId;
use crate::store::{Columns, StoreError};
use sqlx::{Any, AnyConnection, Transaction};

/// Characters of a unit's or site's name: the longest official names stay below half of it.
pub(super) const NAME_MAX: usize = 120;

/// What kind of unit it is. The depth of the tree does not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The whole country, or a ministry.
    Central,
    /// Tỉnh, thành phố trực thuộc trung ương.
    Province,
    /// Huyện, thị xã, khu vực.
    District,
    /// Xã, phường, thị trấn, đặc khu.
    Commune,
    /// Thôn, bản, tổ dân phố.
    Village,
    /// An office of any other kind: sở, ban, ngành.
    Office,
}

impl Level {
    /// Every level.
    pub const ALL: [Level; 6] =
        [Level::Central, Level::Province, Level::District, Level::Commune, Level::Village, Level::Office];

    /// The stable name in the store and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Level::Central => "central",
            Level::Province => "province",
            Level::District => "district",
            Level::Commune => "commune",
            Level::Village => "village",
            Level::Office => "office",
        }
    }

    /// The level of that name.
    pub fn of_name(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// A unit to add.
#[derive(Clone, Debug)]
pub struct NewUnit {
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The unit above; none at the top.
    pub parent: Option<UnitId>,
}

/// What to change of a unit; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct UnitEdit {
    /// Its name.
    pub name: Option<String>,
    /// Its level.
    pub level: Option<Level>,
    /// The unit above, from now on.
    pub parent: Option<Option<UnitId>>,
}

impl Directory {
    /// The tree as it is now.
    pub async fn tree(&self) -> Result<Tree, StoreError> {
        self.tree_at(self.clock.now()).await
    }

    /// The tree as it was at a moment in ms since 1970.
    pub async fn tree_at(&self, at: i64) -> Result<Tree, StoreError> {
        read_tree(&mut *self.store.read().acquire().await?, at).await
    }

    /// Adds a unit from now on.
    pub async fn add_unit(&self, unit: NewUnit) -> Result<UnitId, DirectoryError> {
        let name = line("name", &unit.name, NAME_MAX)?;
        let mut transaction = self.store.begin().await?;
        let tree = self.tree().await?;
        check_parent(&tree, None, unit.parent)?;
        let id = UnitId::new();
        sqlx::query("INSERT INTO unit (id, name, level) VALUES ($1, $2, $3)")
            .bind(id.to_string())
            .bind(name)
            .bind(unit.level.name())
            .execute(&mut *transaction)
            .await?;
        begin_membership(&mut transaction, id, unit.parent, self.clock.now()).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Changes a unit; another parent counts from now on, the past keeps the old one.
    pub async fn edit_unit(&self, id: UnitId, edit: UnitEdit) -> Result<(), DirectoryError> {
        let mut transaction = self.store.begin().await?;
        let tree = self.tree().await?;
        let unit = tree.unit(id).ok_or(DirectoryError::NotFound)?;
        let name = match &edit.name {
            Some(name) => line("name", name, NAME_MAX)?,
            None => unit.name.clone(),
        };
        sqlx::query("UPDATE unit SET name = $2, level = $3 WHERE id = $1")
            .bind(id.to_string())
            .bind(name)
            .bind(edit.level.unwrap_or(unit.level).name())
            .execute(&mut *transaction)
            .await?;
        if let Some(parent) = edit.parent.filter(|parent| *parent != unit.parent) {
            check_parent(&tree, Some(id), parent)?;
            let now = self.clock.now();
            end_membership(&mut transaction, id, now).await?;
            begin_membership(&mut transaction, id, parent, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Closes a unit from now on. Refused while it has units or sites.
    pub async fn close_unit(&self, id: UnitId) -> Result<(), DirectoryError> {
        let mut transaction = self.store.begin().await?;
        let tree = self.tree().await?;
        tree.unit(id).ok_or(DirectoryError::NotFound)?;
        let sites = sqlx::query("SELECT id FROM site WHERE unit = $1 AND removed_at IS NULL")
            .bind(id.to_string())
            .fetch_all(&mut *transaction)
            .await?;
        if !sites.is_empty() || tree.units().iter().any(|unit| unit.parent == Some(id)) {
            return Err(DirectoryError::UnitInUse);
        }
        end_membership(&mut transaction, id, self.clock.now()).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// The tree at a moment, read on a connection that is already held: a reader that waits for a second
/// connection could wait for itself.
pub(crate) async fn read_tree(connection: &mut AnyConnection, at: i64) -> Result<Tree, StoreError> {
    let rows = sqlx::query(
        "SELECT unit.id, unit.name, unit.level, membership.parent FROM unit \
         JOIN unit_membership membership ON membership.unit = unit.id \
         WHERE membership.valid_from <= $1 AND (membership.valid_until IS NULL OR membership.valid_until > $1)",
    )
    .bind(at)
    .fetch_all(connection)
    .await?;
    let units = rows.iter().map(|row| {
        Ok(Unit {
            id: UnitId(row.id("id")?),
            name: row.text("name")?,
            level: row.word("level", Level::of_name)?,
            parent: row.optional_id("parent")?.map(UnitId),
        })
    });
    Ok(Tree::of(units.collect::<Result<_, StoreError>>()?))
}

/// The parent exists and is not the unit itself or below it.
fn check_parent(tree: &Tree, unit: Option<UnitId>, parent: Option<UnitId>) -> Result<(), DirectoryError> {
    let Some(parent) = parent else { return Ok(()) };
    if tree.unit(parent).is_none() {
        return Err(Flaw::Unknown.of("parent").into());
    }
    if unit.is_some() && tree.is_within(parent, unit) {
        return Err(Flaw::Cycle.of("parent").into());
    }
    Ok(())
}

/// A membership that began in this very millisecond is replaced, because it never was.
async fn begin_membership(
    transaction: &mut Transaction<'static, Any>,
    unit: UnitId,
    parent: Option<UnitId>,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO unit_membership (unit, parent, valid_from, valid_until) VALUES ($1, $2, $3, NULL) \
         ON CONFLICT (unit, valid_from) DO UPDATE SET parent = excluded.parent, valid_until = NULL",
    )
    .bind(unit.to_string())
    .bind(parent.map(|parent| parent.to_string()))
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn end_membership(
    transaction: &mut Transaction<'static, Any>,
    unit: UnitId,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE unit_membership SET valid_until = $2 WHERE unit = $1 AND valid_until IS NULL")
        .bind(unit.to_string())
        .bind(now)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
