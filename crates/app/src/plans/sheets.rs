//! Officers' tables of plans: imported, listed, given back.
//!
//! A file is read off the threads that answer pages; what it comes to, and the table itself, is one transaction. A revised table
//! changes the record where a cell changed since the table before, and nowhere else: what was written on pages meanwhile stands.

use super::{Book, with_book};
use crate::house::off_the_runtime;
use crate::registers::{entry_for, find, save, today};
use crate::{House, Moment};
use base::{Result, Trouble};
use calendar::FinancialYear;
use intake::{ContainerLimits, ReadOptions, TextLimits, WorkbookLimits, spreadsheet, text};
use jiff::civil::Date;
use journal::{Body, Words};
use plans::sheet::{GivenRow, GivenSheet, HowToRead, PlanSheet, Reading, Records, Sheet, house_form, joined, read, split, years_in};
use plans::{Period, Plan, PlanKind, Rhythm};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use store::{NewEntry, RestsOn};

/// The largest file of a plan: no plan of a partnership comes near it, and its journal is read whole.
const LARGEST_FILE: u64 = 32 << 20;
/// The office that keeps a plan where nobody says which.
const KEEPER: &str = "the office that keeps this plan";

/// What is said of a file that does not say it itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetWords {
    /// The plan, by its id; the file's name in house form where nothing is said.
    pub plan: Option<String>,
    /// What the plan is called.
    pub title: Option<String>,
    /// What sort of plan it is.
    pub kind: Option<PlanKind>,
    /// The financial year of updates that say none, as `2009-10`.
    pub year: Option<String>,
    /// How often its actions are updated.
    pub rhythm: Option<Rhythm>,
    /// The office that keeps it.
    pub owner: Option<String>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetImported {
    /// The plan, by its id.
    pub plan: String,
    /// The file's name.
    pub file: String,
    /// `imported`, `same` or `supersedes`.
    pub status: &'static str,
    /// How many tables were read.
    pub tables: usize,
    /// Rows of tables.
    pub rows_read: usize,
    /// Rows that were read into the record.
    pub rows_accepted: usize,
    /// Rows that were not; each is listed.
    pub rows_rejected: usize,
    /// How many for each reason.
    pub rejected_by_reason: BTreeMap<String, usize>,
    /// What should be looked at.
    pub notes: Vec<String>,
    /// Headings that no list has; their cells are kept.
    pub unknown_columns: Vec<String>,
    /// Actions in it.
    pub actions: usize,
    /// Milestones in it.
    pub milestones: usize,
    /// Updates in it.
    pub updates: usize,
    /// What an earlier table had and this one has no more; it stands in the record.
    pub left_standing: Vec<String>,
}

/// Imports a file that lies somewhere.
///
/// # Errors
/// As [`import_sheet`], and where the file can't be read.
pub async fn import_sheet_file(house: &House, moment: &Moment, path: &Path, words: &SheetWords) -> Result<SheetImported> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let path = path.to_owned();
    let bytes = off_the_runtime(move || vault::read_whole(&path, LARGEST_FILE)).await?;
    import_sheet(house, moment, &name, bytes, words).await
}

