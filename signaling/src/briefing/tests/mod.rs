//! A meeting that tests read like one: people act, lines break, time passes; the invariants are checked after
//! every step.

mod acceptance;
mod council;
mod discussion;
mod floor;
mod listening;
pub(crate) mod long_briefing;
mod pauses;
mod people;
mod programme;
pub(crate) mod properties;
mod record;
mod rights;
mod roll_call;
mod seat;
mod session;
pub(crate) mod stopwatch;
mod tour;
mod turns;
mod view;

use super::floor::Stage;
use super::*;
use crate::identity::Role;
use crate::ids::{AgendaItemId, BriefingId, RequestId, UnitId, UserId};
use crate::protocol::{
    Command, GrantTarget, ProgrammeMode, Register, RequestKind, RequestState, SessionMode, SessionState,
    Tally,
};
use crate::schedule::{AgendaItem, PlannedSite};
use giaoban_link::{SiteId, VideoCodec};

pub(crate) const HALL: SiteId = site(1);
pub(crate) const MAIN: SiteId = site(2);
pub(crate) const BAO_HA: SiteId = site(3);
pub(crate) const KIM_SON: SiteId = site(4);
pub(crate) const CAM_CON: SiteId = site(5);
pub(crate) const STRANGER: SiteId = site(99);
pub(crate) const BRANCHES: [SiteId; 3] = [BAO_HA, KIM_SON, CAM_CON];

pub(crate) const CHAIR: UserId = UserId(Uuid::from_u128(101));
pub(crate) const SECRETARY: UserId = UserId(Uuid::from_u128(102));
pub(crate) const DEPUTY: UserId = UserId(Uuid::from_u128(103));
pub(crate) const CENTRE: UserId = UserId(Uuid::from_u128(104));
pub(crate) const TECHNICIAN: UserId = UserId(Uuid::from_u128(105));
pub(crate) const SECOND_DEPUTY: UserId = UserId(Uuid::from_u128(107));
pub(crate) const OBSERVER: UserId = UserId(Uuid::from_u128(106));
pub(crate) const ADMINISTRATOR: UserId = UserId(Uuid::from_u128(110));
/// Of Bảo Hà.
pub(crate) const DELEGATE: UserId = UserId(Uuid::from_u128(108));
/// Of the province, which has no site of its own here.
pub(crate) const UPPER_DELEGATE: UserId = UserId(Uuid::from_u128(109));

pub(crate) const PROVINCE: UnitId = UnitId(Uuid::from_u128(201));
pub(crate) const ITEM: AgendaItemId = AgendaItemId(Uuid::from_u128(301));
pub(crate) const LAST_ITEM: AgendaItemId = AgendaItemId(Uuid::from_u128(302));

const START: Millis = 1_000_000;

pub(crate) const fn site(n: u128) -> SiteId {
    SiteId(Uuid::from_u128(n))
}

/// The commune a branch belongs to.
pub(crate) fn commune(site: SiteId) -> UnitId {
    UnitId(Uuid::from_u128(1_000 + site.0.as_u128()))
}

pub(crate) fn plan() -> BriefingPlan {
    let planned = |id: SiteId, name: &str, order| PlannedSite {
        id,
        code: format!("S{order}"),
        name: name.to_owned(),
        unit: commune(id),
        within: vec![PROVINCE, commune(id)],
        path: vec!["Tỉnh Lào Cai".to_owned(), name.to_owned()],
        order,
        phone: String::new(),
    };
    let item = |id, title: &str, speech_minutes| AgendaItem {
        id,
        title: title.to_owned(),
        minutes: 30,
        speech_minutes,
    };
    let names = [
        (CHAIR, "Chủ trì"),
        (SECRETARY, "Thư ký"),
        (DEPUTY, "Phó chủ trì"),
        (SECOND_DEPUTY, "Phó chủ trì thứ hai"),
    ];
    BriefingPlan {
        id: BriefingId(Uuid::from_u128(1)),
        title: "Giao ban tuần 47".to_owned(),
        starts_at: START,
        ends_at: START + 3_600_000,
        place: "Hội trường tỉnh".to_owned(),
        codec: VideoCodec::Vp8,
        chair_user: CHAIR,
        chair_site: HALL,
        main_site: Some(MAIN),
        secretaries: vec![SECRETARY],
        deputies: vec![DEPUTY],
        names: names.into_iter().map(|(user, name)| (user, name.to_owned())).collect(),
        announced: true,
        agenda: vec![item(ITEM, "Phòng chống thiên tai", 7), item(LAST_ITEM, "Việc khác", 3)],
        sites: vec![
            planned(HALL, "Hội trường tỉnh", 0),
            planned(MAIN, "Hội trường huyện", 1),
            planned(BAO_HA, "Xã Bảo Hà", 2),
            planned(KIM_SON, "Xã Kim Sơn", 3),
            planned(CAM_CON, "Xã Cam Cọn", 4),
        ],
        edits: Vec::new(),
    }
}

