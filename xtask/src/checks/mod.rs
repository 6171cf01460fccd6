//! What the compiler can't see: each check is a function from the repository to its faults.

mod arrows;
mod imports;
mod links;
mod logs;
mod permission;
mod personal;
mod purity;
mod rules;
mod shown;
mod stale;
mod words;

use crate::repo::{Finding, Repo};

/// A check: what it finds wrong.
pub type Check = fn(&Repo) -> Vec<Finding>;

/// Every check, with its name.
pub const ALL: [(&str, Check); 13] = [
    ("arrows point one way", arrows::check),
    ("pure crates touch nothing outside", purity::check),
    ("one crate imports each technology", imports::check),
    ("files have an end", words::check_length),
    ("no forbidden word", words::check_words),
    ("one decides, and one says what is recorded", permission::check),
    ("the log tells listed fields alone", logs::check),
    ("every rule has a source", rules::check),
    ("nobody real in a fixture", personal::check),
    ("generated pages are fresh", stale::check),
    ("links lead somewhere", links::check),
    ("tests that pages name are there", shown::check_tests),
    ("the checklist counts its lines", shown::check_counts),
];

/// Names under a heading such as `[dependencies]` of a Cargo.toml.
fn dependencies(cargo_toml: &str, heading: &str) -> Vec<String> {
    cargo_toml
        .parse::<toml::Table>()
        .ok()
        .and_then(|table| table.get(heading).and_then(toml::Value::as_table).map(|t| t.keys().cloned().collect()))
        .unwrap_or_default()
}

/// The crate that a path such as `crates/base/Cargo.toml` belongs to.
fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}
