//! The store's tests: one suite on both engines, the schema of both, and hostile files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod broken_cases;
mod cases;
mod door_cases;
mod door_guard_cases;
mod door_people;
mod dump_cases;
mod geopackage;
mod guard_cases;
mod hand;
mod ledger_cases;
mod mail_cases;
mod mixed_cases;
mod paging_cases;
mod people;
mod record_cases;
mod schema;
mod shapes;
mod suite;
mod tamper_cases;
