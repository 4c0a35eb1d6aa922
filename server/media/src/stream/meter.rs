//! How much flowed in the last second? Plain counts, read and reset once a second.

/// Counts of one flow since the last reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meter {
    pub(crate) packets: u32,
    pub(crate) bytes: u64,
    /// Packets with the marker bit: frames, for video.
    pub(crate) frames: u32,
}

impl Meter {
    /// One packet of `wire_len` bytes.
    pub(crate) fn packet(&mut self, wire_len: usize, marker: bool) {
        self.packets += 1;
        self.bytes += wire_len as u64;
        self.frames += u32::from(marker);
    }

    /// What was counted, and starts again.
    pub(crate) fn take(&mut self) -> Meter {
        std::mem::take(self)
    }
}
