//! Clocks through the use case: which version holds, how times are read, what is refused.

use super::*;
use std::fmt::Write as _;

/// A rulebook of our own, so that no change of law changes a test.
fn book(clocks: &[(&str, &str, &str, &str)]) -> Rulebook {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files: Vec<(String, String)> = [
        "bank-holidays-england-and-wales@2002.toml",
        "bank-holidays-scotland@2002.toml",
        "bank-holidays-northern-ireland@2002.toml",
        "summer-time@2002.toml",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), std::fs::read_to_string(root.join(name)).unwrap()))
    .collect();
    for (reference, dates, place, parameters) in clocks {
        let (id, version) = reference.split_once('@').unwrap();
        let kind = if parameters.contains("closed = ") { "closure-days" } else { "clock" };
        let mut text =
            format!("id = \"{id}\"\nversion = \"{version}\"\ntitle = \"A title\"\nkind = \"{kind}\"\napproved_by = \"the board\"\n");
        let (since, until) = dates.split_once("..").unwrap();
        writeln!(text, "valid_from = \"{since}\"\nvalid_to = \"{until}\"").unwrap();
        let (jurisdiction, area) = place.split_once(' ').unwrap_or((place, ""));
        writeln!(
            text,
            "jurisdiction = \"{jurisdiction}\"\narea = \"{area}\"\n[source]\npaper = \"a paper\"\nparagraph = \"7\"\n[parameters]"
        )
        .unwrap();
        if kind == "clock" {
            text += "catalogue = []\ntrigger = \"the letter\"\nduty = \"answer it\"\n";
            for (key, usual) in [
                ("direction", "\"after\""),
                ("calendar", "\"none\""),
                ("counting", "\"after\""),
                ("last_day", "\"stays\""),
                ("pausable", "true"),
            ] {
                if !parameters.contains(&format!("{key} = ")) {
                    writeln!(text, "{key} = {usual}").unwrap();
                }
            }
        }
        text += parameters;
        files.push((format!("{reference}.toml"), text));
    }
    Rulebook::parse(files).unwrap_or_else(|trouble| panic!("{trouble}"))
}

const HOURS: &str = "unit = \"hours\"\nlength = 72\n";
const TEN: &str = "unit = \"working_days\"\nlength = 10\ncalendar = \"england-and-wales\"\n";
const FIVE: &str = "unit = \"working_days\"\nlength = 5\ncalendar = \"england-and-wales\"\n";

fn due(book: &Rulebook, rule: &str, area: Option<&str>, from: &str, pauses: &[&str]) -> Result<Due> {
    let pauses: Vec<String> = pauses.iter().map(|pause| (*pause).to_owned()).collect();
    due_by(book, &DueRequest { rule, area, from, pauses: &pauses })
}

#[test]
fn the_version_in_force_on_the_day_holds() {
    let book = book(&[("reply@2011", "2011-07-01..2026-04-01", "E", TEN), ("reply@2026", "2026-04-01..", "E", FIVE)]);
    for (from, rule, end) in [
        ("2026-03-31", "reply@2011", "2026-04-16"),
        ("2026-04-01", "reply@2026", "2026-04-10"),
        // Half past midnight in London is the day before in UTC.
        ("2026-04-01T00:30", "reply@2026", "2026-04-10"),
        ("2026-04-01T00:30+01:00", "reply@2026", "2026-04-10"),
        ("2026-04-01T00:30+02:00", "reply@2011", "2026-04-16"),
    ] {
        let answer = due(&book, "reply", None, from, &[]).unwrap();
        assert_eq!((answer.rule.as_str(), answer.due.as_str()), (rule, end), "{from}");
        assert_eq!(answer.days.last().unwrap().date, answer.due);
    }
    let early = due(&book, "reply", None, "2011-06-30", &[]).unwrap_err();
    assert_eq!((early.code, early.exit_code()), ("rule-not-in-force", 2));
    let forced = due(&book, "reply@2011", None, "2026-04-01", &[]).unwrap_err();
    assert!(forced.code == "clock-not-in-force" && forced.message.contains("until, but not on, 2026-04-01"), "{forced}");
    assert_eq!(due(&book, "reply@2011", None, "2026-03-31", &[]).unwrap().due, "2026-04-16");
}

