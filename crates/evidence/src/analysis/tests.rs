//! Hand-computed cases, and laws.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::float_cmp)]

use super::*;
use crate::{ChangeRules, decide_change};
use calendar::{Date, Month};
use proptest::prelude::*;
use rulebook::{ControlChart, FinancialYearRule, FunnelLimits, Rulebook, SuppressionFloor};
use std::collections::BTreeMap;

const DAY: Date = Date::constant(2020, 3, 1);

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn book() -> &'static Rulebook {
    Rulebook::builtin().unwrap()
}

fn funnel_rule() -> FunnelLimits {
    book().funnel_limits(DAY, None).unwrap().parameters.clone()
}

fn floor() -> SuppressionFloor {
    book().suppression_floor(DAY, None).unwrap().parameters.clone()
}

fn chart_rule() -> ControlChart {
    *book().control_chart(DAY, None).unwrap().parameters
}

fn year() -> FinancialYearRule {
    *book().financial_year(DAY, None).unwrap().parameters
}

fn held(from: &str, to: &str, value: f64) -> BTreeMap<Month, f64> {
    month(from).through(month(to)).map(|m| (m, value)).collect()
}

#[test]
fn a_year_its_financial_year_and_its_quarter() {
    let months = held("2017-11", "2019-10", 10.0);
    let all = windows(month("2019-10"), year(), &months, true);
    let data: Vec<_> = all.iter().map(|w| (w.id, w.period(), w.before_period(), w.now, w.before)).collect();
    assert_eq!(data[0], ("year-ending", "2018-11..2019-10".into(), "2017-11..2018-10".into(), Some(120.0), Some(120.0)));
    assert_eq!(data[1], ("financial-year-to-date", "2019-04..2019-10".into(), "2018-04..2018-10".into(), Some(70.0), Some(70.0)));
    assert_eq!(data[2], ("quarter", "2019-08..2019-10".into(), "2018-08..2018-10".into(), Some(30.0), Some(30.0)));
    assert_eq!(all[2].title, "Three months to October 2019");
    let ends = windows(month("2020-03"), year(), &months, true);
    assert_eq!(ends[1].title.split(',').next(), Some("Financial year"));
    assert!(windows(month("2019-09"), year(), &months, true)[2].title.starts_with("Quarter 2 of the financial year"));
}

#[test]
fn a_part_of_a_year_is_never_held_against_a_whole_one() {
    let mut months = held("2017-11", "2019-10", 10.0);
    months.remove(&month("2019-02"));
    let matched = &windows(month("2019-10"), year(), &months, true)[0];
    assert_eq!((matched.now, matched.before, matched.later.len(), matched.earlier.len()), (Some(110.0), Some(110.0), 11, 11));
    assert!(matched.title.contains("which are there in both years"));
    let marked = &windows(month("2019-10"), year(), &months, false)[0];
    assert_eq!((marked.now, marked.before, marked.at_least), (Some(110.0), None, true));
    assert!(marked.why_not.contains("never held against a whole"));
    let nothing = &windows(month("2025-10"), year(), &months, true)[0];
    assert_eq!((nothing.now, nothing.before), (None, None));
    assert!(nothing.why_not.contains("missing, not nought"));
}

#[test]
fn a_sentence_never_claims_more_than_the_test() {
    let rules = ChangeRules::in_force(book(), DAY, None).unwrap();
    let said = |earlier, later| change_sentence("Burglary", &decide_change(earlier, later, &rules).unwrap());
    assert_eq!(said(400, 250), "Burglary fell from 400 to 250 (-37.5%), by more than chance explains.");
    assert_eq!(said(10, 12), "Burglary: no clear change. 12 beside 10 (20.0%) is a difference that chance alone could make.");
    assert_eq!(said(0, 0), "Burglary: none in either period, so there is nothing to test.");
    assert!(said(1000, 1500).starts_with("Burglary rose from 1,000 to 1,500 (50.0%)"));
}

