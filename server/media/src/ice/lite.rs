//! Is this check from the peer, and which of its paths does media take?
//!
//! Several paths may be valid at once. Until DTLS is done the nomination with the highest priority wins, because
//! Firefox nominates every path from its first check; afterwards the newest wins, so that a site may move between
//! networks. A peer whose address changed without its knowledge (a router that forgot its mapping) nominates
//! nothing: when the selected path is silent and authentic checks come on another, media follows them.
//!
//! A check proves who made it, not who sent it nor from where: it can be sent again by anybody who saw it, and its
//! source can be forged by the peer itself. So each counts once; and once DTLS is done, media moves to a path only when
//! the peer is proved to be there, by what nobody else can make or by an answer to a check of the node's own, which it can
//! only have received there (as in RFC 9000 section 8.2). Until then no more leaves on that path than two short replies
//! to each check. A path of another peer is taken over by such an answer alone.

use super::seen::Seen;
use super::stun::{self, StunError, Transaction};
use super::{BindingRequest, BindingSuccess, Credentials, Path};
use crate::Time;
use crate::random::Random;
use aws_lc_rs::hmac;
use std::mem;
use std::time::Duration;

/// What a check counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is not the peer's: an error, or nothing, leaves.
    #[default]
    Forged,
    /// It was here before: a reply, or nothing, leaves.
    Repeated,
    /// It comes from where another peer is, sooner than the node asks there again: nothing leaves.
    Early,
    /// The peer made it now.
    Fresh,
}

/// What one check or its answer changed. Bytes appended to the reply buffer leave on the path of the check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Action {
    pub(crate) verdict: Verdict,
    /// The node's own check, by which it asks for a proof that the peer is on that path ([`Responder::write_challenge`]).
    pub(crate) asked: Option<Transaction>,
    /// The path of the check, when it was not known before.
    pub(crate) learned: Option<Path>,
    /// Paths no longer known.
    pub(crate) dropped: Vec<Path>,
    /// Where media goes from now on, when it changed.
    pub(crate) selected: Option<Path>,
    /// The node's ufrag before an ICE restart, once the restart has taken over.
    pub(crate) retired: Option<String>,
}

/// Names and secrets of a peer, as its offer tells them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Remote<'a> {
    pub(crate) ufrag: &'a str,
    pub(crate) pwd: &'a str,
}

/// The lite agent of one peer.
#[derive(Debug)]
pub(crate) struct Responder {
    current: Generation,
    /// Before an ICE restart; still good until the restart has a nominated path (RFC 8445 section 9).
    previous: Option<Generation>,
    paths: Vec<ValidPath>,
    selected: Option<Path>,
    /// The check that would move media, once its path is proved.
    waiting: Option<Waiting>,
    /// When the node last asked where another peer is.
    asked_there: Option<Time>,
    seen: Seen,
    is_established: bool,
    last_check: Time,
    /// When anything came on the selected path.
    heard: Time,
}

/// Credentials of both sides between two ICE restarts.
#[derive(Debug)]
struct Generation {
    number: u32,
    local: Credentials,
    /// USERNAME of the peer's checks.
    username: String,
    /// USERNAME of the node's, and what the peer signs its answers with.
    challenge: (String, hmac::Key),
}

impl Generation {
    fn new(number: u32, local: Credentials, remote: Remote<'_>) -> Generation {
        let username = format!("{}:{}", local.ufrag(), remote.ufrag);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, remote.pwd.as_bytes());
        let challenge = (format!("{}:{}", remote.ufrag, local.ufrag()), key);
        Generation { number, local, username, challenge }
    }
}

/// What a check says of its path.
#[derive(Clone, Copy, Debug)]
struct Said {
    path: Path,
    generation: u32,
    priority: u32,
    nominates: bool,
}

/// A check on a path that is not proved, and the node's own check that asks for the proof.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    said: Said,
    asked: Transaction,
}

/// A path on which the peer proved to know the password.
#[derive(Debug)]
struct ValidPath {
    path: Path,
    generation: u32,
    priority: u32,
    is_nominated: bool,
    /// Whether the peer was there.
    is_proved: bool,
    last_check: Time,
}

