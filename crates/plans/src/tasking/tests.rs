//! Schemes counted: what the papers print, and laws.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use calendar::{Date, FinancialYear, Quarter};
use evidence::ChangeRules;
use journal::{Body as _, Words};
use proptest::prelude::*;
use rulebook::{FieldType, Rulebook, Scheme};
use std::collections::BTreeMap;

fn book() -> &'static Rulebook {
    Rulebook::builtin().unwrap()
}

fn scheme(name: &str) -> &'static Scheme {
    book().scheme(name, "2026-11-22".parse().unwrap(), None).unwrap().parameters
}

fn words() -> Words<'static> {
    Words::new(book().personal_looking("2026-11-22".parse().unwrap(), None).unwrap().parameters)
}

fn record(name: &str, number: u32, fields: &[(&str, &str)]) -> SchemeRecord {
    let given: BTreeMap<String, String> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let rule = book().scheme(name, "2026-11-22".parse().unwrap(), None).unwrap().reference();
    let values = decide_values(scheme(name), &given, &words()).unwrap_or_else(|faults| panic!("{faults:?}"));
    SchemeRecord { scheme: name.to_owned(), number, rule, values, answers: Vec::new(), actions: Vec::new(), struck: None }
}

fn limits_on(today: Date) -> Limits<'static> {
    let change: &'static ChangeRules = Box::leak(Box::new(ChangeRules::in_force(book(), today, None).unwrap()));
    Limits {
        clock: &|_, _| None,
        utc: &|wall| wall,
        now: today.at(12, 0, 0, 0),
        today,
        rounding: book().rounding(today, None).unwrap().parameters,
        change,
    }
}

fn counted_on(today: &str, name: &str, records: &[SchemeRecord], first: &str, last: &str) -> SchemeCounts {
    let spans = fair_spans(first.parse().unwrap(), last.parse().unwrap());
    count_scheme(scheme(name), &records.iter().collect::<Vec<_>>(), &spans, &limits_on(today.parse().unwrap())).unwrap()
}

fn counted(name: &str, records: &[SchemeRecord], first: &str, last: &str) -> SchemeCounts {
    counted_on("2026-11-22", name, records, first, last)
}

fn total(counts: &SchemeCounts, id: &str) -> i64 {
    counts.counts.iter().find(|line| line.id == id).unwrap_or_else(|| panic!("{id}")).total
}

#[test]
fn zones_stand_as_the_plan_of_2011_prints_them() {
    // 25 in 2009; 37 and 3 pending in 2011.
    let zone = |number: u32, applied: &str, established: &str| {
        record(
            "no-cold-calling",
            number,
            &[("applied", applied), ("place", "Over"), ("criteria", "doorstep crime"), ("established", established)],
        )
    };
    let mut zones: Vec<SchemeRecord> = (1..=25).map(|n| zone(n, "2009-01-05", "2009-03-01")).collect();
    zones.extend((26..=37).map(|n| zone(n, "2010-02-01", "2010-06-01")));
    zones.extend((38..=40).map(|n| zone(n, "2011-02-01", "")));
    let early = counted("no-cold-calling", &zones, "2009-04-01", "2009-06-30");
    assert_eq!((total(&early, "in-place"), total(&early, "pending"), total(&early, "new")), (25, 0, 0));
    let later = counted("no-cold-calling", &zones, "2010-04-01", "2011-03-31");
    assert_eq!((total(&later, "in-place"), total(&later, "pending"), total(&later, "new")), (37, 3, 12));
    let by_quarter = |id: &str| later.counts.iter().find(|line| line.id == id).unwrap().by_span.clone();
    assert_eq!(by_quarter("in-place"), [37, 37, 37, 37]);
    assert_eq!(by_quarter("new"), [12, 0, 0, 0]);
    assert_eq!(by_quarter("pending"), [0, 0, 0, 3]);
}

