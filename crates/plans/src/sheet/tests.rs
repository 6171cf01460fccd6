//! Tables as officers write them: what is read, what is not, and that every cell comes back.

use super::*;
use crate::{Action, Period, Reference, Status, Update};
use calendar::{Date, FinancialYear};
use journal::{Body as _, Words};
use proptest::prelude::*;
use rulebook::Rulebook;

const DAY: Date = Date::constant(2026, 1, 1);

fn words() -> Words<'static> {
    Words::new(Rulebook::builtin().unwrap().personal_looking(DAY, None).unwrap().parameters)
}

fn given(rows: &[Vec<String>]) -> Vec<GivenSheet> {
    let rows = rows.iter().zip(1..).filter(|(cells, _)| !cells.is_empty());
    let rows = rows.map(|(cells, row)| GivenRow { row, cells: cells.clone() }).collect();
    vec![GivenSheet { name: String::new(), rows, merged: Vec::new(), of_workbook: false }]
}

fn cells(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| if line.is_empty() { Vec::new() } else { line.split('|').map(str::to_owned).collect() }).collect()
}

fn reading(rows: &[Vec<String>], year: Option<&str>) -> Option<Reading> {
    reading_of(given(rows), year)
}

fn reading_of(sheets: Vec<GivenSheet>, year: Option<&str>) -> Option<Reading> {
    let book = Rulebook::builtin().unwrap();
    let how = HowToRead {
        plan: "plan",
        file: "plan.csv",
        sha256: "0",
        year: year.and_then(|year| FinancialYear::parse(year).ok()),
        role: "community safety officer",
        on: DAY,
        columns: book.plan_columns(DAY, None).unwrap().parameters,
        statuses: book.action_status(DAY, None).unwrap().parameters,
        words: &words(),
    };
    read(sheets, &how)
}

fn read_text(text: &str, year: Option<&str>) -> Reading {
    reading(&cells(text), year).unwrap()
}

fn written(sheet: &Sheet, now: &Records) -> Vec<Vec<String>> {
    let book = Rulebook::builtin().unwrap();
    let columns = book.plan_columns(DAY, None).unwrap().parameters;
    let statuses = book.action_status(DAY, None).unwrap().parameters;
    let given = sheet.records(statuses, columns, &words());
    write(sheet, &given, now, columns).into_iter().flat_map(|sheet| sheet.rows).collect()
}

fn place(number: &str) -> (String, Reference) {
    ("plan".to_owned(), Reference::parse(number).unwrap())
}

const TABLE: &str = "\
Rolling plan, monitoring
priority_no|priority|action_no|action|action_status_published|milestone_no|milestone|q1_progress|milestone_status_published|lead_agency|Our notes
1|Burglary|1.1|Mark bicycles|undetermined|1.1a|Hold four sessions|Two held|on_track|Police| keep me
1|Burglary|1.1|Mark bicycles|undetermined|1.1b|Print a leaflet|| not on track|Police|
1|Burglary|1.2|Write to new homes|on_track|||Letters went out||Council|

Note: figures are provisional
1|Burglary|1.2|Write to old homes|||||||
1|Burglary||Paint a fence|||||||
1|Burglary|one|Paint a fence|||||||
1|Burglary|1.4|Ask Jane Invented|||||||
2|Fires|2.1|Clear skips|doubtful|2.1a|Find the places|Under way|doubtful|Fire service|
";

#[test]
fn rows_are_read_and_bad_ones_listed() {
    let read = read_text(TABLE, Some("2009/10"));
    let action = |number: &str| read.records.actions.get(&place(number)).unwrap();
    assert_eq!(read.records.actions.len(), 6);
    assert_eq!((action("1.1").text.as_str(), action("1.1").lead.as_str()), ("Mark bicycles", "Police"));
    assert_eq!(action("1.1b").priority.as_deref(), Some("1"));
    let update = |number: &str| {
        let (plan, reference) = place(number);
        let update = read.records.updates.get(&(plan, reference, Period::parse("2009-10-Q1").unwrap())).unwrap();
        (update.said.as_str(), update.status)
    };
    assert_eq!(update("1.1a"), ("Two held", Some(Status::OnTrack)));
    assert_eq!(update("1.1b"), ("", Some(Status::NotOnTrack)));
    assert_eq!(update("1.1"), ("", Some(Status::Undetermined)));
    assert_eq!(update("1.2"), ("Letters went out", Some(Status::OnTrack)));
    assert_eq!(update("2.1a"), ("Under way", Some(Status::Undetermined)));
    let rejected: Vec<_> =
        read.sheet.rejected().map(|(line, problem)| (line.row, problem.reason.as_str(), problem.column.as_str())).collect();
    let expected = [
        (8, "number-twice", "action"),
        (9, "no-number", "action_no"),
        (10, "number-unreadable", "action_no"),
        (11, "looks-like-a-person", "action"),
    ];
    assert_eq!(rejected, expected);
    assert_eq!((read.sheet.rows_read(), read.sheet.tables()), (8, 1));
    assert_eq!(read.sheet.unknown_columns(), ["Our notes"]);
    assert!(read.sheet.notes.iter().any(|note| note.contains("`doubtful`") && note.ends_with("(row 12)")), "{:?}", read.sheet.notes);
    // Nothing of the row that named somebody is kept; everything else comes back.
    assert!(!format!("{:?}", read.sheet).contains("Invented"));
    let mut expected = cells(TABLE);
    expected.remove(10);
    assert_eq!(written(&read.sheet, &read.records), expected);
}

