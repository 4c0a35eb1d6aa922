//! Rooms join a live briefing and see and hear the chair, who is on air when nobody speaks.

use anyhow::Result;
use giaoban_signaling::protocol::{SiteState, Tally};
use giaoban_tests::world::{HALL, World};

#[tokio::test]
async fn rooms_join_and_follow_the_chair() -> Result<()> {
    let mut world = World::start(&["Bảo Hà", "Kim Sơn"]).await?;
    world.join(HALL).await?;
    world.join("Bảo Hà").await?;
    world.all_follow(HALL).await?;
    world.join("Kim Sơn").await?;
    world.all_follow(HALL).await?;
    world.sees_in("Kim Sơn", "chair", HALL).await?;

    let (hall, commune) = (world.site(HALL)?.id, world.site("Bảo Hà")?.id);
    world
        .told("the hall is told that it is on air", |state| {
            (state.site(hall)?.tally == Tally::OnAir && state.site(commune)?.tally != Tally::OnAir)
                .then_some(())
        })
        .await?;
    assert_eq!(world.admin.metric("giaoban_sites_connected").await?, 3.0);

    world.vanish("Kim Sơn");
    let gone = world.site("Kim Sơn")?.id;
    world
        .told("Kim Sơn is lost", |state| {
            matches!(state.site(gone)?.state, SiteState::Lost | SiteState::Absent).then_some(())
        })
        .await?;
    world.all_follow(HALL).await
}
