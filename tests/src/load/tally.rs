//! What did the clients of one thread see? Counts and samples since the last reading.

use super::clock::Micros;

/// Counts and samples. Times are in microseconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Media packets and their bytes.
    pub(super) packets: u64,
    pub(super) bytes: u64,
    /// Datagrams that are not a client's: what a relay sends.
    pub(super) strays: u64,
    /// From the publisher's socket to the receiver's.
    pub(super) sound: Vec<u32>,
    /// The same for the last packet of a frame.
    pub(super) picture: Vec<u32>,
    /// From the wish to join to the first key frame.
    pub(super) first_frames: Vec<u32>,
    /// From a grant to the first key frame of the new speaker.
    pub(super) switches: Vec<u32>,
    pub(super) connected: usize,
    /// Sites that wait for a key frame still.
    pub(super) waiting: usize,
    pub(super) lost_connections: usize,
    /// Packets expected and received in their first sending.
    pub(super) expected: u64,
    pub(super) received: u64,
    pub(super) requests: u64,
    /// Datagrams that hostile clients threw.
    pub(super) thrown: u64,
    /// What one receiver got, when asked for.
    pub(super) trace: Vec<Traced>,
}

/// A packet of a trace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traced {
    pub(super) at: Micros,
    /// Bytes of the datagram.
    pub(super) size: usize,
    /// The frame, `None` for sound.
    pub(super) frame: Option<u32>,
}

impl Tally {
    /// Adds what another thread saw.
    pub(super) fn add(&mut self, other: Tally) {
        self.packets += other.packets;
        self.bytes += other.bytes;
        self.strays += other.strays;
        self.connected += other.connected;
        self.waiting += other.waiting;
        self.lost_connections += other.lost_connections;
        self.expected += other.expected;
        self.received += other.received;
        self.requests += other.requests;
        self.thrown += other.thrown;
        self.sound.extend(other.sound);
        self.picture.extend(other.picture);
        self.first_frames.extend(other.first_frames);
        self.switches.extend(other.switches);
        self.trace.extend(other.trace);
    }

    /// Share of packets that did not come in their first sending.
    pub(super) fn loss(&self) -> f64 {
        1.0 - self.received as f64 / self.expected.max(1) as f64
    }
}

/// The sample below which this share of samples lies, in milliseconds; `None` without samples.
pub(super) fn percentile(samples: &[u32], share: f64) -> Option<f64> {
    let mut sorted = samples.to_vec();
    let rank = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
    (rank < sorted.len()).then(|| f64::from(*sorted.select_nth_unstable(rank).1) / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples() {
        let samples: Vec<u32> = (1..=100).rev().map(|ms| ms * 1_000).collect();
        assert_eq!(percentile(&samples, 0.5), Some(50.0));
        assert_eq!(percentile(&samples, 0.99), Some(99.0));
        assert_eq!(percentile(&samples, 1.0), Some(100.0));
        assert_eq!(percentile(&samples, 0.0), Some(1.0));
        assert_eq!(percentile(&[], 0.5), None);
    }
}
