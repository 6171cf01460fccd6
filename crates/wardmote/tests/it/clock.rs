//! `clock` on a terminal: the list, the day a clock ends, the days counted, and refusals.

use crate::front::{Run, binary, real};
use std::collections::BTreeSet;

fn clock(words: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    binary().arg("clock").args(words).current_dir(folder.path()).output().unwrap().into()
}

fn due(rule: &str, from: &str, more: &[&str]) -> Run {
    clock(&[&["due", "--rule", rule, "--from", from][..], more].concat())
}

const COLUMNS: &str = "id,area,version,valid_from,valid_to,jurisdiction,unit,length,direction,calendar,catalogue,source";

fn listed() -> Vec<csv::StringRecord> {
    let out = clock(&["list", "--format", "csv"]).ok();
    assert_eq!(out.lines().next(), Some(COLUMNS));
    csv::Reader::from_reader(out.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn the_list_needs_no_home_and_is_in_order() {
    let rows = listed();
    let keys: Vec<(String, String, String)> = rows.iter().map(|row| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned())).collect();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
    let units: BTreeSet<&str> =
        ["hours", "calendar_days", "calendar_months", "working_days", "clear_days", "clear_working_days"].into_iter().collect();
    for row in &rows {
        assert!(units.contains(&row[6]) && ["after", "before"].contains(&&row[8]) && row[7].parse::<u32>().unwrap() > 0, "{row:?}");
        assert!(!row[11].is_empty(), "{row:?}");
        assert!(row[4].is_empty() || row[3] < row[4], "{row:?}");
    }
    // Every entry of the catalogue that is a limit in time is answered.
    let answered: BTreeSet<&str> = rows.iter().flat_map(|row| row[10].split_terminator(' ')).collect();
    for entry in ["R02", "R03", "R05", "R07", "R08", "R12", "R15", "R16", "R17", "R18", "R19", "R20", "R24", "R25", "R26", "R27", "R29"] {
        assert!(answered.contains(entry), "{entry}: {answered:?}");
    }
    let json = clock(&["list", "--format", "json"]).ok();
    assert_eq!(json.lines().count(), rows.len());
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    let names: Vec<&str> = first.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names.join(","), COLUMNS);
}

#[test]
fn the_first_line_is_the_day_it_ends() {
    // Saint Patrick's day counts out for freedom of information everywhere; Easter does for both.
    assert_eq!(due("foi-request", "2026-03-02", &[]).ok(), "2026-03-31\n");
    assert_eq!(due("asb-review-acknowledge", "2026-04-01", &["--area", "E06000004"]).ok(), "2026-04-07\n");
    // The last of February is a Saturday.
    assert_eq!(due("subject-access-request", "2026-01-31", &[]).ok(), "2026-03-02\n");
    assert_eq!(due("data-breach-notification", "2026-03-13T14:30", &[]).ok(), "2026-03-16T14:30\n");
    // Five clear working days before a meeting in England, three in Wales.
    assert_eq!(due("agenda-notice", "2026-04-15", &["--area", "E07000012"]).ok(), "2026-04-07\n");
    assert_eq!(due("agenda-notice", "2026-04-15", &["--area", "W06000015"]).ok(), "2026-04-09\n");
}

#[test]
fn the_days_counted_end_with_the_day_it_ends() {
    let run = due("foi-request", "2026-03-02", &["--pause", "2026-03-09..2026-03-16", "--explain"]);
    assert!(run.err.contains("foi-request@2005") && run.err.contains("Freedom of Information Act 2000"), "{}", run.err);
    let out = run.ok();
    let (first, rest) = out.split_once('\n').unwrap();
    let dates: Vec<&str> = rest.lines().map(|line| line.split_whitespace().nth(1).unwrap()).collect();
    assert_eq!((first, dates.len(), dates.last().copied()), ("2026-04-09", 20, Some("2026-04-09")));
    assert!(rest.contains("Monday 9 March 2026 to Sunday 15 March 2026 (paused)"), "{rest}");
    assert!(rest.contains("Tuesday 17 March 2026 (bank holiday, St Patrick’s Day in Northern Ireland)"), "{rest}");
    // No other date in figures stands anywhere on stdout.
    let iso = out.split(|c: char| !(c.is_ascii_digit() || c == '-')).filter(|word| word.len() == 10).count();
    assert_eq!(iso, 21);

    let json = due("foi-request", "2026-03-02", &["--pause", "2026-03-09..2026-03-16", "--explain", "--format", "json"]).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let days: Vec<&str> = json["days"].as_array().unwrap().iter().map(|day| day.as_str().unwrap()).collect();
    assert_eq!(days, dates);
    assert_eq!(
        (json["due"].as_str(), json["rule"].as_str(), json["provisional"].as_bool()),
        (Some("2026-04-09"), Some("foi-request@2005"), Some(false))
    );
    assert!(json["passed_over"].as_array().unwrap().iter().any(|day| day["date"] == "2026-03-17"));

    let csv = due("foi-request", "2026-03-02", &["--format", "csv"]).ok();
    assert!(csv.starts_with("due,rule,area,") && csv.lines().nth(1).unwrap().starts_with("2026-03-31,foi-request@2005,,"), "{csv}");
    let csv = due("foi-request", "2026-03-02", &["--format", "csv", "--explain"]).ok();
    assert_eq!((csv.lines().next(), csv.lines().count()), (Some("due,number,date,weekday,passed_over"), 21));
}

