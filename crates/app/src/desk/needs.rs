//! What waits for somebody: what their office owes, what they are to approve or confirm, what they are to ask and judge.

use super::Need;
use crate::plans::{ActionLine, TrackerAsk};
use crate::registers::{requests, source_register, today};
use crate::signing::{self, Door, Visitor, Way};
use crate::{By, House, Moment};
use base::Result;
use evidence::registers::{DueState, RequestState};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use partnership::DutyState;
use permission::{Action, Purpose};
use plans::Waits;
use store::LedgerAsk;

/// So many of a kind are listed; the page behind the first lists the rest.
const OF_A_KIND: usize = 10;

/// What waits for a visitor, late ones first.
pub(super) async fn of(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Vec<Need>> {
    let day = today(moment);
    let mut needs = people(house, moment, visitor).await?;
    needs.extend(duties(house, visitor, day).await?);
    if signing::would_let(house, moment, visitor, Action::ChangeEvidence).await? {
        needs.extend(asked(house, day).await?);
        needs.extend(sources(house, day).await?);
    }
    needs.extend(crate::strategic::needs(house, moment, visitor, day).await?);
    needs.extend(actions(house, moment, visitor, day).await?);
    needs.extend(crate::plans::tasking::needs(house, moment, visitor, day).await?);
    needs.extend(review(house, moment, visitor, day).await?);
    needs.extend(second_way(house, visitor).await?);
    needs.sort_by_key(|need| (!need.late, need.due.unwrap_or(Date::MAX)));
    Ok(needs)
}

fn need(what: String, verb: &str, href: impl Into<String>) -> Need {
    Need { what, due: None, late: false, verb: verb.to_owned(), href: href.into(), why: String::new() }
}

/// Invitations to approve, and lost ways in to confirm.
async fn people(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Vec<Need>> {
    let by = By::User(visitor.asking_for(Door::Page, Purpose::Administration));
    let names = |ids: &[String]| ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" and ");
    let mut needs = Vec::new();
    for one in signing::waiting_for(house, moment, &by).await? {
        let what = format!("an invitation to `{}` at {} waits for your approval", one.user, names(&one.organisations));
        needs.push(Need {
            due: Some(one.ends_at.to_zoned(jiff::tz::TimeZone::UTC).date()),
            ..need(what, "approve", "/partnership/invitations")
        });
    }
    for one in signing::recoveries_for(house, moment, &by).await? {
        let what = format!("`{}` at {} lost every way in: confirm that it was they who asked", one.user, names(&one.organisations));
        needs.push(Need {
            due: Some(one.ends_at.to_zoned(jiff::tz::TimeZone::UTC).date()),
            ..need(what, "confirm", "/partnership/invitations")
        });
    }
    Ok(needs)
}

/// What the visitor's office is reminded of.
async fn duties(house: &House, visitor: &Visitor, day: Date) -> Result<Vec<Need>> {
    let partnership = crate::people::partnership(house).await?;
    let mut needs = Vec::new();
    for duty in partnership::duties(&partnership, house.rulebook, day).into_iter().filter(partnership::Duty::is_open) {
        let ours = partnership::concerns(&partnership, &duty, &visitor.organisations(), day);
        if ours && partnership::responsible_on(&partnership, &duty, day).contains(&visitor.user) {
            needs.push(Need {
                due: duty.due,
                late: duty.state == DutyState::Late,
                why: duty.why,
                ..need(format!("`{}`: {}", duty.owed_by, duty.what), "see", "/duties")
            });
        }
    }
    Ok(needs)
}

/// Actions of plans that wait for their owner; for who keeps the plans, those too that nobody owns.
async fn actions(house: &House, moment: &Moment, visitor: &Visitor, day: Date) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    if signing::would_let(house, moment, visitor, Action::UpdateAction).await? {
        let ask = TrackerAsk { owner: visitor.user.clone(), most: usize::MAX, ..TrackerAsk::default() };
        let lines = crate::plans::tracker(house, day, &ask).await?.lines;
        let waits = |line: &ActionLine| matches!(line.waits, Waits::Overdue | Waits::UpdateLate | Waits::UpdateOwed);
        needs.extend(lines.into_iter().filter(waits).take(OF_A_KIND).map(|line| Need {
            due: line.by,
            late: line.waits.is_late(),
            why: line.plan_title.clone(),
            ..need(
                format!("action {}: {}", line.action.reference, line.action.text),
                "update",
                format!("/plan/plans/{}/actions/{}/update", line.plan, line.action.reference),
            )
        }));
    }
    if signing::would_let(house, moment, visitor, Action::ChangePlan).await? {
        let late = crate::plans::unowned_late(house, day).await?;
        if late > 0 {
            let what = if late == 1 { "one late action has no owner".to_owned() } else { format!("{late} late actions have no owner") };
            needs.push(Need { late: true, ..need(what, "see", "/plan/late") });
        }
    }
    Ok(needs)
}

