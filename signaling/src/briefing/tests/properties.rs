//! Random meetings: clients that race with what they saw some steps ago, lines that break, time that passes.
//! The invariants hold after every step, everyone knows what is so, and the log read back is the live state.

use super::listening::Listener;
use super::*;
use crate::protocol::{
    CastVote, Choice, OpenVote, Quorum, Resolve, RollCallMark, Rules, SessionMode, Voter, WriteOpinion,
};
use crate::schedule::PlanEdit;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;

#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Somebody does something, deciding by what they saw `lag` steps ago.
    Command {
        who: Who,
        what: What,
        lag: usize,
    },
    See(Observation),
    Pass(Millis),
    /// Whoever was given the floor last is seen and heard.
    Speak,
    /// The operations centre edits the plan: it shall chair, keep the minutes, stand in, from elsewhere.
    Replan(i64),
    /// A client was away, and enters anew.
    Reconnect(usize),
}

/// Who listens.
const EVERYONE: [Who; 5] =
    [Who::User(CHAIR), Who::User(TECHNICIAN), Who::User(DELEGATE), Who::Room(HALL), Who::Room(BAO_HA)];

/// Commands by name; requests are chosen among those that exist when it happens.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Fixed(Command),
    Grant(SiteId),
    Call(SiteId),
    OnRequest(usize, fn(Uuid) -> Command),
    /// On a request, site or person that does not exist.
    Unknown(fn(Uuid) -> Command),
    OnVote(fn(Uuid) -> Command),
    Reverse,
    Repeat,
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        3 => prop::sample::select(vec![CHAIR, SECRETARY, DEPUTY, CENTRE, TECHNICIAN]).prop_map(Who::User),
        1 => prop::sample::select(vec![OBSERVER, DELEGATE, UPPER_DELEGATE]).prop_map(Who::User),
        2 => prop::sample::select(vec![HALL, BAO_HA, KIM_SON, CAM_CON, STRANGER]).prop_map(Who::Room),
    ]
}

fn branch() -> impl Strategy<Value = SiteId> {
    prop::sample::select(vec![HALL, MAIN, BAO_HA, KIM_SON, CAM_CON])
}

