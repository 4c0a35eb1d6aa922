//! How far apart are two clocks that drift, when every observation of it is late by chance?

use crate::time::Time;
use std::time::Duration;

/// Most by which two clocks drift apart: crystals keep to 100 ppm each.
pub(super) const DRIFT_PPM: i64 = 200;
/// A minute of observations in buckets: long enough to meet undisturbed ones, short enough to get over a clock that was
/// set.
const BUCKET: Duration = Duration::from_secs(10);
const BUCKETS: usize = 6;
/// Time, in µs, after which the drift shows through chance.
const WATCHED: i64 = 30_000_000;

/// Difference of two clocks that drift apart, from observations that are late by chance and never early: the highest
/// line under those of the last minute (Moon, Skelly and Towsley, "Estimation and removal of clock skew from network
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

    /// At which drift, in ppm, the line under all observations is highest in their midst.
    fn drift(&self) -> i64 {
        let observed = || self.buckets.iter().flatten();
        let (Some(first), Some(last)) = (observed().next(), observed().last()) else { return 0 };
        if last.at - first.at < WATCHED {
            return 0;
        }
        let midst = observed().map(|one| one.at).sum::<i64>() / observed().count() as i64;
        let through_two = observed().flat_map(|one| observed().filter_map(|other| one.drift_to(other)));
        let possible = through_two.filter(|ppm| ppm.abs() <= DRIFT_PPM).chain([-DRIFT_PPM, DRIFT_PPM]);
        possible.max_by_key(|ppm| self.under_all(*ppm, midst)).unwrap_or(0)
    }

    /// Where the highest line of this drift that is under all observations is at `at`.
    fn under_all(&self, ppm: i64, at: i64) -> Option<i64> {
        self.buckets.iter().flatten().map(|one| one.micros + (at - one.at) * ppm / 1_000_000).min()
    }
}
