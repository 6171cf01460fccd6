//! Ward flags for a page: the rule in words, each ward in each criterion, who moves under another rule, and what people said.

use super::of_register;
use crate::pages::{RowsAsk, Sourced};
use crate::registers::{self, ConcernLine};
use crate::{AreaLevel, FlagsAsk, FlagsByRule, FlagsMade, House, Moment, flags};
use base::{AreaCode, Outcome, Result, Trouble};
use evidence::catalogue::Catalogue;
use evidence::registers::HighWard;
use evidence::{FlagCell, Moved};
use rulebook::{Criterion, FlagMethod, Operator, Parameters, Rule, Scope};
use std::collections::BTreeSet;

/// A rule that flags wards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleName {
    /// `ward-flags@2020`.
    pub reference: String,
    /// What it settles.
    pub title: String,
    /// Whether it holds on the day of reading.
    pub in_force: bool,
    /// The one district it holds in, or none.
    pub area: Option<String>,
}

/// A rule in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleWords {
    /// `ward-flags@2020`.
    pub reference: String,
    /// What it settles.
    pub title: String,
    /// The first day it holds.
    pub valid_from: String,
    /// The first day it no longer holds, or empty.
    pub valid_to: String,
    /// The paper it comes from.
    pub paper: String,
    /// The place in it.
    pub place: String,
    /// What to know about it.
    pub note: String,
    /// Who approved it.
    pub approved_by: String,
    /// Its criteria.
    pub criteria: Vec<CriterionWords>,
}

/// A criterion in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionWords {
    /// The column.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The unit of its values.
    pub unit: String,
    /// When a ward is flagged, as a sentence without the period.
    pub said: String,
    /// What to bear in mind, or empty.
    pub caution: String,
    /// The period as data; empty where there is no data.
    pub period: String,
    /// The measure.
    pub measure: String,
    /// The data set whose judgement decides.
    pub data_set: String,
    /// Where its values come from.
    pub source: Sourced,
}

/// A ward in a criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagMark {
    /// The value.
    pub value: Option<f64>,
    /// Whether it is at least this.
    pub at_least: bool,
    /// What had to be reached.
    pub threshold: Option<f64>,
    /// How far beyond it; negative where it falls short.
    pub margin: Option<f64>,
    /// The flag; none where the data cannot tell.
    pub flag: Option<bool>,
    /// Whether it is a near miss.
    pub near_miss: bool,
    /// The area behind the value, or why there is no flag either way.
    pub why: String,
    /// Whether the number is too small to be shown in public.
    pub not_for_publication: bool,
}

/// A ward under the second rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIfLine {
    /// Its flags.
    pub total: u64,
    /// Its risk.
    pub risk: String,
    /// The place of that risk in the key, from 0.
    pub risk_rank: usize,
    /// `up`, `down` or `same`.
    pub moved: &'static str,
}

/// A ward.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its criteria, in the rule's order.
    pub marks: Vec<FlagMark>,
    /// Its flags.
    pub total: u64,
    /// Its risk.
    pub risk: String,
    /// The place of that risk in the key, from 0, the lowest.
    pub risk_rank: usize,
    /// Under the second rule.
    pub what_if: Option<WhatIfLine>,
    /// How many concerns stand about it.
    pub concerns: u64,
}

/// The flags of a district.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagsPage {
    /// The rules there are.
    pub known: Vec<RuleName>,
    /// The rule.
    pub rule: RuleWords,
    /// The second rule.
    pub what_if: Option<RuleWords>,
    /// The district's code.
    pub district: String,
    /// Its name; its code where the lookups know none.
    pub district_name: String,
    /// The wards.
    pub wards: Vec<FlagLine>,
    /// The highest place of the risk key.
    pub highest: usize,
    /// Where totals and risks come from.
    pub total_source: Sourced,
    /// The same of the second rule.
    pub what_if_source: Option<Sourced>,
    /// Sentences about what is missing.
    pub notes: Vec<String>,
    /// Concerns about the wards, standing ones first.
    pub concerns: Vec<ConcernLine>,
    /// The year for which decisions were looked up; none where no priority is recorded.
    pub year: Option<String>,
    /// Wards at the highest risk without a decision that year.
    pub undecided: Vec<HighWard>,
    /// Whether any value was invented for a demonstration.
    pub invented: bool,
}

