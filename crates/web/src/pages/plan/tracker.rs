//! The priority tracker, and what is late and whose.

use super::{Asked as Done, action_head, may, today, tracked_row};
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::paging::{self, LINES};
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, Tracker, TrackerAsk};
use axum::extract::{Query, State};
use permission::Action;
use plans::{Status, Waits};
use serde::Deserialize;
use ui::{Answer as Choice, Field, Form, Html};

/// What may stand behind the question mark.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(crate) struct Asked {
    plan: String,
    organisation: String,
    owner: String,
    waits: String,
    status: String,
    page: Option<usize>,
}

impl Asked {
    fn of(&self, late_only: bool) -> TrackerAsk {
        TrackerAsk {
            plan: self.plan.clone(),
            organisation: self.organisation.clone(),
            owner: self.owner.clone(),
            waits: Waits::parse(&self.waits),
            late_only,
            status: Status::parse(&self.status),
            from: (self.page.unwrap_or(1).max(1) - 1).saturating_mul(LINES),
            most: LINES,
        }
    }

    /// The address of a page of the same question.
    fn at(&self, here: &str, number: usize) -> String {
        let number = number.to_string();
        let asked = [
            ("plan", self.plan.as_str()),
            ("organisation", &self.organisation),
            ("owner", &self.owner),
            ("waits", &self.waits),
            ("status", &self.status),
            ("page", &number),
        ];
        paging::address(here, &asked)
    }
}

/// `GET /plan/tracker`
pub(crate) async fn tracker(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>, Query(done): Query<Done>) -> Answer {
    let here = "/plan/tracker";
    let found = desk::tracker(&web.house, today(&web, &who), &asked.of(false)).await?;
    let title = match found.late {
        0 => "No action in the tracker is late".to_owned(),
        late => format!("{} late", words::plural(late as u64, "action is", "actions are")),
    };
    let mut sheet = Sheet::titled(&title).leading("Every action with whose it is, by when, and how it stands. What is late comes first.");
    done.tell(&mut sheet);
    let filter = filter(&web, &who, &asked).await?;
    sheet.details("Show only some of them", filter);
    sheet.html(&list(&found, &asked, here));
    if may(&who, Action::ChangePlan) {
        sheet.paragraph(parts::link("/plan/reassign", "Hand the actions of an office to another"));
    }
    Shell::plan(title, here).record(Action::ReadPlan).page(&sheet)
}

/// `GET /plan/late`
pub(crate) async fn late(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let here = "/plan/late";
    let found = desk::tracker(&web.house, today(&web, &who), &asked.of(true)).await?;
    let title = match found.total {
        0 => "Nothing is late".to_owned(),
        total => format!("{} late", words::plural(total as u64, "action is", "actions are")),
    };
    let mut sheet = Sheet::titled(&title)
        .leading("What is late and whose: past its last day, or without the update of a period that ended. The longest late comes first.");
    sheet.html(&list(&found, &asked, here));
    Shell::plan(title, here).record(Action::ReadPlan).page(&sheet)
}

fn list(found: &Tracker, asked: &Asked, here: &str) -> Html {
    if found.lines.is_empty() {
        return Sheet::paragraph_of("Nothing fits what is asked. Actions stand here as soon as a plan has some.");
    }
    let mut markup = parts::table_under_heading("Actions, late ones first", action_head(), found.lines.iter().map(tracked_row).collect());
    let pages = found.total.div_ceil(LINES).max(1);
    let number = asked.page.unwrap_or(1).clamp(1, pages);
    let to = |number: usize| (asked.at(here, number), format!("Page {number} of {pages}"));
    markup.push(&paging::before_and_after((number > 1).then(|| to(number - 1)), (number < pages).then(|| to(number + 1))));
    markup
}

async fn filter(web: &Web, who: &SignedIn, asked: &Asked) -> Result<Html, crate::failure::Failure> {
    let any = |words: &str| std::iter::once(Choice::new("", words));
    let plans = desk::plans_list(&web.house, today(web, who)).await?;
    let plans = any("Every plan").chain(plans.into_iter().map(|line| Choice::new(line.plan.id, line.plan.title)));
    let organisations = app::pages::organisations(&web.house, &super::moment(web, who)).await?;
    let organisations = any("Every organisation").chain(organisations.into_iter().map(|(id, name)| Choice::new(id, name)));
    let waits = any("Anything").chain(Waits::ALL.map(|one| Choice::new(one.id(), words::capital(one.in_words()))));
    let statuses = any("Every status").chain(Status::ALL.map(|one| Choice::new(one.id(), words::capital(one.in_words()))));
    let form = Form::get("/plan/tracker")
        .field(Field::choose("plan", "Plan", plans).value(asked.plan.as_str()))
        .field(Field::choose("organisation", "Organisation", organisations).value(asked.organisation.as_str()))
        .field(Field::reference("owner", "Office").optional().value(asked.owner.as_str()))
        .field(Field::choose("waits", "State", waits).value(asked.waits.as_str()))
        .field(Field::choose("status", "How it stands", statuses).value(asked.status.as_str()))
        .button("Show these");
    Ok(form.show())
}
