//! `intake` from the outside: broken files made here, real files where the open data is present, and laws.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)] // helpers of tests are tests
#![allow(clippy::float_cmp, clippy::format_collect, clippy::format_push_string)] // sums of whole numbers are exact; a test may be slow

mod area_counts;
mod broken;
mod incidents;
mod kinds;
mod laws;
mod police;
mod real;
mod tables;
mod workbooks;

use intake::{Kind, NamedBytes, Parsed, ReadOptions, read_extract};

/// Reads bytes as a kind, with the limits the product starts from.
fn read(kind: Kind, name: &str, bytes: &[u8]) -> base::Result<Parsed> {
    read_extract(kind, &[NamedBytes { name: name.to_owned(), bytes: bytes.to_vec() }], &ReadOptions::default())
}

/// How many rows were rejected for each reason, in order of first appearance.
fn reasons(parsed: &Parsed) -> Vec<(u64, &str)> {
    parsed.problems.iter().map(|p| (p.row, p.reason.as_str())).collect()
}
