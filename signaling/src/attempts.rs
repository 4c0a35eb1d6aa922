//! Has somebody tried too often? Counts attempts per name (a user name, a technician, an address), known or
//! not, so that the answer tells nothing about which names exist.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Names remembered at once. Beyond it the oldest is forgotten; somebody who fills the table with invented
/// names meets the limit per address first.
const NAMES_KEPT: usize = 10_000;

/// Attempts per name. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Attempts {
    allowed: u32,
    window_ms: i64,
    counts: Arc<Mutex<HashMap<String, Count>>>,
}

/// Too many attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    /// When to try again.
    pub(crate) seconds: u64,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    attempts: u32,
    /// When the attempts are forgotten.
    until: i64,
}

impl Attempts {
    /// `allowed` attempts within `window_ms` after the first.
    pub(crate) fn new(allowed: u32, window_ms: i64) -> Self {
        Self { allowed, window_ms, counts: Arc::default() }
    }

    /// Counts an attempt before it is judged, so that many at the same time cannot slip through.
    pub(crate) fn begin(&self, name: &str, now: i64) -> Result<(), TooMany> {
        let mut counts = self.counts.lock().expect("nothing panics while the table is locked");
        if !counts.contains_key(name) && counts.len() >= NAMES_KEPT {
            forget(&mut counts, now);
        }
        let fresh = Count { attempts: 0, until: now + self.window_ms };
        let count = counts.entry(name.to_owned()).or_insert(fresh);
        if count.until <= now {
            *count = fresh;
        }
        if count.attempts >= self.allowed {
            let seconds = u64::try_from((count.until - now).max(0)).unwrap_or_default().div_ceil(1_000);
            return Err(TooMany { seconds });
        }
        count.attempts += 1;
        Ok(())
    }

    /// The attempt was right: earlier ones are forgiven.
    pub(crate) fn forgive(&self, name: &str) {
        self.counts.lock().expect("nothing panics while the table is locked").remove(name);
    }
}

/// Makes room: what has expired, else the oldest.
fn forget(counts: &mut HashMap<String, Count>, now: i64) {
    counts.retain(|_, count| count.until > now);
    if counts.len() >= NAMES_KEPT {
        let oldest = counts.iter().min_by_key(|(_, count)| count.until).map(|(name, _)| name.clone());
        oldest.map(|name| counts.remove(&name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_holds_until_the_window_ends() {
        let attempts = Attempts::new(2, 1_000);
        assert!(attempts.begin("a", 0).is_ok());
        assert!(attempts.begin("a", 500).is_ok());
        assert_eq!(attempts.begin("a", 999), Err(TooMany { seconds: 1 }));
        assert!(attempts.begin("b", 999).is_ok(), "another name is not held back");
        assert!(attempts.begin("a", 1_000).is_ok());
    }

    #[test]
    fn a_right_attempt_forgives() {
        let attempts = Attempts::new(1, 1_000);
        attempts.begin("a", 0).unwrap();
        attempts.forgive("a");
        assert!(attempts.begin("a", 1).is_ok());
    }

    #[test]
    fn the_table_stays_small() {
        let attempts = Attempts::new(1, 1_000);
        for name in 0..NAMES_KEPT + 50 {
            attempts.begin(&name.to_string(), name as i64 / 100).unwrap();
        }
        assert!(attempts.counts.lock().unwrap().len() <= NAMES_KEPT);
    }
}
