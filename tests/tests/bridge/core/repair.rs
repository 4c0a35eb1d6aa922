//! Lost packets come back, both ways: the core answers NACKs over RTX, and asks for what it lost itself,
//! simulcast layers by their repaired rid.

use anyhow::{Context, Result};
use giaoban_link::{PeerKind, Picture, SiteId};
use giaoban_media::Drop;
use giaoban_tests::bot::{Peer, PeerOptions};
use giaoban_tests::core::Core;
use giaoban_tests::fixture::scene;
use giaoban_tests::relay::{Direction, Impairment, Pick, Relay};
use uuid::Uuid;

const VP8: u8 = 96;

/// A speaker behind one relay and a viewer behind another.
async fn meeting() -> Result<(Core, Relay, Peer, Relay, Peer)> {
    let (a, b) = (SiteId(Uuid::new_v4()), SiteId(Uuid::new_v4()));
    let mut core = Core::start().await?;
    core.room.programme = Picture::Site(a);
    core.room.audible = vec![a];
    core.tell();
    let mut connected = Vec::new();
    for (site, name) in [(a, "bao-ha"), (b, "kim-son")] {
        let relay = Relay::start(core.address(), 7).await?;
        let mut options = PeerOptions::device(scene(name).context("a fixture")?);
        options.through = Some(relay.address());
        let peer = core.connect(site, PeerKind::Device, options).await?;
        connected.push((relay, peer));
    }
    let (viewer_relay, viewer) = connected.pop().context("two")?;
    let (speaker_relay, speaker) = connected.pop().context("two")?;
    speaker.camera(true);
    viewer.shows("programme", "bao-ha").await?;
    Ok((core, speaker_relay, speaker, viewer_relay, viewer))
}

fn every_twelfth() -> Impairment {
    Impairment { every: 12, pick: Pick::PayloadType(VP8), ..Impairment::default() }
}

#[tokio::test]
async fn what_the_viewer_lost_is_sent_again() -> Result<()> {
    let (core, _up, _speaker, relay, viewer) = meeting().await?;
    relay.impair(Direction::Down, every_twelfth());
    viewer.more("programme", 60).await?;
    relay.impair(Direction::Down, Impairment::default());
    viewer.more("programme", 5).await?;
    let programme = viewer.slot("programme")?;
    assert!(programme.repaired > 3, "{programme:#?}");
    assert_eq!((programme.lost, programme.broken), (0, 0), "{programme:#?}");
    let counters = core.seen().counters.clone();
    let answered = counters.rtp_retransmitted..=counters.rtp_retransmitted + counters.rtp_probes;
    assert!(answered.contains(&(programme.repaired + programme.duplicates)), "{counters:?} {programme:#?}");
    Ok(())
}

#[tokio::test]
async fn what_the_core_lost_of_a_simulcast_layer_is_asked_for_and_passed_on() -> Result<()> {
    let (core, relay, _speaker, _down, viewer) = meeting().await?;
    relay.impair(Direction::Up, every_twelfth());
    viewer.more("programme", 60).await?;
    assert!(relay.carried(Direction::Up).lost > 20);
    relay.impair(Direction::Up, Impairment::default());
    viewer.more("programme", 5).await?;
    let programme = viewer.slot("programme")?;
    assert_eq!((programme.lost, programme.broken), (0, 0), "{programme:#?}");
    assert!(programme.longest_gap.as_millis() < 400, "{programme:#?}");
    assert_eq!(core.seen().counters.dropped[Drop::UnknownTrack as usize], 0);
    Ok(())
}