#[test]
fn hours_run_through_the_change_of_the_clocks() {
    let run = due("data-breach-notification", "2026-03-27T14:30", &[]);
    assert!(run.err.contains("clocks change"), "{}", run.err);
    assert_eq!(run.ok(), "2026-03-30T15:30\n");
    let bare = due("data-breach-notification", "2026-03-13", &[]);
    assert!(bare.err.contains("midnight"), "{}", bare.err);
    assert_eq!(bare.ok(), "2026-03-16T00:00\n");
    let json = due("data-breach-notification", "2026-03-13", &["--format", "json"]).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["notes"][0].as_str().is_some_and(|note| note.contains("midnight")), "{json}");
}

#[test]
fn days_not_announced_are_called_provisional() {
    let run = due("complaint-acknowledge", "2028-12-27", &["--area", "E07000012", "--format", "json"]);
    assert!(run.err.contains("provisional"), "{}", run.err);
    let json: serde_json::Value = serde_json::from_str(&run.ok()).unwrap();
    assert_eq!(json["provisional"], true);
}

#[test]
fn the_version_in_force_holds_or_the_reason_is_given() {
    let row = listed().into_iter().find(|row| row[3].is_empty()).expect("a version without a known first day");
    let reference = format!("{}@{}", &row[0], &row[2]);
    let err = due(&reference, "2026-11-22", &[]).refused();
    assert!(err.contains(&reference) && err.contains("no source gives its first day"), "{err}");
    let ended = listed().into_iter().find(|row| !row[4].is_empty()).expect("a version that has ended");
    let err = due(&format!("{}@{}", &ended[0], &ended[2]), &ended[4], &[]).refused();
    assert!(err.contains("does not hold on"), "{err}");
    // England's where several countries have one; the list names the country to ask for the others.
    assert_eq!(due("agenda-notice", "2026-04-15", &[]).ok(), "2026-04-07\n");
    let welsh = listed().into_iter().find(|row| &row[0] == "agenda-notice" && &row[5] == "W").expect("the Welsh rule");
    assert_eq!(due("agenda-notice", "2026-04-15", &["--area", &welsh[1]]).ok(), "2026-04-09\n");
}

#[test]
fn words_that_are_off_are_refused() {
    let near = due("asb-revew-acknowledge", "2026-03-02", &[]).refused();
    assert!(near.contains("`asb-review-acknowledge`"), "{near}");
    let kind = due("ward-flags", "2026-03-02", &[]).refused();
    assert!(kind.contains("not a clock"), "{kind}");
    // A pause the rule does not provide for is counted, with a warning.
    let paused = due("data-breach-notification", "2026-03-02T10:00", &["--pause", "2026-03-03..2026-03-04"]);
    for part in ["warning: ", "article 33", "provides for no pause", "without it the limit ends on 2026-03-05T10:00"] {
        assert!(paused.err.contains(part), "{}", paused.err);
    }
    assert_eq!(paused.ok(), "2026-03-06T10:00\n");
    assert_eq!(due("closure-notice-extended", "2025-12-24T10:00", &[]).ok(), "2025-12-27T10:00\n");
    for (from, more) in [
        ("2026-02-30", &[][..]),
        ("yesterday", &[]),
        ("2026-03-02T25:00", &[]),
        ("2026-03-02", &["--pause", "2026-03-09"]),
        ("2026-03-02", &["--pause", "2026-03-16..2026-03-09"]),
        ("2026-03-02", &["--area", "Cambridge"]),
    ] {
        let run = due("foi-request", from, more);
        assert_eq!(run.code, Some(64), "{from} {more:?}: {}", run.err);
    }
    assert_eq!(clock(&["due", "--rule", "foi-request"]).code, Some(64));
    assert_eq!(clock(&["weekly"]).code, Some(64));
    assert_eq!(due("foi-request", "9999-12-20", &[]).code, Some(2));
}

#[test]
fn freedom_of_information_counts_by_the_official_list() {
    let Some(folder) = real("WARDMOTE_OPEN_DATA", 1) else { return };
    let text = std::fs::read_to_string(folder.join("bank-holidays/bank-holidays.json")).unwrap();
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    let parts = list.as_object().unwrap().values();
    let days: BTreeSet<&str> = parts.flat_map(|part| part["events"].as_array().unwrap()).map(|day| day["date"].as_str().unwrap()).collect();
    for from in ["2012-12-20", "2019-03-15", "2020-04-30", "2022-05-27", "2023-04-28", "2027-12-23"] {
        let mut day: jiff::civil::Date = from.parse().unwrap();
        let mut left = 20;
        while left > 0 {
            day = day.tomorrow().unwrap();
            let weekend = day.weekday().to_monday_zero_offset() > 4;
            left -= i32::from(!weekend && !days.contains(day.to_string().as_str()));
        }
        assert_eq!(due("foi-request", from, &[]).ok().trim_end(), day.to_string(), "{from}");
    }
}
