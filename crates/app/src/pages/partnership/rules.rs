//! The rulebook, as a list and one by one.

use super::shown;
use crate::{House, Moment};
use base::Result;
use jiff::civil::Date;
use rulebook::Rule;

/// How the list of rules is narrowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RulesAsk {
    /// A part of an id or a title.
    pub words: String,
    /// A kind of rule.
    pub kind: String,
    /// Those that are not in force on the day, too.
    pub every: bool,
    /// On which day; today if not said.
    pub on: Option<String>,
}

/// A rule in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// The rule with its version: `chair-term@2020`.
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// What kind of rule it is.
    pub kind: &'static str,
    /// The first day it holds.
    pub since: Option<String>,
    /// The first day it holds no longer.
    pub until: Option<String>,
    /// Where it holds.
    pub place: String,
    /// The paper and the place in it.
    pub source: String,
    /// It holds on the day.
    pub in_force: bool,
}

/// The list of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesPage {
    /// The day.
    pub day: String,
    /// The rules, in the order of their ids.
    pub lines: Vec<RuleLine>,
    /// How many versions the rulebook has.
    pub all: usize,
    /// Every kind of rule.
    pub kinds: Vec<&'static str>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePage {
    /// As in the list.
    pub line: RuleLine,
    /// Who decided that it holds here.
    pub approved_by: String,
    /// What is to be known of its source.
    pub note: String,
    /// Its numbers and words, name by name.
    pub parameters: Vec<(String, String)>,
    /// The other versions, by reference.
    pub others: Vec<String>,
}

fn line(rule: &Rule, day: Date) -> RuleLine {
    let place = rule.area.as_ref().map_or_else(|| rule.jurisdiction.as_str().to_owned(), ToString::to_string);
    RuleLine {
        reference: rule.reference.to_string(),
        title: rule.title.clone(),
        kind: rule.parameters.kind(),
        since: shown(rule.valid_from),
        until: shown(rule.valid_to),
        place,
        source: format!("{}, {}", rule.source.document, rule.source.place),
        in_force: rule.holds_on(day),
    }
}

/// The list of rules on a day, narrowed as asked.
pub async fn rules_page(house: &House, moment: &Moment, ask: &RulesAsk) -> Result<RulesPage> {
    let day = super::day_of(ask.on.as_deref(), moment)?;
    let words = ask.words.trim().to_lowercase();
    let rules = house.rulebook.rules();
    let mut kinds: Vec<&'static str> = rules.iter().map(|rule| rule.parameters.kind()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut lines: Vec<RuleLine> = rules.iter().map(|rule| line(rule, day)).collect();
    lines.retain(|one| {
        (ask.every || one.in_force)
            && (ask.kind.is_empty() || one.kind == ask.kind)
            && (words.is_empty() || one.reference.contains(&words) || one.title.to_lowercase().contains(&words))
    });
    lines.sort_by(|one, other| one.reference.cmp(&other.reference));
    Ok(RulesPage { day: day.to_string(), lines, all: rules.len(), kinds })
}

/// One rule at one version; nothing where there is none.
pub async fn rule_page(house: &House, moment: &Moment, reference: &str) -> Result<Option<RulePage>> {
    let day = crate::registers::today(moment);
    let rules = house.rulebook.rules();
    let Some(rule) = rules.iter().find(|rule| rule.reference.to_string() == reference) else { return Ok(None) };
    let others = rules.iter().filter(|other| other.reference.id() == rule.reference.id() && other.reference != rule.reference);
    Ok(Some(RulePage {
        line: line(rule, day),
        approved_by: rule.approved_by.clone(),
        note: rule.source.note.clone(),
        parameters: crate::registrar::spelt_out(&rule.parameters)?,
        others: others.map(|other| other.reference.to_string()).collect(),
    }))
}
