//! Values of a measure for every area of a level at once, each with the rows behind it.
//!
//! Missing is missing: an area without data has no value, months without a file are missing and never nought, and a sum over
//! part of the months says that it is at least so much. LSOAs of two censuses are never added up.

mod counts;
mod deprivation;
mod places;
mod rows;
pub(crate) mod series;

pub(crate) use counts::{answering, periods};
pub use places::AreaLevel;

use crate::House;
use crate::assessment::{list, text};
use base::{Result, Table, Trouble, Value};
use calendar::Month;
use evidence::catalogue::{Counted, Measure};
use intake::{Holdings, Kind};
use places::Within;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValuesAsk {
    /// Which areas.
    pub level: AreaLevel,
    /// The district, partnership, force or ward they lie in: its code.
    pub within: String,
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// The edition of the Indices of Deprivation; the latest that the lookups know if not said.
    pub edition: Option<String>,
}

/// One area's value.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaReading {
    /// Its code; a village without one has its name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The ward it is or lies in, where it is no larger than one.
    pub ward_code: Option<String>,
    /// The value; `None` where there is no data.
    pub value: Option<f64>,
    /// Whether months or parts are missing, so that the value is at least this.
    pub at_least: bool,
    /// Months behind the value.
    pub months_present: u32,
}

/// A measure's values.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// The measure's id.
    pub measure: String,
    /// Which areas.
    pub level: AreaLevel,
    /// The LSOA vintage whose areas these are; `None` for villages.
    pub vintage: Option<String>,
    /// The period as data: `2018-11..2019-10`, or an edition.
    pub period: String,
    /// Every area of the level, by name and code.
    pub areas: Vec<AreaReading>,
    /// Months the period has.
    pub months_expected: u32,
    /// Months that are there for every area with a value.
    pub months_present: u32,
    /// The extracts behind the values.
    pub extracts: Vec<String>,
    /// The rules they were made under, each `id@version`.
    pub rules: Vec<String>,
    /// The query that gives them.
    pub query: String,
    /// What a reader must know besides.
    pub note: String,
    plan: Plan,
}

/// How the rows behind an area are found.
#[derive(Debug, Clone, PartialEq)]
struct Plan {
    /// The view.
    view: &'static str,
    /// Which rows, but for the area.
    wanted: String,
    /// The column that holds the area, or the areas it is made of.
    key: &'static str,
    /// Those, where they are others than the area itself.
    members: BTreeMap<String, Vec<String>>,
    /// What a row adds.
    adds: Adds,
}

#[derive(Debug, Clone, PartialEq)]
enum Adds {
    One,
    Value,
    /// The value for as many months as its period has (period and months), over the months behind the area's value.
    ShareOfMonths(Vec<(String, u32)>),
    /// One where the decile is at most this, else nothing.
    Decile(u8),
}

impl Values {
    /// The query that lists the rows behind one area's value: the sum of their last column, `contribution`, is the value.
    pub fn rows_query(&self, code: &str) -> String {
        let Plan { view, wanted, key, .. } = &self.plan;
        let months = self.areas.iter().find(|area| area.code == code).map_or(1, |area| area.months_present.max(1));
        let adds = match &self.plan.adds {
            Adds::One => "1".to_owned(),
            Adds::Value => "value".to_owned(),
            Adds::ShareOfMonths(periods) => format!("value * {} / {months}", months_of(periods)),
            Adds::Decile(most) => format!("CASE WHEN decile <= {most} THEN 1 ELSE 0 END"),
        };
        let own = [code.to_owned()];
        let members = self.plan.members.get(code).map_or(own.as_slice(), Vec::as_slice);
        let order = match *view {
            "counts" => "area_code, area_name, period_from, category",
            "deprivation" => "lsoa_code",
            _ => "month, lsoa_code",
        };
        format!(
            "SELECT *, {adds} AS contribution FROM {view} WHERE {wanted} AND {key} IN ({}) ORDER BY {order}",
            list(members.iter().map(String::as_str))
        )
    }

