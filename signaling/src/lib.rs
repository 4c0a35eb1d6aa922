//! Signaling: decides, remembers, tells. Briefings, directory, schedule, identity, monitoring; HTTP and
//! websocket routes as a [`axum::Router`] that the shell serves.

pub mod protocol;
