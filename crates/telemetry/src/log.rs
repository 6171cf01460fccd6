//! A line an event: when, how grave, where, what, and what belongs to it.

use crate::fields::{Fields, Value};
use crate::listed::is_ours;
use jiff::Timestamp;
use serde_json::json;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::Mutex;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// Writes the lines.
pub(crate) struct Lines<W> {
    json: bool,
    clock: fn() -> Timestamp,
    to: Mutex<W>,
}

impl<W: Write> Lines<W> {
    pub(crate) fn new(json: bool, clock: fn() -> Timestamp, to: W) -> Self {
        Self { json, clock, to: Mutex::new(to) }
    }

    fn line(&self, level: &str, target: &str, fields: &Fields) -> String {
        let at = (self.clock)().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
        if !self.json {
            let mut line = format!("{at} {level:>5} {target}");
            if let Some(says) = &fields.says {
                let _ = write!(line, ": {says}");
            }
            for (name, value) in &fields.values {
                let _ = write!(line, " {name}={value}");
            }
            return line;
        }
        let mut object = serde_json::Map::new();
        object.insert("at".to_owned(), json!(at));
        object.insert("level".to_owned(), json!(level));
        object.insert("target".to_owned(), json!(target));
        if let Some(says) = &fields.says {
            object.insert("says".to_owned(), json!(says));
        }
        for (name, value) in &fields.values {
            let value = match value {
                Value::Number(number) => json!(number),
                Value::Text(text) => json!(text),
            };
            object.insert((*name).to_owned(), value);
        }
        serde_json::Value::Object(object).to_string()
    }
}

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Write + Send + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        if is_ours(attributes.metadata().target()) {
            attributes.record(&mut fields);
        }
        span.extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if !is_ours(span.metadata().target()) {
            return;
        }
        if let Some(fields) = span.extensions_mut().get_mut::<Fields>() {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let target = event.metadata().target();
        let mut fields = Fields::default();
        for span in context.event_scope(event).into_iter().flat_map(tracing_subscriber::registry::Scope::from_root) {
            if let Some(around) = span.extensions().get::<Fields>() {
                fields.values.extend(around.values.iter().cloned());
            }
        }
        if is_ours(target) {
            event.record(&mut fields);
        }
        let line = self.line(event.metadata().level().as_str(), target, &fields);
        // Whom nobody listens to needs no error.
        if let Ok(mut to) = self.to.lock() {
            let _ = writeln!(to, "{line}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tracing_subscriber::layer::SubscriberExt as _;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn lines(json: bool, tell: impl FnOnce()) -> String {
        let written = Written::default();
        let clock = || "2026-10-01T09:30:00.25Z".parse().unwrap();
        let subscriber = tracing_subscriber::Registry::default().with(Lines::new(json, clock, written.clone()));
        tracing::subscriber::with_default(subscriber, tell);
        let bytes = written.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    /// A request with a personal value everywhere that one could be put.
    fn a_careless_request() {
        let name = "Quillon Vesper";
        let span =
            tracing::error_span!("request", request = "7-1", method = "GET", route = "/people/{id}", name, session = tracing::field::Empty);
        span.in_scope(|| {
            span.record("session", "s-0f3a");
            tracing::info!(status = 200_u16, duration_ms = 12_u64, "request");
            tracing::warn!(user = name, code = name, cause = format!("person-unknown: `{name}` is not known"), "found {name}");
            tracing::error!(%name, ?name, error = &std::io::Error::other(name) as &dyn std::error::Error);
            tracing::error!(target: "sqlx::query", name, status = 7, "SELECT {name}");
        });
    }

    #[test]
    fn a_line_holds_what_is_listed() {
        let told = lines(true, a_careless_request);
        let first = told.lines().next().unwrap();
        assert_eq!(
            first,
            "{\"at\":\"2026-10-01T09:30:00.250Z\",\"level\":\"INFO\",\"target\":\"telemetry::log::tests\",\"says\":\"request\",\"request\":\"7-1\",\
             \"method\":\"GET\",\"route\":\"/people/{id}\",\"session\":\"s-0f3a\",\"status\":200,\"duration_ms\":12}"
        );
        let told = lines(false, a_careless_request);
        assert_eq!(
            told.lines().next().unwrap(),
            "2026-10-01T09:30:00.250Z  INFO telemetry::log::tests: request request=7-1 method=GET route=/people/{id} session=s-0f3a status=200 \
             duration_ms=12"
        );
    }

    #[test]
    fn nothing_personal_comes_out_wherever_it_was_put() {
        for json in [true, false] {
            let told = lines(json, a_careless_request);
            assert_eq!(told.lines().count(), 4, "{told}");
            assert!(!told.contains("Quillon") && !told.contains("Vesper") && !told.contains("SELECT"), "{told}");
            assert!(told.contains("person-unknown: \u{2026} is not known"), "{told}");
        }
    }

    #[test]
    fn of_others_only_level_and_place_are_told() {
        let told = lines(true, || tracing::error!(target: "hyper::proto", status = 500, code = "x", "connection of quillon"));
        assert_eq!(told, "{\"at\":\"2026-10-01T09:30:00.250Z\",\"level\":\"ERROR\",\"target\":\"hyper::proto\"}\n");
    }
}
