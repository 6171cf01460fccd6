//! Reports of task groups, the period that closes, and the highlight report to the board.

use super::performance::handed_out;
use super::{Asked, beneath, may, moment, plan_of, recorded, reference_of, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::{Things, said_by};
use crate::pages::recording::{empty, finished, mend, office};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, PlanLine, ReportDraft, ReportWords};
use axum::extract::{Path, Query, State};
use permission::Action;
use plans::{Achievement, Concern, Highlight, HighlightLine, Period, ProgressReport};
use ui::{Cell, Field, Form, Html};

const HERE: &str = "/plan/reports";
/// So many rows of each kind a form has at the least; it grows with what stands in it.
const ROWS: usize = 3;
/// The most rows of a kind in one form, so that none is endless; the page that they must fit on takes far fewer.
const MOST: usize = 60;

fn period_in(text: &str) -> Result<Period, Failure> {
    Period::parse(text).map_err(|_| Failure::NotFound)
}

fn report_address(plan: &str, key: &str, period: Period) -> String {
    format!("{HERE}/progress/{}/{}/{period}", words::in_address(plan), words::in_address(key))
}

fn close_address(plan: &str, period: Period) -> String {
    format!("{HERE}/close/{}/{period}", words::in_address(plan))
}

/// `GET /plan/reports`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let day = today(&web, &who);
    let (lines, closed) = desk::reports(&web.house).await?;
    let title = "Reports";
    let mut sheet = Sheet::titled(title).leading("What task groups report of a quarter, on one page; and what the board is told.");
    match asked.done.as_deref() {
        Some("report") => sheet.done("The report is written."),
        Some("period") => sheet.done("The period is closed. Its updates and reports stay as they are."),
        Some("highlight") => sheet.done("The highlight report is made, and stays as it is."),
        _ => {}
    }
    let mut things = Things::default();
    things.heading("To be written");
    let mut owed: Vec<Vec<Cell>> = Vec::new();
    for line in desk::plans_list(&web.house, day).await?.iter().filter(|line| line.plan.ended.is_none()) {
        owed.extend(owed_rows(&web, &who, line, &closed, day).await?);
    }
    if owed.is_empty() {
        things.paragraph("Nothing: every priority has its report, and every period that ended is closed.");
    } else {
        let head = ["Plan", "Period", "Report"].map(parts::cell).into();
        things.html(&parts::table_under_heading("Reports to be written", head, owed));
    }
    things.heading("Task groups\u{2019} reports");
    if lines.is_empty() {
        things.paragraph("None is written yet.");
    } else {
        let head = ["Priority", "Period", "Written by"].map(parts::cell).into();
        let row = |one: &ProgressReport| {
            vec![
                parts::cell(parts::link(&report_address(&one.plan, &one.priority, one.period), &one.title)),
                parts::cell(words::capital(&one.period.in_words())),
                parts::cell(said_by(&one.role, &one.on.to_string())),
            ]
        };
        things.html(&parts::table_under_heading("Task groups\u{2019} reports", head, lines.iter().map(row).collect()));
    }
    things.heading("Highlight reports to the board");
    if desk::highlight_owed(&web.house).await? {
        things.paragraph("A priority area changed since the last one: the board is to be told.");
    }
    let made = desk::highlights(&web.house).await?;
    if made.is_empty() {
        things.paragraph("None is made yet.");
    } else {
        let made = made.iter().map(|one| {
            parts::link(&format!("{HERE}/highlight/{}", one.id), &format!("Highlight report of {}", words::day(&one.on.to_string())))
        });
        things.html(&parts::list(made));
    }
    things.acts(may(&who, Action::ChangePlan), &[("Make a highlight report", "/plan/reports/highlight/new")]);
    sheet.html(&things.into_html());
    Shell::plan(title, HERE).record(Action::ReadPlan).page(&sheet)
}

async fn owed_rows(
    web: &Web,
    who: &SignedIn,
    line: &PlanLine,
    closed: &[plans::PeriodClosed],
    day: jiff::civil::Date,
) -> Result<Vec<Vec<Cell>>, Failure> {
    let plan = &line.plan;
    let writes = may(who, Action::ChangePlan);
    let mut rows = Vec::new();
    for period in desk::periods_to_report(plan, closed, day) {
        rows.extend(rows_of_period(web, plan, period, writes).await?);
    }
    Ok(rows)
}

