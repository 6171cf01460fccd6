//! Writing plans: what may be written is for the room to say, who wrote it stands in the journal.

use super::Book;
use crate::registers::{Recorded, day_or_today, entry_for, find, refuse_taken, required, save, today, trouble};
use crate::{House, Moment};
use base::{Result, Trouble};
use jiff::civil::Date;
use journal::{Body as _, Refused};
use plans::{
    Action, Adopted, Attached, Closed, CostLine, Done, Override, Period, Plan, PlanKind, PlanPriority, Reference, Rhythm, Status, Target,
    Update,
};
use store::{NewEntry, RestsOn};

/// A plan as somebody writes it.
#[derive(Debug, Clone, Copy)]
pub struct PlanWords<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// What sort of plan.
    pub kind: PlanKind,
    /// Its first day.
    pub from: Option<Date>,
    /// Its last.
    pub until: Option<Date>,
    /// How often its actions are updated.
    pub rhythm: Rhythm,
    /// The office that keeps it.
    pub owner: &'a str,
    /// The grant, in pence.
    pub grant_pence: Option<u64>,
    /// The plan it carries on.
    pub follows: Option<&'a str>,
}

/// Opens a plan as a draft.
///
/// # Errors
/// Refused with `record-taken` where the id is in use, with `record-refused` where the words may not stand.
pub async fn open_plan(house: &House, moment: &Moment, words: &PlanWords<'_>) -> Result<Recorded> {
    refuse_taken::<Plan>(house, words.id).await?;
    if let Some(before) = words.follows {
        required::<Plan>(house, before).await?;
    }
    let plan = Plan {
        id: words.id.to_owned(),
        title: words.title.trim().to_owned(),
        kind: words.kind,
        from: words.from,
        until: words.until,
        rhythm: words.rhythm,
        owner: words.owner.to_owned(),
        grant_pence: words.grant_pence,
        follows: words.follows.map(str::to_owned),
        adopted: Vec::new(),
        ended: None,
    };
    save(house, moment, &plan, 0).await
}

/// The adoption of a plan as somebody records it.
#[derive(Debug, Clone, Copy)]
pub struct AdoptWords<'a> {
    /// The meeting.
    pub meeting: &'a str,
    /// The office.
    pub role: &'a str,
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

/// Adopts a plan as it stands: the version is the journal up to here.
///
/// # Errors
/// Refused with `plan-empty` where the plan has no action, with `plan-grant` where cost lines don't come to the grant.
pub async fn adopt_plan(house: &House, moment: &Moment, id: &str, words: &AdoptWords<'_>) -> Result<Recorded> {
    let (mut plan, seen) = required::<Plan>(house, id).await?;
    let (actions, cost, up_to) = super::with_book(house, |book| {
        let cost = book.actions_of(id).try_fold(0_u64, |sum, kept| sum.checked_add(kept.body.cost_pence()?));
        (book.actions_of(id).count(), cost, book.seen)
    })
    .await?;
    if actions == 0 {
        return Err(Trouble::refused("plan-empty", format!("plan `{id}` has no action"), "add what is to be done, or import it"));
    }
    if let Some(grant) = plan.grant_pence.filter(|grant| cost != Some(*grant)) {
        let pounds = |pence: u64| format!("\u{a3}{}.{:02}", pence / 100, pence % 100);
        let cost = cost.map_or_else(|| "more than can be counted".to_owned(), pounds);
        return Err(Trouble::refused(
            "plan-grant",
            format!("the cost lines of plan `{id}` come to {cost}, its grant is {}", pounds(grant)),
            "mend the cost lines or the grant: they must be equal before the board adopts it",
        ));
    }
    let number = plan.adopted.last().map_or(1, |one| one.number + 1);
    plan.adopted.push(Adopted {
        number,
        on: day_or_today(words.on, moment)?,
        meeting: words.meeting.to_owned(),
        role: words.role.to_owned(),
        up_to,
    });
    save(house, moment, &plan, seen).await
}