#[test]
fn a_text_without_a_period_stays_in_the_table() {
    let read = read_text(TABLE, None);
    assert!(read.records.updates.is_empty());
    assert!(read.sheet.notes.iter().any(|note| note.contains("nothing says which month or quarter `q1_progress` is about")));
    let months = read_text(
        "action_no|action|update_jan_2020|update_in_strategic_assessment|status_feb_2020\n7|Host an event|Planned|Yes|complete",
        None,
    );
    let periods: Vec<_> =
        months.records.updates.values().map(|update| (update.period.to_string(), update.said.clone(), update.status)).collect();
    assert_eq!(
        periods,
        [("2020-01".to_owned(), "Planned".to_owned(), None), ("2020-02".to_owned(), String::new(), Some(Status::Complete))]
    );
    assert!(months.sheet.unknown_columns().is_empty());
}

#[test]
fn the_record_stands_where_it_changed_and_what_was_added_comes_behind() {
    let text = "lead|action_no|action|due_date|update_jan_2020|extra\n Police |1|Mark bicycles|30/06/2020| Two held |x\nCouncil|2|Write letters|ongoing||y\n\nA note";
    let read = read_text(text, None);
    assert_eq!(read.records.actions[&place("2")].timescale, "ongoing");
    let mut now = read.records.clone();
    assert_eq!(written(&read.sheet, &now), cells(text));
    now.actions.get_mut(&place("1")).unwrap().due = Some(Date::constant(2020, 9, 30));
    now.actions.get_mut(&place("2")).unwrap().lead = "Fire service".to_owned();
    let added = Action { reference: Reference::parse("3").unwrap(), text: "Hold a stall".to_owned(), ..now.actions[&place("2")].clone() };
    now.actions.insert(place("3"), added);
    let january = now.updates.values().next().unwrap().clone();
    let march = Update {
        reference: Reference::parse("2").unwrap(),
        period: Period::parse("2020-03").unwrap(),
        said: "Sent".to_owned(),
        status: Some(Status::OnTrack),
        ..january
    };
    now.updates.insert(("plan".to_owned(), march.reference.clone(), march.period), march);
    let expected = "lead|action_no|action|due_date|update_jan_2020|extra|update_mar_2020|status_mar_2020\n Police |1|Mark bicycles|2020-09-30| Two held |x||\nFire service|2|Write letters|ongoing||y|Sent|on_track\nFire service|3|Hold a stall|ongoing||||\n\nA note";
    assert_eq!(written(&read.sheet, &now), cells(expected));
    // What is written is read again as the same records.
    let again = read_text(expected, None);
    let plain = |records: &Records| {
        (records.actions.clone(), records.updates.values().map(|one| (one.id(), one.said.clone(), one.status)).collect::<Vec<_>>())
    };
    assert_eq!(plain(&again.records), plain(&now));
    assert_eq!(changed(&read.sheet, &read.records, &now).len(), 2);
}

#[test]
fn a_merged_cell_stays_one_until_something_comes_between_or_changes() {
    let text = "Plan of the street\n\naction_no|action|lead\n1|Mark bicycles|Police\n2|Write letters|Police\n3|Hold a stall|Police";
    let mut sheets = given(&cells(text));
    // Of the others one lies over cells that are merged already, one over nothing, one beyond the end, one over cells that differ, one backwards.
    sheets[0].merged = vec![
        ((1, 0), (1, 2)),
        ((4, 2), (6, 2)),
        ((5, 2), (6, 2)),
        ((2, 0), (2, 1)),
        ((9, 0), (9, 1)),
        ((1, 0), (90_000, 2)),
        ((6, 2), (4, 0)),
    ];
    let read = reading_of(sheets, None).unwrap();
    let book = Rulebook::builtin().unwrap();
    let columns = book.plan_columns(DAY, None).unwrap().parameters;
    let merged = |now: &Records| write(&read.sheet, &read.records, now, columns)[0].merged.clone();
    assert_eq!(merged(&read.records), [((0, 0), (0, 2)), ((3, 2), (5, 2))]);
    let parts = split(&read.sheet);
    assert_eq!(joined(parts).unwrap().merged, read.sheet.merged);
    let mut changed = read.records.clone();
    changed.actions.get_mut(&place("2")).unwrap().lead = "Fire service".to_owned();
    assert_eq!(merged(&changed), [((0, 0), (0, 2))]);
}

