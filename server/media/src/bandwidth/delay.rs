//! How long do packets wait in front of the link? Packets that left together form a group; from group to group the
//! delay grows or shrinks, and over the quickest packet of the last seconds it stands at so much.

use super::trend::{Trend, Usage};
use crate::time::Time;
use std::time::Duration;

/// Packets sent within this time belong together (draft-ietf-rmcat-gcc-02 section 5.1: one burst).
const GROUP: Duration = Duration::from_millis(5);
/// The quickest packet is sought among so many spans of so long: the path may change, and clocks drift.
const SPANS: usize = 5;
const SPAN: Duration = Duration::from_secs(2);
/// A step of one-way delay beyond this is another clock or path, not a queue.
const JUMP_MICROS: i64 = 3_000_000;
/// A queue that stands this long is overuse even though it does not grow.
const STANDING: Duration = Duration::from_millis(100);
/// A queue that grows has not been shorter than this lately: jitter delays some packets, a queue delays all.
const LATELY: Duration = Duration::from_millis(80);
const LEAST_QUEUE: Duration = Duration::from_millis(12);
/// A queue that does not shrink for this long though less is sent is none: the path has become longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The first packet of a group.
#[derive(Clone, Copy, Debug)]
struct Group {
    sent: Time,
    /// µs of the receiver's clock.
    arrived: i64,
}

/// A queue that stands.
#[derive(Clone, Copy, Debug)]
struct Standing {
    since: Time,
    length: Duration,
}

/// Delay on one link.
#[derive(Debug, Default)]
pub(crate) struct Delay {
    group: Option<Group>,
    trend: Trend,
    /// Smallest one-way delay in µs, clocks not compared, in each span; newest last.
    quickest: [Option<(Time, i64)>; SPANS],
    queue: Duration,
    /// When the present span and the one before began, in µs of the receiver's clock, and the shortest queue in each.
    shortest: [(i64, Duration); 2],
    standing: Option<Standing>,
}

impl Delay {
    /// A packet arrived.
    pub(crate) fn arrived(&mut self, now: Time, sent: Time, arrived: i64) {
        let one_way = arrived - sent.0 as i64;
        if self.base().is_some_and(|base| (one_way - base).abs() > JUMP_MICROS) {
            *self = Delay::default();
        }
        self.note_quickest(now, one_way);
        // The first packet of a group stands for it: what waits in front of it is what was sent before, while the
        // later ones also wait for their own group.
        match self.group {
            Some(group) if sent.since(group.sent) < GROUP => return,
            Some(group) => self.follow(now, group, Group { sent, arrived }),
            None => {}
        }
        self.group = Some(Group { sent, arrived });
        let waits = one_way - self.base().unwrap_or(one_way);
        self.queue = Duration::from_micros(u64::try_from(waits).unwrap_or(0));
        self.note_shortest(arrived);
        self.watch_standing(now);
    }

    /// What the queue does.
    pub(crate) fn usage(&self) -> Usage {
        match self.trend.usage() {
            Usage::Normal if self.standing.is_some() => Usage::Over,
            Usage::Over if self.shortest() < LEAST_QUEUE => Usage::Normal,
            usage => usage,
        }
    }

    /// How long the last group waited.
    pub(crate) fn queue(&self) -> Duration {
        self.queue
    }

    fn follow(&mut self, now: Time, before: Group, group: Group) {
        let sent_delta = group.sent.since(before.sent).as_secs_f64() * 1e3;
        let arrived_delta = (group.arrived - before.arrived) as f64 / 1e3;
        self.trend.group(now, sent_delta, arrived_delta, group.arrived as f64 / 1e3);
    }

    fn watch_standing(&mut self, now: Time) {
        match self.standing {
            _ if self.queue <= STANDING => self.standing = None,
            None => self.standing = Some(Standing { since: now, length: self.queue }),
            Some(standing) if self.queue < standing.length * 7 / 10 => {
                self.standing = Some(Standing { since: now, length: self.queue });
            }
            Some(standing) if now.since(standing.since) > PATIENCE => {
                (self.quickest, self.standing) = ([None; SPANS], None);
            }
            Some(_) => {}
        }
    }

    fn shortest(&self) -> Duration {
        self.shortest[0].1.min(self.shortest[1].1)
    }

    /// By the receiver's clock: a queue that fills stretches the time from one packet to the next.
    fn note_shortest(&mut self, arrived: i64) {
        let [(begun, shortest), before] = &mut self.shortest;
        if arrived - *begun < LATELY.as_micros() as i64 {
            *shortest = self.queue.min(*shortest);
        } else {
            (*before, *begun, *shortest) = ((*begun, *shortest), arrived, self.queue);
        }
    }

    fn base(&self) -> Option<i64> {
        self.quickest.iter().flatten().map(|(_, delay)| *delay).min()
    }

    fn note_quickest(&mut self, now: Time, one_way: i64) {
        match self.quickest[SPANS - 1].as_mut() {
            Some((start, quickest)) if now.since(*start) < SPAN => *quickest = one_way.min(*quickest),
            _ => {
                self.quickest.rotate_left(1);
                self.quickest[SPANS - 1] = Some((now, one_way));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A packet every 20 ms for a while, each `one_way` ms on the way.
    fn packets(delay: &mut Delay, now: &mut Time, count: u32, one_way: i64) {
        for _ in 0..count {
            *now = *now + Duration::from_millis(20);
            delay.arrived(*now, *now, now.0 as i64 + one_way * 1_000);
        }
    }

    #[test]
    fn the_queue_is_what_exceeds_the_quickest_packet() {
        let (mut delay, mut now) = (Delay::default(), Time(0));
        packets(&mut delay, &mut now, 50, 30);
        assert_eq!(delay.queue(), Duration::ZERO);
        packets(&mut delay, &mut now, 1, 70);
        assert_eq!(delay.queue(), Duration::from_millis(40));
    }

    #[test]
    fn a_standing_queue_is_overuse_until_the_path_proves_longer() {
        let (mut delay, mut now) = (Delay::default(), Time(0));
        packets(&mut delay, &mut now, 100, 30);
        packets(&mut delay, &mut now, 60, 150);
        assert_eq!(delay.usage(), Usage::Over);
        packets(&mut delay, &mut now, 100, 150);
        assert_eq!(delay.usage(), Usage::Normal, "a handover");
        assert_eq!(delay.queue(), Duration::ZERO);
    }

    #[test]
    fn another_clock_starts_anew() {
        let (mut delay, mut now) = (Delay::default(), Time(0));
        packets(&mut delay, &mut now, 50, 30);
        packets(&mut delay, &mut now, 50, 3_600_000);
        assert_eq!((delay.usage(), delay.queue()), (Usage::Normal, Duration::ZERO));
    }
}
