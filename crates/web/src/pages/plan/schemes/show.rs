//! One scheme: what it counts by quarter, against its targets, and its records.

use super::{HOME, address, record_address, said};
use crate::csv;
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::Answer;
use crate::pages::judgement::Things;
use crate::pages::plan::{may, moment};
use crate::parts::{self, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::tasking::{self, CountRange, FieldType, SchemeView};
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use permission::Action;
use plans::tasking::{CountLine, SchemeRecord, ShareLine, TimerLine, Verdict, in_pounds};
use serde::Deserialize;
use ui::{Cell, Html};

/// What may stand behind the question mark.
#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    year: Option<String>,
    done: Option<String>,
}

/// A scheme and a year, or the page for what is absent.
async fn view_of(web: &Web, who: &SignedIn, scheme: &str, year: Option<&str>) -> Result<SchemeView, Failure> {
    absent(tasking::scheme_view(&web.house, &moment(web, who), scheme, year).await)
}

/// What is not known is absent.
pub(super) fn absent<T>(found: base::Result<T>) -> Result<T, Failure> {
    found.map_err(|trouble| match trouble.code {
        "scheme-unknown" | "year-unknown" | "count-range" => Failure::NotFound,
        _ => trouble.into(),
    })
}

/// `GET /plan/schemes/{scheme}?year=2009-10`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Path(scheme): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let view = view_of(&web, &who, &scheme, asked.year.as_deref()).await?;
    let printed = view.year.replacen('-', "/", 1);
    let title = match view.counts.counts.first().filter(|_| view.all > 0) {
        Some(line) => format!("{} in {printed}: {}", words::capital(&line.label), shown(line.total, line.money)),
        None => format!("{}: nothing recorded yet", view.scheme.name),
    };
    let mut sheet = Sheet::titled(&title).captioned(view.scheme.name.as_str()).leading(view.scheme.about.as_str());
    match asked.done.as_deref() {
        Some("recorded") => sheet.done("It is recorded."),
        Some("struck") => sheet.done("The record is taken out. It counts no longer, and stays in the history."),
        _ => {}
    }
    let mut things = Things::default();
    things.acts(may(&who, Action::ChangePlan), &[(&format!("Record: {}", view.scheme.one), &format!("{}/new", address(&scheme)))]);
    years(&mut things, &view);
    late(&mut things, &view);
    things.heading("What is counted");
    counts(&mut things, &view);
    things.heading(&format!("{} of {printed}", words::capital(&view.scheme.many)));
    records(&mut things, &view);
    let files = [("counts.csv", "What is counted, as CSV"), ("records.csv", "The records, as CSV")];
    let links = files.map(|(file, words)| parts::link(&format!("{}/{file}?year={}", address(&scheme), view.year), words));
    things.html(&parts::list(links));
    things.source_line(format!("Kept by: {}. Rule {}: {}.", view.scheme.keeper, view.rule, view.source));
    sheet.html(&things.into_html());
    Shell::plan(title, HOME).under("Schemes", HOME).record(Action::ReadPlan).page(&sheet)
}

fn shown(value: i64, money: bool) -> String {
    if money { in_pounds(value) } else { words::number(&value.to_string()) }
}

fn years(things: &mut Things, view: &SchemeView) {
    if view.years.len() < 2 {
        return;
    }
    let links = view.years.iter().map(|year| {
        let printed = year.replacen('-', "/", 1);
        if *year == view.year { Html::escape(&printed) } else { parts::link(&format!("{}?year={year}", address(&view.name)), &printed) }
    });
    let mut line = Html::escape("Financial years: ");
    for (at, link) in links.enumerate() {
        if at > 0 {
            line.push(&Html::escape(", "));
        }
        line.push(&link);
    }
    things.paragraph(line);
}

fn late(things: &mut Things, view: &SchemeView) {
    if view.late.is_empty() {
        return;
    }
    things.heading("What is late");
    let row = |late: &tasking::LateRecord| {
        let name = format!("{} {}", words::capital(&view.scheme.one), late.number);
        vec![
            parts::cell(parts::link(&record_address(&view.name, late.number), &name)),
            parts::cell(words::capital(&late.what)),
            parts::cell(late.due.map_or_else(String::new, |due| words::day(&due.to_string()))),
        ]
    };
    let head = vec![parts::cell("Record"), parts::cell("What"), parts::cell("Due")];
    things.html(&parts::table_under_heading("What is late", head, view.late.iter().map(row).collect()));
}