    /// The query that lists the rows behind every area's value, with their `contribution` where a row adds to one.
    pub(crate) fn all_rows_query(&self) -> String {
        let Plan { view, wanted, key, .. } = &self.plan;
        let adds = match &self.plan.adds {
            Adds::One | Adds::ShareOfMonths(_) => "1".to_owned(),
            Adds::Value => "value".to_owned(),
            Adds::Decile(most) => format!("CASE WHEN decile <= {most} THEN 1 ELSE 0 END"),
        };
        format!("SELECT *, {adds} AS contribution FROM {view} WHERE {wanted} AND {key} IS NOT NULL ORDER BY {key}")
    }

    /// Which rows of counts make up one area, but for the month.
    fn condition_of(&self, code: &str, month: Month) -> String {
        let own = [code.to_owned()];
        let members = self.plan.members.get(code).map_or(own.as_slice(), Vec::as_slice);
        let wanted = self.plan.wanted.replace(&format!(" AND period_from >= '{month}' AND period_to <= '{month}'"), "").replace(
            &format!(" AND period_from || '..' || period_to IN ({})", text(&format!("{month}..{month}"))),
            " AND period_from = period_to",
        );
        format!("{wanted} AND {} IN ({})", self.plan.key, list(members.iter().map(String::as_str)))
    }

    /// The values as a table: `area,name,value,at_least,months_present,months_expected,period,measure,extracts`.
    pub fn to_table(&self) -> Table {
        use base::ColumnKind::{Flag, Real, Text, Whole};
        let mut table = Table::new(&[
            ("area", Text),
            ("name", Text),
            ("value", Real),
            ("at_least", Flag),
            ("months_present", Whole),
            ("months_expected", Whole),
            ("period", Text),
            ("measure", Text),
            ("extracts", Text),
        ]);
        for area in &self.areas {
            table.rows.push(vec![
                Value::Text(area.code.clone()),
                Value::Text(area.name.clone()),
                area.value.map_or(Value::Missing, Value::Real),
                Value::Flag(area.at_least),
                Value::Whole(i64::from(area.months_present)),
                Value::Whole(i64::from(self.months_expected)),
                Value::Text(self.period.clone()),
                Value::Text(self.measure.clone()),
                Value::Text(self.extracts.join(" ")),
            ]);
        }
        table
    }
}

/// The months a period covers, as SQL.
fn months_of(periods: &[(String, u32)]) -> String {
    match periods {
        [(_, only)] => format!("{only}.0"),
        several => {
            let cases: Vec<String> = several.iter().map(|(period, months)| format!("WHEN {} THEN {months}.0", text(period))).collect();
            format!("(CASE period_from || '..' || period_to {} END)", cases.join(" "))
        }
    }
}

/// The values of a measure for every area of a level within an area.
pub async fn values(house: &House, holdings: &Holdings, measure: &Measure, ask: &ValuesAsk) -> Result<Values> {
    if ask.to < ask.from {
        return Err(Trouble::usage("period", format!("`{}` lies before `{}`", ask.to, ask.from), "give the earlier month first"));
    }
    let all = crate::areas::areas(house, holdings).await?;
    let within = Within::find(&all, &ask.within)?;
    values_in(house, holdings, measure, &within, ask).await
}

async fn values_in(house: &House, holdings: &Holdings, measure: &Measure, within: &Within<'_>, ask: &ValuesAsk) -> Result<Values> {
    let counts = chosen(measure, holdings);
    match counts {
        Counted::Street { .. } | Counted::Parts | Counted::Incidents { .. } | Counted::Outcomes { .. } | Counted::StopSearches { .. } => {
            rows::values(house, holdings, measure, counts, within, ask).await
        }
        Counted::Counts { .. } => counts::values(house, holdings, measure, counts, within, ask).await,
        Counted::Deprivation { .. } => deprivation::values(house, holdings, measure, counts, within, ask).await,
    }
}

