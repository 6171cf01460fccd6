//! The chained ledger: what an event says, its canonical bytes, the chain over the stored bytes, checkpoints.
//!
//! Every change of the record and every reading of personal data is an event. Its body is canonical JSON; the hash of a
//! row covers every stored column and the hash before it, so a changed byte, a row out of order or a row that is missing
//! is found and named. The loss of the last rows leaves a shorter chain that is sound in itself: it is found against a
//! [`Checkpoint`], signed and kept elsewhere.
//!
//! An event names things by their ids and never holds a personal value; what is said in words about a person (a reason)
//! stands in it sealed. Hashes cover what is sealed, so a destroyed key breaks no chain.

mod chain;
mod checkpoint;
mod event;
#[cfg(test)]
mod tests;

pub use chain::{Fault, FirstBroken, GENESIS, Row, Verdict, Verifier, hash_of};
pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use event::{Event, Outcome};
