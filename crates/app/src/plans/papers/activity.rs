//! What was done between two days: the activity report.

use super::{Paper, counted, document, heading, numbered, paragraph, partnership, table};
use crate::House;
use crate::plans::{Book, with_book};
use base::{Result, Trouble};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What was completed from one day to another, both counted: by plan and priority, output and outcome apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Completed {
    pub on: Date,
    pub action: String,
    pub role: String,
    pub output: String,
    pub outcome: String,
}

/// The completed actions of a span by plan and priority, each in the order of its days.
pub(super) fn completed(book: &Book, from: Date, to: Date) -> BTreeMap<(String, String), Vec<Completed>> {
    let mut found: BTreeMap<(String, String), Vec<Completed>> = BTreeMap::new();
    for plan in book.plans.values() {
        for kept in book.actions_of(&plan.body.id) {
            let action = &kept.body;
            let Some(done) = action.done.as_ref().filter(|done| from <= done.on && done.on <= to) else { continue };
            let priority = action.priority.as_deref().and_then(|key| book.priority(&plan.body.id, key));
            let priority = priority.map(|kept| kept.body.title.clone()).unwrap_or_default();
            found.entry((plan.body.title.clone(), priority)).or_default().push(Completed {
                on: done.on,
                action: numbered(action),
                role: done.role.clone(),
                output: done.output.clone(),
                outcome: done.outcome.clone(),
            });
        }
    }
    for lines in found.values_mut() {
        lines.sort();
    }
    found
}

/// The blocks that list what was completed.
pub(super) fn completed_blocks(found: &BTreeMap<(String, String), Vec<Completed>>) -> Vec<papers::Block> {
    let mut blocks = Vec::new();
    for (at, ((plan, priority), lines)) in found.iter().enumerate() {
        let title = if priority.is_empty() { plan.clone() } else { format!("{plan}: {priority}") };
        blocks.push(heading(2, &format!("done-{}", at + 1), &title));
        let row = |one: &Completed| {
            let outcome = if one.outcome.is_empty() { "not recorded".to_owned() } else { one.outcome.clone() };
            vec![one.action.clone(), calendar::date_in_words(one.on), one.output.clone(), outcome]
        };
        let heads = ["Action", "Done on", "What was done", "What came of it"];
        let caption = format!("{} complete", counted(lines.len(), "action is", "actions are"));
        blocks.push(table(&format!("done-table-{}", at + 1), caption, &heads, lines.iter().map(row).collect(), "The plan's record"));
    }
    blocks
}

/// The activity report from one day to another, both counted.
///
/// # Errors
/// The days are in the wrong order.
pub async fn activity_paper(house: &House, from: Date, to: Date, today: Date) -> Result<Paper> {
    if to < from {
        return Err(Trouble::usage("period", format!("`{to}` lies before `{from}`"), "give the earlier day first"));
    }
    let found = with_book(house, |book| completed(book, from, to)).await?;
    let all: usize = found.values().map(Vec::len).sum();
    let span = format!("{} to {}", calendar::date_in_words(from), calendar::date_in_words(to));
    let mut blocks = vec![heading(1, "completed", "Completed actions")];
    if found.is_empty() {
        blocks.push(paragraph("No action was completed between these days."));
    }
    blocks.extend(completed_blocks(&found));
    let title = format!("{} completed from {span}", counted(all, "action was", "actions were"));
    let summary = "What was done, and what came of it, as it was recorded when each action was completed.".to_owned();
    let paper = document(title, summary, partnership(house).await?, span, today, blocks);
    Ok(Paper { stem: format!("activity-{from}-{to}"), document: paper })
}
