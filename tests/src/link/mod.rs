//! How does a program talk to a briefing? The websocket `giaoban.v1`, with the state it is told kept current.

mod state;

pub use state::State;

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use giaoban_signaling::protocol::{
    ClientMessage, Command, MediaState, Refusal, RefusalText, SUBPROTOCOL, Seen, ServerMessage, SlotWatch,
    Welcome,
};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use uuid::Uuid;

/// A client that is silent this long is taken for lost.
const PING_INTERVAL: Duration = Duration::from_secs(5);

/// The bare websocket.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What a command or a `join` came to.
pub type Outcome<T> = std::result::Result<T, Failure>;

/// Why something did not happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server said no.
    Refused(RefusalText),
    /// The connection ended first.
    Gone,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Refused(refusal) => write!(f, "refused: {:?}: {}", refusal.code, refusal.text),
            Failure::Gone => f.write_str("the connection is gone"),
        }
    }
}

impl std::error::Error for Failure {}

/// The code of a refusal, which must say something to a person; whatever else happened is the error.
pub fn refusal<T>(outcome: Outcome<T>) -> Result<Refusal> {
    match outcome {
        Err(Failure::Refused(refusal)) => {
            ensure!(!refusal.text.is_empty(), "a refusal says something to a person");
            Ok(refusal.code)
        }
        Err(Failure::Gone) => bail!("the connection ended without a refusal"),
        Ok(_) => bail!("it was carried out"),
    }
}

/// A connection to a briefing. Ends when the last handle is dropped.
#[derive(Clone)]
pub struct Link {
    shared: Arc<Shared>,
    outbox: mpsc::UnboundedSender<ClientMessage>,
}

struct Shared {
    state: Mutex<State>,
    news: Notify,
    waiting: Mutex<HashMap<Uuid, oneshot::Sender<Outcome<Reply>>>>,
}

enum Reply {
    Done(u64),
    Answer(String),
}

/// Opens the websocket of the server at `base` (`http://host:port`) without saying anything.
pub async fn open(base: &str) -> Result<Socket> {
    let address = format!("{}/ws", base.replacen("http", "ws", 1)).parse()?;
    let request =
        ClientRequestBuilder::new(address).with_sub_protocol(SUBPROTOCOL).with_header("Origin", base);
    let (socket, _) = tokio_tungstenite::connect_async(request).await.context("websocket")?;
    Ok(socket)
}

impl Link {
    /// Connects and says hello. A refusal comes back as [`Failure::Refused`].
    pub async fn connect(base: &str, hello: ClientMessage) -> Result<Link> {
        let mut socket = open(base).await?;
        send(&mut socket, &hello).await?;
        let welcome = match receive(&mut socket).await? {
            Some(ServerMessage::Welcome(welcome)) => *welcome,
            Some(ServerMessage::Refused { refusal, .. } | ServerMessage::Bye { refusal, .. }) => {
                bail!(Failure::Refused(refusal))
            }
            Some(other) => bail!("instead of welcome: {other:?}"),
            None => bail!(Failure::Gone),
        };
        Ok(Link::run(socket, welcome))
    }

    fn run(socket: Socket, welcome: Welcome) -> Link {
        let (outbox, messages) = mpsc::unbounded_channel();
        let state = Mutex::new(State::new(welcome));
        let shared = Arc::new(Shared { state, news: Notify::new(), waiting: Mutex::default() });
        tokio::spawn(carry(socket, shared.clone(), messages));
        Link { shared, outbox }
    }

    /// What the server has told so far.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }

    /// Waits until `look` finds what it looks for; fails when the connection ends first.
    pub async fn until<T>(&self, mut look: impl FnMut(&State) -> Option<T>) -> Outcome<T> {
        loop {
            let news = self.shared.news.notified();
            {
                let state = self.state();
                if let Some(found) = look(&state) {
                    return Ok(found);
                }
                if state.gone {
                    return Err(Failure::Gone);
                }
            }
            news.await;
        }
    }

    /// Waits until the connection has ended.
    pub async fn ended(&self) {
        let _ = self.until(|_| None::<()>).await;
    }

    /// Sends a command; `seen` only for commands that act on what was seen.
    pub async fn command(&self, command: Command, seen: Option<Seen>) -> Outcome<u64> {
        self.command_as(Uuid::new_v4(), command, seen, None).await
    }

