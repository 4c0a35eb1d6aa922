//! How do the parts of signaling become one service? The composition root of this crate.

use crate::demo::{self, Demo, DemoError};
use crate::http;
use crate::http::whip::Doors;
use crate::ids::BriefingId;
use crate::node::{MediaLink, Node};
use crate::owner::Surroundings;
use crate::owners::{Owners, keep_peers};
use crate::records::Records;
use crate::resume::ResumeKey;
use crate::store::StoreError;
use crate::ws::{self, Sockets};
use axum::Router;
use giaoban_link::SiteId;
use std::fmt;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

#[cfg(test)]
pub(crate) mod tests;

/// What signaling needs to know.
#[derive(Clone)]
pub struct SignalingConfig {
    /// `sqlite://path?mode=rwc`.
    pub database_url: String,
    /// Origins whose pages may connect, besides the host they connect to.
    pub public_origins: Vec<String>,
    /// Signs tokens that are not kept; the same at every start.
    pub token_secret: [u8; 32],
    /// What media nodes of other processes prove themselves with; none = they may not link.
    pub link_secret: Option<String>,
    /// Seed the demonstration before anything starts.
    pub demo: bool,
}

impl fmt::Debug for SignalingConfig {
    /// Without the secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignalingConfig")
            .field("database_url", &self.database_url)
            .field("public_origins", &self.public_origins)
            .field("demo", &self.demo)
            .field("links", &self.link_secret.is_some())
            .finish()
    }
}

/// Why signaling cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The demonstration cannot be seeded.
    #[error(transparent)]
    Demo(#[from] DemoError),
}

/// The running service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Signaling {
    records: Records,
    demo: Option<Arc<Demo>>,
    owners: Owners,
    node: Node,
    origins: Arc<[String]>,
    link_secret: Option<Arc<str>>,
    stopping: Arc<watch::Sender<bool>>,
    keeper: Arc<Mutex<Option<Keeper>>>,
}

/// The task that keeps media connections for the next start.
#[derive(Debug)]
struct Keeper {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Signaling {
    /// Opens the records, brings back the briefings that were in progress, and listens to the media node.
    ///
    /// # Errors
    ///
    /// The database cannot be opened or read.
    pub async fn start(config: SignalingConfig, media: MediaLink) -> Result<Signaling, StartError> {
        let records = Records::open(&config.database_url, config.token_secret).await?;
        Self::start_with(records, config, media).await
    }

    pub(crate) async fn start_with(
        records: Records,
        config: SignalingConfig,
        media: MediaLink,
    ) -> Result<Signaling, StartError> {
        let demo = if config.demo { Some(Arc::new(demo::seed(&records).await?)) } else { None };
        let node = Node::new(records.clock.now());
        let (keeper, changes) = mpsc::unbounded_channel();
        let around = Surroundings {
            clock: records.clock.clone(),
            log: records.log.clone(),
            schedule: records.schedule.clone(),
            node: node.clone(),
            resume: ResumeKey::new(config.token_secret),
            keeper,
        };
        let owners = Owners::new(around, records.identity.clone());
        // Rooms and kept connections are wished before a node may say hello: else it would drop them.
        owners.restore(&records.store).await?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(keep_peers(records.store.clone(), changes, stopped));
        let stopping = watch::Sender::new(false);
        spawn_until(&stopping, owners.clone().follow_schedule());
        spawn_until(&stopping, owners.clone().follow_identity());
        let listening = node.clone();
        spawn_until(&stopping, async move { listening.listen(media.to_node, media.from_node).await });
        Ok(Signaling {
            records,
            demo,
            owners,
            node,
            origins: config.public_origins.into(),
            link_secret: config.link_secret.map(Into::into),
            stopping: Arc::new(stopping),
            keeper: Arc::new(Mutex::new(Some(Keeper { stop, task }))),
        })
    }

    /// `/api/v1`, `/whip`, `/whep`, `/ws` and, with a link secret, `/link/v1`.
    pub fn router(&self) -> Router {
        let sockets = Sockets {
            owners: self.owners.clone(),
            identity: self.records.identity.clone(),
            node: self.node.clone(),
            origins: self.origins.clone(),
            link_secret: self.link_secret.clone(),
            stopping: self.stopping.subscribe(),
        };
        let doors = Doors::new(self.records.clone(), self.owners.clone(), self.stopping.subscribe());
        http::router(self.records.clone()).merge(http::whip::router(doors)).merge(ws::router(sockets))
    }

    /// Whether briefings can be held: the store answers and a media node listens.
    pub async fn ready(&self) -> bool {
        self.node.is_linked() && self.records.store.ready().await
    }

    /// Says good-bye to every client, with what was decided written.
    pub async fn shutdown(&self) {
        self.stopping.send_replace(true);
        self.owners.stop().await;
        self.node.hang_up();
        let keeper = self.keeper.lock().expect("nothing panics while it is locked").take();
        if let Some(Keeper { stop, task }) = keeper {
            drop(stop);
            if task.await.is_err() {
                tracing::error!("keeping media connections panicked");
            }
        }
        self.records.store.close().await;
    }

    /// Everything that is kept: what the command line works on, by the same paths as HTTP.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The demonstration, when it was asked for.
    pub fn demo(&self) -> Option<&Demo> {
        self.demo.as_deref()
    }

    /// A token for a program that stands in for a site in one briefing.
    pub fn automation_token(&self, site: SiteId, briefing: BriefingId, expires_at: i64) -> String {
        self.records.identity.automation_token(site, briefing, expires_at)
    }
}

/// Runs something in the background until the server stops.
fn spawn_until(stopping: &watch::Sender<bool>, work: impl Future<Output = ()> + Send + 'static) {
    let mut stopped = stopping.subscribe();
    tokio::spawn(async move {
        tokio::select! {
            () = work => {}
            _ = stopped.wait_for(|stopped| *stopped) => {}
        }
    });
}
