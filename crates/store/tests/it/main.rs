//! The store's tests: one suite on both engines, the schema of both, and hostile files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cases;
mod geopackage;
mod schema;
mod suite;
