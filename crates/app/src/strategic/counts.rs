//! Figures that add up cells of tables of counts.

use super::cells::{self, Cells, Counted, Pick, ROWS, WHOLE_SUM, listed, sum, sum_queries};
use super::resolved::{Beside, Resolved, blank_record, decimals_of, number, rows_json, slug};
use super::terms::Rules;
use crate::assessment::text;
use base::{Result, Trouble};
use evidence::{Verdict, decide_change_per};
use narrative::{Before, CellsOf, Fact, FactRow, FigurePlan, PlaceName, Rank, Span, TableBy, record_id};
use statistics::Exposure;
use std::collections::{BTreeMap, BTreeSet};
use store::FigureRecord;

/// What a figure of counts is resolved with.
pub struct Ground<'a> {
    /// The cells.
    pub cells: &'a Cells,
    /// The rules.
    pub rules: &'a Rules,
    /// The paper's area.
    pub area: &'a PlaceName,
    /// The paper's period.
    pub year: Span,
}

/// Resolves a figure of counts.
///
/// # Errors
/// Refused with `levels-mixed` where its cells are of areas of several levels: districts, and the county that they make up.
pub fn resolve(plan: &FigurePlan, of: &CellsOf, ground: &Ground<'_>) -> Result<Resolved> {
    let area = area_of(plan, ground);
    match plan.by {
        None => single(plan, of, &area, ground),
        Some(by) => table(plan, of, by, &area, ground),
    }
}

/// Areas of several levels are never added together, nor set in one order.
fn of_one_level(plan: &FigurePlan, found: &[&Counted]) -> Result<()> {
    let levels: BTreeSet<&str> = found.iter().map(|cell| cell.level.as_str()).collect();
    if levels.len() < 2 {
        return Ok(());
    }
    let listed: Vec<&str> = levels.into_iter().collect();
    Err(Trouble::refused(
        "levels-mixed",
        format!("figure `{}` takes cells of areas of several levels: {}", plan.id, listed.join(", ")),
        "say in `counts` which `level` it is of",
    ))
}

pub fn area_of(plan: &FigurePlan, ground: &Ground<'_>) -> PlaceName {
    if plan.area.is_empty() {
        return ground.area.clone();
    }
    if plan.area == ground.area.code || plan.area.eq_ignore_ascii_case(&ground.area.name) {
        return ground.area.clone();
    }
    ground.cells.place(&plan.area).unwrap_or_else(|| PlaceName { code: plan.area.clone(), name: plan.area.clone() })
}

fn single(plan: &FigurePlan, of: &CellsOf, area: &PlaceName, ground: &Ground<'_>) -> Result<Resolved> {
    let period = plan.period.unwrap_or(ground.year);
    // An area that the cells name themselves is theirs, not the paper's.
    let named = (!of.area.is_empty()).then(|| ground.cells.place(&of.area)).flatten();
    let area = named.as_ref().unwrap_or(area);
    let pick = Pick { of, area: of.area.is_empty().then_some(area), period: Some(period) };
    let found = ground.cells.picked(&pick);
    of_one_level(plan, &found)?;
    let mut fact = fact_of(plan, area, period, &found);
    fact.value = sum(found.iter().copied());
    let (query, rows_query) = sum_queries(&pick.condition());
    let extracts = cells::extracts(found.iter().copied());
    let counts = counts_events(&fact.unit, found.iter().filter_map(|cell| cell.value));
    let kind = if counts { "sum" } else { "value" };
    let mut record =
        FigureRecord { value: Some(number(fact.value)), query, rows_query, ..blank_record(&fact, kind, &ground.rules.count, extracts) };
    fact.hidden = counts && ground.rules.hides(fact.value, plan.open_data);
    let mut records = Vec::new();
    if let Some(before) = plan.before {
        let earlier = Pick { period: Some(before), ..pick };
        let then = ground.cells.picked(&earlier);
        let value = sum(then.iter().copied());
        fact.before = compared(&fact, counts, value, before, ground.rules)?;
        fact.hidden |= counts && ground.rules.hides(value, plan.open_data);
        // Where a paper printed a change alone there is nothing before, and nothing to be kept.
        if !then.is_empty() {
            let extracts = cells::extracts(then.iter().copied());
            let (query, rows_query) = sum_queries(&earlier.condition());
            records.push(FigureRecord {
                id: record_id(&fact.id, "before"),
                title: format!("{}, {}", fact.title, before.in_words()),
                period: before.as_data(),
                value: Some(number(value)),
                query,
                rows_query,
                ..blank_record(&fact, kind, &ground.rules.count, extracts)
            });
        }
        records.extend(change_record(&fact, counts, &pick, &earlier, &record, ground.rules));
    }
    if let Some(plan) = &plan.rank {
        records.extend(ranked(&mut fact, of, &plan.level, period, ground, &record));
    }
    record.period = period.as_data();
    records.insert(0, record);
    Ok(Resolved { fact, records, beside: Vec::new(), head: "" })
}