/// How something stands to what was to be reached, as a tag with its word.
fn verdict(verdict: Verdict) -> Html {
    let classes = match verdict {
        Verdict::Met => "govuk-tag--green",
        Verdict::Missed => "govuk-tag--red",
        Verdict::Open => "govuk-tag--yellow",
    };
    parts::tag(&words::capital(verdict.in_words()), classes)
}

fn target_cell(target: Option<(String, Verdict)>) -> Cell {
    match target {
        None => parts::cell("no target"),
        Some((wanted, standing)) => {
            let mut inside = verdict(standing);
            inside.push(&Html::escape(&format!(" {wanted}")));
            parts::cell(inside)
        }
    }
}

fn counts(things: &mut Things, view: &SchemeView) {
    let mut head = vec![parts::cell("What")];
    // A year is told by its quarters: the heading above says which year.
    head.extend(view.counts.spans.iter().map(|span| parts::numeric(span.name.rsplit(' ').next().unwrap_or_default())));
    head.extend([parts::numeric("Year"), parts::cell("Target")]);
    let row = |line: &CountLine| {
        let mut row = vec![parts::cell(words::capital(&line.label))];
        row.extend(line.by_span.iter().map(|value| parts::numeric(shown(*value, line.money))));
        row.push(parts::numeric(shown(line.total, line.money)));
        row.push(target_cell(line.target.clone()));
        row
    };
    things.html(&parts::table_under_heading("What is counted", head.clone(), view.counts.counts.iter().map(row).collect()));
    let percent = |percent: Option<&String>| percent.map_or_else(|| "nothing yet".to_owned(), |percent| format!("{percent}%"));
    if !view.counts.timers.is_empty() {
        let head = ["In time", "Kept", "Of", "Still running", "Share", "Target"];
        let head = head.iter().enumerate().map(|(at, text)| if (1..5).contains(&at) { parts::numeric(*text) } else { parts::cell(*text) });
        let row = |line: &TimerLine| {
            vec![
                parts::cell(words::capital(&line.label)),
                parts::numeric(words::count(line.in_time)),
                parts::numeric(words::count(line.settled)),
                parts::numeric(words::count(line.running)),
                parts::numeric(percent(line.percent.as_ref())),
                target_cell(line.target.map(|(wanted, standing)| (format!("at least {wanted}%"), standing))),
            ]
        };
        things.html(&parts::table("In time", head.collect(), view.counts.timers.iter().map(row).collect()));
    }
    if !view.counts.shares.is_empty() {
        let head =
            vec![parts::cell("Share"), parts::numeric("Of"), parts::numeric("Among"), parts::numeric("Share"), parts::cell("Target")];
        let row = |line: &ShareLine| {
            vec![
                parts::cell(words::capital(&line.label)),
                parts::numeric(words::number(&line.of.to_string())),
                parts::numeric(words::number(&line.among.to_string())),
                parts::numeric(percent(line.percent.as_ref())),
                target_cell(line.target.map(|(wanted, standing)| (format!("at least {wanted}%"), standing))),
            ]
        };
        things.html(&parts::table("Shares", head, view.counts.shares.iter().map(row).collect()));
    }
    for line in &view.counts.compared {
        let change = &line.change;
        let verdict = if line.records == 0 { Html::escape("nothing to compare yet") } else { parts::verdict(change.verdict.as_str()) };
        let row = vec![
            parts::cell(words::capital(&line.label)),
            parts::numeric(words::count(line.records)),
            parts::numeric(words::count(change.earlier)),
            parts::numeric(words::count(change.later)),
            parts::numeric(change.apparent_change.as_str()),
            parts::cell(verdict),
        ];
        let head = vec![
            parts::cell("Compared"),
            parts::numeric("Records"),
            parts::numeric("Before"),
            parts::numeric("After"),
            parts::numeric("Change"),
            parts::cell("What may be said"),
        ];
        things.html(&parts::table("Before and after", head, vec![row]));
    }
    parts_of(things, view, &head);
}

