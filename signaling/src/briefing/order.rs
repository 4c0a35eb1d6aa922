//! Is the room in order? The locked door, the chair's silence, and words to everyone or to one site.

use super::words::{SENTENCE_MAX, line, some_line};
use super::{Actor, Briefing, Decision, Event, Fact, Millis, PauseCause, Who};
use crate::ids::MessageId;
use crate::protocol::limits::RECESS_HOURS_MAX;
use crate::protocol::{Action, Command, MessageView, OrderView, RecessView, Refusal, SessionState};
use giaoban_link::SiteId;
use std::collections::{BTreeSet, VecDeque};
use uuid::Uuid;

/// Messages that consoles are shown; older ones are in the log.
const MESSAGES: usize = 100;

/// Whose silence it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silence {
    /// Of whoever gives the floor, who alone ends it.
    Chairs,
    /// Of whoever keeps order.
    Keepers,
}

/// Order in the room.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Order {
    locked: bool,
    /// In the order in which they came.
    knocking: Vec<SiteId>,
    let_in: BTreeSet<SiteId>,
    silence: Option<Silence>,
    banner: Option<String>,
    recess: Option<RecessView>,
    messages: VecDeque<MessageView>,
}

impl Order {
    pub(super) fn evolve(&mut self, event: &Event) {
        match &event.fact {
            Fact::LockSet { locked } => {
                (self.locked, self.knocking, self.let_in) = (*locked, Vec::new(), BTreeSet::new());
            }
            Fact::Knocked { site } => {
                self.knocking.push(*site);
            }
            Fact::LetIn { site } => {
                self.knocking.retain(|waits| waits != site);
                self.let_in.insert(*site);
            }
            Fact::SilenceSet { on, by_chair } => {
                let whose = if *by_chair { Silence::Chairs } else { Silence::Keepers };
                self.silence = on.then_some(whose);
            }
            // Whoever is given the floor is to be heard.
            Fact::Granted { .. }
            | Fact::Unpaused { .. }
            | Fact::Continued { .. }
            | Fact::Resumed { .. }
            | Fact::Paused { asker: Some(_), .. } => self.silence = None,
            Fact::BannerSet { text } => self.banner.clone_from(text),
            Fact::RecessAnnounced { words, resumes_at } => {
                self.recess = Some(RecessView { words: words.clone(), resumes_at: *resumes_at });
            }
            Fact::SessionChanged { to, .. } => self.session_changed(*to),
            Fact::MessageSent { message, site, text } => self.keep(MessageView {
                id: message.0,
                site: site.0,
                text: text.clone(),
                at: event.at,
                read_at: None,
            }),
            Fact::MessageRead { message } => {
                if let Some(message) = self.messages.iter_mut().find(|kept| kept.id == message.0) {
                    message.read_at = Some(event.at);
                }
            }
            _ => {}
        }
    }

    pub(super) fn is_silenced(&self) -> bool {
        self.silence.is_some()
    }

    fn session_changed(&mut self, to: SessionState) {
        if to != SessionState::Break {
            self.recess = None;
        }
        if matches!(to, SessionState::Break | SessionState::Closed) {
            self.silence = None;
        }
    }

    fn keep(&mut self, message: MessageView) {
        self.messages.push_back(message);
        if self.messages.len() > MESSAGES {
            self.messages.pop_front();
        }
    }

    pub(super) fn messages(&self) -> Vec<MessageView> {
        self.messages.iter().cloned().collect()
    }

    pub(super) fn view(&self) -> OrderView {
        OrderView {
            locked: self.locked,
            knocking: self.knocking.iter().map(|site| site.0).collect(),
            silenced: self.is_silenced(),
            silenced_by_chair: self.silence == Some(Silence::Chairs),
            banner: self.banner.clone(),
            recess: self.recess.clone(),
        }
    }
}

impl Briefing {
    /// Whether the door is open for somebody: who was here may come back, who keeps order always may.
    pub fn admits(&self, actor: &Actor) -> Result<(), Refusal> {
        if !self.order.locked || self.may(actor, Action::KeepOrder).is_ok() {
            return Ok(());
        }
        let known = match actor.who {
            Who::Room(site) => {
                let was_here = self.sites.get(site).is_some_and(|site| site.was_here);
                was_here || self.order.let_in.contains(&site)
            }
            Who::User(user) => self.people.get(user).is_some(),
            Who::Server => true,
        };
        if known { Ok(()) } else { Err(Refusal::Locked) }
    }

