//! Packets to one site leave together: more than one segment a send.

use anyhow::Result;
use giaoban_tests::world::{HALL, World};

#[tokio::test]
async fn sends_carry_several_segments() -> Result<()> {
    let world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    world.all_follow(HALL).await?;
    world.bot("Bảo Hà")?.peer().await?.more("programme", 45).await?;
    let sends = world.admin.metric("giaoban_gso_sends_total").await?;
    let segments = world.admin.metric("giaoban_gso_segments_total").await?;
    assert!(sends > 0.0 && segments / sends > 1.0, "{segments} segments in {sends} sends");
    println!("{:.2} segments a send", segments / sends);
    Ok(())
}
