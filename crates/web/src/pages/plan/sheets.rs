//! Officers' tables of plans: taken in, shown as they were given beside how their actions stand, given back.

use super::{action_address, address, beneath, maybe, moment, plan_of, recorded, status, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::{finished, mend};
use crate::parts::paging::{self, page_of};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::{csv, words};
use app::plans::{self as desk, SheetFormat, SheetView, SheetWords};
use axum::extract::{Path, Query, State};
use permission::Action;
use plans::sheet::{Line, LineKind, Problem};
use plans::{Plan, PlanKind, Rhythm};
use serde::Deserialize;
use ui::{Answer as Choice, Attributes, Cell, Field, Form, Html};

const IMPORT: &str = "/plan/import";
/// The endings of the files that are read.
const ENDINGS: &str = ".csv,.txt,.xlsx,.ods";
/// Rejected rows listed on the page; the file has all of them.
const REJECTS: usize = 100;

/// `GET /plan/import`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    form_page(&web, &who, None, &[]).await
}

/// `POST /plan/import`
pub(crate) async fn import(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = Vec::new();
    match sent.file("file").filter(|file| !file.bytes.is_empty()) {
        None => mistakes.push(Mistake::at("file", "Choose a file that is not empty")),
        Some(file) => {
            let said = |name: &str| maybe(&sent, name).map(str::to_owned);
            let words = SheetWords {
                plan: said("plan").or_else(|| said("id")),
                title: said("title"),
                kind: PlanKind::parse(sent.text("kind")),
                year: said("year"),
                rhythm: Rhythm::parse(sent.text("rhythm")),
                owner: None,
            };
            match desk::import_sheet(&web.house, &moment(&web, &who), &file.name, file.bytes.to_vec(), &words).await {
                Ok(imported) => return recorded(&web, &who, IMPORT, &table_address(&imported.plan), imported.status).await,
                Err(trouble) => {
                    mistakes =
                        mend(trouble, &[("plan-year", "year"), ("plan-unnamed", "id"), ("plan", "id"), ("id", "id"), ("title", "title")])?;
                    for mistake in mistakes.iter_mut().filter(|mistake| mistake.field.is_empty()) {
                        "file".clone_into(&mut mistake.field);
                    }
                }
            }
        }
    }
    form_page(&web, &who, Some(&sent), &mistakes).await
}

async fn form_page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Import the table of a plan";
    let lines = desk::plans_list(&web.house, today(web, who)).await?;
    let mut sheet = Sheet::narrow(title).leading(
        "Every cell is kept as it is and comes back so. A row that can\u{2019}t be read is left out of the plan and listed, with what to do.",
    );
    let new = Choice::new("", "A new one, called as its file");
    let plans = std::iter::once(new).chain(lines.into_iter().map(|line| Choice::new(line.plan.id, line.plan.title)));
    let tells = |words: &str| Choice::new("", words);
    let kinds = PlanKind::ALL.map(|one| Choice::new(one.id(), words::capital(one.in_words())));
    let rhythms = [Choice::new("monthly", "Each month"), Choice::new("quarterly", "Each quarter")];
    let about = [
        Field::reference("id", "Short name for its address").hint("Small letters, digits and hyphens").optional().width(20),
        Field::text("title", "What is it called?").optional(),
        Field::choose("kind", "What sort of plan is it?", std::iter::once(tells("Its name tells, or a rolling plan")).chain(kinds)),
        Field::choose("rhythm", "How often are its actions updated?", std::iter::once(tells("Its columns tell")).chain(rhythms)),
    ];
    let form = Form::post(IMPORT, who.visit.token())
        .field(
            Field::file("file", "The file", ENDINGS)
                .hint("CSV, Excel or OpenDocument, up to 8 MB, with a header such as action_no, action, lead, due_date, update_jan_2020"),
        )
        .field(Field::choose("plan", "Which plan is it?", plans))
        .field(
            Field::text("year", "Which financial year are its updates of?")
                .hint("As 2009-10; only where neither the headings nor the file\u{2019}s name say it")
                .optional()
                .width(10),
        )
        .group("If it is a new plan", "", about)
        .button("Import the table")
        .cancel("/plan");
    sheet.form_of(&finished(form, IMPORT, sent, mistakes));
    Shell::plan(title, "/plan").form(&sheet)
}

/// The address of the table of a plan.
pub(crate) fn table_address(plan: &str) -> String {
    format!("{}/sheet", address(plan))
}

/// What may stand behind the question mark of a table's address.
#[derive(Deserialize, Default)]
pub(crate) struct Place {
    done: Option<String>,
    page: Option<usize>,
    /// The row that is looked for, as `0-57`: sheet and number.
    at: Option<String>,
}

