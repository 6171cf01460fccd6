//! The cycle of meetings: called, held with what was decided, followed up.

use super::{area, day_so_far, limit};
use crate::registers::{Recorded, load, refuse_taken, required, save, today, trouble};
use crate::{House, Moment};
use base::{Result, Trouble};
use calendar::Date;
use journal::{Body as _, Kept, Refused};
use partnership::GroupKind;
use plans::tasking::{AgendaItem, Cancelled, FollowUp, FollowUpDone, Held, Meeting, TaskGroup};
use std::collections::BTreeMap;

/// How often the tasking group meets.
const RHYTHM: &str = "tcg-meetings";
/// How soon after one review of the data the next may be.
const REVIEW: &str = "tcg-data-review";

/// One meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct MeetingLine {
    /// What stands in the register.
    pub kept: Kept<Meeting>,
    /// What its group is called.
    pub group: String,
    /// It is still to come.
    pub to_come: bool,
    /// What it decided that is not done.
    pub open: usize,
    /// How much of that is late.
    pub late: usize,
}

/// When the data may be looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataReview {
    /// The meeting before that looked at it.
    pub last: Option<Date>,
    /// The first day on which another may; none where there is no limit.
    pub first_allowed: Option<Date>,
    /// How that was counted.
    pub why: String,
}

/// A meeting as somebody calls it.
#[derive(Debug, Clone, Copy)]
pub struct MeetingWords<'a> {
    /// The group, by its id.
    pub group: &'a str,
    /// The day.
    pub day: Date,
    /// It looks at the data.
    pub reviews_data: bool,
    /// Further items for the agenda, a line each.
    pub asked: &'a str,
}

/// The groups that may meet on a day, by their ids: those of the register, the tasking group first, then the task groups.
pub(super) async fn groups(house: &House, day: Date) -> Result<Vec<(String, String)>> {
    let partnership = crate::people::partnership(house).await?;
    let mut there: Vec<(bool, String, String)> = partnership
        .groups
        .iter()
        .filter(|group| group.exists_on(day))
        .map(|group| (group.kind != GroupKind::TaskingGroup, group.name.clone(), group.id.clone()))
        .collect();
    there.sort();
    let mut found: Vec<(String, String)> = there.into_iter().map(|(_, name, id)| (id, name)).collect();
    for kept in load::<TaskGroup>(house, None).await?.into_values().filter(|kept| kept.body.is_open()) {
        if !found.iter().any(|(id, _)| *id == kept.body.id) {
            found.push((kept.body.id, kept.body.name));
        }
    }
    Ok(found)
}

/// The groups that may be called to meet, the tasking group first: id and name.
pub async fn groups_to_meet(house: &House, day: Date) -> Result<Vec<(String, String)>> {
    groups(house, day).await
}

/// The tasking group of a day: id and name.
pub(super) async fn tasking_group(house: &House, day: Date) -> Result<Option<(String, String)>> {
    let partnership = crate::people::partnership(house).await?;
    let found = partnership.groups.iter().find(|group| group.kind == GroupKind::TaskingGroup && group.exists_on(day));
    Ok(found.map(|group| (group.id.clone(), group.name.clone())))
}

/// What groups are called, past ones too.
pub(super) async fn group_names(house: &House) -> Result<BTreeMap<String, String>> {
    let partnership = crate::people::partnership(house).await?;
    let mut names: BTreeMap<String, String> = partnership.groups.iter().map(|group| (group.id.clone(), group.name.clone())).collect();
    names.extend(load::<TaskGroup>(house, None).await?.into_values().map(|kept| (kept.body.id, kept.body.name)));
    Ok(names)
}

/// Every meeting: those still to come, the next first; then those past, the newest first.
pub async fn meetings(house: &House, moment: &Moment) -> Result<Vec<MeetingLine>> {
    let (day, names) = (today(moment), group_names(house).await?);
    let line = |kept: Kept<Meeting>| {
        let open: Vec<&FollowUp> = kept.body.held.iter().flat_map(|held| &held.follow_ups).filter(|one| one.done.is_none()).collect();
        MeetingLine {
            group: names.get(&kept.body.group).cloned().unwrap_or_else(|| kept.body.group.clone()),
            to_come: kept.body.is_to_come(day),
            open: open.len(),
            late: open.iter().filter(|one| one.due.is_some_and(|due| due < day)).count(),
            kept,
        }
    };
    let mut lines: Vec<MeetingLine> = load::<Meeting>(house, None).await?.into_values().map(line).collect();
    lines.sort_by_key(|line| {
        let body = &line.kept.body;
        let (coming, past) = if line.to_come { (Some(body.day), None) } else { (None, Some(std::cmp::Reverse(body.day))) };
        (!line.to_come, coming, past, body.id.clone())
    });
    Ok(lines)
}

