//! Officers' tables of plans through the front door: every cell of the golden ones comes back, printed statuses stand beside computed
//! ones, and an office's own workbook is read as people read it.

use crate::front::{Home, Run, real};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use testkit::workbook::{OfficeSheet, ods, xlsx};

const GOLDEN: [&str; 5] = [
    "action_plan_2009_10",
    "action_plan_2010_11",
    "action_plan_2011_14",
    "action_plan_2019_21_operational",
    "action_plan_2019_21_transformation",
];

/// Every record of a CSV, the header among them.
fn records(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn import(home: &Home, file: &Path, options: &[&str]) -> Value {
    let mut words = vec!["plan", "import", file.to_str().unwrap()];
    words.extend(options);
    let out = home.run(&words).ok();
    assert_eq!(out.lines().count(), 1, "{out}");
    serde_json::from_str(&out).unwrap()
}

fn export(home: &Home, plan: &str, format: &str) -> PathBuf {
    let path = home.folder.path().join(format!("out.{format}"));
    home.run(&["plan", "export", "--plan", plan, "--format", format, "--out", path.to_str().unwrap()]).ok();
    path
}

/// How each action and milestone of a plan stands, by number.
fn standing(home: &Home, plan: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let out = home.run(&["plan", "show", "--plan", plan, "--format", "csv"]).ok();
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| header.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect());
    rows.map(|row: BTreeMap<String, String>| (row["reference"].clone(), row)).collect()
}

#[test]
fn every_golden_table_comes_back_cell_for_cell() {
    let Some(golden) = real("WARDMOTE_GOLDEN", 1) else { return };
    for name in GOLDEN {
        let home = Home::new();
        let file = golden.join(format!("{name}.csv"));
        let imported = import(&home, &file, &[]);
        let id = name.replace('_', "-");
        assert_eq!(imported["plan"], id.as_str());
        assert_eq!((&imported["status"], &imported["rows_rejected"]), (&"imported".into(), &0.into()), "{imported}");
        assert_eq!(imported["unknown_columns"], Value::Array(Vec::new()), "{imported}");
        let given = std::fs::read(&file).unwrap();
        assert_eq!(imported["rows_read"], records(&given).len() - 1);
        // The only plan with a table needs no name.
        let back = home.run(&["plan", "export", "--format", "csv"]).ok();
        assert_eq!(records(back.as_bytes()), records(&given), "{name}");
        for format in ["xlsx", "ods"] {
            let path = export(&home, &id, format);
            let other = Home::new();
            assert_eq!(import(&other, &path, &["--plan", &id])["rows_rejected"], 0);
            let back = other.run(&["plan", "export", "--plan", &id, "--format", "csv"]).ok();
            assert_eq!(records(back.as_bytes()), records(&given), "{name} through {format}");
        }
        assert_eq!(import(&home, &file, &[])["status"], "same");
    }
}

#[test]
fn printed_statuses_stand_beside_computed_ones_and_doubt_is_never_guessed() {
    let Some(golden) = real("WARDMOTE_GOLDEN", 1) else { return };
    let home = Home::new();
    let imported = import(&home, &golden.join("action_plan_2009_10.csv"), &[]);
    assert_eq!((&imported["actions"], &imported["milestones"]), (&28.into(), &91.into()), "{imported}");
    let all = standing(&home, "action-plan-2009-10");
    // I1: of 91 milestones 36 on track, 6 not on track, 49 undecided; what was given and what stands agree.
    let count = |column: &str, status: &str| {
        all.iter().filter(|(number, row)| number.ends_with(|c: char| c.is_ascii_lowercase()) && row[column] == status).count()
    };
    for column in ["given", "computed"] {
        let counts = ["on-track", "not-on-track", "undetermined"].map(|status| count(column, status));
        assert_eq!(counts, [36, 6, 49], "{column}");
    }
    // I2: what is printed of actions follows from no rule; the computed status stands beside it.
    for (numbers, given, computed) in [
        (["2.4", "4.4"].as_slice(), "undetermined", "on-track"),
        (["2.1"].as_slice(), "on-track", "undetermined"),
        (["1.1", "1.2", "3.1", "3.3"].as_slice(), "undetermined", "not-on-track"),
        (["1.8", "2.3", "4.1", "5.1"].as_slice(), "on-track", "on-track"),
    ] {
        for number in numbers {
            let row = &all[*number];
            assert_eq!((row["given"].as_str(), row["computed"].as_str()), (given, computed), "{row:?}");
            assert_eq!(row["given_for"], "2009-10-Q1");
        }
    }
}

