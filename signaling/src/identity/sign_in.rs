//! Who signs in, and who is behind a token?

use super::{Identity, IdentityError, Principal, User, password, token};
use crate::ids::{DeviceId, UserId};
use crate::store::{Columns, StoreError};
use giaoban_link::SiteId;

/// Wrong passwords before a name is locked (domain section 5: lockout).
pub(super) const ATTEMPTS: u32 = 5;
/// How long it stays locked, in ms: hopeless for guessing, bearable before a briefing.
pub(super) const LOCKOUT_MS: i64 = 15 * 60 * 1_000;
/// A user's sign-in lasts a working day, in ms; a briefing never outlives it.
const USER_LIFETIME_MS: i64 = 12 * 60 * 60 * 1_000;
/// A device's sign-in, in ms. The device renews it by itself.
const DEVICE_LIFETIME_MS: i64 = 24 * 60 * 60 * 1_000;

/// A user has signed in.
#[derive(Clone, Debug)]
pub struct UserSignIn {
    /// Bearer token.
    pub token: String,
    /// When it ends, ms since 1970.
    pub expires_at: i64,
    /// Who it is.
    pub user: User,
}

/// A device has signed in.
#[derive(Clone, Debug)]
pub struct DeviceSignIn {
    /// Bearer token.
    pub token: String,
    /// When it ends, ms since 1970.
    pub expires_at: i64,
    /// The device.
    pub device: DeviceId,
    /// Its site.
    pub site: SiteId,
}

impl Identity {
    /// Signs a user in.
    pub async fn sign_in(&self, username: &str, password: &str) -> Result<UserSignIn, IdentityError> {
        let user = self.verify(username, password).await?.ok_or(IdentityError::WrongPassword)?;
        let (token, expires_at) = self.issue(Some(user), None, USER_LIFETIME_MS).await?;
        let user = self.user(user).await?.ok_or(IdentityError::WrongPassword)?;
        Ok(UserSignIn { token, expires_at, user })
    }

    /// Whose password this is; counts the attempt.
    pub(crate) async fn verify(
        &self,
        username: &str,
        password: &str,
    ) -> Result<Option<UserId>, IdentityError> {
        let username = username.trim().to_lowercase();
        self.sign_in_attempts.begin(&username, self.clock.now())?;
        if !password::is_possible(password) {
            return Ok(None);
        }
        let account =
            sqlx::query("SELECT id, password FROM account WHERE username = $1 AND removed_at IS NULL")
                .bind(username.as_str())
                .fetch_optional(self.store.read())
                .await?;
        let kept = account.as_ref().map(|row| row.text("password")).transpose()?;
        let right = self.hasher.verify(password, kept).await;
        let Some(account) = account.filter(|_| right) else { return Ok(None) };
        self.sign_in_attempts.forgive(&username);
        Ok(Some(UserId(account.id("id")?)))
    }

    /// Signs a paired device in with its own token.
    pub async fn device_sign_in(&self, device_token: &str) -> Result<DeviceSignIn, IdentityError> {
        let row = sqlx::query(
            "SELECT device.id, device.site FROM device JOIN site ON site.id = device.site \
             WHERE device.token_digest = $1 AND device.removed_at IS NULL AND site.removed_at IS NULL",
        )
        .bind(token::digest(device_token))
        .fetch_optional(self.store.read())
        .await?
        .ok_or(IdentityError::NotSignedIn)?;
        let device = DeviceId(row.id("id")?);
        let (token, expires_at) = self.issue(None, Some(device), DEVICE_LIFETIME_MS).await?;
        Ok(DeviceSignIn { token, expires_at, device, site: SiteId(row.id("site")?) })
    }

    /// Who is behind a token.
    pub async fn authenticate(&self, token: &str) -> Result<Principal, IdentityError> {
        if token.starts_with(token::AUTOMATION) {
            return self.automation(token);
        }
        let row = sqlx::query(
            "SELECT sign_in.account, sign_in.device, device.site FROM sign_in \
             LEFT JOIN device ON device.id = sign_in.device AND device.removed_at IS NULL \
             LEFT JOIN site ON site.id = device.site \
             WHERE sign_in.digest = $1 AND sign_in.expires_at > $2 AND site.removed_at IS NULL",
        )
        .bind(token::digest(token))
        .bind(self.clock.now())
        .fetch_optional(self.store.read())
        .await?
        .ok_or(IdentityError::NotSignedIn)?;
        if let Some(account) = row.optional_id("account")? {
            let user = self.user(UserId(account)).await?.ok_or(IdentityError::NotSignedIn)?;
            return Ok(user.principal());
        }
        match (row.optional_id("device")?, row.optional_id("site")?) {
            (Some(device), Some(site)) => {
                Ok(Principal::Device { device: DeviceId(device), site: SiteId(site) })
            }
            _ => Err(IdentityError::NotSignedIn),
        }
    }

    /// Ends a sign-in. An unknown token is already signed out.
    pub async fn sign_out(&self, token: &str) -> Result<(), IdentityError> {
        let mut transaction = self.store.begin().await?;
        sqlx::query("DELETE FROM sign_in WHERE digest = $1")
            .bind(token::digest(token))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// A new token for a user or a device. Expired ones go at the same time.
    async fn issue(
        &self,
        user: Option<UserId>,
        device: Option<DeviceId>,
        lifetime_ms: i64,
    ) -> Result<(String, i64), StoreError> {
        let now = self.clock.now();
        let (token, expires_at) = (token::random(token::SIGN_IN), now + lifetime_ms);
        let mut transaction = self.store.begin().await?;
        sqlx::query("DELETE FROM sign_in WHERE expires_at <= $1")
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO sign_in (digest, account, device, expires_at) VALUES ($1, $2, $3, $4)")
            .bind(token::digest(&token))
            .bind(user.map(|id| id.to_string()))
            .bind(device.map(|id| id.to_string()))
            .bind(expires_at)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok((token, expires_at))
    }
}
