//! Performance: what came of each target in a period, computed from what a home holds, every value with its query and rows.
//!
//! The partnership's own reports of 2010/11 and 2011/12 are declared as data; every other period has the targets of the record.

mod declared;
mod facts;
mod issues;
mod printed;
mod record;
mod table;

pub use facts::Reading;
pub use issues::{IssueWords, issues_of, record_issue, withdraw_issue};
pub use record::{TargetLine, check_target, target_line, target_lines};
pub use table::performance_table;

use crate::House;
use base::{Result, Trouble};
use calendar::Month;
use declared::{DeclaredIndicator, DeclaredReport, Highlights, Span};
use evidence::ChangeRules;
use facts::{Facts, Source, Wanted, months_of};
use plans::{EmergingIssue, Held, Judgement, Period, Terms, decide_target, is_of_counts};
use rulebook::{Mark, Rag, TargetPosition};
use std::collections::BTreeSet;

/// What a rank is kept under.
const RANK: &str = "family_group_place";

/// One indicator in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorLine {
    /// What is measured.
    pub name: String,
    /// The priority it judges; empty where there is none.
    pub priority: String,
    /// The target of the record, by its id; none where the line is declared.
    pub target_id: Option<String>,
    /// The target in words; empty where nothing was set.
    pub target: String,
    /// What it is counted in.
    pub unit: String,
    /// The value of the period.
    pub value: Option<Reading>,
    /// What it is held against.
    pub against: Option<Reading>,
    /// What that is, in words.
    pub against_words: String,
    /// What came of it, and why.
    pub judgement: Judgement,
    /// Its colour, word and shape; none where nothing is rated.
    pub mark: Option<Mark>,
    /// Values as long as this one, up to it, oldest first: first and last month, value.
    pub series: Vec<(Month, Month, f64)>,
    /// Its place among the most similar areas in this period.
    pub rank: Option<Reading>,
    /// Why there is no place, where one of another period is held: it is named and never shown as this one's.
    pub rank_note: String,
    /// Whether everything the report printed of it follows; none where nothing was printed.
    pub reproduced: Option<bool>,
    /// Which printed things don't follow, and why.
    pub why_not: String,
}

impl IndicatorLine {
    /// The colour with its word and shape, as papers print it without colour.
    pub fn mark_words(&self) -> String {
        self.mark.as_ref().map_or_else(|| "not rated".to_owned(), |mark| format!("{} {}", mark.shape, mark.word))
    }
}

/// The performance of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Performance {
    /// The period.
    pub period: Period,
    /// The indicators, in the order of the report or of their targets.
    pub lines: Vec<IndicatorLine>,
    /// Lines without targets: recorded crime by category.
    pub highlights: Vec<IndicatorLine>,
    /// The paper whose report this is, where one is declared.
    pub paper: String,
    /// The rules it was made under, each `id@version`.
    pub rules: Vec<String>,
    /// The key of its colours.
    pub key: Vec<Mark>,
    /// The issues that came up in this period.
    pub issues: Vec<EmergingIssue>,
    /// What the home lacks, each with the command that brings it.
    pub lacks: Vec<String>,
}

impl Performance {
    /// Every extract behind it.
    pub fn extracts(&self) -> Vec<String> {
        let lines = self.lines.iter().chain(&self.highlights);
        let readings = lines.flat_map(|line| [&line.value, &line.against, &line.rank]).flatten();
        let all: BTreeSet<&String> = readings.flat_map(|reading| &reading.extracts).collect();
        all.into_iter().cloned().collect()
    }
}

/// The rules by which targets are judged on a day.
pub(crate) struct Rules<'a> {
    position: &'a TargetPosition,
    rag: &'a Rag,
    changes: ChangeRules,
    /// What is recorded with what is made by them.
    pub names: Vec<String>,
}

impl<'a> Rules<'a> {
    /// Those in force at the end of a month.
    pub fn at(house: &'a House, month: Month) -> Result<Self> {
        let day = month.last_day();
        let position = house.rulebook.target_position(day, None)?;
        let rag = house.rulebook.rag(&position.parameters.colours)?;
        let changes = ChangeRules::in_force(house.rulebook, day, None)?;
        let mut names = vec![position.reference().to_string(), rag.reference().to_string()];
        names.extend(changes.references().iter().map(ToString::to_string));
        Ok(Self { position: position.parameters, rag: rag.parameters, changes, names })
    }

    /// What came of a target, and its mark.
    fn judge(&self, terms: &Terms<'_>, held: &Held) -> Result<(Judgement, Option<Mark>)> {
        let judgement = decide_target(terms, held, self.position, &self.changes)?;
        let mark = judgement.position.and_then(|position| self.rag.mark(position.id())).cloned();
        Ok((judgement, mark))
    }
}

/// What was held of a target in a period.
#[derive(Default)]
pub(crate) struct Found {
    pub value: Option<Reading>,
    pub against: Option<Reading>,
    /// The values that decide, where they are others.
    pub judged: Option<(Option<Reading>, Option<Reading>)>,
}

