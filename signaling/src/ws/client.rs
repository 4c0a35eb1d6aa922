//! How does one client's socket live? Hello within 10 s, then what it says goes to the owner and what the owner
//! says goes out; a client that is silent, floods or talks nonsense is let go.

use super::Sockets;
use crate::ids::BriefingId;
use crate::owner::{Entrance, Inbox, Letters, OwnerHandle, PlaceId, SocketId, outbox, words, written};
use crate::owners::refusal_of;
use crate::protocol::{ClientMessage, Language, Refusal, ServerMessage};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

/// A client that has not said hello by then is none.
const HELLO_TIMEOUT: Duration = Duration::from_secs(10);
/// Clients ping every few seconds; one that says nothing for so long is gone, whatever TCP believes.
const SILENCE: Duration = Duration::from_secs(30);
/// How long the last word may take.
const BYE_TIMEOUT: Duration = Duration::from_secs(1);
/// How long one message may take to leave; a line this slow carries no briefing.
const SEND_TIMEOUT: Duration = Duration::from_secs(20);
/// Messages of a burst, and per second: an operator on the keyboard sends 5, a client that returns about 20.
const BURST: f64 = 200.0;
const PER_SECOND: f64 = 20.0;
/// Malformed messages before a client is let go.
const MALFORMED_MAX: u32 = 8;
/// A client that was let go for its rate may come back after this long.
const FLOOD_RETRY_MS: u32 = 5_000;

/// Serves one client from hello to its end.
pub(super) async fn serve(sockets: Sockets, socket: WebSocket) {
    let (sender, mut receiver) = socket.split();
    let Ok(hello) = timeout(HELLO_TIMEOUT, hello(&mut receiver)).await else {
        return dropped("hello_timeout", sender, Refusal::Malformed, Language::default()).await;
    };
    let Some(hello) = hello else {
        return dropped("malformed", sender, Refusal::Malformed, Language::default()).await;
    };
    let language = hello.language;
    match enter(&sockets, hello).await {
        Ok(entered) => converse(sender, receiver, entered).await,
        Err(refusal) => {
            let retry = matches!(refusal, Refusal::Busy).then_some(FLOOD_RETRY_MS);
            bye(sender, refusal, language, retry).await;
        }
    }
}

/// What a client says first.
struct Hello {
    token: String,
    briefing: BriefingId,
    kind: crate::protocol::ClientKind,
    resume: Option<String>,
    take_over: bool,
    language: Language,
}

/// A client that is in.
struct Entered {
    owner: OwnerHandle,
    place: PlaceId,
    socket: SocketId,
    letters: Letters,
    language: Language,
    clock: crate::clock::Clock,
}

async fn hello(receiver: &mut SplitStream<WebSocket>) -> Option<Hello> {
    loop {
        match receiver.next().await?.ok()? {
            Message::Text(text) => {
                let message = serde_json::from_str(&text).ok()?;
                let ClientMessage::Hello { token, briefing, kind, resume, take_over, language } = message
                else {
                    return None;
                };
                let briefing = BriefingId(briefing);
                return Some(Hello { token, briefing, kind, resume, take_over, language });
            }
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Binary(_) | Message::Close(_) => return None,
        }
    }
}

async fn enter(sockets: &Sockets, hello: Hello) -> Result<Entered, Refusal> {
    if *sockets.stopping.borrow() {
        return Err(Refusal::Busy);
    }
    let principal = sockets.identity.authenticate(&hello.token).await.map_err(|error| refusal_of(&error))?;
    let (outbox, letters) = outbox(hello.language);
    let (reply, answer) = oneshot::channel();
    let entrance = Entrance {
        principal,
        part: hello.kind.into(),
        resume: hello.resume,
        take_over: hello.take_over,
        outbox,
        reply,
    };
    let owner = sockets.owners.enter(hello.briefing, entrance).await?;
    let (place, socket) = answer.await.unwrap_or(Err(Refusal::Busy))?;
    let clock = sockets.owners.clock();
    Ok(Entered { owner, place, socket, letters, language: hello.language, clock })
}

/// Both directions until one ends.
async fn converse(sender: SplitSink<WebSocket, Message>, receiver: SplitStream<WebSocket>, entered: Entered) {
    let Entered { owner, place, socket, letters, language, clock } = entered;
    let Letters { queue, bye, echo } = letters;
    let (end, ended) = oneshot::channel();
    let mut writing = tokio::spawn(write(sender, queue, bye, ended));
    let reader = Reader { owner: owner.clone(), place, socket, echo, language, clock };
    tokio::select! {
        ending = reader.read(receiver) => {
            // The writer may be gone already; then there is nobody to tell.
            let _ = end.send(ending);
            let _ = (&mut writing).await;
        }
        _ = &mut writing => {}
    }
    owner.send(Inbox::Closed { place, socket }).await;
}

