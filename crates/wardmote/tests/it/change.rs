//! `change` on a terminal: the published table, exact text, and refusals.

use crate::front::{Run, binary};
use std::io::Write;

fn change(words: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    binary().arg("change").args(words).current_dir(folder.path()).output().unwrap().into()
}

#[test]
fn two_counts_need_no_home() {
    let out = change(&["--earlier", "1477", "--later", "1321", "--format", "csv"]).ok();
    let mut lines = out.lines();
    assert_eq!(lines.next(), Some("category,earlier,later,change,apparent_change,verdict,ratio_low,ratio_high"));
    let row = lines.next().unwrap();
    assert!(row.starts_with(",1477,1321,-156,-10.6%,fell,0."), "{row}");
}

#[test]
fn nothing_earlier_has_no_ratio() {
    let out = change(&["--earlier", "0", "--later", "4", "--format", "csv"]).ok();
    assert!(out.lines().nth(1).unwrap().starts_with(",0,4,4,No Calc,"), "{out}");
    assert!(out.lines().nth(1).unwrap().ends_with(",,"), "{out}");
}

#[test]
fn a_table_keeps_its_order_and_repeats() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"later,category,earlier\n7,All Robbery,7\n38,Theft of a Vehicle,31\n7,All Robbery,7\n").unwrap();
    let out = change(&["--table", file.path().to_str().unwrap(), "--format", "csv"]).ok();
    let rows: Vec<&str> = out.lines().skip(1).collect();
    assert_eq!(rows.len(), 3);
    assert!(rows[0].starts_with("All Robbery,7,7,0,No Calc,no clear change,"), "{out}");
    assert!(rows[1].starts_with("Theft of a Vehicle,31,38,7,22.6%,no clear change,"), "{out}");
    assert_eq!(rows[0], rows[2]);
}

#[test]
fn a_bad_cell_names_row_and_column() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"category,earlier,later\nArson,10,twelve\n").unwrap();
    let err = change(&["--table", file.path().to_str().unwrap()]).refused();
    assert!(err.contains("row 2") && err.contains("later") && err.contains("twelve"), "{err}");
}

#[test]
fn words_that_are_off_end_with_64() {
    assert_eq!(change(&["--earlier", "3"]).code, Some(64));
    assert_eq!(change(&["--earlier", "three", "--later", "1"]).code, Some(64));
    assert_eq!(change(&[]).code, Some(64));
}