/// Requests for data that were not answered.
async fn asked(house: &House, day: Date) -> Result<Vec<Need>> {
    let open = |state| matches!(state, RequestState::Open | RequestState::Overdue);
    let partnership = crate::people::partnership(house).await?;
    let name = |to: &str| partnership.organisation(to).map_or(to, |one| one.name_on(day)).to_owned();
    let lines = requests(house, day).await?.into_iter().filter(|line| open(line.state)).take(OF_A_KIND);
    Ok(lines
        .map(|line| Need {
            due: Some(line.request.due),
            late: line.state == RequestState::Overdue,
            ..need(
                format!("{} was asked for {}", name(&line.request.to), line.request.what),
                "chase",
                format!("/evidence/requests/{}", line.request.id),
            )
        })
        .collect())
}

/// Data sets that are late, and those that nobody judged.
async fn sources(house: &House, day: Date) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    let lines = source_register(house, day).await?;
    for line in lines.iter().filter(|line| line.state == DueState::Overdue).take(OF_A_KIND) {
        needs.push(Need {
            due: line.next_due,
            late: true,
            ..need(format!("{} is late", line.data_set.title), "chase", format!("/evidence/sources/{}/ask", line.data_set.id))
        });
    }
    let unjudged = |line: &&crate::registers::SourceLine| line.data_set.judged.is_none() && !line.extracts.is_empty();
    for line in lines.iter().filter(unjudged).take(OF_A_KIND) {
        let what = format!("{} is in use, and nobody judged how good it is", line.data_set.title);
        needs.push(need(what, "judge", format!("/evidence/sources/{}/judge", line.data_set.id)));
    }
    Ok(needs)
}

/// The review of who read what, where nobody of the same office did it for as long as the rule says.
async fn review(house: &House, moment: &Moment, visitor: &Visitor, day: Date) -> Result<Vec<Need>> {
    let policies = policy::Policies::builtin()?;
    if !visitor.posts.iter().any(|post| post.authorised && policies.could_ever(post.role, Action::ReviewAccess)) {
        return Ok(Vec::new());
    }
    let rule = house.rulebook.access_review(day, None)?;
    let days = i64::from(rule.parameters.days);
    let since = moment.now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(moment.now);
    let ask = LedgerAsk {
        who: visitor.user.clone(),
        what: Action::ReviewAccess.id().to_owned(),
        since: since.to_string(),
        limit: 1,
        ..LedgerAsk::default()
    };
    if house.store.ledger_lines(&ask).await?.iter().any(|line| line.event.as_ref().is_some_and(|one| one.outcome == ledger::Outcome::Done))
    {
        return Ok(Vec::new());
    }
    let why = format!("`{}`: every {days} days", rule.reference());
    Ok(vec![Need {
        due: Some(day.saturating_add(0.days())),
        why,
        ..need("who read what waits to be reviewed".to_owned(), "review", "/access-review")
    }])
}

/// Somebody with one way in loses everything with one telephone.
async fn second_way(house: &House, visitor: &Visitor) -> Result<Vec<Need>> {
    if matches!(visitor.way, Way::Demo | Way::Token) || signing::ways_in(house, &visitor.user).await? != 1 {
        return Ok(Vec::new());
    }
    let what = "you have one way in: with a second you never depend on somebody to let you back in".to_owned();
    Ok(vec![need(what, "add", "/account")])
}
