//! Rows read into records, with what could not be read beside them.

use super::columns::Column;
use super::layout::{known_columns, lines_of, withhold};
use super::records::{Records, Row, field_mut, field_of};
use super::values::{alike, day, house_form, pence};
use super::{GivenSheet, Line, LineKind, Meaning, Problem, Sheet};
use crate::{Action, Attached, CostLine, Period, PlanPriority, Reference, Status, Update};
use calendar::{Date, FinancialYear};
use journal::Words;
use rulebook::{ActionStatus, PlanColumns};
use std::collections::{BTreeMap, BTreeSet};

/// So many times the numbers of one file may begin again, each time as a plan of its own.
const MOST_PLANS: usize = 20;
/// So many rows are named in a note.
const ROWS_NAMED: usize = 12;
/// Fields of an action that stand each in a column of words.
const FIELDS: [Meaning; 6] =
    [Meaning::Lead, Meaning::Partners, Meaning::Resources, Meaning::Timescale, Meaning::Measurement, Meaning::SourceOfMeasure];

/// How a file is read.
pub struct HowToRead<'a> {
    /// The plan, by its id.
    pub plan: &'a str,
    /// The file's name.
    pub file: &'a str,
    /// SHA-256 of what is read.
    pub sha256: &'a str,
    /// The financial year of what says none itself.
    pub year: Option<FinancialYear>,
    /// The office that gives the updates: the one that keeps the plan.
    pub role: &'a str,
    /// The day.
    pub on: Date,
    /// What columns mean.
    pub columns: &'a PlanColumns,
    /// What words of progress mean.
    pub statuses: &'a ActionStatus,
    /// What looks like a person.
    pub words: &'a Words<'a>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Its lines, with what each was read into.
    pub sheet: Sheet,
    /// What they come to.
    pub records: Records,
}

/// Reads a file. None where no row of it is a header of a table of plans.
pub fn read(given: Vec<GivenSheet>, how: &HowToRead<'_>) -> Option<Reading> {
    let sheets: Vec<String> = given.iter().map(|sheet| kept_name(&sheet.name, how.words)).collect();
    let merged = given.iter().enumerate().flat_map(|(at, sheet)| sheet.merged.iter().map(move |corners| (at, *corners))).collect();
    let mut lines: Vec<Line> = given.into_iter().enumerate().flat_map(|(at, sheet)| lines_of(sheet, at, how.columns)).collect();
    if lines.iter().all(|line| line.kind != LineKind::Header) {
        return None;
    }
    let mut reader = Reader::new(how, vec![how.plan.to_owned()]);
    for (note, row) in withhold(&mut lines, how.words) {
        reader.notes.add(note, row);
    }
    for (at, name) in sheets.iter().enumerate() {
        let mut of_sheet = lines.iter().filter(|line| line.sheet == at).peekable();
        if of_sheet.peek().is_some() && !of_sheet.any(|line| line.kind == LineKind::Header) {
            reader.notes.add(format!("sheet `{name}` has no table of a plan: it is kept as given and was not read"), 0);
        }
    }
    let mut columns: Vec<Column> = Vec::new();
    for line in &mut lines {
        reader.reach(line);
        match line.kind {
            LineKind::Header => columns = known_columns(line),
            LineKind::Row => reader.row(&columns, line),
            _ => {}
        }
        reader.leave(line);
    }
    reader.finish();
    let sheet = Sheet {
        plan: how.plan.to_owned(),
        file: reader.file,
        sha256: how.sha256.to_owned(),
        on: how.on,
        year: how.year,
        sheets,
        plans: reader.plans,
        notes: reader.notes.told(),
        left_standing: Vec::new(),
        merged,
        lines,
    };
    Some(Reading { sheet, records: reader.records })
}

/// A name of a file or a sheet, unless it looks like a person.
fn kept_name(name: &str, words: &Words<'_>) -> String {
    if words.looks_like_a_person(name).is_some() { String::new() } else { name.to_owned() }
}

impl Sheet {
    /// What its rows were read into, as they were read.
    pub fn records(&self, statuses: &ActionStatus, columns: &PlanColumns, words: &Words<'_>) -> Records {
        let how = HowToRead {
            plan: &self.plan,
            file: &self.file,
            sha256: &self.sha256,
            year: self.year,
            role: "",
            on: self.on,
            columns,
            statuses,
            words,
        };
        let mut reader = Reader::new(&how, self.plans.clone());
        let mut columns: Vec<Column> = Vec::new();
        for line in &self.lines {
            reader.reach(line);
            match line.kind {
                LineKind::Header => columns = known_columns(line),
                LineKind::Row => {
                    let row = Row { columns: &columns, line, year: self.year };
                    if let Some(action) = &line.action {
                        reader.merge(&row, line.plan, action, line.milestone.as_ref());
                    }
                }
                _ => {}
            }
            reader.leave(line);
        }
        reader.finish();
        reader.records
    }
}

