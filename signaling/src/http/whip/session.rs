//! How does one session live? As a client like any other: it enters the briefing, joins with its offer, hears what
//! clients are told, and leaves when its DELETE comes, its media is lost or the briefing lets it go.

use super::fragment::{self, Fragment};
use super::offer::Offer;
use super::sessions::Label;
use super::{Door, Doors};
use crate::owner::{Entrance, Inbox, Letters, OwnerHandle, Part, PlaceId, SocketId, outbox};
use crate::protocol::{ClientMessage, Language, MediaState, Refusal, ServerMessage};
use axum::extract::ws::Utf8Bytes;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// A media node that has not answered by then is not there.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// Who comes, and with what.
#[derive(Debug)]
pub(super) struct Visitor {
    pub(super) label: Label,
    pub(super) part: Part,
    pub(super) offer: Offer,
    /// What the roster says of its devices; none for players.
    pub(super) devices: Option<MediaState>,
    pub(super) language: Language,
}

/// A session that is open.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) id: Uuid,
    pub(super) answer: String,
}

/// What a session is told from outside.
#[derive(Debug)]
pub(super) enum Order {
    /// A PATCH.
    Patch {
        /// Its `If-Match`, without which none comes here.
        ice: Ice,
        fragment: Fragment,
        reply: oneshot::Sender<Result<Patched, NotPatched>>,
    },
    /// A DELETE; dropped when the session has ended.
    End(oneshot::Sender<()>),
}

/// Which ICE session a PATCH is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ice {
    /// Whichever there is.
    Any,
    /// The one with this tag.
    Tagged(String),
}

/// What became of a PATCH.
#[derive(Debug)]
pub(super) enum Patched {
    /// Candidates, which need no remembering.
    Noted,
    /// ICE was restarted.
    Restarted { tag: String, fragment: String },
}

/// Why a PATCH changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotPatched {
    /// It is about another ICE session.
    OtherIce,
    /// The restart was refused.
    Refused(Refusal),
}

/// Lives from the offer to the end. What came of the offer is told as soon as it is known.
pub(super) async fn live(doors: Doors, visitor: Visitor, opened: oneshot::Sender<Result<Opened, Refusal>>) {
    let label = visitor.label.clone();
    let mut session = match Session::enter(&doors, visitor).await {
        Ok(session) => session,
        Err(refusal) => return drop(opened.send(Err(refusal))),
    };
    let mut ended = None;
    match session.join(session.offer.clone()).await {
        Err(refusal) => drop(opened.send(Err(refusal))),
        Ok(()) => {
            let (id, orders) = doors.sessions.begin(label);
            let answer = session.answer.clone();
            // Who has gone without waiting for the answer cannot use it.
            if opened.send(Ok(Opened { id, answer })).is_ok() {
                ended = session.go_on(orders).await;
            }
            doors.sessions.end(id);
        }
    }
    session.leave().await;
    drop(ended);
}

/// The tag of an answer's ICE session: the node's user name is new with each.
pub(super) fn tag_of(answer: &str) -> String {
    super::offer::credentials(answer).0.unwrap_or_default().to_owned()
}

struct Session {
    owner: OwnerHandle,
    place: PlaceId,
    socket: SocketId,
    letters: Letters,
    offer: Offer,
    answer: String,
}

/// The briefing or the media node has let the session go.
struct Over;

impl Session {
    async fn enter(doors: &Doors, visitor: Visitor) -> Result<Session, Refusal> {
        if *doors.stopping.borrow() {
            return Err(Refusal::Busy);
        }
        let (outbox, letters) = outbox(visitor.language);
        let (reply, answer) = oneshot::channel();
        // An encoder that starts again before its former session is missed comes to its own place. A room's
        // device is not pushed out.
        let take_over = visitor.label.door == Door::Whip && doors.sessions.has(&visitor.label);
        let briefing = visitor.label.briefing;
        let entrance = Entrance {
            principal: visitor.label.holder,
            part: visitor.part,
            resume: None,
            take_over,
            outbox,
            reply,
        };
        let owner = doors.owners.enter(briefing, entrance).await?;
        let (place, socket) = answer.await.unwrap_or(Err(Refusal::Busy))?;
        let session = Session { owner, place, socket, letters, offer: visitor.offer, answer: String::new() };
        if let Some(state) = visitor.devices {
            session.say(ClientMessage::Media { state }).await;
        }
        Ok(session)
    }

