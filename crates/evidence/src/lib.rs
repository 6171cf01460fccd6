//! Measures, figures and findings: what the numbers are and what may be said of them.
//!
//! Values in, values out. Counts arrive as small lists that `app` has read from the views; what lies behind each figure
//! leaves as a plan ([`Behind`]), which `app` writes as a query.

pub mod analysis;
mod assessment;
pub mod catalogue;
mod change;
mod facts;
mod figure;
mod figures;
mod files;
mod flags;
mod hotspots;
pub mod measures;
pub mod period;
pub mod registers;
mod residents;
mod wards;

pub use assessment::{Assessment, CannotAssess, LeftOut, MeasureLine, MonthPoint, Rate, Terms, decide_assessment, polices};
pub use facts::{Changes, CountCell, Facts, FileUnit, NotPlaced, Residents};
pub use figure::{Behind, Figure, FigureKind, Parting, Placement, Selection, Weight};
pub use figures::{by_id, ward_id};
pub use flags::{FlagCell, FlagInput, FlagReading, FlagWard, Flags, Moved, WardFlagLine, decide_flags};
pub use hotspots::{Hotspot, HotspotRules, Surroundings, decide_hotspots};
pub use period::{Basis, Period};
pub use residents::{Denominator, Reckoning, district_residents, ward_residents};
pub use wards::{WardLine, Wards};

pub use change::{Change, ChangeRules, LARGEST_COUNT, Verdict, decide_change, decide_change_per};
