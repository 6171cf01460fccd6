//! Figures by ward flags, and by a question of their own.

use super::resolved::{Resolved, blank_fact, blank_record, decimals_of, number, rows_json, slug};
use super::terms::Rules;
use crate::assessment::text;
use crate::{FlagsAsk, House, Moment};
use base::{Result, Table, Trouble, Value};
use intake::Holdings;
use narrative::{Fact, FactRow, FigurePlan, PlaceName, Span};
use std::collections::BTreeSet;
use store::FigureRecord;

/// The flags of each ward by a dated rule, the most first.
pub async fn flags(
    house: &House,
    moment: &Moment,
    as_of: Option<&str>,
    plan: &FigurePlan,
    rule: &str,
    area: &PlaceName,
    year: Span,
) -> Result<Resolved> {
    let ask = FlagsAsk { rule: rule.to_owned(), what_if: None, within: Some(area.code.clone()), as_of: as_of.map(str::to_owned) };
    let made = Box::pin(crate::flags(house, &ask, moment)).await?;
    if made.district != area.code {
        return Err(Trouble::refused(
            "flags-of-another-area",
            format!("rule `{rule}` is of `{}`, and figure `{}` of `{}`", made.district, plan.id, area.code),
            "name a rule without an area, or one of this area",
        ));
    }
    let mut lines: Vec<_> = made.by_rule.flags.wards.iter().collect();
    lines.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.ward.name.cmp(&b.ward.name)));
    let rows = lines.iter().map(|line| FactRow {
        slug: slug(&line.ward.name),
        name: line.ward.name.clone(),
        value: Some(line.total as f64),
        area: Some(PlaceName { code: line.ward.code.clone(), name: line.ward.name.clone() }),
        period: None,
        hidden: false,
    });
    let title = if plan.title.is_empty() { made.by_rule.rule.title.clone() } else { plan.title.clone() };
    let fact = Fact {
        names: plan.names.clone(),
        unit: if plan.unit.is_empty() { "flags".to_owned() } else { plan.unit.clone() },
        rows: rows.collect(),
        older_because: plan.older_because.clone(),
        ..blank_fact(&plan.id, &title, area, plan.period.unwrap_or(year))
    };
    // What the rule decided from: every criterion's value for each of its areas.
    let parts: Vec<String> = made
        .by_rule
        .criteria
        .iter()
        .filter(|criterion| criterion.values.is_some())
        .map(|criterion| {
            format!("SELECT {} AS criterion, area_code, value FROM ({}) AS one", text(&criterion.id), criterion.query_of_all())
        })
        .collect();
    let query = if parts.is_empty() { String::new() } else { format!("{} ORDER BY 1, 3 DESC, 2", parts.join(" UNION ALL ")) };
    let mut rules = vec![made.by_rule.rule.reference.to_string()];
    rules.extend(made.rules.iter().map(ToString::to_string));
    let extracts: BTreeSet<String> =
        made.by_rule.criteria.iter().filter_map(|c| c.values.as_ref()).flat_map(|values| values.extracts.iter().cloned()).collect();
    let record = FigureRecord {
        rows: Some(rows_json(&fact.rows, &[])),
        rows_query: query.clone(),
        query,
        ..blank_record(&fact, "table", &rules, extracts.into_iter().collect())
    };
    Ok(Resolved { fact, records: vec![record], beside: Vec::new(), head: "Ward" })
}

/// What a figure's own question gives: one value, words, or rows of `name,value`.
pub async fn question(
    house: &House,
    holdings: &Holdings,
    plan: &FigurePlan,
    queries: (&str, &str),
    area: &PlaceName,
    year: Span,
    rules: &Rules,
) -> Result<Resolved> {
    let answer = house.ask(holdings, queries.0).await?;
    let behind = if queries.1.is_empty() { Table::default() } else { house.ask(holdings, queries.1).await? };
    let mut fact = Fact {
        names: plan.names.clone(),
        unit: plan.unit.clone(),
        older_because: plan.older_because.clone(),
        parts: plan.parts.clone(),
        rounding_because: plan.rounding_because.clone(),
        ..blank_fact(&plan.id, &plan.title, area, plan.period.unwrap_or(year))
    };
    let rows_query = if queries.1.is_empty() { queries.0 } else { queries.1 };
    let extracts = extracts_of(&behind);
    let mut record = FigureRecord {
        query: queries.0.to_owned(),
        rows_query: rows_query.to_owned(),
        ..blank_record(&fact, "value", &rules.count, extracts)
    };
    if let (Some(name), Some(value)) = (answer.position("name"), answer.position("value")) {
        let rows = answer
            .rows
            .iter()
            .filter_map(|row| {
                let name = row.get(name)?.to_bare();
                let value = row.get(value).and_then(Value::as_real);
                Some(FactRow {
                    slug: slug(&name),
                    name,
                    value,
                    area: None,
                    period: None,
                    hidden: rules.hides(&fact, value, plan.open_data),
                })
            })
            .collect();
        fact.rows = rows;
        fact.decimals = plan.decimals.unwrap_or_else(|| decimals_of(fact.rows.iter().filter_map(|row| row.value)));
        record.kind = "table".into();
        record.rows = Some(rows_json(&fact.rows, &[]));
    } else {
        let cell = answer.rows.first().and_then(|row| row.first());
        fact.value = cell.and_then(Value::as_real);
        fact.words = cell.and_then(Value::as_text).map(str::to_owned);
        fact.decimals = plan.decimals.unwrap_or_else(|| decimals_of(fact.value));
        fact.hidden = rules.hides(&fact, fact.value, plan.open_data);
        record.value = Some(fact.words.clone().map_or_else(|| number(fact.value), serde_json::Value::String));
        if fact.words.is_some() {
            record.kind = "list".into();
        }
    }
    Ok(Resolved { fact, records: vec![record], beside: Vec::new(), head: "Name" })
}

/// The extracts that rows name.
fn extracts_of(rows: &Table) -> Vec<String> {
    let Some(at) = rows.position("extract") else { return Vec::new() };
    let named: BTreeSet<String> = rows.rows.iter().filter_map(|row| row.get(at).and_then(Value::as_text)).map(str::to_owned).collect();
    named.into_iter().collect()
}
