//! Whole briefings over bad networks, in virtual time: what participants see and hear, scenario by scenario.
//!
//! One binary, so that the harness is compiled and linked once.

#[path = "../sim/mod.rs"]
mod sim;

mod allocations;
mod demand;
mod determinism;
mod floor;
mod hostile;
mod hostile_site;
mod key_frames;
mod large_room;
mod layers;
mod lip_sync;
mod repair;
mod roaming;
mod scoreboard;
mod silence;
mod switching;
mod tap;
mod view_rule;
mod wishes;
