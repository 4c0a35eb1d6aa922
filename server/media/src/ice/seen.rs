//! Was this check here before? Who records a check can send it again, from anywhere and at any time.

use super::stun::Transaction;

/// Checks remembered at most: almost three hours of Chromium's on one path. Older ones are forgotten first.
const MOST: usize = 4_096;

/// The numbers of a peer's checks, each folded to 32 bits: one in a million fresh ones looks repeated when the list is
/// full, is answered all the same, and the next one counts.
#[derive(Debug, Default)]
pub(super) struct Seen {
    folded: Vec<u32>,
    /// The oldest, once the list is full.
    oldest: usize,
}

impl Seen {
    pub(super) fn has(&self, transaction: Transaction) -> bool {
        self.folded.contains(&fold(transaction))
    }

    pub(super) fn note(&mut self, transaction: Transaction) {
        let folded = fold(transaction);
        if self.folded.len() < MOST {
            self.folded.push(folded);
        } else {
            self.folded[self.oldest] = folded;
            self.oldest = (self.oldest + 1) % MOST;
        }
    }
}

fn fold([a, b, c, d, e, f, g, h, i, j, k, l]: Transaction) -> u32 {
    u32::from_be_bytes([a ^ e ^ i, b ^ f ^ j, c ^ g ^ k, d ^ h ^ l])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(number: u32) -> Transaction {
        let mut transaction = [7; 12];
        transaction[8..].copy_from_slice(&number.to_be_bytes());
        transaction
    }

    #[test]
    fn the_last_thousands_are_remembered_and_no_more() {
        let mut seen = Seen::default();
        for number in 0..10_000 {
            assert!(!seen.has(numbered(number)));
            seen.note(numbered(number));
        }
        assert!(seen.has(numbered(9_999)) && seen.has(numbered(10_000 - MOST as u32)));
        assert!(!seen.has(numbered(9_999 - MOST as u32)));
        assert_eq!(seen.folded.len(), MOST);
    }
}
