//! What is kept: the log, and what is drawn from it.

use anyhow::{Context, Result};
use giaoban_signaling::briefing::{Briefing, Event, record};
use giaoban_signaling::protocol::{Command, RequestState};
use giaoban_tests::bot::{Bot, BotOptions};
use giaoban_tests::patience::within;
use giaoban_tests::world::{CHAIR, HALL, PASSWORD, World, speech};
use reqwest::Method;

/// Rows of the minutes' table of that kind.
async fn rows(world: &World, kind: &str) -> Result<Vec<String>> {
    let chair = world.admin.sign_in(CHAIR, PASSWORD).await?;
    let path = format!("/briefings/{}/minutes.csv", world.briefing);
    let (status, table) = chair.request(Method::GET, &path, None).await?;
    anyhow::ensure!(status.is_success(), "{status}: {table}");
    let table = table.as_str().context("a table")?;
    Ok(table.lines().filter(|row| row.split(',').next() == Some(kind)).map(str::to_owned).collect())
}

/// 10: An item is closed with five in the queue: each is asked for its opinion in writing, and the minutes name it.
#[tokio::test]
async fn five_that_were_not_reached_are_asked_to_write_and_are_in_the_minutes() -> Result<()> {
    const WAITING: [&str; 5] = ["Bảo Hà", "Kim Sơn", "Cam Cọn", "Lương Sơn", "Phố Ràng"];
    let world = World::start(&WAITING).await?;
    let item = world.chair.state().snapshot.agenda[0].id;
    within("begun", world.chair.command(Command::StartItem { item }, None)).await??;
    let mut rooms = Vec::new();
    for name in WAITING {
        // A room without a picture yet may ask.
        let room = Bot::enter(BotOptions { media: None, ..world.room_device(name)? }).await?;
        let link = room.link().await;
        within(format_args!("{name} asks"), link.command(Command::Register(speech()), None)).await??;
        rooms.push((name, room, link));
    }
    within("closed", world.chair.command(Command::CloseItem { item }, None)).await??;
    for (name, _, link) in &rooms {
        let site = world.site(name)?.id;
        let asked =
            link.until(|state| state.snapshot.offers.iter().find(|offer| offer.site == site).cloned());
        let offer = within(format_args!("{name} is asked to write"), asked).await??;
        assert_eq!(offer.item, Some(item));
        assert_eq!(link.state().snapshot.offers.len(), 1, "{name} is asked for nobody else");
    }
    let unheard = rows(&world, "Chưa được nghe").await?;
    assert_eq!(unheard.len(), WAITING.len(), "{unheard:#?}");
    for name in WAITING {
        assert!(unheard.iter().any(|row| row.contains(name)), "{name} in {unheard:#?}");
    }
    Ok(())
}

/// 14: The log, played again, gives the speech times that the consoles showed.
#[tokio::test]
async fn the_log_gives_the_speech_report_that_was_shown() -> Result<()> {
    let world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    let mut shown = Vec::new();
    for name in ["Bảo Hà", "Kim Sơn", "Bảo Hà"] {
        world.grant(name).await?;
        world.sees(HALL, name).await?;
        let site = world.site(name)?.id;
        let request = world.chair.state().request_of(site).context("it speaks")?.id;
        let seen = world.chair.state().seen_floor();
        within("paused", world.chair.command(Command::Pause { request, asker: None }, Some(seen))).await??;
        let paused = world.told("its clock stands", |state| {
            state.request_of(site).filter(|request| request.state == RequestState::Paused).cloned()
        });
        shown.push((site, paused.await?.spoken_ms));
        world.stop(name).await?;
    }
    let log = world.admin.get(&format!("/briefings/{}/log", world.briefing)).await?;
    let events = log.as_array().context("a log")?.iter().map(|row| {
        let at = row["at"].as_i64().context("a moment")?;
        Ok(record::read(at, &row["event"].to_string())?)
    });
    let events: Vec<Event> = events.collect::<Result<_>>()?;
    let now = events.last().context("it was held")?.at;
    let briefing = Briefing::replay(events).context("a briefing")?;
    let report: Vec<_> =
        briefing.speeches(now).iter().map(|speech| (speech.site.0, speech.spoken_ms)).collect();
    assert_eq!(report, shown);
    assert_eq!(rows(&world, "Phát biểu").await?.len(), shown.len());
    Ok(())
}
