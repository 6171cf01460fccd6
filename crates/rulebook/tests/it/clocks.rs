//! The clocks that are shipped answer the rule catalogue and the papers, and where law moves both regimes stand.

use base::AreaCode;
use rulebook::{CalendarName, Clock, Counting, LastDay, Parameters, Rule, Rulebook, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Entries of the rule catalogue with a time limit: each has at least one clock.
const TIMED: [&str; 24] = [
    "R02", "R03", "R05", "R06", "R07", "R08", "R12", "R13", "R14", "R15", "R16", "R17", "R18", "R19", "R20", "R22", "R23", "R24", "R25",
    "R26", "R27", "R29", "R32", "R33",
];

/// The other entries, and why no clock can answer them.
const UNTIMED: [(&str, &str); 10] = [
    ("R01", "a number of complaints; the months in which they count are under R03"),
    ("R04", "how incidents are counted"),
    ("R09", "told with the decision; no length of its own"),
    ("R10", "as soon as reasonably practicable; no length"),
    ("R11", "a gate: not before clearance"),
    ("R21", "a quorum"),
    ("R28", "a score"),
    ("R30", "a count of flags"),
    ("R31", "a number of agencies"),
    ("R34", "a floor for counts"),
];

fn book() -> &'static Rulebook {
    Rulebook::builtin().unwrap_or_else(|trouble| panic!("{trouble}"))
}

fn clocks() -> impl Iterator<Item = (&'static Rule, &'static Clock)> {
    book().rules().iter().filter_map(|rule| match &rule.parameters {
        Parameters::Clock(clock) => Some((rule, clock)),
        _ => None,
    })
}

fn clock(name: &str) -> (&'static Rule, &'static Clock) {
    let rule = book().rule(name).unwrap_or_else(|trouble| panic!("{trouble}"));
    let Parameters::Clock(clock) = &rule.parameters else { panic!("`{name}` is not a clock") };
    (rule, clock)
}

fn area(code: &str) -> Option<AreaCode> {
    (!code.is_empty()).then(|| AreaCode::parse(code).unwrap())
}

/// The version in force, or `-`.
fn version(id: &str, day: &str, code: &str) -> String {
    let found = book().in_force(id, day.parse().unwrap(), area(code).as_ref());
    found.map_or_else(|_| "-".to_owned(), |rule| rule.reference.version().to_owned())
}

#[test]
fn every_timed_entry_of_the_catalogue_has_a_clock_in_force() {
    let timed: BTreeSet<&str> = TIMED.into();
    let untimed: BTreeSet<&str> = UNTIMED.iter().map(|(entry, _)| *entry).collect();
    let all: BTreeSet<String> = (1..=34).map(|n| format!("R{n:02}")).collect();
    let named: BTreeSet<String> = timed.union(&untimed).map(|&entry| entry.to_owned()).collect();
    assert_eq!(named, all, "each of the 34 entries is on one list");
    assert!(timed.is_disjoint(&untimed));
    let today = "2026-11-22".parse().unwrap();
    let answered: BTreeSet<&str> =
        clocks().filter(|(rule, _)| rule.holds_on(today)).flat_map(|(_, clock)| clock.catalogue.iter().map(String::as_str)).collect();
    assert_eq!(answered, timed);
    for (rule, clock) in clocks() {
        assert!(clock.catalogue.iter().all(|entry| timed.contains(entry.as_str())), "{}", rule.reference);
    }
}

#[test]
fn a_blank_start_says_what_was_looked_for() {
    let blank: Vec<String> = clocks().filter(|(rule, _)| rule.valid_from.is_none()).map(|(rule, _)| rule.reference.to_string()).collect();
    assert_eq!(
        blank,
        [
            "closure-hearing@2026",
            "dhr-decision@dardr",
            "dhr-report@dardr",
            "dispersal-authorisation@2026",
            "dispersal-direction@2026",
            "injunction-under-18@2026"
        ]
    );
    for name in &blank {
        let (rule, _) = clock(name);
        assert!(rule.source.note.contains("Looked for:"), "{name}: {}", rule.source.note);
        // The earlier regime holds until a start is entered.
        assert_ne!(version(rule.reference.id(), "2026-11-22", ""), "-", "{name}");
    }
}

