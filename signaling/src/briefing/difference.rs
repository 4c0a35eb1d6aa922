//! What has changed from one view to the next? Found once, however many are told.

use super::View;
use super::audience::{Stage, waits};
use giaoban_link::SiteId;
use std::collections::BTreeSet;

/// Two views and the sites that are worth a look: with 3,400 sites nobody can compare them all for each of 3,400
/// rooms.
#[derive(Debug)]
pub struct Difference<'a> {
    pub(super) old: &'a View,
    pub(super) new: &'a View,
    pub(super) before: Stage,
    pub(super) after: Stage,
    /// Sites that came, went, changed, or entered or left everyone's screen.
    pub(super) touched: BTreeSet<SiteId>,
    /// Sites whose own request waits, before or after: only they and the consoles see it.
    pub(super) waiting: BTreeSet<SiteId>,
}

impl<'a> Difference<'a> {
    /// From an older view to a newer one.
    pub fn between(old: &'a View, new: &'a View) -> Difference<'a> {
        let (before, after) = (Stage::of(old), Stage::of(new));
        let changed = |id: &&SiteId| old.sites.get(*id) != new.sites.get(*id);
        let mut touched: BTreeSet<SiteId> =
            new.sites.keys().chain(old.sites.keys()).filter(changed).copied().collect();
        touched.extend(before.0.symmetric_difference(&after.0).map(|site| SiteId(*site)));
        let waiting = [old, new].into_iter().flat_map(|view| &view.floor.requests);
        let waiting = waiting.filter(|request| waits(request)).map(|request| SiteId(request.site)).collect();
        Difference { old, new, before, after, touched, waiting }
    }
}
