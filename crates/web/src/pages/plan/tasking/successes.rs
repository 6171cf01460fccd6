//! What agencies achieved, cases worth telling, and the list that is counted from the records of activity.

use super::beneath;
use crate::csv;
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::{Things, said_by};
use crate::pages::plan::schemes::{address as scheme_address, record_address};
use crate::pages::plan::{Asked, may, moment, recorded, today};
use crate::pages::recording::{day_field, empty, finished, mend, office};
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::plans::tasking::{self, CountRange, NewCaseStudy, NewSuccess, SuccessLine, SuccessMade};
use axum::extract::{Query, State};
use jiff::civil::Date;
use permission::Action;
use serde::Deserialize;
use ui::{Answer as Choice, Cell, Field, Form, Html};

const LIST: &str = "/plan/tasking/successes";
const NEW: &str = "/plan/tasking/successes/new";
const TELL: &str = "/plan/tasking/successes/cases/new";
const COUNTED: &str = "/plan/tasking/successes/list";

/// `GET /plan/tasking/successes`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let lines = tasking::successes(&web.house, &moment(&web, &who)).await?;
    let cases = tasking::case_studies(&web.house).await?;
    let newest = lines.first().map(|line| line.kept.body.month);
    let title = match newest {
        None => "No agency gave a figure yet".to_owned(),
        Some(month) => {
            let agencies = lines.iter().filter(|line| line.kept.body.month == month).count();
            format!("{} gave a figure for {}", words::plural(agencies as u64, "agency", "agencies"), month.in_words())
        }
    };
    let mut sheet = Sheet::titled(&title)
        .leading("One entry for each agency and month, with figure, base and period: so a percentage never stands without its counts.");
    match asked.done.as_deref() {
        Some("recorded") => sheet.done("The figure is recorded."),
        Some("told") => sheet.done("The case is told."),
        _ => {}
    }
    let mut things = Things::default();
    things.acts(may(&who, Action::ChangePlan), &[("Give a figure for a month", NEW), ("Tell a case", TELL)]);
    things.paragraph(parts::link(COUNTED, "What was achieved between two days, counted from the records of activity"));
    if !lines.is_empty() {
        let head = vec![
            parts::cell("Agency"),
            parts::cell("Month"),
            parts::cell("What is counted"),
            parts::numeric("Base"),
            parts::numeric("Figure"),
            parts::numeric("Change"),
            parts::cell("What may be said"),
        ];
        things.html(&parts::table("Figures of agencies, the newest month first", head, lines.iter().map(row).collect()));
    }
    things.heading("Cases worth telling");
    if cases.is_empty() {
        things.paragraph("No case is told yet.");
    }
    for kept in &cases {
        let body = &kept.body;
        let mut inside = Sheet::paragraph_of(format!("What was done: {}", body.did));
        inside.push(&Sheet::paragraph_of(format!("What came of it: {}", body.came)));
        inside.push(&parts::source_line(&format!(
            "Told by {}.{}",
            said_by(&body.role, &body.on.to_string()),
            if body.publicity { " May be said in public." } else { "" }
        )));
        things.fold(&body.title, &inside);
    }
    sheet.html(&things.into_html());
    beneath(&title).record(Action::ReadPlan).page(&sheet)
}

fn row(line: &SuccessLine) -> Vec<Cell> {
    let body = &line.kept.body;
    let mut what = Html::escape(&words::capital(&body.measure));
    if !body.said.is_empty() {
        what.push(&Html::escape(&format!(": {}", body.said)));
    }
    if body.publicity {
        what.push(&Html::escape(" "));
        what.push(&parts::tag("May be public", "govuk-tag--blue"));
    }
    let base = body.base.map_or_else(String::new, |base| format!("{} ({})", words::count(base), body.base_period));
    let change = line.change.as_ref().map_or_else(String::new, |change| words::apparent_change(&change.apparent_change));
    let verdict = line.change.as_ref().map_or_else(|| Html::escape("stands alone"), |change| parts::verdict(change.verdict.as_str()));
    vec![
        parts::cell(line.agency.as_str()),
        parts::cell(body.month.in_words()),
        parts::cell(what),
        parts::numeric(base),
        parts::numeric(format!("{} ({})", words::count(body.figure), body.period)),
        parts::numeric(change),
        parts::cell(verdict),
    ]
}

/// `GET /plan/tasking/successes/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    new_page(&web, &who, draft.as_ref(), &[]).await
}

