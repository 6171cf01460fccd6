//! One document model, rendered to HTML, PDF/UA, SVG charts and maps.

mod model;

pub use model::{Block, Cell, Document, FigureBlock, Inline, TableBlock, TableColumn};