/// A priority of a plan as somebody writes it.
#[derive(Debug, Clone, Copy, Default)]
pub struct PriorityWords<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Why.
    pub why: &'a str,
    /// What is to be reached.
    pub what: &'a str,
    /// By which approach.
    pub approach: &'a str,
    /// How it is judged.
    pub how_measured: &'a str,
    /// On which data.
    pub data_used: &'a str,
    /// The wider target it serves.
    pub wider_strategy: &'a str,
    /// The priority area of the register of evidence that it answers.
    pub answers: Option<&'a str>,
    /// The group that works on it.
    pub group: Option<&'a str>,
    /// The office that leads.
    pub lead: &'a str,
}

/// Writes a priority of a plan, new or as it is to stand; `seen` is the place of the newest entry looked at, 0 for a new one.
pub async fn change_priority(
    house: &House,
    moment: &Moment,
    plan: &str,
    key: &str,
    words: &PriorityWords<'_>,
    seen: i64,
) -> Result<Recorded> {
    required::<Plan>(house, plan).await?;
    let filled = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    if let Some(answers) = filled(words.answers) {
        required::<evidence::registers::Priority>(house, &answers).await?;
    }
    if let Some(group) = filled(words.group)
        && crate::people::partnership(house).await?.group(&group).is_none()
    {
        let message = format!("there is no group `{group}` in the register");
        return Err(Trouble::refused("group-unknown", message, "see `wardmote group`"));
    }
    let closed = find::<PlanPriority>(house, &format!("{plan}/{key}")).await?.and_then(|(body, _)| body.closed);
    let body = PlanPriority {
        plan: plan.to_owned(),
        key: key.to_owned(),
        title: words.title.trim().to_owned(),
        why: words.why.trim().to_owned(),
        what: words.what.trim().to_owned(),
        approach: words.approach.trim().to_owned(),
        how_measured: words.how_measured.trim().to_owned(),
        data_used: words.data_used.trim().to_owned(),
        wider_strategy: words.wider_strategy.trim().to_owned(),
        answers: filled(words.answers),
        group: filled(words.group),
        lead: words.lead.trim().to_owned(),
        closed,
    };
    save(house, moment, &body, seen).await
}

/// An action or a milestone as somebody writes it.
#[derive(Debug, Clone, Default)]
pub struct ActionWords<'a> {
    /// The priority it stands under, by key.
    pub priority: Option<&'a str>,
    /// What is to be done.
    pub text: &'a str,
    /// Who leads, as it is printed.
    pub lead: &'a str,
    /// Who takes part.
    pub partners: &'a str,
    /// With what.
    pub resources: &'a str,
    /// By when, in words.
    pub timescale: &'a str,
    /// The last day.
    pub due: Option<Date>,
    /// How it is measured.
    pub measurement: &'a str,
    /// Who gives the measure.
    pub source_of_measure: &'a str,
    /// The organisation that owns it.
    pub organisation: Option<&'a str>,
    /// The office that owns it.
    pub owner: Option<&'a str>,
    /// The target it is to move.
    pub target: Option<&'a str>,
    /// The entry of a service plan.
    pub service_plan: &'a str,
    /// What it costs.
    pub costs: Vec<CostLine>,
}

/// Writes an action, new or as it is to stand; `seen` as of [`change_priority`]. What it carries on and how it ended stays.
pub async fn change_action(
    house: &House,
    moment: &Moment,
    plan: &str,
    reference: &Reference,
    words: &ActionWords<'_>,
    seen: i64,
) -> Result<Recorded> {
    save(house, moment, &action_as_said(house, moment, plan, reference, words).await?, seen).await
}

