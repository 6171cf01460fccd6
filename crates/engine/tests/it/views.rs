//! The views of the kinds besides street files: what each row says, and what of a superseded extract stays.

use crate::home::{Home, csv, row, text};
use base::{ColumnKind, Table, Value};
use intake::{Kind, schemas};

/// A table of a kind: a row is its cells by name, all others missing.
fn table(columns: &[(&str, ColumnKind)], rows: &[&[(&str, Value)]]) -> Table {
    let mut table = Table::new(columns);
    for cells in rows {
        let cell = |name: &str| cells.iter().find(|(n, _)| *n == name).map_or(Value::Missing, |(_, v)| v.clone());
        assert!(cells.iter().all(|(n, _)| columns.iter().any(|(c, _)| c == n)), "{cells:?}");
        table.rows.push(columns.iter().map(|(name, _)| cell(name)).collect());
    }
    table
}

fn incident(reference: &str, month: &str, lsoa: &str, pseudonym: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("data_set", text("elm-fires")),
        ("incident_ref", text(reference)),
        ("month", text(month)),
        ("category", text("Deliberate")),
        ("lsoa_code", text(lsoa)),
        ("placed_by", text(if lsoa.is_empty() { "village" } else { "lsoa" })),
        ("ward_code", text(if lsoa.is_empty() { "E05000009" } else { "" })),
        ("pseudonym", text(pseudonym)),
    ]
}

#[test]
fn a_partners_incidents_stand_beside_the_polices_and_are_told_apart() {
    let mut home = Home::new();
    home.street("street", "2021", &[("2024-01-elm-street.csv", csv(&[row("a", "2024-01", "Elmshire Police", "E01000001", "Burglary")]))]);
    let rows =
        [incident("f1", "2024-01", "E01000001", "p"), incident("f2", "2024-02", "", "p"), incident("f3", "2024-02", "E01000001", "q")];
    let rows: Vec<&[(&str, Value)]> = rows.iter().map(Vec::as_slice).collect();
    home.table("fires", Kind::Incidents, &table(&schemas::INCIDENTS, &rows));
    home.areas(&[["2021", "E01000001", "E05000001", "E07000001"]]);
    home.vintage("fires", "2021");
    assert_eq!(
        home.lines("SELECT kind, force, incident_ref, ward_code, placed_by FROM incidents ORDER BY incident_ref"),
        [
            "police-street,Elmshire Police,a,E05000001,lsoa",
            "incidents,elm-fires,f1,E05000001,lsoa",
            "incidents,elm-fires,f2,E05000009,village",
            "incidents,elm-fires,f3,E05000001,lsoa"
        ]
    );
    // A subject recurs within a ward and year; who it is can't be asked.
    assert_eq!(
        home.lines("SELECT data_set, year, ward_code, times, subjects FROM repeats ORDER BY ward_code, times"),
        ["elm-fires,2024,E05000001,1,2", "elm-fires,2024,E05000009,1,1"]
    );
    for view in ["incidents", "incidents_traced", "repeats"] {
        assert!(home.ask(&format!("SELECT pseudonym FROM {view}")).is_err(), "{view}");
    }
    home.units("fires", &[("elm-fires", "2024-01"), ("elm-fires", "2024-02")]);
    home.supersede("fires", &[("elm-fires", "2024-02")]);
    assert_eq!(home.lines("SELECT incident_ref FROM incidents WHERE kind = 'incidents'"), ["f1"]);
}

