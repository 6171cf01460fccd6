//! Months and years: parsing, words and arithmetic. Limits: their laws.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod limits;

use calendar::{FinancialYear, Month, Quarter, YearEnding};
use proptest::prelude::*;

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

#[test]
fn months_are_read_strictly() {
    for good in ["2019-10", "1800-01", "2999-12"] {
        assert_eq!(month(good).to_string(), good);
    }
    for bad in [
        "",
        "2019",
        "2019-1",
        "2019-00",
        "2019-13",
        "2019-10-01",
        " 2019-10",
        "2019-10 ",
        "+019-10",
        "2019-+1",
        "1799-12",
        "3000-01",
        "٢٠١٩-١٠",
    ] {
        let error = Month::parse(bad).unwrap_err().to_string();
        assert!(error.contains(&format!("`{bad}`")) && error.contains("2019-10"), "{error}");
    }
}

#[test]
fn months_in_words_and_days() {
    for (text, words, days) in [("2019-10", "October 2019", 31), ("2020-02", "February 2020", 29), ("1900-02", "February 1900", 28)] {
        assert_eq!((month(text).in_words().as_str(), month(text).days()), (words, days));
    }
    assert_eq!(month("2020-02").last_day().to_string(), "2020-02-29");
    assert_eq!(Month::of(month("2020-02").last_day()), Some(month("2020-02")));
}

#[test]
fn a_year_ending_is_twelve_months() {
    // The year of the 2020 ward flags: November 2018 to October 2019.
    let year = YearEnding(month("2019-10"));
    assert_eq!((year.first(), year.last()), (month("2018-11"), month("2019-10")));
    assert_eq!(year.months().count(), 12);
    assert_eq!(year.before().last(), month("2018-10"));
    assert_eq!(year.in_words(), "year ending October 2019");
    assert!(year.contains(month("2018-11")) && !year.contains(month("2018-10")) && !year.contains(month("2019-11")));
}

#[test]
fn a_financial_year_runs_april_to_march() {
    let year = FinancialYear::parse("2010/11").unwrap();
    assert_eq!((year.first(), year.last()), (month("2010-04"), month("2011-03")));
    let first: Vec<String> = year.quarter(Quarter::Q1).map(|m| m.to_string()).collect();
    assert_eq!(first, ["2010-04", "2010-05", "2010-06"]);
    let last: Vec<String> = year.quarter(Quarter::Q4).map(|m| m.to_string()).collect();
    assert_eq!(last, ["2011-01", "2011-02", "2011-03"]);
    assert_eq!(FinancialYear::of(month("2011-03")), Some(year));
    assert_eq!(FinancialYear::parse("1999/00").unwrap().to_string(), "1999/00");
    assert_eq!(year.before().to_string(), "2009/10");
    for bad in ["2010-11", "2010/12", "2010/2011", "10/11", "2010/1", "2999/00", "+010/11", "i32/00"] {
        assert!(FinancialYear::parse(bad).is_err(), "{bad}");
    }
    assert!("Q5".parse::<Quarter>().is_err() && "Q2".parse() == Ok(Quarter::Q2));
}

fn any_month() -> impl Strategy<Value = Month> {
    (1800..3000_i32, 1..13_i32).prop_map(|(year, number)| Month::new(year, number).unwrap())
}

proptest! {
    #[test]
    fn writing_and_reading_agree(m in any_month()) {
        prop_assert_eq!(Month::parse(&m.to_string()), Ok(m));
        prop_assert_eq!(Month::new(m.year(), m.number()), Some(m));
    }

    #[test]
    fn order_is_the_order_of_the_text(a in any_month(), b in any_month()) {
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }

    #[test]
    fn adding_is_undone_by_taking_away(m in any_month(), n in -2000..2000_i32) {
        let moved = m.plus(n);
        if moved.months_since(m) == n {
            prop_assert_eq!(moved.plus(-n), m);
        } else {
            // Only at the ends of the calendar does a step fall short.
            prop_assert!(moved == Month::new(1800, 1).unwrap() || moved == Month::new(2999, 12).unwrap());
        }
    }

    #[test]
    fn a_range_has_as_many_months_as_it_spans(a in any_month(), n in -3..60_i32) {
        let last = a.plus(n);
        let range: Vec<Month> = a.through(last).collect();
        prop_assert_eq!(range.len(), usize::try_from(last.months_since(a) + 1).unwrap_or(0));
        prop_assert_eq!(range.len(), a.through(last).len());
        prop_assert!(range.windows(2).all(|pair| pair[1].months_since(pair[0]) == 1));
    }

    #[test]
    fn every_month_lies_in_its_own_years(m in any_month()) {
        prop_assert!(YearEnding(m).contains(m));
        if let Some(year) = FinancialYear::of(m) {
            prop_assert!(year.months().any(|other| other == m));
            prop_assert!(year.quarter(Quarter::of(m)).any(|other| other == m));
            prop_assert_eq!(FinancialYear::parse(&year.to_string()), Ok(year));
        }
    }

    #[test]
    fn no_text_upsets_the_readers(text in "\\PC{0,12}") {
        let _ = (Month::parse(&text), FinancialYear::parse(&text), calendar::parse_date(&text), text.parse::<Quarter>());
    }
}
