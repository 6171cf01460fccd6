//! The components against GOV.UK Frontend's published fixtures, and the page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may fail where it stands

mod dom;
mod fixtures;
mod forms;
mod moj;
mod page;
