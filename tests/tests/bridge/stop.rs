//! What the chair stops is cut: a site that goes on sending is not heard or seen by anybody 100 ms after the chair
//! was told that it has stopped, repetitions of lost packets included, and however late the next picture is.

use anyhow::{Context, Result, ensure};
use giaoban_signaling::protocol::Command;
use giaoban_tests::bot::MicrophoneRule;
use giaoban_tests::patience::within;
use giaoban_tests::relay::{Direction, Impairment};
use giaoban_tests::world::{HALL, World};
use std::time::{Duration, Instant};

const STOPPED: &str = "Bảo Hà";
const LISTENERS: [&str; 2] = ["Kim Sơn", "Cam Cọn"];
const PROMISE: Duration = Duration::from_millis(100);
const SPEECHES: usize = 3;
/// Pictures and sounds of the hall that are awaited: what still came of the speaker would come among them.
const AFTERWARDS: u64 = 15;

/// When the chair pressed, and when its console was answered: the server accepted it in between.
struct Stop {
    pressed: Instant,
    answered: Instant,
}

async fn stop(world: &World) -> Result<Stop> {
    let request = world.chair.state().request_of(world.site(STOPPED)?.id).map(|request| request.id);
    let command = Command::Stop { request: request.context("a speech")?, reason: None };
    let seen = world.chair.state().seen_floor();
    let pressed = Instant::now();
    within("an answer to stop", world.chair.command(command, Some(seen))).await??;
    Ok(Stop { pressed, answered: Instant::now() })
}

/// When the last sound and the last picture of the stopped site came to a listener that now follows the hall.
async fn last_of_stopped(world: &World, listener: &str) -> Result<[Instant; 2]> {
    let peer = world.bot(listener)?.peer().await?;
    world.sees(listener, HALL).await?;
    peer.more("programme", AFTERWARDS).await?;
    let scene = world.site(STOPPED)?.scene.name;
    let figures = peer.ear().figures();
    let last = [figures.last_sound_of(scene), figures.last_picture_of(scene)];
    Ok([last[0].context("it was heard before")?, last[1].context("it was seen before")?])
}

#[tokio::test]
async fn nothing_of_a_stopped_site_leaves_the_server_after_100_ms() -> Result<()> {
    let mut world = World::start(&[STOPPED, LISTENERS[0], LISTENERS[1]]).await?;
    let (slow, lossy) = (world.relay(11).await?, world.relay(12).await?);
    world.join_through(HALL, slow.address()).await?;
    world.join_through(LISTENERS[0], lossy.address()).await?;
    world.join(LISTENERS[1]).await?;
    world.join_as(STOPPED, |options| options.microphone = MicrophoneRule::AsTold).await?;
    world.bot(STOPPED)?.microphone(true).await; // and it stays open
    // The key frame that takes over comes late, and something is always asked for again.
    slow.impair(Direction::Up, Impairment { delay: Duration::from_millis(300), ..Impairment::default() });
    lossy.impair(Direction::Down, Impairment::loss(0.1));
    for speech in 1..=SPEECHES {
        world.grant(STOPPED).await?;
        for listener in LISTENERS {
            world.sees(listener, STOPPED).await?;
            world.hears(listener, STOPPED).await?;
        }
        let stop = stop(&world).await?;
        let [first, second] = LISTENERS.map(|listener| last_of_stopped(&world, listener));
        let (first, second) = tokio::try_join!(first, second)?;
        for (listener, [sound, picture]) in LISTENERS.iter().zip([first, second]) {
            let [heard, seen] = [sound, picture].map(|last| last.saturating_duration_since(stop.pressed));
            println!(
                "stop {speech}, {listener}: last sound {heard:.0?}, last picture {seen:.0?} after the press"
            );
            let late = sound.max(picture).saturating_duration_since(stop.answered);
            ensure!(late <= PROMISE, "{listener} got a packet {late:?} after the stop");
        }
    }
    let repaired = world.bot(LISTENERS[0])?.peer().await?.slot("programme")?.repaired;
    println!("{repaired} packets were repeated meanwhile");
    ensure!(repaired > 0, "nothing was asked for again");
    Ok(())
}
