//! Performance: what came of each target in a quarter, with the numbers and the reason; the report as files.

use super::{Asked, may, today};
use crate::csv;
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, IndicatorLine, Performance, Reading};
use axum::extract::{Path, Query, State};
use base::Outcome as Ended;
use permission::Action;
use plans::{EmergingIssue, Outcome, Period};
use ui::{Cell, Html};

/// Where the list of periods is.
pub(super) const HERE: &str = "/plan/performance";

/// The address of a period's report.
pub(super) fn address(period: Period) -> String {
    format!("{HERE}/{period}")
}

/// A period as an address has it.
pub(super) fn period_of(text: &str) -> Result<Period, Failure> {
    Period::parse(text).map_err(|_| Failure::NotFound)
}

/// `GET /plan/performance`
pub(crate) async fn periods(State(web): State<Web>, who: SignedIn) -> Answer {
    let periods = desk::performance_periods(&web.house, today(&web, &who)).await?;
    let mut sheet = Sheet::titled("Performance reports").leading(
        "One report a quarter: what came of each target, computed from what was imported, and what came up besides. \
         Papers made for funders, for the year and of what was done are beneath.",
    );
    let row = |period: &Period| {
        let words = words::capital(&period.in_words());
        vec![parts::cell(parts::link(&address(*period), &words)), parts::cell(words::months(&months(*period)))]
    };
    let head = ["Report", "Months"].map(parts::cell).into();
    sheet.html(&parts::table_under_heading("Performance reports", head, periods.iter().map(row).collect()));
    let others = [
        ("/plan/targets", "Targets: what each measure is to reach"),
        ("/plan/papers", "For funders, of a year, of what was done"),
        ("/plan/reports", "Reports of task groups, and the highlight report to the board"),
    ];
    sheet.part("Other reports");
    sheet.html(&parts::list(others.map(|(href, words)| parts::link(href, words))));
    Shell::plan("Performance reports", HERE).record(Action::ReadPlan).page(&sheet)
}

fn months(period: Period) -> Vec<String> {
    period.first().through(period.last()).map(|month| month.to_string()).collect()
}

/// `GET /plan/performance/{period}`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Path(period): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let period = period_of(&period)?;
    let mut made = match desk::performance(&web.house, period).await {
        Ok(made) => made,
        Err(trouble) if trouble.outcome == Ended::Refused => return nothing(&web, &who, period, &trouble.remedy, &asked).await,
        Err(trouble) => return Err(trouble.into()),
    };
    let title = title(&made);
    let mut sheet = Sheet::titled(&title).captioned(format!("Performance, {}", period.in_words()));
    asked.tell(&mut sheet);
    if !made.lines.is_empty() {
        let mark = |line: &IndicatorLine| mark(line);
        let head = vec![
            parts::cell("Indicator"),
            parts::numeric("Value"),
            parts::numeric("Held against"),
            parts::cell("Result"),
            parts::cell("Position"),
        ];
        let row = |line: &IndicatorLine| {
            vec![
                parts::cell(named(line)),
                parts::numeric(value(line)),
                parts::numeric(against(line)),
                parts::cell(line.judgement.outcome.in_words()),
                parts::cell(mark(line)),
            ]
        };
        sheet.html(&parts::table_under_heading("Indicators", head, made.lines.iter().map(row).collect()));
        sheet.part("Why");
        for line in &made.lines {
            sheet.marked_paragraph("", &format!("{}. ", line.name), &format!("{}.", words::capital(&line.judgement.because)));
        }
    }
    peers(&mut sheet, &made);
    issues(&mut sheet, &who, period, &made.issues);
    not_reproduced(&mut sheet, &made);
    let highlights = std::mem::take(&mut made.highlights);
    crimes(&mut sheet, &highlights);
    sheet.part("Take it with you");
    let files = ["pdf", "docx", "html"].map(|ending| format!("performance-{period}.{ending}"));
    let said = ["The report as PDF", "The report to edit in a word processor", "The report as one web page"];
    let links = files.iter().zip(said).map(|(file, said)| parts::link(&format!("{}/{file}", address(period)), said));
    sheet.html(&parts::list(links));
    sheet.html(&parts::source_line(&source(&made)));
    Shell::plan(title, HERE).under("Performance reports", HERE).record(Action::ReadPlan).page(&sheet)
}

