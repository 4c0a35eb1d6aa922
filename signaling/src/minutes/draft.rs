//! What happened in a briefing, as far as minutes tell it? Log → plain data with names instead of ids.

use super::attendance::{Attendance, attendance};
use super::course::{Course, Step};
use super::incidents::{Incident, Incidents};
use super::names::Names;
use super::presence::Presence;
use super::speeches::{Ends, Spoken, Unheard};
use super::story;
use crate::briefing::{Audience, Devices, Event, Millis, View};
use crate::protocol::{AgendaItemView, ConclusionView, OpinionView, VoteView};
use giaoban_link::SiteId;
use uuid::Uuid;

/// A draft of minutes.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Title of the briefing.
    pub title: String,
    /// Where the chair sat.
    pub place: String,
    /// Names of the organ that held it, from the root of the tree down to the unit of the chair's hall.
    pub organ: Vec<String>,
    /// Opening.
    pub opened_at: Millis,
    /// Closing; none = it is not over, and the draft tells what happened so far.
    pub closed_at: Option<Millis>,
    /// When the draft was drawn up.
    pub drawn_at: Millis,
    /// The last event it tells of.
    pub rev: u64,
    /// Who chaired, by the moment they began.
    pub chairs: Vec<(Millis, String)>,
    /// Secretaries.
    pub secretaries: Vec<String>,
    /// Expected sites in tree order.
    pub attendance: Vec<Attendance>,
    /// What happened in which order.
    pub course: Vec<Step>,
    /// Agenda in order, with what was concluded on each item.
    pub items: Vec<AgendaItemView>,
    /// Speeches by their first word.
    pub speeches: Vec<Spoken>,
    /// Who asked and was not heard.
    pub unheard: Vec<Unheard>,
    /// Opinions in writing by time, each with the name of its site.
    pub opinions: Vec<(String, OpinionView)>,
    /// Votes by time; ballots say how somebody voted only where the vote was by name.
    pub votes: Vec<VoteView>,
    /// General conclusion, decisions, tasks.
    pub conclusion: ConclusionView,
    /// What went wrong.
    pub incidents: Vec<Incident>,
}

impl Draft {
    /// The minutes of a log, as they stand `now`; none when the briefing was never opened.
    pub fn of(events: &[Event], now: Millis) -> Option<Draft> {
        let names = Names::of(events);
        let (mut presence, mut ends) = (Presence::default(), Ends::default());
        let (mut course, mut incidents) = (Course::of(&names), Incidents::of(&names));
        let briefing = story::replay(events, |moment| {
            presence.follow(moment);
            ends.follow(moment);
            course.follow(moment);
            incidents.follow(moment);
        })?;
        let opened_at = briefing.opened_at()?;
        let absences = presence.absences(course.closed_at.unwrap_or(now));
        let view = View::of(&briefing, &Devices::new());
        let plan = briefing.plan();
        let hall = plan.sites.iter().find(|site| site.id == plan.chair_site);
        let attendance = attendance(plan, &view, opened_at, &presence, &absences);
        let told = Audience::Whole.snapshot(&view);
        let spoken = ends.spoken(briefing.speeches(now), &names);
        let of_site = |opinion: OpinionView| (names.site(SiteId(opinion.site)), opinion);
        Some(Draft {
            title: plan.title.clone(),
            place: plan.place.clone(),
            organ: hall.map(|site| site.path.clone()).unwrap_or_default(),
            opened_at,
            closed_at: course.closed_at,
            drawn_at: now,
            rev: briefing.rev(),
            chairs: course.chairs,
            secretaries: told.seat.secretaries.into_iter().map(|person| person.name).collect(),
            attendance,
            course: course.steps,
            items: told.agenda,
            unheard: ends.unheard(&spoken, &told.opinions, &names),
            speeches: spoken,
            opinions: told.opinions.into_iter().map(of_site).collect(),
            votes: told.votes,
            conclusion: told.conclusion,
            incidents: incidents.end(&absences),
        })
    }

    /// Title of an item; empty outside of the agenda.
    pub(super) fn title_of(&self, item: Option<Uuid>) -> &str {
        let item = self.items.iter().find(|known| Some(known.id) == item);
        item.map_or("", |item| item.title.as_str())
    }

    /// The item of the agenda that something hangs on: what hangs on one that was taken off hangs on none.
    pub(super) fn listed(&self, item: Option<Uuid>) -> Option<Uuid> {
        item.filter(|id| self.items.iter().any(|item| item.id == *id))
    }
}
