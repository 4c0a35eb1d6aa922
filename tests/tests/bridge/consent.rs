//! A site that answers no more is given up after the consent time of RFC 7675, and shown as lost.

use anyhow::{Context, Result};
use giaoban_signaling::protocol::SiteState;
use giaoban_tests::relay::{Direction, Impairment, Relay};
use giaoban_tests::world::{HALL, World};
use std::time::Duration;

/// RFC 7675 section 5.1 gives consent for 30 s; this test alone has to outlast it.
const CONSENT_IS_OVER: Duration = Duration::from_secs(40);

#[tokio::test]
async fn a_silent_site_is_lost_when_consent_expires() -> Result<()> {
    let mut world = World::start(&["Bảo Hà"]).await?;
    let relay = Relay::start(*world.server.media().first().context("a media port")?, 1).await?;
    world.join(HALL).await?;
    world.join_through("Bảo Hà", relay.address()).await?;
    relay.impair(Direction::Up, Impairment::cut());
    relay.impair(Direction::Down, Impairment::cut());
    let id = world.site("Bảo Hà")?.id;
    let lost = world.chair.until(|state| (state.site(id)?.state == SiteState::Lost).then_some(()));
    tokio::time::timeout(CONSENT_IS_OVER, lost).await.context("lost when consent is over")??;

    relay.impair(Direction::Up, Impairment::default());
    relay.impair(Direction::Down, Impairment::default());
    world.is_connected("Bảo Hà").await?;
    world.sees("Bảo Hà", HALL).await
}