#[test]
fn where_law_moves_both_regimes_stand() {
    for (id, day, code, expected) in [
        ("dispersal-authorisation", "2026-11-22", "", "2014"),
        ("closure-hearing", "2026-11-22", "", "2014"),
        ("dhr-decision", "2011-04-12", "", "-"),
        ("dhr-decision", "2011-04-13", "", "2011"),
        ("dhr-decision", "2016-12-01", "", "2016"),
        ("dhr-report", "2016-11-30", "", "2011"),
        ("complaint-reply", "2026-03-31", "E07000012", "south-cambridgeshire-2011"),
        ("complaint-reply", "2026-04-01", "E07000012", "2026"),
        ("complaint-reply", "2026-03-31", "E07000008", "-"),
        ("complaint-reply", "2026-04-01", "E07000008", "2026"),
        ("complaint-reply", "2026-04-01", "W06000015", "-"),
        ("subject-access-request", "2026-02-04", "", "2018"),
        ("subject-access-request", "2026-02-05", "", "2026"),
        ("data-protection-complaint-acknowledge", "2026-06-18", "", "-"),
        ("data-protection-complaint-acknowledge", "2026-06-19", "", "2026"),
        ("agenda-notice", "1986-03-31", "E07000012", "-"),
        ("agenda-notice", "2002-09-30", "E07000012", "england-1986"),
        ("agenda-notice", "2026-11-22", "E07000012", "england-2002"),
        ("agenda-notice", "2026-11-22", "W06000015", "wales-1986"),
        ("board-meetings", "2011-09-01", "E07000012", "2011"),
        ("board-meetings", "2020-02-27", "E07000012", "2020"),
        ("marac-repeat", "2026-11-22", "E09000021", "kingston-1"),
        ("marac-repeat", "2026-11-22", "E09000020", "safelives-1"),
        ("asb-complaint-after-incident", "2026-11-22", "E07000139", "north-kesteven-1"),
        ("asb-complaint-after-incident", "2026-11-22", "E07000012", "2014"),
    ] {
        assert_eq!(version(id, day, code), expected, "{id} on {day} in `{code}`");
    }
    for (now, next, length) in [
        ("dispersal-authorisation@2014", "dispersal-authorisation@2026", (48, 72)),
        ("dispersal-direction@2014", "dispersal-direction@2026", (48, 72)),
        ("closure-hearing@2014", "closure-hearing@2026", (48, 72)),
        ("complaint-acknowledge@south-cambridgeshire-2011", "complaint-acknowledge@2026", (3, 5)),
    ] {
        assert_eq!((clock(now).1.length, clock(next).1.length), length, "{now}");
    }
}

