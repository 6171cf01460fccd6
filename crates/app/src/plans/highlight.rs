//! The highlight report: what the tasking group tells the board since the report before.

use super::papers::{Paper, document, heading, paragraph, partnership};
use super::{TrackerAsk, tracker, with_book};
use crate::registers::{Recorded, load, priorities, save, today};
use crate::{House, Moment};
use ::papers::{Block, Document, Inline};
use base::{Result, Trouble};
use calendar::date_in_words;
use jiff::civil::Date;
use journal::next_id;
use plans::{Highlight, HighlightLine, Status, Update, Waits};

/// The highlight reports, the newest first.
pub async fn highlights(house: &House) -> Result<Vec<Highlight>> {
    let mut all: Vec<Highlight> = load::<Highlight>(house, None).await?.into_values().map(|kept| kept.body).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.up_to));
    Ok(all)
}

/// What a highlight report would say on a day: since the one before, or from the beginning.
pub async fn highlight_draft(house: &House, day: Date, role: &str) -> Result<Highlight> {
    let before = highlights(house).await?;
    let (since, seen) = before.first().map_or((None, 0), |one| (Some(one.on), one.up_to));
    let up_to = house.store.last_entry().await?;
    let mut priority_lines = evidence_priorities(house, seen).await?;
    priority_lines.extend(plan_priorities(house, seen).await?);
    let late = tracker(house, day, &TrackerAsk { waits: Some(Waits::Overdue), most: usize::MAX, ..TrackerAsk::default() }).await?;
    let overdue = late.lines.iter().map(|line| {
        let action = &line.action;
        let owner = action.owner.as_deref().unwrap_or_default();
        let whose = [line.organisation.as_str(), owner, action.lead.as_str()].into_iter().find(|one| !one.is_empty());
        let by = line.by.map_or_else(String::new, date_in_words);
        let text = format!("{}: due {by}, {} days late; {}", action.text, line.late_by, whose.unwrap_or("nobody owns it"));
        at(&line.plan, &action.reference.to_string(), text)
    });
    let overdue = overdue.collect();
    let (barriers, done) = updates(house, seen).await?;
    let ids: Vec<&str> = before.iter().map(|one| one.id.as_str()).collect();
    Ok(Highlight {
        id: next_id("highlight", ids),
        on: day,
        role: role.to_owned(),
        since,
        up_to,
        priorities: priority_lines,
        overdue,
        barriers,
        done,
        note: String::new(),
    })
}

fn at(plan: &str, reference: &str, text: String) -> HighlightLine {
    HighlightLine { about: format!("{plan}/{reference}"), text, href: format!("/plan/plans/{plan}/actions/{reference}") }
}

/// The priority areas that were proposed or decided since.
async fn evidence_priorities(house: &House, seen: i64) -> Result<Vec<HighlightLine>> {
    let changed = priorities(house, None).await?.into_iter().filter(|line| line.last_entry.seq > seen);
    Ok(changed
        .map(|line| {
            let why = line.priority.decision.as_ref().map_or(&line.priority.reason, |decision| &decision.reason);
            HighlightLine {
                text: format!("{} for {}: {}", line.standing, line.priority.year, why),
                about: line.priority.name,
                href: "/evidence/priorities".to_owned(),
            }
        })
        .collect())
}

/// The priorities of plans that are new or were changed since.
async fn plan_priorities(house: &House, seen: i64) -> Result<Vec<HighlightLine>> {
    with_book(house, |book| {
        let changed = book.priorities.values().flat_map(std::collections::BTreeMap::values).filter(|kept| kept.last.seq > seen);
        changed
            .map(|kept| {
                let (one, plan) = (&kept.body, book.plans.get(&kept.body.plan));
                let what = match &one.closed {
                    Some(closed) => format!("closed: {}", closed.reason),
                    None if kept.first.seq > seen => "new in the plan".to_owned(),
                    None => "changed in the plan".to_owned(),
                };
                HighlightLine {
                    about: one.title.clone(),
                    text: format!("{what} ({})", plan.map_or(one.plan.as_str(), |kept| kept.body.title.as_str())),
                    href: format!("/plan/plans/{}/priorities/{}", one.plan, one.key),
                }
            })
            .collect()
    })
    .await
}

