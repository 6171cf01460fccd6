//! Figures by ward flags, and by a question of their own.

use super::counts::counts_events;
use super::resolved::{Resolved, blank_record, decimals_of, number, rows_json, slug};
use super::terms::Rules;
use crate::assessment::text;
use crate::{FlagsAsk, House, Limits, Moment};
use base::{Result, Table, Trouble, Value};
use intake::Holdings;
use narrative::{Fact, FactRow, FigurePlan, PlaceName, Span};
use std::collections::BTreeSet;
use store::FigureRecord;

/// What a figure's own question may take: a page waits for it.
const LIMITS: Limits = Limits { seconds: 20, memory_bytes: 512 << 20, rows: Some(100_000) };

/// Views that are read from the record rather than from extracts.
const KEPT: [&str; 3] = ["extracts", "rejects", "figures"];

/// The flags of each ward by a dated rule, the most first.
pub async fn flags(
    house: &House,
    holdings: &Holdings,
    moment: &Moment,
    plan: &FigurePlan,
    rule: &str,
    area: &PlaceName,
    year: Span,
) -> Result<Resolved> {
    let ask = FlagsAsk { rule: rule.to_owned(), what_if: None, within: Some(area.code.clone()), as_of: holdings.as_of.clone() };
    // From what this paper is made of: a frozen version must not see what came in since.
    let made = Box::pin(crate::flags::flags_from(house, holdings, &ask, moment)).await?;
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
        ..Fact::new(&plan.id, &title, area.clone(), plan.period.unwrap_or(year))
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

/// What a question's figure is about.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// The area.
    pub area: &'a PlaceName,
    /// The paper's period.
    pub year: Span,
    /// The rules.
    pub rules: &'a Rules,
    /// The area that data call by a name.
    pub places: &'a (dyn Fn(&str) -> Option<PlaceName> + Sync),
}

/// What a figure's own question gives: one value, words, or rows of `name,value`.
pub async fn question(house: &House, holdings: &Holdings, plan: &FigurePlan, queries: (&str, &str), about: &About<'_>) -> Result<Resolved> {
    let About { area, year, rules, places } = *about;
    for query in [queries.0, queries.1] {
        if let Some(view) = kept_view(query) {
            return Err(Trouble::refused(
                "query-of-the-record",
                format!("the query of figure `{}` names `{view}`", plan.id),
                "ask the views of evidence; what the record says of itself changes with each paper that is kept",
            ));
        }
    }
    let answer = house.ask_within(holdings, queries.0, LIMITS).await?;
    let behind = house.ask_within(holdings, queries.1, LIMITS).await?;
    let mut fact = Fact {
        names: plan.names.clone(),
        unit: plan.unit.clone(),
        older_because: plan.older_because.clone(),
        parts: plan.parts.clone(),
        rounding_because: plan.rounding_because.clone(),
        ..Fact::new(&plan.id, &plan.title, area.clone(), plan.period.unwrap_or(year))
    };
    let rows_query = queries.1;
    let extracts = extracts_of(&behind);
    let values =
        answer.position("value").map(|at| answer.rows.iter().filter_map(|row| row.get(at).and_then(Value::as_real)).collect::<Vec<_>>());
    let values = values.unwrap_or_else(|| answer.rows.first().and_then(|row| row.first()).and_then(Value::as_real).into_iter().collect());
    let said = answer.rows.first().and_then(|row| row.first()).and_then(Value::as_text).is_some();
    traced(plan, &values, said, &behind, &extracts)?;
    let mut record = FigureRecord {
        query: queries.0.to_owned(),
        rows_query: rows_query.to_owned(),
        ..blank_record(&fact, "value", &rules.count, extracts)
    };
    let counts = counts_events(&fact.unit, values.iter().copied());
    if let (Some(name), Some(value)) = (answer.position("name"), answer.position("value")) {
        let rows = answer
            .rows
            .iter()
            .filter_map(|row| {
                let name = row.get(name)?.to_bare();
                let value = row.get(value).and_then(Value::as_real);
                Some(FactRow {
                    slug: slug(&name),
                    area: places(&name),
                    name,
                    value,
                    period: None,
                    hidden: counts && rules.hides(value, plan.open_data),
                })
            })
            .collect();
        fact.rows = rows;
        fact.decimals = plan.decimals.unwrap_or_else(|| decimals_of(fact.rows.iter().filter_map(|row| row.value)));
        record.kind = "table".into();
        record.rows = Some(rows_json(&fact.rows, &[]));
    } else {
        if answer.rows.len() > 1 || answer.columns.len() > 1 {
            return Err(Trouble::refused(
                "query-of-several",
                format!("the query of figure `{}` gives {} rows of {} columns", plan.id, answer.rows.len(), answer.columns.len()),
                "let it give one value, or a table of `name` and `value`",
            ));
        }
        let cell = answer.rows.first().and_then(|row| row.first());
        fact.value = cell.and_then(Value::as_real);
        fact.words = cell.and_then(Value::as_text).map(str::to_owned);
        fact.decimals = plan.decimals.unwrap_or_else(|| decimals_of(fact.value));
        fact.hidden = counts && rules.hides(fact.value, plan.open_data);
        record.value = Some(fact.words.clone().map_or_else(|| number(fact.value), serde_json::Value::String));
        if fact.words.is_some() {
            record.kind = "list".into();
        }
    }
    Ok(Resolved { fact, records: vec![record], beside: Vec::new(), head: "Name" })
}

