//! Where is the session? draft → scheduled → testing ↔ lobby → live ↔ break → closed → archived.

use super::{Actor, Briefing, Decision, Event, Fact, Millis, PauseCause};
use crate::protocol::{Action, Command, Refusal, Rules, SessionMode, SessionState};

/// Characters of a reason that is kept in the record.
const REASON_MAX: usize = 500;

/// Microphones of a discussion: more people than four at once nobody understands.
const MICROPHONES: std::ops::RangeInclusive<u8> = 2..=4;

/// The session machine.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Session {
    pub(super) rev: u64,
    pub(super) state: SessionState,
    pub(super) mode: SessionMode,
    pub(super) rules: Rules,
    pub(super) since: Millis,
    pub(super) opened_at: Option<Millis>,
    pub(super) reason: Option<String>,
}

impl Session {
    pub(super) fn planned(at: Millis, announced: bool) -> Session {
        let state = if announced { SessionState::Scheduled } else { SessionState::Draft };
        Session {
            rev: 1,
            state,
            mode: SessionMode::Chaired,
            rules: Rules::default(),
            since: at,
            opened_at: None,
            reason: None,
        }
    }

    /// Pictures and sound are forwarded by the floor's rule.
    pub(super) fn is_on(&self) -> bool {
        matches!(self.state, SessionState::Testing | SessionState::Lobby | SessionState::Live)
    }

    /// How many sites may hold the floor at once (invariant I1).
    pub(super) fn microphones(&self) -> usize {
        microphones(self.mode)
    }

    pub(super) fn evolve(&mut self, rev: u64, event: &Event) {
        match &event.fact {
            Fact::SessionChanged { to, reason } => {
                self.rev = rev;
                self.state = *to;
                self.since = event.at;
                self.reason.clone_from(reason);
                if *to == SessionState::Live {
                    self.opened_at.get_or_insert(event.at);
                }
            }
            Fact::ModeSet { mode } => (self.rev, self.mode) = (rev, *mode),
            Fact::RulesSet { rules } => (self.rev, self.rules) = (rev, *rules),
            Fact::Planned { plan } if plan.announced && self.state == SessionState::Draft => {
                self.rev = rev;
                self.state = SessionState::Scheduled;
                self.since = event.at;
            }
            _ => {}
        }
    }
}

fn microphones(mode: SessionMode) -> usize {
    match mode {
        SessionMode::Discussion { microphones } => microphones.into(),
        SessionMode::Chaired | SessionMode::Report | SessionMode::RollCall => 1,
    }
}

/// What a session command needs, and where it leads: the right, the states it starts from, the next state.
fn row(state: SessionState, command: &Command) -> Option<(Action, &'static [SessionState], SessionState)> {
    use SessionState as S;
    Some(match command {
        Command::Schedule => (Action::PrepareSession, &[S::Draft], S::Scheduled),
        // Whoever has gathered is not sent back by who prepares: what the lobby fixed could be changed there.
        Command::StartTest if state == S::Lobby => (Action::RunSession, &[S::Lobby], S::Testing),
        Command::StartTest => (Action::PrepareSession, &[S::Scheduled], S::Testing),
        Command::OpenLobby => (Action::PrepareSession, &[S::Scheduled, S::Testing], S::Lobby),
        Command::Open => (Action::RunSession, &[S::Lobby], S::Live),
        Command::Break => (Action::RunSession, &[S::Live], S::Break),
        Command::Resume => (Action::RunSession, &[S::Break], S::Live),
        Command::Close => (Action::RunSession, &[S::Live, S::Break], S::Closed),
        Command::Archive => (Action::RunSession, &[S::Closed], S::Archived),
        Command::Postpone { .. } => (Action::RunSession, &[S::Scheduled], S::Postponed),
        Command::Cancel { .. } => (Action::RunSession, &[S::Scheduled], S::Cancelled),
        _ => return None,
    })
}

impl Briefing {
    /// The session's state.
    pub fn session_state(&self) -> SessionState {
        self.session.state
    }

    /// When it was opened.
    pub fn opened_at(&self) -> Option<Millis> {
        self.session.opened_at
    }

    pub(super) fn change_session(&self, now: Millis, actor: &Actor, command: &Command) -> Decision {
        let (action, from, to) = row(self.session.state, command).ok_or(Refusal::Malformed)?;
        self.may(actor, action)?;
        if self.session.state == to {
            return Ok(Vec::new());
        }
        if !from.contains(&self.session.state) {
            return Err(Refusal::WrongState);
        }
        let reason = match command {
            Command::Postpone { reason } | Command::Cancel { reason } => Some(written_reason(reason)?),
            _ => None,
        };
        let mut facts = self.before_leaving(to);
        facts.push(Fact::SessionChanged { to, reason });
        if command == &Command::Resume {
            facts.extend(self.cause_over(now, PauseCause::Break, &[]));
        }
        Ok(facts)
    }

    /// Fewer microphones than open ones must not decide whose closes: somebody ends a speech first.
    pub(super) fn set_mode(&self, actor: &Actor, mode: SessionMode) -> Decision {
        self.may(actor, Action::Moderate)?;
        if !matches!(self.session.state, SessionState::Lobby | SessionState::Live | SessionState::Break) {
            return Err(Refusal::WrongState);
        }
        if matches!(mode, SessionMode::Discussion { microphones } if !MICROPHONES.contains(&microphones)) {
            return Err(Refusal::Invalid);
        }
        if mode == self.session.mode {
            return Ok(Vec::new());
        }
        if self.floor.holders().len() > microphones(mode) {
            return Err(Refusal::MicrophonesFull);
        }
        Ok(vec![Fact::ModeSet { mode }])
    }

    pub(super) fn set_rules(&self, actor: &Actor, rules: Rules) -> Decision {
        self.may(actor, Action::Moderate)?;
        Ok(if rules == self.session.rules { Vec::new() } else { vec![Fact::RulesSet { rules }] })
    }

    /// What ends or stands still because the session moves on.
    fn before_leaving(&self, to: SessionState) -> Vec<Fact> {
        match to {
            SessionState::Break => self.pause_all(PauseCause::Break),
            SessionState::Closed => {
                let open = self.agenda.current().map(|item| Fact::ItemClosed { item });
                let shown = self.programme.content.is_some().then_some(Fact::ContentStopped);
                let ended = self.floor.end_all(|_| true).into_iter();
                ended.chain(open).chain(shown).chain(self.closing_votes()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A reason must say something.
fn written_reason(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_MAX {
        return Err(Refusal::Invalid);
    }
    Ok(reason.to_owned())
}
