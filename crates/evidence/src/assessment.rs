//! The first assessment of a district, decided from counts: what changed, how the wards compare, what is missing.
//!
//! Nothing here is prose: `app` writes sentences from these verdicts and from nothing else.

use crate::change::{Change, ChangeRules, decide_change};
use crate::facts::Facts;
use crate::figure::Figure;
use crate::figures;
use crate::files::Files;
use crate::measures::{Filter, Measure, all_crime, anti_social_behaviour, crime_categories};
use crate::period::{Basis, Period, choose_period};
use crate::residents::{Denominator, district_residents};
use crate::wards::{Wards, decide_wards};
use base::{AreaCode, Trouble, round_half_up};
use calendar::{Date, Month};
use rulebook::{Rulebook, SuppressionFloor};
use statistics::{Interval, rate_interval};
use std::collections::{BTreeMap, BTreeSet};

/// Why no assessment can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotAssess {
    /// No lookup places any LSOA in the district.
    #[error("no LSOA of `{0}` is known")]
    NoAreas(String),
    /// No street file is loaded at all.
    #[error("no police street file is loaded")]
    NoFiles,
    /// No file of the force that polices the district is loaded; rows of others alone would look like an absence of crime.
    #[error("no street file of the police force of `{police_area}` is loaded")]
    NoFileOfForce {
        /// The police force area.
        police_area: String,
        /// Forces whose files are loaded.
        loaded: Vec<String>,
    },
    /// Files are loaded, but no row lies in the district, and no lookup says which force polices it.
    #[error("no row of the loaded street files lies in `{0}`")]
    NoRows(String),
    /// The latest file of its force carries LSOA codes by which the district is not known: a count of 0 would only look like an
    /// absence of crime.
    #[error("the rows of {} carry LSOA codes of {carried}, and `{district}` is known by those of {known} only", .month.in_words())]
    OtherCodes {
        /// The district.
        district: String,
        /// The month of that file.
        month: Month,
        /// The vintage of its codes.
        carried: String,
        /// The vintages that loaded lookups know the district by.
        known: String,
    },
    /// A count no rule allows for.
    #[error("{}", .0.message)]
    Count(Trouble),
}

/// What of the rulebook an assessment uses, read once.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The convention and test of change.
    pub change: ChangeRules,
    /// Which counts are too small to be shown in public (rule `suppression-floor`).
    pub floor: SuppressionFloor,
    /// How many residents a rate is for (rule `rounding`).
    pub rate_per: u32,
    /// Decimals a rate is printed with (rule `rounding`).
    pub rate_decimals: u32,
    /// Confidence of intervals, between 0 and 1 (rule `change-test`).
    pub confidence: f64,
    /// Rules behind counts and rates, each `id@version`.
    pub count_rules: Vec<String>,
    /// Rules behind changes and verdicts, each `id@version`.
    pub change_rules: Vec<String>,
}

impl Terms {
    /// The rules in force in an area on the day the paper is made.
    pub fn in_force(book: &Rulebook, day: Date, area: Option<&AreaCode>) -> base::Result<Self> {
        let change = ChangeRules::in_force(book, day, area)?;
        let (floor, rounding) = (book.suppression_floor(day, area)?, book.rounding(day, area)?);
        let year = book.year_ending(day, area)?;
        Ok(Self {
            floor: floor.parameters.clone(),
            rate_per: rounding.parameters.rate_per,
            rate_decimals: rounding.parameters.rate_decimals,
            confidence: book.change_test(day, area)?.parameters.interval,
            count_rules: [year.reference(), rounding.reference(), floor.reference()].iter().map(ToString::to_string).collect(),
            change_rules: change.references().iter().map(ToString::to_string).chain([year.reference().to_string()]).collect(),
            change,
        })
    }

    /// Whether a count would be hidden in a public version; street rows are open data already.
    pub fn hides(&self, count: u64) -> bool {
        !self.floor.shows(count, true)
    }

