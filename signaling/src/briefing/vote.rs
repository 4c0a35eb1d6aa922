//! Who votes how, and what is the result? One vote at a time, one ballot a voter, final when it is closed.

use super::words::{SENTENCE_MAX, line, some_line};
use super::{Actor, Briefing, Decision, Event, Fact, Millis, Who};
use crate::ids::{AgendaItemId, UserId, VoteId};
use crate::protocol::{
    Action, BallotView, CastVote, Choice, OpenVote, Quorum, Refusal, SessionState, VoteCounts, VoteView,
    Voter,
};
use giaoban_link::SiteId;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Votes of one briefing; a council's session has a few dozen.
const VOTES_MAX: usize = 200;

/// The vote that is open.
#[derive(Clone, Debug, PartialEq)]
struct Vote {
    id: VoteId,
    question: String,
    item: Option<AgendaItemId>,
    named: bool,
    quorum: Quorum,
    opened_at: Millis,
    ballots: BTreeMap<Voter, Ballot>,
}

/// One voter's.
#[derive(Clone, Debug, PartialEq)]
struct Ballot {
    name: String,
    cast: Option<(Choice, String)>,
    /// Cast by the voter itself: nobody else changes it.
    own: bool,
}

/// What became of a vote.
#[derive(Clone, Copy)]
enum Outcome {
    Open(VoteCounts),
    Closed(Millis, VoteCounts),
    Void(Millis),
}

/// The open vote, and those that are over by time. What is over does not change, so it is kept as it is told.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Votes {
    open: Option<Vote>,
    over: Vec<Arc<VoteView>>,
}

impl Votes {
    fn over(&self, id: Uuid) -> Option<&VoteView> {
        self.over.iter().find(|vote| vote.id == id).map(Arc::as_ref)
    }

    fn open(&self, id: Uuid) -> Option<&Vote> {
        self.open.as_ref().filter(|vote| vote.id.0 == id)
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::VoteOpened { vote, question, item, named, quorum, voters } => {
                let ballot = |name: &String| Ballot { name: name.clone(), cast: None, own: false };
                self.open = Some(Vote {
                    id: *vote,
                    question: question.clone(),
                    item: *item,
                    named: *named,
                    quorum: *quorum,
                    opened_at: event.at,
                    ballots: voters.iter().map(|(voter, name)| (*voter, ballot(name))).collect(),
                });
            }
            Fact::VoteCast { voter, choice, text, written_down, .. } => {
                let ballot = self.open.as_mut().and_then(|vote| vote.ballots.get_mut(voter));
                if let Some(ballot) = ballot {
                    (ballot.cast, ballot.own) = (Some((*choice, text.clone())), !written_down);
                }
            }
            Fact::VoteClosed { result, .. } => self.end(Outcome::Closed(event.at, *result)),
            Fact::VoteVoided { .. } => self.end(Outcome::Void(event.at)),
            _ => {}
        }
    }

    fn end(&mut self, outcome: Outcome) {
        self.over.extend(self.open.take().map(|vote| Arc::new(vote.view(outcome))));
    }
}

impl Briefing {
    pub(super) fn open_vote(&self, actor: &Actor, cmd_id: Uuid, fields: &OpenVote) -> Decision {
        self.may(actor, Action::RunVote)?;
        if self.session.state != SessionState::Live {
            return Err(Refusal::WrongState);
        }
        if self.votes.open.is_some() {
            return Err(Refusal::VoteOpen);
        }
        if self.votes.over.len() >= VOTES_MAX {
            return Err(Refusal::Full);
        }
        if self.votes.over(cmd_id).is_some() {
            return Err(Refusal::Conflict);
        }
        Ok(vec![Fact::VoteOpened {
            vote: VoteId(cmd_id),
            question: some_line(&fields.question, SENTENCE_MAX)?,
            item: self.agenda.current(),
            named: fields.named,
            quorum: fields.quorum,
            voters: self.voters(&fields.delegates)?,
        }])
    }

    /// Who votes, by the name of that moment: the result must not change when the roster does.
    fn voters(&self, delegates: &[Uuid]) -> Result<Vec<(Voter, String)>, Refusal> {
        if delegates.is_empty() {
            let of_site =
                |(id, site): (SiteId, &super::sites::Site)| (Voter::Site(id.0), site.planned.name.clone());
            return Ok(self.sites.iter().map(of_site).collect());
        }
        let known = |user: UserId| self.plan.names.contains_key(&user) || self.people.get(user).is_some();
        let of_user = |user: &Uuid| {
            let id = UserId(*user);
            known(id).then(|| (Voter::User(*user), self.person_view(id).name)).ok_or(Refusal::NotFound)
        };
        delegates.iter().map(of_user).collect()
    }