/// The page of a period of which nothing is held: what to import, and the issues that are recorded all the same.
async fn nothing(web: &Web, who: &SignedIn, period: Period, remedy: &str, asked: &Asked) -> Answer {
    let title = format!("Nothing is held of {}", period.in_words());
    let mut sheet = Sheet::titled(&title);
    asked.tell(&mut sheet);
    let mut letters = remedy.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    sheet.paragraph(format!("{first}{}.", words::plain(letters.as_str()).trim_end_matches('.')));
    issues(&mut sheet, who, period, &desk::issues_of(&web.house, period).await?);
    Shell::plan(title, HERE).under("Performance reports", HERE).record(Action::ReadPlan).page(&sheet)
}

/// The heading says what came of the targets.
fn title(made: &Performance) -> String {
    let with = |outcome| made.lines.iter().filter(|line| line.judgement.outcome == outcome).count() as u64;
    let (met, missed, all) = (with(Outcome::Met), with(Outcome::NotMet), made.lines.len() as u64);
    match (met, missed) {
        (0, 0) => format!("Of {} none can be called met or missed yet", words::plural(all, "target", "targets")),
        (met, 0) => format!("{} of {} met", words::count(met), words::plural(all, "target is", "targets are")),
        (met, missed) => {
            format!("{} of {} met, {} missed", words::count(met), words::plural(all, "target is", "targets are"), words::count(missed))
        }
    }
}

fn named(line: &IndicatorLine) -> Html {
    match &line.target_id {
        Some(id) => parts::link(&super::targets::address(id), &line.name),
        None => Html::escape(&line.name),
    }
}

/// The value with its unit.
pub(super) fn value(line: &IndicatorLine) -> String {
    line.value.as_ref().map_or_else(|| "not held".to_owned(), |one| plans::amount_of(one.value, &line.unit))
}

/// What it is held against, and what that is.
pub(super) fn against(line: &IndicatorLine) -> String {
    match &line.against {
        Some(one) => format!("{} in {}", plans::plain_number(one.value), line.against_words),
        None => "none".to_owned(),
    }
}

/// The position: its word and its shape say it, the colour repeats it.
pub(super) fn mark(line: &IndicatorLine) -> Html {
    let Some(mark) = &line.mark else { return parts::tag("Not rated", "govuk-tag--grey") };
    let classes = match mark.colour.as_str() {
        "green" => "govuk-tag--green",
        "yellow" | "amber" => "govuk-tag--yellow",
        "red" => "govuk-tag--red",
        _ => "govuk-tag--grey",
    };
    parts::tag(&format!("{} {}", mark.shape, mark.word), classes)
}

fn peers(sheet: &mut Sheet, made: &Performance) {
    let ranked: Vec<(&IndicatorLine, &Reading)> = made.lines.iter().filter_map(|line| Some((line, line.rank.as_ref()?))).collect();
    let notes: Vec<&IndicatorLine> = made.lines.iter().filter(|line| !line.rank_note.is_empty()).collect();
    if ranked.is_empty() && notes.is_empty() {
        return;
    }
    sheet.part("Place among the most similar areas");
    if !ranked.is_empty() {
        let head = vec![parts::cell("Indicator"), parts::numeric("Place"), parts::cell("Data of"), parts::cell("Received")];
        let row = |(line, rank): &(&IndicatorLine, &Reading)| {
            vec![
                parts::cell(line.name.as_str()),
                parts::numeric(plans::plain_number(rank.value)),
                parts::cell(words::period(&format!("{}..{}", rank.from, rank.to))),
                parts::cell(words::day(&rank.received)),
            ]
        };
        sheet.html(&parts::table_under_heading("Places among the most similar areas", head, ranked.iter().map(row).collect()));
    }
    sheet.bullets(notes.iter().map(|line| Html::escape(&format!("{}: {}.", line.name, line.rank_note))));
}

