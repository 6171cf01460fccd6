//! Six months and the year: made of the same indicators and actions as the quarterly reports, so that their figures agree.

use super::activity::{completed, completed_blocks};
use super::{Paper, counted, document, heading, paragraph, partnership, sentence, stands, table, value_words};
use crate::House;
use crate::plans::{IndicatorLine, Performance, performance, with_book};
use base::{Outcome as Ended, Result};
use calendar::{FinancialYear, Quarter};
use jiff::civil::Date;
use papers::Block;
use plans::{Outcome, Period, Status};
use rulebook::ActionStatus;

/// How much of a year a report is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearPart {
    /// April to September.
    SixMonths,
    /// The whole.
    Year,
}

impl YearPart {
    fn quarters(self) -> &'static [Quarter] {
        match self {
            Self::SixMonths => &[Quarter::Q1, Quarter::Q2],
            Self::Year => &Quarter::ALL,
        }
    }

    /// Its stable name, as addresses and files have it.
    pub fn id(self) -> &'static str {
        match self {
            Self::SixMonths => "six-months",
            Self::Year => "annual",
        }
    }

    /// Reads it by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        [Self::SixMonths, Self::Year].into_iter().find(|part| part.id() == id)
    }
}

/// The review of six months, or the annual report, of a financial year.
pub async fn year_paper(house: &House, year: FinancialYear, part: YearPart, today: Date) -> Result<Paper> {
    let mut quarters: Vec<Performance> = Vec::new();
    for quarter in part.quarters() {
        match performance(house, Period::Quarter(year, *quarter)).await {
            Ok(made) => quarters.push(made),
            // A quarter of which nothing is held has no column; it is named as missing.
            Err(trouble) if trouble.outcome == Ended::Refused => {}
            Err(trouble) => return Err(trouble),
        }
    }
    let (from, to) = (year.first().first_day(), last_day(year, part));
    let rule = house.rulebook.action_status(today, None)?.parameters;
    let found = with_book(house, |book| completed(book, from, to)).await?;
    let mut blocks = vec![heading(1, "indicators", "Indicators by quarter")];
    blocks.extend(indicators(year, part, &quarters));
    blocks.push(heading(1, "actions", "Actions"));
    blocks.extend(actions(house, from, to, today.min(to), rule).await?);
    blocks.push(heading(1, "completed", "What was completed, and what came of it"));
    if found.is_empty() {
        blocks.push(paragraph("No action was completed in this time."));
    }
    blocks.extend(completed_blocks(&found));
    let all: usize = found.values().map(Vec::len).sum();
    let met = met_words(year, part, &quarters);
    let (what, span) = match part {
        YearPart::SixMonths => ("Review of six months", format!("April to September {}", year.first().year())),
        YearPart::Year => ("Annual report", year.to_string()),
    };
    let title = format!("{what} {span}: {met}, {}", counted(all, "action completed", "actions completed"));
    let summary = "Made of the indicators and actions of the quarterly reports: their figures are the same.".to_owned();
    let paper = document(title, summary, partnership(house).await?, span, today, blocks);
    Ok(Paper { stem: format!("{}-{}", part.id(), year.to_string().replace('/', "-")), document: paper })
}

fn last_day(year: FinancialYear, part: YearPart) -> Date {
    match part {
        YearPart::SixMonths => year.first().plus(5).last_day(),
        YearPart::Year => year.last().last_day(),
    }
}

/// How many targets are met by the last quarter of the part. Where nothing is held of that quarter no earlier one stands in for it.
fn met_words(year: FinancialYear, part: YearPart, quarters: &[Performance]) -> String {
    let Some(last) = part.quarters().last().map(|quarter| Period::Quarter(year, *quarter)) else { return String::new() };
    let Some(made) = quarters.iter().find(|made| made.period == last && is_held(made)) else {
        return format!("{} is not held", last.in_words());
    };
    let met = made.lines.iter().filter(|line| line.judgement.outcome == Outcome::Met).count();
    format!("{} met", counted(met, "target", "targets"))
}

