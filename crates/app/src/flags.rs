//! Ward flags of a district by a dated rule: the data of each criterion is read, the flags are decided, and each can be explained.

use crate::assessment::list;
use crate::query::parse_day;
use crate::values::{AreaLevel, Values, ValuesAsk, latest_period, values, wards_of};
use crate::{House, Moment, registers};
use base::{AreaCode, ColumnKind, Outcome, Result, Table, Trouble, Value};
use calendar::{Date, Month};
use evidence::catalogue::{Catalogue, Counted, CountsHow, DataClass, Measure};
use evidence::{FlagInput, FlagReading, FlagWard, Flags, Moved, decide_flags};
use intake::Holdings;
use rulebook::{Criterion, Parameters, Rule, RuleRef, Rulebook, Scope, WardFlags};
use std::path::Path;

/// The longest file of a draft rule, in bytes.
const LONGEST_DRAFT: u64 = 1 << 20;

/// What is asked of the flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FlagsAsk {
    /// The rule: `ward-flags@2020`.
    pub rule: String,
    /// Another rule, or the file of a draft, to compare with.
    pub what_if: Option<String>,
    /// The district, where the rule names none.
    pub within: Option<String>,
    /// Use only what had been received by the end of that day.
    pub as_of: Option<String>,
}

/// What one criterion was decided from.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionData {
    /// The criterion's id: the column.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The measure.
    pub measure: String,
    /// The period, as data; empty where there is no data.
    pub period: String,
    /// The values; `None` where there are none.
    pub values: Option<Values>,
    /// What to bear in mind.
    pub caution: String,
    /// Whether a ward's value is a rank.
    pub ranked: bool,
}

impl CriterionData {
    /// The query that lists what is behind a ward's value: its rows, or the areas the best is taken from, the best first.
    pub fn query(&self, ward: &str) -> String {
        match &self.values {
            Some(values) if values.level == AreaLevel::Ward => values.rows_query(ward),
            Some(values) => {
                let own = values.areas.iter().filter(|area| area.ward_code.as_deref() == Some(ward)).map(|area| area.code.as_str());
                let own = list(own);
                let best = if self.ranked { "rank" } else { "value DESC" };
                format!("SELECT * FROM ({}) placed WHERE area_code IN ({own}) ORDER BY {best}, area_code", self.query_of_all())
            }
            None => String::new(),
        }
    }

    /// The query that gives a ward's value, in its first row.
    pub fn value_query(&self, ward: &str) -> String {
        match &self.values {
            Some(values) if values.level == AreaLevel::Ward => {
                format!("SELECT SUM(contribution) AS value FROM ({}) one", values.rows_query(ward))
            }
            _ => self.query(ward),
        }
    }

    /// The query that gives every area's value, with its rank where that counts: equal values share the better one.
    pub fn query_of_all(&self) -> String {
        match &self.values {
            Some(values) if self.ranked => format!(
                "SELECT area_code, value, RANK() OVER (ORDER BY value DESC) AS rank FROM ({}) one ORDER BY rank, area_code",
                values.query
            ),
            Some(values) => values.query.clone(),
            None => String::new(),
        }
    }
}

/// Flags by one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagsByRule {
    /// The rule.
    pub rule: Rule,
    /// Whether it is a draft, in no rulebook.
    pub draft: bool,
    /// What each criterion was decided from, in the rule's order.
    pub criteria: Vec<CriterionData>,
    /// The flags.
    pub flags: Flags,
}

/// The flags of a district.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagsMade {
    /// The district's code.
    pub district: String,
    /// By the rule asked for.
    pub by_rule: FlagsByRule,
    /// By the other rule.
    pub what_if: Option<FlagsByRule>,
    /// The other rules that decided: the risk key and what a near miss is.
    pub rules: Vec<RuleRef>,
}

/// Decides the flags of a district.
pub async fn flags(house: &House, ask: &FlagsAsk, moment: &Moment) -> Result<FlagsMade> {
    let holdings = house.store.holdings(ask.as_of.as_deref(), None).await?;
    flags_from(house, &holdings, ask, moment).await
}