fn issues(sheet: &mut Sheet, who: &SignedIn, period: Period, issues: &[EmergingIssue]) {
    sheet.part("Emerging issues");
    let here = format!("{}/issues", address(period));
    let may = may(who, Action::ChangePlan);
    if issues.is_empty() {
        sheet.paragraph("None is recorded for this period.");
    }
    for issue in issues {
        let day = words::day(&issue.on.to_string());
        sheet.marked_paragraph("", &format!("{}. ", issue.title), &format!("{} Recorded on {day} by the {}.", issue.said, issue.role));
        if may {
            let back = parts::link(&format!("{here}/{}", words::in_address(&issue.id)), &format!("Take back: {}", issue.title));
            sheet.html(&parts::list([back]));
        }
    }
    if may {
        sheet.html(&parts::list([parts::link(&here, "Record an issue that came up")]));
    }
}

fn not_reproduced(sheet: &mut Sheet, made: &Performance) {
    let wrong: Vec<&IndicatorLine> = made.lines.iter().chain(&made.highlights).filter(|line| line.reproduced == Some(false)).collect();
    if wrong.is_empty() {
        return;
    }
    sheet.part("What was printed and does not follow");
    sheet.bullets(wrong.iter().map(|line| Html::escape(&format!("{}: {}.", line.name, line.why_not))));
}

fn crimes(sheet: &mut Sheet, lines: &[IndicatorLine]) {
    let Some(first) = lines.first() else { return };
    let months =
        |reading: &Option<Reading>| reading.as_ref().map_or_else(String::new, |one| words::period(&format!("{}..{}", one.from, one.to)));
    sheet.part("Recorded crime by category");
    let head: Vec<Cell> = vec![
        parts::cell("Category"),
        parts::numeric(months(&first.against)),
        parts::numeric(months(&first.value)),
        parts::numeric("Change"),
        parts::cell("What the test says"),
    ];
    let number = |reading: &Option<Reading>| reading.as_ref().map_or_else(String::new, |one| plans::plain_number(one.value));
    let row = |line: &IndicatorLine| {
        let change = line.judgement.change.as_deref().unwrap_or_default();
        let change = if change.parse::<f64>().is_ok() { words::apparent_change(&format!("{change}%")) } else { change.to_owned() };
        let verdict = line.judgement.verdict.map(|verdict| verdict.to_string()).unwrap_or_default();
        vec![
            parts::cell(line.name.as_str()),
            parts::numeric(number(&line.against)),
            parts::numeric(number(&line.value)),
            parts::numeric(change),
            parts::cell(parts::verdict(&verdict)),
        ]
    };
    sheet.html(&parts::table_under_heading("Recorded crime by category", head, lines.iter().map(row).collect()));
}

fn source(made: &Performance) -> String {
    let paper = if made.paper.is_empty() { String::new() } else { format!("Targets as in: {}. ", made.paper) };
    let extracts = made.extracts();
    format!(
        "{paper}Rules: {}. Extracts: {}.",
        made.rules.join(", "),
        if extracts.is_empty() { "none".to_owned() } else { extracts.join(", ") }
    )
}

/// `GET /plan/performance/{period}/{file}`
pub(crate) async fn file(State(web): State<Web>, who: SignedIn, Path((period, file)): Path<(String, String)>) -> Answer {
    let period = period_of(&period)?;
    let made = match desk::performance(&web.house, period).await {
        Ok(made) => made,
        Err(trouble) if trouble.outcome == Ended::Refused => return Err(Failure::NotFound),
        Err(trouble) => return Err(trouble.into()),
    };
    let paper = desk::performance_paper(&web.house, &made, today(&web, &who)).await?;
    handed_out(&web, &paper, &file).await
}

/// One file of a paper.
pub(super) async fn handed_out(web: &Web, paper: &desk::Paper, file: &str) -> Answer {
    let (bytes, media) = desk::one_file(&web.house, paper, file).await?.ok_or(Failure::NotFound)?;
    Ok(csv::file(media, &file.replace(['/', '"'], "-"), bytes))
}
