//! How does HTTP enter? One listener, plain or TLS, for pages, API and websockets, with limits on what a
//! stranger can hold open, and a graceful end.

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceBuilder;

/// A slow stranger holds a connection no longer than this before its request is there.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// The same for the TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// Requests in flight at the end may take this long; then the process goes.
const STOP_PATIENCE: Duration = Duration::from_secs(5);
/// Open connections: 3,400 points with a websocket and a few requests each, below the usual limit of
/// descriptors that systemd units are given.
const MAX_CONNECTIONS: usize = 16_384;
/// Pause after a failed accept: out of descriptors, retrying at once would burn a core.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Why there is no listener.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot listen on {address} (http.listen): {cause}. Stop the program that uses the port, or choose another with --listen or [http] listen (with make run: PORT)"
)]
pub(crate) struct ListenError {
    address: SocketAddr,
    cause: io::Error,
}

/// Takes the port, so that a busy one is an error of the start.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|cause| ListenError { address, cause })
}

/// Serves until `stop`, then lets requests in flight finish. Websockets are ended by whoever runs them.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    stop: CancellationToken,
) {
    let connections = TaskTracker::new();
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    while let Some((stream, client)) = accept(&listener, &stop).await {
        let Ok(place) = places.clone().try_acquire_owned() else {
            tracing::warn!(%client, "too many connections, one is refused");
            continue;
        };
        let connection = Connection { client, tls: tls.clone(), router: router.clone(), stop: stop.clone() };
        connections.spawn(async move {
            connection.serve(stream).await;
            drop(place);
        });
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(STOP_PATIENCE, connections.wait()).await.is_err() {
        tracing::warn!("requests in flight are cut off");
    }
}

/// The next connection, or `None` once stopped.
async fn accept(listener: &TcpListener, stop: &CancellationToken) -> Option<(TcpStream, SocketAddr)> {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return None,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok(connection) => return Some(connection),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

struct Connection {
    client: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    stop: CancellationToken,
}

impl Connection {
    async fn serve(self, stream: TcpStream) {
        // Small messages are the rule here, and each is somebody waiting.
        let _ = stream.set_nodelay(true);
        let Some(acceptor) = self.tls.clone() else { return self.serve_http(stream).await };
        match tokio::time::timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => self.serve_http(stream).await,
            Ok(Err(error)) => tracing::debug!(client = %self.client, %error, "TLS handshake failed"),
            Err(_) => tracing::debug!(client = %self.client, "TLS handshake took too long"),
        }
    }

    async fn serve_http<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(self, stream: S) {
        let client = ConnectInfo(SocketAddr::new(self.client.ip().to_canonical(), self.client.port()));
        let service = ServiceBuilder::new()
            .map_request(move |mut request: hyper::Request<Incoming>| {
                request.extensions_mut().insert(client);
                request.map(axum::body::Body::new)
            })
            .service(self.router);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
            .with_upgrades();
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(client = %client.0, %error, "connection ended");
        }
    }
}

#[cfg(test)]
mod tests;
