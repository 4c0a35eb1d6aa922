//! The floor holds in the core, whatever a client does: sound of a site that may not speak reaches nobody.

use anyhow::{Context, Result};
use giaoban_link::{FromNode, PeerKind, Picture, SiteId};
use giaoban_media::Drop;
use giaoban_tests::bot::PeerOptions;
use giaoban_tests::core::Core;
use giaoban_tests::fixture::scene;
use giaoban_tests::patience::within;
use uuid::Uuid;

#[tokio::test]
async fn an_open_microphone_without_the_floor_is_heard_by_nobody() -> Result<()> {
    let names = ["hall", "bao-ha", "kim-son"];
    let sites: Vec<SiteId> = names.iter().map(|_| SiteId(Uuid::new_v4())).collect();
    let mut core = Core::start().await?;
    core.hall_on_air(sites[0]);
    let mut peers = Vec::new();
    for (site, name) in sites.iter().zip(names) {
        let options = PeerOptions::device(scene(name).context("a fixture")?);
        let peer = core.connect(*site, PeerKind::Device, options).await?;
        peer.camera(true);
        peer.microphone(true); // all of them
        peers.push(peer);
    }

    // A second of the chair's sound, and of the other two it has none.
    peers[1].shows("audio-0", "hall").await?;
    peers[1].more("audio-0", 50).await?;
    peers[2].more("audio-0", 50).await?;
    assert!(core.seen().counters.dropped[Drop::WithoutFloor as usize] > 50);
    for (peer, name) in peers.iter().zip(names) {
        let figures = peer.ear().figures();
        let heard: Vec<_> = (0..3).filter_map(|i| figures.slot(&format!("audio-{i}"))?.scene).collect();
        assert_eq!(heard, if name == "hall" { vec![] } else { vec!["hall"] }, "{name}");
    }

    // The floor: the others hear it, it does not hear itself.
    core.room.programme = Picture::Site(sites[1]);
    core.room.audible = vec![sites[1], sites[0]];
    core.tell();
    peers[2].shows("audio-0", "bao-ha").await?;
    peers[2].shows("audio-1", "hall").await?;
    peers[0].shows("audio-0", "bao-ha").await?;
    peers[1].shows("audio-0", "hall").await?;
    let heard = core.until(|seen| {
        seen.reports.iter().find(|r| matches!(r, FromNode::Heard { site, .. } if *site == sites[1])).map(drop)
    });
    within("the node reports that the speaker is heard", heard).await?;

    // And taken away: nothing more of it, while the chair goes on.
    core.hall_on_air(sites[0]);
    peers[2].shows("audio-0", "hall").await?;
    let silent_since = std::time::Instant::now();
    peers[2].more("audio-0", 50).await?;
    let figures = peers[2].ear().figures();
    for slot in figures.slots().filter(|slot| slot.name.starts_with("audio")) {
        assert!(slot.scene != Some("bao-ha") || slot.packet_at < Some(silent_since), "{slot:#?}");
    }
    Ok(())
}
