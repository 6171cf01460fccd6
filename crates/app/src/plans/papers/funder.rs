//! A funder's report: what a grant was for, what it was spent on, what was done and what came of it.

use super::{Paper, document, heading, numbered, paragraph, partnership, pounds, sentence, stands, table, value_words};
use crate::House;
use crate::plans::performance::span_words;
use crate::plans::{TargetLine, target_line, with_book};
use base::{Result, Trouble};
use jiff::civil::Date;
use plans::{Action, Plan};

/// The funder's report of a plan that has a grant.
///
/// # Errors
/// Refused with `record-unknown` where there is no such plan, `plan-no-grant` where it has none.
pub async fn funder_paper(house: &House, id: &str, today: Date) -> Result<Paper> {
    let plan = crate::registers::required::<Plan>(house, id).await?.0;
    let Some(grant) = plan.grant_pence else {
        return Err(Trouble::refused(
            "plan-no-grant",
            format!("plan `{id}` has no grant"),
            "give the plan its grant, or ask for the report of a plan that has one",
        ));
    };
    let rule = house.rulebook.action_status(today, None)?.parameters;
    let (actions, targets): (Vec<(Action, String)>, Vec<String>) = with_book(house, |book| {
        let actions = book.actions_of(id).map(|kept| {
            let standing = stands(book, &plan, &kept.body, today, rule);
            (kept.body.clone(), format!("{}: {}", standing.shown().in_words(), standing.because))
        });
        (actions.collect(), book.targets_of(id).map(|kept| kept.body.id.clone()).collect())
    })
    .await?;
    let mut results: Vec<TargetLine> = Vec::new();
    for target in targets {
        results.extend(target_line(house, today, &target, 1).await?);
    }
    let spent = actions.iter().try_fold(0_u64, |sum, (action, _)| sum.checked_add(action.cost_pence()?));
    let spent_words = spent.map_or_else(|| "more than can be counted".to_owned(), pounds);
    let mut blocks = vec![heading(1, "money", "Spend lines")];
    let lines: Vec<Vec<String>> = actions
        .iter()
        .flat_map(|(action, _)| action.costs.iter().map(|line| vec![line.what.clone(), action.reference.to_string(), pounds(line.pence)]))
        .chain([vec!["All lines".to_owned(), String::new(), spent_words.clone()]])
        .collect();
    let caption = match spent {
        Some(spent) if spent == grant => format!("The lines come to the grant of {}", pounds(grant)),
        Some(spent) if spent < grant => format!("The lines leave {} of the grant of {}", pounds(grant - spent), pounds(grant)),
        Some(spent) => format!("The lines are {} above the grant of {}", pounds(spent - grant), pounds(grant)),
        None => "The lines can't be added up".to_owned(),
    };
    blocks.push(table("spend", caption.clone(), &["For what", "Action", "#Amount"], lines, "Cost lines of the plan's actions"));
    blocks.push(heading(1, "actions", "Actions"));
    let rows = actions.iter().map(|(action, standing)| vec![numbered(action), action.lead.clone(), standing.clone()]);
    blocks.push(table(
        "actions-table",
        "How each action stands",
        &["Action", "Lead", "How it stands"],
        rows.collect(),
        "The plan's record",
    ));
    blocks.push(heading(1, "outputs", "Outputs and outcomes"));
    let done: Vec<Vec<String>> = actions
        .iter()
        .filter_map(|(action, _)| {
            let done = action.done.as_ref()?;
            let outcome = if done.outcome.is_empty() { "not recorded".to_owned() } else { done.outcome.clone() };
            Some(vec![numbered(action), calendar::date_in_words(done.on), done.output.clone(), outcome])
        })
        .collect();
    if done.is_empty() {
        blocks.push(paragraph("No action of the plan is complete yet."));
    } else {
        let heads = ["Action", "Done on", "What was done", "What came of it"];
        blocks.push(table("outputs-table", "What was done, and what came of it", &heads, done, "The plan's record"));
    }
    if !results.is_empty() {
        blocks.push(heading(1, "targets", "Targets"));
        let rows = results.iter().map(|one| {
            let line = &one.line;
            let of = line.value.as_ref().map_or_else(|| one.period.in_words(), span_words);
            vec![line.name.clone(), value_words(line), of, line.judgement.outcome.in_words().to_owned(), sentence(&line.judgement.because)]
        });
        blocks.push(table(
            "targets-table",
            "What came of each target",
            &["Target", "#Value", "Of", "Result", "Why"],
            rows.collect(),
            "Computed from imported counts",
        ));
    }
    let complete = actions.iter().filter(|(action, _)| action.done.is_some()).count();
    let title = format!("{}: {complete} of {} actions complete", plan.title, actions.len());
    let period = match (plan.from, plan.until) {
        (Some(from), Some(until)) => format!("{} to {}", calendar::date_in_words(from), calendar::date_in_words(until)),
        _ => "Plan without stated dates".to_owned(),
    };
    let paper = document(title, format!("{caption}."), partnership(house).await?, period, today, blocks);
    Ok(Paper { stem: format!("funder-{id}"), document: paper })
}
