//! Incidents of any partner, read by a saved mapping.
//!
//! Evidence holds no person: only columns that the mapping names are kept, what looks personal is refused, one column may
//! become a keyed pseudonym, and postcodes are read for their place and forgotten.

mod dates;
mod list;
mod mapping;
mod place;
mod privacy;
mod pseudonym;

pub use list::{Incident, List, read};
pub use mapping::{Field, Mapping, Points, PostcodeFile, PostcodeLayout, Unmapped, VillageFile};
pub use place::{Ground, Placed, PostcodeTable, VillageTable};
pub use pseudonym::pseudonym;