#[test]
fn a_gap_breaks_a_run_and_is_never_nought() {
    // Two years alternating about 100 a month, then twelve months high enough to lie above the mean and within the limits.
    let mut values: Vec<(Month, Option<f64>)> = month("2016-01")
        .through(month("2018-12"))
        .enumerate()
        .map(|(at, m)| {
            (
                m,
                Some(if at >= 24 {
                    108.0
                } else if at % 2 == 0 {
                    94.0
                } else {
                    106.0
                }),
            )
        })
        .collect();
    let whole = chart(&values, true, &chart_rule());
    assert_eq!(whole.method, "u-chart");
    assert_eq!((whole.baseline.len(), whole.months.len()), (24, 36));
    assert!(whole.signals().iter().any(|s| s.starts_with("September 2018: at least 8 months in a row above")), "{:?}", whole.signals());
    values[30].1 = None;
    let broken = chart(&values, true, &chart_rule());
    assert_eq!((broken.months[30].value, broken.months[30].three), (None, None));
    assert_eq!(broken.signals(), Vec::<String>::new());
    values[33].1 = Some(300.0);
    let spike = chart(&values, true, &chart_rule());
    assert_eq!(spike.signals(), ["October 2018: above the upper limit."]);
    let three = spike.months[33].three.unwrap();
    let two = spike.months[33].two.unwrap();
    assert!(three.0 < two.0 && two.1 < three.1 && three.1 < 300.0);
}

#[test]
fn a_chart_says_why_it_has_no_limits() {
    let few: Vec<(Month, Option<f64>)> = month("2016-01").through(month("2018-12")).map(|m| (m, Some(2.0))).collect();
    let charted = chart(&few, true, &chart_rule());
    assert_eq!(charted.centre, None);
    assert!(charted.method.contains("10 events a month"), "{}", charted.method);
    let short = chart(&few[..20], true, &chart_rule());
    assert!(short.method.contains("24 months, and 20 are there"), "{}", short.method);
    // An average of claims is no count of events: single values and their moving ranges.
    let averages: Vec<(Month, Option<f64>)> =
        few.iter().enumerate().map(|(at, (m, _))| (*m, Some(if at % 2 == 0 { 10.5 } else { 11.5 }))).collect();
    let charted = chart(&averages, false, &chart_rule());
    assert_eq!((charted.method.as_str(), charted.centre), ("XmR chart", Some(11.0)));
    // Every moving range is 1: sigma 1 / 1.1284 = 0.8862, limits 11 ± 2.659.
    let three = charted.months[0].three.unwrap();
    assert!((three.0 - 8.341).abs() < 1e-3 && (three.1 - 13.659).abs() < 1e-3);
}

fn area(value: f64, over: u64) -> AreaCount {
    AreaCount { value: Some(value), at_least: false, denominator: Some(over) }
}

#[test]
fn areas_are_ranked_with_ties_and_told_apart_only_beyond_chance() {
    // Nine areas at 10 for each 1,000 but for what chance leaves, one at 40 of each 1,000.
    let mut areas: Vec<AreaCount> = [98.0, 102.0, 100.0, 100.0, 97.0, 103.0, 101.0, 99.0, 100.0].iter().map(|n| area(*n, 10_000)).collect();
    areas.push(area(400.0, 10_000));
    let placed = place_areas(&areas, 1000, &funnel_rule());
    assert!(placed.by_rate);
    // 1,300 of 100,000 are 13 for each 1,000.
    assert!((placed.target.unwrap() - 13.0).abs() < 1e-9);
    assert_eq!((placed.areas[9].rank, placed.areas[9].tied), (Some(1), false));
    assert_eq!(placed.areas[9].band, Band::FarAbove);
    // 103, 102, 101 come next; the three with 100 share the fifth place.
    assert_eq!((placed.areas[2].rank, placed.areas[3].rank, placed.areas[8].rank), (Some(5), Some(5), Some(5)));
    assert!(placed.areas[2].tied && !placed.areas[0].tied);
    assert_eq!(placed.areas[7].rank, Some(8));
    assert!((placed.areas[2].rate.unwrap() - 10.0).abs() < 1e-12);
    let interval = placed.areas[2].interval.unwrap();
    // Garwood's limits of 100: 81.364 to 121.627.
    assert!((interval.0 - 8.1364).abs() < 1e-3 && (interval.1 - 12.1627).abs() < 1e-3);
}

