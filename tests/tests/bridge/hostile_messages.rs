//! Hostile and mistaken messages: a clear refusal, and nothing else changes.

use anyhow::{Context, Result};
use futures_util::SinkExt;
use giaoban_signaling::protocol::{
    ClientKind, ClientMessage, Command, GrantTarget, Language, Refusal, Seen, ServerMessage,
};
use giaoban_tests::link::{Failure, Link, Socket, open, receive, refusal};
use giaoban_tests::patience::within;
use giaoban_tests::world::{HALL, World};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

/// A briefing in progress that every case must leave alone.
async fn meeting() -> Result<World> {
    let mut world = World::start(&["Bảo Hà", "Kim Sơn"]).await?;
    world.join(HALL).await?;
    world.join("Bảo Hà").await?;
    world.sees("Bảo Hà", HALL).await?;
    Ok(world)
}

fn hello(world: &World, token: &str) -> ClientMessage {
    ClientMessage::Hello {
        token: token.to_owned(),
        briefing: world.briefing,
        kind: ClientKind::Room,
        resume: None,
        take_over: false,
        language: Language::Vi,
    }
}

/// What the server answers to one raw frame on a fresh websocket.
async fn said(world: &World, frame: Message) -> Result<Option<ServerMessage>> {
    let mut socket: Socket = open(&world.server.base()).await?;
    // A server that cuts off an oversized frame may close before all of it is written.
    let _ = socket.send(frame).await;
    within("an answer or the end", receive(&mut socket)).await?
}

#[tokio::test]
async fn frames_that_are_not_of_the_protocol() -> Result<()> {
    let world = meeting().await?;
    let rev = world.chair.state().snapshot.rev;
    let frames = ["", "{", "[]", "null", "{\"type\":\"hello\"}", "{\"type\":\"nonsense\"}", "\u{0}"];
    for frame in frames {
        match said(&world, Message::text(frame)).await? {
            Some(ServerMessage::Refused { refusal, .. } | ServerMessage::Bye { refusal, .. }) => {
                assert_eq!(refusal.code, Refusal::Malformed, "{frame:?}");
            }
            other => panic!("{frame:?}: {other:?}"),
        }
    }
    let deep = "[".repeat(100_000);
    assert!(!matches!(said(&world, Message::text(deep)).await?, Some(ServerMessage::Welcome(_))));
    assert!(!matches!(said(&world, Message::binary(vec![0xff; 64])).await?, Some(ServerMessage::Welcome(_))));
    assert_eq!(world.chair.state().snapshot.rev, rev, "nothing else changes");
    world.sees("Bảo Hà", HALL).await
}

#[tokio::test]
async fn a_frame_beyond_the_limit_ends_the_connection() -> Result<()> {
    let world = meeting().await?;
    let huge = format!("{{\"type\":\"hello\",\"token\":\"{}\"}}", "x".repeat(300 * 1024));
    let answer = said(&world, Message::text(huge)).await;
    assert!(!matches!(answer, Ok(Some(ServerMessage::Welcome(_)))), "{answer:?}");
    world.sees("Bảo Hà", HALL).await
}

#[tokio::test]
async fn a_wrong_token_opens_nothing() -> Result<()> {
    let world = meeting().await?;
    let good = world.site("Kim Sơn")?.token.clone();
    let mut forged = good.clone();
    let last = forged.pop().context("a token is not empty")?;
    forged.push(if last == 'A' { 'B' } else { 'A' });
    for token in ["", "x", &forged, &good[..good.len() / 2]] {
        let refused = Link::connect(&world.server.base(), hello(&world, token)).await;
        let error = refused.err().context("it was let in")?;
        let failure = error.downcast::<Failure>()?;
        assert_eq!(refusal::<()>(Err(failure))?, Refusal::NotSignedIn, "{token:?}");
    }
    for (path, method) in [("/me", Method::GET), ("/users", Method::GET), ("/briefings", Method::POST)] {
        let (status, body) = world.admin.with_token("forged").request(method, path, Some(&json!({}))).await?;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}: {body}");
        assert_eq!(body["code"], "not_signed_in", "{path}: {body}");
    }
    world.sees("Bảo Hà", HALL).await
}

#[tokio::test]
async fn commands_that_may_not_be_and_commands_that_come_too_late() -> Result<()> {
    let mut world = meeting().await?;
    world.join("Kim Sơn").await?;
    let target = GrantTarget::Site(world.site("Bảo Hà")?.id);
    // A room may not moderate, not even for itself.
    let usurped = world.says("Bảo Hà", Command::Grant { target }).await?;
    assert!(matches!(refusal(usurped)?, Refusal::NotAllowed), "a room grants itself the floor");
    let close = world.says("Bảo Hà", Command::Close).await?;
    assert_eq!(refusal(close)?, Refusal::NotAllowed);

    // The chair acts on a floor that has changed since.
    let old = world.chair.state().seen_floor();
    world.grant("Kim Sơn").await?;
    let late = world.chair.command(Command::Grant { target }, Some(old)).await;
    assert_eq!(refusal(late)?, Refusal::Stale);
    let never = Seen { rev: u64::from(u32::MAX), chair_epoch: old.chair_epoch };
    assert_eq!(refusal(world.chair.command(Command::Grant { target }, Some(never)).await)?, Refusal::Stale);
    let unknown = GrantTarget::Request(Uuid::new_v4());
    let now = world.chair.state().seen_floor();
    let nothing = world.chair.command(Command::Grant { target: unknown }, Some(now)).await;
    assert_eq!(refusal(nothing)?, Refusal::NotFound);
    world.speaks("Kim Sơn").await?;
    world.sees("Bảo Hà", "Kim Sơn").await
}

#[tokio::test]
async fn the_same_command_twice_is_one_event() -> Result<()> {
    let world = meeting().await?;
    let (id, command) = (Uuid::new_v4(), Command::SetQueueOpen { open: false });
    let first = within("done", world.chair.command_as(id, command.clone(), None, None)).await??;
    let second = within("done again", world.chair.command_as(id, command, None, None)).await??;
    assert_eq!(first, second);
    Ok(())
}

#[tokio::test]
async fn offers_that_cannot_be_served() -> Result<()> {
    let world = meeting().await?;
    let link = Link::connect(&world.server.base(), hello(&world, &world.site("Kim Sơn")?.token)).await?;
    let h264_only = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\n";
    let offers = [
        "".to_owned(),
        "v=0".to_owned(),
        "\u{0}".repeat(1_000),
        h264_only.to_owned(),
        "m=audio\r\n".repeat(5_000),
    ];
    for offer in offers {
        let beginning: String = offer.chars().take(40).collect();
        let refused = within("an answer", link.join(offer)).await?;
        assert!(matches!(refusal(refused)?, Refusal::BadOffer | Refusal::CodecUnsupported), "{beginning:?}");
    }
    world.sees("Bảo Hà", HALL).await
}
