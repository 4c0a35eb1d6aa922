use super::*;
use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

async fn start(router: Router) -> (SocketAddr, CancellationToken, JoinHandle<()>) {
    let listener = listen("127.0.0.1:0".parse().expect("an address")).await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let stop = CancellationToken::new();
    (address, stop.clone(), tokio::spawn(serve(listener, None, router, stop)))
}

async fn ask(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let request = format!("GET {path} HTTP/1.1\r\nHost: giaoban\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("read");
    answer
}

async fn greet(upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>) -> Response {
    match upgrade {
        Ok(upgrade) => upgrade.on_upgrade(async |mut socket| {
            let _ = socket.send("xin chào".into()).await;
        }),
        Err(rejection) => rejection.into_response(),
    }
}

#[tokio::test]
async fn handlers_know_who_asks() {
    let whoami = async |ConnectInfo(client): ConnectInfo<SocketAddr>| client.ip().to_string();
    let (address, ..) = start(Router::new().route("/", get(whoami))).await;
    let answer = ask(address, "/").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn websockets_pass() {
    let (address, ..) = start(Router::new().route("/ws", get(greet))).await;
    let (mut socket, _) =
        tokio_tungstenite::connect_async(format!("ws://{address}/ws")).await.expect("upgraded");
    let message = socket.next().await.expect("a message").expect("no error");
    assert_eq!(message.to_text().expect("text"), "xin chào");
}

#[tokio::test]
async fn a_request_in_flight_finishes_after_stop_and_no_new_one_begins() {
    let (arrived, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (here, wait) = (arrived.clone(), go_on.clone());
    let slow = async move || {
        here.notify_one();
        wait.notified().await;
        "done"
    };
    let (address, stop, server) = start(Router::new().route("/", get(slow))).await;
    let asking = tokio::spawn(ask(address, "/"));
    arrived.notified().await;
    stop.cancel();
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go_on.notify_one();
    assert!(asking.await.expect("no panic").ends_with("done"));
    server.await.expect("no panic");
}

#[tokio::test]
async fn a_busy_port_is_named_with_what_to_do() {
    let first = listen("127.0.0.1:0".parse().expect("an address")).await.expect("a free port");
    let error = listen(first.local_addr().expect("bound")).await.expect_err("busy").to_string();
    assert!(error.contains("127.0.0.1") && error.contains("--listen"), "{error}");
}
