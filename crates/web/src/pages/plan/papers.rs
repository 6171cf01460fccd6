//! Papers made of plans: for funders, of a year or its first half, of what was done between two days.

use super::performance::handed_out;
use super::today;
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, YearPart};
use axum::extract::{Path, Query, State};
use base::{Outcome as Ended, Trouble};
use jiff::civil::Date;
use permission::Action;
use plans::Period;
use serde::Deserialize;
use ui::{Field, Form, Html};

const HERE: &str = "/plan/papers";
/// So many financial years are offered.
const YEARS: usize = 4;

/// What may stand behind the question mark: the two days of an activity report, in figures.
#[derive(Deserialize, Default)]
pub(crate) struct Days {
    #[serde(rename = "from-day", default)]
    from_day: String,
    #[serde(rename = "from-month", default)]
    from_month: String,
    #[serde(rename = "from-year", default)]
    from_year: String,
    #[serde(rename = "to-day", default)]
    to_day: String,
    #[serde(rename = "to-month", default)]
    to_month: String,
    #[serde(rename = "to-year", default)]
    to_year: String,
}

impl Days {
    fn parts(&self) -> [(&'static str, [&str; 3]); 2] {
        [("from", [&self.from_day, &self.from_month, &self.from_year]), ("to", [&self.to_day, &self.to_month, &self.to_year])]
    }

    fn is_asked(&self) -> bool {
        self.parts().iter().any(|(_, parts)| parts.iter().any(|part| !part.is_empty()))
    }

    /// The two days, or what is to be mended.
    fn read(&self) -> Result<(Date, Date), Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let mut days = Vec::new();
        for (name, [day, month, year]) in self.parts() {
            let read = || Date::new(year.trim().parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?).ok();
            match read() {
                Some(day) => days.push(day),
                None => mistakes.push(Mistake::at(name, "This must be a date, in figures, such as 31 10 2026")),
            }
        }
        match days.as_slice() {
            [from, to] if to < from => Err(vec![Mistake::at("to", "The last day lies before the first")]),
            [from, to] => Ok((*from, *to)),
            _ => Err(mistakes),
        }
    }
}

/// `GET /plan/papers`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, Query(days): Query<Days>) -> Answer {
    let today = today(&web, &who);
    let title = "Papers made of plans";
    let mut sheet = Sheet::titled(title)
        .leading("Each is made when it is asked for, from the same targets and actions as the quarterly reports, so that figures agree.");
    sheet.part("For a funder");
    let grants = desk::with_book(&web.house, |book| {
        let with = book.plans.values().map(|kept| &kept.body).filter(|plan| plan.grant_pence.is_some());
        with.map(|plan| (plan.id.clone(), plan.title.clone())).collect::<Vec<_>>()
    })
    .await?;
    if grants.is_empty() {
        sheet.paragraph("No plan has a grant. A plan with a grant is reported to whoever gave it: actions, spend, outputs and outcomes.");
    }
    for (id, title) in grants {
        let beneath = format!("{HERE}/funder/{}", words::in_address(&id));
        sheet.html(&downloads(&title, &beneath, &format!("funder-{id}")));
    }
    sheet.part("Of a year");
    let mut quarter = Period::quarter_of(today);
    for _ in 0..YEARS {
        let Some(Period::Quarter(one, _)) = quarter else { break };
        let name = one.to_string().replace('/', "-");
        for (part, said) in [(YearPart::SixMonths, "Review of six months"), (YearPart::Year, "Annual report")] {
            sheet.html(&downloads(&format!("{said} {one}"), &format!("{HERE}/year/{name}"), &format!("{}-{name}", part.id())));
        }
        quarter = (0..4).fold(quarter, |quarter, _| quarter.map(Period::before));
    }
    sheet.part("Of what was done between two days");
    let read = if days.is_asked() { Some(days.read()) } else { None };
    let mut form = Form::get(HERE).field(Field::date("from", "From")).field(Field::date("to", "To")).button("Make the report");
    let answers: Vec<(String, String)> = days
        .parts()
        .iter()
        .flat_map(|(name, parts)| {
            ["day", "month", "year"].iter().zip(parts).map(move |(part, value)| (format!("{name}-{part}"), (*value).to_owned()))
        })
        .collect();
    form = form.filled(&answers);
    match read {
        Some(Err(mistakes)) => {
            sheet.html(&form.faulted(mistakes.iter().map(|one| (one.field.clone(), one.words.clone()))).show_with_summary());
        }
        Some(Ok((from, to))) => {
            sheet.html(&form.show());
            sheet.html(&activity_files(from, to));
        }
        None => {
            sheet.html(&form.show());
            // Of the year before this quarter and since, where no days were asked for.
            let from =
                Period::quarter_of(today).map_or(today, |quarter| (0..4).fold(quarter, |quarter, _| quarter.before()).first().first_day());
            sheet.html(&activity_files(from, today));
        }
    }
    Shell::plan(title, "/plan/performance").under("Performance reports", "/plan/performance").record(Action::ReadPlan).page(&sheet)
}

