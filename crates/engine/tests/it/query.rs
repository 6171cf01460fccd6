//! Views over extracts: what is current, where it is placed, what a query may take.

use crate::home::{Home, csv, row, text};
use base::{ColumnKind, Table, Value};
use engine::Limits;
use intake::Kind;

const KENT: &str = "Elmshire Police";
const OAK: &str = "Oakshire Police";

fn counted(home: &Home) -> Vec<String> {
    home.lines("SELECT extract, force, month, count(*) FROM incidents GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
}

fn two_downloads() -> Home {
    let mut home = Home::new();
    home.street(
        "early",
        "2021",
        &[
            (
                "2024-01-elm-street.csv",
                csv(&[row("a", "2024-01", KENT, "E01000001", "Burglary"), row("b", "2024-01", OAK, "E01000002", "Drugs")]),
            ),
            ("2024-02-elm-street.csv", csv(&[row("c", "2024-02", KENT, "E01000001", "Burglary")])),
        ],
    );
    home.street(
        "late",
        "2021",
        &[(
            "2024-01-elm-street.csv",
            csv(&[row("a", "2024-01", KENT, "E01000001", "Drugs"), row("d", "2024-01", KENT, "E01000009", "Drugs")]),
        )],
    );
    home
}

#[test]
fn a_superseded_force_month_is_left_out_and_the_rest_of_its_extract_stays() {
    let mut home = two_downloads();
    home.supersede("early", &[(KENT, "2024-01")]);
    assert_eq!(counted(&home), ["early,Elmshire Police,2024-02,1", "early,Oakshire Police,2024-01,1", "late,Elmshire Police,2024-01,2"]);
}

#[test]
fn the_same_extracts_seen_as_of_an_earlier_day_give_what_was_known_then() {
    let mut home = two_downloads();
    home.supersede("late", &[(KENT, "2024-01")]);
    assert_eq!(counted(&home), ["early,Elmshire Police,2024-01,1", "early,Elmshire Police,2024-02,1", "early,Oakshire Police,2024-01,1"]);
    home.holdings.extracts.truncate(1);
    assert_eq!(home.lines("SELECT count(*) FROM incidents"), ["3"]);
    home.holdings.extracts.clear();
    assert_eq!(home.lines("SELECT count(*) FROM incidents"), ["0"]);
}

#[test]
fn every_column_of_the_contract_in_its_order() {
    let mut home = two_downloads();
    home.areas(&[["2021", "E01000001", "E05000001", "E07000001"]]);
    let all = home.ask("SELECT * FROM incidents").unwrap();
    assert_eq!(
        all.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(","),
        "extract,kind,incident_ref,month,category,force,lsoa_code,lsoa_vintage,ward_code,ward_name,lad_code,lad_name,longitude,latitude,location,outcome,placed_by"
    );
    assert_eq!(
        home.lines("SELECT * FROM incidents WHERE incident_ref = 'c'"),
        [
            "early,police-street,c,2024-02,Burglary,Elmshire Police,E01000001,2021,E05000001,E05000001 ward,E07000001,E07000001 district,0.125,52.25,On or near Elm Row,,lsoa"
        ]
    );
    assert_eq!(home.lines("SELECT lsoa_code, ward_code, placed_by FROM incidents WHERE incident_ref = 'd'"), ["E01000009,,not placed"]);
    assert_eq!(
        home.lines("SELECT source_file, source_row FROM incidents_traced WHERE incident_ref = 'd'"),
        ["late-2024-01-elm-street.csv,3"]
    );
}

#[test]
fn codes_are_placed_in_the_vintage_of_their_extract_alone() {
    let mut home = Home::new();
    for (extract, geography) in [("old", "2011"), ("new", "2021"), ("both", "either"), ("none", "")] {
        home.street(extract, geography, &[("2024-01-elm-street.csv", csv(&[row("a", "2024-01", KENT, "E01000001", "Drugs")]))]);
    }
    home.areas(&[["2011", "E01000001", "E05000011", "E07000001"], ["2021", "E01000001", "E05000021", "E07000001"]]);
    assert_eq!(
        home.lines("SELECT extract, lsoa_vintage, ward_code, placed_by FROM incidents ORDER BY extract"),
        ["both,2021,E05000021,lsoa", "new,2021,E05000021,lsoa", "none,,,not placed", "old,2011,E05000011,lsoa"]
    );
}

#[test]
fn without_areas_nothing_is_placed_and_nothing_is_lost() {
    let home = two_downloads();
    assert_eq!(home.lines("SELECT placed_by, count(*) FROM incidents GROUP BY 1"), ["not placed,5"]);
    assert_eq!(home.lines("SELECT count(*) FROM incidents i JOIN incidents j ON i.incident_ref = j.incident_ref"), ["7"]);
}

#[test]
fn small_tables_come_back_as_written_under_their_extract() {
    let mut home = Home::new();
    let mut table = Table::new(&[
        ("level", ColumnKind::Text),
        ("vintage", ColumnKind::Text),
        ("area_code", ColumnKind::Text),
        ("area_name", ColumnKind::Text),
        ("year", ColumnKind::Whole),
        ("population", ColumnKind::Whole),
    ]);
    table.rows.push(vec![text("lsoa"), text("2021"), text("E01000001"), text("Elm, \"old\" 001A"), Value::Whole(2022), Value::Whole(1512)]);
    table.rows.push(vec![text("ward"), Value::Missing, text("E05000001"), text("Elm"), Value::Missing, Value::Whole(9007)]);
    home.table("people", Kind::Population, &table);
    assert_eq!(
        home.lines("SELECT * FROM populations ORDER BY area_code"),
        ["people,lsoa,2021,E01000001,Elm, \"old\" 001A,2022,1512", "people,ward,,E05000001,Elm,,9007"]
    );
    for empty in ["area_lookups", "area_changes", "boundaries"] {
        assert!(home.lines(&format!("SELECT * FROM {empty}")).is_empty(), "{empty}");
    }
    home.supersede("people", &[("people", "")]);
    assert_eq!(home.lines("SELECT count(*) FROM populations"), ["0"]);
}

#[test]
fn columns_named_like_words_of_sql_can_be_asked_for() {
    let mut home = two_downloads();
    let mut table =
        Table::new(&[("order", ColumnKind::Whole), ("group", ColumnKind::Text), ("Case", ColumnKind::Flag), ("value", ColumnKind::Real)]);
    table.rows.push(vec![Value::Whole(-7), text("a"), Value::Flag(true), Value::Real(0.5)]);
    home.tables.push(("figures".to_owned(), table));
    assert_eq!(home.lines("SELECT \"order\", \"group\", \"Case\", value FROM figures"), ["-7,a,true,0.5"]);
    assert_eq!(
        home.lines(
            "SELECT month AS \"month\", location FROM incidents WHERE outcome IS NULL AND kind = 'police-street' AND force LIKE 'Oak%'"
        ),
        ["2024-01,On or near Elm Row"]
    );
}

#[test]
fn kinds_of_values_arrive_as_what_they_are() {
    let home = Home::new();
    let table = home.ask("SELECT 1 AS a, 2.5 AS b, 'x' AS c, true AS d, NULL AS e, CAST('2024-02-29' AS DATE) AS f, CAST(1 AS TINYINT UNSIGNED) AS g, 10/4 AS h").unwrap();
    assert_eq!(
        table.rows,
        [[
            Value::Whole(1),
            Value::Real(2.5),
            text("x"),
            Value::Flag(true),
            Value::Missing,
            text("2024-02-29"),
            Value::Whole(1),
            Value::Whole(2)
        ]]
    );
    assert_eq!(home.lines("VALUES (1, 'a'), (2, 'b')"), ["1,a", "2,b"]);
    assert!(home.lines("EXPLAIN SELECT count(*) FROM incidents")[0].contains("logical_plan"));
    assert_eq!(home.lines("WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT sum(i) FROM n"), ["15"]);
}

#[test]
fn the_limit_of_rows_is_kept() {
    let home = two_downloads();
    for rows in [0, 1, 3, 9] {
        let table = home.ask_within("SELECT * FROM incidents", Limits { rows: Some(rows), ..Limits::default() }).unwrap();
        assert_eq!(table.rows.len(), rows.min(5));
    }
}

#[test]
fn a_query_that_never_ends_is_stopped() {
    let home = Home::new();
    let endless = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i FROM n) SELECT count(*) FROM n";
    let trouble = home.ask_within(endless, Limits { seconds: 1, ..Limits::default() }).unwrap_err();
    assert_eq!((trouble.code, trouble.exit_code()), ("sql-timeout", 2));
}