#[test]
fn visits_of_the_bobby_scheme_are_told_by_kind() {
    // 7 after burglary, 1 after distraction burglary, 1 after an attempt.
    let kinds = std::iter::repeat_n("burglary", 7).chain(["distraction", "attempted"]);
    let visits: Vec<SchemeRecord> = (1..)
        .zip(kinds)
        .map(|(n, kind)| {
            let doorstep = if n <= 3 { "yes" } else { "no" };
            record("bobby", n, &[("on", "2011-02-01"), ("kind", kind), ("place", "Over"), ("work", "locks"), ("doorstep", doorstep)])
        })
        .collect();
    let counts = counted("bobby", &visits, "2011-01-01", "2011-03-31");
    assert_eq!(["visits", "after-burglary", "after-distraction", "after-attempt"].map(|id| total(&counts, id)), [9, 7, 1, 1]);
    assert_eq!((counts.shares[0].of, counts.shares[0].among, counts.shares[0].percent.as_deref()), (3, 9, Some("33.3")));
    let burglary = counts.counts[0].breakdown.iter().find(|part| part.value == "burglary").unwrap();
    assert_eq!(burglary.total, 7);
}

#[test]
fn targets_are_those_of_the_rolling_plan() {
    for (name, count, least) in [
        ("visual-audits", "audits", 3),
        ("licensing", "multi-agency", 6),
        ("clean-ups", "events", 10),
        ("burglary-events", "road-shows", 4),
        ("youth", "students", 1000),
        ("youth", "mentored", 10),
    ] {
        assert_eq!(scheme(name).count(count).unwrap().at_least_a_year, Some(least), "{name}");
    }
    let percent = |name: &str, timer: &str| scheme(name).timers.iter().find(|one| one.id == timer).unwrap().at_least_percent;
    assert_eq!((percent("street-reports", "vehicles"), percent("street-reports", "removal")), (Some(95), Some(94)));
    assert_eq!(scheme("youth").shares[0].at_least_percent, Some(28));
    // 2,500 pounds a year are 625 a quarter.
    let used = record(
        "mediation",
        1,
        &[("on", "2009-05-01"), ("place", "Over"), ("first", "yes"), ("second", "no"), ("outcome", "not-held"), ("cost", "2500.01")],
    );
    let counts = counted("mediation", &[used], "2009-04-01", "2010-03-31");
    let line = counts.counts.iter().find(|line| line.id == "cost").unwrap();
    assert_eq!(line.target, Some(("at most \u{a3}2,500.00 a year, \u{a3}625.00 a quarter".to_owned(), Verdict::Missed)));
    // A span that is no financial year has no yearly target.
    assert!(counted("mediation", &[], "2009-04-01", "2009-06-30").counts.iter().all(|line| line.target.is_none()));
}

#[test]
fn what_may_go_either_way_is_open_until_the_year_is_over() {
    let verdict = |counts: &SchemeCounts, id: &str| {
        counts.counts.iter().find(|line| line.id == id).and_then(|line| line.target.as_ref().map(|(_, verdict)| *verdict)).unwrap()
    };
    let used = |cost: &str| {
        let fields = [("on", "2026-05-01"), ("place", "Over"), ("first", "yes"), ("second", "no"), ("outcome", "not-held"), ("cost", cost)];
        record("mediation", 1, &fields)
    };
    let cost = |today: &str, cost: &str| verdict(&counted_on(today, "mediation", &[used(cost)], "2026-04-01", "2027-03-31"), "cost");
    for (today, within, above) in [("2027-03-31", Verdict::Open, Verdict::Missed), ("2027-04-01", Verdict::Met, Verdict::Missed)] {
        assert_eq!((cost(today, "2500"), cost(today, "2500.01")), (within, above), "{today}");
    }
    let audits = |today: &str, many: u32| {
        let audit = |n| record("visual-audits", n, &[("on", "2026-05-01"), ("place", "Over"), ("with", "council")]);
        let audits: Vec<SchemeRecord> = (1..=many).map(audit).collect();
        verdict(&counted_on(today, "visual-audits", &audits, "2026-04-01", "2027-03-31"), "audits")
    };
    assert_eq!((audits("2026-11-22", 2), audits("2026-11-22", 3), audits("2027-04-01", 2)), (Verdict::Open, Verdict::Met, Verdict::Missed));
    // A share is judged when the year is over, and over no other span.
    let youth = [
        record("youth", 1, &[("on", "2026-05-01"), ("place", "Over"), ("kind", "age-group"), ("age-group", "10")]),
        record("youth", 2, &[("on", "2026-05-02"), ("place", "Over"), ("kind", "youth-work"), ("reached", "9")]),
    ];
    let share = |today: &str, last: &str| counted_on(today, "youth", &youth, "2026-04-01", last).shares[0].target;
    assert_eq!(share("2027-03-31", "2027-03-31"), None);
    assert_eq!(share("2027-04-01", "2026-12-31"), None);
    assert_eq!(share("2027-04-01", "2027-03-31"), Some((28, Verdict::Met)));
}

