//! Random numbers: SSRCs, first sequence numbers and ICE credentials. The caller draws them, as it tells the time.

use std::fmt;

/// Fills a piece of memory with random bytes.
type Fill = dyn FnMut(&mut [u8]) + Send;

/// Where random bytes come from.
pub struct Random {
    fill: Box<Fill>,
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Random").finish_non_exhaustive()
    }
}

impl Random {
    /// Bytes of a source whose past and future nobody can tell from what it gave: the operating system's.
    pub fn new(fill: impl FnMut(&mut [u8]) + Send + 'static) -> Random {
        Random { fill: Box::new(fill) }
    }

    /// Bytes that follow from a seed, so that one seed gives one run: for simulations. Secrets made of them follow from
    /// each other.
    pub fn seeded(seed: u64) -> Random {
        let mut generator = SplitMix64 { state: seed };
        Random::new(move |bytes| {
            for chunk in bytes.chunks_mut(8) {
                chunk.copy_from_slice(&generator.next().to_le_bytes()[..chunk.len()]);
            }
        })
    }

    pub(crate) fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(self.bytes())
    }

    pub(crate) fn next_u16(&mut self) -> u16 {
        u16::from_le_bytes(self.bytes())
    }

    /// `N` random bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.fill)(&mut bytes);
        bytes
    }
}

/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014.
struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence() {
        let (mut a, mut b, mut c) = (Random::seeded(1), Random::seeded(1), Random::seeded(2));
        let first: [u8; 20] = a.bytes();
        assert_eq!(first, b.bytes());
        assert_ne!(first, c.bytes::<20>());
        assert_eq!(a.next_u32(), b.next_u32());
        assert_ne!(a.next_u16(), a.next_u16());
    }
}
