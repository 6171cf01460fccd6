//! Papers as HTML, drawings and PDF.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may fail where it stands

mod dom;
mod drawings;
mod html;
#[cfg(feature = "pdf")]
mod pdf;
mod sample;