/// `GET /plan/plans/{plan}/sheet`
pub(crate) async fn table(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(asked): Query<Place>) -> Answer {
    let plan = plan_of(&web, &who, &id).await?.plan;
    let view = desk::sheet_view(&web.house, today(&web, &who), &id).await?.ok_or(Failure::NotFound)?;
    let rejected = view.sheet.rejected().count();
    let title = match rejected {
        0 => "Every row of the table was read".to_owned(),
        1 => "One row of the table was not read".to_owned(),
        more => format!("{} rows of the table were not read", words::count(more as u64)),
    };
    let mut sheet = Sheet::titled(&title).captioned(plan.title.as_str()).leading(lead(&view));
    tell(asked.done.as_deref(), &mut sheet);
    sheet.html(&downloads(&id));
    if !view.sheet.notes.is_empty() {
        sheet.part("What to look at");
        sheet.bullets(view.sheet.notes.iter().map(|note| plain(note)));
    }
    if !view.sheet.left_standing.is_empty() {
        sheet.part("No longer in the table");
        sheet.paragraph(
            "This stood in an earlier table: actions by their numbers, updates by number and period. It stands in the plan until somebody \
             closes or corrects it.",
        );
        sheet.bullets(view.sheet.left_standing.iter().map(|id| Html::escape(id.strip_prefix(&format!("{}/", plan.id)).unwrap_or(id))));
    }
    if rejected > 0 {
        sheet.part("Rows that were not read");
        sheet.html(&rejects(&view, &id));
    }
    sheet.part("The table as it was given");
    sheet.paragraph(
        "How each action stands is computed by the rule; what was printed stands in the cells. A cell that the plan has otherwise by now \
         says so.",
    );
    sheet.html(&given(&view, &plan, &asked));
    beneath(&title, &plan).record(Action::ReadPlan).page(&sheet)
}

fn lead(view: &SheetView) -> String {
    let sheet = &view.sheet;
    let file = if sheet.file.is_empty() { "a file".to_owned() } else { format!("\u{201c}{}\u{201d}", sheet.file) };
    let tables = if sheet.tables() == 1 { String::new() } else { format!(" in {} tables", words::count(sheet.tables() as u64)) };
    format!(
        "{}{tables}, from {file}, imported on {}.",
        words::plural(sheet.rows_read() as u64, "row", "rows"),
        words::day(&sheet.on.to_string())
    )
}

fn tell(done: Option<&str>, sheet: &mut Sheet) {
    match done {
        Some("imported") => sheet.done("The table is imported."),
        Some("supersedes") => {
            sheet.done("The revised table is imported. What it changed is changed; what was there before stays in the history.");
        }
        Some("same") => sheet.done("This table is here already: nothing changed."),
        _ => {}
    }
}

/// Words of the house between backticks as code, the rest as it is.
fn plain(note: &str) -> Html {
    let mut markup = Html::default();
    for (at, piece) in words::capital(note).split('`').enumerate() {
        markup.push(&if at % 2 == 1 { parts::code(piece) } else { Html::escape(piece) });
    }
    markup
}

fn downloads(plan: &str) -> Html {
    let name = |format: SheetFormat| match format {
        SheetFormat::Csv => "CSV",
        SheetFormat::Xlsx => "Excel",
        SheetFormat::Ods => "OpenDocument",
    };
    let href = |format: SheetFormat| format!("{}/export/{plan}.{}", address(plan), format.ending());
    parts::list(
        SheetFormat::ALL.map(|format| parts::link(&href(format), &format!("The table with what changed since, as {}", name(format)))),
    )
}

fn rejects(view: &SheetView, plan: &str) -> Html {
    let head = ["Row", "Column", "Reason", "What to do"].map(parts::cell).into();
    let several = view.sheet.sheets.len() > 1;
    let row = |(line, problem): (&Line, &Problem)| {
        let number = words::count(line.row);
        let place = if several { format!("{number} of {}", view.sheet.sheet_of(line)) } else { number };
        let column = if problem.column.is_empty() { "the whole row" } else { problem.column.as_str() };
        let reason = words::capital(&problem.reason.replace('-', " "));
        vec![parts::cell(place), parts::cell(column), parts::cell(reason), parts::cell(plain(&problem.remedy))]
    };
    let mut markup = parts::table_under_heading("Rows that were not read", head, view.sheet.rejected().take(REJECTS).map(row).collect());
    let all = parts::link(&format!("{}/export/rejects.xlsx", address(plan)), "All of them as a workbook to mend them in");
    markup.push(&Sheet::paragraph_of(all));
    markup
}

