//! Which users are there?

use super::{Identity, IdentityChange, IdentityError, Principal, Role, assignment, password};
use crate::directory::sort_key;
use crate::field::{Flaw, line, optional_line, plain};
use crate::ids::{RoleAssignmentId, UnitId, UserId};
use crate::store::{Columns, StoreError};
use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

/// Characters of a user name.
const USERNAME_MAX: usize = 32;
/// Characters of a person's name or post.
const NAME_MAX: usize = 120;

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The user.
    pub id: UserId,
    /// Name to sign in with, in small letters.
    pub username: String,
    /// Name shown to others.
    pub name: String,
    /// Post, such as "Phó Chủ tịch UBND huyện".
    pub post: String,
    /// The unit whose administrators look after the user; none = those of the whole.
    pub unit: Option<UnitId>,
    /// Roles.
    pub roles: Vec<Assignment>,
}

/// One role of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// This assignment.
    pub id: RoleAssignmentId,
    /// The role.
    pub role: Role,
    /// Root of the subtree in which it counts; none = everywhere.
    pub unit: Option<UnitId>,
}

impl Assignment {
    /// Whether it lets the user change everything.
    pub fn is_administrator_of_all(&self) -> bool {
        self.role == Role::Admin && self.unit.is_none()
    }
}

/// A user to add.
#[derive(Clone)]
pub struct NewUser {
    /// Name to sign in with.
    pub username: String,
    /// Password in the clear; only its hash is kept.
    pub password: String,
    /// Name shown to others.
    pub name: String,
    /// Post.
    pub post: String,
    /// The unit whose administrators look after the user; none = those of the whole.
    pub unit: Option<UnitId>,
    /// Roles from the start.
    pub roles: Vec<(Role, Option<UnitId>)>,
}

/// What to change of a user; `None` stays as it is.
#[derive(Clone, Default)]
pub struct UserEdit {
    /// Name shown to others.
    pub name: Option<String>,
    /// Post.
    pub post: Option<String>,
    /// Password; every sign-in of the user ends.
    pub password: Option<String>,
}

impl User {
    /// The user as the one behind a token.
    pub fn principal(&self) -> Principal {
        let roles = self.roles.iter().map(|assignment| (assignment.role, assignment.unit)).collect();
        Principal::User { id: self.id, name: self.name.clone(), roles }
    }
}

impl Identity {
    /// Adds a user.
    pub async fn add_user(&self, user: NewUser) -> Result<UserId, IdentityError> {
        let username = plain("username", &user.username, USERNAME_MAX)?.to_lowercase();
        let name = line("name", &user.name, NAME_MAX)?;
        let post = optional_line("post", &user.post, NAME_MAX)?;
        password::check(&username, &user.password)?;
        let hash = self.hasher.hash(&user.password).await;
        let id = UserId::new();
        let mut transaction = self.store.begin().await?;
        sqlx::query(
            "INSERT INTO account (id, username, name, post, password, unit, removed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, NULL)",
        )
        .bind(id.to_string())
        .bind(username)
        .bind(name)
        .bind(post)
        .bind(hash)
        .bind(user.unit.map(|unit| unit.to_string()))
        .execute(&mut *transaction)
        .await
        .map_err(name_or_unit)?;
        for (role, unit) in user.roles {
            assignment::insert(&mut transaction, id, role, unit).await?;
        }
        transaction.commit().await?;
        Ok(id)
    }