    /// Sends a command with everything chosen by the caller.
    pub async fn command_as(
        &self,
        cmd_id: Uuid,
        command: Command,
        seen: Option<Seen>,
        on_behalf_of: Option<String>,
    ) -> Outcome<u64> {
        let message = ClientMessage::Command { cmd_id, seen, on_behalf_of, command };
        match self.ask(cmd_id, message).await? {
            Reply::Done(rev) => Ok(rev),
            Reply::Answer(_) => Err(Failure::Gone),
        }
    }

    /// Sends an offer; the answer comes back.
    pub async fn join(&self, offer: String) -> Outcome<String> {
        let cmd_id = Uuid::new_v4();
        match self.ask(cmd_id, ClientMessage::Join { cmd_id, offer }).await? {
            Reply::Answer(sdp) => Ok(sdp),
            Reply::Done(_) => Err(Failure::Gone),
        }
    }

    /// Says what is drawn and whether sound is played.
    pub fn watch(&self, slots: Vec<SlotWatch>, listen: bool) {
        self.say(ClientMessage::Watch { slots, listen });
    }

    /// Says which of the client's own devices are on.
    pub fn media(&self, state: MediaState) {
        self.say(ClientMessage::Media { state });
    }

    async fn ask(&self, id: Uuid, message: ClientMessage) -> Outcome<Reply> {
        let (sender, answer) = oneshot::channel();
        self.shared.waiting().insert(id, sender);
        self.say(message);
        if self.state().gone {
            return Err(Failure::Gone);
        }
        answer.await.unwrap_or(Err(Failure::Gone))
    }

    /// A message to a connection that ended is lost, as on a real network.
    fn say(&self, message: ClientMessage) {
        let _ = self.outbox.send(message);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while holding the state")
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Uuid, oneshot::Sender<Outcome<Reply>>>> {
        self.waiting.lock().expect("nobody panics while holding the list")
    }

    fn take(&self, message: ServerMessage) {
        match message {
            ServerMessage::Done { cmd_id, rev } => self.settle(cmd_id, Ok(Reply::Done(rev))),
            ServerMessage::Answer { cmd_id, sdp } => self.settle(cmd_id, Ok(Reply::Answer(sdp))),
            ServerMessage::Refused { cmd_id: Some(cmd_id), refusal } => {
                self.settle(cmd_id, Err(Failure::Refused(refusal)));
            }
            other => self.state().take(other),
        }
        self.news.notify_waiters();
    }

    fn settle(&self, id: Uuid, outcome: Outcome<Reply>) {
        if let Some(waiting) = self.waiting().remove(&id) {
            let _ = waiting.send(outcome);
        }
    }

    fn end(&self) {
        self.state().gone = true;
        self.waiting().clear();
        self.news.notify_waiters();
    }
}

/// Carries messages both ways until either side ends.
async fn carry(
    mut socket: Socket,
    shared: Arc<Shared>,
    mut messages: mpsc::UnboundedReceiver<ClientMessage>,
) {
    let mut ping = tokio::time::interval(PING_INTERVAL);
    loop {
        let sent = tokio::select! {
            received = receive(&mut socket) => match received {
                Ok(Some(message)) => {
                    shared.take(message);
                    Ok(())
                }
                Ok(None) | Err(_) => break,
            },
            message = messages.recv() => match message {
                Some(message) => send(&mut socket, &message).await,
                None => break,
            },
            _ = ping.tick() => send(&mut socket, &ClientMessage::Ping { sent: 0.0 }).await,
        };
        if sent.is_err() {
            break;
        }
    }
    shared.end();
    let _ = socket.close(None).await;
}

async fn send(socket: &mut Socket, message: &ClientMessage) -> Result<()> {
    Ok(socket.send(Message::text(serde_json::to_string(message)?)).await?)
}

/// The next message of the server; `None` when it closed the connection.
pub async fn receive(socket: &mut Socket) -> Result<Option<ServerMessage>> {
    while let Some(message) = socket.next().await {
        match message? {
            Message::Text(text) => {
                let parsed = serde_json::from_str(&text);
                return Ok(Some(parsed.with_context(|| format!("not of the protocol: {text}"))?));
            }
            Message::Close(_) => return Ok(None),
            _ => {}
        }
    }
    Ok(None)
}
