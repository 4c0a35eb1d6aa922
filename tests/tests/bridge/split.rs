//! Signaling and media as two processes: signaling is killed during a speech, media flows on, state comes back.

use anyhow::{Context, Result};
use giaoban_signaling::protocol::RequestState;
use giaoban_tests::server::Form;
use giaoban_tests::world::{HALL, World};
use std::sync::Arc;

#[tokio::test]
async fn media_outlives_signaling() -> Result<()> {
    let mut world = World::start_as(Form::Split, &["Bảo Hà", "Kim Sơn"]).await?;
    let names = [HALL, "Bảo Hà", "Kim Sơn"];
    for name in names {
        world.join(name).await?;
    }
    world.grant("Bảo Hà").await?;
    world.all_follow("Bảo Hà").await?;
    let viewer = world.bot("Kim Sơn")?.peer().await?;
    let before = world.chair.state().request_of(world.site("Bảo Hà")?.id).cloned().context("speaks")?;

    world.server.kill().await?;
    world.chair.ended().await;
    viewer.shows("programme", "bao-ha").await?;
    viewer.shows("audio-0", "bao-ha").await?;
    viewer.more("programme", 15).await?;

    world.server.restart().await?;
    world.chair_returns().await?;
    for name in names {
        world.is_connected(name).await?;
    }
    world.speaks("Bảo Hà").await?;
    let after = world.chair.state().request_of(world.site("Bảo Hà")?.id).cloned().context("speaks")?;
    assert_eq!((after.id, after.state), (before.id, RequestState::Speaking));
    assert_eq!(after.running_since, before.running_since, "its clock ran on");
    let same = world.bot("Kim Sơn")?.peer().await?;
    assert!(Arc::ptr_eq(&viewer, &same), "media was never joined again");
    assert_eq!(viewer.slot("programme")?.broken, 0);
    world.stop("Bảo Hà").await?;
    world.all_follow(HALL).await
}
