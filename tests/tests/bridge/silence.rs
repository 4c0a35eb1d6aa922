//! A speaker's line is cut: the briefing notices within seconds, and the same connection goes on when it is back.

use anyhow::{Result, ensure};
use giaoban_signaling::protocol::RequestState;
use giaoban_tests::link::State;
use giaoban_tests::relay::Impairment;
use giaoban_tests::world::{HALL, World};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// 2 s until the silence is noticed, 3 s of waiting for the speaker from its last word, and a loaded machine.
const HELD_WITHIN: Duration = Duration::from_secs(6);

#[tokio::test]
async fn a_speaker_whose_line_is_cut_is_held_and_goes_on() -> Result<()> {
    let mut world = World::start(&["Bảo Hà", "Kim Sơn"]).await?;
    let relay = world.relay(1).await?;
    world.join(HALL).await?;
    world.join("Kim Sơn").await?;
    world.join_through("Bảo Hà", relay.address()).await?;
    world.grant("Bảo Hà").await?;
    world.sees("Kim Sơn", "Bảo Hà").await?;
    let connection = world.bot("Bảo Hà")?.peer().await?;

    let speaker = world.site("Bảo Hà")?.id;
    let cut = Instant::now();
    relay.impair_both(Impairment::cut());
    let is_held = |state: &State| (state.request_of(speaker)?.state == RequestState::Held).then_some(());
    world.told("the speaker is held", is_held).await?;
    ensure!(cut.elapsed() < HELD_WITHIN, "held after {:?}", cut.elapsed());
    world.sees("Kim Sơn", HALL).await?;

    relay.impair_both(Impairment::default());
    world.told("the speaker may go on", |state| state.request_of(speaker)?.resume.then_some(())).await?;
    world.grant("Bảo Hà").await?;
    world.sees("Kim Sơn", "Bảo Hà").await?;
    ensure!(Arc::ptr_eq(&connection, &world.bot("Bảo Hà")?.peer().await?), "it is the same connection");
    Ok(())
}
