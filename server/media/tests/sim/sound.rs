//! What does a listener hear in a sound slot?

use super::offsets::Offsets;
use super::received::Received;
use super::rtp::Rtp;
use super::stamp::Stamp;
use giaoban_media::Time;
use std::time::Duration;

/// Ticks a second.
pub(crate) const AUDIO_RATE: u32 = 48_000;
/// Ticks of one Opus packet: the next may not begin before this one ends.
const PACKET: i32 = 960;

/// A slot that receives sound.
#[derive(Clone, Debug, Default)]
pub(crate) struct SoundSlot {
    pub(crate) ssrc: u32,
    pub(crate) stream: Received,
    /// The last packet in order, and when it came.
    pub(crate) heard: Option<(Stamp, Time)>,
    pub(crate) offsets: Offsets,
    pub(crate) packets: u64,
    /// Packets since the mark that were left out between two numbers that follow each other.
    pub(crate) left_out: u32,
    longest: Duration,
    marked: Time,
    last: Option<(u64, u32)>,
}

impl SoundSlot {
    pub(crate) fn new(ssrc: u32) -> SoundSlot {
        SoundSlot { ssrc, ..SoundSlot::default() }
    }

    /// Starts [`SoundSlot::longest_silence`] and the extremes of the offsets anew.
    pub(crate) fn mark(&mut self, now: Time) {
        self.longest = Duration::ZERO;
        self.marked = now;
        self.left_out = 0;
        self.offsets.mark();
    }

    /// Longest time since the mark without a packet.
    pub(crate) fn longest_silence(&self, now: Time) -> Duration {
        let since = self.heard.map_or(self.marked, |(_, at)| at.max(self.marked));
        self.longest.max(now.since(since))
    }

    /// A packet. `Err`: something no server may send.
    pub(crate) fn receive(&mut self, now: Time, rtp: &Rtp<'_>) -> Result<(), String> {
        let seq = self.stream.arrived(now, rtp.seq);
        let stamp = rtp.payload.get(1..).and_then(Stamp::read).ok_or("sound that is not as it was sent")?;
        if let Some((highest, timestamp)) = self.last {
            if seq <= highest {
                return Ok(());
            }
            let ticks = rtp.timestamp.wrapping_sub(timestamp) as i32;
            if ticks < PACKET {
                return Err(format!("packet {seq} begins {ticks} ticks after {highest}: they overlap"));
            }
            if let Some((before, _)) = self.heard.filter(|(before, _)| before.site == stamp.site)
                && seq == highest + 1
            {
                // A device that comes back counts from the beginning.
                self.left_out += stamp.frame.saturating_sub(before.frame + 1);
            }
        }
        self.longest = self.longest_silence(now);
        self.last = Some((seq, rtp.timestamp));
        self.heard = Some((stamp, now));
        self.packets += 1;
        self.offsets.note(self.stream.presented(rtp.timestamp, AUDIO_RATE), &stamp);
        Ok(())
    }
}
