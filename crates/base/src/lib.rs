//! Words every room uses: the trouble a user can act on, small tables, codes and exact rounding.
//!
//! Nothing here touches disk, network, clock or randomness.

mod codes;
mod failpoint;
mod rounding;
mod table;
mod trouble;

pub use codes::{AreaCode, CodeError, Level, Vintage};
pub use failpoint::failpoint;
pub use rounding::{Decimal, round_half_up};
pub use table::{Column, ColumnKind, Table, Value};
pub use trouble::{Outcome, Result, Trouble};
