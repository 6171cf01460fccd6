//! Task groups: opened, agreed, put to a vote, merged, closed; which meetings they missed.

use super::{area, day_so_far, filled, limit, meetings};
use crate::plans::{ActionLine, TrackerAsk, tracker};
use crate::registers::{Recorded, day_or_today, load, refuse_taken, required, save, today, trouble};
use crate::{House, Moment};
use base::Result;
use calendar::{Date, Month};
use journal::{Body as _, Kept, Refused};
use plans::Plan;
use plans::tasking::{GroupClosed, GroupMerged, GroupOption, OptionsDecided, PlanAgreed, TaskGroup, missed_quarters};

/// The clock of the plan of a task-and-finish group.
const PLAN: &str = "task-and-finish-plan";
/// How long before a meeting the owners of data are asked.
const CHASE: &str = "group-data-chase";

/// One group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupLine {
    /// What stands in the register.
    pub kept: Kept<TaskGroup>,
    /// The days on which it met, oldest first.
    pub held: Vec<Date>,
    /// The next meeting it is called to.
    pub next: Option<Date>,
    /// By when it is to meet, by its rhythm.
    pub meets_by: Option<Date>,
    /// By when its plan is to be agreed, and how that was counted; none where it is, or it has not met.
    pub plan_due: Option<(Date, String)>,
    /// By when the owners of its data are to be asked, for the next meeting.
    pub ask_by: Option<Date>,
    /// The quarters without a meeting, in words: `2010/11 Q3`.
    pub missed: Vec<String>,
    /// What is late, in words.
    pub late: Vec<String>,
}

/// One group with the steps of its plan that are late.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupView {
    /// Its line.
    pub line: GroupLine,
    /// What late steps its plan has.
    pub steps: Vec<ActionLine>,
    /// The data it looks at: id and title.
    pub data: Vec<(String, String)>,
}

/// So many late steps are listed with a group; its plan has the rest.
const STEPS: usize = 50;

/// Every group: those that work first, late ones before others.
pub async fn task_groups(house: &House, moment: &Moment) -> Result<Vec<GroupLine>> {
    let mut lines = Vec::new();
    for kept in load::<TaskGroup>(house, None).await?.into_values() {
        lines.push(line_of(house, moment, kept).await?);
    }
    lines.sort_by_key(|line| (!line.kept.body.is_open(), line.late.is_empty(), line.kept.body.name.clone()));
    Ok(lines)
}

async fn line_of(house: &House, moment: &Moment, kept: Kept<TaskGroup>) -> Result<GroupLine> {
    let (day, area, group) = (today(moment), area(house).await?, &kept.body);
    let (held, next) = meetings::days_of(house, &group.id, day).await?;
    let since = held.last().copied().unwrap_or(group.started);
    let meets_by = group.every_months.filter(|_| group.is_open()).and_then(|months| {
        let month = Month::of(since)?.plus(i32::from(months));
        Some(month.first_day().checked_add(jiff::Span::new().try_days(i64::from(since.day()) - 1).ok()?).ok()?.min(month.last_day()))
    });
    let first = held.first().copied().filter(|_| group.finishes && group.agreed.is_none() && group.is_open());
    let plan_due = first.and_then(|first| limit(house, area.as_ref(), PLAN, first)).map(|limit| (limit.due, limit.why));
    let ask_by =
        next.filter(|_| !group.data_sets.is_empty()).and_then(|next| limit(house, area.as_ref(), CHASE, next)).map(|limit| limit.due);
    let missed = missed_quarters(group, &held, day).into_iter().map(|(year, quarter)| {
        let number =
            calendar::Quarter::ALL.iter().zip(["Q1", "Q2", "Q3", "Q4"]).find(|(one, _)| **one == quarter).map_or("", |(_, number)| number);
        format!("{year} {number}")
    });
    let missed = missed.collect();
    let mut late = Vec::new();
    if let Some((due, _)) = plan_due.as_ref().filter(|(due, _)| *due < day) {
        late.push(format!("its plan was to be agreed by {}", calendar::date_in_words(*due)));
    }
    if let Some(due) = meets_by.filter(|due| *due < day && next.is_none()) {
        late.push(format!("it was to meet by {}", calendar::date_in_words(due)));
    }
    if let Some(ends) = group.ends.filter(|ends| *ends < day && group.is_open()) {
        late.push(format!("it was to end by {}", calendar::date_in_words(ends)));
    }
    Ok(GroupLine { kept, held, next, meets_by, plan_due, ask_by, missed, late })
}