/// One meeting; none where there is none.
pub async fn meeting(house: &House, moment: &Moment, id: &str) -> Result<Option<MeetingLine>> {
    Ok(meetings(house, moment).await?.into_iter().find(|line| line.kept.body.id == id))
}

/// The next meeting of the tasking group that is called and still to come; none where none is.
pub async fn next_meeting(house: &House, moment: &Moment) -> Result<Option<MeetingLine>> {
    let Some((group, _)) = tasking_group(house, today(moment)).await? else { return Ok(None) };
    let lines = meetings(house, moment).await?.into_iter();
    Ok(lines.filter(|line| line.to_come && line.kept.body.group == group).min_by_key(|line| line.kept.body.day))
}

/// The days on which the tasking group looked at the data or is to; none of another group, which no rule binds. `but` is a meeting that is
/// not asked about.
async fn reviews(house: &House, group: &str, but: &str) -> Result<Vec<Date>> {
    let partnership = crate::people::partnership(house).await?;
    if !partnership.groups.iter().any(|one| one.id == group && one.kind == GroupKind::TaskingGroup) {
        return Ok(Vec::new());
    }
    let all = load::<Meeting>(house, None).await?;
    let of = all.values().map(|kept| &kept.body).filter(|one| one.group == group && one.id != but);
    Ok(of.filter(|one| one.reviews_data && one.cancelled.is_none()).map(Meeting::takes_place).collect())
}

/// When a group may next look at the data, seen from a meeting on a day; `but` is a meeting that is not asked about.
pub async fn data_review(house: &House, group: &str, day: Date, but: &str) -> Result<DataReview> {
    let area = area(house).await?;
    let last = reviews(house, group, but).await?.into_iter().filter(|on| *on <= day).max();
    let limit = last.and_then(|last| limit(house, area.as_ref(), REVIEW, last));
    Ok(DataReview { last, first_allowed: limit.as_ref().map(|limit| limit.due), why: limit.map_or_else(String::new, |limit| limit.why) })
}

/// Refuses that a meeting looks at the data on a day that lies too near to the review before it, or to one after it that is called.
async fn refuse_early_review(house: &House, meeting: &Meeting, on: Date) -> Result<()> {
    if !meeting.reviews_data {
        return Ok(());
    }
    let early = |why: &str, remedy: String| {
        Err(Trouble::refused("data-review-early", format!("the data may not be looked at on {on}: {why}"), remedy))
    };
    let before = data_review(house, &meeting.group, on, &meeting.id).await?;
    if let Some(first) = before.first_allowed.filter(|first| on < *first) {
        return early(&before.why, format!("look at it on {first} or later, or call this meeting without it"));
    }
    let next = reviews(house, &meeting.group, &meeting.id).await?.into_iter().filter(|other| on < *other).min();
    let area = area(house).await?;
    if let (Some(next), Some(after)) = (next, limit(house, area.as_ref(), REVIEW, on))
        && next < after.due
    {
        let why = format!("it is looked at on {next} too; {}", after.why);
        return early(
            &why,
            format!("call this meeting without it, or call that of {next} off and look at the data on {} or later", after.due),
        );
    }
    Ok(())
}

/// By when the tasking group is to meet again: after its last meeting, by the rule of its rhythm.
pub async fn next_meeting_due(house: &House, moment: &Moment) -> Result<Option<(Date, String)>> {
    let (day, area) = (today(moment), area(house).await?);
    let Some((group, _)) = tasking_group(house, day).await? else { return Ok(None) };
    let all = load::<Meeting>(house, None).await?;
    let last = all.values().filter(|kept| kept.body.group == group).filter_map(|kept| Some(kept.body.held.as_ref()?.on)).max();
    Ok(last.and_then(|last| limit(house, area.as_ref(), RHYTHM, last)).map(|limit| (limit.due, limit.why)))
}