/// Imports a table of a plan, CSV, XLSX or ODS: what it comes to and the table itself, all or nothing.
///
/// # Errors
/// Refused with `plan-table-not-recognised` where no row is a header of a plan, `plan-year` where the year is none,
/// `plan-unnamed` where the file's name gives no id or is a person's, `record-refused` where a word may not stand.
pub async fn import_sheet(house: &House, moment: &Moment, name: &str, bytes: Vec<u8>, words: &SheetWords) -> Result<SheetImported> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let personal = Words::new(house.rulebook.personal_looking(today(moment), None)?.parameters);
    let of_a_person = [stem, title_of(stem).as_str()].iter().any(|text| personal.looks_like_a_person(text).is_some());
    if of_a_person && words.plan.is_none() {
        return Err(Trouble::refused(
            "plan-unnamed",
            "the name of the file looks like a person's, and no plan is called by one",
            "say which plan it is and what it is called, with `--plan` and `--title`, or give the file another name",
        ));
    }
    let id = words.plan.clone().unwrap_or_else(|| house_form(stem));
    if id.is_empty() {
        let message = format!("the name of `{name}` gives no id for the plan");
        return Err(Trouble::refused("plan-unnamed", message, "say which plan it is: small letters, digits and hyphens"));
    }
    let named = years_in(stem);
    let year = match &words.year {
        Some(said) => Some(year_of(said)?),
        None => named.filter(|(first, last)| first == last).map(|(first, _)| first),
    };
    let sha256 = hash(&bytes, year);
    let standing = find::<Plan>(house, &id).await?;
    let before = sheet_of(house, &id).await?;
    let owner = words.owner.clone().or_else(|| standing.as_ref().map(|(plan, _)| plan.owner.clone())).unwrap_or_else(|| KEEPER.to_owned());
    let years = words.year.as_ref().and(year.map(|year| (year, year))).or(named);
    let plan = Opening { id: &id, stem: if of_a_person { &id } else { stem }, owner: &owner, years, words };
    if let Some(same) = before.as_ref().filter(|sheet| sheet.sha256 == sha256) {
        // The table is the one that is held; what is said of its plan may be new.
        if let Some((kept, seen)) = &standing {
            let retold = plan.retold(kept);
            if retold != *kept {
                save(house, moment, &retold, *seen).await?;
            }
        }
        return Ok(told(same, &given(house, same)?, "same", name));
    }
    let reading = read_bytes(house, moment, name, bytes, Told { plan: &id, sha256: &sha256, year, role: &owner }).await?;
    keep(house, moment, &plan, before, reading, name).await
}

fn year_of(said: &str) -> Result<FinancialYear> {
    FinancialYear::parse(&said.trim().replacen('-', "/", 1))
        .map_err(|_| Trouble::refused("plan-year", format!("`{said}` is no financial year"), "write it as `2009-10`"))
}

fn hash(bytes: &[u8], year: Option<FinancialYear>) -> String {
    use std::fmt::Write as _;
    let mut hasher = Sha256::new();
    hasher.update(bytes);
    // The same bytes of another year are other updates.
    hasher.update(year.map_or_else(String::new, |year| format!("\nyear: {year}")));
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What is known of a file before it is read.
struct Told<'a> {
    plan: &'a str,
    sha256: &'a str,
    year: Option<FinancialYear>,
    role: &'a str,
}

async fn read_bytes(house: &House, moment: &Moment, name: &str, bytes: Vec<u8>, told: Told<'_>) -> Result<Reading> {
    let on = today(moment);
    let options = limits(house, on)?;
    let columns = house.rulebook.plan_columns(on, None)?.parameters;
    let statuses = house.rulebook.action_status(on, None)?.parameters;
    let personal = house.rulebook.personal_looking(on, None)?.parameters;
    let (file, plan, sha256, role) = (name.to_owned(), told.plan.to_owned(), told.sha256.to_owned(), told.role.to_owned());
    let year = told.year;
    off_the_runtime(move || {
        let (sheets, warnings) = sheets_of(&file, &bytes, &options)?;
        let words = Words::new(personal);
        let how = HowToRead { plan: &plan, file: &file, sha256: &sha256, year, role: &role, on, columns, statuses, words: &words };
        let mut reading = read(sheets, &how).ok_or_else(|| not_recognised(&file))?;
        reading.sheet.notes.splice(0..0, warnings);
        Ok(reading)
    })
    .await
}

fn not_recognised(file: &str) -> Trouble {
    Trouble::refused(
        "plan-table-not-recognised",
        format!("no row of `{file}` is the header of a plan"),
        "name the columns as the papers do, such as `action_no`, `action`, `lead`, `due_date`, `update_jan_2020`; the rule `plan-columns` has them all. nothing was imported",
    )
}

fn limits(house: &House, day: Date) -> Result<ReadOptions> {
    let limits = house.rulebook.import_limits(day, None)?.parameters;
    Ok(ReadOptions {
        text: TextLimits { max_line_bytes: usize::try_from(limits.line_bytes).unwrap_or(usize::MAX) },
        container: ContainerLimits {
            max_entries: usize::try_from(limits.zip_entries).unwrap_or(usize::MAX),
            max_total_bytes: limits.unzipped_bytes,
            max_ratio: limits.zip_ratio,
        },
        workbook: WorkbookLimits { max_bytes: limits.workbook_bytes.min(LARGEST_FILE), max_cells: limits.workbook_cells },
        ..ReadOptions::default()
    })
}

