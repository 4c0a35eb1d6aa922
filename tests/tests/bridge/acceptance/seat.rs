//! Who leads: consoles that die, and the seat that moves.

use anyhow::{Context, Result, ensure};
use giaoban_signaling::protocol::{ClientKind, Command, Refusal};
use giaoban_tests::link::refusal;
use giaoban_tests::patience::within;
use giaoban_tests::world::{DEPUTY, SECRETARY, World};

/// 6: The secretary's PC dies during a speech: speech and clock go on, another console continues, and nobody else
/// chairs than before.
#[tokio::test]
async fn a_secretary_that_dies_takes_nothing_along() -> Result<()> {
    let world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    let secretary = world.console(SECRETARY, ClientKind::Console).await?;
    world.grant("Bảo Hà").await?;
    world.all_follow("Bảo Hà").await?;
    let site = world.site("Bảo Hà")?.id;
    let before = world.chair.state().clone();
    let request = before.request_of(site).context("it speaks")?.clone();
    drop(secretary);

    let other = world.console(SECRETARY, ClientKind::Console).await?;
    let extend = Command::Extend { request: request.id, minutes: 1 };
    let seen = other.state().seen_floor();
    within("the other console goes on", other.command(extend, Some(seen))).await??;
    let after = world.told("one minute more", |state| {
        state.request_of(site).filter(|now| now.allowed_ms == request.allowed_ms + 60_000).cloned()
    });
    let after = after.await?;
    assert_eq!(
        (after.state, after.running_since),
        (request.state, request.running_since),
        "its clock ran on"
    );
    assert_eq!(world.chair.state().snapshot.seat.epoch, before.snapshot.seat.epoch);
    world.bot("Kim Sơn")?.peer().await?.more("programme", 15).await?;
    Ok(())
}

/// 7: The chair hands over to the deputy; a delayed command of the old epoch is refused, whoever sent it.
#[tokio::test]
async fn a_command_from_before_the_hand_over_is_refused() -> Result<()> {
    let world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    let secretary = world.console(SECRETARY, ClientKind::Console).await?;
    let deputy = world.console(DEPUTY, ClientKind::Console).await?;
    let old = world.chair.state().seen_floor();
    let to = deputy.state().me.user.context("a person")?;
    let seen = world.chair.state().seen_seat();
    within("offered", world.chair.command(Command::HandOver { to }, Some(seen))).await??;
    let offered = deputy.until(|state| (state.snapshot.seat.offered_to == Some(to)).then_some(()));
    within("the deputy is asked", offered).await??;
    within("accepted", deputy.command(Command::AcceptSeat, None)).await??;
    world.told("the deputy chairs", |state| (state.snapshot.seat.holder == Some(to)).then_some(())).await?;

    let delayed = world.invitation("Bảo Hà")?;
    for console in [&world.chair, &secretary] {
        let outcome = within("an answer", console.command(delayed.clone(), Some(old))).await?;
        assert_eq!(refusal(outcome)?, Refusal::LostSeat);
    }
    let usurped = world.chair.command(delayed.clone(), Some(world.chair.state().seen_floor()));
    assert_eq!(refusal(within("an answer", usurped).await?)?, Refusal::NotAllowed);
    let seen = deputy.state().seen_floor();
    ensure!(seen.chair_epoch > old.chair_epoch, "{seen:?} after {old:?}");
    within("the deputy invites", deputy.command(delayed, Some(seen))).await??;
    world.speaks("Bảo Hà").await?;
    world.all_follow("Bảo Hà").await
}
