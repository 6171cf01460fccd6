//! One ward's flags, criterion by criterion, each opened to its rows.

use super::flags::{FlagsAnswer, made, mark, rows, rule_words, total_source};
use super::{CriterionWords, FlagMark, RuleWords};
use crate::pages::Sourced;
use crate::registers::{self, ConcernLine, PriorityLine};
use crate::{AreaLevel, House, Limits, Moment};
use base::{Result, Table};
use std::collections::BTreeSet;

/// How many rows the page shows of each criterion.
const FIRST_ROWS: usize = 10;
/// What listing them may take.
const LIMITS: Limits = Limits { seconds: 10, memory_bytes: 512 << 20, rows: Some(FIRST_ROWS) };

/// A ward in a criterion, opened.
#[derive(Debug, Clone, PartialEq)]
pub struct WardCriterion {
    /// The criterion in words.
    pub criterion: CriterionWords,
    /// What it says of the ward.
    pub mark: FlagMark,
    /// Where the ward's value comes from.
    pub source: Sourced,
    /// The first rows behind it; none where they could not be listed.
    pub rows: Option<Table>,
}

/// A ward's flags.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagWardPage {
    /// The rule.
    pub rule: RuleWords,
    /// The district's code.
    pub district: String,
    /// The ward's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its flags.
    pub total: u64,
    /// Its risk.
    pub risk: String,
    /// Where they come from.
    pub total_source: Sourced,
    /// Each criterion.
    pub criteria: Vec<WardCriterion>,
    /// Concerns about it.
    pub concerns: Vec<ConcernLine>,
    /// Priorities that name it or an area in it.
    pub priorities: Vec<PriorityLine>,
    /// Whether any value was invented for a demonstration.
    pub invented: bool,
}

/// What came of asking for a ward.
#[derive(Debug, Clone, PartialEq)]
pub enum FlagWardAnswer {
    /// The flags of the district could not be decided.
    Not(FlagsAnswer),
    /// The district has no such ward.
    UnknownWard,
    /// The ward.
    Page(Box<FlagWardPage>),
}

/// One ward by one rule.
pub async fn flag_ward(house: &House, rule: &str, ward: &str, within: Option<&str>, moment: &Moment) -> Result<FlagWardAnswer> {
    let made = match made(house, Some(rule), None, within, moment).await? {
        Ok(made) => made,
        Err(answer) => return Ok(FlagWardAnswer::Not(answer)),
    };
    let by_rule = &made.by_rule;
    let Some(line) = by_rule.flags.wards.iter().find(|line| line.ward.code == ward) else {
        return Ok(FlagWardAnswer::UnknownWard);
    };
    let words = rule_words(by_rule, &made.district, by_rule.flags.wards.len())?;
    let holdings = house.store.holdings(None, None).await?;
    let mut criteria = Vec::new();
    for ((cell, data), criterion) in line.cells.iter().zip(&by_rule.criteria).zip(&words.criteria) {
        let query = data.query(ward);
        let level = data.values.as_ref().map_or(AreaLevel::Ward, |values| values.level);
        // Behind the best of several areas stand all of them.
        let area = (level == AreaLevel::Ward).then_some(ward);
        // The page is worth having without the rows; what can't be listed now is said to be so.
        let rows_here = if query.is_empty() { None } else { house.ask_within(&holdings, &query, LIMITS).await.ok() };
        criteria.push(WardCriterion {
            mark: mark(house, cell, &data.measure, &by_rule.rule, moment)?,
            source: Sourced {
                what: format!("{}, {}", criterion.title, line.ward.name),
                query: if query.is_empty() { criterion.source.query.clone() } else { data.value_query(ward) },
                rows: rows(&data.measure, &made.district, level, area, &data.period),
                ..criterion.source.clone()
            },
            criterion: criterion.clone(),
            rows: rows_here,
        });
    }
    let of_ward = |wards: &BTreeSet<String>| wards.contains(ward);
    let concerns = registers::concerns(house).await?.into_iter().filter(|one| of_ward(&one.wards)).collect();
    let areas = registers::areas(house, registers::today(moment)).await?;
    let areas: Vec<_> = areas.into_iter().map(|line| line.area).collect();
    let lies_in = |line: &PriorityLine| line.priority.areas.iter().any(|place| of_ward(&evidence::registers::wards_of(place, &areas)));
    let priorities = registers::priorities(house, None).await?.into_iter().filter(lies_in).collect();
    let extracts: BTreeSet<&String> = by_rule.criteria.iter().filter_map(|data| data.values.as_ref()).flat_map(|v| &v.extracts).collect();
    let invented = super::flags::invented(house, &extracts).await?;
    Ok(FlagWardAnswer::Page(Box::new(FlagWardPage {
        rule: words,
        district: made.district.clone(),
        code: line.ward.code.clone(),
        name: line.ward.name.clone(),
        total: line.total,
        risk: line.risk.clone(),
        total_source: total_source(by_rule, &made),
        criteria,
        concerns,
        priorities,
        invented,
    })))
}