/// Whether an indicator of a quarter has a value: targets are lines of every quarter that they run in, held or not.
fn is_held(made: &Performance) -> bool {
    made.lines.iter().any(|line| line.value.is_some())
}

/// A row an indicator, a column a quarter; then why the last that is held says what it says, with its date.
fn indicators(year: FinancialYear, part: YearPart, quarters: &[Performance]) -> Vec<Block> {
    if quarters.is_empty() {
        return vec![paragraph("Nothing is held that an indicator of this time could be made of.")];
    }
    let mut names: Vec<&str> = Vec::new();
    for line in quarters.iter().flat_map(|made| &made.lines) {
        if !names.contains(&line.name.as_str()) {
            names.push(&line.name);
        }
    }
    let of = |made: &'_ Performance, name: &str| made.lines.iter().find(|line| line.name == name).cloned();
    let cell = |line: Option<IndicatorLine>| {
        line.map_or_else(|| "no indicator".to_owned(), |line| format!("{}; {}", value_words(&line), line.mark_words()))
    };
    let mut heads = vec!["Indicator".to_owned()];
    heads.extend(quarters.iter().map(|made| sentence(&made.period.in_words()).trim_end_matches('.').to_owned()));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let row = |name: &&str| {
        let mut row = vec![(*name).to_owned()];
        row.extend(quarters.iter().map(|made| cell(of(made, name))));
        row
    };
    let lacking: Vec<String> = part
        .quarters()
        .iter()
        .map(|quarter| Period::Quarter(year, *quarter))
        .filter(|period| !quarters.iter().any(|made| made.period == *period && is_held(made)))
        .map(Period::in_words)
        .collect();
    let caption = match lacking.as_slice() {
        [] => "Every quarter is held".to_owned(),
        lacking => format!("Nothing is held of {}", lacking.join(", ")),
    };
    let source = "As in the quarterly performance reports";
    let mut blocks = vec![table("indicators-table", caption, &heads, names.iter().map(row).collect(), source)];
    if let Some(last) = quarters.iter().rfind(|made| is_held(made)) {
        let of = last.period.in_words();
        let lines = last.lines.iter().map(|line| sentence(&format!("{}, {of}: {}", line.name, line.judgement.because)));
        blocks.push(super::bullets(lines));
    }
    blocks
}

/// How the actions of the plans that ran in this time stand at its end.
async fn actions(house: &House, from: Date, to: Date, day: Date, rule: &ActionStatus) -> Result<Vec<Block>> {
    let rows = with_book(house, |book| {
        let runs = |plan: &plans::Plan| plan.from.is_none_or(|first| first <= to) && plan.until.is_none_or(|last| last >= from);
        let mut rows = Vec::new();
        for plan in book.plans.values().map(|kept| &kept.body).filter(|plan| runs(plan)) {
            let mut counts = Status::ALL.map(|status| (status, 0_usize));
            for action in book.actions_of(&plan.id).filter(|kept| !kept.body.reference.is_milestone()) {
                let shown = stands(book, plan, &action.body, day, rule).shown();
                for (_, n) in counts.iter_mut().filter(|(status, _)| *status == shown) {
                    *n += 1;
                }
            }
            let all: usize = counts.iter().map(|(_, n)| n).sum();
            let words: Vec<String> =
                counts.iter().filter(|(_, n)| *n > 0).map(|(status, n)| format!("{n} {}", status.in_words())).collect();
            rows.push(vec![plan.title.clone(), all.to_string(), words.join(", ")]);
        }
        rows
    })
    .await?;
    if rows.is_empty() {
        return Ok(vec![paragraph("No plan ran in this time.")]);
    }
    let caption = format!("How the actions stood on {}", calendar::date_in_words(day));
    Ok(vec![table("actions-table", caption, &["Plan", "#Actions", "How they stand"], rows, "The plans' record")])
}
