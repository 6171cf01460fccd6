//! The log and traces of the service: fields that are listed by name and shape, and nothing else.
//!
//! What a partner's file held, what somebody typed, who somebody is: none of it can come out here, whichever crate puts it into
//! a field or a message. Of crates that are not ours only the level and the place are told; of ours a message only if it is a
//! plain sentence, and a field only if [`listed`] knows it and it looks as it should. Traces pass the same list.

mod fields;
mod listed;
mod log;
mod traces;

use base::{Result, Trouble};
use jiff::Timestamp;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry};

/// What is told, and to whom.
#[derive(Debug, Clone)]
pub struct Settings {
    /// An object a line; else lines for people.
    pub json: bool,
    /// From which level on our own crates are heard; others from `warn` on.
    pub level: String,
    /// Filter directives instead of the level, such as `web=debug`.
    pub directives: Option<String>,
    /// Where traces are sent by OTLP over HTTP; nowhere if not said.
    pub endpoint: Option<String>,
    /// What tells the time of a line.
    pub clock: fn() -> Timestamp,
}

/// Kept while the program runs: what waits to be sent is sent when it goes.
#[must_use]
#[derive(Debug, Default)]
pub struct Telling {
    traces: Option<traces::Provider>,
}

impl Drop for Telling {
    fn drop(&mut self) {
        if let Some(provider) = &self.traces {
            traces::end(provider);
        }
    }
}

/// Begins to tell, on standard error. Of a panic only the place is told.
pub fn start(settings: &Settings) -> Result<Telling> {
    let log = log::Lines::new(settings.json, settings.clock, std::io::stderr()).with_filter(filter(settings)?);
    let traces = settings.endpoint.as_deref().map(traces::provider).transpose()?;
    let layer = traces.as_ref().map(traces::layer);
    // A second subscriber can only mean a test that started one already.
    let _ = tracing::subscriber::set_global_default(Registry::default().with(log).with(layer));
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location();
        let (file, line) = place.map_or(("unknown", 0), |place| (place.file(), place.line()));
        tracing::error!(file, line, "the program panicked");
    }));
    Ok(Telling { traces })
}

fn filter(settings: &Settings) -> Result<EnvFilter> {
    if let Some(directives) = &settings.directives {
        return EnvFilter::try_new(directives).map_err(|_| {
            let message = format!("`{directives}` says nothing about what is logged");
            Trouble::usage("log-directives", message, "write `WARDMOTE_LOG=info`, or directives such as `warn,web=debug`")
        });
    }
    let ours: Vec<String> = listed::OURS.iter().map(|name| format!("{name}={}", settings.level)).collect();
    EnvFilter::try_new(format!("warn,{}", ours.join(","))).map_err(|_| {
        let message = format!("`{}` is no level of the log", settings.level);
        Trouble::refused("log-level", message, "write `error`, `warn`, `info`, `debug` or `trace`")
    })
}
