//! Does the link carry more than it is given? A few packets are sent faster than the media alone would be; how fast
//! they arrive is the answer. Only asked when the answer would buy something.

use super::history::{Fate, Sent};
use crate::bitrate::Bitrate;
use crate::time::Time;
use std::time::Duration;

/// A probe lasts at least this long and has at least so many bytes: shorter ones measure single packets.
const LEAST_SPAN: Duration = Duration::from_millis(25);
const LEAST_BYTES: u64 = 2_800;
/// Packets that must have arrived for an answer.
const LEAST_PACKETS: u32 = 4;
/// It has at least so many packets.
const PIECES: u32 = 7;
/// A probe is at most so much above the estimate: too high a one fills the queue for everybody on the line.
const STEP: f64 = 2.0;
/// The first ones, while nothing is known.
const FIRST_STEP: f64 = 3.0;
/// More than is wanted, so that what is wanted fits with room for its unevenness.
const MARGIN: f64 = 1.25;
/// A link that carries so many times what is wanted needs no pacing: whole frames may leave at once.
const AMPLE: f64 = 5.0;
/// What arrives at this part of the rate or more was carried.
const CARRIED: f64 = 0.9;
/// Between probes of a link that did not carry the last one.
const PAUSE: Duration = Duration::from_secs(3);
/// And when the last one surprised: one such answer may be chance, two are not.
const DOUBT: Duration = Duration::from_millis(500);
/// An answer within this part of the estimate is no surprise.
const SURPRISE: f64 = 0.15;
/// After a reduction the queue drains first.
const CALM: Duration = Duration::from_secs(1);
/// Feedback comes by then, or not at all.
const PATIENCE: Duration = Duration::from_secs(1);

/// A probe under way.
#[derive(Clone, Copy, Debug)]
struct Cluster {
    id: u8,
    rate: Bitrate,
    begun: Time,
    /// What was known before.
    estimate: Bitrate,
    goal: u64,
    sent_bytes: u64,
    sent_packets: u32,
    /// When the last packet left.
    complete: Option<Time>,
    told: u32,
    lost: u32,
    /// Send times of the first and the last packet that arrived, and when they did.
    sent: Option<(Time, Time)>,
    arrived: Option<(i64, i64)>,
    /// Bytes that arrived, those of the first and the last packet.
    bytes: u64,
    first_bytes: u64,
    last_bytes: u64,
}

/// What the probes of one link depend on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    pub(crate) estimate: Bitrate,
    /// What everything the peer wants would take.
    pub(crate) wanted: Bitrate,
    pub(crate) overused: bool,
    pub(crate) reduced: Option<Time>,
}

/// The probes of one link.
#[derive(Debug, Default)]
pub(crate) struct Prober {
    cluster: Option<Cluster>,
    last_id: u8,
    ended: Option<Time>,
    /// The last probe was not carried: no more are sent just to know.
    has_limit: bool,
    /// The last probe was carried: the next may follow at once.
    is_climbing: bool,
    /// What the last probe showed, when it was unexpected.
    surprise: Option<Bitrate>,
    /// From when until when the last probe may have made a queue.
    queue: (Time, Time),
}

/// What probes have shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The link carries this much, and may carry more.
    Carries(Bitrate),
    /// It carries this much and no more.
    Limit(Bitrate),
}

impl Prober {
    /// Begins a probe when one is due.
    pub(crate) fn consider(&mut self, now: Time, situation: Situation) {
        if self.cluster.is_none()
            && let Some(rate) = self.rate_due(now, situation)
        {
            self.begin(now, rate, situation.estimate);
        }
    }

    /// Whether a packet waited behind a probe, or is part of one.
    pub(crate) fn disturbs(&self, sent: &Sent) -> bool {
        let (begun, drained) = self.queue;
        sent.probe.is_some() || (begun <= sent.at && sent.at < drained)
    }

    /// Whether there ever was a probe.
    pub(crate) fn has_begun(&self) -> bool {
        self.last_id != 0
    }

    /// The probe that a packet sent now belongs to.
    pub(crate) fn tag(&self) -> Option<u8> {
        self.cluster.filter(|cluster| cluster.complete.is_none()).map(|cluster| cluster.id)
    }

    /// Bytes that a probe lacks now.
    pub(crate) fn owed(&self, now: Time) -> u64 {
        let sending = self.cluster.filter(|cluster| cluster.complete.is_none());
        sending.map_or(0, |cluster| {
            let by_now = cluster.rate.bytes_in(now.since(cluster.begun)) + 1;
            by_now.min(cluster.goal).saturating_sub(cluster.sent_bytes)
        })
    }

    /// Bytes of one of its packets at most: of few large ones little can be learned.
    pub(crate) fn piece(&self) -> u64 {
        self.cluster.map_or(0, |cluster| cluster.goal / u64::from(PIECES))
    }

    /// When a probe lacks bytes again.
    pub(crate) fn deadline(&self) -> Time {
        let sending = self.cluster.filter(|cluster| cluster.complete.is_none());
        // A microsecond later, so that rounding leaves something owed.
        let rounding = Duration::from_micros(1);
        sending.map_or(Time::NEVER, |cluster| {
            cluster.begun + cluster.rate.time_for(cluster.sent_bytes) + rounding
        })
    }