/// What came of asking for flags.
#[derive(Debug, Clone, PartialEq)]
pub enum FlagsAnswer {
    /// There is no such rule; those there are.
    UnknownRule {
        /// What was asked for.
        asked: String,
        /// The rules there are.
        known: Vec<RuleName>,
    },
    /// It could not be decided, and how to go on.
    Refused {
        /// Why.
        message: String,
        /// What to do.
        remedy: String,
        /// The rules there are.
        known: Vec<RuleName>,
        /// Whether no lookup is loaded, so that no ward is known.
        no_lookup: bool,
    },
    /// The flags.
    Page(Box<FlagsPage>),
}

/// The flags of a district by a rule of the rulebook, beside another rule if one is named. Without a rule: the one in force.
pub async fn flags_page(
    house: &House,
    rule: Option<&str>,
    what_if: Option<&str>,
    within: Option<&str>,
    moment: &Moment,
) -> Result<FlagsAnswer> {
    Ok(match made(house, rule, what_if, within, moment).await? {
        Ok(made) => FlagsAnswer::Page(Box::new(page(house, made, moment).await?)),
        Err(answer) => answer,
    })
}

/// Decides the flags, or says why not. Nothing but a rule of the rulebook is taken: a draft is a file, and an address names none.
pub(super) async fn made(
    house: &House,
    rule: Option<&str>,
    what_if: Option<&str>,
    within: Option<&str>,
    moment: &Moment,
) -> Result<std::result::Result<FlagsMade, FlagsAnswer>> {
    let known = rule_names(house, moment);
    let Some(rule) = rule.map(str::to_owned).or_else(|| usual(&known)) else {
        return Ok(Err(FlagsAnswer::UnknownRule { asked: String::new(), known }));
    };
    for asked in std::iter::once(rule.as_str()).chain(what_if) {
        if !known.iter().any(|one| one.reference == asked) {
            return Ok(Err(FlagsAnswer::UnknownRule { asked: asked.to_owned(), known }));
        }
    }
    let ask = FlagsAsk { rule, what_if: what_if.map(str::to_owned), within: within.map(str::to_owned), as_of: None };
    match flags(house, &ask, moment).await {
        Ok(made) => Ok(Ok(made)),
        Err(Trouble { outcome: Outcome::Refused | Outcome::Usage, message, remedy, .. }) => {
            let holdings = house.store.holdings(None, None).await?;
            let no_lookup = holdings.of(intake::Kind::AreaLookup).next().is_none();
            Ok(Err(FlagsAnswer::Refused { message, remedy, known, no_lookup }))
        }
        Err(trouble) => Err(trouble),
    }
}

/// The rule in force; otherwise the newest.
fn usual(known: &[RuleName]) -> Option<String> {
    known.iter().rev().find(|one| one.in_force).or_else(|| known.last()).map(|one| one.reference.clone())
}

/// The rules that flag wards, as they stand on a day.
pub fn rule_names(house: &House, moment: &Moment) -> Vec<RuleName> {
    let today = registers::today(moment);
    let of_kind = house.rulebook.rules().iter().filter(|rule| matches!(rule.parameters, Parameters::WardFlags(_)));
    of_kind
        .map(|rule| RuleName {
            reference: rule.reference.to_string(),
            title: rule.title.clone(),
            in_force: rule.holds_on(today),
            area: rule.area.as_ref().map(ToString::to_string),
        })
        .collect()
}

async fn page(house: &House, made: FlagsMade, moment: &Moment) -> Result<FlagsPage> {
    let highest = highest(house, &made, moment)?;
    let notes = made.notes();
    let concerns = registers::concerns(house).await?;
    let codes: BTreeSet<&String> = made.by_rule.flags.wards.iter().map(|line| &line.ward.code).collect();
    let concerns: Vec<ConcernLine> = concerns.into_iter().filter(|line| line.wards.iter().any(|code| codes.contains(code))).collect();
    let wards = lines(house, &made, &concerns, moment)?;
    let high: Vec<HighWard> = wards
        .iter()
        .filter(|line| line.risk_rank == highest)
        .map(|line| HighWard { code: line.code.clone(), name: line.name.clone() })
        .collect();
    let year = registers::priorities(house, None).await?.into_iter().map(|line| line.priority.year).max();
    let undecided = match &year {
        Some(year) => registers::undecided_wards(house, &high, year).await?,
        None => Vec::new(),
    };
    let extracts: BTreeSet<&String> = std::iter::once(&made.by_rule).chain(&made.what_if).flat_map(extracts_of).collect();
    let invented = invented(house, &extracts).await?;
    Ok(FlagsPage {
        known: rule_names(house, moment),
        total_source: total_source(&made.by_rule, &made),
        what_if_source: made.what_if.as_ref().map(|other| total_source(other, &made)),
        rule: rule_words(&made.by_rule, &made.district, wards.len())?,
        what_if: made.what_if.as_ref().map(|other| rule_words(other, &made.district, wards.len())).transpose()?,
        district_name: district_name(house, &made.district).await?,
        district: made.district,
        wards,
        highest,
        notes,
        concerns,
        year,
        undecided,
        invented,
    })
}

