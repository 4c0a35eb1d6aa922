//! How far from when it was captured is a slot's sample presented, as its sender reports say?

use super::stamp::Stamp;
use std::collections::BTreeMap;

/// Presentation time minus capture time of what a slot received, in µs of the world.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offsets {
    /// Of the last sample.
    pub(crate) last: Option<i64>,
    /// Smallest and largest since the mark, by the number of the site.
    pub(crate) extremes: BTreeMap<u32, (i64, i64)>,
}

impl Offsets {
    /// A sample with this stamp is to be presented at `presented`; unknown before the first sender report.
    pub(crate) fn note(&mut self, presented: Option<i64>, stamp: &Stamp) {
        self.last = presented.map(|presented| presented - stamp.captured.0 as i64);
        if let Some(offset) = self.last {
            let (least, most) = self.extremes.entry(stamp.site).or_insert((offset, offset));
            (*least, *most) = (offset.min(*least), offset.max(*most));
        }
    }

    /// Forgets the extremes.
    pub(crate) fn mark(&mut self) {
        self.extremes.clear();
    }
}
