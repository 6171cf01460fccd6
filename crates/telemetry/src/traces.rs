//! Traces by OTLP over HTTP. Whatever the crates between put into a span, what leaves has passed the list.

use crate::listed;
use base::{Result, Trouble};
use opentelemetry::trace::{Status, TracerProvider as _};
use opentelemetry::{KeyValue, Value};
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider, SpanData, SpanEvents, SpanExporter, SpanLinks};
use std::time::Duration;
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

/// How long the end waits for what is not sent yet.
const FAREWELL: Duration = Duration::from_secs(3);
/// How long a batch may take.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) type Provider = SdkTracerProvider;

/// What sends spans to an address.
pub(crate) fn provider(endpoint: &str) -> Result<Provider> {
    let exporter = opentelemetry_otlp::SpanExporter::builder().with_http().with_endpoint(endpoint).with_timeout(PATIENCE).build();
    let exporter = exporter.map_err(|e| {
        let message = format!("traces can't be sent to `{endpoint}`: {e}");
        Trouble::refused("telemetry-endpoint", message, "see `endpoint` under [telemetry]; without it nothing is sent")
    })?;
    Ok(provider_of(exporter))
}

fn provider_of(exporter: impl SpanExporter + 'static) -> Provider {
    // Not the resource of the environment: it tells of the machine and its user.
    let resource = Resource::builder_empty()
        .with_attributes([KeyValue::new("service.name", "wardmote"), KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))])
        .build();
    SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(Listed(exporter)).build()
}

/// Spans of ours, and no events: these stand in the log.
pub(crate) fn layer<S>(provider: &Provider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    let layer: OpenTelemetryLayer<S, SdkTracer> = tracing_opentelemetry::layer().with_tracer(provider.tracer("wardmote"));
    let layer = layer.with_location(false).with_threads(false).with_target(false).with_level(false).with_tracked_inactivity(false);
    layer.with_filter(filter_fn(|metadata| metadata.is_span() && listed::is_ours(metadata.target())))
}

/// Sends what waits, and ends.
pub(crate) fn end(provider: &Provider) {
    if provider.shutdown_with_timeout(FAREWELL).is_err() {
        tracing::warn!("the last traces could not be sent");
    }
}

/// Hands on what is listed.
#[derive(Debug)]
struct Listed<E>(E);

impl<E: SpanExporter> SpanExporter for Listed<E> {
    fn export(&self, batch: Vec<SpanData>) -> impl Future<Output = OTelSdkResult> + Send {
        self.0.export(batch.into_iter().map(listed_alone).collect())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

fn listed_alone(mut span: SpanData) -> SpanData {
    let kept = |attribute: &KeyValue| match &attribute.value {
        Value::I64(_) => listed::is_number(attribute.key.as_str()),
        Value::String(text) => listed::told(attribute.key.as_str(), text.as_str()).is_some_and(|told| told == text.as_str()),
        _ => false,
    };
    span.attributes.retain(kept);
    span.events = SpanEvents::default();
    span.links = SpanLinks::default();
    if let Status::Error { .. } = span.status {
        span.status = Status::error("");
    }
    if listed::sentence(&span.name).is_none() {
        span.name = "span".into();
    }
    span
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::layer::SubscriberExt as _;

    #[derive(Debug, Clone, Default)]
    struct Sent(Arc<Mutex<Vec<SpanData>>>);

    impl SpanExporter for Sent {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            self.0.lock().unwrap().extend(batch);
            Ok(())
        }
    }

    #[test]
    fn what_is_sent_has_passed_the_list() {
        let sent = Sent::default();
        let provider = provider_of(sent.clone());
        let subscriber = tracing_subscriber::Registry::default().with(layer(&provider));
        tracing::subscriber::with_default(subscriber, || {
            let name = "Quillon Vesper";
            let span =
                tracing::error_span!("request", request = "7-1", route = "/people/{id}", code = name, name, otel.name = name, status = 7);
            span.in_scope(|| {
                tracing::error!(name, "found {name}");
                tracing::error_span!(target: "sqlx::query", "query", name, status = 7).in_scope(|| {});
            });
        });
        end(&provider);
        let spans = sent.0.lock().unwrap().clone();
        assert_eq!(spans.len(), 1, "{spans:?}");
        let told = format!("{spans:?}");
        assert!(!told.contains("Quillon"), "{told}");
        let mut names: Vec<&str> = spans[0].attributes.iter().map(|attribute| attribute.key.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["request", "route", "status"], "{told}");
    }
}