#[test]
fn the_area_decides_and_is_asked_for_where_it_must_be() {
    let book = book(&[
        ("papers@e", "2002-10-01..", "E", FIVE),
        ("papers@w", "2002-10-01..", "W", TEN),
        ("papers@here", "2020-01-01..", "E E07000012", FIVE),
        ("local@here", "2020-01-01..", "E E07000012", FIVE),
        ("english@1", "2020-01-01..", "E", FIVE),
    ]);
    for (area, rule) in [("E07000012", "papers@here"), ("E07000008", "papers@e"), ("W06000015", "papers@w")] {
        assert_eq!(due(&book, "papers", Some(area), "2026-03-02", &[]).unwrap().rule, rule);
    }
    for (area, rule) in [(None, "papers@e"), (Some("W92000004"), "papers@w")] {
        assert_eq!(due(&book, "papers", area, "2026-03-02", &[]).unwrap().rule, rule);
    }
    let local = due(&book, "local", None, "2026-03-02", &[]).unwrap_err();
    assert!(local.code == "clock-area" && local.message.contains("`E07000012`"), "{local}");
    let forced = due(&book, "local@here", None, "2026-03-02", &[]).unwrap();
    assert_eq!(forced.area.as_deref(), Some("E07000012"));
    let elsewhere = due(&book, "local@here", Some("E07000008"), "2026-03-02", &[]).unwrap_err();
    assert_eq!(elsewhere.code, "clock-not-in-force");
    assert_eq!(due(&book, "local", Some("E07000008"), "2026-03-02", &[]).unwrap_err().code, "rule-not-in-force");
    let english = due(&book, "english", None, "2026-03-02", &[]).unwrap();
    assert!(english.notes.iter().any(|note| note.contains("jurisdiction E")), "{english:?}");
    assert_eq!(due(&book, "papers", Some("Cambridge"), "2026-03-02", &[]).unwrap_err().exit_code(), 64);
}

#[test]
fn hours_run_through_the_change_of_the_clocks() {
    let book = book(&[("breach@1", "2018-05-25..", "UK", HOURS)]);
    let run = |from: &str, pauses: &[&str]| due(&book, "breach", None, from, pauses).unwrap();
    assert_eq!(run("2026-03-13T14:30", &[]).due, "2026-03-16T14:30");
    assert!(run("2026-03-13T14:30", &[]).notes.is_empty());
    assert_eq!(run("2026-03-27T14:30:15", &[]).due, "2026-03-30T15:30:15");
    assert_eq!(run("2026-10-24T14:30", &[]).due, "2026-10-27T13:30");
    assert!(run("2026-10-24T14:30", &[]).notes[0].contains("the clocks change"));
    // The hour that comes twice is the first one, unless the offset says which; the hour that is missing is its start.
    assert_eq!(run("2026-10-25T01:30", &[]).due, "2026-10-28T00:30");
    assert_eq!(run("2026-10-25T01:30+00:00", &[]).due, "2026-10-28T01:30");
    assert_eq!(run("2026-03-29T01:30", &[]).due, "2026-04-01T02:00");
    assert!(run("2026-03-29T01:30", &[]).notes[0].contains("no clock shows"));
    // A day is its first moment.
    let bare = run("2026-03-13", &[]);
    assert_eq!((bare.due.as_str(), bare.from.as_str()), ("2026-03-16T00:00", "2026-03-13T00:00"));
    assert!(bare.notes[0].contains("midnight"));
    // Pauses that overlap count once; one before the start or after the end, not at all.
    let pauses =
        ["2026-03-14T12:00..2026-03-14T18:00", "2026-03-14T15:00..2026-03-14T20:00", "2026-03-01..2026-03-13", "2026-04-01..2026-05-01"];
    assert_eq!(run("2026-03-13T14:30", &pauses).due, "2026-03-16T22:30");
    let marks: Vec<(u32, String)> = run("2026-03-13T14:30", &[]).days.into_iter().map(|day| (day.number, day.date)).collect();
    assert_eq!(marks, [(24, "2026-03-14T14:30".to_owned()), (48, "2026-03-15T14:30".to_owned()), (72, "2026-03-16T14:30".to_owned())]);
}

