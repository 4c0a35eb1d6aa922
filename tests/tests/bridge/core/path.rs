//! A site's network path: it may change address and goes on; without consent it ends (RFC 7675).

use anyhow::{Context, Result};
use giaoban_link::{FromNode, LostReason, PeerKind, Picture, SiteId};
use giaoban_tests::bot::{Peer, PeerOptions};
use giaoban_tests::core::Core;
use giaoban_tests::fixture::scene;
use giaoban_tests::patience::within;
use giaoban_tests::relay::{Direction, Impairment, Relay};
use std::time::Duration;
use uuid::Uuid;

/// A speaker, and a viewer behind a relay.
async fn meeting() -> Result<(Core, Peer, Relay, Peer)> {
    let (a, b) = (SiteId(Uuid::new_v4()), SiteId(Uuid::new_v4()));
    let mut core = Core::start().await?;
    core.room.programme = Picture::Site(a);
    core.tell();
    let speaker =
        core.connect(a, PeerKind::Device, PeerOptions::device(scene("bao-ha").context("a fixture")?)).await?;
    speaker.camera(true);
    let relay = Relay::start(core.address(), 1).await?;
    let mut options = PeerOptions::device(scene("kim-son").context("a fixture")?);
    options.through = Some(relay.address());
    let viewer = core.connect(b, PeerKind::Device, options).await?;
    viewer.shows("programme", "bao-ha").await?;
    Ok((core, speaker, relay, viewer))
}

#[tokio::test]
async fn media_follows_a_site_to_its_new_address() -> Result<()> {
    let (_core, _speaker, relay, viewer) = meeting().await?;
    for _ in 0..2 {
        relay.move_away().await?;
        viewer.shows("programme", "bao-ha").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_site_that_answers_no_more_is_given_up() -> Result<()> {
    let (mut core, _speaker, relay, _viewer) = meeting().await?;
    relay.impair(Direction::Up, Impairment::cut());
    core.skip(Duration::from_secs(31));
    let lost = core.until(|seen| {
        let mut lost = seen.reports.iter().filter_map(|report| match report {
            FromNode::Lost { reason, .. } => Some(*reason),
            _ => None,
        });
        lost.find(|reason| *reason == LostReason::ConsentExpired)
    });
    within("the node reports the loss", lost).await?;
    Ok(())
}
