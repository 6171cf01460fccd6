//! The plan of the house as data: who may name whom, who alone may import what. ARCHITECTURE.md prints it.

use std::fmt::Write;

/// A crate and the crates of ours that it may name. A crate that is not here may not exist.
pub const ARROWS: &[(&str, &[&str])] = &[
    // ground
    ("base", &[]),
    ("calendar", &["base"]),
    ("rulebook", &["base", "calendar"]),
    ("geography", &["base"]),
    ("statistics", &["base"]),
    // rooms
    ("intake", &["base", "calendar", "rulebook", "geography", "statistics"]),
    ("evidence", &["base", "calendar", "rulebook", "geography", "statistics", "intake"]),
    // adapters: each hides one outside technology; none sees another
    ("vault", &["base"]),
    ("store", &["base", "intake"]),
    ("engine", &["base", "intake"]),
    ("ui", &[]),
    ("papers", &["base", "ui"]),
    // corridor
    ("app", &["base", "calendar", "rulebook", "geography", "statistics", "intake", "evidence", "store", "vault", "papers"]),
    // doors
    ("cli", &["app", "base", "calendar", "rulebook", "statistics", "evidence", "intake"]),
    ("web", &["app", "base", "evidence", "papers", "ui"]),
    // wiring
    ("wardmote", &["app", "base", "cli", "engine", "intake", "papers", "store", "web"]),
    // beside
    ("testkit", &[]),
];

/// Crates that take values and return decisions: no disk, network, clock or environment.
pub const PURE: &[&str] = &["base", "calendar", "rulebook", "geography", "statistics", "intake", "evidence"];

/// Where a pure crate touches the outside all the same, and why.
pub const PURE_BUT: &[(&str, &str)] = &[("crates/base/src/failpoint.rs", "kills the process in debug builds, for the kill tests")];

/// Other people's crates that any of ours may import: words, not technologies.
pub const COMMON: &[&str] = &["serde", "serde_json", "thiserror", "jiff", "tracing", "tokio", "futures", "sha2", "async-trait"];

/// Every other crate of other people's, and the ones of ours that alone import it.
pub const SOLE: &[(&str, &[&str])] = &[
    ("askama", &["ui", "papers", "web"]),
    ("axum", &["web"]),
    ("bytes", &["engine"]),
    ("clap", &["cli"]),
    ("csv", &["intake", "cli", "app"]),
    ("datafusion", &["engine"]),
    ("encoding_rs", &["intake"]),
    ("fearless_simd", &["statistics"]),
    ("geo-types", &["geography"]),
    ("indicatif", &["cli"]),
    ("libm", &["statistics", "geography"]),
    ("memchr", &["intake"]),
    ("rayon", &["geography", "statistics"]),
    ("robust", &["geography"]),
    ("rust_xlsxwriter", &["papers"]),
    ("sqlx", &["store", "testkit"]),
    ("tempfile", &["testkit"]),
    ("toml", &["rulebook", "evidence", "intake", "app"]),
    ("tower", &["web"]),
    ("tower-http", &["web"]),
    ("tracing-subscriber", &["wardmote"]),
    ("typst", &["papers"]),
    ("typst-assets", &["papers"]),
    ("typst-layout", &["papers"]),
    ("typst-pdf", &["papers"]),
    ("zip", &["intake", "app"]),
    ("calamine", &["intake"]),
    ("hmac", &["intake"]),
    ("resvg", &["papers"]),
];

/// The arrows as a table in Markdown.
pub fn table() -> String {
    let mut text = "| crate | may name |\n|---|---|\n".to_owned();
    for (name, may) in ARROWS {
        let may = if may.is_empty() { "none of ours".to_owned() } else { may.join(", ") };
        let _ = writeln!(text, "| `{name}` | {may} |");
    }
    text
}