    /// A ballot may be changed while the vote is open: the last one counts. One that the voter cast is the voter's.
    pub(super) fn cast_vote(&self, actor: &Actor, fields: &CastVote) -> Decision {
        if self.votes.over(fields.vote).is_some() {
            return Err(Refusal::VoteClosed);
        }
        let vote = self.votes.open(fields.vote).ok_or(Refusal::NotFound)?;
        let voter = fields.voter.or(own_ballot(actor)).ok_or(Refusal::NotVoter)?;
        let written_down = !self.votes_as(actor, voter)?;
        let before = vote.ballots.get(&voter).ok_or(Refusal::NotVoter)?;
        if written_down && before.own {
            return Err(Refusal::BallotCast);
        }
        let words = line(&fields.text, SENTENCE_MAX)?;
        let text = if fields.choice == Choice::Other { words } else { String::new() };
        let known = before.own != written_down;
        if known && before.cast.as_ref().is_some_and(|cast| *cast == (fields.choice, text.clone())) {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::VoteCast { vote: vote.id, voter, choice: fields.choice, text, written_down }])
    }

    /// Whether the actor is the voter: the room or the unit's delegate for a site, a person for itself. Whoever runs
    /// the vote is not, and writes down what somebody says by telephone.
    fn votes_as(&self, actor: &Actor, voter: Voter) -> Result<bool, Refusal> {
        let own = match voter {
            Voter::Site(site) => self.may_at(actor, Action::Vote, SiteId(site)),
            Voter::User(user) if actor.who == Who::User(UserId(user)) => Ok(()),
            Voter::User(_) => Err(Refusal::NotAllowed),
        };
        match own {
            Err(Refusal::NotAllowed) => self.may(actor, Action::RunVote).map(|()| false),
            own => own.map(|()| true),
        }
    }

    pub(super) fn close_vote(&self, actor: &Actor, vote: Uuid) -> Decision {
        self.end_vote(actor, vote, false, |vote| self.closing_vote(vote))
    }

    pub(super) fn void_vote(&self, actor: &Actor, vote: Uuid) -> Decision {
        self.end_vote(actor, vote, true, |vote| Fact::VoteVoided { vote: vote.id })
    }

    fn end_vote(&self, actor: &Actor, vote: Uuid, void: bool, end: impl Fn(&Vote) -> Fact) -> Decision {
        self.may(actor, Action::RunVote)?;
        match (self.votes.open(vote), self.votes.over(vote)) {
            (Some(open), _) => Ok(vec![end(open)]),
            (None, Some(over)) if over.void == void => Ok(Vec::new()),
            (None, Some(_)) => Err(Refusal::VoteClosed),
            (None, None) => Err(Refusal::NotFound),
        }
    }

    /// A vote that is open when the briefing closes has its result.
    pub(super) fn closing_votes(&self) -> Option<Fact> {
        self.votes.open.as_ref().map(|vote| self.closing_vote(vote))
    }

    fn closing_vote(&self, vote: &Vote) -> Fact {
        Fact::VoteClosed { vote: vote.id, result: self.counts(vote) }
    }

    fn counts(&self, vote: &Vote) -> VoteCounts {
        let mut counts = VoteCounts::default();
        for (voter, ballot) in &vote.ballots {
            counts.expected += 1;
            counts.present += u32::from(self.attends(*voter));
            *match ballot.cast.as_ref().map(|(choice, _)| choice) {
                Some(Choice::For) => &mut counts.in_favour,
                Some(Choice::Against) => &mut counts.against,
                Some(Choice::Other) => &mut counts.other,
                None => &mut counts.missing,
            } += 1;
        }
        counts.quorum_met = match vote.quorum {
            Quorum::None => true,
            Quorum::Half => counts.present * 2 > counts.expected,
            Quorum::TwoThirds => counts.present * 3 >= counts.expected * 2,
        };
        counts
    }

    /// The chair's hall answers no roll call: it calls it. A delegate is here while its console is.
    fn attends(&self, voter: Voter) -> bool {
        match voter {
            Voter::Site(site) if SiteId(site) == self.plan.chair_site => self.sites.is_up(SiteId(site)),
            Voter::Site(site) => self.is_present(SiteId(site)),
            Voter::User(user) => self.people.is_online(UserId(user)),
        }
    }

    pub(super) fn votes_view(&self) -> Vec<Arc<VoteView>> {
        let open = self.votes.open.as_ref().map(|vote| Arc::new(vote.view(Outcome::Open(self.counts(vote)))));
        self.votes.over.iter().cloned().chain(open).collect()
    }
}

impl Vote {
    fn view(&self, outcome: Outcome) -> VoteView {
        let (closed_at, counts) = match outcome {
            Outcome::Open(counts) => (None, Some(counts)),
            Outcome::Closed(at, result) => (Some(at), Some(result)),
            Outcome::Void(at) => (Some(at), None),
        };
        VoteView {
            id: self.id.0,
            question: self.question.clone(),
            item: self.item.map(|item| item.0),
            named: self.named,
            quorum: self.quorum,
            opened_at: self.opened_at,
            closed_at,
            void: matches!(outcome, Outcome::Void(_)),
            counts,
            ballots: self.ballots.iter().map(|(voter, ballot)| ballot.view(*voter)).collect(),
        }
    }
}

impl Ballot {
    fn view(&self, voter: Voter) -> BallotView {
        let (choice, text) = match &self.cast {
            Some((choice, text)) => (Some(*choice), text.clone()),
            None => (None, String::new()),
        };
        BallotView { voter, name: self.name.clone(), cast: self.cast.is_some(), choice, text }
    }
}

/// Whose ballot somebody's own is.
fn own_ballot(actor: &Actor) -> Option<Voter> {
    match actor.who {
        Who::Room(site) => Some(Voter::Site(site.0)),
        Who::User(user) => Some(Voter::User(user.0)),
        Who::Server => None,
    }
}
