//! One ward in the latest assessment of its district.

use super::Sourced;
use super::assessments::{AssessmentLine, line, stored_document};
use super::comparison::{Comparison, compare, decided};
use super::extracts::rests_on_invented;
use super::figures::bare;
use crate::{House, Limits};
use base::{Result, Table};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::{AssessmentHead, FigureRecord};

/// What the page's own questions may take.
const LIMITS: Limits = Limits { seconds: 20, memory_bytes: 512 << 20, rows: Some(10_000) };

/// A ward.
#[derive(Debug, Clone, PartialEq)]
pub struct WardPage {
    /// The assessment it is taken from.
    pub assessment: AssessmentLine,
    /// Whose paper that is.
    pub partnership: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The period as data.
    pub period: String,
    /// Whether anything here rests on invented values.
    pub invented: bool,
    /// Its place among the wards, from 1, and of how many.
    pub rank: Option<(u64, u64)>,
    /// Whether the wards are ranked by rate; otherwise by count.
    pub by_rate: bool,
    /// Recorded crimes, with the figure's identity.
    pub crimes: Option<(u64, String)>,
    /// How they compare with the same months a year before, if they do.
    pub comparison: Option<Comparison>,
    /// Anti-social behaviour incidents, with the figure's identity.
    pub incidents: Option<(u64, String)>,
    /// Residents, with the figure's identity.
    pub residents: Option<(u64, String)>,
    /// Crimes for each so many residents, with the figure's identity.
    pub rate: Option<(f64, String)>,
    /// What that rate counts, as the figure says: `crimes per 1,000 residents`.
    pub rate_unit: Option<String>,
    /// The limits of that rate.
    pub rate_interval: Option<(f64, f64)>,
    /// Crimes by category, most first.
    pub categories: Vec<CategoryLine>,
    /// Where they come from.
    pub categories_source: Sourced,
    /// Where the same of the year before comes from.
    pub before_source: Sourced,
    /// Where their changes come from.
    pub change_source: Sourced,
    /// Crimes month by month; empty where they could not be counted.
    pub months: Vec<MonthLine>,
    /// Where the months come from.
    pub months_source: Sourced,
}

/// A category in a ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryLine {
    /// The category.
    pub category: String,
    /// Rows in the period.
    pub count: u64,
    /// How they compare with the same months a year before, if they do.
    pub comparison: Option<Comparison>,
}

/// A month in a ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthLine {
    /// `YYYY-MM`.
    pub month: String,
    /// Recorded crimes; `None` where the assessment has no file for the month.
    pub crimes: Option<u64>,
}

/// A ward as the newest assessment that knows it has it; `None` if none does.
pub async fn ward(house: &House, code: &str) -> Result<Option<WardPage>> {
    let heads = house.store.assessments().await?;
    let mut seen = BTreeSet::new();
    for head in heads.iter().filter(|head| seen.insert(head.area_code.as_str())) {
        let figures = house.store.figures(head.id).await?;
        if figures.iter().any(|f| f.area == code && f.id.contains("-ward-")) {
            return page(house, head, &figures, code).await.map(Some);
        }
    }
    Ok(None)
}

