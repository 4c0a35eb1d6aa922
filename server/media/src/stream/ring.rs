//! Which packets of a stream can still be sent? The payloads of a stream, held once for all its receivers.

use crate::payload::PacketKind;

/// One received packet, plain.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// Extended sequence number at the source.
    pub(crate) seq: u64,
    /// RTP timestamp at the source.
    pub(crate) timestamp: u32,
    /// Marker bit.
    pub(crate) marker: bool,
    /// What the payload is to a decoder.
    pub(crate) kind: PacketKind,
    /// Loudness, for audio.
    pub(crate) audio_level: Option<crate::rtp::AudioLevel>,
    /// The payload without padding.
    pub(crate) payload: Vec<u8>,
}

/// The last packets of one stream by their sequence number. Receivers refer to packets by number, so a stream
/// costs the same memory however many watch it. Buffers are reused: nothing is allocated after one round.
#[derive(Debug)]
pub(crate) struct Ring {
    slots: Vec<Held>,
    capacity: usize,
    /// Bytes of a payload for which memory is taken at once.
    usual: usize,
}

impl Ring {
    /// A ring of `capacity` packets; memory is taken as packets come, enough for payloads of up to `usual` bytes: a
    /// place that grew with each larger packet would take memory for minutes.
    pub(crate) fn new(capacity: usize, usual: usize) -> Ring {
        Ring { slots: Vec::new(), capacity, usual }
    }

    /// Holds a packet. The payload is copied from the datagram here, once for all receivers. A packet so late that a
    /// newer one has its place is not held.
    pub(crate) fn hold(&mut self, held: Held, payload: &[u8]) {
        if self.slots.is_empty() {
            self.slots.resize_with(self.capacity, Held::default);
        }
        let index = self.index(held.seq);
        let slot = &mut self.slots[index];
        if slot.seq > held.seq {
            return;
        }
        let mut buffer = std::mem::take(&mut slot.payload);
        buffer.clear();
        buffer.reserve_exact(payload.len().max(self.usual));
        buffer.extend_from_slice(payload);
        *slot = Held { payload: buffer, ..held };
    }

    /// The packet with this number, if it is still held.
    pub(crate) fn get(&self, seq: u64) -> Option<&Held> {
        self.slots.get(self.index(seq)).filter(|held| held.seq == seq && seq != 0)
    }

    /// Gives the memory back; called when nobody watches any more.
    pub(crate) fn release(&mut self) {
        self.slots = Vec::new();
    }

    fn index(&self, seq: u64) -> usize {
        (seq % self.capacity as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(ring: &mut Ring, seq: u64) {
        ring.hold(Held { seq, ..Held::default() }, &[seq as u8; 3]);
    }

    #[test]
    fn the_last_packets_are_held_and_older_ones_are_not() {
        let mut ring = Ring::new(4, 3);
        assert!(ring.get(1).is_none());
        for seq in 65_536..65_546 {
            hold(&mut ring, seq);
        }
        assert!(ring.get(65_541).is_none());
        assert_eq!(ring.get(65_542).unwrap().payload, [65_542u64 as u8; 3]);
        hold(&mut ring, 65_541);
        assert!(ring.get(65_541).is_none(), "65,545 has its place");
        assert!(ring.get(65_545).is_some());
        ring.release();
        assert!(ring.get(65_542).is_none());
    }
}
