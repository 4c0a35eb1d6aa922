//! What is written in a briefing's log? Events, and their JSON with a version.
//!
//! Of the briefing's modules only this one knows serde: an event is the one thing here that outlives the
//! process. A release reads every version it ever wrote: fields that are added have a default, and
//! `tests/fixtures` keeps logs of earlier releases.

mod fact;
mod ids;
mod plan;
mod rules;

pub use fact::Fact;

use super::{Event, Millis, OnBehalfOf, Who};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The version this release writes.
const VERSION: u32 = 1;

/// A log row that this release cannot read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Written by a newer release.
    #[error("event of version {0}, this release reads up to {VERSION}: install the newer release")]
    Newer(u32),
    /// Not an event.
    #[error("not an event: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// The log's JSON of an event. Its time and revision are columns of their own.
pub fn write(event: &Event) -> String {
    let record = Record {
        v: VERSION,
        actor: ActorRecord::from(event.actor),
        on_behalf_of: event.on_behalf_of.map(BehalfRecord::from),
        cmd_id: event.cmd_id,
        fact: event.fact.clone(),
    };
    serde_json::to_string(&record).expect("events are plain data with text keys")
}

/// The event of a log row.
pub fn read(at: Millis, json: &str) -> Result<Event, RecordError> {
    let version = serde_json::from_str::<Version>(json)?.v;
    if version > VERSION {
        return Err(RecordError::Newer(version));
    }
    let record: Record = serde_json::from_str(json)?;
    Ok(Event {
        at,
        actor: record.actor.into(),
        on_behalf_of: record.on_behalf_of.map(Into::into),
        cmd_id: record.cmd_id,
        fact: record.fact,
    })
}

/// The name of the fact in a log row, whether this release knows it or not.
pub fn name(json: &str) -> Option<String> {
    serde_json::from_str::<Named>(json).ok().map(|row| row.fact.name)
}

#[derive(Deserialize)]
struct Named {
    fact: Name,
}

#[derive(Deserialize)]
struct Name {
    #[serde(rename = "type")]
    name: String,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

#[derive(Serialize, Deserialize)]
struct Record {
    v: u32,
    actor: ActorRecord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<BehalfRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cmd_id: Option<Uuid>,
    fact: Fact,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
enum ActorRecord {
    User(Uuid),
    Room(Uuid),
    Server,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
enum BehalfRecord {
    Chair,
    Site(Uuid),
}

impl From<Who> for ActorRecord {
    fn from(who: Who) -> Self {
        match who {
            Who::User(user) => ActorRecord::User(user.0),
            Who::Room(site) => ActorRecord::Room(site.0),
            Who::Server => ActorRecord::Server,
        }
    }
}

impl From<ActorRecord> for Who {
    fn from(record: ActorRecord) -> Self {
        match record {
            ActorRecord::User(user) => Who::User(crate::ids::UserId(user)),
            ActorRecord::Room(site) => Who::Room(giaoban_link::SiteId(site)),
            ActorRecord::Server => Who::Server,
        }
    }
}

impl From<OnBehalfOf> for BehalfRecord {
    fn from(behalf: OnBehalfOf) -> Self {
        match behalf {
            OnBehalfOf::Chair => BehalfRecord::Chair,
            OnBehalfOf::Site(site) => BehalfRecord::Site(site.0),
        }
    }
}

impl From<BehalfRecord> for OnBehalfOf {
    fn from(record: BehalfRecord) -> Self {
        match record {
            BehalfRecord::Chair => OnBehalfOf::Chair,
            BehalfRecord::Site(site) => OnBehalfOf::Site(giaoban_link::SiteId(site)),
        }
    }
}
