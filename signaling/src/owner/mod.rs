//! One briefing, one owner: the only task that changes it. It drains its inbox, decides, writes what happened in
//! one transaction, and only then tells everyone.

mod commit;
mod enter;
mod listen;
mod media;
mod outbox;
mod place;
mod presence;
mod publish;
mod restore;

pub(crate) use outbox::{Letters, Outbox, outbox, words, written};
pub(crate) use place::{Part, PlaceId, SocketId};
pub(crate) use restore::{RestoreError, Surroundings};

use crate::briefing::{Briefing, Devices, Millis, Notice, View};
use crate::identity::Principal;
use crate::ids::{BriefingId, DeviceId, UserId};
use crate::monitor::Monitor;
use crate::protocol::{ClientMessage, Command, Refusal, ServerMessage};
use crate::schedule::BriefingPlan;
use crate::store::{LogRow, StoreError};
use giaoban_link::{FromNode, PeerId, RoomId, RoomWish, SiteId};
use place::Place;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Messages that may wait for an owner. Senders wait when it is full; figures are dropped.
const INBOX: usize = 4_096;
/// Messages decided on before one transaction: a burst of registrations becomes one write, and nobody waits
/// longer than it takes.
const BATCH: usize = 256;
/// An owner without clients and without a running session ends after this long.
const IDLE_MS: Millis = 60_000;

/// What an owner is told.
#[derive(Debug)]
pub(crate) enum Inbox {
    /// A client wants in.
    Enter(Box<Entrance>),
    /// A client says something.
    Said { place: PlaceId, socket: SocketId, message: Box<ClientMessage> },
    /// A client's socket is gone.
    Closed { place: PlaceId, socket: SocketId },
    /// The media node reports.
    Report(FromNode),
    /// The media node's line was (re)connected, perhaps to another run.
    Instance,
    /// The plan was edited.
    Replan(Box<BriefingPlan>),
    /// The plan was removed.
    Removed,
    /// A user's rights changed; none = the user is gone.
    Rights { user: UserId, principal: Option<Principal> },
    /// A device is not paired any more.
    Unpaired(DeviceId),
    /// Which users and devices have a place?
    WhoIsHere(oneshot::Sender<(Vec<UserId>, Vec<DeviceId>)>),
    /// The server stops.
    Stop(oneshot::Sender<()>),
}

/// A client at the door.
#[derive(Debug)]
pub(crate) struct Entrance {
    pub(crate) principal: Principal,
    pub(crate) part: Part,
    pub(crate) resume: Option<String>,
    pub(crate) take_over: bool,
    pub(crate) outbox: Outbox,
    pub(crate) reply: oneshot::Sender<Result<(PlaceId, SocketId), Refusal>>,
}

/// An owner's address.
#[derive(Clone, Debug)]
pub(crate) struct OwnerHandle(mpsc::Sender<Inbox>);

impl OwnerHandle {
    /// Waits until the owner can take it; lost when the owner has ended.
    pub(crate) async fn send(&self, message: Inbox) {
        let _ = self.0.send(message).await;
    }

    /// Drops the message when the owner is busy.
    pub(crate) fn offer(&self, message: Inbox) {
        let _ = self.0.try_send(message);
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.0.is_closed()
    }
}

/// Why an owner ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Idle,
    Removed,
    Stopped,
}

/// What a client is told once the batch is written.
#[derive(Debug)]
enum Reply {
    Message(ServerMessage),
    Refused(uuid::Uuid, Refusal, Box<Command>),
}

/// The owner of one briefing.
#[derive(Debug)]
pub(crate) struct Owner {
    id: BriefingId,
    epoch: u64,
    briefing: Briefing,
    devices: Devices,
    /// What was last told.
    view: Arc<View>,
    devices_changed: bool,
    /// When rooms are told how many wait; none = they know.
    counts_due: Option<Millis>,
    wish: RoomWish,
    /// The wish that clients were told the consequences of.
    wish_told: RoomWish,
    places: BTreeMap<PlaceId, Place>,
    rooms: BTreeMap<SiteId, PlaceId>,
    peers: HashMap<PeerId, PlaceId>,
    sockets: u64,
    monitor: Monitor,
    around: Surroundings,
    /// Who was here before a restart is waited for until then.
    waits_until: Option<Millis>,
    idle_since: Millis,
    sites_up: usize,
    ending: Option<Ending>,
    /// Decided and not yet written.
    rows: Vec<LogRow>,
    notices: Vec<Notice>,
    replies: Vec<(PlaceId, Reply)>,
    rights_changed: bool,
    /// The run of the node that clients were told of.
    instance_told: Option<uuid::Uuid>,
    /// Dropped when the owner has ended.
    stopping: Vec<oneshot::Sender<()>>,
}