/// Calls a meeting.
///
/// # Errors
/// Refused with `data-review-early` where it would look at the data sooner than the rule lets the tasking group, after another review or
/// before one, naming the first day that it lets.
pub async fn call_meeting(house: &House, moment: &Moment, words: &MeetingWords<'_>) -> Result<Recorded> {
    let known = groups(house, words.day).await?;
    if !known.iter().any(|(id, _)| id == words.group) {
        let known = known.into_iter().map(|(id, _)| id).collect::<Vec<_>>().join(", ");
        return Err(trouble(Meeting::REGISTER, &Refused::NotOneOf { field: "group", value: words.group.to_owned(), known }));
    }
    let id = format!("{}-{}", words.group, words.day);
    refuse_taken::<Meeting>(house, &id).await?;
    let item = |text: &str| AgendaItem {
        heading: "Asked for".to_owned(),
        text: text.to_owned(),
        whose: String::new(),
        href: String::new(),
        because: String::new(),
    };
    let meeting = Meeting {
        id,
        group: words.group.to_owned(),
        day: words.day,
        reviews_data: words.reviews_data,
        asked: words.asked.lines().map(str::trim).filter(|line| !line.is_empty()).map(item).collect(),
        agenda: Vec::new(),
        agenda_on: None,
        held: None,
        cancelled: None,
    };
    refuse_early_review(house, &meeting, meeting.day).await?;
    save(house, moment, &meeting, 0).await
}

/// A meeting as it was held.
#[derive(Debug, Clone)]
pub struct HoldWords<'a> {
    /// The day; that for which it was called if not said.
    pub on: Option<&'a str>,
    /// The office that took the notes.
    pub role: &'a str,
    /// Who was there, an organisation a line.
    pub present: &'a str,
    /// What was said.
    pub notes: &'a str,
    /// What was decided.
    pub follow_ups: Vec<FollowUp>,
}

/// What was decided, a line each: what; whose; by when. The day may be left out.
///
/// # Errors
/// Refused with `follow-up` where a line says not whose it is, or its day is none: naming the line.
pub fn read_follow_ups(text: &str) -> Result<Vec<FollowUp>> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |what: &str| {
            let remedy = "write what, whose and by when with semicolons between: `ask for lights; county highways; 2026-10-31`";
            Trouble::refused("follow-up", format!("line {} of what was decided {what}", at + 1), remedy)
        };
        let mut parts = line.split(';').map(str::trim);
        let (what, whose, due) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if what.is_empty() || whose.is_empty() || parts.next().is_some() {
            return Err(bad("does not say whose it is"));
        }
        let due = match due {
            "" => None,
            text => {
                Some(text.parse::<Date>().ok().filter(|_| text.len() == 10).ok_or_else(|| bad(&format!("has `{text}`, which is no day")))?)
            }
        };
        found.push(FollowUp { what: what.to_owned(), whose: whose.to_owned(), due, done: None });
    }
    Ok(found)
}

async fn open(house: &House, id: &str) -> Result<(Meeting, i64)> {
    let (meeting, seen) = required::<Meeting>(house, id).await?;
    if meeting.is_open() {
        return Ok((meeting, seen));
    }
    Err(trouble(Meeting::REGISTER, &Refused::NotNow { field: "held", why: "the meeting is over" }))
}

/// Records that a meeting was held. Its agenda is kept as it is now, with the day.
///
/// # Errors
/// Refused with `data-review-early` where it looked at the data on another day than it was called for, as [`call_meeting`] does.
pub async fn hold_meeting(house: &House, moment: &Moment, id: &str, words: &HoldWords<'_>) -> Result<Recorded> {
    let (meeting, seen) = open(house, id).await?;
    let said = words.on.filter(|text| !text.is_empty()).map_or_else(|| meeting.day.to_string(), str::to_owned);
    let on = day_so_far::<Meeting>("on", Some(&said), moment)?;
    if on != meeting.day {
        refuse_early_review(house, &meeting, on).await?;
    }
    let agenda = super::agenda(house, moment, Some(&Meeting { day: on, ..meeting.clone() })).await?.items;
    let held = Held {
        on,
        role: words.role.trim().to_owned(),
        present: words.present.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        notes: words.notes.trim().to_owned(),
        follow_ups: words.follow_ups.clone(),
    };
    save(house, moment, &Meeting { agenda, agenda_on: Some(today(moment)), held: Some(held), ..meeting }, seen).await
}