/// The rows of a file as they stand in it.
fn sheets_of(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<(Vec<GivenSheet>, Vec<String>)> {
    if spreadsheet::is_workbook(bytes) {
        let sheets = spreadsheet::whole_sheets(file, bytes, options)?.into_iter().map(|sheet| GivenSheet {
            name: sheet.sheet,
            rows: sheet.rows.into_iter().map(|(row, cells)| GivenRow { row, cells }).collect(),
            merged: sheet.merged,
            of_workbook: true,
        });
        return Ok((sheets.collect(), Vec::new()));
    }
    let decoded = text::decode(file, bytes, &options.text, options.strict)?;
    let rows = text::exact_rows(file, &decoded.text)?.into_iter().map(|row| GivenRow { row: row.row, cells: row.fields }).collect();
    Ok((vec![GivenSheet { name: String::new(), rows, merged: Vec::new(), of_workbook: false }], decoded.warnings))
}

/// A plan that is opened by its table.
struct Opening<'a> {
    id: &'a str,
    stem: &'a str,
    owner: &'a str,
    years: Option<(FinancialYear, FinancialYear)>,
    words: &'a SheetWords,
}

impl Opening<'_> {
    fn plan(&self, records: &Records, number: usize) -> Plan {
        let monthly = || records.updates.keys().all(|(_, _, period)| matches!(period, Period::Month(_))) && !records.updates.is_empty();
        let small = self.stem.to_lowercase();
        let said = |kind: &PlanKind| *kind != PlanKind::Rolling && small.contains(kind.id());
        let title = self.words.title.clone().unwrap_or_else(|| title_of(self.stem));
        Plan {
            id: self.id.to_owned(),
            title: if number == 1 { title } else { format!("{title}, part {number}") },
            kind: self.words.kind.or_else(|| PlanKind::ALL.into_iter().find(said)).unwrap_or(PlanKind::Rolling),
            from: self.years.map(|(first, _)| first.first().first_day()),
            until: self.years.map(|(_, last)| last.last().last_day()),
            rhythm: self.words.rhythm.unwrap_or_else(|| if monthly() { Rhythm::Monthly } else { Rhythm::Quarterly }),
            owner: self.owner.to_owned(),
            grant_pence: None,
            follows: None,
            adopted: Vec::new(),
            ended: None,
        }
    }

    /// What was said of a plan that is there already.
    fn retold(&self, plan: &Plan) -> Plan {
        let mut plan = plan.clone();
        if let Some(title) = &self.words.title {
            plan.title.clone_from(title);
        }
        plan.kind = self.words.kind.unwrap_or(plan.kind);
        plan.rhythm = self.words.rhythm.unwrap_or(plan.rhythm);
        if let Some(owner) = &self.words.owner {
            plan.owner.clone_from(owner);
        }
        plan
    }
}

