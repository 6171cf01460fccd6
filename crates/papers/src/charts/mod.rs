//! Charts as small SVG: one message each, direct labels, gaps for what is missing, the same bytes for the same numbers.
//!
//! Text is 16 units in a drawing 720 wide, so that it is at least 14 px wherever the page shows it at 640 px or more.

mod bars;
mod line;
pub(crate) mod pen;

pub use bars::{Bar, BarChart, bars};
pub use line::{LineChart, Series, line};
