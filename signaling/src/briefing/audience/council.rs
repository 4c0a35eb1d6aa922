//! Who is told of votes, opinions and words? A room what is its own; a ballot costs the other rooms nothing.

use super::{Audience, View, changed};
use crate::protocol::{BallotView, Change, MessageView, OfferView, OpinionView, OrderView, VoteView, Voter};
use giaoban_link::SiteId;
use std::sync::Arc;
use uuid::Uuid;

impl Audience {
    /// What changed besides who speaks.
    pub(super) fn council_changes(&self, was: &Audience, old: &View, new: &View, changes: &mut Vec<Change>) {
        changed(changes, &old.roll_call, &new.roll_call, Change::RollCall);
        changed(changes, &was.order(&old.order), &self.order(&new.order), Change::Order);
        changed(changes, &old.conclusion, &new.conclusion, Change::Conclusion);
        let offers = || self.offers(&new.offers);
        if (self != was || old.offers != new.offers) && !was.offers(&old.offers).eq(offers()) {
            changes.push(Change::Offers(offers().cloned().collect()));
        }
        self.vote_changes(was, old, new, changes);
        // An opinion never changes, so the new ones are those behind the old.
        let told = if self == was { old.opinions.len() } else { 0 };
        let opinions = self.opinions(new.opinions.get(told..).unwrap_or_default());
        changes.extend(opinions.cloned().map(Change::Opinion));
        if self != was || old.messages != new.messages {
            let told: Vec<&MessageView> = was.messages(&old.messages).collect();
            let messages = self.messages(&new.messages).filter(|message| !told.contains(message));
            changes.extend(messages.cloned().map(Change::Message));
        }
    }

    fn vote_changes(&self, was: &Audience, old: &View, new: &View, changes: &mut Vec<Change>) {
        for (i, vote) in new.votes.iter().enumerate() {
            let before = old.votes.get(i).filter(|_| self == was);
            // A vote that is over is the same one, not looked into.
            if before.is_some_and(|before| Arc::ptr_eq(before, vote)) {
                continue;
            }
            let vote = self.vote(vote);
            if before.map(|before| was.vote(before)).as_ref() != Some(&vote) {
                changes.push(Change::Vote(vote));
            }
        }
    }

    /// Whether something that belongs to one site is told.
    fn concerns(&self, site: Uuid) -> bool {
        match self {
            Audience::Whole => true,
            Audience::Subtree(sites) => sites.contains(&SiteId(site)),
            Audience::Room(own) => own.0 == site,
        }
    }

    /// Who waits at the door is the operators' business.
    pub(super) fn order(&self, order: &OrderView) -> OrderView {
        let knocking = match self {
            Audience::Room(_) => Vec::new(),
            _ => order.knocking.iter().copied().filter(|site| self.concerns(*site)).collect(),
        };
        OrderView {
            locked: order.locked,
            knocking,
            silenced: order.silenced,
            silenced_by_chair: order.silenced_by_chair,
            banner: order.banner.clone(),
            recess: order.recess.clone(),
        }
    }

    /// A room is told its own ballot while a vote is open, and the result afterwards. Without names nobody is told a
    /// choice but one's own.
    pub(super) fn vote(&self, vote: &VoteView) -> VoteView {
        let room = matches!(self, Audience::Room(_));
        let ballot = |ballot: &BallotView| {
            let (choice, text) =
                if vote.named || room { (ballot.choice, ballot.text.clone()) } else { (None, String::new()) };
            BallotView { voter: ballot.voter, name: ballot.name.clone(), cast: ballot.cast, choice, text }
        };
        VoteView {
            id: vote.id,
            question: vote.question.clone(),
            item: vote.item,
            named: vote.named,
            quorum: vote.quorum,
            opened_at: vote.opened_at,
            closed_at: vote.closed_at,
            void: vote.void,
            counts: vote.counts.filter(|_| !room || vote.closed_at.is_some()),
            ballots: self.ballots(&vote.ballots).map(ballot).collect(),
        }
    }

    /// The ballots that are told. They are in order of their voters, so that a room's own is found at once.
    fn ballots<'a>(&'a self, all: &'a [BallotView]) -> impl Iterator<Item = &'a BallotView> {
        let told = match self {
            Audience::Room(own) => {
                let own = all.binary_search_by_key(&Voter::Site(own.0), |ballot| ballot.voter);
                own.map_or(&[][..], |place| &all[place..=place])
            }
            _ => all,
        };
        told.iter().filter(|ballot| match ballot.voter {
            Voter::Site(site) => self.concerns(site),
            Voter::User(_) => true,
        })
    }

    pub(super) fn opinions<'a>(
        &'a self,
        all: &'a [Arc<OpinionView>],
    ) -> impl Iterator<Item = &'a OpinionView> {
        all.iter().map(Arc::as_ref).filter(|opinion| self.concerns(opinion.site))
    }

    pub(super) fn messages<'a>(&'a self, all: &'a [MessageView]) -> impl Iterator<Item = &'a MessageView> {
        all.iter().filter(|message| self.concerns(message.site))
    }

    pub(super) fn offers<'a>(&'a self, all: &'a [OfferView]) -> impl Iterator<Item = &'a OfferView> {
        all.iter().filter(|offer| self.concerns(offer.site))
    }
}
