//! Who meets? A country planned over HTTP as an administrator would, rooms that come in and ask, the chair's console,
//! and a technician of every province.

use super::Options;
use super::client::Client;
use crate::api::Api;
use crate::link::Link;
use crate::server::Server;
use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use giaoban_signaling::protocol::{
    ClientKind, ClientMessage, Command, GrantTarget, Language, Register, RequestKind, SessionState, SiteState,
};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;
use uuid::Uuid;

const PASSWORD: &str = "mat-khau-thu-nghiem";
/// The site speaks and is on everyone's screen by then; a hand is no faster.
const BETWEEN_GRANTS: Duration = Duration::from_millis(500);
/// Requests of the administrator under way at once.
const AT_ONCE: usize = 8;

pub(super) struct Meeting {
    base: String,
    briefing: Uuid,
    sites: Vec<Uuid>,
    tokens: Vec<String>,
    rooms: Vec<Client>,
    chair: Link,
    _technicians: Vec<Link>,
}

/// How one grant went.
pub(super) struct Grant {
    /// From the chair's key to each room's delta.
    pub(super) reached: Vec<Duration>,
    /// From the chair's key to the chair's `done`.
    pub(super) done: Duration,
    /// Messages and bytes to all rooms together.
    pub(super) messages: u64,
    pub(super) bytes: u64,
}

/// How a wave of requests went.
pub(super) struct Asked {
    /// From asking to the answer.
    pub(super) answered: Vec<Duration>,
    pub(super) refused: usize,
    pub(super) messages: u64,
    pub(super) bytes: u64,
}

/// How coming in went.
pub(super) struct Joined {
    /// From the first byte to the media connection's answer.
    pub(super) entered: Vec<Duration>,
    /// Until the chair saw every site connected.
    pub(super) all_seen: Duration,
    pub(super) messages: u64,
    pub(super) bytes: u64,
}

impl Meeting {
    /// Plans it; the chair and the technicians are at their consoles.
    pub(super) async fn plan(server: &Server, options: &Options) -> Result<Meeting> {
        let add = "user add --username quantri --name Admin --role admin --password-stdin";
        server.run(&add.split(' ').collect::<Vec<_>>(), PASSWORD).await?;
        let base = server.base();
        let admin = Api::new(&base).sign_in("quantri", PASSWORD).await?;
        let provinces = provinces(&admin, options.provinces).await?;
        let sites = sites(&admin, &provinces, options.sites).await?;
        let chair = user(&admin, "chutri").await?;
        let mut technicians = Vec::new();
        for (nth, province) in provinces.iter().enumerate() {
            let username = format!("kythuat{nth}");
            let technician = user(&admin, &username).await?;
            let role = json!({ "role": "technician", "unit": province });
            admin.post(&format!("/users/{technician}/roles"), &role).await?;
            technicians.push(username);
        }
        let briefing = admin.create("/briefings", &draft(chair, &sites)?).await?;
        let tokens = tokens(server, briefing, sites.len()).await?;
        let chair = console(&base, "chutri", briefing, ClientKind::Console).await?;
        announce(&chair).await?;
        let mut watching = Vec::new();
        for username in technicians {
            watching.push(console(&base, &username, briefing, ClientKind::Technician).await?);
        }
        let rooms = Vec::new();
        Ok(Meeting { base, briefing, sites, tokens, rooms, chair, _technicians: watching })
    }

    /// Every room comes in, evenly within this time.
    pub(super) async fn join(&mut self, within: Duration) -> Result<Joined> {
        let began = Instant::now();
        let step = within / u32::try_from(self.tokens.len())?;
        let mut entering = Vec::new();
        for (nth, token) in (0..).zip(&self.tokens) {
            let (base, token, briefing) = (self.base.clone(), token.clone(), self.briefing);
            let turn = began + step * nth;
            entering.push(tokio::spawn(async move {
                tokio::time::sleep_until(turn).await;
                Client::enter(base, token, briefing).await
            }));
        }
        for room in entering {
            self.rooms.push(room.await??);
        }
        let all = self.rooms.len();
        let here = |state: SiteState| matches!(state, SiteState::Connected | SiteState::Ready);
        let seen = self.chair.until(|state| {
            let up = state.snapshot.sites.iter().filter(|site| here(site.state)).count();
            (up == all).then_some(())
        });
        seen.await?;
        let entered = self.rooms.iter().map(|room| room.entered_in).collect();
        let (messages, bytes) = self.count();
        Ok(Joined { entered, all_seen: began.elapsed(), messages, bytes })
    }

    /// The briefing is opened and its item begun.
    pub(super) async fn open(&self) -> Result<()> {
        self.chair.command(Command::OpenLobby, None).await?;
        self.chair.command(Command::Open, None).await?;
        let item = self.chair.state().snapshot.agenda.first().map(|item| item.id).context("an item")?;
        self.chair.command(Command::StartItem { item }, None).await?;
        Ok(())
    }

