//! The thread: from flag to priority to action to update to outcome, each link with its day and who made it.

use super::papers::{Paper, document, partnership};
use super::{Book, with_book};
use crate::registers::{concerns, priorities, today};
use crate::{House, Moment};
use ::papers::{Block, Inline};
use base::Result;
use calendar::date_in_words;
use jiff::civil::Date;
use journal::{Kept, Stamp};
use plans::{Action, PlanPriority, Reference, Update};

/// One link of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadLink {
    /// What it is: `Flag`, `Priority area`, `Decision`, `Priority`, `Action`, `Update`, `Done`, `Outcome`.
    pub stage: &'static str,
    /// What it says.
    pub text: String,
    /// Who says so: an office, or the link of a partner's organisation.
    pub who: String,
    /// The day.
    pub on: String,
    /// Where it can be seen.
    pub href: String,
}

/// A thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// What it is the thread of.
    pub title: String,
    /// Its links, the first cause first.
    pub links: Vec<ThreadLink>,
}

/// So many updates of an action stand in its thread; the earlier ones are counted.
const UPDATES: usize = 4;

/// The thread of an action, with its milestones; none where there is none.
pub async fn action_thread(house: &House, plan: &str, reference: &Reference) -> Result<Option<Thread>> {
    let found = with_book(house, |book| {
        let kept = book.action(plan, reference)?;
        let priority = kept.body.priority.as_deref().and_then(|key| book.priority(plan, key)).cloned();
        let mut links = Vec::new();
        of_action(book, kept, &mut links);
        for milestone in book.milestones(plan, reference) {
            of_action(book, milestone, &mut links);
        }
        Some((format!("{} {}", kept.body.reference, kept.body.text), priority, links))
    })
    .await?;
    let Some((title, priority, actions)) = found else { return Ok(None) };
    let mut links = match &priority {
        Some(kept) => of_priority(house, kept).await?,
        None => Vec::new(),
    };
    links.extend(actions);
    Ok(Some(Thread { title, links }))
}

/// The thread of a priority, with all its actions; none where there is none.
pub async fn priority_thread(house: &House, plan: &str, key: &str) -> Result<Option<Thread>> {
    let found = with_book(house, |book| {
        let kept = book.priority(plan, key)?.clone();
        let mut links = Vec::new();
        for action in book.actions_of(plan).filter(|action| action.body.priority.as_deref() == Some(key)) {
            of_action(book, action, &mut links);
        }
        Some((kept, links))
    })
    .await?;
    let Some((kept, actions)) = found else { return Ok(None) };
    let mut links = of_priority(house, &kept).await?;
    links.extend(actions);
    Ok(Some(Thread { title: kept.body.title, links }))
}

fn day(on: Date) -> String {
    on.to_string()
}

fn stamped(stamp: &Stamp) -> (String, String) {
    (stamp.who.clone(), stamp.at.get(..10).unwrap_or_default().to_owned())
}

