//! Signaling: decides, remembers, tells. Briefings, directory, schedule, identity, monitoring; HTTP and
//! websocket routes as a [`axum::Router`] that the shell serves.

mod attempts;
pub mod authority;
pub mod briefing;
pub mod clock;
pub mod demo;
pub mod directory;
pub mod field;
pub mod http;
pub mod identity;
pub mod ids;
pub mod protocol;
pub mod records;
pub mod schedule;
pub mod store;
