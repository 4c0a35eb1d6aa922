//! How does a room's device come to belong to a site? It shows a short code, and a technician of that site's
//! subtree, who sees the room, confirms it once.

use super::{Identity, IdentityError, token};
use crate::field::line;
use crate::ids::{DeviceId, PairingId, UserId};
use crate::store::Columns;
use giaoban_link::SiteId;
use sqlx::any::AnyRow;
use subtle::ConstantTimeEq;

/// Letters and digits that nobody confuses when read out on the telephone: no I, O, 0, 1.
const CODE_ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// 30 bits: with [`CODE_ATTEMPTS`] tries and [`PAIRINGS_OPEN`] open codes a guess is right once in 500,000.
const CODE_LENGTH: usize = 6;
/// How long a code counts, in ms: a telephone call.
const LIFETIME_MS: i64 = 10 * 60 * 1_000;
/// Wrong codes of one technician before the next has to wait.
pub(super) const CODE_ATTEMPTS: u32 = 10;
/// How long it has to wait, in ms.
pub(super) const CODE_LOCKOUT_MS: i64 = 10 * 60 * 1_000;
/// Devices that may wait at once; a province equips its communes on one day.
const PAIRINGS_OPEN: usize = 200;
/// Characters of a device's name.
pub(super) const NAME_MAX: usize = 80;

/// A device asks to be paired.
#[derive(Clone, Debug)]
pub struct NewPairing {
    /// The pairing.
    pub id: PairingId,
    /// Code to read out to the technician.
    pub code: String,
    /// What the device proves itself with when it asks for the outcome.
    pub secret: String,
    /// When the code ends, ms since 1970.
    pub expires_at: i64,
}

/// What became of a pairing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairingState {
    /// Not confirmed yet.
    Pending,
    /// Confirmed.
    Confirmed {
        /// The device's own token, to be kept by it.
        device_token: String,
        /// Its site.
        site: SiteId,
    },
    /// Too late; the device asks again.
    Expired,
}

impl Identity {
    /// A device asks to be paired.
    pub async fn begin_pairing(&self, name: &str) -> Result<NewPairing, IdentityError> {
        let name = line("name", name, NAME_MAX)?;
        let now = self.clock.now();
        let (id, code, secret) = (PairingId::new(), random_code(), token::random(""));
        let mut transaction = self.store.begin().await?;
        sqlx::query("DELETE FROM pairing WHERE expires_at <= $1")
            .bind(now - LIFETIME_MS)
            .execute(&mut *transaction)
            .await?;
        let open = sqlx::query("SELECT id FROM pairing WHERE expires_at > $1 AND site IS NULL")
            .bind(now)
            .fetch_all(&mut *transaction)
            .await?;
        if open.len() >= PAIRINGS_OPEN {
            return Err(IdentityError::TooManyPairings);
        }
        sqlx::query(
            "INSERT INTO pairing (id, name, code, token_digest, expires_at, site) VALUES ($1, $2, $3, $4, $5, NULL)",
        )
        .bind(id.to_string())
        .bind(name)
        .bind(code.as_str())
        .bind(token::digest(&self.secret.device_token(id, &secret)))
        .bind(now + LIFETIME_MS)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(NewPairing { id, code, secret, expires_at: now + LIFETIME_MS })
    }

    /// What became of a pairing, for the device that began it.
    pub async fn pairing_state(&self, id: PairingId, secret: &str) -> Result<PairingState, IdentityError> {
        let row = sqlx::query("SELECT token_digest, expires_at, site FROM pairing WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(self.store.read())
            .await?
            .ok_or(IdentityError::NotFound)?;
        let device_token = self.secret.device_token(id, secret);
        let (given, kept) = (token::digest(&device_token), row.text("token_digest")?);
        if !bool::from(given.as_bytes().ct_eq(kept.as_bytes())) {
            return Err(IdentityError::NotFound);
        }
        Ok(match row.optional_id("site")? {
            _ if row.int("expires_at")? <= self.clock.now() => PairingState::Expired,
            Some(site) => PairingState::Confirmed { device_token, site: SiteId(site) },
            None => PairingState::Pending,
        })
    }

    /// A technician confirms the device that shows `code` for `site`. Whether the technician may is the
    /// caller's question; how often codes are tried is this one's.
    pub async fn confirm_pairing(
        &self,
        code: &str,
        site: SiteId,
        technician: UserId,
    ) -> Result<DeviceId, IdentityError> {
        let now = self.clock.now();
        self.code_attempts.begin(&technician.to_string(), now)?;
        let mut transaction = self.store.begin().await?;
        let pairing = sqlx::query(
            "SELECT id, name, token_digest FROM pairing WHERE code = $1 AND expires_at > $2 AND site IS NULL",
        )
        .bind(as_shown(code))
        .bind(now)
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(IdentityError::WrongCode)?;
        sqlx::query("UPDATE pairing SET site = $2 WHERE id = $1")
            .bind(pairing.text("id")?)
            .bind(site.to_string())
            .execute(&mut *transaction)
            .await?;
        let device = insert_device(&mut transaction, &pairing, site, technician, now).await?;
        transaction.commit().await?;
        self.code_attempts.forgive(&technician.to_string());
        Ok(device)
    }
}

async fn insert_device(
    transaction: &mut sqlx::Transaction<'static, sqlx::Any>,
    pairing: &AnyRow,
    site: SiteId,
    technician: UserId,
    now: i64,
) -> Result<DeviceId, IdentityError> {
    let device = DeviceId::new();
    sqlx::query(
        "INSERT INTO device (id, site, name, token_digest, paired_by, paired_at, removed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL)",
    )
    .bind(device.to_string())
    .bind(site.to_string())
    .bind(pairing.text("name")?)
    .bind(pairing.text("token_digest")?)
    .bind(technician.to_string())
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    Ok(device)
}

fn random_code() -> String {
    let mut bytes = [0_u8; CODE_LENGTH];
    rand::fill(&mut bytes);
    bytes.map(|byte| char::from(CODE_ALPHABET[usize::from(byte) % CODE_ALPHABET.len()])).iter().collect()
}

/// A code as typed by a person: small letters and separators do not matter.
fn as_shown(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).take(CODE_LENGTH + 1).collect::<String>().to_uppercase()
}
