//! The priority tracker: every action with whose it is, by when, how it stands and what it waits for; what is late first.

use super::{Book, with_book};
use crate::House;
use base::Result;
use jiff::civil::Date;
use journal::Kept;
use plans::{
    Action, Adopted, Plan, PlanPriority, Reference, Standing, Status, Target, Update, Waits, decide_roll_up, decide_standing, decide_waits,
    owed_period,
};
use rulebook::ActionStatus;
use std::cmp::Reverse;

/// One action in the tracker.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionLine {
    /// The plan, by id.
    pub plan: String,
    /// What the plan is called.
    pub plan_title: String,
    /// The action.
    pub action: Action,
    /// What its priority is called; empty where it stands under none.
    pub priority: String,
    /// The name of the organisation that owns it; empty where none does.
    pub organisation: String,
    /// How it stands.
    pub standing: Standing,
    /// What it waits for.
    pub waits: Waits,
    /// By when: its own day, or that of the update it owes.
    pub by: Option<Date>,
    /// How many days late; never negative.
    pub late_by: i32,
    /// Its newest update.
    pub update: Option<Update>,
    /// Its newest entry.
    pub seq: i64,
}

/// What is asked of the tracker. Empty texts ask for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrackerAsk {
    /// The plan.
    pub plan: String,
    /// The organisation that owns the action.
    pub organisation: String,
    /// The office that owns it.
    pub owner: String,
    /// What it waits for.
    pub waits: Option<Waits>,
    /// Only what is late.
    pub late_only: bool,
    /// The status that stands.
    pub status: Option<Status>,
    /// From which line, from 0.
    pub from: usize,
    /// How many lines at the most.
    pub most: usize,
}

/// The lines asked for, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tracker {
    /// The lines.
    pub lines: Vec<ActionLine>,
    /// How many fit what was asked, those not shown among them.
    pub total: usize,
    /// How many of them are late.
    pub late: usize,
}

/// What an action is ordered by: late ones first, the longest first; then by the day, then by plan and number.
struct Found<'a> {
    plan: &'a Kept<Plan>,
    action: &'a Kept<Action>,
    waits: Waits,
    by: Option<Date>,
}

/// The tracker as it stands on a day.
pub async fn tracker(house: &House, today: Date, ask: &TrackerAsk) -> Result<Tracker> {
    let rule = house.rulebook.action_status(today, None)?.parameters;
    let mut found = with_book(house, |book| track(book, rule, today, ask)).await?;
    name_organisations(house, today, &mut found.lines).await?;
    Ok(found)
}

/// Gives the lines the names of the organisations that own them.
async fn name_organisations(house: &House, today: Date, lines: &mut [ActionLine]) -> Result<()> {
    let partnership = crate::people::partnership(house).await?;
    for line in lines {
        if let Some(id) = &line.action.organisation {
            line.organisation = partnership.organisation(id).map_or_else(|| id.clone(), |body| body.name_on(today).to_owned());
        }
    }
    Ok(())
}

fn track(book: &Book, rule: &ActionStatus, today: Date, ask: &TrackerAsk) -> Tracker {
    let mut found: Vec<Found<'_>> = Vec::new();
    for plan in book.plans.values().filter(|kept| ask.plan.is_empty() || kept.body.id == ask.plan) {
        for action in book.actions_of(&plan.body.id) {
            let one = &action.body;
            if !fits(&ask.organisation, one.organisation.as_deref()) || !fits(&ask.owner, one.owner.as_deref()) {
                continue;
            }
            let update = book.newest_update(&plan.body.id, &one.reference).map(|kept| &kept.body);
            let (waits, by) = waits_of(book, &plan.body, one, update, today, rule);
            if (ask.late_only && !waits.is_late()) || ask.waits.is_some_and(|wanted| wanted != waits) {
                continue;
            }
            if ask.status.is_some_and(|wanted| standing_of(book, &plan.body, one, today, rule).shown() != wanted) {
                continue;
            }
            found.push(Found { plan, action, waits, by });
        }
    }
    found.sort_by(|one, other| {
        let key = |found: &Found<'_>| (!found.waits.is_late(), found.waits >= Waits::Complete, found.by.unwrap_or(Date::MAX));
        key(one)
            .cmp(&key(other))
            .then_with(|| (&one.plan.body.id, &one.action.body.reference).cmp(&(&other.plan.body.id, &other.action.body.reference)))
    });
    let (total, late) = (found.len(), found.iter().filter(|one| one.waits.is_late()).count());
    let lines = found.iter().skip(ask.from).take(ask.most).map(|one| line_of(book, one, today, rule)).collect();
    Tracker { lines, total, late }
}

