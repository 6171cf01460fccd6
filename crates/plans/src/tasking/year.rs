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

/// The most times that a duty of one clock falls into a year: a clock of days would else fill pages.
const OFTENEST: u32 = 53;

/// The duties of a financial year by the day they end; `limit` gives the last day of a clock that begins on a day.
pub fn decide_year(rule: &PartnershipYear, year: FinancialYear, limit: &dyn Fn(&str, Date) -> Option<Date>) -> Vec<YearDuty> {
    let mut duties: Vec<YearDuty> = rule.lines.iter().flat_map(|line| of_line(line, year, limit)).collect();
    duties.sort_by(|one, other| (one.by, one.from, &one.line).cmp(&(other.by, other.from, &other.line)));
    duties
}

fn of_line(line: &YearLine, year: FinancialYear, limit: &dyn Fn(&str, Date) -> Option<Date>) -> Vec<YearDuty> {
    let (first, last) = (year.first().first_day(), year.last().last_day());
    let quarter = |one: Quarter| {
        let mut months = year.quarter(one);
        let first: Option<Month> = months.next();
        first.map(|first| (first, months.last().unwrap_or(first)))
    };
    let days: Vec<(Date, Date)> = if let (Some(from), Some(to)) = (line.first_month, line.last_month) {
        let month = |number: u8| year.months().find(|month| month.number() == i32::from(number));
        month(from).zip(month(to)).map(|(from, to)| (from.first_day(), to.last_day())).into_iter().collect()
    } else if line.each_quarter {
        Quarter::ALL.into_iter().filter_map(quarter).map(|(first, last)| (first.first_day(), last.last_day())).collect()
    } else if line.each_half {
        let halves = [(Quarter::Q1, Quarter::Q2), (Quarter::Q3, Quarter::Q4)];
        let half = |(one, other)| quarter(one).zip(quarter(other)).map(|((first, _), (_, last))| (first.first_day(), last.last_day()));
        halves.into_iter().filter_map(half).collect()
    } else {
        by_clock(line.clock.as_deref().unwrap_or_default(), first, last, limit)
    };
    let duty = |(nth, (from, by)): (u32, (Date, Date))| YearDuty {
        line: line.id.clone(),
        nth,
        what: line.what.clone(),
        whose: line.whose.clone(),
        from,
        by,
        rule: line.rule.clone().or_else(|| line.clock.clone()),
    };
    (1..).zip(days).map(duty).collect()
}

/// The ends of a clock that is counted again and again from the last day of the year before.
fn by_clock(clock: &str, first: Date, last: Date, limit: &dyn Fn(&str, Date) -> Option<Date>) -> Vec<(Date, Date)> {
    let mut days = Vec::new();
    let Ok(mut since) = first.yesterday() else { return days };
    for _ in 0..OFTENEST {
        let Some(due) = limit(clock, since).filter(|due| *due > since) else { break };
        if due > last {
            break;
        }
        days.push((since.tomorrow().unwrap_or(since), due));
        since = due;
    }
    days
}
