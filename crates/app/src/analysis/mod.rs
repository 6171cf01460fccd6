//! What may be said of a measure in a place: values are read from the views, `evidence` decides what they say, and each
//! leaves with the query that gives it.

mod areas;
mod compared;
mod denominators;
mod harm;
mod peers;
mod series;
mod spread;
#[cfg(test)]
mod tests;

pub(crate) use areas::{Areas, areas, is_events, over_of_place};
pub(crate) use compared::{compare, rate_line};
pub(crate) use denominators::{Composition, Over, denominators};
pub use harm::{HarmAsk, HarmMade, harm_at_home};
pub(crate) use peers::peers;
pub(crate) use series::series;
pub(crate) use spread::{concentration, hotspots, repeats};

use crate::pages::{MeasureLine, PlaceName, RowsAsk, Sourced};
use crate::values::{AreaLevel, series as months};
use crate::{House, registers};
use base::{AreaCode, Result};
use calendar::{Date, Month};
use evidence::ChangeRules;
use evidence::catalogue::{Catalogue, Counted, DataClass, Denominator, Measure, PartYear};
use evidence::measures::Good;
use intake::Holdings;
use rulebook::{ControlChart, FinancialYearRule, FunnelLimits, RoundingRule, RuleRef, SuppressionFloor};
use std::collections::BTreeSet;

/// The months of a series at the most.
const SERIES_MONTHS: i32 = 36;

/// The rules that hold where and when a measure is looked at.
pub(crate) struct Rules {
    pub change: ChangeRules,
    pub year: (FinancialYearRule, RuleRef),
    pub year_ending: RuleRef,
    pub rounding: (RoundingRule, RuleRef),
    pub funnel: (FunnelLimits, RuleRef),
    pub chart: (ControlChart, RuleRef),
    pub floor: (SuppressionFloor, RuleRef),
    /// The level at which a p-value is called.
    pub test_level: f64,
}

impl Rules {
    /// Those in force on a day in an area.
    pub fn in_force(house: &House, day: Date, area: &str) -> Result<Self> {
        let book = house.rulebook;
        let code = AreaCode::parse(area).ok();
        let area = code.as_ref();
        let year = book.financial_year(day, area)?;
        let rounding = book.rounding(day, area)?;
        let funnel = book.funnel_limits(day, area)?;
        let chart = book.control_chart(day, area)?;
        let floor = book.suppression_floor(day, area)?;
        Ok(Self {
            test_level: book.change_test(day, area)?.parameters.level,
            change: ChangeRules::in_force(book, day, area)?,
            year: (*year.parameters, year.reference()),
            year_ending: book.year_ending(day, area)?.reference(),
            rounding: (*rounding.parameters, rounding.reference()),
            funnel: (funnel.parameters.clone(), funnel.reference()),
            chart: (*chart.parameters, chart.reference()),
            floor: (floor.parameters.clone(), floor.reference()),
        })
    }
}

/// One measure in one place, for a period.
pub(crate) struct Subject<'a> {
    pub house: &'a House,
    pub holdings: &'a Holdings,
    pub catalogue: &'a Catalogue,
    pub measure: &'a Measure,
    pub open: bool,
    pub within: PlaceName,
    /// The level of the place itself.
    pub own_level: AreaLevel,
    /// The months the values of areas are for.
    pub from: Month,
    pub to: Month,
    pub rules: &'a Rules,
}

impl Subject<'_> {
    /// Where a number of this measure comes from.
    #[allow(clippy::unused_self)] // so that whoever has a subject needs no other name for it
    pub fn sourced(&self, what: String, period: String, rules: &[&RuleRef], extracts: Vec<String>, query: String) -> Sourced {
        Sourced { what, period, rules: rules.iter().map(ToString::to_string).collect(), extracts, query, rows: None }
    }

    /// The rows behind the place's own value.
    pub fn own_rows(&self, from: Month, to: Month) -> RowsAsk {
        self.rows(self.own_level, Some(self.within.code.clone()), from, to)
    }

    /// The rows behind the value of an area of a level.
    pub fn rows(&self, level: AreaLevel, area: Option<String>, from: Month, to: Month) -> RowsAsk {
        RowsAsk {
            measure: self.measure.id.clone(),
            within: self.within.code.clone(),
            level,
            area,
            from: from.to_string(),
            to: to.to_string(),
        }
    }

    /// The measure in the place: `Burglary in South Cambridgeshire`.
    pub fn what(&self) -> String {
        format!("{} in {}", self.measure.title, self.within.name)
    }
}

/// Months for a series that ends with one.
pub(crate) fn series_span(ending: Month) -> (Month, Month) {
    (ending.plus(1 - SERIES_MONTHS), ending)
}

