//! Who takes part without a browser? Bots: independent WebRTC peers on the `webrtc` crate.

pub mod answer;
mod camera;
mod engine;
mod peer;
mod player;
mod site;
mod wire;

pub use engine::Protection;
pub use peer::{Lines, Peer, PeerOptions, Publish};
pub use site::{Bot, BotOptions, MicrophoneRule, Presence};
pub use wire::Ear;
