//! The timetable of a paper: which steps are done, whose they are, and what is late.

use super::paper::{PaperNow, all, paper, plain, read_definition};
use crate::registers::{Recorded, day_or_today, find, load_of, save, today};
use crate::{House, Moment};
use base::{Result, Trouble};
use jiff::civil::Date;
use journal::Stamp;
use narrative::living::{CommentEntry, PaperEntry, Stage, StepEntry, StepLine, StepState, timetable, unanswered};
use std::collections::BTreeMap;

/// A step as somebody records it.
#[derive(Debug, Clone, Copy)]
pub struct StepWords<'a> {
    /// Whether it is done.
    pub done: bool,
    /// On which day; today if not said.
    pub on: Option<&'a str>,
    /// The office that did it.
    pub office: &'a str,
    /// What is to be known of it.
    pub note: &'a str,
}

/// The timetable of a paper on a day.
pub async fn steps(house: &House, now: &PaperNow, today: Date) -> Result<Vec<StepLine>> {
    Ok(timetable(&now.definition.timetable, &done(house, &now.entry.id).await?, today))
}

async fn done(house: &House, id: &str) -> Result<BTreeMap<String, StepEntry>> {
    let kept = load_of::<StepEntry>(house, &format!("{id}/")).await?;
    Ok(kept.into_iter().map(|(entry, _)| (entry.step.clone(), entry)).collect())
}

/// Records that a step is done, or turned out not to be.
///
/// # Errors
/// `record-unknown` where the timetable has no such step; `record-refused`.
pub async fn mark_step(house: &House, moment: &Moment, id: &str, step: &str, words: &StepWords<'_>) -> Result<Recorded> {
    let now = paper(house, id).await?;
    if !steps(house, &now, today(moment)).await?.iter().any(|line| line.slug == step) {
        let message = format!("the timetable of `{id}` has no step `{step}`");
        return Err(Trouble::refused("record-unknown", message, "look at its timetable"));
    }
    let seen = find::<StepEntry>(house, &format!("{id}/{step}")).await?.map_or(0, |(_, seen)| seen);
    let on = day_or_today(words.on, moment)?;
    let entry = StepEntry {
        paper: id.to_owned(),
        step: step.to_owned(),
        done: words.done.then_some(on),
        office: words.office.to_owned(),
        note: words.note.trim().to_owned(),
    };
    save(house, moment, &entry, seen).await
}

/// A line of the list of papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    /// The paper.
    pub entry: PaperEntry,
    /// Its newest entry.
    pub stamp: Stamp,
    /// Its title without references.
    pub title: String,
    /// The steps that are late.
    pub late: Vec<StepLine>,
    /// What the comments without an answer are called.
    pub unanswered: Vec<String>,
}

/// Every paper, those in work first, then by id.
pub async fn papers(house: &House, today: Date) -> Result<Vec<PaperLine>> {
    let mut lines = Vec::new();
    for (entry, stamp) in all(house).await? {
        // A paper whose definition can't be read any more still stands in the list.
        let definition = read_definition(&entry.definition).ok();
        let title = definition.as_ref().map_or_else(|| entry.id.clone(), |definition| plain(&definition.title));
        let mut late = Vec::new();
        let mut open = Vec::new();
        if entry.stage != Stage::Published {
            let steps = definition.map_or_else(Vec::new, |definition| definition.timetable);
            late = timetable(&steps, &done(house, &entry.id).await?, today);
            late.retain(|line| line.state == StepState::Late);
            let comments = load_of::<CommentEntry>(house, &format!("{}/", entry.id)).await?;
            open = unanswered(comments.iter().map(|(comment, _)| comment));
        }
        lines.push(PaperLine { entry, stamp, title, late, unanswered: open });
    }
    lines.sort_by(|one, other| {
        let key = |line: &PaperLine| (line.entry.stage == Stage::Published, line.entry.id.clone());
        key(one).cmp(&key(other))
    });
    Ok(lines)
}

/// Whether a step is of an office: named as it is, or after its role.
pub fn is_of(owner: &str, user: &str, roles: &[&str]) -> bool {
    let owner = narrative::living::step_slug(owner);
    owner == user || roles.iter().any(|role| format!("-{owner}-").contains(&format!("-{role}-")))
}
