//! `hotspots` on a terminal: the contract's table, the same bytes for a seed, and every refusal by name.

use crate::front::{Run, binary};
use std::fmt::Write as _;
use std::path::Path;

/// Two files in a folder of their own, and the command in it.
struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new(values: &str, neighbours: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("values.csv"), values).unwrap();
        std::fs::write(folder.path().join("areas.gal"), neighbours).unwrap();
        Self { folder }
    }

    fn run_on(&self, threads: Option<&str>, words: &[&str]) -> Run {
        let mut command = binary();
        command.args(["hotspots", "--values", "values.csv", "--neighbours", "areas.gal", "--format", "csv"]);
        command.args(words).current_dir(self.folder.path() as &Path);
        if let Some(threads) = threads {
            command.env("RAYON_NUM_THREADS", threads);
        }
        command.output().unwrap().into()
    }

    fn run(&self, words: &[&str]) -> Run {
        self.run_on(None, words)
    }
}

const SIDE: usize = 10;

/// A square of a hundred areas, each bordering on the eight around it, and one area on its own; the corner is high, the
/// opposite one low. Values in the order of the names turned round, records in their order.
fn square() -> Files {
    let name = |at: usize| format!("E{at:03}");
    let mut values = String::from("value,note,area\n0.5,alone,island\n");
    let mut gal = format!("0 {} square AREA\n", SIDE * SIDE + 1);
    for at in (0..SIDE * SIDE).rev() {
        let (x, y) = (at % SIDE, at / SIDE);
        let noise = (at * 7919 % 13) as f64 / 10.0;
        let value = if x < 3 && y < 3 {
            30.0 + noise
        } else if x > 6 && y > 6 {
            1.0 + noise / 10.0
        } else {
            10.0 + noise
        };
        let _ = writeln!(values, "{value},\"a, b\",{}", name(at));
    }
    for at in 0..SIDE * SIDE {
        let near = |to: &usize| *to != at && (to % SIDE).abs_diff(at % SIDE) <= 1 && (to / SIDE).abs_diff(at / SIDE) <= 1;
        let list: Vec<String> = (0..SIDE * SIDE).filter(near).map(name).collect();
        let _ = write!(gal, "{} {}\r\n{}\r\n", name(at), list.len(), list.join(" "));
    }
    gal.push_str("island 0\r\n\r\n");
    Files::new(&values, &gal)
}

/// The fields of an area's row.
fn row<'a>(out: &'a str, area: &str) -> Vec<&'a str> {
    out.lines().find(|line| line.starts_with(&format!("{area},"))).unwrap().split(',').collect()
}

#[test]
fn the_table_of_the_contract_needs_no_home() {
    let run = square().run(&[]);
    assert_eq!(run.err, "");
    let out = run.ok();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "area,value,gi_star,p_sim,q_fdr,moran_i,moran_p_sim,verdict");
    assert_eq!(lines.len(), 102);
    // In the order of the values.
    assert!(lines[1].starts_with("island,0.5,") && lines[2].starts_with("E099,") && lines[101].starts_with("E000,"), "{out}");
    let island = row(&out, "island");
    assert!(island[2].parse::<f64>().is_ok());
    assert_eq!(island[3..], ["", "", "0", "", "no neighbours"]);
    for (area, verdict, above) in [("E011", "high", true), ("E088", "low", false)] {
        let fields = row(&out, area);
        assert_eq!(fields[7], verdict, "{fields:?}");
        assert_eq!(fields[2].parse::<f64>().unwrap() > 0.0, above, "{fields:?}");
        assert!(fields[5].parse::<f64>().unwrap() > 0.0 && fields[4].parse::<f64>().unwrap() < 0.05, "{fields:?}");
        assert_eq!(fields[3], fields[6], "one set of draws serves both: {fields:?}");
    }
    assert_eq!(row(&out, "E055")[7], "not distinguishable");
    // 2 / (99,999 + 1) is the smallest p there is.
    let smallest = lines[1..].iter().filter_map(|l| l.split(',').nth(3)?.parse::<f64>().ok()).fold(1.0, f64::min);
    assert!((0.00002..0.001).contains(&smallest), "{smallest}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let files = square();
    let words = ["--permutations", "1999", "--seed", "7"];
    let first = files.run(&words).ok();
    assert_eq!(first, files.run(&words).ok());
    assert_eq!(first, files.run_on(Some("1"), &words).ok());
    assert_ne!(first, files.run(&["--permutations", "1999", "--seed", "8"]).ok());
    // The rule's own seed, said or not.
    assert_eq!(files.run(&[]).ok(), files.run(&["--permutations", "99999", "--seed", "20261122"]).ok());
}