/// The activity report of two days.
fn activity_files(from: Date, to: Date) -> Html {
    let span = format!("{} to {}", words::day(&from.to_string()), words::day(&to.to_string()));
    downloads(&format!("Activity report {span}"), &format!("{HERE}/activity/{from}/{to}"), &format!("activity-{from}-{to}"))
}

/// A paper with its three files in one line.
fn downloads(title: &str, beneath: &str, stem: &str) -> Html {
    let mut markup = Html::escape(&format!("{title}: "));
    for (at, (ending, words)) in [("pdf", "PDF"), ("docx", "Word"), ("html", "web page")].into_iter().enumerate() {
        if at > 0 {
            markup.push(&Html::escape(", "));
        }
        for (part, is_ours) in [
            ("<a class=\"govuk-link\" href=\"", true),
            (format!("{beneath}/{stem}.{ending}").as_str(), false),
            ("\">", true),
            (words, false),
            ("<span class=\"govuk-visually-hidden\"> of ", true),
            (title, false),
            ("</span></a>", true),
        ] {
            markup.push(&if is_ours { Html::trusted(part) } else { Html::escape(part) });
        }
    }
    Sheet::paragraph_of(markup)
}

/// What is refused because there is no such plan or no grant is not there.
fn absent(trouble: Trouble) -> Failure {
    if trouble.outcome == Ended::Failed { trouble.into() } else { Failure::NotFound }
}

/// `GET /plan/papers/funder/{plan}/{file}`
pub(crate) async fn funder(State(web): State<Web>, who: SignedIn, Path((plan, file)): Path<(String, String)>) -> Answer {
    let paper = desk::funder_paper(&web.house, &plan, today(&web, &who)).await.map_err(absent)?;
    handed_out(&web, &paper, &file).await
}

/// `GET /plan/papers/year/{year}/{file}`
pub(crate) async fn year(State(web): State<Web>, who: SignedIn, Path((year, file)): Path<(String, String)>) -> Answer {
    let Ok(Period::Quarter(year, _)) = Period::parse(&format!("{year}-Q1")) else { return Err(Failure::NotFound) };
    let part = [YearPart::SixMonths, YearPart::Year].into_iter().find(|part| file.starts_with(part.id())).ok_or(Failure::NotFound)?;
    let paper = desk::year_paper(&web.house, year, part, today(&web, &who)).await?;
    handed_out(&web, &paper, &file).await
}

/// `GET /plan/papers/activity/{from}/{to}/{file}`
pub(crate) async fn activity(State(web): State<Web>, who: SignedIn, Path((from, to, file)): Path<(String, String, String)>) -> Answer {
    let day = |text: &str| text.parse::<Date>().map_err(|_| Failure::NotFound);
    let paper = desk::activity_paper(&web.house, day(&from)?, day(&to)?, today(&web, &who)).await.map_err(absent)?;
    handed_out(&web, &paper, &file).await
}