/// An action as it would be written: what it names must be there.
pub(super) async fn action_as_said(
    house: &House,
    moment: &Moment,
    plan: &str,
    reference: &Reference,
    words: &ActionWords<'_>,
) -> Result<Action> {
    required::<Plan>(house, plan).await?;
    let filled = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    if let Some(target) = filled(words.target) {
        required::<Target>(house, &target).await?;
    }
    if let Some(priority) = filled(words.priority) {
        required::<PlanPriority>(house, &format!("{plan}/{priority}")).await?;
    }
    if let Some(above) = reference.action() {
        required::<Action>(house, &format!("{plan}/{above}")).await?;
    }
    check_owner(house, words.organisation, words.owner, moment).await?;
    let before = find::<Action>(house, &format!("{plan}/{reference}")).await?.map(|(body, _)| body);
    Ok(Action {
        plan: plan.to_owned(),
        reference: reference.clone(),
        priority: filled(words.priority),
        text: words.text.trim().to_owned(),
        lead: words.lead.trim().to_owned(),
        partners: words.partners.trim().to_owned(),
        resources: words.resources.trim().to_owned(),
        timescale: words.timescale.trim().to_owned(),
        due: words.due,
        measurement: words.measurement.trim().to_owned(),
        source_of_measure: words.source_of_measure.trim().to_owned(),
        organisation: filled(words.organisation),
        owner: filled(words.owner),
        target: filled(words.target),
        service_plan: words.service_plan.trim().to_owned(),
        costs: words.costs.clone(),
        carried_from: before.as_ref().and_then(|body| body.carried_from.clone()),
        done: before.as_ref().and_then(|body| body.done.clone()),
        closed: before.and_then(|body| body.closed),
    })
}

/// Who is to own an action must be known: an organisation of the register, and somebody in office there.
async fn check_owner(house: &House, organisation: Option<&str>, owner: Option<&str>, moment: &Moment) -> Result<()> {
    let partnership = crate::people::partnership(house).await?;
    let organisation = organisation.filter(|id| !id.is_empty());
    if let Some(id) = organisation.filter(|id| partnership.organisation(id).is_none()) {
        let message = format!("there is no organisation `{id}` in the register");
        return Err(Trouble::refused("organisation-unknown", message, "see `wardmote organisation list`"));
    }
    let Some(user) = owner.filter(|id| !id.is_empty()) else { return Ok(()) };
    let posts = partnership::posts_on(&partnership.users, &partnership.organisations, user, today(moment)).posts;
    let there = organisation.is_none_or(|id| posts.iter().any(|post| post.organisation == id));
    if posts.is_empty() || !there {
        return Err(Trouble::refused(
            "user-elsewhere",
            format!("`{user}` holds no post {} today", organisation.map_or_else(String::new, |id| format!("at `{id}`"))),
            "name somebody in office at the organisation that owns the action",
        ));
    }
    Ok(())
}

/// An update as somebody gives it.
#[derive(Debug, Clone)]
pub struct UpdateWords<'a> {
    /// The month or quarter.
    pub period: Period,
    /// What was done and came of it.
    pub said: &'a str,
    /// The status; none where the giver does not decide.
    pub status: Option<Status>,
    /// The value of the measure.
    pub value: &'a str,
    /// The office, or the organisation of a link.
    pub role: &'a str,
    /// What it rests on.
    pub evidence: Vec<Attached>,
    /// A status set beside the computed one, with the reason.
    pub set_aside: Option<Override>,
    /// May be said in public.
    pub publicity: bool,
    /// What stands in the way.
    pub barrier: &'a str,
    /// The place of the newest entry about that period that the giver saw, 0 for none; whatever stands there where not said.
    pub seen: Option<i64>,
}

/// Records how an action went in a period. A second one about the same period corrects the first, which stays in the history.
pub async fn update_action(house: &House, moment: &Moment, plan: &str, reference: &Reference, words: &UpdateWords<'_>) -> Result<Recorded> {
    let entry = update_entry(house, moment, plan, reference, words).await?;
    let seq = house.store.append_entry(&entry).await?;
    Ok(Recorded { seq, register: entry.register, id: entry.id, at: entry.at, who: entry.who })
}

