//! Performance reports: the partnership's own of two quarters computed again, and those of targets in the record.

use crate::front::{Home, Run, binary, real};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Line = BTreeMap<String, String>;

const HEADER: &str = "indicator,target,baseline,value,change_pct,result,rag,msg_rank,reproduced,why_not\n";

fn lines(text: &str) -> Vec<Line> {
    assert!(text.starts_with(HEADER), "{text}");
    rows(text)
}

fn rows(text: &str) -> Vec<Line> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    reader.records().map(|r| header.iter().cloned().zip(r.unwrap().iter().map(str::to_owned)).collect()).collect()
}

fn report(home: &Home, period: &str) -> Vec<Line> {
    lines(&home.run(&["report", "performance", "--period", period, "--format", "csv"]).ok())
}

fn published(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/published").join(name)
}

fn with(files: &[PathBuf]) -> Home {
    let home = Home::new();
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    home.import("area-counts", &files, &[]).ok();
    home
}

/// The published facts of the repository.
fn facts() -> Home {
    with(&["performance-indicators.csv", "idva-referrals.csv", "marac.csv", "cadet.csv", "farm-crime.csv"].map(published))
}

fn why_of<'a>(lines: &'a [Line], name: &str) -> &'a str {
    &lines.iter().find(|line| line["indicator"] == name).unwrap_or_else(|| panic!("no {name}"))["why_not"]
}

#[track_caller]
fn check(lines: &[Line], name: &str, cells: [&str; 6], reproduced: &str) {
    let line = lines.iter().find(|line| line["indicator"] == name).unwrap_or_else(|| panic!("no {name}"));
    let found = ["baseline", "value", "change_pct", "result", "rag", "msg_rank"].map(|column| line[column].as_str());
    assert_eq!(found, cells, "{name}");
    assert_eq!((line["reproduced"].as_str(), line["why_not"].is_empty()), (reproduced, reproduced == "yes"), "{name}: {}", line["why_not"]);
}

/// What the audit of the papers says of quarter 4 of 2010/11.
fn quarter_4(lines: &[Line]) {
    assert_eq!(lines.len(), 6);
    check(lines, "Dwelling burglary", ["138", "70", "-49.3", "not known", "green", "5"], "no");
    check(lines, "Theft of vehicles", ["29", "26", "-10.3", "not known", "yellow", "7"], "no");
    check(lines, "Theft from vehicles", ["172", "119", "-30.8", "not known", "green", "10"], "no");
    check(lines, "NI32 repeat domestic violence (MARAC)", ["", "34.5", "", "not met", "red", ""], "yes");
    check(lines, "IDVAS referrals", ["136", "154", "13.2", "not met", "yellow", ""], "no");
    check(lines, "Domestic violence incidents reported to police", ["1175", "1210", "3.0", "met", "yellow", ""], "yes");
    let met = "result met printed, computed is not known: the count of 2008/9 that it rests on was in a chart";
    for (name, words) in [
        (
            "Dwelling burglary",
            format!(
                "change of -24 since 2008/9 printed, it cannot be computed: \
                 the counts of 2008/9 and of the year were in a chart and are not printed; {met}"
            ),
        ),
        (
            "Theft of vehicles",
            format!(
                "change of -40 since 2008/9 printed, it cannot be computed: \
                 117 crimes are printed for the year; the count of 2008/9 was in a chart and is not printed; {met}"
            ),
        ),
        (
            "Theft from vehicles",
            format!(
                "change of -27 since 2008/9 printed, it cannot be computed: \
                 586 crimes are printed for the year; the count of 2008/9 was in a chart and is not printed; {met}"
            ),
        ),
        (
            "IDVAS referrals",
            "result n/a printed, computed is not met: both counts stand in the report's own table; \
             value 128 cases of the year in the text printed, computed is 154: 128 is the row of East Cambridgeshire; \
             share of 12 percent of the county's in the text printed, computed is 15: it is the share of East Cambridgeshire"
                .to_owned(),
        ),
    ] {
        assert_eq!(why_of(lines, name), words, "{name}");
    }
}

