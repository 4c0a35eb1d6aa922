//! The media core alone: three bots, twenty changes of the programme, every picture decodable without a gap.

use anyhow::{Context, Result};
use giaoban_link::{PeerKind, Picture, SiteId};
use giaoban_tests::bot::{Peer, PeerOptions, Protection, Publish};
use giaoban_tests::core::Core;
use giaoban_tests::fixture::scene;
use std::time::Duration;
use uuid::Uuid;

const LIMIT: Duration = Duration::from_secs(10);

fn device(name: &str, protection: Protection) -> Result<PeerOptions> {
    let scene = scene(name).context("a fixture")?;
    let publish = Publish { scene, layers: 3, content: None, video_delay: Duration::ZERO };
    let local = "127.0.0.1:0".parse()?;
    Ok(PeerOptions { publish: Some(publish), thumbnails: 0, protection, local, through: None })
}

async fn sees(peer: &Peer, slot: &str, name: &str) -> Result<()> {
    let before = std::time::Instant::now();
    let shown = peer.ear().until(|figures| {
        let slot = figures.slot(slot)?;
        (slot.scene == Some(name) && slot.scene_at > Some(before)).then_some(())
    });
    if tokio::time::timeout(LIMIT, shown).await.is_err() {
        anyhow::bail!("{slot} does not show {name}: {:#?}", peer.ear().figures().slot(slot));
    }
    Ok(())
}

#[tokio::test]
async fn twenty_switches_without_a_broken_picture() -> Result<()> {
    let names = ["hall", "bao-ha", "kim-son"];
    let sites: Vec<SiteId> = names.iter().map(|_| SiteId(Uuid::new_v4())).collect();
    let mut core = Core::start().await?;
    core.room.chair = Some(sites[0]);
    core.room.programme = Picture::Site(sites[0]);
    core.room.audible = vec![sites[0]];
    core.tell();

    let mut peers = Vec::new();
    for (site, name) in sites.iter().zip(names) {
        let protection = if name == "kim-son" { Protection::AesCmOnly } else { Protection::Usual };
        let peer = core.connect(*site, PeerKind::Device, device(name, protection)?).await?;
        peer.camera(true);
        peer.microphone(true);
        peers.push(peer);
    }

    for turn in 0..20 {
        let on_air = turn % 3;
        core.room.programme = Picture::Site(sites[on_air]);
        core.room.audible = if on_air == 0 { vec![sites[0]] } else { vec![sites[on_air], sites[0]] };
        core.tell();
        for (index, peer) in peers.iter().enumerate() {
            if index != on_air {
                sees(peer, "programme", names[on_air]).await?;
                sees(peer, "audio-0", names[on_air]).await?;
            } else if index != 0 {
                sees(peer, "programme", "hall").await?;
            }
        }
    }
    for (peer, name) in peers.iter().zip(names) {
        let figures = peer.ear().figures();
        let programme = figures.slot("programme").context("announced")?;
        assert!(programme.switches >= 12, "{name}: {programme:#?}");
        assert_eq!(
            (programme.broken, programme.lost, programme.picture_id_breaks, programme.timestamp_breaks),
            (0, 0, 0, 0),
            "{name}: {programme:#?}"
        );
        assert_eq!(figures.unannounced, 0, "{name}");
    }
    Ok(())
}
