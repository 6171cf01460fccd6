//! What is counted for whoever watches the service: requests by route, never by address, and how much waits. Nothing of it is
//! about a person. It is served on a listener of its own, which is no part of the site.

use app::{Clock, House};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Bounds of the histogram, in seconds: around what a page may take, 20 ms in the middle and 50 ms at the worst.
const BOUNDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.035, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 60.0];
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct What {
    state: &'static str,
}

type Timings = Family<Route, Histogram, fn() -> Histogram>;

/// The counters of one server; clones count into the same.
#[derive(Clone)]
pub struct Meters(Arc<Inner>);

struct Inner {
    registry: Registry,
    requests: Family<Asked, Counter>,
    timings: Timings,
    ledger_rows: Gauge,
    sessions: Gauge,
    outbox: Family<What, Gauge>,
    connections: Family<What, Gauge>,
    answering: Gauge,
}

impl Default for Meters {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("wardmote");
        let (requests, outbox, connections) = (Family::default(), Family::default(), Family::default());
        let timings: Timings = Family::new_with_constructor(|| Histogram::new(BOUNDS));
        let (ledger_rows, sessions, answering) = (Gauge::default(), Gauge::default(), Gauge::default());
        registry.register("http_requests", "Requests answered, by matched route, method and status", Clone::clone(&requests));
        registry.register_with_unit("http_request_duration", "Time to the answer, by matched route", Unit::Seconds, timings.clone());
        registry.register("sessions_open", "Sessions that are signed in", Clone::clone(&sessions));
        registry.register("outbox_messages", "Messages by state", Clone::clone(&outbox));
        registry.register("ledger_rows", "Rows of the ledger", Clone::clone(&ledger_rows));
        registry.register("database_connections", "Connections to the database, by state", Clone::clone(&connections));
        registry.register("record_answering", "1 where the record answered this scrape", Clone::clone(&answering));
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program that runs", build);
        Self(Arc::new(Inner { registry, requests, timings, ledger_rows, sessions, outbox, connections, answering }))
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meters(..)")
    }
}

impl Meters {
    /// Counts a request by the route that matched it.
    pub(crate) fn count(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let asked = Asked { route: route.to_owned(), method, status };
        self.0.requests.get_or_create(&asked).inc();
        self.0.timings.get_or_create(&Route { route: route.to_owned() }).observe(took.as_secs_f64());
    }

    /// Looks at the record, and writes everything down in the text format of `OpenMetrics`.
    async fn text(&self, house: &House, clock: Clock) -> Result<String, fmt::Error> {
        let gauges = app::pages::gauges(house, &clock.moment()).await;
        let inner = &self.0;
        inner.answering.set(i64::from(gauges.is_ok()));
        if let Ok(gauges) = gauges {
            inner.ledger_rows.set(gauges.ledger_rows);
            inner.sessions.set(gauges.sessions_open);
            for (state, messages) in gauges.outbox {
                inner.outbox.get_or_create(&What { state }).set(messages);
            }
            for (state, connections) in [("busy", gauges.connections.busy), ("idle", gauges.connections.idle)] {
                inner.connections.get_or_create(&What { state }).set(i64::from(connections));
            }
        }
        let mut text = String::new();
        encode(&mut text, &inner.registry)?;
        Ok(text)
    }
}

struct Watched {
    house: Arc<House>,
    clock: Clock,
    meters: Meters,
}

/// `/metrics`, and nothing else.
pub(crate) fn router(house: Arc<House>, clock: Clock, meters: Meters) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(Arc::new(Watched { house, clock, meters }))
}

async fn metrics(State(watched): State<Arc<Watched>>) -> Response {
    match watched.meters.text(&watched.house, watched.clock).await {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route() {
        let meters = Meters::default();
        for (status, milliseconds) in [(200, 3), (200, 30), (404, 1)] {
            meters.count("/extracts/{id}", "GET", status, Duration::from_millis(milliseconds));
        }
        let mut text = String::new();
        encode(&mut text, &meters.0.registry).unwrap();
        for line in [
            "wardmote_http_requests_total{route=\"/extracts/{id}\",method=\"GET\",status=\"200\"} 2",
            "wardmote_http_requests_total{route=\"/extracts/{id}\",method=\"GET\",status=\"404\"} 1",
            "wardmote_http_request_duration_seconds_count{route=\"/extracts/{id}\"} 3",
            "wardmote_http_request_duration_seconds_bucket{le=\"0.005\",route=\"/extracts/{id}\"} 2",
            "wardmote_build_info{version=",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
