//! The media core: an SFU as a state machine. It owns no socket, reads no clock and draws no randomness of
//! its own; one seed and one list of inputs give one list of outputs.

mod allocation;
mod bandwidth;
#[doc(hidden)]
pub mod bench;
mod bitrate;
mod clock;
mod config;
mod counters;
mod demux;
mod downlink;
mod dtls;
mod ice;
mod io;
mod node;
mod payload;
mod peer;
mod random;
mod receive;
mod room;
mod rtcp;
mod rtp;
mod sdp;
mod slot;
mod srtp;
mod stream;
mod time;
mod timeline;
mod transport;
mod uplink;

pub use config::{Certificate, NodeConfig, Security};
pub use counters::{Counters, Drop};
pub use dtls::CertificateError;
pub use io::{Input, Out, Tap, Transmit};
pub use node::Node;
pub use random::Random;
pub use time::Time;
