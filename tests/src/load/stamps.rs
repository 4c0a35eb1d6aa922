//! When did these bytes leave a publisher? A server forwards encoded bytes unchanged, so the bytes themselves are the
//! key, and delay is known to a microsecond without a mark in the media.

use super::clock::Micros;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// Packets remembered: more than all publishers of a province send while a packet is on its way.
const REMEMBERED: usize = 1 << 16;
/// Bytes that tell a packet from others.
const PREFIX: usize = 48;

/// The last sending of every packet of every publisher. Written by the thread that sends, read by all.
#[derive(Debug)]
pub(super) struct Stamps {
    /// Fingerprint and time of sending.
    entries: Vec<(AtomicU64, AtomicU64)>,
}

impl Default for Stamps {
    fn default() -> Stamps {
        Stamps { entries: (0..REMEMBERED).map(|_| Default::default()).collect() }
    }
}

impl Stamps {
    /// These bytes leave now.
    pub(super) fn leaves(&self, at: Micros, bytes: &[u8]) {
        let print = fingerprint(bytes);
        let (key, time) = &self.entries[index(print)];
        time.store(at, Ordering::Relaxed);
        key.store(print, Ordering::Release);
    }

    /// When these bytes left last.
    pub(super) fn left(&self, bytes: &[u8]) -> Option<Micros> {
        let print = fingerprint(bytes);
        let (key, time) = &self.entries[index(print)];
        (key.load(Ordering::Acquire) == print).then(|| time.load(Ordering::Relaxed))
    }
}

fn index(print: u64) -> usize {
    print as usize % REMEMBERED
}

fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.len().hash(&mut hasher);
    hasher.write(&bytes[..bytes.len().min(PREFIX)]);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sending_counts() {
        let stamps = Stamps::default();
        assert_eq!(stamps.left(b"frame"), None);
        stamps.leaves(1, b"frame");
        stamps.leaves(5, b"frame");
        assert_eq!(stamps.left(b"frame"), Some(5));
        assert_eq!(stamps.left(b"fram"), None);
    }
}