/// As [`flags`], from holdings that somebody has.
pub(crate) async fn flags_from(house: &House, holdings: &Holdings, ask: &FlagsAsk, moment: &Moment) -> Result<FlagsMade> {
    let as_of = ask.as_of.as_deref().map(|day| parse_day(day, "--as-of")).transpose()?;
    let today = as_of.map_or_else(|| parse_day(&moment.day(), "--as-of"), Ok)?;
    let rule = named_rule(house.rulebook, &ask.rule)?;
    let what_if = ask.what_if.as_deref().map(|name| rule_or_draft(house.rulebook, name)).transpose()?;
    let district = district(&rule, ask.within.as_deref())?;
    let code = AreaCode::parse(&district).ok();
    // Both rules are read by one key, so that a ward that moves has moved by its flags.
    let key = house.rulebook.risk_key(day_of(&rule, today), code.as_ref())?;
    let near = house.rulebook.near_miss(today, code.as_ref())?;
    let decide = async |rule: Rule, draft: bool| -> Result<FlagsByRule> {
        let parameters = parameters(&rule)?;
        let mut criteria = Vec::new();
        let mut inputs = Vec::new();
        for criterion in &parameters.criteria {
            let (data, input) = read(house, holdings, criterion, &district).await?;
            criteria.push(data);
            inputs.push(input);
        }
        let wards = wards(house, holdings, &district, &criteria).await?;
        let flags = decide_flags(parameters, key.parameters, *near.parameters, &wards, &inputs);
        Ok(FlagsByRule { rule, draft, criteria, flags })
    };
    let by_rule = decide(rule, false).await?;
    let what_if = match what_if {
        Some((other, draft)) => {
            self::district(&other, Some(&district))?;
            Some(decide(other, draft).await?)
        }
        None => None,
    };
    Ok(FlagsMade { district, by_rule, what_if, rules: vec![key.reference(), near.reference()] })
}

/// A rule of the rulebook that flags wards. Anything else is refused, naming those there are.
fn named_rule(book: &Rulebook, name: &str) -> Result<Rule> {
    let known = || {
        let of_kind = book.rules().iter().filter(|rule| matches!(rule.parameters, Parameters::WardFlags(_)));
        let names: Vec<String> = of_kind.map(|rule| format!("`{}`", rule.reference)).collect();
        format!("known are {}", names.join(", "))
    };
    let rule = book.rule(name).map_err(|trouble| Trouble { outcome: Outcome::Refused, remedy: known(), ..trouble })?;
    if !matches!(rule.parameters, Parameters::WardFlags(_)) {
        let message = format!("rule `{}` is of the kind `{}`, and flags no wards", rule.reference, rule.parameters.kind());
        return Err(Trouble::refused("rule-kind", message, known()));
    }
    Ok(rule.clone())
}

/// A rule of the rulebook, or an analyst's draft in a file: checked as any rule, and kept nowhere.
fn rule_or_draft(book: &Rulebook, name: &str) -> Result<(Rule, bool)> {
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("toml")) {
        return Ok((named_rule(book, name)?, false));
    }
    let bytes = vault::read_whole(path, LONGEST_DRAFT)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Trouble::refused("not-utf8", format!("`{}` is not UTF-8 text", path.display()), "save it as UTF-8"))?;
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let rule = Rulebook::draft(&file, &text)?;
    let parameters = parameters(&rule)?;
    let catalogue = Catalogue::builtin()?;
    for criterion in &parameters.criteria {
        catalogue.required(&criterion.measure)?;
    }
    Ok((rule, true))
}

fn parameters(rule: &Rule) -> Result<&WardFlags> {
    match &rule.parameters {
        Parameters::WardFlags(parameters) => Ok(parameters),
        other => Err(Trouble::refused(
            "rule-kind",
            format!("rule `{}` is of the kind `{}`, and flags no wards", rule.reference, other.kind()),
            "give a rule of the kind `ward-flags`",
        )),
    }
}

/// The district: the rule's own, or the one asked for.
fn district(rule: &Rule, within: Option<&str>) -> Result<String> {
    match (rule.area.as_ref().map(AreaCode::as_str), within) {
        (Some(area), Some(asked)) if area != asked => Err(Trouble::refused(
            "rule-elsewhere",
            format!("rule `{}` holds in `{area}`, not in `{asked}`", rule.reference),
            "to try it elsewhere, copy its file with `area = \"\"` and give that as `--what-if`",
        )),
        (Some(area), _) => Ok(area.to_owned()),
        (None, Some(asked)) => Ok(asked.to_owned()),
        (None, None) => Err(Trouble::usage(
            "within-needed",
            format!("rule `{}` holds in no one district", rule.reference),
            "name the district: `--within E07000012`",
        )),
    }
}