impl Found {
    fn held(&self) -> Held {
        let of = |reading: &Option<Reading>| reading.as_ref().map(Reading::measured);
        Held {
            value: of(&self.value),
            against: of(&self.against),
            judged: self.judged.as_ref().map(|(value, against)| (of(value), of(against))),
        }
    }
}

/// The performance of a period.
///
/// # Errors
/// Refused with `performance-not-held` where nothing is held that it could be made of: the remedy is the command that imports it.
pub async fn performance(house: &House, period: Period) -> Result<Performance> {
    let issues = issues_of(house, period).await?;
    let rules = Rules::at(house, period.last())?;
    let declared = declared::declared_for(period)?;
    if let Some(report) = declared {
        let (lines, highlights) = of_declared(house, report, &rules).await?;
        let held = |line: &IndicatorLine| line.value.is_some() || line.against.is_some() || line.rank.is_some();
        if lines.iter().chain(&highlights).any(held) {
            let lacking = lines.iter().chain(&highlights).any(|line| line.value.is_none());
            let lacks = if lacking { vec![import_command(report)] } else { Vec::new() };
            let (key, paper) = (rules.rag.marks.clone(), report.source.clone());
            return Ok(Performance { period, lines, highlights, paper, rules: rules.names, key, issues, lacks });
        }
    }
    let lines = record::lines_of(house, period, &rules).await?;
    if lines.is_empty() || (declared.is_some() && lines.iter().all(|line| line.value.is_none())) {
        return Err(not_held(period, declared));
    }
    let lacks = lines.iter().filter(|line| line.value.is_none()).map(|line| format!("{}: {}", line.name, line.judgement.because));
    let lacks = lacks.collect();
    let key = rules.rag.marks.clone();
    Ok(Performance { period, lines, highlights: Vec::new(), paper: String::new(), rules: rules.names, key, issues, lacks })
}

/// So many quarters of a target are listed.
const QUARTERS: usize = 8;

/// The periods that have a report: those declared, and the newest quarters in which a target of the record has a value; newest first.
pub async fn performance_periods(house: &House, today: jiff::civil::Date) -> Result<Vec<Period>> {
    let mut periods: BTreeSet<Period> = declared::declared()?.iter().map(|report| report.period).collect();
    for line in target_lines(house, today).await? {
        let first = super::with_book(house, |book| record::first_period(book, &line.target)).await?;
        let mut one = line.period;
        for _ in 0..QUARTERS {
            if first.is_some_and(|first| one < first) {
                break;
            }
            periods.insert(one);
            one = one.before();
        }
    }
    Ok(periods.into_iter().rev().collect())
}

fn import_command(report: &DeclaredReport) -> String {
    let files: Vec<String> = report.import.iter().map(|file| format!("demo/published/{file}")).collect();
    format!("wardmote import area-counts {} --home HOME", files.join(" "))
}

fn not_held(period: Period, declared: Option<&DeclaredReport>) -> Trouble {
    let message = format!("nothing is held that the performance of `{period}` could be made of");
    let remedy = declared.map_or_else(
        || "set targets bound to what is imported (Plan, Targets), or ask for a period that has some".to_owned(),
        |report| format!("import its facts: `{}`", import_command(report)),
    );
    Trouble::refused("performance-not-held", message, remedy)
}

async fn of_declared(house: &House, report: &DeclaredReport, rules: &Rules<'_>) -> Result<(Vec<IndicatorLine>, Vec<IndicatorLine>)> {
    let holdings = house.store.holdings(None, None).await?;
    let ranks: Vec<Source> = report.indicator.iter().map(|one| rank_source("performance-indicators", &one.name)).collect();
    let mut sources: Vec<Source> = report.indicator.iter().flat_map(|one| one.sources.iter().chain(&one.whole_sources)).cloned().collect();
    sources.extend(ranks);
    if let Some(highlights) = &report.highlights {
        sources.extend(highlights.sources.iter().flat_map(|source| printed_sources(source, highlights)));
        sources.extend(highlights.sources.iter().cloned());
    }
    let facts = Facts::load(house, &holdings, &sources).await?;
    let mut lines = Vec::new();
    for one in &report.indicator {
        lines.push(declared_line(report, one, &facts, rules)?);
    }
    let highlights = match &report.highlights {
        Some(highlights) => highlight_lines(report, highlights, &facts, rules)?,
        None => Vec::new(),
    };
    Ok((lines, highlights))
}

fn rank_source(data_set: &str, name: &str) -> Source {
    Source { data_set: data_set.to_owned(), measure: RANK.to_owned(), category: name.to_owned(), area: String::new() }
}

fn printed_sources(source: &Source, of: &Highlights) -> [Source; 3] {
    [&of.change, &of.percent, &of.no_figure].map(|measure| Source { measure: measure.clone(), ..source.clone() })
}