    /// Every rule, each `id@version`, once.
    pub fn rules(&self) -> BTreeSet<String> {
        self.count_rules.iter().chain(&self.change_rules).cloned().collect()
    }
}

/// Rows for each so many residents, with the exact interval of the count behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// The rate.
    pub value: f64,
    /// As it is printed: rounded on the exact fraction.
    pub printed: String,
    /// Lower limit.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
}

/// The rate of a count: for as many residents as rule `rounding` says, with an interval as sure as rule `change-test` says.
pub fn rate(count: u64, denominator: &Denominator, terms: &Terms) -> Option<Rate> {
    let residents = denominator.residents as f64;
    let Interval { low, high } = rate_interval(count, residents, f64::from(terms.rate_per), 1.0 - terms.confidence)?;
    let printed =
        round_half_up(i128::from(count) * i128::from(terms.rate_per), i128::from(denominator.residents), terms.rate_decimals)?.to_string();
    Some(Rate { value: count as f64 * f64::from(terms.rate_per) / residents, printed, low, high })
}

/// One measure in the district.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureLine {
    /// The measure.
    pub measure: Measure,
    /// Rows in the period.
    pub count: u64,
    /// Rows in the same months a year before, if there is a comparison.
    pub before: Option<u64>,
    /// What may be said of the change.
    pub change: Option<Change>,
    /// For each so many residents, if their number is known.
    pub rate: Option<Rate>,
    /// Whether the count would be hidden in public.
    pub hidden: bool,
}

/// A month of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthPoint {
    /// The month.
    pub month: Month,
    /// Recorded crimes; `None` where a file is missing.
    pub crimes: Option<u64>,
}

/// A force whose rows in the district are left out, because it has no file for some of the months compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The force.
    pub force: String,
    /// Its rows in the district in the months of the assessment.
    pub rows: u64,
    /// Months of the assessment for which it has a file.
    pub months: Vec<Month>,
}

/// An assessment of one district.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The district's code.
    pub code: String,
    /// Its name, or its code where the lookup has none.
    pub name: String,
    /// The partnership's name, if a lookup says.
    pub partnership: Option<String>,
    /// The force that polices it, as its files name it.
    pub force: String,
    /// Forces whose rows are counted.
    pub forces: Vec<String>,
    /// Forces whose rows are not.
    pub left_out: Vec<LeftOut>,
    /// The months.
    pub period: Period,
    /// Months missing from the period although its force has a file: the file carries LSOA codes by which the district is not known.
    pub in_other_codes: Vec<Month>,
    /// How many residents a rate is for.
    pub rate_per: u32,
    /// Confidence of intervals, between 0 and 1.
    pub confidence: f64,
    /// Residents of the district, if known.
    pub residents: Option<Denominator>,
    /// All recorded crime, then each category by name, then anti-social behaviour.
    pub lines: Vec<MeasureLine>,
    /// Recorded crime month by month, with gaps.
    pub months: Vec<MonthPoint>,
    /// The wards.
    pub wards: Wards,
    /// Rows of the counted forces without a known LSOA, in the period: in no district.
    pub not_placed: u64,
    /// The same, a year before.
    pub not_placed_before: Option<u64>,
    /// Vintages of LSOA codes in the period and a year before.
    pub vintages: BTreeSet<String>,
    /// Every figure of the paper.
    pub figures: Vec<Figure>,
}

impl Assessment {
    /// All recorded crime.
    pub fn all_crime(&self) -> Option<&MeasureLine> {
        self.lines.first()
    }

    /// The categories of crime, without the total and without anti-social behaviour.
    pub fn categories(&self) -> impl Iterator<Item = &MeasureLine> {
        self.lines.iter().filter(|l| !matches!(l.measure.filter, Filter::AllBut(_)) && l.measure.id != "anti-social-behaviour")
    }