/// The day a rule is read on: today while it holds, otherwise the last day it held, or the first.
fn day_of(rule: &Rule, today: Date) -> Date {
    match (rule.valid_from, rule.valid_to) {
        (_, Some(end)) if end <= today => end.yesterday().unwrap_or(end),
        (Some(first), _) if today < first => first,
        _ => today,
    }
}

/// The wards flagged: those of the values read, else those of the newest lookup.
async fn wards(house: &House, holdings: &Holdings, district: &str, criteria: &[CriterionData]) -> Result<Vec<FlagWard>> {
    let by_ward = criteria.iter().filter_map(|data| data.values.as_ref()).find(|values| values.level == AreaLevel::Ward);
    if let Some(values) = by_ward {
        return Ok(values.areas.iter().map(|area| FlagWard { code: area.code.clone(), name: area.name.clone() }).collect());
    }
    let known = wards_of(house, holdings, district).await?;
    Ok(known.into_iter().map(|(code, name)| FlagWard { code, name }).collect())
}

/// Reads the data of one criterion. What may not be used, or is not there, is no data with its reason.
async fn read(house: &House, holdings: &Holdings, criterion: &Criterion, district: &str) -> Result<(CriterionData, FlagInput)> {
    let measure = Catalogue::builtin()?.required(&criterion.measure)?;
    let mut data = CriterionData {
        id: criterion.id.clone(),
        title: criterion.title.clone(),
        measure: measure.id.clone(),
        period: String::new(),
        values: None,
        caution: criterion.caution.clone().or_else(|| measure.caution.clone()).unwrap_or_default(),
        ranked: criterion.is_ranked(),
    };
    let class = registers::class_of(house, &measure.data_set).await?;
    if class != Some(DataClass::RiskAssessment) {
        let class = class.map_or("in no register", DataClass::as_str);
        return Ok((data, FlagInput::Nothing(format!("the data set {} is {class}, and feeds no flag", measure.data_set))));
    }
    let found = match period(house, holdings, criterion, measure, district).await {
        Ok(Some((from, to))) => {
            let level = match criterion.scope {
                Scope::WardTotal | Scope::CountOfLsoas => AreaLevel::Ward,
                Scope::AnyVillage => AreaLevel::Village,
                Scope::AnyLsoa => AreaLevel::Lsoa,
            };
            let ask = ValuesAsk { level, within: district.to_owned(), from, to, edition: criterion.edition.clone() };
            values(house, holdings, measure, &ask).await
        }
        Ok(None) => return Ok((data, FlagInput::Nothing(format!("no data of {} is loaded", measure.id)))),
        Err(trouble) => Err(trouble),
    };
    let found = match found {
        Ok(found) => found,
        // Other criteria can be decided all the same; this one says why it can't.
        Err(trouble) if trouble.outcome == Outcome::Refused && trouble.code != "area-unknown" => {
            return Ok((data, FlagInput::Nothing(trouble.message)));
        }
        Err(trouble) => return Err(trouble),
    };
    data.period.clone_from(&found.period);
    if found.areas.iter().all(|area| area.value.is_none()) {
        let why = if found.note.is_empty() { format!("no data of {} for {}", measure.id, found.period) } else { found.note.clone() };
        return Ok((data, FlagInput::Nothing(why)));
    }
    let average = matches!(&measure.counts, Counted::Counts { how: CountsHow::MonthlyAverage, .. });
    let readings = found
        .areas
        .iter()
        .filter_map(|area| {
            let ward = if found.level == AreaLevel::Ward { Some(area.code.clone()) } else { area.ward_code.clone() };
            // An average over part of the months is neither a lower nor an upper bound of the whole.
            let partial = average && (area.at_least || area.months_present < found.months_expected);
            Some(FlagReading {
                ward: ward?,
                area: area.name.clone(),
                value: area.value.filter(|_| !partial),
                at_least: area.at_least && !partial,
            })
        })
        .collect();
    let input = FlagInput::Readings { readings, missing: found.note.clone() };
    data.values = Some(found);
    Ok((data, input))
}

/// The rule's own months, or the latest there are.
async fn period(
    house: &House,
    holdings: &Holdings,
    criterion: &Criterion,
    measure: &Measure,
    district: &str,
) -> Result<Option<(Month, Month)>> {
    let month = |text: &String| Month::parse(text).ok();
    match (criterion.from.as_ref().and_then(month), criterion.to.as_ref().and_then(month)) {
        (Some(from), Some(to)) => Ok(Some((from, to))),
        _ => latest_period(house, holdings, measure, district).await,
    }
}

