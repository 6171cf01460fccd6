//! A table written back: the cells as they were given, the record's values where they changed since, what was added behind.

use super::columns::{Column, columns_of};
use super::layout::known_columns;
use super::records::{Records, Row};
use super::{Line, LineKind, Meaning, Sheet};
use crate::{Period, Reference};
use calendar::FinancialYear;
use rulebook::PlanColumns;
use std::collections::{BTreeMap, BTreeSet};

/// A sheet of a file as it is written: rows from the first, empty ones where nothing stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WrittenSheet {
    /// Its name; empty in a CSV.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// The rows that are headers, counted from 0.
    pub headers: Vec<usize>,
    /// The corners of merged cells, row and column counted from 0. The rows have the value in each cell that is covered.
    pub merged: Vec<((usize, usize), (usize, usize))>,
}

/// Most empty rows that are written between two lines of a file: a workbook may leave a million.
const MOST_EMPTY: u64 = 200;

/// Most cells of a sheet that merged ones may cover to be written as such: a few bytes of a workbook may ask for millions.
const MOST_COVERED: usize = 200_000;

/// What is to come behind in which column: the heading, and what it means.
type Behind = (String, Column);

/// Writes a sheet back. `given` is what its rows were read into, `now` the same records as they stand.
pub fn write(sheet: &Sheet, given: &Records, now: &Records, rule: &PlanColumns) -> Vec<WrittenSheet> {
    let mut written: Vec<WrittenSheet> =
        sheet.sheets.iter().map(|name| WrittenSheet { name: name.clone(), ..WrittenSheet::default() }).collect();
    let now = &now.without(&sheet.left_standing);
    let added = added(given, now);
    let mut last_rows = last_rows(sheet);
    let more = more_periods(sheet, now, rule);
    let mut places: BTreeMap<(usize, u64), usize> = BTreeMap::new();
    let (mut columns, mut row): (Vec<Column>, (usize, u64)) = (Vec::new(), (usize::MAX, 0));
    for (at, line) in sheet.lines.iter().enumerate() {
        let Some(into) = written.get_mut(line.sheet) else { continue };
        let before = if row.0 == line.sheet { row.1 } else { 0 };
        let empty = line.row.saturating_sub(before + 1).min(MOST_EMPTY);
        row = (line.sheet, line.row);
        (0..empty).for_each(|_| into.rows.push(Vec::new()));
        if line.kind != LineKind::Withheld {
            places.insert(row, into.rows.len());
        }
        match line.kind {
            // Nothing of it was kept, so nothing can be given back.
            LineKind::Withheld => {}
            LineKind::Header => {
                columns = known_columns(line);
                into.headers.push(into.rows.len());
                into.rows.push(line.cells.iter().cloned().chain(more.iter().map(|(heading, _)| heading.clone())).collect());
            }
            LineKind::Row => into.rows.push(cells(sheet, line, &columns, &more, given, now)),
            _ => into.rows.push(line.cells.clone()),
        }
        // What was added to a plan comes behind the last of its rows.
        for plan in last_rows.remove(&at).into_iter().flatten() {
            let id = sheet.plans.get(plan).map_or("", String::as_str);
            let missing = added.get(id).into_iter().flatten();
            into.rows.extend(missing.map(|reference| new_row(id, reference, &columns, &more, sheet.year, now)));
        }
    }
    for (at, into) in written.iter_mut().enumerate() {
        into.merged = merged(sheet, at, &places, into);
    }
    written
}

