//! What the partnership set out to do and how it goes.
//!
//! A [`Plan`] has [`PlanPriority`]s and [`Action`]s; a milestone is an action beneath another, numbered as the papers do: `1.3b`
//! beneath `1.3`. An [`Update`] says how one went in a month or a quarter, and stays beside those before it. A [`Target`] binds one
//! to a measure. What somebody gave stands beside what rules make of it, and neither takes the other's place.
//!
//! Pure: values in, decisions out.

mod action;
mod issue;
mod performance;
mod period;
mod plan;
mod reference;
mod report;
pub mod sheet;
mod standing;
mod status;
mod target;
pub mod tasking;
mod update;

pub use action::{Action, Closed, CostLine, Done};
pub use issue::EmergingIssue;
pub use performance::{
    Held, Judgement, Measured, Outcome, Position, Terms, amount_of, change_percent, decide_target, is_of_counts, plain as plain_number,
    share_percent,
};
pub use period::Period;
pub use plan::{Adopted, Plan, PlanKind, PlanPriority, Rhythm};
pub use reference::Reference;
pub use report::{Achievement, Clients, Concern, Highlight, HighlightLine, PeriodClosed, ProgressReport};
pub use standing::{Standing, Waits, check_period, decide_roll_up, decide_standing, decide_waits, late_on, owed_period, update_due};
pub use status::Status;
pub use target::{Baseline, Binding, Direction, Target};
pub use update::{Attached, Override, Update};
