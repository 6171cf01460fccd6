//! One document model, rendered to HTML, PDF/UA and Word; SVG charts and maps; workbooks.

pub mod charts;
mod classes;
mod docx;
mod drawing;
mod html;
pub mod map;
mod model;
mod number;
mod outlines;
mod pack;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(feature = "png")]
mod png;
mod setting;
pub mod sheets;
mod svg;
mod xml;

pub use docx::docx;
pub use drawing::{Caption, Draw, Drawing, Size, csv};
pub use html::{HtmlOptions, render_html};
pub use model::{Block, Cell, Document, FigureBlock, Inline, TableBlock, TableColumn};
pub use pack::{Pack, PackSheet, TextSheet, pack_ods, pack_xlsx, text_ods, text_xlsx};
#[cfg(feature = "png")]
pub use png::png;