/// `POST /plan/tasking/successes/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(
        &sent,
        &[
            ("agency", "Choose the agency"),
            ("month", "Say for which month"),
            ("measure", "Say what is counted"),
            ("figure", "Give the figure"),
            ("period", "Say what the figure is over"),
            ("role", "Say which office gives it"),
        ],
    );
    let whole = |name: &str, mistakes: &mut Vec<Mistake>| {
        let text = sent.text(name).replace(',', "");
        let read = text.parse::<u64>().ok();
        if read.is_none() && !text.is_empty() {
            mistakes.push(Mistake::at(name, "This must be a whole number, such as 1200"));
        }
        read
    };
    let (figure, base) = (whole("figure", &mut mistakes), whole("base", &mut mistakes));
    if base.is_some() && sent.text("base_period").is_empty() {
        mistakes.push(Mistake::at("base_period", "Say what the base is over"));
    }
    if let (true, Some(figure)) = (mistakes.is_empty(), figure) {
        let new = NewSuccess {
            agency: sent.text("agency"),
            month: sent.text("month"),
            measure: sent.text("measure"),
            figure,
            period: sent.text("period"),
            base,
            base_period: sent.text("base_period"),
            said: sent.text("said"),
            role: sent.text("role"),
            publicity: sent.text("publicity") == "yes",
        };
        match tasking::change_success(&web.house, &moment(&web, &who), &new, 0).await {
            Ok(_) => return recorded(&web, &who, NEW, LIST, "recorded").await,
            Err(trouble) => {
                mistakes = mend(
                    trouble,
                    &[
                        ("organisation-unknown", "agency"),
                        ("month-unknown", "month"),
                        ("record-taken", "month"),
                        ("change-count", "figure"),
                    ],
                )?;
            }
        }
    }
    new_page(&web, &who, Some(&sent), &mistakes).await
}

async fn new_page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Give a figure for a month";
    let agencies = app::pages::organisations(&web.house, &moment(web, who)).await?;
    let agencies = std::iter::once(Choice::new("", "Choose an agency")).chain(agencies.into_iter().map(|(id, name)| Choice::new(id, name)));
    let month = today(web, who).to_string().get(..7).unwrap_or_default().to_owned();
    let mut sheet =
        Sheet::narrow(title).leading("Give counts, not percentages: the change is computed, and stands beside what it rests on.");
    let form = Form::post(NEW, who.visit.token())
        .field(Field::choose("agency", "Which agency?", agencies))
        .field(Field::reference("month", "For which month?").hint("Such as 2026-10").value(month).width(10))
        .field(Field::text("measure", "What is counted?").hint("Such as \u{201c}deliberate fires\u{201d}").width(30))
        .field(Field::number("figure", "What is the figure?"))
        .field(Field::text("period", "What is it over?").hint("Such as \u{201c}January to March 2026\u{201d}").width(30))
        .field(Field::number("base", "What is it set against?").hint("The count before").optional())
        .field(Field::text("base_period", "What is that over?").hint("Such as \u{201c}January to March 2025\u{201d}").optional().width(30))
        .field(Field::lines("said", "What was done?", 3).optional())
        .field(Field::tick("publicity", "This may be said in public"))
        .field(office(who, "Which office gives it?"))
        .button("Record the figure")
        .cancel(LIST);
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    beneath(title).under("What agencies achieved", LIST).form(&sheet)
}

/// `GET /plan/tasking/successes/cases/new`
pub(crate) async fn ask_case(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, TELL).await?;
    case_page(&who, draft.as_ref(), &[])
}