impl Owner {
    /// Starts the owner's task.
    pub(crate) fn start(self) -> OwnerHandle {
        let (sender, inbox) = mpsc::channel(INBOX);
        let handle = OwnerHandle(sender);
        self.around.node.register(RoomId(self.id.0), handle.clone());
        tokio::spawn(self.run(inbox));
        handle
    }

    async fn run(mut self, mut inbox: mpsc::Receiver<Inbox>) {
        let outcome = loop {
            // What restoring decided is written before anything else is heard.
            if let Err(error) = self.commit_all().await {
                break Err(error);
            }
            if self.ending.is_some() {
                break Ok(());
            }
            let sleep = Duration::from_millis(self.ms_to_next_deadline());
            tokio::select! {
                message = inbox.recv() => match message {
                    Some(message) => {
                        self.hear(message);
                        self.hear_batch(&mut inbox);
                    }
                    None => self.ending = Some(Ending::Stopped),
                },
                () = tokio::time::sleep(sleep) => {}
            }
            self.pass_time();
        };
        self.end(outcome, &mut inbox);
    }

    fn hear_batch(&mut self, inbox: &mut mpsc::Receiver<Inbox>) {
        for _ in 1..BATCH {
            match inbox.try_recv() {
                Ok(message) => self.hear(message),
                Err(_) => return,
            }
        }
    }

    fn hear(&mut self, message: Inbox) {
        match message {
            Inbox::Enter(entrance) => self.enter(*entrance),
            Inbox::Said { place, socket, message } => self.said(place, socket, *message),
            Inbox::Closed { place, socket } => self.closed(place, socket),
            Inbox::Report(report) => self.reported(report),
            Inbox::Instance => self.node_came(),
            Inbox::Replan(plan) => self.replanned(*plan),
            Inbox::Removed => self.ending = Some(Ending::Removed),
            Inbox::Rights { user, principal } => self.rights_of(user, principal),
            Inbox::Unpaired(device) => self.unpaired(device),
            Inbox::Stop(done) => {
                self.stopping.push(done);
                self.ending = Some(Ending::Stopped);
            }
            Inbox::WhoIsHere(reply) => self.tell_who_is_here(reply),
        }
    }

    fn pass_time(&mut self) {
        let now = self.now();
        while self.briefing.next_deadline().is_some_and(|due| due <= now) {
            let events = self.briefing.tick(now);
            self.record(events);
        }
        self.ask_devices();
        self.expire(now);
        if self.may_idle() && now - self.idle_since >= IDLE_MS {
            self.ending = Some(Ending::Idle);
        }
    }

    fn ms_to_next_deadline(&self) -> u64 {
        let idle = self.may_idle().then_some(self.idle_since + IDLE_MS);
        let own = [self.next_expiry(), self.waits_until, self.counts_due, idle];
        let deadlines = own.into_iter().chain([self.briefing.next_deadline()]);
        // Without a deadline once an hour does: nothing depends on it.
        let next = deadlines.flatten().min().unwrap_or(self.now() + 3_600_000);
        (next - self.now()).max(0).try_into().unwrap_or_default()
    }

    /// Says good-bye. An owner that could not write ends too: everyone comes back to what is written.
    fn end(mut self, outcome: Result<(), StoreError>, inbox: &mut mpsc::Receiver<Inbox>) {
        inbox.close();
        if let Err(error) = &outcome {
            tracing::error!(briefing = %self.id, %error, "the log could not be written, starting again from it");
        }
        let refusal = if self.ending == Some(Ending::Removed) { Refusal::NotFound } else { Refusal::Busy };
        let retry = (refusal == Refusal::Busy).then(|| self.spread_ms());
        for place in self.places.values_mut() {
            if let Some(socket) = place.socket.take() {
                socket.outbox.dismiss(refusal, retry);
            }
        }
        self.count_sites(0);
        let room = RoomId(self.id.0);
        // A stopping or failing signaling leaves media as it is; only a briefing that is over ends it.
        if matches!(self.ending, Some(Ending::Idle | Ending::Removed)) && outcome.is_ok() {
            self.drop_all_media(room);
        }
        self.around.node.unregister(room);
        while let Ok(message) = inbox.try_recv() {
            if let Inbox::Enter(entrance) = message {
                let _ = entrance.reply.send(Err(Refusal::Busy));
            }
        }
    }

    fn now(&self) -> Millis {
        self.around.clock.now()
    }
}