impl Responder {
    /// A responder for a peer that was answered just now.
    pub(crate) fn new(now: Time, local: Credentials, remote: Remote<'_>) -> Responder {
        Responder {
            current: Generation::new(0, local, remote),
            previous: None,
            paths: Vec::new(),
            selected: None,
            waiting: None,
            asked_there: None,
            seen: Seen::default(),
            is_established: false,
            last_check: now,
            heard: now,
        }
    }

    /// New credentials on both sides. The old ones stay until a path is nominated with the new. A second
    /// restart before that gives up the first one's; their ufrag is returned.
    pub(crate) fn restart(&mut self, local: Credentials, remote: Remote<'_>) -> Option<String> {
        let next = Generation::new(self.current.number + 1, local, remote);
        let replaced = mem::replace(&mut self.current, next);
        if self.previous.is_none() {
            self.previous = Some(replaced);
            return None;
        }
        Some(replaced.local.ufrag().to_owned())
    }

    /// From now on the newest nomination wins, on a path that is proved: as this one is, on which the handshake ended. What
    /// was nominated elsewhere before has to be proved first.
    pub(crate) fn dtls_is_done(&mut self, now: Time, path: Path) {
        self.is_established = true;
        self.heard = now;
        for known in self.paths.iter_mut().filter(|known| known.path == path) {
            known.is_proved = true;
            self.selected = self.selected.map(|_| path);
        }
    }

    /// Something that only the peer can have made, and nobody sent before, came on this path. What it changed, if
    /// anything.
    pub(crate) fn heard(&mut self, now: Time, path: Path) -> Option<Action> {
        if self.selected == Some(path) {
            self.heard = now;
            return None;
        }
        let is_lost = self.is_established && self.selected.is_none();
        let known =
            self.paths.iter_mut().find(|known| known.path == path && (is_lost || !known.is_proved))?;
        known.is_proved = true;
        let generation = known.generation;
        let mut action = Action::default();
        if is_lost {
            self.select(path, generation, &mut action);
            self.heard = now;
        } else {
            let waiting = self.waiting.take_if(|waiting| waiting.said.path == path)?;
            self.settle(now, waiting.said, &mut action);
        }
        Some(action)
    }

    /// The node's credentials, for the answer.
    pub(crate) fn credentials(&self) -> &Credentials {
        &self.current.local
    }

    /// The node's ufrags under which checks may come.
    #[cfg(test)]
    pub(crate) fn ufrags(&self) -> impl Iterator<Item = &str> {
        self.generations().map(|generation| generation.local.ufrag())
    }

    /// Where media goes.
    pub(crate) fn selected(&self) -> Option<Path> {
        self.selected
    }

    /// Whether a check was answered on this path: only then may DTLS and media come from it.
    #[cfg(test)]
    pub(crate) fn is_valid(&self, path: Path) -> bool {
        self.paths.iter().any(|known| known.path == path)
    }

    /// Every valid path.
    pub(crate) fn paths(&self) -> impl Iterator<Item = Path> {
        self.paths.iter().map(|known| known.path)
    }

    /// When the peer is given up unless it checks before (RFC 7675 section 5.1) or media comes: encoders check no more
    /// once they send.
    pub(crate) fn deadline(&self) -> Time {
        self.last_check.max(self.heard) + CONSENT
    }

    /// Whether nothing authentic came for too long.
    pub(crate) fn is_expired(&self, now: Time) -> bool {
        now >= self.deadline()
    }

    /// Another peer proved to be on this path.
    pub(crate) fn lose(&mut self, path: Path) {
        self.paths.retain(|known| known.path != path);
        self.selected.take_if(|selected| *selected == path);
    }