/// Notes, the same one told once with the rows it is about.
#[derive(Default)]
struct Notes {
    order: Vec<String>,
    rows: BTreeMap<String, Vec<u64>>,
}

impl Notes {
    fn add(&mut self, note: String, row: u64) {
        if !self.rows.contains_key(&note) {
            self.order.push(note.clone());
        }
        self.rows.entry(note).or_default().push(row);
    }

    fn told(self) -> Vec<String> {
        let with_rows = |note: &String| {
            let rows: Vec<u64> = self.rows.get(note).into_iter().flatten().copied().filter(|row| *row > 0).collect();
            let named: Vec<String> = rows.iter().take(ROWS_NAMED).map(u64::to_string).collect();
            match (named.len(), rows.len().saturating_sub(named.len())) {
                (0, _) => note.clone(),
                (1, _) => format!("{note} (row {})", named.concat()),
                (_, 0) => format!("{note} (rows {})", named.join(", ")),
                (_, more) => format!("{note} (rows {} and {more} more)", named.join(", ")),
            }
        };
        self.order.iter().map(with_rows).collect()
    }
}

/// Where a row belongs.
struct Place {
    plan: usize,
    begins: bool,
    action: Reference,
    milestone: Option<Reference>,
}

struct Reader<'a> {
    how: &'a HowToRead<'a>,
    /// The file's name as it may be kept.
    file: String,
    plans: Vec<String>,
    records: Records,
    notes: Notes,
    /// What has a row of its own already.
    met: BTreeSet<(usize, Reference)>,
    /// The plan in which a priority first stood.
    priorities: BTreeMap<String, usize>,
    /// The heading that stands above this row, of its table or between its rows: a table without a column of priorities names them so.
    heading: String,
    /// No row stands between the heading and this line, so that it is the heading of the table that begins here.
    heads_a_table: bool,
    /// The sheet of this line: no heading is of another one.
    sheet: usize,
}

impl<'a> Reader<'a> {
    fn new(how: &'a HowToRead<'a>, plans: Vec<String>) -> Self {
        Self {
            how,
            file: kept_name(how.file, how.words),
            plans,
            records: Records::default(),
            notes: Notes::default(),
            met: BTreeSet::new(),
            priorities: BTreeMap::new(),
            heading: String::new(),
            heads_a_table: false,
            sheet: 0,
        }
    }

    /// Takes up what a line says of those beneath it, or ends what was said of those above.
    fn reach(&mut self, line: &Line) {
        if line.sheet != self.sheet {
            self.sheet = line.sheet;
            self.end_section();
        }
        match line.kind {
            LineKind::Above | LineKind::Note => self.section(line),
            LineKind::Header if !self.heads_a_table => self.end_section(),
            _ => {}
        }
    }

    /// A row ends what may be the heading of a table further down.
    fn leave(&mut self, line: &Line) {
        if line.is_data() {
            self.heads_a_table = false;
        }
    }

    fn end_section(&mut self) {
        self.heading.clear();
        self.heads_a_table = false;
    }

