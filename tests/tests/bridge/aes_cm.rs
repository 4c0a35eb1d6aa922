//! An old room system that knows AES-CM only takes part like everybody else.

use anyhow::Result;
use giaoban_tests::bot::Protection;
use giaoban_tests::world::{HALL, World};

#[tokio::test]
async fn a_client_without_gcm_sees_hears_and_speaks() -> Result<()> {
    let mut world = World::start(&["Bảo Hà"]).await?;
    world.join(HALL).await?;
    world
        .join_as("Bảo Hà", |options| {
            if let Some(media) = &mut options.media {
                media.protection = Protection::AesCmOnly;
            }
        })
        .await?;
    world.sees("Bảo Hà", HALL).await?;
    world.hears("Bảo Hà", HALL).await?;
    world.grant("Bảo Hà").await?;
    world.sees(HALL, "Bảo Hà").await?;
    world.hears(HALL, "Bảo Hà").await
}
