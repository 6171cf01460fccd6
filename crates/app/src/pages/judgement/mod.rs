//! What the pages about judgement show: sources, flags, priorities, the scan, areas of the partnership's own.

mod flag_ward;
mod flags;
mod priorities;
mod scan;
mod sources;

pub use flag_ward::{FlagWardAnswer, FlagWardPage, WardCriterion, flag_ward};
pub use flags::{CriterionWords, FlagLine, FlagMark, FlagsAnswer, FlagsPage, RuleName, RuleWords, WhatIfLine, flags_page, rule_names};
pub use priorities::{PrioritiesPage, PriorityGroup, Undecided, priorities_page};
pub use scan::{ScanCriterion, ScanPage, scan_page};
pub use sources::{FedFlag, FedMeasure, JudgementLine, SourcePage, SourcesPage, own_areas, source_page, sources_page};

use super::Sourced;

/// Where a number stands that was counted in a register.
pub fn of_register(what: &str, register: &str, rules: Vec<String>) -> Sourced {
    Sourced { what: what.to_owned(), rules, query: format!("register: {register}"), ..Sourced::default() }
}