/// What a measure counts in this home: what it counts otherwise, where nothing of the first is loaded and something of the
/// second is.
fn chosen<'a>(measure: &'a Measure, holdings: &Holdings) -> &'a Counted {
    match &measure.otherwise {
        Some(other) if !is_loaded(&measure.counts, holdings) && is_loaded(other, holdings) => other,
        _ => &measure.counts,
    }
}

fn is_loaded(counts: &Counted, holdings: &Holdings) -> bool {
    match counts {
        Counted::Counts { data_set, measure, .. } => {
            let begins = format!("{data_set}/{measure}/");
            current_units(holdings, Kind::AreaCounts).iter().any(|unit| unit.force.starts_with(&begins))
        }
        Counted::Incidents { data_set, .. } => current_units(holdings, Kind::Incidents).iter().any(|unit| unit.force == *data_set),
        Counted::Deprivation { .. } => [Kind::Imd2019, Kind::Imd2025].iter().any(|kind| holdings.of(*kind).next().is_some()),
        Counted::Outcomes { .. } => holdings.of(Kind::PoliceOutcomes).next().is_some(),
        Counted::StopSearches { .. } => holdings.of(Kind::PoliceStopSearch).next().is_some(),
        Counted::Street { .. } | Counted::Parts => holdings.of(Kind::PoliceStreet).next().is_some(),
    }
}

/// The period a measure has data for: of rows the twelve months ending with the last month for which every force of the place
/// has a current file; of counts the latest period, or the latest unbroken months, twelve at the most; of ranks any.
///
/// `None` where there is no data.
pub async fn latest_period(house: &House, holdings: &Holdings, measure: &Measure, within: &str) -> Result<Option<(Month, Month)>> {
    let all = crate::areas::areas(house, holdings).await?;
    let within = Within::find(&all, within)?;
    let counts = chosen(measure, holdings);
    match counts {
        Counted::Counts { .. } => counts::latest(house, holdings, counts, &within).await,
        Counted::Deprivation { .. } => Ok(Month::new(2000, 1).map(|month| (month, month))),
        _ => rows::latest(house, holdings, measure, counts, &within).await,
    }
}

/// The wards of a place by the newest lookup that knows any: code and name.
pub(crate) async fn wards_of(house: &House, holdings: &Holdings, within: &str) -> Result<Vec<(String, String)>> {
    let all = crate::areas::areas(house, holdings).await?;
    let within = Within::find(&all, within)?;
    let newest = within.vintages(AreaLevel::Ward).last().copied();
    Ok(newest.map(|vintage| within.places(AreaLevel::Ward, vintage)).unwrap_or_default().into_iter().map(|p| (p.code, p.name)).collect())
}

/// A current unit: a force or data set and a month.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CurrentUnit {
    force: String,
    month: Option<Month>,
    extract: String,
    geography: String,
}

fn current_units(holdings: &Holdings, kind: Kind) -> Vec<CurrentUnit> {
    let mut out = Vec::new();
    for holding in holdings.of(kind) {
        for unit in &holding.facts.units {
            if holding.superseded.iter().any(|(force, month)| *force == unit.force && *month == unit.month) {
                continue;
            }
            out.push(CurrentUnit {
                force: unit.force.clone(),
                month: Month::parse(&unit.month).ok(),
                extract: holding.facts.passport.extract.clone(),
                geography: holding.facts.passport.geography.clone(),
            });
        }
    }
    out
}

fn lookup_extracts(holdings: &Holdings) -> BTreeSet<String> {
    holdings.of(Kind::AreaLookup).map(|h| h.facts.passport.extract.clone()).collect()
}

fn words(row: &[Value], at: usize) -> String {
    row.get(at).and_then(Value::as_text).unwrap_or_default().to_owned()
}

fn months_between(from: Month, to: Month) -> u32 {
    u32::try_from(to.months_since(from) + 1).unwrap_or_default()
}

fn period_text(from: Month, to: Month) -> String {
    if from == to { from.to_string() } else { format!("{from}..{to}") }
}
