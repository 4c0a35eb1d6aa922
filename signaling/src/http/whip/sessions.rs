//! Which sessions are open at the doors? Each under its id, reachable until it ends.

use super::Door;
use super::session::Order;
use crate::identity::Principal;
use crate::ids::BriefingId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::mpsc;
use uuid::Uuid;

/// PATCHes that may wait for one session.
const ORDERS: usize = 8;

/// Open sessions. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Sessions(Arc<Mutex<HashMap<Uuid, Open>>>);

/// Whose session it is, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) door: Door,
    pub(super) briefing: BriefingId,
    pub(super) holder: Principal,
}

#[derive(Clone, Debug)]
struct Open {
    label: Label,
    orders: mpsc::Sender<Order>,
}

/// Why a session cannot be told anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreachable {
    /// There is none of this id here, or it has ended.
    Unknown,
    /// It belongs to somebody else.
    Foreign,
}

impl Sessions {
    /// A session begins; what it is told comes out of the receiver.
    pub(super) fn begin(&self, label: Label) -> (Uuid, mpsc::Receiver<Order>) {
        let (orders, received) = mpsc::channel(ORDERS);
        let id = Uuid::new_v4();
        self.lock().insert(id, Open { label, orders });
        (id, received)
    }

    pub(super) fn end(&self, id: Uuid) {
        self.lock().remove(&id);
    }

    /// Whether somebody with this label has a session.
    pub(super) fn has(&self, label: &Label) -> bool {
        self.lock().values().any(|open| open.label == *label)
    }

    /// How to tell a session something.
    pub(super) fn find(&self, id: Uuid, label: &Label) -> Result<mpsc::Sender<Order>, Unreachable> {
        let sessions = self.lock();
        let open = sessions.get(&id).ok_or(Unreachable::Unknown)?;
        if (open.label.door, open.label.briefing) != (label.door, label.briefing) {
            return Err(Unreachable::Unknown);
        }
        if open.label == *label { Ok(open.orders.clone()) } else { Err(Unreachable::Foreign) }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Open>> {
        self.0.lock().expect("nothing panics while the sessions are locked")
    }
}
