//! What went wrong? Speakers that were lost or not heard, sites that were long away, a chair's console that died.

use super::names::Names;
use super::presence::Absence;
use super::story::{Moment, ended};
use crate::briefing::{Fact, Millis};
use crate::ids::RequestId;
use std::collections::{HashMap, HashSet};

/// A site that missed less is not minuted; the log has it.
const LONG_MS: Millis = 60_000;

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Since when.
    pub at: Millis,
    /// Until when; none = it was not over when the draft ends, or it is no span.
    pub until: Option<Millis>,
    /// How much of the briefing it took; none as above.
    pub lasted_ms: Option<Millis>,
    /// Name of the site or person; empty where it is nobody's.
    pub whose: String,
    /// What.
    pub kind: IncidentKind,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncidentKind {
    /// A speaker's line failed; when it is over, the speaker came back.
    SpeakerLost,
    /// A speaker's line failed for so long that it went back to the queue.
    SpeakerGivenUp,
    /// A speaker's line failed, and the speech ended so.
    SpeakerEnded,
    /// A site that was invited was not heard in time.
    NotHeard,
    /// A site missed more than a minute.
    SiteAway,
    /// The chair's console was lost.
    ChairLost,
    /// Nobody was there to chair.
    SeatVacant,
    /// Two persons moved the chair seat.
    SeatMoved,
}

/// What is going wrong while the log goes on.
pub(super) struct Incidents<'a> {
    names: &'a Names,
    found: Vec<Incident>,
    /// Requests that came to a speech.
    began: HashSet<RequestId>,
    /// Speakers that are lost, since when.
    held: HashMap<RequestId, Millis>,
    chair_lost: Option<Millis>,
}

impl<'a> Incidents<'a> {
    pub(super) fn of(names: &'a Names) -> Incidents<'a> {
        Incidents { names, found: Vec::new(), began: HashSet::new(), held: HashMap::new(), chair_lost: None }
    }

    pub(super) fn follow(&mut self, moment: &Moment<'_, '_>) {
        if !moment.is_on() {
            return;
        }
        let at = moment.at;
        if let Some(request) = ended(moment.fact) {
            self.end_hold(at, request, IncidentKind::SpeakerEnded);
        }
        match moment.fact {
            Fact::SpeechBegan { request } => {
                self.began.insert(*request);
            }
            // Written down when the line has been down for a while.
            Fact::Held { request, .. } if self.began.contains(request) => {
                let site = self.names.request(*request).map(|asked| asked.site);
                let since = site.and_then(|site| moment.after.lost_at(site)).unwrap_or(at);
                self.held.insert(*request, since);
            }
            Fact::Returned { request } => self.end_hold(at, *request, IncidentKind::SpeakerLost),
            Fact::Requeued { request } => self.end_hold(at, *request, IncidentKind::SpeakerGivenUp),
            Fact::NoSoundInTime { request } => {
                let whose = self.names.site_of(*request);
                self.note(at, whose, IncidentKind::NotHeard);
            }
            // Said again when somebody comes who could chair; it is the same loss.
            Fact::SeatGrace => self.lose_chair(moment),
            Fact::SessionChanged { .. } if moment.after.is_chair_lost() => self.lose_chair(moment),
            Fact::SeatVacant => self.note(at, String::new(), IncidentKind::SeatVacant),
            Fact::SeatRevoked { holder } => self.note(at, self.names.user(*holder), IncidentKind::SeatMoved),
            _ => {}
        }
        if matches!(moment.fact, Fact::SeatBack) || moment.chair.is_some() {
            self.end_chair_lost(Some(at));
        }
    }

    /// Since the console's last sign, or the opening: what began before is none of the briefing's.
    fn lose_chair(&mut self, moment: &Moment<'_, '_>) {
        let since = moment.after.chair_lost_at().unwrap_or(moment.at);
        let opened = moment.after.opened_at().unwrap_or(since);
        self.chair_lost.get_or_insert(since.max(opened));
    }

    fn note(&mut self, at: Millis, whose: String, kind: IncidentKind) {
        self.found.push(Incident { at, until: None, lasted_ms: None, whose, kind });
    }

    fn span(&mut self, at: Millis, until: Option<Millis>, whose: String, kind: IncidentKind) {
        let lasted_ms = until.map(|until| until - at);
        self.found.push(Incident { at, until, lasted_ms, whose, kind });
    }

    fn end_hold(&mut self, at: Millis, request: RequestId, kind: IncidentKind) {
        if let Some(since) = self.held.remove(&request) {
            self.span(since, Some(at), self.names.site_of(request), kind);
        }
    }

    fn end_chair_lost(&mut self, until: Option<Millis>) {
        if let Some(since) = self.chair_lost.take() {
            self.span(since, until, String::new(), IncidentKind::ChairLost);
        }
    }

    /// All of them by time, with what is not over yet.
    pub(super) fn end(mut self, absences: &[Absence]) -> Vec<Incident> {
        self.end_chair_lost(None);
        for (request, since) in std::mem::take(&mut self.held) {
            self.span(since, None, self.names.site_of(request), IncidentKind::SpeakerLost);
        }
        for absence in absences.iter().filter(|absence| absence.missed_ms >= LONG_MS) {
            let Absence { site, at, until, missed_ms } = *absence;
            let lasted_ms = until.map(|_| missed_ms);
            let whose = self.names.site(site);
            self.found.push(Incident { at, until, lasted_ms, whose, kind: IncidentKind::SiteAway });
        }
        self.found.sort_by(|a, b| (a.at, &a.whose).cmp(&(b.at, &b.whose)));
        self.found
    }
}
