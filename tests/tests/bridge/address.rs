//! A site's address changes under it, as when a router forgets its mapping: the same connection goes on.

use anyhow::Result;
use giaoban_tests::world::{HALL, World};

#[tokio::test]
async fn media_goes_on_from_another_address() -> Result<()> {
    let mut world = World::start(&["Bảo Hà"]).await?;
    let relay = world.relay(1).await?;
    world.join(HALL).await?;
    world.join_through("Bảo Hà", relay.address()).await?;
    world.grant("Bảo Hà").await?;
    world.sees("Bảo Hà", HALL).await?;
    let before = world.bot("Bảo Hà")?.peer().await?;

    relay.move_away().await?;
    world.sees("Bảo Hà", HALL).await?;
    world.sees(HALL, "Bảo Hà").await?;
    world.hears(HALL, "Bảo Hà").await?;
    let after = world.bot("Bảo Hà")?.peer().await?;
    assert!(std::sync::Arc::ptr_eq(&before, &after), "it did not have to join again");
    Ok(())
}