#[test]
fn a_query_that_needs_too_much_memory_is_refused() {
    let home = Home::new();
    let values = (0..500).map(|n| format!("({n})")).collect::<Vec<_>>().join(",");
    let wide = format!("WITH v(n) AS (VALUES {values}) SELECT a.n, b.n, c.n FROM v a CROSS JOIN v b CROSS JOIN v c");
    let limits = Limits { memory_bytes: 4 << 20, ..Limits::default() };
    let trouble = home.ask_within(&wide, limits).unwrap_err();
    assert_eq!((trouble.code, trouble.exit_code()), ("sql-memory", 2));
    let sorted = format!("SELECT * FROM ({wide}) ORDER BY 3, 2, 1 LIMIT 2000000");
    assert_eq!(home.ask_within(&sorted, limits).unwrap_err().code, "sql-memory");
}

#[test]
fn a_part_that_is_gone_or_damaged_is_named() {
    let mut home = two_downloads();
    let part = home.extracts().join("late").join("part-0000.parquet");
    let whole = std::fs::read(&part).unwrap();
    let damaged: [&[u8]; 4] = [b"", b"no columnar file at all", b"PAR1 no more PAR1", &whole[..whole.len() / 2]];
    for bytes in damaged {
        std::fs::write(&part, bytes).unwrap();
        let trouble = home.ask("SELECT count(DISTINCT location) FROM incidents").unwrap_err();
        assert!(matches!(trouble.code, "extract-unread" | "sql-failed") && trouble.exit_code() == 1, "{trouble}");
        assert!(trouble.remedy.contains("wardmote check"), "{trouble}");
    }
    std::fs::remove_file(&part).unwrap();
    // A question that needs no part isn't troubled by one that is gone.
    assert_eq!(home.lines("SELECT 1"), ["1"]);
    let trouble = home.ask("SELECT count(*) FROM incidents").unwrap_err();
    assert!(trouble.code == "extract-unread" && trouble.message.contains("part-0000.parquet"), "{trouble}");
    home.holdings.extracts.truncate(1);
    assert_eq!(home.lines("SELECT count(*) FROM incidents"), ["3"]);
}

#[test]
fn many_small_extracts_are_one_view() {
    let mut home = Home::new();
    for month in 1..=9 {
        for force in ["A", "B", "C", "D"] {
            let name = format!("2024-0{month}-{force}-street.csv");
            home.street(&name, "2021", &[(&name, csv(&[row("x", &format!("2024-0{month}"), force, "", "Drugs")]))]);
        }
    }
    assert_eq!(home.lines("SELECT count(*), count(DISTINCT extract), min(month), max(month) FROM incidents"), ["36,36,2024-01,2024-09"]);
    assert_eq!(home.lines("SELECT extract FROM incidents WHERE month = '2024-03' AND force = 'B'"), ["2024-03-B-street.csv"]);
}
