//! Laws and worked cases of `geography`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)] // helpers of tests are tests

mod changes;
mod contiguity;
mod gazetteer;
mod locate;
mod outlines;
mod places;