async fn rows_of_period(web: &Web, plan: &plans::Plan, period: Period, writes: bool) -> Result<Vec<Vec<Cell>>, Failure> {
    let row = |what: Html| vec![parts::cell(plan.title.as_str()), parts::cell(words::capital(&period.in_words())), parts::cell(what)];
    let missing = desk::missing_reports(&web.house, &plan.id, period).await?;
    if missing.is_empty() {
        let words = "Close the period";
        return Ok(vec![row(if writes { parts::link(&close_address(&plan.id, period), words) } else { Html::escape("To be closed") })]);
    }
    let to_write = |(key, title): (String, String)| {
        let words = format!("Write the report of {title}");
        row(if writes { parts::link(&format!("{}/edit", report_address(&plan.id, &key, period)), &words) } else { Html::escape(&title) })
    };
    Ok(missing.into_iter().map(to_write).collect())
}

/// `GET /plan/reports/progress/{plan}/{key}/{period}`
pub(crate) async fn show(State(web): State<Web>, who: SignedIn, Path((plan, key, period)): Path<(String, String, String)>) -> Answer {
    let period = period_in(&period)?;
    let line = plan_of(&web, &who, &plan).await?;
    let (report, _) = desk::report(&web.house, &plan, &key, period).await?.ok_or(Failure::NotFound)?;
    let title = format!("Progress report: {}", report.title);
    let mut sheet = Sheet::titled(&title).captioned(words::capital(&period.in_words())).leading(format!("Lead officer: {}.", report.lead));
    report_parts(&mut sheet, &report);
    sheet.html(&parts::source_line(&format!("Written by {}.", said_by(&report.role, &report.on.to_string()))));
    let here = report_address(&plan, &key, period);
    let outputs = [
        ("progress-report.pdf", "The report on one page, as PDF"),
        ("progress-report.docx", "As a Word document"),
        ("progress-report.html", "As one web page"),
    ];
    sheet.html(&parts::list(outputs.map(|(file, words)| parts::link(&format!("{here}/{file}"), words))));
    if may(&who, Action::ChangePlan) {
        sheet.paragraph(parts::link(&format!("{here}/edit"), "Change the report"));
    }
    beneath(&title, &line.plan).record(Action::ReadPlan).page(&sheet)
}

fn report_parts(sheet: &mut Sheet, report: &ProgressReport) {
    sheet.part("Key achievements in the quarter");
    bullets(sheet, report.achievements.iter().map(|one| format!("{} {}", one.reference, one.text)));
    sheet.part("Areas of concern, and what is recommended");
    bullets(sheet, report.concerns.iter().map(|one| format!("{} Recommended: {}", one.text, one.recommendation)));
    sheet.part("Items for publicity");
    bullets(sheet, report.publicity.iter().cloned());
}

fn bullets(sheet: &mut Sheet, lines: impl Iterator<Item = String>) {
    let lines: Vec<Html> = lines.map(|line| Html::escape(&line)).collect();
    if lines.is_empty() {
        sheet.paragraph("None.");
    } else {
        sheet.bullets(lines);
    }
}

/// `GET /plan/reports/progress/{plan}/{key}/{period}/{file}`
pub(crate) async fn file(
    State(web): State<Web>,
    _: SignedIn,
    Path((plan, key, period, file)): Path<(String, String, String, String)>,
) -> Answer {
    let period = period_in(&period)?;
    if desk::report(&web.house, &plan, &key, period).await?.is_none() {
        return Err(Failure::NotFound);
    }
    handed_out(&web, &desk::report_paper(&web.house, &plan, &key, period).await?, &file).await
}

/// `GET /plan/reports/progress/{plan}/{key}/{period}/edit`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path((plan, key, period)): Path<(String, String, String)>) -> Answer {
    let about = About::of(&web, &who, &plan, &key, &period).await?;
    let draft = who.draft(&web, &about.path()).await?;
    form_page(&web, &who, &about, draft.as_ref(), &[]).await
}