    /// Takes one check and appends what leaves on its path. `is_others`: the path is another peer's so far.
    pub(crate) fn handle_check(
        &mut self,
        now: Time,
        path: Path,
        request: &BindingRequest<'_>,
        is_others: bool,
        random: &mut Random,
        reply: &mut Vec<u8>,
    ) -> Action {
        let mut action = Action::default();
        let addressed = self.generations().find(|g| g.username.as_bytes() == request.username());
        let Some(generation) = addressed else {
            return action;
        };
        let (key, number) = (generation.local.key(), generation.number);
        if !request.is_signed_by(key) {
            request.write_error(StunError::Unauthenticated, None, reply);
            return action;
        }
        let is_known = self.paths.iter().any(|known| known.path == path);
        let is_repeated = self.seen.has(request.transaction());
        action.verdict = if is_repeated { Verdict::Repeated } else { Verdict::Fresh };
        let waiting = self.waiting.filter(|waiting| is_others && waiting.said.path == path);
        // A client that missed the reply repeats its check where it was; who recorded it, anywhere.
        if is_repeated && !is_known && waiting.is_none() {
            return action;
        }
        // Whoever is there is troubled no more often, whatever this peer sends in its name.
        if is_others && self.asked_there.is_some_and(|at| now.since(at) < ASK_THERE) {
            action.verdict = Verdict::Early;
            return action;
        }
        let refusal = refusal(request);
        match refusal {
            Some(error) => request.write_error(error, Some(key), reply),
            None => request.write_success(path, key, reply),
        }
        if is_others {
            self.asked_there = Some(now);
        }
        if is_repeated {
            action.asked = waiting.map(|waiting| waiting.asked);
            return action;
        }
        self.seen.note(request.transaction());
        if refusal.is_some() {
            return action;
        }
        self.last_check = now;
        let (priority, nominates) = (request.priority(), request.nominates());
        let said = Said { path, generation: number, priority, nominates };
        if is_others {
            self.ask(said, random, &mut action);
            return action;
        }
        self.learn(now, said, &mut action);
        if self.selected == Some(path) {
            self.heard = now;
        }
        if !self.is_established || self.is_proved(path) {
            self.settle(now, said, &mut action);
        } else if self.would_move(now, said) {
            self.ask(said, random, &mut action);
        }
        action
    }

    /// Appends the node's own check, which goes where the peer has to prove that it is.
    pub(crate) fn write_challenge(&self, out: &mut Vec<u8>) {
        let Some(Waiting { said, asked }) = self.waiting else { return };
        if let Some(generation) = self.generations().find(|generation| generation.number == said.generation) {
            let (username, key) = &generation.challenge;
            stun::write_request(&asked, username, key, out);
        }
    }

    /// Takes the answer to a check of the node; `None` when it answers none.
    pub(crate) fn handle_success(
        &mut self,
        now: Time,
        path: Path,
        success: &BindingSuccess<'_>,
    ) -> Option<Action> {
        let asked = |waiting: &Waiting| waiting.said.path == path && waiting.asked == success.transaction();
        let Waiting { said, .. } = self.waiting.filter(asked)?;
        let generation = self.generations().find(|generation| generation.number == said.generation)?;
        if !success.is_signed_by(&generation.challenge.1) {
            return None;
        }
        self.waiting = None;
        let mut action = Action::default();
        self.learn(now, said, &mut action);
        self.paths.iter_mut().filter(|known| known.path == path).for_each(|known| known.is_proved = true);
        self.settle(now, said, &mut action);
        Some(action)
    }

    fn generations(&self) -> impl Iterator<Item = &Generation> {
        [Some(&self.current), self.previous.as_ref()].into_iter().flatten()
    }

    fn is_proved(&self, path: Path) -> bool {
        self.paths.iter().any(|known| known.path == path && known.is_proved)
    }

    /// Asks the peer to prove that it is on a path: under the same number again, as long as it is the same path.
    fn ask(&mut self, said: Said, random: &mut Random, action: &mut Action) {
        let before = self.waiting.filter(|waiting| waiting.said.path == said.path);
        let asked = before.map_or_else(|| random.bytes(), |waiting| waiting.asked);
        let nominates = said.nominates || before.is_some_and(|waiting| waiting.said.nominates);
        self.waiting = Some(Waiting { said: Said { nominates, ..said }, asked });
        action.asked = Some(asked);
    }

