//! Reads a partner's file into accepted rows and problems. Bytes in, rows and a report out; knows no disk.

pub mod area_changes;
pub mod area_lookup;
pub mod boundaries;
mod columns;
pub mod container;
mod kind;
mod parsed;
mod passport;
pub mod population;
mod read;
pub mod street;
pub mod text;

pub use boundaries::NamedBytes;
pub use container::ContainerLimits;
pub use kind::{Kind, UnknownKind};
pub use parsed::{Parsed, ReadOptions};
pub use passport::{ExtractFacts, ForceMonth, Holding, Holdings, Passport, Problem, Status, Unit};
pub use read::read_extract;
pub use street::{StreetOptions, StreetReport, StreetSource};
pub use text::TextLimits;