    /// A site stands before the locked door. It is written down once.
    pub(super) fn knocked(&self, site: SiteId) -> Vec<Fact> {
        let new = self.order.locked && !self.order.knocking.contains(&site);
        if new && self.sites.get(site).is_some() { vec![Fact::Knocked { site }] } else { Vec::new() }
    }

    pub(super) fn set_locked(&self, actor: &Actor, locked: bool) -> Decision {
        self.may(actor, Action::KeepOrder)?;
        Ok(if self.order.locked == locked { Vec::new() } else { vec![Fact::LockSet { locked }] })
    }

    pub(super) fn let_in(&self, actor: &Actor, site: Uuid) -> Decision {
        self.may(actor, Action::KeepOrder)?;
        let site = SiteId(site);
        self.sites.get(site).ok_or(Refusal::SiteNotExpected)?;
        if !self.order.locked || self.order.let_in.contains(&site) {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::LetIn { site }])
    }

    /// Every clock stands while only the chair is heard, and goes on when it lets go. Whoever keeps order may silence
    /// the room, and opens no microphone that the chair closed.
    pub(super) fn silence(&self, now: Millis, actor: &Actor, on: bool) -> Decision {
        self.may(actor, Action::KeepOrder)?;
        if self.session.state != SessionState::Live {
            return Err(Refusal::WrongState);
        }
        if self.order.is_silenced() == on {
            return Ok(Vec::new());
        }
        let leads = self.may(actor, Action::Moderate);
        if self.order.silence == Some(Silence::Chairs) {
            leads?;
        }
        let mut facts = vec![Fact::SilenceSet { on, by_chair: on && leads.is_ok() }];
        facts.extend(if on {
            self.pause_all(PauseCause::Silence)
        } else {
            self.cause_over(now, PauseCause::Silence, &[])
        });
        Ok(facts)
    }

    pub(super) fn set_banner(&self, actor: &Actor, text: &str) -> Decision {
        self.may(actor, Action::Address)?;
        let text = line(text, SENTENCE_MAX)?;
        let text = (!text.is_empty()).then_some(text);
        Ok(if self.order.banner == text { Vec::new() } else { vec![Fact::BannerSet { text }] })
    }

    pub(super) fn send_message(&self, actor: &Actor, cmd_id: Uuid, site: Uuid, text: &str) -> Decision {
        let site = SiteId(site);
        self.may_at(actor, Action::Address, site)?;
        if !self.sites.get(site).is_some_and(|site| site.signal) {
            return Err(Refusal::SiteOffline);
        }
        let text = some_line(text, SENTENCE_MAX)?;
        if self.order.messages.iter().any(|message| message.id == cmd_id) {
            return Err(Refusal::Conflict);
        }
        Ok(vec![Fact::MessageSent { message: MessageId(cmd_id), site, text }])
    }

    pub(super) fn read_message(&self, actor: &Actor, message: Uuid) -> Decision {
        let kept = self.order.messages.iter().find(|kept| kept.id == message).ok_or(Refusal::NotFound)?;
        if actor.who != Who::Room(SiteId(kept.site)) {
            return Err(Refusal::NotAllowed);
        }
        let read = kept.read_at.is_some();
        Ok(if read { Vec::new() } else { vec![Fact::MessageRead { message: MessageId(message) }] })
    }

    /// Breaks, and says why and until when; or says it anew.
    pub(super) fn recess(
        &self,
        now: Millis,
        actor: &Actor,
        words: &str,
        resumes_at: Option<Millis>,
    ) -> Decision {
        let mut facts = self.change_session(now, actor, &Command::Break)?;
        let words = line(words, SENTENCE_MAX)?;
        if resumes_at.is_some_and(|at| at <= now || at - now > Millis::from(RECESS_HOURS_MAX) * 3_600_000) {
            return Err(Refusal::Invalid);
        }
        let announced = RecessView { words, resumes_at };
        if self.order.recess.as_ref() == Some(&announced) {
            return Ok(facts);
        }
        let RecessView { words, resumes_at } = announced;
        facts.push(Fact::RecessAnnounced { words, resumes_at });
        Ok(facts)
    }
}