fn fits(asked: &str, is: Option<&str>) -> bool {
    asked.is_empty() || is == Some(asked)
}

/// What an action waits for. One with milestones is updated by theirs, and owes none of its own.
fn waits_of(book: &Book, plan: &Plan, action: &Action, update: Option<&Update>, today: Date, rule: &ActionStatus) -> (Waits, Option<Date>) {
    let (waits, by) = decide_waits(plan, action, update, today, rule);
    // Of a period that was closed nothing can be said any more.
    let closed = || owed_period(plan, today).is_some_and(|owed| book.is_closed(&plan.id, owed));
    let mut open_milestones = book.milestones(&plan.id, &action.reference).filter(|kept| kept.body.closed.is_none()).peekable();
    let by_milestones = open_milestones.peek().is_some();
    if by_milestones && action.is_open() && standing_of(book, plan, action, today, rule).computed == Status::Complete {
        return (Waits::Complete, None);
    }
    let asks_nothing = || closed() || by_milestones;
    if matches!(waits, Waits::UpdateLate | Waits::UpdateOwed) && asks_nothing() { (Waits::Running, action.due) } else { (waits, by) }
}

/// How an action stands, its milestones rolled up where it has any.
pub(crate) fn standing_of(book: &Book, plan: &Plan, action: &Action, today: Date, rule: &ActionStatus) -> Standing {
    let update = book.newest_update(&plan.id, &action.reference).map(|kept| &kept.body);
    let own = decide_standing(plan, action, update, today, rule);
    let of_milestones: Vec<Status> = book
        .milestones(&plan.id, &action.reference)
        .filter(|kept| kept.body.closed.is_none())
        .map(|kept| standing_of(book, plan, &kept.body, today, rule).shown())
        .collect();
    decide_roll_up(own, action, &of_milestones, today, rule)
}

fn line_of(book: &Book, found: &Found<'_>, today: Date, rule: &ActionStatus) -> ActionLine {
    let (plan, action) = (&found.plan.body, &found.action.body);
    let priority = action.priority.as_deref().and_then(|key| book.priority(&plan.id, key)).map(|kept| kept.body.title.clone());
    ActionLine {
        plan: plan.id.clone(),
        plan_title: plan.title.clone(),
        priority: priority.unwrap_or_default(),
        organisation: String::new(),
        standing: standing_of(book, plan, action, today, rule),
        waits: found.waits,
        by: found.by,
        late_by: found.by.filter(|_| found.waits.is_late()).map_or(0, |by| (today - by).get_days().max(0)),
        update: book.newest_update(&plan.id, &action.reference).map(|kept| kept.body.clone()),
        seq: found.action.last.seq,
        action: action.clone(),
    }
}

/// How many actions are late that nobody in office owns: nobody is reminded of them.
pub(crate) async fn unowned_late(house: &House, today: Date) -> Result<usize> {
    let ask = TrackerAsk { late_only: true, most: usize::MAX, ..TrackerAsk::default() };
    let lines = tracker(house, today, &ask).await?.lines;
    let partnership = crate::people::partnership(house).await?;
    // Whoever left is reminded of nothing either.
    let in_office = |user: &String| !partnership::posts_on(&partnership.users, &partnership.organisations, user, today).posts.is_empty();
    Ok(lines.iter().filter(|line| !line.action.owner.as_ref().is_some_and(in_office)).count())
}

/// One plan in the list of plans.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanLine {
    /// The plan.
    pub plan: Plan,
    /// Its newest entry.
    pub seq: i64,
    /// How many actions it has, milestones not counted.
    pub actions: usize,
    /// How many milestones.
    pub milestones: usize,
    /// How many of both are late.
    pub late: usize,
    /// How many of both have which status, in the order of statuses.
    pub statuses: Vec<(Status, usize)>,
}

/// Every plan, running ones first, the newest first.
pub async fn plans_list(house: &House, today: Date) -> Result<Vec<PlanLine>> {
    let rule = house.rulebook.action_status(today, None)?.parameters;
    with_book(house, |book| {
        let mut lines: Vec<PlanLine> = book.plans.values().map(|kept| plan_line(book, kept, today, rule)).collect();
        lines.sort_by_key(|line| {
            let over = line.plan.ended.is_some() || line.plan.until.is_some_and(|until| until < today);
            (over, Reverse(line.plan.from), line.plan.id.clone())
        });
        lines
    })
    .await
}