    /// Anti-social behaviour incidents.
    pub fn anti_social_behaviour(&self) -> Option<&MeasureLine> {
        self.lines.iter().find(|l| l.measure.id == "anti-social-behaviour")
    }

    /// The id of a figure of the district: `e07000012-burglary-count`.
    pub fn figure_id(&self, rest: &str) -> String {
        figures::id(&self.code, rest)
    }
}

/// Decides the assessment of the district the facts are about.
pub fn decide_assessment(facts: &Facts, terms: &Terms) -> Result<Assessment, CannotAssess> {
    if facts.areas.is_empty() {
        return Err(CannotAssess::NoAreas(facts.district.clone()));
    }
    let newest = facts.areas.iter().max_by_key(|a| (a.lad_year, a.vintage));
    let force = home_force(facts)?;
    let files = Files::of(facts);
    let available = files.months_of(&force)?;
    let period = choose_period(&available).ok_or(CannotAssess::NoFiles)?;
    let (forces, left_out) = counted_forces(facts, &files, &force, &period);
    let residents = district_residents(&facts.district, &facts.residents, &facts.areas);

    let count = |months: &[Month], filter: &Filter| -> u64 {
        let counted = facts.cells.iter().filter(|c| forces.contains(&c.force) && months.contains(&c.month) && filter.admits(&c.category));
        counted.map(|c| c.rows).sum()
    };
    let compares = period.basis != Basis::NoComparison;
    let found: BTreeSet<String> =
        facts.cells.iter().filter(|c| forces.contains(&c.force) && period.all().contains(&c.month)).map(|c| c.category.clone()).collect();
    let measures = std::iter::once(all_crime()).chain(crime_categories(&found)).chain(std::iter::once(anti_social_behaviour()));
    let lines = measures
        .map(|measure| -> Result<MeasureLine, CannotAssess> {
            let now = count(&period.later, &measure.filter);
            let before = compares.then(|| count(&period.earlier, &measure.filter));
            Ok(MeasureLine {
                count: now,
                before,
                change: before.map(|b| decide_change(b, now, &terms.change)).transpose().map_err(CannotAssess::Count)?,
                rate: residents.as_ref().and_then(|r| rate(now, r, terms)),
                hidden: terms.hides(now) || before.is_some_and(|b| terms.hides(b)),
                measure,
            })
        })
        .collect::<Result<Vec<_>, _>>()?;

    let lost = |months: &[Month]| -> u64 {
        facts.not_placed.iter().filter(|n| forces.contains(&n.force) && months.contains(&n.month)).map(|n| n.rows).sum()
    };
    let all = period.all();
    let vintages = facts.cells.iter().filter(|c| forces.contains(&c.force) && all.contains(&c.month)).map(|c| c.vintage.clone()).collect();
    let in_other_codes = period.missing.iter().filter(|m| files.has_in_other_codes(&force, **m)).copied().collect();
    let mut assessment = Assessment {
        code: facts.district.clone(),
        name: newest.and_then(|a| a.lad_name.clone()).unwrap_or_else(|| facts.district.clone()),
        partnership: newest.and_then(|a| a.csp_name.clone()),
        months: month_points(&files, &forces, &period, &available, |m| count(&[m], &all_crime().filter)),
        wards: decide_wards(facts, &forces, &period, terms),
        not_placed: lost(&period.later),
        not_placed_before: compares.then(|| lost(&period.earlier)),
        force,
        forces,
        left_out,
        in_other_codes,
        period,
        rate_per: terms.rate_per,
        confidence: terms.confidence,
        residents,
        lines,
        vintages,
        figures: Vec::new(),
    };
    assessment.figures = figures::figures(&assessment, facts, terms);
    Ok(assessment)
}