/// The places of a kind that the lookups know, by name.
pub(crate) async fn districts(house: &House, holdings: &Holdings) -> Result<Vec<PlaceName>> {
    let all = crate::areas::areas(house, holdings).await?;
    let found: BTreeSet<(String, String)> = all
        .iter()
        .filter_map(|area| {
            let code = area.lad_code.clone()?;
            Some((area.lad_name.clone().unwrap_or_else(|| code.clone()), code))
        })
        .collect();
    Ok(found.into_iter().map(|(name, code)| PlaceName { code, name }).collect())
}

/// The name of a place of any level by its code.
pub(crate) async fn place_name(house: &House, holdings: &Holdings, code: &str) -> Result<PlaceName> {
    let all = crate::areas::areas(house, holdings).await?;
    let named = all.iter().find_map(|area| {
        let pairs = [
            (&area.lad_code, &area.lad_name),
            (&area.ward_code, &area.ward_name),
            (&area.csp_code, &area.csp_name),
            (&area.pfa_code, &area.pfa_name),
        ];
        pairs.into_iter().find(|(one, _)| one.as_deref() == Some(code)).and_then(|(_, name)| name.clone())
    });
    Ok(PlaceName { code: code.to_owned(), name: named.unwrap_or_else(|| code.to_owned()) })
}

/// The district a page is about if nobody says: that of the newest assessment, else the one with the most placed rows, else
/// the first by name.
pub(crate) async fn usual_district(house: &House, holdings: &Holdings, known: &[PlaceName]) -> Result<Option<PlaceName>> {
    let find = |code: &str| known.iter().find(|place| place.code == code).cloned();
    if let Some(found) = house.store.assessments().await?.iter().find_map(|head| find(&head.area_code)) {
        return Ok(Some(found));
    }
    if known.len() > 1 && holdings.of(intake::Kind::PoliceStreet).next().is_some() {
        let sql = "SELECT lad_code, COUNT(*) AS rows_ FROM incidents WHERE lad_code IS NOT NULL GROUP BY lad_code \
                   ORDER BY rows_ DESC, lad_code LIMIT 1";
        let table = house.ask(holdings, sql).await?;
        let code = table.rows.first().and_then(|row| row.first()).and_then(base::Value::as_text);
        if let Some(found) = code.and_then(find) {
            return Ok(Some(found));
        }
    }
    Ok(known.first().cloned())
}

/// A measure as its pages show it.
pub(crate) async fn line(house: &House, holdings: &Holdings, measure: &Measure, within: Option<&str>) -> Result<MeasureLine> {
    let catalogue = Catalogue::builtin()?;
    let set = catalogue.data_set(&measure.data_set);
    let class = registers::class_of(house, &measure.data_set).await?;
    let is_held = months::is_held(measure, holdings);
    let held = match within.filter(|_| is_held) {
        Some(code) => months::held(house, holdings, measure, code).await?,
        None => Vec::new(),
    };
    let ends = held.iter().map(|(from, _)| *from).min().zip(held.iter().map(|(_, to)| *to).max());
    Ok(MeasureLine {
        id: measure.id.clone(),
        title: measure.title.clone(),
        phrase: measure.phrase.clone(),
        unit: measure.unit.clone(),
        counts: counts_words(&measure.counts),
        good: match measure.good {
            Good::Lower => "lower",
            Good::Higher => "higher",
            Good::Neither => "neither",
        },
        denominator: measure.denominator.as_str(),
        data_set: measure.data_set.clone(),
        data_set_title: set.map_or_else(|| measure.data_set.clone(), |set| set.title.clone()),
        class: class.map_or("", DataClass::as_str),
        open: catalogue.is_open(measure),
        parts: measure.parts.iter().filter_map(|id| catalogue.measure(id)).map(|part| part.title.clone()).collect(),
        caution: measure.caution.clone().unwrap_or_default(),
        held: ends.map(|(from, to)| months::as_data(from, to)).unwrap_or_default(),
        is_held: is_held && (measure.is_timeless() || within.is_none() || !held.is_empty()),
    })
}

fn counts_words(counts: &Counted) -> &'static str {
    match counts {
        Counted::Street { .. } => "rows of police street files",
        Counted::Incidents { .. } => "rows of a partner's incidents",
        Counted::Counts { .. } => "counts made by the holder",
        Counted::Deprivation { .. } => "LSOAs by decile",
        Counted::Outcomes { .. } => "rows of police outcome files",
        Counted::StopSearches { .. } => "rows of police stop-and-search files",
        Counted::Parts => "rows of its parts",
    }
}

/// Whether months that are there in both years may be compared where others are missing.
pub(crate) fn matches_months(measure: &Measure) -> bool {
    measure.part_year == PartYear::MatchedMonths
}

/// What its rates are over, in words.
pub(crate) fn over_words(measure: &Measure) -> &'static str {
    match measure.denominator {
        Denominator::Households => "households",
        Denominator::Residents | Denominator::None => "residents",
    }
}
