//! What happens next? Datagrams on their way and clients to be woken, in order of time.

use giaoban_media::Time;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// Something that will happen.
#[derive(Debug)]
pub(crate) enum Event {
    /// A datagram reaches the node.
    ToNode { source: SocketAddr, bytes: Vec<u8> },
    /// A datagram reaches the address that this client had when it left.
    ToClient { client: usize, address: SocketAddr, bytes: Vec<u8> },
    /// A client has something to do.
    Wake { client: usize },
}

/// Events to come. Those of one moment happen in the order in which they were posted.
#[derive(Debug, Default)]
pub(crate) struct Post {
    events: BTreeMap<(Time, u64), Event>,
    posted: u64,
}

impl Post {
    pub(crate) fn at(&mut self, time: Time, event: Event) {
        self.posted += 1;
        self.events.insert((time, self.posted), event);
    }

    /// When the next event happens.
    pub(crate) fn next(&self) -> Time {
        self.events.first_key_value().map_or(Time::NEVER, |((time, _), _)| *time)
    }

    /// The next event, if it happens now.
    pub(crate) fn take(&mut self, now: Time) -> Option<Event> {
        let first = self.events.first_entry().filter(|first| first.key().0 <= now)?;
        Some(first.remove())
    }
}
