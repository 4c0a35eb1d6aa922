//! Is this process alive, and should it get traffic? `/healthz`, `/readyz` and `/metrics`.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use std::future::Future;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The text format of Prometheus.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `ready` is asked on every `/readyz`; a stopping process is never ready, so that balancers turn away first.
pub(crate) fn router<F, R>(metrics: PrometheusHandle, stop: CancellationToken, ready: F) -> Router
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = bool> + Send,
{
    let ready = Arc::new(ready);
    let readyz = move || {
        let (ready, stop) = (ready.clone(), stop.clone());
        async move { readiness(!stop.is_cancelled() && ready().await) }
    };
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(async move || scrape(&metrics)))
}

fn readiness(ready: bool) -> (StatusCode, &'static str) {
    match ready {
        true => (StatusCode::OK, "ready\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    }
}

fn scrape(metrics: &PrometheusHandle) -> impl IntoResponse + use<> {
    // Folds histogram samples, which would otherwise pile up between scrapes.
    metrics.run_upkeep();
    ([(header::CONTENT_TYPE, EXPOSITION)], metrics.render())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use tower::ServiceExt;

    async fn status(ready: bool, stop: &CancellationToken, path: &str) -> StatusCode {
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let router = router(metrics, stop.clone(), move || std::future::ready(ready));
        let request = Request::get(path).body(Body::empty()).expect("a request");
        router.oneshot(request).await.expect("infallible").status()
    }

    #[tokio::test]
    async fn readiness_follows_its_parts_and_ends_with_the_first_signal() {
        let stop = CancellationToken::new();
        assert_eq!(status(true, &stop, "/readyz").await, StatusCode::OK);
        assert_eq!(status(false, &stop, "/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(false, &stop, "/healthz").await, StatusCode::OK, "alive while it waits");
        stop.cancel();
        assert_eq!(status(true, &stop, "/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(true, &stop, "/healthz").await, StatusCode::OK, "alive while it stops");
        assert_eq!(status(true, &stop, "/metrics").await, StatusCode::OK);
    }
}
