//! How do the parts become a running program? `serve` puts both halves into one process, `signaling` and
//! `media` run one each. Everything that can be refused is tried before the first client may connect.

use crate::cli::Ports;
use crate::config::Config;
use crate::data_dir::DataDir;
use crate::dial;
use crate::health;
use crate::http;
use crate::media::Sockets;
use crate::metrics;
use crate::stop;
use crate::tls;
use std::error::Error;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

type Outcome = Result<(), Box<dyn Error>>;

/// Media alone; dials signaling and serves only its own health and metrics.
pub(crate) async fn media(config: &Config, ports: Ports) -> Outcome {
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
    front.announce(ports, &addresses)?;
    let ready = move || std::future::ready(*is_linked.borrow());
    let router = health::router(front.metrics.clone(), front.stop.clone(), ready);
    http::serve(front.listener, front.tls, router, front.stop).await;
    dialing.await?;
    Ok(())
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

    fn announce(&self, ports: Ports, media: &[SocketAddr]) -> Outcome {
        let http = self.listener.local_addr()?;
        tracing::info!(%http, tls = self.tls.is_some(), "listening");
        if ports.announce_ports {
            println!("{}", serde_json::json!({ "http": http, "media": media }));
        }
        Ok(())
    }
}
