//! When does a datagram arrive, if it does? One direction of one client's line, as bad as a test wants it.

use super::dice::Dice;
use giaoban_media::Time;
use std::time::Duration;

/// One direction of a line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Time on the way.
    pub(crate) delay: Duration,
    /// Most that is added to the delay; the order stays.
    pub(crate) jitter: Duration,
    /// Probability that a datagram is lost, each by itself.
    pub(crate) loss: f64,
    /// Losses that come together.
    pub(crate) burst: Option<Burst>,
    /// Probability that a datagram comes late, after those sent later.
    pub(crate) reorder: f64,
    /// Probability that a datagram comes twice.
    pub(crate) duplicate: f64,
    /// Bits a second; `None` = any number.
    pub(crate) rate: Option<u64>,
    /// Longest queue in front of the rate; what would wait longer is lost.
    pub(crate) queue: Duration,
    /// Nothing passes from and until.
    pub(crate) outage: (Time, Time),
    /// How long each datagram that passed waited in the queue, and its bytes.
    pub(crate) passed: Vec<(Duration, usize)>,
    dice: Dice,
    in_burst: bool,
    is_free_at: Time,
    last_arrival: Time,
}

/// Gilbert's model: a good state that loses nothing and a bad one that loses everything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Burst {
    /// Probability of a datagram to begin a burst.
    pub(crate) begins: f64,
    /// Probability of a datagram to end it.
    pub(crate) ends: f64,
}

/// How much later a reordered datagram comes: a few packets of a frame.
const REORDERED: Duration = Duration::from_millis(4);

impl Line {
    /// A wired line within the province.
    pub(crate) fn good(dice: Dice) -> Line {
        Line {
            delay: Duration::from_millis(10),
            jitter: Duration::from_millis(1),
            loss: 0.0,
            burst: None,
            reorder: 0.0,
            duplicate: 0.0,
            rate: None,
            queue: Duration::from_millis(500),
            outage: (Time(0), Time(0)),
            passed: Vec::new(),
            dice,
            in_burst: false,
            is_free_at: Time(0),
            last_arrival: Time(0),
        }
    }

    /// Whether nothing comes twice or out of order.
    pub(crate) fn is_orderly(&self) -> bool {
        self.reorder == 0.0 && self.duplicate == 0.0
    }

    /// When a datagram of `len` bytes sent now arrives, once, twice or not at all.
    pub(crate) fn carry(&mut self, now: Time, len: usize) -> [Option<Time>; 2] {
        let is_lost = self.loses() | (self.outage.0 <= now && now < self.outage.1);
        let (is_late, is_double) = (self.dice.chance(self.reorder), self.dice.chance(self.duplicate));
        let wavers = self.dice.up_to(self.jitter);
        let leaves = match self.leaves(now, len) {
            Some(leaves) if !is_lost => leaves,
            _ => return [None, None],
        };
        if self.rate.is_some() {
            self.passed.push((leaves.since(now), len));
        }
        let mut arrives = leaves + self.delay + wavers;
        if is_late {
            arrives = arrives + REORDERED;
        } else {
            arrives = arrives.max(self.last_arrival);
            self.last_arrival = arrives;
        }
        [Some(arrives), is_double.then(|| arrives + Duration::from_millis(1))]
    }

    fn loses(&mut self) -> bool {
        let alone = self.dice.chance(self.loss);
        if let Some(burst) = self.burst {
            let turns = self.dice.chance(if self.in_burst { burst.ends } else { burst.begins });
            self.in_burst ^= turns;
        }
        alone || self.in_burst
    }

    /// When the datagram is through the narrowest place.
    fn leaves(&mut self, now: Time, len: usize) -> Option<Time> {
        let Some(rate) = self.rate else { return Some(now) };
        let starts = self.is_free_at.max(now);
        if starts.since(now) > self.queue {
            return None;
        }
        self.is_free_at = starts + Duration::from_micros(len as u64 * 8 * 1_000_000 / rate);
        Some(self.is_free_at)
    }
}