pub(crate) fn actor(who: Who) -> Actor {
    let roles = match who {
        Who::User(CENTRE) => vec![(Role::Centre, None)],
        Who::User(TECHNICIAN) => vec![(Role::Technician, Some(commune(KIM_SON)))],
        Who::User(ADMINISTRATOR) => vec![(Role::Admin, None)],
        Who::User(CHAIR) => vec![(Role::Chair, Some(PROVINCE))],
        Who::User(OBSERVER) => vec![(Role::Observer, None)],
        Who::User(DELEGATE) => vec![(Role::Delegate, Some(commune(BAO_HA)))],
        Who::User(UPPER_DELEGATE) => vec![(Role::Delegate, Some(PROVINCE))],
        _ => Vec::new(),
    };
    Actor { who, roles }
}

/// A briefing with its log and a clock moved by hand.
pub(crate) struct Meeting {
    pub(crate) briefing: Briefing,
    pub(crate) log: Vec<Event>,
    pub(crate) now: Millis,
    commands: u128,
}

impl Meeting {
    /// Announced, nobody here.
    pub(crate) fn planned() -> Meeting {
        let (briefing, event) = Briefing::begin(START, plan());
        Meeting { briefing, log: vec![event], now: START, commands: 0 }
    }

    /// In the lobby, every site connected, chair and secretary at their consoles.
    pub(crate) fn gathered() -> Meeting {
        let mut meeting = Meeting::planned();
        for site in [HALL, MAIN, BAO_HA, KIM_SON, CAM_CON] {
            meeting.connect(site);
        }
        for user in [CHAIR, SECRETARY] {
            meeting.see(Observation::ConsoleJoined(user, user.to_string()));
        }
        meeting.must(Who::User(SECRETARY), Command::OpenLobby);
        meeting
    }

    /// Open, with the first item begun.
    pub(crate) fn live() -> Meeting {
        let mut meeting = Meeting::gathered();
        meeting.must(Who::User(CHAIR), Command::Open);
        meeting.must(Who::User(CHAIR), Command::StartItem { item: ITEM.0 });
        meeting
    }

    /// Live, with this many communes besides, all here: sites 1000, 1001 …
    pub(crate) fn of_size(communes: u128) -> Meeting {
        let mut meeting = Meeting::live();
        let mut plan = plan();
        let like = plan.sites[0].clone();
        plan.sites.extend((0..communes).map(|n| PlannedSite {
            id: site(1_000 + n),
            code: format!("C{n}"),
            name: format!("Xã {n}"),
            order: 100 + n as u32,
            ..like.clone()
        }));
        let events = meeting.briefing.replan(meeting.now, plan);
        meeting.evolve(events);
        (0..communes).for_each(|n| meeting.connect(site(1_000 + n)));
        meeting
    }

    /// Live, and `site` speaks.
    pub(crate) fn with_speaker(site: SiteId) -> (Meeting, RequestId) {
        let mut meeting = Meeting::live();
        let request = meeting.speaks(site);
        (meeting, request)
    }

    /// Gives the floor to a site without a request and lets it be seen and heard.
    pub(crate) fn speaks(&mut self, site: SiteId) -> RequestId {
        self.must(Who::User(CHAIR), Command::Grant { target: GrantTarget::Site(site.0) });
        self.see(Observation::OnAir(site));
        self.see(Observation::Heard(site));
        self.request_of(site)
    }

    pub(crate) fn connect(&mut self, site: SiteId) {
        self.see(Observation::SiteJoined(site));
        self.see(Observation::MediaUp(site));
    }

    pub(crate) fn registers(&mut self, site: SiteId) -> RequestId {
        self.must(Who::Room(site), Command::Register(register(None)));
        self.request_of(site)
    }

    pub(crate) fn request_of(&self, site: SiteId) -> RequestId {
        self.briefing.floor.first_of(site).expect("the site has a request").id
    }

    pub(crate) fn tally(&self, site: SiteId) -> Tally {
        self.briefing.tally(site, &self.briefing.called_sites())
    }

    pub(crate) fn state(&self, request: RequestId) -> RequestState {
        let view = View::of(&self.briefing, &Devices::new());
        match view.floor.requests.iter().find(|view| view.id == request.0) {
            Some(view) => view.state,
            None => match self.briefing.floor.get(request).map(|request| &request.stage) {
                Some(Stage::Ended(end)) => match end {
                    super::floor::End::Done => RequestState::Done,
                    super::floor::End::Withdrawn => RequestState::Withdrawn,
                    super::floor::End::Declined => RequestState::Declined,
                    super::floor::End::Revoked => RequestState::Revoked,
                    super::floor::End::Missed => RequestState::Missed,
                    super::floor::End::Expired => RequestState::Expired,
                },
                _ => panic!("no such request"),
            },
        }
    }

    /// Up-to-date `seen` for a command.
    pub(crate) fn seen(&self, command: &Command) -> Option<Seen> {
        let rev = match command {
            Command::Reorder { .. }
            | Command::CallNext { .. }
            | Command::Grant { .. }
            | Command::Switch { .. } => self.briefing.floor.rev,
            Command::SetProgramme { .. } | Command::PauseTour | Command::ResumeTour => {
                self.briefing.programme.rev
            }
            Command::HandOver { .. }
            | Command::TakeSeat
            | Command::SetDeputies { .. }
            | Command::SetSecretaries { .. }
            | Command::RevokeSeat { .. } => self.briefing.seat.rev,
            _ => return None,
        };
        Some(Seen { rev, chair_epoch: self.briefing.seat.epoch() })
    }