fn fact_of(plan: &FigurePlan, area: &PlaceName, period: Span, found: &[&Counted]) -> Fact {
    let unit = if plan.unit.is_empty() { found.first().map(|cell| cell.unit.clone()).unwrap_or_default() } else { plan.unit.clone() };
    Fact {
        names: plan.names.clone(),
        decimals: plan.decimals.unwrap_or_else(|| decimals_of(found.iter().filter_map(|cell| cell.value))),
        unit,
        older_because: plan.older_because.clone(),
        parts: plan.parts.clone(),
        rounding_because: plan.rounding_because.clone(),
        ..Fact::new(&plan.id, &plan.title, area.clone(), period)
    }
}

/// Whether values count events: only such are tested for chance, scaled to the length of a period and held back where they are small. What
/// the data hold decides, not how the figure is to be printed.
pub fn counts_events(unit: &str, values: impl IntoIterator<Item = f64>) -> bool {
    let measured = narrative::is_percent(unit) || narrative::is_money(unit) || unit.contains("per ");
    !measured && values.into_iter().all(|value| value.fract() == 0.0)
}

/// What may be said of a value and the one before: tested where both are counts, otherwise by its sign alone.
fn compared(fact: &Fact, counts: bool, before: Option<f64>, period: Span, rules: &Rules) -> Result<Option<Before>> {
    let said = |percent, verdict| Before { value: before, period, percent, printed_decimals: None, incomparable: false, verdict };
    let Some(then) = before else { return Ok(Some(said(None, Verdict::NotTested))) };
    let Some(now) = fact.value else { return Ok(None) };
    let months = (f64::from(period.months()), f64::from(fact.period.months()));
    // Periods of unequal length are compared as rates of time.
    let fair = if counts { then * months.1 / months.0 } else { then };
    let percent = (fair != 0.0).then(|| (now - fair) * 100.0 / fair);
    let verdict = match (whole(then), whole(now), Exposure::new(months.0, months.1)) {
        (Some(earlier), Some(later), Some(exposure)) if counts => decide_change_per(earlier, later, exposure, &rules.terms.change)?.verdict,
        _ => Verdict::NotTested,
    };
    Ok(Some(said(percent, verdict)))
}

fn whole(value: f64) -> Option<u64> {
    super::resolved::whole(value).and_then(|value| u64::try_from(value).ok()).filter(|value| *value <= evidence::LARGEST_COUNT)
}

/// The change in percent with the rows that give it.
fn change_record(
    fact: &Fact,
    counts: bool,
    later: &Pick<'_>,
    earlier: &Pick<'_>,
    record: &FigureRecord,
    rules: &Rules,
) -> Option<FigureRecord> {
    let before = fact.before.as_ref()?;
    let (percent, then) = (before.percent?, before.value?);
    let pro_rata = if counts { f64::from(fact.period.months()) / f64::from(before.period.months()) } else { 1.0 };
    let weight = 100.0 / (then * pro_rata);
    let of_later = format!("period_from = '{}' AND period_to = '{}'", fact.period.first, fact.period.last);
    let signed = format!("CASE WHEN {of_later} THEN value * {weight} ELSE -value * {} END", weight * pro_rata);
    let condition = format!("({}) OR ({})", later.condition(), earlier.condition());
    Some(FigureRecord {
        id: record_id(&fact.id, "change"),
        title: format!("{}, change in percent against {}", fact.title, before.period.in_words()),
        kind: "percent-change".into(),
        unit: "percent".into(),
        period: format!("{} against {}", fact.period.as_data(), before.period.as_data()),
        value: Some(number(Some(percent))),
        rules: rules.change.clone(),
        query: format!("SELECT SUM({signed}) AS value FROM counts WHERE {condition}"),
        rows_query: format!("{} AS contribution FROM counts WHERE {condition} ORDER BY {ROWS}", listed(&signed)),
        ..record.clone()
    })
}

