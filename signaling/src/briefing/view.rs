//! What does a briefing look like to those who may see all of it? State → the small objects of the wire.

use super::floor::{End, Request, SpeechCounts, Stage};
use super::seat::Revocation;
use super::sites::Site;
use super::{Briefing, Millis};
use crate::ids::{RequestId, UserId};
use crate::protocol::{
    AgendaItemView, BriefingView, ConclusionView, FloorView, MediaState, MessageView, OfferView, OpinionView,
    OrderView, PersonView, ProgrammeView, RequestState, RequestView, RevocationView, RollCallView, SeatView,
    SessionView, SiteState, SiteView, TourView, VoteView,
};
use giaoban_link::{SiteId, VideoCodec};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What sites say of their own devices. It is shown, but nothing follows from it, so it is not in the log.
pub type Devices = BTreeMap<SiteId, MediaState>;

/// Places in the queue, from 1.
type Places = HashMap<RequestId, u32>;

/// Every object of a briefing.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Revision of the briefing.
    pub rev: u64,
    /// Title, times, place.
    pub briefing: BriefingView,
    /// Where the session is.
    pub session: SessionView,
    /// Agenda in order.
    pub agenda: Vec<AgendaItemView>,
    /// Who asks and who speaks.
    pub floor: FloorView,
    /// What is on air.
    pub programme: ProgrammeView,
    /// Who chairs.
    pub seat: SeatView,
    /// Who is at a console.
    pub people: Vec<PersonView>,
    /// Every expected site.
    pub sites: BTreeMap<SiteId, SiteView>,
    /// The roll-call tour.
    pub roll_call: RollCallView,
    /// Lock, silence, words to everyone.
    pub order: OrderView,
    /// Votes by time; one that is over does not change.
    pub votes: Vec<Arc<VoteView>>,
    /// Written opinions by time; one that is there does not change.
    pub opinions: Vec<Arc<OpinionView>>,
    /// Who is asked for an opinion in writing.
    pub offers: Vec<OfferView>,
    /// Words to sites by time.
    pub messages: Vec<MessageView>,
    /// What the chair concludes.
    pub conclusion: ConclusionView,
}

impl View {
    /// The objects now.
    pub fn of(briefing: &Briefing, devices: &Devices) -> View {
        let called = briefing.called_sites();
        View {
            rev: briefing.rev,
            briefing: briefing.head_view(),
            session: briefing.session_view(),
            agenda: briefing.agenda_view(),
            floor: briefing.floor_view(),
            programme: briefing.programme_view(),
            seat: briefing.seat_view(),
            people: briefing.people_view(),
            sites: briefing
                .sites
                .iter()
                .map(|(id, site)| (id, briefing.site_view(id, site, devices, &called)))
                .collect(),
            roll_call: briefing.roll_call.view(),
            order: briefing.order.view(),
            votes: briefing.votes_view(),
            opinions: briefing.opinions_view(),
            offers: briefing.offers_view(),
            messages: briefing.order.messages(),
            conclusion: briefing.conclusion_view(),
        }
    }
}

impl Briefing {
    fn head_view(&self) -> BriefingView {
        BriefingView {
            id: self.plan.id.0,
            title: self.plan.title.clone(),
            starts_at: self.plan.starts_at,
            ends_at: self.plan.ends_at,
            place: self.plan.place.clone(),
            codec: match self.plan.codec {
                VideoCodec::Vp8 => "vp8".to_owned(),
                VideoCodec::H264 => "h264".to_owned(),
            },
        }
    }

    fn session_view(&self) -> SessionView {
        SessionView {
            rev: self.session.rev,
            state: self.session.state,
            mode: self.session.mode,
            rules: self.session.rules,
            since: self.session.since,
            opened_at: self.session.opened_at,
            reason: self.session.reason.clone(),
        }
    }

    fn agenda_view(&self) -> Vec<AgendaItemView> {
        let view = |item: &super::agenda::Item| AgendaItemView {
            id: item.planned.id.0,
            title: item.planned.title.clone(),
            minutes: item.planned.minutes,
            speech_minutes: item.planned.speech_minutes,
            started_at: item.started_at,
            closed_at: item.closed_at,
            conclusion: item.conclusion.clone(),
        };
        self.agenda.items.iter().map(view).collect()
    }

    fn floor_view(&self) -> FloorView {
        let listed = self.floor.listed();
        let waiting = listed.iter().filter(|request| request.waits()).count();
        let places = self.floor.queue.iter().copied().zip(1..).collect();
        let spoken = self.floor.speeches_by_site();
        FloorView {
            rev: self.floor.rev,
            open: self.floor.open,
            waiting: waiting.try_into().unwrap_or(u32::MAX),
            requests: listed
                .into_iter()
                .map(|request| self.request_view(request, &places, &spoken))
                .collect(),
        }
    }