#[test]
fn what_may_not_be_meant_is_said() {
    let few = square().run(&["--permutations", "99"]);
    assert!(few.err.starts_with("warning: 99 permutations are too few for 100 areas"), "{}", few.err);
    assert_eq!(few.code, Some(0));
    let one_sided = Files::new("area,value\na,1\nb,2\nc,4\n", "3\na 1\nb\nb 1\nc\nc 1\nb\n").run(&[]);
    assert!(one_sided.err.contains("1 neighbours are not mutual") && one_sided.err.contains("`a`"), "{}", one_sided.err);
}

#[test]
fn equal_values_are_not_tested() {
    let out = Files::new("area,value\na,0.1\nb,0.1\nc,0.1\n", "3\na 1\nb\nb 1\na\nc 0\n").run(&[]).ok();
    assert_eq!(
        out.lines().skip(1).collect::<Vec<_>>(),
        ["a,0.1,,,,,,not distinguishable", "b,0.1,,,,,,not distinguishable", "c,0.1,,,,,,no neighbours"]
    );
}

#[test]
fn a_refusal_names_what_is_wrong() {
    let gal = "2\na 1\nb\nb 1\na\n";
    for (values, neighbours, code, parts) in [
        ("area,value\na,1\nb,\n", gal, "value-missing", &["row 3", "`b`"][..]),
        ("area,value\na,1\nb,many\n", gal, "value-unreadable", &["row 3", "`many`"]),
        ("area,value\na,1\nb,inf\n", gal, "value-unreadable", &["row 3", "`inf`"]),
        ("area,value\na,1\na,2\n", gal, "area-twice", &["row 3", "row 2", "`a`"]),
        ("area,value\n,1\n", gal, "area-missing", &["row 2"]),
        ("area,value\n", gal, "no-areas", &["values.csv"]),
        ("area,rate\na,1\n", gal, "column-missing", &["`value`"]),
        ("area,value,value\na,1,2\n", gal, "column-twice", &["`value`"]),
        ("area,value\na,1\nb,2\nc,3\n", gal, "areas-without-neighbours", &["`c`"]),
        ("area,value\na,1\n", gal, "areas-without-values", &["`b`"]),
        ("area,value\na,1\nb,2\n", "2\na 1\nb\nb 2\na\n", "gal", &["areas.gal", "line 5", "announces 2"]),
        ("area,value\na,1\nb,2\n", "", "gal", &["areas.gal"]),
    ] {
        let err = Files::new(values, neighbours).run(&[]).refused();
        assert!(err.contains(&format!("code: {code}")), "{err}");
        assert!(parts.iter().all(|part| err.contains(part)), "{parts:?}: {err}");
        assert!(err.contains("help: "), "{err}");
    }
}

#[test]
fn words_that_are_off_end_with_64() {
    let files = square();
    assert_eq!(files.run(&["--permutations", "0"]).code, Some(64));
    assert_eq!(files.run(&["--permutations", "many"]).code, Some(64));
    assert_eq!(files.run(&["--measure", "crime"]).code, Some(64));
    let alone = binary().args(["hotspots", "--values", "values.csv"]).current_dir(files.folder.path()).output().unwrap();
    assert_eq!(alone.status.code(), Some(64));
    let missing: Run = binary().args(["hotspots", "--values", "no.csv", "--neighbours", "no.gal"]).output().unwrap().into();
    assert_eq!(missing.code, Some(1), "{}", missing.err);
    assert!(missing.err.contains("no.csv") && missing.err.contains("code: file-io"), "{}", missing.err);
}
