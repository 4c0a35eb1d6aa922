//! What do tests and the demo need to play a briefing from outside? Bots that are independent WebRTC peers,
//! the media they send, a bad network, and a world that starts the real server.

pub mod api;
pub mod bot;
pub mod core;
pub mod crowd;
pub mod demo;
pub mod figures;
pub mod fixture;
pub mod link;
pub mod load;
pub mod patience;
pub mod port;
pub mod relay;
pub mod server;
pub mod standard;
pub mod vp8;
pub mod world;
