//! Reads a partner's file into accepted rows and problems. Bytes in, rows and a report out; knows no disk.

mod kind;
mod passport;
pub mod street;

pub use kind::{Kind, UnknownKind};
pub use passport::{ExtractFacts, ForceMonth, Holding, Holdings, Passport, Problem, Status, Unit};
pub use street::{StreetOptions, StreetReport, StreetSource};