/// `action_plan_2009_10` as a title: `Action plan 2009-10`.
fn title_of(stem: &str) -> String {
    let words: Vec<&str> = stem.split(['_', '-', ' ']).filter(|word| !word.is_empty()).collect();
    let mut title = String::new();
    let mut year = false;
    for word in words {
        let digits = word.bytes().all(|b| b.is_ascii_digit());
        let joins = year && digits && matches!(word.len(), 2 | 4) && years_in(stem).is_some();
        if !title.is_empty() {
            title.push(if joins { '-' } else { ' ' });
        }
        title.push_str(word);
        year = digits && word.len() == 4 && !joins;
    }
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Writes what a reading comes to, and the table, in one transaction.
async fn keep(
    house: &House,
    moment: &Moment,
    opening: &Opening<'_>,
    before: Option<Sheet>,
    reading: Reading,
    name: &str,
) -> Result<SheetImported> {
    let Reading { mut sheet, records } = reading;
    let old = before.as_ref().map(|sheet| given(house, sheet)).transpose()?;
    let revised = before.is_some();
    if let (Some(before), Some(old)) = (&before, &old) {
        // What left the table earlier is still out of it, unless it came back.
        let there = records.ids();
        let earlier = before.left_standing.iter().filter(|id| !there.contains(*id)).cloned();
        sheet.left_standing = earlier.chain(old.gone_from(&records)).collect();
    }
    let mut entries = with_book(house, |book| entries(house, moment, opening, &sheet, &records, old.as_ref(), book)).await??;
    for part in split(&sheet) {
        let seen = find::<PlanSheet>(house, &part.id()).await?.map_or(0, |(_, seen)| seen);
        entries.push(entry_for(house, moment, &part, seen)?);
    }
    house.store.append_entries(&entries).await?;
    Ok(told(&sheet, &records, if revised { "supersedes" } else { "imported" }, name))
}

/// The entries of what is new or changed.
fn entries(
    house: &House,
    moment: &Moment,
    opening: &Opening<'_>,
    sheet: &Sheet,
    records: &Records,
    old: Option<&Records>,
    book: &Book,
) -> Result<Vec<NewEntry>> {
    let mut entries = Vec::new();
    for (id, number) in sheet.plans.iter().zip(1..) {
        let (plan, seen) = match book.plans.get(id) {
            Some(kept) if number == 1 => (opening.retold(&kept.body), kept.last.seq),
            Some(kept) => (kept.body.clone(), kept.last.seq),
            None => (Opening { id, ..*opening }.plan(records, number), 0),
        };
        if book.plans.get(id).is_none_or(|kept| kept.body != plan) {
            entries.push(entry_for(house, moment, &plan, seen)?);
        }
    }
    for (place, body) in &records.priorities {
        let kept = book.priority(&place.0, &place.1);
        let was = old.and_then(|old| old.priorities.get(place));
        push(&mut entries, house, moment, body, was, kept)?;
    }
    for (place, body) in &records.actions {
        let kept = book.action(&place.0, &place.1);
        let was = old.and_then(|old| old.actions.get(place));
        push(&mut entries, house, moment, body, was, kept)?;
    }
    for (place, body) in &records.updates {
        let (plan, reference, period) = place;
        let kept = book.updates_of(plan, reference).find(|kept| kept.body.period == *period);
        let was = old.and_then(|old| old.updates.get(place));
        let same = |other: &plans::Update| (&other.said, other.status) == (&body.said, body.status);
        if was.is_some_and(same) || kept.is_some_and(|kept| same(&kept.body)) {
            continue;
        }
        if book.is_closed(plan, *period) {
            return Err(Trouble::refused(
                "period-closed",
                format!("the table says something else of `{reference}` for {}, which was closed in `{plan}`", period.in_words()),
                "leave what it says of that period as it was; what is new belongs into the period that runs",
            ));
        }
        let seen = kept.map_or(0, |kept| kept.last.seq);
        let body = kept.map_or_else(|| body.clone(), |kept| revised(body, &kept.body, &sheet.plan));
        let open = RestsOn { register: plans::PeriodClosed::REGISTER.to_owned(), id: format!("{plan}/{period}"), seen: 0 };
        entries.push(NewEntry { rests_on: vec![open], ..entry_for(house, moment, &body, seen)? });
    }
    Ok(entries)
}

/// An update as a table says it, with what a table never says of one as somebody gave it.
fn revised(new: &plans::Update, kept: &plans::Update, plan: &str) -> plans::Update {
    // A row of the table before opens in this one, where another may stand in its place.
    let rows = format!("/plan/plans/{plan}/sheet?");
    let given = kept.evidence.iter().filter(|one| !one.href.starts_with(&rows) && !new.evidence.contains(one));
    plans::Update {
        value: kept.value.clone(),
        publicity: kept.publicity,
        barrier: kept.barrier.clone(),
        set_aside: kept.set_aside.clone(),
        evidence: given.chain(&new.evidence).cloned().collect(),
        ..new.clone()
    }
}

/// Adds the entry of a body where it is new, or where the table changed it.
fn push<T: Body>(
    entries: &mut Vec<NewEntry>,
    house: &House,
    moment: &Moment,
    new: &T,
    old: Option<&T>,
    kept: Option<&journal::Kept<T>>,
) -> Result<()> {
    let Some(kept) = kept else {
        entries.push(entry_for(house, moment, new, 0)?);
        return Ok(());
    };
    let merged = merged(new, old, &kept.body)?;
    if merged != kept.body {
        entries.push(entry_for(house, moment, &merged, kept.last.seq)?);
    }
    Ok(())
}

/// The record with what changed from the table before to this one; where there was none before, with what this one says.
fn merged<T: Body>(new: &T, old: Option<&T>, current: &T) -> Result<T> {
    let fault = |e: serde_json::Error| Trouble::failed("record-unwritable", format!("could not write a record: {e}"), "report this");
    let value = |body: &T| serde_json::to_value(body).map_err(fault);
    let (new, old) = (value(new)?, old.map(value).transpose()?);
    let mut current = value(current)?;
    let empty = |value: &serde_json::Value| match value {
        serde_json::Value::Null => true,
        serde_json::Value::String(text) => text.is_empty(),
        serde_json::Value::Array(list) => list.is_empty(),
        _ => false,
    };
    if let (Some(fields), Some(current)) = (new.as_object(), current.as_object_mut()) {
        for (field, said) in fields {
            let changed = match &old {
                Some(old) => old.get(field) != Some(said),
                None => !empty(said),
            };
            if changed {
                current.insert(field.clone(), said.clone());
            }
        }
    }
    serde_json::from_value(current).map_err(fault)
}

/// An id within the plan: `1.3` of `street-plan/1.3`.
fn own(id: &str, plan: &str) -> String {
    id.strip_prefix(plan).and_then(|rest| rest.strip_prefix('/')).unwrap_or(id).to_owned()
}

fn told(sheet: &Sheet, records: &Records, status: &'static str, file: &str) -> SheetImported {
    let mut by_reason: BTreeMap<String, usize> = BTreeMap::new();
    for (_, problem) in sheet.rejected() {
        *by_reason.entry(problem.reason.clone()).or_default() += 1;
    }
    let rejected = sheet.rejected().count();
    let milestones = records.actions.keys().filter(|(_, reference)| reference.is_milestone()).count();
    SheetImported {
        plan: sheet.plan.clone(),
        file: file.to_owned(),
        status,
        tables: sheet.tables(),
        rows_read: sheet.rows_read(),
        rows_accepted: sheet.rows_read().saturating_sub(rejected),
        rows_rejected: rejected,
        rejected_by_reason: by_reason,
        notes: sheet.notes.clone(),
        unknown_columns: sheet.unknown_columns(),
        actions: records.actions.len() - milestones,
        milestones,
        updates: records.updates.len(),
        left_standing: sheet.left_standing.iter().map(|id| own(id, &sheet.plan)).collect(),
    }
}

/// The table of a plan as it was last imported; none where none was.
pub async fn sheet_of(house: &House, plan: &str) -> Result<Option<Sheet>> {
    let Some((first, _)) = find::<PlanSheet>(house, &PlanSheet::id_of(plan, 1)).await? else { return Ok(None) };
    let count = first.parts;
    let mut parts = vec![first];
    for number in 2..=count {
        parts.extend(find::<PlanSheet>(house, &PlanSheet::id_of(plan, number)).await?.map(|(part, _)| part));
    }
    joined(parts).map(Some).ok_or_else(|| {
        Trouble::failed("plan-table-torn", format!("the table of `{plan}` was imported anew while it was read"), "ask again")
    })
}

/// Whether a table was imported for a plan.
pub async fn has_sheet(house: &House, plan: &str) -> Result<bool> {
    let entry = house.store.entry(PlanSheet::REGISTER, &PlanSheet::id_of(plan, 1), None).await?;
    Ok(entry.is_some())
}

/// What the rows of a sheet were read into, as they were read: by the rules of that day.
pub(super) fn given(house: &House, sheet: &Sheet) -> Result<Records> {
    let statuses = house.rulebook.action_status(sheet.on, None)?.parameters;
    let columns = house.rulebook.plan_columns(sheet.on, None)?.parameters;
    let personal = house.rulebook.personal_looking(sheet.on, None)?.parameters;
    Ok(sheet.records(statuses, columns, &Words::new(personal)))
}

/// The same records of these plans as they stand.
pub(super) fn standing(book: &Book, plans: &[String]) -> Records {
    let mut now = Records::default();
    for plan in plans {
        let of = |reference: &plans::Reference| (plan.clone(), reference.clone());
        now.priorities.extend(book.priorities_of(plan).map(|kept| ((plan.clone(), kept.body.key.clone()), kept.body.clone())));
        now.actions.extend(book.actions_of(plan).map(|kept| (of(&kept.body.reference), kept.body.clone())));
        for kept in book.actions_of(plan) {
            let updates = book.updates_of(plan, &kept.body.reference);
            now.updates.extend(updates.map(|one| ((plan.clone(), one.body.reference.clone(), one.body.period), one.body.clone())));
        }
    }
    now
}
