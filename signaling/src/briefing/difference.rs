//! What has changed from one view to the next? Found once, however many are told.

use super::View;
use super::audience::{Stage, waits};
use crate::protocol::{BallotView, MessageView, VoteView, Voter};
use giaoban_link::SiteId;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

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
    /// Sites with news in writing: their ballot, their opinion, words to them.
    pub(super) addressed: BTreeSet<SiteId>,
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
        Difference { old, new, before, after, touched, waiting, addressed: addressed(old, new) }
    }
}

fn addressed(old: &View, new: &View) -> BTreeSet<SiteId> {
    let written = new.opinions.iter().skip(old.opinions.len()).map(|opinion| opinion.site);
    let offers = if old.offers == new.offers { [&[][..]; 2] } else { [&old.offers[..], &new.offers] };
    let offered = offers.into_iter().flatten().map(|offer| offer.site);
    let told = |message: &&MessageView| !old.messages.contains(message);
    let messages: &[MessageView] = if old.messages == new.messages { &[] } else { &new.messages };
    let told = messages.iter().filter(told).map(|message| message.site);
    written.chain(offered).chain(told).chain(balloted(old, new)).map(SiteId).collect()
}

/// Sites whose ballot is new, or is told with the beginning or the end of its vote.
fn balloted(old: &View, new: &View) -> Vec<Uuid> {
    let mut sites = Vec::new();
    for (nth, vote) in new.votes.iter().enumerate() {
        let before = old.votes.get(nth);
        if before.is_some_and(|before| Arc::ptr_eq(before, vote)) {
            continue;
        }
        let goes_on = |before: &&Arc<VoteView>| before.closed_at == vote.closed_at;
        let before: &[BallotView] = before.filter(goes_on).map_or(&[], |before| &before.ballots);
        // Both are in order of the voters, who do not change while a vote is open.
        let new = vote.ballots.iter().enumerate().filter(|(nth, ballot)| before.get(*nth) != Some(ballot));
        sites.extend(new.filter_map(|(_, ballot)| match ballot.voter {
            Voter::Site(site) => Some(site),
            Voter::User(_) => None,
        }));
    }
    sites
}
