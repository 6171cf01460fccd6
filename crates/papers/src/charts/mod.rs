//! Charts as small SVG: one message each, direct labels, gaps for what is missing, the same bytes for the same numbers.
//!
//! Text is 16 units in a drawing 720 wide, so that it is at least 14 px wherever the page shows it at 640 px or more;
//! narrower pages take [`crate::Size::Narrow`].

pub(crate) mod axis;
mod bars;
mod concentration;
mod control;
mod funnel;
mod line;
mod matrix;
pub(crate) mod pen;
mod spread;

pub use bars::{Bar, BarChart, BeforeAfter, Direction, Dot, Dots, Side, bars};
pub use concentration::Concentration;
pub use control::{ControlChart, ControlLimits, ControlPoint};
pub use funnel::{Funnel, FunnelLimit, FunnelPoint};
pub use line::{LineChart, Panel, Series, SmallMultiples, line};
pub use matrix::{CellMark, Matrix, MatrixCell, MatrixRow};
pub use spread::{Peer, Spread};
