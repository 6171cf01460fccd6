//! One file a page: extract → one `app` call → one flat view → one template.

pub(crate) mod about;
pub(crate) mod accessibility;
pub(crate) mod account;
pub(crate) mod answer;
pub(crate) mod assessment;
pub(crate) mod assessment_pdf;
pub(crate) mod assessments;
pub(crate) mod calendar;
pub(crate) mod evidence;
pub(crate) mod extract;
pub(crate) mod extracts;
pub(crate) mod figure;
pub(crate) mod figures_json;
pub(crate) mod healthz;
pub(crate) mod home;
pub(crate) mod invitation;
pub(crate) mod judgement;
pub(crate) mod lost;
pub(crate) mod measure;
pub(crate) mod measures;
pub(crate) mod outbox;
pub(crate) mod partnership;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod profile;
pub(crate) mod public;
pub(crate) mod recording;
pub(crate) mod rejects_csv;
pub(crate) mod sign_in;
pub(crate) mod strategic;
pub(crate) mod terms;
pub(crate) mod ward;
pub(crate) mod watching;

use std::sync::Arc;

/// What every handler is given.
pub(crate) type House = axum::extract::State<Arc<app::House>>;
/// What a handler is given that says what is due or late.
pub(crate) type Clock = axum::extract::Extension<app::Clock>;
/// What every handler answers.
pub(crate) type Answer = Result<axum::response::Response, crate::failure::Failure>;
