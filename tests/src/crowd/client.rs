//! One room without a camera: it says what a room says, and notes when it was told what. Deltas are read no further
//! than their revision, for thousands of rooms share this machine with the server they measure.

use crate::link::{Socket, open};
use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use giaoban_signaling::protocol::{ClientKind, ClientMessage, Command, Language, Register};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

/// A room that is silent for 30 s is taken for lost.
const PING: Duration = Duration::from_secs(10);
/// About as long as a browser's offer, which the server keeps.
const OFFER_BYTES: usize = 6_000;

/// What a room was told.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Deltas by revision, in order.
    pub(super) deltas: Vec<(u64, Instant)>,
    /// All messages.
    pub(super) messages: u64,
    /// Their bytes.
    pub(super) bytes: u64,
    /// When the last command was answered, and whether it was carried out.
    pub(super) answered: Option<(Instant, bool)>,
}

/// A room that has come in.
pub(super) struct Client {
    told: Arc<Mutex<Told>>,
    /// The newest revision it was told.
    rev: watch::Receiver<u64>,
    says: mpsc::UnboundedSender<ClientMessage>,
    /// How long it took from the first byte to its own media connection.
    pub(super) entered_in: Duration,
}

impl Client {
    /// Comes in and brings its media connection up.
    pub(super) async fn enter(base: String, token: String, briefing: Uuid) -> Result<Client> {
        let began = Instant::now();
        let mut socket = open(&base).await?;
        let kind = ClientKind::Room;
        let (resume, take_over, language) = (None, false, Language::Vi);
        say(&mut socket, &ClientMessage::Hello { token, briefing, kind, resume, take_over, language })
            .await?;
        expect(&mut socket, "{\"type\":\"welcome\"").await?;
        let offer = format!("v=0\r\no=- {} 1 IN IP4 0.0.0.0\r\n{}", Uuid::new_v4(), "x".repeat(OFFER_BYTES));
        say(&mut socket, &ClientMessage::Join { cmd_id: Uuid::new_v4(), offer }).await?;
        expect(&mut socket, "{\"type\":\"answer\"").await?;
        let (rev, newest) = watch::channel(0);
        let (says, orders) = mpsc::unbounded_channel();
        let told = Arc::new(Mutex::new(Told::default()));
        tokio::spawn(carry(socket, told.clone(), rev, orders));
        Ok(Client { told, rev: newest, says, entered_in: began.elapsed() })
    }

    /// What it was told so far.
    pub(super) fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().expect("nobody panics while holding it")
    }

    /// Forgets what it was told.
    pub(super) fn forget(&self) {
        *self.told() = Told::default();
    }

    /// Whether it is still connected.
    pub(super) fn is_here(&self) -> bool {
        self.rev.has_changed().is_ok()
    }

    /// Asks for the floor.
    pub(super) fn registers(&self, register: Register) {
        let (cmd_id, command) = (Uuid::new_v4(), Command::Register(register));
        let _ = self.says.send(ClientMessage::Command { cmd_id, seen: None, on_behalf_of: None, command });
    }

    /// Waits until it was told of this revision or a later one; when that was.
    pub(super) async fn reaches(&self, rev: u64) -> Result<Instant> {
        let mut newest = self.rev.clone();
        newest.wait_for(|newest| *newest >= rev).await.context("a room was sent away")?;
        let told = self.told();
        let first = told.deltas.iter().find(|(told, _)| *told >= rev);
        first.map(|(_, at)| *at).context("its time was noted")
    }

    /// Waits until its command is answered.
    pub(super) async fn is_answered(&self) -> Result<(Instant, bool)> {
        loop {
            if let Some(answered) = self.told().answered {
                return Ok(answered);
            }
            if !self.is_here() {
                bail!("a room was sent away");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn say(socket: &mut Socket, message: &ClientMessage) -> Result<()> {
    Ok(socket.send(Message::text(serde_json::to_string(message)?)).await?)
}

/// Reads until a message begins like this.
async fn expect(socket: &mut Socket, beginning: &str) -> Result<()> {
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else { continue };
        if text.starts_with(beginning) {
            return Ok(());
        }
        if text.starts_with("{\"type\":\"bye\"") || text.starts_with("{\"type\":\"refused\"") {
            bail!("a room was refused: {text}");
        }
    }
    bail!("a room was cut off")
}

async fn carry(
    mut socket: Socket,
    told: Arc<Mutex<Told>>,
    rev: watch::Sender<u64>,
    mut orders: mpsc::UnboundedReceiver<ClientMessage>,
) {
    let first = Instant::now() + PING.mul_f64(rand::random());
    let mut ping = tokio::time::interval_at(first, PING);
    loop {
        let sent = tokio::select! {
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    note(&text, &told, &rev);
                    Ok(())
                }
                Some(Ok(_)) => Ok(()),
                Some(Err(_)) | None => return,
            },
            order = orders.recv() => match order {
                Some(order) => say(&mut socket, &order).await,
                None => return,
            },
            _ = ping.tick() => say(&mut socket, &ClientMessage::Ping { sent: 0.0 }).await,
        };
        if sent.is_err() {
            return;
        }
    }
}

fn note(text: &str, told: &Mutex<Told>, rev: &watch::Sender<u64>) {
    let at = Instant::now();
    if text.starts_with("{\"type\":\"pong\"") {
        return;
    }
    let mut told = told.lock().expect("nobody panics while holding it");
    told.messages += 1;
    told.bytes += text.len() as u64;
    if let Some(number) = text.strip_prefix("{\"type\":\"delta\",\"rev\":") {
        let digits = number.split(',').next().unwrap_or_default();
        if let Ok(newest) = digits.parse() {
            told.deltas.push((newest, at));
            rev.send_replace(newest);
        }
    } else if text.starts_with("{\"type\":\"done\"") {
        told.answered = Some((at, true));
    } else if text.starts_with("{\"type\":\"refused\"") {
        told.answered = Some((at, false));
    }
}