    /// Changes a user.
    pub async fn edit_user(&self, id: UserId, edit: UserEdit) -> Result<(), IdentityError> {
        let old = self.user(id).await?.ok_or(IdentityError::NotFound)?;
        let name = line("name", &edit.name.unwrap_or(old.name), NAME_MAX)?;
        let post = optional_line("post", &edit.post.unwrap_or(old.post), NAME_MAX)?;
        let hash = match &edit.password {
            Some(password) => {
                password::check(&old.username, password)?;
                Some(self.hasher.hash(password).await)
            }
            None => None,
        };
        let mut transaction = self.store.begin().await?;
        sqlx::query(
            "UPDATE account SET name = $2, post = $3, password = COALESCE($4, password) \
             WHERE id = $1 AND removed_at IS NULL",
        )
        .bind(id.to_string())
        .bind(name)
        .bind(post)
        .bind(hash)
        .execute(&mut *transaction)
        .await?;
        if edit.password.is_some() {
            end_sign_ins(&mut transaction, id).await?;
            self.sign_in_attempts.forgive(&old.username);
        }
        transaction.commit().await?;
        self.announce(IdentityChange::User(id));
        Ok(())
    }

    /// A user changes the own password, knowing the old one. Every sign-in of the user ends.
    pub async fn change_password(&self, id: UserId, old: &str, new: &str) -> Result<(), IdentityError> {
        let user = self.user(id).await?.ok_or(IdentityError::NotFound)?;
        self.verify(&user.username, old).await?.ok_or(IdentityError::WrongPassword)?;
        self.edit_user(id, UserEdit { password: Some(new.to_owned()), ..UserEdit::default() }).await
    }

    /// Removes a user: no sign-in any more, past briefings keep the name.
    pub async fn remove_user(&self, id: UserId) -> Result<(), IdentityError> {
        let mut transaction = self.store.begin().await?;
        let known = self.user(id).await?.ok_or(IdentityError::NotFound)?;
        sqlx::query("UPDATE account SET removed_at = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(self.clock.now())
            .execute(&mut *transaction)
            .await?;
        if known.roles.iter().any(Assignment::is_administrator_of_all) {
            assignment::keep_an_administrator(&mut transaction).await?;
        }
        end_sign_ins(&mut transaction, id).await?;
        transaction.commit().await?;
        self.announce(IdentityChange::User(id));
        Ok(())
    }

    /// Every user, by name.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query("SELECT id, username, name, post, unit FROM account WHERE removed_at IS NULL")
            .fetch_all(self.store.read())
            .await?;
        let mut roles = self.all_roles().await?;
        let mut users = Vec::with_capacity(rows.len());
        for row in &rows {
            users.push(read(row, roles.remove(&UserId(row.id("id")?)).unwrap_or_default())?);
        }
        users.sort_by_cached_key(|user| (sort_key(&user.name), user.username.clone()));
        Ok(users)
    }

    /// One user.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let row = sqlx::query(
            "SELECT id, username, name, post, unit FROM account WHERE id = $1 AND removed_at IS NULL",
        )
        .bind(id.to_string())
        .fetch_optional(self.store.read())
        .await?;
        let Some(row) = row else { return Ok(None) };
        read(&row, self.roles_of(id).await?).map(Some)
    }

    /// The user with a user name.
    pub async fn user_by_name(&self, username: &str) -> Result<Option<User>, StoreError> {
        let row = sqlx::query("SELECT id FROM account WHERE username = $1 AND removed_at IS NULL")
            .bind(username.trim().to_lowercase())
            .fetch_optional(self.store.read())
            .await?;
        match row {
            Some(row) => self.user(UserId(row.id("id")?)).await,
            None => Ok(None),
        }
    }
}

fn read(row: &AnyRow, roles: Vec<Assignment>) -> Result<User, StoreError> {
    Ok(User {
        id: UserId(row.id("id")?),
        username: row.text("username")?,
        name: row.text("name")?,
        post: row.text("post")?,
        unit: row.optional_id("unit")?.map(UnitId),
        roles,
    })
}

async fn end_sign_ins(transaction: &mut Transaction<'static, Any>, user: UserId) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM sign_in WHERE account = $1")
        .bind(user.to_string())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Which field a violated rule of the store is about.
fn name_or_unit(error: sqlx::Error) -> IdentityError {
    match error.as_database_error() {
        Some(database) if database.is_unique_violation() => Flaw::Taken.of("username").into(),
        Some(database) if database.is_foreign_key_violation() => Flaw::Unknown.of("unit").into(),
        _ => error.into(),
    }
}