/// The entry that an update is written as.
///
/// # Errors
/// Refused with `record-unknown` where there is no such action, `action-over` where it is done or closed, `record-refused` where the
/// period is none of the plan's or has not begun, `period-closed`.
pub async fn update_entry(house: &House, moment: &Moment, plan: &str, reference: &Reference, words: &UpdateWords<'_>) -> Result<NewEntry> {
    let (action, action_seen) = required::<Action>(house, &format!("{plan}/{reference}")).await?;
    if !action.is_open() {
        let message = format!("action `{reference}` of `{plan}` is done, or was closed");
        return Err(Trouble::refused("action-over", message, "update the action that took its place, or correct this one"));
    }
    let (of, _) = required::<Plan>(house, plan).await?;
    plans::check_period(&of, words.period, today(moment)).map_err(|refused| trouble(Update::REGISTER, &refused))?;
    let open_period = super::report::open_period(house, plan, words.period).await?;
    let body = Update {
        plan: plan.to_owned(),
        reference: reference.clone(),
        period: words.period,
        said: words.said.trim().to_owned(),
        status: words.status,
        value: words.value.trim().to_owned(),
        on: today(moment),
        role: words.role.to_owned(),
        evidence: words.evidence.clone(),
        set_aside: words.set_aside.clone(),
        publicity: words.publicity,
        barrier: words.barrier.trim().to_owned(),
    };
    let seen = match words.seen {
        Some(seen) => seen,
        None => find::<Update>(house, &body.id()).await?.map_or(0, |(_, seen)| seen),
    };
    // It is written only while the action is as it was seen, and the period not closed.
    let action = RestsOn { register: Action::REGISTER.to_owned(), id: action.id(), seen: action_seen };
    Ok(NewEntry { rests_on: vec![action, open_period], ..entry_for(house, moment, &body, seen)? })
}

/// How an action ended, done.
#[derive(Debug, Clone, Copy)]
pub struct DoneWords<'a> {
    /// What was done.
    pub output: &'a str,
    /// What came of it.
    pub outcome: &'a str,
    /// The office.
    pub role: &'a str,
    /// The day; today if not said.
    pub on: Option<&'a str>,
}

/// Records that an action was done.
pub async fn complete_action(house: &House, moment: &Moment, plan: &str, reference: &Reference, words: &DoneWords<'_>) -> Result<Recorded> {
    let (mut action, seen) = open_one(house, plan, reference).await?;
    action.done = Some(Done {
        on: day_or_today(words.on, moment)?,
        role: words.role.to_owned(),
        output: words.output.trim().to_owned(),
        outcome: words.outcome.trim().to_owned(),
    });
    save(house, moment, &action, seen).await
}

/// Records that an action ended without being done.
pub async fn close_action(house: &House, moment: &Moment, plan: &str, reference: &Reference, role: &str, reason: &str) -> Result<Recorded> {
    let (mut action, seen) = open_one(house, plan, reference).await?;
    action.closed = Some(Closed { on: today(moment), role: role.to_owned(), reason: reason.trim().to_owned() });
    save(house, moment, &action, seen).await
}

async fn open_one(house: &House, plan: &str, reference: &Reference) -> Result<(Action, i64)> {
    let (action, seen) = required::<Action>(house, &format!("{plan}/{reference}")).await?;
    if action.is_open() {
        return Ok((action, seen));
    }
    Err(trouble(Action::REGISTER, &Refused::NotNow { field: "done", why: "the action ended already" }))
}

/// Hands every open action of an office to another: somebody left. Returns how many.
///
/// # Errors
/// Refused with `nothing-to-reassign` where the office owns none, `user-elsewhere` where the next holds no post, or none at the
/// organisation that owns one of them.
pub async fn reassign(house: &House, moment: &Moment, from: &str, to: &str) -> Result<usize> {
    check_owner(house, None, Some(to), moment).await?;
    let theirs: Vec<(Action, i64)> = super::with_book(house, |book: &Book| {
        let all = book.actions.values().flat_map(std::collections::BTreeMap::values);
        let open = all.filter(|kept| kept.body.is_open() && kept.body.owner.as_deref() == Some(from));
        open.map(|kept| (kept.body.clone(), kept.last.seq)).collect()
    })
    .await?;
    if theirs.is_empty() {
        let message = format!("`{from}` owns no action that is open");
        return Err(Trouble::refused("nothing-to-reassign", message, "look at the tracker to see who owns what"));
    }
    for (action, _) in &theirs {
        check_owner(house, action.organisation.as_deref(), Some(to), moment).await?;
    }
    let entries = theirs
        .into_iter()
        .map(|(action, seen)| entry_for(house, moment, &Action { owner: Some(to.to_owned()), ..action }, seen))
        .collect::<Result<Vec<_>>>()?;
    house.store.append_entries(&entries).await.map(|places| places.len())
}

