//! When does the node speak and listen in RTCP?

use super::{Node, PeerKey};
use crate::counters::Drop;
use crate::io::Out;
use crate::time::Time;

impl Node {
    /// RTCP of a peer.
    pub(super) fn rtcp(
        &mut self,
        now: Time,
        key: PeerKey,
        bytes: &mut [u8],
        out: &mut Out,
    ) -> Result<(), Drop> {
        let peer = self.peers.get_mut(key).ok_or(Drop::UnknownSource)?;
        let heard = peer.hear(now, self.config.origin_unix_micros, bytes, &mut self.streams)?;
        out.counters.rtp_retransmitted += heard.resent;
        out.counters.dropped[Drop::OverBudget as usize] += heard.refused;
        self.flushes.list(key, peer);
        Ok(())
    }

    /// Says to every peer what is due.
    pub(super) fn send_control(&mut self, now: Time, out: &mut Out) {
        let origin = self.config.origin_unix_micros;
        for peer in self.peers.values_mut() {
            out.counters.keyframe_requests +=
                peer.speak(now, origin, &mut self.streams, &mut self.scratch, out);
        }
    }
}
