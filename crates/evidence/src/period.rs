//! Which months an assessment compares.
//!
//! A month counts only where there is a file for it; where there is none it is missing, and so is its counterpart a
//! year before or after. Nothing is scaled up to a year.

use calendar::{Month, YearEnding};
use std::collections::BTreeSet;

/// How the two periods came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Twelve months against the twelve before.
    YearEnding,
    /// The months for which there is a file in both years.
    MatchedMonths,
    /// No month has a file a year before: there is nothing to compare with.
    NoComparison,
}

/// The months of an assessment, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// How they came about.
    pub basis: Basis,
    /// The months reported.
    pub later: Vec<Month>,
    /// The same months a year before; empty without comparison.
    pub earlier: Vec<Month>,
    /// Months of the last two years without a file.
    pub missing: Vec<Month>,
    /// Months of the last year that have a file but no counterpart a year before, so they are not compared.
    pub unmatched: Vec<Month>,
}

impl Period {
    /// The latest month there is.
    pub fn latest(&self) -> Option<Month> {
        self.later.iter().chain(&self.unmatched).max().copied()
    }

    /// Every month reported or compared with, ascending.
    pub fn all(&self) -> Vec<Month> {
        self.earlier.iter().chain(&self.later).copied().collect()
    }
}

/// Chooses the period from the months for which there is a file. `None` where there is no month at all.
///
/// The year ending in the latest month, if its twelve months and the twelve before are all there; otherwise those of
/// its months that are there in both years; otherwise what there is, without a comparison.
pub fn choose_period(available: &BTreeSet<Month>) -> Option<Period> {
    let latest = *available.last()?;
    let year = YearEnding(latest);
    let window: Vec<Month> = year.months().collect();
    let before: Vec<Month> = year.before().months().collect();
    let there = |m: &Month| available.contains(m);
    let missing: Vec<Month> = before.iter().chain(&window).filter(|m| !there(m)).copied().collect();
    if missing.is_empty() {
        return Some(Period { basis: Basis::YearEnding, later: window, earlier: before, missing, unmatched: Vec::new() });
    }
    let later: Vec<Month> = window.iter().filter(|m| there(m) && there(&m.year_before())).copied().collect();
    if later.is_empty() {
        let later = window.into_iter().filter(|m| there(m)).collect();
        return Some(Period { basis: Basis::NoComparison, later, earlier: Vec::new(), missing, unmatched: Vec::new() });
    }
    let earlier = later.iter().map(|m| m.year_before()).collect();
    let unmatched = window.into_iter().filter(|m| there(m) && !later.contains(m)).collect();
    Some(Period { basis: Basis::MatchedMonths, later, earlier, missing, unmatched })
}

/// Months as data: `2025-01..2025-06`, gaps parted by commas.
pub fn months_as_data(months: &[Month]) -> String {
    runs(months).into_iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}..{b}") }).collect::<Vec<_>>().join(",")
}

/// Months in words: `January to June 2025`, `October 2018 to February 2019`, `May 2024 and July to August 2024`.
pub fn months_in_words(months: &[Month]) -> String {
    let parts: Vec<String> = runs(months)
        .into_iter()
        .map(|(a, b)| match (a == b, a.year() == b.year()) {
            (true, _) => a.in_words(),
            (false, true) => format!("{} to {}", a.name(), b.in_words()),
            (false, false) => format!("{} to {}", a.in_words(), b.in_words()),
        })
        .collect();
    match parts.split_last() {
        None => "no month".into(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// First and last month of each unbroken run.
fn runs(months: &[Month]) -> Vec<(Month, Month)> {
    let mut out: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match out.last_mut() {
            Some((_, last)) if month.previous() == *last => *last = *month,
            _ => out.push((*month, *month)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn span(from: &str, to: &str) -> Vec<Month> {
        month(from).through(month(to)).collect()
    }

    fn check(available: &[Month], basis: Basis, later: &str, earlier: &str) {
        let period = choose_period(&available.iter().copied().collect()).unwrap();
        assert_eq!((period.basis, months_as_data(&period.later), months_as_data(&period.earlier)), (basis, later.into(), earlier.into()));
    }

    #[test]
    fn the_year_ending_needs_all_twenty_four_months() {
        check(&span("2029-03", "2031-02"), Basis::YearEnding, "2030-03..2031-02", "2029-03..2030-02");
        check(&span("2029-04", "2031-02"), Basis::MatchedMonths, "2030-04..2031-02", "2029-04..2030-02");
        check(&span("2030-01", "2031-06"), Basis::MatchedMonths, "2031-01..2031-06", "2030-01..2030-06");
        check(&span("2030-07", "2031-06"), Basis::NoComparison, "2030-07..2031-06", "");
        check(&[month("2025-01"), month("2031-01")], Basis::NoComparison, "2031-01", "");
        assert_eq!(choose_period(&BTreeSet::new()), None);
    }

    #[test]
    fn a_gap_in_either_year_takes_its_counterpart_with_it() {
        let mut months = span("2029-03", "2031-02");
        months.retain(|m| *m != month("2029-09") && *m != month("2030-12"));
        check(
            &months,
            Basis::MatchedMonths,
            "2030-03..2030-08,2030-10..2030-11,2031-01..2031-02",
            "2029-03..2029-08,2029-10..2029-11,2030-01..2030-02",
        );
        let period = choose_period(&months.iter().copied().collect()).unwrap();
        assert_eq!((period.missing, period.unmatched), (vec![month("2029-09"), month("2030-12")], vec![month("2030-09")]));
    }

    #[test]
    fn months_read_as_people_say_them() {
        for (months, words) in [
            (span("2025-01", "2025-06"), "January to June 2025"),
            (span("2018-10", "2019-02"), "October 2018 to February 2019"),
            (vec![month("2025-01")], "January 2025"),
            (
                vec![month("2025-01"), month("2025-03"), month("2025-04"), month("2025-07")],
                "January 2025, March to April 2025 and July 2025",
            ),
            (vec![], "no month"),
        ] {
            assert_eq!(months_in_words(&months), words);
        }
    }

    proptest! {
        #[test]
        fn every_compared_month_is_there_in_both_years(picks in proptest::collection::btree_set(0i32..40, 1..40)) {
            let start = month("2028-01");
            let available: BTreeSet<Month> = picks.iter().map(|n| start.plus(*n)).collect();
            let period = choose_period(&available).unwrap();
            prop_assert!(!period.later.is_empty());
            prop_assert!(period.later.iter().chain(&period.earlier).all(|m| available.contains(m)));
            prop_assert!(period.missing.iter().all(|m| !available.contains(m)));
            if period.basis == Basis::NoComparison {
                prop_assert!(period.earlier.is_empty());
            } else {
                let shifted: Vec<Month> = period.earlier.iter().map(|m| m.plus(12)).collect();
                prop_assert_eq!(&shifted, &period.later);
            }
            prop_assert_eq!(period.basis == Basis::YearEnding, period.missing.is_empty());
            prop_assert!(period.later.len() <= 12);
        }
    }
}