/// Carries the open actions of a plan, with their priorities, into the plan that follows it; each says where it comes from, and is
/// closed there as carried on. Those whose number or priority means something else there are left, and named.
///
/// # Errors
/// Refused with `plan-not-following` where the second plan does not say that it follows the first.
pub async fn carry_forward(house: &House, moment: &Moment, from: &str, to: &str, role: &str) -> Result<(usize, Vec<Reference>)> {
    let (next, _) = required::<Plan>(house, to).await?;
    if next.follows.as_deref() != Some(from) {
        return Err(Trouble::refused(
            "plan-not-following",
            format!("plan `{to}` does not follow `{from}`"),
            "open the next plan as one that follows this",
        ));
    }
    let (priorities, actions, closed, left) = super::with_book(house, |book: &Book| {
        let mut left = Vec::new();
        let (mut actions, mut closed) = (Vec::new(), Vec::new());
        for kept in book.actions_of(from).filter(|kept| kept.body.is_open()) {
            // A milestone goes with its action, and an action under its own priority, or not at all.
            let above = kept.body.reference.action();
            let alone = above.is_some_and(|above| !actions.iter().any(|one: &Action| one.reference == above));
            let key = kept.body.priority.as_deref();
            let both = key.and_then(|key| Some((book.priority(from, key)?, book.priority(to, key)?)));
            let other = both.is_some_and(|(here, there)| here.body.title != there.body.title);
            if alone || other || book.action(to, &kept.body.reference).is_some() {
                left.push(kept.body.reference.clone());
            } else {
                let origin = kept.body.id();
                actions.push(Action { plan: to.to_owned(), carried_from: Some(origin), ..kept.body.clone() });
                let ends = Closed { on: today(moment), role: role.to_owned(), reason: format!("carried on in {}", next.title) };
                closed.push((Action { closed: Some(ends), ..kept.body.clone() }, kept.last.seq));
            }
        }
        let wanted = |kept: &&journal::Kept<PlanPriority>| {
            let used = actions.iter().any(|action: &Action| action.priority.as_deref() == Some(kept.body.key.as_str()));
            used && book.priority(to, &kept.body.key).is_none()
        };
        let priorities: Vec<PlanPriority> =
            book.priorities_of(from).filter(wanted).map(|kept| PlanPriority { plan: to.to_owned(), ..kept.body.clone() }).collect();
        (priorities, actions, closed, left)
    })
    .await?;
    let mut entries = priorities.iter().map(|body| entry_for(house, moment, body, 0)).collect::<Result<Vec<_>>>()?;
    for action in &actions {
        entries.push(entry_for(house, moment, action, 0)?);
    }
    for (action, seen) in &closed {
        entries.push(entry_for(house, moment, action, *seen)?);
    }
    house.store.append_entries(&entries).await?;
    Ok((actions.len(), left))
}

/// Says that a plan is at its end: nothing of it is owed any more.
///
/// # Errors
/// Refused with `record-refused` where it ended already.
pub async fn end_plan(house: &House, moment: &Moment, id: &str, role: &str, reason: &str) -> Result<Recorded> {
    let (mut plan, seen) = required::<Plan>(house, id).await?;
    if plan.ended.is_some() {
        return Err(trouble(Plan::REGISTER, &Refused::NotNow { field: "ended", why: "the plan ended already" }));
    }
    plan.ended = Some(Closed { on: today(moment), role: role.to_owned(), reason: reason.trim().to_owned() });
    save(house, moment, &plan, seen).await
}

/// Writes a target, new or as it is to stand; `seen` as of [`change_priority`].
pub async fn set_target(house: &House, moment: &Moment, target: &Target, seen: i64) -> Result<Recorded> {
    required::<Plan>(house, &target.plan).await?;
    if let Some(priority) = &target.priority {
        required::<PlanPriority>(house, &format!("{}/{priority}", target.plan)).await?;
    }
    super::check_target(house, target).await?;
    save(house, moment, target, seen).await
}