#[test]
fn what_can_not_be_tested_is_not() {
    let rule = funnel_rule();
    let two = place_areas(&[area(5.0, 100), area(9.0, 100)], 1000, &rule);
    assert!(two.areas.iter().all(|a| a.band == Band::NotTested && a.rate.is_some()));
    assert!(two.why_not.contains("a funnel takes 3"));
    let mut areas = vec![area(50.0, 1000), area(55.0, 1000), area(45.0, 1000)];
    areas.push(AreaCount { value: Some(12.5), at_least: false, denominator: Some(1000) });
    areas.push(AreaCount { value: Some(12.0), at_least: true, denominator: Some(1000) });
    areas.push(AreaCount { value: None, at_least: false, denominator: Some(1000) });
    let placed = place_areas(&areas, 1000, &rule);
    assert_eq!(placed.areas.iter().map(|a| a.band).collect::<Vec<_>>()[..3], [Band::Within; 3]);
    assert!(placed.areas[3..].iter().all(|a| a.band == Band::NotTested));
    assert_eq!(placed.areas[5].rank, None);
    // A part of a value has no rate, so all are ranked by value.
    assert!(!placed.by_rate);
    assert_eq!(placed.areas[1].rank, Some(1));
}

fn peer(name: &str, own: bool, count: AreaCount) -> Peer {
    Peer { name: name.into(), own, count }
}

#[test]
fn a_place_that_can_not_be_told_apart_is_never_called_worse() {
    let peers = [
        peer("Ashfield", false, area(90.0, 10_000)),
        peer("Bereford", false, area(100.0, 10_000)),
        peer("Carlton", true, area(104.0, 10_000)),
        peer("Dene", false, area(108.0, 10_000)),
        peer("Elm", false, area(112.0, 10_000)),
    ];
    let group = place_among_peers(&peers, 1000, 1, &funnel_rule(), "burglary", "per 1,000 households");
    assert_eq!((group.position.as_str(), group.known, group.band), ("3rd highest of 5", 5, Band::Within));
    assert!((group.median.unwrap() - 10.4).abs() < 1e-12);
    let (low, high) = group.middle_half.unwrap();
    assert!((low - 10.0).abs() < 1e-12 && (high - 10.8).abs() < 1e-12);
    assert!((group.range.unwrap().0 - 9.0).abs() < 1e-12);
    assert_eq!(
        group.sentence,
        "The rate of burglary in Carlton (10.4 per 1,000 households) can't be told apart from that of its group (10.3); its position, 3rd highest of 5, could be chance."
    );
    assert!(!group.sentence.contains("worse"));
}

#[test]
fn a_place_without_data_or_denominator_is_said_to_have_none() {
    let rule = funnel_rule();
    let none = AreaCount::default();
    let peers = [peer("A", true, none), peer("B", false, area(10.0, 1000))];
    let group = place_among_peers(&peers, 1000, 1, &rule, "burglary", "per 1,000 households");
    assert_eq!((group.position.as_str(), group.band), ("", Band::NotTested));
    assert!(group.sentence.contains("it has no data. 1 of the 2 have no data here."));
    let alone = place_among_peers(&[peer("A", true, area(5.0, 1000)), peer("B", false, none)], 1000, 1, &rule, "burglary", "");
    assert_eq!(alone.position, "");
    assert!(alone.sentence.contains("no other member has data here. 1 of the 2"), "{}", alone.sentence);
    let bare = |n: f64| AreaCount { value: Some(n), at_least: false, denominator: None };
    let group = place_among_peers(&[peer("A", true, bare(7.0)), peer("B", false, bare(7.0))], 1000, 1, &rule, "burglary", "");
    assert_eq!(group.position, "joint highest of 2");
    assert!(group.sentence.contains("larger places simply have more"));
}