fn plan_line(book: &Book, kept: &Kept<Plan>, today: Date, rule: &ActionStatus) -> PlanLine {
    let plan = &kept.body;
    let mut line = PlanLine { plan: plan.clone(), seq: kept.last.seq, actions: 0, milestones: 0, late: 0, statuses: Vec::new() };
    let mut counts = Status::ALL.map(|status| (status, 0_usize));
    for action in book.actions_of(&plan.id) {
        if action.body.reference.is_milestone() {
            line.milestones += 1;
        } else {
            line.actions += 1;
        }
        let update = book.newest_update(&plan.id, &action.body.reference).map(|kept| &kept.body);
        line.late += usize::from(waits_of(book, plan, &action.body, update, today, rule).0.is_late());
        let shown = standing_of(book, plan, &action.body, today, rule).shown();
        for (status, count) in &mut counts {
            *count += usize::from(*status == shown);
        }
    }
    line.statuses = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    line
}

/// One action with everything about it.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionView {
    /// Its line in the tracker.
    pub line: ActionLine,
    /// The plan.
    pub plan: Plan,
    /// Its milestones, or none.
    pub milestones: Vec<ActionLine>,
    /// Every update, the newest period first, as it stands.
    pub updates: Vec<Kept<Update>>,
}

/// One action of a plan, with its milestones and updates; none where there is none.
pub async fn action_view(house: &House, today: Date, plan: &str, reference: &Reference) -> Result<Option<ActionView>> {
    let rule = house.rulebook.action_status(today, None)?.parameters;
    let mut view = with_book(house, |book| {
        let plan = book.plans.get(plan)?;
        let found = |action| found_of(book, plan, action, today, rule);
        let action = book.action(&plan.body.id, reference)?;
        let milestones = book.milestones(&plan.body.id, reference).map(|one| line_of(book, &found(one), today, rule)).collect();
        let updates = book.updates_of(&plan.body.id, reference).rev().cloned().collect();
        Some(ActionView { line: line_of(book, &found(action), today, rule), plan: plan.body.clone(), milestones, updates })
    })
    .await?;
    if let Some(view) = &mut view {
        name_organisations(house, today, std::slice::from_mut(&mut view.line)).await?;
        name_organisations(house, today, &mut view.milestones).await?;
    }
    Ok(view)
}

fn found_of<'a>(book: &Book, plan: &'a Kept<Plan>, action: &'a Kept<Action>, today: Date, rule: &ActionStatus) -> Found<'a> {
    let update = book.newest_update(&plan.body.id, &action.body.reference).map(|kept| &kept.body);
    let (waits, by) = waits_of(book, &plan.body, &action.body, update, today, rule);
    Found { plan, action, waits, by }
}

/// The actions of a plan in the order of their numbers, as lines of the tracker.
pub async fn plan_lines(house: &House, today: Date, plan: &str) -> Result<Vec<ActionLine>> {
    let rule = house.rulebook.action_status(today, None)?.parameters;
    let mut lines = with_book(house, |book| {
        let Some(plan) = book.plans.get(plan) else { return Vec::new() };
        book.actions_of(&plan.body.id).map(|action| line_of(book, &found_of(book, plan, action, today, rule), today, rule)).collect()
    })
    .await?;
    name_organisations(house, today, &mut lines).await?;
    Ok(lines)
}

/// The priorities of a plan, by key.
pub async fn priorities_of(house: &House, plan: &str) -> Result<Vec<Kept<PlanPriority>>> {
    with_book(house, |book| book.priorities_of(plan).cloned().collect()).await
}

/// The targets of a plan, by id.
pub async fn targets_of(house: &House, plan: &str) -> Result<Vec<Target>> {
    with_book(house, |book| book.targets_of(plan).map(|kept| kept.body.clone()).collect()).await
}

/// A version of a plan as it was adopted.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionView {
    /// When, by which meeting.
    pub adopted: Adopted,
    /// The priorities as they stood then.
    pub priorities: Vec<PlanPriority>,
    /// The actions as they stood then, in the order of their numbers.
    pub actions: Vec<Action>,
}

/// A version that was adopted, read from the journal up to its place; none where there is no such version.
pub async fn version_view(house: &House, plan: &str, number: u32) -> Result<Option<VersionView>> {
    let adopted = with_book(house, |book| book.plans.get(plan)?.body.adopted.iter().find(|one| one.number == number).cloned()).await?;
    let Some(adopted) = adopted else { return Ok(None) };
    let book = Book::up_to(house, adopted.up_to).await?;
    Ok(Some(VersionView {
        priorities: book.priorities_of(plan).map(|kept| kept.body.clone()).collect(),
        actions: book.actions_of(plan).map(|kept| kept.body.clone()).collect(),
        adopted,
    }))
}
