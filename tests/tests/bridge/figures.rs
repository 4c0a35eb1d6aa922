//! The technician's figures name the bad leg: 5 % loss on one direction of one site, and only there.

use anyhow::{Context, Result};
use giaoban_signaling::protocol::{ClientKind, FlowView, SiteLink};
use giaoban_tests::link::Link;
use giaoban_tests::patience::within;
use giaoban_tests::relay::{Direction, Impairment};
use giaoban_tests::world::{HALL, TECHNICIAN, World};
use uuid::Uuid;

/// The loss shown while 5 % are lost: single seconds scatter, so their mean is compared.
const SHOWN: std::ops::Range<f64> = 2.5..8.0;
/// Seconds averaged.
const SECONDS: usize = 6;

/// Means over some seconds of a site's loss up and down, worst medium.
async fn loss_of(technician: &Link, site: Uuid) -> Result<(f64, f64)> {
    let mut samples: Vec<SiteLink> = Vec::new();
    let collected = technician.until(|state| {
        let link = state.links.values().find(|link| link.site == Some(site))?;
        if samples.last() != Some(link) {
            samples.push(link.clone());
        }
        (samples.len() > SECONDS).then_some(())
    });
    within("figures each second", collected).await??;
    let mean = |flow: fn(&SiteLink) -> FlowView| {
        samples[1..].iter().map(|sample| flow(sample).loss_percent).sum::<f64>() / SECONDS as f64
    };
    let worst = |flows: [f64; 2]| flows[0].max(flows[1]);
    Ok((
        worst([mean(|link| link.up.video), mean(|link| link.up.audio)]),
        worst([mean(|link| link.down.video), mean(|link| link.down.audio)]),
    ))
}

#[tokio::test]
async fn loss_is_shown_at_its_site_and_direction_only() -> Result<()> {
    let mut world = World::start(&["Bảo Hà", "Kim Sơn"]).await?;
    let relay = world.relay(3).await?;
    world.join(HALL).await?;
    world.join("Bảo Hà").await?;
    world.join_through("Kim Sơn", relay.address()).await?;
    world.all_follow(HALL).await?;
    let technician = world.console(TECHNICIAN, ClientKind::Technician).await?;
    let (other, bad) = (world.site("Bảo Hà")?.id, world.site("Kim Sơn")?.id);

    for direction in [Direction::Up, Direction::Down] {
        relay.impair(direction, Impairment::loss(0.05));
        let named = technician.until(|state| {
            let link = state.links.values().find(|link| link.site == Some(bad))?;
            let culprit = link.culprit.as_ref()?;
            let wanted = if direction == Direction::Up { "up" } else { "down" };
            (culprit.direction == wanted && culprit.measure == "loss").then_some(())
        });
        tokio::time::timeout(std::time::Duration::from_secs(25), named)
            .await
            .with_context(|| format!("{direction:?}: {:#?}", technician.state().links))??;
        let ((up, down), elsewhere) =
            tokio::try_join!(loss_of(&technician, bad), loss_of(&technician, other))?;
        let (shown, clean) = if direction == Direction::Up { (up, down) } else { (down, up) };
        assert!(SHOWN.contains(&shown), "{direction:?}: {up} % up, {down} % down");
        assert!(clean < 0.5, "{direction:?}: {up} % up, {down} % down");
        let (up, down) = elsewhere;
        assert!(up < 0.5 && down < 0.5, "the other site: {up} % up, {down} % down");
        relay.impair(direction, Impairment::default());
    }
    Ok(())
}