async fn page(house: &House, head: &AssessmentHead, figures: &[FigureRecord], code: &str) -> Result<WardPage> {
    let stem = format!("{}-ward-{}", head.area_code.to_lowercase(), code.to_lowercase());
    let find = |id: String| figures.iter().find(|f| f.id == id);
    let own = |rest: &str| find(format!("{stem}-{rest}"));
    let whole = |rest: &str| own(rest).and_then(|f| Some((f.value.as_ref()?.as_u64()?, f.id.clone())));
    let all: &[Value] = find(format!("{}-wards", head.area_code.to_lowercase()))
        .and_then(|f| f.rows.as_ref())
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice);
    let row = all.iter().find(|row| row.get("ward_code").and_then(Value::as_str) == Some(code));
    let in_row = |name: &str| row.and_then(|row| row.get(name)).filter(|value| !value.is_null());
    let crimes = own("all-crime-count");
    let before = own("all-crime-count-before");
    let table = own("by-category");
    let behind = Behind::ask(house, head, crimes, before).await;
    let holdings = house.store.holdings(head.as_of.as_deref(), Some(head.holdings_seq)).await?;
    Ok(WardPage {
        invented: rests_on_invented(figures.iter().filter(|f| f.area == code), &holdings),
        assessment: line(head, true),
        partnership: stored_document(house, head).await?.partnership,
        code: code.to_owned(),
        name: in_row("ward_name").and_then(bare).unwrap_or_else(|| code.to_owned()),
        period: crimes.map(|f| f.period.clone()).unwrap_or_default(),
        rank: in_row("rank").and_then(Value::as_u64).map(|rank| (rank, all.len() as u64)),
        by_rate: all.iter().any(|row| row.get("rate").is_some_and(Value::is_number)),
        crimes: whole("all-crime-count"),
        comparison: compare(house, head, &format!("{stem}-all-crime"), figures),
        incidents: whole("anti-social-behaviour-count"),
        residents: whole("population"),
        rate: own("all-crime-rate").and_then(|f| Some((f.value.as_ref()?.as_f64()?, f.id.clone()))),
        rate_unit: own("all-crime-rate").map(|f| f.unit.clone()),
        rate_interval: in_row("rate_low").and_then(Value::as_f64).zip(in_row("rate_high").and_then(Value::as_f64)),
        categories: categories(house, head, table, before.is_some(), &behind),
        categories_source: table.map(|f| sourced(f, f.query.clone(), f.rules.clone())).unwrap_or_default(),
        change_source: table.map(|f| change_source(f, before)).unwrap_or_default(),
        before_source: before.map(|f| sourced(f, counting(f, "category"), f.rules.clone())).unwrap_or_default(),
        months_source: crimes.map(|f| months_source(f, before)).unwrap_or_default(),
        months: behind.months,
    })
}

fn sourced(figure: &FigureRecord, query: String, rules: Vec<String>) -> Sourced {
    Sourced { what: figure.title.clone(), period: figure.period.clone(), rules, extracts: figure.extracts.clone(), query, rows: None }
}

/// A figure and the same of a year before.
fn both(now: &FigureRecord, before: Option<&FigureRecord>, query: String) -> Sourced {
    let all = [Some(now), before].into_iter().flatten();
    let extracts: BTreeSet<&String> = all.clone().flat_map(|f| &f.extracts).collect();
    Sourced {
        period: all.map(|f| f.period.as_str()).collect::<Vec<_>>().join(" and "),
        extracts: extracts.into_iter().cloned().collect(),
        ..sourced(now, query, now.rules.clone())
    }
}

fn change_source(table: &FigureRecord, before: Option<&FigureRecord>) -> Sourced {
    let earlier = before.map(|f| format!(";\n{}", counting(f, "category"))).unwrap_or_default();
    both(table, before, format!("{}{earlier}", table.query))
}

fn months_source(crimes: &FigureRecord, before: Option<&FigureRecord>) -> Sourced {
    let all: Vec<String> = [before, Some(crimes)].into_iter().flatten().map(|f| format!("({})", counting(f, "month"))).collect();
    both(crimes, before, all.join(" UNION ALL "))
}

fn categories(house: &House, head: &AssessmentHead, table: Option<&FigureRecord>, compared: bool, behind: &Behind) -> Vec<CategoryLine> {
    let rows = table.and_then(|f| f.rows.as_ref()).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut counts: BTreeMap<&str, u64> =
        rows.iter().filter_map(|row| Some((row.get("category")?.as_str()?, row.get("count")?.as_u64()?))).collect();
    // It has a line of its own: it is not a crime, and no rows of the year before are kept for it.
    counts.remove(evidence::measures::ANTI_SOCIAL_BEHAVIOUR);
    let before = behind.before.as_ref().filter(|_| compared);
    // A category that has none now may have had some before.
    for category in before.into_iter().flat_map(|counts| counts.keys()) {
        counts.entry(category).or_default();
    }
    let mut lines: Vec<CategoryLine> = counts
        .into_iter()
        .map(|(category, count)| CategoryLine {
            comparison: before.and_then(|b| decided(house, head, b.get(category).copied().unwrap_or(0), count)),
            category: category.to_owned(),
            count,
        })
        .collect();
    lines.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.category.cmp(&b.category)));
    lines
}