/// The same, by place and kind, folded away.
fn parts_of(things: &mut Things, view: &SchemeView, head: &[Cell]) {
    for field in view.scheme.broken_down_by.iter().filter_map(|name| view.scheme.field(name)) {
        let mut rows = Vec::new();
        for line in &view.counts.counts {
            for part in line.breakdown.iter().filter(|part| part.field == field.name) {
                let option = field.options.iter().find(|one| one.id == part.value);
                let value = option.map_or(part.value.as_str(), |one| one.name.as_str());
                let mut row = vec![parts::cell(format!("{value}: {}", line.label))];
                row.extend(part.by_span.iter().map(|value| parts::numeric(shown(*value, line.money))));
                row.push(parts::numeric(shown(part.total, line.money)));
                rows.push((value.to_owned(), row));
            }
        }
        if rows.is_empty() {
            continue;
        }
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        let caption = format!("By the answers to \u{201c}{}\u{201d}", field.label);
        let head = head.iter().take(head.len() - 1).cloned().collect();
        things.fold(&caption, &parts::table_under_heading(&caption, head, rows.into_iter().map(|(_, row)| row).collect()));
    }
}

fn records(things: &mut Things, view: &SchemeView) {
    if view.records.is_empty() {
        things.paragraph("Nothing was recorded in this year.");
        return;
    }
    let fields: Vec<_> = std::iter::once(&view.scheme.day).chain(&view.scheme.columns).filter_map(|name| view.scheme.field(name)).collect();
    let numeric = |kind: FieldType| matches!(kind, FieldType::Whole | FieldType::Money);
    let label = |name: &str| words::capital(&name.replace('-', " "));
    let mut head = vec![parts::cell("Record")];
    head.extend(
        fields.iter().map(|field| if numeric(field.kind) { parts::numeric(label(&field.name)) } else { parts::cell(label(&field.name)) }),
    );
    let row = |record: &SchemeRecord| {
        let mut name =
            parts::link(&record_address(&view.name, record.number), &format!("{} {}", words::capital(&view.scheme.one), record.number));
        if record.struck.is_some() {
            name.push(&Html::escape(" "));
            name.push(&parts::tag("Taken out", "govuk-tag--grey"));
        }
        let mut row = vec![parts::cell(name)];
        row.extend(fields.iter().map(|field| {
            let value = said(field, record);
            if numeric(field.kind) { parts::numeric(value) } else { parts::cell(value) }
        }));
        row
    };
    let rows = view.records.iter().map(|kept| row(&kept.body)).collect();
    things.html(&parts::table_under_heading(&words::capital(&view.scheme.many), head, rows));
}

/// From when until when, or a year.
#[derive(Deserialize, Default)]
pub(crate) struct Range {
    from: Option<String>,
    to: Option<String>,
    year: Option<String>,
}

/// `GET /plan/schemes/{scheme}/counts.csv?year=2009-10`, or `?from=2009-04-01&to=2009-06-30`
pub(crate) async fn counts_csv(State(web): State<Web>, who: SignedIn, Path(scheme): Path<String>, Query(range): Query<Range>) -> Answer {
    let table = if let (Some(from), Some(to)) = (&range.from, &range.to) {
        let day = |text: &str| text.parse::<Date>().map_err(|_| Failure::NotFound);
        let range = CountRange { from: day(from)?, to: day(to)? };
        let (scheme, counts) = absent(tasking::count_range(&web.house, &moment(&web, &who), &scheme, range).await)?;
        tasking::counts_table(&scheme, &counts)
    } else {
        let view = view_of(&web, &who, &scheme, range.year.as_deref()).await?;
        tasking::counts_table(&view.scheme, &view.counts)
    };
    Ok(csv::file("text/csv; charset=utf-8", &format!("{scheme}-counts.csv"), csv::table(&table)))
}

/// `GET /plan/schemes/{scheme}/records.csv?year=2009-10`
pub(crate) async fn records_csv(State(web): State<Web>, who: SignedIn, Path(scheme): Path<String>, Query(range): Query<Range>) -> Answer {
    let view = view_of(&web, &who, &scheme, range.year.as_deref()).await?;
    Ok(csv::file("text/csv; charset=utf-8", &format!("{scheme}-records.csv"), csv::table(&tasking::scheme_table(&view))))
}