#[test]
fn harm_is_count_times_weight_and_the_unmatched_are_listed() {
    let count = |code: &str, name: &str, count| OffenceCount { code: code.into(), name: name.into(), count };
    let weight = |code: &str, name: &str, weight| HarmWeight { code: code.into(), name: name.into(), weight };
    let counts = [count("5D", "Wounding", 2), count("", "Common assault", 90), count("99Z", "Witchcraft", 8), count("", "Doubtful", 5)];
    let weights = [
        weight("5D", "Assault with intent", 1460.0),
        weight("105A", "Common assault", 1.0),
        weight("1", "Doubtful", 3.0),
        weight("2", "Doubtful", 4.0),
    ];
    let found = harm(&counts, &weights);
    assert_eq!((found.count, found.unmatched, found.harm), (105, 13, 2920.0 + 90.0));
    let rows: Vec<_> = found.lines.iter().map(|l| (l.category.as_str(), l.harm, l.matched_by)).collect();
    assert_eq!(
        rows,
        [
            ("Wounding", Some(2920.0), Some(MatchedBy::Code)),
            ("Common assault", Some(90.0), Some(MatchedBy::Name)),
            ("Witchcraft", None, None),
            // Weighed twice, and not alike.
            ("Doubtful", None, None)
        ]
    );
    assert_eq!(harm(&[count("", "Arson", 827)], &[weight("", "Arson", 244.68)]).harm, 202_350.36);
    assert!((found.lines[0].share_of_harm.unwrap() - 2920.0 / 3010.0).abs() < 1e-12);
    assert!((found.lines[1].share_of_count.unwrap() - 90.0 / 105.0).abs() < 1e-12);
}

#[test]
fn small_numbers_are_hidden_unless_the_data_is_open() {
    let rule = floor();
    assert_eq!(shown(Some(4), false, &rule), Shown::TooSmall("under 5".into()));
    assert_eq!(shown(Some(4), true, &rule), Shown::Value(4));
    assert_eq!(shown(Some(0), false, &rule), Shown::Value(0));
    assert_eq!(shown(None, false, &rule), Shown::Unknown);
    // 3 alone would be the total less the others: 9 goes too.
    let table = shown_with_total(&[Some(3), Some(9), Some(20), None, Some(0)], false, &rule);
    let texts: Vec<String> = table.cells.iter().map(Shown::text).collect();
    assert_eq!((texts.as_slice(), table.total_shown), (["under 5", "held back", "20", "", "0"].map(String::from).as_slice(), true));
    // Two ones add up to two, which is only one and one.
    assert!(shown_with_total(&[Some(1), Some(1), Some(50), Some(60)], false, &rule).cells[2].is_hidden());
    // Nothing is left to hold back.
    assert!(!shown_with_total(&[Some(3)], false, &rule).total_shown);
}

/// Every way in which hidden numbers could add up to what is known.
fn possible(cells: &[Shown], values: &[u64], rule: &SuppressionFloor) -> Vec<Vec<u64>> {
    let hidden: Vec<usize> = (0..cells.len()).filter(|at| cells[*at].is_hidden()).collect();
    let rest: u64 = hidden.iter().map(|at| values[*at]).sum();
    let mut ways: Vec<Vec<u64>> = vec![Vec::new()];
    for at in &hidden {
        let (low, high) = if matches!(cells[*at], Shown::TooSmall(_)) { (1, rule.floor - 1) } else { (rule.floor, rest) };
        ways = ways
            .into_iter()
            .flat_map(|way| (low..=high.max(low)).map(move |v| [way.clone(), vec![v]].concat()))
            .filter(|way| way.iter().sum::<u64>() <= rest)
            .collect();
    }
    ways.retain(|way| way.iter().sum::<u64>() == rest);
    ways
}

