//! What the columns of values are: their measures, and the periods or areas in their names.

use super::header::{Header, Role};
use super::names::{is_generic, measure_id, shown};
use super::period::{Dashed, Period};
use base::Trouble;

/// A column of values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Amount {
    pub column: usize,
    /// What is left of its name without the period, as an id; empty where nothing is.
    pub measure: String,
    pub period: Option<Period>,
    /// Its name is the name of an area.
    pub area: Option<String>,
    /// It adds up the others.
    pub total: bool,
}

/// Reads the names of the columns of values. A name with a year that can't be understood leaves its column out.
pub(super) fn amounts(
    file_name: &str,
    names: &[String],
    header: &Header,
    dashed: Dashed,
    warnings: &mut Vec<String>,
) -> base::Result<Vec<Amount>> {
    if header.long {
        let value = header.column(&Role::Value).into_iter();
        return Ok(value.map(|column| Amount { column, measure: String::new(), period: None, area: None, total: false }).collect());
    }
    // Measures down the rows and no areas beside them: the areas stand across.
    let across = !header.has_areas() && header.column(&Role::Measure).is_some();
    let mut found = Vec::new();
    for column in header.columns(&Role::Amount) {
        let name = names.get(column).map_or("", String::as_str);
        let (period, rest) = match Period::in_name(name, dashed) {
            Ok(Some((period, rest))) => (Some(period), rest),
            Ok(None) => (None, name.to_owned()),
            Err(why) => {
                warnings.push(format!("column `{}` of `{file_name}` is left out: {why}", shown(name)));
                continue;
            }
        };
        let id = measure_id(&rest);
        let area = (across && !is_generic(&id)).then(|| rest.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
        let measure = if is_generic(&id) || area.is_some() { String::new() } else { id };
        found.push((Amount { column, measure, period, area, total: false }, rest));
    }
    // Two columns that have become the same keep the words that were thought to say nothing.
    let keys: Vec<_> = found.iter().map(|(a, _)| key(a)).collect();
    let plain_columns = found.iter().filter(|(a, _)| a.period.is_none()).count();
    let mut amounts = Vec::new();
    for (place, (mut amount, rest)) in found.into_iter().enumerate() {
        let same = keys.get(place).is_some_and(|k| keys.iter().filter(|other| *other == k).count() > 1);
        let adds_up = matches!(measure_id(&rest).as_str(), "total" | "totals" | "all") && plain_columns > 1 && amount.period.is_none();
        if (same || adds_up) && amount.area.is_none() {
            amount.measure = measure_id(&rest);
        }
        amount.total = adds_up && amount.area.is_none();
        if let Some(other) = amounts.iter().find(|other| key(other) == key(&amount)) {
            let name = |a: &Amount| names.get(a.column).map(|n| shown(n)).unwrap_or_default();
            return Err(Trouble::refused(
                "columns-repeat",
                format!("columns `{}` and `{}` of `{file_name}` are of the same measure and period", name(other), name(&amount)),
                "name what each of them counts, or leave one out",
            ));
        }
        amounts.push(amount);
    }
    Ok(amounts)
}

type Key = (String, Option<(calendar::Month, calendar::Month, bool)>, Option<String>);

fn key(amount: &Amount) -> Key {
    (amount.measure.clone(), amount.period.as_ref().map(|p| (p.from, p.to, p.part_year)), amount.area.clone())
}
