//! The server is killed during a speech: every room comes back by itself, and the speech goes on.

use anyhow::{Context, Result};
use giaoban_signaling::protocol::RequestState;
use giaoban_tests::world::{HALL, World};

#[tokio::test]
async fn everybody_is_back_with_the_same_state() -> Result<()> {
    let mut world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    world.register("Kim Sơn").await?;
    world.grant("Bảo Hà").await?;
    world.all_follow("Bảo Hà").await?;
    let before = world.chair.state().snapshot.clone();

    world.server.kill().await?;
    world.server.restart().await?;
    world.chair_returns().await?;
    for name in [HALL, "Bảo Hà", "Kim Sơn"] {
        world.is_connected(name).await?;
    }
    let (speaker, waiting) = (world.site("Bảo Hà")?.id, world.site("Kim Sơn")?.id);
    let request =
        world.told("the speaker has the floor again", |state| state.request_of(speaker).cloned()).await?;
    let old = before.floor.requests.iter().find(|r| r.site == speaker).context("spoke before")?;
    assert_eq!(request.id, old.id);
    assert!(matches!(request.state, RequestState::Speaking | RequestState::Granted | RequestState::Held));
    let state = world.chair.state().snapshot.clone();
    assert!(state.rev >= before.rev, "nothing acknowledged is lost");
    assert!(state.floor.requests.iter().any(|r| r.site == waiting && r.state == RequestState::Queued));
    assert_eq!(state.session.opened_at, before.session.opened_at);

    // A speaker that was away may have to be confirmed before it goes on air again (domain: HELD).
    if world.chair.state().request_of(speaker).is_none_or(|r| r.state != RequestState::Speaking) {
        world.grant("Bảo Hà").await?;
    }
    world.all_follow("Bảo Hà").await
}
