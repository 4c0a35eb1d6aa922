//! Who sees which part? Consoles see what their role reaches; a room sees itself and what is on everyone's
//! screen. So one more site costs the others nothing, however many take part.

mod council;

use super::{Actor, Briefing, Difference, View, Who};
use crate::protocol::{
    Action, Change, Command, FloorView, PersonView, ProgrammeMode, ProgrammeView, RequestState, RequestView,
    SiteView, Snapshot,
};
use giaoban_link::SiteId;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A part of a briefing's objects. Clients of equal audiences are sent equal texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Everything.
    Whole,
    /// The whole queue, and these sites of the roster.
    Subtree(BTreeSet<SiteId>),
    /// One site's own view.
    Room(SiteId),
}

impl Briefing {
    /// What an actor may see; none = nothing.
    pub fn audience(&self, actor: &Actor) -> Option<Audience> {
        if let Who::Room(site) = actor.who {
            return self.may_at(actor, Action::Watch, site).is_ok().then_some(Audience::Room(site));
        }
        if self.may(actor, Action::Watch).is_ok() {
            return Some(Audience::Whole);
        }
        let within = |id: &SiteId| self.may_at(actor, Action::Watch, *id).is_ok();
        let sites: BTreeSet<SiteId> = self.sites.iter().map(|(id, _)| id).filter(within).collect();
        (!sites.is_empty()).then_some(Audience::Subtree(sites))
    }
}

impl Audience {
    /// Everything this audience may see.
    pub fn snapshot(&self, view: &View) -> Snapshot {
        let stage = Stage::of(view);
        let mut sites: Vec<SiteView> = Vec::new();
        sites.extend(
            view.sites.iter().filter(|(id, _)| self.sees(&stage, **id)).map(|(_, site)| site.clone()),
        );
        sites.sort_by_key(|site| site.order);
        Snapshot {
            rev: view.rev,
            briefing: view.briefing.clone(),
            session: view.session.clone(),
            agenda: view.agenda.clone(),
            floor: self.floor(&view.floor),
            programme: self.programme(&view.programme),
            seat: view.seat.clone(),
            people: self.people(&view.people),
            sites,
            roll_call: view.roll_call.clone(),
            order: self.order(&view.order),
            votes: view.votes.iter().map(|vote| self.vote(vote)).collect(),
            opinions: self.opinions(&view.opinions).cloned().collect(),
            offers: self.offers(&view.offers).cloned().collect(),
            messages: self.messages(&view.messages).cloned().collect(),
            conclusion: view.conclusion.clone(),
        }
    }

    /// What changed for this audience, which was `was` when it was last sent something. Sites come first,
    /// so that every other object finds its sites known.
    pub fn changes(&self, was: &Audience, difference: &Difference<'_>) -> Vec<Change> {
        let Difference { old, new, before, after, touched, .. } = difference;
        let mut changes = Vec::new();
        let (entering, leaving) = if was == self {
            (touched.clone(), touched.clone())
        } else {
            (new.sites.keys().copied().collect(), old.sites.keys().copied().collect())
        };
        for id in entering {
            let Some(site) = new.sites.get(&id) else { continue };
            let known = was.sees(before, id) && old.sites.get(&id) == Some(site);
            if self.sees(after, id) && !known {
                changes.push(Change::Site(site.clone()));
            }
        }
        changed(&mut changes, &old.briefing, &new.briefing, Change::Briefing);
        changed(&mut changes, &old.session, &new.session, Change::Session);
        changed(&mut changes, &old.agenda, &new.agenda, Change::Agenda);
        changed(&mut changes, &was.floor(&old.floor), &self.floor(&new.floor), Change::Floor);
        let (was_on, is_on) = (was.programme(&old.programme), self.programme(&new.programme));
        changed(&mut changes, &was_on, &is_on, Change::Programme);
        changed(&mut changes, &old.seat, &new.seat, Change::Seat);
        changed(&mut changes, &was.people(&old.people), &self.people(&new.people), Change::People);
        self.council_changes(was, old, new, &mut changes);
        let unseen = |id: &SiteId| {
            let known = was.sees(before, *id) && old.sites.contains_key(id);
            known && !(new.sites.contains_key(id) && self.sees(after, *id))
        };
        changes.extend(leaving.into_iter().filter(unseen).map(|id| Change::SiteRemoved(id.0)));
        changes
    }