/// `POST /plan/reports/progress/{plan}/{key}/{period}/edit`
pub(crate) async fn write(
    State(web): State<Web>,
    who: SignedIn,
    Path((plan, key, period)): Path<(String, String, String)>,
    sent: Sent,
) -> Answer {
    let about = About::of(&web, &who, &plan, &key, &period).await?;
    let stands = desk::report(&web.house, &plan, &key, about.period).await?;
    let mut mistakes = empty(&sent, &[("lead", "Say which office leads"), ("role", "Say which office writes the report")]);
    let words = ReportWords {
        lead: sent.text("lead"),
        achievements: achievements(&sent, &mut mistakes),
        concerns: concerns(&sent, &mut mistakes),
        publicity: rows(&sent, "publicity").into_iter().map(|(_, text)| text.to_owned()).collect(),
        // What a scheme for offenders adds comes by its own table; what stands of it stays.
        clients: stands.as_ref().and_then(|(report, _)| report.clients.clone()),
        role: sent.text("role"),
        seen: stands.as_ref().map_or(0, |(_, seen)| *seen),
    };
    if sent.text("seen") != words.seen.to_string() {
        mistakes.push(Mistake::at("", "This report was written by somebody else after you opened the page. Look at what stands there now"));
    }
    if mistakes.is_empty() {
        match desk::write_report(&web.house, &moment(&web, &who), &plan, &key, about.period, &words).await {
            Ok(_) => return recorded(&web, &who, &about.path(), HERE, "report").await,
            Err(trouble) => {
                let first = |name: &str| format!("{name}-0");
                let fields = [
                    ("achievement-elsewhere", "achievement-0-reference".to_owned()),
                    ("concern-alone", first("recommendation")),
                    ("publicity-marked", first("publicity")),
                    ("achievements", first("achievement")),
                    ("concerns", first("concern")),
                    ("recommendations", first("recommendation")),
                ];
                let fields: Vec<(&str, &str)> = fields.iter().map(|(of, field)| (*of, field.as_str())).collect();
                mistakes = mend(trouble, &fields)?;
            }
        }
    }
    form_page(&web, &who, &about, Some(&sent), &mistakes).await
}

/// What a report is about.
struct About {
    line: PlanLine,
    key: String,
    title: String,
    period: Period,
}

impl About {
    async fn of(web: &Web, who: &SignedIn, plan: &str, key: &str, period: &str) -> Result<Self, Failure> {
        let line = plan_of(web, who, plan).await?;
        let priorities = desk::priorities_of(&web.house, plan).await?;
        let priority = priorities.into_iter().find(|kept| kept.body.key == key).ok_or(Failure::NotFound)?;
        Ok(Self { line, key: key.to_owned(), title: priority.body.title, period: period_in(period)? })
    }

    fn path(&self) -> String {
        format!("{}/edit", report_address(&self.line.plan.id, &self.key, self.period))
    }
}

/// The filled rows of a kind: their place and their text.
fn rows<'a>(sent: &'a Sent, name: &str) -> Vec<(usize, &'a str)> {
    (0..MOST).map(|at| (at, sent.text(&format!("{name}-{at}")))).filter(|(_, text)| !text.is_empty()).collect()
}

fn achievements(sent: &Sent, mistakes: &mut Vec<Mistake>) -> Vec<Achievement> {
    let mut found = Vec::new();
    for (at, text) in rows(sent, "achievement") {
        let field = format!("achievement-{at}-reference");
        match reference_of(sent.text(&field)) {
            Ok(reference) => found.push(Achievement { reference, text: text.to_owned() }),
            Err(_) => mistakes.push(Mistake::at(&field, "Give the number of the action it was achieved for, such as 1.3b")),
        }
    }
    found
}

fn concerns(sent: &Sent, mistakes: &mut Vec<Mistake>) -> Vec<Concern> {
    let mut found = Vec::new();
    for at in 0..MOST {
        let (concern, field) = (sent.text(&format!("concern-{at}")), format!("recommendation-{at}"));
        match (concern.is_empty(), sent.text(&field).is_empty()) {
            (true, true) => {}
            (false, false) => found.push(Concern { text: concern.to_owned(), recommendation: sent.text(&field).to_owned() }),
            (false, true) => mistakes.push(Mistake::at(&field, "Recommend something for this concern, so that it can be agreed")),
            (true, false) => mistakes.push(Mistake::at(&format!("concern-{at}"), "Say which concern this recommendation is for")),
        }
    }
    found
}