/// What is counted from the rows behind the ward's two counts.
#[derive(Default)]
struct Behind {
    months: Vec<MonthLine>,
    before: Option<BTreeMap<String, u64>>,
}

impl Behind {
    /// Counts by month of both years and by category of the year before. The page does without what cannot be counted now.
    async fn ask(house: &House, head: &AssessmentHead, now: Option<&FigureRecord>, before: Option<&FigureRecord>) -> Self {
        let mut behind = Self::default();
        let Some(now) = now else { return behind };
        let mut counted = BTreeMap::new();
        for figure in [Some(now), before].into_iter().flatten() {
            match counts(house, head, figure, "month").await {
                Some(months) => counted.extend(months),
                None => return behind,
            }
        }
        let known: BTreeSet<String> = [Some(now), before].into_iter().flatten().flat_map(|f| months_of(&f.period)).collect();
        behind.months = every_month(&known)
            .into_iter()
            .map(|month| {
                let crimes = known.contains(&month).then(|| counted.get(&month).copied().unwrap_or(0));
                MonthLine { month, crimes }
            })
            .collect();
        if let Some(before) = before {
            behind.before = counts(house, head, before, "category").await;
        }
        behind
    }
}

/// The rows behind a figure, counted by a column.
fn counting(figure: &FigureRecord, by: &str) -> String {
    format!("SELECT {by}, count(*) AS rows_counted FROM ({}) AS behind GROUP BY {by} ORDER BY {by}", figure.rows_query)
}

async fn counts(house: &House, head: &AssessmentHead, figure: &FigureRecord, by: &str) -> Option<BTreeMap<String, u64>> {
    let asked = async {
        let holdings = house.store.holdings(head.as_of.as_deref(), Some(head.holdings_seq)).await?;
        house.ask_within(&holdings, &counting(figure, by), LIMITS).await
    };
    match asked.await {
        Ok(table) => Some(pairs(&table)),
        Err(trouble) => {
            tracing::warn!(code = trouble.code, figure = figure.id, "the rows behind a ward's figure could not be counted");
            None
        }
    }
}

fn pairs(table: &Table) -> BTreeMap<String, u64> {
    let pair = |row: &Vec<base::Value>| Some((row.first()?.to_bare(), u64::try_from(row.get(1)?.as_whole()?).ok()?));
    table.rows.iter().filter_map(pair).collect()
}

/// The months of a period as data: `2025-01..2025-03,2025-06`.
fn months_of(period: &str) -> Vec<String> {
    let mut months = Vec::new();
    for run in period.split(',') {
        let (first, last) = run.split_once("..").unwrap_or((run, run));
        if let (Ok(first), Ok(last)) = (calendar::Month::parse(first), calendar::Month::parse(last)) {
            months.extend(first.through(last).map(|month| month.to_string()));
        }
    }
    months
}

/// Every month from the first to the last, so that gaps show.
fn every_month(known: &BTreeSet<String>) -> Vec<String> {
    match (known.first(), known.last()) {
        (Some(first), Some(last)) => months_of(&format!("{first}..{last}")),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_as_data_become_months_and_gaps_stay() {
        assert_eq!(months_of("2024-11..2025-01,2025-03"), ["2024-11", "2024-12", "2025-01", "2025-03"]);
        assert_eq!(months_of("year not stated"), Vec::<String>::new());
        let known = months_of("2025-01,2025-03").into_iter().collect();
        assert_eq!(every_month(&known), ["2025-01", "2025-02", "2025-03"]);
        assert_eq!(every_month(&BTreeSet::new()), Vec::<String>::new());
    }
}