/// One group; none where there is none.
pub async fn group_view(house: &House, moment: &Moment, id: &str) -> Result<Option<GroupView>> {
    let Some(kept) = load::<TaskGroup>(house, None).await?.remove(id) else { return Ok(None) };
    let line = line_of(house, moment, kept).await?;
    let steps = match &line.kept.body.plan {
        Some(plan) => {
            let ask = TrackerAsk { plan: plan.clone(), late_only: true, most: STEPS, ..TrackerAsk::default() };
            tracker(house, today(moment), &ask).await?.lines
        }
        None => Vec::new(),
    };
    let sets = load::<evidence::registers::DataSet>(house, None).await?;
    let title = |id: &String| (id.clone(), sets.get(id).map_or_else(|| id.clone(), |kept| kept.body.title.clone()));
    let data = line.kept.body.data_sets.iter().map(title).collect();
    Ok(Some(GroupView { line, steps, data }))
}

/// A group as somebody opens it.
#[derive(Debug, Clone, Copy)]
pub struct GroupWords<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// What for.
    pub purpose: &'a str,
    /// The office that leads.
    pub lead: &'a str,
    /// The first day; today if not said.
    pub started: Option<&'a str>,
    /// It is to end.
    pub finishes: bool,
    /// By when.
    pub ends: Option<&'a str>,
    /// It meets every so many months.
    pub every_months: Option<u8>,
    /// The data it looks at, by ids, a line each.
    pub data_sets: &'a str,
    /// The plan it follows.
    pub plan: &'a str,
}

/// Opens a group.
pub async fn open_group(house: &House, moment: &Moment, words: &GroupWords<'_>) -> Result<Recorded> {
    refuse_taken::<TaskGroup>(house, words.id).await?;
    let plan = filled(words.plan);
    if let Some(plan) = &plan {
        required::<Plan>(house, plan).await?;
    }
    let data_sets: Vec<String> = words.data_sets.lines().filter_map(filled).collect();
    for id in &data_sets {
        required::<evidence::registers::DataSet>(house, id).await?;
    }
    let group = TaskGroup {
        id: words.id.trim().to_owned(),
        name: words.name.trim().to_owned(),
        purpose: words.purpose.trim().to_owned(),
        lead: words.lead.trim().to_owned(),
        started: day_or_today(words.started, moment)?,
        finishes: words.finishes,
        ends: words.ends.map(|text| day_or_today(Some(text), moment)).transpose()?,
        every_months: words.every_months,
        data_sets,
        plan,
        agreed: None,
        options: Vec::new(),
        decided: None,
        merged: None,
        closed: None,
    };
    save(house, moment, &group, 0).await
}

async fn working(house: &House, id: &str) -> Result<(TaskGroup, i64)> {
    let (group, seen) = required::<TaskGroup>(house, id).await?;
    if group.is_open() {
        return Ok((group, seen));
    }
    Err(trouble(TaskGroup::REGISTER, &Refused::NotNow { field: "closed", why: "the group ended already" }))
}

/// Records that a group agreed its plan.
pub async fn agree_plan(
    house: &House,
    moment: &Moment,
    id: &str,
    role: &str,
    said: &str,
    plan: &str,
    on: Option<&str>,
) -> Result<Recorded> {
    let (group, seen) = working(house, id).await?;
    let plan = filled(plan);
    if let Some(plan) = &plan {
        required::<Plan>(house, plan).await?;
    }
    let on = day_so_far::<TaskGroup>("agreed", on, moment)?;
    let agreed = PlanAgreed { on, role: role.trim().to_owned(), plan: plan.clone(), said: said.trim().to_owned() };
    save(house, moment, &TaskGroup { agreed: Some(agreed), plan: plan.or(group.plan.clone()), ..group }, seen).await
}

