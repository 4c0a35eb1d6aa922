//! What is shown: a tour that was interrupted, and the deepest commune.

use anyhow::Result;
use giaoban_signaling::protocol::{Command, ProgrammeMode, Tally};
use giaoban_tests::link::State;
use giaoban_tests::patience::within;
use giaoban_tests::world::{HALL, World};
use std::time::Instant;

const COMMUNES: [&str; 4] = ["Bảo Hà", "Kim Sơn", "Cam Cọn", "Lương Sơn"];

/// 12: A tour is paused at its second site, somebody speaks, and the tour goes on with the third.
#[tokio::test]
async fn a_tour_goes_on_where_it_stopped() -> Result<()> {
    let world = World::meeting(&COMMUNES).await?;
    let sites: Vec<_> = COMMUNES.iter().map(|name| Ok(world.site(name)?.id)).collect::<Result<_>>()?;
    let command = |command| {
        let seen = world.chair.state().seen_programme();
        within("carried out", world.chair.command(command, Some(seen)))
    };
    let on_air = async |name: &str| {
        let site = world.site(name)?.id;
        let is = |state: &State| (state.snapshot.programme.on_air == Some(site)).then_some(());
        world.told(format_args!("{name} is on air"), is).await
    };
    let mode = ProgrammeMode::Tour { sites, interval: 3, cursor: 0, paused: false };
    command(Command::SetProgramme { mode, hold: false }).await??;
    on_air("Bảo Hà").await?;
    on_air("Kim Sơn").await?;
    command(Command::PauseTour).await??;
    world.sees(HALL, "Kim Sơn").await?;
    world.grant("Lương Sơn").await?;
    world.sees(HALL, "Lương Sơn").await?;
    world.finish("Lương Sơn").await?;
    command(Command::ResumeTour).await??;
    on_air("Cam Cọn").await?;
    world.sees(HALL, "Cam Cọn").await
}

/// 13: The root views a commune two levels below it and puts it on air, each in one command.
#[tokio::test]
async fn the_deepest_commune_is_viewed_and_put_on_air() -> Result<()> {
    let world = World::meeting(&["Bảo Hà", "Kim Sơn"]).await?;
    world.sees("Bảo Hà", HALL).await?;
    let site = world.site("Kim Sơn")?.id;
    let asked = Instant::now();
    let seen = world.chair.state().seen_programme();
    let view = world.chair.command(Command::View { site: Some(site) }, Some(seen));
    within("viewed", view).await??;
    world.sees_in(HALL, "chair", "Kim Sơn").await?;
    println!("viewed by the chair's hall after {} ms", asked.elapsed().as_millis());
    let watched = |state: &State| (state.site(site)?.tally == Tally::Watched).then_some(());
    world.told("it is told that it is watched", watched).await?;

    let asked = Instant::now();
    world.put_on_air("Kim Sơn").await?;
    world.sees("Bảo Hà", "Kim Sơn").await?;
    println!("on air at another commune after {} ms", asked.elapsed().as_millis());
    let on_air = |state: &State| (state.site(site)?.tally == Tally::OnAir).then_some(());
    world.told("it is told that it is on air", on_air).await
}
