//! Which devices are paired with which sites?

use super::{Identity, IdentityChange, IdentityError};
use crate::ids::{DeviceId, UserId};
use crate::store::{Columns, StoreError};
use giaoban_link::SiteId;
use sqlx::any::AnyRow;

/// A paired device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The device.
    pub id: DeviceId,
    /// Its site.
    pub site: SiteId,
    /// Name it gave itself, such as "Máy phòng họp tầng 2".
    pub name: String,
    /// The technician who confirmed it.
    pub paired_by: UserId,
    /// When, ms since 1970.
    pub paired_at: i64,
}

impl Identity {
    /// Every paired device, oldest first.
    pub async fn devices(&self) -> Result<Vec<Device>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, site, name, paired_by, paired_at FROM device WHERE removed_at IS NULL ORDER BY id",
        )
        .fetch_all(self.store.read())
        .await?;
        rows.iter().map(read).collect()
    }

    /// One device.
    pub async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        let row = sqlx::query(
            "SELECT id, site, name, paired_by, paired_at FROM device WHERE id = $1 AND removed_at IS NULL",
        )
        .bind(id.to_string())
        .fetch_optional(self.store.read())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Removes a device; its sign-ins end.
    pub async fn remove_device(&self, id: DeviceId) -> Result<(), IdentityError> {
        let mut transaction = self.store.begin().await?;
        let removed = sqlx::query("UPDATE device SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL")
            .bind(id.to_string())
            .bind(self.clock.now())
            .execute(&mut *transaction)
            .await?;
        if removed.rows_affected() == 0 {
            return Err(IdentityError::NotFound);
        }
        sqlx::query("DELETE FROM sign_in WHERE device = $1")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.announce(IdentityChange::Device(id));
        Ok(())
    }
}

fn read(row: &AnyRow) -> Result<Device, StoreError> {
    Ok(Device {
        id: DeviceId(row.id("id")?),
        site: SiteId(row.id("site")?),
        name: row.text("name")?,
        paired_by: UserId(row.id("paired_by")?),
        paired_at: row.int("paired_at")?,
    })
}
