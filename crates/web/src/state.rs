//! What handlers and the gate may reach.

use crate::settings::Settings;
use app::{Clock, House, Moment};
use axum::extract::FromRef;
use base::Result;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The house, the clock, and where these pages are served.
#[derive(Clone)]
pub(crate) struct Web {
    pub(crate) house: Arc<House>,
    pub(crate) clock: Clock,
    pub(crate) settings: Arc<Settings>,
    names: Arc<Mutex<Names>>,
}

/// How long the names of organisations are remembered, in seconds: they stand on every page and change once in years.
const REMEMBERED: i64 = 60;

/// The names of organisations as they were read last.
#[derive(Default)]
struct Names {
    read_at: Option<jiff::Timestamp>,
    by_id: BTreeMap<String, String>,
}

impl Web {
    /// What is reached through these.
    pub(crate) fn new(house: Arc<House>, clock: Clock, settings: Settings) -> Self {
        Self { house, clock, settings: Arc::new(settings), names: Arc::default() }
    }

    /// The name of an organisation; its id where it has none.
    pub(crate) async fn name(&self, id: &str) -> Result<String> {
        let now = (self.clock.0)();
        let fresh = |names: &Names| names.read_at.is_some_and(|at| now.as_second() - at.as_second() < REMEMBERED);
        let known = self.names.lock().ok().filter(|names| fresh(names)).and_then(|names| names.by_id.get(id).cloned());
        if let Some(name) = known {
            return Ok(name);
        }
        let by_id = app::pages::names_of_organisations(&self.house).await?;
        let name = by_id.get(id).cloned().unwrap_or_else(|| id.to_owned());
        if let Ok(mut names) = self.names.lock() {
            *names = Names { read_at: Some(now), by_id };
        }
        Ok(name)
    }

    /// The names of several.
    pub(crate) async fn names(&self, ids: &[String]) -> Result<Vec<String>> {
        let mut names = Vec::with_capacity(ids.len());
        for id in ids {
            names.push(self.name(id).await?);
        }
        Ok(names)
    }

    /// This moment, of somebody whom the record knows by this label.
    pub(crate) fn moment(&self, who: &str) -> Moment {
        Moment { now: (self.clock.0)(), who: who.to_owned() }
    }
}

impl FromRef<Web> for Arc<House> {
    fn from_ref(web: &Web) -> Self {
        Self::clone(&web.house)
    }
}
