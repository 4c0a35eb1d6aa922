//! Which packets of a stream wait for the rest of their frame? A decoder cannot use a frame before its last packet, and
//! a frame that leaves whole costs each receiver one system call and one look at its state instead of one a packet.

use crate::time::Time;
use std::time::Duration;

/// How long the first packet of a frame waits for the last: browsers spread an ordinary frame over up to 16 ms. What is
/// spread longer, a key frame, leaves in parts.
const HOLD: Duration = Duration::from_millis(16);
/// Packets of one frame differ by a byte or two, which would split a GSO send: padding makes them equal when it costs at
/// most this much (RFC 3550 section 5.1).
const MOST_PADDING: usize = 16;
/// A part as long as this leaves: one send of the kernel takes not much more.
const MOST_GATHERED: usize = 40;

/// A packet that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gathered {
    /// Extended number at the source.
    pub(crate) seq: u64,
    /// When its frame was captured, in µs of node time.
    pub(crate) capture: i64,
    /// Bytes to which its payload is padded.
    pub(crate) padded: usize,
}

/// The beginning of a frame.
#[derive(Debug)]
pub(crate) struct Gathering {
    /// Whether the node's list of streams that wait has it.
    pub(crate) is_listed: bool,
    packets: Vec<Gathered>,
    timestamp: u32,
    due: Time,
}

impl Default for Gathering {
    fn default() -> Gathering {
        Gathering { is_listed: false, packets: Vec::new(), timestamp: 0, due: Time::NEVER }
    }
}

impl Gathering {
    /// Whether packets wait that belong to another frame than this one: its end was lost.
    pub(crate) fn is_of_another(&self, timestamp: u32) -> bool {
        !self.packets.is_empty() && self.timestamp != timestamp
    }

    /// Takes in a packet. True when nothing more is to be waited for.
    pub(crate) fn add(&mut self, now: Time, timestamp: u32, packet: Gathered, is_last: bool) -> bool {
        self.timestamp = timestamp;
        self.due = self.due.min(now + HOLD);
        self.packets.push(packet);
        is_last || self.packets.len() >= MOST_GATHERED
    }

    /// Until when packets may wait.
    pub(crate) fn deadline(&self) -> Time {
        self.due
    }

    /// Moves everything that waits to `packets`, which are empty, each with the size to which it is padded.
    pub(crate) fn take(&mut self, packets: &mut Vec<Gathered>) {
        self.due = Time::NEVER;
        std::mem::swap(&mut self.packets, packets);
        let largest = packets.iter().map(|packet| packet.padded).max().unwrap_or_default();
        for packet in packets.iter_mut().filter(|packet| packet.padded + MOST_PADDING >= largest) {
            packet.padded = largest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(seq: u64, size: usize) -> Gathered {
        Gathered { seq, capture: 0, padded: size }
    }

    #[test]
    fn a_frame_waits_for_its_end_but_not_long() {
        let mut gathering = Gathering::default();
        assert_eq!(gathering.deadline(), Time::NEVER);
        assert!(!gathering.add(Time::from_millis(10), 7, packet(1, 900), false));
        assert!(!gathering.add(Time::from_millis(12), 7, packet(2, 900), false));
        assert_eq!(gathering.deadline(), Time::from_millis(26));
        assert!(!gathering.is_of_another(7) && gathering.is_of_another(8));
        assert!(gathering.add(Time::from_millis(13), 7, packet(3, 900), true));
        let mut packets = Vec::new();
        gathering.take(&mut packets);
        assert_eq!(packets.len(), 3);
        assert_eq!(gathering.deadline(), Time::NEVER);
        assert!(!gathering.is_of_another(8), "nothing waits");
    }

    #[test]
    fn packets_of_nearly_one_size_become_equal() {
        let mut gathering = Gathering::default();
        for (seq, size) in [(1, 1_000), (2, 999), (3, 984), (4, 983), (5, 10)] {
            gathering.add(Time(0), 7, packet(seq, size), seq == 5);
        }
        let mut packets = Vec::new();
        gathering.take(&mut packets);
        let sizes: Vec<usize> = packets.iter().map(|packet| packet.padded).collect();
        assert_eq!(sizes, [1_000, 1_000, 1_000, 983, 10]);
    }
}
