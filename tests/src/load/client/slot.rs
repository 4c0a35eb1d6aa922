//! What does a receiver know of one stream without opening it? Which numbers came, which are missing, how evenly.

use super::super::clock::Micros;

/// Reordering on a real line takes no longer.
const REORDERING: Micros = 10_000;
/// A request is repeated after this time.
const AGAIN: Micros = 50_000;
/// Requests for one packet; then a key frame is asked for.
const MOST_REQUESTS: u8 = 4;
/// A longer gap is repaired by a key frame.
const MOST_MISSING: u64 = 200;

/// What a slot is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// What is on air.
    Programme,
    /// Any other picture.
    Picture,
    /// Sound.
    Sound,
}

/// One received stream.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) purpose: Purpose,
    pub(crate) ssrc: u32,
    /// Its retransmission stream.
    pub(crate) repair: Option<u32>,
    /// Middle 32 bits of the last sender report's NTP time, and when it came.
    pub(crate) report: Option<(u32, Micros)>,
    /// First and highest extended number.
    span: Option<(u64, u64)>,
    /// Packets that came in their first sending.
    pub(crate) received: u64,
    missing: Vec<Missing>,
    /// Expected and received at the last report.
    reported: (u64, u64),
    /// Start of measuring: expected and received before it do not count.
    mark: (u64, u64),
    last: Option<(Micros, u32)>,
    /// Interarrival jitter in ticks, times 16 (RFC 3550 appendix A.8).
    jitter: u64,
}

#[derive(Clone, Copy, Debug)]
struct Missing {
    seq: u64,
    due: Micros,
    requests: u8,
}

impl Slot {
    pub(crate) fn new(purpose: Purpose, ssrc: u32, repair: Option<u32>) -> Slot {
        Slot {
            purpose,
            ssrc,
            repair,
            report: None,
            span: None,
            received: 0,
            missing: Vec::new(),
            reported: (0, 0),
            mark: (0, 0),
            last: None,
            jitter: 0,
        }
    }

    /// Ticks a second.
    pub(crate) fn rate(&self) -> u64 {
        if self.purpose == Purpose::Sound { 48_000 } else { 90_000 }
    }

    /// A packet came in its first sending. Returns the rollover counter under which it was sealed.
    pub(crate) fn arrived(&mut self, at: Micros, seq: u16, timestamp: u32) -> u32 {
        self.received += 1;
        self.note_jitter(at, timestamp);
        let Some((first, highest)) = self.span else {
            self.span = Some((seq.into(), seq.into()));
            return 0;
        };
        let step = i64::from(seq.wrapping_sub(highest as u16) as i16);
        let extended = highest.saturating_add_signed(step);
        self.span = Some((first, highest.max(extended)));
        if step <= 0 {
            self.missing.retain(|missing| missing.seq != extended);
        } else if step as u64 > MOST_MISSING {
            self.missing.clear();
        } else {
            let due = at + REORDERING;
            self.missing.extend((highest + 1..extended).map(|seq| Missing { seq, due, requests: 0 }));
        }
        (extended >> 16) as u32
    }

    /// A packet came in a repeated sending.
    pub(crate) fn repaired(&mut self, seq: u16) {
        self.missing.retain(|missing| missing.seq as u16 != seq);
    }

    /// Numbers to ask for now; true when a key frame is needed because some never came.
    pub(crate) fn ask(&mut self, now: Micros, numbers: &mut Vec<u16>) -> bool {
        let before = self.missing.len();
        self.missing.retain(|missing| missing.due > now || missing.requests < MOST_REQUESTS);
        for missing in self.missing.iter_mut().filter(|missing| missing.due <= now) {
            numbers.push(missing.seq as u16);
            missing.due = now + AGAIN;
            missing.requests += 1;
        }
        self.missing.len() < before
    }

    /// When to ask next.
    pub(crate) fn deadline(&self) -> Micros {
        self.missing.iter().map(|missing| missing.due).min().unwrap_or(Micros::MAX)
    }

    /// Starts measuring loss anew.
    pub(crate) fn mark(&mut self) {
        self.mark = (self.expected(), self.received);
    }

    /// Packets expected and received in their first sending since the mark.
    pub(crate) fn since_mark(&self) -> (u64, u64) {
        (self.expected() - self.mark.0, self.received - self.mark.1)
    }

    /// A report block (RFC 3550 section 6.4.1); none before the first packet.
    pub(crate) fn report_block(&mut self, now: Micros) -> Option<[u8; 24]> {
        let (_, highest) = self.span?;
        let (expected, received) = (self.expected(), self.received);
        let interval = expected - self.reported.0;
        let lost = interval.saturating_sub(received - self.reported.1);
        self.reported = (expected, received);
        let fraction = (lost * 256).checked_div(interval).unwrap_or(0).min(255) as u32;
        let total = expected.saturating_sub(received).min(0x7f_ffff) as u32;
        let (sr, since) = self.report.map_or((0, 0), |(sr, at)| (sr, ((now - at) << 16) / 1_000_000));
        let words =
            [self.ssrc, fraction << 24 | total, highest as u32, (self.jitter >> 4) as u32, sr, since as u32];
        let mut block = [0; 24];
        block.chunks_exact_mut(4).zip(words).for_each(|(bytes, word)| {
            bytes.copy_from_slice(&word.to_be_bytes());
        });
        Some(block)
    }

    fn expected(&self) -> u64 {
        self.span.map_or(0, |(first, highest)| highest - first + 1)
    }

    fn note_jitter(&mut self, at: Micros, timestamp: u32) {
        if let Some((before, stamp)) = self.last.replace((at, timestamp)) {
            let ticks = (at.saturating_sub(before) * self.rate() / 1_000_000) as i64;
            let difference = (ticks - i64::from(timestamp.wrapping_sub(stamp) as i32)).unsigned_abs();
            self.jitter = (self.jitter + difference).saturating_sub((self.jitter + 8) >> 4);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_asked_for_and_filled() {
        let mut slot = Slot::new(Purpose::Picture, 1, Some(2));
        slot.arrived(0, 65_534, 0);
        assert_eq!(slot.arrived(0, 1, 0), 1);
        let mut numbers = Vec::new();
        assert!(!slot.ask(REORDERING, &mut numbers));
        assert_eq!(numbers, [65_535, 0]);
        slot.repaired(65_535);
        assert_eq!(slot.arrived(0, 0, 0), 1);
        assert_eq!(slot.deadline(), Micros::MAX);
        assert_eq!(slot.since_mark(), (4, 3));
    }

    #[test]
    fn what_never_comes_wants_a_key_frame() {
        let mut slot = Slot::new(Purpose::Picture, 1, Some(2));
        slot.arrived(0, 1, 0);
        slot.arrived(0, 3, 0);
        let mut needed = Vec::new();
        for round in 0..=u64::from(MOST_REQUESTS) {
            needed.push(slot.ask(REORDERING + round * AGAIN, &mut Vec::new()));
        }
        assert_eq!(needed, [false, false, false, false, true]);
    }
}
