//! The demonstration holds a briefing by itself: rooms without people enter, one of them as the chair's hall, and ask
//! to speak; whoever is invited speaks and is on air.

use anyhow::{Context, Result};
use giaoban_signaling::protocol::{
    ClientKind, ClientMessage, Command as Order, GrantTarget, Language, RequestState, SiteState,
};
use giaoban_tests::api::{Api, text};
use giaoban_tests::link::{Link, State};
use giaoban_tests::patience::within;
use giaoban_tests::server::{Form, Server};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const PASSWORD: &str = "giaoban-demo";
/// Xuân Thượng is left to people.
const ROOMS: usize = 7;

/// The rooms without people, as deploy/run.sh starts them, in more of a hurry to speak.
async fn rooms(server: &Server) -> Result<Child> {
    let rooms = Command::new(env!("CARGO_BIN_EXE_giaoban-bots"))
        .args(["--server", &server.base(), "--username", "kythuat", "--except", "BY-XT"])
        .args(["--asks-every", "3", "--report", "10"])
        .env("GIAOBAN_BOTS_PASSWORD", PASSWORD)
        .arg("--giaoban")
        .arg(Server::program().await?)
        .arg("--data-dir")
        .arg(server.data())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    Ok(rooms)
}

/// The chair's console in the briefing that is live.
async fn chair(server: &Server) -> Result<Link> {
    let api = Api::new(&server.base());
    let session = api.sign_in("chutri", PASSWORD).await?;
    let today = session.get("/briefings?today=1").await?;
    let live = today.as_array().into_iter().flatten().find(|briefing| briefing["state"] == "live");
    let hello = ClientMessage::Hello {
        token: session.token()?.to_owned(),
        briefing: text(live.context("a briefing in progress")?, "id")?.parse()?,
        kind: ClientKind::Console,
        resume: None,
        take_over: false,
        language: Language::Vi,
    };
    within("the chair enters", Link::connect(&server.base(), hello)).await?
}

#[tokio::test]
async fn rooms_without_people_hold_a_briefing() -> Result<()> {
    let server = Server::start(Form::Demo).await?;
    let mut rooms = rooms(&server).await?;
    let chair = chair(&server).await?;
    let here = |state: &State| {
        let sites = state.snapshot.sites.iter();
        let here = sites.filter(|site| matches!(site.state, SiteState::Connected | SiteState::Ready));
        (here.count() == ROOMS).then_some(())
    };
    within("all rooms are connected", chair.until(here)).await??;

    let asked = |state: &State| {
        let mut requests = state.snapshot.floor.requests.iter();
        requests
            .find(|request| request.state == RequestState::Queued)
            .map(|request| (request.id, request.site))
    };
    let (request, site) = within("a room asks to speak", chair.until(asked)).await??;
    let seen = chair.state().seen_floor();
    let grant = Order::Grant { target: GrantTarget::Request(request) };
    within("an answer to the invitation", chair.command(grant, Some(seen))).await??;
    let on_air = |state: &State| {
        let speaks = state.request_of(site)?.state == RequestState::Speaking;
        (speaks && state.snapshot.programme.on_air == Some(site)).then_some(())
    };
    within("it speaks and is on air", chair.until(on_air)).await??;

    let mut said = BufReader::new(rooms.stdout.take().context("piped")?).lines();
    while let Some(line) = said.next_line().await? {
        println!("{line}");
        if line.starts_with("processor time") {
            return Ok(());
        }
    }
    anyhow::bail!("the rooms ended")
}
