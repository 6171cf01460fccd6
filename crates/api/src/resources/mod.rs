//! One file a resource: what is asked, what is answered, and the handler between.

pub(crate) mod access_reviews;
pub(crate) mod agreements;
pub(crate) mod assessments;
pub(crate) mod concerns;
pub(crate) mod description;
pub(crate) mod due;
pub(crate) mod duties;
pub(crate) mod extracts;
pub(crate) mod flags;
pub(crate) mod gaps;
pub(crate) mod groups;
pub(crate) mod ledger;
pub(crate) mod me;
pub(crate) mod measures;
pub(crate) mod organisations;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod policy;
pub(crate) mod priorities;
pub(crate) mod requests;
pub(crate) mod said;
pub(crate) mod sources;
pub(crate) mod users;

use crate::problem::Problem;
use axum::Json;

/// What a handler that reads answers.
pub(crate) type Answered<T> = Result<Json<T>, Problem>;
