//! The doors as an encoder and a player meet them, with a media node that is played by hand.

use crate::demo::{ACCOUNTS, Demo, PASSWORD};
use crate::ids::BriefingId;
use crate::signaling::tests::demonstration;
use crate::{MediaLink, Signaling};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use giaoban_link::{Document, FromNode, Key, NodeId, PeerKind, PeerWish, RefusalCode, SiteId, ToNode};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tower::ServiceExt;
use uuid::Uuid;

const NOW: i64 = 1_763_859_600_000;
const HOUR: i64 = 3_600_000;
const SDP: &str = "application/sdp";
const FRAGMENT: &str = "application/trickle-ice-sdpfrag";
const OTHER_PWD: &str = "vw5LmwG4y/e6dPP/zAP9Gp5k";

/// A live briefing, and what the media node was told.
struct House {
    signaling: Signaling,
    router: Router,
    demo: Demo,
    peers: Arc<Mutex<Vec<PeerWish>>>,
    _folder: TempDir,
}

/// What came back.
struct Reply {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Reply {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(&name).map_or("", |value| value.to_str().expect("text"))
    }

    /// Status and code of a refusal, which is a problem with a text.
    fn refusal(&self) -> (u16, String) {
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json", "{}", self.body);
        let problem: Value = serde_json::from_str(&self.body).expect("JSON");
        assert_eq!(problem["status"], self.status);
        assert!(problem["detail"].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
        (self.status, problem["code"].as_str().expect("a code").to_owned())
    }
}

impl House {
    async fn open() -> House {
        let (to_node, wishes) = mpsc::channel(64);
        let (reports, from_node) = mpsc::channel(64);
        let peers: Arc<Mutex<Vec<PeerWish>>> = Arc::default();
        tokio::spawn(node(wishes, reports, peers.clone()));
        House::with(MediaLink { to_node, from_node }, peers).await
    }

    async fn with(media: MediaLink, peers: Arc<Mutex<Vec<PeerWish>>>) -> House {
        let (signaling, _, folder) = demonstration(NOW, media).await;
        let demo = signaling.demo().expect("asked for").clone();
        House { router: signaling.router(), signaling, demo, peers, _folder: folder }
    }

    fn site(&self, code: &str) -> SiteId {
        self.demo.sites.iter().find(|(known, _)| *known == code).expect("a site of the demonstration").1
    }

    fn token(&self, code: &str) -> String {
        self.signaling.automation_token(self.site(code), self.demo.briefing, NOW + HOUR)
    }

    fn path(&self, door: &str) -> String {
        format!("/{door}/{}", self.demo.briefing)
    }

    async fn ask(&self, request: axum::http::request::Builder, token: &str, body: &str) -> Reply {
        let request = match token {
            "" => request,
            token => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        };
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        Reply { status, headers, body: String::from_utf8(body.to_vec()).expect("text") }
    }

    async fn offer(&self, path: &str, token: &str, offer: &str) -> Reply {
        self.ask(Request::post(path).header(header::CONTENT_TYPE, SDP), token, offer).await
    }

    async fn patch(&self, path: &str, token: &str, tag: &str, body: &str) -> Reply {
        let request = Request::patch(path).header(header::CONTENT_TYPE, FRAGMENT);
        let request = if tag.is_empty() { request } else { request.header(header::IF_MATCH, tag) };
        self.ask(request, token, body).await
    }