/// What stands in the way, and what was done, by updates and ends of actions since.
async fn updates(house: &House, seen: i64) -> Result<(Vec<HighlightLine>, Vec<HighlightLine>)> {
    with_book(house, |book| {
        let updated = || book.updates.values().flat_map(std::collections::BTreeMap::values).flat_map(std::collections::BTreeMap::values);
        let line = |update: &Update, text: &str| at(&update.plan, &update.reference.to_string(), text.to_owned());
        let barriers = updated().filter(|kept| kept.last.seq > seen && !kept.body.barrier.is_empty());
        let barriers = barriers.map(|kept| line(&kept.body, &kept.body.barrier)).collect();
        let actions = book.actions.values().flat_map(std::collections::BTreeMap::values);
        let done = actions.filter_map(|kept| {
            let done = kept.body.done.as_ref().filter(|_| book.done_at(&kept.body) > seen)?;
            let outcome = if done.outcome.is_empty() { String::new() } else { format!(" What came of it: {}", done.outcome) };
            Some(at(&kept.body.plan, &kept.body.reference.to_string(), format!("{}: {}.{outcome}", kept.body.text, done.output)))
        });
        // A partner says by an update that something is done.
        let by_word = updated().filter(|kept| kept.last.seq > seen && kept.body.status == Some(Status::Complete));
        let by_word = by_word.map(|kept| line(&kept.body, &kept.body.said));
        (barriers, done.chain(by_word).collect())
    })
    .await
}

/// Makes the highlight report of the day: it stays as it is.
///
/// # Errors
/// Refused with `highlight-empty` where nothing happened since the one before.
pub async fn make_highlight(house: &House, moment: &Moment, role: &str, note: &str) -> Result<Recorded> {
    let mut report = highlight_draft(house, today(moment), role).await?;
    note.trim().clone_into(&mut report.note);
    let nothing = [&report.priorities, &report.overdue, &report.barriers, &report.done].iter().all(|lines| lines.is_empty());
    if nothing && report.note.is_empty() {
        return Err(Trouble::refused(
            "highlight-empty",
            "nothing changed since the report before, nothing is overdue and nothing stands in the way",
            "say in a note what the board should know, or report when there is something",
        ));
    }
    save(house, moment, &report, 0).await
}

/// Whether a priority area changed since the last highlight report: the board is then to be told (data group report 2020, 1.8).
pub async fn highlight_owed(house: &House) -> Result<bool> {
    let seen = highlights(house).await?.first().map_or(0, |one| one.up_to);
    Ok(!evidence_priorities(house, seen).await?.is_empty())
}

/// A highlight report as a paper; none where there is none.
pub async fn highlight_paper(house: &House, id: &str) -> Result<Option<Paper>> {
    let Some(report) = highlights(house).await?.into_iter().find(|one| one.id == id) else { return Ok(None) };
    let document = compose(&partnership(house).await?, &report);
    Ok(Some(Paper { stem: "highlight-report".to_owned(), document }))
}

fn compose(partnership: &str, report: &Highlight) -> Document {
    let mut blocks = Vec::new();
    if !report.note.is_empty() {
        blocks.push(paragraph(report.note.clone()));
    }
    for (id, title, none, lines) in [
        ("priorities", "What changed of the priorities", "Nothing changed.", &report.priorities),
        ("overdue", "What is overdue, and whose", "Nothing is overdue.", &report.overdue),
        ("barriers", "What stands in the way", "Nobody named a barrier.", &report.barriers),
        ("done", "What was done", "Nothing was completed.", &report.done),
    ] {
        blocks.push(heading(1, id, title));
        if lines.is_empty() {
            blocks.push(paragraph(none));
        } else {
            blocks.push(Block::List(lines.iter().map(line).collect()));
        }
    }
    let since = report.since.map_or_else(|| "the first report".to_owned(), |day| format!("since the report of {}", date_in_words(day)));
    document(
        "Highlight report to the board".to_owned(),
        format!("{}, {since}", date_in_words(report.on)),
        partnership.to_owned(),
        date_in_words(report.on),
        report.on,
        blocks,
    )
}

fn line(one: &HighlightLine) -> Vec<Inline> {
    let about = one.about.split_once('/').map_or(one.about.as_str(), |(_, reference)| reference);
    vec![Inline::Strong(format!("{about} ")), Inline::text(one.text.clone())]
}
