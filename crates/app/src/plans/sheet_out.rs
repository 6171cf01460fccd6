//! Tables of plans given back: as CSV, XLSX and ODS, with what was not read, and beside how each action stands.

use super::sheets::{given, sheet_of, standing};
use super::tracker::standing_of;
use super::with_book;
use crate::House;
use base::{ColumnKind, Result, Table, Trouble, Value};
use jiff::civil::Date;
use papers::TextSheet;
use papers::sheets::Sheet as Page;
use plans::sheet::{LineKind, Sheet, WrittenSheet, changed, write, write_without_a_table};
use plans::{Plan, Reference, Standing};
use std::collections::BTreeMap;
use std::path::Path;

/// As what a table is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFormat {
    /// RFC 4180, every cell as it is.
    Csv,
    /// A workbook of office suites.
    Xlsx,
    /// The open one.
    Ods,
}

impl SheetFormat {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Ods];

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        }
    }
}

/// The plan that is meant: the one named, or the only one there is.
///
/// # Errors
/// Refused with `record-unknown` where there is no such plan, `plan-which` where there are several and none is named.
pub async fn plan_meant(house: &House, named: Option<&str>) -> Result<Plan> {
    let plans: Vec<Plan> = with_book(house, |book| book.plans.values().map(|kept| kept.body.clone()).collect()).await?;
    let Some(id) = named else {
        let mut whole = plans.clone();
        for plan in &plans {
            // The parts of one table are written back with it.
            let parts = sheet_of(house, &plan.id).await?.map(|sheet| sheet.plans).unwrap_or_default();
            whole.retain(|one| !parts.iter().skip(1).any(|part| *part == one.id));
        }
        return match (whole.pop(), whole.len()) {
            (Some(only), 0) => Ok(only),
            (None, _) => Err(Trouble::refused("plan-which", "there is no plan yet", "import one, or open one")),
            (Some(last), _) => {
                let ids: Vec<String> = whole.iter().chain([&last]).map(|plan| format!("`{}`", plan.id)).collect();
                Err(Trouble::refused("plan-which", format!("there are several plans: {}", ids.join(", ")), "say which, with `--plan`"))
            }
        };
    };
    plans
        .into_iter()
        .find(|plan| plan.id == id)
        .ok_or_else(|| Trouble::refused("record-unknown", format!("there is no plan `{id}`"), "see `wardmote plan list`"))
}

/// The table of a plan, as it was given where nothing changed since.
pub async fn export_sheet(house: &House, today: Date, plan: &str, format: SheetFormat) -> Result<Vec<u8>> {
    let sheets = written(house, today, plan).await?;
    match format {
        SheetFormat::Csv => Ok(csv_of(&sheets).into_bytes()),
        SheetFormat::Xlsx => papers::text_xlsx(&texts(sheets)),
        SheetFormat::Ods => papers::text_ods(&texts(sheets)),
    }
}

async fn written(house: &House, today: Date, plan: &str) -> Result<Vec<WrittenSheet>> {
    let plan = plan_meant(house, Some(plan)).await?.id;
    let Some(sheet) = sheet_of(house, &plan).await? else {
        let columns = house.rulebook.plan_columns(today, None)?.parameters;
        let now = with_book(house, |book| standing(book, std::slice::from_ref(&plan))).await?;
        return Ok(write_without_a_table(&plan, &now, columns));
    };
    let columns = house.rulebook.plan_columns(sheet.on, None)?.parameters;
    let now = with_book(house, |book| standing(book, &sheet.plans)).await?;
    Ok(write(&sheet, &given(house, &sheet)?, &now, columns))
}

fn texts(sheets: Vec<WrittenSheet>) -> Vec<TextSheet> {
    let text = |sheet: WrittenSheet| TextSheet { name: sheet.name, rows: sheet.rows, headers: sheet.headers, merged: sheet.merged };
    sheets.into_iter().map(text).collect()
}

