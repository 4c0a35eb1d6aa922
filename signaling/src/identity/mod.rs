//! Who is this, and what roles do they have? Users, devices, automation; passwords, tokens, pairing.

mod assignment;
mod automation;
mod device;
mod error;
mod pairing;
mod password;
mod principal;
mod role;
mod sign_in;
mod token;
mod user;

pub use automation::TokenSecret;
pub use device::Device;
pub use error::IdentityError;
pub use pairing::{NewPairing, PairingState};
pub use principal::Principal;
pub use role::Role;
pub use sign_in::{DeviceSignIn, UserSignIn};
pub use user::{Assignment, NewUser, User, UserEdit};

use crate::attempts::Attempts;
use crate::clock::Clock;
use crate::ids::{DeviceId, UserId};
use crate::store::Store;
use password::Hasher;
use tokio::sync::broadcast;

#[cfg(test)]
mod tests;

/// Changes kept for a slow listener; one that falls behind checks everybody again.
const CHANGES_KEPT: usize = 256;

/// Somebody's rights have changed: whoever keeps a connection of theirs asks again who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityChange {
    /// A user's name, roles or password changed, or the user is gone.
    User(UserId),
    /// A device is gone.
    Device(DeviceId),
}

/// Users, devices and their tokens. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Identity {
    store: Store,
    clock: Clock,
    secret: TokenSecret,
    hasher: Hasher,
    sign_in_attempts: Attempts,
    code_attempts: Attempts,
    changes: broadcast::Sender<IdentityChange>,
}

impl Identity {
    /// The identities kept in `store`; `secret` signs what is not kept.
    pub fn new(store: Store, clock: Clock, secret: [u8; 32]) -> Self {
        Self {
            store,
            clock,
            secret: TokenSecret::new(secret),
            hasher: Hasher::default(),
            sign_in_attempts: Attempts::new(sign_in::ATTEMPTS, sign_in::LOCKOUT_MS),
            code_attempts: Attempts::new(pairing::CODE_ATTEMPTS, pairing::CODE_LOCKOUT_MS),
            changes: broadcast::channel(CHANGES_KEPT).0,
        }
    }

    /// Hears of every change of somebody's rights from now on.
    pub fn changes(&self) -> broadcast::Receiver<IdentityChange> {
        self.changes.subscribe()
    }

    /// Nobody listening is fine: then nobody is connected.
    fn announce(&self, change: IdentityChange) {
        let _ = self.changes.send(change);
    }
}
