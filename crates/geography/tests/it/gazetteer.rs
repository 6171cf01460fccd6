use base::{Table, Vintage};
use geography::{Gazetteer, LookupRow};
use proptest::prelude::*;

#[allow(clippy::unnecessary_wraps)] // every field of a lookup row is an option
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn lsoa_ward(lsoa: &str, ward: &str, year: i64) -> LookupRow {
    LookupRow {
        vintage: Some(Vintage::Census2011),
        lsoa_code: some(lsoa),
        ward_code: some(ward),
        ward_year: Some(year),
        ..LookupRow::default()
    }
}

fn lsoa_lad(lsoa: &str, lad: &str, year: i64) -> LookupRow {
    LookupRow {
        vintage: Some(Vintage::Census2011),
        lsoa_code: some(lsoa),
        lad_code: some(lad),
        lad_name: some("North"),
        lad_year: Some(year),
        ..LookupRow::default()
    }
}

fn ward_lad(ward: &str, name: &str, lad: &str, year: i64) -> LookupRow {
    LookupRow {
        ward_code: some(ward),
        ward_name: some(name),
        ward_year: Some(year),
        lad_code: some(lad),
        lad_year: Some(year),
        ..LookupRow::default()
    }
}

#[test]
fn two_lookups_of_2011_make_one_row() {
    let areas = Gazetteer::resolve(&[
        lsoa_lad("E01000001", "E07000001", 2021),
        lsoa_ward("E01000001", "E05000001", 2017),
        ward_lad("E05000001", "Hill", "E07000001", 2021),
        LookupRow {
            lad_code: some("E07000001"),
            csp_code: some("E22000001"),
            csp_name: some("North CSP"),
            pfa_code: some("E23000001"),
            pfa_name: some("Shire"),
            ..LookupRow::default()
        },
    ]);
    let area = areas.first().unwrap();
    assert_eq!(areas.len(), 1);
    assert_eq!((area.ward_code.as_deref(), area.ward_name.as_deref(), area.ward_year), (Some("E05000001"), Some("Hill"), Some(2017)));
    assert_eq!((area.lad_code.as_deref(), area.lad_name.as_deref(), area.lad_year), (Some("E07000001"), Some("North"), Some(2021)));
    assert_eq!((area.csp_name.as_deref(), area.pfa_code.as_deref()), (Some("North CSP"), Some("E23000001")));
}

#[test]
fn a_district_in_several_partnerships_is_in_none() {
    let csp =
        |code: &str, year| LookupRow { lad_code: some("E07000001"), csp_code: some(code), csp_year: Some(year), ..LookupRow::default() };
    let check = |rows: &[LookupRow], expected: Option<&str>| {
        let all: Vec<_> = std::iter::once(lsoa_lad("E01000001", "E07000001", 2021)).chain(rows.iter().cloned()).collect();
        assert_eq!(Gazetteer::resolve(&all)[0].csp_code.as_deref(), expected, "{rows:?}");
    };
    check(&[csp("E22000001", 2024), csp("E22000002", 2024)], None);
    check(&[csp("E22000001", 2024), csp("E22000001", 2024)], Some("E22000001"));
    check(&[csp("E22000001", 2023), csp("E22000002", 2023), csp("E22000003", 2024)], Some("E22000003"));
    check(&[csp("E22000003", 2024), csp("E22000001", 2023), csp("E22000002", 2023)], Some("E22000003"));
}

#[test]
fn the_newest_ward_wins_with_the_district_of_its_own_row() {
    let both = LookupRow { lad_code: some("E07000002"), lad_year: Some(2024), ..lsoa_ward("E01000001", "E05000002", 2024) };
    for rows in [[both.clone(), lsoa_ward("E01000001", "E05000001", 2017)], [lsoa_ward("E01000001", "E05000001", 2017), both]] {
        let areas = Gazetteer::resolve(&rows);
        assert_eq!(areas.first().map(|a| (a.ward_code.clone(), a.lad_code.clone())), Some((some("E05000002"), some("E07000002"))));
    }
}

#[test]
fn a_ward_without_its_own_district_finds_it_by_code() {
    let areas = Gazetteer::resolve(&[lsoa_ward("E01000001", "E05000001", 2017), ward_lad("E05000001", "Hill", "E07000001", 2021)]);
    assert_eq!(areas.first().and_then(|a| a.lad_code.clone()), some("E07000001"));
}

#[test]
fn of_the_same_year_the_later_received_wins() {
    let areas = Gazetteer::resolve(&[lsoa_ward("E01000001", "E05000001", 2017), lsoa_ward("E01000001", "E05000009", 2017)]);
    assert_eq!(areas.first().and_then(|a| a.ward_code.clone()), some("E05000009"));
}

fn any_row() -> impl Strategy<Value = LookupRow> {
    let text = || proptest::option::of("[a-zA-Z0-9 ,']{1,12}");
    let year = || proptest::option::of(2011_i64..2030);
    let vintage = proptest::option::of(prop_oneof![Just(Vintage::Census2011), Just(Vintage::Census2021)]);
    let low = (vintage, text(), text(), text(), text(), year());
    let high = (text(), text(), year(), text(), text(), year(), text(), text(), year());
    (low, high).prop_map(|(l, h)| LookupRow {
        vintage: l.0,
        lsoa_code: l.1,
        lsoa_name: l.2,
        ward_code: l.3,
        ward_name: l.4,
        ward_year: l.5,
        lad_code: h.0,
        lad_name: h.1,
        lad_year: h.2,
        csp_code: h.3,
        csp_name: h.4,
        csp_year: h.5,
        pfa_code: h.6,
        pfa_name: h.7,
        pfa_year: h.8,
    })
}

proptest! {
    #[test]
    fn rows_survive_the_table(rows in proptest::collection::vec(any_row(), 0..20)) {
        let mut table = Table::new(&LookupRow::COLUMNS);
        table.rows = rows.iter().map(LookupRow::to_values).collect();
        prop_assert_eq!(LookupRow::from_table(&table), rows);
    }

    #[test]
    fn there_is_one_row_an_lsoa_and_vintage(rows in proptest::collection::vec(any_row(), 0..20)) {
        let areas = Gazetteer::resolve(&rows);
        let keys: Vec<_> = areas.iter().map(|a| (a.vintage, a.lsoa_code.clone())).collect();
        let mut sorted = keys.clone();
        sorted.sort();
        sorted.dedup();
        prop_assert_eq!(keys, sorted);
    }
}
