//! The chair gives the floor and takes it away; every room sees and hears it, and a microphone that is open
//! without the floor reaches nobody.

use anyhow::Result;
use giaoban_tests::world::{HALL, World};

#[tokio::test]
async fn a_speech_from_request_to_end() -> Result<()> {
    let mut world = World::start(&["Bảo Hà", "Kim Sơn"]).await?;
    for name in [HALL, "Bảo Hà", "Kim Sơn"] {
        world.join(name).await?;
    }
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
