//! Which media connections stood when signaling ended? The offers of peers, so that after a restart the node
//! can be told again that they are wished, and media flows on.

use super::{Columns, Store, StoreError};
use crate::ids::BriefingId;
use giaoban_link::{NodeId, PeerId};
use uuid::Uuid;

/// One media connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptPeer {
    pub(crate) peer: PeerId,
    pub(crate) briefing: BriefingId,
    /// The client's place, which its resume token names.
    pub(crate) place: Uuid,
    /// Whose place it is, as the owner writes it.
    pub(crate) holder: String,
    /// The run of the node that has the connection.
    pub(crate) node: NodeId,
    /// Revision of the document.
    pub(crate) rev: u64,
    /// The document, as the link writes it.
    pub(crate) body: String,
}

/// What to do with kept peers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Keep it, or replace what is kept of it.
    Put(KeptPeer),
    /// It is gone.
    Forget(PeerId),
}

impl Store {
    /// Writes changes in order, in one transaction.
    pub(crate) async fn keep_peers(&self, changes: &[Keep]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for change in changes {
            match change {
                Keep::Put(kept) => {
                    let rev =
                        i64::try_from(kept.rev).map_err(|_| StoreError::Unreadable("revision".into()))?;
                    sqlx::query(
                        "INSERT INTO kept_peer (peer, briefing, place, holder, node, rev, body) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7) \
                         ON CONFLICT (peer) DO UPDATE SET node = excluded.node, rev = excluded.rev, \
                         body = excluded.body",
                    )
                    .bind(kept.peer.to_string())
                    .bind(kept.briefing.to_string())
                    .bind(kept.place.to_string())
                    .bind(kept.holder.as_str())
                    .bind(kept.node.to_string())
                    .bind(rev)
                    .bind(kept.body.as_str())
                    .execute(&mut *transaction)
                    .await?;
                }
                Keep::Forget(peer) => {
                    sqlx::query("DELETE FROM kept_peer WHERE peer = $1")
                        .bind(peer.to_string())
                        .execute(&mut *transaction)
                        .await?;
                }
            }
        }
        Ok(transaction.commit().await?)
    }

    /// Every kept peer.
    pub(crate) async fn kept_peers(&self) -> Result<Vec<KeptPeer>, StoreError> {
        let rows = sqlx::query("SELECT * FROM kept_peer ORDER BY peer").fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| {
                Ok(KeptPeer {
                    peer: PeerId(row.id("peer")?),
                    briefing: BriefingId(row.id("briefing")?),
                    place: row.id("place")?,
                    holder: row.text("holder")?,
                    node: NodeId(row.id("node")?),
                    rev: u64::try_from(row.int("rev")?)
                        .map_err(|_| StoreError::Unreadable("revision".into()))?,
                    body: row.text("body")?,
                })
            })
            .collect()
    }
}
