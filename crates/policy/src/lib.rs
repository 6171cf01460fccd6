//! Who may: the one decider, in Cedar policies that print themselves.
//!
//! The policies stand in `policies/`, each with its id, what it says in plain English and where it comes from. They are
//! checked against their schema when they are read, and decide by default that nothing may be done. [`Policies`] answers a
//! [`permission::Question`]; [`explain`] says how the answer came about, and [`table`] prints what the policies come to.

mod explain;
mod fact;
mod lacking;
mod policies;
mod request;
mod table;
mod ways;

pub use explain::{Explained, Part, Stands, explain};
pub use policies::{Effect, Policies, Statement};
pub use table::table;
