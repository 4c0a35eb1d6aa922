//! Which briefings have an owner now? One per briefing, started when somebody comes and when the server starts,
//! told when plans and people change.

use crate::clock::Clock;
use crate::identity::{Identity, IdentityChange, IdentityError};
use crate::ids::{BriefingId, DeviceId, UserId};
use crate::owner::{Entrance, Inbox, Owner, OwnerHandle, RestoreError, Surroundings};
use crate::protocol::Refusal;
use crate::store::{Keep, KeptPeer, Store, StoreError};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, mpsc, oneshot};

#[cfg(test)]
mod tests;

/// Changes of kept media connections written at once.
const KEEP_BATCH: usize = 256;

/// The running owners. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Owners {
    running: Arc<Mutex<HashMap<BriefingId, OwnerHandle>>>,
    around: Surroundings,
    identity: Identity,
}

impl Owners {
    pub(crate) fn new(around: Surroundings, identity: Identity) -> Owners {
        Owners { running: Arc::default(), around, identity }
    }

    /// Brings back every briefing that was in progress, with the media connections that stood. One that
    /// cannot be read is left alone, and the others run.
    pub(crate) async fn restore(&self, store: &Store) -> Result<(), StoreError> {
        let mut kept: BTreeMap<BriefingId, Vec<KeptPeer>> = BTreeMap::new();
        for peer in store.kept_peers().await? {
            kept.entry(peer.briefing).or_default().push(peer);
        }
        for live in self.around.log.live_briefings().await? {
            kept.entry(live).or_default();
        }
        let mut running = self.running.lock().await;
        for (id, peers) in kept {
            match Owner::restore(id, self.around.clone(), peers).await {
                Ok(owner) => {
                    running.insert(id, owner.start());
                }
                Err(error) => tracing::error!(briefing = %id, %error, "the briefing cannot be brought back"),
            }
        }
        Ok(())
    }

    /// Passes a client to the owner of its briefing. The entrance's reply says whether it is in.
    pub(crate) async fn enter(&self, id: BriefingId, entrance: Entrance) -> Result<OwnerHandle, Refusal> {
        let owner = self.owner(id).await?;
        owner.send(Inbox::Enter(Box::new(entrance))).await;
        Ok(owner)
    }

    /// The server's clock.
    pub(crate) fn clock(&self) -> Clock {
        self.around.clock.clone()
    }

    async fn owner(&self, id: BriefingId) -> Result<OwnerHandle, Refusal> {
        let mut running = self.running.lock().await;
        if let Some(owner) = running.get(&id).filter(|owner| !owner.has_ended()) {
            return Ok(owner.clone());
        }
        match Owner::restore(id, self.around.clone(), Vec::new()).await {
            Ok(owner) => {
                running.retain(|_, owner| !owner.has_ended());
                let owner = owner.start();
                running.insert(id, owner.clone());
                Ok(owner)
            }
            Err(RestoreError::NotFound) => Err(Refusal::NotFound),
            Err(error) => {
                tracing::error!(briefing = %id, %error, "the briefing cannot be opened");
                Err(Refusal::Busy)
            }
        }
    }

    /// Tells owners of edited plans until the schedule is gone.
    pub(crate) async fn follow_schedule(self) {
        let mut changes = self.around.schedule.changes();
        loop {
            match changes.recv().await {
                Ok(id) => self.replan(id).await,
                Err(RecvError::Lagged(_)) => {
                    let all: Vec<BriefingId> = self.running.lock().await.keys().copied().collect();
                    for id in all {
                        self.replan(id).await;
                    }
                }
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// An edit of a briefing that has a log is written there at once, by its owner; before that nobody has to know.
    async fn replan(&self, id: BriefingId) {
        let running = self.running.lock().await.get(&id).filter(|owner| !owner.has_ended()).cloned();
        let Some(owner) = running else {
            if !matches!(self.around.log.is_empty(id).await, Ok(true)) {
                let _ = self.owner(id).await;
            }
            return;
        };
        match self.around.schedule.plan(id).await {
            Ok(Some(plan)) => owner.send(Inbox::Replan(Box::new(plan))).await,
            Ok(None) => owner.send(Inbox::Removed).await,
            Err(error) => tracing::error!(briefing = %id, %error, "the edited plan cannot be read"),
        }
    }

    /// Tells owners of changed rights until identity is gone.
    pub(crate) async fn follow_identity(self) {
        let mut changes = self.identity.changes();
        loop {
            match changes.recv().await {
                Ok(IdentityChange::User(user)) => self.recheck_user(user).await,
                Ok(IdentityChange::Device(device)) => self.recheck_device(device).await,
                Err(RecvError::Lagged(_)) => self.recheck_everybody().await,
                Err(RecvError::Closed) => return,
            }
        }
    }

    async fn recheck_user(&self, user: UserId) {
        let principal = match self.identity.user(user).await {
            Ok(found) => found.map(|user| user.principal()),
            Err(error) => {
                return tracing::error!(%user, %error, "the changed rights cannot be read");
            }
        };
        for owner in self.all().await {
            owner.send(Inbox::Rights { user, principal: principal.clone() }).await;
        }
    }

    async fn recheck_device(&self, device: DeviceId) {
        let found = self.identity.device(device).await;
        if matches!(found, Ok(None)) {
            for owner in self.all().await {
                owner.send(Inbox::Unpaired(device)).await;
            }
        }
    }

    async fn recheck_everybody(&self) {
        for owner in self.all().await {
            let (reply, answer) = oneshot::channel();
            owner.send(Inbox::WhoIsHere(reply)).await;
            let Ok((users, devices)) = answer.await else { continue };
            for user in users {
                self.recheck_user(user).await;
            }
            for device in devices {
                self.recheck_device(device).await;
            }
        }
    }

    /// Lets every owner write what it has and say good-bye.
    pub(crate) async fn stop(&self) {
        let mut ended = Vec::new();
        for owner in self.all().await {
            let (done, end) = oneshot::channel();
            owner.send(Inbox::Stop(done)).await;
            ended.push(end);
        }
        for end in ended {
            // An owner answers by ending, which drops its end.
            let _ = end.await;
        }
    }

    async fn all(&self) -> Vec<OwnerHandle> {
        self.running.lock().await.values().cloned().collect()
    }
}

/// Who a token stands for, as far as a client is told.
pub(crate) fn refusal_of(error: &IdentityError) -> Refusal {
    match error {
        IdentityError::Store(error) => {
            tracing::error!(%error, "a token cannot be checked");
            Refusal::Busy
        }
        _ => Refusal::NotSignedIn,
    }
}

/// Writes which media connections stand, many at once, until `stop` is dropped and nothing is left. A write
/// that fails costs an interruption at the next restart, and nothing now.
pub(crate) async fn keep_peers(
    store: Store,
    mut changes: mpsc::UnboundedReceiver<Keep>,
    mut stop: oneshot::Receiver<()>,
) {
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            biased;
            count = changes.recv_many(&mut batch, KEEP_BATCH) => if count == 0 { return },
            _ = &mut stop, if !changes.is_closed() => changes.close(),
        }
        if batch.is_empty() {
            continue;
        }
        if let Err(error) = store.keep_peers(&batch).await {
            tracing::warn!(%error, "media connections are not kept for a restart");
        }
        batch.clear();
    }
}
