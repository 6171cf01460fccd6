//! Papers as HTML, drawings and PDF.

mod dom;
mod drawings;
mod html;
#[cfg(feature = "pdf")]
mod pdf;
mod sample;