async fn form_page(web: &Web, who: &SignedIn, about: &About, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let plan = &about.line.plan.id;
    let (stands, seen) = desk::report(&web.house, plan, &about.key, about.period).await?.unzip();
    let draft = match &stands {
        Some(report) => ReportDraft {
            achievements: report.achievements.clone(),
            concerns: report.concerns.clone(),
            publicity: report.publicity.clone(),
        },
        None => desk::report_draft(&web.house, plan, &about.key, about.period).await?,
    };
    let title = "Write a progress report";
    let mut sheet = Sheet::narrow(title)
        .captioned(format!("{}, {}", about.title, about.period.in_words()))
        .leading("It must fit on one page. Only what was achieved against the plan stands in it, each concern with what is recommended.");
    let rows_for = |filled: usize, typed: &str| {
        let last = sent.map_or(0, |sent| rows(sent, typed).last().map_or(0, |(at, _)| at + 1));
        (filled.max(last) + 1).clamp(ROWS, MOST)
    };
    let lead = stands.as_ref().map_or_else(|| who.visitor.user.clone(), |report| report.lead.clone());
    let mut form = Form::post(about.path(), who.visit.token())
        .hidden("seen", seen.unwrap_or(0).to_string())
        .field(Field::text("lead", "Lead officer: which office?").value(lead).width(30));
    for at in 0..rows_for(draft.achievements.len(), "achievement") {
        let one = draft.achievements.get(at);
        let number = Field::reference(format!("achievement-{at}-reference"), "Number of the action")
            .optional()
            .width(5)
            .value(one.map(|one| one.reference.to_string()).unwrap_or_default());
        let text = Field::lines(format!("achievement-{at}"), "What was achieved?", 2)
            .optional()
            .value(one.map(|one| one.text.clone()).unwrap_or_default());
        form = form.group(format!("Achievement {}", at + 1), "", [number, text]);
    }
    for at in 0..rows_for(draft.concerns.len(), "concern") {
        let one = draft.concerns.get(at);
        let concern = Field::lines(format!("concern-{at}"), "What is of concern?", 2)
            .optional()
            .value(one.map(|one| one.text.clone()).unwrap_or_default());
        let recommended = Field::lines(format!("recommendation-{at}"), "What is recommended?", 2)
            .optional()
            .value(one.map(|one| one.recommendation.clone()).unwrap_or_default());
        form = form.group(format!("Concern {}", at + 1), "", [concern, recommended]);
    }
    for at in 0..rows_for(draft.publicity.len(), "publicity") {
        let value = draft.publicity.get(at).cloned().unwrap_or_default();
        form = form.field(Field::lines(format!("publicity-{at}"), format!("Item for publicity {}", at + 1), 2).optional().value(value));
    }
    let form = form.field(office(who, "Which office writes the report?")).button("Write the report").cancel(HERE);
    sheet.form_of(&finished(form, &about.path(), sent, mistakes));
    beneath(title, &about.line.plan).form(&sheet)
}

/// `GET /plan/reports/close/{plan}/{period}`
pub(crate) async fn ask_close(State(web): State<Web>, who: SignedIn, Path((plan, period)): Path<(String, String)>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    close_page(&who, &line, period_in(&period)?, None, &[])
}

