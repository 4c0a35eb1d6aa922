//! What becomes of one datagram? It is lost, or it leaves once or twice, now or later. Decided by a seeded
//! generator, so that the same datagrams meet the same fate.

use super::Carried;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;

/// How a direction treats datagrams. The default treats them well.
#[derive(Clone, Debug, Default)]
pub struct Impairment {
    /// Fraction lost, 0–1.
    pub loss: f64,
    /// Every datagram is this late.
    pub delay: Duration,
    /// And up to this much more.
    pub jitter: Duration,
    /// Fraction that leaves 20 ms after its successors.
    pub reorder: f64,
    /// Fraction that leaves twice.
    pub duplicate: f64,
    /// Lose every nth datagram that is picked, besides `loss`; 0 for none.
    pub every: u32,
    /// What is picked is this much later still.
    pub lag: Duration,
    /// Which datagrams loss, reordering, repetition and lag meet. The others are only delayed.
    pub pick: Pick,
}

impl Impairment {
    /// Nothing passes.
    pub fn cut() -> Impairment {
        Impairment { loss: 1.0, pick: Pick::Everything, ..Impairment::default() }
    }

    /// Loses this fraction of media packets.
    pub fn loss(fraction: f64) -> Impairment {
        Impairment { loss: fraction, ..Impairment::default() }
    }
}

/// Which datagrams are meant. Headers of SRTP are readable, which is enough to choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pick {
    /// RTP only, so that connecting is not slowed down.
    #[default]
    Media,
    /// Everything: STUN, DTLS, RTCP as well.
    Everything,
    /// RTP of one SSRC.
    Ssrc(u32),
    /// RTP of one payload type.
    PayloadType(u8),
}

/// What a datagram is by its first bytes (RFC 7983, RFC 5761).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// STUN, DTLS or something else.
    Other,
    /// SRTCP.
    Rtcp,
    /// SRTP.
    Rtp {
        /// Payload type.
        payload_type: u8,
        /// SSRC.
        ssrc: u32,
    },
}

impl Kind {
    /// Looks at the first bytes.
    pub fn of(datagram: &[u8]) -> Kind {
        match datagram {
            [128..=191, 192..=223, ..] => Kind::Rtcp,
            [128..=191, second, _, _, _, _, _, _, a, b, c, d, ..] => {
                Kind::Rtp { payload_type: second & 0x7f, ssrc: u32::from_be_bytes([*a, *b, *c, *d]) }
            }
            _ => Kind::Other,
        }
    }
}

impl Pick {
    fn means(self, datagram: &[u8]) -> bool {
        match (self, Kind::of(datagram)) {
            (Pick::Everything, _) | (Pick::Media, Kind::Rtp { .. }) => true,
            (Pick::Ssrc(wanted), Kind::Rtp { ssrc, .. }) => wanted == ssrc,
            (Pick::PayloadType(wanted), Kind::Rtp { payload_type, .. }) => wanted == payload_type,
            _ => false,
        }
    }
}

const REORDER_DELAY: Duration = Duration::from_millis(20);

/// The plan of one direction.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) impairment: Impairment,
    pub(super) carried: Carried,
    picked: u32,
    random: SmallRng,
}

impl Plan {
    pub(super) fn new(seed: u64) -> Plan {
        let random = SmallRng::seed_from_u64(seed);
        Plan { impairment: Impairment::default(), carried: Carried::default(), picked: 0, random }
    }

    /// When each copy leaves; none when the datagram is lost.
    pub(super) fn decide(&mut self, datagram: &[u8]) -> Vec<Duration> {
        self.carried.arrived += 1;
        let base = self.impairment.delay + self.impairment.jitter.mul_f64(self.random.random());
        if !self.impairment.pick.means(datagram) {
            return vec![base];
        }
        self.picked += 1;
        let every = self.impairment.every;
        let nth = every > 0 && self.picked.is_multiple_of(every);
        // Drawn in any case, so that one choice does not shift the others.
        let [loss, reorder, duplicate] = std::array::from_fn(|_| self.random.random::<f64>());
        if nth || loss < self.impairment.loss {
            self.carried.lost += 1;
            return vec![];
        }
        let late = if reorder < self.impairment.reorder { REORDER_DELAY } else { Duration::ZERO };
        let copies = if duplicate < self.impairment.duplicate { 2 } else { 1 };
        vec![base + self.impairment.lag + late; copies]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rtp(ssrc: u8) -> Vec<u8> {
        vec![0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, ssrc, 1]
    }

    fn fates(seed: u64, impairment: Impairment) -> (Vec<usize>, Carried) {
        let mut plan = Plan::new(seed);
        plan.impairment = impairment;
        ((0..1_000).map(|_| plan.decide(&rtp(1)).len()).collect(), plan.carried)
    }

    #[test]
    fn the_same_seed_makes_the_same_choices_at_the_rate_asked_for() {
        let bad = Impairment { loss: 0.05, duplicate: 0.1, ..Impairment::default() };
        let (first, carried) = fates(7, bad.clone());
        assert_eq!(first, fates(7, bad.clone()).0);
        assert_ne!(first, fates(8, bad).0);
        assert!((30..70).contains(&carried.lost), "{carried:?}");
        assert!(first.iter().filter(|copies| **copies == 2).count() > 60);
    }

    #[test]
    fn every_nth_packet_of_one_ssrc_is_lost_and_nothing_else() {
        let mut plan = Plan::new(1);
        plan.impairment = Impairment { every: 3, pick: Pick::Ssrc(5), ..Impairment::default() };
        let fates: Vec<usize> = (0..6).map(|_| plan.decide(&rtp(5)).len()).collect();
        assert_eq!(fates, [1, 1, 0, 1, 1, 0]);
        assert!((0..9).all(|_| plan.decide(&rtp(6)).len() == 1));
    }

    #[test]
    fn what_is_picked_lags_behind_the_rest() {
        let (delay, lag) = (Duration::from_millis(10), Duration::from_millis(300));
        let mut plan = Plan::new(1);
        plan.impairment = Impairment { delay, lag, pick: Pick::Ssrc(5), ..Impairment::default() };
        assert_eq!((plan.decide(&rtp(5)), plan.decide(&rtp(6))), (vec![delay + lag], vec![delay]));
    }

    #[test]
    fn connecting_is_spared_unless_everything_is_cut() {
        let stun = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
        let mut plan = Plan::new(1);
        plan.impairment = Impairment::loss(1.0);
        assert_eq!((plan.decide(&stun).len(), plan.decide(&rtp(1)).len()), (1, 0));
        plan.impairment = Impairment::cut();
        assert!(plan.decide(&stun).is_empty());
    }

    #[test]
    fn datagrams_are_told_apart() {
        assert_eq!(Kind::of(&[0x80, 200, 0, 6]), Kind::Rtcp);
        assert_eq!(Kind::of(&rtp(9)), Kind::Rtp { payload_type: 96, ssrc: 9 });
        assert_eq!(Kind::of(&[22, 254, 253]), Kind::Other);
        assert_eq!(Kind::of(&[]), Kind::Other);
    }
}