    /// So many rooms ask for the floor within a second.
    pub(super) async fn ask(&self, asking: usize) -> Result<Asked> {
        self.rooms.iter().for_each(Client::forget);
        let began = Instant::now();
        let step = Duration::from_secs(1) / u32::try_from(asking.max(1))?;
        let mut sent = Vec::new();
        for (nth, room) in (0..).zip(self.rooms.iter().take(asking)) {
            tokio::time::sleep_until(began + step * nth).await;
            sent.push(Instant::now());
            room.registers(register());
        }
        let (mut answered, mut refused) = (Vec::new(), 0);
        for (sent, room) in sent.into_iter().zip(&self.rooms) {
            let (at, done) = room.is_answered().await?;
            answered.push(at - sent);
            refused += usize::from(!done);
        }
        // Who does not ask reads the number of those who wait a moment later.
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let (messages, bytes) = self.count();
        Ok(Asked { answered, refused, messages, bytes })
    }

    /// The chair gives the floor to another site, whoever has it, and leaves the rooms a moment to be told the rest.
    pub(super) async fn grant(&self, nth: usize) -> Result<Grant> {
        self.rooms.iter().for_each(Client::forget);
        let site = self.sites[(nth * 83 + 1) % self.sites.len()];
        let seen = self.chair.state().seen_floor();
        let began = Instant::now();
        let rev = self.chair.command(Command::Grant { target: GrantTarget::Site(site) }, Some(seen)).await?;
        let done = began.elapsed();
        let mut reached = Vec::with_capacity(self.rooms.len());
        for room in &self.rooms {
            reached.push(room.reaches(rev).await? - began);
        }
        tokio::time::sleep(BETWEEN_GRANTS).await;
        let (messages, bytes) = self.count();
        Ok(Grant { reached, done, messages, bytes })
    }

    /// How many rooms were never sent away.
    pub(super) fn all_here(&self) -> usize {
        self.rooms.iter().filter(|room| room.is_here()).count()
    }

    fn count(&self) -> (u64, u64) {
        self.rooms.iter().fold((0, 0), |(messages, bytes), room| {
            let told = room.told();
            (messages + told.messages, bytes + told.bytes)
        })
    }
}

fn register() -> Register {
    Register {
        site: None,
        speaker: "Nguyễn Văn A".to_owned(),
        post: "Chủ tịch UBND xã".to_owned(),
        kind: RequestKind::Speech,
        item: None,
        minutes: None,
        document: None,
    }
}

async fn provinces(admin: &Api, count: usize) -> Result<Vec<Uuid>> {
    let country = json!({ "name": "Trung ương", "level": "province", "parent": null });
    let country = admin.create("/units", &country).await?;
    let mut provinces = Vec::new();
    for nth in 0..count.max(1) {
        let unit = json!({ "name": format!("Tỉnh {nth}"), "level": "district", "parent": country });
        provinces.push(admin.create("/units", &unit).await?);
    }
    Ok(provinces)
}

async fn sites(admin: &Api, provinces: &[Uuid], count: usize) -> Result<Vec<Uuid>> {
    ensure!(count > 1, "a briefing has more than one site");
    let made = stream::iter(0..count).map(|nth| async move {
        let unit = provinces[nth % provinces.len()];
        let body = json!({ "code": code(nth), "name": format!("Xã số {nth}"), "unit": unit, "phone": "" });
        admin.create("/sites", &body).await.with_context(|| format!("site {nth}"))
    });
    made.buffered(AT_ONCE).try_collect().await
}

fn code(nth: usize) -> String {
    format!("X{nth}")
}

async fn user(admin: &Api, username: &str) -> Result<Uuid> {
    let body = json!({ "username": username, "password": PASSWORD, "name": username, "post": "" });
    admin.create("/users", &body).await.with_context(|| format!("user {username}"))
}

fn draft(chair: Uuid, sites: &[Uuid]) -> Result<Value> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let ms = |time: Duration| time.as_millis() as i64;
    Ok(json!({
        "title": "Giao ban toàn quốc",
        "starts_at": ms(now),
        "ends_at": ms(now + Duration::from_secs(7_200)),
        "place": "",
        "codec": "vp8",
        "chair_user": chair,
        "chair_site": sites[0],
        "main_site": sites[0],
        "secretary_users": [],
        "deputies": [],
        "agenda": [{ "title": "Phòng chống thiên tai", "minutes": 30, "speech_minutes": 5 }],
        "sites": sites,
    }))
}

async fn tokens(server: &Server, briefing: Uuid, count: usize) -> Result<Vec<String>> {
    let mut arguments = vec!["token".to_owned(), "--briefing".to_owned(), briefing.to_string()];
    arguments.extend((0..count).flat_map(|nth| ["--site".to_owned(), code(nth)]));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    Ok(server.run(&arguments, "").await?.lines().map(str::to_owned).collect())
}

async fn announce(chair: &Link) -> Result<()> {
    if chair.state().snapshot.session.state == SessionState::Draft {
        chair.command(Command::Schedule, None).await?;
    }
    Ok(())
}

async fn console(base: &str, username: &str, briefing: Uuid, kind: ClientKind) -> Result<Link> {
    let signed_in = Api::new(base).sign_in(username, PASSWORD).await?;
    let token = signed_in.token()?.to_owned();
    let (resume, take_over, language) = (None, false, Language::Vi);
    Link::connect(base, ClientMessage::Hello { token, briefing, kind, resume, take_over, language }).await
}