/// Where the figure stands among areas of a level, the highest first.
fn ranked(fact: &mut Fact, of: &CellsOf, level: &str, period: Span, ground: &Ground<'_>, record: &FigureRecord) -> Option<FigureRecord> {
    let among = CellsOf { level: level.to_owned(), area: String::new(), ..of.clone() };
    let pick = Pick { of: &among, area: None, period: Some(period) };
    let sums = by_name(&ground.cells.picked(&pick), area_key);
    let own = fact.value?;
    let values: Vec<f64> = sums.values().filter_map(|cells| sum(cells.iter().copied())).collect();
    let place = 1 + values.iter().filter(|value| **value > own).count();
    let tied = values.iter().filter(|value| (**value - own).abs() < 1e-9).count() > 1;
    fact.rank = Some(Rank { place, of: values.len(), tied });
    let condition = pick.condition();
    let better = format!(
        "SELECT area_name, SUM(value) AS value FROM counts WHERE {condition} GROUP BY area_code, area_name HAVING COUNT(*) = COUNT(value) AND ROUND(SUM(value), 6) > {own}"
    );
    Some(FigureRecord {
        id: record_id(&fact.id, "rank"),
        title: format!("{}: place among {} areas of level {level}, the highest first", fact.title, values.len()),
        kind: "rank".into(),
        unit: "place".into(),
        value: Some(number(Some(place as f64))),
        extracts: cells::extracts(sums.values().flatten().copied()),
        query: format!("SELECT 1 + COUNT(*) AS value FROM ({better}) AS better"),
        rows_query: format!(
            "SELECT area_name, value, 1 AS contribution FROM ({better}) AS better UNION ALL SELECT {}, {own}, 1 ORDER BY 2 DESC, 1",
            text(&fact.area.name)
        ),
        ..record.clone()
    })
}

/// An area by its name and, where two share it, its code.
fn area_key(cell: &Counted) -> String {
    format!("{}\n{}", cell.area_name, cell.area_code)
}

fn by_name<'a>(cells: &[&'a Counted], name: impl Fn(&Counted) -> String) -> BTreeMap<String, Vec<&'a Counted>> {
    let mut out: BTreeMap<String, Vec<&Counted>> = BTreeMap::new();
    for cell in cells {
        out.entry(name(cell)).or_default().push(cell);
    }
    out
}

fn table(plan: &FigurePlan, of: &CellsOf, by: TableBy, area: &PlaceName, ground: &Ground<'_>) -> Result<Resolved> {
    let own_area = matches!(by, TableBy::Category | TableBy::Period) && of.area.is_empty();
    let mut pick = Pick { of, area: own_area.then_some(area), period: None };
    if by != TableBy::Period {
        pick.period = Some(plan.period.unwrap_or(ground.year));
    }
    let mut found = ground.cells.picked(&pick);
    if by == TableBy::Period
        && let Some(within) = plan.period
    {
        found.retain(|cell| cell.span.is_some_and(|span| within.first <= span.first && span.last <= within.last));
    }
    of_one_level(plan, &found)?;
    let ends: Vec<Span> = found.iter().filter_map(|cell| cell.span).collect();
    let over = ends.iter().map(|s| s.first).min().zip(ends.iter().map(|s| s.last).max()).map(|(first, last)| Span { first, last });
    let period = pick.period.or(over).or(plan.period).unwrap_or(ground.year);
    let mut fact = fact_of(plan, area, period, &found);
    let column = match by {
        TableBy::Area => "area_name",
        TableBy::Category => "category",
        TableBy::Period => "period",
    };
    let groups = by_name(&found, |cell| match by {
        TableBy::Area => area_key(cell),
        TableBy::Category => cell.category.clone(),
        TableBy::Period => cell.span.map_or_else(|| cell.period.clone(), Span::as_data),
    });
    fact.rows = groups.values().filter_map(|cells| row_of(cells, by)).collect();
    order(&mut fact.rows, by);
    let counts = counts_events(&fact.unit, found.iter().filter_map(|cell| cell.value));
    let beside = match plan.before {
        Some(before) => beside(&fact, counts, &pick, before, by, ground)?,
        None => Vec::new(),
    };
    for (at, row) in fact.rows.iter_mut().enumerate() {
        let small = |value| counts && ground.rules.hides(value, plan.open_data);
        row.hidden = small(row.value) || beside.get(at).is_some_and(|beside| small(beside.before));
    }
    let extracts = cells::extracts(found.iter().copied());
    let mut condition = pick.condition();
    if by == TableBy::Period
        && let Some(within) = plan.period
    {
        condition = format!("{condition} AND period_from >= '{}' AND period_to <= '{}'", within.first, within.last);
    }
    let ordered = if by == TableBy::Period { "1" } else { "2 DESC, 1" };
    let grouped = if by == TableBy::Area { "area_code, area_name" } else { column };
    let query = match plan.before {
        Some(before) if by != TableBy::Period => {
            let both = Pick { period: None, ..pick }.condition();
            let (now, then) = (within(period), within(before));
            let (now, then) = (
                whole_sum(&format!("CASE WHEN {now} THEN value END"), &now),
                whole_sum(&format!("CASE WHEN {then} THEN value END"), &then),
            );
            format!(
                "SELECT {column} AS name, {now} AS value, {then} AS before FROM counts WHERE {both} AND ({} OR {}) GROUP BY {grouped} \
                 HAVING SUM(CASE WHEN {} THEN 1 ELSE 0 END) > 0 ORDER BY {ordered}",
                within(period),
                within(before),
                within(period)
            )
        }
        _ => format!("SELECT {column} AS name, {WHOLE_SUM} AS value FROM counts WHERE {condition} GROUP BY {grouped} ORDER BY {ordered}"),
    };
    let record = FigureRecord {
        rows: Some(rows_json(&fact.rows, &beside)),
        query,
        rows_query: format!("{} AS contribution FROM counts WHERE {condition} ORDER BY {ROWS}", listed("value")),
        ..blank_record(&fact, "table", &ground.rules.count, extracts)
    };
    let head = match by {
        TableBy::Area => "Area",
        TableBy::Category => "Category",
        TableBy::Period => "Period",
    };
    Ok(Resolved { fact, records: vec![record], beside, head })
}