fn what() -> impl Strategy<Value = What> {
    let on_request: Vec<fn(Uuid) -> Command> = vec![
        |request| Command::Withdraw { request },
        |request| Command::Decline { request, reason: String::new() },
        |request| Command::Ready { request },
        |request| Command::Finish { request },
        |request| Command::Stop { request, reason: None },
        |request| Command::Extend { request, minutes: 1 },
        |request| Command::Accept { request },
        |request| Command::PutBack { request },
        |request| Command::Miss { request },
        |request| Command::WaitMore { request },
        |request| Command::Pause { request, asker: None },
        |request| Command::Pause { request, asker: Some(CAM_CON.0) },
        |request| Command::Continue { request },
        |from| Command::Switch { from, to: GrantTarget::Site(BAO_HA.0) },
        |from| Command::Switch { from, to: GrantTarget::Answer(KIM_SON.0) },
        |id| Command::Grant { target: GrantTarget::Request(id) },
        |id| Command::CallNext { target: GrantTarget::Request(id) },
    ];
    let on_vote: Vec<fn(Uuid) -> Command> = vec![
        |vote| cast(vote, None),
        |vote| cast(vote, Some(BAO_HA)),
        |vote| Command::CloseVote { vote },
        |vote| Command::VoidVote { vote },
    ];
    let fixed = vec![
        Command::StartTest,
        Command::OpenLobby,
        Command::Open,
        Command::Break,
        Command::Resume,
        Command::SetQueueOpen { open: false },
        Command::SetQueueOpen { open: true },
        Command::StartItem { item: LAST_ITEM.0 },
        Command::CloseItem { item: ITEM.0 },
        Command::SetProgramme { mode: ProgrammeMode::Slate, hold: false },
        Command::SetProgramme { mode: ProgrammeMode::FollowFloor, hold: false },
        Command::SetProgramme { mode: ProgrammeMode::Manual { site: CAM_CON.0 }, hold: true },
        Command::SetProgramme {
            mode: ProgrammeMode::Mosaic { sites: vec![BAO_HA.0, KIM_SON.0] },
            hold: false,
        },
        Command::SetProgramme {
            mode: ProgrammeMode::Tour {
                sites: vec![MAIN.0, BAO_HA.0, CAM_CON.0],
                interval: 8,
                cursor: 1,
                paused: false,
            },
            hold: false,
        },
        Command::PauseTour,
        Command::ResumeTour,
        Command::SetMode { mode: SessionMode::Chaired },
        Command::SetMode { mode: SessionMode::Report },
        Command::SetMode { mode: SessionMode::Discussion { microphones: 2 } },
        Command::SetMode { mode: SessionMode::Discussion { microphones: 4 } },
        Command::SetRules {
            rules: Rules { auto_accept: false, auto_ready: true, auto_cut: true, auto_deputy: true },
        },
        Command::SetRules { rules: Rules::default() },
        Command::SetDeputies { deputies: vec![SECOND_DEPUTY.0, DEPUTY.0] },
        Command::SetSecretaries { secretaries: vec![DEPUTY.0] },
        Command::DeclineSeat,
        Command::RevokeSeat { to: DEPUTY.0 },
        Command::ShareContent { site: None },
        Command::StopContent,
        Command::HandOver { to: DEPUTY.0 },
        Command::AcceptSeat,
        Command::TakeSeat,
        Command::OpenVote(OpenVote {
            question: "Thông qua?".to_owned(),
            delegates: Vec::new(),
            named: true,
            quorum: Quorum::TwoThirds,
        }),
        Command::WriteOpinion(opinion(None)),
        Command::Silence { on: true },
        Command::Silence { on: false },
        Command::SetLocked { locked: true },
        Command::LetIn { site: CAM_CON.0 },
        Command::SetBanner { text: "Băng chữ".to_owned() },
        Command::SendMessage { site: BAO_HA.0, text: "Chỉnh camera".to_owned() },
        Command::Recess { words: "Giải lao".to_owned(), resumes_at: None },
        Command::ConcludeItem { item: ITEM.0, text: "Thống nhất".to_owned() },
        Command::Resolve(Resolve { resolution: None, item: None, text: "Giao".to_owned(), assignment: None }),
    ];
    let roll_call = vec![
        Command::SetMode { mode: SessionMode::RollCall },
        Command::StartRollCall { seconds: 8, again: true },
        Command::PauseRollCall { paused: true },
        Command::PauseRollCall { paused: false },
        Command::CallInRoll { site: KIM_SON.0 },
        Command::MarkRollCall { site: BAO_HA.0, mark: RollCallMark::Present, people: Some(9) },
        Command::MarkRollCall { site: MAIN.0, mark: RollCallMark::Late, people: None },
        Command::EndRollCall,
    ];
    let unknown: Vec<fn(Uuid) -> Command> = vec![
        |id| Command::Grant { target: GrantTarget::Request(id) },
        |id| Command::Grant { target: GrantTarget::Site(id) },
        |id| Command::CallNext { target: GrantTarget::Answer(id) },
        |request| Command::Finish { request },
        |request| Command::Pause { request, asker: Some(request) },
        |site| Command::View { site: Some(site) },
        |to| Command::HandOver { to },
        |to| Command::RevokeSeat { to },
        |item| Command::StartItem { item },
        |request| Command::Reorder { order: vec![request; 3] },
        |site| Command::SetProgramme { mode: ProgrammeMode::Mosaic { sites: vec![site; 4] }, hold: true },
    ];
    prop_oneof![
        3 => Just(What::Fixed(Command::Register(register(None)))),
        1 => branch().prop_map(|site| What::Fixed(Command::Register(register(Some(site))))),
        1 => branch().prop_map(|site| What::Fixed(Command::WriteOpinion(opinion(Some(site))))),
        3 => branch().prop_map(What::Grant),
        2 => branch().prop_map(What::Call),
        4 => (0..8_usize, prop::sample::select(on_request)).prop_map(|(nth, make)| What::OnRequest(nth, make)),
        9 => prop::sample::select(fixed).prop_map(What::Fixed),
        2 => prop::sample::select(roll_call).prop_map(What::Fixed),
        1 => prop::sample::select(unknown).prop_map(What::Unknown),
        1 => prop::sample::select(on_vote).prop_map(What::OnVote),
        1 => Just(What::Reverse),
        1 => Just(What::Repeat),
    ]
}

