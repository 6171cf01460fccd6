//! Papers as HTML, drawings and PDF.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may fail where it stands

mod any;
mod docx;
mod dom;
mod drawings;
mod gallery;
mod html;
#[path = "../../examples/gallery/made.rs"]
mod made;
mod office;
mod pack;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "png")]
mod png;
mod sample;