fn extracts_of(by_rule: &FlagsByRule) -> impl Iterator<Item = &String> {
    by_rule.criteria.iter().filter_map(|data| data.values.as_ref()).flat_map(|values| &values.extracts)
}

pub(super) async fn invented(house: &House, extracts: &BTreeSet<&String>) -> Result<bool> {
    let holdings = house.store.holdings(None, None).await?;
    let lines = holdings.extracts.iter().map(crate::pages::extracts::line);
    Ok(lines.into_iter().any(|line| line.invented && extracts.contains(&line.id)))
}

async fn district_name(house: &House, code: &str) -> Result<String> {
    let holdings = house.store.holdings(None, None).await?;
    let rows = crate::areas::areas(house, &holdings).await?;
    let named = rows.iter().find(|row| row.lad_code.as_deref() == Some(code)).and_then(|row| row.lad_name.clone());
    Ok(named.unwrap_or_else(|| code.to_owned()))
}

/// The last place of the key that read both rules.
fn highest(house: &House, made: &FlagsMade, moment: &Moment) -> Result<usize> {
    let named = made.rules.iter().find(|reference| reference.id() == "risk-key");
    let bands = match named.map(|reference| house.rulebook.rule(&reference.to_string())).transpose()?.map(|rule| &rule.parameters) {
        Some(Parameters::RiskKey(key)) => key.bands.len(),
        _ => house.rulebook.risk_key(registers::today(moment), AreaCode::parse(&made.district).ok().as_ref())?.parameters.bands.len(),
    };
    Ok(bands.saturating_sub(1))
}

fn lines(house: &House, made: &FlagsMade, concerns: &[ConcernLine], moment: &Moment) -> Result<Vec<FlagLine>> {
    let marks = |cells: &[FlagCell]| -> Result<Vec<FlagMark>> {
        cells.iter().zip(&made.by_rule.criteria).map(|(cell, data)| mark(house, cell, &data.measure, &made.by_rule.rule, moment)).collect()
    };
    let mut lines = Vec::new();
    for line in &made.by_rule.flags.wards {
        let after = made.what_if.as_ref().and_then(|other| other.flags.wards.iter().find(|after| after.ward.code == line.ward.code));
        let standing = concerns.iter().filter(|one| one.concern.stands() && one.wards.contains(&line.ward.code));
        lines.push(FlagLine {
            code: line.ward.code.clone(),
            name: line.ward.name.clone(),
            marks: marks(&line.cells)?,
            total: line.total,
            risk: line.risk.clone(),
            risk_rank: line.risk_rank,
            what_if: after.map(|after| WhatIfLine {
                total: after.total,
                risk: after.risk.clone(),
                risk_rank: after.risk_rank,
                moved: Moved::between(line, after).as_str(),
            }),
            concerns: standing.count() as u64,
        });
    }
    Ok(lines)
}

/// A cell as shown, with whether its number is too small for the public.
pub(super) fn mark(house: &House, cell: &FlagCell, measure: &str, rule: &Rule, moment: &Moment) -> Result<FlagMark> {
    let floor = house.rulebook.suppression_floor(registers::today(moment), rule.area.as_ref())?;
    let catalogue = Catalogue::builtin()?;
    let open = catalogue.measure(measure).is_some_and(|measure| catalogue.is_open(measure));
    let ranked = criterion(rule, &cell.criterion).is_some_and(Criterion::is_ranked);
    // A value of the floor or more is shown whatever it is, so only the whole numbers beneath it are tried.
    let whole = |value: f64| (0..floor.parameters.floor).find(|n| value < (*n + 1) as f64);
    let small = cell.value.and_then(whole).is_some_and(|n| !floor.parameters.shows(n, open));
    Ok(FlagMark {
        value: cell.value,
        at_least: cell.at_least,
        threshold: cell.threshold,
        margin: cell.margin,
        flag: cell.flag,
        near_miss: cell.near_miss,
        why: cell.why.clone(),
        not_for_publication: small && !ranked,
    })
}

fn criterion<'a>(rule: &'a Rule, id: &str) -> Option<&'a Criterion> {
    match &rule.parameters {
        Parameters::WardFlags(parameters) => parameters.criteria.iter().find(|one| one.id == id),
        _ => None,
    }
}