/// The force that polices the district, as its files name it: by the police force area of the lookup, otherwise the one
/// with the most rows here.
fn home_force(facts: &Facts) -> Result<String, CannotAssess> {
    if facts.units.is_empty() {
        return Err(CannotAssess::NoFiles);
    }
    let mut rows: BTreeMap<&str, u64> = facts.units.iter().map(|u| (u.force.as_str(), 0)).collect();
    for cell in &facts.cells {
        *rows.entry(&cell.force).or_default() += cell.rows;
    }
    let police_area =
        facts.areas.iter().filter(|a| a.pfa_name.is_some()).max_by_key(|a| (a.lad_year, a.vintage)).and_then(|a| a.pfa_name.as_deref());
    let candidates = rows.iter().filter(|(force, n)| match police_area {
        Some(area) => polices(force, area),
        None => **n > 0,
    });
    // The first in the alphabet among equals, so that the answer never depends on the order of rows.
    match candidates.max_by_key(|(force, n)| (**n, std::cmp::Reverse(**force))) {
        Some((force, _)) => Ok((*force).to_owned()),
        None => Err(match police_area {
            Some(area) => {
                CannotAssess::NoFileOfForce { police_area: area.to_owned(), loaded: rows.into_keys().map(str::to_owned).collect() }
            }
            None => CannotAssess::NoRows(facts.district.clone()),
        }),
    }
}

/// Whether a force's name and a police force area's name mean the same: `Hampshire Constabulary` and `Hampshire and Isle
/// of Wight`, `City of London Police` and `London, City of`.
pub fn polices(force: &str, area: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty() && !["police", "constabulary", "service", "force", "and", "of", "heddlu"].contains(w))
            .map(str::to_owned)
            .collect()
    };
    let (force, area) = (words(force), words(area));
    !force.is_empty() && !area.is_empty() && (force.is_subset(&area) || area.is_subset(&force))
}

/// Forces with rows here and a file for every month compared, and those with rows but not every file.
fn counted_forces(facts: &Facts, files: &Files<'_>, home: &str, period: &Period) -> (Vec<String>, Vec<LeftOut>) {
    let months = period.all();
    let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
    for cell in facts.cells.iter().filter(|c| months.contains(&c.month)) {
        *rows.entry(&cell.force).or_default() += cell.rows;
    }
    rows.entry(home).or_default();
    let (counted, left): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(force, _)| months.iter().all(|m| files.has(force, *m)));
    let left_out = left.into_iter().map(|(force, rows)| LeftOut {
        force: force.to_owned(),
        rows,
        months: months.iter().filter(|m| files.has(force, **m)).copied().collect(),
    });
    (counted.into_iter().map(|(force, _)| force.to_owned()).collect(), left_out.collect())
}

/// The last three years as far back as there are files, a year at least; a month that lacks a file is a gap.
fn month_points(
    files: &Files<'_>,
    forces: &[String],
    period: &Period,
    available: &BTreeSet<Month>,
    count: impl Fn(Month) -> u64,
) -> Vec<MonthPoint> {
    let Some(last) = period.latest() else { return Vec::new() };
    let first = available.range(last.plus(-35)..).next().copied().unwrap_or(last).min(last.plus(-11));
    let whole = |m: Month| forces.iter().all(|f| files.has(f, m));
    first.through(last).map(|month| MonthPoint { month, crimes: whole(month).then(|| count(month)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forces_and_police_areas_are_matched_by_their_words() {
        for (force, area, expected) in [
            ("Cambridgeshire Constabulary", "Cambridgeshire", true),
            ("Hampshire Constabulary", "Hampshire and Isle of Wight", true),
            ("City of London Police", "London, City of", true),
            ("Metropolitan Police Service", "Metropolitan Police", true),
            ("Devon & Cornwall Police", "Devon and Cornwall", true),
            ("West Midlands Police", "West Yorkshire", false),
            ("British Transport Police", "Greater Manchester", false),
            ("Police", "Cambridgeshire", false),
        ] {
            assert_eq!(polices(force, area), expected, "{force} / {area}");
        }
    }
}