/// The lines of the table, a page at a time, each under the header of its table.
fn given(view: &SheetView, plan: &Plan, asked: &Place) -> Html {
    let mut header: Option<&Line> = None;
    let mut lines: Vec<(Option<&Line>, &Line)> = Vec::new();
    for line in &view.sheet.lines {
        match line.kind {
            LineKind::Header => header = Some(line),
            LineKind::Blank => {}
            _ => lines.push((header, line)),
        }
    }
    let wanted = asked.at.as_deref().and_then(|at| lines.iter().position(|(_, line)| anchor(line) == format!("row-{at}")));
    let number = wanted.map_or(asked.page.unwrap_or(1), |at| at / paging::LINES + 1);
    let here = table_address(&plan.id);
    let (shown, pages) = page_of(lines, number, |number| paging::address(&here, &[("page", &number.to_string())]));
    let mut markup = Html::default();
    let mut rest = shown.as_slice();
    while let Some((header, _)) = rest.first() {
        let same =
            |(other, _): &(Option<&Line>, &Line)| other.map(|line| (line.sheet, line.row)) == header.map(|line| (line.sheet, line.row));
        let (block, after) = rest.split_at(rest.iter().take_while(|one| same(one)).count());
        markup.push(&part_of(view, *header, block));
        rest = after;
    }
    markup.push(&pages);
    markup
}

fn part_of(view: &SheetView, header: Option<&Line>, block: &[(Option<&Line>, &Line)]) -> Html {
    let headings: &[String] = header.map_or(&[], |line| &line.cells);
    let width = block.iter().map(|(_, line)| line.cells.len()).max().unwrap_or(0).max(headings.len());
    let name = block.first().map_or("", |(_, line)| view.sheet.sheet_of(line));
    let caption = match (name, header) {
        ("", Some(line)) => format!("The rows beneath row {}", line.row),
        ("", None) => "Above the table".to_owned(),
        (name, Some(line)) => format!("{name}, the rows beneath row {}", line.row),
        (name, None) => format!("{name}, without a table of a plan"),
    };
    let mut head: Vec<Cell> = vec![parts::cell("Row"), parts::cell("How it stands")];
    let headings = (0..width).map(|at| headings.get(at).map_or("", |heading| heading.trim()));
    head.extend(headings.map(|heading| parts::cell(if heading.is_empty() { "(no heading)" } else { heading })));
    let rows = block.iter().map(|(_, line)| row(view, header, line, width));
    parts::table(&caption, head, rows.collect())
}

fn anchor(line: &Line) -> String {
    format!("row-{}-{}", line.sheet, line.row)
}

fn row(view: &SheetView, header: Option<&Line>, line: &Line, width: usize) -> Vec<Cell> {
    let mut number = Html::trusted(format!("<span{}>", Attributes::one("id", anchor(line))));
    number.push(&Html::escape(&words::count(line.row)));
    number.push(&Html::trusted("</span>"));
    let mut cells = vec![parts::cell(number), parts::cell(stands(view, line))];
    let changed = view.changed.get(&(line.sheet, line.row));
    cells.extend((0..width).map(|at| {
        let heading = header.map_or("", |header| header.cell(at).trim());
        let now = changed.into_iter().flatten().find(|(of, _)| !heading.is_empty() && of == heading);
        match now {
            Some((_, now)) if now.is_empty() => parts::cell(format!("{} (now empty)", line.cell(at))),
            Some((_, now)) => parts::cell(format!("{} (now: {now})", line.cell(at))),
            None => parts::cell(line.cell(at)),
        }
    }));
    cells
}

/// How what a row was read into stands, leading there.
fn stands(view: &SheetView, line: &Line) -> Html {
    let lowest = line.milestone.as_ref().or(line.action.as_ref());
    let (Some(reference), Some(plan)) = (lowest, view.sheet.plans.get(line.plan)) else {
        return match line.kind {
            LineKind::Rejected => Html::escape("not read"),
            LineKind::Withheld => Html::escape("not read, not kept"),
            _ => Html::escape("a note"),
        };
    };
    let mut markup = parts::link(&action_address(plan, reference), &reference.to_string());
    if let Some(standing) = view.standing.get(&(plan.clone(), reference.clone())) {
        markup.push(&Html::escape(" "));
        markup.push(&status(standing.shown()));
    }
    markup
}

/// `GET /plan/plans/{plan}/export/{file}`: `NAME.csv`, `NAME.xlsx`, `NAME.ods` or `rejects.xlsx`.
pub(crate) async fn export(State(web): State<Web>, who: SignedIn, Path((id, file)): Path<(String, String)>) -> Answer {
    plan_of(&web, &who, &id).await?;
    if file == "rejects.xlsx" {
        desk::sheet_of(&web.house, &id).await?.ok_or(Failure::NotFound)?;
        let bytes = desk::sheet_rejects_workbook(&web.house, &id).await?;
        return Ok(csv::file(SheetFormat::Xlsx.media_type(), "rejects.xlsx", bytes));
    }
    let format = SheetFormat::ALL.into_iter().find(|one| file == format!("{id}.{}", one.ending())).ok_or(Failure::NotFound)?;
    let bytes = desk::export_sheet(&web.house, today(&web, &who), &id, format).await?;
    Ok(csv::file(format.media_type(), &file, bytes))
}