    /// A packet left.
    pub(crate) fn sent(&mut self, now: Time, bytes: u64) {
        let Some(cluster) = self.cluster.as_mut().filter(|cluster| cluster.complete.is_none()) else {
            return;
        };
        cluster.sent_bytes += bytes;
        cluster.sent_packets += 1;
        if cluster.sent_bytes >= cluster.goal {
            cluster.complete = Some(now);
            // Twice: the estimate may be too high, and media came between.
            let drained = cluster.begun + 2 * cluster.estimate.time_for(cluster.sent_bytes);
            self.queue = (cluster.begun, drained);
        }
    }

    /// There is nothing to fill a probe with, or the peer left.
    pub(crate) fn give_up(&mut self, now: Time) {
        self.cluster = None;
        self.ended = Some(now);
        (self.is_climbing, self.surprise) = (false, None);
    }

    /// Feedback on a packet.
    pub(crate) fn hear(&mut self, fate: &Fate) {
        let Some(cluster) = self.cluster.as_mut().filter(|cluster| fate.sent.probe == Some(cluster.id))
        else {
            return;
        };
        cluster.told += 1;
        let Some(arrived) = fate.arrived else {
            cluster.lost += 1;
            return;
        };
        let (first_sent, _) = *cluster.sent.get_or_insert((fate.sent.at, fate.sent.at));
        let (first_arrived, last_arrived) = *cluster.arrived.get_or_insert((arrived, arrived));
        let bytes = u64::from(fate.sent.bytes);
        if cluster.bytes == 0 {
            cluster.first_bytes = bytes;
        }
        cluster.bytes += bytes;
        cluster.last_bytes = bytes;
        cluster.sent = Some((first_sent, fate.sent.at));
        cluster.arrived = Some((first_arrived, last_arrived.max(arrived)));
    }

    /// What a probe has shown, once; `estimate` is what is believed.
    pub(crate) fn result(&mut self, now: Time, estimate: Bitrate) -> Option<Shown> {
        let cluster = self.cluster?;
        let complete = cluster.complete?;
        if cluster.told < cluster.sent_packets && now.since(complete) < PATIENCE {
            return None;
        }
        self.cluster = None;
        self.ended = Some(now);
        self.is_climbing = false;
        let shown = cluster.shown()?;
        if shown >= cluster.rate.scaled(CARRIED) {
            (self.is_climbing, self.surprise) = (true, None);
            return Some(Shown::Carries(shown));
        }
        if !std::mem::replace(&mut self.has_limit, true) {
            return Some(Shown::Limit(shown.max(estimate)));
        }
        self.confirmed(shown, estimate).map(Shown::Limit)
    }

    /// A limit near the estimate confirms it; another one needs a second that says the same.
    fn confirmed(&mut self, shown: Bitrate, estimate: Bitrate) -> Option<Bitrate> {
        let before = self.surprise.take();
        if shown > estimate.scaled(1.0 + SURPRISE) {
            let more = before.filter(|before| *before > estimate);
            self.surprise = Some(shown).filter(|_| more.is_none());
            more.map(|before| before.min(shown))
        } else if shown < estimate.scaled(1.0 - SURPRISE) {
            let less = before.filter(|before| *before < estimate);
            self.surprise = Some(shown).filter(|_| less.is_none());
            less.map(|before| before.max(shown))
        } else {
            None
        }
    }

    fn rate_due(&self, now: Time, situation: Situation) -> Option<Bitrate> {
        let Situation { estimate, wanted, overused, reduced } = situation;
        let is_calm = !overused && reduced.is_none_or(|reduced| now.since(reduced) >= CALM);
        let goal = if self.has_limit { wanted.scaled(MARGIN) } else { wanted.scaled(AMPLE) };
        if !is_calm || wanted == Bitrate(0) || estimate >= goal {
            return None;
        }
        let pause = if self.surprise.is_some() { DOUBT } else { PAUSE };
        let waited = self.ended.is_none_or(|ended| now.since(ended) >= pause);
        let step = if self.ended.is_none() { FIRST_STEP } else { STEP };
        (waited || self.is_climbing).then(|| goal.min(estimate.scaled(step)))
    }

    fn begin(&mut self, now: Time, rate: Bitrate, estimate: Bitrate) {
        self.last_id = self.last_id.checked_add(1).unwrap_or(1);
        self.cluster = Some(Cluster {
            id: self.last_id,
            rate,
            begun: now,
            estimate,
            goal: rate.bytes_in(LEAST_SPAN).max(LEAST_BYTES),
            sent_bytes: 0,
            sent_packets: 0,
            complete: None,
            told: 0,
            lost: 0,
            sent: None,
            arrived: None,
            bytes: 0,
            first_bytes: 0,
            last_bytes: 0,
        });
    }
}