#[test]
fn local_case_review_procedures_are_each_areas_own() {
    let own = |id: &str, code: &str| {
        let name = format!("{id}@{}", version(id, "2026-11-22", code));
        let (_, clock) = clock(&name);
        (clock.length, clock.unit.as_str())
    };
    let (stockton, richmond, east_herts) = ("E06000004", "E09000027", "E07000242");
    for (id, code, length, unit) in [
        ("asb-review-acknowledge", stockton, 2, "working_days"),
        ("asb-review-information", stockton, 10, "working_days"),
        ("asb-review-threshold-decision", stockton, 3, "working_days"),
        ("asb-review-meeting", stockton, 5, "working_days"),
        ("asb-review-outcome", stockton, 5, "working_days"),
        ("asb-review-appeal", stockton, 10, "working_days"),
        ("asb-review-acknowledge", richmond, 2, "working_days"),
        ("asb-review-information", richmond, 14, "working_days"),
        ("asb-review-threshold-decision", richmond, 21, "working_days"),
        ("asb-review-meeting", richmond, 28, "working_days"),
        ("asb-review-papers", richmond, 2, "working_days"),
        ("asb-review-no-invitation-reasons", richmond, 2, "working_days"),
        ("asb-review-outcome", richmond, 7, "working_days"),
        ("asb-review-acknowledge", east_herts, 3, "working_days"),
        ("asb-review-threshold-decision", east_herts, 14, "working_days"),
        ("asb-review-meeting", east_herts, 21, "calendar_days"),
        ("asb-review-appeal-heard", east_herts, 15, "working_days"),
        ("asb-review-form", "E08000025", 10, "working_days"),
        ("asb-review-outcome", "E08000025", 10, "working_days"),
        ("asb-review-appeal", "E08000025", 20, "working_days"),
        ("asb-review-acknowledge", "E07000209", 3, "working_days"),
        ("asb-review-outcome", "E07000209", 25, "working_days"),
        ("asb-review-threshold-decision", "E09000014", 5, "working_days"),
        ("asb-review-meeting", "E09000014", 28, "calendar_days"),
        ("asb-review-acknowledge", "E23000026", 5, "working_days"),
        ("asb-review-meeting", "E23000026", 28, "calendar_days"),
        ("asb-review-appeal", "E23000025", 21, "working_days"),
        ("asb-complaint-after-incident", "E07000139", 30, "calendar_days"),
    ] {
        assert_eq!(own(id, code), (length, unit), "{id} in {code}");
    }
    // Nobody else's procedure is lent to an area without one.
    assert_eq!(version("asb-review-acknowledge", "2026-11-22", "E07000012"), "-");
}

#[test]
fn days_are_counted_as_the_sources_say() {
    let united: Vec<&str> =
        clocks().filter(|(_, clock)| clock.calendar == CalendarName::UnitedKingdom).map(|(rule, _)| rule.reference.id()).collect();
    assert_eq!(united, ["eir-request", "eir-request-complex", "foi-request"], "only these leave out a bank holiday anywhere");
    let rolls: BTreeSet<&str> =
        clocks().filter(|(_, clock)| clock.last_day != LastDay::Stays).map(|(rule, _)| rule.reference.id()).collect();
    assert_eq!(
        rolls,
        ["data-protection-complaint-acknowledge", "subject-access-request", "subject-access-request-extended"].into(),
        "only these move to the next working day"
    );
    let pausable: BTreeSet<&str> = clocks().filter(|(_, clock)| clock.pausable).map(|(rule, _)| rule.reference.id()).collect();
    assert_eq!(
        pausable,
        ["dhr-report", "eir-request", "eir-request-complex", "foi-request", "subject-access-request", "subject-access-request-extended"]
            .into()
    );
    let disregards: Vec<String> =
        clocks().filter(|(_, clock)| clock.disregarded().eq([(12, 25)])).map(|(rule, _)| rule.reference.to_string()).collect();
    assert_eq!(disregards, ["closure-hearing@2026", "closure-hearing@2014", "closure-notice-extended@2014"], "only these, Christmas Day");
    assert_eq!(clocks().filter(|(_, clock)| !clock.disregards.is_empty()).count(), disregards.len());
    for (rule, _) in clocks().filter(|(_, clock)| clock.pausable) {
        let note = rule.source.note.to_lowercase();
        assert!(note.contains("paus") || note.contains("clock stops"), "{}: why pausable", rule.reference);
    }
    for name in ["asb-complaint-after-incident@2014", "asb-application-after-complaint@2014", "cpn-appeal@2014", "pspo-maximum@2014"] {
        assert_eq!(clock(name).1.counting, Counting::BeginningWith, "{name}");
    }
    for name in ["data-protection-complaint-acknowledge@2026", "subject-access-request@2026", "dhr-decision@2016", "foi-request@2005"] {
        assert_eq!(clock(name).1.counting, Counting::After, "{name}");
    }
}

