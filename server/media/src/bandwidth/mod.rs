//! How much can a peer's link carry? Estimated where it is sent: from the delay and the loss that transport-wide
//! feedback tells of each packet, from probes, and from what the receiver believes (REMB) when it tells nothing else.
//!
//! docs/bandwidth.md tells how the parts work together.

mod delay;
mod flow;
mod history;
mod loss;
mod probe;
mod rate;
mod trend;

pub(crate) use history::Sent;

use crate::bitrate::Bitrate;
use crate::receive::Interval;
use crate::rtcp::TransportCc;
use crate::time::Time;
use delay::Delay;
use flow::Flow;
use giaoban_link::MediaKind;
use history::History;
use loss::LossBound;
use probe::{Prober, Shown, Situation};
use rate::{LEAST, MOST, RateControl, Signs};
use std::time::Duration;
use trend::Usage;

/// A client that gives no feedback by then gives none.
const SILENT: Duration = Duration::from_secs(2);
/// Feedback that is missing for longer than this and a round trip says that the link is broken or overfull.
const OUTAGE: Duration = Duration::from_millis(700);
/// Then the estimate falls in this rhythm, by this factor.
const OUTAGE_STEP: Duration = Duration::from_millis(500);
const OUTAGE_FACTOR: f64 = 0.7;
/// A packet that was lost says for so long that more are.
const LOSING: Duration = Duration::from_secs(2);
/// A receiver's own estimate counts for so long.
const FRESH: Duration = Duration::from_secs(6);
/// Round trip assumed before the first is known.
const ROUND_TRIP: Duration = Duration::from_millis(200);
/// Packets leave so many times faster than the estimate: a key frame then waits here, where sound passes it by, and not
/// in the queue of the line, where nothing does.
const PACE: f64 = 1.1;
/// The same before anything is known, so that the first picture is no second late.
const FIRST_PACE: f64 = 2.5;
/// A link that carries so many times what is sent takes whole frames at once.
const AMPLE: f64 = 4.0;
/// And has no queue to speak of.
const EMPTY: Duration = Duration::from_millis(25);

/// The estimate of one peer's link, in the direction to the peer.
#[derive(Debug, Default)]
pub(crate) struct Bandwidth {
    history: History,
    delay: Delay,
    acknowledged: Flow,
    offered: Flow,
    control: RateControl,
    loss: LossBound,
    prober: Prober,
    first_sent: Option<Time>,
    heard: Option<Time>,
    round_trip: Duration,
    outage: Option<Outage>,
    receiver_estimate: Option<(Time, Bitrate)>,
    /// When it was last told that a packet is lost.
    lost: Option<Time>,
}

/// A time without feedback.
#[derive(Clone, Copy, Debug)]
struct Outage {
    /// What is sent meanwhile.
    rate: Bitrate,
    lowered: Time,
}

impl Bandwidth {
    /// The transport-wide number of the packet that is recorded next.
    pub(crate) fn next_number(&self) -> u16 {
        self.history.next_number()
    }

    /// A packet with that number leaves.
    pub(crate) fn sent(&mut self, now: Time, bytes: usize, kind: MediaKind) {
        let bytes = u16::try_from(bytes).unwrap_or(u16::MAX);
        self.first_sent.get_or_insert(now);
        self.history.record(Sent { at: now, bytes, kind, probe: self.prober.tag() });
        self.prober.sent(now, u64::from(bytes));
    }

    /// Transport-wide feedback came.
    pub(crate) fn hear(&mut self, now: Time, round_trip: Option<Duration>, feedback: &TransportCc<'_>) {
        let Bandwidth { history, delay, acknowledged, offered, loss, prober, outage, lost, .. } = self;
        let mut told = false;
        history.hear(feedback, |fate| {
            told = true;
            offered.passed(fate.sent.at.0 as i64, fate.sent.bytes);
            // What an outage swallowed says nothing of the link before and after it.
            if outage.is_none() {
                loss.note(fate.sent.at, fate.arrived.is_some());
            }
            prober.hear(&fate);
            match fate.arrived {
                None => *lost = Some(now),
                Some(arrived) => {
                    acknowledged.passed(arrived, fate.sent.bytes);
                    // A probe may fill the queue; that is its question, and its answer is another.
                    if !prober.disturbs(&fate.sent) {
                        delay.arrived(now, fate.sent.at, arrived);
                    }
                }
            }
        });
        if told {
            self.heard = Some(now);
            self.round_trip = round_trip.unwrap_or(ROUND_TRIP);
            self.end_outage(now);
            self.decide(now);
        }
    }

    /// The receiver counted lost packets (RFC 3550 section 6.4).
    pub(crate) fn hear_of_loss(&mut self, now: Time) {
        self.lost = Some(now);
    }

    /// Whether packets were lost of late, as the receiver tells.
    pub(crate) fn is_losing(&self, now: Time) -> bool {
        self.lost.is_some_and(|at| now.since(at) < LOSING)
    }

