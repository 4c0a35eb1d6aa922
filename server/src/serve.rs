//! How do the parts become a running program? `serve` puts both halves into one process, `signaling` and
//! `media` run one each. Everything that can be refused is tried before the first client may connect.

use crate::cli::Ports;
use crate::client;
use crate::config::Config;
use crate::data_dir::{DataDir, Lock};
use crate::dial;
use crate::health;
use crate::http;
use crate::link;
use crate::media::Sockets;
use crate::metrics;
use crate::stop;
use crate::tls;
use axum::Router;
use giaoban_signaling::{MediaLink, Signaling, SignalingConfig};
use std::error::Error;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// Wishes between signaling and the router of the shards; a slow shard makes signaling wait.
const WISH_QUEUE: usize = 1_024;
/// Reports towards signaling; they pile up in front of it where they can be dropped, not here.
const REPORT_QUEUE: usize = 1_024;

type Outcome = Result<(), Box<dyn Error>>;

/// How a run was asked for, besides its settings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) demo: bool,
    pub(crate) announce_ports: bool,
}

impl Options {
    pub(crate) fn new(demo: bool, ports: Ports) -> Options {
        Options { demo, announce_ports: ports.announce_ports }
    }
}

/// Both halves in one process, over channels.
pub(crate) async fn serve(config: &Config, options: Options) -> Outcome {
    let sockets = Sockets::bind(&config.media)?;
    let media = sockets.addresses()?;
    let front = Front::open(config).await?;
    let _lock = front.lock()?;
    let (shards, reports) = sockets.start(&config.media)?;
    let (to_node, wishes) = mpsc::channel(WISH_QUEUE);
    let (to_signaling, from_node) = mpsc::channel(REPORT_QUEUE);
    let reporting = tokio::spawn(link::reports(shards.hello(), reports, to_signaling));
    let ended = CancellationToken::new();
    let wishing = tokio::spawn(link::wishes(shards, wishes, ended.clone()));
    let signaling =
        Signaling::start(signaling_config(config, &front.data, options)?, MediaLink { to_node, from_node })
            .await?;
    front.announce(options, &media)?;
    front.run_signaling(signaling).await;
    ended.cancel();
    wishing.await?;
    reporting.await?;
    Ok(())
}

/// Signaling alone; media nodes dial its `/link/v1`.
pub(crate) async fn signaling(config: &Config, options: Options) -> Outcome {
    if config.link.secret.is_none() {
        return Err(
            "signaling alone needs [link] secret: the text that media nodes prove themselves with".into()
        );
    }
    let front = Front::open(config).await?;
    let _lock = front.lock()?;
    let signaling =
        Signaling::start(signaling_config(config, &front.data, options)?, MediaLink::remote()).await?;
    front.announce(options, &[])?;
    front.run_signaling(signaling).await;
    Ok(())
}

/// Media alone; dials signaling and serves only its own health and metrics.
pub(crate) async fn media(config: &Config, options: Options) -> Outcome {
    let (Some(url), Some(secret)) = (config.link.signaling.clone(), config.link.secret.clone()) else {
        return Err(
            "media alone needs [link] signaling and secret: where signaling is, and its secret".into()
        );
    };
    let sockets = Sockets::bind(&config.media)?;
    let addresses = sockets.addresses()?;
    let front = Front::open(config).await?;
    let (shards, reports) = sockets.start(&config.media)?;
    let (linked, is_linked) = watch::channel(false);
    let dialing = dial::run(dial::Signaling { url, secret }, shards, reports, linked, front.stop.clone());
    let dialing = tokio::spawn(dialing);
    front.announce(options, &addresses)?;
    let ready = move || std::future::ready(*is_linked.borrow());
    let router = health::router(front.metrics.clone(), front.stop.clone(), ready);
    http::serve(front.listener, front.tls, router, front.stop).await;
    dialing.await?;
    Ok(())
}

fn signaling_config(
    config: &Config,
    data: &DataDir,
    options: Options,
) -> Result<SignalingConfig, Box<dyn Error>> {
    Ok(SignalingConfig {
        database_url: data.database_url(),
        public_origins: config.http.origins.clone(),
        token_secret: data.token_secret()?,
        demo: options.demo,
        link_secret: config.link.secret.as_ref().map(|secret| secret.expose().to_owned()),
    })
}

/// What every form of the program has: a data folder, a listener, metrics and an end.
struct Front {
    data: DataDir,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    metrics: metrics_exporter_prometheus::PrometheusHandle,
    stop: CancellationToken,
}

impl Front {
    async fn open(config: &Config) -> Result<Front, Box<dyn Error>> {
        let data = DataDir::open(&config.data_dir)?;
        let tls = tls::acceptor(&config.http.tls, &data, &config.media.announce)?;
        let listener = http::listen(config.http.listen).await?;
        Ok(Front { data, listener, tls, metrics: metrics::install()?, stop: stop::on_signal()? })
    }

    fn lock(&self) -> Result<Lock, Box<dyn Error>> {
        Ok(self.data.lock()?)
    }

    fn announce(&self, options: Options, media: &[SocketAddr]) -> Outcome {
        let http = self.listener.local_addr()?;
        tracing::info!(%http, tls = self.tls.is_some(), "listening");
        if options.announce_ports {
            println!("{}", serde_json::json!({ "http": http, "media": media }));
        }
        Ok(())
    }

    async fn run_signaling(self, signaling: Signaling) {
        let asked = signaling.clone();
        let ready = move || {
            let signaling = asked.clone();
            async move { signaling.ready().await }
        };
        let health = health::router(self.metrics.clone(), self.stop.clone(), ready);
        let router = Router::new().merge(signaling.router()).merge(health).fallback_service(client::router());
        let ending = tokio::spawn(tell_clients(signaling, self.stop.clone()));
        http::serve(self.listener, self.tls, router, self.stop).await;
        if ending.await.is_err() {
            tracing::error!("stopping signaling panicked");
        }
    }
}

/// Websockets live outside of HTTP's graceful end: signaling says good-bye and closes them.
async fn tell_clients(signaling: Signaling, stop: CancellationToken) {
    stop.cancelled().await;
    signaling.shutdown().await;
}