    /// Decides what a row is, and reads it.
    fn row(&mut self, columns: &[Column], line: &mut Line) {
        let problem = |column: String, reason: &str, remedy: &str| Problem { column, reason: reason.to_owned(), remedy: remedy.to_owned() };
        if let Some(at) = line.cells.iter().position(|cell| self.how.words.looks_like_a_person(cell).is_some()) {
            let heading = columns.get(at).map_or_else(String::new, |column| column.heading.trim().to_owned());
            let remedy = "name the office or the team, never a person or how to reach one; the row is not kept until then";
            line.problem = Some(problem(heading, "looks-like-a-person", remedy));
            line.kind = LineKind::Withheld;
            line.cells = Vec::new();
            return;
        }
        let row = Row { columns, line: &*line, year: self.how.year };
        if is_note(&row) {
            line.kind = LineKind::Note;
            self.section(line);
            return;
        }
        let beyond = line.cells.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty());
        let placed = if beyond {
            Err(problem(
                String::new(),
                "too-many-cells",
                "the row has more cells than the header: a comma may stand in a text without quotation marks",
            ))
        } else {
            self.place(&row).and_then(|place| self.check_repeated(&row, &place).map(|()| place))
        };
        match placed {
            Err(found) => {
                line.problem = Some(found);
                line.kind = LineKind::Rejected;
            }
            Ok(place) => {
                if place.begins {
                    self.plans.push(format!("{}-part-{}", self.how.plan, place.plan + 1));
                    self.notes.add(
                        format!(
                            "the numbers begin again at {} under another priority: what follows is read as a plan of its own, `{}-part-{}`",
                            place.action,
                            self.how.plan,
                            place.plan + 1
                        ),
                        line.row,
                    );
                }
                self.merge(&row, place.plan, &place.action, place.milestone.as_ref());
                line.plan = place.plan;
                line.action = Some(place.action);
                line.milestone = place.milestone;
            }
        }
    }

    /// A heading above a table or between rows may name the priority of those beneath it.
    fn section(&mut self, line: &Line) {
        let mut filled = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let (Some(text), None) = (filled.next(), filled.next()) else { return };
        let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        if self.how.columns.meaning(&first) == Some(Meaning::Priority.id()) {
            text.clone_into(&mut self.heading);
            self.heads_a_table = true;
        }
    }

    /// Reads the numbers of a row, and finds the plan it belongs to.
    fn place(&self, row: &Row<'_>) -> Result<Place, Problem> {
        let (action, milestone) = numbers(row)?;
        let own = if row.get(Meaning::MilestoneNumber).is_empty() && milestone.is_some() { "" } else { row.get(Meaning::Action) };
        let name = priority_name(row, &self.heading);
        let plan = self.priorities.get(&name).copied().unwrap_or(self.plans.len().saturating_sub(1));
        match self.action(plan, &action) {
            Some(known) if !own.is_empty() && !alike(&known.text, own) => {
                let number: Option<u32> = row.get(Meaning::PriorityNumber).parse().ok();
                let fits = number.is_none() || action.priority().is_none() || number == action.priority();
                if fits && !name.is_empty() && !self.priorities.contains_key(&name) && self.plans.len() < MOST_PLANS {
                    return Ok(Place { plan: self.plans.len(), begins: true, action, milestone });
                }
                Err(twice(row.heading(Meaning::Action)))
            }
            None if own.is_empty() && (milestone.is_none() || milestone_text(row).is_empty()) => Err(Problem {
                column: row.heading(Meaning::Action),
                reason: "no-text".to_owned(),
                remedy: "say what is to be done".to_owned(),
            }),
            _ => Ok(Place { plan, begins: false, action, milestone }),
        }
    }

    fn action(&self, plan: usize, reference: &Reference) -> Option<&Action> {
        self.records.actions.get(&(self.plans.get(plan)?.clone(), reference.clone()))
    }

    /// A number may stand in a second row only with the same content, or for an update of another period.
    fn check_repeated(&self, row: &Row<'_>, place: &Place) -> Result<(), Problem> {
        let lowest = place.milestone.as_ref().unwrap_or(&place.action);
        if place.begins || !self.met.contains(&(place.plan, lowest.clone())) {
            return Ok(());
        }
        let (Some(known), Some(plan)) = (self.action(place.plan, lowest), self.plans.get(place.plan)) else { return Ok(()) };
        let text = if place.milestone.is_some() { milestone_text(row) } else { "" };
        if !text.is_empty() && !alike(&known.text, text) {
            return Err(twice(row.heading(Meaning::Milestone)));
        }
        for meaning in FIELDS {
            let (given, there) = (row.get(meaning), field_of(known, meaning).unwrap_or_default());
            if !given.is_empty() && !there.is_empty() && !alike(given, there) {
                return Err(twice(row.heading(meaning)));
            }
        }
        let due = [Meaning::Due, Meaning::DueOrTimescale].map(|meaning| day(row.get(meaning))).into_iter().flatten().next();
        if due.is_some() && known.due.is_some() && due != known.due {
            return Err(twice(row.heading(Meaning::Due)));
        }
        for (at, column) in row.columns.iter().enumerate().filter(|(_, column)| column.meaning == Some(Meaning::Update)) {
            let (given, about) = (row.line.cell(at).trim(), row.about(column, &place.action, place.milestone.as_ref()));
            let Some((period, about)) = row.period(column).zip(about).filter(|(_, about)| about == lowest) else { continue };
            let there = self.records.updates.get(&(plan.clone(), about, period)).map_or("", |update| update.said.as_str());
            if !given.is_empty() && !there.is_empty() && !alike(given, there) {
                return Err(twice(column.heading.trim().to_owned()));
            }
        }
        Ok(())
    }

    /// Adds what a row says. Where an earlier row said something else of the same, the earlier stands.
    fn merge(&mut self, row: &Row<'_>, plan: usize, action: &Reference, milestone: Option<&Reference>) {
        let Some(id) = self.plans.get(plan).cloned() else { return };
        let number = row.line.row;
        let name = priority_name(row, &self.heading);
        if !name.is_empty() {
            self.priorities.entry(name).or_insert(plan);
        }
        let priority = self.priority(&id, row);
        let lettered = row.get(Meaning::MilestoneNumber).is_empty() && milestone.is_some();
        let text = if lettered { "" } else { row.get(Meaning::Action) };
        if !text.is_empty() {
            let new = || Action { priority: priority.clone(), ..Action::bare(&id, action, text) };
            self.records.actions.entry((id.clone(), action.clone())).or_insert_with(new);
        }
        if let Some(milestone) = milestone {
            let text = milestone_text(row);
            if text.is_empty() {
                self.notes.add(format!("milestone `{milestone}` has no text: it is kept in the table alone"), number);
            } else {
                let new = || Action { priority: priority.clone(), ..Action::bare(&id, milestone, text) };
                self.records.actions.entry((id.clone(), milestone.clone())).or_insert_with(new);
            }
        } else if !row.get(Meaning::Milestone).is_empty() {
            self.notes.add("a milestone without a number of its own is kept in the table alone".to_owned(), number);
        }
        self.fields(row, &id, milestone.unwrap_or(action));
        self.met.insert((plan, milestone.unwrap_or(action).clone()));
        self.updates(row, &id, action, milestone);
    }

    fn fields(&mut self, row: &Row<'_>, plan: &str, lowest: &Reference) {
        let number = row.line.row;
        let Some(body) = self.records.actions.get_mut(&(plan.to_owned(), lowest.clone())) else { return };
        for meaning in FIELDS {
            let given = row.get(meaning);
            if let Some(field) = field_mut(body, meaning).filter(|field| field.is_empty()) {
                given.clone_into(field);
            }
        }
        for meaning in [Meaning::Due, Meaning::DueOrTimescale] {
            let given = row.get(meaning);
            match day(given) {
                Some(day) => body.due = body.due.or(Some(day)),
                None if !given.is_empty() => {
                    if meaning == Meaning::DueOrTimescale && body.timescale.is_empty() {
                        given.clone_into(&mut body.timescale);
                    }
                    self.notes.add(format!("`{}` holds words that are no day: they are kept as words", row.heading(meaning)), number);
                }
                None => {}
            }
        }
        let cost = row.get(Meaning::Cost);
        match pence(cost) {
            Some(pence) if body.costs.is_empty() => body.costs.push(CostLine { what: row.heading(Meaning::Cost).replace('_', " "), pence }),
            None if !cost.is_empty() => {
                self.notes.add(
                    format!("`{}` holds words that are no amount: they are kept in the table alone", row.heading(Meaning::Cost)),
                    number,
                );
            }
            _ => {}
        }
    }

    fn updates(&mut self, row: &Row<'_>, plan: &str, action: &Reference, milestone: Option<&Reference>) {
        for (at, column) in row.columns.iter().enumerate() {
            let Some(meaning) = column
                .meaning
                .filter(|one| matches!(one, Meaning::Update | Meaning::Status | Meaning::ActionStatus | Meaning::MilestoneStatus))
            else {
                continue;
            };
            let given = row.line.cell(at).trim();
            if given.is_empty() {
                continue;
            }
            let heading = column.heading.trim();
            let status = if meaning == Meaning::Update { None } else { Some(self.status(heading, given, row.line.row)) };
            let Some(period) = row.period(column) else {
                self.notes.add(
                    format!("nothing says which month or quarter `{heading}` is about: it is kept in the table alone; give the year, or put the month or quarter into the heading"),
                    row.line.row,
                );
                continue;
            };
            let Some(about) = row.about(column, action, milestone) else { continue };
            if self.records.actions.contains_key(&(plan.to_owned(), about.clone())) {
                let said = if status.is_none() { given } else { "" };
                self.update(plan, &about, period, said, status, row.line);
            }
        }
    }

    /// What a word of progress means. One that no list has is read as undecided, never guessed, and told.
    fn status(&mut self, heading: &str, given: &str, row: u64) -> Status {
        let known = self.how.statuses.read(given).and_then(Status::parse);
        known.unwrap_or_else(|| {
            self.notes.add(format!("`{given}` in `{heading}` is no status that is known: kept as given, read as not decided"), row);
            Status::Undetermined
        })
    }

    fn update(&mut self, plan: &str, about: &Reference, period: Period, said: &str, status: Option<Status>, line: &Line) {
        let href = format!("/plan/plans/{0}/sheet?at={1}-{2}#row-{1}-{2}", self.how.plan, line.sheet, line.row);
        let title = match self.file.as_str() {
            "" => format!("row {} of the imported table", line.row),
            file => format!("row {} of {}", line.row, file),
        };
        let new = || Update {
            plan: plan.to_owned(),
            reference: about.clone(),
            period,
            said: String::new(),
            status: None,
            value: String::new(),
            on: self.how.on,
            role: self.how.role.to_owned(),
            evidence: vec![Attached { title, href }],
            set_aside: None,
            publicity: false,
            barrier: String::new(),
        };
        let update = self.records.updates.entry((plan.to_owned(), about.clone(), period)).or_insert_with(new);
        if update.said.is_empty() {
            said.clone_into(&mut update.said);
        } else if !said.is_empty() && !alike(&update.said, said) {
            let note = format!(
                "another row says something else of `{about}` for {}: the first is recorded, both stand in the table",
                period.in_words()
            );
            self.notes.add(note, line.row);
        }
        match (update.status, status) {
            (None, Some(_)) => update.status = status,
            (Some(there), Some(given)) if there != given => {
                let note = format!(
                    "another row gives `{about}` another status for {}: the first is recorded, both stand in the table",
                    period.in_words()
                );
                self.notes.add(note, line.row);
            }
            _ => {}
        }
    }

    /// The priority of a row, by its key.
    fn priority(&mut self, plan: &str, row: &Row<'_>) -> Option<String> {
        let (number, title) = (row.get(Meaning::PriorityNumber), row.get(Meaning::Priority));
        let title = if title.is_empty() && number.is_empty() { self.heading.as_str() } else { title };
        if title.is_empty() && number.is_empty() {
            return None;
        }
        let title = if title.is_empty() { format!("Priority {number}") } else { title.to_owned() };
        let of_plan = |(of, _): &(String, String)| of == plan;
        let numbered = !number.is_empty() && number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit());
        let key = if numbered {
            number.to_owned()
        } else {
            let known = self.records.priorities.iter().find(|(place, body)| of_plan(place) && alike(&body.title, &title));
            if let Some((_, body)) = known {
                return Some(body.key.clone());
            }
            let words = Some(house_form(&title)).filter(|key| !key.is_empty()).unwrap_or_else(|| "priority".to_owned());
            let free = |key: &String| !self.records.priorities.contains_key(&(plan.to_owned(), key.clone()));
            let others = (2_usize..).map(|n| format!("{words}-{n}"));
            std::iter::once(words.clone()).chain(others).find(free).unwrap_or_default()
        };
        let place = (plan.to_owned(), key.clone());
        match self.records.priorities.get(&place) {
            Some(there) if !alike(&there.title, &title) => {
                let note = format!("priority `{key}` is called something else in another row: the first name is recorded");
                self.notes.add(note, row.line.row);
            }
            Some(_) => {}
            None => {
                self.records.priorities.insert(
                    place,
                    PlanPriority {
                        plan: plan.to_owned(),
                        key: key.clone(),
                        title,
                        why: String::new(),
                        what: String::new(),
                        approach: String::new(),
                        how_measured: String::new(),
                        data_used: String::new(),
                        wider_strategy: String::new(),
                        answers: None,
                        group: None,
                        lead: String::new(),
                        closed: None,
                    },
                );
            }
        }
        Some(key)
    }

    /// Who leads an action whose rows are all of milestones: who leads every one of them, or nobody.
    fn finish(&mut self) {
        let mut leads: BTreeMap<(String, Reference), BTreeSet<String>> = BTreeMap::new();
        let mut orphans = Vec::new();
        for ((plan, reference), body) in &self.records.actions {
            let Some(above) = reference.action() else { continue };
            if self.records.actions.contains_key(&(plan.clone(), above.clone())) {
                leads.entry((plan.clone(), above)).or_default().insert(body.lead.clone());
            } else {
                orphans.push(format!("milestone `{reference}` stands beneath no action `{above}`"));
            }
        }
        for note in orphans {
            self.notes.add(note, 0);
        }
        for (place, leads) in leads {
            let own = self.plans.iter().position(|plan| *plan == place.0).is_some_and(|plan| self.met.contains(&(plan, place.1.clone())));
            if let (Some(only), 1, false, Some(body)) = (leads.first(), leads.len(), own, self.records.actions.get_mut(&place)) {
                body.lead.clone_from(only);
            }
        }
    }
}

