//! How is the media node told what is wished, and who hears what it reports?
//!
//! Desired state, not orders: the map of documents is the truth, the line only carries it. A line that breaks or
//! falls behind loses nothing, because everything is stated again.

mod documents;

use crate::owner::{Inbox, OwnerHandle};
use documents::Documents;
use giaoban_link::{Document, FromNode, Key, LinkSample, NodeId, PeerId, RoomId, ToNode};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::mpsc;

/// The two ends of the link to a media node of the same process.
#[derive(Debug)]
pub struct MediaLink {
    /// Wishes to the node. When it is full the node is told everything at once as soon as there is room.
    pub to_node: mpsc::Sender<ToNode>,
    /// Reports of the node. Signaling reads as fast as it decides.
    pub from_node: mpsc::Receiver<FromNode>,
}

impl MediaLink {
    /// No node in this process: nodes dial `/link/v1`. Both ends are closed.
    pub fn remote() -> MediaLink {
        MediaLink { to_node: mpsc::channel(1).0, from_node: mpsc::channel(1).1 }
    }
}

/// The media node as signaling knows it. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Node(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    documents: Documents,
    line: Option<Line>,
    lines: u64,
    owners: HashMap<RoomId, OwnerHandle>,
}

#[derive(Debug)]
struct Line {
    number: u64,
    to_node: mpsc::Sender<ToNode>,
    behind: bool,
}

impl Node {
    /// A node that has not come yet. `now` in ms since 1970 keeps revisions above those of earlier runs.
    pub(crate) fn new(now: i64) -> Node {
        let documents = Documents::new(now.try_into().unwrap_or_default());
        Node(Arc::new(Mutex::new(Inner { documents, line: None, lines: 0, owners: HashMap::new() })))
    }

    /// The run of the node that has the connections, whether or not its line stands just now.
    pub(crate) fn instance(&self) -> Option<NodeId> {
        self.lock().documents.instance()
    }

    /// Whether a node listens.
    pub(crate) fn is_linked(&self) -> bool {
        self.lock().line.is_some()
    }

    /// Replaces a document and tells the node at once. The new revision; none when nothing changed.
    pub(crate) fn put(&self, document: Document) -> Option<u64> {
        let mut inner = self.lock();
        let (rev, wish) = inner.documents.put(document)?;
        self.tell(&mut inner, wish);
        Some(rev)
    }

    /// Puts a document that the node answers, again if it is the same; the revision that is answered.
    pub(crate) fn ask(&self, document: Document) -> u64 {
        let mut inner = self.lock();
        let (rev, wish) = inner.documents.ask(document);
        self.tell(&mut inner, wish);
        rev
    }

    /// Takes in a peer of an earlier run of signaling.
    pub(crate) fn restore(&self, node: NodeId, rev: u64, document: Document) {
        self.lock().documents.restore(node, rev, document);
    }

    pub(crate) fn remove(&self, key: Key) {
        let mut inner = self.lock();
        if let Some(wish) = inner.documents.remove(key) {
            self.tell(&mut inner, wish);
        }
    }

    /// Whether the document is wished.
    pub(crate) fn holds(&self, key: Key) -> bool {
        self.lock().documents.holds(key)
    }

    /// Reports about this room go to this owner from now on.
    pub(crate) fn register(&self, room: RoomId, owner: OwnerHandle) {
        self.lock().owners.insert(room, owner);
    }

    pub(crate) fn unregister(&self, room: RoomId) {
        self.lock().owners.remove(&room);
    }

    /// Listens to a node until its line ends. Its first report is a hello.
    pub(crate) async fn listen(
        &self,
        to_node: mpsc::Sender<ToNode>,
        mut from_node: mpsc::Receiver<FromNode>,
    ) {
        let mut number = None;
        while let Some(report) = from_node.recv().await {
            match report {
                FromNode::Hello { node, holds } => {
                    number = Some(self.hello(node, &holds, to_node.clone()));
                    self.tell_owners(|| Inbox::Instance).await;
                }
                FromNode::Samples { samples } => self.sampled(samples),
                report => self.forward(report).await,
            }
        }
        let mut inner = self.lock();
        if inner.line.as_ref().map(|line| line.number) == number {
            inner.line = None;
        }
    }

    /// Lets go of the line; media flows on without us.
    pub(crate) fn hang_up(&self) {
        self.lock().line = None;
    }

    fn hello(&self, node: NodeId, holds: &[(Key, u64)], to_node: mpsc::Sender<ToNode>) -> u64 {
        let mut inner = self.lock();
        let another = inner.documents.hello(node, holds);
        tracing::info!(%node, another, holds = holds.len(), "media node linked");
        inner.lines += 1;
        let number = inner.lines;
        inner.line = Some(Line { number, to_node, behind: false });
        let whole = inner.documents.whole();
        self.tell(&mut inner, whole);
        number
    }

    fn tell(&self, inner: &mut Inner, wish: ToNode) {
        let Some(line) = inner.line.as_mut().filter(|line| !line.behind) else { return };
        if let Err(mpsc::error::TrySendError::Full(_)) = line.to_node.try_send(wish) {
            line.behind = true;
            tokio::spawn(self.clone().catch_up(line.number, line.to_node.clone()));
        }
    }

    /// Waits for room on a full line and states everything.
    async fn catch_up(self, number: u64, to_node: mpsc::Sender<ToNode>) {
        let Ok(permit) = to_node.reserve().await else { return };
        let mut inner = self.lock();
        let whole = inner.documents.whole();
        if let Some(line) = inner.line.as_mut().filter(|line| line.number == number) {
            line.behind = false;
            permit.send(whole);
        }
    }

    /// Figures are worth less than what waits behind them: an owner that is busy does without.
    fn sampled(&self, samples: Vec<LinkSample>) {
        let mut rooms: BTreeMap<RoomId, Vec<LinkSample>> = BTreeMap::new();
        let inner = self.lock();
        for sample in samples {
            if let Some(room) = inner.documents.room_of(sample.peer) {
                rooms.entry(room).or_default().push(sample);
            }
        }
        for (room, samples) in rooms {
            if let Some(owner) = inner.owners.get(&room) {
                owner.offer(Inbox::Report(FromNode::Samples { samples }));
            }
        }
    }

    async fn forward(&self, report: FromNode) {
        let owner = match &report {
            FromNode::Answered { peer, .. }
            | FromNode::Refused { peer, .. }
            | FromNode::Connected { peer }
            | FromNode::Silent { peer, .. }
            | FromNode::HeardAgain { peer }
            | FromNode::Paused { peer, .. }
            | FromNode::Lost { peer, .. } => self.owner_of_peer(*peer),
            FromNode::OnAir { room, .. } | FromNode::Heard { room, .. } => {
                self.lock().owners.get(room).cloned()
            }
            FromNode::Hello { .. } | FromNode::Samples { .. } => None,
        };
        if let Some(owner) = owner {
            owner.send(Inbox::Report(report)).await;
        }
    }

    fn owner_of_peer(&self, peer: PeerId) -> Option<OwnerHandle> {
        let inner = self.lock();
        let room = inner.documents.room_of(peer)?;
        inner.owners.get(&room).cloned()
    }

    async fn tell_owners(&self, message: impl Fn() -> Inbox) {
        let owners: Vec<OwnerHandle> = self.lock().owners.values().cloned().collect();
        for owner in owners {
            owner.send(message()).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("nothing panics while the node is locked")
    }
}
