//! The media core alone: three bots, twenty changes of the programme, every picture decodable without a gap.

use anyhow::{Context, Result};
use giaoban_link::{PeerKind, Picture, SiteId};
use giaoban_tests::bot::{PeerOptions, Protection};
use giaoban_tests::core::Core;
use giaoban_tests::fixture::scene;
use uuid::Uuid;

#[tokio::test]
async fn twenty_switches_without_a_broken_picture() -> Result<()> {
    let names = ["hall", "bao-ha", "kim-son"];
    let sites: Vec<SiteId> = names.iter().map(|_| SiteId(Uuid::new_v4())).collect();
    let mut core = Core::start().await?;
    core.hall_on_air(sites[0]);

    let mut peers = Vec::new();
    for (site, name) in sites.iter().zip(names) {
        let mut options = PeerOptions::device(scene(name).context("a fixture")?);
        if name == "kim-son" {
            options.protection = Protection::AesCmOnly;
        }
        let peer = core.connect(*site, PeerKind::Device, options).await?;
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
                peer.shows("programme", names[on_air]).await?;
                peer.shows("audio-0", names[on_air]).await?;
            } else if index != 0 {
                peer.shows("programme", "hall").await?;
            }
        }
    }
    for (peer, name) in peers.iter().zip(names) {
        let programme = peer.slot("programme")?;
        assert!(programme.switches >= 12, "{name}: {programme:#?}");
        assert_eq!(
            (programme.broken, programme.lost, programme.picture_id_breaks, programme.timestamp_breaks),
            (0, 0, 0, 0),
            "{name}: {programme:#?}"
        );
        assert_eq!(peer.ear().figures().unannounced, 0, "{name}");
    }
    Ok(())
}
