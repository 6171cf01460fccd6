//! What was just recorded, said over the page that shows it.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;
use std::convert::Infallible;
use ui::{Component as _, Html, NotificationBanner};

/// What forms did, by the word in the address, in words.
const DONE: &[(&str, &str)] = &[
    ("answered", "The answer is recorded."),
    ("area", "The area is defined."),
    ("area-changed", "What the area is has been recorded anew."),
    ("asked", "It is recorded that its holder was asked."),
    ("chased", "It is recorded that they were asked again."),
    ("chosen", "The choice is recorded."),
    ("closed", "The gap is closed."),
    ("concern", "The concern is recorded."),
    ("decided", "The decision is recorded."),
    ("gap", "The gap is recorded."),
    ("imported", "The file is imported."),
    ("judged", "The judgement is recorded."),
    ("proposed", "The proposal is recorded."),
    ("request", "The request is recorded."),
    ("reviewed", "The review is recorded."),
    ("revoked", "The link can\u{2019}t be used any more."),
    ("same", "This file was imported before: nothing changed."),
    ("scored", "The scores are recorded."),
    ("source", "The data set is in the register."),
    ("withdrawn", "The concern is withdrawn."),
];

/// What was just done, as a banner; nothing where nothing was.
#[derive(Debug, Default)]
pub(crate) struct Done(pub(crate) Html);

#[derive(Deserialize)]
struct Asked {
    done: Option<String>,
}

impl Done {
    fn of(what: &str) -> Self {
        let Some((_, words)) = DONE.iter().find(|(id, _)| *id == what) else { return Self::default() };
        let mut inside = Html::trusted("<p class=\"govuk-notification-banner__heading\">");
        inside.push(&Html::escape(words));
        inside.push(&Html::trusted("</p>"));
        Self(NotificationBanner { content: inside.into(), kind: "success".to_owned(), ..NotificationBanner::default() }.html())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Done {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let asked = Query::<Asked>::from_request_parts(parts, state).await.ok().and_then(|Query(asked)| asked.done);
        Ok(asked.map_or_else(Self::default, |what| Self::of(&what)))
    }
}
