//! How does a bot stay in a briefing? It connects, joins with media, and comes back by itself whenever the
//! link, the media connection or the whole server is lost: same place, same camera, same microphone.

use super::peer::{Peer, PeerOptions};
use crate::link::{Failure, Link, State};
use anyhow::{Context, Result};
use giaoban_signaling::protocol::{ClientKind, ClientMessage, Language, MediaState, RequestState, SlotWatch};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Longest wait before the next attempt when the server does not say.
const RETRY: Duration = Duration::from_millis(500);

/// Who a bot is and what it does by itself.
#[derive(Clone, Debug)]
pub struct BotOptions {
    /// `http://host:port` of the server.
    pub base: String,
    /// Bearer token of a site, device or user.
    pub token: String,
    /// The briefing.
    pub briefing: Uuid,
    /// Room device or console.
    pub kind: ClientKind,
    /// Take the site over from another device.
    pub take_over: bool,
    /// Media; none for a console without pictures.
    pub media: Option<PeerOptions>,
    /// Who opens the microphone.
    pub microphone: MicrophoneRule,
    /// What it draws.
    pub watch: Vec<SlotWatch>,
}

/// Who opens the microphone of a bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MicrophoneRule {
    /// The bot itself, while its site has the floor or the chair, as the room screen does.
    WithTheFloor,
    /// Only the caller: a client that does as it likes.
    AsTold,
}

/// A bot in a briefing. It leaves when it is dropped.
pub struct Bot {
    inner: Arc<Inner>,
    tasks: [JoinHandle<()>; 2],
}

struct Inner {
    options: BotOptions,
    wanted: Mutex<Wanted>,
    present: watch::Sender<Option<Presence>>,
}

/// What the caller wants, whatever happens to the connection.
#[derive(Clone, Copy, Debug, Default)]
struct Wanted {
    microphone: bool,
    camera: bool,
    content: bool,
}

/// One stay in the briefing.
#[derive(Clone)]
pub struct Presence {
    /// The websocket.
    pub link: Link,
    /// The media connection, if the bot has one.
    pub peer: Option<Arc<Peer>>,
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        self.inner.present.send_replace(None);
    }
}

impl Bot {
    /// Enters; a refusal of the first attempt is the caller's, later ones are tried again.
    pub async fn enter(options: BotOptions) -> Result<Bot> {
        let camera = options.kind == ClientKind::Room;
        let wanted = Mutex::new(Wanted { camera, ..Wanted::default() });
        let inner = Arc::new(Inner { options, wanted, present: watch::Sender::new(None) });
        let first = inner.arrive(None, None).await?;
        inner.present.send_replace(Some(first));
        let stay = tokio::spawn(stay(inner.clone()));
        let speak = tokio::spawn(speak(inner.clone()));
        Ok(Bot { inner, tasks: [stay, speak] })
    }

    /// The present stay; waits for the next one while the bot is away.
    pub async fn presence(&self) -> Presence {
        let mut present = self.inner.present.subscribe();
        let presence = present.wait_for(Option::is_some).await;
        presence.expect("the sender lives as long as the bot").clone().expect("waited for some")
    }

    /// Waits until the stay has ended and the next has not begun.
    pub async fn is_away(&self) {
        let mut present = self.inner.present.subscribe();
        present.wait_for(Option::is_none).await.expect("the sender lives as long as the bot");
    }

    /// The websocket of the present stay.
    pub async fn link(&self) -> Link {
        self.presence().await.link
    }

    /// The media connection of the present stay.
    pub async fn peer(&self) -> Result<Arc<Peer>> {
        self.presence().await.peer.context("this bot has no media")
    }

    /// Opens or closes the microphone; meant for [`MicrophoneRule::AsTold`].
    pub async fn microphone(&self, on: bool) {
        self.inner.wanted().microphone = on;
        self.inner.apply(&self.presence().await);
    }

    /// Opens or closes the camera.
    pub async fn camera(&self, on: bool) {
        self.inner.wanted().camera = on;
        self.inner.apply(&self.presence().await);
    }

    /// Starts or stops showing slides.
    pub async fn content(&self, on: bool) {
        self.inner.wanted().content = on;
        self.inner.apply(&self.presence().await);
    }
}

impl Inner {
    fn wanted(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().expect("nobody panics while holding the wishes")
    }

