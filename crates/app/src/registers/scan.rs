//! The scan matrix and the lines of enquiry.

use super::{Recorded, day_or_today, find, load, required, save, trouble};
use crate::{House, Moment};
use base::{Result, Trouble};
use evidence::registers::{Choice, PoliceScore, ScanIssue};
use journal::{Body as _, Stamp};
use serde::Serialize;
use std::collections::BTreeMap;

/// One issue of a scan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScanLine {
    /// What stands in the register.
    pub issue: ScanIssue,
    /// The sum of its scores.
    pub total: u32,
    /// Its newest entry.
    pub last_entry: Stamp,
}

/// Scores as a user gives them.
#[derive(Debug, Clone, Copy)]
pub struct NewScore<'a> {
    /// The scan.
    pub scan: &'a str,
    /// The issue's id.
    pub issue: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Criterion and score: `harm=3`.
    pub scores: &'a [String],
    /// Why.
    pub reason: &'a str,
    /// The office that scores.
    pub role: &'a str,
    /// Score, scale and source of a risk assessment of the police, if there is one.
    pub police: Option<(&'a str, &'a str, &'a str)>,
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

/// The issues of a scan, or of all: by scan, the highest total first.
pub async fn scan_lines(house: &House, scan: Option<&str>) -> Result<Vec<ScanLine>> {
    let kept = load::<ScanIssue>(house, None).await?;
    let mut lines: Vec<ScanLine> = kept
        .into_values()
        .filter(|kept| scan.is_none_or(|scan| kept.body.scan == scan))
        .map(|kept| ScanLine { total: kept.body.total(), issue: kept.body, last_entry: kept.last })
        .collect();
    lines.sort_by_key(|line| (line.issue.scan.clone(), std::cmp::Reverse(line.total), line.issue.issue.clone()));
    Ok(lines)
}

/// Records the scores of an issue; scoring again keeps what was chosen.
pub async fn score_issue(house: &House, moment: &Moment, words: &NewScore<'_>) -> Result<Recorded> {
    let on = day_or_today(words.on, moment)?;
    let rule = house.rulebook.scan_matrix(on, None)?;
    let mut scores = BTreeMap::new();
    for text in words.scores {
        let (criterion, score) =
            text.split_once('=').and_then(|(c, n)| Some((c.trim(), n.trim().parse::<u8>().ok()?))).ok_or_else(|| {
                Trouble::refused(
                    "score-unreadable",
                    format!("`{text}` is not a score"),
                    "write each as `harm=3`, a criterion and a whole number",
                )
            })?;
        if scores.insert(criterion.to_owned(), score).is_some() {
            return Err(Trouble::refused("score-unreadable", format!("`{criterion}` is scored twice"), "give each criterion one score"));
        }
    }
    let standing = find::<ScanIssue>(house, &format!("{}/{}", words.scan, words.issue)).await?;
    let seen = standing.as_ref().map_or(0, |(_, seen)| *seen);
    let police = words.police.map(|(score, scale, source)| PoliceScore {
        score: score.to_owned(),
        scale: scale.to_owned(),
        source: source.to_owned(),
        received: on,
    });
    let issue = ScanIssue {
        scan: words.scan.to_owned(),
        issue: words.issue.to_owned(),
        title: words.title.to_owned(),
        rule: rule.reference().to_string(),
        scores,
        reason: words.reason.to_owned(),
        role: words.role.to_owned(),
        on,
        police: police.or_else(|| standing.as_ref().and_then(|(body, _)| body.police.clone())),
        choice: standing.and_then(|(body, _)| body.choice),
    };
    issue.check_scores(rule.parameters).map_err(|refused| trouble(ScanIssue::REGISTER, &refused))?;
    save(house, moment, &issue, seen).await
}

/// Records whether an issue became a line of enquiry; `line` is what is asked, where it did.
pub async fn choose_issue(
    house: &House,
    moment: &Moment,
    id: &str,
    line: Option<&str>,
    reason: &str,
    role: &str,
    on: Option<&str>,
) -> Result<Recorded> {
    let (issue, seen) = required::<ScanIssue>(house, id).await?;
    let choice = Choice {
        chosen: line.is_some(),
        line_of_enquiry: line.unwrap_or_default().to_owned(),
        reason: reason.to_owned(),
        role: role.to_owned(),
        on: day_or_today(on, moment)?,
    };
    save(house, moment, &issue.chosen(choice), seen).await
}
