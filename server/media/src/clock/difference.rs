//! How far apart are two clocks that drift, when every observation of it is late by chance?

use crate::time::Time;
use std::time::Duration;

/// Most by which two clocks drift apart: crystals keep to 100 ppm each.
pub(super) const DRIFT_PPM: i64 = 200;
/// What was observed is kept for 90 s in buckets: long enough to meet what no queue held up, short enough to get over a
/// clock that was set.
const BUCKET: Duration = Duration::from_secs(15);
const BUCKETS: usize = 6;
/// A drift is believed when the line with it is higher in the midst of what was observed than the level one, by so many µs
/// for each ppm: half of what a steady drift comes to in half a minute, and chance hardly ever.
const SHOWS: i64 = 15;

/// Difference of two clocks that drift apart, from observations that are late by chance and never early: the highest
/// line under the smallest of each bucket (Moon, Skelly and Towsley, "Estimation and removal of clock skew from network
/// delay measurements", INFOCOM 1999).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Difference {
    /// Smallest observation of each bucket, newest last.
    buckets: [Option<Observed>; BUCKETS],
    micros: Option<i64>,
}

/// The smallest observation of the bucket that began at `began`: at `at`, in node µs, the clocks differed by `micros`.
#[derive(Clone, Copy, Debug)]
struct Observed {
    began: Time,
    at: i64,
    micros: i64,
}

impl Observed {
    /// At which drift, in ppm, both this and a later one are on a line; none that any clock could have.
    fn drift_to(&self, later: &Observed) -> Option<i64> {
        let span = later.at.checked_sub(self.at).filter(|span| *span > 0)?;
        (later.micros - self.micros).checked_mul(1_000_000).map(|moved| moved / span)
    }
}

impl Difference {
    /// The difference as of the last observation, in µs.
    pub(super) fn micros(&self) -> Option<i64> {
        self.micros
    }

    /// The clocks were seen to differ by `micros`, or somewhat less.
    pub(super) fn observe(&mut self, now: Time, micros: i64) {
        let at = now.0 as i64;
        for bucket in &mut self.buckets {
            bucket.take_if(|bucket| now.since(bucket.began) >= BUCKET * BUCKETS as u32);
        }
        match &mut self.buckets[BUCKETS - 1] {
            Some(bucket) if now.since(bucket.began) < BUCKET => {
                if micros < bucket.micros {
                    (bucket.at, bucket.micros) = (at, micros);
                }
            }
            _ => {
                self.buckets.rotate_left(1);
                self.buckets[BUCKETS - 1] = Some(Observed { began: now, at, micros });
            }
        }
        self.micros = self.under_all(self.drift(), at);
    }

    /// The drift, in ppm: that at which the line under all observations is highest in their midst, if it shows.
    fn drift(&self) -> i64 {
        let observed = || self.buckets.iter().flatten();
        let midst = observed().map(|one| one.at).sum::<i64>() / observed().count().max(1) as i64;
        let through_two = observed().flat_map(|one| observed().filter_map(|other| one.drift_to(other)));
        let possible = through_two.filter(|ppm| ppm.abs() <= DRIFT_PPM).chain([-DRIFT_PPM, 0, DRIFT_PPM]);
        let height = |ppm: &i64| self.under_all(*ppm, midst).map(|height| height - ppm.abs() * SHOWS);
        possible.max_by_key(height).unwrap_or(0)
    }

    /// Where the highest line of this drift that is under all observations is at `at`.
    fn under_all(&self, ppm: i64, at: i64) -> Option<i64> {
        self.buckets.iter().flatten().map(|one| one.micros + (at - one.at) * ppm / 1_000_000).min()
    }
}
