//! Emerging issues: dated texts that are bound to one quarter's report.

use crate::plans::with_book;
use crate::registers::{Recorded, day_or_today, required, save};
use crate::{House, Moment};
use base::{Result, Trouble};
use journal::next_id;
use plans::{Closed, EmergingIssue, Period};

/// An issue as somebody writes it.
#[derive(Debug, Clone, Copy)]
pub struct IssueWords<'a> {
    /// What it is called.
    pub title: &'a str,
    /// What came up, and how it is known.
    pub said: &'a str,
    /// The office.
    pub role: &'a str,
}

/// The issues that came up in a period and were not withdrawn, oldest first.
pub async fn issues_of(house: &House, period: Period) -> Result<Vec<EmergingIssue>> {
    with_book(house, |book| {
        let of = |one: &&journal::Kept<EmergingIssue>| one.body.period == period && one.body.withdrawn.is_none();
        let mut found: Vec<_> = book.issues.values().filter(of).collect();
        found.sort_by_key(|kept| kept.first.seq);
        found.into_iter().map(|kept| kept.body.clone()).collect()
    })
    .await
}

/// Records an issue that came up in a period.
///
/// # Errors
/// Refused with `issue-stale` where the text is that of another period, which is named: a report never repeats another's words.
pub async fn record_issue(house: &House, moment: &Moment, period: Period, words: &IssueWords<'_>) -> Result<Recorded> {
    let (id, repeated) = with_book(house, |book| {
        let said = |kept: &&journal::Kept<EmergingIssue>| {
            let new = EmergingIssue { said: words.said.to_owned(), ..kept.body.clone() };
            // What was taken back stands in no report, so that it can be said of the period it belongs to.
            kept.body.withdrawn.is_none() && kept.body.period != period && kept.body.repeats(&new)
        };
        let repeated = book.issues.values().find(said).map(|kept| kept.body.period);
        (next_id("issue", book.issues.keys().map(String::as_str)), repeated)
    })
    .await?;
    if let Some(other) = repeated {
        return Err(Trouble::refused(
            "issue-stale",
            format!("this text stands in the report of {} (`{other}`) already", other.in_words()),
            "say what came up in this period, with its own numbers; a text of another period is stale",
        ));
    }
    let body = EmergingIssue {
        id,
        period,
        title: words.title.trim().to_owned(),
        said: words.said.trim().to_owned(),
        on: day_or_today(None, moment)?,
        role: words.role.trim().to_owned(),
        withdrawn: None,
    };
    save(house, moment, &body, 0).await
}

/// Takes an issue back, with the reason; it stays in the history.
pub async fn withdraw_issue(house: &House, moment: &Moment, id: &str, role: &str, reason: &str) -> Result<Recorded> {
    let (mut body, seen) = required::<EmergingIssue>(house, id).await?;
    body.withdrawn = Some(Closed { on: day_or_today(None, moment)?, role: role.to_owned(), reason: reason.trim().to_owned() });
    save(house, moment, &body, seen).await
}
