use base::Vintage;
use geography::{AreaRow, Gazetteer, LookupRow, Places};
use std::collections::BTreeMap;

fn areas(codes: &[(Option<Vintage>, &str)]) -> Vec<AreaRow> {
    let rows: Vec<LookupRow> = codes
        .iter()
        .map(|(vintage, code)| LookupRow { vintage: *vintage, lsoa_code: Some((*code).into()), ..LookupRow::default() })
        .collect();
    Gazetteer::resolve(&rows)
}

fn loaded() -> Places {
    let (old, new) = (Some(Vintage::Census2011), Some(Vintage::Census2021));
    Places::new(&areas(&[(old, "E01000001"), (new, "E01000001"), (old, "E01000002"), (new, "E01000003")]))
}

fn rows(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    counts.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect()
}

/// The label and the rows not placed, or the code of the refusal.
fn check(counts: &[(&str, u64)], forced: Option<Vintage>, expected: Result<(&str, u64), &str>) {
    let decided = loaded().decide_vintage(&rows(counts), 1.0, forced);
    let found = decided.as_ref().map(|d| (d.label, d.not_placed)).map_err(|t| t.code);
    assert_eq!(found, expected, "{counts:?}");
}

#[test]
fn the_vintage_that_knows_every_code_wins() {
    check(&[("E01000001", 5), ("E01000002", 1)], None, Ok(("2011", 0)));
    check(&[("E01000001", 5), ("E01000003", 1)], None, Ok(("2021", 0)));
    check(&[("E01000001", 5), ("", 3)], None, Ok(("either", 3)));
    check(&[("", 3)], None, Ok(("either", 3)));
}

#[test]
fn one_in_a_hundred_may_be_unknown_and_no_more() {
    check(&[("E01000001", 98), ("E01000002", 1), ("E01999999", 1)], None, Ok(("2011", 1)));
    check(&[("E01000001", 98), ("E01999999", 2)], None, Err("geography-unknown"));
    check(&[("E01000001", 99), ("E01999999", 1)], None, Ok(("either", 1)));
}

#[test]
fn a_named_geography_is_the_only_candidate() {
    check(&[("E01000002", 5)], Some(Vintage::Census2021), Err("geography-unknown"));
    check(&[("E01000001", 5)], Some(Vintage::Census2021), Ok(("2021", 0)));
}

#[test]
fn without_a_lookup_nothing_can_be_placed() {
    let refused = Places::default().decide_vintage(&rows(&[("E01000001", 5)]), 1.0, None).unwrap_err();
    assert!(refused.message.contains("no LSOA lookup") && refused.remedy.contains("area-lookup"), "{refused}");
}

#[test]
fn the_refusal_counts_each_vintage() {
    let refused = loaded().decide_vintage(&rows(&[("E01000002", 4), ("E01999999", 6)]), 1.0, None).unwrap_err();
    assert!(refused.message.contains("2011 does not know 6") && refused.message.contains("2021 does not know 10"), "{refused}");
}

#[test]
fn a_lookup_without_a_vintage_stands_for_both() {
    let places = Places::new(&areas(&[(None, "E01000009")]));
    assert_eq!(places.decide_vintage(&rows(&[("E01000009", 1)]), 1.0, None).map(|d| d.label), Ok("either"));
}
