//! Signaling: decides, remembers, tells. Briefings, directory, schedule, identity, monitoring; HTTP and
//! websocket routes as a [`axum::Router`] that the shell serves.

mod attempts;
pub mod authority;
pub mod briefing;
pub mod clock;
pub mod demo;
mod desired;
pub mod directory;
pub mod field;
pub mod http;
pub mod identity;
pub mod ids;
pub mod minutes;
mod monitor;
mod node;
mod owner;
mod owners;
pub mod protocol;
pub mod records;
mod resume;
pub mod schedule;
mod signaling;
pub mod store;
mod times;
mod ws;

pub use node::MediaLink;
pub use signaling::{Signaling, SignalingConfig, StartError};