/// What it says of quarter 1 of 2011/12, with the highlights of recorded crime.
fn quarter_1(lines: &[Line]) {
    check(lines, "Dwelling burglary", ["104", "61", "-41.3", "not known", "green", ""], "no");
    check(lines, "Farm crime", ["120", "30", "", "not known", "yellow", ""], "no");
    assert_eq!(
        lines[0]["why_not"],
        "place 12 in the text printed, it cannot be computed: the rank of the quarter was left blank; \
         the text repeats that of quarters 2 and 3 of 2010/11, a stale copy; \
         place 9 in the text printed, it cannot be computed: it is the rank of the year 2010/11 in the report before, a stale copy"
    );
    assert_eq!(
        lines[1]["why_not"],
        "share of 11 percent of the district's crime of 2010/11 printed, it cannot be computed: the district's crimes of that year are \
         not printed; 11 percent of them would be 1,000 to 1,095, and one quarter alone had 1,477"
    );
    let ours = &lines[2..];
    let golden =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../golden/cadet_highlights_2011_12_q1.csv")).unwrap();
    let golden: Vec<[String; 5]> = golden
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [1, 2, 3, 4, 5].map(|at| cells[at].to_owned())
        })
        .collect();
    assert_eq!((ours.len(), golden.len()), (45, 45));
    let mut percentages = 0;
    for (line, [category, earlier, later, change, printed]) in ours.iter().zip(&golden) {
        assert_eq!([&line["indicator"], &line["baseline"], &line["value"]], [category, earlier, later]);
        let (value, baseline): (i64, i64) = (line["value"].parse().unwrap(), line["baseline"].parse().unwrap());
        assert_eq!((value - baseline).to_string(), change.trim_start_matches('+'), "{category}");
        let bare = printed.replace([' ', '+', '%'], "");
        let bare = if bare == "NoCalc" { "No Calc".to_owned() } else { bare };
        assert_eq!(line["change_pct"], bare, "{category}");
        percentages += usize::from(bare != "No Calc");
        assert_eq!([&line["result"], &line["reproduced"], &line["why_not"]], ["no target to meet", "yes", ""], "{category}");
    }
    assert_eq!(percentages, 38);
}

#[test]
fn both_quarters_come_out_of_the_published_facts() {
    let home = facts();
    let (four, one) = (report(&home, "2010-11-Q4"), report(&home, "2011-12-Q1"));
    quarter_4(&four);
    quarter_1(&one);
    let text = home.run(&["report", "performance", "--period", "2011-12-Q1", "--format", "csv"]).ok();
    assert!(text.is_ascii() && !text.contains('+') && !text.contains('%'), "numbers are bare");
}

#[test]
fn both_quarters_come_out_of_the_tables_as_they_were_published() {
    let Some(golden) = real("WARDMOTE_GOLDEN", 1) else { return };
    let files = ["performance_indicators_2010_12.csv", "cadet_highlights_2011_12_q1.csv", "idvas_referrals.csv", "marac_ni32.csv"];
    let home = with(&files.map(|name| golden.join(name)));
    quarter_4(&report(&home, "2010-11-Q4"));
    quarter_1(&report(&home, "2011-12-Q1"));
    // The same with the district said: then the county's own rows still stand for the county.
    let home = Home::new();
    home.import("area-counts", &[&golden.join(files[0]), &golden.join(files[1])], &["--within", "E07000012"]).ok();
    quarter_1(&report(&home, "2011-12-Q1"));
}

#[test]
fn one_row_changes_the_position_and_its_reason() {
    let home = facts();
    let of = |name: &str| report(&home, "2010-11-Q4").into_iter().find(|line| line["indicator"] == name).unwrap();
    let text = std::fs::read_to_string(published("marac.csv")).unwrap();
    let row = "ni32_repeat_rate,,2010-04 to 2011-03,34.5,";
    let other = text.replacen(row, &row.replace("34.5", "26.5"), 1);
    assert_ne!(text, other);
    let file = home.file("marac-otherwise.csv", other.as_bytes());
    home.import("area-counts", &[&file], &["--received", "2030-01-01"]).ok();
    let ni32 = of("NI32 repeat domestic violence (MARAC)");
    assert_eq!([ni32["value"].as_str(), &ni32["result"], &ni32["rag"], &ni32["reproduced"]], ["26.5", "met", "green", "no"]);
    assert_eq!(ni32["why_not"], "result not met printed, computed is met: the facts held now give another");
    // The count that was in a chart comes to light: then the printed fall and result follow.
    let found = "data_set,area,level,measure,category,period,value,unit\n\
                 performance-indicators,South Cambridgeshire,district,crimes,Theft of vehicles,2008-04 to 2009-03,195,crimes\n";
    let file = home.file("found.csv", found.as_bytes());
    home.import("area-counts", &[&file], &["--received", "2030-01-01"]).ok();
    let stolen = of("Theft of vehicles");
    assert_eq!([stolen["result"].as_str(), &stolen["reproduced"], &stolen["why_not"]], ["met", "yes", ""]);
    // Were it another count, the reasons that were written while it was in a chart would be untrue, and are not said.
    let file = home.file("found-otherwise.csv", found.replace(",195,", ",110,").as_bytes());
    home.import("area-counts", &[&file], &["--received", "2030-01-02"]).ok();
    let stolen = of("Theft of vehicles");
    assert_eq!([stolen["result"].as_str(), &stolen["reproduced"]], ["not met", "no"]);
    assert_eq!(
        stolen["why_not"],
        "change of -40 since 2008/9 printed, computed is 6: the facts held now give another; \
         result met printed, computed is not met: the facts held now give another"
    );
}