/// Where the totals and risks of a rule come from.
pub(super) fn total_source(by_rule: &FlagsByRule, made: &FlagsMade) -> Sourced {
    let mut rules = vec![by_rule.rule.reference.to_string()];
    rules.extend(made.rules.iter().map(ToString::to_string));
    let extracts: BTreeSet<&String> = extracts_of(by_rule).collect();
    Sourced {
        what: format!("Flags and risk by {}", by_rule.rule.reference),
        rules,
        extracts: extracts.into_iter().cloned().collect(),
        query: format!("wardmote flags --rule {} --within {} --explain", by_rule.rule.reference, made.district),
        ..of_register("", "", Vec::new())
    }
}

/// A rule and its criteria in words.
pub(super) fn rule_words(by_rule: &FlagsByRule, district: &str, wards: usize) -> Result<RuleWords> {
    let rule = &by_rule.rule;
    let catalogue = Catalogue::builtin()?;
    let criteria = by_rule.criteria.iter().map(|data| {
        let own = criterion(rule, &data.id);
        let mut rules = vec![rule.reference.to_string()];
        rules.extend(data.values.iter().flat_map(|values| values.rules.iter().cloned()));
        let level = data.values.as_ref().map_or(AreaLevel::Ward, |values| values.level);
        CriterionWords {
            id: data.id.clone(),
            title: data.title.clone(),
            unit: own.map(|one| one.unit.clone()).unwrap_or_default(),
            said: own.map(|one| said(rule, one, wards)).unwrap_or_default(),
            caution: data.caution.clone(),
            period: data.period.clone(),
            measure: data.measure.clone(),
            data_set: catalogue.measure(&data.measure).map(|measure| measure.data_set.clone()).unwrap_or_default(),
            source: Sourced {
                what: format!("{}, by {}", data.title, rule.reference),
                period: data.period.clone(),
                rules,
                extracts: data.values.as_ref().map(|values| values.extracts.clone()).unwrap_or_default(),
                query: data.values.as_ref().map_or_else(|| format!("register: data set of {}", data.measure), |_| data.query_of_all()),
                rows: rows(&data.measure, district, level, None, &data.period),
            },
        }
    });
    Ok(RuleWords {
        reference: rule.reference.to_string(),
        title: rule.title.clone(),
        valid_from: rule.valid_from.map(|day| day.to_string()).unwrap_or_default(),
        valid_to: rule.valid_to.map(|day| day.to_string()).unwrap_or_default(),
        paper: rule.source.document.clone(),
        place: rule.source.place.clone(),
        note: rule.source.note.clone(),
        approved_by: rule.approved_by.clone(),
        criteria: criteria.collect(),
    })
}

/// The rows behind a value, where its period is months.
pub(super) fn rows(measure: &str, within: &str, level: AreaLevel, area: Option<&str>, period: &str) -> Option<RowsAsk> {
    let (from, to) = period.split_once("..").unwrap_or((period, period));
    let is_month = |text: &str| calendar::Month::parse(text).is_ok();
    (is_month(from) && is_month(to)).then(|| RowsAsk {
        measure: measure.to_owned(),
        within: within.to_owned(),
        level,
        area: area.map(str::to_owned),
        from: from.to_owned(),
        to: to.to_owned(),
    })
}

/// When a ward is flagged, in plain English.
fn said(rule: &Rule, criterion: &Criterion, wards: usize) -> String {
    let Parameters::WardFlags(parameters) = &rule.parameters else { return String::new() };
    let unit = &criterion.unit;
    if parameters.method == FlagMethod::TopShare {
        let taken = parameters.wards_taken(wards as u64).unwrap_or_default();
        let share = parameters.share_percent.unwrap_or_default();
        let mut text = format!("Flagged: the {taken} wards with most {unit}, {share}% of {wards} rounded up");
        if parameters.ties_included == Some(true) {
            text.push_str(", and any ward level with the last of them");
        }
        if parameters.zero_flagged == Some(false) {
            text.push_str("; never a ward with none");
        }
        text.push('.');
        return text;
    }
    let threshold = criterion.threshold.unwrap_or_default();
    if criterion.is_ranked() {
        return match criterion.scope {
            Scope::AnyLsoa => format!("Flagged where any LSOA of the ward is among the {threshold} highest of the district."),
            _ => format!("Flagged where the ward is among the {threshold} highest of the district."),
        };
    }
    let place = match criterion.scope {
        Scope::WardTotal | Scope::CountOfLsoas => "the ward has",
        Scope::AnyVillage => "any one village of the ward has",
        Scope::AnyLsoa => "any one LSOA of the ward has",
    };
    let or = if criterion.operator == Some(Operator::AtMost) { "or fewer" } else { "or more" };
    format!("Flagged where {place} {threshold} {or} {unit}.")
}