/// Sends what is queued, until the owner says good-bye, is gone, or the client does not take it.
async fn write(
    mut sender: SplitSink<WebSocket, Message>,
    mut queue: mpsc::Receiver<Utf8Bytes>,
    mut bye: oneshot::Receiver<Utf8Bytes>,
    mut ended: oneshot::Receiver<Option<Utf8Bytes>>,
) {
    let last = loop {
        let text = tokio::select! {
            biased;
            last = &mut bye => break last.ok(),
            last = &mut ended => break last.ok().flatten(),
            text = queue.recv() => match text {
                Some(text) => text,
                None => break None,
            },
        };
        let sending = timeout(SEND_TIMEOUT, sender.send(Message::Text(text)));
        tokio::select! {
            sent = sending => if !matches!(sent, Ok(Ok(()))) { return },
            // A good-bye is not kept waiting by a client that does not read.
            last = &mut bye => break last.ok(),
        }
    };
    let _ = timeout(BYE_TIMEOUT, finish(sender, last)).await;
}

async fn finish(
    mut sender: SplitSink<WebSocket, Message>,
    last: Option<Utf8Bytes>,
) -> Result<(), axum::Error> {
    if let Some(text) = last {
        sender.send(Message::Text(text)).await?;
    }
    sender.send(Message::Close(Some(CloseFrame { code: close_code::NORMAL, reason: "".into() }))).await
}

/// The reading half.
struct Reader {
    owner: OwnerHandle,
    place: PlaceId,
    socket: SocketId,
    echo: mpsc::Sender<Utf8Bytes>,
    language: Language,
    clock: crate::clock::Clock,
}

impl Reader {
    /// Reads until the client is gone or let go; the last word to it, if there is one.
    async fn read(&self, mut receiver: SplitStream<WebSocket>) -> Option<Utf8Bytes> {
        let (mut rate, mut malformed) = (Rate::new(), 0);
        loop {
            let message = match timeout(SILENCE, receiver.next()).await {
                Ok(Some(Ok(message))) => message,
                Ok(Some(Err(_)) | None) => return None,
                Err(_) => {
                    count("silent");
                    return None;
                }
            };
            if !rate.allows(Instant::now()) {
                count("flood");
                return Some(self.last_word(Refusal::Busy, Some(FLOOD_RETRY_MS)));
            }
            let understood = match message {
                Message::Text(text) => self.hear(&text).await,
                Message::Binary(_) => false,
                Message::Ping(_) | Message::Pong(_) => true,
                Message::Close(_) => return None,
            };
            if !understood {
                malformed += 1;
                count("malformed_message");
                self.say(&ServerMessage::Refused {
                    cmd_id: None,
                    refusal: words(Refusal::Malformed, self.language),
                });
            }
            if malformed >= MALFORMED_MAX {
                return Some(self.last_word(Refusal::Malformed, None));
            }
        }
    }

    /// Whether the text was a message of the protocol. Pings are answered here, so that the clock they
    /// measure is not that of a busy owner.
    async fn hear(&self, text: &str) -> bool {
        match serde_json::from_str::<ClientMessage>(text) {
            Ok(ClientMessage::Ping { sent }) => {
                self.say(&ServerMessage::Pong { sent, at: self.clock.now() });
                true
            }
            Ok(ClientMessage::Hello { .. }) | Err(_) => false,
            Ok(message) => {
                let (place, socket) = (self.place, self.socket);
                self.owner.send(Inbox::Said { place, socket, message: Box::new(message) }).await;
                true
            }
        }
    }

    /// A full queue is the owner's to notice.
    fn say(&self, message: &ServerMessage) {
        let _ = self.echo.try_send(written(message));
    }

    fn last_word(&self, refusal: Refusal, retry_ms: Option<u32>) -> Utf8Bytes {
        written(&ServerMessage::Bye { refusal: words(refusal, self.language), retry_ms })
    }
}

/// A bucket that fills at [`PER_SECOND`].
struct Rate {
    left: f64,
    at: Instant,
}

impl Rate {
    fn new() -> Rate {
        Rate { left: BURST, at: Instant::now() }
    }

    fn allows(&mut self, now: Instant) -> bool {
        let earned = now.duration_since(self.at).as_secs_f64() * PER_SECOND;
        self.left = (self.left + earned).min(BURST) - 1.0;
        self.at = now;
        self.left >= 0.0
    }
}

async fn dropped(
    reason: &'static str,
    sender: SplitSink<WebSocket, Message>,
    refusal: Refusal,
    language: Language,
) {
    count(reason);
    bye(sender, refusal, language, None).await;
}

async fn bye(
    sender: SplitSink<WebSocket, Message>,
    refusal: Refusal,
    language: Language,
    retry_ms: Option<u32>,
) {
    let last = written(&ServerMessage::Bye { refusal: words(refusal, language), retry_ms });
    let _ = timeout(BYE_TIMEOUT, finish(sender, Some(last))).await;
}

fn count(reason: &'static str) {
    metrics::counter!("giaoban_clients_dropped_total", "reason" => reason).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_a_flood_is_not() {
        let mut rate = Rate::new();
        let start = rate.at;
        assert!((0..200).all(|_| rate.allows(start)));
        assert!(!rate.allows(start));
        let later = start + Duration::from_secs(1);
        assert!((0..19).all(|_| rate.allows(later)));
        assert!(!(0..3).all(|_| rate.allows(later)));
    }
}
