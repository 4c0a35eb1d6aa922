//! A connection that answers no more is given up after the consent time of RFC 7675; the site makes another.

use anyhow::{Context, Result, ensure};
use giaoban_signaling::protocol::SiteState;
use giaoban_tests::link::State;
use giaoban_tests::relay::Impairment;
use giaoban_tests::world::{HALL, World};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// RFC 7675 section 5.1 gives consent for 30 s; this test alone has to outlast it.
const CONSENT_IS_OVER: Duration = Duration::from_secs(40);
/// The last check came less than 10 s before the line was cut, however loaded the machine is.
const CONSENT_STANDS: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_silent_connection_is_given_up_when_consent_expires() -> Result<()> {
    let mut world = World::start(&["Bảo Hà"]).await?;
    let relay = world.relay(1).await?;
    world.join(HALL).await?;
    world.join_through("Bảo Hà", relay.address()).await?;
    world.put_on_air("Bảo Hà").await?; // only who has sent media is missed within seconds
    world.sees(HALL, "Bảo Hà").await?;
    let connection = world.bot("Bảo Hà")?.peer().await?;
    let cut = Instant::now();
    relay.impair_both(Impairment::cut());
    let id = world.site("Bảo Hà")?.id;
    let is_lost = |state: &State| (state.site(id)?.state == SiteState::Lost).then_some(());
    world.told("it is shown as lost", is_lost).await?;
    let bot = world.bot("Bảo Hà")?;
    tokio::time::timeout(CONSENT_IS_OVER, bot.is_away()).await.context("its connection is given up")?;
    ensure!(cut.elapsed() > CONSENT_STANDS, "given up after {:?}", cut.elapsed());

    relay.impair_both(Impairment::default());
    world.is_connected("Bảo Hà").await?;
    world.sees("Bảo Hà", HALL).await?;
    ensure!(!Arc::ptr_eq(&connection, &world.bot("Bảo Hà")?.peer().await?), "it is another connection");
    Ok(())
}
