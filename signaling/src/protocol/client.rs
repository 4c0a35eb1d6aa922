//! What a client says.

use super::{Command, Seen};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Client → server.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMessage {
    /// First message. The token travels here, never in the address.
    Hello {
        /// Bearer token of a user, device or automation.
        token: String,
        /// The briefing to enter.
        briefing: Uuid,
        /// What the client is.
        kind: ClientKind,
        /// Resume token of an earlier welcome: same place, same requests.
        resume: Option<String>,
        /// Answer to `device_in_use`: take over from the other room device of this site.
        take_over: bool,
        /// Language of human texts.
        language: Language,
    },
    /// Change the briefing. Answered by `done` or `refused` with the same `cmd_id`.
    Command {
        /// Chosen by the client; the same id twice is one event.
        cmd_id: Uuid,
        /// What the sender saw, for commands that act on what was seen.
        seen: Option<Seen>,
        /// Whose authority is used, when not the sender's own ("chair" for the secretary).
        on_behalf_of: Option<String>,
        /// The command.
        command: Command,
    },
    /// Connect media: one offer for the whole briefing, or again for an ICE restart.
    Join {
        /// Chosen by the client.
        cmd_id: Uuid,
        /// SDP offer.
        offer: String,
    },
    /// Disconnect media, stay in the briefing.
    Leave {
        /// Chosen by the client.
        cmd_id: Uuid,
    },
    /// Which pictures the client draws, and how tall. Replaces the last one whole.
    Watch {
        /// Slots with a wish; others keep their default.
        slots: Vec<SlotWatch>,
        /// Console: play sound.
        listen: bool,
    },
    /// State of the client's own devices.
    Media {
        /// The state.
        state: MediaState,
    },
    /// Keep-alive and clock: answered by `pong` at once.
    Ping {
        /// Client's clock in ms, returned unchanged.
        #[ts(type = "number")]
        sent: f64,
    },
}

/// What a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// A room device: publishes, one per site.
    Room,
    /// A signed-in user's console: chair, secretary, operations centre.
    Console,
    /// The technician's console: a console that is also sent link figures.
    Technician,
}

/// Language of texts for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

/// What one slot shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlotWatch {
    /// `programme`, `chair`, `content`, or `thumbnail-0` …
    pub slot: String,
    /// Site to show; thumbnails only.
    pub site: Option<Uuid>,
    /// Height in device pixels, 0 when not drawn.
    pub height: u16,
}

/// State of a client's own devices, shown to the chair and the technician.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MediaState {
    /// A microphone is open and not muted by its user.
    pub microphone: bool,
    /// A camera is open.
    pub camera: bool,
    /// Slides are being captured.
    pub content: bool,
    /// Names of devices and browser, for the technician.
    pub devices: Vec<String>,
}
