//! The policies as a whole: what they decide, how they print themselves, and the laws that hold of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod answers;
mod files;
mod laws;
mod situations;
mod support;