    fn learn(&mut self, now: Time, said: Said, action: &mut Action) {
        let Said { path, generation, priority, nominates } = said;
        let place = self.paths.iter().position(|known| known.path == path).unwrap_or_else(|| {
            self.make_room(action);
            action.learned = Some(path);
            let (is_nominated, is_proved) = (false, false);
            self.paths.push(ValidPath {
                path,
                generation,
                priority,
                is_nominated,
                is_proved,
                last_check: now,
            });
            self.paths.len() - 1
        });
        let known = &mut self.paths[place];
        known.last_check = now;
        // A check that was under way when the restart came does not bring the path back.
        if generation >= known.generation {
            known.is_nominated = nominates || known.is_nominated && generation == known.generation;
            known.generation = generation;
            known.priority = priority;
        }
    }

    /// Forgets the path that was silent longest, never the selected one.
    fn make_room(&mut self, action: &mut Action) {
        if self.paths.len() < MAX_PATHS {
            return;
        }
        let selected = self.selected;
        let others = self.paths.iter().enumerate().filter(|(_, known)| Some(known.path) != selected);
        if let Some((oldest, _)) = others.min_by_key(|(_, known)| known.last_check) {
            action.dropped.push(self.paths.swap_remove(oldest).path);
        }
    }

    /// Moves media to the path of a check, if that is where it should go.
    fn settle(&mut self, now: Time, said: Said, action: &mut Action) {
        if self.would_move(now, said) {
            self.select(said.path, said.generation, action);
            self.heard = now;
        }
    }

    /// Whether media should go where this check came from.
    fn would_move(&self, now: Time, said: Said) -> bool {
        said.nominates && self.wins(said.path, said.generation)
            || self.has_moved(now, said.path, said.generation)
    }

    /// Whether the path just nominated with these credentials is where media should go.
    fn wins(&self, path: Path, generation: u32) -> bool {
        let of = |path: Path| self.paths.iter().find(|known| known.path == path);
        let Some(new) = of(path).filter(|new| new.generation == generation) else {
            return false;
        };
        match self.selected.filter(|selected| *selected != path).and_then(of) {
            Some(old) if old.is_nominated && old.generation == generation && !self.is_established => {
                new.priority > old.priority
            }
            Some(old) => generation >= old.generation,
            None => true,
        }
    }

    /// Whether the peer is now behind this path although it did not say so.
    fn has_moved(&self, now: Time, path: Path, generation: u32) -> bool {
        let selected = self.paths.iter().find(|known| Some(known.path) == self.selected);
        let silent = self.is_established && now.since(self.heard) >= SILENCE;
        // Its path may have become another's.
        silent && selected.is_none_or(|old| old.path != path && old.generation == generation)
    }

    fn select(&mut self, path: Path, generation: u32, action: &mut Action) {
        if self.selected != Some(path) {
            self.selected = Some(path);
            action.selected = Some(path);
        }
        if generation == self.current.number
            && let Some(previous) = self.previous.take()
        {
            action.retired = Some(previous.local.ufrag().to_owned());
            self.paths.retain(|known| {
                let is_kept = known.generation == generation;
                if !is_kept {
                    action.dropped.push(known.path);
                }
                is_kept
            });
        }
    }
}

/// Why an authentic check cannot be served. A lite agent is always controlled (RFC 8445 section 6.1.1), so the
/// peer is the one to switch.
fn refusal(request: &BindingRequest<'_>) -> Option<StunError> {
    if let Some(unknown) = request.unknown() {
        return Some(StunError::UnknownAttribute(unknown));
    }
    request.is_controlled().then_some(StunError::RoleConflict)
}

/// RFC 7675 section 5.1: consent to send lasts 30 s. Browsers check every 2.5–5 s.
const CONSENT: Duration = Duration::from_secs(30);

/// Checks on paths of other peers are looked at this often: who took over a path of another repeats them.
const ASK_THERE: Duration = Duration::from_millis(500);

/// A connected peer sends reports at least once a second, a room device sound all the time: after this long the
/// selected path is dead, or its packets come from another address.
const SILENCE: Duration = Duration::from_secs(2);

/// Most valid paths of one peer: a laptop with wire, Wi-Fi and a tunnel in both address families, towards two
/// addresses of the node, has twelve.
pub(crate) const MAX_PATHS: usize = 16;

#[cfg(test)]
mod tests;