#[test]
fn numbers_that_begin_again_are_a_plan_of_their_own() {
    let text = "priority|action_no|action\nBurglary|1.1|Mark bicycles\nBurglary|1.2|Write letters\nDomestic abuse|1.1|Print a directory\nAwareness|1.3|Train staff\nBurglary|1.1|Something else";
    let read = read_text(text, None);
    assert_eq!(read.sheet.plans, ["plan", "plan-part-2"]);
    let numbers: Vec<String> = read.records.actions.values().map(Action::id).collect();
    assert_eq!(numbers, ["plan/1.1", "plan/1.2", "plan-part-2/1.1", "plan-part-2/1.3"]);
    assert_eq!(read.sheet.rejected().count(), 1);
    assert_eq!(written(&read.sheet, &read.records), cells(text));
}

#[test]
fn several_tables_notes_and_headings_between_rows() {
    let text = "Operational plan\n\naction_no|action|lead\nPriority 1: burglary\n1|Mark bicycles|Police\n\nNotes: none\n\nref|What we will do|Deadline\n2|Write letters|31 March 2020\n3|Hold a stall|soon";
    let read = read_text(text, None);
    assert_eq!((read.sheet.tables(), read.records.actions.len()), (2, 3));
    assert_eq!(read.records.actions[&place("2")].due, Some(Date::constant(2020, 3, 31)));
    assert_eq!(read.records.actions[&place("1")].priority.as_deref(), Some("priority-1-burglary"));
    assert_eq!(written(&read.sheet, &read.records), cells(text));
    assert!(reading(&cells("name|telephone\na|b"), None).is_none());
}

#[test]
fn rows_whose_words_are_headings_are_no_headers() {
    // `No` is a heading for numbers, `Q4`, `June` and `March 2010` are headings of updates.
    for text in [
        "action_no|action|lead|on target|timescale\n1|Mark bikes|Police|Yes|Q4\n2|Write|Council|No|Q4\n3|Host|Fire|Yes|Q4",
        "action_no|action|lead|on target|timescale\n1|Mark bikes|Police|No|June\n2|Write|Council|No|March 2010\n3|Host|Fire|No|June",
        "on target|action_no|action|timescale\nNo|1|Mark bikes|June\nNo|2|March 2010|Q4\nNo|3|Host|May",
    ] {
        let read = read_text(text, None);
        assert_eq!((read.sheet.tables(), read.sheet.rows_read(), read.sheet.rejected().count()), (1, 3, 0), "{text}");
        assert_eq!(read.records.actions.keys().cloned().collect::<Vec<_>>(), ["1", "2", "3"].map(place), "{text}");
        assert_eq!(written(&read.sheet, &read.records), cells(text));
    }
    // A row that continues the one above has no number, and is none either.
    let text = "action_no|action|lead|on target|timescale\n1|Mark bikes|Police|Yes|Q4\n|and bags|Council|No|Q4";
    let read = read_text(text, None);
    assert_eq!((read.sheet.tables(), read.sheet.rows_read()), (1, 2));
    // The header of the next page is one, however few of its headings are known.
    let header = "action_no|shelf|box|door|room|action";
    let read = read_text(&format!("{header}\n1|a|b|c|d|Mark bikes\n{header}\n2|a|b|c|d|Write"), None);
    assert_eq!((read.sheet.tables(), read.records.actions.len(), read.sheet.rejected().count()), (2, 2, 0));
}