/// Puts options to a group, a line each; the one that is recommended by its number, from 1.
pub async fn put_options(house: &House, moment: &Moment, id: &str, options: &str, recommended: Option<usize>) -> Result<Recorded> {
    let (group, seen) = working(house, id).await?;
    if group.decided.is_some() {
        return Err(trouble(TaskGroup::REGISTER, &Refused::NotNow { field: "options", why: "an option was decided on already" }));
    }
    let lines = options.lines().filter_map(filled).enumerate();
    let options: Vec<GroupOption> =
        lines.map(|(at, text)| GroupOption { text, recommended: recommended == Some(at + 1), votes: None }).collect();
    if options.len() < 2 {
        return Err(trouble(TaskGroup::REGISTER, &Refused::NotNow { field: "options", why: "a vote needs two options at least" }));
    }
    save(house, moment, &TaskGroup { options, ..group }, seen).await
}

/// Records which option was decided on, with the votes for each where there was a vote.
pub async fn decide_option(
    house: &House,
    moment: &Moment,
    id: &str,
    option: u32,
    votes: &[Option<u32>],
    by: &str,
    on: Option<&str>,
) -> Result<Recorded> {
    let (mut group, seen) = working(house, id).await?;
    if group.decided.is_some() {
        return Err(trouble(TaskGroup::REGISTER, &Refused::NotNow { field: "option", why: "an option was decided on already" }));
    }
    for (one, votes) in group.options.iter_mut().zip(votes) {
        one.votes = *votes;
    }
    let most = group.options.iter().filter_map(|one| one.votes).max().unwrap_or(0);
    let chosen = usize::try_from(option).ok().and_then(|nth| group.options.get(nth.checked_sub(1)?));
    // Where others were voted for, one that has no votes written down had none. A number that no option has is refused by the record.
    if chosen.is_some_and(|chosen| chosen.votes.unwrap_or(0) < most) {
        return Err(trouble(TaskGroup::REGISTER, &Refused::NotNow { field: "option", why: "another option had more votes" }));
    }
    let on = day_so_far::<TaskGroup>("on", on, moment)?;
    group.decided = Some(OptionsDecided { on, option, by: by.trim().to_owned() });
    save(house, moment, &group, seen).await
}

/// Records that a group went up in another.
pub async fn merge_group(house: &House, moment: &Moment, id: &str, into: &str, reason: &str) -> Result<Recorded> {
    let (group, seen) = working(house, id).await?;
    if into != id {
        let known: Vec<String> = meetings::groups(house, today(moment)).await?.into_iter().map(|(id, _)| id).collect();
        if !known.iter().any(|one| one == into) {
            return Err(trouble(
                TaskGroup::REGISTER,
                &Refused::NotOneOf { field: "into", value: into.to_owned(), known: known.join(", ") },
            ));
        }
    }
    let merged = GroupMerged { on: today(moment), into: into.to_owned(), reason: reason.trim().to_owned() };
    save(house, moment, &TaskGroup { merged: Some(merged), ..group }, seen).await
}

/// How a group ended.
#[derive(Debug, Clone, Copy)]
pub struct CloseGroupWords<'a> {
    /// The office.
    pub role: &'a str,
    /// What came of it.
    pub outcome: &'a str,
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

/// Records that a group ended, and what came of it.
pub async fn close_group(house: &House, moment: &Moment, id: &str, words: &CloseGroupWords<'_>) -> Result<Recorded> {
    let (group, seen) = working(house, id).await?;
    let on = day_so_far::<TaskGroup>("closed", words.on, moment)?;
    let closed = GroupClosed { on, role: words.role.trim().to_owned(), outcome: words.outcome.trim().to_owned() };
    save(house, moment, &TaskGroup { closed: Some(closed), ..group }, seen).await
}
