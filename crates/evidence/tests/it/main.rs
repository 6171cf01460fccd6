//! The assessment decided from invented counts: parts and totals, rates and counts, gaps, forces and vintages.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use calendar::Month;
use evidence::{Basis, CannotAssess, Changes, CountCell, Facts, FileUnit, Reckoning, Residents, Terms, decide_assessment};
use geography::{AreaChange, AreaRow, Change, ChangeTable};
use proptest::prelude::*;
use rulebook::Rulebook;

const DISTRICT: &str = "E07999999";
const FORCE: &str = "Invented Constabulary";

fn terms() -> Terms {
    Terms::in_force(Rulebook::builtin().unwrap(), "2031-06-01".parse().unwrap(), None).unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn area(vintage: base::Vintage, lsoa: &str, ward: &str) -> AreaRow {
    AreaRow {
        vintage,
        lsoa_code: lsoa.into(),
        lsoa_name: None,
        ward_code: Some(ward.into()),
        ward_name: Some(format!("Ward {ward}")),
        ward_year: Some(2031),
        lad_code: Some(DISTRICT.into()),
        lad_name: Some("Invented District".into()),
        lad_year: Some(2031),
        csp_code: None,
        csp_name: None,
        pfa_code: None,
        pfa_name: Some("Invented".into()),
    }
}

fn cell(at: &str, force: &str, vintage: &str, lsoa: &str, category: &str, rows: u64) -> CountCell {
    CountCell { month: month(at), force: force.into(), vintage: vintage.into(), lsoa_code: lsoa.into(), category: category.into(), rows }
}

fn unit(at: Month, force: &str) -> FileUnit {
    unit_in(at, force, base::Vintage::Census2021)
}

fn unit_in(at: Month, force: &str, vintage: base::Vintage) -> FileUnit {
    FileUnit { month: at, force: force.into(), extract: format!("x-{force}-{at}"), vintage: Some(vintage) }
}

fn residents(level: &str, vintage: Option<&str>, code: &str, n: i64) -> Residents {
    Residents {
        extract: "pop".into(),
        level: level.into(),
        vintage: vintage.map(str::to_owned),
        area_code: code.into(),
        year: Some(2030),
        residents: n,
    }
}

/// Two wards of two LSOAs each, files for `months`.
fn facts(months: &[Month], cells: Vec<CountCell>) -> Facts {
    use base::Vintage::Census2021;
    Facts {
        district: DISTRICT.into(),
        areas: vec![
            area(Census2021, "E01999901", "E05999901"),
            area(Census2021, "E01999902", "E05999901"),
            area(Census2021, "E01999903", "E05999902"),
            area(Census2021, "E01999904", "E05999902"),
        ],
        area_extracts: vec!["lookup".into()],
        cells,
        units: months.iter().map(|m| unit(*m, FORCE)).collect(),
        residents: (1..=4).map(|n| residents("lsoa", Some("2021"), &format!("E0199990{n}"), 1000 * n)).collect(),
        ..Facts::default()
    }
}

fn two_years() -> Vec<Month> {
    month("2029-03").through(month("2031-02")).collect()
}

proptest! {
    #[test]
    fn parts_make_totals_and_rates_are_counts_over_residents(
        picks in proptest::collection::vec((0i32..24, 1usize..5, 0usize..4, 1u64..40), 0..120)
    ) {
        let categories = ["Burglary", "Anti-social behaviour", "Violent crime", "Drugs"];
        let cells: Vec<CountCell> = picks
            .iter()
            .map(|(at, lsoa, c, n)| cell(&month("2029-03").plus(*at).to_string(), FORCE, "2021", &format!("E0199990{lsoa}"), categories[*c], *n))
            .collect();
        let a = decide_assessment(&facts(&two_years(), cells.clone()), &terms()).unwrap();
        let all = a.all_crime().unwrap();
        prop_assert_eq!(a.period.basis, Basis::YearEnding);
        prop_assert_eq!(all.count, a.categories().map(|l| l.count).sum::<u64>());
        prop_assert_eq!(all.count, a.wards.lines.iter().map(|w| w.crimes).sum::<u64>() + a.wards.crimes_in_no_ward);
        prop_assert_eq!(all.before, Some(a.wards.lines.iter().filter_map(|w| w.crimes_before).sum::<u64>()));
        let months: u64 = a.months.iter().filter(|p| a.period.later.contains(&p.month)).filter_map(|p| p.crimes).sum();
        prop_assert_eq!(all.count, months);
        let every: u64 = cells.iter().map(|c| c.rows).sum();
        let counted: u64 = a.lines.iter().skip(1).map(|l| l.count + l.before.unwrap_or(0)).sum();
        prop_assert_eq!(every, counted);
        for line in &a.lines {
            let rate = line.rate.as_ref().unwrap();
            prop_assert!((rate.value * 10_000.0 / 1000.0 - line.count as f64).abs() < 1e-9);
            prop_assert!(rate.low <= rate.value && rate.value <= rate.high);
        }
        let ids: std::collections::BTreeSet<&str> = a.figures.iter().map(|f| f.id.as_str()).collect();
        prop_assert_eq!(ids.len(), a.figures.len());
        let ranks: Vec<usize> = a.wards.lines.iter().filter_map(|w| w.rank).collect();
        prop_assert!(ranks.windows(2).all(|w| w[0] <= w[1]));
    }
}

#[test]
fn a_month_without_a_file_is_a_gap_and_not_a_nought() {
    let mut months = two_years();
    months.retain(|m| *m != month("2030-05"));
    let a = decide_assessment(&facts(&months, vec![cell("2031-02", FORCE, "2021", "E01999901", "Burglary", 7)]), &terms()).unwrap();
    assert_eq!(a.period.basis, Basis::MatchedMonths);
    assert!(!a.period.earlier.contains(&month("2029-05")));
    let point = |at: &str| a.months.iter().find(|p| p.month == month(at)).unwrap().crimes;
    assert_eq!((point("2030-05"), point("2030-06"), point("2031-02")), (None, Some(0), Some(7)));
    assert!(a.figures.iter().all(|f| !f.id.ends_with("-2030-05")));
}

#[test]
fn a_force_with_files_for_some_months_only_is_left_out() {
    let cells = vec![
        cell("2031-02", FORCE, "2021", "E01999901", "Burglary", 7),
        cell("2031-02", "Other Police", "2021", "E01999901", "Burglary", 5),
    ];
    let mut facts = facts(&two_years(), cells);
    facts.units.push(unit(month("2031-02"), "Other Police"));
    let a = decide_assessment(&facts, &terms()).unwrap();
    assert_eq!((a.all_crime().unwrap().count, a.forces.as_slice()), (7, [FORCE.to_owned()].as_slice()));
    assert_eq!((a.left_out[0].force.as_str(), a.left_out[0].rows), ("Other Police", 5));
    facts.units.extend(two_years().into_iter().map(|m| unit(m, "Other Police")));
    assert_eq!(decide_assessment(&facts, &terms()).unwrap().all_crime().unwrap().count, 12);
}

#[test]
fn without_the_force_that_polices_the_district_there_is_no_assessment() {
    let mut facts = facts(&[], vec![cell("2031-02", "Other Police", "2021", "E01999901", "Burglary", 5)]);
    assert_eq!(decide_assessment(&facts, &terms()), Err(CannotAssess::NoFiles));
    facts.units.push(unit(month("2031-02"), "Other Police"));
    let expected = CannotAssess::NoFileOfForce { police_area: "Invented".into(), loaded: vec!["Other Police".into()] };
    assert_eq!(decide_assessment(&facts, &terms()), Err(expected));
    facts.areas.clear();
    assert_eq!(decide_assessment(&facts, &terms()), Err(CannotAssess::NoAreas(DISTRICT.into())));
}

#[test]
fn rows_in_codes_that_do_not_know_the_district_are_no_absence_of_crime() {
    use base::Vintage::{Census2011, Census2021};
    let other_codes = |at: &str, carried: &str| {
        let (carried, known) = (carried.to_owned(), "2021".to_owned());
        Err(CannotAssess::OtherCodes { district: DISTRICT.into(), month: month(at), carried, known })
    };
    let mut facts = facts(&two_years(), vec![cell("2031-01", FORCE, "2021", "E01999901", "Burglary", 7)]);
    for unit in facts.units.iter_mut().filter(|u| u.month == month("2031-02")) {
        unit.vintage = Some(Census2011);
    }
    assert_eq!(decide_assessment(&facts, &terms()), other_codes("2031-02", "2011"));
    // Half of the latest month would be no count of it.
    facts.units.push(unit_in(month("2031-02"), FORCE, Census2021));
    assert_eq!(decide_assessment(&facts, &terms()), other_codes("2031-02", "2011"));
    // Known by both, the district is found in either.
    let mut both = facts.clone();
    both.areas.push(area(Census2011, "E01888801", "E05888801"));
    assert_eq!(decide_assessment(&both, &terms()).unwrap().period.basis, Basis::YearEnding);
    // Another force's codes do not matter.
    facts.units.retain(|u| u.month != month("2031-02"));
    facts.units.push(unit_in(month("2031-02"), "Other Police", Census2011));
    assert_eq!(decide_assessment(&facts, &terms()).unwrap().period.latest(), Some(month("2031-01")));
}

#[test]
fn an_older_month_in_codes_that_do_not_know_the_district_is_a_gap() {
    let before = month("2029-03").through(month("2030-02"));
    let mut facts = facts(&two_years(), vec![cell("2031-02", FORCE, "2021", "E01999901", "Burglary", 7)]);
    for unit in facts.units.iter_mut().filter(|u| u.month <= month("2030-02")) {
        unit.vintage = Some(base::Vintage::Census2011);
    }
    let a = decide_assessment(&facts, &terms()).unwrap();
    assert_eq!((a.period.basis, a.all_crime().unwrap().count, a.all_crime().unwrap().before), (Basis::NoComparison, 7, None));
    assert_eq!(a.in_other_codes, before.collect::<Vec<Month>>());
    assert!(a.months.iter().all(|p| p.month > month("2030-02")));
}

#[test]
fn missing_residents_make_no_rate_and_half_a_ward_has_none() {
    let mut facts = facts(&two_years(), vec![cell("2031-02", FORCE, "2021", "E01999901", "Burglary", 7)]);
    facts.residents.retain(|r| r.area_code != "E01999904");
    let a = decide_assessment(&facts, &terms()).unwrap();
    assert!(a.residents.is_none() && a.lines.iter().all(|l| l.rate.is_none()));
    let rated: Vec<bool> = a.wards.lines.iter().map(|w| w.rate.is_some()).collect();
    assert_eq!(rated, [true, false]);
    facts.residents.push(residents("district", None, DISTRICT, 9000));
    let printed = decide_assessment(&facts, &terms()).unwrap().residents.unwrap();
    assert_eq!((printed.residents, printed.reckoning), (9000, Reckoning::Printed));
}

#[test]
fn wards_are_not_compared_across_vintages_unless_the_lookup_is_named() {
    let cells = vec![
        cell("2031-02", FORCE, "2021", "E01999901", "Burglary", 7),
        cell("2030-02", FORCE, "2011", "E01888801", "Burglary", 4),
        cell("2030-02", FORCE, "2011", "E01888802", "Burglary", 3),
    ];
    let mut facts = facts(&two_years(), cells);
    let change = |from: &str, to: &str, change| AreaChange { from: from.into(), to: to.into(), change };
    facts.changes = Changes {
        extracts: vec!["changes".into()],
        table: ChangeTable::new([
            change("E01888801", "E01999901", Change::Split),
            change("E01888801", "E01999902", Change::Split),
            // Split between two wards: its rows are in no ward.
            change("E01888802", "E01999903", Change::Split),
            change("E01888802", "E01999901", Change::Split),
        ]),
    };
    let silent = decide_assessment(&facts, &terms()).unwrap();
    assert!(silent.wards.vintages_differ && silent.wards.lines.iter().all(|w| w.crimes_before.is_none()));
    assert_eq!(silent.all_crime().unwrap().before, Some(7));
    facts.via_area_changes = true;
    // An LSOA that lies in both wards leaves neither with a whole count of the year before.
    let split = decide_assessment(&facts, &terms()).unwrap();
    assert!(split.wards.lines.iter().all(|w| w.crimes_before.is_none()), "{:?}", split.wards.lines);
    facts.cells.retain(|c| c.lsoa_code != "E01888802");
    let named = decide_assessment(&facts, &terms()).unwrap();
    let before: u64 = named.wards.lines.iter().filter_map(|w| w.crimes_before).sum();
    assert_eq!((before, named.wards.placed_through_changes), (4, true));
    let figure = named.figures.iter().find(|f| f.id == "e07999999-ward-e05999901-all-crime-count-before").unwrap();
    assert!(figure.extracts.contains(&"changes".to_owned()));
}

#[test]
fn a_period_of_two_vintages_has_no_wards() {
    let cells =
        vec![cell("2031-02", FORCE, "2021", "E01999901", "Burglary", 7), cell("2031-01", FORCE, "2011", "E01888801", "Burglary", 4)];
    let a = decide_assessment(&facts(&two_years(), cells), &terms()).unwrap();
    assert!(a.wards.lines.is_empty() && a.wards.vintages_differ);
    assert_eq!(a.all_crime().unwrap().count, 11);
}

#[test]
fn ward_residents_come_through_the_lookup_of_changes_only_where_it_is_whole() {
    let mut facts = facts(&two_years(), vec![cell("2031-02", FORCE, "2021", "E01999901", "Burglary", 7)]);
    facts.residents = vec![residents("lsoa", Some("2011"), "E01888801", 2500), residents("lsoa", Some("2011"), "E01888802", 1500)];
    let change = |from: &str, to: &str, change| AreaChange { from: from.into(), to: to.into(), change };
    facts.changes = Changes {
        extracts: vec!["changes".into()],
        table: ChangeTable::new([
            change("E01888801", "E01999901", Change::Split),
            change("E01888801", "E01999902", Change::Split),
            change("E01888802", "E01999903", Change::Unchanged),
        ]),
    };
    let a = decide_assessment(&facts, &terms()).unwrap();
    let found: Vec<Option<u64>> = a.wards.lines.iter().map(|w| w.residents.as_ref().map(|d| d.residents)).collect();
    // The second ward has an LSOA that no older one leads to.
    assert_eq!((found, a.wards.residents_through_changes()), (vec![Some(2500), None], true));
}