/// The view of the record that a query names; what stands between quotation marks is a value and no name.
fn kept_view(query: &str) -> Option<&'static str> {
    let mut names = query.split('\'').step_by(2).flat_map(|part| part.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    names.find_map(|name| KEPT.iter().copied().find(|view| view.eq_ignore_ascii_case(name)))
}

/// A question whose rows are not to be found is no figure: they name their extracts, and what they contribute adds up to the value, or to
/// the values of a table.
fn traced(plan: &FigurePlan, values: &[f64], said: bool, behind: &Table, extracts: &[String]) -> Result<()> {
    let untraced = |why: String| {
        Trouble::refused(
            "figure-untraced",
            format!("the rows behind figure `{}` do not account for it: {why}", plan.id),
            "let `rows_query` list the rows with their `extract` and, where the figure is a number, what each adds as `contribution`",
        )
    };
    if behind.rows.is_empty() {
        // Of nothing there are no rows; of anything else there are.
        let nothing = !said && values.iter().all(|value| *value == 0.0);
        return if nothing { Ok(()) } else { Err(untraced("there are none".to_owned())) };
    }
    if extracts.is_empty() {
        return Err(untraced("they have no column `extract`".to_owned()));
    }
    if values.is_empty() {
        return Ok(());
    }
    let Some(at) = behind.position("contribution") else { return Err(untraced("they have no column `contribution`".to_owned())) };
    let given: f64 = behind.rows.iter().filter_map(|row| row.get(at).and_then(Value::as_real)).sum();
    let stated: f64 = values.iter().sum();
    if (given - stated).abs() > 1e-6 * stated.abs().max(1.0) {
        return Err(untraced(format!("they add up to {given}, and the query gives {stated}")));
    }
    Ok(())
}

/// The extracts that rows name.
fn extracts_of(rows: &Table) -> Vec<String> {
    let Some(at) = rows.position("extract") else { return Vec::new() };
    let named: BTreeSet<String> = rows.rows.iter().filter_map(|row| row.get(at).and_then(Value::as_text)).map(str::to_owned).collect();
    named.into_iter().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use base::ColumnKind;

    #[test]
    fn views_of_the_record_are_known_by_name_and_not_by_value() {
        for (query, view) in [
            ("SELECT sum(value) AS value FROM counts WHERE data_set = 'key-figures'", None),
            ("SELECT extract FROM counts", None),
            ("SELECT count(*) FROM Rejects", Some("rejects")),
            ("SELECT 'it''s' FROM (SELECT * FROM \"figures\") AS f", Some("figures")),
        ] {
            assert_eq!(kept_view(query), view, "{query}");
        }
    }

    #[test]
    fn a_figure_of_a_question_is_accounted_for_by_its_rows() {
        let plan = narrative::parse_definition(&narrative::Source {
            path: "a.toml".into(),
            text: "id = \"a\"\ntitle = \"A\"\nsummary = \"A\"\narea = \"E07000012\"\nyear = \"2018-11 to 2019-10\"\nlayout = \"home-office\"\n\
                   [[section]]\nid = \"s\"\ntitle = \"S\"\nfile = \"s.md\"\n\
                   [[figure]]\nid = \"f\"\ntitle = \"F\"\nquery = \"SELECT 1\"\nrows_query = \"SELECT 1\"\n"
                .into(),
        })
        .unwrap()
        .figures
        .remove(0);
        let rows = |values: &[f64]| {
            let mut table = Table::new(&[("extract", ColumnKind::Text), ("contribution", ColumnKind::Real)]);
            table.rows = values.iter().map(|value| vec![Value::Text("ac-1".into()), Value::Real(*value)]).collect();
            table
        };
        let of = ["ac-1".to_owned()];
        assert!(traced(&plan, &[5.0], false, &rows(&[2.0, 3.0]), &of).is_ok());
        for (values, said, behind, extracts) in [
            (&[5.0][..], false, rows(&[4.0]), &of[..]),
            (&[5.0], false, rows(&[]), &[]),
            (&[5.0], false, rows(&[5.0]), &[]),
            (&[], true, rows(&[]), &[]),
        ] {
            assert_eq!(traced(&plan, values, said, &behind, extracts).unwrap_err().code, "figure-untraced");
        }
        // A count of nothing has no rows, and a value that is not known has none either.
        assert!(traced(&plan, &[0.0], false, &rows(&[]), &[]).is_ok() && traced(&plan, &[], false, &rows(&[]), &[]).is_ok());
    }
}
