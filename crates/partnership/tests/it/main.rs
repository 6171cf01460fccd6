//! The registers of a partnership: what may be written, how each thing stands on a day, and what the papers print.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // helpers of tests are tests

mod agreements;
mod duties;
mod explain;
mod golden;
mod ground;
mod groups;
mod organisations;
mod responsible;
mod signing;
mod standing;
mod users;