#[test]
fn what_rests_on_general_knowledge_says_so() {
    for name in [
        "data-breach-notification@2018",
        "eir-request@2005",
        "eir-request-complex@2005",
        "scrutiny-response@england-2009",
        "subject-access-request@2018",
        "depersonalised-data-sharing@2007",
        "pspo-expedited-maximum@2022",
        "pspo-challenge@2014",
        "cbo-adult-minimum@2014",
        "cbo-under-18-maximum@2014",
        "injunction-under-18@2015",
        "acceptable-behaviour-contract@1",
        "serious-violence-strategy-review@2023",
        "closure-hearing@2026",
    ] {
        let note = clock(name).0.source.note.to_lowercase();
        assert!(note.contains("from general knowledge") || note.contains("general knowledge of"), "{name}: {note}");
        assert!(note.contains("not verified: read"), "{name}: {note}");
    }
    for (rule, _) in clocks() {
        assert!(!rule.source.note.is_empty(), "{}: a clock says how it is known", rule.reference);
    }
}

/// The cells of one line of a CSV; none of the golden tables breaks a line inside quotes.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    cells
}

/// Rows of a golden table as maps from its headers.
fn rows(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).map(cells);
    let head = lines.next().unwrap();
    lines.map(|row| head.iter().cloned().zip(row).collect()).collect()
}