    /// Connects, and joins with media unless `peer` is still good.
    async fn arrive(&self, resume: Option<String>, peer: Option<Arc<Peer>>) -> Result<Presence> {
        let options = &self.options;
        let hello = ClientMessage::Hello {
            token: options.token.clone(),
            briefing: options.briefing,
            kind: options.kind,
            resume,
            take_over: options.take_over,
            language: Language::Vi,
        };
        let link = Link::connect(&options.base, hello).await?;
        let stands = peer.filter(|_| link.state().joined);
        let peer = match (&options.media, stands) {
            (None, _) => None,
            (Some(_), Some(peer)) => Some(peer),
            (Some(media), None) => Some(join(&link, media).await?),
        };
        link.watch(options.watch.clone(), options.kind != ClientKind::Room);
        let presence = Presence { link, peer };
        self.apply(&presence);
        Ok(presence)
    }

    /// Turns devices on or off as wanted, and says so.
    fn apply(&self, presence: &Presence) {
        let Some(peer) = presence.peer.as_ref().filter(|_| self.options.kind == ClientKind::Room) else {
            return;
        };
        let Wanted { microphone, camera, content } = *self.wanted();
        peer.microphone(microphone);
        peer.camera(camera);
        peer.content(content);
        let devices = vec!["giaoban-bots".to_owned()];
        presence.link.media(MediaState { microphone, camera, content, devices });
    }
}

async fn join(link: &Link, media: &PeerOptions) -> Result<Arc<Peer>> {
    let (peer, offer) = Peer::offer(media.clone()).await?;
    let answer = link.join(offer).await?;
    peer.accept(&answer).await?;
    peer.connected().await?;
    Ok(Arc::new(peer))
}

/// Comes back whenever something is lost.
async fn stay(inner: Arc<Inner>) {
    loop {
        let Some(presence) = inner.present.borrow().clone() else { return };
        let kept = whatever_is_lost(&presence).await;
        inner.present.send_replace(None);
        if kept.is_none()
            && let Some(peer) = &presence.peer
        {
            peer.close().await;
        }
        let resume = Some(presence.link.state().resume.clone());
        let spread = Duration::from_millis(presence.link.state().spread_ms.into());
        drop(presence);
        let back = loop {
            tokio::time::sleep(spread.max(RETRY).mul_f64(rand::random())).await;
            match inner.arrive(resume.clone(), kept.clone()).await {
                Ok(back) => break back,
                Err(error) => tracing::debug!("not back yet: {error:#}"),
            }
        };
        inner.present.send_replace(Some(back));
    }
}

/// Waits for a loss; the media connection comes back when it is still good.
async fn whatever_is_lost(presence: &Presence) -> Option<Arc<Peer>> {
    let (instance, lost) = {
        let state = presence.link.state();
        (state.media_instance, state.media_lost)
    };
    let media = presence.peer.is_some();
    let another = |state: &State| {
        (media && (state.media_instance != instance || state.media_lost != lost)).then_some(())
    };
    let told = presence.link.until(another);
    tokio::select! {
        told = told => match told {
            Ok(()) => None,
            Err(Failure::Gone | Failure::Refused(_)) => presence.peer.clone(),
        },
        () = connection_lost(presence.peer.as_deref()) => None,
    }
}

async fn connection_lost(peer: Option<&Peer>) {
    match peer {
        Some(peer) => peer.lost().await,
        None => std::future::pending().await,
    }
}

/// Opens the microphone while the site has the floor or the chair.
async fn speak(inner: Arc<Inner>) {
    if inner.options.microphone != MicrophoneRule::WithTheFloor {
        return;
    }
    let mut present = inner.present.subscribe();
    loop {
        let Some(presence) = present.borrow_and_update().clone() else {
            if present.changed().await.is_err() {
                return;
            }
            continue;
        };
        let open = inner.wanted().microphone;
        let changed = presence.link.until(|state| Some(may_speak(state)).filter(|may| *may != open));
        tokio::select! {
            may = changed => match may {
                Ok(may) => {
                    inner.wanted().microphone = may;
                    inner.apply(&presence);
                }
                Err(_) => {
                    if present.changed().await.is_err() {
                        return;
                    }
                }
            },
            ended = present.changed() => if ended.is_err() { return },
        }
    }
}

/// Whether the client's own site has the floor or the chair.
fn may_speak(state: &State) -> bool {
    let Some(own) = state.me.site else { return false };
    let speaks = |request: &RequestState| matches!(request, RequestState::Granted | RequestState::Speaking);
    state.snapshot.seat.site == Some(own)
        || state.request_of(own).is_some_and(|request| speaks(&request.state))
}
