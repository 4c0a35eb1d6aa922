//! What did the node say last, and when is it said again?
//!
//! The session repeats flights itself. rtc-dtls 0.21.1 stops its own timer as soon as any handshake record arrives,
//! so a lost flight that the client asks for again would never be sent; and it gives up after seven repeats, less
//! than a short outage lasts. Repeating the same bytes is what a network that duplicates does, so the client takes
//! what it missed and drops the rest (RFC 6347 section 4.1.2.6).

use super::record::{HELLO_VERIFY_REQUEST, Record, records};
use crate::Time;
use std::time::Duration;

/// What the node said last.
#[derive(Default)]
pub(super) struct Flight {
    datagrams: Vec<Vec<u8>>,
    /// When it is sent again without being asked; `None` when the client keeps the clock.
    due: Option<Time>,
    interval: Duration,
    repeats: usize,
}

impl Flight {
    /// What the endpoint says now.
    pub(super) fn new(now: Time, datagrams: Vec<Vec<u8>>) -> Flight {
        // RFC 6347 section 4.2.1: the server keeps no clock for HelloVerifyRequest.
        let first = datagrams.first().and_then(|datagram| records(datagram));
        let first = first.and_then(|records| records.first().and_then(Record::handshake_type));
        let due = (first != Some(HELLO_VERIFY_REQUEST)).then_some(now + FIRST_INTERVAL);
        Flight { datagrams, due, interval: FIRST_INTERVAL, repeats: 0 }
    }

    /// When the clock sends it again.
    pub(super) fn due(&self) -> Time {
        self.due.unwrap_or(Time::NEVER)
    }

    /// From now on it is sent again only when the client asks.
    pub(super) fn stop_clock(&mut self) {
        self.due = None;
    }

    /// Sends it again when its time has come.
    pub(super) fn repeat_when_due(&mut self, now: Time, replies: &mut Vec<Vec<u8>>) {
        if now >= self.due() {
            self.repeat(replies);
            self.interval = (self.interval * 2).min(LONGEST_INTERVAL);
            self.due = Some(now + self.interval);
        }
    }

    /// Sends it again, because the client did not hear it.
    pub(super) fn repeat(&mut self, replies: &mut Vec<Vec<u8>>) {
        if self.repeats < MAX_REPEATS {
            self.repeats += 1;
            replies.extend(self.datagrams.iter().cloned());
        }
    }
}

/// First repeat of a flight. RFC 6347 section 4.2.4.1 suggests 1 s, which a viewer would see as a slow join after
/// one lost datagram; most sites answer within 100 ms, and a needless repeat is 1 KB.
const FIRST_INTERVAL: Duration = Duration::from_millis(200);

/// The interval doubles up to this, so that a line that was gone for a while is tried soon after it is back.
const LONGEST_INTERVAL: Duration = Duration::from_millis(3_200);

/// Most times a flight is sent again, by clock or by request.
pub(super) const MAX_REPEATS: usize = 32;