#[test]
fn a_heading_is_of_its_own_table_and_sheet() {
    let priorities = |read: &Reading| {
        let of = |action: &Action| (action.reference.to_string(), action.priority.clone().unwrap_or_default());
        read.records.actions.values().map(of).collect::<Vec<_>>()
    };
    let said = |all: &[(&str, &str)]| all.iter().map(|(at, key)| ((*at).to_owned(), (*key).to_owned())).collect::<Vec<_>>();
    let text = "Operational plan\nPriority 1: burglary\nFigures are provisional\n\naction_no|action|lead\n1|Mark bicycles|Police\n\n\
                Priority 2: fires\nAs agreed in May\nref|action|lead\n2|Clear skips|Fire service\nPriority 3: homes\n3|Fit locks|Council\n\
                number|action|lead\n4|Hold a stall|Council";
    let read = read_text(text, None);
    assert_eq!((read.sheet.tables(), read.sheet.rejected().count()), (3, 0));
    let expected = [("1", "priority-1-burglary"), ("2", "priority-2-fires"), ("3", "priority-3-homes"), ("4", "")];
    assert_eq!(priorities(&read), said(&expected));
    assert_eq!(written(&read.sheet, &read.records), cells(text));
    // The lines that are kept say the same as the file did.
    let book = Rulebook::builtin().unwrap();
    let rules = (book.action_status(DAY, None).unwrap().parameters, book.plan_columns(DAY, None).unwrap().parameters);
    assert_eq!(read.sheet.records(rules.0, rules.1, &words()).actions, read.records.actions);
    // No heading reaches into the next sheet, whether or not a row stands between.
    let sheet = |text: &str| given(&cells(text)).remove(0);
    let sheets = vec![
        sheet("Priority 1: burglary\naction_no|action\n1|Mark bicycles"),
        sheet("action_no|action\n2|Clear skips\nPriority 3: homes"),
        sheet("action_no|action\n3|Fit locks"),
    ];
    assert_eq!(priorities(&reading_of(sheets, None).unwrap()), said(&[("1", "priority-1-burglary"), ("2", ""), ("3", "")]));
}

#[test]
fn a_long_table_is_kept_in_parts_and_joined_again() {
    use std::fmt::Write as _;
    let mut text = "action_no|action\n".to_owned();
    for number in 1..4000 {
        let _ = writeln!(text, "{number}|{}", "Write to every household of the street ".repeat(2));
    }
    let sheet = read_text(&text, None).sheet;
    let parts = split(&sheet);
    assert!(parts.len() > 2);
    for part in &parts {
        part.check(&words()).unwrap();
    }
    assert_eq!(joined(parts.clone()), Some(sheet));
    assert_eq!(joined(parts[..2].to_vec()), None);
}

/// Headings of the papers, spellings of ours, and some that nobody knows.
const HEADINGS: [&str; 34] = [
    "priority_no",
    "priority",
    "action_no",
    "action",
    "action_status_published",
    "milestone_no",
    "milestone",
    "measurement",
    "source_of_measure",
    "q1_progress",
    "milestone_status_published",
    "lead_agency",
    "other_partners",
    "source",
    "plan_year",
    "q4_update",
    "update_applies_to",
    "on_track_status",
    "lead_team",
    "resources",
    "timescale",
    "update_jan_2020",
    "update_feb_2020",
    "update_in_strategic_assessment",
    "due_date",
    "lead",
    "status_feb_2020",
    "cost_gbp_sum_of_resource_lines",
    "Action No.",
    "notes",
    "",
    " Lead ",
    "\u{65e5}\u{672c}",
    "comments, \"more\"\nhere",
];

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["", "1.1", "1.1a", "1.2", "2", "2010-11", "on_track", "Mark bicycles", " padded ", "2020-06-30", "15750", "action", "milestone", "undetermined", "a\nb", "\"q\", r", "=1+1", "\u{e9}\u{4e9c}"]).prop_map(str::to_owned),
        1 => "[a-z0-9 ,;\"'\\n=\u{e9}\u{4e9c}-]{0,12}",
    ]
}

proptest! {
    /// Whatever headings stand in whatever order over whatever cells: every cell comes back, read or not, in parts or whole, and no
    /// row is lost.
    #[test]
    fn every_cell_comes_back(
        headings in prop::collection::vec(prop::sample::select(HEADINGS.to_vec()), 2..12),
        rows in prop::collection::vec(prop::collection::vec(cell(), 0..13), 0..14),
    ) {
        let table: Vec<Vec<String>> = std::iter::once(headings.iter().map(|one| (*one).to_owned()).collect()).chain(rows).collect();
        if let Some(read) = reading(&table, Some("2010/11")) {
            // Empty rows at the end are no rows of a file.
            let end = table.iter().rposition(|row| !row.is_empty()).map_or(0, |at| at + 1);
            let sheet = joined(split(&read.sheet)).unwrap();
            prop_assert_eq!(&written(&sheet, &read.records), &table[..end].to_vec());
            let book = Rulebook::builtin().unwrap();
            let again = sheet.records(book.action_status(DAY, None).unwrap().parameters, book.plan_columns(DAY, None).unwrap().parameters, &words());
            prop_assert_eq!(&again.actions, &read.records.actions);
            prop_assert_eq!(again.updates.keys().collect::<Vec<_>>(), read.records.updates.keys().collect::<Vec<_>>());
            for action in read.records.actions.values() {
                action.check(&words()).unwrap();
            }
            for priority in read.records.priorities.values() {
                priority.check(&words()).unwrap();
            }
            for update in read.records.updates.values() {
                update.check(&words()).unwrap();
            }
        }
    }
}
