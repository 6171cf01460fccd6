//! What of tasking waits for somebody.

use super::year::years_that_wait;
use super::{conversations, meetings, next_meeting_due, schemes, task_groups};
use crate::desk::Need;
use crate::registers::load;
use crate::signing::{self, Visitor};
use crate::{House, Moment};
use base::Result;
use jiff::civil::Date;
use permission::Action;
use plans::tasking::YearDone;

/// So many of a kind are listed; the page behind them lists the rest.
const OF_A_KIND: usize = 5;

/// What of tasking waits for a visitor who may change plans.
pub(crate) async fn needs(house: &House, moment: &Moment, visitor: &Visitor, day: Date) -> Result<Vec<Need>> {
    if !signing::would_let(house, moment, visitor, Action::ChangePlan).await? {
        return Ok(Vec::new());
    }
    let need = |what: String, due: Option<Date>, verb: &str, href: String, why: String| Need {
        what,
        late: due.is_some_and(|due| due < day),
        due,
        verb: verb.to_owned(),
        href,
        why,
    };
    let mut needs = Vec::new();
    for line in conversations(house, moment).await?.into_iter().filter(|line| line.kept.body.waits()).take(OF_A_KIND) {
        let what = format!("what was brought about {} waits for a reply", line.place);
        needs.push(need(what, line.due, "answer", format!("/plan/tasking/conversations/{}", line.kept.body.id), line.why));
    }
    let groups = task_groups(house, moment).await?;
    for (line, (due, why)) in groups.iter().filter_map(|line| Some((line, line.plan_due.clone()?))).take(OF_A_KIND) {
        let body = &line.kept.body;
        needs.push(need(
            format!("{} is to agree its plan", body.name),
            Some(due),
            "record",
            format!("/plan/tasking/groups/{}", body.id),
            why,
        ));
    }
    for line in groups.iter().filter(|line| line.ask_by.is_some_and(|ask| ask <= day)).take(OF_A_KIND) {
        let what = format!("the owners of data are to be asked before {} meets", line.kept.body.name);
        needs.push(need(what, line.ask_by, "ask", format!("/plan/tasking/groups/{}", line.kept.body.id), String::new()));
    }
    for (late, scheme) in schemes::late_records(house, moment).await?.into_iter().take(OF_A_KIND) {
        let what = format!("{}: {}", scheme.name, late.what);
        needs.push(Need {
            late: true,
            ..need(what, late.due, "see", format!("/plan/schemes/{}/{}", late.scheme, late.number), String::new())
        });
    }
    for (meeting, nth, one) in
        meetings::open_follow_ups(house, day, None).await?.into_iter().filter(|(_, _, one)| one.due.is_some()).take(OF_A_KIND)
    {
        let what = format!("decided on {}: {} ({})", calendar::date_in_words(meeting.takes_place()), one.what, one.whose);
        needs.push(need(what, one.due, "see", format!("/plan/tasking/meetings/{}#follow-up-{nth}", meeting.id), String::new()));
    }
    // Until somebody records the first duty, the years are kept elsewhere: nobody is told that all of them is late.
    let kept: Vec<String> = load::<YearDone>(house, None).await?.into_values().map(|kept| kept.body.year).collect();
    let mut duties = Vec::new();
    for view in years_that_wait(house, moment).await.unwrap_or_default() {
        if kept.iter().any(|year| *year <= view.year) {
            duties.extend(
                view.lines.into_iter().filter(|line| line.late || line.runs).map(|line| (view.year.clone(), view.rule.clone(), line)),
            );
        }
    }
    for (year, rule, line) in duties.into_iter().take(OF_A_KIND) {
        let href = format!("/plan/year/{year}/{}/{}", line.duty.line, line.duty.nth);
        needs.push(need(format!("{}: {}", line.duty.whose, line.duty.what), Some(line.duty.by), "record", href, rule));
    }
    if let Some((due, why)) = next_meeting_due(house, moment).await? {
        let next = meetings::next_meeting(house, moment).await?.map(|line| line.kept.body.day);
        // One that is late already is as good as called once it has a day.
        let called = next.is_some_and(|next| next <= due || due < day);
        if !called {
            needs.push(need("the tasking group is to meet".to_owned(), Some(due), "call", "/plan/tasking/meetings/new".to_owned(), why));
        }
    }
    Ok(needs)
}
