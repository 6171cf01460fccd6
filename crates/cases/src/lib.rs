//! The people and places that the partnership works with: what is said of them, and how far it may be believed.
//!
//! Nothing here is stored as it stands: a record is sealed whole, and what is derived from a name lives in memory only.

mod person;

pub use person::{Born, NotAPerson, Person, Said, Standing};
