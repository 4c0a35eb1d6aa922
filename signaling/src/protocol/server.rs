//! What the server says.

use super::{Change, Me, RefusalText, SiteLink, Snapshot};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Server → client.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// Answer to `hello`.
    Welcome(Box<Welcome>),
    /// Objects that changed. Applied in order; `rev` grows by one per delta a client could see or more.
    Delta {
        /// Revision of the briefing after the changes.
        #[ts(type = "number")]
        rev: u64,
        /// Server clock in ms since 1970.
        #[ts(type = "number")]
        at: i64,
        /// New values, each replacing its object whole.
        changes: Vec<Change>,
    },
    /// A command was carried out, now or before (duplicate), or changed nothing.
    Done {
        /// The command.
        cmd_id: Uuid,
        /// Revision of the briefing that contains it.
        #[ts(type = "number")]
        rev: u64,
    },
    /// A message was refused; the current state of the object follows as a delta when it was stale.
    Refused {
        /// The command, none when the message had no id.
        cmd_id: Option<Uuid>,
        /// Why.
        refusal: RefusalText,
    },
    /// The media node answered the offer.
    Answer {
        /// The `join` that is answered.
        cmd_id: Uuid,
        /// SDP answer.
        sdp: String,
    },
    /// What this client's slots show now.
    Seeing(Seeing),
    /// The media connection was lost as the node sees it: join again.
    MediaLost,
    /// The media node is another run: connections are gone, join again within `spread_ms`.
    MediaInstance {
        /// The new run.
        instance: Option<Uuid>,
        /// Wait a random time up to this many ms.
        spread_ms: u32,
    },
    /// Link figures, technicians only.
    Links {
        /// Server clock in ms since 1970.
        #[ts(type = "number")]
        at: i64,
        /// Changed sites only.
        links: Vec<SiteLink>,
    },
    /// Answer to `ping`.
    Pong {
        /// The client's clock as sent.
        sent: f64,
        /// Server clock in ms since 1970.
        #[ts(type = "number")]
        at: i64,
    },
    /// The server ends the connection. `retry_ms` tells whether and when to come back.
    Bye {
        /// Why.
        refusal: RefusalText,
        /// Come back after this many ms; none = do not.
        retry_ms: Option<u32>,
    },
}

/// First answer: who the client is and everything it may see.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Welcome {
    /// Resume token for the next `hello`.
    pub resume: String,
    /// Server clock in ms since 1970.
    #[ts(type = "number")]
    pub at: i64,
    /// Run of the media node; when it changes, join again.
    pub media_instance: Option<Uuid>,
    /// The media connection of before still stands on the server: keep it. Otherwise join.
    pub joined: bool,
    /// First retry after a lost connection: a random time up to this many ms.
    pub spread_ms: u32,
    /// The client itself.
    pub me: Me,
    /// Everything it may see.
    pub snapshot: Snapshot,
    /// What its slots show.
    pub seeing: Seeing,
}

/// Whose picture and sound a client's slots carry now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Seeing {
    /// Programme slot; none = slate.
    pub programme: Option<Uuid>,
    /// Chair slot.
    pub chair: Option<Uuid>,
    /// Content slot.
    pub content: Option<Uuid>,
    /// Audio slots in order.
    pub audio: Vec<Option<Uuid>>,
    /// Layers of this device's own camera that nobody watches, by rid: it need not send them.
    pub paused: Vec<String>,
}
