//! What the checker finds, and what it lets pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod checks;
mod definition;
mod guide;
mod inconsistencies;
mod paper;
mod planted;
mod properties;
