//! Which packets leave in one system call? Consecutive packets of equal size to one peer, the last may be
//! shorter: what generic segmentation offload (UDP_SEGMENT, Linux 4.18) takes.

use crate::io::{Out, Transmit};
use crate::transport::Path;

/// Segments in one send; the kernel takes 64, and 40 packets of 1,200 bytes stay below its 64 KiB.
const MOST_SEGMENTS: usize = 40;
/// Bytes in one send, below the 65,507 that fit a datagram.
const MOST_BYTES: usize = 60_000;

/// Collects sealed packets to one peer into as few sends as possible.
pub(crate) struct Batch<'a> {
    out: &'a mut Out,
    path: Path,
    /// Start of the open send, the size of its first packet, and its number of packets.
    open: Option<(usize, usize, usize)>,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(path: Path, out: &'a mut Out) -> Batch<'a> {
        Batch { out, path, open: None }
    }

    /// Where the next packet starts.
    pub(crate) fn begin(&mut self) -> usize {
        self.out.bytes.len()
    }

    /// Where packets are written, one after the other.
    pub(crate) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.out.bytes
    }

    /// The packet from `start` to the end of the bytes is complete.
    pub(crate) fn end(&mut self, start: usize) {
        let size = self.out.bytes.len() - start;
        let Some((first, segment, count)) = self.open else {
            self.open = Some((start, size, 1));
            return;
        };
        let room = count < MOST_SEGMENTS && start + size - first <= MOST_BYTES;
        if room && size == segment {
            self.open = Some((first, segment, count + 1));
        } else if room && size < segment {
            self.open = Some((first, segment, count + 1));
            self.close(start + size);
        } else {
            self.close(start);
            self.open = Some((start, size, 1));
        }
    }

    /// The last packet was one that only probes the link.
    pub(crate) fn count_probe(&mut self) {
        self.out.counters.rtp_probes += 1;
    }

    /// Everything is written.
    pub(crate) fn finish(mut self) {
        let end = self.out.bytes.len();
        self.close(end);
    }

    fn close(&mut self, end: usize) {
        let Some((first, segment, count)) = self.open.take() else { return };
        if count > 1 {
            self.out.counters.gso_sends += 1;
            self.out.counters.gso_segments += count as u64;
        }
        self.out.transmits.push(Transmit {
            destination: self.path.remote,
            source: Some(self.path.local),
            range: first..end,
            segment_size: (count > 1).then_some(segment),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes of packets in, (bytes, segment size) of sends out.
    fn check(sizes: &[usize], expect: &[(usize, Option<usize>)]) {
        let mut out = Out::default();
        let path = Path { remote: "127.0.0.1:9".parse().unwrap(), local: "127.0.0.1".parse().unwrap() };
        let mut batch = Batch::new(path, &mut out);
        for size in sizes {
            let start = batch.begin();
            batch.bytes().resize(start + size, 0);
            batch.end(start);
        }
        batch.finish();
        let sends: Vec<_> = out.transmits.iter().map(|t| (t.range.len(), t.segment_size)).collect();
        assert_eq!(sends, expect, "{sizes:?}");
    }

    #[test]
    fn equal_packets_leave_together_and_a_shorter_one_ends_the_send() {
        check(&[], &[]);
        check(&[100], &[(100, None)]);
        check(&[100, 100, 100], &[(300, Some(100))]);
        check(&[100, 100, 60, 60], &[(260, Some(100)), (60, None)]);
        check(&[60, 100, 100], &[(60, None), (200, Some(100))]);
        check(&[1_200; 41], &[(48_000, Some(1_200)), (1_200, None)]);
        check(&[1_500; 41], &[(60_000, Some(1_500)), (1_500, None)]);
    }
}
