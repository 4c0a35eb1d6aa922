//! Everything signaling keeps, opened together: what the HTTP routes, the owners of briefings and the command
//! line all work on.

use crate::clock::Clock;
use crate::directory::Directory;
use crate::identity::Identity;
use crate::schedule::Schedule;
use crate::store::{EventLog, Store, StoreError};

/// The open records. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Records {
    /// The database.
    pub store: Store,
    /// Its clock.
    pub clock: Clock,
    /// Units and sites.
    pub directory: Directory,
    /// Users, devices and tokens.
    pub identity: Identity,
    /// Planned briefings.
    pub schedule: Schedule,
    /// What happened in briefings.
    pub log: EventLog,
}

impl Records {
    /// Opens the database and brings it up to date. `secret` signs the tokens that are not kept: the same one
    /// must be given every time.
    pub async fn open(database_url: &str, secret: [u8; 32]) -> Result<Records, StoreError> {
        Ok(Self::new(Store::open(database_url).await?, Clock::system(), secret))
    }

    /// The records in an open database.
    pub fn new(store: Store, clock: Clock, secret: [u8; 32]) -> Self {
        Self {
            directory: Directory::new(store.clone(), clock.clone()),
            identity: Identity::new(store.clone(), clock.clone(), secret),
            schedule: Schedule::new(store.clone(), clock.clone()),
            log: store.event_log(),
            store,
            clock,
        }
    }
}
