//! Tasking: meetings and what they look at, what members bring, what agencies achieved, groups, the year.

pub(crate) mod conversations;
pub(crate) mod group_acts;
pub(crate) mod groups;
pub(crate) mod hold;
pub(crate) mod home;
pub(crate) mod meetings;
pub(crate) mod successes;
pub(crate) mod year;

use crate::shell::Shell;
use crate::words;
use app::plans::tasking::by_heading;
use jiff::civil::Date;
use plans::tasking::AgendaItem;
use ui::{Cell, Html};

/// The page of tasking.
pub(crate) const HOME: &str = "/plan/tasking";

/// A page beneath that of tasking.
fn beneath(title: &str) -> Shell {
    Shell::plan(title, HOME).under("Tasking", HOME)
}

fn day(day: Date) -> String {
    words::day(&day.to_string())
}

/// By when, and that it is late.
fn due_cell(due: Option<Date>, late: bool) -> Cell {
    let Some(due) = due else { return crate::parts::cell("no day set") };
    if !late {
        return crate::parts::cell(day(due));
    }
    let mut inside = crate::parts::tag("Late", "govuk-tag--red");
    inside.push(&Html::escape(&format!(" {}", day(due))));
    crate::parts::cell(inside)
}

/// An agenda: a heading each, with its items as a table.
fn agenda_of(things: &mut crate::pages::judgement::Things, items: &[AgendaItem]) {
    if items.is_empty() {
        things.paragraph("Nothing waits to be looked at.");
    }
    for (heading, items) in by_heading(items) {
        let head = ["What", "Whose", "Why it is here"].map(crate::parts::cell).into();
        let row = |item: &&AgendaItem| {
            let what = words::capital(&item.text);
            let what = if item.href.is_empty() { Html::escape(&what) } else { crate::parts::link(&item.href, &what) };
            vec![crate::parts::cell(what), crate::parts::cell(item.whose.as_str()), crate::parts::cell(item.because.replace('`', ""))]
        };
        things.html(&crate::parts::table(heading, head, items.iter().map(row).collect()));
    }
}
