//! What the pages show: one use case a page, each returning flat values that a template can print as they are.
//!
//! A page that names something the record does not hold gets `None`, and its door answers as for any address
//! that does not exist. Values stay bare (ISO days, ASCII numbers): how they are written is the door's business.

mod assessments;
mod comparison;
mod extracts;
mod figures;
mod home;
mod judgement;
mod map_ground;
mod measure;
mod measure_view;
mod painted;
pub mod partnership;
pub mod people;
mod profile;
mod public;
mod sourced;
mod ward;
mod watched;

pub use assessments::{AssessmentLine, AssessmentPage, assessment, assessment_pdf, assessments};
pub use comparison::Comparison;
pub use extracts::{ExtractLine, ExtractPage, RejectLine, Standing, extract, extracts, rejects};
pub use figures::{FigurePage, ROWS_ON_A_PAGE, RowsPage, figure, figure_in, figures_json};
pub(crate) use home::headlines;
pub use home::{Headline, HomePage, LatestAssessment, Step, home};
pub use judgement::{
    CriterionWords, FedFlag, FedMeasure, FlagLine, FlagMark, FlagWardAnswer, FlagWardPage, FlagsAnswer, FlagsPage, JudgementLine,
    PrioritiesPage, PriorityGroup, RuleName, RuleWords, ScanCriterion, ScanPage, SourcePage, SourcesPage, Undecided, WardCriterion,
    WhatIfLine, flag_ward, flags_page, of_register, own_areas, priorities_page, rule_names, scan_page, source_page, sources_page,
};
pub use map_ground::{MapGround, map_ground};
pub use measure::{MeasureAsk, measure, measure_rows, measures};
pub use measure_view::{
    AreaLine, AreasView, Compared, ConcentrationView, DeprivationLine, HotspotLine, HotspotsView, Known, LimitView, MeasureLine,
    MeasurePage, MeasureRows, MeasuresPage, PartLine, PeerLine, PeersView, PlaceName, ProfileConcern, ProfileFlag, ProfileFlags,
    ProfileMeasure, ProfilePage, ProfilePriority, RateLine, RepeatsView, SeriesPoint, SeriesView,
};
pub use painted::painted;
pub use profile::profile;
pub use public::{PublicGroup, PublicOrganisation, PublicPage, groups, name_of_organisation, organisations, public};
pub use sourced::{RowsAsk, Sourced};
pub use ward::{CategoryLine, MonthLine, WardPage, ward};
pub use watched::{Gauges, gauges, ready};