#[test]
fn an_order_ends_on_the_earliest_of_its_days() {
    let order = |number, until: &str, ended: &str| {
        let fields = [("kind", "pspo"), ("place", "Over"), ("forbids", "drinking"), ("made", "2024-05-01"), ("review", "2026-05-01")];
        let mut all = fields.to_vec();
        all.extend([("group", "tasking group"), ("until", until), ("ended", ended)]);
        record("orders", number, &all)
    };
    let orders = [order(1, "", ""), order(2, "2026-06-30", ""), order(3, "2027-06-30", "2026-06-01"), order(4, "", "2027-01-01")];
    let counts = counted("orders", &orders, "2026-04-01", "2026-09-30");
    let line = counts.counts.iter().find(|line| line.id == "in-force").unwrap();
    assert_eq!(line.records, [1, 4]);
    // What ends only later is still to be reviewed.
    let today = Date::constant(2026, 11, 22);
    let reviewed: Vec<u32> = orders.iter().filter(|one| review_due(scheme("orders"), one, today).is_some()).map(|one| one.number).collect();
    assert_eq!(reviewed, [1, 4]);
}

#[test]
fn hours_are_over_on_the_day_on_which_the_last_of_them_ends() {
    let report = |reported: &str| record("street-reports", 1, &[("kind", "vehicle"), ("reported", reported), ("place", "Over")]);
    let timer = scheme("street-reports").timers.iter().find(|one| one.id == "vehicles").unwrap();
    // Summer time as it began on 28 March 2010.
    let begins = Date::constant(2010, 3, 28).at(1, 0, 0, 0);
    let utc = |wall: calendar::DateTime| if wall < begins { wall } else { wall.checked_sub(jiff::Span::new().hours(1)).unwrap() };
    let limits = Limits { utc: &utc, ..limits_on(Date::constant(2026, 11, 22)) };
    let due = |reported: &str| timer_due(timer, &report(reported), &limits).unwrap().to_string();
    assert_eq!(due("2010-03-20T09:00"), "2010-03-21");
    assert_eq!(due("2010-03-27T22:59"), "2010-03-28");
    assert_eq!(due("2010-03-27T23:30"), "2010-03-29");
}

#[test]
fn reach_is_a_share_of_the_age_group_as_it_was_last_counted() {
    let entry = |number, on: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("on", on), ("place", "Over")];
        all.extend(fields);
        record("youth", number, &all)
    };
    let entries = [
        entry(1, "2008-06-01", &[("kind", "age-group"), ("age-group", "9000")]),
        entry(2, "2009-06-01", &[("kind", "age-group"), ("age-group", "10,000")]),
        entry(3, "2009-07-01", &[("kind", "youth-work"), ("reached", "2799")]),
    ];
    let counts = counted("youth", &entries, "2009-04-01", "2010-03-31");
    let share = &counts.shares[0];
    assert_eq!((share.of, share.among, share.percent.as_deref()), (2799, 10_000, Some("28.0")));
    assert_eq!(share.target, Some((28, Verdict::Missed)), "28.0 only rounds up to 28");
}

#[test]
fn before_and_after_are_compared_by_the_rule_of_change() {
    let site = |number, before: &str, after: &str| {
        record(
            "road-safety",
            number,
            &[("on", "2009-05-01"), ("kind", "stickers"), ("place", "Over"), ("before", before), ("after", after)],
        )
    };
    let counts = counted("road-safety", &[site(1, "100", "80"), site(2, "50", "20"), site(3, "7", "")], "2009-04-01", "2010-03-31");
    let line = &counts.compared[0];
    assert_eq!((line.records, line.change.earlier, line.change.later, line.change.apparent_change.as_str()), (2, 150, 100, "-33.3%"));
}