/// The sheets one beneath the other, an empty line between them. A cell is given back as it came: nothing is put before what a
/// spreadsheet would take for a formula, since that would be another cell.
fn csv_of(sheets: &[WrittenSheet]) -> String {
    let mut text = String::new();
    for (at, sheet) in sheets.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        for row in &sheet.rows {
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                // An empty cell alone would be an empty line.
                if cell.contains([',', '"', '\n', '\r']) || (cell.is_empty() && row.len() == 1) {
                    text.push('"');
                    text.push_str(&cell.replace('"', "\"\""));
                    text.push('"');
                } else {
                    text.push_str(cell);
                }
            }
            text.push('\n');
        }
    }
    text
}

/// Writes a table that is given back, whole or not at all.
pub fn write_sheet(path: &Path, bytes: &[u8]) -> Result<()> {
    vault::write_whole(path, bytes)
}

fn text(said: &str) -> Value {
    if said.is_empty() { Value::Missing } else { Value::Text(said.to_owned()) }
}

fn row_number(row: u64) -> Value {
    i64::try_from(row).map_or(Value::Missing, Value::Whole)
}

/// The rows that were not read: where, why, what to do, and the row as it stood.
pub async fn sheet_rejects(house: &House, plan: &str) -> Result<Table> {
    use ColumnKind::{Text, Whole};
    let sheet = required(house, plan).await?;
    let width = sheet.rejected().map(|(line, _)| line.cells.len()).max().unwrap_or(0);
    let names: Vec<String> = (1..=width).map(|at| format!("field_{at}")).collect();
    let mut columns = vec![("file", Text), ("sheet", Text), ("row", Whole), ("column", Text), ("reason", Text), ("remedy", Text)];
    columns.extend(names.iter().map(|name| (name.as_str(), Text)));
    let mut table = Table::new(&columns);
    for (line, problem) in sheet.rejected() {
        let mut row = vec![text(&sheet.file), text(sheet.sheet_of(line)), row_number(line.row)];
        row.extend([&problem.column, &problem.reason, &problem.remedy].map(|said| text(said)));
        row.extend(line.cells.iter().map(|cell| text(cell)));
        row.resize(columns.len(), Value::Missing);
        table.rows.push(row);
    }
    Ok(table)
}

/// The same as a workbook to mend them in: a sheet for each table, under its own headings, the cell in question marked.
pub async fn sheet_rejects_workbook(house: &House, plan: &str) -> Result<Vec<u8>> {
    let sheet = required(house, plan).await?;
    let mut pages: Vec<Page> = Vec::new();
    let mut header: &[String] = &[];
    let mut fresh = true;
    for line in &sheet.lines {
        if line.kind == LineKind::Header {
            (header, fresh) = (&line.cells, true);
        }
        let Some(problem) = &line.problem else { continue };
        if fresh || pages.is_empty() {
            pages.push(page(pages.len() + 1, header));
            fresh = false;
        }
        let Some(page) = pages.last_mut() else { continue };
        if let Some(at) = header.iter().position(|heading| heading.trim() == problem.column) {
            page.marks.push((page.table.rows.len(), at, problem.remedy.clone()));
        }
        let mut row: Vec<Value> = line.cells.iter().take(header.len()).map(|cell| text(cell)).collect();
        row.resize(header.len(), Value::Missing);
        row.push(row_number(line.row));
        row.extend([&problem.column, &problem.reason, &problem.remedy].map(|said| text(said)));
        page.table.rows.push(row);
    }
    if pages.is_empty() {
        pages.push(page(1, &[]));
    }
    papers::sheets::workbook_of(&pages)
        .map_err(|e| Trouble::failed("workbook-unwritable", format!("could not make the workbook: {e}"), "list the rejected rows instead"))
}

fn page(number: usize, header: &[String]) -> Page {
    let mut columns: Vec<(&str, ColumnKind)> = header.iter().map(|heading| (heading.as_str(), ColumnKind::Text)).collect();
    columns.extend([
        ("row of the file", ColumnKind::Whole),
        ("column", ColumnKind::Text),
        ("reason", ColumnKind::Text),
        ("what to do", ColumnKind::Text),
    ]);
    Page { name: format!("Rejected rows {number}"), table: Table::new(&columns), marks: Vec::new() }
}

