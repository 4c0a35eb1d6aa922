//! What does a room do in a demonstration when nobody sits in it? It gets ready, asks for the floor now and
//! then, is ready when called, speaks when invited, and finishes by itself.

use crate::bot::{Bot, BotOptions, MicrophoneRule, PeerOptions};
use crate::fixture::Scene;
use crate::link::{Link, Outcome, State};
use anyhow::Result;
use giaoban_signaling::protocol::{
    ClientKind, Command, Register, RequestKind, RequestState, SessionState, SlotWatch, Tally,
};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

/// How long a speech takes, in seconds: long enough to be looked at, short enough for a second speaker.
const SPEECH_SECONDS: std::ops::Range<f64> = 25.0..50.0;
/// A list with this many requests is long enough.
const LIST: usize = 3;

/// A room of the demonstration.
#[derive(Clone, Debug)]
pub struct Room {
    /// `http://host:port` of the server.
    pub base: String,
    /// Its token in the briefing.
    pub token: String,
    /// The briefing.
    pub briefing: Uuid,
    /// What its camera and microphone take.
    pub scene: &'static Scene,
    /// Who speaks for it.
    pub speaker: String,
    /// Local address to bind.
    pub local: SocketAddr,
    /// Average seconds between two requests; none = it never asks.
    pub asks_every: Option<f64>,
}

/// Stays in the briefing until dropped. Fails only when it is refused at the door.
pub async fn run(room: Room) -> Result<()> {
    let bot = Bot::enter(options(&room)).await?;
    loop {
        let presence = bot.presence().await;
        let _ = live(&room, &bot, &presence.link).await; // ends with the connection; the bot comes back
        presence.link.ended().await;
    }
}

/// It looks at the programme only, and small: it has no eyes.
fn options(room: &Room) -> BotOptions {
    let draw = |slot: &str, height| SlotWatch { slot: slot.to_owned(), site: None, height };
    let media = PeerOptions { local: room.local, ..PeerOptions::device(room.scene) };
    BotOptions {
        base: room.base.clone(),
        token: room.token.clone(),
        briefing: room.briefing,
        kind: ClientKind::Room,
        take_over: true,
        media: Some(media),
        microphone: MicrophoneRule::WithTheFloor,
        watch: vec![draw("programme", 180), draw("chair", 0), draw("content", 0)],
    }
}

/// What the room does next.
#[derive(Debug)]
enum Turn {
    Say(Command),
    Layers(usize),
    Speak(Uuid),
}

async fn live(room: &Room, bot: &Bot, link: &Link) -> Outcome<()> {
    let mut layers = usize::MAX;
    let mut asks_at = next_request(room);
    let mut ends_at: Option<(Uuid, Instant)> = None;
    loop {
        let due = [asks_at, ends_at.map(|end| end.1)].into_iter().flatten().min();
        tokio::select! {
            turn = link.until(|state| turn(state, layers, ends_at.map(|end| end.0))) => match turn? {
                Turn::Say(command) => ignore_refusal(link.command(command, None).await)?,
                Turn::Layers(count) => {
                    layers = count;
                    if let Ok(peer) = bot.peer().await {
                        peer.layers(count);
                    }
                }
                Turn::Speak(request) => {
                    let seconds = rand::random_range(SPEECH_SECONDS);
                    ends_at = Some((request, Instant::now() + Duration::from_secs_f64(seconds)));
                }
            },
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                if let Some((request, _)) = ends_at.take_if(|end| end.1 <= Instant::now()) {
                    ignore_refusal(link.command(Command::Finish { request }, None).await)?;
                } else {
                    asks_at = next_request(room);
                    if wants_to_ask(&link.state()) {
                        ignore_refusal(link.command(request(room), None).await)?;
                    }
                }
            }
        }
    }
}

/// What the state of the briefing asks of the room.
fn turn(state: &State, layers: usize, speaking: Option<Uuid>) -> Option<Turn> {
    let own = state.me.site?;
    let site = state.site(own)?;
    // An idle room sends its smallest picture only; the others begin with a key frame when it is looked at. The
    // chair's hall is always looked at: whoever is on air has it on the whole screen.
    let is_hall = state.snapshot.seat.site == Some(own);
    let wanted = if site.tally == Tally::Off && !is_hall { 1 } else { usize::MAX };
    if wanted != layers {
        return Some(Turn::Layers(wanted));
    }
    let request = state.request_of(own)?;
    match request.state {
        RequestState::Next if !request.ready => Some(Turn::Say(Command::Ready { request: request.id })),
        RequestState::Speaking if speaking != Some(request.id) => Some(Turn::Speak(request.id)),
        _ => None,
    }
}

fn wants_to_ask(state: &State) -> bool {
    let floor = &state.snapshot.floor;
    let own = state.me.site;
    state.snapshot.session.state == SessionState::Live
        && floor.open
        && floor.requests.len() < LIST
        && own != state.snapshot.seat.site
        && own.is_some_and(|own| state.request_of(own).is_none())
}

fn request(room: &Room) -> Command {
    Command::Register(Register {
        site: None,
        speaker: room.speaker.clone(),
        post: "Chủ tịch UBND xã".to_owned(),
        kind: RequestKind::Speech,
        item: None,
        minutes: None,
        document: None,
    })
}

/// Exponential, so that rooms do not ask in step.
fn next_request(room: &Room) -> Option<Instant> {
    let average = room.asks_every?;
    let seconds = -average * (1.0 - rand::random::<f64>()).ln();
    Some(Instant::now() + Duration::from_secs_f64(seconds))
}

/// A room that is told no waits for its next turn; one that is cut off has to come back.
fn ignore_refusal(outcome: Outcome<u64>) -> Outcome<()> {
    match outcome {
        Err(crate::link::Failure::Gone) => Err(crate::link::Failure::Gone),
        _ => Ok(()),
    }
}
