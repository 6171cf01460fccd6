//! The built-in rules, what the parser refuses, and which rule holds when and where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod builtin;
mod clocks;
mod counting;
mod guide;
mod holidays;
mod refusals;
mod validity;

/// A rule file that is in order, to be spoiled one key at a time.
const SOUND: &str = r#"
id = "floor"
version = "1"
title = "A floor"
kind = "suppression-floor"
valid_from = "2020-01-01"
valid_to = "2021-01-01"
jurisdiction = "E"
area = "E07000012"
approved_by = "the board"

[source]
paper = "a board pack"
paragraph = "4.2"

[parameters]
floor = 5
zero_shown = true
open_data_shown = true
text = "under 5"
"#;