impl FlagsMade {
    /// The contract's table: `ward`, the criteria of the rule (0, 1 or empty), `total`, `risk`; with a second rule
    /// `what_if_total`, `what_if_risk`, `moved`.
    pub fn to_table(&self) -> Table {
        let criteria = &self.by_rule.criteria;
        let mut columns: Vec<(&str, ColumnKind)> = vec![("ward", ColumnKind::Text)];
        columns.extend(criteria.iter().map(|criterion| (criterion.id.as_str(), ColumnKind::Whole)));
        columns.extend([("total", ColumnKind::Whole), ("risk", ColumnKind::Text)]);
        if self.what_if.is_some() {
            columns.extend([("what_if_total", ColumnKind::Whole), ("what_if_risk", ColumnKind::Text), ("moved", ColumnKind::Text)]);
        }
        let mut table = Table::new(&columns);
        let whole = |n: u64| Value::Whole(i64::try_from(n).unwrap_or(i64::MAX));
        for line in &self.by_rule.flags.wards {
            let mut row = vec![Value::Text(line.ward.name.clone())];
            row.extend(line.cells.iter().map(|cell| cell.flag.map_or(Value::Missing, |flag| Value::Whole(i64::from(flag)))));
            row.extend([whole(line.total), Value::Text(line.risk.clone())]);
            if let Some(other) = &self.what_if {
                match other.flags.wards.iter().find(|after| after.ward.code == line.ward.code) {
                    Some(after) => row.extend([
                        whole(after.total),
                        Value::Text(after.risk.clone()),
                        Value::Text(Moved::between(line, after).as_str().to_owned()),
                    ]),
                    None => row.extend([Value::Missing, Value::Missing, Value::Missing]),
                }
            }
            table.rows.push(row);
        }
        table
    }

    /// A row a ward and criterion: `ward,criterion,value,threshold,flag,near_miss,why,period,measure,extracts,query`; with a
    /// second rule its criteria follow, and a column `rule` stands first.
    pub fn explained(&self) -> Table {
        use ColumnKind::{Flag, Real, Text, Whole};
        let mut columns = vec![
            ("ward", Text),
            ("criterion", Text),
            ("value", Real),
            ("threshold", Real),
            ("flag", Whole),
            ("near_miss", Flag),
            ("why", Text),
            ("period", Text),
            ("measure", Text),
            ("extracts", Text),
            ("query", Text),
        ];
        if self.what_if.is_some() {
            columns.insert(0, ("rule", Text));
        }
        let mut table = Table::new(&columns);
        let real = |value: Option<f64>| value.map_or(Value::Missing, Value::Real);
        for by_rule in std::iter::once(&self.by_rule).chain(&self.what_if) {
            for line in &by_rule.flags.wards {
                for (cell, data) in line.cells.iter().zip(&by_rule.criteria) {
                    let mut row = vec![
                        Value::Text(line.ward.name.clone()),
                        Value::Text(cell.criterion.clone()),
                        real(cell.value),
                        real(cell.threshold),
                        cell.flag.map_or(Value::Missing, |flag| Value::Whole(i64::from(flag))),
                        Value::Flag(cell.near_miss),
                        text(&cell.why),
                        text(&data.period),
                        text(&data.measure),
                        text(&data.values.as_ref().map(|values| values.extracts.join(" ")).unwrap_or_default()),
                        text(&data.query(&line.ward.code)),
                    ];
                    if self.what_if.is_some() {
                        row.insert(0, Value::Text(by_rule.rule.reference.to_string()));
                    }
                    table.rows.push(row);
                }
            }
        }
        table
    }

    /// Sentences a reader must see beside the table: what is missing, and what to bear in mind.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for by_rule in std::iter::once(&self.by_rule).chain(&self.what_if) {
            for (at, data) in by_rule.criteria.iter().enumerate() {
                let open = by_rule.flags.wards.iter().filter_map(|line| line.cells.get(at)).filter(|cell| cell.flag.is_none());
                let open: Vec<_> = open.collect();
                if let Some(first) = open.first() {
                    notes.push(format!(
                        "{}: {}: no flag either way in {} wards: {}",
                        by_rule.rule.reference,
                        data.id,
                        open.len(),
                        first.why
                    ));
                }
            }
            if by_rule.draft {
                notes.push(format!("{} is a draft: it is in no rulebook, and nothing of it is kept", by_rule.rule.reference));
            }
        }
        notes
    }
}

fn text(value: &str) -> Value {
    if value.is_empty() { Value::Missing } else { Value::Text(value.to_owned()) }
}
