//! What handlers and the gate may reach.

use crate::settings::Settings;
use app::{Clock, House, Moment};
use axum::extract::FromRef;
use base::Result;
use std::sync::Arc;

/// The house, the clock, and where these pages are served.
#[derive(Clone)]
pub(crate) struct Web {
    pub(crate) house: Arc<House>,
    pub(crate) clock: Clock,
    pub(crate) settings: Arc<Settings>,
}

impl Web {
    /// What is reached through these.
    pub(crate) fn new(house: Arc<House>, clock: Clock, settings: Settings) -> Self {
        Self { house, clock, settings: Arc::new(settings) }
    }

    /// The name of an organisation; its id where it has none.
    pub(crate) async fn name(&self, id: &str) -> Result<String> {
        app::pages::name_of_organisation(&self.house, id).await
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