/// What a golden row must be answered by: the start of its words, the clock, its length and unit, the paragraph it cites.
type Answer = (&'static str, &'static str, u32, Unit, &'static str);

/// Checks that each row that `limited` takes for a limit begins with the words of exactly one answer, and that the
/// answers are as shipped.
fn check(
    folder: &Path,
    table: &str,
    words: fn(&BTreeMap<String, String>) -> String,
    limited: fn(&BTreeMap<String, String>) -> bool,
    answers: &[Answer],
) {
    let mut used = BTreeSet::new();
    for row in rows(folder, table).iter().filter(|row| limited(row)) {
        let text = words(row);
        let mut found = answers.iter().filter(|answer| text.starts_with(answer.0)).peekable();
        assert!(found.peek().is_some(), "{table}: `{text}` has a limit and no clock");
        for answer in found {
            let (begins, name, length, unit, place) = *answer;
            let (rule, clock) = clock(name);
            assert_eq!((clock.length, clock.unit), (length, unit), "{table}: {name}");
            let said = format!("{} {} {}", rule.source.document, rule.source.place, rule.source.note);
            assert!(said.contains(place), "{table}: {name} cites `{said}`, not `{place}`");
            used.insert((begins, name));
        }
    }
    assert_eq!(used.len(), answers.len(), "{table}: every answer meets a row");
}

#[test]
fn every_limit_of_the_golden_tables_has_its_clock() {
    let Some(folder) = std::env::var_os("WARDMOTE_GOLDEN") else {
        eprintln!("left out: 1 tests (WARDMOTE_GOLDEN not set)");
        return;
    };
    let folder = Path::new(&folder);
    check(
        folder,
        "complaints_deadlines.csv",
        |row| format!("{}: {} {} {}", row["stage"], row["step"], row["limit"], row["unit"]),
        |row| !row["limit"].is_empty(),
        &[
            ("1: register and acknowledge 3 working days", "complaint-acknowledge@south-cambridgeshire-2011", 3, Unit::WorkingDays, "4.1"),
            ("1: respond 10 working days", "complaint-reply@south-cambridgeshire-2011", 10, Unit::WorkingDays, "4.1"),
            (
                "2: register and acknowledge 3 working days",
                "complaint-review-acknowledge@south-cambridgeshire-2011",
                3,
                Unit::WorkingDays,
                "4.1",
            ),
            ("2: respond 20 working days", "complaint-review-reply@south-cambridgeshire-2011", 20, Unit::WorkingDays, "4.1"),
            (
                "3: register and acknowledge 3 working days",
                "complaint-ombudsman-acknowledge@south-cambridgeshire-2011",
                3,
                Unit::WorkingDays,
                "4.1",
            ),
            (
                "3: respond to Local Government Ombudsman 28 calendar days",
                "complaint-ombudsman-reply@south-cambridgeshire-2011",
                28,
                Unit::CalendarDays,
                "4.1",
            ),
            (
                "comment: reply if requested or expected 10 working days",
                "comment-reply@south-cambridgeshire-2011",
                10,
                Unit::WorkingDays,
                "3.2, 4.2",
            ),
            (
                "any: letter of progress if investigation not complete 10 working days",
                "complaint-progress-letter@south-cambridgeshire-2011",
                10,
                Unit::WorkingDays,
                "11.4",
            ),
            (
                "any: not investigated if the issue is older than 12 months",
                "complaint-age@south-cambridgeshire-2011",
                12,
                Unit::CalendarMonths,
                "section 5",
            ),
            (
                "any: report to management team and Portfolio Holder 1 quarter",
                "complaint-report@south-cambridgeshire-2011",
                3,
                Unit::CalendarMonths,
                "section 7",
            ),
            ("any: review of policy 1 year", "complaint-policy-review@south-cambridgeshire-2011", 12, Unit::CalendarMonths, "section 7"),
        ],
    );
    check(
        folder,
        "dhr_process.csv",
        |row| format!("{} {} {}", row["step"], row["time_limit"], row["para"]),
        |row| !row["time_limit"].is_empty(),
        &[
            ("3 1 month 4.2, 6.1", "dhr-decision@2011", 1, Unit::CalendarMonths, "4.2 and 6.1"),
            ("7 1 month 5.3, 6.1", "dhr-terms-of-reference@2011", 1, Unit::CalendarMonths, "5.3 and 6.1"),
            ("13 6 months 6.3", "dhr-report@2011", 6, Unit::CalendarMonths, "6.3"),
        ],
    );
    check(
        folder,
        "dhr_rules.csv",
        |row| format!("{}: {}", row["rule"], row["value"]),
        |row| row["rule"].contains("time limit"),
        &[("Home Office guidance time limit: 6 months", "dhr-report@2016", 6, Unit::CalendarMonths, "papers of 2020")],
    );
    check(
        folder,
        "isa_rules.csv",
        |row| format!("{}: {} {}", row["rule"], row["value"], row["unit"]),
        |row| !row["unit"].is_empty(),
        &[
            (
                "retention of CSP records after case closed: 18 months",
                "case-retention@south-cambridgeshire-2020",
                18,
                Unit::CalendarMonths,
                "5.15",
            ),
            ("interval between reviews (Feb 2020 to Feb 2022): 24 months", "isa-review@2020", 24, Unit::CalendarMonths, "front table"),
            ("notice of withdrawal: 1 month (at least)", "isa-withdrawal-notice@2020", 1, Unit::CalendarMonths, "3.5"),
            ("notify SPOCs of withdrawal within: 7 days", "isa-withdrawal-told@2020", 7, Unit::CalendarDays, "3.5"),
            ("SPOC change to be updated within: 1 month", "isa-contact-change@2020", 1, Unit::CalendarMonths, "6.5"),
        ],
    );
    check(
        folder,
        "tor_rules.csv",
        |row| format!("{}: {}", row["rule"], row["value"]),
        |row| {
            let value = format!("{} {}", row["rule"], row["value"]);
            ["year", "annual", "month", "days"].iter().any(|word| value.contains(word))
        },
        &[
            ("meetings per year: at least 2", "board-meetings@2020", 12, Unit::CalendarMonths, "7.8"),
            ("chair and vice-chair: elected for the year", "chair-election@2020", 12, Unit::CalendarMonths, "7.5"),
            ("chair and vice-chair: elected for the year", "chair-term@2020", 24, Unit::CalendarMonths, "7.5"),
            ("agenda publication: at least 5 working days before the meeting", "board-agenda@2020", 5, Unit::WorkingDays, "9.1"),
            ("report against targets: annually, in public", "public-report@2020", 12, Unit::CalendarMonths, "9.3"),
            ("monitor action plan: twice yearly", "action-plan-monitoring@2020", 12, Unit::CalendarMonths, "3.7"),
            ("monitor action plan: twice yearly", "action-plan-evaluation@2020", 12, Unit::CalendarMonths, "3.7"),
            ("strategic assessment: annual", "strategic-assessment@2020", 12, Unit::CalendarMonths, "3.1"),
            ("action plan revision: annual or biennial", "action-plan-revision@2020", 24, Unit::CalendarMonths, "3.3"),
            (
                "withdrawal of an organisation: raised at Board with at least one month notice",
                "csp-withdrawal-notice@2020",
                1,
                Unit::CalendarMonths,
                "15.2",
            ),
        ],
    );
    check(
        folder,
        "scrutiny_rules.csv",
        |row| format!("{}: {}", row["rule"], row["value"]),
        |row| row["value"].contains("each year"),
        &[(
            "crime and disorder on an agenda: at least once each year",
            "crime-scrutiny@england-2009",
            12,
            Unit::CalendarMonths,
            "scrutiny agenda and work programme report",
        )],
    );
    check(
        folder,
        "psg_tcg_rules_2020.csv",
        |row| format!("{} {} {} {}", row["rule_no"], row["rule"], row["number"], row["unit"]),
        // The hours are lengths of agenda items, the agencies a number of them.
        |row| !row["number"].is_empty() && !["agencies", "hours"].contains(&row["unit"].as_str()),
        &[
            ("1.5iv joint review of changes after 6-9 months", "psg-changes-review-earliest@2020", 6, Unit::CalendarMonths, "1.5iv"),
            ("1.5iv joint review of changes after 6-9 months", "psg-changes-review@2020", 9, Unit::CalendarMonths, "1.5iv"),
            ("1.6 data review no more often than 1 per quarter", "tcg-data-review@2020", 3, Unit::CalendarMonths, "1.6"),
            ("flow lead officer updated at least 1 per week", "psg-lead-update@2020", 7, Unit::CalendarDays, "Figure 3"),
            ("flow case discussed at PSG 1 per month", "psg-discussion@2020", 1, Unit::CalendarMonths, "Figure 3"),
        ],
    );
    check(
        folder,
        "cdrp_annual_calendar_2011.csv",
        |row| format!("{}: {}", row["when"], row["task"]),
        // The other rows name months of the year, not lengths.
        |row| row["when"] == "Quarterly",
        &[(
            "Quarterly: Report on crime statistics",
            "board-meetings@2011",
            3,
            Unit::CalendarMonths,
            "section 3, other CDRP priority tasks",
        )],
    );
    check(
        folder,
        "quarterly_progress_report_form.csv",
        |row| row["field"].clone(),
        |row| row["field"] == "Quarter",
        &[("Quarter", "quarterly-progress-report@2011", 3, Unit::CalendarMonths, "notes 1 to 4")],
    );
    // Tables of rules that hold no length of time, so that a new one is noticed.
    for (table, column) in [("complaints_rules.csv", "rule"), ("pcc_and_panel_rules.csv", "value"), ("data_group_timeline.csv", "activity")]
    {
        for row in rows(folder, table) {
            let text = &row[column];
            assert!(![" days", " months", " weeks", " hours"].iter().any(|word| text.contains(word)), "{table}: `{text}` has a limit");
        }
    }
}

#[test]
fn the_example_of_the_guide_is_a_clock_that_follows_its_first_version() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let guide = std::fs::read_to_string(root.join("docs/guides/add-a-clock.md")).unwrap();
    let example = guide.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    let first = "asb-review-appeal@suffolk-1.toml";
    let text = std::fs::read_to_string(root.join("rules").join(first)).unwrap();
    let closed = text.replace("jurisdiction =", "valid_to = \"2027-04-01\"\njurisdiction =");
    let book = Rulebook::parse([(first, closed.as_str()), ("asb-review-appeal@suffolk-2.toml", example)]);
    let book = book.unwrap_or_else(|trouble| panic!("{trouble}"));
    let suffolk = area("E23000025");
    for (day, length) in [("2027-03-31", 21), ("2027-04-01", 15)] {
        let rule = book.in_force("asb-review-appeal", day.parse().unwrap(), suffolk.as_ref()).unwrap();
        let Parameters::Clock(clock) = &rule.parameters else { panic!("kind") };
        assert_eq!(clock.length, length, "{day}");
    }
}
