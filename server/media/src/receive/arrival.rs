//! When did each packet of a peer arrive? What transport-wide feedback tells its sender
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01).

use crate::rtp::Unwrapper;
use crate::time::Time;

/// Packets between two feedbacks; 100 ms of 10 Mbit/s are about 120.
const MOST_ARRIVALS: usize = 1_024;
/// Numbers one feedback may span: a jump beyond it starts anew.
const LONGEST_SPAN: u64 = 2_048;

/// One arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// Extended transport-wide number.
    pub(crate) seq: u64,
    pub(crate) at: Time,
}

/// Arrivals since the last feedback.
#[derive(Clone, Debug, Default)]
pub(crate) struct ArrivalRecorder {
    unwrapper: Unwrapper,
    /// Sorted by number.
    arrivals: Vec<Arrival>,
    /// First number of the next feedback, so that losses between two feedbacks are told too.
    next: Option<u64>,
    /// Feedback packets so far, modulo 256.
    feedbacks: u8,
}

impl ArrivalRecorder {
    /// A packet with this number arrived.
    pub(crate) fn arrived(&mut self, now: Time, seq: u16) {
        let seq = self.unwrapper.extend(seq);
        let arrival = Arrival { seq, at: now };
        match self.arrivals.binary_search_by_key(&seq, |arrival| arrival.seq) {
            Ok(_) => {}
            Err(_) if self.arrivals.len() >= MOST_ARRIVALS => {}
            Err(index) => self.arrivals.insert(index, arrival),
        }
    }

    /// Hands the arrivals over, with the first number to tell about and the feedback's own number, and starts
    /// anew. Returns nothing when nothing arrived.
    pub(crate) fn feedback<T>(&mut self, tell: impl FnOnce(u64, u8, &[Arrival]) -> T) -> Option<T> {
        let (first, last) = (self.arrivals.first()?.seq, self.arrivals.last()?.seq);
        let base = self.next.map_or(first, |next| next.min(first));
        let base = if last - base > LONGEST_SPAN { first } else { base };
        let start = self.arrivals.partition_point(|arrival| last - arrival.seq > LONGEST_SPAN);
        let base = base.max(last.saturating_sub(LONGEST_SPAN));
        let told = tell(base, self.feedbacks, &self.arrivals[start..]);
        self.feedbacks = self.feedbacks.wrapping_add(1);
        self.next = Some(last + 1);
        self.arrivals.clear();
        Some(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_between_feedbacks_are_told() {
        let mut recorder = ArrivalRecorder::default();
        assert!(recorder.feedback(|_, _, _| ()).is_none());
        recorder.arrived(Time(10), 5);
        recorder.arrived(Time(20), 7);
        recorder.arrived(Time(30), 6);
        recorder.arrived(Time(40), 6);
        let told = recorder.feedback(|base, number, arrivals| {
            (base as u16, number, arrivals.iter().map(|a| (a.seq as u16, a.at.0)).collect::<Vec<_>>())
        });
        assert_eq!(told, Some((5, 0, vec![(5, 10), (6, 30), (7, 20)])));
        recorder.arrived(Time(50), 10);
        let told = recorder.feedback(|base, number, arrivals| (base as u16, number, arrivals.len()));
        assert_eq!(told, Some((8, 1, 1)), "8 and 9 are lost");
    }

    #[test]
    fn a_jump_starts_anew() {
        let mut recorder = ArrivalRecorder::default();
        recorder.arrived(Time(0), 0);
        recorder.arrived(Time(0), 10_000);
        let told = recorder.feedback(|base, _, arrivals| (base as u16, arrivals.len()));
        assert_eq!(told, Some((10_000 - 2_048, 1)));
    }
}