fn opinion(site: Option<SiteId>) -> WriteOpinion {
    WriteOpinion {
        site: site.map(|site| site.0),
        author: String::new(),
        post: String::new(),
        item: Some(ITEM.0),
        text: "Nhất trí".to_owned(),
    }
}

/// A ballot of one's own, or that of Bảo Hà.
fn cast(vote: Uuid, site: Option<SiteId>) -> Command {
    let voter = site.map(|site| Voter::Site(site.0));
    Command::CastVote(CastVote { vote, voter, choice: Choice::For, text: String::new() })
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let observation = (branch(), 0..8_usize).prop_map(|(site, kind)| match kind {
        0 => Observation::SiteJoined(site),
        1 => Observation::SiteLeft(site),
        2 => Observation::MediaUp(site),
        3 => Observation::MediaDown(site),
        4 => Observation::OnAir(site),
        5 => Observation::Fit(site),
        6 => Observation::MediaSilent(site, 0),
        _ => Observation::Heard(site),
    });
    let people = vec![CHAIR, SECRETARY, DEPUTY, SECOND_DEPUTY];
    let person = (prop::sample::select(people), any::<bool>());
    let person = person.prop_map(|(user, here)| {
        if here { Observation::ConsoleJoined(user, String::new()) } else { Observation::ConsoleLeft(user) }
    });
    prop_oneof![
        6 => (who(), what(), 0..3_usize).prop_map(|(who, what, lag)| Step::Command { who, what, lag }),
        4 => observation.prop_map(Step::See),
        1 => person.prop_map(Step::See),
        2 => prop::sample::select(vec![100, 3_000, 15_000, 70_000, 480_000]).prop_map(Step::Pass),
        2 => Just(Step::Speak),
        1 => any::<i64>().prop_map(Step::Replan),
        1 => (0..EVERYONE.len()).prop_map(Step::Reconnect),
    ]
}

/// The command of a step, by the meeting as its sender saw it.
fn command_of(what: &What, seen: &Briefing) -> Option<Command> {
    Some(match what {
        What::Fixed(command) => command.clone(),
        What::Grant(site) => Command::Grant { target: GrantTarget::Site(site.0) },
        What::Call(site) => Command::CallNext { target: GrantTarget::Site(site.0) },
        What::OnRequest(nth, make) => make(seen.floor.requests.keys().nth_back(*nth)?.0),
        What::Unknown(make) => make(Uuid::max()),
        What::OnVote(make) => make(seen.votes_view().last()?.id),
        What::Reverse => Command::Reorder { order: seen.floor.queue.iter().rev().map(|id| id.0).collect() },
        What::Repeat => return None,
    })
}

/// A meeting whose clients race.
pub(crate) struct Race {
    pub(crate) meeting: Meeting,
    history: Vec<Briefing>,
    last: Option<(Who, CommandInput)>,
    commands: u32,
}

impl Race {
    pub(crate) fn begin() -> Race {
        Race::of(Meeting::live())
    }

    fn of(meeting: Meeting) -> Race {
        Race { history: vec![meeting.briefing.clone()], meeting, last: None, commands: 0 }
    }

    pub(crate) fn take(&mut self, step: &Step) {
        match step {
            Step::Pass(ms) => self.meeting.pass(*ms),
            Step::See(observation) => self.meeting.see(observation.clone()),
            Step::Command { who, what, lag } => self.command(*who, what, *lag),
            Step::Speak => {
                let holder = self.meeting.briefing.floor.holders().last().map(|holder| holder.site);
                if let Some(site) = holder {
                    self.meeting.see(Observation::OnAir(site));
                    self.meeting.see(Observation::Heard(site));
                }
            }
            Step::Replan(at) => self.replan(*at),
            Step::Reconnect(_) => {}
        }
        stopwatch::check(&self.meeting);
        self.history.push(self.meeting.briefing.clone());
    }

