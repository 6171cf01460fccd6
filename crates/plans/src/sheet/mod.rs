//! Officers' tables of plans, read into the record and written back.
//!
//! A table is kept line by line exactly as it was given, beside what each row was read into. Written back, a cell is the given one
//! unless the record's own field was changed since: then the record's value stands there. Rows and columns come behind for what
//! was added.

mod body;
mod columns;
mod layout;
mod line;
mod read;
mod records;
mod values;
mod write;

pub use body::{PlanSheet, joined, split};
pub use columns::Meaning;
pub use line::{Corners, GivenRow, GivenSheet, Line, LineKind, Problem, Sheet};
pub use read::{HowToRead, Reading, read};
pub use records::Records;
pub use values::{house_form, years_in};
pub use write::{WrittenSheet, changed, write, write_without_a_table};

#[cfg(test)]
mod tests;