/// The merged cells that are one still: no row came or went between theirs, and no cell of theirs has another value now.
fn merged(sheet: &Sheet, at: usize, places: &BTreeMap<(usize, u64), usize>, into: &WrittenSheet) -> Vec<((usize, usize), (usize, usize))> {
    let cell = |(row, column): (usize, usize)| into.rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str);
    let mut covered: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut kept = Vec::new();
    for ((first, left), (last, right)) in sheet.merged.iter().filter(|(of, _)| *of == at).map(|(_, corners)| *corners) {
        let Some(top) = places.get(&(at, first)).copied().filter(|_| first <= last && left <= right) else { continue };
        let height = usize::try_from(last - first).unwrap_or(usize::MAX);
        let bottom = top.saturating_add(height).min(into.rows.len().saturating_sub(1));
        let size = (bottom - top + 1).saturating_mul((right - left).saturating_add(1));
        let value = cell((top, left));
        if size < 2 || size > MOST_COVERED - covered.len() || value.is_empty() {
            continue;
        }
        let together = places.range((at, first)..=(at, last)).all(|((_, row), place)| u64::try_from(place - top) == Ok(row - first));
        let cells = (top..=bottom).flat_map(|row| (left..=right).map(move |column| (row, column)));
        // A workbook in which two of them overlap can't be opened.
        let free = |place: (usize, usize)| !covered.contains(&place) && (cell(place).is_empty() || cell(place) == value);
        if together && cells.clone().all(free) {
            covered.extend(cells);
            kept.push(((top, left), (bottom, right)));
        }
    }
    kept
}

/// A plan that no table was imported for: the papers' columns, one for each period that there are updates of.
pub fn write_without_a_table(plan: &str, now: &Records, rule: &PlanColumns) -> Vec<WrittenSheet> {
    const COLUMNS: [Meaning; 12] = [
        Meaning::PriorityNumber,
        Meaning::Priority,
        Meaning::ActionNumber,
        Meaning::Action,
        Meaning::MilestoneNumber,
        Meaning::Milestone,
        Meaning::Lead,
        Meaning::Partners,
        Meaning::Resources,
        Meaning::Timescale,
        Meaning::Due,
        Meaning::Measurement,
    ];
    let meanings = COLUMNS.into_iter().chain([Meaning::SourceOfMeasure, Meaning::Cost]);
    let headings = meanings.filter_map(|meaning| rule.heading(meaning.id())).map(|heading| heading.replace(' ', "_"));
    let periods: BTreeSet<Period> = now.updates.keys().filter(|(of, ..)| of == plan).map(|(_, _, period)| *period).collect();
    let header: Vec<String> = headings.chain(periods.into_iter().flat_map(headings_of)).collect();
    let columns = columns_of(&header, rule);
    let mut rows = vec![header];
    let references = now.actions.keys().filter(|(of, _)| of == plan).map(|(_, reference)| reference);
    rows.extend(references.map(|reference| new_row(plan, reference, &columns, &[], None, now)));
    vec![WrittenSheet { name: "Plan".to_owned(), rows, headers: vec![0], merged: Vec::new() }]
}

