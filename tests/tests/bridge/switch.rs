//! What is on air changes by hand, and every room's picture goes on without a break.

use anyhow::Result;
use giaoban_tests::world::{HALL, World};

#[tokio::test]
async fn every_room_decodes_every_switch() -> Result<()> {
    let mut world = World::start(&["Bảo Hà", "Kim Sơn", "Cam Cọn"]).await?;
    let names = [HALL, "Bảo Hà", "Kim Sơn", "Cam Cọn"];
    for name in names {
        world.join(name).await?;
    }
    for turn in 1..=8 {
        let shown = names[turn % names.len()];
        world.put_on_air(shown).await?;
        for viewer in names.iter().filter(|viewer| **viewer != shown) {
            world.sees(viewer, shown).await?;
        }
    }
    for name in names {
        let peer = world.bot(name)?.peer().await?;
        let programme = peer.slot("programme")?;
        let flaws =
            (programme.broken, programme.lost, programme.picture_id_breaks, programme.timestamp_breaks);
        assert_eq!(flaws, (0, 0, 0, 0), "{name}: {programme:#?}");
        assert_eq!(peer.ear().figures().unannounced, 0, "{name}");
    }
    Ok(())
}