/// The flag, the priority area with what was decided, and the priority of the plan.
async fn of_priority(house: &House, kept: &Kept<PlanPriority>) -> Result<Vec<ThreadLink>> {
    let mut links = Vec::new();
    let one = &kept.body;
    if let Some(id) = &one.answers
        && let Some(line) = priorities(house, None).await?.into_iter().find(|line| line.priority.id == *id)
    {
        let area = &line.priority;
        if area.basis.rule.is_some() || area.basis.result.is_some() {
            let rule = area.basis.rule.clone().unwrap_or_default();
            links.push(ThreadLink {
                stage: "Flag",
                text: format!("{}: {}", line.area_names.join(", "), area.basis.result.clone().unwrap_or_else(|| "flagged".to_owned())),
                who: if rule.is_empty() { area.role.clone() } else { format!("rule {rule}") },
                on: day(area.on),
                href: if rule.is_empty() { "/evidence/flags".to_owned() } else { format!("/evidence/flags?rule={rule}") },
            });
        }
        for concern in concerns(house).await?.into_iter().filter(|concern| area.basis.concerns.contains(&concern.concern.id)) {
            links.push(ThreadLink {
                stage: "Concern",
                text: concern.concern.reason,
                who: concern.concern.role,
                on: day(concern.concern.on),
                href: "/evidence/priorities#concerns".to_owned(),
            });
        }
        links.push(ThreadLink {
            stage: "Priority area",
            text: format!("{} proposed for {}: {}", area.name, area.year, area.reason),
            who: area.role.clone(),
            on: day(area.on),
            href: "/evidence/priorities".to_owned(),
        });
        if let Some(decision) = &area.decision {
            links.push(ThreadLink {
                stage: "Decision",
                text: format!("{}: {} ({})", line.standing, decision.reason, decision.meeting),
                who: decision.role.clone(),
                on: day(decision.on),
                href: "/evidence/priorities".to_owned(),
            });
        }
    }
    let (who, on) = stamped(&kept.last);
    let text = if one.what.is_empty() { one.title.clone() } else { format!("{}: {}", one.title, one.what) };
    links.push(ThreadLink { stage: "Priority", text, who, on, href: format!("/plan/plans/{}/priorities/{}", one.plan, one.key) });
    Ok(links)
}

fn of_action(book: &Book, kept: &Kept<Action>, links: &mut Vec<ThreadLink>) {
    let action = &kept.body;
    let href = format!("/plan/plans/{}/actions/{}", action.plan, action.reference);
    let (who, on) = stamped(&kept.last);
    let stage = if action.reference.is_milestone() { "Milestone" } else { "Action" };
    let from = action.carried_from.as_ref().map_or_else(String::new, |from| format!(" (carried on from {from})"));
    links.push(ThreadLink { stage, text: format!("{} {}{from}", action.reference, action.text), who, on, href: href.clone() });
    let updates: Vec<&Kept<Update>> = book.updates_of(&action.plan, &action.reference).collect();
    let earlier = updates.len().saturating_sub(UPDATES);
    for (at, kept) in updates.iter().enumerate().skip(earlier) {
        let update = &kept.body;
        let before = if at == earlier && earlier > 0 { format!("(after {earlier} earlier) ") } else { String::new() };
        let status = update.status.map_or_else(String::new, |status| format!(" [{}]", status.in_words()));
        links.push(ThreadLink {
            stage: "Update",
            text: format!("{before}{}, {}: {}{status}", action.reference, update.period.in_words(), update.said),
            who: update.role.clone(),
            on: day(update.on),
            href: format!("{href}#updates"),
        });
    }
    if let Some(done) = &action.done {
        let link = |stage, text: &str| ThreadLink {
            stage,
            text: format!("{}: {text}", action.reference),
            who: done.role.clone(),
            on: day(done.on),
            href: href.clone(),
        };
        links.push(link("Done", &done.output));
        if !done.outcome.is_empty() {
            links.push(link("Outcome", &done.outcome));
        }
    }
    if let Some(closed) = &action.closed {
        links.push(ThreadLink {
            stage: "Closed",
            text: format!("{}: {}", action.reference, closed.reason),
            who: closed.role.clone(),
            on: day(closed.on),
            href,
        });
    }
}

/// A thread as a paper.
pub async fn thread_paper(house: &House, moment: &Moment, thread: &Thread) -> Result<Paper> {
    let items = thread.links.iter().map(|link| {
        let on = link.on.parse::<Date>().map_or_else(|_| link.on.clone(), date_in_words);
        vec![Inline::Strong(format!("{}. ", link.stage)), Inline::text(format!("{} ({}, {on})", link.text.trim_end_matches('.'), link.who))]
    });
    let summary = "From flag to outcome: what led to what, with who said so and when.";
    let blocks = vec![Block::Numbered(items.collect())];
    let name = partnership(house).await?;
    let document = document(thread.title.clone(), summary.to_owned(), name, "From flag to outcome".to_owned(), today(moment), blocks);
    Ok(Paper { stem: "thread".to_owned(), document })
}