async fn required(house: &House, plan: &str) -> Result<Sheet> {
    let plan = plan_meant(house, Some(plan)).await?;
    sheet_of(house, &plan.id).await?.ok_or_else(|| {
        Trouble::refused(
            "plan-without-table",
            format!("no table was imported for plan `{}`", plan.id),
            "import one with `wardmote plan import`",
        )
    })
}

/// The plans.
pub async fn plans_table(house: &House, today: Date) -> Result<Table> {
    use ColumnKind::{Text, Whole};
    let columns = [
        ("plan", Text),
        ("title", Text),
        ("kind", Text),
        ("from", Text),
        ("until", Text),
        ("rhythm", Text),
        ("actions", Whole),
        ("milestones", Whole),
        ("late", Whole),
        ("table", Text),
    ];
    let mut table = Table::new(&columns);
    for line in super::plans_list(house, today).await? {
        let plan = &line.plan;
        let file = sheet_of(house, &plan.id).await?.map(|sheet| sheet.file).unwrap_or_default();
        let count = |n: usize| i64::try_from(n).map_or(Value::Missing, Value::Whole);
        let day = |day: Option<Date>| day.map_or(Value::Missing, |day| Value::Text(day.to_string()));
        table.rows.push(vec![
            text(&plan.id),
            text(&plan.title),
            text(plan.kind.id()),
            day(plan.from),
            day(plan.until),
            text(plan.rhythm.id()),
            count(line.actions),
            count(line.milestones),
            count(line.late),
            text(&file),
        ]);
    }
    Ok(table)
}

/// How each action and milestone of a plan stands: what was given beside what is computed, and why.
pub async fn standing_table(house: &House, today: Date, plan: &str) -> Result<Table> {
    let columns = ["reference", "priority", "action", "lead", "due", "given", "given_for", "computed", "because", "shown"];
    let mut table = Table::new(&columns.map(|name| (name, ColumnKind::Text)));
    let plan = plan_meant(house, Some(plan)).await?;
    for line in super::plan_lines(house, today, &plan.id).await? {
        let standing = &line.standing;
        table.rows.push(vec![
            text(&line.action.reference.to_string()),
            text(&line.priority),
            text(&line.action.text),
            text(&line.action.lead),
            text(&line.action.due.map_or_else(|| line.action.timescale.clone(), |day| day.to_string())),
            text(standing.given.map_or("", |(status, _)| status.id())),
            text(&standing.given.map_or_else(String::new, |(_, period)| period.to_string())),
            text(standing.computed.id()),
            text(&standing.because),
            text(standing.shown().id()),
        ]);
    }
    Ok(table)
}

/// A table as it was given, beside how what its rows were read into stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetView {
    /// The table.
    pub sheet: Sheet,
    /// How each action and milestone of its plans stands.
    pub standing: BTreeMap<(String, Reference), Standing>,
    /// What the record has otherwise than a row gave it, by sheet and row: headings with what stands now.
    pub changed: BTreeMap<(usize, u64), Vec<(String, String)>>,
}

/// The table of a plan for a page; none where none was imported.
pub async fn sheet_view(house: &House, today: Date, plan: &str) -> Result<Option<SheetView>> {
    let Some(sheet) = sheet_of(house, plan).await? else { return Ok(None) };
    let rule = house.rulebook.action_status(today, None)?.parameters;
    let given = given(house, &sheet)?;
    with_book(house, |book| {
        let mut stands = BTreeMap::new();
        for kept in sheet.plans.iter().filter_map(|id| book.plans.get(id)) {
            let plan = &kept.body;
            stands.extend(book.actions_of(&plan.id).map(|action| {
                let action = &action.body;
                ((plan.id.clone(), action.reference.clone()), standing_of(book, plan, action, today, rule))
            }));
        }
        let changed = changed(&sheet, &given, &standing(book, &sheet.plans));
        Some(SheetView { sheet, standing: stands, changed })
    })
    .await
}