/// `POST /plan/tasking/successes/cases/new`
pub(crate) async fn tell(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(
        &sent,
        &[
            ("title", "Give the case a title"),
            ("did", "Say what was done"),
            ("came", "Say what came of it"),
            ("role", "Say which office tells it"),
        ],
    );
    if mistakes.is_empty() {
        let new = NewCaseStudy {
            title: sent.text("title"),
            did: sent.text("did"),
            came: sent.text("came"),
            role: sent.text("role"),
            publicity: sent.text("publicity") == "yes",
        };
        match tasking::tell_case_study(&web.house, &moment(&web, &who), &new).await {
            Ok(_) => return recorded(&web, &who, TELL, LIST, "told").await,
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    case_page(&who, Some(&sent), &mistakes)
}

fn case_page(who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Tell a case";
    let mut sheet = Sheet::narrow(title).leading("So that nobody in it could be known: no names, no ages, no place finer than a village.");
    let form = Form::post(TELL, who.visit.token())
        .field(Field::text("title", "What is it called?"))
        .field(Field::lines("did", "What was done, by which agencies?", 5))
        .field(Field::lines("came", "What came of it?", 4))
        .field(Field::tick("publicity", "This may be said in public"))
        .field(office(who, "Which office tells it?"))
        .button("Tell it")
        .cancel(LIST);
    sheet.form_of(&finished(form, TELL, sent, mistakes));
    beneath(title).under("What agencies achieved", LIST).form(&sheet)
}

/// From when until when.
#[derive(Deserialize, Default)]
pub(crate) struct Range {
    from: Option<String>,
    to: Option<String>,
    #[serde(rename = "from-day")]
    from_day: Option<String>,
    #[serde(rename = "from-month")]
    from_month: Option<String>,
    #[serde(rename = "from-year")]
    from_year: Option<String>,
    #[serde(rename = "to-day")]
    to_day: Option<String>,
    #[serde(rename = "to-month")]
    to_month: Option<String>,
    #[serde(rename = "to-year")]
    to_year: Option<String>,
}

impl Range {
    /// The days asked for; the financial year up to today where none are.
    fn days(&self, usual: CountRange) -> Result<CountRange, Failure> {
        let of = |whole: &Option<String>, parts: [&Option<String>; 3], usual: Date| -> Result<Date, Failure> {
            let filled = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
            if let Some(text) = filled(whole) {
                return text.parse().map_err(|_| Failure::NotFound);
            }
            let [day, month, year] = parts.map(filled);
            match (day, month, year) {
                (Some(day), Some(month), Some(year)) => {
                    let read = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
                    read().ok_or(Failure::NotFound)
                }
                _ => Ok(usual),
            }
        };
        let from = of(&self.from, [&self.from_day, &self.from_month, &self.from_year], usual.from)?;
        let to = of(&self.to, [&self.to_day, &self.to_month, &self.to_year], usual.to)?;
        Ok(CountRange { from, to })
    }
}

/// What was counted, and between which days it was; a span that can't be counted is absent.
async fn made(web: &Web, who: &SignedIn, range: &Range) -> Result<(CountRange, Vec<SuccessMade>), Failure> {
    let days = range.days(tasking::year_so_far(&moment(web, who))?)?;
    let made = tasking::successes_list(&web.house, &moment(web, who), days).await.map_err(|trouble| match trouble.code {
        "count-range" => Failure::NotFound,
        _ => trouble.into(),
    })?;
    Ok((days, made))
}

/// `GET /plan/tasking/successes/list?from=2010-04-01&to=2011-03-31`
pub(crate) async fn counted(State(web): State<Web>, who: SignedIn, Query(range): Query<Range>) -> Answer {
    let (days, made) = made(&web, &who, &range).await?;
    let span = format!("{} to {}", super::day(days.from), super::day(days.to));
    let title = format!("What was achieved, {span}");
    let mut sheet = Sheet::titled(&title).leading("Counted from the records of activity. Each count leads to the records behind it.");
    let form =
        Form::get(COUNTED).field(day_field("from", "From", Some(days.from))).field(day_field("to", "To", Some(days.to))).button("Count");
    sheet.html(&form.show());
    if made.is_empty() {
        sheet.paragraph("Nothing was recorded in these days.");
    }
    let mut headings: Vec<&str> = made.iter().map(|one| one.heading.as_str()).collect();
    headings.dedup();
    for heading in headings {
        sheet.part(heading);
        let head = vec![parts::cell("What"), parts::numeric("How many"), parts::cell("Records")];
        let rows = made.iter().filter(|one| one.heading == heading).map(counted_row).collect();
        sheet.html(&parts::table_under_heading(heading, head, rows));
    }
    sheet.paragraph(parts::link(&format!("{COUNTED}.csv?from={}&to={}", days.from, days.to), "The list as CSV"));
    beneath(&title).under("What agencies achieved", LIST).record(Action::ReadPlan).page(&sheet)
}

/// So many records are named behind a count; more stand on the page of the scheme.
const RECORDS: usize = 12;

fn counted_row(one: &SuccessMade) -> Vec<Cell> {
    let mut records = parts::link(&scheme_address(&one.scheme), &one.title);
    for (at, number) in one.records.iter().take(RECORDS).enumerate() {
        records.push(&Html::escape(if at == 0 { ": " } else { ", " }));
        records.push(&parts::link(&record_address(&one.scheme, *number), &number.to_string()));
    }
    if one.records.len() > RECORDS {
        records.push(&Html::escape(&format!(" and {} more", one.records.len() - RECORDS)));
    }
    let shown = if one.shown.contains('\u{a3}') { one.shown.clone() } else { words::number(&one.shown) };
    vec![parts::cell(words::capital(&one.label)), parts::numeric(shown), parts::cell(records)]
}

/// `GET /plan/tasking/successes/list.csv?from=…&to=…`
pub(crate) async fn counted_csv(State(web): State<Web>, who: SignedIn, Query(range): Query<Range>) -> Answer {
    let (days, made) = made(&web, &who, &range).await?;
    let name = format!("successes-{}-to-{}.csv", days.from, days.to);
    Ok(csv::file("text/csv; charset=utf-8", &name, csv::table(&tasking::successes_table(&made))))
}