    /// Whether nothing of a difference is this audience's own: all such rooms are told the same.
    pub fn is_bystander(&self, difference: &Difference<'_>) -> bool {
        let Audience::Room(own) = self else { return false };
        let Difference { touched, waiting, addressed, .. } = difference;
        [touched, waiting, addressed].into_iter().all(|sites| !sites.contains(own))
    }

    /// Whether all that changed for a room is how many others wait. It reads that number a moment later, or every
    /// request of one site would be news to all others at once.
    pub fn can_wait(&self, changes: &[Change], difference: &Difference<'_>) -> bool {
        let ([Change::Floor(new)], Audience::Room(_)) = (changes, self) else { return false };
        let old = FloorView { rev: new.rev, waiting: new.waiting, ..self.floor(&difference.old.floor) };
        *new == old
    }

    /// The present state of what a command was decided on, for a sender that saw an older one.
    pub fn seen_by(&self, view: &View, command: &Command) -> Vec<Change> {
        let object = match command {
            Command::SetProgramme { .. } | Command::PauseTour | Command::ResumeTour => {
                Change::Programme(self.programme(&view.programme))
            }
            Command::HandOver { .. }
            | Command::TakeSeat
            | Command::SetDeputies { .. }
            | Command::SetSecretaries { .. }
            | Command::RevokeSeat { .. } => return vec![Change::Seat(view.seat.clone())],
            _ => Change::Floor(self.floor(&view.floor)),
        };
        vec![object, Change::Seat(view.seat.clone())]
    }

    /// Whether a site is among what is seen.
    pub fn shows(&self, view: &View, site: SiteId) -> bool {
        view.sites.contains_key(&site) && self.sees(&Stage::of(view), site)
    }

    fn sees(&self, stage: &Stage, site: SiteId) -> bool {
        match self {
            Audience::Whole => true,
            Audience::Subtree(sites) => sites.contains(&site) || stage.0.contains(&site.0),
            Audience::Room(own) => site == *own || stage.0.contains(&site.0),
        }
    }

    pub(crate) fn floor(&self, floor: &FloorView) -> FloorView {
        let Audience::Room(own) = self else { return floor.clone() };
        let shown = |request: &&RequestView| request.site == own.0 || !waits(request);
        FloorView { requests: floor.requests.iter().filter(shown).cloned().collect(), ..floor.clone() }
    }

    /// Who sits at the consoles is their business, not the rooms'.
    fn people(&self, people: &[PersonView]) -> Vec<PersonView> {
        if matches!(self, Audience::Room(_)) { Vec::new() } else { people.to_vec() }
    }

    /// A tour names every site it will show; rooms need the one it shows now.
    fn programme(&self, programme: &ProgrammeView) -> ProgrammeView {
        let mut programme = programme.clone();
        if let Audience::Room(_) = self {
            programme.tour = None;
            if let ProgrammeMode::Tour { sites, cursor, .. } = &mut programme.mode {
                *sites = sites.get(*cursor as usize).copied().into_iter().collect();
                *cursor = 0;
            }
        }
        programme
    }
}

/// Sites that are on everyone's screen, in picture or by name.
#[derive(Debug)]
pub(super) struct Stage(pub(super) BTreeSet<Uuid>);

impl Stage {
    pub(super) fn of(view: &View) -> Stage {
        let shown = [view.programme.on_air, view.programme.content, view.seat.site, view.roll_call.site];
        let speaking =
            view.floor.requests.iter().filter(|request| !waits(request)).map(|request| request.site);
        let heard = view.programme.audible.iter().copied();
        let mosaic: &[Uuid] = match &view.programme.mode {
            ProgrammeMode::Mosaic { sites } => sites,
            _ => &[],
        };
        let mosaic = mosaic.iter().copied();
        Stage(shown.into_iter().flatten().chain(speaking).chain(heard).chain(mosaic).collect())
    }
}

pub(super) fn waits(request: &RequestView) -> bool {
    matches!(request.state, RequestState::Pending | RequestState::Queued)
}

fn changed<T: PartialEq + Clone>(changes: &mut Vec<Change>, old: &T, new: &T, wrap: impl Fn(T) -> Change) {
    if old != new {
        changes.push(wrap(new.clone()));
    }
}
