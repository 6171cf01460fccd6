//! Reads a partner's file into accepted rows and problems. Bytes in, rows and a report out; knows no disk.

pub mod area_changes;
pub mod area_counts;
pub mod area_lookup;
mod area_totals;
pub mod boundaries;
mod columns;
pub mod container;
pub mod corrections;
pub mod harm_weights;
pub mod households;
pub mod imd;
pub mod incidents;
mod kind;
pub mod outcomes;
mod parsed;
mod passport;
pub mod peer_group;
mod police;
pub mod population;
mod read;
pub mod schemas;
pub mod spreadsheet;
pub mod stop_search;
pub mod street;
pub mod text;

pub use boundaries::NamedBytes;
pub use container::ContainerLimits;
pub use kind::{Kind, UnknownKind};
pub use parsed::{Parsed, ReadOptions};
pub use passport::{ExtractFacts, ForceMonth, Holding, Holdings, Passport, Problem, Status, Unit};
pub use police::PoliceParsed;
pub use read::{read_extract, recognised_columns};
pub use spreadsheet::{SheetText, WorkbookLimits};
pub use street::{StreetOptions, StreetReport, StreetSource};
pub use text::TextLimits;