#[test]
fn deprivation_of_both_editions_is_placed_by_its_own_vintage_and_superseded_by_domain() {
    let mut home = Home::new();
    let of = |edition: &str, vintage: &str, domain: &str, rank: i64| {
        vec![
            ("unit", text(&format!("imd-{edition} {domain}"))),
            ("edition", text(edition)),
            ("vintage", text(vintage)),
            ("lsoa_code", text("E01000001")),
            ("domain", text(domain)),
            ("rank", Value::Whole(rank)),
        ]
    };
    let older = [of("2019", "2011", "overall", 5), of("2019", "2011", "income", 6)];
    let older: Vec<&[(&str, Value)]> = older.iter().map(Vec::as_slice).collect();
    home.table("older", Kind::Imd2019, &table(&schemas::DEPRIVATION, &older));
    home.table("newer", Kind::Imd2025, &table(&schemas::DEPRIVATION, &[&of("2025", "2021", "overall", 7)]));
    home.areas(&[["2011", "E01000001", "E05000011", "E07000001"], ["2021", "E01000001", "E05000021", "E07000001"]]);
    let asked = "SELECT edition, domain, rank, ward_code, lad_code FROM deprivation ORDER BY rank";
    assert_eq!(
        home.lines(asked),
        ["2019,overall,5,E05000011,E07000001", "2019,income,6,E05000011,E07000001", "2025,overall,7,E05000021,E07000001"]
    );
    home.units("older", &[("imd-2019 overall", ""), ("imd-2019 income", "")]);
    home.supersede("older", &[("imd-2019 overall", "")]);
    assert_eq!(home.lines(asked).len(), 2);
}

#[test]
fn counts_keep_what_is_missing_missing_and_find_the_ward_of_an_lsoa() {
    let mut home = Home::new();
    let count = |level: &str, code: &str, value: Value| {
        vec![
            ("unit", text("u")),
            ("data_set", text("benefit-claims")),
            ("measure", text("claims")),
            ("level", text(level)),
            ("vintage", text(if level == "lsoa" { "2011" } else { "" })),
            ("area_code", text(code)),
            ("suppressed", Value::Flag(value == Value::Missing)),
            ("value", value),
        ]
    };
    let rows = [
        count("lsoa", "E01000001", Value::Real(12.0)),
        count("lsoa", "E01000002", Value::Missing),
        count("ward", "E05000011", Value::Real(3.0)),
    ];
    let rows: Vec<&[(&str, Value)]> = rows.iter().map(Vec::as_slice).collect();
    home.table("claims", Kind::AreaCounts, &table(&schemas::COUNTS, &rows));
    home.areas(&[["2011", "E01000001", "E05000011", "E07000001"], ["2011", "E01000002", "E05000012", "E07000001"]]);
    assert_eq!(
        home.lines("SELECT area_code, ward_code, value, suppressed FROM counts ORDER BY area_code"),
        ["E01000001,E05000011,12,false", "E01000002,E05000012,,true", "E05000011,,3,false"]
    );
}

#[test]
fn of_a_file_of_several_peer_groups_only_the_one_that_came_again_is_superseded() {
    let mut home = Home::new();
    let of = |group: &str, code: &str| vec![("peer_group", text(group)), ("area_code", text(code)), ("position", Value::Whole(1))];
    let (both, again) = ([of("elm", "E07000001"), of("oak", "E07000002")], [of("elm", "E07000003")]);
    let rows = |rows: &[Vec<(&'static str, Value)>]| {
        let rows: Vec<&[(&str, Value)]> = rows.iter().map(Vec::as_slice).collect();
        table(&schemas::PEER_GROUPS, &rows)
    };
    home.table("both", Kind::PeerGroup, &rows(&both));
    home.table("again", Kind::PeerGroup, &rows(&again));
    home.units("both", &[("elm", ""), ("oak", "")]);
    home.units("again", &[("elm", "")]);
    home.supersede("both", &[("elm", "")]);
    assert_eq!(
        home.lines("SELECT peer_group, area_code FROM peer_groups ORDER BY peer_group, area_code"),
        ["elm,E07000003", "oak,E07000002"]
    );
}

#[test]
fn every_documented_view_can_be_asked_in_an_empty_home() {
    let home = Home::new();
    for view in ["outcomes", "stop_searches", "counts", "deprivation", "households", "harm_weights", "peer_groups", "repeats"] {
        assert!(home.lines(&format!("SELECT * FROM {view}")).is_empty(), "{view}");
    }
}
