//! An encoder publishes by WHIP and a player receives by WHEP: the floor decides what is heard, as for any room.

use anyhow::Result;
use giaoban_signaling::protocol::SiteState;
use giaoban_tests::bot::{Peer, PeerOptions};
use giaoban_tests::patience::within;
use giaoban_tests::standard::{Session, refused};
use giaoban_tests::world::{HALL, World};
use std::time::Duration;

/// Nobody would speak more quietly than this long.
const SILENCE: Duration = Duration::from_secs(1);

#[tokio::test]
async fn an_encoder_and_a_player_take_part() -> Result<()> {
    let mut world = World::start(&["Bảo Hà", "Kim Sơn"]).await?;
    world.join(HALL).await?;
    let encoder = Session::publish(&world, "Bảo Hà").await?;
    encoder.peer.microphone(true); // whatever the chair says
    world.is_connected("Bảo Hà").await?;
    let player = Session::play(&world, "Kim Sơn", "").await?;
    let (hall, commune) = (world.site(HALL)?.scene.name, world.site("Bảo Hà")?.scene.name);
    player.peer.shows("programme", hall).await?;
    let silence = tokio::time::timeout(SILENCE, sound(&player.peer, commune)).await;
    assert!(silence.is_err(), "it has not the floor");

    world.grant("Bảo Hà").await?;
    player.peer.shows("programme", commune).await?;
    within("the player hears the encoder", sound(&player.peer, commune)).await?;
    world.all_follow("Bảo Hà").await?;
    let candidate = "a=mid:0\r\na=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n";
    assert_eq!(encoder.trickle(candidate).await?, 204);

    encoder.end().await?;
    let gone = world.site("Bảo Hà")?.id;
    world
        .told("Bảo Hà is lost", |state| {
            matches!(state.site(gone)?.state, SiteState::Lost | SiteState::Absent).then_some(())
        })
        .await?;
    player.end().await?;
    // A room's own device is not pushed out by an encoder.
    let scene = world.site(HALL)?.scene;
    assert_eq!(refused(&world, HALL, "whip", PeerOptions::encoder(scene)).await?, 409);
    Ok(())
}

/// Comes back when the site is heard, from now on.
async fn sound(peer: &Peer, scene: &str) {
    let asked = std::time::Instant::now();
    peer.ear().until(|figures| figures.heard_since(scene, asked).next().map(drop)).await;
}
