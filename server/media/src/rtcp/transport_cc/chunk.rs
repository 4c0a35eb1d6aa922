//! How are the fates of many packets read from 16 bits? (sections 3.1.1 to 3.1.4)

/// What feedback says of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Missing,
    /// Arrived 0 to 63.75 ms after the packet before: one byte.
    Small,
    /// Arrived later, or earlier than the packet before: two bytes.
    Large,
    /// A symbol without meaning; it has no bytes.
    Reserved,
}

impl Status {
    fn from_symbol(symbol: u16) -> Status {
        match symbol & 0b11 {
            0 => Status::Missing,
            1 => Status::Small,
            2 => Status::Large,
            _ => Status::Reserved,
        }
    }
}

/// Packets that a vector of one-bit symbols holds.
const ONE_BIT_ROOM: usize = 14;
/// Packets that a vector of two-bit symbols holds.
const TWO_BIT_ROOM: usize = 7;
/// The length of a run has 13 bits.
const RUN_LEN: usize = (1 << 13) - 1;

const VECTOR: u16 = 1 << 15;
const TWO_BIT: u16 = 1 << 14;

/// A packet status chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chunk(pub(super) u16);

impl Chunk {
    /// Whether none of its packets arrived.
    pub(super) fn is_empty(self) -> bool {
        match (self.0 & VECTOR, Status::from_symbol(self.0 >> 13)) {
            (0, status) => matches!(status, Status::Missing | Status::Reserved),
            _ => self.0 & !(VECTOR | TWO_BIT) == 0,
        }
    }

    /// How many packets this chunk speaks of, those beyond the end of the feedback included.
    pub(super) fn len(self) -> usize {
        match (self.0 & VECTOR, self.0 & TWO_BIT) {
            (0, _) => usize::from(self.0) & RUN_LEN,
            (_, 0) => ONE_BIT_ROOM,
            _ => TWO_BIT_ROOM,
        }
    }

    /// The status of the packet at `index`, below [`Chunk::len`].
    pub(super) fn status(self, index: usize) -> Status {
        match (self.0 & VECTOR, self.0 & TWO_BIT) {
            (0, _) => Status::from_symbol(self.0 >> 13),
            (_, 0) => Status::from_symbol(self.0 >> (ONE_BIT_ROOM - 1 - index) & 1),
            _ => Status::from_symbol(self.0 >> (2 * (TWO_BIT_ROOM - 1 - index))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(chunk: u16) -> Vec<u16> {
        let chunk = Chunk(chunk);
        (0..chunk.len()).map(|index| chunk.status(index) as u16).collect()
    }

    #[test]
    fn chunks_read_as_the_draft_prints_them() {
        // Section 3.1.3: a run of 221 lost packets, and one of 24 packets with small deltas.
        assert_eq!(statuses(0b0000_0000_1101_1101), [0; 221]);
        assert_eq!(statuses(0b0010_0000_0001_1000), [1; 24]);
        // Section 3.1.4: 1 lost, 5 received, 3 lost, 3 received, 2 lost.
        assert_eq!(statuses(0b1001_1111_0001_1100), [0, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0]);
        // 1 lost, 1 without meaning, 3 small, 2 lost.
        assert_eq!(statuses(0b1100_1101_0101_0000), [0, 3, 1, 1, 1, 0, 0]);
    }
}