fn declared_line(report: &DeclaredReport, one: &DeclaredIndicator, facts: &Facts, rules: &Rules<'_>) -> Result<IndicatorLine> {
    let counts = is_of_counts(&one.unit);
    let area = if one.area.is_empty() { report.area.as_str() } else { &one.area };
    let code = if area == report.area { report.area_code.as_str() } else { "" };
    let wanted = Wanted { area, code, unnamed: true, additive: counts };
    let read = |span: Span| facts.reading(&one.sources, wanted, span.from, span.to);
    let found = Found {
        value: read(one.value),
        against: one.against.or(one.before).and_then(read),
        judged: one.judged.map(|judged| (read(judged.value), read(judged.against))),
    };
    let terms = Terms {
        direction: Some(one.direction),
        amount: one.amount,
        unit: &one.unit,
        counts,
        against: &one.against_words,
        of_another_area: one.county_wide && area == report.area,
    };
    let (judgement, mark) = rules.judge(&terms, &found.held())?;
    let rank_of = [rank_source("performance-indicators", &one.name)];
    let places = Wanted { additive: false, ..wanted };
    let rank = one.rank.and_then(|span| facts.reading(&rank_of, places, span.from, span.to));
    let rank_note = match (one.rank, &rank) {
        (Some(span), None) => stale_rank(facts.newest_until(&rank_of, places, Some(span.to)).as_ref(), report.period),
        _ => String::new(),
    };
    let mut line = IndicatorLine {
        name: one.name.clone(),
        priority: one.priority.clone(),
        target_id: None,
        target: one.target.clone(),
        unit: one.unit.clone(),
        value: found.value.clone(),
        // A value before is no baseline of an amount: it tells which way the rate went, and is not printed as one.
        against: found.against.clone().filter(|_| one.against.is_some()),
        against_words: one.against_words.clone(),
        judgement,
        mark,
        series: facts.series(&one.sources, wanted, months_of(one.value.from, one.value.to), one.value.to),
        rank,
        rank_note,
        reproduced: None,
        why_not: String::new(),
    };
    let share = printed::Shares { facts, sources: &one.sources, whole: &one.whole_sources, wanted };
    let (reproduced, why_not) = printed::check(&line, one, &found, &share);
    line.reproduced = Some(reproduced);
    line.why_not = if line.value.is_some() {
        why_not
    } else {
        let lack = facts.lack(&one.sources, wanted, one.value.from, one.value.to);
        lack.unwrap_or_else(|| format!("not held: {}", import_command(report)))
    };
    Ok(line)
}

/// What is said where a place among peers is held for another period only.
fn stale_rank(newest: Option<&Reading>, period: Period) -> String {
    newest.map_or_else(
        || "no place among the most similar areas is held".to_owned(),
        |rank| {
            let place = plans::plain_number(rank.value);
            format!(
                "no place of {} is held; the newest, {place}, is of {}, and is not shown as this one",
                period.in_words(),
                span_words(rank)
            )
        },
    )
}

/// The months of a value in words.
pub(crate) fn span_words(reading: &Reading) -> String {
    months_in_words(reading.from, reading.to)
}

fn months_in_words(from: Month, to: Month) -> String {
    if from == to { from.in_words() } else { format!("{} to {}", from.in_words(), to.in_words()) }
}

fn highlight_lines(report: &DeclaredReport, of: &Highlights, facts: &Facts, rules: &Rules<'_>) -> Result<Vec<IndicatorLine>> {
    let wanted = Wanted { area: &report.area, code: &report.area_code, unnamed: true, additive: false };
    let categories = facts.categories(&of.sources, wanted, of.value.from, of.value.to);
    let mut lines = Vec::new();
    for (source, category) in categories {
        let own = [source];
        let read = |span: Span| facts.reading(&own, wanted, span.from, span.to);
        let found = Found { value: read(of.value), against: read(of.against), judged: None };
        let terms =
            Terms { direction: None, amount: None, unit: &of.unit, counts: true, against: &of.against_words, of_another_area: false };
        let (judgement, mark) = rules.judge(&terms, &found.held())?;
        let mut line = IndicatorLine {
            name: category_name(&category),
            priority: String::new(),
            target_id: None,
            target: String::new(),
            unit: of.unit.clone(),
            value: found.value,
            against: found.against,
            against_words: of.against_words.clone(),
            judgement,
            mark,
            series: Vec::new(),
            rank: None,
            rank_note: String::new(),
            reproduced: None,
            why_not: String::new(),
        };
        (line.reproduced, line.why_not) = printed::check_highlight(&line, &own, of, facts, wanted);
        lines.push(line);
    }
    Ok(lines)
}

/// The category as the paper prints it: without what it lies in, and `All` before it where it is a line of its own.
fn category_name(category: &str) -> String {
    let own = category.rsplit_once(" / ").map_or(category, |(_, own)| own);
    own.strip_suffix(" (all)").map_or_else(|| own.to_owned(), |rest| format!("All {rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_called_as_they_are_printed() {
        for (held, printed) in [
            ("Crime (all)", "All Crime"),
            ("Serious Acquisitive Crime / Robbery (all)", "All Robbery"),
            ("Recorded Violence with Injury (all) / Most Serious Violence", "Most Serious Violence"),
            ("Drugs Offences (all) / Drugs (Trafficking)", "Drugs (Trafficking)"),
        ] {
            assert_eq!(category_name(held), printed);
        }
    }
}
