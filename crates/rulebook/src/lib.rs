//! Dated rules read from `rules/`, validated, each with its source.
//!
//! A rule is a number or a convention somebody decided: a threshold, a level, a floor. It lives in a readable file
//! with its source and the body that approved it, holds from one day until another, and may hold for one area only.
//! Results record the [`RuleRef`] they were made with; an old result is never recomputed under a new rule.

mod access;
mod assessing;
mod book;
mod charts;
mod clock;
mod hotspots;
mod keeping;
mod mail;
mod near_repeat;
mod parameters;
mod parse;
mod personal;
mod plans;
mod prose;
mod registers;
mod rule;
mod schemes;
mod signing;
mod targets;

pub use access::AccessReview;
pub use assessing::{AssessmentComponents, AssessmentLayout, Required};
pub use book::{InForce, Rulebook};
pub use calendar::{CalendarName, ClosureDays, Counting, Direction, HolidayRules, LastDay, SummerTime, Unit};
pub use charts::{ControlChart, FunnelLimits, NearMiss};
pub use clock::Clock;
pub use hotspots::HotspotTest;
pub use keeping::Keeping;
pub use mail::{DutyReminder, MailRetry, SignedLink};
pub use near_repeat::NearRepeatTest;
pub use parameters::{
    ChangeConvention, ChangeTest, CoordinateBox, Criterion, FinancialYearRule, FlagMethod, ImportLimits, NoFigure, Operator, Parameters,
    RiskBand, RiskKey, RoundingMode, RoundingRule, Scope, Sides, SuppressionFloor, TestMethod, VintageTolerance, WardFlags, YearEndingRule,
};
pub use personal::{PersonalHeadings, PersonalLooking};
pub use plans::{ActionStatus, ColumnWords, Mark, PlanColumns, ProgressReportForm, ProtectiveMarking, Rag, RollUpStep, StatusWords};
pub use prose::{ChangeSize, DirectionLexicon, FigureAge, SizeWord};
pub use registers::{DataFrequency, Frequency, Heading, PriorityHeadings, ScanCriterion, ScanMatrix};
pub use rule::{Jurisdiction, Rule, RuleRef, Source};
pub use schemes::{
    FieldType, PartnershipYear, Scheme, SchemeCompared, SchemeCondition, SchemeCount, SchemeField, SchemeOption, SchemeReview, SchemeShare,
    SchemeTasking, SchemeTimer, Take, YearLine,
};
pub use signing::{ConfidentialityTerms, SignInLives, SignInPassword, SignInSession, SignInThrottle};
pub use targets::{PartOfAYear, PositionStep, TargetPosition};
