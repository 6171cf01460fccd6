//! The scan: issues scored on the matrix by whom and why, and the key lines of enquiry, chosen and not.

use super::{Body, Things, choose, counted, joined, row_link, said_by};
use crate::gate::SignedIn;
use crate::pages::recording::done::Done;
use crate::pages::recording::may_record;
use crate::pages::{Answer, Clock, House};
use crate::parts::{self, Sources, paging};
use crate::shell::Shell;
use crate::words;
use app::pages::{ScanPage, of_register};
use app::registers::ScanLine;
use axum::extract::Query;
use serde::Deserialize;
use ui::Html;

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    scan: Option<String>,
}

/// `GET /evidence/scan?scan=`
pub(crate) async fn scan(house: House, clock: Clock, who: SignedIn, done: Done, Query(asked): Query<Asked>) -> Answer {
    let view = app::pages::scan_page(&house, asked.scan.as_deref(), &clock.0.moment()).await?;
    let may = may_record(&who);
    let mut sources = Sources::default();
    let mut things = Things::default();
    if view.scans.len() > 1 {
        let items = view.scans.iter().map(|scan| (scan.as_str(), scan.clone())).collect();
        let field = parts::select("scan", "Scan", items, view.scan.as_deref().unwrap_or_default());
        things.html(&choose("/evidence/scan", &[field], &[], "Show this scan"));
    }
    if !view.lines.is_empty() {
        things.heading("The matrix");
        things.html(&matrix(&view, may, &mut sources));
        things.heading("Why they were scored so");
        things.html(&reasons(&view.lines));
        things.heading("Key lines of enquiry");
        things.html(&enquiries(&view.lines, true));
        things.heading("Not chosen, and why");
        things.html(&enquiries(&view.lines, false));
    }
    things.heading("What each criterion asks");
    things.html(&criteria(&view));
    let new = paging::address("/evidence/scan/new", &[("scan", view.scan.as_deref().unwrap_or_default())]);
    things.acts(may, &[("Score an issue", &new)]);
    things.source_line(format!("Scored by the rule {}. {}", view.rule, view.rule_note));
    let chosen = view.lines.iter().filter(|line| line.issue.choice.as_ref().is_some_and(|choice| choice.chosen)).count();
    let (title, summary) = match &view.scan {
        Some(scan) => (
            format!("Scan {scan}"),
            joined([
                counted(&mut sources, view.lines.len(), "issue scored", "issues scored", "scan"),
                Html::escape(", "),
                counted(&mut sources, chosen, "chosen as a key line of enquiry", "chosen as key lines of enquiry", "scan, chosen"),
                Html::escape("."),
            ]),
        ),
        None => (
            "Scan".to_owned(),
            Html::escape(
                "No issue is scored yet. A scan scores each issue on a matrix, so that everybody sees why some are analysed further.",
            ),
        ),
    };
    Shell::evidence(title.as_str(), "/evidence/scan").page(&Body {
        heading: Html::escape(&title),
        done: done.0,
        summary,
        content: things.into_html(),
        sources: sources.part(),
        ..Body::default()
    })
}

fn matrix(view: &ScanPage, may: bool, sources: &mut Sources) -> Html {
    let source = of_register("Scores of the scan", "scan", vec![view.rule.clone()]);
    let mut head = vec![parts::cell("Issue")];
    head.extend(view.criteria.iter().map(|one| parts::numeric(one.title.as_str())));
    head.extend([parts::numeric("Total"), parts::cell("Score of the police"), parts::cell("Line of enquiry")]);
    let rows = view.lines.iter().map(|line| {
        let issue = &line.issue;
        let there = |what: &str| format!("/evidence/scan/{}/{}/{what}", words::in_address(&issue.scan), words::in_address(&issue.issue));
        let title = Html::escape(&issue.title);
        let title = if may { joined([title, row_link(&there("score"), "Score anew", &issue.title)]) } else { title };
        let mut cells = vec![parts::cell(title)];
        for criterion in &view.criteria {
            let score = issue.scores.get(&criterion.id).map_or_else(|| "not known".to_owned(), |score| words::count(u64::from(*score)));
            cells.push(sources.number(score, &source));
        }
        cells.push(sources.number(words::count(u64::from(line.total)), &source));
        let police = issue.police.as_ref().map_or_else(
            || "none".to_owned(),
            |score| format!("{} ({}), {}, {}", score.score, score.scale, score.source, words::day(&score.received.to_string())),
        );
        cells.push(parts::cell(police));
        let chosen = match &issue.choice {
            None => parts::tag("Not decided", "govuk-tag--yellow"),
            Some(choice) if choice.chosen => parts::tag("Chosen", "govuk-tag--blue"),
            Some(_) => parts::tag("Not chosen", "govuk-tag--grey"),
        };
        let verb = if issue.choice.is_some() { "Choose anew" } else { "Choose" };
        cells.push(parts::cell(if may { joined([chosen, row_link(&there("choose"), verb, &issue.title)]) } else { chosen }));
        cells
    });
    let rows = rows.collect();
    parts::table_under_heading("Issues by their scores, the highest total first", head, rows)
}

fn reasons(lines: &[ScanLine]) -> Html {
    let head = ["Issue", "Why these scores", "Who scored, and when"].map(parts::cell).into();
    let row = |line: &ScanLine| {
        let issue = &line.issue;
        vec![
            parts::cell(issue.title.as_str()),
            parts::cell(issue.reason.as_str()),
            parts::cell(said_by(&issue.role, &issue.on.to_string())),
        ]
    };
    parts::table_under_heading("Why each issue was scored so", head, lines.iter().map(row).collect())
}

fn enquiries(lines: &[ScanLine], chosen: bool) -> Html {
    let found: Vec<_> =
        lines.iter().filter_map(|line| Some((&line.issue, line.issue.choice.as_ref().filter(|choice| choice.chosen == chosen)?))).collect();
    if found.is_empty() {
        let words = if chosen { "No line of enquiry is chosen yet." } else { "Nothing was left out by a decision." };
        return Html::trusted(format!("<p class=\"govuk-body\">{}</p>", Html::escape(words)));
    }
    let mut head = vec![parts::cell("Issue")];
    if chosen {
        head.push(parts::cell("What is asked"));
    }
    head.extend(["Why", "Who chose, and when"].map(parts::cell));
    let rows = found.into_iter().map(|(issue, choice)| {
        let mut cells = vec![parts::cell(issue.title.as_str())];
        if chosen {
            cells.push(parts::cell(choice.line_of_enquiry.as_str()));
        }
        cells.push(parts::cell(choice.reason.as_str()));
        cells.push(parts::cell(said_by(&choice.role, &choice.on.to_string())));
        cells
    });
    let caption = if chosen { "Key lines of enquiry" } else { "Issues that are not analysed further" };
    parts::table_under_heading(caption, head, rows.collect())
}

fn criteria(view: &ScanPage) -> Html {
    let rows = view.criteria.iter().map(|one| (one.title.as_str(), one.question.as_str().into())).collect();
    let mut all = parts::summary(rows);
    all.push(&Html::trusted("<p class=\"govuk-body\">"));
    all.push(&Html::escape(&format!("Each is scored from {} to {}; the total adds them up.", view.range.0, view.range.1)));
    all.push(&Html::trusted("</p>"));
    all
}
