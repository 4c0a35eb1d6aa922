//! What was sent to a peer under which transport-wide number, and what came of it? Feedback tells the fate of each
//! packet within a tenth of a second and before any repair.

use crate::receive::Interval;
use crate::rtcp::TransportCc;
use crate::rtp::Seq;
use crate::time::Time;
use giaoban_link::MediaKind;

/// Packets remembered at first: a second of 2.5 Mbit/s, more than most sites are ever sent unheard.
const LEAST: usize = 256;
/// Packets remembered at most: a second of 40 Mbit/s. Feedback on older ones is not counted.
const MOST: usize = 4_096;
/// The first number given out, one cycle up, so that numbers before it can be expressed.
const FIRST: u64 = 1 << 16;
const KINDS: usize = 3;

/// One packet as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) at: Time,
    /// Bytes of the datagram.
    pub(crate) bytes: u16,
    pub(crate) kind: MediaKind,
    /// The probe it belongs to.
    pub(crate) probe: Option<u8>,
}

/// What feedback told of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) sent: Sent,
    /// µs of the receiver's clock; `None` when it did not arrive.
    pub(crate) arrived: Option<i64>,
}

/// The packets of one peer by number.
#[derive(Debug)]
pub(crate) struct History {
    /// Each at its number modulo the length, a power of two; empty before the first packet.
    sent: Vec<Sent>,
    /// The next number to give out, extended.
    next: u64,
    /// Packets before this number are counted.
    counted: u64,
    /// Packets since the last reading, by kind.
    intervals: [Interval; KINDS],
}

impl Default for History {
    fn default() -> History {
        History { sent: Vec::new(), next: FIRST, counted: FIRST, intervals: [Interval::default(); KINDS] }
    }
}

impl History {
    /// The transport-wide number of the packet that is recorded next.
    pub(crate) fn next_number(&self) -> u16 {
        self.next as u16
    }

    /// The packet with the next number leaves.
    pub(crate) fn record(&mut self, sent: Sent) {
        self.make_room(sent);
        let index = self.index(self.next);
        self.sent[index] = sent;
        self.next += 1;
    }

    /// Passes the fate of every packet that feedback speaks of, each once: those it speaks of again were told before.
    pub(crate) fn hear(&mut self, feedback: &TransportCc<'_>, mut tell: impl FnMut(Fate)) {
        let Some(base) = self.sent_as(feedback.base) else { return };
        let oldest = self.counted.max(self.next.saturating_sub(self.sent.len() as u64));
        let first = base.max(oldest);
        for (number, arrived) in (first..self.next).zip(feedback.arrivals(first - base)) {
            let sent = self.sent[self.index(number)];
            let interval = &mut self.intervals[sent.kind as usize];
            interval.expected += 1;
            interval.lost += u64::from(arrived.is_none());
            self.counted = number + 1;
            tell(Fate { sent, arrived });
        }
    }

    /// Packets of one kind of which was heard since the last call.
    pub(crate) fn take(&mut self, kind: MediaKind) -> Interval {
        std::mem::take(&mut self.intervals[kind as usize])
    }

    /// When the oldest packet of which nothing was heard yet was sent.
    pub(crate) fn unheard_since(&self) -> Option<Time> {
        (self.counted < self.next).then(|| self.sent[self.index(self.oldest_unheard())].at)
    }

    fn oldest_unheard(&self) -> u64 {
        self.counted.max(self.next.saturating_sub(self.sent.len() as u64))
    }

    /// Grows while feedback falls behind; of a peer that never gives any, little is remembered.
    fn make_room(&mut self, filler: Sent) {
        let unheard = (self.next - self.counted) as usize;
        let len = match self.sent.len() {
            0 => LEAST,
            len if unheard >= len && len < MOST && self.counted > FIRST => len * 2,
            _ => return,
        };
        let mut grown = vec![filler; len];
        for number in self.oldest_unheard()..self.next {
            grown[(number % len as u64) as usize] = self.sent[self.index(number)];
        }
        self.sent = grown;
    }

    /// The extended number of a packet that was sent; `None` when there was none.
    fn sent_as(&self, seq: Seq) -> Option<u64> {
        let back = Seq(self.next as u16).distance(seq);
        self.next.checked_sub(u64::try_from(back).ok().filter(|back| *back > 0)?)
    }

    fn index(&self, number: u64) -> usize {
        (number % self.sent.len() as u64) as usize
    }
}

#[cfg(test)]
mod tests;