#[test]
fn quarters_without_a_meeting_are_missed() {
    let group = TaskGroup {
        id: "g".into(),
        name: "Group".into(),
        purpose: "p".into(),
        lead: "officer".into(),
        started: "2009-05-10".parse().unwrap(),
        finishes: false,
        ends: None,
        every_months: Some(3),
        data_sets: Vec::new(),
        plan: None,
        agreed: None,
        options: Vec::new(),
        decided: None,
        merged: None,
        closed: None,
    };
    let held: Vec<Date> = ["2009-06-30", "2010-01-01"].map(|text| text.parse().unwrap()).into();
    let year = FinancialYear::parse("2009/10").unwrap();
    let missed = |group: &TaskGroup, today: &str| missed_quarters(group, &held, today.parse().unwrap());
    assert_eq!(missed(&group, "2010-03-31"), [(year, Quarter::Q2), (year, Quarter::Q3)]);
    assert_eq!(missed(&group, "2009-12-31"), [(year, Quarter::Q2)], "the quarter is not over");
    assert!(missed(&TaskGroup { every_months: None, ..group.clone() }, "2012-01-01").is_empty());
    assert!(missed(&TaskGroup { every_months: Some(6), ..group.clone() }, "2012-01-01").is_empty());
    assert_eq!(TaskGroup { every_months: Some(13), ..group.clone() }.check(&words()).unwrap_err().field(), "every_months");
    assert!(TaskGroup { finishes: true, ..group }.check(&words()).is_err(), "a group with an end has one");
}

#[test]
fn a_clock_longer_than_a_year_ends_in_some_years() {
    let line = |id: &str, clock: &str| rulebook::YearLine {
        id: id.to_owned(),
        what: "w".to_owned(),
        whose: "board".to_owned(),
        first_month: None,
        last_month: None,
        each_quarter: false,
        each_half: false,
        clock: Some(clock.to_owned()),
        rule: None,
    };
    let rule = rulebook::PartnershipYear { lines: vec![line("two", "two-years"), line("one", "a-year"), line("none", "not-in-force")] };
    let after = |clock: &str, from: Date| match clock {
        "two-years" => from.checked_add(jiff::Span::new().years(2)).ok(),
        "a-year" => from.checked_add(jiff::Span::new().years(1)).ok(),
        _ => None,
    };
    let laid = |year: &str| decide_year(&rule, FinancialYear::parse(year).unwrap(), Date::constant(2020, 2, 27), &after);
    let of = |laid: &YearLaidOut, id: &str| -> Vec<String> {
        laid.duties.iter().filter(|duty| duty.line == id).map(|duty| format!("{} to {}", duty.from, duty.by)).collect()
    };
    for (year, two) in [("2020/21", ""), ("2021/22", "2020-02-28 to 2022-02-27"), ("2022/23", ""), ("2023/24", "2022-02-28 to 2024-02-27")]
    {
        let laid = laid(year);
        assert_eq!(of(&laid, "two").concat(), two, "{year}");
        assert_eq!(of(&laid, "one").len(), 1, "{year}");
        let without: Vec<&str> = laid.not_laid_out.iter().map(|one| one.line.as_str()).collect();
        assert_eq!(without, ["none"], "{year}");
    }
}

#[test]
fn every_scheme_records_an_activity_and_counts_it() {
    let sample = |field: &rulebook::SchemeField| match field.kind {
        FieldType::Text => "Done as agreed".to_owned(),
        FieldType::Lines => "council".to_owned(),
        FieldType::Day => "2026-05-04".to_owned(),
        FieldType::Moment => "2026-05-04T10:00".to_owned(),
        FieldType::Whole => "3".to_owned(),
        FieldType::Money => "10.00".to_owned(),
        FieldType::YesNo => "yes".to_owned(),
        FieldType::Choice => field.options[0].id.clone(),
        FieldType::Place => "Over".to_owned(),
        FieldType::Organisation | FieldType::Organisations => "south-cambridgeshire-council".to_owned(),
    };
    let schemes: Vec<&rulebook::Rule> = book().rules().iter().filter(|rule| rule.reference.id().starts_with(Scheme::PREFIX)).collect();
    assert!(schemes.len() >= 26, "{}", schemes.len());
    for rule in schemes {
        let name = rule.reference.id().strip_prefix(Scheme::PREFIX).unwrap();
        let values: Vec<(String, String)> = scheme(name).fields.iter().map(|field| (field.name.clone(), sample(field))).collect();
        let fields: Vec<(&str, &str)> = values.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect();
        let one = record(name, 1, &fields);
        one.check(&words()).unwrap_or_else(|refused| panic!("{name}: {refused}"));
        let counts = counted(name, &[one], "2026-04-01", "2027-03-31");
        assert!(counts.counts.iter().any(|line| line.total > 0), "{name}: {:?}", counts.counts);
    }
}

