//! What the partnership owes in a financial year, laid out by day, and what of it was done.

use calendar::{Date, FinancialYear, Month, Quarter};
use journal::{Body, Refused, Words, check_id, check_year};
use rulebook::{PartnershipYear, YearLine};
use serde::{Deserialize, Serialize};

/// A duty of a year was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearDone {
    /// The financial year: `2011-12`.
    pub year: String,
    /// The line of the rule, by its id.
    pub line: String,
    /// Which time in the year, from 1.
    pub nth: u32,
    /// The day it was done.
    pub on: Date,
    /// The office that says so.
    pub role: String,
    /// How: the meeting, the paper.
    pub how: String,
}

impl Body for YearDone {
    const REGISTER: &'static str = "plan-year-duty";

    fn id(&self) -> String {
        format!("{}/{}/{}", self.year, self.line, self.nth)
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_year("year", &self.year)?;
        check_id("line", &self.line)?;
        words.role("role", &self.role)?;
        super::place::check_said(words, "how", &self.how)
    }
}

/// A duty of a year, with its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearDuty {
    /// The line of the rule, by its id.
    pub line: String,
    /// Which time in the year, from 1.
    pub nth: u32,
    /// What is to be done.
    pub what: String,
    /// Whose it is.
    pub whose: String,
    /// The first day it may be done.
    pub from: Date,
    /// The last day.
    pub by: Date,
    /// The rule that asks for it, beside the year's own.
    pub rule: Option<String>,
}

/// A duty that could not be laid out: its clock gives no limit there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotLaidOut {
    /// The line of the rule, by its id.
    pub line: String,
    /// What is to be done.
    pub what: String,
    /// Whose it is.
    pub whose: String,
    /// The clock, by its id.
    pub clock: String,
}

/// A financial year as a rule lays it out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YearLaidOut {
    /// The duties by the day they end.
    pub duties: Vec<YearDuty>,
    /// The lines of which nobody can say when they end.
    pub not_laid_out: Vec<NotLaidOut>,
}

/// So often a clock is counted on: one of days would else fill pages, and one of years goes back far enough.
const OFTENEST: u32 = 53;

/// What a financial year owes; `limit` gives the last day of a clock that begins on a day. A clock that is longer than a year is counted
/// on from `since`, the first day of the rule.
pub fn decide_year(rule: &PartnershipYear, year: FinancialYear, since: Date, limit: &dyn Fn(&str, Date) -> Option<Date>) -> YearLaidOut {
    let mut laid = YearLaidOut::default();
    for line in &rule.lines {
        match days_of(line, year, since, limit) {
            Some(days) => laid.duties.extend(of_line(line, days)),
            None => laid.not_laid_out.push(NotLaidOut {
                line: line.id.clone(),
                what: line.what.clone(),
                whose: line.whose.clone(),
                clock: line.clock.clone().unwrap_or_default(),
            }),
        }
    }
    laid.duties.sort_by(|one, other| (one.by, one.from, &one.line).cmp(&(other.by, other.from, &other.line)));
    laid
}

fn of_line(line: &YearLine, days: Vec<(Date, Date)>) -> impl Iterator<Item = YearDuty> {
    (1..).zip(days).map(move |(nth, (from, by))| YearDuty {
        line: line.id.clone(),
        nth,
        what: line.what.clone(),
        whose: line.whose.clone(),
        from,
        by,
        rule: line.rule.clone().or_else(|| line.clock.clone()),
    })
}

/// The first and the last day of each time that a line falls into a year; none where its clock gives no limit.
fn days_of(line: &YearLine, year: FinancialYear, since: Date, limit: &dyn Fn(&str, Date) -> Option<Date>) -> Option<Vec<(Date, Date)>> {
    let quarter = |one: Quarter| {
        let mut months = year.quarter(one);
        let first: Option<Month> = months.next();
        first.map(|first| (first, months.last().unwrap_or(first)))
    };
    if let (Some(from), Some(to)) = (line.first_month, line.last_month) {
        let month = |number: u8| year.months().find(|month| month.number() == i32::from(number));
        Some(month(from).zip(month(to)).map(|(from, to)| (from.first_day(), to.last_day())).into_iter().collect())
    } else if line.each_quarter {
        Some(Quarter::ALL.into_iter().filter_map(quarter).map(|(first, last)| (first.first_day(), last.last_day())).collect())
    } else if line.each_half {
        let halves = [(Quarter::Q1, Quarter::Q2), (Quarter::Q3, Quarter::Q4)];
        let half = |(one, other)| quarter(one).zip(quarter(other)).map(|((first, _), (_, last))| (first.first_day(), last.last_day()));
        Some(halves.into_iter().filter_map(half).collect())
    } else {
        let clock = line.clock.as_deref().unwrap_or_default();
        by_clock(&|from| limit(clock, from), year.first().first_day(), year.last().last_day(), since)
    }
}

/// The ends of a clock in a year. It is counted again and again from the last day of the year before; one that would not end in any year
/// like that is counted on from the first day of the rule.
fn by_clock(limit: &dyn Fn(Date) -> Option<Date>, first: Date, last: Date, since: Date) -> Option<Vec<(Date, Date)>> {
    let eve = first.yesterday().ok()?;
    let mut from = if limit(eve)? > last { since } else { eve };
    limit(from)?;
    let mut days = Vec::new();
    for _ in 0..OFTENEST {
        let Some(due) = limit(from).filter(|due| *due > from && *due <= last) else { break };
        if due >= first {
            days.push((from.tomorrow().unwrap_or(from), due));
        }
        from = due;
    }
    Some(days)
}
