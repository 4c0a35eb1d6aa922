//! The chair gives the floor and takes it away; every room sees and hears it, and a microphone that is open
//! without the floor reaches nobody.

use anyhow::Result;
use giaoban_tests::bot::MicrophoneRule;
use giaoban_tests::world::{HALL, World};

#[tokio::test]
async fn a_speech_from_request_to_end() -> Result<()> {
    let world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    world.register("Bảo Hà").await?;
    world.grant("Bảo Hà").await?;
    world.all_follow("Bảo Hà").await?;
    world.sees("Bảo Hà", HALL).await?; // never itself

    // Another is invited without having asked; the first speech ends in the same step.
    world.grant("Kim Sơn").await?;
    world.all_follow("Kim Sơn").await?;
    world.does_not_hear("Kim Sơn", "Bảo Hà").await?;

    world.finish("Kim Sơn").await?;
    world.all_follow(HALL).await
}

#[tokio::test]
async fn nobody_hears_a_microphone_without_the_floor() -> Result<()> {
    let mut world = World::start(&["Bảo Hà", "Kim Sơn"]).await?;
    world.join(HALL).await?;
    world.join("Kim Sơn").await?;
    world.join_as("Bảo Hà", |options| options.microphone = MicrophoneRule::AsTold).await?;
    world.register("Bảo Hà").await?;
    world.bot("Bảo Hà")?.microphone(true).await; // whatever the chair says
    world.all_follow(HALL).await?;
    world.does_not_hear("Kim Sơn", "Bảo Hà").await?;
    world.does_not_hear(HALL, "Bảo Hà").await?;

    world.grant("Bảo Hà").await?;
    world.all_follow("Bảo Hà").await?;
    world.stop("Bảo Hà").await?;
    world.sees("Kim Sơn", HALL).await?;
    world.does_not_hear("Kim Sơn", "Bảo Hà").await?;
    assert!(world.admin.metric("giaoban_rtp_packets_dropped_total").await? > 0.0);
    Ok(())
}
