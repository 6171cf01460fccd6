//! The year of the partnership: what it owes by when, and what of it was done.

use super::{area, day_so_far, limit, year_id};
use crate::registers::{Recorded, find, load, save, today, trouble};
use crate::{House, Moment};
use base::Result;
use calendar::{Date, FinancialYear};
use journal::{Body as _, Kept, Refused, check_not_before};
use plans::tasking::{NotLaidOut, YearDone, YearDuty, decide_year};

/// A duty of a year and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct YearLine {
    /// What is owed.
    pub duty: YearDuty,
    /// It was done.
    pub done: Option<Kept<YearDone>>,
    /// It is late.
    pub late: bool,
    /// It may be done now.
    pub runs: bool,
}

/// A year laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct YearView {
    /// The financial year, `2011-12`.
    pub year: String,
    /// As it is printed: `2011/12`.
    pub title: String,
    /// The year before it, and the one after it.
    pub around: (String, String),
    /// The rule, with its version.
    pub rule: String,
    /// Where it comes from.
    pub source: String,
    /// The duties, by the day they end.
    pub lines: Vec<YearLine>,
    /// The duties that could not be laid out: no rule says when they end.
    pub not_laid_out: Vec<NotLaidOut>,
}

/// A financial year of the partnership, by the rule in force on its first day; today's where none is named.
pub async fn year_view(house: &House, moment: &Moment, asked: Option<&str>) -> Result<YearView> {
    let (year, day, area) = (super::year_of(asked, moment)?, today(moment), area(house).await?);
    let rule = house.rulebook.partnership_year(year.first().first_day(), area.as_ref())?;
    let done = load::<YearDone>(house, None).await?;
    let due = |clock: &str, from: Date| limit(house, area.as_ref(), clock, from).map(|limit| limit.due);
    let line = |duty: YearDuty| {
        let done = done.get(&format!("{}/{}/{}", year_id(year), duty.line, duty.nth)).cloned();
        let open = done.is_none();
        YearLine { late: open && duty.by < day, runs: open && duty.from <= day && day <= duty.by, done, duty }
    };
    let after = FinancialYear::of(year.last().next()).unwrap_or(year);
    let first = year.first().first_day();
    let laid = decide_year(rule.parameters, year, rule.rule.valid_from.unwrap_or(first), &due);
    Ok(YearView {
        year: year_id(year),
        title: year.to_string(),
        around: (year_id(year.before()), year_id(after)),
        rule: rule.reference().to_string(),
        source: format!("{}, {}", rule.rule.source.document, rule.rule.source.place),
        lines: laid.duties.into_iter().map(line).collect(),
        not_laid_out: laid.not_laid_out,
    })
}

/// The years of which a duty may wait, the older first: of the year before only what is late, as far as a rule lays that year out; a duty
/// that ends on its last day would else never be late. Then today's year.
pub(super) async fn years_that_wait(house: &House, moment: &Moment) -> Result<Vec<YearView>> {
    let now = year_view(house, moment, None).await?;
    match year_view(house, moment, Some(&now.around.0)).await {
        Ok(mut before) => {
            before.lines.retain(|line| line.late);
            Ok(vec![before, now])
        }
        Err(trouble) if trouble.code == "rule-not-in-force" => Ok(vec![now]),
        Err(trouble) => Err(trouble),
    }
}

/// A duty of a year as it was done.
#[derive(Debug, Clone, Copy)]
pub struct DutyWords<'a> {
    /// The line of the rule, by its id.
    pub line: &'a str,
    /// Which time in the year, from 1.
    pub nth: u32,
    /// The office.
    pub role: &'a str,
    /// How: the meeting, the paper.
    pub how: &'a str,
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

/// Records that a duty of a year was done; once more corrects it.
///
/// # Errors
/// Refused with `record-refused` where the year has no such duty, or the day is still to come or lies before the duty begins.
pub async fn record_duty(house: &House, moment: &Moment, year: &str, words: &DutyWords<'_>) -> Result<Recorded> {
    let view = year_view(house, moment, Some(year)).await?;
    let (line, nth) = (words.line, words.nth);
    let Some(there) = view.lines.iter().find(|one| one.duty.line == line && one.duty.nth == nth) else {
        let known = view.lines.iter().map(|one| format!("{}/{}", one.duty.line, one.duty.nth)).collect::<Vec<_>>().join(", ");
        return Err(trouble(YearDone::REGISTER, &Refused::NotOneOf { field: "line", value: format!("{line}/{nth}"), known }));
    };
    let on = day_so_far::<YearDone>("on", words.on, moment)?;
    check_not_before("on", on, there.duty.from).map_err(|refused| trouble(YearDone::REGISTER, &refused))?;
    let body =
        YearDone { year: view.year, line: line.to_owned(), nth, on, role: words.role.trim().to_owned(), how: words.how.trim().to_owned() };
    let seen = find::<YearDone>(house, &body.id()).await?.map_or(0, |(_, seen)| seen);
    save(house, moment, &body, seen).await
}