/// The cells of a row that was read, as they were given or as the record has it now.
fn cells(sheet: &Sheet, line: &Line, columns: &[Column], more: &[Behind], given: &Records, now: &Records) -> Vec<String> {
    let mut cells = line.cells.clone();
    let (Some(action), Some(plan)) = (&line.action, sheet.plans.get(line.plan)) else { return cells };
    let row = Row { columns, line, year: sheet.year };
    for (at, column) in columns.iter().enumerate() {
        let say = |records: &Records| records.say(plan, &row, column, action, line.milestone.as_ref());
        let (then, is) = (say(given), say(now));
        if then != is {
            if cells.len() <= at {
                cells.resize(at + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(at) {
                *cell = is.unwrap_or_default();
            }
        }
    }
    if !more.is_empty() {
        // Cells beyond the header are empty, or the row would not have been read.
        cells.resize(columns.len(), String::new());
        cells.extend(more.iter().map(|(_, column)| now.say(plan, &row, column, action, line.milestone.as_ref()).unwrap_or_default()));
    }
    cells
}

/// Which cells of a row the record has otherwise than they were given: the heading, what was given, what stands.
pub fn changed(sheet: &Sheet, given: &Records, now: &Records) -> BTreeMap<(usize, u64), Vec<(String, String)>> {
    let now = &now.without(&sheet.left_standing);
    let mut found = BTreeMap::new();
    let mut columns: Vec<Column> = Vec::new();
    for line in &sheet.lines {
        if line.kind == LineKind::Header {
            columns = known_columns(line);
        }
        if line.kind != LineKind::Row {
            continue;
        }
        let is = cells(sheet, line, &columns, &[], given, now);
        let differing = columns.iter().enumerate().filter_map(|(at, column)| {
            let value = is.get(at).map_or("", String::as_str);
            (value != line.cell(at)).then(|| (column.heading.trim().to_owned(), value.to_owned()))
        });
        let differing: Vec<(String, String)> = differing.collect();
        if !differing.is_empty() {
            found.insert((line.sheet, line.row), differing);
        }
    }
    found
}

/// A row for an action or a milestone that no table had.
fn new_row(
    plan: &str,
    reference: &Reference,
    columns: &[Column],
    more: &[Behind],
    year: Option<FinancialYear>,
    now: &Records,
) -> Vec<String> {
    let above = reference.action();
    let (action, milestone) = match &above {
        Some(above) => (above, Some(reference)),
        None => (reference, None),
    };
    let line = Line::default();
    let row = Row { columns, line: &line, year };
    let all = columns.iter().chain(more.iter().map(|(_, column)| column));
    all.map(|column| now.say(plan, &row, column, action, milestone).unwrap_or_default()).collect()
}

/// What each plan has now and no row was read into.
fn added(given: &Records, now: &Records) -> BTreeMap<String, Vec<Reference>> {
    let mut added: BTreeMap<String, Vec<Reference>> = BTreeMap::new();
    for (plan, reference) in now.actions.keys().filter(|place| !given.actions.contains_key(place)) {
        added.entry(plan.clone()).or_default().push(reference.clone());
    }
    added
}

/// The line behind which what was added to a plan comes: the last row that was read into it, else the last header.
fn last_rows(sheet: &Sheet) -> BTreeMap<usize, Vec<usize>> {
    let mut last: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for plan in 0..sheet.plans.len() {
        let of_plan = sheet.lines.iter().rposition(|line| line.kind == LineKind::Row && line.plan == plan);
        let at = of_plan.or_else(|| sheet.lines.iter().rposition(|line| line.kind == LineKind::Header));
        if let Some(at) = at {
            last.entry(at).or_default().push(plan);
        }
    }
    last
}

/// Columns for the periods that there are updates of now and no column of any table is about.
fn more_periods(sheet: &Sheet, now: &Records, rule: &PlanColumns) -> Vec<Behind> {
    let mut known: BTreeSet<Period> = BTreeSet::new();
    let mut columns: Vec<Column> = Vec::new();
    for line in &sheet.lines {
        if line.kind == LineKind::Header {
            columns = known_columns(line);
        }
        let row = Row { columns: &columns, line, year: sheet.year };
        known.extend(
            columns
                .iter()
                .filter(|one| one.meaning == Some(Meaning::Update) || one.meaning == Some(Meaning::Status))
                .filter_map(|one| row.period(one)),
        );
    }
    let of_sheet = |plan: &String| sheet.plans.contains(plan);
    let periods: BTreeSet<Period> = now.updates.keys().filter(|(plan, ..)| of_sheet(plan)).map(|(_, _, period)| *period).collect();
    let headings: Vec<String> = periods.difference(&known).copied().flat_map(headings_of).collect();
    let columns = columns_of(&headings, rule);
    headings.into_iter().zip(columns).collect()
}

/// The headings of an update and a status of a period, in the spelling of the papers' files: `update_jan_2020`, `update_q4_2010_11`.
fn headings_of(period: Period) -> [String; 2] {
    let when = match period {
        Period::Month(month) => format!("{}_{}", month.name().to_lowercase().get(..3).unwrap_or_default(), month.year()),
        Period::Quarter(..) => {
            let text = period.to_string();
            let (year, quarter) = text.rsplit_once("-Q").unwrap_or((&text, ""));
            format!("q{quarter}_{}", year.replace('-', "_"))
        }
    };
    ["update", "status"].map(|what| format!("{what}_{when}"))
}