#[test]
fn an_answer_says_what_was_passed_over() {
    let closed = "closed = [{ title = \"Christmas closure\", since = \"2028-12-27\", until = \"2029-01-01\" }]\n";
    let with_closure = format!("{FIVE}closures = \"closed\"\n");
    let book = book(&[("reply@1", "2020-01-01..", "E", &with_closure), ("closed@1", "2020-01-01..", "E", closed)]);
    let answer = due(&book, "reply", Some("E07000012"), "2028-12-21", &["2029-01-03..2029-01-04"]).unwrap();
    let days: Vec<&str> = answer.days.iter().map(|day| day.date.as_str()).collect();
    assert_eq!(days, ["2028-12-22", "2029-01-02", "2029-01-04", "2029-01-05", "2029-01-08"]);
    assert_eq!(
        answer.days[1].passed_over,
        "Saturday 23 December 2028, Sunday 24 December 2028, Monday 25 December 2028 (bank holiday, Christmas Day), \
         Tuesday 26 December 2028 (bank holiday, Boxing Day), Wednesday 27 December 2028 to Friday 29 December 2028 (closed, \
         Christmas closure), Saturday 30 December 2028, Sunday 31 December 2028, Monday 1 January 2029 (bank holiday, New Year’s Day)"
    );
    assert_eq!(answer.days[2].passed_over, "Wednesday 3 January 2029 (paused)");
    assert!(answer.provisional && answer.notes.iter().any(|note| note.starts_with("provisional")));
    let json = answer.json(true);
    assert_eq!(json["days"].as_array().unwrap().last().unwrap(), "2029-01-08");
    assert_eq!(json["passed_over"][0]["why"], "Saturday");
    assert!(json["area"] == "E07000012" && json["provisional"] == true && answer.json(false).get("days").is_none());
    assert_eq!(answer.table(false).columns[0].name, "due");
    assert_eq!(answer.table(true).rows.len(), 5);
    // Without closure days in force in the area the clock can't be counted.
    assert_eq!(due(&book, "reply@1", None, "2028-12-21", &[]).unwrap_err().code, "rule-not-in-force");
}

#[test]
fn what_cannot_be_counted_is_refused_with_a_remedy() {
    let book =
        book(&[("reply@1", "2001-01-01..", "EW", FIVE), ("breach@1", "2001-01-01..", "UK", HOURS), ("days@1", "2001-01-01..", "UK", FIVE)]);
    let check = |rule: &str, from: &str, pauses: &[&str], code: &str, exit: u8, says: &str| {
        let trouble = due(&book, rule, None, from, pauses).unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), (code, exit), "{trouble}");
        assert!(trouble.to_string().contains(says) && !trouble.remedy.is_empty() && !trouble.message.contains('\n'), "{trouble}");
    };
    check("repl", "2026-03-02", &[], "clock-unknown", 2, "`reply`");
    check("reply@2", "2026-03-02", &[], "clock-unknown", 2, "`reply@1`");
    check("summer-time", "2026-03-02", &[], "not-a-clock", 2, "`summer-time`");
    check("reply", "2026-02-29", &[], "clock-from", 64, "`2026-02-29`");
    check("reply", "2026-03-02 10:00", &[], "clock-from", 64, "`2026-03-02 10:00`");
    check("days", "2026-03-02", &["2026-03-03..2126-03-05"], "clock-pause", 64, "36526");
    check("days", "2026-03-02", &["2026-03-03..2086-03-03", "2086-03-03..2146-03-03"], "clock-pause", 64, "more than 36525 days");
    check("breach", "2026-03-02T10:00", &["2026-03-03T00:00..9998-03-04"], "clock-pause", 64, "`2026-03-03T00:00..9998-03-04`");
    // What would spoil a terminal is written out.
    check("re\u{1b}[2Jply", "2026-03-02", &[], "clock-unknown", 2, "`re\\u{1b}[2Jply`");
    check("reply", "2026-03\u{7}", &[], "clock-from", 64, "`2026-03\\u{7}`");
    check("days", "2026-03-02", &["2026-03-04\n"], "clock-pause", 64, "`2026-03-04\\n`");
    check("days", "2026-03-02", &["2026-03-04..2026-03-03"], "clock-pause", 64, "2026-03-04..2026-03-03");
    check("days", "2026-03-02", &["2026-03-04..2026-03-04"], "clock-pause", 64, "does not end after");
    check("days", "2026-03-02", &["2026-03-04"], "clock-pause", 64, "`2026-03-04`");
    check("days", "2026-03-02", &["2026-03-04..2026-03-32"], "clock-pause", 64, "`2026-03-32`");
    check("days", "2026-03-02", &["2026-03-04T10:00..2026-03-05"], "clock-pause", 64, "has times");
    check("days", "9999-12-30", &[], "clock-range", 2, "9999");
    check("breach", "9999-12-30T10:00", &[], "clock-range", 2, "9999");
    check("days", "2001-12-03", &[], "holidays-unknown", 2, "2001-12-04");
    check("breach", "2001-12-03T10:00", &[], "rule-not-in-force", 2, "summer-time");
}

