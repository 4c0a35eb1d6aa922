//! What does a briefing look like from outside? A world has the real server, a province with its sites, one
//! live briefing, the chair's console and hall, and bots that are told what to do in the words of a meeting.

mod entrance;
mod floor;
mod seed;

pub use floor::speech;
pub use seed::{ADMIN, CHAIR, DEPUTY, DISTRICT, HALL, PASSWORD, SECRETARY, TECHNICIAN};

use crate::api::Api;
use crate::bot::{Bot, BotOptions, MicrophoneRule, PeerOptions};
use crate::fixture::{self, Scene};
use crate::link::{Link, State};
use crate::patience::within;
use crate::relay::Relay;
use crate::server::{Form, Server};
use anyhow::{Context, Result};
use giaoban_signaling::protocol::{ClientKind, ClientMessage, Command, Language, SessionState, SiteState};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::net::SocketAddr;
use uuid::Uuid;

/// A server with one briefing.
pub struct World {
    /// The processes.
    pub server: Server,
    /// HTTP as the administrator.
    pub admin: Api,
    /// The briefing.
    pub briefing: Uuid,
    /// The chair's console.
    pub chair: Link,
    sites: BTreeMap<String, Site>,
    bots: BTreeMap<String, Bot>,
}

/// A site of the world.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its id.
    pub id: Uuid,
    /// Its token in this briefing.
    pub token: String,
    /// What its camera shows.
    pub scene: &'static Scene,
}

impl World {
    /// A live briefing with these communes and the chair's hall; nobody but the chair's console has come.
    pub async fn start(communes: &[&str]) -> Result<World> {
        World::start_as(Form::Whole, communes).await
    }

    /// The same with the processes in this form.
    pub async fn start_as(form: Form, communes: &[&str]) -> Result<World> {
        let server = Server::start(form).await?;
        let seeded = seed::seed(&server, communes).await?;
        let chair =
            console(&server.base(), &seeded.admin, CHAIR, seeded.briefing, ClientKind::Console).await?;
        let (admin, briefing, sites) = (seeded.admin, seeded.briefing, seeded.sites);
        let world = World { server, admin, briefing, chair, sites, bots: BTreeMap::new() };
        world.open().await?;
        Ok(world)
    }

    /// The same, and the rooms of all have come.
    pub async fn meeting(communes: &[&str]) -> Result<World> {
        let mut world = World::start(communes).await?;
        for name in [&[HALL], communes].concat() {
            world.join(name).await?;
        }
        Ok(world)
    }

    /// The site of that name.
    pub fn site(&self, name: &str) -> Result<&Site> {
        self.sites.get(name).with_context(|| format!("no site {name}"))
    }

    /// The bot of that name.
    pub fn bot(&self, name: &str) -> Result<&Bot> {
        self.bots.get(name).with_context(|| format!("{name} has not joined"))
    }

    /// The room device of a site enters, with camera on and microphone as the floor says.
    pub async fn join(&mut self, name: &str) -> Result<()> {
        self.join_as(name, |_| {}).await
    }

    /// The same behind a relay.
    pub async fn join_through(&mut self, name: &str, relay: SocketAddr) -> Result<()> {
        self.join_as(name, |options| {
            if let Some(media) = &mut options.media {
                media.through = Some(relay);
            }
        })
        .await
    }

    /// A relay in front of the media port; the seed decides what it does to which packet.
    pub async fn relay(&self, seed: u64) -> Result<Relay> {
        Ok(Relay::start(*self.server.media().first().context("a media port")?, seed).await?)
    }

    /// The same with anything changed before.
    pub async fn join_as(&mut self, name: &str, change: impl FnOnce(&mut BotOptions)) -> Result<()> {
        let mut options = self.room_device(name)?;
        change(&mut options);
        let bot = within(format_args!("{name} joins"), Bot::enter(options)).await??;
        self.bots.insert(name.to_owned(), bot);
        self.is_connected(name).await
    }

    /// Waits until the chair's console is told that a site is connected.
    pub async fn is_connected(&self, name: &str) -> Result<()> {
        let id = self.site(name)?.id;
        self.told(format_args!("{name} is connected"), |state| {
            let state = state.site(id)?.state;
            matches!(state, SiteState::Connected | SiteState::Ready).then_some(())
        })
        .await
    }

    /// The bot of a site leaves without a word.
    pub fn vanish(&mut self, name: &str) {
        self.bots.remove(name);
    }

    /// How the room device of a site enters.
    pub fn room_device(&self, name: &str) -> Result<BotOptions> {
        let site = self.site(name)?;
        Ok(BotOptions {
            base: self.server.base(),
            token: site.token.clone(),
            briefing: self.briefing,
            kind: ClientKind::Room,
            take_over: false,
            media: Some(PeerOptions::device(site.scene)),
            microphone: MicrophoneRule::WithTheFloor,
            watch: vec![],
        })
    }

    /// Another console, signed in by name and password.
    pub async fn console(&self, username: &str, kind: ClientKind) -> Result<Link> {
        console(&self.server.base(), &self.admin, username, self.briefing, kind).await
    }

    /// The chair's console enters again, after the server was away.
    pub async fn chair_returns(&mut self) -> Result<()> {
        self.chair = self.console(CHAIR, ClientKind::Console).await?;
        Ok(())
    }

    /// Waits until the chair's console has been told something.
    pub async fn told<T>(&self, what: impl Display, look: impl FnMut(&State) -> Option<T>) -> Result<T> {
        let told = within(&what, self.chair.until(look)).await;
        Ok(told.with_context(|| self.chair_sees())??)
    }

    /// What the chair's console knows, for messages of failure.
    pub(crate) fn chair_sees(&self) -> String {
        let state = self.chair.state();
        let sites = state.snapshot.sites.iter().map(|site| (&site.name, site.state, site.tally));
        let sites: Vec<_> = sites.collect();
        format!(
            "sites {sites:?}\nfloor {:#?}\nprogramme {:#?}",
            state.snapshot.floor, state.snapshot.programme
        )
    }

    /// From wherever the briefing is to live.
    async fn open(&self) -> Result<()> {
        loop {
            let now = self.chair.state().snapshot.session.state;
            let (command, next) = match now {
                SessionState::Draft => (Command::Schedule, SessionState::Scheduled),
                SessionState::Scheduled => (Command::OpenLobby, SessionState::Lobby),
                SessionState::Lobby => (Command::Open, SessionState::Live),
                _ => return Ok(()),
            };
            within(format_args!("{command:?}"), self.chair.command(command.clone(), None)).await??;
            let reached = |state: &State| (state.snapshot.session.state == next).then_some(());
            self.told(format_args!("the session is {next:?}"), reached).await?;
        }
    }
}

async fn console(base: &str, api: &Api, username: &str, briefing: Uuid, kind: ClientKind) -> Result<Link> {
    let session = api.sign_in(username, PASSWORD).await?;
    let hello = ClientMessage::Hello {
        token: session.token()?.to_owned(),
        briefing,
        kind,
        resume: None,
        take_over: false,
        language: Language::Vi,
    };
    within(format_args!("{username} enters"), Link::connect(base, hello)).await?
}

/// Scenes in the order in which communes get them.
fn scene_of(index: usize) -> Result<&'static Scene> {
    const COMMUNES: [&str; 6] = ["bao-ha", "kim-son", "cam-con", "luong-son", "xuan-thuong", "pho-rang"];
    fixture::scene(COMMUNES[index % COMMUNES.len()]).context("a fixture")
}
