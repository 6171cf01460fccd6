//! One document model, rendered to HTML, PDF/UA, SVG charts and maps.

pub mod charts;
mod classes;
mod drawing;
mod html;
pub mod map;
mod model;
mod number;
mod outlines;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(feature = "png")]
mod png;
pub mod sheets;
mod svg;

pub use drawing::{Caption, Draw, Drawing, Size, csv};
pub use html::{HtmlOptions, render_html};
pub use model::{Block, Cell, Document, FigureBlock, Inline, TableBlock, TableColumn};
#[cfg(feature = "png")]
pub use png::png;
