//! Who has which role in which subtree?

use super::{Assignment, Identity, IdentityChange, IdentityError, Role};
use crate::field::Flaw;
use crate::ids::{RoleAssignmentId, UnitId, UserId};
use crate::store::{Columns, StoreError};
use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};
use std::collections::HashMap;

impl Identity {
    /// Gives a user a role in the subtree below `unit`, or everywhere.
    pub async fn assign(
        &self,
        user: UserId,
        role: Role,
        unit: Option<UnitId>,
    ) -> Result<RoleAssignmentId, IdentityError> {
        let mut transaction = self.store.begin().await?;
        let known = self.user(user).await?.ok_or(IdentityError::NotFound)?;
        if known.roles.iter().any(|held| held.role == role && held.unit == unit) {
            return Err(Flaw::Taken.of("role").into());
        }
        let id = insert(&mut transaction, user, role, unit).await?;
        transaction.commit().await?;
        self.announce(IdentityChange::User(user));
        Ok(id)
    }

    /// Takes a role away.
    pub async fn unassign(&self, user: UserId, id: RoleAssignmentId) -> Result<(), IdentityError> {
        let mut transaction = self.store.begin().await?;
        let known = self.user(user).await?.ok_or(IdentityError::NotFound)?;
        let removed = known.roles.iter().find(|held| held.id == id).ok_or(IdentityError::NotFound)?;
        sqlx::query("DELETE FROM role_assignment WHERE id = $1")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        if removed.is_administrator_of_all() {
            keep_an_administrator(&mut transaction).await?;
        }
        transaction.commit().await?;
        self.announce(IdentityChange::User(user));
        Ok(())
    }

    /// Roles of one user.
    pub(super) async fn roles_of(&self, user: UserId) -> Result<Vec<Assignment>, StoreError> {
        let rows = sqlx::query("SELECT id, role, unit FROM role_assignment WHERE account = $1 ORDER BY id")
            .bind(user.to_string())
            .fetch_all(self.store.read())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Roles of every user.
    pub(super) async fn all_roles(&self) -> Result<HashMap<UserId, Vec<Assignment>>, StoreError> {
        let rows = sqlx::query("SELECT id, account, role, unit FROM role_assignment ORDER BY id")
            .fetch_all(self.store.read())
            .await?;
        let mut roles: HashMap<UserId, Vec<Assignment>> = HashMap::new();
        for row in rows {
            roles.entry(UserId(row.id("account")?)).or_default().push(read(&row)?);
        }
        Ok(roles)
    }
}

fn read(row: &AnyRow) -> Result<Assignment, StoreError> {
    Ok(Assignment {
        id: RoleAssignmentId(row.id("id")?),
        role: row.word("role", Role::of_name)?,
        unit: row.optional_id("unit")?.map(UnitId),
    })
}

/// Adds one role.
pub(super) async fn insert(
    transaction: &mut Transaction<'static, Any>,
    user: UserId,
    role: Role,
    unit: Option<UnitId>,
) -> Result<RoleAssignmentId, IdentityError> {
    if role.is_of_one_unit() && unit.is_none() {
        return Err(Flaw::NotOfAUnit.of("unit").into());
    }
    let id = RoleAssignmentId::new();
    sqlx::query("INSERT INTO role_assignment (id, account, role, unit) VALUES ($1, $2, $3, $4)")
        .bind(id.to_string())
        .bind(user.to_string())
        .bind(role.name())
        .bind(unit.map(|unit| unit.to_string()))
        .execute(&mut **transaction)
        .await
        .map_err(unit_unknown)?;
    Ok(id)
}

/// Refuses a change that leaves nobody to administer the whole.
pub(super) async fn keep_an_administrator(
    transaction: &mut Transaction<'static, Any>,
) -> Result<(), IdentityError> {
    let left = sqlx::query(
        "SELECT account.id FROM account JOIN role_assignment held ON held.account = account.id \
         WHERE held.role = 'admin' AND held.unit IS NULL AND account.removed_at IS NULL",
    )
    .fetch_all(&mut **transaction)
    .await?;
    if left.is_empty() { Err(IdentityError::LastAdministrator) } else { Ok(()) }
}

fn unit_unknown(error: sqlx::Error) -> IdentityError {
    match error.as_database_error() {
        Some(database) if database.is_foreign_key_violation() => Flaw::Unknown.of("unit").into(),
        _ => error.into(),
    }
}