    pub(crate) fn input(&mut self, command: Command) -> CommandInput {
        self.commands += 1;
        let cmd_id = Uuid::from_u128(10_000 + self.commands);
        CommandInput { cmd_id, seen: self.seen(&command), on_behalf_of: None, command }
    }

    /// Does a command; the number of events or the refusal.
    pub(crate) fn does(&mut self, who: Who, command: Command) -> Result<usize, Refusal> {
        let input = self.input(command);
        self.apply(who, &input)
    }

    pub(crate) fn apply(&mut self, who: Who, input: &CommandInput) -> Result<usize, Refusal> {
        let before = self.briefing.clone();
        let outcome = self.briefing.apply(self.now, &actor(who), input);
        assert_eq!(self.briefing, before, "deciding changes nothing");
        let events = outcome?;
        let count = events.len();
        self.evolve(events);
        Ok(count)
    }

    pub(crate) fn must(&mut self, who: Who, command: Command) {
        let text = format!("{command:?}");
        assert!(
            self.does(who, command).unwrap_or_else(|refusal| panic!("{text}: {refusal:?}")) > 0,
            "{text}"
        );
    }

    pub(crate) fn see(&mut self, observation: Observation) {
        let events = self.briefing.observe(self.now, &observation);
        self.evolve(events);
    }

    /// Lets time pass, with every timer in its turn.
    pub(crate) fn pass(&mut self, ms: Millis) {
        let end = self.now + ms;
        while let Some(due) = self.briefing.next_deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            let events = self.briefing.tick(self.now);
            assert!(!events.is_empty(), "a deadline that is due does something");
            self.evolve(events);
        }
        self.now = end;
        let due = self.briefing.next_deadline();
        assert!(due.is_none_or(|due| due > end), "I5: {due:?} has passed, it is {end}");
    }

    pub(crate) fn evolve(&mut self, events: Vec<Event>) {
        for event in events {
            self.briefing.evolve(&event);
            self.log.push(event);
        }
        self.check_invariants();
    }

    fn check_invariants(&self) {
        let briefing = &self.briefing;
        let holders = briefing.floor.holders();
        assert!(holders.len() <= briefing.session.microphones(), "I1: one site has the floor: {holders:?}");
        for site in &briefing.programme.audible {
            let holds = holders.iter().any(|request| request.site == *site && request.is_audible());
            let asks = briefing.floor.askers().any(|asker| asker == *site);
            let called = briefing.roll_call.calling() == Some(*site);
            assert!(holds || asks || called || *site == HALL, "I2: {site} is heard without the floor");
        }
        assert_eq!(briefing.rev, self.log.len() as u64, "I4: every change is an event");
        if briefing.session.is_on() && briefing.programme.mode != ProgrammeMode::Slate {
            let chair_or_main = [HALL, MAIN].into_iter().any(|site| briefing.sites.has_picture(site));
            assert!(briefing.programme.on_air.is_some() || !chair_or_main, "I7: something is on air");
        }
        if let Some(on_air) = briefing.programme.on_air {
            assert!(briefing.sites.has_picture(on_air), "I7: a lost site is not on air");
        }
        let silenced = briefing.order.is_silenced();
        let live = briefing.session.state == SessionState::Live;
        if briefing.roll_call.calling().is_some() {
            let in_mode = !live || briefing.session.mode == SessionMode::RollCall;
            assert!(in_mode && !silenced && holders.is_empty(), "the roll is called over nobody");
        }
        for holder in &holders {
            let Stage::Paused { cause, .. } = holder.stage else { continue };
            let goes_on = match cause {
                PauseCause::Interruption => true,
                PauseCause::Silence => silenced,
                PauseCause::Break => briefing.session.state == SessionState::Break,
            };
            assert!(goes_on, "a pause ends with its cause: {holder:?}");
        }
        let queued = briefing.floor.requests.values().filter(|request| request.stage == Stage::Queued);
        assert_eq!(queued.count(), briefing.floor.queue.len(), "the queue holds exactly the queued");
    }

    /// I4: the log read back gives the state.
    pub(crate) fn check_replay(&self) {
        let rows = self.log.iter().map(|event| (event.at, super::record::write(event)));
        let events = rows.map(|(at, json)| super::record::read(at, &json).expect("the log reads back"));
        assert_eq!(Briefing::replay(events).as_ref(), Some(&self.briefing), "replay is the live state");
    }
}

pub(crate) fn register(site: Option<SiteId>) -> Register {
    Register {
        site: site.map(|site| site.0),
        speaker: "Nguyễn Văn A".to_owned(),
        post: "Chủ tịch UBND xã".to_owned(),
        kind: RequestKind::Speech,
        item: None,
        minutes: None,
        document: None,
    }
}
