//! Which device is the room's.

use anyhow::{Context, Result};
use giaoban_signaling::protocol::{Refusal, RequestState};
use giaoban_tests::bot::Bot;
use giaoban_tests::link::{State, refusal};
use giaoban_tests::patience::within;
use giaoban_tests::world::{HALL, World};
use std::time::{Duration, Instant};

/// 15: A second room device takes the site over, with media: its sound is heard once.
#[tokio::test]
async fn a_device_that_takes_over_is_heard_once() -> Result<()> {
    let world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    world.grant("Bảo Hà").await?;
    world.hears(HALL, "Bảo Hà").await?;
    let unasked = Bot::enter(world.room_device("Bảo Hà")?).await.err().context("two devices of a site")?;
    assert_eq!(refusal::<()>(Err(unasked.downcast()?))?, Refusal::DeviceInUse);

    let first = world.bot("Bảo Hà")?.link().await;
    assert!(first.state().bye.is_none(), "the first device stays");

    let mut options = world.room_device("Bảo Hà")?;
    options.take_over = true;
    let second = within("it takes over", Bot::enter(options)).await??;
    within("the first device is told", first.ended()).await?;
    let bye = first.state().bye.clone();
    assert_eq!(bye.map(|(refusal, _)| refusal.code), Some(Refusal::TakenOver));
    let site = world.site("Bảo Hà")?.id;
    assert_eq!(second.link().await.state().me.site, Some(site));
    // Speech and clock go on, unless the change took so long that the speaker was held.
    let goes_on = |state: &State| {
        let request = state.request_of(site)?;
        (request.resume || request.state == RequestState::Speaking).then_some(request.resume)
    };
    if world.told("it speaks on or may", goes_on).await? {
        world.grant("Bảo Hà").await?;
    }
    world.hears(HALL, "Bảo Hà").await?;

    let scene = world.site("Bảo Hà")?.scene.name;
    let hall = world.bot(HALL)?.peer().await?;
    let since = Instant::now();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(hall.ear().figures().heard_since(scene, since).count(), 1);
    Ok(())
}
