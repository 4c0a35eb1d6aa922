//! What does a running server answer, and how does it end?

use crate::run::{PATIENCE, Server, output};
use std::time::{Duration, Instant};

async fn get(url: String) -> (u16, String) {
    let response = reqwest::get(url).await.expect("an answer");
    (response.status().as_u16(), response.text().await.expect("a body"))
}

/// Asks again until the answer is as expected; the last one is shown when it never is.
async fn wait_for(server: &Server, path: &str, expected: impl Fn(u16, &str) -> bool) {
    let begun = Instant::now();
    loop {
        let (status, body) = get(server.url(path)).await;
        if expected(status, &body) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{path} still answers {status}: {body}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Ready as soon as the media half has said hello, which is a moment after the ports are open.
async fn wait_ready(server: &Server) {
    wait_for(server, "/readyz", |status, _| status == 200).await;
}

#[tokio::test]
async fn health_readiness_and_metrics() {
    let server = Server::start(&["serve"]);
    assert_eq!(get(server.url("/healthz")).await, (200, "alive\n".into()));
    wait_ready(&server).await;
    let (status, scrape) = get(server.url("/metrics")).await;
    assert_eq!(status, 200);
    for name in [
        "giaoban_rtp_packets_received_total 0",
        "giaoban_rtp_packets_forwarded_total 0",
        "giaoban_rtp_packets_dropped_total{reason=\"not_ours\"} 0",
    ] {
        assert!(scrape.contains(name), "{name} is not in\n{scrape}");
    }
}

#[tokio::test]
async fn hostile_datagrams_are_counted_and_nothing_else_happens() {
    let server = Server::start(&["serve"]);
    wait_ready(&server).await;
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
    let port = server.ports.media[0].port();
    socket.send_to(b"\xff\xff not ours", ("127.0.0.1", port)).await.expect("sent");
    let counted = "giaoban_rtp_packets_dropped_total{reason=\"not_ours\"} 1";
    wait_for(&server, "/metrics", |_, scrape| scrape.contains(counted)).await;
    assert_eq!(get(server.url("/healthz")).await.0, 200);
}

#[tokio::test]
async fn unknown_paths_of_programs_are_not_pages() {
    let server = Server::start(&["serve"]);
    assert_eq!(get(server.url("/api/v1/none")).await.0, 404);
    assert_eq!(get(server.url("/assets/none.js")).await.0, 404);
}

#[tokio::test]
async fn sigterm_ends_it_in_order() {
    let server = Server::start(&["serve", "--log", "info"]);
    wait_ready(&server).await;
    let (status, log) = server.terminate();
    assert_eq!(status, Some(0), "{log}");
    assert!(log.contains("stopping"), "{log}");
}

#[tokio::test]
async fn https_with_a_certificate_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("tls.toml");
    std::fs::write(&config, "[http]\ntls = \"self-signed\"").expect("written");
    let server = Server::start(&["serve", "--config", config.to_str().expect("UTF-8")]);
    let pem = std::fs::read(server.folder.path().join("data/https-certificate.pem")).expect("made");
    let client = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).expect("PEM")])
        .build()
        .expect("a client");
    let url = format!("https://localhost:{}/healthz", server.ports.http.port());
    let answer = client.get(url).send().await.expect("trusted");
    assert_eq!(answer.status(), 200);
}

#[test]
fn check_config_prints_the_settings_in_force() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = output(folder.path(), &["--check-config", "--listen", "127.0.0.1:9"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("listen = \"127.0.0.1:9\""), "{text}");
    assert!(!folder.path().join("data").exists(), "checking changes nothing");
}
