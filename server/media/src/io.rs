//! What goes into a [`crate::Node`] and what comes out.

use crate::counters::Counters;
use crate::time::Time;
use giaoban_link::{FromNode, RoomId, SiteId, ToNode};
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;

/// One thing that happened outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// A datagram arrived. It is decrypted in place.
    Datagram {
        /// Who sent it.
        source: SocketAddr,
        /// Which of our addresses it reached; replies leave from there.
        local: IpAddr,
        /// Its bytes.
        bytes: &'a mut [u8],
    },
    /// The batch of datagrams read together is over: what may leave, leaves now.
    BatchEnd,
    /// The deadline returned by the last call has come.
    Timeout,
    /// Signaling wishes something.
    Wish(ToNode),
}

/// Where a node pushes its outputs. Owned by the caller and reused, so that nothing is allocated per packet.
#[derive(Debug, Default)]
pub struct Out {
    /// Bytes of all transmits.
    pub bytes: Vec<u8>,
    /// Datagrams to send, in order.
    pub transmits: Vec<Transmit>,
    /// Reports to signaling.
    pub reports: Vec<FromNode>,
    /// Copies for recording and monitoring.
    pub taps: Vec<Tap>,
    /// Whether a room is tapped; nothing is copied otherwise.
    pub tapping: bool,
    /// What was counted since the caller last looked; the caller takes it.
    pub counters: Counters,
}

impl Out {
    /// Forgets what was sent; keeps the memory.
    pub fn clear_transmits(&mut self) {
        self.bytes.clear();
        self.transmits.clear();
    }
}

/// One send: one datagram, or several of equal size for GSO (the last may be shorter).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmit {
    /// To whom.
    pub destination: SocketAddr,
    /// From which of our addresses, when known.
    pub source: Option<IpAddr>,
    /// Which part of [`Out::bytes`].
    pub range: Range<usize>,
    /// Size of each segment; `None` for a single datagram.
    pub segment_size: Option<usize>,
}

/// A decrypted packet as sites receive it, for recording and monitoring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tap {
    /// The room.
    pub room: RoomId,
    /// Whose packet it is.
    pub site: SiteId,
    /// When the node forwarded it.
    pub at: Time,
    /// The RTP packet, plain.
    pub packet: Vec<u8>,
}
