//! What does time do to requests? Rows 6, 8, 9, 15, 16, 18 and 19: it marks, stops clocks and keeps places; only
//! where the rules say so does it end a speech.

use super::{AWAY_MS, CUT_MS, HOLD_MS, PICTURE_MS, Request, Stage};
use crate::briefing::sites::LOST_AFTER_MS;
use crate::briefing::timer::Timer;
use crate::briefing::{Briefing, Fact, Millis};
use crate::ids::RequestId;

impl Briefing {
    /// What the clock will do to requests.
    pub(in crate::briefing) fn floor_timers(&self) -> impl Iterator<Item = (Millis, Timer)> {
        let open = self.floor.requests.values().filter(|request| request.is_open());
        open.flat_map(|request| self.timers_of(request))
    }

    fn timers_of(&self, request: &Request) -> Vec<(Millis, Timer)> {
        let id = request.id;
        let lost_at = self.sites.get(request.site).and_then(|site| site.lost_at);
        let lost = lost_at.map(|at| (at + LOST_AFTER_MS, Timer::Lost(id)));
        let away = lost_at.filter(|_| !request.away).map(|at| (at + AWAY_MS, Timer::Away(id)));
        match &request.stage {
            Stage::Next { ready_by, ready: false, warned: false } => {
                [Some((*ready_by, Timer::NotReady(id))), away].into_iter().flatten().collect()
            }
            Stage::Pending | Stage::Queued | Stage::Next { .. } => away.into_iter().collect(),
            Stage::Granted(granted) => {
                let silent = granted.heard.is_none() && !granted.warned && !granted.resume;
                let silent = silent.then_some((granted.heard_by, Timer::NoSound(id)));
                let unseen = granted.heard.map(|at| (at + PICTURE_MS, Timer::NoPicture(id)));
                let waited = granted.resume.then_some((granted.heard_by, Timer::HoldOver(id)));
                [lost, silent, unseen, waited].into_iter().flatten().collect()
            }
            Stage::Speaking { since } => {
                let over = since + request.allowed_ms - request.spoken_ms;
                let cut = self.session.rules.auto_cut.then_some((over + CUT_MS, Timer::CutOff(id)));
                lost.into_iter().chain(cut).collect()
            }
            Stage::Held { until } => vec![(*until, Timer::HoldOver(id))],
            Stage::Paused { .. } | Stage::Ended(_) => Vec::new(),
        }
    }

    /// What follows from a request's timer.
    pub(in crate::briefing) fn floor_timer(&self, now: Millis, timer: Timer) -> Vec<Fact> {
        match timer {
            Timer::NotReady(request) => vec![Fact::NotReadyInTime { request }],
            Timer::NoSound(request) => vec![Fact::NoSoundInTime { request }],
            Timer::NoPicture(request) => vec![Fact::SpeechBegan { request }],
            Timer::Lost(request) => vec![Fact::Held { request, until: now + HOLD_MS }],
            Timer::HoldOver(request) => vec![Fact::Requeued { request }],
            Timer::Away(request) => vec![Fact::WentAway { request }],
            Timer::CutOff(request) => self.cut_off(request),
            _ => Vec::new(),
        }
    }
    fn cut_off(&self, id: RequestId) -> Vec<Fact> {
        let Some(request) = self.floor.get(id) else { return Vec::new() };
        self.leaving(request, Fact::CutOff { request: id })
    }
}