    fn replan(&mut self, at: i64) {
        let before = self.meeting.briefing.seat.clone();
        let plan = seat::edited(CENTRE, |plan| {
            seat::takes_everything(plan);
            plan.edits.push(PlanEdit { by: CENTRE, at });
        });
        let events = self.meeting.briefing.replan(self.meeting.now, plan);
        assert!(events.iter().all(|event| event.actor == Who::User(CENTRE)), "every edit has its actor");
        self.meeting.evolve(events);
        if self.meeting.briefing.session_state() != SessionState::Testing {
            assert_eq!(self.meeting.briefing.seat, before, "the schedule changes no rights");
        }
        assert_eq!(self.meeting.briefing.plan().chair_site, HALL);
    }

    fn command(&mut self, who: Who, what: &What, lag: usize) {
        let seen = &self.history[self.history.len().saturating_sub(1 + lag)];
        let Some(command) = command_of(what, seen) else { return self.repeat() };
        let stale = Meeting { briefing: seen.clone(), log: Vec::new(), now: 0, commands: 0 };
        let input = CommandInput { seen: stale.seen(&command), ..self.meeting.input(command) };
        let allowed = rights::allowed(&self.meeting, who, &input.command);
        let outcome = self.meeting.apply(who, &input);
        self.commands += 1;
        let may = match outcome {
            Ok(_) => Some(true),
            Err(Refusal::NotAllowed) => Some(false),
            Err(_) => None,
        };
        assert!(may.is_none_or(|may| may == allowed), "{who:?} {:?}: {outcome:?}", input.command);
        if matches!(what, What::Unknown(_)) {
            assert!(outcome.is_err(), "{who:?} did {:?}", input.command);
        }
        if outcome.is_ok_and(|events| events > 0) {
            self.last = Some((who, input));
        }
    }

    /// I3: a command that was carried out is one event however often it arrives.
    fn repeat(&mut self) {
        if let Some((who, input)) = &self.last {
            assert_eq!(self.meeting.apply(*who, input), Ok(0));
        }
    }
}

/// Commands of a meeting at least, on average.
const COMMANDS_EACH: u32 = 10;

/// The rights' oracle, I1 to I7 and the replay, over a few thousand commands or as many as the environment says. Of a
/// meeting that fails the shortest that still does is shown.
#[test]
fn racing_clients_never_break_an_invariant() {
    let wanted = std::env::var("GIAOBAN_COMMANDS").map_or(4_000, |wanted| wanted.parse().expect("a number"));
    let config =
        ProptestConfig { cases: wanted / COMMANDS_EACH, ..ProptestConfig::with_source_file(file!()) };
    let mut runner = TestRunner::new(config);
    let commands = Cell::new(0);
    let meetings = (any::<bool>(), prop::collection::vec(step(), 1..80));
    let outcome = runner.run(&meetings, |(live, steps)| {
        commands.set(commands.get() + race(if live { Meeting::live() } else { Meeting::gathered() }, &steps));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    println!("{} commands of racing clients: rights and I1 to I7 hold", commands.get());
    assert!(commands.get() >= wanted, "{} commands", commands.get());
}

fn race(meeting: Meeting, steps: &[Step]) -> u32 {
    let mut race = Race::of(meeting);
    let mut listeners = EVERYONE.map(|who| Listener::enters(&race.meeting, who));
    let mut view = View::of(&race.meeting.briefing, &Devices::new());
    for step in steps {
        race.take(step);
        let now = View::of(&race.meeting.briefing, &Devices::new());
        if let Step::Reconnect(nth) = step {
            listeners[*nth] = Listener::enters(&race.meeting, EVERYONE[*nth]);
        }
        for listener in &mut listeners {
            listener.hears(&race.meeting, &Difference::between(&view, &now));
            listener.check(&now);
        }
        view = now;
    }
    race.meeting.check_replay();
    race.commands
}
