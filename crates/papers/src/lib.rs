//! One document model, rendered to HTML, PDF/UA, SVG charts and maps.

pub mod charts;
mod html;
pub mod map;
mod model;
mod number;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod sheets;
mod svg;

pub use html::{HtmlOptions, render_html};
pub use model::{Block, Cell, Document, FigureBlock, Inline, TableBlock, TableColumn};
