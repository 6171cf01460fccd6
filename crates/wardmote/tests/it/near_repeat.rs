//! `near-repeat` on a terminal: the contract's table, the same bytes for a seed, refusals, and a published table.

use crate::front::{Run, binary};
use std::fmt::Write as _;
use std::path::Path;

fn near_repeat(file: &Path, words: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    binary().arg("near-repeat").arg(file).args(words).current_dir(folder.path()).output().unwrap().into()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

/// Invented events: a cluster that comes back within days, and a scatter that doesn't.
fn invented() -> tempfile::NamedTempFile {
    let mut text = "date,ref,y,x\n".to_owned();
    for at in 0..40_u32 {
        let (day, month) = (at % 28 + 1, at % 12 + 1);
        let _ = writeln!(text, "2019-{month:02}-{day:02},{at},{},{}", 258_000 + (at * 7919) % 3000, 545_000 + (at * 104_729) % 3000);
    }
    for at in 0..8_u32 {
        let _ = writeln!(text, "2019-06-{:02},b{at},{},{}", at / 2 + 3, 259_000 + at * 5, 546_000 + at * 5);
    }
    file(&text)
}

const BANDS: [&str; 6] = ["--distance-bands", "0,100,200", "--time-bands", "0,7,14", "--format", "csv"];

#[test]
fn the_table_of_the_contract_needs_no_home() {
    let events = invented();
    let out = near_repeat(events.path(), &BANDS).ok();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "distance_from,distance_to,days_from,days_to,observed,expected,ratio,p_value");
    let bands: Vec<String> = lines[1..].iter().map(|line| line.split(',').take(4).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(bands, ["0,100,0,7", "0,100,7,14", "100,200,0,7", "100,200,7,14"]);
    let nearest: Vec<&str> = lines[1].split(',').collect();
    assert!(nearest[4].parse::<u64>().unwrap() >= 28, "{out}");
    assert_eq!(nearest[7], "0.001", "{out}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
    let events = invented();
    let with = |seed: &str| near_repeat(events.path(), &[&BANDS[..], &["--permutations", "199", "--seed", seed]].concat()).ok();
    assert_eq!(with("1"), with("1"));
    let one_thread = {
        let folder = tempfile::tempdir().unwrap();
        let mut command = binary();
        command.arg("near-repeat").arg(events.path()).args(BANDS).args(["--permutations", "199", "--seed", "1"]);
        Run::from(command.current_dir(folder.path()).env("RAYON_NUM_THREADS", "1").output().unwrap()).ok()
    };
    assert_eq!(with("1"), one_thread);
    // A scatter in bands wide enough that chance fills them, so that two seeds come to two counts.
    let mut text = "x,y,date\n".to_owned();
    for at in 0..40_u32 {
        let _ = writeln!(text, "{},{},2019-{:02}-{:02}", (at * 7919) % 3000, (at * 1299) % 2900, at * 5 % 6 + 1, at * 11 % 28 + 1);
    }
    let scatter = file(&text);
    let wide = ["--distance-bands", "0,800,2000", "--time-bands", "0,60,200", "--format", "csv", "--permutations", "199", "--seed"];
    let wide = |seed: &str| near_repeat(scatter.path(), &[&wide[..], &[seed]].concat()).ok();
    assert_ne!(wide("1"), wide("2"));
}

#[test]
fn closed_right_begins_with_the_same_place_and_day() {
    let events = file("x,y,date\n0,0,2020-01-01\n0,0,2020-01-01\n100,0,2020-01-08\n5000,0,2020-06-01\n");
    let words = ["--distance-bands", "0,100,inf", "--time-bands", "0,7", "--closed", "right", "--format", "csv"];
    let out = near_repeat(events.path(), &words).ok();
    let bands: Vec<String> = out.lines().skip(1).map(|line| line.split(',').take(5).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(bands, ["0,0,0,0,1", "0,0,0,7,0", "0,100,0,0,0", "0,100,0,7,2", "100,inf,0,0,0", "100,inf,0,7,0"]);
    let json = near_repeat(events.path(), &["--distance-bands", "10,20", "--time-bands", "0,7", "--format", "json"]).ok();
    let line: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!((&line["observed"], &line["ratio"]), (&serde_json::json!(0), &serde_json::Value::Null));
}

#[test]
fn bad_input_names_file_row_and_column() {
    let month = file("x,y,date\n545000,258000,2019-06-01\n545010,258000,2019-06\n");
    let err = near_repeat(month.path(), &BANDS).refused();
    assert!(err.contains("row 3") && err.contains("`date`") && err.contains("`2019-06`") && err.contains("month"), "{err}");
    let number = file("x,y,date\n545000,n/a,2019-06-01\n");
    let err = near_repeat(number.path(), &BANDS).refused();
    assert!(err.contains("row 2") && err.contains("`y`") && err.contains("`n/a`"), "{err}");
    let header = file("545000,258000,2019-06-01\n545010,258000,2019-06-02\n");
    assert!(near_repeat(header.path(), &BANDS).refused().contains("column `x`"));
}

#[test]
fn words_that_are_off_end_with_64() {
    let events = invented();
    for words in [
        &["--distance-bands", "0,100", "--time-bands", "0,7", "--permutations", "0"][..],
        &["--distance-bands", "0,100,50", "--time-bands", "0,7"],
        &["--distance-bands", "0,ten", "--time-bands", "0,7"],
        &["--distance-bands", "0,100"],
        &["--distance-bands", "0,100", "--time-bands", "0,7", "--closed", "middle"],
    ] {
        assert_eq!(near_repeat(events.path(), words).code, Some(64), "{words:?}");
    }
}

#[test]
fn a_month_of_burglaries_as_published() {
    // The Near Repeat Calculator's table with the intervals that reproduce it; see crates/statistics/tests/it/knox.rs.
    let Some(folder) = std::env::var_os("WARDMOTE_OPEN_DATA") else {
        eprintln!("left out: 1 test (WARDMOTE_OPEN_DATA not set)");
        return;
    };
    let rows = std::fs::read_to_string(Path::new(&folder).join("near-repeat/chicago_be_month1.csv")).unwrap();
    let events = file(&format!("x,y,date\n{rows}"));
    let words = ["--distance-bands", "0,1,100,200,300,inf", "--time-bands", "0,7,14,21,inf", "--metric", "manhattan", "--format", "csv"];
    let out = near_repeat(events.path(), &words).ok();
    let observed: Vec<&str> = out.lines().skip(1).filter_map(|line| line.split(',').nth(4)).collect();
    let published = "28 5 5 2 44 13 8 4 97 56 19 16 77 67 45 20 182194 146149 95237 45879";
    assert_eq!(observed.join(" "), published);
}