#[test]
fn a_pause_no_rule_provides_for_is_counted_with_a_warning() {
    let steady = format!("{FIVE}pausable = false\n");
    let book = book(&[("reply@1", "2001-01-01..", "EW", &steady), ("days@1", "2001-01-01..", "EW", FIVE)]);
    let answer = due(&book, "reply", None, "2026-03-02", &["2026-03-03..2026-03-05"]).unwrap();
    let warning = answer.warning.clone().unwrap();
    assert_eq!(answer.due, "2026-03-11");
    for part in ["`reply@1` (a paper, 7) provides for no pause", "without it the limit ends on 2026-03-09"] {
        assert!(warning.contains(part), "{warning}");
    }
    assert_eq!(answer.json(false)["notes"][0].as_str(), Some(warning.as_str()));
    assert_eq!(due(&book, "reply", None, "2026-03-02", &[]).unwrap().warning, None);
    let paused = due(&book, "days", None, "2026-03-02", &["2026-03-03..2026-03-05"]).unwrap();
    assert!(paused.warning.is_none() && paused.due == "2026-03-11", "{paused:?}");
    assert_eq!(paused.json(true)["notes"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_day_of_every_year_can_be_left_out() {
    let christmas = "pausable = false\ndisregards = [\"12-25\"]\n";
    let hours = format!("unit = \"hours\"\nlength = 48\n{christmas}");
    let back = format!("{hours}direction = \"before\"\n");
    let days = format!("unit = \"calendar_days\"\nlength = 4\n{christmas}");
    let month = format!("unit = \"calendar_months\"\nlength = 1\n{christmas}");
    let book = book(&[
        ("hours@1", "2014-10-20..", "EW", &hours),
        ("back@1", "2014-10-20..", "EW", &back),
        ("days@1", "2014-10-20..", "EW", &days),
        ("month@1", "2014-10-20..", "EW", &month),
    ]);
    for (rule, from, end, over) in [
        ("hours", "2025-12-24T10:00", "2025-12-27T10:00", true),
        ("hours", "2025-12-25T10:00", "2025-12-28T00:00", true),
        ("hours", "2025-12-23T00:00", "2025-12-25T00:00", false),
        ("hours", "2025-12-26T10:00", "2025-12-28T10:00", false),
        ("back", "2025-12-26T10:00", "2025-12-23T10:00", true),
        ("days", "2025-12-23", "2025-12-28", true),
        ("month", "2025-12-24", "2026-01-25", true),
        ("month", "2025-12-25", "2026-01-25", false),
    ] {
        let answer = due(&book, rule, None, from, &[]).unwrap();
        assert_eq!(answer.due, end, "{rule} {from}");
        let met: Vec<(&str, &str)> = answer.passed_over.iter().map(|over| (over.date.as_str(), over.why.as_str())).collect();
        assert_eq!(met, if over { &[("2025-12-25", "disregarded by the rule")][..] } else { &[] }, "{rule} {from}");
        assert!(answer.warning.is_none());
    }
    let both = due(&book, "days", None, "2025-12-23", &["2025-12-25..2025-12-26"]).unwrap();
    assert_eq!((both.due.as_str(), both.passed_over[0].why.as_str()), ("2025-12-28", "paused"));
}

#[test]
fn an_hour_that_comes_twice_never_ends_a_limit_later() {
    let back = format!("{HOURS}direction = \"before\"\n");
    let book = book(&[("breach@1", "2018-05-25..", "UK", HOURS), ("back@1", "2018-05-25..", "UK", &back)]);
    let run = |rule: &str, from: &str, pause: &str| due(&book, rule, None, from, &[pause]).unwrap();
    // Going on, the pause begins with the second and ends with the first; going back, the other way round.
    for (rule, from, pause, end, said) in [
        ("breach", "2026-10-24T12:00", "2026-10-25T01:30..2026-10-25T05:00", "2026-10-27T14:30", "the second is taken"),
        ("breach", "2026-10-24T12:00", "2026-10-24T23:00..2026-10-25T01:30", "2026-10-27T13:30", "the first is taken"),
        ("back", "2026-10-27T12:00", "2026-10-25T01:30..2026-10-25T05:00", "2026-10-24T08:30", "the first is taken"),
        ("back", "2026-10-27T12:00", "2026-10-24T23:00..2026-10-25T01:30", "2026-10-24T09:30", "the second is taken"),
        // Both ends in the hour: half an hour.
        ("breach", "2026-10-24T12:00", "2026-10-25T01:15..2026-10-25T01:45", "2026-10-27T11:30", "the first is taken"),
    ] {
        let answer = run(rule, from, pause);
        assert_eq!(answer.due, end, "{rule} {pause}");
        assert!(answer.notes.iter().any(|note| note.contains(said)), "{:?}", answer.notes);
    }
    let bare = run("breach", "2026-03-13T14:30", "2026-03-14..2026-03-15");
    let notes: Vec<&String> = bare.notes.iter().filter(|note| note.contains("midnight")).collect();
    assert!(notes.len() == 1 && notes[0].contains("of a pause"), "{notes:?}");
}

#[test]
fn what_is_near_is_named() {
    let book = Rulebook::builtin().unwrap();
    let nearest = |name: &str| due(book, name, None, "2026-03-02", &[]).unwrap_err().remedy;
    for (name, first) in [
        ("breach", "data-breach-notification"),
        ("sar", "subject-access-request"),
        ("FOI-REQUEST", "foi-request"),
        ("foi-requst", "foi-request"),
    ] {
        let remedy = nearest(name);
        assert!(remedy.starts_with(&format!("the nearest are `{first}`")), "{name}: {remedy}");
    }
    assert!(nearest("FOI-request@2006").starts_with("the nearest are `foi-request@2005`"));
}

#[test]
fn an_area_without_its_own_version_is_told_of_the_others() {
    let whole =
        due_by(Rulebook::builtin().unwrap(), &DueRequest { rule: "foi-request", area: Some("K04000001"), from: "2026-03-02", pauses: &[] });
    assert_eq!(whole.unwrap().area, None);
    let book = book(&[
        ("papers@e", "2002-10-01..", "E", FIVE),
        ("papers@here", "2020-01-01..", "E E07000012", FIVE),
        ("papers@there", "2027-01-01..", "E E07000008", FIVE),
    ]);
    let notes = |area: &str, from: &str| due(&book, "papers", Some(area), from, &[]).unwrap().notes;
    let said = notes("E07000008", "2026-03-02");
    assert!(said.len() == 1 && said[0].contains("`E07000012`") && !said[0].contains("there are such versions for `E07000008`"), "{said:?}");
    assert!(notes("E07000012", "2026-03-02").is_empty() && notes("E07000008", "2019-03-01").is_empty());
    let builtin = Rulebook::builtin().unwrap();
    for (rule, area) in [("asb-review-acknowledge", Some("E06000004")), ("asb-review-acknowledge@stockton-1", None)] {
        let early = due(builtin, rule, area, "2025-12-31", &[]).unwrap_err();
        assert!(early.remedy.contains("may be earlier than the page that was read"), "{early}");
    }
    let law = due(builtin, "dhr-decision", Some("E06000004"), "2011-04-12", &[]).unwrap_err();
    assert!(!law.remedy.contains("page"), "{law}");
}

#[test]
fn the_list_has_a_row_for_every_version() {
    let table = clocks_table().unwrap();
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let header = "id,area,version,valid_from,valid_to,jurisdiction,unit,length,direction,calendar,catalogue,source";
    assert_eq!(names.join(","), header);
    assert_eq!(table.rows.len(), clocks(Rulebook::builtin().unwrap()).count());
    let keys: Vec<(String, String, String)> = table.rows.iter().map(|row| (row[0].to_bare(), row[1].to_bare(), row[2].to_bare())).collect();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "in order, and none twice");
    for row in &table.rows {
        let cell = |at: usize| row[at].to_bare();
        assert!(Unit::ALL.iter().any(|unit| unit.as_str() == cell(6)) && ["after", "before"].contains(&cell(8).as_str()));
        assert!(row[7].as_whole().is_some_and(|length| length > 0) && !cell(11).is_empty());
        assert!(cell(10).split_terminator(' ').all(|entry| entry.starts_with('R')), "{}", cell(10));
    }
}

#[test]
fn every_shipped_clock_counts() {
    let book = Rulebook::builtin().unwrap();
    for (rule, clock) in clocks(book) {
        let Some(first) = rule.valid_from else { continue };
        let last = rule.valid_to.and_then(|end| end.yesterday().ok()).unwrap_or(Date::MAX);
        let from = first.max(Date::constant(2012, 1, 3)).min(last).to_string();
        let name = rule.reference.to_string();
        let answer = due(book, &name, None, &from, &[]).unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
        let expected = match clock.unit {
            Unit::Hours => clock.length.div_ceil(24),
            unit => clock.length + u32::from(unit.is_clear()),
        };
        assert_eq!(answer.days.len(), usize::try_from(expected).unwrap(), "{name}");
        assert_eq!(answer.days.last().map(|day| &day.date), Some(&answer.due), "{name}");
    }
}