/// The condition of a period.
fn within(span: Span) -> String {
    format!("period_from = '{}' AND period_to = '{}'", span.first, span.last)
}

/// The sum of some cells, not known where one of them is not.
fn whole_sum(value: &str, condition: &str) -> String {
    format!("CASE WHEN SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) = COUNT({value}) THEN ROUND(SUM({value}), 6) END")
}

fn row_of(cells: &[&Counted], by: TableBy) -> Option<FactRow> {
    let first = cells.first()?;
    let name = match by {
        TableBy::Area => first.area_name.clone(),
        TableBy::Category => first.category.clone(),
        TableBy::Period => first.span.map_or_else(|| first.period.clone(), short_period),
    };
    Some(FactRow {
        slug: match (by, first.span) {
            (TableBy::Period, Some(span)) => slug(&span.as_data()),
            _ => slug(&name),
        },
        name,
        value: sum(cells.iter().copied()),
        area: (by == TableBy::Area).then(|| first.place()),
        period: if by == TableBy::Period { first.span } else { None },
        hidden: false,
    })
}

/// A period as the first cell of a row.
fn short_period(span: Span) -> String {
    let words = span.in_words();
    let words = words.strip_prefix("the ").unwrap_or(&words);
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Time in its order; anything else the highest first, unknown values last, and equal ones by name.
fn order(rows: &mut [FactRow], by: TableBy) {
    rows.sort_by(|a, b| match by {
        TableBy::Period => a.period.cmp(&b.period),
        _ => b.value.partial_cmp(&a.value).unwrap_or(std::cmp::Ordering::Equal).then_with(|| a.name.cmp(&b.name)),
    });
}

/// The period before beside each row, and the verdict.
fn beside(fact: &Fact, counts: bool, pick: &Pick<'_>, before: Span, by: TableBy, ground: &Ground<'_>) -> Result<Vec<Beside>> {
    let earlier = Pick { period: Some(before), ..*pick };
    let groups = by_name(&ground.cells.picked(&earlier), |cell| match by {
        TableBy::Area => area_key(cell),
        _ => cell.category.clone(),
    });
    let mut out = Vec::new();
    for row in &fact.rows {
        let code = row.area.as_ref().filter(|area| area.code != area.name).map_or("", |area| area.code.as_str());
        let key = if by == TableBy::Area { format!("{}\n{code}", row.name) } else { row.name.clone() };
        let then = groups.get(&key).and_then(|cells| sum(cells.iter().copied()));
        let one = Fact { value: row.value, ..fact.clone() };
        let said = compared(&one, counts, then, before, ground.rules)?;
        out.push(Beside { before: then, verdict: said.filter(|_| then.is_some()).map(|b| b.verdict) });
    }
    Ok(out)
}