#[test]
fn updates_are_of_the_periods_that_their_columns_say() {
    let Some(golden) = real("WARDMOTE_GOLDEN", 1) else { return };
    let home = Home::new();
    let files: Vec<PathBuf> = GOLDEN.iter().map(|name| golden.join(format!("{name}.csv"))).collect();
    let mut words = vec!["plan", "import"];
    words.extend(files.iter().map(|file| file.to_str().unwrap()));
    let out = home.run(&words).ok();
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let counts = |at: usize| ["actions", "milestones", "updates"].map(|what| lines[at][what].as_u64().unwrap());
    // The plan of 2010-11 prints the numbers of another task group behind its own: they begin again, as a plan of their own.
    assert_eq!(counts(1)[..2], [28, 35]);
    let second = standing(&home, "action-plan-2010-11-part-2");
    assert_eq!((second.len(), second["1.16"]["given"].as_str()), (16, ""));
    // Without a column for updates there are none; of the third of 2019-21 nothing says when it was said.
    assert_eq!(counts(2), [15, 44, 0]);
    assert_eq!(counts(3), [8, 0, 16]);
    assert_eq!(counts(4), [8, 0, 8]);
    let list = home.run(&["plan", "list", "--format", "csv"]).ok();
    assert!(list.contains("action-plan-2011-14,Action plan 2011-14,rolling,2011-04-01,2014-03-31,quarterly,15,44,"), "{list}");
    assert!(
        list.contains("action-plan-2019-21-operational,Action plan 2019-21 operational,operational,2019-04-01,2021-03-31,monthly,8,0,"),
        "{list}"
    );
    let transformation = standing(&home, "action-plan-2019-21-transformation");
    assert_eq!((transformation["4"]["given"].as_str(), transformation["4"]["due"].as_str()), ("on-track", "2020-02-27"));
    assert_eq!(transformation["4"]["computed"], "not-on-track", "its day is over");
    assert_eq!(transformation["1"]["computed"], "complete");
}

const SHEETS: [OfficeSheet<'static>; 2] = [
    OfficeSheet {
        name: "Burglary & theft",
        rows: &[
            &["Street plan of the task group", "", "", "", "", ""],
            &[],
            &["Priority", "Action No.", "Action", "Milestone no", "Milestone", "Lead agency", "Update Jan 2020", "Colour"],
            &["Burglary", "1.10", "Mark bicycles", "1.10a", "Hold four sessions", "Police", "Two held", "blue"],
            &["", "", "", "1.10b", "Print a leaflet", "Council", "", ""],
            &[],
            &["", "1.2", "Write to new homes", "", "", "Council", "=1+1", " two blanks "],
            &["", "", "Paint a fence", "", "", "", "", ""],
            &["All figures are provisional"],
            &[],
            &["Ref", "What we will do", "Deadline", "Lead"],
            &["7", "Host a stall", "2020-03-07", "Fire service"],
            &["8", "Publish a poster", "ongoing", "Council"],
        ],
        merged: &[((0, 0), (0, 5)), ((3, 0), (7, 0)), ((3, 1), (4, 1)), ((3, 2), (4, 2))],
    },
    OfficeSheet { name: "Contacts", rows: &[&["Team", "Room"], &["Licensing", "4"]], merged: &[] },
];

