//! How does a briefing come back? From its log, with the media connections that stood.

use super::Owner;
use super::place::{LinkScope, Part, Peer, Place, PlaceId, holder_of};
use crate::briefing::{Actor, Audience, Briefing, Devices, Fact, Millis, View, Who, record};
use crate::clock::Clock;
use crate::ids::BriefingId;
use crate::monitor::Monitor;
use crate::node::Node;
use crate::protocol::{Me, Seeing};
use crate::resume::ResumeKey;
use crate::schedule::Schedule;
use crate::store::{EventLog, Keep, KeptPeer, StoreError};
use giaoban_link::Document;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::mpsc;

/// After a restart, who was here is waited for this long: 3,400 clients come back within 10 s.
pub(super) const RESTART_MS: Millis = 15_000;

/// What an owner works with.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    pub(crate) clock: Clock,
    pub(crate) log: EventLog,
    pub(crate) schedule: Schedule,
    pub(crate) node: Node,
    pub(crate) resume: ResumeKey,
    /// Where media connections are kept for the next start.
    pub(crate) keeper: mpsc::UnboundedSender<Keep>,
}

/// Why a briefing cannot be brought back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RestoreError {
    /// There is no plan and no log of it.
    #[error("no such briefing")]
    NotFound,
    /// The log cannot be read.
    #[error("the log of the briefing: {0}")]
    Log(#[from] record::RecordError),
    /// The log does not begin with a plan.
    #[error("the log of the briefing does not begin with its plan")]
    NoPlan,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Owner {
    /// Brings a briefing back from its log, or begins it from its plan.
    pub(crate) async fn restore(
        id: BriefingId,
        around: Surroundings,
        kept: Vec<KeptPeer>,
    ) -> Result<Owner, RestoreError> {
        let plan = around.schedule.plan(id).await?;
        let epoch = around.log.next_epoch(id).await?;
        let log = around.log.load(id).await?;
        let events = log.iter().map(|(_, row)| record::read(row.at_ms, &row.json));
        let events = events.collect::<Result<Vec<_>, _>>()?;
        for ((_, row), _) in log.iter().zip(&events).filter(|(_, event)| event.fact == Fact::Unknown) {
            let fact = record::name(&row.json).unwrap_or_default();
            tracing::warn!(briefing = %id, rev = row.rev, fact, "the log has something of another release");
        }
        let now = around.clock.now();
        let known = !events.is_empty();
        let (briefing, begun) = if known {
            (Briefing::replay(events).ok_or(RestoreError::NoPlan)?, None)
        } else {
            let (briefing, event) = Briefing::begin(now, plan.clone().ok_or(RestoreError::NotFound)?);
            (briefing, Some(event))
        };
        let mut owner = Owner::of(id, epoch, briefing, around, now);
        if let Some(event) = begun {
            let rev = owner.briefing.rev();
            owner.rows.push(crate::store::LogRow { rev, at_ms: event.at, json: record::write(&event) });
        } else if let Some(plan) = plan {
            let events = owner.briefing.replan(now, plan);
            owner.record(events);
        }
        if known {
            owner.waits_until = Some(now + RESTART_MS);
        }
        kept.into_iter().for_each(|kept| owner.take_in(now, kept));
        Ok(owner)
    }

    fn of(id: BriefingId, epoch: u64, briefing: Briefing, around: Surroundings, now: Millis) -> Owner {
        let devices = Devices::new();
        let wish = briefing.room_wish();
        // The room is stated before any peer of it.
        around.node.put(Document::Room(wish.clone()));
        Owner {
            id,
            epoch,
            view: Arc::new(View::of(&briefing, &devices)),
            devices_changed: false,
            counts_due: None,
            wish_told: wish.clone(),
            wish,
            briefing,
            devices,
            places: BTreeMap::new(),
            rooms: BTreeMap::new(),
            peers: HashMap::new(),
            sockets: 0,
            monitor: Monitor::default(),
            instance_told: around.node.instance().map(|node| node.0),
            around,
            waits_until: None,
            idle_since: now,
            sites_up: 0,
            ending: None,
            rows: Vec::new(),
            notices: Vec::new(),
            replies: Vec::new(),
            rights_changed: false,
            stopping: Vec::new(),
        }
    }

    /// A place without a socket whose media connection stands, until its client resumes it.
    fn take_in(&mut self, now: Millis, kept: KeptPeer) {
        let document = serde_json::from_str::<Document>(&kept.body).ok();
        let (Some(who), Some(Document::Peer(wish))) = (holder_of(&kept.holder), document) else {
            tracing::warn!(peer = %kept.peer, "a kept media connection cannot be read and is dropped");
            let _ = self.around.keeper.send(Keep::Forget(kept.peer));
            return;
        };
        let id = PlaceId(kept.place);
        let place = Place {
            actor: Actor { who, roles: Vec::new() },
            device: None,
            name: String::new(),
            part: if matches!(who, Who::Room(_)) { Part::Room } else { Part::Console },
            socket: None,
            left_at: now,
            peer: Some(Peer {
                id: wish.id,
                offer: wish.offer.clone(),
                connected: true,
                silent_since: None,
                asked: None,
                paused: Vec::new(),
            }),
            slots: wish.slots.clone(),
            listen: wish.listen,
            audience: match who {
                Who::Room(site) => Audience::Room(site),
                Who::User(_) | Who::Server => Audience::Subtree([].into()),
            },
            me: Me { name: String::new(), user: None, site: None, may: Vec::new() },
            seeing: Seeing::default(),
            links: LinkScope::Nothing,
        };
        if let Some(site) = place.room() {
            self.rooms.insert(site, id);
        }
        self.peers.insert(wish.id, id);
        self.places.insert(id, place);
        self.around.node.restore(kept.node, kept.rev, Document::Peer(wish));
    }
}