/// A single text that is no number, away from the column of actions, is a note or a heading between rows.
fn is_note(row: &Row<'_>) -> bool {
    let filled: Vec<usize> = row.line.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).map(|(at, _)| at).collect();
    let [only] = filled.as_slice() else { return false };
    let meaning = row.columns.get(*only).and_then(|column| column.meaning);
    let is_text = matches!(meaning, Some(Meaning::Action | Meaning::Milestone));
    !is_text && Reference::parse(row.line.cell(*only)).is_err()
}

fn twice(column: String) -> Problem {
    Problem {
        column,
        reason: "number-twice".to_owned(),
        remedy:
            "the number stands in an earlier row with other content: give this one a number of its own; in a workbook write 1.10 as text"
                .to_owned(),
    }
}

/// The numbers of a row: of the action, and of the milestone where it has one of its own.
fn numbers(row: &Row<'_>) -> Result<(Reference, Option<Reference>), Problem> {
    let (given, beneath) = (row.get(Meaning::ActionNumber), row.get(Meaning::MilestoneNumber));
    let bad = |meaning: Meaning, reason: &str, remedy: &str| Problem {
        column: row.heading(meaning),
        reason: reason.to_owned(),
        remedy: remedy.to_owned(),
    };
    let unreadable = |meaning| bad(meaning, "number-unreadable", "write a number as papers print it, such as `1.3` or `1.3b`");
    let disagree =
        || bad(Meaning::MilestoneNumber, "numbers-disagree", "a milestone has the number of its action and a letter: `1.3b` beneath `1.3`");
    if given.is_empty() && beneath.is_empty() {
        return Err(bad(Meaning::ActionNumber, "no-number", "give the action its number"));
    }
    let written = if given.is_empty() { None } else { Some(Reference::parse(given).map_err(|_| unreadable(Meaning::ActionNumber))?) };
    let (action, lettered) = match written {
        Some(written) if written.is_milestone() => (written.action(), Some(written)),
        other => (other, None),
    };
    if beneath.is_empty() {
        return action.map(|action| (action, lettered)).ok_or_else(|| unreadable(Meaning::ActionNumber));
    }
    let milestone = match (Reference::parse(beneath), &action) {
        (Ok(milestone), _) => milestone,
        // A letter alone is one beneath the row's action.
        (Err(_), Some(action)) if beneath.len() <= 2 && beneath.bytes().all(|b| b.is_ascii_alphabetic()) => {
            Reference::parse(&format!("{action}{beneath}")).map_err(|_| unreadable(Meaning::MilestoneNumber))?
        }
        _ => return Err(unreadable(Meaning::MilestoneNumber)),
    };
    if lettered.as_ref().is_some_and(|lettered| *lettered != milestone) {
        return Err(disagree());
    }
    let Some(action) = action.or_else(|| milestone.action()) else {
        return Err(bad(Meaning::ActionNumber, "no-number", "give the action its number"));
    };
    if milestone == action {
        return Ok((action, None));
    }
    let beneath = milestone.action().as_ref() == Some(&action) || milestone.to_string().starts_with(&format!("{action}."));
    if beneath { Ok((action, Some(milestone))) } else { Err(disagree()) }
}

/// What a milestone is: its own column, or that of the action where the action's number has the letter.
fn milestone_text<'t>(row: &Row<'t>) -> &'t str {
    let own = row.get(Meaning::Milestone);
    if own.is_empty() && row.get(Meaning::MilestoneNumber).is_empty() { row.get(Meaning::Action) } else { own }
}

/// What tells one priority from another.
fn priority_name(row: &Row<'_>, heading: &str) -> String {
    let (number, title) = (row.get(Meaning::PriorityNumber), row.get(Meaning::Priority));
    let name = match (number.is_empty(), title.is_empty()) {
        (true, true) => heading,
        (false, true) => number,
        _ => title,
    };
    name.to_lowercase()
}
