//! Is this check from the peer, and which of its paths does media take?
//!
//! Several paths may be valid at once. Until DTLS is done the nomination with the highest priority wins, because
//! Firefox nominates every path from its first check; afterwards the newest wins, so that a site may move between
//! networks. A peer whose address changed without its knowledge (a router that forgot its mapping) nominates
//! nothing: when the selected path is silent and authentic checks come on another, media follows them.

use super::stun::StunError;
use super::{BindingRequest, Credentials, Path};
use crate::Time;
use std::mem;
use std::time::Duration;

/// What one check changed. Bytes appended to the reply buffer leave on the path of the check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Action {
    /// Whether the check was authentic; otherwise only an error reply, or nothing, leaves.
    pub(crate) authentic: bool,
    /// The path of the check, when it was not known before.
    pub(crate) validated: Option<Path>,
    /// Paths no longer known.
    pub(crate) dropped: Vec<Path>,
    /// Where media goes from now on, when it changed.
    pub(crate) selected: Option<Path>,
    /// The node's ufrag before an ICE restart, once the restart has taken over.
    pub(crate) retired: Option<String>,
}

/// The lite agent of one peer.
#[derive(Debug)]
pub(crate) struct Responder {
    current: Generation,
    /// Before an ICE restart; still good until the restart has a nominated path (RFC 8445 section 9).
    previous: Option<Generation>,
    paths: Vec<ValidPath>,
    selected: Option<Path>,
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
}

impl Generation {
    fn new(number: u32, local: Credentials, remote_ufrag: &str) -> Generation {
        let username = format!("{}:{remote_ufrag}", local.ufrag());
        Generation { number, local, username }
    }
}

/// A path on which the peer proved to receive and to know the password.
#[derive(Debug)]
struct ValidPath {
    path: Path,
    generation: u32,
    priority: u32,
    is_nominated: bool,
    last_check: Time,
}

impl Responder {
    /// A responder for a peer that was answered just now.
    pub(crate) fn new(now: Time, local: Credentials, remote_ufrag: &str) -> Responder {
        Responder {
            current: Generation::new(0, local, remote_ufrag),
            previous: None,
            paths: Vec::new(),
            selected: None,
            is_established: false,
            last_check: now,
            heard: now,
        }
    }

    /// New credentials on both sides. The old ones stay until a path is nominated with the new. A second
    /// restart before that gives up the first one's; their ufrag is returned.
    pub(crate) fn restart(&mut self, local: Credentials, remote_ufrag: &str) -> Option<String> {
        let next = Generation::new(self.current.number + 1, local, remote_ufrag);
        let replaced = mem::replace(&mut self.current, next);
        if self.previous.is_none() {
            self.previous = Some(replaced);
            return None;
        }
        Some(replaced.local.ufrag().to_owned())
    }

    /// From now on the newest nomination wins.
    pub(crate) fn dtls_is_done(&mut self) {
        self.is_established = true;
    }

    /// Something authentic came on this path.
    pub(crate) fn heard(&mut self, now: Time, path: Path) {
        if self.selected == Some(path) {
            self.heard = now;
        }
    }

    /// The node's credentials, for the answer.
    pub(crate) fn credentials(&self) -> &Credentials {
        &self.current.local
    }

    /// The node's ufrags under which checks may come.
    #[cfg(test)]
    pub(crate) fn ufrags(&self) -> impl Iterator<Item = &str> {
        [Some(&self.current), self.previous.as_ref()].into_iter().flatten().map(|g| g.local.ufrag())
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

    /// When the peer is given up unless it checks before (RFC 7675 section 5.1).
    pub(crate) fn deadline(&self) -> Time {
        self.last_check + CONSENT
    }

    /// Whether no authentic check came for too long.
    pub(crate) fn is_expired(&self, now: Time) -> bool {
        now >= self.deadline()
    }

    /// Takes one check and appends the reply.
    pub(crate) fn handle_check(
        &mut self,
        now: Time,
        path: Path,
        request: &BindingRequest<'_>,
        reply: &mut Vec<u8>,
    ) -> Action {
        let generations = [Some(&self.current), self.previous.as_ref()].into_iter().flatten();
        let addressed = generations.into_iter().find(|g| g.username.as_bytes() == request.username());
        let Some(generation) = addressed else {
            return Action::default();
        };
        let key = generation.local.key();
        if !request.is_signed_by(key) {
            request.write_error(StunError::Unauthenticated, None, reply);
            return Action::default();
        }
        if let Some(error) = refusal(request) {
            request.write_error(error, Some(key), reply);
            return Action { authentic: true, ..Action::default() };
        }
        request.write_success(path, key, reply);
        let number = generation.number;
        self.last_check = now;
        let mut action = Action { authentic: true, ..Action::default() };
        self.learn(now, path, number, request, &mut action);
        if request.nominates() && self.wins(path, number) || self.has_moved(now, path, number) {
            self.select(path, number, &mut action);
        }
        self.heard(now, path);
        action
    }

    fn learn(
        &mut self,
        now: Time,
        path: Path,
        generation: u32,
        request: &BindingRequest<'_>,
        action: &mut Action,
    ) {
        let place = self.paths.iter().position(|known| known.path == path).unwrap_or_else(|| {
            self.make_room(action);
            action.validated = Some(path);
            let unchecked = ValidPath { path, generation, priority: 0, is_nominated: false, last_check: now };
            self.paths.push(unchecked);
            self.paths.len() - 1
        });
        let known = &mut self.paths[place];
        known.last_check = now;
        // A check that was under way when the restart came does not bring the path back.
        if generation >= known.generation {
            known.is_nominated = request.nominates() || known.is_nominated && generation == known.generation;
            known.generation = generation;
            known.priority = request.priority();
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
        silent && selected.is_some_and(|old| old.path != path && old.generation == generation)
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

/// A connected peer sends reports at least once a second, a room device sound all the time: after this long the
/// selected path is dead, or its packets come from another address.
const SILENCE: Duration = Duration::from_secs(2);

/// Most valid paths of one peer: a laptop with wire, Wi-Fi and a tunnel in both address families, towards two
/// addresses of the node, has twelve.
pub(crate) const MAX_PATHS: usize = 16;

#[cfg(test)]
mod tests;