proptest! {
    /// No small number can be told from the total and the others.
    #[test]
    fn no_total_gives_a_small_number_away(values in prop::collection::vec(0_u64..12, 1..6)) {
        let rule = floor();
        let table = shown_with_total(&values.iter().copied().map(Some).collect::<Vec<_>>(), false, &rule);
        for (cell, value) in table.cells.iter().zip(&values) {
            prop_assert!(!matches!(cell, Shown::Value(v) if *v > 0 && *v < rule.floor));
            if let Shown::Value(v) = cell {
                prop_assert_eq!(v, value);
            }
        }
        if table.total_shown {
            let ways = possible(&table.cells, &values, &rule);
            let hidden: Vec<usize> = (0..values.len()).filter(|at| table.cells[*at].is_hidden()).collect();
            for (at, cell) in hidden.iter().enumerate() {
                if matches!(table.cells[*cell], Shown::TooSmall(_)) {
                    let found: std::collections::BTreeSet<u64> = ways.iter().map(|way| way[at]).collect();
                    prop_assert!(found.len() > 1, "{:?} {:?}", values, table.cells);
                }
            }
        }
    }

    /// Data that is open hides nothing.
    #[test]
    fn open_data_hides_nothing(values in prop::collection::vec(0_u64..12, 1..6)) {
        let table = shown_with_total(&values.iter().copied().map(Some).collect::<Vec<_>>(), true, &floor());
        prop_assert!(table.total_shown && table.cells.iter().all(|cell| !cell.is_hidden()));
    }

    /// Shares add up, and nothing is lost.
    #[test]
    fn harm_loses_no_offence(counts in prop::collection::vec((0_usize..8, 0_u64..1000), 0..12)) {
        let offences: Vec<OffenceCount> =
            counts.iter().map(|(at, n)| OffenceCount { code: String::new(), name: format!("o{at}"), count: *n }).collect();
        let weights: Vec<HarmWeight> =
            (0..5).map(|at| HarmWeight { code: String::new(), name: format!("o{at}"), weight: f64::from(at) }).collect();
        let found = harm(&offences, &weights);
        prop_assert_eq!(found.lines.len(), offences.len());
        prop_assert_eq!(found.count, offences.iter().map(|o| o.count).sum::<u64>());
        let share: f64 = found.lines.iter().filter_map(|l| l.share_of_harm).sum();
        prop_assert!(found.harm == 0.0 || (share - 1.0).abs() < 1e-9);
        prop_assert!(found.lines.iter().all(|l| l.weight.is_some() == l.matched_by.is_some()));
    }

    /// Ranks are competition ranks: one more than how many lie above.
    #[test]
    fn ranks_count_those_above(values in prop::collection::vec(0_u64..20, 1..12)) {
        let areas: Vec<AreaCount> = values.iter().map(|n| area(*n as f64, 1000)).collect();
        let placed = place_areas(&areas, 1000, &funnel_rule());
        for (at, value) in values.iter().enumerate() {
            let above = values.iter().filter(|other| *other > value).count();
            prop_assert_eq!(placed.areas[at].rank, Some(u32::try_from(above + 1).unwrap()));
        }
    }
}

#[test]
fn the_list_of_measures_is_the_catalogue() {
    let listed = include_str!("../../../../docs/measures.md");
    let catalogue = crate::catalogue::Catalogue::builtin().unwrap();
    for measure in catalogue.measures() {
        let line = format!("| `{}`: {} |", measure.id, measure.title);
        assert!(
            listed.lines().any(|l| l.starts_with(&line) && l.contains(measure.caution.as_deref().unwrap_or_default())),
            "{}",
            measure.id
        );
    }
    assert_eq!(listed.lines().filter(|line| line.starts_with("| `")).count(), catalogue.measures().len());
}