#[test]
fn an_offices_workbook_is_read_as_people_read_it() {
    for (name, bytes) in [("street plan.xlsx", xlsx(&SHEETS).unwrap()), ("street plan.ods", ods(&SHEETS).unwrap())] {
        let home = Home::new();
        let file = home.file(name, &bytes);
        let imported = import(&home, &file, &["--kind", "operational", "--title", "Street plan"]);
        for (what, expected) in
            [("tables", 2), ("rows_read", 6), ("rows_accepted", 5), ("rows_rejected", 1), ("actions", 4), ("milestones", 2)]
        {
            assert_eq!(imported[what], expected, "{name} {what}: {imported}");
        }
        assert_eq!(imported["unknown_columns"], serde_json::json!(["Colour"]));
        let notes = imported["notes"].to_string();
        assert!(notes.contains("Contacts") && notes.contains("no day"), "{notes}");
        let all = standing(&home, "street-plan");
        assert_eq!(all.keys().map(String::as_str).collect::<Vec<_>>(), ["1.10", "1.10a", "1.10b", "1.2", "7", "8"]);
        assert_eq!((all["1.10b"]["priority"].as_str(), all["1.10b"]["lead"].as_str()), ("Burglary", "Council"));
        let rejects = home.run(&["plan", "rejects", "--format", "csv"]).ok();
        assert!(
            rejects.contains(&format!("{name},Burglary & theft,8,Action No.,no-number,give the action its number,Burglary,,Paint a fence")),
            "{rejects}"
        );
        let book = home.folder.path().join("rejects.xlsx");
        home.run(&["plan", "rejects", "--xlsx", book.to_str().unwrap()]).ok();
        assert!(std::fs::read(book).unwrap().starts_with(b"PK"));
        // Out and in again: nothing is lost, and nothing that begins as a formula becomes one.
        let csv = home.run(&["plan", "export", "--format", "csv"]).ok();
        assert!(csv.contains("Burglary,1.10,Mark bicycles,1.10b,Print a leaflet,Council,,\n"), "{csv}");
        assert!(csv.contains("=1+1, two blanks \n") && csv.contains("All figures are provisional"), "{csv}");
        for format in ["xlsx", "ods"] {
            let other = Home::new();
            import(&other, &export(&home, "street-plan", format), &["--plan", "street-plan"]);
            assert_eq!(other.run(&["plan", "export", "--format", "csv"]).ok(), csv, "{format}");
        }
        home.assert_clean();
    }
}

#[test]
fn rows_whose_words_are_headings_are_read() {
    for (name, rows) in [
        ("by quarter", ["1,Mark bikes,Police,Yes,Q4", "2,Write,Council,No,Q4", "3,Host,Fire,Yes,Q4"]),
        ("by month", ["1,Mark bikes,Police,No,June", "2,Write,Council,No,March 2010", "3,Host,Fire,No,June"]),
    ] {
        let home = Home::new();
        let text = format!("action_no,action,lead,on target,timescale\n{}\n", rows.join("\n"));
        let imported = import(&home, &home.file(&format!("{name}.csv"), text.as_bytes()), &[]);
        for (what, expected) in [("tables", 1), ("rows_read", 3), ("rows_accepted", 3), ("rows_rejected", 0), ("actions", 3)] {
            assert_eq!(imported[what], expected, "{name} {what}: {imported}");
        }
        let plan = imported["plan"].as_str().unwrap();
        let all = standing(&home, plan);
        assert_eq!(all.keys().map(String::as_str).collect::<Vec<_>>(), ["1", "2", "3"]);
        assert_eq!((all["2"]["lead"].as_str(), all["3"]["lead"].as_str()), ("Council", "Fire"));
        assert_eq!(home.run(&["plan", "export", "--plan", plan, "--format", "csv"]).ok(), text);
    }
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    let home = Home::new();
    let none = home.file("none.csv", b"name,place\nx,y\n");
    let refused = home.run(&["plan", "import", none.to_str().unwrap()]).refused();
    assert!(refused.contains("none.csv") && refused.contains("`plan-columns`"), "{refused}");
    let missing: Run = home.run(&["plan", "import", "no-such-file.csv"]);
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert_eq!(home.run(&["plan", "export", "--plan", "none"]).code, Some(2));
    assert_eq!(home.run(&["plan", "list", "--format", "xlsx"]).code, Some(64));
    let damaged = home.file("plan.xlsx", b"PK\x03\x04 and no more");
    home.run(&["plan", "import", damaged.to_str().unwrap()]).refused();
    let good = home.file("good plan.csv", b"action_no,action\n1,Mark bicycles\n2,Ask Jane Invented\n");
    // A format that nothing is printed in is refused before anything is done.
    for format in ["xlsx", "ods"] {
        let run = home.run(&["plan", "import", good.to_str().unwrap(), "--format", format]);
        assert!(run.code == Some(64) && run.err.contains("output-format"), "{run:?}");
        assert_eq!(home.run(&["plan", "list", "--format", "json"]).ok(), "");
    }
    // A good file beside a bad one is kept, a row that names somebody is not.
    let run = home.run(&["plan", "import", none.to_str().unwrap(), good.to_str().unwrap()]);
    assert_eq!(run.code, Some(2));
    assert!(run.out.contains("\"rejected_by_reason\":{\"looks-like-a-person\":1}"), "{run:?}");
    assert!(!home.run(&["plan", "rejects", "--format", "json"]).ok().contains("Invented"));
    assert_eq!(home.run(&["plan", "export", "--format", "csv"]).ok(), "action_no,action\n1,Mark bicycles\n");
}