impl Cluster {
    /// The smaller of the rates at which its packets left and arrived, and never more than was asked for.
    fn shown(&self) -> Option<Bitrate> {
        let ((first_sent, last_sent), (first_arrived, last_arrived)) = (self.sent?, self.arrived?);
        if self.told - self.lost < LEAST_PACKETS {
            return None;
        }
        let sent = Bitrate::of(self.bytes - self.last_bytes, last_sent.since(first_sent));
        let span = Duration::from_micros(u64::try_from(last_arrived - first_arrived).ok()?);
        let arrived = Bitrate::of(self.bytes - self.first_bytes, span);
        let shown = sent.unwrap_or(self.rate).min(arrived.unwrap_or(self.rate));
        Some(shown.min(self.rate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use giaoban_link::MediaKind;

    const WANTED: Bitrate = Bitrate::kbps(2_000);

    fn situation(estimate: Bitrate) -> Situation {
        Situation { estimate, wanted: WANTED, overused: false, reduced: None }
    }

    /// Sends a probe's packets over a link of this capacity; what it showed.
    fn probe(prober: &mut Prober, now: &mut Time, capacity: Bitrate, estimate: Bitrate) -> Option<Shown> {
        let mut free_at = *now;
        let mut fates = Vec::new();
        while prober.tag().is_some() {
            while prober.owed(*now) > 0 {
                let sent = Sent { at: *now, bytes: 300, kind: MediaKind::Video, probe: prober.tag() };
                free_at = free_at.max(*now) + capacity.time_for(300);
                prober.sent(*now, 300);
                fates.push(Fate { sent, arrived: Some(free_at.0 as i64 + 77_000_000) });
            }
            *now = *now + Duration::from_millis(1);
        }
        fates.iter().for_each(|fate| prober.hear(fate));
        *now = *now + Duration::from_millis(100);
        prober.result(*now, estimate)
    }

    #[test]
    fn it_climbs_to_the_capacity_and_then_asks_every_few_seconds() {
        let (mut prober, mut now, mut estimate) =
            (Prober::default(), Time::from_millis(10), Bitrate::kbps(300));
        let capacity = Bitrate::kbps(1_200);
        let mut probes = 0;
        for _ in 0..1_000 {
            prober.consider(now, situation(estimate));
            if prober.tag().is_some() {
                probes += 1;
                match probe(&mut prober, &mut now, capacity, estimate) {
                    Some(Shown::Carries(shown)) => estimate = estimate.max(shown),
                    Some(Shown::Limit(shown)) => estimate = shown,
                    None => {}
                }
            }
            now = now + Duration::from_millis(20);
        }
        assert!((Bitrate::kbps(1_150)..=Bitrate::kbps(1_210)).contains(&estimate), "{estimate:?}");
        assert!((8..=11).contains(&probes), "{probes} in 20 s");
    }

    #[test]
    fn an_unexpected_answer_counts_when_a_second_one_confirms_it() {
        let (mut prober, mut now, estimate) =
            (Prober::default(), Time::from_millis(10), Bitrate::kbps(1_200));
        let mut ask = |capacity| {
            while prober.tag().is_none() {
                prober.consider(now, situation(estimate));
                now = now + Duration::from_millis(20);
            }
            probe(&mut prober, &mut now, Bitrate::kbps(capacity), estimate)
        };
        assert!(matches!(ask(1_200), Some(Shown::Limit(_))), "the first one is all that is known");
        assert_eq!(ask(1_250), None, "as expected");
        assert_eq!(ask(500), None, "a surprise");
        assert_eq!(ask(1_200), None, "and none");
        assert_eq!(ask(600), None);
        assert!(matches!(ask(500), Some(Shown::Limit(shown)) if shown >= Bitrate::kbps(590)), "it was true");
        assert_eq!(ask(2_000), None);
        assert!(matches!(ask(1_900), Some(Shown::Limit(shown)) if shown <= Bitrate::kbps(1_920)));
    }

    #[test]
    fn nothing_is_asked_of_a_link_that_is_ample_overused_or_not_wanted() {
        let now = Time::from_millis(10);
        let asks = |situation| {
            let mut prober = Prober::default();
            prober.consider(now, situation);
            prober.tag().is_some()
        };
        let base = situation(Bitrate::kbps(300));
        assert!(asks(base));
        assert!(!asks(situation(WANTED.scaled(AMPLE))));
        assert!(!asks(Situation { overused: true, ..base }));
        assert!(!asks(Situation { reduced: Some(now), ..base }));
        assert!(!asks(Situation { wanted: Bitrate(0), ..base }));
    }

    #[test]
    fn packets_that_are_lost_leave_no_answer() {
        let (mut prober, now) = (Prober::default(), Time::from_millis(10));
        prober.consider(now, situation(Bitrate::kbps(300)));
        while prober.tag().is_some() {
            let sent = Sent { at: now, bytes: 300, kind: MediaKind::Video, probe: prober.tag() };
            prober.sent(now, 300);
            prober.hear(&Fate { sent, arrived: None });
        }
        assert_eq!(prober.result(now + PATIENCE, Bitrate::kbps(300)), None);
        assert_eq!(prober.owed(now), 0);
    }
}
