//! Who speaks, and who gets whose picture and sound.

use anyhow::{Result, bail, ensure};
use giaoban_signaling::protocol::{ClientKind, Command, GrantTarget, Refusal, RequestState};
use giaoban_tests::link::{Failure, State};
use giaoban_tests::patience::within;
use giaoban_tests::world::{HALL, SECRETARY, World};
use uuid::Uuid;

fn speakers(state: &State) -> Vec<Uuid> {
    let has_floor = |state: RequestState| matches!(state, RequestState::Granted | RequestState::Speaking);
    let requests = state.snapshot.floor.requests.iter();
    requests.filter(|request| has_floor(request.state)).map(|request| request.site).collect()
}

/// 1: Two consoles grant different sites at once. One wins, the other is refused as stale and sees the winner.
#[tokio::test]
async fn two_consoles_grant_at_once_and_one_wins() -> Result<()> {
    let world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    let secretary = world.console(SECRETARY, ClientKind::Console).await?;
    let (tablet, desk) = (world.chair.state().seen_floor(), secretary.state().seen_floor());
    let grant = |name| anyhow::Ok(Command::Grant { target: GrantTarget::Site(world.site(name)?.id) });
    let (first, second) = tokio::join!(
        world.chair.command(grant("Bảo Hà")?, Some(tablet)),
        secretary.command(grant("Kim Sơn")?, Some(desk)),
    );
    let (winner, refused, loser) = match (first, second) {
        (Ok(_), Err(Failure::Refused(refused))) => ("Bảo Hà", refused, &secretary),
        (Err(Failure::Refused(refused)), Ok(_)) => ("Kim Sơn", refused, &world.chair),
        other => bail!("one must win: {other:?}"),
    };
    assert_eq!(refused.code, Refusal::Stale);
    let on_air = world.site(winner)?.id;
    let sees = loser.until(|state| (speakers(state) == [on_air]).then_some(()));
    within("the other console sees who won", sees).await??;
    world.all_follow(winner).await
}

/// 11: The site on air never receives its own picture or sound, in whichever way it is on air.
#[tokio::test]
async fn who_is_on_air_gets_the_chair_and_not_itself() -> Result<()> {
    let world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    world.put_on_air("Bảo Hà").await?;
    world.sees("Kim Sơn", "Bảo Hà").await?;
    world.grant("Bảo Hà").await?;
    world.hears("Kim Sơn", "Bảo Hà").await?;
    world.sees("Bảo Hà", HALL).await?;
    world.does_not_hear("Bảo Hà", "Bảo Hà").await?;
    let own = world.site("Bảo Hà")?.scene.name;
    let peer = world.bot("Bảo Hà")?.peer().await?;
    let shown: Vec<_> = peer.ear().figures().slots().map(|slot| (slot.name.clone(), slot.scene)).collect();
    ensure!(shown.iter().all(|(_, scene)| *scene != Some(own)), "it is given itself: {shown:?}");
    Ok(())
}