#[test]
fn values_are_kept_in_one_form() {
    let field = |name: &str, of: &str| scheme(name).field(of).unwrap().clone();
    let read = |field: &rulebook::SchemeField, text: &str| decide_value(field, text, &words()).map_err(|fault| fault.why);
    let cost = field("theatre", "cost");
    for (text, kept) in [("4,870", "4870.00"), ("\u{a3}4950.5", "4950.50"), ("0", "0.00")] {
        assert_eq!(read(&cost, text).as_deref(), Ok(kept), "{text}");
    }
    for wrong in ["-5", "1.234", "1.", "five", "", "9999999999", "1e3"] {
        assert!(read(&cost, wrong).is_err(), "{wrong}");
    }
    let reported = field("street-reports", "reported");
    assert_eq!(read(&reported, "2009-06-01T09:05:30").as_deref(), Ok("2009-06-01T09:05"));
    for wrong in ["2009-06-01", "2009-06-01T25:00", "2009-06-01T09:05Z"] {
        assert!(read(&reported, wrong).is_err(), "{wrong}");
    }
    let kind = field("bobby", "kind");
    assert_eq!(read(&kind, "Pro-active").as_deref(), Ok("pro-active"));
    let with = field("visual-audits", "with");
    assert_eq!(read(&with, " council \n\nparish council").as_deref(), Ok("council\nparish council"));
    assert!(read(&with, "council\nJane Invented").is_err());
}

proptest! {
    /// The quarters of a count that only adds up come to its total, and those of its parts to its own.
    #[test]
    fn quarters_and_parts_come_to_the_total(days in proptest::collection::vec((0_i64..730, 0_usize..4), 0..40)) {
        let start: Date = "2009-04-01".parse().unwrap();
        let kinds = ["burglary", "distraction", "attempted", "pro-active"];
        let visits: Vec<SchemeRecord> = (1..)
            .zip(&days)
            .map(|(n, (after, kind))| {
                let on = start.checked_add(jiff::Span::new().days(*after)).unwrap().to_string();
                record("bobby", n, &[("on", &on), ("kind", kinds[*kind]), ("place", "Over"), ("work", "locks")])
            })
            .collect();
        let counts = counted("bobby", &visits, "2009-04-01", "2011-03-31");
        prop_assert_eq!(counts.spans.len(), 8);
        for line in &counts.counts {
            prop_assert_eq!(line.by_span.iter().sum::<i64>(), line.total);
            let parts: i64 = line.breakdown.iter().filter(|part| part.field == "kind").map(|part| part.total).sum();
            prop_assert_eq!(parts, line.total);
            prop_assert_eq!(i64::try_from(line.records.len()).unwrap(), line.total);
        }
        prop_assert_eq!(total(&counts, "visits"), i64::try_from(days.len()).unwrap());
    }

    /// A share is never above a hundred per cent, and reaching it is decided on the counts.
    #[test]
    fn shares_are_decided_on_the_counts(sold in 0_u32..500, more in 0_u32..500) {
        let tried = sold + more;
        let entry = record("test-purchasing", 1, &[("on", "2009-05-01"), ("stage", "exercise"), ("place", "Over"), ("tried", &tried.to_string()), ("sold", &sold.to_string())]);
        let counts = counted("test-purchasing", &[entry], "2009-04-01", "2010-03-31");
        let share = &counts.shares[0];
        prop_assert_eq!(share.percent.is_some(), tried > 0);
        if let Some(percent) = &share.percent {
            let percent: f64 = percent.parse().unwrap();
            prop_assert!((0.0..=100.0).contains(&percent));
        }
    }

    /// The quarters of any span lie one behind the other and cover it.
    #[test]
    fn spans_cover_what_they_are_cut_from(from in 0_i64..3000, long in 0_i64..1500) {
        let first = Date::constant(2009, 1, 1).checked_add(jiff::Span::new().days(from)).unwrap();
        let last = first.checked_add(jiff::Span::new().days(long)).unwrap();
        let spans = fair_spans(first, last);
        prop_assert_eq!((spans.first().unwrap().first, spans.last().unwrap().last), (first, last));
        for pair in spans.windows(2) {
            prop_assert_eq!(pair[0].last.tomorrow().unwrap(), pair[1].first);
        }
    }
}
