//! The media core: an SFU as a state machine. It owns no socket, reads no clock and draws no randomness of
//! its own; one seed and one list of inputs give one list of outputs.

mod config;
mod counters;
mod demux;
mod ice;
mod io;
mod rtp;
mod sdp;
mod srtp;
mod time;

pub use config::{Certificate, NodeConfig};
pub use counters::{Counters, Drop};
pub use io::{Input, Out, Tap, Transmit};
pub use time::Time;
