//! Packets lost on either side of the server are repaired before anybody sees it.

use anyhow::Result;
use giaoban_tests::relay::{Direction, Impairment, Pick};
use giaoban_tests::world::{HALL, World};

const VP8: u8 = 96;

#[tokio::test]
async fn lost_packets_are_repaired_both_ways() -> Result<()> {
    let mut world = World::start(&["Bảo Hà"]).await?;
    let (speaker, viewer) = (world.relay(1).await?, world.relay(2).await?);
    world.join_through(HALL, speaker.address()).await?;
    world.join_through("Bảo Hà", viewer.address()).await?;
    world.sees("Bảo Hà", HALL).await?;

    let bad = Impairment { every: 15, pick: Pick::PayloadType(VP8), ..Impairment::default() };
    speaker.impair(Direction::Up, bad.clone());
    viewer.impair(Direction::Down, bad);
    let peer = world.bot("Bảo Hà")?.peer().await?;
    peer.more("programme", 60).await?;
    speaker.impair(Direction::Up, Impairment::default());
    viewer.impair(Direction::Down, Impairment::default());
    peer.more("programme", 5).await?;

    let programme = peer.slot("programme")?;
    assert!(programme.repaired > 0 && speaker.carried(Direction::Up).lost > 0, "{programme:#?}");
    assert_eq!((programme.lost, programme.broken), (0, 0), "{programme:#?}");
    assert!(world.admin.metric("giaoban_rtp_packets_retransmitted_total").await? > 0.0);
    Ok(())
}