    fn request_view(&self, request: &Request, places: &Places, spoken: &SpeechCounts) -> RequestView {
        let speeches = spoken.get(&(request.site, request.item)).copied().unwrap_or_default();
        let clock = clock_of(&request.stage);
        RequestView {
            id: request.id.0,
            site: request.site.0,
            speaker: request.speaker.clone(),
            post: request.post.clone(),
            kind: request.kind,
            item: request.item.map(|item| item.0),
            asked_at: request.asked_at,
            state: state_of(&request.stage),
            position: places.get(&request.id).copied(),
            since: request.since,
            allowed_ms: request.allowed_ms,
            spoken_ms: request.spoken_ms,
            running_since: clock,
            ready: matches!(request.stage, Stage::Next { ready: true, .. }),
            offline: !self.sites.is_up(request.site),
            away: request.away,
            flagged: request.flagged,
            warning: match &request.stage {
                Stage::Next { warned, .. } => *warned,
                Stage::Granted(granted) => granted.warned,
                _ => false,
            },
            resume: matches!(&request.stage, Stage::Granted(granted) if granted.resume),
            // The speech that runs does not count as one before.
            spoken_before: speeches.saturating_sub(u32::from(request.spoke())),
            document: request.document.clone(),
            asker: match request.stage {
                Stage::Paused { asker, .. } => asker.map(|site| site.0),
                _ => None,
            },
            pause: match request.stage {
                Stage::Paused { cause, .. } => Some(cause),
                _ => None,
            },
            after: request.after.map(|before| before.0),
        }
    }

    fn programme_view(&self) -> ProgrammeView {
        ProgrammeView {
            rev: self.programme.rev,
            mode: self.programme.mode.clone(),
            hold: self.programme.hold,
            on_air: self.programme.on_air.map(|site| site.0),
            since: self.programme.since,
            viewed: self.programme.viewed.map(|site| site.0),
            content: self.content_shown().map(|site| site.0),
            tour: self.programme.stopped.as_ref().map(|tour| TourView {
                sites: tour.sites.clone(),
                interval: tour.interval,
                cursor: tour.cursor,
            }),
            audible: self.programme.audible.iter().map(|site| site.0).collect(),
        }
    }

    fn seat_view(&self) -> SeatView {
        let holder = self.seat.holder();
        SeatView {
            rev: self.seat.rev,
            epoch: self.seat.epoch(),
            state: self.seat.state(&self.plan),
            holder: Some(holder.0),
            holder_name: self.person_view(holder).name,
            site: Some(self.plan.chair_site.0),
            offered_to: self.seat.offered_to().map(|user| user.0),
            revocation: self.seat.revocation.as_ref().map(|asked| self.revocation_view(asked)),
            deputies: self.seat.deputies.iter().map(|user| self.person_view(*user)).collect(),
            secretaries: self.seat.secretaries.iter().map(|user| self.person_view(*user)).collect(),
        }
    }

    fn revocation_view(&self, asked: &Revocation) -> RevocationView {
        RevocationView {
            to: self.person_view(asked.to),
            by: self.person_view(asked.by),
            side: asked.side,
            until: asked.until,
        }
    }

    fn people_view(&self) -> Vec<PersonView> {
        self.people.online().map(|user| self.person_view(user)).collect()
    }

    pub(super) fn person_view(&self, user: UserId) -> PersonView {
        let planned = self.plan.names.get(&user);
        let name = planned.or(self.people.get(user).map(|person| &person.name));
        PersonView {
            id: user.0,
            name: name.cloned().unwrap_or_default(),
            online: self.people.is_online(user),
        }
    }

    fn site_view(&self, id: SiteId, site: &Site, devices: &Devices, called: &[SiteId]) -> SiteView {
        let device = devices.get(&id).filter(|_| site.signal);
        SiteView {
            id: id.0,
            code: site.planned.code.clone(),
            name: site.planned.name.clone(),
            unit: site.planned.unit.0,
            path: site.planned.path.clone(),
            order: site.planned.order,
            state: site_state(site),
            since: site.since,
            tally: self.tally(id, called),
            microphone: device.is_some_and(|device| device.microphone),
            camera: device.is_some_and(|device| device.camera),
            content: device.is_some_and(|device| device.content),
            roll_call: site.roll_call.map(|(mark, _)| mark),
            people: site.roll_call.and_then(|(_, people)| people),
            phone: site.planned.phone.clone(),
        }
    }
}

fn site_state(site: &Site) -> SiteState {
    match (site.is_up(), site.ready, site.lost_at, site.signal) {
        (true, true, ..) => SiteState::Ready,
        (true, false, ..) => SiteState::Connected,
        (false, _, Some(_), _) => SiteState::Lost,
        (false, _, None, true) => SiteState::Connecting,
        (false, _, None, false) => SiteState::Absent,
    }
}

fn clock_of(stage: &Stage) -> Option<Millis> {
    match stage {
        Stage::Speaking { since } => Some(*since),
        _ => None,
    }
}

fn state_of(stage: &Stage) -> RequestState {
    match stage {
        Stage::Pending => RequestState::Pending,
        Stage::Queued => RequestState::Queued,
        Stage::Next { .. } => RequestState::Next,
        Stage::Granted(_) => RequestState::Granted,
        Stage::Speaking { .. } => RequestState::Speaking,
        Stage::Paused { .. } => RequestState::Paused,
        Stage::Held { .. } => RequestState::Held,
        Stage::Ended(End::Done) => RequestState::Done,
        Stage::Ended(End::Withdrawn) => RequestState::Withdrawn,
        Stage::Ended(End::Declined) => RequestState::Declined,
        Stage::Ended(End::Revoked) => RequestState::Revoked,
        Stage::Ended(End::Missed) => RequestState::Missed,
        Stage::Ended(End::Expired) => RequestState::Expired,
    }
}