/// `POST /plan/reports/close/{plan}/{period}`
pub(crate) async fn close(State(web): State<Web>, who: SignedIn, Path((plan, period)): Path<(String, String)>, sent: Sent) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let period = period_in(&period)?;
    let mut mistakes = empty(&sent, &[("role", "Say which office closes it")]);
    if mistakes.is_empty() {
        match desk::close_period(&web.house, &moment(&web, &who), &plan, period, sent.text("role")).await {
            Ok(_) => return recorded(&web, &who, &close_address(&plan, period), HERE, "period").await,
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    close_page(&who, &line, period, Some(&sent), &mistakes)
}

fn close_page(who: &SignedIn, line: &PlanLine, period: Period, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = format!("Close {}", period.in_words());
    let path = close_address(&line.plan.id, period);
    let mut sheet = Sheet::narrow(&title)
        .captioned(line.plan.title.as_str())
        .leading("From then on nothing is said of this period any more, and its reports stay as they are. This can\u{2019}t be undone.");
    let form =
        Form::post(path.as_str(), who.visit.token()).field(office(who, "Which office closes it?")).button("Close the period").cancel(HERE);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    beneath(&title, &line.plan).form(&sheet)
}

/// `GET /plan/reports/highlight/new`
pub(crate) async fn ask_highlight(State(web): State<Web>, who: SignedIn) -> Answer {
    highlight_form(&web, &who, None, &[]).await
}

/// `POST /plan/reports/highlight/new`
pub(crate) async fn make_highlight(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(&sent, &[("role", "Say which group or office reports")]);
    if mistakes.is_empty() {
        match desk::make_highlight(&web.house, &moment(&web, &who), sent.text("role"), sent.text("note")).await {
            Ok(made) => {
                return recorded(&web, &who, "/plan/reports/highlight/new", &format!("{HERE}/highlight/{}", made.id), "highlight").await;
            }
            Err(trouble) => mistakes = mend(trouble, &[("highlight-empty", "note")])?,
        }
    }
    highlight_form(&web, &who, Some(&sent), &mistakes).await
}

async fn highlight_form(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Make a highlight report";
    let path = "/plan/reports/highlight/new";
    let draft = desk::highlight_draft(&web.house, today(web, who), &who.visitor.user).await?;
    let mut sheet = Sheet::titled(title).leading("What the board would be told today. Once it is made it stays as it is.");
    highlight_parts(&mut sheet, &draft);
    let form = Form::post(path, who.visit.token())
        .field(Field::lines("note", "What should the board know besides?", 3).optional())
        .field(office(who, "Which group or office reports?"))
        .button("Make the report")
        .cancel(HERE);
    sheet.form_of(&finished(form, path, sent, mistakes));
    Shell::plan(title, HERE).under("Reports", HERE).form(&sheet)
}

fn highlight_parts(sheet: &mut Sheet, report: &Highlight) {
    for (title, none, lines) in [
        ("What changed of the priorities", "Nothing changed.", &report.priorities),
        ("What is overdue, and whose", "Nothing is overdue.", &report.overdue),
        ("What stands in the way", "Nobody named a barrier.", &report.barriers),
        ("What was done", "Nothing was completed.", &report.done),
    ] {
        sheet.part(title);
        if lines.is_empty() {
            sheet.paragraph(none);
        } else {
            sheet.bullets(lines.iter().map(highlight_line));
        }
    }
}

fn highlight_line(line: &HighlightLine) -> Html {
    let about = line.about.split_once('/').map_or(line.about.as_str(), |(_, reference)| reference);
    let mut markup = if line.href.is_empty() { Html::escape(about) } else { parts::link(&line.href, about) };
    markup.push(&Html::escape(&format!(": {}", line.text)));
    markup
}

/// `GET /plan/reports/highlight/{id}`
pub(crate) async fn highlight(State(web): State<Web>, _: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let report = desk::highlights(&web.house).await?.into_iter().find(|one| one.id == id).ok_or(Failure::NotFound)?;
    let title = format!("Highlight report of {}", words::day(&report.on.to_string()));
    let since =
        report.since.map_or_else(|| "The first report".to_owned(), |day| format!("Since the report of {}", words::day(&day.to_string())));
    let mut sheet = Sheet::titled(&title).leading(format!("{since}; made by {}.", report.role));
    if asked.done.as_deref() == Some("highlight") {
        sheet.done("The highlight report is made, and stays as it is.");
    }
    if !report.note.is_empty() {
        sheet.inset(report.note.as_str());
    }
    highlight_parts(&mut sheet, &report);
    let files =
        [("highlight-report.pdf", "As PDF"), ("highlight-report.docx", "As a Word document"), ("highlight-report.html", "As one web page")];
    sheet.html(&parts::list(files.map(|(file, words)| parts::link(&format!("{HERE}/highlight/{id}/{file}"), words))));
    Shell::plan(title, HERE).under("Reports", HERE).record(Action::ReadPlan).page(&sheet)
}

/// `GET /plan/reports/highlight/{id}/{file}`
pub(crate) async fn highlight_file(State(web): State<Web>, _: SignedIn, Path((id, file)): Path<(String, String)>) -> Answer {
    let paper = desk::highlight_paper(&web.house, &id).await?.ok_or(Failure::NotFound)?;
    handed_out(&web, &paper, &file).await
}
