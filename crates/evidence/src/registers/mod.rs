//! The records that stand beside the numbers: data sets and what was judged of them, gaps, requests, professional
//! concerns, priorities, scans, areas of the partnership's own.
//!
//! Each is the body of an entry in the journal ([`journal::Body`]): a whole state, checked before it is written.

mod area;
mod concern;
mod data_set;
mod gap;
mod priority;
mod request;
mod scan;
#[cfg(test)]
mod tests;

pub use area::{Area, AreaKind, Place, wards_of};
pub use concern::{Concern, Withdrawal};
pub use data_set::{Answer, Chase, DataSet, Due, DueState, Judgement, decide_due, parse_class};
pub use gap::{Closing, Gap, GapReview, GapState};
pub use priority::{Basis, Decision, HighWard, Priority, undecided};
pub use request::{Outcome, Request, RequestState};
pub use scan::{Choice, PoliceScore, ScanIssue};