#[test]
fn a_home_without_the_facts_says_what_to_import() {
    let home = Home::new();
    for period in ["2010-11-Q4", "2011-12-Q1"] {
        let refused = home.run(&["report", "performance", "--period", period]).refused();
        assert!(refused.contains("wardmote import area-counts demo/published/performance-indicators.csv"), "{refused}");
    }
    let refused = home.run(&["report", "performance", "--period", "2025-26-Q3"]).refused();
    assert!(refused.contains("performance-not-held"), "{refused}");
    assert_eq!(home.run(&["report", "performance", "--period", "last quarter"]).code, Some(64));
    // Some are held: a line each, and the others say that they are not.
    home.import("area-counts", &[&published("marac.csv")], &[]).ok();
    let run = home.run(&["report", "performance", "--period", "2010-11-Q4", "--format", "csv"]);
    assert!(run.err.contains("not everything is held"), "{}", run.err);
    let held = lines(&run.ok());
    assert_eq!(held.len(), 6);
    assert_eq!(held.iter().filter(|line| line["why_not"].starts_with("not held: wardmote import")).count(), 5);
    check(&held, "NI32 repeat domestic violence (MARAC)", ["", "34.5", "", "not met", "red", ""], "yes");
}

#[test]
fn targets_of_the_record_are_judged_and_papers_are_made() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let run = |words: &[&str]| -> Run { binary().args(words).arg("--home").arg(&home).output().unwrap().into() };
    binary().args(["demo", "--no-serve", "--home"]).arg(&home).output().map(Run::from).unwrap().ok();
    let of = |period: &str| lines(&run(&["report", "performance", "--period", period, "--format", "csv"]).ok());
    let abuse = |lines: &[Line]| lines.iter().find(|line| line["indicator"] == "Domestic abuse incidents reported").unwrap().clone();
    let before = abuse(&of("2018-19-Q4"));
    assert_eq!([before["baseline"].as_str(), &before["value"], &before["result"], &before["rag"]], ["1381", "1394", "met", "yellow"]);
    assert!(before["why_not"].contains("no clear change"), "{}", before["why_not"]);
    // One imported row: the colour and its reason are others.
    let text = std::fs::read_to_string(published("domestic-abuse.csv")).unwrap();
    let row = "2018-04 to 2019-03,1394,";
    let other = text.replacen(row, &row.replace("1394", "1094"), 1);
    assert_ne!(text, other);
    let file = folder.path().join("domestic-abuse-otherwise.csv");
    std::fs::write(&file, other).unwrap();
    run(&["import", "area-counts", file.to_str().unwrap(), "--received", "2030-01-01"]).ok();
    let after = abuse(&of("2018-19-Q4"));
    assert_eq!([after["value"].as_str(), &after["result"], &after["rag"]], ["1094", "not met", "red"]);
    assert!(after["why_not"].contains("a clear fall"), "{}", after["why_not"]);

    let out = folder.path().join("papers");
    let paths = run(&["report", "performance", "--period", "2011-12-Q1", "--out", out.to_str().unwrap()]).ok();
    assert_eq!(paths.lines().count(), 3);
    let html = std::fs::read_to_string(out.join("performance-2011-12-Q1.html")).unwrap();
    for words in [
        "Emerging issues",
        "Shoplifting rose by more than chance",
        "Recorded crime by category",
        "■ No change or still some concern",
        "stale copy",
    ] {
        assert!(html.contains(words), "{words}");
    }
    assert!(std::fs::read(out.join("performance-2011-12-Q1.pdf")).unwrap().starts_with(b"%PDF-1.7"));
    assert!(std::fs::read(out.join("performance-2011-12-Q1.docx")).unwrap().starts_with(b"PK"));
    // The issue stands in its own quarter's report and in no other.
    run(&["report", "performance", "--period", "2010-11-Q4", "--out", out.to_str().unwrap()]).ok();
    assert!(!std::fs::read_to_string(out.join("performance-2010-11-Q4.html")).unwrap().contains("Shoplifting rose"));
    // The annual report prints the figures of the quarterly one.
    run(&["report", "annual", "--year", "2018-19", "--out", out.to_str().unwrap()]).ok();
    assert!(std::fs::read_to_string(out.join("annual-2018-19.html")).unwrap().contains("1,094 incidents"));
    run(&["report", "annual", "--year", "2018-19", "--six-months", "--out", out.to_str().unwrap()]).ok();
    run(&["report", "activity", "--from", "2011-04-01", "--to", "2014-03-31", "--out", out.to_str().unwrap()]).ok();
    assert_eq!(run(&["report", "activity", "--from", "2014-03-31", "--to", "2011-04-01", "--out", "x"]).code, Some(64));
    let refused = run(&["report", "funder", "--plan", "community-safety-2011-14", "--out", out.to_str().unwrap()]).refused();
    assert!(refused.contains("has no grant"), "{refused}");
}