/// Records that a meeting is not held, and why.
pub async fn cancel_meeting(house: &House, moment: &Moment, id: &str, role: &str, reason: &str) -> Result<Recorded> {
    let (meeting, seen) = open(house, id).await?;
    let cancelled = Cancelled { on: today(moment), role: role.trim().to_owned(), reason: reason.trim().to_owned() };
    save(house, moment, &Meeting { cancelled: Some(cancelled), ..meeting }, seen).await
}

/// Records that something a meeting decided was done; `nth` is its place in the list, from 1.
pub async fn finish_follow_up(house: &House, moment: &Moment, id: &str, nth: usize, role: &str, said: &str) -> Result<Recorded> {
    let (mut meeting, seen) = required::<Meeting>(house, id).await?;
    let on = today(moment);
    let one = meeting.held.as_mut().and_then(|held| nth.checked_sub(1).and_then(|at| held.follow_ups.get_mut(at)));
    match one {
        Some(one) if one.done.is_none() => {
            one.done = Some(FollowUpDone { on, role: role.trim().to_owned(), said: said.trim().to_owned() });
            save(house, moment, &meeting, seen).await
        }
        Some(_) => Err(trouble(Meeting::REGISTER, &Refused::NotNow { field: "done", why: "it was done already" })),
        None => Err(trouble(Meeting::REGISTER, &Refused::NotNow { field: "done", why: "the meeting decided nothing under that number" })),
    }
}

/// Where what ended groups decided is followed up, by their ids: in the group they went up in, or in the tasking group.
async fn heirs(house: &House, day: Date) -> Result<BTreeMap<String, String>> {
    let groups = load::<TaskGroup>(house, None).await?;
    let tasking = tasking_group(house, day).await?.map(|(id, _)| id);
    let heir = |group: &TaskGroup| {
        let mut at = group.id.clone();
        // A group goes up in one that works then, so each step leads to a later end; the bound is for a record that is broken.
        for _ in 0..groups.len() {
            let Some(group) = groups.get(&at).map(|kept| &kept.body) else { break };
            match (&group.merged, &group.closed, &tasking) {
                (Some(merged), _, _) => at.clone_from(&merged.into),
                (None, Some(_), Some(tasking)) => at.clone_from(tasking),
                _ => break,
            }
        }
        at
    };
    Ok(groups.values().map(|kept| &kept.body).filter(|group| !group.is_open()).map(|group| (group.id.clone(), heir(group))).collect())
}

/// What meetings of a group, and of those that went up in it, decided that is not done, with the meeting and its place in the list, from 1.
pub(super) async fn open_follow_ups(house: &House, day: Date, group: Option<&str>) -> Result<Vec<(Meeting, usize, FollowUp)>> {
    let heirs = heirs(house, day).await?;
    let mut found = Vec::new();
    for kept in load::<Meeting>(house, None).await?.into_values() {
        let of = heirs.get(&kept.body.group).unwrap_or(&kept.body.group);
        if group.is_some_and(|group| group != of) {
            continue;
        }
        let held = kept.body.held.clone();
        for (at, one) in held.iter().flat_map(|held| &held.follow_ups).enumerate().filter(|(_, one)| one.done.is_none()) {
            found.push((kept.body.clone(), at + 1, one.clone()));
        }
    }
    found.sort_by_key(|(_, _, one)| one.due.unwrap_or(Date::MAX));
    Ok(found)
}

/// The days on which a group met, and the next that is to come for which it is called.
pub(super) async fn days_of(house: &House, group: &str, today: Date) -> Result<(Vec<Date>, Option<Date>)> {
    let all = load::<Meeting>(house, None).await?;
    let of = || all.values().map(|kept| &kept.body).filter(|one| one.group == group);
    let mut held: Vec<Date> = of().filter_map(|one| Some(one.held.as_ref()?.on)).collect();
    held.sort_unstable();
    Ok((held, of().filter(|one| one.is_to_come(today)).map(|one| one.day).min()))
}
