//! What the log keeps.

use anyhow::{Context, Result};
use giaoban_signaling::briefing::{Briefing, Event, record};
use giaoban_signaling::protocol::{Command, RequestState};
use giaoban_tests::patience::within;
use giaoban_tests::world::{HALL, World};

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
    Ok(())
}
