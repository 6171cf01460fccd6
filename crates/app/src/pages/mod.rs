//! What the pages show: one use case a page, each returning flat values that a template can print as they are.
//!
//! A page that names something the record does not hold gets `None`, and its door answers as for any address
//! that does not exist. Values stay bare (ISO days, ASCII numbers): how they are written is the door's business.

mod assessments;
mod extracts;
mod figures;
mod home;
mod ward;

pub use assessments::{AssessmentLine, AssessmentPage, assessment, assessments, document};
pub use extracts::{ExtractLine, ExtractPage, RejectLine, Standing, extract, extracts, rejects};
pub use figures::{FigurePage, RowsPage, figure, figures_json};
pub use home::{Headline, HomePage, LatestAssessment, home};
pub use ward::{CategoryLine, MonthLine, WardPage, ward};