    /// The receiver's own estimate came (REMB), which can be any number.
    pub(crate) fn hear_receiver(&mut self, now: Time, rate: Bitrate) {
        self.receiver_estimate = Some((now, rate.min(MOST)));
    }

    /// Time passes; `wanted` is what everything the peer wants would take.
    pub(crate) fn tick(&mut self, now: Time, wanted: Bitrate) {
        // One probe may come before everything else: a chair's hall that is sent nothing yet is known when it is.
        if self.heard.is_none() && self.prober.has_begun() {
            return;
        }
        let unheard = self.history.unheard_since();
        if self.heard.is_some() && unheard.is_some_and(|since| now.since(since) > OUTAGE + self.round_trip) {
            return self.starve(now);
        }
        let situation = Situation {
            estimate: self.measured(),
            wanted,
            overused: self.delay.usage() == Usage::Over,
            reduced: self.control.reduced(),
        };
        self.prober.consider(now, situation);
    }

    /// What the link carries; none of a client that tells nothing.
    pub(crate) fn estimate(&self, now: Time) -> Option<Bitrate> {
        let told = self.receiver_estimate.filter(|(at, _)| now.since(*at) < FRESH).map(|(_, rate)| rate);
        match (self.heard, self.first_sent) {
            (Some(_), _) => Some(self.measured()),
            (None, Some(first)) if now.since(first) > SILENT => told,
            (None, _) => Some(told.unwrap_or(rate::START)),
        }
    }

    /// How fast queued packets may leave.
    pub(crate) fn pace(&self, now: Time) -> Bitrate {
        let Some(estimate) = self.estimate(now) else { return Bitrate::UNLIMITED };
        let offered = self.offered.rate().unwrap_or_default();
        let is_ample =
            self.heard.is_some() && estimate >= offered.scaled(AMPLE) && self.delay.queue() < EMPTY;
        let factor = if self.heard.is_some() { PACE } else { FIRST_PACE };
        if is_ample { Bitrate::UNLIMITED } else { estimate.scaled(factor) }
    }

    /// Bytes of padding that a probe lacks now.
    pub(crate) fn padding(&self, now: Time) -> u64 {
        self.prober.owed(now)
    }

    /// Bytes of one packet of padding at most.
    pub(crate) fn padding_piece(&self) -> u64 {
        self.prober.piece()
    }

    /// When a probe lacks bytes.
    pub(crate) fn padding_deadline(&self) -> Time {
        self.prober.deadline()
    }

    /// There is nothing to pad with.
    pub(crate) fn cannot_pad(&mut self, now: Time) {
        self.prober.give_up(now);
    }

    /// Whether nothing is heard of the link: what it carries is not known, only that nothing comes back.
    pub(crate) fn is_cut(&self) -> bool {
        self.outage.is_some()
    }

    /// How long packets wait in front of the link.
    pub(crate) fn queue(&self) -> Duration {
        self.delay.queue()
    }

    /// Packets of one kind of which was heard since the last call.
    pub(crate) fn take(&mut self, kind: MediaKind) -> Interval {
        self.history.take(kind)
    }

    fn measured(&self) -> Bitrate {
        let meanwhile = self.outage.map_or(Bitrate::UNLIMITED, |outage| outage.rate);
        self.control.rate().min(self.loss.bound()).min(meanwhile).max(LEAST)
    }

    fn decide(&mut self, now: Time) {
        let round_trip = self.round_trip;
        let (acknowledged, offered) = (self.acknowledged.rate(), self.offered.rate());
        let carried = self.acknowledged.latest_rate().max(acknowledged);
        let usage = self.delay.usage();
        self.control.update(now, Signs { usage, acknowledged, carried, offered, round_trip });
        match self.prober.result(now, self.measured()).filter(|_| usage != Usage::Over) {
            Some(Shown::Carries(shown)) => self.prove(shown),
            Some(Shown::Limit(limit)) if limit >= self.control.rate() => self.prove(limit),
            Some(Shown::Limit(limit)) => self.control.settle(limit),
            None => {}
        }
        if let Some(offered) = offered {
            self.loss.update(now, self.control.rate(), offered);
        }
    }

    fn prove(&mut self, rate: Bitrate) {
        self.control.prove(rate);
        self.loss.prove(rate);
    }

    /// Nothing is heard: whatever is sent now is lost, or waits in a queue that must drain.
    fn starve(&mut self, now: Time) {
        let (rate, lowered) = self.outage.map_or((self.measured(), None), |o| (o.rate, Some(o.lowered)));
        if lowered.is_none_or(|before| now.since(before) >= OUTAGE_STEP) {
            self.outage = Some(Outage { rate: rate.scaled(OUTAGE_FACTOR), lowered: now });
            self.prober.give_up(now);
        }
    }

    /// Feedback is back. A line that was cut carries what it carried before; one that was overfull has a queue to show.
    fn end_outage(&mut self, now: Time) {
        if let Some(outage) = self.outage.take().filter(|_| self.delay.usage() == Usage::Over) {
            self.control.lower_to(now, outage.rate);
        }
    }
}

#[cfg(test)]
mod tests;