    /// The connections wished of the node now.
    fn wished(&self) -> Vec<PeerWish> {
        self.peers.lock().expect("not poisoned").clone()
    }
}

/// Answers every offer with a user name of its own, and refuses one that says so.
async fn node(
    mut wishes: mpsc::Receiver<ToNode>,
    reports: mpsc::Sender<FromNode>,
    peers: Arc<Mutex<Vec<PeerWish>>>,
) {
    let hello = FromNode::Hello { node: NodeId(Uuid::from_u128(1)), holds: Vec::new() };
    reports.send(hello).await.expect("signaling listens");
    let mut answers = 0;
    while let Some(wish) = wishes.recv().await {
        match wish {
            ToNode::Put { rev, document: Document::Peer(wish) } => {
                let peer = wish.id;
                answers += 1;
                let report = if wish.offer.contains("a=refuse") {
                    let detail = "as the test wants".to_owned();
                    FromNode::Refused { peer, rev, code: RefusalCode::CodecUnsupported, detail }
                } else {
                    let mut peers = peers.lock().expect("not poisoned");
                    peers.retain(|known| known.id != peer);
                    peers.push(wish);
                    FromNode::Answered { peer, rev, sdp: answer(answers) }
                };
                let _ = reports.send(report).await;
            }
            ToNode::Remove { key: Key::Peer(peer), .. } => {
                peers.lock().expect("not poisoned").retain(|known| known.id != peer);
            }
            _ => {}
        }
    }
}

fn answer(number: usize) -> String {
    format!(
        "v=0\r\na=ice-lite\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ice-ufrag:node{number}\r\n\
         a=ice-pwd:password-of-the-node-{number}\r\na=candidate:1 1 udp 1 192.0.2.1 10000 typ host\r\n"
    )
}

fn offer(direction: &str) -> String {
    let line = |kind: &str, mid: u8| {
        format!(
            "m={kind} 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:{mid}\r\na=ice-ufrag:client\r\n\
             a=ice-pwd:passwordOfTheClient0000\r\na={direction}\r\n"
        )
    };
    format!("v=0\r\no=- 42 1 IN IP4 127.0.0.1\r\n{}{}", line("audio", 0), line("video", 1))
}

#[tokio::test]
async fn an_encoder_publishes_as_its_site_and_ends() {
    let house = House::open().await;
    let token = house.token("BY-BH");
    let created = house.offer(&house.path("whip"), &token, &offer("sendonly")).await;
    assert_eq!((created.status, created.body.as_str()), (201, answer(1).as_str()));
    assert_eq!(created.header(header::CONTENT_TYPE), SDP);
    assert_eq!(created.header(header::ETAG), "\"node1\"");
    assert_eq!(created.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    let session = created.header(header::LOCATION);
    assert!(session.starts_with(&house.path("whip")), "{session}");
    let wished = house.wished();
    assert_eq!(
        (wished.len(), wished[0].kind, wished[0].site),
        (1, PeerKind::Device, Some(house.site("BY-BH")))
    );

    assert_eq!(house.ask(Request::get(session), &token, "").await.status, 204);
    assert_eq!(house.ask(Request::delete(session), &token, "").await.status, 200);
    assert_eq!(house.wished(), []);
    let again = house.ask(Request::delete(session), &token, "").await;
    assert_eq!(again.refusal(), (404, "not_found".into()));
}

#[tokio::test]
async fn a_player_receives_the_programme_or_one_site() {
    let house = House::open().await;
    let token = house.token("BY-BH");
    let whep = house.path("whep");
    let created = house.offer(&whep, &token, &offer("sendrecv")).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let PeerWish { kind, site, listen, alone, offer: taken, .. } = house.wished().remove(0);
    assert_eq!((kind, site, listen, alone), (PeerKind::Console, None, true, None));
    assert_eq!(taken.matches("a=recvonly").count(), 2, "what it would send is not wanted");
    // The site's room is where it was: a player is nobody in the briefing.
    let encoder = house.offer(&house.path("whip"), &token, &offer("sendonly")).await;
    assert_eq!(encoder.status, 201, "{}", encoder.body);

    let own = house.offer(&format!("{whep}?site=BY-BH"), &token, &offer("recvonly")).await;
    assert_eq!(own.status, 201, "{}", own.body);
    assert_eq!(house.wished()[2].alone, Some(house.site("BY-BH")));
    let idle = house.offer(&format!("{whep}?site=BY-KS"), &token, &offer("recvonly")).await;
    assert_eq!(idle.refusal(), (403, "not_allowed".into()), "a site that is not on everyone's screen");
    let hall = house.offer(&format!("{whep}?site=LC-TT"), &token, &offer("recvonly")).await;
    assert_eq!(hall.status, 201, "the chair is on everyone's screen: {}", hall.body);
    let nobody = house.offer(&format!("{whep}?site=NOWHERE"), &token, &offer("recvonly")).await;
    assert_eq!(nobody.refusal(), (404, "not_found".into()));
    let session = created.header(header::LOCATION);
    assert_eq!(house.ask(Request::delete(session), &token, "").await.status, 200);
    assert_eq!(house.wished().len(), 3);
}

#[tokio::test]
async fn every_wrong_request_has_its_status() {
    let house = House::open().await;
    let (whip, whep, token) = (house.path("whip"), house.path("whep"), house.token("BY-BH"));
    let sending = offer("sendonly");
    let check =
        |reply: &Reply, status: u16, code: &str| assert_eq!(reply.refusal(), (status, code.to_owned()));

    let stranger = house.offer(&whip, "", &sending).await;
    check(&stranger, 401, "not_signed_in");
    assert_eq!(stranger.header(header::WWW_AUTHENTICATE), "Bearer");
    check(&house.offer(&whip, "gba_x", &sending).await, 401, "not_signed_in");
    let person = house.signaling.records().identity.sign_in(ACCOUNTS[0].username, PASSWORD).await.unwrap();
    check(&house.offer(&whip, &person.token, &sending).await, 403, "not_allowed");
    let elsewhere = house.signaling.automation_token(house.site("BY-BH"), BriefingId::new(), NOW + HOUR);
    check(&house.offer(&whip, &elsewhere, &sending).await, 403, "not_allowed");
    check(&house.offer("/whip/xyz", &token, &sending).await, 404, "not_found");
    let nowhere = format!("/whip/{}", Uuid::new_v4());
    check(&house.offer(&nowhere, &token, &sending).await, 404, "not_found");
    let put = house.ask(Request::put(&whip), &token, "").await;
    check(&put, 405, "malformed");
    assert!(put.header(header::ALLOW).contains("POST"), "{:?}", put.headers);
    let json = Request::post(&whip).header(header::CONTENT_TYPE, "application/json");
    check(&house.ask(json, &token, &sending).await, 415, "malformed");
    let html = Request::post(&whip).header(header::CONTENT_TYPE, SDP).header(header::ACCEPT, "text/html");
    check(&house.ask(html, &token, &sending).await, 406, "malformed");
    check(&house.offer(&whip, &token, "{}").await, 400, "malformed");
    check(&house.offer(&whip, &token, &offer("recvonly")).await, 422, "bad_offer");
    check(&house.offer(&whep, &token, &sending).await, 422, "bad_offer");
    check(&house.offer(&whip, &token, &format!("{sending}a=refuse\r\n")).await, 422, "codec_unsupported");
    let large = format!("{sending}{}", "a=x\r\n".repeat(20_000));
    check(&house.offer(&whip, &token, &large).await, 413, "malformed");
    assert_eq!(house.wished(), [], "nothing of all this reached the node");
}

#[tokio::test]
async fn without_a_media_node_an_encoder_comes_back_later() {
    let house = House::with(MediaLink::remote(), Arc::default()).await;
    let reply = house.offer(&house.path("whip"), &house.token("BY-BH"), &offer("sendonly")).await;
    assert_eq!(reply.refusal(), (503, "no_media".into()));
    assert!(reply.header(header::RETRY_AFTER).parse::<u16>().is_ok(), "{:?}", reply.headers);
}

#[tokio::test]
async fn problems_are_in_the_callers_language() {
    let house = House::open().await;
    for (language, start) in [("vi-VN", "Sai chiều truyền"), ("en", "Wrong direction")] {
        let request = Request::post(house.path("whip"))
            .header(header::CONTENT_TYPE, SDP)
            .header(header::ACCEPT_LANGUAGE, language);
        let reply = house.ask(request, &house.token("BY-BH"), &offer("recvonly")).await;
        let problem: Value = serde_json::from_str(&reply.body).unwrap();
        assert!(problem["detail"].as_str().unwrap().starts_with(start), "{problem}");
    }
}

#[tokio::test]
async fn candidates_are_noted_and_a_restart_is_answered() {
    let house = House::open().await;
    let token = house.token("BY-BH");
    let created = house.offer(&house.path("whip"), &token, &offer("sendonly")).await;
    let session = created.header(header::LOCATION);
    let candidates =
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n";
    assert_eq!(house.patch(session, &token, "\"node1\"", candidates).await.status, 204);
    let own = format!("a=ice-ufrag:client\r\na=ice-pwd:passwordOfTheClient0000\r\n{candidates}");
    assert_eq!(house.patch(session, &token, "\"node1\"", &own).await.status, 204);
    assert_eq!(house.patch(session, &token, "", candidates).await.refusal().0, 428);
    assert_eq!(house.patch(session, &token, "\"node0\"", candidates).await.refusal().0, 412);
    assert_eq!(house.patch(session, &token, "\"node1\"", "{}").await.refusal().0, 400);
    let sdp = Request::patch(session).header(header::CONTENT_TYPE, SDP);
    assert_eq!(house.ask(sdp, &token, candidates).await.refusal().0, 415);
    assert_eq!(house.patch(session, &house.token("BY-KS"), "*", candidates).await.refusal().0, 403);

    let restart = format!("a=ice-ufrag:other\r\na=ice-pwd:{OTHER_PWD}\r\n{candidates}");
    let restarted = house.patch(session, &token, "\"*\"", &restart).await;
    assert_eq!((restarted.status, restarted.header(header::ETAG)), (200, "\"node2\""), "{}", restarted.body);
    assert_eq!(restarted.header(header::CONTENT_TYPE), FRAGMENT);
    assert!(restarted.body.contains("a=ice-ufrag:node2\r\n"), "{}", restarted.body);
    let wished = house.wished();
    assert_eq!(wished.len(), 1, "the same connection");
    assert!(wished[0].offer.contains(OTHER_PWD) && wished[0].offer.contains("a=sendonly"));
    assert_eq!(house.patch(session, &token, "\"node1\"", candidates).await.refusal().0, 412);
}

#[tokio::test]
async fn an_encoder_that_starts_again_comes_to_its_own_place() {
    let house = House::open().await;
    let (whip, token) = (house.path("whip"), house.token("BY-BH"));
    let first = house.offer(&whip, &token, &offer("sendonly")).await;
    let second = house.offer(&whip, &token, &offer("sendonly")).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(house.wished().len(), 1);
    let session = second.header(header::LOCATION);
    assert_eq!(house.ask(Request::delete(session), &token, "").await.status, 200);
    assert_eq!(house.wished(), []);
}

#[tokio::test]
async fn pages_may_ask_what_a_door_takes() {
    let house = House::open().await;
    let endpoint = house.ask(Request::options(house.path("whep")), "", "").await;
    assert_eq!((endpoint.status, endpoint.headers["accept-post"].to_str().unwrap()), (200, SDP));
    assert!(endpoint.header(header::ACCESS_CONTROL_ALLOW_HEADERS).contains("authorization"));
    let session = format!("{}/{}", house.path("whip"), Uuid::new_v4());
    let session = house.ask(Request::options(session), "", "").await;
    assert_eq!((session.status, session.headers["accept-patch"].to_str().unwrap()), (200, FRAGMENT));
    assert!(session.header(header::ACCESS_CONTROL_ALLOW_METHODS).contains("PATCH, DELETE"));
    let found = house.ask(Request::head(house.path("whep")), "", "").await;
    assert_eq!((found.status, found.header(header::CONTENT_TYPE)), (200, SDP));
}
