//! What happened in which order? The turns of the session, items, roll call, votes and chair by their times.

use super::names::Names;
use super::story::Moment;
use crate::briefing::{Fact, Millis};
use crate::protocol::{SessionState, VoteCounts};

/// Something that happened at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub at: Millis,
    /// What.
    pub turn: Turn,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// The chair opened the briefing.
    Opened { chair: String },
    /// A break, with what was said about it.
    Broke { words: String, until: Option<Millis> },
    /// It went on.
    WentOn,
    /// The chair closed it.
    Closed,
    /// The roll call is over: sites that are present, of all but the chair's.
    RollCall { present: usize, of: usize },
    /// An item began.
    ItemBegan { item: String },
    /// An item ended.
    ItemEnded { item: String },
    /// A site was heard in the middle of another one's speech.
    Asked { site: String, speaker: String },
    /// A vote had its result.
    Voted { question: String, result: VoteCounts },
    /// A vote was declared void.
    Voided { question: String },
    /// Somebody else chairs.
    Chairs { name: String },
}

/// The course from the opening to the closing.
#[derive(Clone, Debug)]
pub(super) struct Course<'a> {
    names: &'a Names,
    pub(super) steps: Vec<Step>,
    /// Who chaired, by the moment they began.
    pub(super) chairs: Vec<(Millis, String)>,
    pub(super) closed_at: Option<Millis>,
    question: String,
}

impl<'a> Course<'a> {
    pub(super) fn of(names: &'a Names) -> Course<'a> {
        Course { names, steps: Vec::new(), chairs: Vec::new(), closed_at: None, question: String::new() }
    }

    pub(super) fn follow(&mut self, moment: &Moment<'_, '_>) {
        if !moment.is_on() {
            return;
        }
        if let Some((from, to)) = moment.turn() {
            self.session(moment, from, to);
        }
        if let Some(chair) = moment.chair {
            let name = self.names.user(chair);
            self.chairs.push((moment.at, name.clone()));
            self.step(moment.at, Turn::Chairs { name });
        }
        self.business(moment);
    }

    fn step(&mut self, at: Millis, turn: Turn) {
        self.steps.push(Step { at, turn });
    }

    fn session(&mut self, moment: &Moment<'_, '_>, from: SessionState, to: SessionState) {
        let at = moment.at;
        match to {
            SessionState::Live if from == SessionState::Break => self.step(at, Turn::WentOn),
            SessionState::Live => {
                let chair = self.names.user(moment.after.chair());
                self.chairs.push((at, chair.clone()));
                self.step(at, Turn::Opened { chair });
            }
            SessionState::Break => self.step(at, Turn::Broke { words: String::new(), until: None }),
            SessionState::Closed => {
                self.closed_at = Some(at);
                self.step(at, Turn::Closed);
            }
            _ => {}
        }
    }

    fn business(&mut self, moment: &Moment<'_, '_>) {
        let (at, names) = (moment.at, self.names);
        match moment.fact {
            Fact::RecessAnnounced { words, resumes_at } => self.say_why(words, *resumes_at),
            Fact::RollCallEnded => {
                let (present, of) = moment.after.present_of();
                self.step(at, Turn::RollCall { present, of });
            }
            Fact::ItemStarted { item } => self.step(at, Turn::ItemBegan { item: names.item(*item) }),
            Fact::ItemClosed { item } => self.step(at, Turn::ItemEnded { item: names.item(*item) }),
            Fact::Paused { request, asker: Some(asker), .. } => {
                let (site, speaker) = (names.site(*asker), names.site_of(*request));
                self.step(at, Turn::Asked { site, speaker });
            }
            Fact::VoteOpened { question, .. } => self.question.clone_from(question),
            Fact::VoteClosed { result, .. } => {
                let question = std::mem::take(&mut self.question);
                self.step(at, Turn::Voted { question, result: *result });
            }
            Fact::VoteVoided { .. } => {
                let question = std::mem::take(&mut self.question);
                self.step(at, Turn::Voided { question });
            }
            _ => {}
        }
    }

    /// What is said about a break follows it in the log, and may be said anew while it lasts.
    fn say_why(&mut self, said: &str, resumes_at: Option<Millis>) {
        let last = self.steps.iter_mut().rev().find_map(|step| match &mut step.turn {
            Turn::Broke { words, until } => Some((words, until)),
            _ => None,
        });
        if let Some((words, until)) = last {
            (*words, *until) = (said.to_owned(), resumes_at);
        }
    }
}