    /// Offers, and waits for the answer.
    async fn join(&mut self, offer: Offer) -> Result<(), Refusal> {
        let cmd_id = Uuid::new_v4();
        self.say(ClientMessage::Join { cmd_id, offer: offer.text().to_owned() }).await;
        let answer = tokio::time::timeout(ANSWER_TIMEOUT, self.answer_to(cmd_id)).await;
        self.answer = answer.unwrap_or(Err(Refusal::NoMedia))?;
        self.offer = offer;
        Ok(())
    }

    async fn answer_to(&mut self, join: Uuid) -> Result<String, Refusal> {
        loop {
            let text = tokio::select! {
                biased;
                last = &mut self.letters.bye => return Err(last.map_or(Refusal::Busy, |last| reason(&last))),
                text = self.letters.queue.recv() => text.ok_or(Refusal::Busy)?,
            };
            match read(&text) {
                Some(ServerMessage::Answer { cmd_id, sdp }) if cmd_id == join => return Ok(sdp),
                Some(ServerMessage::Refused { cmd_id: Some(cmd_id), refusal }) if cmd_id == join => {
                    return Err(refusal.code);
                }
                Some(ServerMessage::MediaLost) => return Err(Refusal::NoMedia),
                _ => {}
            }
        }
    }

    /// Until the end. Who asked for it is told by dropping what comes back.
    async fn go_on(&mut self, mut orders: mpsc::Receiver<Order>) -> Option<oneshot::Sender<()>> {
        loop {
            tokio::select! {
                biased;
                _ = &mut self.letters.bye => return None,
                text = self.letters.queue.recv() => {
                    if text.is_none_or(|text| is_over(&text)) {
                        return None;
                    }
                }
                order = orders.recv() => match order? {
                    Order::Patch { ice, fragment, reply } => {
                        self.patch(ice, fragment, reply).await.ok()?;
                    }
                    Order::End(done) => return Some(done),
                },
            }
        }
    }

    async fn patch(
        &mut self,
        ice: Ice,
        Fragment { credentials }: Fragment,
        reply: oneshot::Sender<Result<Patched, NotPatched>>,
    ) -> Result<(), Over> {
        let is_other = matches!(&ice, Ice::Tagged(tag) if *tag != tag_of(&self.answer));
        let own = self.offer.credentials();
        let new = credentials.filter(|(ufrag, pwd)| own != (Some(ufrag), Some(pwd)));
        let (outcome, over) = match new {
            _ if is_other => (Err(NotPatched::OtherIce), Ok(())),
            None => (Ok(Patched::Noted), Ok(())),
            Some((ufrag, pwd)) => match self.join(self.offer.restarted(&ufrag, &pwd)).await {
                Ok(()) => {
                    let (tag, fragment) = (tag_of(&self.answer), fragment::of_answer(&self.answer));
                    (Ok(Patched::Restarted { tag, fragment }), Ok(()))
                }
                // The briefing drops a connection whose restart is refused.
                Err(refusal) => (Err(NotPatched::Refused(refusal)), Err(Over)),
            },
        };
        // Who does not wait any more asks again.
        let _ = reply.send(outcome);
        over
    }

    /// Ends media and gives the place back.
    async fn leave(&self) {
        self.say(ClientMessage::Leave { cmd_id: Uuid::new_v4() }).await;
        self.owner.send(Inbox::Closed { place: self.place, socket: self.socket }).await;
    }

    async fn say(&self, message: ClientMessage) {
        let (place, socket) = (self.place, self.socket);
        self.owner.send(Inbox::Said { place, socket, message: Box::new(message) }).await;
    }
}

/// Whether the media connection is gone. A session has one; an encoder or player that wants another asks anew.
fn is_over(text: &Utf8Bytes) -> bool {
    matches!(read(text), Some(ServerMessage::MediaLost | ServerMessage::MediaInstance { .. }))
}

fn reason(last: &Utf8Bytes) -> Refusal {
    match read(last) {
        Some(ServerMessage::Bye { refusal, .. }) => refusal.code,
        _ => Refusal::Busy,
    }
}

fn read(text: &Utf8Bytes) -> Option<ServerMessage> {
    serde_json::from_str(text).ok()
}
