//! Hostile datagrams: each is a counted drop, and the briefing goes on.

use anyhow::{Context, Result};
use giaoban_tests::patience::within;
use giaoban_tests::world::{HALL, World};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::UdpSocket;

const SEED: u64 = 47;
/// Datagrams of each kind.
const FLOOD: usize = 3_000;

/// A STUN binding request with a made-up user name and integrity (RFC 8489 section 5).
fn stun(random: &mut SmallRng) -> Vec<u8> {
    let mut bytes = vec![0, 1, 0, 60, 0x21, 0x12, 0xa4, 0x42];
    bytes.resize(80, 0);
    random.fill_bytes(&mut bytes[8..]);
    bytes[20..24].copy_from_slice(&[0, 6, 0, 8]); // USERNAME
    bytes[32..36].copy_from_slice(&[0, 8, 0, 20]); // MESSAGE-INTEGRITY
    bytes
}

fn media(random: &mut SmallRng, second: u8) -> Vec<u8> {
    let mut bytes = vec![0; 200];
    random.fill_bytes(&mut bytes);
    bytes[..2].copy_from_slice(&[0x80, second]);
    bytes
}

fn noise(random: &mut SmallRng) -> Vec<u8> {
    let mut bytes = vec![0; (random.next_u32() % 1_400) as usize];
    random.fill_bytes(&mut bytes);
    bytes
}

/// Sends in portions, so that the flood reaches the server and not only its socket buffer.
async fn flood(server: SocketAddr, mut datagram: impl FnMut() -> Vec<u8>) -> Result<()> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    for index in 0..FLOOD {
        socket.send_to(&datagram(), server).await?;
        if index % 50 == 0 {
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}

#[tokio::test]
async fn floods_of_stun_dtls_and_media_are_dropped_and_counted() -> Result<()> {
    let mut world = World::start(&["Bảo Hà"]).await?;
    world.join(HALL).await?;
    world.join("Bảo Hà").await?;
    world.sees("Bảo Hà", HALL).await?;
    let server = *world.server.media().first().context("a media port")?;
    let before = world.admin.metric("giaoban_rtp_packets_dropped_total").await?;
    let received = world.admin.metric("giaoban_rtp_packets_received_total").await?;

    let mut random = SmallRng::seed_from_u64(SEED);
    flood(server, || stun(&mut random)).await?;
    flood(server, || media(&mut random, 96)).await?;
    flood(server, || media(&mut random, 200)).await?; // RTCP
    flood(server, || noise(&mut random)).await?;
    flood(server, || vec![22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]).await?; // DTLS that lies about its length

    let counted = async {
        loop {
            let now = world.admin.metric("giaoban_rtp_packets_dropped_total").await?;
            if now - before > FLOOD as f64 {
                return anyhow::Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await; // between two looks at /metrics
        }
    };
    within("the flood is counted", counted).await??;
    world.sees("Bảo Hà", HALL).await?;
    world.hears("Bảo Hà", HALL).await?;
    let peer = world.bot("Bảo Hà")?.peer().await?;
    assert_eq!(peer.slot("programme")?.broken, 0, "{:#?}", peer.slot("programme")?);
    assert!(world.admin.metric("giaoban_rtp_packets_received_total").await? > received);
    Ok(())
}
