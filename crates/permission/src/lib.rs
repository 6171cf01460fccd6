//! Who may do what, to which thing, for what purpose: the question, the answer, and the witness that it was asked.
//!
//! Nothing here decides. A [`Decider`] does (outside tests the crate `policy` alone), and its leave is an [`Allowed`],
//! which functions that touch personal data take as an argument: forgetting to ask does not compile. The witness carries
//! the thing it is about, and the store takes the identifier from it, never from beside it.

mod action;
mod actor;
mod decide;
mod personal;
mod purpose;
mod question;

pub use action::{Act, Action, ThingKind, acts};
pub use actor::{Actor, Door, Post, Role};
pub use decide::{Allowed, Decider, Decision, Found, Refusal, authorize};
pub use personal::{Personal, Recorded};
pub use purpose::Purpose;
pub use question::{Contact, Facts, Question, Standing, State, Thing};
