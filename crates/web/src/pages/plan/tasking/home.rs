//! The page of tasking: the next meeting, its agenda as it stands now, and what waits.

use super::{HOME, agenda_of, day};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::judgement::Things;
use crate::pages::plan::{Asked, may, moment};
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::tasking::{self, MeetingLine};
use axum::extract::{Query, State};
use permission::Action;
use ui::Cell;

/// `GET /plan/tasking`
pub(crate) async fn home(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let moment = moment(&web, &who);
    let meetings = tasking::meetings(&web.house, &moment).await?;
    let next = tasking::next_meeting(&web.house, &moment).await?;
    let due = tasking::next_meeting_due(&web.house, &moment).await?;
    let agenda = tasking::agenda(&web.house, &moment, next.as_ref().map(|line| &line.kept.body)).await?;
    let waits = words::plural(agenda.items.len() as u64, "thing waits", "things wait");
    let title = match &next {
        Some(line) => format!("{waits} for the meeting of {}", day(line.kept.body.day)),
        None => format!("{waits}, and no meeting is called"),
    };
    let mut sheet = Sheet::titled(&title)
        .leading("Who meets when about what. The agenda is made from what waits, so that nobody has to remember it, and is kept when the meeting is held.");
    match asked.done.as_deref() {
        Some("called") => sheet.done("The meeting is called. Its agenda grows with what waits until it is held."),
        Some("cancelled") => sheet.done("The meeting is called off."),
        _ => {}
    }
    let mut things = Things::default();
    things.acts(may(&who, Action::ChangePlan), &[("Call a meeting", "/plan/tasking/meetings/new")]);
    things.html(&parts::list([
        parts::link("/plan/tasking/conversations", "What members brought, and the replies"),
        parts::link("/plan/tasking/groups", "Task groups, and those with an end"),
        parts::link("/plan/tasking/successes", "What agencies achieved"),
    ]));
    if let Some((by, why)) = due.filter(|_| next.is_none()) {
        things.paragraph(format!("By its rhythm the tasking group meets by {} ({}).", day(by), why.replace('`', "")));
    }
    things.heading(if next.is_some() { "Agenda of the next meeting" } else { "What waits" });
    agenda_of(&mut things, &agenda.items);
    for left in &agenda.left_out {
        things.source_line(format!("Left out: {}.", words::plain(left)));
    }
    things.heading("Meetings");
    if meetings.is_empty() {
        things.paragraph("No meeting is recorded yet.");
    } else {
        let head = ["Meeting", "Group", "Data", "How it stands", "Not done yet"].map(parts::cell).into();
        things.html(&parts::table_under_heading("Meetings", head, meetings.iter().map(row).collect()));
    }
    sheet.html(&things.into_html());
    Shell::plan(title, HOME).record(Action::ReadPlan).page(&sheet)
}

fn row(line: &MeetingLine) -> Vec<Cell> {
    let body = &line.kept.body;
    let standing = match (&body.held, &body.cancelled) {
        (Some(_), _) => parts::tag("Held", "govuk-tag--green"),
        (_, Some(_)) => parts::tag("Called off", "govuk-tag--grey"),
        _ if line.to_come => parts::tag("To come", "govuk-tag--blue"),
        _ => parts::tag("Not recorded yet", "govuk-tag--yellow"),
    };
    let open = match (line.open, line.late) {
        (0, _) => parts::cell("nothing"),
        (open, 0) => parts::cell(words::count(open as u64)),
        (open, late) => parts::cell(parts::tag(&format!("{open}, {late} late"), "govuk-tag--red")),
    };
    vec![
        parts::cell(parts::link(&super::meetings::address(&body.id), &day(body.day))),
        parts::cell(line.group.as_str()),
        parts::cell(if body.reviews_data { "looked at" } else { "no" }),
        parts::cell(standing),
        open,
    ]
}
