//! What does a hostile client say besides what every client says? RTCP that costs it little, at a rate that is given.

use super::super::clock::Micros;
use super::feedback::Compound;

/// Bytes of a datagram that carries as much as it can.
const LONGEST: usize = 1_200;
/// Packets named by one entry of a NACK (RFC 4585 section 6.2.1).
const NAMED: u16 = 17;
/// Datagrams thrown in one go after a pause.
const MOST_AT_ONCE: u64 = 100;

/// What is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weapon {
    /// Every number of its picture is missing.
    Nack,
    /// Its picture is lost.
    PictureLoss,
    /// What became of tens of thousands of packets, as often as a datagram holds it.
    TransportCc,
    /// Its line carries anything, and much is missing.
    Estimate,
}

/// A weapon in use.
#[derive(Debug)]
pub(crate) struct Arms {
    weapon: Weapon,
    every: Micros,
    next: Micros,
    number: u16,
}

impl Arms {
    /// So many datagrams a second from now on.
    pub(crate) fn new(now: Micros, weapon: Weapon, rate: u64) -> Arms {
        Arms { weapon, every: (1_000_000 / rate.max(1)).max(1), next: now, number: 0 }
    }

    /// When the next one is due.
    pub(crate) fn deadline(&self) -> Micros {
        self.next
    }

    /// How many are due now.
    pub(crate) fn due(&mut self, now: Micros) -> u64 {
        let due = now.checked_sub(self.next).map_or(0, |late| late / self.every + 1);
        self.next += due * self.every;
        due.min(MOST_AT_ONCE)
    }

    /// The next datagram of a client whose picture has this SSRC.
    pub(crate) fn datagram(&mut self, picture: u32) -> Compound {
        let mut compound = Compound::default();
        self.number = self.number.wrapping_add(7_919);
        match self.weapon {
            Weapon::Nack => self.nack(picture, &mut compound),
            Weapon::PictureLoss => compound.picture_loss(picture),
            Weapon::TransportCc => {
                while compound.0.len() + 40 < LONGEST {
                    self.number = self.number.wrapping_add(7_919);
                    compound.nothing_arrived(self.number);
                }
            }
            Weapon::Estimate => {
                let exponent = u32::from(self.number % 46);
                compound.estimate(picture, exponent, 0x3_ffff);
                self.nack(picture, &mut compound);
            }
        }
        compound
    }

    fn nack(&self, picture: u32, compound: &mut Compound) {
        let entries = ((LONGEST - compound.0.len() - 16) / 4) as u16;
        let first = |entry: u16| self.number.wrapping_add(entry * NAMED);
        compound.all_missing(picture, (0..entries).map(first));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rtc::rtcp::packet::unmarshal;

    #[test]
    fn datagrams_are_what_another_reader_understands_and_come_at_their_rate() {
        for weapon in [Weapon::Nack, Weapon::PictureLoss, Weapon::TransportCc, Weapon::Estimate] {
            let mut arms = Arms::new(1_000_000, weapon, 500);
            assert_eq!((arms.due(999_999), arms.due(1_000_000), arms.due(1_000_000)), (0, 1, 0));
            assert_eq!((arms.due(1_010_000), arms.deadline()), (5, 1_012_000));
            let bytes = arms.datagram(7).0;
            assert!(bytes.len() <= LONGEST && bytes.len().is_multiple_of(4), "{weapon:?}");
            assert!(!unmarshal(&mut &bytes[..]).unwrap().is_empty(), "{weapon:?}");
        }
    }
}
